"""The number formats of .xlsx cells that change what a number says: percentages and units.

The fast reader of sheets gives bare numbers; where a workbook has such formats, its sheets are
walked once more for the cells that wear them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from lxml import etree

from luoshi.sources.files.package import BROKEN, Node, Package

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN = {"9": "0%", "10": "0.00%"}


@dataclass(frozen=True, slots=True)
class Formats:
    """Where the cells of a sheet wear a format that matters: (row, column) → its pattern."""

    patterns: dict[tuple[int, int], str]

    def at(self, row: int, column: int) -> str:
        """Return the pattern of a cell, counted from 0; empty for an ordinary one."""
        return self.patterns.get((row, column), "")

    @classmethod
    def of(cls, package: Package | None, sheet: str) -> Formats | None:
        """Return the formats of a sheet; None where none matters or none can be told."""
        if package is None or "xl/styles.xml" not in package.names:
            return None
        styles = _styles(package.root_or_none("xl/styles.xml"))
        path = _path(package, sheet) if styles else None
        if path is None:
            return None
        try:
            return cls(_worn(package.part(path), styles))
        except BROKEN:
            return None


def _styles(root: Node | None) -> dict[str, str]:
    """Return the styles that matter: their place in the list of styles → pattern."""
    if root is None:
        return {}
    own = {
        one.get("numFmtId"): (one.get("formatCode") or "").split(";")[0]
        for one in root.iter(f"{_MAIN}numFmt")
    }
    matter = {key: code for key, code in own.items() if '"' in code or "%" in code} | _BUILT_IN
    worn = root.find(f"{_MAIN}cellXfs")
    return {
        str(at): matter[style.get("numFmtId")]
        for at, style in enumerate(worn if worn is not None else ())
        if style.get("numFmtId") in matter
    }


def _path(package: Package, sheet: str) -> str | None:
    book = package.root_or_none("xl/workbook.xml")
    rels = package.root_or_none("xl/_rels/workbook.xml.rels")
    if book is None or rels is None:
        return None
    targets = {one.get("Id"): one.get("Target") or "" for one in rels}
    for one in book.iter(f"{_MAIN}sheet"):
        target = targets.get(one.get(_LINK), "")
        if one.get("name") == sheet and target:
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _worn(data: bytes, styles: dict[str, str]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    walk = etree.iterparse(
        io.BytesIO(data), tag=f"{_MAIN}c", resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, cell in walk:
        pattern = styles.get(cell.get("s", ""))
        place = _place(cell.get("r", ""))
        if pattern and place:
            found[place] = pattern
        cell.clear()
        while cell.getprevious() is not None:
            del cell.getparent()[0]
    return found


def _place(name: str) -> tuple[int, int] | None:
    """Return row and column of ``B7``, counted from 0.

    >>> _place("B7"), _place("AA1")
    ((6, 1), (0, 26))
    """
    letters = name.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or letters == name or len(letters) > 3:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1
