"""A PDF as a ruler sees it: lines of characters with their places in millimetres."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pdfplumber

MM = 25.4 / 72
PAGE_MM = 297.0


@dataclass(frozen=True)
class Line:
    """One line: its text, its left and right edge, its baseline from the top, the size in points.

    ``edges`` are left and right of each of its characters, ``inks`` the colours that it is set in.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    fonts: frozenset[str]
    edges: tuple[tuple[float, float], ...] = ()
    inks: frozenset[tuple[float, ...]] = frozenset()

    def part(self, text: str) -> tuple[float, float]:
        """Return left and right edge of ``text`` within the line."""
        at = self.text.index(text)
        return self.edges[at][0], self.edges[at + len(text) - 1][1]

    @property
    def is_red(self) -> bool:
        return all(len(ink) == 3 and ink[0] > 0.8 > 0.2 > max(ink[1:]) for ink in self.inks)

    @property
    def top(self) -> float:
        """The upper edge of full-width characters, which rise 0.88 of their size."""
        return self.base - 0.88 * self.size * MM

    @property
    def bottom(self) -> float:
        return self.base + 0.12 * self.size * MM


@dataclass(frozen=True)
class Page:
    lines: tuple[Line, ...]
    rules: tuple[tuple[float, float, float], ...]  # y, left, right

    def line(self, text: str) -> Line:
        """Return the first line with ``text`` in it."""
        found = [line for line in self.lines if text in line.text]
        assert found, f"{text} is not among {[line.text for line in self.lines]}"
        return found[0]

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


def pages(content: bytes) -> list[Page]:
    """Return the pages of a PDF."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        return [_page(page) for page in document.pages]


def _page(page) -> Page:
    rows: dict[float, list[dict]] = {}
    for char in page.chars:
        base = page.height - char["matrix"][5]
        row = next((at for at in rows if abs(at - base) < 1.5), base)
        rows.setdefault(row, []).append(char)
    lines = []
    for base, chars in sorted(rows.items()):
        chars.sort(key=lambda char: char["x0"])
        inked = [char for char in chars if char["text"].strip()] or chars
        lines.append(
            Line(
                "".join(char["text"] for char in chars),
                inked[0]["x0"] * MM,
                inked[-1]["x1"] * MM,
                base * MM,
                max(char["size"] for char in chars),
                frozenset(char["fontname"].split("+")[-1] for char in chars),
                tuple((char["x0"] * MM, char["x1"] * MM) for char in chars),
                frozenset(tuple(char["non_stroking_color"] or ()) for char in chars),
            )
        )
    rules = sorted(
        (round(one["top"] * MM, 2), round(one["x0"] * MM, 2), round(one["x1"] * MM, 2))
        for one in (*page.lines, *page.rects, *page.curves)
        if one["x1"] - one["x0"] > 100
    )
    return Page(tuple(lines), tuple(rules))
