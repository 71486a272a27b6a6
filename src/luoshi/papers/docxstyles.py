"""The styles of a paper in .docx: named in Chinese as an office knows them, each with its real font."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from luoshi.papers import measures
from luoshi.papers.faces import OFFICIAL, Face

MARK, TITLE, PLAIN, BODY = "发文机关标志", "公文标题", "公文顶格", "公文正文"
LABEL, RECORD, SPACER = "公文标注", "版记", "空行"
HEADINGS = {level: f"Heading {level}" for level in (1, 2, 3, 4)}
RED = RGBColor(0xE6, 0x00, 0x12)
CHAR, LINE_PT = 315.8 / 20, 579 / 20  # of the grid, in points
_FACES: dict[int, Face] = {1: "hei", 2: "kai", 3: "fang", 4: "fang"}


def add_styles(document: Docx) -> None:
    """Give ``document`` the styles of a paper; its own defaults are made to fit."""
    _drop_looks_of_tables(document)
    normal = document.styles["Normal"]
    _font(normal, "fang", measures.BODY_PT)
    _shape(normal)
    _tighten(normal)
    _speak_chinese(document)
    for name in (MARK, TITLE, PLAIN, BODY, LABEL, RECORD, SPACER):
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
    styles: Any = document.styles
    styles[BODY].paragraph_format.alignment = ALIGN.JUSTIFY
    _indent(styles[BODY])
    _font(styles[TITLE], "mark", measures.TITLE_PT)
    styles[TITLE].paragraph_format.alignment = ALIGN.CENTER
    styles[TITLE].paragraph_format.keep_with_next = True
    styles[MARK].paragraph_format.alignment = ALIGN.CENTER
    _font(styles[RECORD], "fang", measures.SMALL_PT)
    styles[RECORD].paragraph_format.line_spacing = Pt(22)
    for level, name in HEADINGS.items():
        heading = styles[name]
        heading.base_style = normal
        _font(heading, _FACES[level], measures.BODY_PT)
        heading.font.bold = heading.font.italic = False
        heading.font.color.rgb = RGBColor(0, 0, 0)
        _shape(heading)
        _indent(heading)
        heading.paragraph_format.keep_with_next = False
        heading.paragraph_format.keep_together = False


def _drop_looks_of_tables(document: Docx) -> None:
    """Take out the hundred looks of tables that come along and that no paper has."""
    styles = document.styles.element
    for style in list(styles.iterchildren(qn("w:style"))):
        is_table = style.get(qn("w:type")) == "table"
        if is_table and style.get(qn("w:styleId")) not in ("TableNormal", "TableGrid"):
            styles.remove(style)


def begin(holder: Any, style: str, text: str = "") -> Paragraph:
    """Add a paragraph of ``style`` with ``text`` to a document, a head or a foot, and return it."""
    return styled(holder.add_paragraph(text), style)


def styled(paragraph: Paragraph, style: str) -> Paragraph:
    """Give ``paragraph`` a style by its id, without looking it up among all of them each time."""
    paragraph._p.style = style.replace(" ", "")
    return paragraph


def _font(style: Any, face: Face, points: float) -> None:
    style.font.size = Pt(points)
    style.font.name = OFFICIAL[face]
    _named(style.element.get_or_add_rPr(), face)


def _named(properties: Any, face: Face) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(attribute), OFFICIAL[face])
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks of full width


def _shape(style: Any) -> None:
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(LINE_PT)
    shape.widow_control = False
    properties = style.element.get_or_add_pPr()
    # Lines are as high as the grid without being snapped to it, which would double the tall ones.
    off = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    for name in ("autoSpaceDE", "autoSpaceDN"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
        properties.insert_element_before(
            parse_xml(f'<w:{name} {nsdecls("w")} w:val="0"/>'),
            "w:bidi",
            "w:adjustRightInd",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
        )


def _tighten(style: Any) -> None:
    """Take 0.25 pt from each character: 28 of them fit, which the plain font's width does not.

    A grid of characters would say the same to Word, but other programs give a character that is
    wider than its cell two cells, or drop the last one of a line.
    """
    properties = style.element.get_or_add_rPr()
    properties.insert_element_before(
        parse_xml(f'<w:spacing {nsdecls("w")} w:val="-5"/>'), "w:w", "w:kern", "w:sz", "w:szCs"
    )


def _speak_chinese(document: Docx) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        for attribute in ("w:val", "w:eastAsia"):
            language.set(qn(attribute), "zh-CN")


def _indent(style: Any) -> None:
    """Indent the first line by two characters, said in characters as Word's own dialogue does."""
    properties = style.element.get_or_add_pPr()
    style.paragraph_format.first_line_indent = Pt(2 * measures.CHAR_PT)
    properties.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def dress(
    run: Run,
    face: Face,
    points: float,
    *,
    red: bool = False,
    scale: float = 1,
    tracking: float | None = None,
) -> None:
    """Give ``run`` a face and a size; ``scale`` narrows its characters, ``tracking`` parts them."""
    run.font.size = Pt(points)
    run.font.bold = False
    _named(run._r.get_or_add_rPr(), face)
    if red:
        run.font.color.rgb = RED
    properties = run._r.get_or_add_rPr()
    if tracking is not None:
        apart = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{round(tracking * 20)}"/>')
        properties.insert_element_before(apart, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    if scale < 1:
        narrowed = parse_xml(f'<w:w {nsdecls("w")} w:val="{round(scale * 100)}"/>')
        properties.insert_element_before(narrowed, "w:kern", "w:position", "w:sz", "w:szCs")


def line_height(paragraph: Paragraph, points: float) -> None:
    """Give the lines of ``paragraph`` exactly this height, off the grid."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(round(points, 2))
    if paragraph._p.get_or_add_pPr().find(qn("w:snapToGrid")) is not None:
        return
    grid = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')
    paragraph._p.get_or_add_pPr().insert_element_before(grid, "w:spacing", "w:ind", "w:jc")


def space(document: Docx, points: float) -> Paragraph:
    """Leave ``points`` free: an empty line of just this height."""
    paragraph = begin(document, SPACER)
    line_height(paragraph, points)
    return paragraph


def keeps(paragraph: Paragraph, *, last: bool) -> None:
    """Keep ``paragraph`` on the page of what follows if it is the ``last`` before the signature."""
    if last:
        paragraph.paragraph_format.keep_with_next = True


def tabs(paragraph: Paragraph, *stops: tuple[str, float]) -> None:
    """Give ``paragraph`` tab stops: the side on which they hold the text, and points from the left."""
    each = "".join(f'<w:tab w:val="{side}" w:pos="{round(at * 20)}"/>' for side, at in stops)
    properties = paragraph._p.get_or_add_pPr()
    stop = parse_xml(f"<w:tabs {nsdecls('w')}>{each}</w:tabs>")
    properties.insert_element_before(stop, "w:snapToGrid", "w:spacing", "w:ind", "w:jc")


def without_margins(table: Table) -> None:
    """Let what stands in the cells of ``table`` reach to their edges."""
    sides = "".join(
        f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
    )
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
