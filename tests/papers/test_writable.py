"""Characters that no file can hold: they are left out, whatever was typed or read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from docx import Document
from lxml import etree

from luoshi.papers import asdocx, slip, typeset
from luoshi.papers.ledger import Column, Ledger, workbook
from luoshi.papers.paper import Item, Para
from luoshi.papers.slip import Line
from luoshi.papers.writable import writable
from tests.papers.test_typeset import paper

UNFIT = "抓\x01紧\x0b落\x1f实\ufffe。\uffff"
FIT = "抓紧落实。"


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of an office file; each of XML must be read by whoever reads XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    return parts


def test_a_paper_with_characters_that_no_file_holds_is_written_without_them():
    content = asdocx.docx(paper(title=UNFIT, body=(Para(UNFIT), Item(1, UNFIT, UNFIT))))
    parts_of(content)
    texts = [one.text for one in Document(io.BytesIO(content)).paragraphs]
    assert FIT in texts and not any(sign in text for text in texts for sign in "\x01\x0b\x1f\uffff")


@pytest.mark.parametrize("text", [UNFIT, "\uffff\ufdd0", "\x00"])
def test_the_same_paper_is_set_in_pdf_too(text):
    assert typeset.pdf(paper(body=(Para(text), Para(FIT)))).content.startswith(b"%PDF")


def test_a_ledger_and_a_slip_with_such_characters_open_and_say_the_rest():
    rows = [(1, UNFIT, Decimal("1"), dt.date(2026, 5, 1))]
    columns = tuple(Column(UNFIT, shape) for shape in ("whole", "long", "money", "date"))
    content = workbook(Ledger("台账", UNFIT, columns, rows))
    parts_of(content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [sheet[at].value for at in ("A2", "A3", "B4")] == [FIT, FIT, FIT]

    content = slip.workbook(UNFIT, key="1", lines=[Line("summary", "进展", UNFIT, UNFIT)])
    parts_of(content)
    assert openpyxl.load_workbook(io.BytesIO(content)).active["B2"].value == FIT


def test_what_can_be_written_stays_as_it_is():
    told = ("甲\t乙\n丙", ["𠮷", None, 1, dt.date(2026, 5, 1)], Para("é\u3000—\x7f"))
    assert writable(told) == told
