"""The text of a paper in .docx, block by block, and the names of what is attached."""

from __future__ import annotations

import io

import segno
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from luoshi.papers import charts, measures
from luoshi.papers.docxlists import count
from luoshi.papers.docxstyles import (
    BODY,
    CHAR,
    HEADINGS,
    PLAIN,
    RECORD,
    begin,
    dress,
    keeps,
    styled,
)
from luoshi.papers.docxtables import write_table
from luoshi.papers.paper import Block, Chart, Code, Item, Labelled, Para, Table

_CHART_HIGH_MM = 200.0


def write_block(
    document: Docx, block: Block, *, of: int, last: bool = False, wide: float = measures.AREA_MM[0]
) -> None:
    """Write one block; points are counted in the list ``of``, a table is ``wide`` millimetres.

    The ``last`` block stays on the page of what follows: a signature never stands alone.
    """
    match block:
        case Para(text):
            keeps(begin(document, BODY, text), last=last)
        case Item():
            _item(document, block, of=of, last=last)
        case Labelled(label, text):
            _hanging(document, label, text)
        case Table():
            write_table(document, block, wide=wide, keeps_on=last)
        case Chart():
            _chart(document, block)
        case Code(address, lines):
            _code(document, address, lines)


def _item(document: Docx, item: Item, *, of: int, last: bool) -> None:
    paragraph = begin(document, HEADINGS[item.level])
    if item.ordinal:
        paragraph.add_run(item.ordinal)
    else:
        count(paragraph, level=item.level, of=of)
    if item.head:
        paragraph.add_run(item.head)
    if item.text:
        dress(paragraph.add_run(item.text), "fang", measures.BODY_PT)
    paragraph.paragraph_format.keep_with_next = not item.text or last


def _hanging(document: Docx, label: str, text: str) -> None:
    paragraph = begin(document, PLAIN)
    deep = Pt((len(label) + 1) * CHAR)
    paragraph.paragraph_format.left_indent = Pt(2 * CHAR) + deep
    paragraph.paragraph_format.first_line_indent = -deep
    dress(paragraph.add_run(f"{label}："), "hei", measures.BODY_PT)
    paragraph.add_run(text)


def _chart(document: Docx, chart: Chart) -> None:
    content = charts.png(chart)
    across, high = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    wide = min(measures.AREA_MM[0], _CHART_HIGH_MM * across / high)
    paragraph = begin(document, PLAIN)
    paragraph.alignment = ALIGN.CENTER
    # A line of exact height would cut the picture off.
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture = paragraph.add_run().add_picture(io.BytesIO(content), width=Mm(wide))
    said = picture._inline.find(qn("wp:docPr"))
    said.set("name", chart.title)
    said.set("descr", chart.alt or chart.title)


def _code(document: Docx, address: str, lines: tuple[str, ...]) -> None:
    memory = io.BytesIO()
    segno.make(address, error="m", micro=False).save(memory, kind="png", scale=8, border=2)
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    for column, cell, width in zip(table.columns, (left, right), (36, 120), strict=True):
        column.width = cell.width = Mm(width)
    left.paragraphs[0].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture = left.paragraphs[0].add_run().add_picture(memory, width=Mm(30))
    picture._inline.find(qn("wp:docPr")).set("descr", address)
    for at, line in enumerate(lines):
        paragraph = right.paragraphs[0] if at == 0 else right.add_paragraph()
        styled(paragraph, RECORD)
        dress(paragraph.add_run(line), "fang", measures.SMALL_PT)


def write_attachments(document: Docx, names: tuple[str, ...]) -> None:
    """Write the names of what is attached, below a free line, all beginning below each other."""
    if not names:
        return
    keeps(begin(document, PLAIN), last=True)
    many = len(names) > 1
    wide = (1.5 if len(names) > 9 else 1.0) * CHAR
    begun = 3 * CHAR + (wide if many else 0)
    for at, name in enumerate(names):
        paragraph = begin(document, PLAIN)
        keeps(paragraph, last=True)
        paragraph.paragraph_format.left_indent = Pt(2 * CHAR + begun)
        paragraph.paragraph_format.first_line_indent = Pt(-begun if at == 0 else -wide * many)
        label = "附件：" if at == 0 else ""
        # The tab reaches to the indent: names stand below each other whatever the numbers take.
        paragraph.add_run(f"{label}{at + 1}.\t{name}" if many else f"{label}{name}")
