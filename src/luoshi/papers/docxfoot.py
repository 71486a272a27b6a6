"""What stands below the text in .docx: names, date and room for seals, the record at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from luoshi.papers import measures
from luoshi.papers.docxstyles import (
    CHAR,
    PLAIN,
    RECORD,
    SPACER,
    begin,
    keeps,
    line_height,
    styled,
    tabs,
    without_margins,
)
from luoshi.papers.paper import Paper
from luoshi.values.numbers import written_day

_AREA_PT = measures.AREA_MM[0] * measures.MM
_ROW_PT, _LINE_PT = 27.0, 23.0  # a row of one line, and each further one, as high as in the PDF
_THICK, _THIN = 8, 6  # 0.35 mm and 0.25 mm in eighths of a point


def write_signature(document: Docx, paper: Paper) -> None:
    """Write who issues and when, with room for seals; it stays with the last of the text."""
    for _ in range(2 if paper.sealed else 1):
        keeps(begin(document, PLAIN), last=True)
    names, day = (paper.issuer, *paper.joint), written_day(paper.dated)
    if not paper.sealed:
        _unsealed(document, names, day)
    elif paper.joint:
        _seals(document, names, day)
    else:
        inside = max(0.0, 4 + (_wide(day) - _wide(paper.issuer)) / 2)
        _at_right(document, paper.issuer, inside)
        _at_right(document, day, 4, last=True)


def _wide(text: str) -> float:
    """Return how many characters ``text`` takes in the official faces, whose digits are half wide."""
    return sum(0.5 if one.isascii() else 1.0 for one in text)


def _at_right(document: Docx, text: str, inside: float, *, last: bool = False) -> None:
    paragraph = begin(document, PLAIN, text)
    paragraph.alignment = ALIGN.RIGHT
    paragraph.paragraph_format.right_indent = Pt(max(0.0, inside) * CHAR)
    paragraph.paragraph_format.keep_with_next = not last


def _unsealed(document: Docx, names: tuple[str, ...], day: str) -> None:
    name, date = _wide(names[-1]), _wide(day)
    name_in, day_in = 2.0, name - date
    if date > name:
        name_in, day_in = 4 + date - name, 2.0
    for one in names[:-1]:
        _at_right(document, one, 2.0)
    _at_right(document, names[-1], name_in)
    _at_right(document, day, day_in, last=True)


def _seals(document: Docx, names: tuple[str, ...], day: str) -> None:
    """Write joint issuers in rows, 52 mm from middle to middle, so that no seal touches another."""
    broadest = max(_wide(name) for name in names) * CHAR
    mm = broadest / measures.MM
    across = 3 if mm <= 49 else 2 if mm <= 76 else 1
    step = (52 if across == 3 else 78) * measures.MM
    middle = _AREA_PT - 4 * CHAR - _wide(day) * CHAR / 2
    end = min(middle, _AREA_PT - max(21 * measures.MM, broadest / 2))
    rows = [names[at : at + across] for at in range(0, len(names), across)]
    for n, row in enumerate(rows):
        line = begin(document, PLAIN, "\t" + "\t".join(row))
        keeps(line, last=True)
        tabs(line, *(("center", end - (len(row) - 1 - k) * step) for k in range(len(row))))
        for _ in range(4 if n < len(rows) - 1 else 0):
            keeps(begin(document, PLAIN), last=True)
    _at_right(document, day, 4, last=True)


# --- the record at the foot


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the record, the rules above and below it in eighths of a point, 0 for none."""

    text: str
    above: int = 0
    below: int = 0

    @property
    def deep(self) -> float:
        """How far the lines behind the first stand in: below what follows the label."""
        label, colon, _ = self.text.partition("：")
        return (len(label) + 1) * measures.SMALL_PT if colon and "\t" not in self.text else 0.0

    @property
    def lines(self) -> int:
        """How many lines the row takes."""
        room = _AREA_PT - 2 * measures.SMALL_PT - self.deep
        return ceil((_wide(self.text) * measures.SMALL_PT - self.deep) / room)


def _rows(paper: Paper) -> list[_Row]:
    bare, inner = paper.format == "letter", not paper.is_bulletin
    texts = [f"{label}：{names}" for label, names in paper.tail]
    if paper.printed_by and not bare:
        day = written_day(paper.printed_on or paper.dated)
        texts.append(f"{paper.printed_by}\t{day}印发")
    rows = [_Row("\t".join(paper.edited))] if any(paper.edited) else []
    for at, text in enumerate(texts):
        last = at == len(texts) - 1
        ruled = _Row(text, _THICK if at == 0 else 0, _THICK if last else _THIN if inner else 0)
        rows.append(_Row(text) if bare else ruled)
    if paper.printed_copies:
        rows.append(_Row(f"\t共印{paper.printed_copies}份"))
    return rows


def write_record(document: Docx, paper: Paper) -> None:
    """Put the record into a box on the lower edge of the type area of its page.

    It is a drawn box and no floating table: some programs set those in the running text.
    """
    rows = _rows(paper)
    high = sum(_ROW_PT + _LINE_PT * (row.lines - 1) for row in rows) + 4
    table = document.add_table(rows=len(rows), cols=1)
    table.autofit = False
    without_margins(table)
    table.columns[0].width = Mm(measures.AREA_MM[0])
    for cell, row in zip(table.columns[0].cells, rows, strict=True):
        cell.width = Mm(measures.AREA_MM[0])
        _fill(document, cell, row)
    anchor = begin(document, SPACER)
    line_height(anchor, 1)
    box = parse_xml(_BOX.format(wide=Mm(measures.AREA_MM[0]), high=Pt(high)))
    inside = next(box.iter(qn("w:txbxContent")))
    inside.insert(0, table._tbl)
    anchor.add_run()._r.append(box)


def _fill(document: Docx, cell: Any, row: _Row) -> None:
    paragraph = cell.paragraphs[0]
    styled(paragraph, RECORD)
    paragraph.add_run(row.text)
    line_height(paragraph, _LINE_PT)
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt((_ROW_PT - _LINE_PT) / 2)
    shape.left_indent = Pt(measures.SMALL_PT + row.deep)
    shape.first_line_indent = Pt(-row.deep)
    shape.right_indent = Pt(measures.SMALL_PT)
    tabs(paragraph, ("right", _AREA_PT - measures.SMALL_PT))
    side = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="000000"/>'
    sides = side.format("top", row.above) if row.above else ""
    sides += side.format("bottom", row.below) if row.below else ""
    if sides:
        cell._tc.get_or_add_tcPr().append(
            parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>")
        )


_W = nsdecls("w", "wp", "a")
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_BOX = (
    f'<mc:AlternateContent {_W} xmlns:mc="{_MC}" xmlns:wps="{_WPS}"><mc:Choice Requires="wps">'
    '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
    'relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0">'
    '<wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
    '<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
    '<wp:wrapTopAndBottom/><wp:docPr id="900" name="版记"/><wp:cNvGraphicFramePr/>'
    f'<a:graphic><a:graphicData uri="{_WPS}"><wps:wsp>'
    '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>"
    '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:lineRule="exact" w:line="20"/></w:pPr></w:p>'
    '</w:txbxContent></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b">'
    "<a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
)
