"""The rows of an .xlsx workbook one after the other, whatever its size: no sheet is ever held whole.

A cell is text as an office sees it; a day is written 2026-05-17, so that nobody has to guess.
Merged cells say their text in every row they reach, and once in a row.
"""

from __future__ import annotations

import datetime as dt
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat

from luoshi.sources.files.package import BROKEN, Node, Package
from luoshi.sources.files.refusals import refused
from luoshi.sources.files.sheettext import said

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINKS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
PIECE = 1 << 16
COLUMNS_MAX = 256  # with something in them
UNCOMPUTED = "#未计算"  # a formula that no program has computed before the file was saved
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_HEADERS = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]{1,2000})<")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|[A-Z]|\d{1,3})')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_CLOCK_FORMATS = {18, 19, 20, 21, 45, 46, 47}
_NO_PLACEHOLDERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_SPANS_UP_TO = 200  # rows at the head of a sheet whose joined cells are told

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of a workbook: its name, the part that holds it, and whether it is in view."""

    name: str
    path: str
    hidden: bool


@dataclass(slots=True)
class Merged:
    """The joined cells of a sheet, by the row in which they begin; and its headers and footers."""

    runs: dict[int, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    words: list[str] = field(default_factory=list)

    def spans(self) -> list[tuple[int, int, int]]:
        """Return what is joined sideways near the head: (row, first column, last column)."""
        return [
            (row, left, right)
            for row, runs in sorted(self.runs.items())
            if row <= _SPANS_UP_TO
            for left, _, right in runs
            if right > left
        ]


class Workbook:
    """What all sheets of a workbook share: texts, formats, the day from which days are counted."""

    def __init__(self, package: Package) -> None:
        self._package = package
        book = package.root("xl/workbook.xml")
        self.sheets = list(_sheets(package, book))
        self.since = dt.datetime(1904, 1, 1) if _is_1904(book) else dt.datetime(1899, 12, 30)  # noqa: DTZ001
        self.formats = _formats(package.root_or_none("xl/styles.xml"))
        self.texts = Texts()
        path = next((n for n in package.names if n.lower() == "xl/sharedstrings.xml"), None)
        if path:
            _Strings(self.texts).read(package, path)

    def merged(self, sheet: SheetPart) -> Merged:
        """Return the joined cells of a sheet, which stand behind its rows."""
        found, rest = Merged(), b""
        with self._package.stream(sheet.path) as part:
            while piece := part.read(PIECE):
                window = rest + piece
                at = 0
                for one in _MERGED.finditer(window):
                    left, top = _column(one[1].decode()), int(one[2])
                    right, bottom = _column(one[3].decode()), int(one[4])
                    found.runs[top].append((left, bottom, right))
                    at = one.end()
                for one in _HEADERS.finditer(window):
                    text = unescape(one[1].decode("utf-8", "replace"))
                    found.words.append(_CODES.sub(" ", text).strip())
                    at = max(at, one.end())
                rest = window[max(at, len(window) - 2200) :]
        return found

    def rows(self, sheet: SheetPart, merged: Merged) -> Iterator[Row]:
        """Yield number and cells of each row that holds something.

        Raises Unreadable for a broken sheet, TooLarge for one with too many columns.
        """
        try:
            yield from filled(_Rows(self).read(self._package, sheet.path), merged, sheet.name)
        except (*BROKEN, expat.ExpatError) as error:
            raise refused("file-damaged-at-sheet", sheet=sheet.name) from error


def filled(rows: Iterator[Row], merged: Merged, name: str) -> Iterator[Row]:
    """Say what is joined in every row it reaches, and leave out rows with nothing in them."""
    going: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        for left, (bottom, text) in list(going.items()):
            if number > bottom:
                del going[left]
            elif text:
                cells.extend([""] * (left + 1 - len(cells)))
                cells[left] = cells[left] or text
        for left, bottom, _ in merged.runs.get(number, ()):
            if bottom > number and left < len(cells):
                going[left] = (bottom, cells[left])
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > COLUMNS_MAX:
            raise refused("file-too-many-columns", sheet=name, limit=COLUMNS_MAX)
        if cells:
            yield number, cells


class Texts:
    """The texts that cells share, packed: a list of a million strings would take five times as much."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("L", [0])

    def add(self, text: str) -> None:
        """Keep one more text."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def at(self, place: int) -> str:
        """Return the text with this number; empty where there is none."""
        if not 0 <= place < len(self._ends) - 1:
            return ""
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode("utf-8", "replace")


class _Walk:
    """A walk through a part of the package, element by element; no entity in it is followed."""

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.EntityDeclHandler = self._no_entities
        return parser

    def _no_entities(self, *_: object) -> None:
        raise ValueError("entities are not followed")


class _Strings(_Walk):
    def __init__(self, texts: Texts) -> None:
        self._texts, self._words = texts, list[str]()
        self._wanted, self._silent = False, 0

    def read(self, package: Package, path: str) -> None:
        parser = self._parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._say
        with package.stream(path) as part:
            parser.ParseFile(part)

    def _start(self, name: str, _: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "si":
                self._words = []
            case "t":
                self._wanted = not self._silent
            case "rPh":  # how a word is read aloud, above it
                self._silent += 1

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "si":
                self._texts.add(_plain("".join(self._words)))
            case "t":
                self._wanted = False
            case "rPh":
                self._silent -= 1

    def _say(self, text: str) -> None:
        if self._wanted:
            self._words.append(text)


class _Rows(_Walk):
    """The rows of a sheet; each handler does as little as it can, for it is called a million times."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._ready: list[Row] = []
        self._cells: list[str] = []
        self._number, self._column = 0, 0
        self._kind, self._style, self._words = "n", "", list[str]()
        self._inside, self._formula, self._silent = False, False, False

    def read(self, package: Package, path: str) -> Iterator[Row]:
        parser = self._parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._say
        with package.stream(path) as part:
            while piece := part.read(PIECE):
                parser.Parse(piece, False)  # noqa: FBT003
                yield from self._ready
                self._ready.clear()
            parser.Parse(b"", True)  # noqa: FBT003
        yield from self._ready

    def _start(self, name: str, given: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._kind, self._style = given.get("t", "n"), given.get("s", "")
            if place := given.get("r"):
                self._column = _column(place.rstrip("0123456789"))
            self._words, self._formula = [], False
        elif name in ("v", "t"):
            self._inside = not self._silent
        elif name == "row":
            self._number = int(given.get("r") or self._number + 1)
            self._cells, self._column = [], 0
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._silent = True

    def _end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            if self._words or self._formula:
                missing = self._column - len(self._cells)
                if missing >= 0:
                    self._cells.extend([""] * (missing + 1))
                self._cells[self._column] = self._said("".join(self._words))
            self._column += 1
        elif name == "row":
            self._ready.append((self._number, self._cells))
        elif name == "rPh":
            self._silent = False

    def _say(self, text: str) -> None:
        if self._inside:
            self._words.append(text)

    def _said(self, text: str) -> str:
        match self._kind:
            case "s":
                return self._book.texts.at(int(text)) if text.isdecimal() else ""
            case "n":
                return self._numbered(text)
            case "b":
                return "是" if text == "1" else "否"
            case "d":
                return text[:10] if text[10:] in ("", "T00:00:00") else text[:16].replace("T", " ")
            case _:
                return _plain(text)

    def _numbered(self, text: str) -> str:
        if not text:
            return UNCOMPUTED if self._formula else ""
        look = self._book.formats.get(self._style)
        try:
            if look is None:
                return text if text.lstrip("-").isdecimal() else said(float(text))
            return self._dated(float(text)) if look == "day" else said(float(text), look)
        except (ValueError, OverflowError):
            return text

    def _dated(self, number: float) -> str:
        if not 1 <= number < 2_958_466:
            return said(number)
        moment = self._book.since + dt.timedelta(seconds=round(number * 86400))
        return f"{moment:%Y-%m-%d}" if moment.time() == dt.time() else f"{moment:%Y-%m-%d %H:%M}"


def _plain(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _sheets(package: Package, book: Node) -> Iterator[SheetPart]:
    rels = package.root_or_none("xl/_rels/workbook.xml.rels")
    parts = {
        one.get("Id"): one
        for one in (rels if rels is not None else ())
        if (one.get("Type") or "").endswith("/worksheet")
    }
    for one in book.iter(f"{MAIN}sheet"):
        part = parts.get(next((one.get(link) for link in _LINKS if one.get(link)), None))
        target = (part.get("Target") or "") if part is not None else ""
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in package.names:
            hidden = one.get("state", "visible") != "visible"
            yield SheetPart(one.get("name") or "", path, hidden)


def _is_1904(book: Node) -> bool:
    about = book.find(f"{MAIN}workbookPr")
    return about is not None and about.get("date1904") in ("1", "true")


def _formats(root: Node | None) -> dict[str, str]:
    """Return the styles that matter: their place in the list → "day", or a pattern with % or a unit."""
    if root is None:
        return {}
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in root.iter(f"{MAIN}numFmt")}
    worn = root.find(f"{MAIN}cellXfs")
    looks = {
        str(at): _look(style.get("numFmtId") or "0", own)
        for at, style in enumerate(worn if worn is not None else ())
    }
    return {at: look for at, look in looks.items() if look}


def _look(number: str, own: dict[str, str]) -> str:
    if number not in own:
        built_in = int(number) if number.isdecimal() else 0
        if built_in in _DAY_FORMATS:
            return "day"
        return {9: "0%", 10: "0.00%"}.get(built_in, "")
    code = own[number].split(";")[0]
    bare = _NO_PLACEHOLDERS.sub("", code).lower()
    if re.search(r"y|d|m{3,}|m.*d", bare) and "general" not in bare:
        return "day"
    return code if '"' in code or "%" in code else ""
