"""Text that was decoded with the wrong table, read again from its bytes.

``浜戝窛鍘`` is 云川县 in UTF-8 shown as GBK, ``ÔÆ´¨ÏØ`` the same in GBK shown as Latin-1.  Only lines with
characters that no Chinese office writes are tried, and a line is changed only where what comes out
is far likelier Chinese than what stands there.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.reading.language import REACH, Language, language_of
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.pinyin import HELD
from luoshi.reading.script import simplified
from luoshi.reading.worktext import Edit, WorkText

_STRANGE = re.compile(
    "[\x80-\xb6\xb8-\xdf\xe2-\xe7\xea\xeb\xee-\xf1\xf4-\xf8\xfb\xfd-\xff\u0152-\u0192\u02c6\u02dc\u2122\u20ac\u0400-\u04ff\u2580-\u259f\u3041-\u30ff\u3105-\u312f"
    "\ue000-\uf8ff\ufe30-\ufe6b\ufffd锛銆鐨鍙鍦鏂鎴鏄鍜鐢缁浠涓鍒鏈浜鍏鍘椤鐩]"
)
_HAN = re.compile("[\u3400-\u9fff]+")
_RUSSIAN = re.compile("[\u0401-\u042f]?[\u0430-\u045f]{3,}|[\u0401-\u042f]{3,}")
_FOREIGN = re.compile(rf"{_RUSSIAN.pattern}|[\u3041-\u30ff]{{3,}}")  # words of two neighbours
# Replacement signs, themselves shown by the wrong table; what tables of other countries show;
# question marks in place of characters.
_GONE = re.compile("[锟斤拷\uff61-\uff9f\uac00-\ud7a3]|[?？]{3,}")
_NOISE = 0.25  # share of strange characters from which a text is noise
_LEAST = 3  # strange characters from which a text is tried
_SAMPLE = 4000
_GAIN = 4.0  # bits a character by which a line must become likelier
_LINES_GAIN = 2.0
_LOST_SHARE = 0.25
_WAYS = (
    ("gb18030", "utf-8"), ("cp1252", "utf-8"), ("cp1252", "gb18030"), ("cp1252", "big5"),
    ("gb18030", "big5"), ("big5", "gb18030"), ("big5", "utf-8"),
)  # fmt: skip
_MARKS = {
    "，": -4.0, "。": -5.0, "、": -5.5, "：": -7.0, "；": -8.0, "（": -8.0, "）": -8.0, "《": -9.0, "》": -9.0,
    "“": -9.0, "”": -9.0, "〔": -11.0, "〕": -11.0, "！": -12.0, "？": -12.0, "—": -11.0, "·": -12.0,
    "\u3000": -10.0, "【": -12.0, "】": -12.0,
}  # fmt: skip
_TAILS = tuple(range(0x80, 0xC0))
_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes that Windows-1252 shows as nothing
_MOST_OPTIONS = 64
_QUERY = ord("?")
_LINE = 120  # how far back a doubtful mark looks
_BARRIER = -1
_HOLE = -2


@dataclass(frozen=True, slots=True)
class Piece:
    """A character read again (or those it may be), and the characters ``[start, end)`` it was shown as."""

    start: int
    end: int
    char: str


def is_unreadable(text: str) -> bool:
    """Tell whether a repaired text is still noise, so that a door can ask for the file itself.

    >>> [is_unreadable(text) for text in ("锟斤拷锟斤拷锟斤拷锟斤拷", "?????????", "由县水利局牵头")]
    [True, True, False]
    """
    written = len(re.sub(r"\s", "", text))
    noise = len(_STRANGE.findall(_FOREIGN.sub("", text))) + sum(map(len, _GONE.findall(text)))
    return noise >= _LEAST and noise >= _NOISE * written


def unscramble(work: WorkText, lexicon: Lexicon) -> None:
    """Read wrongly decoded lines again; a text without strange characters is left at once."""
    if not _STRANGE.search(work.text):
        return
    lines = list(re.finditer(r"[^\n]+", work.text))
    strange = [line[0] for line in lines if _is_strange(line[0])]
    if sum(len(_STRANGE.findall(line)) for line in strange[:_SAMPLE]) < _LEAST:
        return
    model = language_of(lexicon)
    way = _way("\n".join(strange[:_SAMPLE])[:_SAMPLE], model)
    if way:
        work.apply(_edits(lines, way, model), "wrong decoding")


def _is_strange(line: str) -> bool:
    """Tell whether a line has strange characters outside words that are Russian."""
    return bool(_STRANGE.search(_RUSSIAN.sub("", line)))


def _way(sample: str, model: Language) -> tuple[str, str] | None:
    """The pair of tables, shown as and meant, that makes a sample likeliest; None if none does."""
    shown = _rate(sample, model)
    best, most = None, shown + _GAIN
    for way in _WAYS:
        new = "".join(piece.char[:1] for piece in _read(sample, *way))
        rate = _rate(new, model)
        if _is_whole(new) and rate > most:
            best, most = way, rate
    return best


def _rate(text: str, model: Language) -> float:
    """How likely the characters of a text are, one with the other; strange ones are most unlikely."""
    runs = _HAN.findall(text)
    size = sum(map(len, runs))
    strange = len(
        re.findall("[^\x00-\x7f\u3000-\u303f\uff01-\uff5e\u2010-\u203a·]", _HAN.sub("", text))
    )
    if not size and not strange:
        return 0.0
    return (sum(model.fluency(simplified(run)) for run in runs) - 30 * strange) / (size + strange)


def _is_whole(text: str) -> bool:
    return text.count("\ufffd") <= _LOST_SHARE * len(text)


def _edits(lines: list[re.Match[str]], way: tuple[str, str], model: Language) -> Iterator[Edit]:
    for line in lines:
        if line[0].isascii() or (_RUSSIAN.search(line[0]) and not _is_strange(line[0])):
            continue
        pieces = _filled(_read(line[0], *way), model)
        new = "".join(piece.char for piece in pieces)
        if not _is_whole(new) or _rate(new, model) < _rate(line[0], model) + _LINES_GAIN:
            continue
        yield from _grouped(pieces, line)


def _grouped(pieces: list[Piece], line: re.Match[str]) -> Iterator[Edit]:
    """Edits of the smallest runs that begin and end with a character before and after."""
    start, end, new = 0, 0, ""
    for piece in pieces:
        if piece.start >= end and new:
            yield line.start() + start, line.start() + end, new
            start, new = piece.start, ""
        start, end, new = (start if new else piece.start), piece.end, new + piece.char
    if new:
        yield line.start() + start, line.start() + end, new


def _bytes_of(text: str, shown_as: str) -> tuple[list[int], list[int]]:
    """The bytes behind a text, a hole for each lost one and a barrier for what has none; their owners."""
    raw: list[int] = []
    owners: list[int] = []
    for i, char in enumerate(text):
        if char == "\ufffd":
            found = [_HOLE]
        else:
            try:
                found = list(char.encode(shown_as))
            except UnicodeEncodeError:
                found = [ord(char)] if shown_as == "cp1252" and char < "\xa0" else [_BARRIER]
        raw += found
        owners += [i] * len(found)
    return raw, owners


def _read(text: str, shown_as: str, meant: str) -> list[Piece]:
    """Decode the bytes behind a text anew; what cannot be decoded stays or becomes U+FFFD."""
    raw, owners = _bytes_of(text, shown_as)
    pieces: list[Piece] = []
    at = 0
    while at < len(raw):
        if raw[at] == _BARRIER:
            chars, size = text[owners[at]], 1
        elif 0 <= raw[at] < 0x80:
            chars, size = chr(raw[at]), 1
        elif meant == "utf-8":
            chars, size = _utf8_at(raw, at, _UNDEFINED if shown_as == "cp1252" else _TAILS)
        else:
            chars, size = _pair_at(raw, at, meant)
        pieces.append(Piece(owners[at], owners[at + size - 1] + 1, chars))
        at += size
    return pieces


def _pair_at(raw: list[int], at: int, meant: str) -> tuple[str, int]:
    """The character of two bytes; where one of them is lost, all that it may be."""
    pair = tuple(raw[at : at + 2])
    if (
        len(pair) < 2
        or _BARRIER in pair
        or pair == (_HOLE, _HOLE)
        or (pair[1] < 0x40 and pair[1] != _HOLE)
    ):
        return "\ufffd", 1
    chars = _pairs_of(pair[0], pair[1], meant)
    return (chars, 2) if chars else ("\ufffd", 1)


@functools.lru_cache(maxsize=1024)
def _pairs_of(lead: int, tail: int, meant: str) -> str:
    leads = [lead] if lead != _HOLE else list(range(0xA1, 0xFA))
    tails = [tail] if tail != _HOLE else list(range(0x40, 0xFF))
    found = (bytes([a, b]).decode(meant, "ignore") for a in leads for b in tails)
    chars = [char for char in found if len(char) == 1]
    if len(chars) == 1:
        return chars[0]
    return "".join(c for c in chars if c in _MARKS or _HAN.match(c))


def _utf8_at(raw: list[int], at: int, lost: tuple[int, ...]) -> tuple[str, int]:
    """The character at a place; where some of its bytes are lost, all that it may be."""
    lead = raw[at]
    if not 0xC2 <= lead <= 0xF4:
        return "\ufffd", 1
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    options: list[tuple[int, ...]] = []
    for byte in raw[at + 1 : at + size]:
        if byte not in (_HOLE, _QUERY) and not 0x80 <= byte < 0xC0:
            break
        options.append(lost if byte in (_HOLE, _QUERY) else (byte,))
    taken = 1 + len(options)
    options += [lost] * (size - taken)
    if lead in (0xE3, 0xEF) and any(len(option) > 1 for option in options):
        fits = (m for m in _MARKS if _fits(m.encode(), lead, options))
        return "".join(fits) or "\ufffd", taken
    if math.prod(map(len, options)) > _MOST_OPTIONS:
        return "\ufffd", taken
    found = (bytes([lead, *tail]).decode("utf-8", "ignore") for tail in itertools.product(*options))
    chars = [char for char in found if char]
    if len(chars) > 1:
        chars = [char for char in chars if char in _MARKS or _HAN.match(char)]
    return "".join(chars) or "\ufffd", taken


def _fits(mark: bytes, lead: int, options: list[tuple[int, ...]]) -> bool:
    tail = mark[1:]
    return mark[0] == lead and all(b in lost for b, lost in zip(tail, options, strict=True))


def _filled(pieces: list[Piece], model: Language) -> list[Piece]:
    """Choose among the characters that a damaged one may be, by those beside it."""
    if all(len(piece.char) == 1 for piece in pieces):
        return pieces
    text = "".join(piece.char if len(piece.char) == 1 else "\ufffd" for piece in pieces)
    filled: list[Piece] = []
    left = ""
    for i, piece in enumerate(pieces):
        char = piece.char
        if len(char) > 1:
            char = _chosen(char, left, text[i + 1 : i + 9], model)
        filled.append(Piece(piece.start, piece.end, char))
        left = (left + char)[-_LINE:]
    return filled


def _chosen(chars: str, line: str, after: str, model: Language) -> str:
    left = re.search("[\u4e00-\u9fff ]*\\Z", line[-9:])
    right = re.match("[\u4e00-\u9fff ]*", after)
    beside = [simplified((found[0] if found else "").replace(" ", "")) for found in (left, right)]
    scores = model.fits(beside[0], chars, beside[1])
    rest = model.fluency(beside[0][-REACH:]) + model.fluency(beside[1][:REACH])
    scores |= {mark: rest + _MARKS[mark] for mark in chars if mark in _MARKS}
    if line[-1:].isdigit():
        scores |= {char: scores[char] + 8 for char in chars if char in HELD}
    if (
        "：" in chars
        and "，" in chars
        and len(line.strip()) <= 8
        and not re.search("[，。：、]", line)
    ):
        scores["，"] -= 6
    if "。" in chars and not after.strip():
        scores["。"] += 6
    if "、" in chars and not line.strip():
        scores["、"] -= 8
    if "》" in chars and line.count("《") > line.count("》"):
        scores["》"] += 8
    return max(scores, key=lambda c: scores[c])
