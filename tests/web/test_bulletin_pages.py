"""The pages of bulletins: composed, read with their figures, opened down to the rows, corrected, told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.issuing import bulletins, documents, drafting
from luoshi.issuing.models import Bulletin, Document
from luoshi.notices import tasks
from luoshi.orgs.models import Account
from luoshi.papers.kinds.bulletin import Slip
from luoshi.papers.paper import Table
from tests import make
from tests.issuing.test_bulletins import composed, issued, signed
from tests.issuing.window import ASKED, WINDOW, Window, window

pytestmark = pytest.mark.django_db

HEAD_TYPED = {
    "name": "瀚北合作半月报",
    "editor": "瀚北自治区国资委规划处",
    "author": "规划处　林岚",
    "editors": "周文（规划处）",
    "reviewer": "赵启明",
    "reported": "瀚北自治区人民政府",
    "sent": "青泉州水利局",
    "distributed": "瀚北交通建设集团有限公司",
    "copies": "30",
}


@pytest.fixture
def known(monkeypatch) -> Window:
    made = window()
    monkeypatch.setattr(clock, "now", lambda: ASKED)
    return made


def look(client, who: Account, door: str, *args, **query):
    client.force_login(who)
    return client.get(reverse(door, args=args), query)


def do(client, who: Account, door: str, *args, **fields):
    client.force_login(who)
    return client.post(reverse(door, args=args), fields)


def text_of(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "lxml").get_text(" ").split())


def test_the_coordinator_drafts_a_summary_and_reads_it_with_its_charts(client, known):
    lin, office = known.cast.lin, known.cast.region
    answer = do(client, lin, "summary_new", office=office.pk, window=WINDOW.id, **HEAD_TYPED)
    document = Document.objects.get()

    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("bulletin_detail", args=[document.pk]),
    )
    shown = look(client, lin, "bulletin_detail", document.pk)
    soup = BeautifulSoup(shown.content, "lxml")
    assert "落后序时进度29.9个百分点" in text_of(shown)
    pictures = [one["alt"] for one in soup.select(".paper figure img")]
    assert len(pictures) == 2
    assert "6月上120.37万元" in pictures[0]
    assert "第1期" not in text_of(shown)


def test_the_second_time_the_form_begins_with_the_head_of_the_last_bulletin(client, known):
    composed(known)

    shown = look(client, known.cast.lin, "summary_new")

    soup = BeautifulSoup(shown.content, "lxml")
    assert soup.select_one("[name=name]")["value"] == "瀚北合作半月报"
    assert "周文（规划处）" in soup.select_one("[name=editors]").text


def test_a_summary_on_its_way_is_not_composed_again_and_the_form_says_why(client, known):
    document = signed(known, composed(known))

    answer = do(
        client,
        known.cast.lin,
        "summary_new",
        office=known.cast.region.pk,
        window=WINDOW.id,
        **HEAD_TYPED,
    )

    assert answer.status_code == 422
    assert "不能重新汇总" in text_of(answer)
    assert Document.objects.get() == document


def test_each_figure_opens_its_rows_for_who_may_see_them(client, known):
    document = composed(known)
    shown = look(client, known.cast.lin, "bulletin_detail", document.pk)
    address = reverse("bulletin_figure", args=[document.pk, "missing"])
    assert address in shown.content.decode()

    rows = look(client, known.cast.lin, "bulletin_figure", document.pk, "missing")
    whole = look(client, known.cast.lin, "bulletin_figure", document.pk, "missing", of="1")

    assert "北岭光伏项目" in text_of(rows)
    assert "改性沥青项目" not in text_of(rows)
    assert "改性沥青项目" in text_of(whole)
    assert "本期应报送半月报的项目" in text_of(rows)


def test_who_sees_only_her_own_is_told_how_many_there_are_besides(client, known):
    bulletin = issued(known, composed(known))

    shown = look(client, known.cast.ding, "bulletin_figure", bulletin.document_id, "planned")

    assert "改性沥青项目" in text_of(shown)
    assert "北岭光伏项目" not in text_of(shown)
    assert "其中 1 条不在您的查看范围内" in text_of(shown)


def test_a_figure_that_a_bulletin_does_not_have_is_not_found(client, known):
    document = composed(known)

    assert (
        look(client, known.cast.lin, "bulletin_figure", document.pk, "made-up").status_code == 404
    )


def test_a_draft_is_not_there_for_those_who_will_receive_it(client, known):
    document = composed(known)

    assert look(client, known.cast.wu, "bulletin_detail", document.pk).status_code == 404
    assert document.title not in text_of(look(client, known.cast.wu, "bulletin_list"))


def test_it_is_issued_with_the_switch_off_unless_somebody_turns_it(client, known):
    document = signed(known, composed(known))
    shown = look(client, known.cast.lin, "bulletin_detail", document.pk)
    box = BeautifulSoup(shown.content, "lxml").select_one("[name=mails]")
    assert not box.has_attr("checked")

    do(client, known.cast.lin, "bulletin_issue", document.pk, version=document.version)

    bulletin = Bulletin.objects.get()
    assert (bulletin.document.state, bulletin.mails) == ("issued", False)
    assert "第1期（总第1期）" in text_of(
        look(client, known.cast.wu, "bulletin_detail", document.pk)
    )
    do(client, known.cast.lin, "bulletin_tell", document.pk)
    assert Bulletin.objects.get().mails


def test_it_is_issued_and_told_in_one_step_where_the_switch_is_turned(client, known):
    document = signed(known, composed(known))

    do(client, known.cast.lin, "bulletin_issue", document.pk, version=document.version, mails="on")

    assert Bulletin.objects.get().mails


def test_whoever_signed_does_not_issue_and_the_page_says_so(client, known):
    document = signed(known, composed(known))

    answer = do(client, known.cast.han, "bulletin_issue", document.pk, version=document.version)

    assert answer.status_code == 403
    document.refresh_from_db()
    assert document.state == "signed"


def test_the_page_of_a_corrected_issue_shows_its_correction(client, known):
    bulletin = issued(known, composed(known))
    answer = do(
        client,
        known.cast.lin,
        "bulletin_correct",
        bulletin.document_id,
        where_1="总体情况",
        printed_1="按时报送2份",
        right_1="按时报送3份",
    )
    assert answer.status_code == 303
    notice = Document.objects.get(corrects=bulletin.document)
    before = text_of(look(client, known.cast.wu, "bulletin_detail", bulletin.document_id))
    assert "本期有更正" not in before

    issued(known, notice)

    page = look(client, known.cast.zhao, "bulletin_detail", bulletin.document_id)
    assert "本期有更正" in text_of(page)
    assert reverse("bulletin_detail", args=[notice.pk]) in page.content.decode()
    assert "本件更正" in text_of(look(client, known.cast.zhao, "bulletin_detail", notice.pk))


def test_a_correction_without_what_is_right_is_sent_back(client, known):
    bulletin = issued(known, composed(known))

    answer = do(
        client,
        known.cast.lin,
        "bulletin_correct",
        bulletin.document_id,
        where_1="总体情况",
        printed_1="按时报送2份",
    )

    assert answer.status_code == 422
    assert not Document.objects.filter(corrects=bulletin.document).exists()


def test_head_and_foot_of_a_draft_may_change_while_its_text_stays(client, known):
    document = composed(known)
    before = bulletins.paper_of(Bulletin.objects.get())

    do(
        client,
        known.cast.lin,
        "bulletin_head",
        document.pk,
        version=document.version,
        **(HEAD_TYPED | {"reviewer": "韩卓"}),
    )

    after = bulletins.paper_of(Bulletin.objects.get())
    assert (after.reviewer, after.body) == ("韩卓", before.body)


def test_a_circular_and_a_brief_are_drafted_from_their_forms(client, known):
    lin, office = known.cast.lin, known.cast.region
    do(client, lin, "circular_new", office=office.pk, window=WINDOW.id)
    do(
        client,
        lin,
        "brief_new",
        office=office.pk,
        title="北岭光伏项目开工",
        text="6月12日，北岭光伏项目开工。",
        **HEAD_TYPED,
    )

    kinds = set(Document.objects.values_list("kind", flat=True))
    listed = text_of(look(client, lin, "bulletin_list"))
    assert kinds == {"circular", "bulletin"}
    assert "关于2026年6月上半月合作项目推进情况的通报" in listed
    assert "北岭光伏项目开工" in listed


def test_a_handler_finds_no_way_to_draft_one(client, known):
    assert look(client, known.cast.wu, "summary_new").status_code == 403
    assert "起草半月报汇总" not in text_of(look(client, known.cast.wu, "bulletin_list"))


def test_the_notice_of_a_bulletin_leads_to_its_page(client, known):
    from_lin = issued(known, composed(known), mails=True)
    tasks.remind(now=ASKED)

    shown = look(client, known.cast.wu, "notice_list")

    assert reverse("bulletin_detail", args=[from_lin.document_id]) in shown.content.decode()


def test_two_corrections_stand_in_their_order(client, known):
    bulletin = issued(known, composed(known))
    for right in ("3份", "4份"):
        notice = bulletins.compose_correction(
            bulletin,
            slips=[Slip("总体情况", "2份", right)],
            by=known.cast.lin,
            now=ASKED,
        )
        issued(known, notice)

    page = text_of(look(client, known.cast.lin, "bulletin_detail", bulletin.document_id))

    assert page.count("本期有更正") == 2


# --- read back


def test_a_summary_read_back_lays_each_duty_beside_the_register_as_it_was_known_then(client, known):
    document = composed(known)

    shown = look(client, known.cast.lin, "document_read_back", document.pk)

    soup = BeautifulSoup(shown.content, "lxml")
    assert "全部相同" in text_of(shown)
    duties = [card.h2.text for card in soup.select("section.card")[1:]]
    assert duties, "the window of the story has no duty in it"
    assert all("没有读出" not in card.text for card in soup.select("section.card"))


def test_a_summary_in_which_somebody_wrote_another_day_is_marked(client, known):
    document = composed(known)
    before = documents.latest(document).paper
    day = re.compile(r"\d+年\d+月\d+日")
    body = tuple(
        replace(
            block,
            rows=tuple(tuple(day.sub("2031年1月1日", cell) for cell in row) for row in block.rows),
        )
        if isinstance(block, Table) and "期限" in block.columns
        else block
        for block in before.body
    )
    edited = replace(before, body=body)
    drafting.edit_document(
        document, version=document.version, paper=edited, by=known.cast.lin, now=ASKED
    )

    shown = text_of(look(client, known.cast.lin, "document_read_back", document.pk))

    assert "有不同之处" in shown and "2031-01-01" in shown


def test_who_sees_a_part_of_the_register_gets_no_row_of_the_rest_beside_it(client, known):
    document = composed(known)
    document = issued(known, document).document
    head = make.account(known.cast.builder, "unit_head")

    shown = look(client, head, "document_read_back", document.pk)

    cards = BeautifulSoup(shown.content, "lxml").select("section.card")
    assert shown.status_code == 200
    assert [card.h2.text.strip() for card in cards][0] == "公文本身"
    assert len(cards) <= 2
