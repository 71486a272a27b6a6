"""What stands above the text in .docx: urgency, marks, number, signers, the red rule, the title."""

from __future__ import annotations

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from luoshi.papers import measures
from luoshi.papers.docxstyles import (
    BODY,
    CHAR,
    LABEL,
    LINE_PT,
    MARK,
    PLAIN,
    SPACER,
    TITLE,
    begin,
    dress,
    line_height,
    space,
    styled,
    tabs,
    without_margins,
)
from luoshi.papers.measures import Mark, MarkLine
from luoshi.papers.paper import Paper
from luoshi.values.numbers import written_day

_RULE = '<w:pBdr {}><w:{} w:val="{}" w:sz="{}" w:space="1" w:color="{}"/></w:pBdr>'
# What a line keeps free above and below its characters: no part of a distance from them.
_LEFT_OVER = 2 * measures.MM
_ABOVE_MM = {"form": 0, "bulletin": 20}


def write_head(document: Docx, paper: Paper) -> None:
    """Write everything above the text, but for the title."""
    if paper.format == "letter":
        _letter_head(document, paper)
        return
    apart = LINE_PT * (1 if paper.format == "form" else 2)
    above = _ABOVE_MM.get(paper.format, 35) * measures.MM
    if paper.urgency or paper.serial:
        _first_line(document, paper)
        above -= LINE_PT
    if above > 0:
        space(document, above)
    _marks(document, _mark_of(paper))
    bare = paper.format == "form" and not (paper.number or paper.signers)
    if not bare:
        space(document, apart - _LEFT_OVER)
    if paper.is_edition:
        begin(document, PLAIN, paper.issue or paper.number).alignment = ALIGN.CENTER
        _two_sides(document, paper.editor, written_day(paper.dated))
    elif paper.signers:
        _signers(document, paper)
    elif not bare:
        begin(document, PLAIN, paper.number).alignment = ALIGN.CENTER
    space(document, 4 * measures.MM - _LEFT_OVER)
    _rule(document.paragraphs[-1], "single", 10)
    space(document, apart)
    if paper.foreword:
        foreword = begin(document, BODY)
        dress(foreword.add_run("编者按："), "hei", measures.BODY_PT)
        dress(foreword.add_run(paper.foreword), "kai", measures.BODY_PT)
        begin(document, PLAIN)


def _mark_of(paper: Paper) -> Mark:
    return measures.mark_of(paper.marks, suffix=paper.suffix, spread=paper.is_bulletin)


def _first_line(document: Docx, paper: Paper) -> None:
    line = begin(document, LABEL)
    dress(line.add_run(paper.urgency), "hei", measures.BODY_PT)
    if paper.serial:
        tabs(line, ("right", measures.AREA_MM[0] * measures.MM))
        line.add_run(f"\t编号：{paper.serial}")


def _marks(document: Docx, mark: Mark) -> None:
    if len(mark.lines) == 1:
        _mark(begin(document, MARK), mark.lines[0], mark.size)
        return
    width = max(measures.width_of(line.text) for line in mark.lines) * mark.size
    names_wide = width * mark.lines[0].scale + 4
    suffix_wide = (measures.width_of(mark.suffix) * mark.size + 18) if mark.suffix else 0
    table = document.add_table(rows=1, cols=2 if mark.suffix else 1)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    without_margins(table)
    for at, wide in enumerate((names_wide, suffix_wide)[: len(table.columns)]):
        table.columns[at].width = table.rows[0].cells[at].width = Pt(wide)
    names = table.rows[0].cells[0]
    for at, line in enumerate(mark.lines):
        paragraph = names.paragraphs[0] if at == 0 else names.add_paragraph()
        styled(paragraph, MARK)
        _mark(paragraph, line, mark.size)
        line_height(paragraph, 1.25 * mark.size)
        paragraph.alignment = ALIGN.DISTRIBUTE
    if mark.suffix:
        cell = table.rows[0].cells[1]
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        styled(cell.paragraphs[0], MARK)
        _mark(cell.paragraphs[0], MarkLine(mark.suffix, 1.0), mark.size)
        cell.paragraphs[0].alignment = ALIGN.RIGHT


def _mark(paragraph: Paragraph, line: MarkLine, points: float) -> None:
    run = paragraph.add_run(line.text)
    dress(run, "mark", points, red=True, scale=line.scale, tracking=line.tracking)
    line_height(paragraph, points)


def _signers(document: Docx, paper: Paper) -> None:
    """Write who signed, two names a line, and the number beside the last of them."""
    rows = paper.signers
    edge = measures.AREA_MM[0] * measures.MM - CHAR
    longest = max(measures.width_of(name) for row in rows for name in row) * CHAR
    across = max(len(row) for row in rows)
    names = edge - across * longest - (across - 1) * CHAR
    stops = (names - 4 * CHAR, names, names + longest + CHAR)
    for at, row in enumerate(rows):
        line = begin(document, PLAIN)
        line.paragraph_format.left_indent = Pt(CHAR)
        tabs(line, *(("left", stop) for stop in stops))
        line.add_run(paper.number if at == len(rows) - 1 else "")
        line.add_run("\t签发人：" if at == 0 else "\t\t")
        for n, name in enumerate(row):
            dress(line.add_run(("\t" if n else "") + name), "kai", measures.BODY_PT)


def _letter_head(document: Docx, paper: Paper) -> None:
    """Put mark and double rule into the head of the first page: 30 mm below the edge of the paper."""
    section = document.sections[0]
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    head = section.first_page_header.paragraphs[0]
    styled(head, MARK)
    mark = _mark_of(paper)
    _mark(head, mark.lines[0], mark.size)
    rest = begin(section.first_page_header, SPACER)
    line_height(rest, 4 * measures.MM)
    _rule(rest, "thickThinSmallGap", 18)
    foot = section.first_page_footer.paragraphs[0]
    styled(foot, SPACER)
    line_height(foot, 1)
    _rule(foot, "thinThickSmallGap", 18)
    for wide in (rest, foot):
        _wide(wide)
    for folio in (section.footer, section.even_page_footer):
        folio.paragraphs[0].paragraph_format.space_after = Mm(measures.BOTTOM_MM - 7 - 3.5 - 20)
    number = begin(document, PLAIN)
    tabs(number, ("right", measures.AREA_MM[0] * measures.MM))
    number.paragraph_format.space_before = Pt(14)
    if paper.urgency:
        dress(number.add_run(paper.urgency), "hei", measures.BODY_PT)
    number.add_run("\t" + paper.number)
    space(document, 2 * LINE_PT)


def _wide(paragraph: Paragraph) -> None:
    """Let the rule of ``paragraph`` run over 170 mm in the middle of the paper."""
    over = 170 - measures.PAGE_MM[0]
    paragraph.paragraph_format.left_indent = Mm(-over / 2 - measures.LEFT_MM)
    paragraph.paragraph_format.right_indent = Mm(-over / 2 - measures.RIGHT_MM)


def _two_sides(document: Docx, left: str, right: str) -> None:
    """Add a line with one end at the left and one at the right, each one character in."""
    paragraph = begin(document, PLAIN, f"{left}\t{right}")
    paragraph.paragraph_format.left_indent = Pt(CHAR)
    paragraph.paragraph_format.right_indent = Pt(CHAR)
    # The tab reaches to the edge of the text, one character before that of the type area.
    tabs(paragraph, ("right", 27 * CHAR))


def _rule(paragraph: Paragraph, kind: str, eighths: int) -> None:
    border = parse_xml(_RULE.format(nsdecls("w"), "bottom", kind, eighths, "E60012"))
    after = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    paragraph._p.get_or_add_pPr().insert_element_before(border, *after)


def write_title(document: Docx, text: str, *, breaks: bool = False, most: int = 19) -> None:
    """Write a title and the free line below it; ``breaks`` begins a page with it."""
    lines = measures.title_lines(text, most=most)
    paragraph = begin(document, TITLE)
    paragraph.paragraph_format.page_break_before = breaks
    for at, line in enumerate(lines):
        run = paragraph.add_run(line)
        if at < len(lines) - 1:
            run.add_break()
    begin(document, PLAIN)
