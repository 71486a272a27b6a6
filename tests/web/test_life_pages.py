"""The turns of a matter's life through its page: objection, plan, rest, the raiser's word, other hands."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.matters import actions
from luoshi.matters.models import HandOver, Matter, Order, State
from tests import make
from tests.matters import stories
from tests.web.test_matters_pages import at, buttons, see, send, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def move(client, who, matter, name, **fields):
    matter.refresh_from_db()
    answer = send(client, who, "matter_move", matter.pk, name, version=matter.version, **fields)
    matter.refresh_from_db()
    return answer


def test_an_objection_goes_to_another_unit_through_the_page(client, cast, monkeypatch):
    at(monkeypatch, stories.SIGNED)
    matter = stories.issued(cast)
    assert buttons(see(client, cast.qin, "matter_detail", matter.pk)[0]) == [
        "移交",
        "签收",
        "提出异议",
    ]
    answer = move(client, cast.qin, matter, "raise_objection", reason="", suggested=cast.land.pk)
    assert (answer.status_code, matter.state) == (422, State.ISSUED)
    move(client, cast.qin, matter, "raise_objection", reason="灌区归国土", suggested=cast.land.pk)
    page, _ = see(client, cast.zhao, "matter_detail", matter.pk)
    assert buttons(page) == ["移交", "异议成立，改派", "维持交办"]
    assert "灌区归国土" in page.select_one(".moves").get_text()
    answer = move(
        client,
        cast.zhao,
        matter,
        "reassign",
        lead=cast.land.pk,
        person=cast.ma.person.pk,
        due="2026-07-15",
        slip_cause="approval",
        note="同意",
    )
    assert "已改派" in told(client, answer)
    assert (matter.lead, matter.number) == (cast.land, "督〔2026〕1号-2")
    page, _ = see(client, cast.ma, "matter_detail", matter.pk)
    assert "异议成立" in page.select_one("[aria-labelledby=turns]").get_text()


def test_a_plan_is_laid_row_by_row_and_each_unit_finishes_its_own(client, cast, monkeypatch):
    at(monkeypatch, make.at("2026-05-21"))
    matter = stories.signed(cast)
    rows = {f"unit_{n}": cast.water.pk for n in range(5)}
    steps = {"title_0": "提供图件", "unit_0": cast.land.pk, "due_0": "2026-06-05"}
    answer = move(client, cast.wu, matter, "lay_plan", **{**rows, **steps, "due_0": ""})
    assert (answer.status_code, matter.plan.count()) == (422, 0)
    move(client, cast.wu, matter, "lay_plan", **{**rows, **steps})
    (step,) = matter.plan.all()
    page, _ = see(client, cast.ma, "matter_detail", matter.pk)
    assert (
        page.select_one("[aria-labelledby=plan] form button").get_text(strip=True) == "今天已完成"
    )
    assert send(client, cast.aiko, "step_done", matter.pk, step.pk).status_code == 404
    send(client, cast.ma, "step_done", matter.pk, step.pk)
    step.refresh_from_db()
    assert step.done_on == dt.date(2026, 5, 21)


def test_the_leader_lets_it_rest_and_the_page_says_so(client, cast, monkeypatch):
    at(monkeypatch, make.at("2026-06-10"))
    matter = stories.signed(cast)
    fields = {
        "cause": "court",
        "reason": "诉讼保全",
        "slip_cause": "weather",
        "check_on": "2026-07-10",
    }
    assert move(client, cast.zhao, matter, "pause", **fields).status_code == 403
    move(client, cast.han, matter, "pause", **fields)
    at(monkeypatch, make.at("2026-07-05"))
    page, _ = see(client, cast.wu, "matter_detail", matter.pk)
    assert "中止" in page.select_one(".state-line .light").get_text()
    assert "诉讼保全" in page.select_one("[aria-labelledby=turns]").get_text()
    move(client, cast.zhao, matter, "resume", note="解除保全", due="2026-07-31")
    assert (matter.state, matter.due_current) == (State.SIGNED, dt.date(2026, 7, 31))
    page, _ = see(client, cast.wu, "matter_detail", matter.pk)
    assert "中止后恢复" in page.select_one("[aria-labelledby=until]").get_text()


def test_each_criterion_has_its_field_and_the_raiser_confirms_herself(client, cast, monkeypatch):
    at(monkeypatch, stories.CLOSED)
    matter = stories.signed(
        cast, kind="problem", raised_by=cast.builder, criterion="通水；取水证已发"
    )
    page, _ = see(client, cast.wu, "matter_detail", matter.pk)
    assert [one["name"] for one in page.select("textarea[name^=evidence]")] == [
        "evidence_0",
        "evidence_1",
    ]
    done = {"performed_on": "2026-06-11", "result": "办完", "evidence_0": "水表照片"}
    assert move(client, cast.wu, matter, "claim", **done).status_code == 422
    move(client, cast.wu, matter, "claim", **done, evidence_1="证号12")
    page, _ = see(client, cast.ding, "matter_detail", matter.pk)
    assert buttons(page) == ["提出单位确认"]
    assert "证号12" in page.get_text()
    move(client, cast.ding, matter, "confirm", solved="yes", satisfaction="satisfied", words="")
    move(client, cast.zhao, matter, "close")
    assert (matter.state, matter.raiser_said) == (State.CLOSED, "满意")
    move(client, cast.han, matter, "reopen", reason="回访：又停水", due="2026-07-30")
    assert matter.state == State.REOPENED
    page, _ = see(client, cast.wu, "matter_detail", matter.pk)
    assert "又停水" in page.select_one("[aria-labelledby=turns]").get_text()


def test_a_file_put_away_shows_its_list(client, cast, monkeypatch):
    at(monkeypatch, make.at("2026-06-30"))
    matter = stories.closed(cast)
    move(client, cast.lin, matter, "archive")
    page, _ = see(client, cast.lin, "matter_detail", matter.pk)
    shown = page.select_one("[aria-labelledby=archive]").get_text()
    assert matter.archive_number in shown
    assert matter.archive[-1]["sha256"] in shown
    assert buttons(page) == []


def test_an_urging_paper_is_numbered_and_stands_on_the_page(client, cast, monkeypatch):
    at(monkeypatch, make.at("2026-06-15"))
    matter = stories.signed(cast)
    move(client, cast.zhao, matter, "urge", text="请抓紧勘界。", answer_by="2026-06-18")
    assert Order.objects.get().number == "催〔2026〕1号"
    page, _ = see(client, cast.wu, "matter_detail", matter.pk)
    assert "催〔2026〕1号" in page.select_one("[aria-labelledby=turns]").get_text()


def test_the_head_hands_over_all_that_somebody_had_in_hand(client, cast, monkeypatch):
    at(monkeypatch, make.at("2026-06-01"))
    first, second = stories.signed(cast), stories.signed(cast, title="修建测站")
    ge = make.person("葛明", unit=cast.water)
    page, _ = see(client, cast.qin, "hand_over", cast.wu.person.pk)
    ticked = [one["value"] for one in page.select("input[name=matters][checked]")]
    assert sorted(ticked) == sorted([str(first.pk), str(second.pk)])
    answer = send(
        client,
        cast.qin,
        "hand_over",
        cast.wu.person.pk,
        matters=ticked,
        to_person=ge.pk,
        reason="吴青调离",
    )
    assert "已移交2件事项" in told(client, answer)
    assert Matter.objects.filter(person=ge).count() == 2


def test_who_may_not_hand_over_is_offered_nothing_and_moves_nothing(client, cast, monkeypatch):
    at(monkeypatch, make.at("2026-06-01"))
    matter = stories.signed(cast)
    assert see(client, cast.ma, "hand_over", cast.wu.person.pk)[1] == 403
    fields = {"matters": [matter.pk], "to_person": cast.ma.person.pk, "reason": "要过来"}
    assert send(client, cast.ma, "hand_over", cast.wu.person.pk, **fields).status_code == 403
    assert not HandOver.objects.exists()
    page, status = see(client, cast.qin, "hand_over", cast.ma.person.pk)
    assert (status, "没有可以移交的事项" in page.get_text()) == (200, True)


def test_a_cooperating_unit_that_disagrees_is_heard_by_whoever_closes(client, cast, monkeypatch):
    at(monkeypatch, stories.CLOSED)
    matter = stories.claimed(cast)
    actions.feed_back(matter, text="西段未签字。", dissents=True, by=cast.ma, now=stories.CLOSED)
    page, _ = see(client, cast.zhao, "matter_detail", matter.pk)
    assert "西段未签字。" in page.select_one(".moves").get_text()
