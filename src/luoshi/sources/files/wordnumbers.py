"""The numbers that Word counts itself: 一、 （一） 1. stand in no paragraph's text, only in a list's rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.sources.files.package import Node
from luoshi.values.numbers import to_chinese

_SPACES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}

_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "japaneseDigitalTenThousand",
}
_ROMAN = {
    **{1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc"},
    **{50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"},
}
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def qn(name: str) -> str:
    """Return the full name of a tag or attribute: ``w:p`` with the address of ``w``."""
    prefix, local = name.split(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _value(node: Node, tag: str) -> str | None:
    found = node.find(qn(tag)) if node is not None else None
    return None if found is None else found.get(qn("w:val"))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else otherwise


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    pattern: str


class ListNumbers:
    """Counts the lists of one document.  Ask for each paragraph once, in order."""

    def __init__(self, numbering: Node | None, styles: Node | None) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._style_levels: dict[str, dict[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str | None, str | None, str | None]] = {}
        if numbering is not None:
            self._learn(numbering)
        if styles is not None:
            self._styles = dict(_styles(styles))

    def _learn(self, numbering: Node) -> None:
        for rule in numbering.iterchildren(qn("w:abstractNum")):
            name = rule.get(qn("w:abstractNumId"))
            levels, by_style = {}, {}
            for level in rule.iterchildren(qn("w:lvl")):
                at = _number(level.get(qn("w:ilvl")), 0)
                levels[at] = _Level(
                    _number(_value(level, "w:start"), 1),
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                )
                if style := _value(level, "w:pStyle"):
                    by_style[style] = at
            self._levels[name], self._style_levels[name] = levels, by_style
        for one in numbering.iterchildren(qn("w:num")):
            name = one.get(qn("w:numId"))
            self._lists[name] = _value(one, "w:abstractNumId") or ""
            for change in one.iterchildren(qn("w:lvlOverride")):
                start = _value(change, "w:startOverride")
                if start is not None:
                    level = _number(change.get(qn("w:ilvl")), 0)
                    self._starts[name, level] = _number(start, 1)

    def label(self, paragraph: Node) -> str:
        """Return what Word prints before ``paragraph``; empty if it is in no numbered list."""
        name, at, style = self._place(paragraph)
        rule = self._lists.get(name or "0", "")
        levels = self._levels.get(rule, {})
        if at is None:
            at = self._style_levels.get(rule, {}).get(style or "", 0)
        if at not in levels:
            return ""
        counts = self._counts.setdefault(rule, {})
        if (start := self._starts.pop((name or "", at), None)) is not None:
            counts[at] = start - 1
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        return _printed(levels, counts, at)

    def _place(self, paragraph: Node) -> tuple[str | None, int | None, str | None]:
        properties = paragraph.find(qn("w:pPr"))
        style = _value(properties, "w:pStyle")
        own = properties.find(qn("w:numPr")) if properties is not None else None
        name, level = _value(own, "w:numId"), _value(own, "w:ilvl")
        at, seen = style, 0
        while name is None and at in self._styles and seen < 20:
            base, name, styled_level = self._styles[at]
            level = level or styled_level
            style, at, seen = (at if name else style), base, seen + 1
        return name, (_number(level, 0) if level is not None else None), style


def _styles(styles: Node) -> Iterator[tuple[str, tuple[str | None, str | None, str | None]]]:
    for style in styles.iterchildren(qn("w:style")):
        properties = style.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        told = (_value(style, "w:basedOn"), _value(own, "w:numId"), _value(own, "w:ilvl"))
        yield style.get(qn("w:styleId")), told


def _printed(levels: dict[int, _Level], counts: dict[int, int], at: int) -> str:
    if levels[at].style in ("bullet", "none"):
        return ""
    label = levels[at].pattern
    for level, rule in levels.items():
        number = counts.get(level, rule.start)
        label = label.replace(f"%{level + 1}", counted(number, rule.style))
    label = label.strip()
    return f"{label} " if label and label[-1].isalnum() else label


def counted(number: int, style: str) -> str:
    """Return ``number`` in Word's number format ``style``; Arabic for one that is not known."""
    if number < 1:
        return str(number)
    if style in _CHINESE:
        return to_chinese(number)
    if style.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("upperLetter", "lowerLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if style == "upperLetter" else letters
    if style in ("upperRoman", "lowerRoman"):
        return _roman(number).upper() if style == "upperRoman" else _roman(number)
    if style == "ideographTraditional" and number <= 10:
        return _STEMS[number - 1]
    if style == "decimalZero":
        return f"{number:02}"
    return str(number)


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN.items():
        said += letters * (number // value)
        number %= value
    return said
