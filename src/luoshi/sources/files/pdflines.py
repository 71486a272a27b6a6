"""The lines of a page of a .pdf, put together from its characters and their places."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

CHARACTERS_MAX = 200_000
_SLANT = math.radians(10)
_WIDE_GAP, _WORD_GAP, _MIXED_GAP, _CJK_GAP = 1.2, 0.15, 0.2, 0.2  # in heights of a character
_UNUSUAL = 2.0  # times the gap that most characters of the line have
_UPWARD_SHARE = 0.25
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_BLANK = "\u0020\u00a0\u3000\t"


@dataclass(slots=True)
class Line:
    """A line as it is seen; places in points from the upper left corner of the upright page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float  # of a character, in points


@dataclass(frozen=True, slots=True)
class _Character:
    sign: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float


def lines_of_page(page: pdfium.PdfPage) -> tuple[list[Line], list[str]]:
    """Return the lines in the order of reading, and the words of watermarks drawn aslant."""
    with closing(page.get_textpage()) as text:
        slanted: list[str] = []
        characters = list(_characters(page, text, slanted))
    lines = [line for line in _lines(characters) if line.text.strip(_BLANK)]
    return _in_reading_order(lines), ["".join(slanted)] if slanted else []


def _characters(
    page: pdfium.PdfPage, text: pdfium.PdfTextPage, slanted: list[str]
) -> Iterator[_Character]:
    place = _Upright(page)
    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    for at in range(min(text.count_chars(), CHARACTERS_MAX)):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0x0D, 0x0A, 0xFFFE, 0) or raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        sign = chr(code)
        if 0xD800 <= code < 0xE000:
            sign = _pair(text, at, code)
            if not sign:
                continue
        angle = (raw.FPDFText_GetCharAngle(text, at) + place.turn) % (math.pi / 2)
        if min(angle, math.pi / 2 - angle) > _SLANT:
            slanted.append(sign)
            continue
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        a, b = place.of(box.left, box.top), place.of(box.right, box.bottom)
        start, base = place.of(x.value, y.value)
        size = _size(text, at, matrix)
        if size and _CJK.match(sign):
            # These fill a square; what fonts say of their width is less to be trusted.
            a, b = (start, a[1]), (start + size, b[1])
        yield _Character(
            sign,
            min(a[0], b[0]),
            min(a[1], b[1]),
            max(a[0], b[0]),
            max(a[1], b[1]),
            base,
            size or abs(a[1] - b[1]) or 10.0,
        )


def _size(text: pdfium.PdfTextPage, at: int, matrix: raw.FS_MATRIX) -> float:
    """Return the height of a character's font as it is seen, in points."""
    size = float(raw.FPDFText_GetFontSize(text, at))
    if raw.FPDFText_GetMatrix(text, at, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return size


def _pair(text: pdfium.PdfTextPage, at: int, code: int) -> str:
    """Return the character of two halves at its first half; nothing at the second."""
    if code >= 0xDC00:
        return ""
    second = raw.FPDFText_GetUnicode(text, at + 1)
    if not 0xDC00 <= second < 0xE000:
        return ""
    return chr(0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00))


class _Upright:
    """Turns places on the page as it was written into places on the page as it is seen."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._quarters = page.get_rotation() // 90
        self.turn = -math.pi / 2 * self._quarters
        left, bottom, right, top = page.get_cropbox()
        self._left, self._bottom = left, bottom
        self._width, self._height = right - left, top - bottom

    def of(self, x: float, y: float) -> tuple[float, float]:
        """Return how far a point stands from the left and from the top."""
        x, y = x - self._left, y - self._bottom
        match self._quarters:
            case 1:
                return y, x
            case 2:
                return self._width - x, y
            case 3:
                return self._height - y, self._width - x
            case _:
                return x, self._height - y


def _lines(characters: list[_Character]) -> Iterator[Line]:
    run: list[_Character] = []
    for one in characters:
        if run and not _goes_on(run[-1], one):
            yield _line(run)
            run = []
        run.append(one)
    if run:
        yield _line(run)


def _goes_on(last: _Character, one: _Character) -> bool:
    same_line = abs(one.base - last.base) < 0.45 * max(last.size, one.size)
    return same_line and one.left > last.left - 0.6 * last.size


def _line(run: list[_Character]) -> Line:
    gaps = sorted(b.left - a.right for a, b in zip(run, run[1:], strict=False))
    usual = max(gaps[len(gaps) // 2], 0.0) if gaps else 0.0
    pieces: list[str] = []
    for i, one in enumerate(run):
        if i and one.sign not in _BLANK:
            pieces.append(_blank_for(one.left - run[i - 1].right, usual, run[i - 1], one))
        pieces.append(" " if one.sign in _BLANK else one.sign)
    # A blank at the end stays: the line may go on in the next one.
    text = re.sub(r" {3,}", "  ", "".join(pieces)).lstrip()
    seen = [one for one in run if one.sign not in _BLANK] or run
    return Line(
        text,
        min(one.left for one in seen),
        min(one.top for one in seen),
        max(one.right for one in seen),
        max(one.bottom for one in seen),
        sorted(one.size for one in seen)[len(seen) // 2],
    )


def _blank_for(gap: float, usual: float, last: _Character, one: _Character) -> str:
    """Return the blank that is seen between two characters; one that justifies a line is none."""
    size = min(last.size, one.size)
    if last.sign in _BLANK:
        return " " if gap > _WIDE_GAP * size else ""
    if gap > _WIDE_GAP * size:
        return "  "
    # Word sets letters and figures a quarter apart from characters.
    kinds = bool(_CJK.match(last.sign)) + bool(_CJK.match(one.sign))
    between = (_WORD_GAP, _MIXED_GAP, _CJK_GAP)[kinds]
    return " " if gap > between * size and gap > _UNUSUAL * usual else ""


def _in_reading_order(lines: list[Line]) -> list[Line]:
    """Keep the order of the file, in which most programs write as one reads; else go by place.

    A jump upward to the right is a second column; other jumps upward are a file that was put
    together in any order.
    """
    joined = _joined(lines)
    upward = sum(
        b.bottom < a.top and b.left < a.right for a, b in zip(joined, joined[1:], strict=False)
    )
    if upward > max(2, len(joined) * _UPWARD_SHARE):
        return _joined(sorted(joined, key=lambda line: (round(line.bottom / 4), line.left)))
    body = [line for line in joined if line.text]
    # A foot that was written first, or a head written last, goes where it is seen.
    return _edges_in_place(body)


def _joined(lines: list[Line]) -> list[Line]:
    """Join neighbours that stand on one line."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        height = line.bottom - line.top
        if last and abs(line.bottom - last.bottom) < 0.4 * height and line.left >= last.right - 1:
            last.text = f"{last.text}{'  ' if line.left - last.right > height else ''}{line.text}"
            last.right = line.right
            last.top, last.bottom = min(last.top, line.top), max(last.bottom, line.bottom)
        else:
            joined.append(line)
    return joined


def _edges_in_place(lines: list[Line]) -> list[Line]:
    if len(lines) < 3:
        return sorted(lines, key=lambda line: line.bottom)
    top = min(line.top for line in lines)
    bottom = max(line.bottom for line in lines)
    first = [line for line in lines if line.top == top]
    last = [line for line in lines if line.bottom == bottom and line not in first]
    columns = sum(b.bottom < a.top for a, b in zip(lines, lines[1:], strict=False)) > 1
    if columns:
        return lines
    return first + [line for line in lines if line not in first and line not in last] + last
