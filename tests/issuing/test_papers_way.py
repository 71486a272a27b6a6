"""The way of a paper: checked, signed, numbered, sent, received, filed, and who may not do what."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.models import Event
from luoshi.issuing import (
    checking,
    documents,
    drafting,
    flagging,
    jointly,
    numbering,
    receiving,
    signing,
)
from luoshi.issuing.drafting import DATE_HERE, NUMBER_HERE
from luoshi.issuing.models import Document, PaperNumber, Rendition
from luoshi.matters import actions as matters
from luoshi.matters.models import Group, Matter
from luoshi.orgs.models import Series
from luoshi.owed.models import Obligation
from luoshi.papers import typeset
from luoshi.papers.paper import Para
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from tests import make
from tests.issuing import papers
from tests.issuing.papers import NOW, checked, drafted, issued, saying, signed
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def send(document, by):
    checking.send_to_check(document, version=document.version, by=by, now=NOW)


def test_a_letter_goes_from_draft_to_receipt_by_four_people(cast):
    letter = signed(cast, drafted(cast))
    shen = papers.second_coordinator(cast)
    numbering.issue(letter, version=letter.version, by=shen, now=NOW)

    assert (letter.state, letter.n) == ("issued", 1)
    assert letter.number == "瀚北自治区国资委函〔2026〕1号"
    assert documents.latest(letter).paper.number == letter.number
    [dispatch] = letter.dispatches.all()
    assert (dispatch.unit, dispatch.part) == (cast.water, "main")
    receiving.receive(dispatch, by=cast.wu, now=NOW)
    receiving.file_document(letter, by=shen, now=NOW)
    assert (letter.state, dispatch.received_by) == ("filed", cast.wu)
    told = Event.objects.filter(subject_kind="document", subject_id=letter.pk).order_by("serial")
    assert [one.type.split(".")[1] for one in told] == [
        "drafted", "sent_to_check", "checked", "signed", "issued", "received", "filed",
    ]  # fmt: skip


def test_the_drafter_neither_checks_nor_signs_and_the_signer_gives_no_number(cast):
    letter = drafted(cast, office=cast.water, by=cast.qin)
    send(letter, cast.qin)
    head = make.account(cast.water, "unit_head", name="柳江")
    with pytest.raises(NotAllowed, match="起草人"):
        checking.pass_check(letter, version=letter.version, by=cast.qin, now=NOW)
    checking.pass_check(letter, version=letter.version, by=head, now=NOW)
    with pytest.raises(NotAllowed, match="起草"):
        signing.sign(letter, version=letter.version, by=cast.qin, now=NOW)
    signing.sign(letter, version=letter.version, by=head, now=NOW)
    make.account(cast.water, "handler", name="另一人")
    head.seats.create(unit=cast.water, role="handler", from_on="2020-01-01")
    with pytest.raises(NotAllowed, match="签发人"):
        numbering.issue(letter, version=letter.version, by=head, now=NOW)
    numbering.issue(letter, version=letter.version, by=cast.wu, now=NOW)
    assert letter.state == "issued"


def test_whoever_changed_the_text_does_not_sign_it(cast):
    letter = drafted(cast)
    editor = make.account(cast.region, "unit_head", name="何帆")
    drafting.edit_document(
        letter, version=letter.version, paper=saying("改过的请求。"), by=editor, now=NOW
    )
    checked(cast, letter)
    with pytest.raises(NotAllowed):
        signing.sign(letter, version=letter.version, by=editor, now=NOW)
    signing.sign(letter, version=letter.version, by=cast.han, now=NOW)
    assert letter.state == "signed"


def test_the_database_itself_refuses_a_signer_who_gives_the_number(cast):
    letter, rows = signed(cast, drafted(cast)), Document.objects.all()
    fields = {
        "state": "issued", "number": "函〔2026〕1号", "word": "函", "year": 2026, "n": 1,
        "issued_at": NOW,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=letter.pk).update(**fields, issued_by=cast.han)
    assert rows.filter(pk=letter.pk).update(**fields, issued_by=cast.lin) == 1


def test_of_two_who_sign_at_once_the_second_is_told(cast):
    letter = checked(cast, drafted(cast))
    copy = Document.objects.get(pk=letter.pk)
    other = make.account(cast.region, "leader", name="何明")
    signing.sign(letter, version=letter.version, by=cast.han, now=NOW)
    with pytest.raises(Overtaken):
        signing.sign(copy, version=copy.version, by=other, now=NOW)
    assert Document.objects.get(pk=letter.pk).signed_by == cast.han


def test_what_was_read_is_what_is_signed(cast):
    letter = drafted(cast)
    read = letter.version
    drafting.edit_document(letter, version=read, paper=saying("另一句话。"), by=cast.lin, now=NOW)
    with pytest.raises(Overtaken):
        checking.send_to_check(letter, version=read, by=cast.lin, now=NOW)


def test_a_paper_without_an_addressee_is_not_sent_to_be_checked(cast):
    letter = drafted(cast, saying(addressees=()))
    with pytest.raises(Incomplete) as refused:
        send(letter, cast.lin)
    assert refused.value.fields == ("addressees",)


def test_an_order_upward_is_refused_before_the_check_and_a_letter_to_an_equal_is_not(cast):
    notice = drafted(
        cast,
        saying("请认真落实。", addressees=("青泉州人民政府",), title="关于落实的通知"),
        kind="notice",
        office=cast.water,
        by=cast.qin,
    )
    assert any(flag.firm for flag in flagging.undecided(notice))
    with pytest.raises(IllegalMove):
        send(notice, cast.qin)
    letter = drafted(cast)
    assert not flagging.undecided(letter).exists()
    send(letter, cast.lin)


def test_a_flagged_word_holds_up_the_signature_until_somebody_else_decides(cast):
    letter = checked(cast, drafted(cast, saying("请尽快提供用地资料。")))
    with pytest.raises(IllegalMove) as refused:
        signing.sign(letter, version=letter.version, by=cast.han, now=NOW)
    assert refused.value.code == "paper-flags-undecided"
    [flag] = flagging.undecided(letter)
    assert "尽快" in flag.quote
    with pytest.raises(NotAllowed):
        flagging.keep_flag(flag, reason="口头已约定日期", by=cast.lin, now=NOW)
    with pytest.raises(Incomplete):
        flagging.keep_flag(flag, reason="", by=cast.zhao, now=NOW)
    flagging.keep_flag(flag, reason="口头已约定日期", by=cast.zhao, now=NOW)
    signing.sign(letter, version=letter.version, by=cast.han, now=NOW)
    assert Event.objects.get(type="paper.flag_kept").data["reason"] == "口头已约定日期"


def test_a_flag_is_settled_by_writing_the_day(cast):
    letter = drafted(cast, saying("请尽快提供用地资料。"))
    drafting.edit_document(
        letter,
        version=letter.version,
        paper=saying("请于2026年6月10日前提供用地资料。"),
        by=cast.lin,
        now=NOW,
    )
    [flag] = letter.flags.all()
    assert (flag.decision, flag.by) == ("changed", cast.lin)


def test_an_open_remark_holds_up_the_check(cast):
    letter = drafted(cast)
    send(letter, cast.lin)
    word = checking.remark(letter, text="日期太紧。", quote="6月10日", by=cast.zhao, now=NOW)
    with pytest.raises(IllegalMove, match="1条修改意见"):
        checking.pass_check(letter, version=letter.version, by=cast.zhao, now=NOW)
    checking.settle(word, answer="已与水利局商定", by=cast.lin, now=NOW)
    with pytest.raises(Overtaken):
        checking.settle(word, by=cast.lin, now=NOW)
    checking.pass_check(letter, version=letter.version, by=cast.zhao, now=NOW)
    assert letter.state == "signing"


def test_a_paper_given_back_is_checked_and_signed_anew(cast):
    letter = signed(cast, drafted(cast))
    with pytest.raises(Incomplete):
        checking.return_to_draft(letter, reason="", by=cast.lin, now=NOW)
    checking.return_to_draft(letter, reason="附件缺页", by=cast.lin, now=NOW)
    assert (letter.state, letter.checked_by, letter.signed_by) == ("draft", None, None)
    assert issued(cast, letter).state == "issued"


def test_numbers_of_a_series_run_without_gaps_each_office_and_kind_for_itself(cast):
    numbering.name_office(cast.region, word="瀚国资", by=cast.lin, now=NOW)
    first, second = issued(cast), issued(cast)
    assert [first.number, second.number] == ["瀚国资函〔2026〕1号", "瀚国资函〔2026〕2号"]
    notice = issued(cast, drafted(cast, kind="opinion"))
    assert notice.number == "瀚国资发〔2026〕1号"
    rows = {(one.word, one.year, one.n) for one in PaperNumber.objects.all()}
    assert rows == {("瀚国资函", 2026, 1), ("瀚国资函", 2026, 2), ("瀚国资发", 2026, 1)}


def test_two_offices_do_not_share_a_word(cast):
    numbering.name_office(cast.region, word="瀚国资", by=cast.lin, now=NOW)
    with pytest.raises(BadInput):
        numbering.name_office(cast.water, word="瀚国资", by=cast.wu, now=NOW)
    with pytest.raises(NotAllowed):
        numbering.name_office(cast.water, word="青水", by=cast.lin, now=NOW)
    numbering.name_office(cast.water, word="青水", by=cast.wu, now=NOW)
    assert documents.word_of(cast.water) == "青水"


def test_a_paper_that_breaks_while_it_is_set_takes_no_number(cast, monkeypatch):
    letter = signed(cast, drafted(cast))

    def broken(paper):
        raise typeset.NotSet

    with monkeypatch.context() as patch:
        patch.setattr(numbering.asdocx, "docx", broken)
        with pytest.raises(typeset.NotSet):
            numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    assert not Rendition.objects.exists()
    assert not Series.objects.exists()
    letter = Document.objects.get(pk=letter.pk)
    numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    assert letter.n == 1


def test_a_second_click_on_issue_gives_no_second_number(cast):
    letter = signed(cast, drafted(cast))
    copy = Document.objects.get(pk=letter.pk)
    numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    with pytest.raises(Overtaken):
        numbering.issue(copy, version=copy.version, by=cast.lin, now=NOW)
    assert issued(cast).n == 2


def test_a_voided_number_stays_in_the_register_with_its_explanation(cast):
    letter = issued(cast)
    with pytest.raises(Incomplete):
        numbering.void(letter, reason=" ", by=cast.lin, now=NOW)
    numbering.void(letter, reason="主送机关写错", by=cast.lin, now=NOW)
    number = PaperNumber.objects.get(document=letter)
    assert (letter.state, number.void_reason) == ("voided", "主送机关写错")
    with pytest.raises(IllegalMove):
        receiving.receive(letter.dispatches.get(), by=cast.wu, now=NOW)
    assert issued(cast).n == 2


def test_the_paper_bears_the_day_of_its_signature_and_its_number_in_the_text(cast):
    text = saying(f"来文编号{NUMBER_HERE}，成文{DATE_HERE}。")
    letter = signed(cast, drafted(cast, text))
    numbering.issue(letter, version=letter.version, by=cast.lin, now=make.at("2026-05-22"))
    said = documents.latest(letter).paper
    assert said.body == (Para(f"来文编号{letter.number}，成文2026年5月20日。"),)
    assert said.dated.isoformat() == "2026-05-20"


def test_an_edition_counts_under_its_own_name(cast):
    bulletin = saying(format="bulletin", mark="项目进展简报", title="五月上半月", addressees=())
    first = issued(cast, drafted(cast, bulletin, kind="bulletin"))
    second = issued(cast, drafted(cast, bulletin, kind="bulletin"))
    assert documents.latest(second).paper.issue == "第2期（总第2期）"
    assert first.number == "项目进展简报〔2026〕第1期"


def test_a_filing_slip_keeps_its_own_number(cast):
    slip = saying(format="form", title="合作项目备案登记表", number="备〔2026〕4号", addressees=())
    paper = issued(cast, drafted(cast, slip, kind="filing"))
    assert paper.number is None
    assert documents.latest(paper).paper.number == "备〔2026〕4号"


def test_a_joint_paper_bears_the_number_of_its_lead(cast):
    numbering.name_office(cast.region, word="瀚国资", by=cast.lin, now=NOW)
    letter = signed(cast, drafted(cast, joint=[cast.land]))
    head = make.account(cast.land, "unit_head", name="石静")
    jointly.cosign(letter, version=letter.version, by=head, now=NOW)
    numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    assert letter.number == "瀚国资函〔2026〕1号"
    assert documents.latest(letter).paper.joint == (cast.land.name,)


def test_the_kept_bytes_are_those_of_their_hash_and_every_download_is_recorded(cast):
    letter = issued(cast)
    for form in ("pdf", "docx"):
        kept = numbering.hand_out(letter, form=form, by=cast.wu, now=NOW)
        assert hashlib.sha256(bytes(kept.content)).hexdigest() == kept.sha256
    assert Event.objects.filter(type="paper.handed_out").count() == 2
    with pytest.raises(NotFound):
        numbering.hand_out(drafted(cast), form="pdf", by=cast.lin, now=NOW)


def test_the_paper_issues_the_matters_that_it_carries(cast):
    matter, other = stories.drafted(cast), stories.pending(cast, title="另一件")
    notice = drafted(cast, kind="assignment", carries=[matter, other])
    notice = signed(cast, notice)
    assert Matter.objects.get(pk=matter.pk).state == "draft"
    numbering.issue(notice, version=notice.version, by=cast.lin, now=NOW)
    found = Matter.objects.filter(pk__in=[matter.pk, other.pk])
    assert {(one.state, one.issued_by) for one in found} == {("issued", cast.han)}


def test_a_half_filled_matter_is_named_and_nothing_is_issued(cast):
    whole, half = (
        stories.drafted(cast),
        stories.drafted(cast, title="没有期限的", due_proposed=None),
    )
    notice = signed(cast, drafted(cast, kind="assignment", carries=[whole, half]))
    with pytest.raises(IllegalMove, match="没有期限的.*完成期限"):
        numbering.issue(notice, version=notice.version, by=cast.lin, now=NOW)
    assert Document.objects.get(pk=notice.pk).state == "signed"
    assert Matter.objects.get(pk=whole.pk).state == "draft"
    assert not Series.objects.exists()


def test_whoever_may_not_issue_matters_does_not_sign_a_paper_that_carries_them(cast):
    head = make.account(cast.region, "unit_head", name="何帆")
    notice = checked(cast, drafted(cast, kind="assignment", carries=[stories.drafted(cast)]))
    with pytest.raises(NotAllowed):
        signing.sign(notice, version=notice.version, by=head, now=NOW)
    signing.sign(notice, version=notice.version, by=cast.han, now=NOW)


def test_receivers_see_a_paper_from_its_issue_on_and_others_do_not(cast):
    letter = signed(cast, drafted(cast))
    with pytest.raises(NotFound):
        documents.document_for(cast.wu, letter.pk, now=NOW)
    numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    assert documents.document_for(cast.wu, letter.pk, now=NOW) == letter
    with pytest.raises(NotFound):
        documents.document_for(cast.ma, letter.pk, now=NOW)


def test_a_unit_confirms_once_and_nobody_else_confirms_for_it(cast):
    [dispatch] = issued(cast).dispatches.all()
    for stranger in (cast.ma, cast.lin):
        with pytest.raises(NotAllowed):
            receiving.receive(dispatch, by=stranger, now=NOW)
    receiving.receive(dispatch, by=cast.wu, now=NOW)
    with pytest.raises(Duplicate):
        receiving.receive(dispatch, by=cast.qin, now=NOW)


def test_a_group_that_waits_for_its_paper_stands_by_the_notice_once_it_is_issued(cast):
    group = matters.set_up_group(
        name="灌区工作小组",
        lead=cast.water,
        cooperating=[cast.land],
        held_by=cast.region,
        by=cast.lin,
        now=NOW,
    )
    notice = signed(cast, drafted(cast, kind="opinion", group=group))
    numbering.issue(notice, version=notice.version, by=cast.lin, now=NOW)
    assert Group.objects.get().state == "awaited"  # an opinion sets up nothing
    notice = drafted(cast, saying(title="关于成立灌区工作小组的通知"), kind="notice", group=group)
    send(notice, cast.lin)
    for flag in flagging.undecided(notice):
        flagging.keep_flag(flag, reason="报经自治区同意", by=cast.zhao, now=NOW)
    checking.pass_check(notice, version=notice.version, by=cast.zhao, now=NOW)
    signing.sign(notice, version=notice.version, by=cast.han, now=NOW)
    numbering.issue(notice, version=notice.version, by=cast.lin, now=NOW)
    stands = Group.objects.get()
    assert (stands.state, stands.paper_number) == ("standing", notice.number)


def test_a_receipt_is_owed_from_the_issue_on_until_it_is_given(cast):
    letter = issued(cast)
    [debt] = Obligation.objects.filter(kind="paper-receive")
    assert (debt.debtor_unit, debt.creditor_unit) == (cast.water, cast.region)
    assert (debt.title, debt.due_on) == (str(letter), letter.dispatches.get().due_on)
    receiving.receive(letter.dispatches.get(), by=cast.wu, now=NOW)
    assert Obligation.objects.get(pk=debt.pk).outcome == "done"


def test_nobody_owes_a_receipt_for_a_voided_paper(cast):
    letter = issued(cast)
    numbering.void(letter, reason="主送机关写错", by=cast.lin, now=NOW)
    assert Obligation.objects.get(kind="paper-receive").outcome == "void"
