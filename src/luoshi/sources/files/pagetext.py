"""The text of a web page (.html): what a visitor reads of it, tables as tables.

Scripts, navigation, forms and hidden parts are left out; what remains of a website's lines is known
to the reading room.  Of ruby only the base is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from luoshi.sources.files import grid
from luoshi.sources.files.charset import decode
from luoshi.sources.files.filetext import FileText, is_blank
from luoshi.sources.files.refusals import refused

PAGE = "text/html"

_DROPPED = (
    "script,style,template,noscript,iframe,object,embed,svg,canvas,audio,video,nav,aside,footer,"
    "select,option,button,textarea,input,dialog,rt,rp,rtc,[hidden],[aria-hidden=true],"
    "[role=navigation],[role=search],[role=banner],[role=contentinfo]"
)
_INVISIBLE = re.compile(
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
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})|^<\?xml[^>]{0,100}encoding=["']([A-Za-z0-9_-]{2,20})""",
    re.I,
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}
_LINKS_MIN, _LINK_SHARE, _LINK_LENGTH = 5, 0.9, 12
_AT_LINE_END = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef，。、；：])[ \t]*[\r\n][ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef，。、；：])"
)
_SPAN_MAX = 100
_NUMBERED = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[、.．)）]|[①-⑳])")
_SITE = re.compile(r"\s*[-_|–—]+\s*")


def read(data: bytes) -> FileText:
    """Return the text of a page in its declared or its likeliest encoding."""
    text, encoding = decoded(data)
    return FileText(text_of_page(text), PAGE, encoding, beside=_beside(text))


def decoded(data: bytes, told: str = "") -> tuple[str, str]:
    """Return the text and its encoding: as the bytes begin, as is declared, or as is likeliest."""
    declared = _CHARSET.search(data[:4096])
    names = [told, *(one.decode() for one in (declared.groups() if declared else ()) if one)]
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        for name in (name.strip().lower() for name in names if name):
            encoding = _WIDER.get(name, name)
            try:
                return data.decode(encoding), encoding
            except (UnicodeError, LookupError):
                continue
    likeliest = decode(data)
    if likeliest is None:
        raise refused("file-encoding")
    return likeliest.text, likeliest.encoding


def text_of_page(html: str) -> str:
    """Return what a visitor reads of a page, a block in a line."""
    tree = LexborHTMLParser(html)
    title = _title(tree)
    for node in tree.css(_DROPPED):
        node.decompose()
    for node in tree.css("[style]"):
        if _INVISIBLE.search(node.attributes.get("style") or ""):
            node.decompose()
    for node in tree.css("ul,ol,div,table"):
        if _is_menu(node):
            node.decompose()
    text = "\n".join(_lines(tree.body)) if tree.body is not None else ""
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    if (
        title
        and not is_blank(text)
        and title not in text[:2000]
        and tree.css_first("h1,h2") is None
    ):
        text = f"{title}\n{text}"
    return text


def _title(tree: LexborHTMLParser) -> str:
    """Return the page's title without the site's name; empty if there is none."""
    node = tree.css_first("head title")
    parts = _SITE.split(node.text(deep=True).strip()) if node is not None else [""]
    return re.sub(r"\s+", " ", parts[0]).strip()


def _is_menu(node: LexborNode) -> bool:
    """Tell whether a part consists of short links: a menu, a list of neighbours."""
    links = node.css("a")
    if len(links) < _LINKS_MIN:
        return False
    linked = sum(len(link.text(deep=True).strip()) for link in links)
    whole = len(re.sub(r"[\s|·>»]+", "", node.text(deep=True)))
    return linked >= _LINK_SHARE * whole and linked <= _LINK_LENGTH * len(links)


def _lines(root: LexborNode) -> Iterator[str]:
    """Walk without recursion: pages may nest deeper than any stack."""
    piece: list[str] = []
    node: LexborNode | None = root
    while node is not None:
        if node.is_text_node:
            piece.append(node.text_content or "")
        elif node.tag == "br":
            yield from _flushed(piece)
        elif node.tag in _BLOCKS:
            yield from _flushed(piece)
            if node.tag == "table" and _is_data(node):
                yield from grid.lines_of(_rows(node))
                node = _after(node, root)
                continue
            piece.append(_label(node))
        if node.first_child is not None and node.tag != "br":
            node = node.first_child
            continue
        while node is not None and node.next is None and node.mem_id != root.mem_id:
            node = node.parent
            if node is not None and node.tag in _BLOCKS:
                yield from _flushed(piece)
        if node is None or node.mem_id == root.mem_id:
            break
        node = node.next
    yield from _flushed(piece)


def _after(node: LexborNode, root: LexborNode) -> LexborNode | None:
    """Return what follows ``node`` and all inside it."""
    at: LexborNode | None = node
    while at is not None and at.next is None:
        at = at.parent
        if at is not None and at.mem_id == root.mem_id:
            return None
    return at.next if at is not None else None


def _flushed(piece: list[str]) -> Iterator[str]:
    text = _one_line("".join(piece))
    piece.clear()
    if text:
        yield text


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n\xa0]+", " ", _AT_LINE_END.sub("", text)).strip(" ")


def _label(node: LexborNode) -> str:
    """Return the number that a browser prints before an item, unless the item brings its own."""
    parent = node.parent
    if node.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    if "none" in (parent.attributes.get("style") or "") or _NUMBERED.match(node.text(deep=True)):
        return ""
    start = parent.attributes.get("start") or "1"
    number, before = int(start) if start.isdecimal() and len(start) < 6 else 1, node.prev
    while before is not None:
        number += before.tag == "li"
        before = before.prev
    return f"{number}. "


def _is_data(table: LexborNode) -> bool:
    """Tell a table of data from one that only lays out a page."""
    if table.css_first("table table, h1, h2, ol, ul, form") is not None:
        return False
    rows = table.css("tr")
    return len(rows) > 1 and any(len(row.css("td,th")) > 1 for row in rows)


def _rows(table: LexborNode) -> list[list[str]]:
    """Return the cells; one that spans rows says its text in each, one that spans columns once."""
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for row in table.css("tr"):
        cells: list[str] = []

        def from_above(cells: list[str] = cells) -> None:
            while (above := below.get(len(cells))) is not None:
                column, (left, text) = len(cells), above
                cells.append(text)
                if left > 1:
                    below[column] = (left - 1, text)
                else:
                    del below[column]

        for cell in row.css("td,th"):
            from_above()
            text, width, height = _cell(cell), _span(cell, "colspan"), _span(cell, "rowspan")
            for extra in range(width):
                if height > 1:
                    below[len(cells)] = (height - 1, "" if extra else text)
                cells.append("" if extra else text)
        from_above()
        rows.append(cells)
    return rows


def _cell(cell: LexborNode) -> str:
    return _one_line(" ".join(_lines(cell))) if cell.first_child is not None else ""


def _span(cell: LexborNode, name: str) -> int:
    told = cell.attributes.get(name) or "1"
    return min(int(told), _SPAN_MAX) if told.isdecimal() and 0 < len(told) < 6 and int(told) else 1


def _beside(html: str) -> str:
    """Return what the page says out of sight: its title, its properties and its hidden parts."""
    tree = LexborHTMLParser(html)
    told = [node.text(deep=True) for node in tree.css("head title,[hidden],footer,aside,header")]
    told += [node.attributes.get("content") or "" for node in tree.css("meta[name]")]
    told += [
        node.text(deep=True)
        for node in tree.css("[style]")
        if _INVISIBLE.search(node.attributes.get("style") or "")
    ]
    return "\n".join(one.strip() for one in told if one.strip())
