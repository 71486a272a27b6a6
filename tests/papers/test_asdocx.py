"""A paper as .docx: what Word is told.  What LibreOffice makes of it is measured in test_formats."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from luoshi.papers import asdocx
from luoshi.papers.paper import Item, Para
from luoshi.sources.files import wordtext
from luoshi.sources.files.package import Package
from tests.papers import editions, samples
from tests.papers.test_typeset import HOSTILE, paper


def opened(**given):
    return Document(io.BytesIO(asdocx.docx(paper(**given))))


def test_word_is_told_margins_grid_and_two_sided_page_numbers():
    document = opened()
    section = document.sections[0]
    sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(side.mm) for side in sides] == [37, 28, 26, 35]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer, section.even_page_footer
    assert [foot.paragraphs[0].text for foot in (odd, even)] == ["—  —", "—  —"]
    assert odd.paragraphs[0].alignment != even.paragraphs[0].alignment


def test_fonts_bear_their_official_names_for_characters_of_east_and_west():
    document = opened(body=(Item(1, "甲"), Item(2, "乙"), Para("文")))
    named = {}
    for style in ("公文标题", "公文正文", "Heading 1", "Heading 2"):
        fonts = document.styles[style].element.rPr
        holder = (
            fonts
            if fonts is not None and fonts.rFonts is not None
            else document.styles["Normal"].element.rPr
        )
        named[style] = {holder.rFonts.get(qn(f"w:{side}")) for side in ("ascii", "eastAsia")}
    assert named == {
        "公文标题": {"方正小标宋简体"},
        "公文正文": {"仿宋_GB2312"},
        "Heading 1": {"黑体"},
        "Heading 2": {"楷体_GB2312"},
    }


def test_headings_are_headings_of_one_list_so_that_a_point_can_be_put_between_two():
    document = opened(body=(Item(1, "甲"), Item(2, "乙", "丙。"), Item(1, "丁", ordinal="四、")))
    points = [p for p in document.paragraphs if p.style.name.startswith("Head")]
    said = [(p.style.name, p.text) for p in points]
    assert said == [("Heading 1", "甲"), ("Heading 2", "乙丙。"), ("Heading 1", "四、丁")]
    lists = [p._p.pPr.numPr for p in points]
    levels = [None if one is None else one.ilvl.val for one in lists]
    assert levels == [0, 1, None]


def test_the_counting_that_word_is_told_reads_as_it_is_printed():
    body = (*(Item(1, f"第{n}") for n in range(1, 13)), Item(2, "甲"), Item(3, "乙"), Item(4, "丙"))
    read = wordtext.read(Package(asdocx.docx(paper(body=body)))).text
    for said in ("一、第1", "十、第10", "十二、第12", "（一）甲", "1.乙", "（1）丙"):
        assert said in read.splitlines()


# The order of the schema, as far as papers use it: Word calls a file damaged that has another.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs "
    "autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs lang",
    "tblPr": "tblStyle tblpPr tblW jc tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders textDirection vAlign",
    "sectPr": "Reference type pgSz pgMar pgNumType cols titlePg docGrid",
}
MANY = {"Reference"}


@pytest.mark.parametrize("name", [*samples.papers(), *editions.papers()])
def test_word_is_told_everything_once_and_in_the_order_of_its_schema(name):
    content = asdocx.docx((samples.papers() | editions.papers())[name])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = ("word/document.xml", "word/numbering.xml", *(
            one for one in package.namelist() if "header" in one or "footer" in one))  # fmt: skip
        roots = [etree.fromstring(package.read(part)) for part in names if part.endswith(".xml")]
    kinds = [qn(f"w:{kind}") for kind in ORDER]
    seen = set()
    for node in (node for root in roots for node in root.iter(*kinds)):
        kind = etree.QName(node).localname
        told = [re.sub("header|footer", "", etree.QName(child).localname) for child in node]
        places = [ORDER[kind].split().index(one) for one in told]
        assert places == sorted(places), (kind, told)
        assert all(told.count(one) == 1 or one in MANY for one in told), (kind, told)
        seen.add(kind)
    assert {"pPr", "rPr", "sectPr"} <= seen


def test_signs_of_markup_stand_as_they_were_written_in_word_too():
    texts = [p.text for p in opened(body=(Para(HOSTILE + "🙂"),)).paragraphs]
    assert HOSTILE + "🙂" in texts


def test_the_same_paper_gives_the_same_docx_and_another_word_gives_another():
    one = samples.papers()["filing"]
    assert asdocx.docx(one) == asdocx.docx(one)
    assert asdocx.docx(one) != asdocx.docx(dataclasses.replace(one, number="北岭备〔2026〕9号"))
    with zipfile.ZipFile(io.BytesIO(asdocx.docx(one))) as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}


@pytest.mark.parametrize("name", list(samples.papers()))
def test_every_kind_of_paper_says_the_same_in_word(name):
    document = Document(io.BytesIO(asdocx.docx(samples.papers()[name])))
    heads = [p.text for s in document.sections for p in s.first_page_header.paragraphs]
    text = "".join([*heads, *(t.text or "" for t in document.element.body.iter(qn("w:t")))])
    given = samples.papers()[name]
    wanted = (
        *given.marks,
        given.number,
        given.title,
        *given.addressees,
        *dict(given.tail).values(),
    )
    for said in wanted:
        assert said in text
