"""The office's own scanner, asked before a file is opened: a command whose exit code decides.

0 is clean, 1 is infected, anything else (or no answer in time) is a scanner that cannot be asked.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
import tempfile

from luoshi.sources.files.refusals import refused

log = logging.getLogger(__name__)
INFECTED = 1
_asked: dict[str, object] = {"command": (), "seconds": 60, "may_lack": False}


def use(command: str, *, seconds: int, may_lack: bool) -> None:
    """Ask ``command`` (a file's path is added) about each file; "" asks nobody.

    ``may_lack``: where the scanner cannot be asked, files come in all the same, with a line in the log.
    """
    _asked.update(command=tuple(shlex.split(command)), seconds=seconds, may_lack=may_lack)


def refuse_infected(data: bytes) -> None:
    """Raise Unreadable for a file that the scanner holds for infected, or that it could not look at."""
    if not _asked["command"]:
        return
    code = _exit_code(data)
    if code == INFECTED:
        raise refused("file-infected")
    if code != 0:
        log.error("the scanner of files could not be asked (exit code %s)", code)
        if not _asked["may_lack"]:
            raise refused("scanner-away")


def _exit_code(data: bytes) -> int | None:
    """Return what the scanner says of ``data``; None where it did not answer."""
    # Never a folder that is served or kept: the file is gone before anything else looks at it.
    with tempfile.TemporaryDirectory(prefix="luoshi-scan-") as folder:
        path = os.path.join(folder, "file")
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(folder, 0o755)  # a scanner that runs as somebody else must be able to read
        try:
            done = subprocess.run(
                [*_asked["command"], path],  # type: ignore[misc]
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=float(str(_asked["seconds"])),
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.returncode
