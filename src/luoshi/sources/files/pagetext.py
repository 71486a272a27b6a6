"""The text of a web page (.html): what a visitor reads of it, tables as tables.

Scripts, navigation, forms and hidden parts are left out; what remains of a website's lines is known
to the reading room.  Of ruby only the base is kept.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from luoshi.sources.files.charset import decode
from luoshi.sources.files.filetext import FileText, is_blank
from luoshi.sources.files.pagewalk import INVISIBLE, Walk, survey
from luoshi.sources.files.refusals import refused

PAGE = "text/html"
DEPTH_MAX = 10_000
_STRAY_MAX, _STRAY_SHARE = 3, 0.005

# Tags that close when the next one opens do not nest.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|dt|dd|td|th|tr|tbody|option|br|hr|img|input|meta|link|col|wbr|area|base)[\s/>])[a-z]",
    re.I,
)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})|^<\?xml[^>]{0,100}encoding=["']([A-Za-z0-9_-]{2,20})""",
    re.I,
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}
_SITE = re.compile(r"\s*[-_|–—]+\s*")


def read(data: bytes) -> FileText:
    """Return the text of a page in its declared or its likeliest encoding."""
    html, encoding = decoded(data)
    tree = _tree(html)
    beside = _beside(tree)
    return FileText(_text(tree), PAGE, encoding, beside=beside)


def decoded(data: bytes, told: str = "") -> tuple[str, str]:
    """Return the text and its encoding: as the bytes begin, as is declared, or as is likeliest."""
    declared = _CHARSET.search(data[:4096])
    names = [told, *(one.decode() for one in (declared.groups() if declared else ()) if one)]
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        for name in (name.strip().lower() for name in names if name):
            encoding = _WIDER.get(name, name)
            try:
                text = data.decode(encoding, "replace")
            except LookupError:
                continue
            # Real pages hold a stray byte now and then; a wrong declaration leaves many.
            if text.count("\ufffd") <= max(_STRAY_MAX, len(text) * _STRAY_SHARE):
                return text, encoding
    likeliest = decode(data)
    if likeliest is None:
        raise refused("file-encoding")
    return likeliest.text, likeliest.encoding


def text_of_page(html: str) -> str:
    """Return what a visitor reads of a page, a block in a line."""
    return _text(_tree(html))


def _tree(html: str) -> LexborHTMLParser:
    """Parse a page; the parser's time grows with the square of the depth, so that is limited."""
    depth = 0
    for mark in _NESTING.finditer(html):
        depth = max(depth - 1, 0) if mark[1] else depth + 1
        if depth > DEPTH_MAX:
            raise refused("file-too-heavy")
    return LexborHTMLParser(html)


def _text(tree: LexborHTMLParser) -> str:
    if tree.body is None:
        return ""
    layout = survey(tree.body)
    text = "\n".join(Walk(layout).lines(tree.body))
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    title = _title(tree)
    if title and not is_blank(text) and title not in text[:2000] and not layout.has_heading:
        text = f"{title}\n{text}"
    return text


def _title(tree: LexborHTMLParser) -> str:
    """Return the page's title without the site's name; empty if there is none."""
    node = tree.css_first("head title")
    parts = _SITE.split(node.text(deep=True).strip()) if node is not None else [""]
    return re.sub(r"\s+", " ", parts[0]).strip()


def _beside(tree: LexborHTMLParser) -> str:
    """Return what the page says out of sight: its title, its properties and its hidden parts."""
    told = [node.text(deep=True) for node in tree.css("head title,[hidden],footer,aside,header")]
    told += [node.attributes.get("content") or "" for node in tree.css("meta[name]")]
    told += [
        node.text(deep=True)
        for node in tree.css("[style]")
        if INVISIBLE.search(node.attributes.get("style") or "")
    ]
    return "\n".join(one.strip() for one in told if one.strip())
