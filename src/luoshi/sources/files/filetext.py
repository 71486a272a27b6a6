"""What comes out of a file, and how its characters are tidied."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.values.sentences import Sentence

TEXT_MAX = 10_000_000  # characters that a file which is not plain text may give

_LINE_ENDS = re.compile("\r\n|[\r\f\v\u0085\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file, for whoever can open it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FileText:
    """What was read out of a file.

    ``text`` has ``\\n`` at line ends.  ``beside`` is what stands in headers, footers, notes,
    properties, hidden parts and attachments: no part of the text, but to be searched for secrecy
    marks, each part (they are divided by ``\\f``) from its own head.  ``notes`` tell the user what
    she should know of the reading.  ``attachments`` wait for `text_of` and ``is_short`` says that
    one of them is what the mail is about; nobody else sees them.
    """

    text: str
    media_type: str
    encoding: str
    notes: tuple[Sentence, ...] = ()
    beside: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_short: bool = False


def tidied(text: str) -> str:
    """Return ``text`` with one kind of line end and without characters that no database takes."""
    return _HALVES.sub("\ufffd", _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)))


def tidied_parts(beside: str) -> str:
    """Return what stands beside a text with each of its parts tidied."""
    return "\f".join(filter(None, (tidied(part).strip() for part in beside.split("\f"))))


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to read in ``text``."""
    return not text.strip("\ufeff \t\n\u3000\xa0\u200b")
