"""Old Word and WPS, rich text and OpenDocument, turned into .docx (or .xlsx) by LibreOffice.

One at a time on a machine, each with a fresh profile that allows no macro and no link, without
network, with limits, and killed with its children when its time is over.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from luoshi.sources.files import kinds, process
from luoshi.sources.files.refusals import refused

SECONDS = 90
WAIT_SECONDS = 90
MEMORY_BYTES = 4 << 30
WRITTEN_BYTES = 200 * 1024 * 1024
CPU_SECONDS = 80

_ENDINGS = {
    kinds.OLD_WORD: "doc",
    kinds.RICH_TEXT: "rtf",
    kinds.OPEN_TEXT: "odt",
    kinds.WORD_XML: "xml",
    kinds.SHEET_XML: "xml",
}
KINDS = frozenset(_ENDINGS)
MEDIA_TYPES = {
    kinds.OLD_WORD: "application/msword",
    kinds.RICH_TEXT: "application/rtf",
    kinds.OPEN_TEXT: "application/vnd.oasis.opendocument.text",
    kinds.WORD_XML: "application/xml",
    kinds.SHEET_XML: "application/xml",
}

_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
)


def is_there() -> bool:
    """Tell whether LibreOffice is installed on this machine."""
    return shutil.which("soffice") is not None


def converted(kind: str, data: bytes) -> bytes:
    """Return the file as .docx, or .xlsx for a sheet.

    Raises Unreadable where LibreOffice is missing or cannot open the file, TooLarge where it
    takes too long.
    """
    ending = _ENDINGS[kind]
    if not is_there():
        raise refused("file-needs-office", ending=ending)
    wanted = "xlsx" if kind == kinds.SHEET_XML else "docx"
    with _turn(), tempfile.TemporaryDirectory(prefix="luoshi-office-") as name:
        room = Path(name)
        original = room / f"document.{ending}"
        original.write_bytes(data)
        _write_profile(room / "profile" / "user")
        ended = process.run(
            _command(room, original, wanted),
            data=b"",
            seconds=SECONDS,
            output_max=1 << 20,
            home=room,
        )
        if ended.timed_out:
            raise refused("file-too-slow", seconds=SECONDS)
        made = room / "out" / f"document.{wanted}"
        if not made.is_file():
            raise refused("file-not-converted", ending=ending)
        if made.stat().st_size > WRITTEN_BYTES // 2:
            raise refused("file-unpacks-too-large")
        return made.read_bytes()


def _command(room: Path, original: Path, wanted: str) -> list[str]:
    limits = [str(one) for one in (MEMORY_BYTES, CPU_SECONDS, WRITTEN_BYTES)]
    return [
        *(sys.executable, "-B", "-m", "luoshi.sources.files.confine", *limits),
        *("soffice", f"-env:UserInstallation={(room / 'profile').as_uri()}"),
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", wanted, "--outdir", str(room / "out"), str(original)),
    ]


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>"
    )


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for our turn: a second LibreOffice beside this one would only slow both down."""
    path = Path(tempfile.gettempdir()) / f"luoshi-office-{os.getuid()}.lock"
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + WAIT_SECONDS
    try:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise refused("file-busy") from None
                time.sleep(0.1)
        yield
    finally:
        os.close(held)
