"""Handing in a document, bad input included."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.urls import reverse

from luoshi.intake.models import Draft
from luoshi.sources.models import Source
from tests.intake import readings
from tests.web.drafts.browsing import docx, paste, seen, soup, upload

pytestmark = pytest.mark.django_db


# --- handing in


def test_a_pasted_report_becomes_a_draft_beside_its_text(lin):
    answer = paste(lin, readings.TEXT)

    draft = Draft.objects.get()
    assert answer.status_code == 303 and answer["Location"] == reverse(
        "draft_detail", args=[draft.pk]
    )
    page = lin.get(answer["Location"])
    assert "青泉州项目合作座谈会" in seen(page)
    assert soup(page).select_one("#text").get_text().replace("\n", "") == draft.text.replace(
        "\n", ""
    )


def test_an_uploaded_word_file_becomes_a_draft(lin):
    answer = upload(lin, docx("会议要求，青泉州水利局6月底前完成渠道清淤。"), "纪要.docx")

    assert answer.status_code == 303
    assert Source.objects.get().file_name == "纪要.docx"
    assert "渠道清淤" in Draft.objects.get().text


def test_the_same_document_handed_in_twice_leads_to_the_draft_that_is_there(lin):
    first = paste(lin, readings.TEXT)

    again = paste(lin, readings.TEXT)

    assert Draft.objects.count() == 1
    assert again["Location"] == first["Location"]
    assert "没有重复登记" in seen(lin.get(again["Location"]))


def test_the_page_says_that_secrets_stay_out_and_which_files_it_takes(lin):
    page = seen(lin.get(reverse("draft_new")))

    assert "不得上传涉密文件" in page and "docx" in page and "20 MB" in page


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "空.txt", "空的"),
        (b"\x00\x01\x02\xff" * 300, "程序.bin", "不是文档"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "密.docx",
            "密码",
        ),
        (b"%PDF-1.7 ...", "报告.pdf", "PDF"),
        (b"PK\x03\x04 half a file", "断.docx", "损坏"),
        ("锟斤拷锟斤拷，锟斤拷锟斤拷6锟斤拷".encode(), "乱.txt", "另要一份"),
    ],
    ids=["empty", "binary", "password", "pdf", "damaged", "noise"],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_nothing_is_kept(lin, data, name, said):
    answer = upload(lin, data, name)

    assert answer.status_code == 422
    assert said in seen(answer)
    assert not Source.objects.exists()


def test_a_file_in_the_old_chinese_encoding_is_read(lin):
    answer = upload(lin, "会议要求，各县要抓紧落实春耕用水。".encode("gb18030"))

    assert answer.status_code == 303
    assert "春耕用水" in Draft.objects.get().text


def test_fifty_megabytes_are_refused_by_their_size_alone(lin, monkeypatch):
    read = []
    monkeypatch.setattr(TemporaryUploadedFile, "read", lambda *_: read.append(1), raising=False)

    answer = upload(lin, b"x" * 50 * 1024 * 1024, "大.txt")

    assert read == []
    assert answer.status_code == 413
    assert "超过 20 MB" in seen(answer)
    assert not Source.objects.exists()


def test_a_text_too_long_for_one_draft_is_refused_and_stays_in_the_form(lin):
    text = "各单位要抓紧落实。" * 6000

    answer = paste(lin, text)

    assert answer.status_code == 422
    assert "分成几份" in seen(answer)
    assert soup(answer).select_one("textarea[name=text]").get_text().strip() == text
    assert not Source.objects.exists()


def test_a_text_whose_characters_are_gone_is_refused_and_stays_in_the_form(lin):
    text = "会议由云川县水利局牵头，县财政局配合。".encode().decode("big5", "replace")

    answer = paste(lin, text)

    assert answer.status_code == 422
    assert "乱码" in seen(answer) and "重新复制" in seen(answer)
    assert soup(answer).select_one("textarea[name=text]").get_text().strip() == text
    assert not Source.objects.exists()


def test_a_text_shown_by_the_wrong_table_is_read_where_its_characters_can_be_found_again(lin):
    answer = paste(lin, "会议由云川县水利局牵头，县财政局配合。".encode("gbk").decode("latin-1"))

    assert answer.status_code == 303
    assert "云川县水利局牵头" in Draft.objects.get().text


def test_nothing_at_all_gets_a_sentence(lin):
    answer = paste(lin, "  \n ")

    assert answer.status_code == 422
    assert "没有内容" in seen(answer)


def test_a_secret_document_is_refused_and_not_kept(lin):
    answer = paste(lin, "机密★10年\n关于某项工作的报告\n各单位要抓紧落实。")

    assert answer.status_code == 422
    assert "内容没有保存" in seen(answer)
    assert not Source.objects.exists()
    assert "某项工作" not in answer.content.decode()


def test_a_text_in_which_nothing_is_found_opens_with_a_word_on_what_to_do(lin):
    page = soup(lin.get(paste(lin, "啦啦啦，啦啦啦。")["Location"]))

    assert "没有读到" in page.get_text() and "手工添加" in page.get_text()
    assert page.select_one("#text") and page.select_one("#panel-matter")


def test_who_may_not_hand_in_is_told_so(client, cast):
    client.force_login(cast.wu)

    answer = paste(client, readings.TEXT)

    assert answer.status_code == 403
    assert not Source.objects.exists()
