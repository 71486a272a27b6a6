"""Running a program beside us: fed from a file, watched by the clock, killed with its children."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PIECE = 1 << 20
_PASSED_ON = ("PATH", "TMPDIR", "LD_LIBRARY_PATH")
_PACKAGES = Path(__file__).parents[3]  # where luoshi itself is found


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code (negative: a signal's number), and what it wrote."""

    code: int
    output: bytes
    timed_out: bool = False


def run(
    command: list[str], *, data: bytes, seconds: float, output_max: int, home: Path | None = None
) -> Ended:
    """Run ``command`` with ``data`` as its standard input, for at most ``seconds``.

    ``home`` is the folder where it may leave things.  Its errors go nowhere; of its output more than ``output_max`` bytes count as running too long.
    """
    with tempfile.TemporaryFile() as feed:
        feed.write(data)
        feed.seek(0)
        program = subprocess.Popen(
            command,
            stdin=feed,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(home),
            cwd="/",
        )
        try:
            return _watched(program, seconds=seconds, output_max=output_max)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def run_into(command: list[str], *, data: bytes, output: IO[bytes], seconds: float) -> Ended:
    """Run ``command`` with ``data`` as its standard input; what it writes goes to the file ``output``.

    Nothing of it is held here.  How much it may write is for the program's own limits to say.
    """
    with tempfile.TemporaryFile() as feed:
        feed.write(data)
        feed.seek(0)
        program = subprocess.Popen(
            command,
            stdin=feed,
            stdout=output,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(None),
            cwd="/",
        )
        try:
            return Ended(program.wait(seconds), b"")
        except subprocess.TimeoutExpired:
            return Ended(-signal.SIGKILL, b"", timed_out=True)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def _environment(home: Path | None) -> dict[str, str]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": str(home or "/nonexistent")}
    told = [
        Path(one).absolute() for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one
    ]
    environment["PYTHONPATH"] = os.pathsep.join(str(one) for one in [_PACKAGES, *told])
    if home is not None:
        environment["TMPDIR"] = str(home)
    return environment


def _watched(program: subprocess.Popen[bytes], *, seconds: float, output_max: int) -> Ended:
    assert program.stdout is not None
    until = time.monotonic() + seconds
    pieces: list[bytes] = []
    size = 0
    with program.stdout as output, selectors.DefaultSelector() as waiting:
        waiting.register(output, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0 and size <= output_max:
            if not waiting.select(left):
                break
            piece = os.read(output.fileno(), _PIECE)
            if not piece:
                with suppress(subprocess.TimeoutExpired):
                    code = program.wait(max(until - time.monotonic(), 0.1))
                    return Ended(code, b"".join(pieces))
                break
            pieces.append(piece)
            size += len(piece)
    return Ended(-signal.SIGKILL, b"", timed_out=True)
