"""Walking a web page: what is seen of it, in lines.

Each walk takes one step for each node and none is recursive: pages may nest deeper than any stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from luoshi.sources.files import grid

_DROPPED = frozenset(
    re.findall(
        r"\w+",
        "script style template noscript iframe object embed svg canvas audio video nav aside footer"
        " select option button textarea input dialog rt rp rtc head",
    )
)
_DROPPED_ROLES = frozenset(["navigation", "search", "banner", "contentinfo"])
INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote body caption center dd details div dl dt fieldset figcaption"
        " figure form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table"
        " tbody td tfoot th thead title tr ul",
    )
)
_MENUS = frozenset(["ul", "ol", "div", "table", "dl", "p"])
_LAYING_OUT = frozenset(["table", "h1", "h2", "ol", "ul", "form"])
_LINKS_MIN, _LINK_SHARE, _LINK_LENGTH = 5, 0.9, 12
_AT_LINE_END = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef，。、；：])[ \t]*[\r\n][ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef，。、；：])"
)
_SPAN_MAX = 100
_NUMBERED = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[、.．)）]|[①-⑳])")
_BETWEEN = re.compile(r"[\s|·>»]+")


@dataclass(slots=True)
class Layout:
    """What a first walk noticed, by the memory places of nodes: menus, and tables without data."""

    menus: set[int] = field(default_factory=set)
    frames: set[int] = field(default_factory=set)
    has_heading: bool = False


@dataclass(slots=True)
class _Weight:
    """How much stands below a node, and how much of it in links."""

    whole: int = 0
    linked: int = 0
    links: int = 0


def is_dropped(node: LexborNode) -> bool:
    """Tell whether a visitor sees nothing of a node, or only what every page of the site has."""
    if node.tag in _DROPPED:
        return True
    told = node.attributes
    return bool(told) and (
        "hidden" in told
        or told.get("aria-hidden") == "true"
        or told.get("role") in _DROPPED_ROLES
        or bool(INVISIBLE.search(told.get("style") or ""))
    )


def _steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield every node in sight twice: when it opens, and when it closes (False)."""
    node: LexborNode | None = root
    while node is not None:
        seen = not (node.is_element_node and is_dropped(node)) or node.mem_id == root.mem_id
        if seen:
            yield node, True
            if node.first_child is not None:
                node = node.first_child
                continue
            yield node, False
        while node.mem_id != root.mem_id and node.next is None:
            node = node.parent
            if node is None:
                return
            yield node, False
        if node.mem_id == root.mem_id:
            return
        node = node.next


def survey(root: LexborNode) -> Layout:
    """Walk once to see which parts are menus and which tables only lay out the page."""
    layout = Layout()
    weights = [_Weight()]
    tables: list[int] = []
    in_links = 0
    for node, opens in _steps(root):
        tag = node.tag
        if node.is_text_node:
            if opens:
                size = len(_BETWEEN.sub("", node.text_content or ""))
                weights[-1].whole += size
                weights[-1].linked += size if in_links else 0
            continue
        if opens:
            layout.has_heading |= tag in ("h1", "h2")
            if tag in _LAYING_OUT and tables:
                layout.frames.add(tables[-1])
            tables += [node.mem_id] if tag == "table" else []
            in_links += tag == "a"
            weights.append(_Weight(links=tag == "a"))
            continue
        if tag == "table":
            tables.pop()
        in_links -= tag == "a"
        own = weights.pop()
        if tag in _MENUS and _is_menu(own):
            layout.menus.add(node.mem_id)
        _add(weights[-1], own)
    return layout


def _add(above: _Weight, own: _Weight) -> None:
    above.whole += own.whole
    above.linked += own.linked
    above.links += own.links


def _is_menu(own: _Weight) -> bool:
    """Tell whether a part consists of short links: a menu, a list of neighbours."""
    return (
        own.links >= _LINKS_MIN
        and own.linked >= _LINK_SHARE * own.whole
        and own.linked <= _LINK_LENGTH * own.links
    )


class Walk:
    """A second walk over the same page, which gives its lines."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._items: dict[int, int] = {}

    def lines(self, root: LexborNode) -> Iterator[str]:
        """Yield what is read below ``root``, a block or a row of a table in a line."""
        piece: list[str] = []
        skipped: int | None = None
        for node, opens in _steps(root):
            if skipped is not None:
                if node.mem_id == skipped and not opens:
                    skipped = None
                continue
            if node.is_text_node:
                piece += [node.text_content or ""] if opens else []
            elif node.tag == "br" or node.tag in _BLOCKS:
                yield from _flushed(piece)
                if opens and node.mem_id in self._layout.menus:
                    skipped = node.mem_id
                elif opens and node.tag == "table" and self._is_data(node):
                    yield from grid.lines_of(self._rows(node))
                    skipped = node.mem_id
                elif opens and node.tag == "li":
                    piece.append(self._number(node))
        yield from _flushed(piece)

    def _number(self, item: LexborNode) -> str:
        """Return the number that a browser prints before an item, unless the item brings its own."""
        listed = item.parent
        if listed is None or listed.tag != "ol":
            return ""
        told = listed.attributes
        start = told.get("start") or "1"
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        number = self._items[listed.mem_id] = self._items.get(listed.mem_id, first - 1) + 1
        if "none" in (told.get("style") or "") or _NUMBERED.match(_first_words(item)):
            return ""
        return f"{number}. "

    def _is_data(self, table: LexborNode) -> bool:
        """Tell a table of data from one that only lays out a page."""
        if table.mem_id in self._layout.frames:
            return False
        rows = table.css("tr")
        return len(rows) > 1 and any(len(row.css("td,th")) > 1 for row in rows)

    def _rows(self, table: LexborNode) -> list[list[str]]:
        """Return the cells; one that spans rows says its text in each, one that spans columns once."""
        rows: list[list[str]] = []
        below: dict[int, tuple[int, str]] = {}
        for row in table.css("tr"):
            cells: list[str] = []
            for cell in row.css("td,th"):
                _from_above(cells, below)
                text = _one_line(" ".join(self.lines(cell)))
                height = _span(cell, "rowspan")
                for extra in range(_span(cell, "colspan")):
                    if height > 1:
                        below[len(cells)] = (height - 1, "" if extra else text)
                    cells.append("" if extra else text)
            _from_above(cells, below)
            rows.append(cells)
        return rows


def _from_above(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Put in the cells that reach down into this row at this place."""
    while (column := len(cells)) in below:
        left, text = below.pop(column)
        cells.append(text)
        if left > 1:
            below[column] = (left - 1, text)


def _span(cell: LexborNode, name: str) -> int:
    told = cell.attributes.get(name) or "1"
    if not told.isdecimal() or not int(told[:9]):
        return 1
    return min(int(told[:9]), _SPAN_MAX)


def _first_words(node: LexborNode) -> str:
    """Return the first words below a node, if they are near."""
    for count, (one, opens) in enumerate(_steps(node)):
        if count > 30:
            break
        if opens and one.is_text_node and (text := (one.text_content or "").strip()):
            return text
    return ""


def _flushed(piece: list[str]) -> Iterator[str]:
    text = _one_line("".join(piece))
    piece.clear()
    if text:
        yield text


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n\xa0]+", " ", _AT_LINE_END.sub("", text)).strip(" ")
