"""A paper as .docx that an office can go on with: real styles and lists, the document grid, official font names.

A line holds 28 characters and a page 22 lines by the grid (GB/T 9704-2012, 5.2); fonts are named as
offices name them, whether they are installed here or not.  The same bytes each time.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from luoshi.papers import measures
from luoshi.papers.docxbody import write_attachments, write_block
from luoshi.papers.docxfoot import write_record, write_signature
from luoshi.papers.docxhead import write_head, write_title
from luoshi.papers.docxlists import add_lists
from luoshi.papers.docxstyles import (
    BODY,
    LABEL,
    PLAIN,
    add_styles,
    begin,
    dress,
    keeps,
    line_height,
    without_margins,
)
from luoshi.papers.paper import Block, Labelled, Paper
from luoshi.papers.paper import Sheet as Page
from luoshi.papers.writable import writable

LINE = 579  # of the grid: twips for one line
_TURNED_MM = 10.0  # how wide the cell of a turned page number is
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_SIDES = (measures.TOP_MM, measures.RIGHT_MM, measures.BOTTOM_MM, measures.LEFT_MM)


def docx(paper: Paper) -> bytes:
    """Return ``paper`` as the bytes of a ``.docx`` file."""
    paper = writable(paper)
    document = Document()
    add_styles(document)
    add_lists(document, many=1 + len(paper.sheets))
    _first_section(document, paper)
    write_head(document, paper)
    write_title(document, paper.title)
    if paper.addressees and not paper.sends_from_record:
        begin(document, PLAIN, "、".join(paper.addressees) + "：")
    _body(document, paper)
    if paper.author:
        author = begin(document, PLAIN)
        author.alignment = ALIGN.RIGHT
        dress(author.add_run(f"（{paper.author}）"), "kai", measures.BODY_PT)
    write_attachments(document, paper.attachments)
    if paper.signs:
        write_signature(document, paper)
        keeps(document.paragraphs[-1], last=bool(paper.note))
    if paper.note:
        begin(document, BODY, f"（{paper.note}）")
    for n, sheet in enumerate(paper.sheets, 2):
        _sheet(document, sheet, of=n)
    if paper.has_record:
        even = paper.format not in ("letter", "bulletin")
        _turn(document, landscape=False, even=even)
        write_record(document, paper)
    return _saved(document, paper)


def _body(document: Docx, paper: Paper) -> None:
    before: Block | None = None
    for at, block in enumerate(paper.body):
        attends = paper.format == "minutes" and isinstance(block, Labelled)
        if attends and before is not None and not isinstance(before, Labelled):
            begin(document, PLAIN)
        last = at == len(paper.body) - 1 and paper.signs
        write_block(document, block, of=1, last=last)
        before = block


def _sheet(document: Docx, sheet: Page, *, of: int) -> None:
    begun = _turn(document, landscape=sheet.landscape)
    if sheet.label:
        label = begin(document, LABEL)
        dress(label.add_run(sheet.label), "hei", measures.BODY_PT)
        label.paragraph_format.page_break_before = not begun
        begin(document, PLAIN)
    breaks = not sheet.label and not begun
    write_title(document, sheet.title, breaks=breaks, most=30 if sheet.landscape else 19)
    wide = measures.AREA_MM[1 if sheet.landscape else 0]
    for block in sheet.body:
        write_block(document, block, of=of, wide=wide)


# --- the page: margins, grid, numbers in the feet of odd and even pages


def _first_section(document: Docx, paper: Paper) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _shape(section, landscape=False)
    section.different_first_page_header_footer = paper.format == "letter"
    _folios(section)


def _turn(document: Docx, *, landscape: bool, even: bool = False) -> bool:
    """Begin a section if the next page lies otherwise than the last; return whether one began.

    It begins on an ``even`` page if the record at the foot is all that follows.
    """
    if (document.sections[-1].orientation == WD_ORIENT.LANDSCAPE) == landscape:
        return False
    section = document.add_section(WD_SECTION.EVEN_PAGE if even else WD_SECTION.NEW_PAGE)
    # What ends the section before is a paragraph: it must take no room.
    ending = document.element.body.findall(qn("w:p"))[-1]
    line_height(Paragraph(ending, document._body), 1)
    section.different_first_page_header_footer = False
    _shape(section, landscape=landscape)
    for part in (section.header, section.even_page_header, section.footer):
        part.is_linked_to_previous = False
    section.even_page_footer.is_linked_to_previous = False
    if landscape:
        _turned_folio(section.header, bottom=measures.RIGHT_MM)
        _turned_folio(section.even_page_header, top=measures.LEFT_MM)
    else:
        _folios(section)
    return True


def _shape(section: Section, *, landscape: bool) -> None:
    across, high = measures.PAGE_MM[::-1] if landscape else measures.PAGE_MM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(across), Mm(high)
    top, right, bottom, left = (*_SIDES[3:], *_SIDES[:3]) if landscape else _SIDES
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = Mm(12)
    # The dash stands in the middle of its line, 7 mm below the type area.
    section.footer_distance = Mm(measures.BOTTOM_MM - 7 - 3.5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE}"/>')
    )


def _folios(section: Section) -> None:
    for foot, side in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        paragraph = foot.paragraphs[0]
        paragraph.alignment = side
        shape = paragraph.paragraph_format
        if side == ALIGN.RIGHT:
            shape.right_indent = Pt(measures.SMALL_PT)
        else:
            shape.left_indent = Pt(measures.SMALL_PT)
        _number(paragraph)


def _number(paragraph: Paragraph) -> None:
    for piece in ("— ", "PAGE", " —"):
        run = paragraph.add_run("" if piece == "PAGE" else piece)
        dress(run, "song", measures.SMALL_PT)
        if piece == "PAGE":
            for kind in ("begin", "", "end"):
                run._r.append(_field(kind))


def _field(kind: str) -> Any:
    if kind:
        return parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>')
    return parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>')


def _turned_folio(head: Any, *, top: float = 0, bottom: float = 0) -> None:
    """Put the number, turned, where all others stand when the sheet lies in the file.

    It is a table of one cell that floats at the left: 7 mm from the type area, ``top`` or
    ``bottom`` millimetres and one sign from the edge.
    """
    high = Mm(30)
    table = head.add_table(1, 1, Mm(_TURNED_MM))
    head._element.remove(table._tbl)
    head.paragraphs[0]._p.addprevious(table._tbl)
    table.autofit = False
    edge = Mm(top) if top else Length(Mm(measures.PAGE_MM[0] - bottom) - high)
    edge = Length(edge + Pt(measures.SMALL_PT) * (1 if top else -1))
    across = Mm(measures.BOTTOM_MM - 7 - _TURNED_MM / 2)
    place = f'w:tblpX="{round(across.twips)}" w:tblpY="{round(edge.twips)}"'
    table._tbl.tblPr.insert_element_before(
        parse_xml(f'<w:tblpPr {nsdecls("w")} w:vertAnchor="page" w:horzAnchor="page" {place}/>'),
        "w:tblW",
        "w:tblLayout",
        "w:tblLook",
    )
    table.rows[0].height = high
    cell = table.rows[0].cells[0]
    cell.width = table.columns[0].width = Mm(_TURNED_MM)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:textDirection {nsdecls("w")} w:val="tbRl"/>'))
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    cell.paragraphs[0].alignment = ALIGN.LEFT if top else ALIGN.RIGHT
    line_height(cell.paragraphs[0], measures.SMALL_PT)
    without_margins(table)
    _number(cell.paragraphs[0])


# --- saving


def _saved(document: Docx, paper: Paper) -> bytes:
    made = dt.datetime.combine(paper.dated, dt.time())
    properties = document.core_properties
    properties.title, properties.author = paper.title.replace("\n", ""), paper.issuer
    properties.last_modified_by, properties.comments = paper.issuer, ""
    properties.created = properties.modified = properties.last_printed = made
    properties.revision, properties.language = 1, "zh-CN"
    written = io.BytesIO()
    document.save(written)
    again = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(again, "w") as package:
        for part in parts.infolist():
            fresh = zipfile.ZipInfo(part.filename, _ZIPPED)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(fresh, parts.read(part.filename))
    return again.getvalue()
