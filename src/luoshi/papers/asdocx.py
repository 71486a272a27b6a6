"""A paper as .docx that an office can go on with: real styles, the document grid, official font names.

A line holds 28 characters and a page 22 lines by the grid (GB/T 9704-2012, 5.2); fonts are named as
offices name them, whether they are installed here or not.  The same bytes each time.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import segno
from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from luoshi.papers import measures
from luoshi.papers.charts import as_table
from luoshi.papers.docxstyles import (
    BODY,
    HEADINGS,
    LABEL,
    MARK,
    PLAIN,
    RECORD,
    SPACER,
    TITLE,
    add_styles,
    dress,
    keeps,
    line_height,
)
from luoshi.papers.paper import Block, Chart, Code, Item, Labelled, Paper, Para, Table, numbered
from luoshi.papers.paper import Sheet as Page
from luoshi.values.numbers import written_day

CHAR, LINE = 315.8, 579  # of the grid: twips for one character, twips for one line
_SHORT = 10 * measures.COLUMNS
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_RULE = '<w:pBdr {}><w:{} w:val="{}" w:sz="{}" w:space="1" w:color="{}"/></w:pBdr>'


def docx(paper: Paper) -> bytes:
    """Return ``paper`` as the bytes of a ``.docx`` file."""
    document = Document()
    add_styles(document)
    _page(document, paper)
    _head(document, paper)
    _title(document, paper.title)
    if paper.addressees:
        document.add_paragraph("、".join(paper.addressees) + "：", style=PLAIN)
    body = numbered(paper.body)
    for at, block in enumerate(body):
        _write(document, block, last=0 < at == len(body) - 1)
    _attachments(document, paper.attachments)
    if paper.issuer and paper.format not in ("minutes", "bulletin"):
        _sign(document, paper)
    if paper.note:
        document.add_paragraph(f"（{paper.note}）", style=BODY)
    for sheet in paper.sheets:
        _sheet(document, sheet)
    if paper.has_record:
        _record(document, paper)
    return _saved(document, paper)


# --- the page: margins, grid, numbers in the feet of odd and even pages


def _page(document: Docx, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(measures.PAGE_MM[0]), Mm(measures.PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(measures.TOP_MM), Mm(measures.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(measures.LEFT_MM), Mm(measures.RIGHT_MM)
    # The dash stands in the middle of its line, 7 mm below the type area.
    section.footer_distance = Mm(measures.BOTTOM_MM - 7 - 3.5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE}"/>')
    )
    document.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = paper.format == "letter"
    _folio(section.footer.paragraphs[0], ALIGN.RIGHT)
    _folio(section.even_page_footer.paragraphs[0], ALIGN.LEFT)


def _folio(paragraph: Paragraph, side: ALIGN) -> None:
    paragraph.alignment = side
    indent = Pt(measures.SMALL_PT)
    if side == ALIGN.RIGHT:
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
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


# --- the head


def _head(document: Docx, paper: Paper) -> None:
    is_letter = paper.format == "letter"
    is_form = paper.format == "form"
    apart = LINE / 20 * (1 if is_form else 2)
    if paper.urgency and not is_letter:
        _labelled(document, paper.urgency, "hei")
        _space(document, 35 * measures.MM - LINE / 20)
    elif not is_letter and not is_form:
        _space(document, 35 * measures.MM)
    if is_letter:
        _letter_head(document, paper)
        return
    _mark(document.add_paragraph(style=MARK), paper)
    _space(document, apart)
    edition = paper.format in ("minutes", "bulletin")
    if edition:
        document.add_paragraph(paper.issue or paper.number, style=PLAIN).alignment = ALIGN.CENTER
        _two_sides(document, paper.editor, written_day(paper.dated))
    elif paper.signer:
        both = _two_sides(document, paper.number, "签发人：")
        dress(both.add_run(paper.signer), "kai", measures.BODY_PT)
    else:
        document.add_paragraph(paper.number, style=PLAIN).alignment = ALIGN.CENTER
    _space(document, 4 * measures.MM)
    _rule(document.paragraphs[-1], "single", 10)
    _space(document, apart)


def _mark(paragraph: Paragraph, paper: Paper) -> None:
    mark = measures.mark_of(paper.mark)
    run = paragraph.add_run(paper.mark)
    dress(run, "mark", mark.size_pt, red=True, scale=mark.scale)
    line_height(paragraph, mark.size_pt)


def _letter_head(document: Docx, paper: Paper) -> None:
    """Put mark and double rule into the head of the first page: 30 mm below the edge of the paper."""
    section = document.sections[0]
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    head = section.first_page_header.paragraphs[0]
    head.style = document.styles[MARK]
    _mark(head, paper)
    rest = section.first_page_header.add_paragraph(style=SPACER)
    line_height(rest, 4 * measures.MM)
    _rule(rest, "thickThinSmallGap", 18)
    foot = section.first_page_footer.paragraphs[0]
    foot.style = document.styles[SPACER]
    line_height(foot, 1)
    _rule(foot, "thinThickSmallGap", 18)
    for wide in (rest, foot):
        _wide(wide)
    for folio in (section.footer, section.even_page_footer):
        folio.paragraphs[0].paragraph_format.space_after = Mm(measures.BOTTOM_MM - 7 - 3.5 - 20)
    number = document.add_paragraph(style=PLAIN)
    _tab(number, round(measures.AREA_MM[0] * measures.MM * 20))
    number.paragraph_format.space_before = Pt(14)
    if paper.urgency:
        dress(number.add_run(paper.urgency), "hei", measures.BODY_PT)
    number.add_run("\t" + paper.number)
    _space(document, 2 * LINE / 20)


def _wide(paragraph: Paragraph) -> None:
    """Let the rule of ``paragraph`` run over 170 mm in the middle of the paper."""
    over = 170 - measures.PAGE_MM[0]
    paragraph.paragraph_format.left_indent = Mm(-over / 2 - measures.LEFT_MM)
    paragraph.paragraph_format.right_indent = Mm(-over / 2 - measures.RIGHT_MM)


def _two_sides(document: Docx, left: str, right: str) -> Paragraph:
    """Add a line with one end at the left and one at the right, each one character in."""
    paragraph = document.add_paragraph(f"{left}\t{right}", style=PLAIN)
    paragraph.paragraph_format.left_indent = Pt(CHAR / 20)
    paragraph.paragraph_format.right_indent = Pt(CHAR / 20)
    # The tab reaches to the edge of the text, one character before that of the type area.
    _tab(paragraph, round(27 * CHAR))
    return paragraph


def _tab(paragraph: Paragraph, twips: int) -> None:
    tab = f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="{twips}"/></w:tabs>'
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(parse_xml(tab), "w:snapToGrid", "w:spacing", "w:ind", "w:jc")


def _rule(paragraph: Paragraph, kind: str, eighths: int, *, side: str = "bottom") -> None:
    border = parse_xml(_RULE.format(nsdecls("w"), side, kind, eighths, "E60012"))
    after = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    paragraph._p.get_or_add_pPr().insert_element_before(border, *after)


def _space(document: Docx, points: float) -> None:
    """Leave ``points`` free: an empty line of just this height."""
    line_height(document.add_paragraph(style=SPACER), points)


def _title(document: Docx, text: str, *, breaks: bool = False) -> None:
    lines = measures.title_lines(text)
    paragraph = document.add_paragraph(style=TITLE)
    paragraph.paragraph_format.page_break_before = breaks
    for at, line in enumerate(lines):
        run = paragraph.add_run(line)
        if at < len(lines) - 1:
            run.add_break()
    document.add_paragraph(style=PLAIN)


# --- the body


def _write(document: Docx, block: Block, *, last: bool = False) -> None:
    match block:
        case Para(text):
            keeps(document.add_paragraph(text, style=BODY), last=last and len(text) <= _SHORT)
        case Item(level, head, text, ordinal):
            paragraph = document.add_paragraph(style=HEADINGS[level])
            paragraph.add_run(ordinal + head)
            if text:
                dress(paragraph.add_run(text), "fang", measures.BODY_PT)
            paragraph.paragraph_format.keep_with_next = not text or (last and len(text) <= _SHORT)
        case Labelled(label, text):
            _hanging(document, label, text)
        case Table():
            _table(document, block)
        case Chart():
            _table(document, as_table(block))
        case Code(address, lines):
            _code(document, address, lines)


def _hanging(document: Docx, label: str, text: str) -> None:
    paragraph = document.add_paragraph(style=PLAIN)
    deep = Pt((len(label) + 1) * CHAR / 20)
    paragraph.paragraph_format.left_indent = Pt(2 * CHAR / 20) + deep
    paragraph.paragraph_format.first_line_indent = -deep
    dress(paragraph.add_run(f"{label}："), "hei", measures.BODY_PT)
    paragraph.add_run(text)


def _labelled(document: Docx, text: str, face: Any) -> None:
    dress(document.add_paragraph(style=LABEL).add_run(text), face, measures.BODY_PT)


def _table(document: Docx, block: Table) -> None:
    rows = [*((block.columns,) if block.columns else ()), *block.rows]
    table = document.add_table(rows=len(rows), cols=len(block.widths), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    share = measures.AREA_MM[0] / sum(block.widths)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(share * width)
    for at, row in enumerate(rows):
        cells = table.rows[at].cells
        for x, text in enumerate(row):
            cell = cells[x]
            if x == len(row) - 1 and x < len(cells) - 1:
                cell = cell.merge(cells[-1])
            cell.width = Mm(share * sum(block.widths[x : None if x == len(row) - 1 else x + 1]))
            is_label = at == 0 if block.columns else x % 2 == 0
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = RECORD
            paragraph.alignment = ALIGN.CENTER if is_label else ALIGN.LEFT
            dress(paragraph.add_run(text), "hei" if is_label else "fang", measures.SMALL_PT)
    if block.columns:
        head = table.rows[0]._tr.get_or_add_trPr()
        head.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def _code(document: Docx, address: str, lines: tuple[str, ...]) -> None:
    memory = io.BytesIO()
    segno.make(address, error="m", micro=False).save(memory, kind="png", scale=8, border=2)
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    for column, cell, width in zip(table.columns, (left, right), (36, 120), strict=True):
        column.width = cell.width = Mm(width)
    # A line of exact height would cut the picture off.
    left.paragraphs[0].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    left.paragraphs[0].add_run().add_picture(memory, width=Mm(30))
    for at, line in enumerate(lines):
        paragraph = right.paragraphs[0] if at == 0 else right.add_paragraph()
        paragraph.style = RECORD
        dress(paragraph.add_run(line), "fang", measures.SMALL_PT)


def _attachments(document: Docx, names: tuple[str, ...]) -> None:
    if not names:
        return
    document.add_paragraph(style=PLAIN)
    many = len(names) > 1
    for at, name in enumerate(names):
        paragraph = document.add_paragraph(style=PLAIN)
        deep = (4 if many else 3) * CHAR / 20
        paragraph.paragraph_format.left_indent = Pt(2 * CHAR / 20 + deep)
        paragraph.paragraph_format.first_line_indent = Pt(
            -deep if at == 0 else -(CHAR / 20 if many else 0)
        )
        paragraph.add_run("附件：" if at == 0 else "")
        paragraph.add_run(f"{at + 1}.{name}" if many else name)


def _sign(document: Docx, paper: Paper) -> None:
    day = written_day(paper.dated)
    blank, char = (2 if paper.sealed else 1), CHAR / 20
    for _ in range(blank):
        keeps(document.add_paragraph(style=PLAIN), last=True)
    name, date = measures.width_of(paper.issuer), measures.width_of(day)
    if paper.sealed:
        name_in, day_in = max(0.0, 4 + (date - name) / 2), 4.0
    else:
        name_in = 2.0
        day_in = name_in + name - 2 - date
        if date > name:
            name_in, day_in = 2 + 2 + date - name, 2.0
    for text, inside in ((paper.issuer, name_in), (day, day_in)):
        paragraph = document.add_paragraph(text, style=PLAIN)
        paragraph.alignment = ALIGN.RIGHT
        paragraph.paragraph_format.right_indent = Pt(max(0.0, inside) * char)
        paragraph.paragraph_format.keep_with_next = text == paper.issuer


def _sheet(document: Docx, sheet: Page) -> None:
    if sheet.label:
        _labelled(document, sheet.label, "hei")
        document.paragraphs[-1].paragraph_format.page_break_before = True
        document.add_paragraph(style=PLAIN)
    _title(document, sheet.title, breaks=not sheet.label)
    for block in numbered(sheet.body):
        _write(document, block)


# --- the record at the foot


def _record(document: Docx, paper: Paper) -> None:
    """Put the record into a table that floats on the lower edge of the type area of its page."""
    rows = [(f"{label}：{names}",) for label, names in paper.tail]
    if paper.printed_by and paper.format != "letter":
        day = written_day(paper.printed_on or paper.dated)
        rows.append((f"{paper.printed_by}\t{day}印发",))
    line_height(document.add_paragraph(style=SPACER), 1)
    table = document.add_table(rows=len(rows), cols=1)
    table.autofit = False
    table.columns[0].width = Mm(measures.AREA_MM[0])
    properties = table._tbl.tblPr
    properties.insert_element_before(_floating(), "w:tblW", "w:tblLayout", "w:tblLook")
    if paper.format != "letter":
        properties.insert_element_before(_rules(), "w:tblLayout", "w:tblLook")
    for cell, (text,) in zip(table.columns[0].cells, rows, strict=True):
        cell.width = Mm(measures.AREA_MM[0])
        paragraph = cell.paragraphs[0]
        paragraph.style = RECORD
        dress(paragraph.add_run(text), "fang", measures.SMALL_PT)
        indent = Pt(measures.SMALL_PT - 5.4)  # what a cell's own margin leaves of one character
        paragraph.paragraph_format.left_indent = indent
        paragraph.paragraph_format.right_indent = indent
        edge = measures.AREA_MM[0] * measures.MM - measures.SMALL_PT - 5.4
        _tab(paragraph, round(edge * 20))
    line_height(document.add_paragraph(style=SPACER), 1)


def _floating() -> Any:
    return parse_xml(
        f'<w:tblpPr {nsdecls("w")} w:vertAnchor="margin" w:horzAnchor="margin" '
        'w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
    )


def _rules() -> Any:
    """Return the record's rules: 0.35 mm above and below, 0.25 mm between."""
    side = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="000000"/>'
    sides = side.format("top", 8) + side.format("bottom", 8) + side.format("insideH", 6)
    return parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>")


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
