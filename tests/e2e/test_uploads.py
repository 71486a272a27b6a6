"""Whatever an office sends is uploaded as it is, and the draft shows what stands in it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from luoshi.sources.models import Source
from tests import make
from tests.sources import filesmade as made

TASK = made.ROWS[1][1]  # what one row of the table asks for

FILES = {
    "纪要.docx": made.word_file,
    "纪要.doc": lambda: (made.SAMPLES / "minutes.doc").read_bytes(),
    "纪要.wps": lambda: (made.SAMPLES / "minutes.doc").read_bytes(),
    "纪要.rtf": made.rich_text_file,
    "纪要.odt": made.open_text_file,
    "纪要.pdf": lambda: (made.SAMPLES / "sideways.pdf").read_bytes(),
    "任务.xlsx": made.sheet_file,
    "任务.xls": lambda: (made.SAMPLES / "tasks.xls").read_bytes(),
    "任务.ods": lambda: (made.SAMPLES / "tasks.ods").read_bytes(),
    "任务.csv": made.separated_file,
    "网页.html": made.page_file,
    "邮件.eml": made.mail_file,
    "纪要.txt": lambda: f"{made.TITLE}\n{made.LEAD}\n{made.TABLE}\n{made.LAST}".encode("gb18030"),
    "纪要.md": lambda: f"# {made.TITLE}\n{made.LEAD}\n\n{markdown()}\n\n{made.LAST}".encode(),
}


def markdown() -> str:
    rows = [made.HEADER, ["---"] * len(made.HEADER), *made.ROWS]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


@pytest.fixture
def page(visit, at) -> Page:
    at("2026-06-04")
    lin = visit()
    lin.log_in(make.cast().lin)
    return lin.go("/drafts/new/")


def upload(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("上传文件").set_input_files(file)
    # Another program makes some files readable, which may take long on a busy machine.
    page.get_by_role("button", name="开始读取").click(timeout=60_000)


@pytest.mark.parametrize("name", FILES)
def test_a_row_of_the_table_becomes_a_matter_whatever_the_file_is(page, name):
    upload(page, name, FILES[name]())
    expect(page).to_have_url(re.compile(r"/drafts/\d+/$"), timeout=30_000)
    expect(page.locator("#text")).to_contain_text(TASK)
    page.locator("#tab-matter").click()
    card = page.locator("#panel-matter .fcard").filter(has_text=TASK)
    expect(card).to_have_count(1)
    expect(card).to_contain_text("发展改革委")
    expect(card).to_contain_text("苏合")
    assert Source.objects.get().file_name == name


def test_a_mail_that_only_brings_a_file_says_what_was_read_and_what_was_not(page):
    files = {"纪要.docx": made.word_file(), "照片.zip": made.zipped({"a": b"a"})}
    upload(page, "邮件.eml", made.mail_file(body="请查收。", attached=files))
    expect(page).to_have_url(re.compile(r"/drafts/\d+/$"))
    expect(page.locator("#text")).to_contain_text(TASK)
    expect(page.get_by_text("读的是附件“纪要.docx”")).to_be_visible()
    expect(page.get_by_text("邮件的附件没有读入：照片.zip")).to_be_visible()


def test_a_file_that_cannot_be_read_is_named_and_the_page_stays(page):
    broken = made.word_file()[:4000]
    for name, content, why in (
        ("扫描件.pdf", made.scan_file(), "2页都是扫描图像"),
        ("断了.docx", broken, "没有传完"),
        ("断了.xlsx", made.sheet_file()[:3000], "没有传完"),
        ("断了.doc", (made.SAMPLES / "minutes.doc").read_bytes()[:2000], "没有传完"),
        ("材料.zip", made.zipped({"a": b"a"}), "请解压后逐个上传"),
        ("照片.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "这是图片"),
        ("空表.xlsx", made.sheet_of_nothing(), "文件里没有文字"),
    ):
        upload(page, name, content)
        alert = page.get_by_role("alert").first
        expect(alert, name).to_contain_text(f"“{name}”没有读入", timeout=30_000)
        expect(alert, name).to_contain_text(why)
        assert not Source.objects.exists()
    upload(page, "好的.docx", made.word_file())
    expect(page).to_have_url(re.compile(r"/drafts/\d+/$"))


def test_a_mark_of_secrecy_in_the_header_of_a_sheet_or_in_an_attachment_is_refused(page):
    marked = made.marked_sheet_file("机密★5年")
    for name, content in (
        ("任务.xlsx", marked),
        ("邮件.eml", made.mail_file(attached={"任务.xlsx": marked})),
    ):
        upload(page, name, content)
        expect(page.locator("main"), name).to_contain_text("密级标志")
        page.goto(re.sub(r"/drafts.*", "/drafts/new/", page.url))
    assert not Source.objects.exists()
