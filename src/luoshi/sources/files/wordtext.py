"""The text of a .docx in the order of reading: paragraphs as lines, table rows as tab separated lines.

What the reader of the page sees is what counts: inserted text is in and deleted text is out, of
ruby only the base, hidden text and the table of contents are left out, and the numbers that Word
counts itself are written before their paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.sources.files import grid
from luoshi.sources.files.filetext import FileText
from luoshi.sources.files.package import BROKEN, Node, Package
from luoshi.sources.files.refusals import refused
from luoshi.sources.files.wordnumbers import ListNumbers, qn

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _BOX = qn("w:t"), qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_OMITTED = frozenset(
    [qn(tag) for tag in ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr", "w:instrText")]
    + [_FALLBACK]
)
_PRINTED = {
    qn("w:tab"): "\u3000",
    qn("w:ptab"): "\u3000",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_BESIDE = ("header", "footer", "footnotes", "endnotes", "comments")
_OFF = ("0", "false", "off")


def read(package: Package) -> FileText:
    """Return the body as text; headers, footers, notes and properties stand beside it.

    Macros and links are parts that nobody asks for.  Raises Unreadable for a body that is broken.
    """
    name = next(iter(package.related("").get("officeDocument", [])), "word/document.xml")
    try:
        body = package.root(name).find(qn("w:body"))
    except BROKEN as error:
        raise refused("file-damaged") from error
    if body is None:
        raise refused("file-damaged")
    related = package.related(name)

    def only(kind: str) -> Node | None:
        return package.root_or_none(next(iter(related.get(kind, [])), None))

    text = "\n".join(Body(ListNumbers(only("numbering"), only("styles"))).lines(body))
    beside = package.words_of("docProps/core.xml", "docProps/custom.xml")
    for part in (part for kind in _BESIDE for part in related.get(kind, [])):
        root = package.root_or_none(part)
        if root is not None:
            beside += Body(ListNumbers(None, None)).lines(root)
    beside = [line for line in beside if line.strip()]
    return FileText(_tidy(text), DOCX, "", beside="\n".join(beside))


class Body:
    """Walks blocks in order and gives them as lines."""

    def __init__(self, numbers: ListNumbers) -> None:
        self._numbers = numbers

    def lines(self, parent: Node) -> Iterator[str]:
        """Yield the lines of every block below ``parent``."""
        for block in parent.iterchildren():
            if block.tag == _PARAGRAPH:
                yield from self._paragraph(block)
            elif block.tag == _TABLE:
                yield from self._table(block)
            elif block.tag not in _OMITTED and not _is_contents(block):
                yield from self.lines(block)

    def _paragraph(self, paragraph: Node) -> Iterator[str]:
        boxes: list[Node] = []
        text = "".join(_inline(paragraph, boxes))
        if text.strip():
            text = self._numbers.label(paragraph) + text.lstrip("\n")
        for box in boxes:
            yield from self.lines(box)
        if text or not boxes:
            yield from text.split("\n")

    def _table(self, table: Node) -> Iterator[str]:
        rows = [(list(self._row(row)), _is_deleted(row)) for row in _below(table, _ROW)]
        if max((len(cells) for cells, _ in rows), default=0) <= 1:
            # A table of one column is a frame around ordinary text.
            for cells, is_deleted in rows:
                for _, _, lines in cells if not is_deleted else ():
                    yield from lines
            return
        above: dict[int, str] = {}
        written: list[list[str]] = []
        for row, is_deleted in rows:
            texts: list[str] = []
            for width, continues, lines in row:
                # What a deleted row says is not said again in the rows it was merged with.
                text = "" if is_deleted else re.sub(r"\s+", " ", " ".join(lines)).strip()
                text = above.get(len(texts), text) if continues else text
                above[len(texts)] = text
                texts += [text] + [""] * (width - 1)
            if not is_deleted:
                written.append(texts)
        yield from grid.lines_of(written)

    def _row(self, row: Node) -> Iterator[tuple[int, bool, list[str]]]:
        """Yield each cell: how many columns it spans, whether it continues the one above, its lines."""
        for cell in _below(row, _CELL):
            properties = cell.find(qn("w:tcPr"))
            if properties is not None and properties.find(qn("w:cellDel")) is not None:
                continue
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            width = span.get(qn("w:val"), "1") if span is not None else "1"
            continues = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            columns = min(int(width), 64) if width.isdecimal() else 1
            yield max(columns, 1), continues, list(self.lines(cell))


def _below(parent: Node, tag: str) -> Iterator[Node]:
    """Yield the rows or cells of ``parent``, also those inside content controls and insertions."""
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag not in _OMITTED and child.tag not in (_PARAGRAPH, _TABLE, _ROW, _CELL):
            yield from _below(child, tag)


def _is_deleted(row: Node) -> bool:
    """Tell whether a row was deleted while Word tracked changes; inserted ones are like any other."""
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _inline(node: Node, boxes: list[Node]) -> Iterator[str]:
    for child in node.iterchildren():
        tag = child.tag
        if tag in (_TEXT, _FORMULA_TEXT):
            yield child.text or ""
        elif tag in _PRINTED:
            yield _PRINTED[tag]
        elif tag == _BOX:
            boxes.append(child)
        elif tag not in _OMITTED and not _is_hidden(child):
            yield from _inline(child, boxes)


def _is_hidden(run: Node) -> bool:
    properties = run.find(qn("w:rPr")) if run.tag == qn("w:r") else None
    vanish = properties.find(qn("w:vanish")) if properties is not None else None
    return vanish is not None and vanish.get(qn("w:val"), "1") not in _OFF


def _is_contents(block: Node) -> bool:
    if block.tag != qn("w:sdt"):
        return False
    gallery = block.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
