"""The process that opens a file: its kind, name and bytes come in, its text goes out.

    python -m luoshi.sources.files.worker < one line of JSON and the bytes > JSON

It limits itself first; whatever a library prints goes nowhere.  A code and values stand for each
sentence, so that a file cannot put words into our mouth.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from importlib import import_module
from typing import Any

from luoshi.sources.files import kinds
from luoshi.sources.files.confine import confine
from luoshi.sources.files.filetext import FileText
from luoshi.sources.files.refusals import refused
from luoshi.values.errors import Refusal

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 40

# Each kind pays for its own libraries only.
_READERS = {
    kinds.PDF: "pdftext",
    kinds.PAGE: "pagetext",
    kinds.MAIL: "mailtext",
}
_ODF = "application/vnd.oasis.opendocument."


def main() -> None:
    """Read standard input, answer on standard output."""
    answer = os.dup(1)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    confine(memory=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, written=0)
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        told = _told(_read(asked["kind"], sys.stdin.buffer.read()))
    except Refusal as refusal:
        told = {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        told = {"refused": "file-too-heavy", "params": {}}
    except Convert as wanted:
        told = {"convert": str(wanted)}
    with os.fdopen(answer, "wb") as out:
        out.write(json.dumps(told).encode())


class Convert(Exception):
    """LibreOffice must turn the file into another kind first."""


def _read(kind: str, data: bytes) -> FileText:
    if kind == kinds.PACKAGE:
        return _read_package(data)
    if kind == kinds.SHEETS:
        return _by("sheettext", data, None)
    return _by(_READERS[kind], data)


def _by(module: str, *given: Any) -> FileText:
    read: FileText = import_module(f"luoshi.sources.files.{module}").read(*given)
    return read


def _read_package(data: bytes) -> FileText:
    package = import_module("luoshi.sources.files.package").Package(data)
    names = package.names
    media_type = ""
    if "mimetype" in names and "content.xml" in names:
        media_type = package.part("mimetype").decode("ascii", "replace").strip()
    if "word/document.xml" in names or any(n.startswith("word/document") for n in names):
        package.refuse_password()
        return _by("wordtext", package)
    if any(n.startswith("xl/workbook") for n in names) or media_type == f"{_ODF}spreadsheet":
        package.refuse_password()
        return _by("sheettext", data, package)
    if media_type.startswith(f"{_ODF}text"):
        package.refuse_password()
        raise Convert(kinds.OPEN_TEXT)
    if "[Content_Types].xml" in names and not any(n.startswith("ppt/") for n in names):
        raise refused("file-damaged")
    is_document = media_type or any(n.startswith("ppt/") or n == "OFD.xml" for n in names)
    raise refused("file-format" if is_document else "file-archive")


def _told(read: FileText) -> dict[str, Any]:
    return {
        "text": read.text,
        "media_type": read.media_type,
        "encoding": read.encoding,
        "notes": [[note.code, dict(note.params)] for note in read.notes],
        "beside": read.beside,
        "is_short": read.is_short,
        "attachments": [
            [one.name, base64.b64encode(one.data).decode()] for one in read.attachments
        ],
    }


if __name__ == "__main__":
    main()
