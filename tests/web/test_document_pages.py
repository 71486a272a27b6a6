"""The pages of papers: written, checked, signed, numbered, received; what is refused is said in words."""

from __future__ import annotations

import hashlib

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.issuing import checking, documents, numbering
from luoshi.issuing.models import Document
from luoshi.orgs.models import Account
from tests import make
from tests.issuing import papers
from tests.issuing.papers import NOW, checked, drafted, issued, saying, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make.cast()


def look(client, who: Account, door: str, *args, **query):
    client.force_login(who)
    return client.get(reverse(door, args=args), query)


def do(client, who: Account, door: str, *args, **fields):
    client.force_login(who)
    return client.post(reverse(door, args=args), fields)


def text_of(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "lxml").get_text(" ").split())


def typed(document: Document, **changed) -> dict[str, object]:
    """What the form of a draft sends."""
    paper = documents.latest(document).paper
    given = {
        "title": paper.title,
        "addressees": "\n".join(paper.addressees),
        "body": "\n".join(block.text for block in paper.body),
        "version": document.version,
    }
    return given | changed


def test_a_paper_goes_through_its_pages_from_draft_to_receipt(client, cast):
    letter, shen = drafted(cast), papers.second_coordinator(cast)
    for who, door in (
        (cast.lin, "document_send"),
        (cast.zhao, "document_pass"),
        (cast.han, "document_sign"),
        (shen, "document_issue"),
    ):
        letter.refresh_from_db()
        shown = look(client, who, "document_detail", letter.pk)
        assert reverse(door, args=[letter.pk]) in shown.content.decode()
        answer = do(client, who, door, letter.pk, version=letter.version)
        assert answer.status_code == 303, door
    letter.refresh_from_db()
    assert letter.number == "瀚北自治区国资委函〔2026〕1号"
    assert "待签收" in text_of(look(client, cast.wu, "document_list"))
    assert (
        reverse("document_detail", args=[letter.pk])
        in look(client, cast.wu, "desk").content.decode()
    )
    assert do(client, cast.wu, "document_receive", letter.pk).status_code == 303
    assert "吴青" in text_of(look(client, cast.lin, "document_detail", letter.pk))


def test_a_second_receipt_is_told_and_changes_nothing(client, cast):
    letter = issued(cast)
    do(client, cast.wu, "document_receive", letter.pk)
    answer = do(client, cast.qin, "document_receive", letter.pk)
    assert answer.status_code == 303
    assert letter.dispatches.get().received_by == cast.wu


def test_whoever_drafted_reads_that_somebody_else_must_check(client, cast):
    letter = drafted(cast)
    checking.send_to_check(letter, version=letter.version, by=cast.lin, now=NOW)
    mine = look(client, cast.lin, "document_detail", letter.pk)
    assert "起草人不能核自己的稿" in text_of(mine)
    assert reverse("document_pass", args=[letter.pk]) not in mine.content.decode()
    other = look(client, cast.zhao, "document_detail", letter.pk)
    assert reverse("document_pass", args=[letter.pk]) in other.content.decode()
    assert do(client, cast.lin, "document_pass", letter.pk).status_code == 403


def test_an_edit_is_kept_as_a_new_text_and_compared_in_words(client, cast):
    letter = drafted(cast)
    changed = typed(letter, body="请于2026年6月5日前提供灌区用地资料。\n特此函达，请予支持。")
    assert do(client, cast.lin, "document_edit", letter.pk, **changed).status_code == 303
    answer = look(client, cast.lin, "document_compare", letter.pk)
    said = text_of(answer)
    assert "＋ 增加 请于2026年6月5日前" in said and "－ 删去 请于2026年6月10日前" in said
    page = BeautifulSoup(answer.content, "lxml")
    assert (len(page.find_all("ins")), len(page.find_all("del"))) == (1, 1)


def test_who_saves_second_keeps_what_she_typed_and_sees_what_was_saved(client, cast):
    letter, shen = drafted(cast), papers.second_coordinator(cast)
    late = typed(letter, body="沈一舟打的字。")
    do(client, cast.lin, "document_edit", letter.pk, **typed(letter, body="林岚先保存的。"))
    answer = do(client, shen, "document_edit", letter.pk, **late)
    assert answer.status_code == 409
    assert "沈一舟打的字。" in text_of(answer) and "林岚先保存的。" in text_of(answer)
    assert documents.latest(Document.objects.get()).paper.body[0].text == "林岚先保存的。"


def test_a_draft_without_a_title_comes_back_with_its_words(client, cast):
    letter = drafted(cast)
    answer = do(client, cast.lin, "document_edit", letter.pk, **typed(letter, title=" "))
    assert answer.status_code == 422
    assert "请于2026年6月10日前提供灌区用地资料。" in answer.content.decode()


def test_what_is_typed_is_measured_and_nothing_is_kept(client, cast):
    letter = drafted(cast)
    answer = do(
        client, cast.lin, "document_measure", letter.pk, **typed(letter, body="请尽快落户注册。")
    )
    assert "正文 8 字" in text_of(answer) and "尽快" in text_of(answer)
    assert "依据" in text_of(answer)
    assert letter.versions.count() == 1 and not letter.flags.exists()


def test_a_wrong_kind_is_shown_with_its_rule_while_it_is_written_and_refused_at_the_check(
    client, cast
):
    upward = saying("请认真落实。", addressees=("青泉州人民政府",), title="关于落实的通知")
    notice = drafted(cast, upward, kind="notice", office=cast.water, by=cast.qin)
    shown = text_of(look(client, cast.qin, "document_edit", notice.pk))
    assert "必须改" in shown and "党政机关公文处理工作条例" in shown
    answer = do(client, cast.qin, "document_send", notice.pk, version=notice.version)
    assert answer.status_code == 409 and "先改正" in text_of(answer)


def test_a_flag_is_kept_with_a_reason_by_another_and_then_the_paper_is_signed(client, cast):
    letter = checked(cast, drafted(cast, saying("请尽快提供资料。")))
    refused = do(client, cast.han, "document_sign", letter.pk, version=letter.version)
    assert refused.status_code == 409 and "尽快" in text_of(refused)
    flag = letter.flags.get()
    assert do(client, cast.han, "document_flag_keep", letter.pk, flag.pk).status_code == 422
    kept = do(client, cast.han, "document_flag_keep", letter.pk, flag.pk, reason="已约定日期")
    assert kept.status_code == 303
    assert do(client, cast.han, "document_sign", letter.pk).status_code == 303


def test_a_remark_with_its_quote_is_put_and_settled(client, cast):
    letter = drafted(cast)
    checking.send_to_check(letter, version=letter.version, by=cast.lin, now=NOW)
    do(client, cast.zhao, "document_remark", letter.pk, quote="6月10日", text="日期太紧")
    shown = text_of(look(client, cast.lin, "document_detail", letter.pk))
    assert "日期太紧" in shown and "待处理" in shown
    word = letter.remarks.get()
    do(client, cast.lin, "document_remark_settle", letter.pk, word.pk, answer="已商定")
    assert "已商定" in text_of(look(client, cast.zhao, "document_detail", letter.pk))


def test_a_return_without_a_reason_is_not_taken(client, cast):
    letter = drafted(cast)
    checking.send_to_check(letter, version=letter.version, by=cast.lin, now=NOW)
    assert do(client, cast.zhao, "document_return", letter.pk).status_code == 422
    done = do(client, cast.zhao, "document_return", letter.pk, reason="补附件")
    assert done.status_code == 303
    assert "补附件" in text_of(look(client, cast.lin, "document_detail", letter.pk))


def test_a_file_is_the_kept_one_and_each_download_is_recorded(client, cast):
    letter = issued(cast)
    for door in ("document_pdf", "document_docx"):
        answer = look(client, cast.wu, door, letter.pk)
        assert answer["X-Content-SHA256"] == hashlib.sha256(answer.content).hexdigest()
    assert Event.objects.filter(type="paper.handed_out", by_name="吴青").count() == 2


def test_a_draft_is_looked_at_as_pdf_whose_name_says_so(client, cast):
    letter = drafted(cast)
    answer = look(client, cast.zhao, "document_preview", letter.pk)
    assert answer.content.startswith(b"%PDF")
    assert "%E8%8D%89%E7%A8%BF" in answer["Content-Disposition"]  # 草稿
    assert Event.objects.filter(type="paper.previewed").exists()
    assert look(client, cast.lin, "document_pdf", letter.pk).status_code == 404
    assert look(client, cast.wu, "document_preview", letter.pk).status_code == 404


def test_a_receiver_sees_the_paper_and_not_how_it_came_about(client, cast):
    letter = drafted(cast)
    checking.send_to_check(letter, version=letter.version, by=cast.lin, now=NOW)
    word = checking.remark(letter, text="内部意见", by=cast.zhao, now=NOW)
    checking.settle(word, by=cast.lin, now=NOW)
    checking.pass_check(letter, version=letter.version, by=cast.zhao, now=NOW)
    assert look(client, cast.wu, "document_detail", letter.pk).status_code == 404
    papers.signing.sign(letter, version=letter.version, by=cast.han, now=NOW)
    numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    shown = text_of(look(client, cast.wu, "document_detail", letter.pk))
    assert "请于2026年6月10日前提供灌区用地资料。" in shown
    assert "内部意见" not in shown and "稿次" not in shown
    for door in ("document_compare",):
        assert look(client, cast.wu, door, letter.pk).status_code == 404
    assert look(client, cast.wu, "document_detail", letter.pk, n=1).status_code == 404
    assert "内部意见" in text_of(look(client, cast.lin, "document_detail", letter.pk))


def test_the_register_shows_that_no_number_is_missing_and_why_one_is_void(client, cast):
    first = issued(cast)
    issued(cast)
    do(client, cast.lin, "document_void", first.pk, reason="主送机关写错")
    shown = text_of(look(client, cast.lin, "paper_numbers"))
    assert "1—2号，无缺号" in shown and "主送机关写错" in shown
    assert "主送机关写错" not in text_of(look(client, cast.ma, "paper_numbers"))


def test_an_office_is_given_its_word_by_its_own_people(client, cast):
    done = do(client, cast.wu, "office_word", office=cast.water.pk, word="青水")
    assert done.status_code == 303
    assert do(client, cast.wu, "office_word", office=cast.land.pk, word="青土").status_code == 422
    assert do(client, cast.ding, "office_word", office=cast.land.pk, word="青土").status_code == 403
    assert documents.word_of(cast.water) == "青水"


def test_a_signed_paper_says_that_the_signer_gives_no_number(client, cast):
    letter = signed(cast, drafted(cast))
    cast.han.seats.create(unit=cast.region, role="coordinator", from_on="2020-01-01")
    shown = text_of(look(client, cast.han, "document_detail", letter.pk))
    assert "签发人不能自己编号印发" in shown


# --- several offices, and numbers from before


def test_a_head_finds_the_joint_paper_that_waits_for_her_and_agrees_on_its_page(client, cast):
    letter = drafted(cast)
    posted = {"version": letter.version, "units": [cast.water.pk]}
    client.force_login(cast.lin)
    assert client.post(reverse("document_joint", args=[letter.pk]), posted).status_code == 303
    letter.refresh_from_db()
    signed(cast, letter)
    head = make.account(cast.water, "unit_head", name="柳江")

    client.force_login(head)
    assert "份联合发文待会签" in client.get(reverse("desk")).content.decode()
    listed = client.get(reverse("document_list"), {"cosign": "mine"}).content.decode()
    assert letter.title in listed
    page = client.get(reverse("document_detail", args=[letter.pk])).content.decode()
    assert "会签（青泉州水利局）" in page and "不同意会签，退回" in page
    answer = client.post(
        reverse("document_cosign", args=[letter.pk]), {"version": letter.version}, follow=True
    )
    assert "已会签。" in answer.content.decode()
    assert letter.joint.get().signed_by == head
    assert "份联合发文待会签" not in client.get(reverse("desk")).content.decode()


def test_numbers_from_before_are_entered_on_the_register_of_numbers(client, cast):
    client.force_login(cast.lin)
    given = {
        "office": cast.region.pk, "word": "瀚国资旧函", "year": 2026, "last": 3, "reason": "纸质登记簿",
    }  # fmt: skip
    answer = client.post(reverse("former_numbers"), given, follow=True)
    shown = answer.content.decode()
    assert "1—3号，无缺号" in shown and "启用前已用" in shown
    again = client.post(reverse("former_numbers"), given)
    assert again.status_code == 422 and "已经有编号" in again.content.decode()
