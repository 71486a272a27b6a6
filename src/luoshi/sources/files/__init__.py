"""Files to text: what a document says, whatever it was saved as.

Plain text is read here; every other format is opened by another process with limits.  To add a
format: tell it in `kinds`, write a module with ``read``, name it in `worker`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import PurePath

from luoshi.reading.normalize import is_beyond_repair
from luoshi.sources.files import kinds, office, opening, plaintext, scanner
from luoshi.sources.files.filetext import Attachment, FileText, is_blank
from luoshi.sources.files.refusals import noted, refused
from luoshi.values.errors import Refusal

BYTES_MAX = 20 * 1024 * 1024
# What a file dialogue offers; the content decides.
ENDINGS = (
    *(".docx", ".doc", ".wps", ".pdf", ".xlsx", ".xls", ".et", ".csv", ".txt", ".md"),
    *(".html", ".htm", ".eml", ".rtf", ".odt", ".ods", ".docm", ".xlsm", ".mht"),
)
_DEPTH_MAX = 2
_ATTACHMENTS_SECONDS = 60

__all__ = ["BYTES_MAX", "ENDINGS", "FileText", "text_of"]


def text_of(data: bytes, file_name: str) -> FileText:
    """Return the text of a file; its content decides what it is, not the ending of its name.

    Raises TooLarge above 20 MB (or what would take more time or memory than is sensible), and
    Unreadable with a sentence that says what to do for whatever holds no text that can be read,
    or text whose characters are gone.
    """
    if len(data) <= BYTES_MAX:
        scanner.refuse_infected(data)
    read = _text_of(data, file_name, depth=0)
    if is_beyond_repair(read.text):
        raise refused("file-noise")
    return read


def _text_of(data: bytes, file_name: str, *, depth: int) -> FileText:
    if len(data) > BYTES_MAX:
        size, limit = -(-len(data) // 2**20), BYTES_MAX // 2**20
        raise refused("file-too-large", size=size, limit=limit)
    if not data.strip(b"\x00 \t\r\n"):
        raise refused("file-empty")
    ending = PurePath(file_name).suffix.lower()
    kind = kinds.kind_of(data, ending)
    if kind in (kinds.TEXT, kinds.SHEET_OF_TEXT):
        return plaintext.read(data, ending, kind)
    read = _opened(kind, data)
    return _with_attachments(read, depth=depth) if read.attachments else read


def _opened(kind: str, data: bytes) -> FileText:
    if kind not in office.KINDS:
        try:
            return opening.read(kind, data)
        except opening.ConvertFirst as wanted:
            kind = wanted.kind
    read = opening.read(kinds.PACKAGE, office.converted(kind, data))
    return replace(read, media_type=office.MEDIA_TYPES[kind])


def _with_attachments(mail: FileText, *, depth: int) -> FileText:
    """Return a mail that says next to nothing with its first attachment that can be read.

    The others, and all of them where the mail speaks for itself, are searched for secrecy marks:
    what is kept is the mail with everything in it.
    """
    taken, notes, unread, beside = "", list(mail.notes), [], [mail.beside]
    until = time.monotonic() + _ATTACHMENTS_SECONDS
    for one in mail.attachments:
        inner = _attached(one, depth=depth) if time.monotonic() < until else None
        if inner is not None:
            beside += [inner.text, inner.beside]
        if inner is not None and mail.is_short and not taken:
            taken = inner.text
            notes += [noted("attachment-read", name=one.name), *inner.notes]
        else:
            unread.append(one.name)
    if is_blank(mail.text) and not taken:
        raise refused("mail-without-text", names=tuple(unread))
    if unread:
        notes.append(noted("attachments-unread", names=tuple(unread)))
    names = "\n".join(one.name for one in mail.attachments)
    return replace(
        mail,
        text=f"{mail.text}\n\n{taken}".strip("\n"),
        notes=tuple(notes),
        beside="\f".join(filter(None, [*beside, names])),
        attachments=(),
    )


def _attached(one: Attachment, *, depth: int) -> FileText | None:
    if depth >= _DEPTH_MAX:
        return None
    try:
        return _text_of(one.data, one.name, depth=depth + 1)
    except Refusal:
        return None
