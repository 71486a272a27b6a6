"""Plain text, Markdown and separated values: read in this process, for nothing in them can act."""

from __future__ import annotations

from luoshi.sources.files import csvtext, kinds
from luoshi.sources.files.charset import decode
from luoshi.sources.files.filetext import FileText, is_blank, tidied
from luoshi.sources.files.refusals import noted, refused

TEXT = "text/plain"
MARKDOWN = "text/markdown"

_TEXT_ENDINGS = (".txt", ".md", ".csv", ".tsv", ".text", ".markdown")


def read(data: bytes, ending: str, kind: str) -> FileText:
    """Return the text in whatever encoding it was saved; a table for separated values."""
    decoded = decode(data.rstrip(b"\x1a"))
    if decoded is None:
        is_text = ending in _TEXT_ENDINGS and b"\x00" not in data
        raise refused("file-encoding" if is_text else "file-binary")
    text = tidied(decoded.text)
    if is_blank(text):
        raise refused("file-empty")
    notes = (noted("characters-lost", count=decoded.lost),) if decoded.lost else ()
    table = csvtext.table_of(text) if kind == kinds.SHEET_OF_TEXT else None
    if table is not None:
        return FileText(table, csvtext.CSV, decoded.encoding, notes)
    media_type = MARKDOWN if ending in (".md", ".markdown") else TEXT
    return FileText(text, media_type, decoded.encoding, notes)
