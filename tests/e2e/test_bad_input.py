"""What is handed in may be anything: each gets a sentence that says what to do."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from luoshi.intake.models import Draft
from luoshi.sources.models import Source
from tests import make

REPORT = Path(__file__).parent.joinpath("visit.txt").read_text("utf-8")
# An encrypted .docx is an OLE container that names its package so.
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


@pytest.fixture
def page(visit, at) -> Page:
    at("2026-06-02")
    lin = visit()
    lin.log_in(make.cast().lin)
    return lin.go("/drafts/new/")


def upload(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("上传文件").set_input_files(file)
    page.get_by_role("button", name="开始读取").click()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("readme", "nothing of a document")
    return file.getvalue()


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(page):
    for name, content, advice in (
        ("空.txt", b"", "这个文件是空的"),
        ("程序.bin", bytes(range(256)) * 40, "粘贴文字"),
        ("加密.docx", LOCKED + bytes(512), "去掉密码"),
        ("照片.docx", archive(), "解压"),
        ("坏了.pdf", b"%PDF-1.7\n" + bytes(400), "文件已损坏"),
    ):
        upload(page, name, content)
        alert = page.get_by_role("alert").first
        expect(alert, name).to_contain_text(advice)
        expect(alert, name).to_contain_text("上传文件")  # at which field
    assert not Source.objects.exists()


def test_a_file_of_25_megabytes_is_warned_of_before_and_refused_after_it_is_sent(page, tmp_path):
    large = tmp_path / "长.txt"
    large.write_bytes("会议要求，各单位要抓紧落实。\n".encode() * 600_000)
    assert large.stat().st_size > 25_000_000
    page.get_by_label("上传文件").set_input_files(large)
    expect(page.locator("[data-too-large]")).to_be_visible()
    page.get_by_role("button", name="开始读取").click()
    expect(page.get_by_role("alert").first).to_contain_text("20 MB")
    assert not Source.objects.exists()


def test_a_document_with_a_secrecy_mark_is_refused_and_kept_nowhere(page):
    page.get_by_label("粘贴文字").fill("机密★5年\n\n" + REPORT)
    page.get_by_role("button", name="开始读取").click()
    expect(page.locator("main")).to_contain_text("密级标志")
    expect(page.locator("main")).not_to_contain_text("改性沥青")
    assert not Source.objects.exists()
    page.goto(re.sub(r"/drafts.*", "/drafts/new/", page.url))
    expect(page.get_by_label("粘贴文字")).to_have_value("")  # the browser forgot it too


def test_an_empty_form_is_told_what_it_wants(page):
    page.get_by_role("button", name="开始读取").click()
    expect(page.get_by_role("alert").first).to_contain_text("请粘贴文字，或选择一个文件")


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_a_report_saved_in_another_encoding_is_read_like_any_other(page, encoding):
    upload(page, "报告.txt", REPORT.encode(encoding))
    expect(page).to_have_url(re.compile(r"/drafts/\d+/$"))
    expect(page.locator("#text")).to_contain_text("察汗工业园区建设10万吨/年改性沥青项目")
    expect(page.locator("#panel-matter .fcard")).not_to_have_count(0)


def test_a_text_in_which_nothing_is_found_says_how_to_go_on(page):
    page.get_by_label("粘贴文字").fill("春风又绿，山花烂漫，燕子归来。")
    page.get_by_role("button", name="开始读取").click()
    expect(page.locator("#cards")).to_contain_text("没有读到活动、项目、事项、单位或人员")
    expect(page.locator("#cards")).to_contain_text("选中一段文字")


def test_the_same_report_handed_in_twice_leads_to_the_same_draft(page):
    for _ in range(2):
        page.goto(re.sub(r"/drafts.*", "/drafts/new/", page.url))
        page.get_by_label("粘贴文字").fill(REPORT)
        page.get_by_role("button", name="开始读取").click()
        expect(page).to_have_url(re.compile(r"/drafts/\d+/$"))
    expect(page.get_by_role("status").first).to_contain_text("没有重复登记")
    assert Draft.objects.count() == 1


def test_an_impossible_date_of_the_document_is_refused_and_the_draft_stays(page):
    page.get_by_label("粘贴文字").fill(REPORT)
    page.get_by_role("button", name="开始读取").click()
    page.get_by_label("文件日期").fill("2026-02-31")
    page.get_by_role("button", name="更新").click()
    expect(page.locator("main")).to_contain_text("日期")
    assert Draft.objects.get().document["date"] is None
