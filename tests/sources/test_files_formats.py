"""The same minutes in every format that offices send come out as the same text."""

from __future__ import annotations

import io
import subprocess
import sys

import docx
import openpyxl
import pytest

from luoshi.sources.files import office, process, text_of
from luoshi.values.errors import Unreadable
from tests.sources import filesmade as made

FILES = {
    "纪要.docx": made.word_file,
    "任务.xlsx": made.sheet_file,
    "任务.csv": made.separated_file,
    "网页.html": made.page_file,
    "邮件.eml": made.mail_file,
    "纪要.rtf": made.rich_text_file,
    "纪要.odt": made.open_text_file,
    "纪要.doc": lambda: (made.SAMPLES / "minutes.doc").read_bytes(),
    "纪要.wps": lambda: (made.SAMPLES / "minutes.doc").read_bytes(),
    "任务.xls": lambda: (made.SAMPLES / "tasks.xls").read_bytes(),
    "任务.et": lambda: (made.SAMPLES / "tasks.xls").read_bytes(),
    "任务.ods": lambda: (made.SAMPLES / "tasks.ods").read_bytes(),
}


@pytest.mark.parametrize("name", FILES)
def test_the_table_of_tasks_is_a_table_whatever_the_file_is(name):
    assert made.TABLE in text_of(FILES[name](), name).text


@pytest.mark.parametrize("name", [n for n in FILES if "任务" not in n])
def test_what_stands_around_the_table_comes_in_order(name):
    text = text_of(FILES[name](), name).text
    places = [text.index(part) for part in (made.TITLE, made.LEAD, made.HEADER[1], made.LAST)]
    assert places == sorted(places)


@pytest.mark.parametrize("name", FILES)
def test_the_content_decides_not_the_name(name):
    assert made.ROWS[2][1] in text_of(FILES[name](), "无后缀").text or name.endswith(".csv")


def test_a_file_without_its_office_program_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert not office.is_there()
    with pytest.raises(Unreadable, match="读取rtf文件需要LibreOffice"):
        text_of(made.rich_text_file(), "纪要.rtf")
    assert made.LAST in text_of(made.word_file(), "纪要.docx").text


def test_plain_text_is_read_without_another_process(monkeypatch):
    monkeypatch.setattr(process, "run", lambda *a, **k: pytest.fail("a process was started"))
    assert text_of(made.TITLE.encode(), "a.txt").text == made.TITLE
    assert text_of(made.separated_file(), "a.csv").text == made.TABLE


def test_neither_side_of_reading_a_file_loads_django_or_a_format_it_does_not_need():
    code = (
        "import sys, luoshi.sources.files, luoshi.sources.files.worker as w;"
        "print([n for n in ('django', 'docx', 'lxml', 'pypdfium2', 'pdfplumber', 'selectolax')"
        " if n in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


# --- sheets


def sheet(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows_of(fill) -> list[list[str]]:
    text = text_of(sheet(fill), "a.xlsx").text
    return [line.split("\t") for line in text.split("\n")]


def test_numbers_are_written_as_an_office_sees_them():
    def fill(book):
        page = book.active
        page.append(["整数", "小数", "比例", "金额", "说明"])
        page.append([12, 0.1 + 0.2, 0.85, 5.2, "甲"])
        page["C2"].number_format, page["D2"].number_format = "0%", '0.00"亿元"'
        page.append([3.0, 1234567.5, 0.125, 12, "乙"])
        page["C3"].number_format = "0.0%"

    assert rows_of(fill)[1:] == [
        ["12", "0.3", "85%", "5.2亿元", "甲"],
        ["3", "1234567.5", "12.5%", "12", "乙"],
    ]


def test_a_cell_merged_over_rows_is_said_in_each_and_a_title_over_columns_once():
    def fill(book):
        page = book.active
        page.append(["任务分工表"])
        page.merge_cells("A1:C1")
        page.append(["牵头单位", "任务", "时限"])
        page.append(["市水利局", "选址", "5月"])
        page.append([None, "环评", "6月"])
        page.merge_cells("A3:A4")
        page.append(["市林业局", "公示", "同上"])

    assert rows_of(fill) == [
        ["任务分工表"],
        ["牵头单位", "任务", "时限"],
        ["市水利局", "选址", "5月"],
        ["市水利局", "环评", "6月"],
        ["市林业局", "公示", "6月"],
    ]


def test_each_sheet_comes_under_its_name_and_hidden_ones_are_left_out_and_told():
    def fill(book):
        book.active.title = "一季度"
        book.active.append(["任务", "单位", "时限"])
        for name, state in (("二季度", "visible"), ("底稿", "hidden")):
            page = book.create_sheet(name)
            page.append([f"{name}的任务", "单位", "时限"])
            page.sheet_state = state

    read = text_of(sheet(fill), "a.xlsx")
    assert read.text.split("\n")[0] == "一季度"
    assert "\n二季度\n二季度的任务\t单位\t时限" in read.text
    assert "底稿的任务" not in read.text and "底稿的任务" in read.beside
    assert [str(note) for note in read.notes] == ["隐藏的工作表没有读：底稿。"]


def test_the_header_and_the_remarks_of_a_sheet_stand_beside_it():
    def fill(book):
        page = book.active
        page.append(["任务", "单位", "时限"])
        page.oddHeader.left.text = "机密★5年"
        page["A1"].comment = openpyxl.comments.Comment("秘密★1年", "某")

    beside = text_of(sheet(fill), "a.xlsx").beside
    assert "机密★5年" in beside and "秘密★1年" in beside


# --- separated values


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "，"])
def test_any_usual_mark_parts_the_columns(mark):
    text = "\n".join(mark.join(row) for row in [made.HEADER, *made.ROWS])
    assert text_of(text.encode("utf-8-sig"), "a.csv").text == made.TABLE


def test_a_quoted_cell_may_hold_the_mark_and_a_line_end():
    text = '任务,单位,时限\n"选址,论证","市发改委\n市水利局",5月\n'
    assert text_of(text.encode(), "a.csv").text == (
        "任务\t单位\t时限\n选址,论证\t市发改委 市水利局\t5月"
    )


def test_text_that_is_only_called_csv_stays_text():
    text = f"{made.LEAD}\n{made.LAST}\n"
    assert text_of(text.encode(), "a.csv").text == text


# --- web pages


def page(body: str, head: str = "") -> str:
    return text_of(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html").text


def test_scripts_menus_forms_and_hidden_parts_of_a_page_are_left_out():
    text = text_of(made.page_file(), "a.html").text
    assert text.startswith(made.TITLE)
    for word in ("脚本", "首页", "看不见", "网站管理"):
        assert word not in text


def test_of_ruby_only_the_base_is_read():
    assert page("<p><ruby>落<rt>luò</rt>实<rp>(</rp><rt>shí</rt></ruby>责任</p>") == "落实责任"


def test_a_numbered_list_shows_its_numbers_once():
    listed = "<ol><li>选址</li><li>环评</li></ol><ol><li>1.公示</li></ol>"
    assert page(listed) == "1. 选址\n2. 环评\n1.公示"


def test_spans_of_a_page_table_are_said_like_merged_cells():
    rows = "<tr><th>单位</th><th colspan=2>任务</th></tr>"
    rows += "<tr><td rowspan=2>市水利局</td><td>1</td><td>选址</td></tr><tr><td>2</td><td>环评</td></tr>"
    assert page(f"<table>{rows}</table>") == "单位\t任务\t\n市水利局\t1\t选址\n市水利局\t2\t环评"


def test_a_table_that_only_lays_out_a_page_is_text():
    inner = "<table><tr><td>甲</td><td>乙</td><td>丙</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"
    body = f"<table><tr><td>左栏</td><td><p>{made.LEAD}</p>{inner}</td></tr></table>"
    assert page(body).split("\n")[:4] == ["左栏", made.LEAD, "甲\t乙\t丙", "1\t2\t3"]


@pytest.mark.parametrize("encoding", ["gb2312", "big5", "utf-8"])
def test_the_encoding_that_a_page_declares_is_believed(encoding):
    words = "議定事項" if encoding == "big5" else "议定事项"
    data = f'<html><meta charset="{encoding}"><body><p>{words}</p></body></html>'.encode(encoding)
    assert text_of(data, "a.html").text == words


def test_a_stray_byte_does_not_unsay_the_encoding_of_a_page():
    words = "<p>议定事项由州水利局牵头办理</p>".encode("gb18030")
    data = b'<html><meta charset="gbk"><body>' + words * 20 + b"<p>\xff</p></body></html>"
    assert text_of(data, "a.html").text.startswith("议定事项由州水利局牵头办理\n")
    wrong = b'<html><meta charset="utf-8"><body>' + words * 20 + b"</body></html>"
    assert text_of(wrong, "a.html").encoding == "gb18030"


def test_a_page_in_the_clothes_of_a_sheet_is_read_as_a_page():
    rows = "<tr><td>任务</td><td>单位</td><td>时限</td></tr><tr><td>选址</td><td>市水利局</td><td>5月</td></tr>"
    data = f"<html><body><table>{rows}</table></body></html>".encode("gb18030")
    assert text_of(data, "任务.xls").text == "任务\t单位\t时限\n选址\t市水利局\t5月"


# --- mail


def test_a_mail_comes_with_subject_sender_and_day():
    lines = text_of(made.mail_file(), "a.eml").text.split("\n")
    assert lines[:4] == [
        made.TITLE,
        "发件人：州政府办公室 <office@liuwan.example>",
        "发送日期：2026年6月3日",
        "",
    ]


def test_a_mail_that_only_brings_a_file_is_read_with_the_file():
    data = made.mail_file(
        body="请查收附件。", attached={"照片.png": b"\x89PNG....", "纪要.docx": made.word_file()}
    )
    read = text_of(data, "a.eml")
    assert "请查收附件。" in read.text and made.TABLE in read.text
    assert [str(n) for n in read.notes] == [
        "邮件正文很短，读的是附件“纪要.docx”。",
        "邮件的附件没有读入：照片.png。需要时请另行上传。",
    ]


def test_a_mail_that_speaks_for_itself_names_its_attachments_and_has_them_searched():
    secret = docx.Document()
    secret.add_paragraph("机密★10年")
    file = io.BytesIO()
    secret.save(file)
    read = text_of(made.mail_file(attached={"附表.docx": file.getvalue()}), "a.eml")
    assert "机密" not in read.text and "机密★10年" in read.beside
    assert "附表.docx" in str(read.notes[0])


def test_a_mail_in_html_only_is_read_as_a_page():
    data = made.mail_file().replace(b"text/plain", b"text/html")
    assert made.LAST in text_of(data, "a.eml").text


def test_a_mail_whose_headings_say_no_encoding_is_read():
    data = "From: 州水利局\r\nTo: a\r\nSubject: 供水纪要\r\n\r\n由州水利局牵头。\r\n".encode(
        "gb18030"
    )
    assert text_of(data, "a.eml").text.split("\n") == [
        "供水纪要",
        "发件人：州水利局",
        "",
        "由州水利局牵头。",
    ]


# --- pdf


def test_a_paper_is_read_in_order_with_its_table_and_without_the_number_of_the_page():
    read = text_of(made.paper_file(), "a.pdf")
    lines = read.text.split("\n")
    assert lines[0] == made.TITLE
    assert lines[2].split("\t") == made.HEADER or made.HEADER in [x.split("\t") for x in lines]
    assert ["2", "协调10千伏专", "州发展改革委", "州电力公司", "苏合", "2026年7月"] in [
        line.split("\t") for line in lines
    ]
    assert lines[-1] == made.LAST
    assert "— 1 —" not in read.text and "— 1 —" in read.beside


def lines_on_paper(*texts, **how) -> list[str]:
    return text_of(made.Paper().page(*texts).saved(**how), "a.pdf").text.split("\n")


FULL = "会议议定由州水利局牵头各有关单位配合在六月底之前完成供水管线改造方案并报"


def test_a_sentence_that_goes_on_in_the_next_line_is_one_line():
    texts = [(94, 700, FULL), (70, 680, FULL), (70, 660, "州政府审定。"), (94, 640, "另起一段。")]
    assert lines_on_paper(*texts) == [f"{FULL}{FULL}州政府审定。", "另起一段。"]


def test_a_table_goes_on_over_the_end_of_a_page():
    paper = made.Paper()
    rows = [["序号", "任务", "单位"], ["1", "选址", "市水利局"], ["2", "环评", "市生态局"]]
    first = paper.table(rows, top=160)
    second = paper.table([rows[0], ["3", "公示", "市林业局"]], top=780)
    paper.page((200, 780, made.TITLE), *first["texts"], (280, 30, "- 1 -"), rules=first["rules"])
    paper.page(*second["texts"], (70, 600, made.LAST), rules=second["rules"])
    assert text_of(paper.saved(), "a.pdf").text.split("\n") == [
        made.TITLE,
        "序号\t任务\t单位",
        "1\t选址\t市水利局",
        "2\t环评\t市生态局",
        "3\t公示\t市林业局",
        "",
        made.LAST,
    ]


def test_a_page_that_lies_on_its_side_is_read_upright():
    text = text_of((made.SAMPLES / "sideways.pdf").read_bytes(), "a.pdf").text
    assert text.split("\n") == [made.TITLE, made.LEAD, *made.TABLE.split("\n"), "", made.LAST]


def test_a_watermark_drawn_aslant_stands_beside_the_text():
    mark = f"BT /F 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <{'内部资料'.encode('utf-16-be').hex()}> Tj ET"
    paper = made.Paper().page((94, 700, FULL))
    paper.pages[0] = (paper.pages[0][0] + mark, "")
    read = text_of(paper.saved(), "a.pdf")
    assert read.text == FULL and "内部资料" in read.beside


def test_radicals_in_place_of_characters_are_characters_again():
    assert lines_on_paper((70, 700, "⼈⺠政府副州⻓⾼某")) == ["人民政府副州长高某"]


def test_a_paper_without_text_is_told_to_be_a_scan():
    with pytest.raises(Unreadable, match="2页都是扫描图像"):
        text_of(made.scan_file(), "扫描.pdf")
    mixed = made.Paper().page((70, 700, made.LAST)).page(rules=[(40, 40, 500, 700)]).saved()
    read = text_of(mixed, "半扫描.pdf")
    assert read.text == made.LAST
    assert str(read.notes[0]).startswith("第2页没有文字")
