"""What once showed more than a seat allows, each as a story with its twin that still shows."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from luoshi import clock
from luoshi.intake import queries as intake
from luoshi.intake.models import Finding
from luoshi.matters import actions as matters
from luoshi.notices import queries as notices
from luoshi.notices.models import Decision, Notice
from luoshi.orgs import queries as orgs
from luoshi.orgs.models import Seat, Transfer
from luoshi.owed import desks
from luoshi.owed.models import Obligation
from luoshi.owed.queries import desk_of
from luoshi.progress import links, signing
from luoshi.progress.models import State
from luoshi.projects.queries import projects_called, visible_projects
from luoshi.values.errors import NotAllowed, NotFound
from luoshi.web.history import sentence_of
from tests import make
from tests.matters import stories
from tests.notices.owing import debt
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-02", 9)


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def cast():
    return make.cast()


def test_of_who_looks_after_accounts_the_desk_holds_nothing_of_her_office(cast):
    stories.issued(cast)
    admin = make.account(cast.water, "system_admin")
    head = make.account(cast.water, "unit_head")

    assert not desks.desk_for(admin, now=NOW).others().keys()
    assert not desk_of(admin, now=NOW)
    assert desks.desk_for(head, now=NOW).others().keys()
    assert desk_of(head, now=NOW)


def test_whoever_holds_no_seat_today_opens_her_own_account_and_nothing_else(client, cast):
    Seat.objects.filter(account=cast.wu).update(to_on=dt.date(2026, 6, 1))
    client.force_login(cast.wu)
    for name in ("desk", "unit_list", "person_list", "matter_list", "unit_calendars"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403, name
        assert "青泉州水利局" not in answer.content.decode()
    assert client.get(reverse("own_account")).status_code == 200
    client.force_login(cast.qin)
    assert "青泉州水利局" in client.get(reverse("unit_list")).content.decode()


def test_a_list_of_work_handed_over_opens_for_those_between_whom_it_went(client, cast):
    rows = [{"kind": "matter", "id": 1, "label": "完成灌区勘界", "part": "lead"}]
    made = Transfer.objects.create(
        cause="split",
        from_unit=cast.water,
        to_unit=cast.land,
        effective_on=dt.date(2026, 6, 1),
        reason="分出职责",
        rows=rows,
        by=cast.lin,
        at=NOW,
    )
    address = reverse("transfer_detail", args=[made.pk])
    for account, code in ((cast.qin, 200), (cast.ma, 200), (cast.lin, 200), (cast.aiko, 404)):
        client.force_login(account)
        assert client.get(address).status_code == code
    assert not orgs.transfers_of(cast.water, cast.aiko, now=NOW).exists()
    assert orgs.transfers_of(cast.water, cast.qin, now=NOW).exists()


def test_a_head_does_not_list_the_work_of_people_elsewhere(client, cast):
    stories.issued(cast)
    land_head = make.account(cast.land, "unit_head")
    address = reverse("person_hand_over", args=[cast.wu.person_id])
    client.force_login(land_head)
    assert client.get(address).status_code == 403
    client.force_login(cast.qin)
    assert "完成灌区勘界" in client.get(address).content.decode()


def test_a_draft_names_projects_of_the_same_name_only_to_who_sees_them(cast):
    made = project(cast, name="改性沥青项目")
    finding = Finding(pk=1, kind="project", data={"name": "改性沥青项目"})

    assert intake.known_projects([finding], by=cast.ding, now=NOW)[1].rows[0][0] == made.pk
    assert intake.known_projects([finding], by=cast.aiko, now=NOW) == {}
    assert projects_called(["改性沥青项目"], among=visible_projects(cast.aiko, now=NOW)) == {}


def test_a_ledger_holds_only_rows_that_may_leave_not_those_that_are_only_read(client, cast):
    stories.issued(cast, title="水利局的事项", cooperating=[])
    land = {"lead": cast.land, "person": cast.ma.person, "cooperating": []}
    stories.issued(cast, title="自然资源局的事项", **land)
    both = make.account(cast.land, "handler")
    Seat.objects.create(account=both, unit=cast.water, role="reader", from_on=dt.date(2026, 1, 1))
    client.force_login(both)
    listed = client.get(reverse("matter_list")).content.decode()
    assert "水利局的事项" in listed and "自然资源局的事项" in listed
    book = load_workbook(io.BytesIO(client.get(reverse("export_matters")).content))
    said = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert "自然资源局的事项" in said
    assert "水利局的事项" not in said


def test_who_only_helps_reads_neither_the_orders_nor_what_is_proposed_against_the_lead(
    client, cast
):
    matter = stories.signed(cast)
    matters.urge(
        matter, text="请尽快报送进展。", answer_by=dt.date(2026, 6, 20), by=cast.zhao, now=NOW
    )
    owed = Obligation.objects.filter(subject_kind="matter", kind="finish").get()
    decision = Decision.objects.create(
        obligation=owed, key="1", rung=7, office=cast.region, prepared_at=NOW
    )
    address = reverse("matter_detail", args=[matter.pk])
    proposed = reverse("escalation_detail", args=[decision.pk])
    client.force_login(cast.ma)
    hers = client.get(address).content.decode()
    assert "请尽快报送进展。" not in hers and proposed not in hers
    order = matter.orders.get()
    assert client.get(reverse("order_pdf", args=[order.pk])).status_code == 404
    client.force_login(cast.qin)
    lead = client.get(address).content.decode()
    assert "请尽快报送进展。" in lead and proposed in lead


def test_the_words_beside_a_passage_are_for_who_may_open_the_document(client, cast):
    source = make.source(
        held_by=cast.region,
        by=cast.lin,
        text="二〇二六年五月十日会议议定事项如下，会议要求完成勘界。另有一事不宜外传。",
    )
    passage = source.passages.create(start=18, end=27, quote="会议要求完成勘界。")
    matter = stories.issued(cast, passage=passage)
    address = reverse("matter_detail", args=[matter.pk])
    client.force_login(cast.wu)
    hers = client.get(address).content.decode()
    assert "会议要求完成勘界" in hers and "不宜外传" not in hers
    assert reverse("source_detail", args=[source.pk]) not in hers
    client.force_login(cast.lin)
    assert "不宜外传" in client.get(address).content.decode()


def test_a_name_is_a_link_only_for_who_may_open_its_page(client, cast):
    made = project(cast, name="改性沥青项目")
    matter = stories.issued(cast, project=made)
    address, there = (
        reverse("matter_detail", args=[matter.pk]),
        reverse("project_detail", args=[made.pk]),
    )
    client.force_login(cast.wu)
    assert there not in client.get(address).content.decode()
    client.force_login(cast.lin)
    assert there in client.get(address).content.decode()


def test_what_somebody_was_told_goes_with_the_seat_for_which_she_was_told(cast):
    owed = debt(cast)
    common = {"obligation": owed, "rung": 1, "made_on": NOW.date(), "made_at": NOW}
    notice = Notice.objects.create(person=cast.qin.person, key="1", **common)
    assert notices.notice_for(cast.qin, notice.pk, now=NOW) == notice
    Seat.objects.filter(account=cast.qin).update(unit=cast.energy)
    assert not notices.unread_for(cast.qin, now=NOW).exists()
    with pytest.raises(NotFound):
        notices.notice_for(cast.qin, notice.pk, now=NOW)


@pytest.mark.parametrize("name", ["hand_over", "report_receive_many", "unit_calendars"])
def test_a_form_sent_empty_by_who_may_not_is_refused_as_a_full_one(client, cast, name):
    address = reverse(name, args=[cast.wu.person_id] if name == "hand_over" else [])
    reader = make.account(cast.water, "reader")
    client.force_login(reader)
    assert client.post(address, {}).status_code == 403
    client.force_login(cast.lin)
    assert client.post(address, {}).status_code != 403


def test_another_s_report_link_is_answered_as_none(client, cast):
    made = links.make_link(
        project(cast), window="2026-05B", person=cast.ding.person, days=7, by=cast.ding, now=NOW
    ).link
    client.force_login(cast.aiko)
    theirs = client.post(reverse("report_link_revoke", args=[made.pk]))
    nothing = client.post(reverse("report_link_revoke", args=[987654]))
    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert theirs.context["sentence"] == nothing.context["sentence"]
    client.force_login(cast.ding)
    assert client.post(reverse("report_link_revoke", args=[made.pk])).status_code == 303


# --- nobody judges her own work


def test_who_wrote_a_report_does_not_receive_it_a_colleague_does(cast):
    Seat.objects.create(
        account=cast.ding, unit=cast.region, role="coordinator", from_on=dt.date(2026, 1, 1)
    )
    made = report(project(cast), "2026-05B", by=cast.ding, now=make.at("2026-06-01"))

    assert made not in signing.to_receive(cast.ding, now=NOW)
    assert "receive" not in signing.moves_for(cast.ding, made, now=NOW)
    with pytest.raises(NotAllowed, match="不能接收自己"):
        signing.receive(made, by=cast.ding, now=NOW)
    assert made in signing.to_receive(cast.lin, now=NOW)
    signing.receive(made, by=cast.lin, now=NOW)
    assert made.state == State.RECEIVED


def test_who_handled_a_matter_does_not_close_it_after_a_move_to_the_office(cast):
    matter = stories.signed(cast)
    matters.feed_back(matter, text="外业完成。", next_step="内业。", by=cast.qin, now=NOW)
    said = {"performed_on": dt.date(2026, 6, 1), "result": "界线已经勘定。"}
    matters.claim(matter, **said, by=cast.wu, now=NOW)
    Seat.objects.filter(account=cast.qin).update(unit=cast.region, role="supervisor")

    with pytest.raises(NotAllowed, match="承办过"):
        matters.close(matter, raiser_said="", by=cast.qin, now=NOW)
    matters.close(matter, raiser_said="", by=cast.zhao, now=NOW)
    assert matter.state == "closed"


def test_a_cooperating_unit_never_closes_though_it_sits_in_the_office(cast):
    matter = stories.claimed(cast, cooperating=[cast.land])
    helper = make.account(cast.land, "supervisor")

    with pytest.raises(NotAllowed, match="配合单位"):
        matters.close(matter, raiser_said="", by=helper, now=stories.CLOSED)
    matters.close(matter, raiser_said="", by=cast.zhao, now=stories.CLOSED)


def test_who_claimed_does_not_confirm_for_the_unit_that_raised_it(cast):
    matter = stories.claimed(cast, raised_by=cast.builder, kind="problem")
    Seat.objects.create(
        account=cast.wu, unit=cast.builder, role="planner", from_on=dt.date(2026, 1, 1)
    )
    said = {"solved": True, "satisfaction": "satisfied", "words": ""}

    with pytest.raises(NotAllowed, match="申请办结的人"):
        matters.confirm(matter, **said, by=cast.wu, now=stories.CLOSED)
    matters.confirm(matter, **said, by=cast.ding, now=stories.CLOSED)
    assert matter.confirmations.get().solved


def test_an_office_that_helps_in_its_own_matter_is_told_whose_word_closes_it(cast):
    matter = stories.claimed(cast, cooperating=[cast.region])
    above = make.account(cast.prefecture, "supervisor")

    for hers in (cast.lin, cast.zhao, cast.han):
        with pytest.raises(NotAllowed, match="请由上级单位或其他单位的跟踪落实负责人、领导审核"):
            matters.close(matter, raiser_said="", by=hers, now=stories.CLOSED)
    matters.close(matter, raiser_said="", by=above, now=stories.CLOSED)
    assert matter.state == "closed"


# --- what is offered is what may be done


def test_the_desk_says_who_answers_to_whom_may_not(client, cast):
    matter = stories.signed(cast)
    said = {
        "reason": "汛期停工",
        "slip_cause": "weather",
        "due_asked": dt.date(2026, 7, 15),
        "done_so_far": "外业过半",
    }
    matters.ask_extension(matter, **said, by=cast.wu, now=stories.SIGNED)
    client.force_login(cast.lin)
    hers = client.get(reverse("desk")).content.decode()
    assert "由跟踪落实负责人、领导答复" in hers
    client.force_login(cast.zhao)
    assert "领导答复" not in client.get(reverse("desk")).content.decode()


@pytest.mark.parametrize("name", ["matter_list", "project_list", "report_list"])
def test_a_ledger_is_offered_only_to_who_may_export(client, cast, name):
    for account, offered in ((cast.lin, True), (make.account(cast.region, "archivist"), False)):
        client.force_login(account)
        assert ("导出台账" in client.get(reverse(name)).content.decode()) is offered


def test_the_kind_of_an_order_is_said_in_the_reader_s_language():
    with translation.override("en"):
        said = sentence_of("order.prepared", {"kind": "催办单", "to": {"id": 1, "label": "A"}})
    assert "催办单" not in said and "A" in said


def test_whoever_hands_over_what_she_does_not_see_learns_that_it_is_there_and_no_name(client, cast):
    stories.drafted(cast, title="研究设立平台公司")
    stories.issued(cast, title="完成灌区勘界")
    address = reverse("person_hand_over", args=[cast.wu.person_id])
    client.force_login(cast.qin)
    hers = client.get(address).content.decode()
    assert "研究设立平台公司" not in hers and "不在您的查看范围内" in hers
    assert "完成灌区勘界" in hers
    client.force_login(cast.zhao)
    all_of_it = client.get(address).content.decode()
    assert "研究设立平台公司" in all_of_it and "不在您的查看范围内" not in all_of_it
