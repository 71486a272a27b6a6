"""Tables in .docx, written as they stand in the file: a cell at a time through the library is slow."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from luoshi.papers import measures
from luoshi.papers.columns import widths_of
from luoshi.papers.docxstyles import RECORD, space
from luoshi.papers.faces import OFFICIAL, Face
from luoshi.papers.paper import Table

_APART_PT = 6.0  # free above and below a table
_LONG = 1500  # signs of a cell that some page may have no room for
_WHOLE, _HELD = 5, 12  # tables of so few rows are not broken; the second if the signature follows
_TABLE = (
    "<w:tbl {}><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/>"
    '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{}</w:tblGrid>{}</w:tbl>'
)  # fmt: skip


def write_table(document: Docx, block: Table, *, wide: float, keeps_on: bool) -> None:
    """Write a table ``wide`` millimetres wide; with ``keeps_on`` its end stays with what follows.

    Its head is repeated on each page; a row is not broken unless it is very long.
    """
    space(document, _APART_PT).paragraph_format.keep_with_next = True
    widths = [round(20 * one) for one in widths_of(block, wide=wide)]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    rows = "".join(_rows(block, widths, keeps_on=keeps_on))
    table = parse_xml(_TABLE.format(nsdecls("w"), sum(widths), grid, rows))
    # Without a paragraph between them two tables in a row would become one.
    after = space(document, _APART_PT)
    after.paragraph_format.keep_with_next = keeps_on
    after._p.addprevious(table)


def _rows(block: Table, widths: list[int], *, keeps_on: bool) -> Iterator[str]:
    rows = [*((block.columns,) if block.columns else ()), *block.rows]
    whole = len(block.rows) <= (_HELD if keeps_on else _WHOLE)
    for at, row in enumerate(rows):
        is_head = at == 0 and bool(block.columns)
        holds = (whole and at < len(rows) - 1) or (keeps_on and at >= len(rows) - 2)
        short = max((len(text) for text in row), default=0) <= _LONG
        marks = ("<w:cantSplit/>" if short else "") + ("<w:tblHeader/>" if is_head else "")
        cells = "".join(_cells(block, row, widths, is_head=is_head, holds=holds))
        yield f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def _cells(
    block: Table, row: tuple[str, ...], widths: list[int], *, is_head: bool, holds: bool
) -> Iterator[str]:
    points = measures.cell_pt(len(widths))
    for x, text in enumerate(row):
        is_label = is_head or (not block.columns and x % 2 == 0)
        side = block.aligns[x] if x < len(block.aligns) else "left"
        over = len(widths) - x if x == len(row) - 1 else 1
        shape = f'<w:pStyle w:val="{RECORD}"/>' + ("<w:keepNext/>" if holds else "")
        if points < measures.SMALL_PT:
            shape += f'<w:spacing w:line="{round(30 * points)}" w:lineRule="exact"/>'
        shape += f'<w:jc w:val="{"center" if is_label else side}"/>'
        span = f'<w:gridSpan w:val="{over}"/>' if over > 1 else ""
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths[x : x + over])}" w:type="dxa"/>{span}'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{shape}</w:pPr>'
            f"{_run(text, 'hei' if is_label else 'fang', points)}</w:p></w:tc>"
        )


def _run(text: str, face: Face, points: float) -> str:
    named = " ".join(
        f'w:{side}="{OFFICIAL[face]}"' for side in ("ascii", "hAnsi", "eastAsia", "cs")
    )
    lines = (
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>'
        for line in text.splitlines() or ("",)
    )
    end = "<w:br/>" if text.endswith("\n") else ""
    return (
        f'<w:r><w:rPr><w:rFonts {named} w:hint="eastAsia"/><w:b w:val="0"/>'
        f'<w:sz w:val="{round(2 * points)}"/></w:rPr>{"<w:br/>".join(lines)}{end}</w:r>'
    )
