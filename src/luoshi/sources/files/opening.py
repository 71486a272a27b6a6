"""Having a file opened by another process, and telling what became of it."""

from __future__ import annotations

import base64
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from luoshi.sources.files import process
from luoshi.sources.files.filetext import Attachment, FileText, is_blank, tidied, tidied_parts
from luoshi.sources.files.refusals import noted, refused

SECONDS = 60
WAIT_SECONDS = 60
AT_ONCE = 2
OUTPUT_MAX = 128 * 1024 * 1024

_places = threading.BoundedSemaphore(AT_ONCE)
STOPPED_FOR_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
STOPPED_FOR_MEMORY = (-signal.SIGABRT,)


class ConvertFirst(Exception):
    """The file must be turned into another kind by LibreOffice; ``kind`` says what it is."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@contextmanager
def place() -> Iterator[None]:
    """Hold one of the places in which files are opened at once.  Raises Unreadable where none is free."""
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise refused("file-busy")
    try:
        yield
    finally:
        _places.release()


def read(kind: str, data: bytes) -> FileText:
    """Return what another process read out of ``data``.

    Raises Unreadable or TooLarge; a file that breaks, blocks or blows up its reader is refused
    and harms nobody else.  Raises ConvertFirst for a package that only LibreOffice can read.
    """
    head = json.dumps({"kind": kind}).encode() + b"\n"
    command = [sys.executable, "-B", "-m", "luoshi.sources.files.worker"]
    with place():
        ended = process.run(command, data=head + data, seconds=SECONDS, output_max=OUTPUT_MAX)
    if ended.timed_out or ended.code in STOPPED_FOR_TIME:
        raise refused("file-too-slow", seconds=SECONDS)
    if ended.code in STOPPED_FOR_MEMORY:
        raise refused("file-too-heavy")
    if ended.code:
        raise refused("file-damaged")
    try:
        return _understood(json.loads(ended.output))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # A file that took over its reader would get no further than this.
        raise refused("file-damaged") from error


def _understood(told: dict[str, Any]) -> FileText:
    if "convert" in told:
        raise ConvertFirst(told["convert"])
    if "refused" in told:
        raise refused(told["refused"], **params(told["params"]))
    attachments = tuple(
        Attachment(name, base64.b64decode(data)) for name, data in told["attachments"]
    )
    text = tidied(told["text"])
    if is_blank(text) and not attachments:
        raise refused("file-without-text")
    return FileText(
        text,
        told["media_type"],
        told["encoding"],
        tuple(noted(code, **params(given)) for code, given in told["notes"]),
        tidied_parts(told["beside"]),
        attachments,
        told["is_short"],
    )


def params(told: dict[str, Any]) -> dict[str, object]:
    """Return the values of a sentence as another process told them: lists become tuples."""
    return {name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
