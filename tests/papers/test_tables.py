"""Tables, titles, lists of receivers and attachments of every length."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn

from luoshi.papers import asdocx, columns, measures, typeset
from luoshi.papers.paper import Item, Para, Sheet, Table
from tests.papers.measured import pages
from tests.papers.test_typeset import near, paper, printed

HEAD = ("序号", "项目", "期限", "完成投资")
ROWS = tuple(
    (str(n), f"北岭光伏项目第{n}期升压站用地手续办理", "2026年12月31日", f"{n},234.50")
    for n in range(80)
)
LONG = Table(ROWS, (1, 8, 2, 2), HEAD, ("center", "left", "left", "right"))


def test_a_table_that_breaks_repeats_its_head_on_every_page_and_loses_no_row():
    sheets = [page for page in printed(body=(Para("见表。"), LONG)) if "升压站" in page.text]
    assert len(sheets) > 2
    assert all("序号项目期限完成投资" in page.text for page in sheets)
    assert all(f"第{n}期" in "".join(page.text for page in sheets) for n in range(80))


def test_a_row_stands_on_one_page_whole():
    row = ("甲" * 60, "乙" * 60)
    for page in printed(body=(Para("见表。"), Table((row,) * 12, (1, 1), ("左", "右")))):
        assert page.text.count("甲") % 60 == 0


def test_a_table_of_few_rows_is_not_broken():
    table = Table((("一", "二"),) * 4, (1, 1), ("甲栏", "乙栏"))
    for lines in range(5, 10):
        body = (Para("落实" * 14 * lines), table, Para("特此通知。"))
        holding = [page for page in printed(body=body) if "甲栏" in page.text]
        assert len(holding) == 1 and holding[0].text.count("一二") == 4


def test_a_day_a_number_and_a_figure_are_never_broken_however_narrow_the_column_was_asked_for():
    page = next(page for page in printed(body=(Para("见表。"), LONG)) if "第1期" in page.text)
    text = [line.text for line in page.lines]
    assert any("2026年12月31日" in line and "1,234.50" in line for line in text)


def test_a_box_to_be_ticked_stays_with_its_word():
    boxes = Table((("事项" * 20, "□同意　□不同意　□另议"),) * 8, (9, 2), ("事项", "批示"))
    text = [line.text for page in printed(body=(Para("见表。"), boxes)) for line in page.lines]
    assert sum("□不同意" in line for line in text) == 8


def test_widths_stay_as_asked_where_nothing_is_too_narrow_and_always_fill_the_type_area():
    plain = Table((("甲", "乙"),), (1, 3), ("左", "右"))
    assert columns.widths_of(plain, wide=156) == pytest.approx(
        (156 * measures.MM / 4, 156 * measures.MM * 3 / 4)
    )
    for table in (LONG, Table((("甲" * 300,) * 30,), (1,) * 30, ("栏",) * 30)):
        widths = columns.widths_of(table, wide=156)
        assert sum(widths) == pytest.approx(156 * measures.MM) and min(widths) > 10


def test_word_repeats_the_head_of_a_table_breaks_no_row_and_keeps_two_tables_apart():
    document = Document(io.BytesIO(asdocx.docx(paper(body=(LONG, LONG)))))
    table = document.tables[0]._tbl
    assert len(list(table.iter(qn("w:tblHeader")))) == 1
    assert len(list(table.iter(qn("w:cantSplit")))) == 81
    assert table.getnext().tag == qn("w:p")


def test_a_turned_sheet_in_word_lies_and_the_pages_behind_it_stand():
    sheets = (Sheet("甲", (LONG,), "附件1", landscape=True), Sheet("乙", (Para("文"),), "附件2"))
    document = Document(io.BytesIO(asdocx.docx(paper(sheets=sheets))))
    across = [round(section.page_width.mm) for section in document.sections]
    assert across == [210, 297, 210]
    assert "乙" in "".join(page.text for page in printed(sheets=sheets)[-1:])


# --- titles


@pytest.mark.parametrize(
    "title",
    [
        "北岭州人民政府办公室关于成立北岭光伏项目工作小组的通知",
        "北岭州人民政府办公室关于进一步加强中央企业与地方国有企业产业投资合作项目推进工作的通知",
        "关于转发《北岭州重点项目督查办公室关于进一步做好合作项目半月报报送工作的实施意见》等三个文件并认真抓好贯彻落实工作的通知",
        "关于努尔买买提·阿不都热合曼·吐尔逊江同志反映青石县光伏项目占用草场补偿问题办理情况的报告",
    ],
)
def test_a_long_title_is_a_trapezoid_or_a_diamond_and_every_line_is_within_the_type_area(title):
    lines = [line for line in printed(title=title)[0].lines if round(line.size) == 22]
    assert "".join(line.text for line in lines) == title
    widths = [line.right - line.left for line in lines]
    assert len(set(map(round, widths))) > 1
    for above, it, below in zip(widths, widths[1:], widths[2:], strict=False):
        assert it > min(above, below) - 1
    assert all(line.left >= 28 and line.right <= 184 for line in lines)
    assert not any(line.text.startswith(("的", "、", "）")) for line in lines)


def test_a_line_break_in_a_title_is_kept():
    assert measures.title_lines("北岭州人民政府\n关于用地的通知") == (
        "北岭州人民政府",
        "关于用地的通知",
    )


# --- receivers, attachments, rare characters


def test_so_many_receivers_that_no_text_would_stand_on_the_first_page_move_to_the_record():
    many = tuple(f"北岭州第{n}项目建设指挥部办公室" for n in range(40))
    sheets = printed(addressees=many, copies=("州委办公室",), printed_by="北岭州人民政府办公室")
    assert "抓好落实" in sheets[0].text and many[0] not in sheets[0].text
    assert sheets[-1].line("主送：").base < sheets[-1].line("抄送：").base
    assert many[39] in sheets[-1].text.replace("主送", "")
    few = printed(addressees=many[:3])
    assert many[0] in few[0].text and "抓好落实" in few[0].text


def test_one_attachment_has_no_number_and_of_a_dozen_all_names_stand_below_each_other():
    assert printed(attachments=("项目名单",))[0].line("附件：").text == "附件：项目名单"
    names = tuple(f"第{n}批项目名单" for n in range(1, 13))
    lines = [
        line
        for page in printed(attachments=names, body=(Para("文。"),))
        for line in page.lines
        if "批项目名单" in line.text
    ]
    starts = [line.part("第")[0] for line in lines]
    assert len(starts) == 12 and all(near(start, starts[0]) for start in starts)
    assert [int(re.findall(r"(\d+)\.", line.text)[0]) for line in lines] == list(range(1, 13))


def test_without_attachments_nothing_is_said_of_them():
    assert "附件" not in "".join(page.text for page in printed())


def test_a_note_never_stands_alone_on_its_page():
    for lines in range(5, 12):
        sheets = printed(body=(Para("落实" * 14 * lines),), note="联系人：林岚")
        page = next(page for page in sheets if "联系人" in page.text)
        assert "2026年5月8日" in page.text and "落实" in page.text


def test_a_last_paragraph_of_two_pages_gives_its_last_line_to_the_signature_and_no_more():
    for lines in range(26, 33):
        sheets = printed(body=(Para("落实" * 14 * lines),))
        texts = [sum("落实" in line.text for line in page.lines) for page in sheets]
        signed = next(at for at, page in enumerate(sheets) if "2026年5月8日" in page.text)
        assert texts[signed] >= 1
        assert signed == 1 or texts[signed] == 1 or texts[1] == 22


def test_points_are_counted_anew_in_each_attachment():
    sheet = Sheet("名单", (Item(1, "甲"),), "附件")
    given = paper(body=(Item(1, "子"), Item(1, "丑"), Para("文")), sheets=(sheet,))
    assert "一、甲" in pages(typeset.pdf(given).content)[-1].text
    numbers = {p._p.pPr.numPr.numId.val for p in Document(io.BytesIO(asdocx.docx(given))).paragraphs
               if p._p.pPr is not None and p._p.pPr.numPr is not None}  # fmt: skip
    assert numbers == {1, 2}
