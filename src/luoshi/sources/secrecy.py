"""Secrecy marks: a document that bears one must not be kept on an ordinary network.

A mark stands in fixed places and forms (GB/T 9704-2012, 7.2.2): with a star, beside the label
密级, or alone at the head.  The same words in running text (保密工作, 商业秘密) are no marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from luoshi.values.errors import SecretMark

Kind = Literal["secret", "internal"]
GRADES = {
    "绝": "top-secret",
    "絕": "top-secret",
    "机": "secret",
    "機": "secret",
    "秘": "confidential",
}
GRAVEST = ("top-secret", "secret", "confidential", "internal")
_UNSEEN = dict.fromkeys(
    (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
)

HEAD_LINES = 12

# Bounded: a page of blanks must not cost more than a page.
_BLANK = r"[ \t\u3000]{0,8}"
_GRADE = rf"(?:[绝絕]{_BLANK}密|[机機]{_BLANK}密|秘{_BLANK}密)"
_PERIOD = (
    rf"(?:{_BLANK}(?:长期|長期|[\d０-９一二三四五六七八九十]+{_BLANK}(?:年|个月|個月)|启用前))"
)
_STAR = "[★☆✩✪✭✮⭐⭑]"

_WITH_STAR = re.compile(rf"(?<![“\"‘'「『]){_GRADE}(?:级|級)?{_BLANK}{_STAR}{_PERIOD}?")
_LABELLED = re.compile(rf"(?:密{_BLANK}级|密{_BLANK}級){_BLANK}[:：]{_BLANK}{_GRADE}")
_ALONE = re.compile(
    rf"{_BLANK}(?:\d{{1,6}}{_BLANK})?[【\[（(〔]?{_BLANK}(?P<mark>{_GRADE}(?:级|級|件|文件)?"
    rf"(?:{_BLANK}[*＊])?{_PERIOD}?){_BLANK}[】\]）)〕]?{_BLANK}(?:特急|加急|特提|平急|急件)?{_BLANK}"
)
_BRACKETED = re.compile(rf"{_BLANK}[【\[]{_BLANK}(?P<mark>{_GRADE}){_BLANK}[】\]]")

_INTERNAL = rf"内{_BLANK}部{_BLANK}(?:资{_BLANK}料|文{_BLANK}件|材{_BLANK}料|刊{_BLANK}物|使{_BLANK}用|参{_BLANK}考)"
_WARNING = (
    "(?:注意保密|注意保存|妥善保管|严禁外传|不得外传|请勿外传|禁止外传|严禁扩散|不得扩散|请勿外泄)"
)
_INTERNAL_ALONE = re.compile(
    rf"{_BLANK}[【\[（(〔★☆]?{_BLANK}(?P<mark>{_INTERNAL}(?:[ \t\u3000，,；;·★☆]{{0,8}}{_WARNING})*)"
    rf"{_BLANK}[】\]）)〕★☆!！。]?{_BLANK}"
)
_INTERNAL_WARNED = re.compile(rf"{_INTERNAL}[ \t\u3000，,；;·]{{0,8}}(?:{_STAR}|{_WARNING})")

_LINE = re.compile(r"[^\n\r\f\v]+")


@dataclass(frozen=True, slots=True, order=True)
class SecrecyMark:
    """The run ``[start, end)`` of the text that is a mark: of a state secret, or of an internal paper."""

    start: int
    end: int
    kind: Kind


def find_marks(text: str) -> tuple[SecrecyMark, ...]:
    """Return the secrecy marks that ``text`` bears, in order; empty for an ordinary document."""
    marks = {
        SecrecyMark(found.start(), found.end(), kind)
        for pattern, kind in _ANYWHERE
        for found in pattern.finditer(text)
    }
    lines = (line for line in _LINE.finditer(text) if not line[0].isspace())
    for line, _ in zip(lines, range(HEAD_LINES), strict=False):
        bare = line[0].lstrip()
        marks.update(_marks_of_head_line(bare.rstrip(), line.end() - len(bare)))
    return _without_inner(sorted(marks))


def refuse_marks(*texts: str) -> None:
    """Raise SecretMark, which says the gravest grade and nothing else, if one of ``texts`` bears a mark.

    Invisible characters and compatibility forms hide no mark.
    """
    grades = set()
    for text in texts:
        bare = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
        grades |= {_grade(bare[mark.start : mark.end], mark.kind) for mark in find_marks(bare)}
    if grades:
        raise SecretMark(grade=min(grades, key=GRAVEST.index))


def _grade(words: str, kind: Kind) -> str:
    if kind == "internal":
        return "internal"
    return min((GRADES[one] for one in words if one in GRADES), key=GRAVEST.index)


def _marks_of_head_line(line: str, at: int) -> set[SecrecyMark]:
    found: list[tuple[re.Match[str] | None, Kind]] = [
        (_ALONE.fullmatch(line), "secret"),
        (_BRACKETED.match(line), "secret"),
        (_INTERNAL_ALONE.fullmatch(line), "internal"),
    ]
    return {
        SecrecyMark(at + match.start("mark"), at + match.end("mark"), kind)
        for match, kind in found
        if match
    }


def _without_inner(marks: list[SecrecyMark]) -> tuple[SecrecyMark, ...]:
    kept: list[SecrecyMark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if not kept or mark.end > kept[-1].end:
            kept.append(mark)
    return tuple(kept)


_ANYWHERE: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_WITH_STAR, "secret"),
    (_LABELLED, "secret"),
    (_INTERNAL_WARNED, "internal"),
)
