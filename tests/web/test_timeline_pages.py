"""Timelines as their readers meet them: plan beside fact, what slipped and why, and today."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.matters import actions as matters
from luoshi.matters.actions import Planned
from luoshi.matters.causes import causes_on, shift_stage
from luoshi.meetings import actions as meetings
from luoshi.progress.tasks import open_windows
from luoshi.projects import actions as projects
from tests import make
from tests.matters import stories
from tests.progress import filed

pytestmark = pytest.mark.django_db
LATER = make.at("2026-07-10")


@pytest.fixture(autouse=True)
def _later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def cast():
    return make.cast()


def see(client, by, name: str, pk: int):
    client.force_login(by)
    answer = client.get(reverse(f"{name}_timeline", args=[pk]))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def row(page, what: str) -> list[str]:
    """Return the cells of the row of the table that tells of ``what``."""
    for one in page.select(".tl-facts tr"):
        cells = [" ".join(cell.get_text(" ").split()) for cell in one.select("td")]
        if cells and cells[0] == what:
            return cells
    raise AssertionError(what)


def test_a_stage_that_slipped_shows_both_days_by_how_much_and_why(client, cast):
    made = filed.project(cast)
    first, later = dt.date(2026, 6, 30), dt.date(2026, 8, 15)
    projects.plan_stage(made, stage="S09", planned_on=first, by=cast.lin, now=make.NOON)
    cause = causes_on(make.DAY)[0]
    shift_stage(
        made,
        stage="S09",
        planned_on=later,
        slip_cause=cause.code,
        reason="渠首汛期停工",
        by=cast.lin,
        now=make.NOON,
    )
    page = see(client, cast.lin, "project", made.pk)
    what, original, current, actual, state, why = row(page, "竣工")
    assert (original, actual) == ("2026-06-30", "—") and current.startswith("2026-08-15")
    assert "比原定推迟 46 天" in state and "渠首汛期停工" in why and cause.name in why
    assert "比原定推迟 46 天" in page.select_one("rect.tl-slip title").text
    assert page.select(".tl-original") and "今天" in page.select_one(".tl-now").text
    assert not page.select("[style]")


def test_a_stage_reached_late_and_one_over_its_day_say_by_how_many_days(client, cast):
    made = filed.project(cast)
    for stage, on in (("S08", dt.date(2026, 5, 20)), ("S09", dt.date(2026, 7, 1))):
        projects.plan_stage(made, stage=stage, planned_on=on, by=cast.lin, now=make.NOON)
    projects.reach_stage(
        made,
        stage="S08",
        reached_on=dt.date(2026, 5, 25),
        evidence="监理开工令",
        by=cast.lin,
        now=make.at("2026-05-26"),
    )
    page = see(client, cast.lin, "project", made.pk)
    assert row(page, "在建")[3:5] == ["2026-05-25", "晚于期限 5 天"]
    assert row(page, "竣工")[4] == "已超期 9 天"


def test_reports_stand_in_time_late_or_missed_for_each_half_month(client, cast):
    made = filed.project(cast)
    for on in ("2026-05-18", "2026-06-02", "2026-06-17", "2026-07-02"):
        open_windows(now=make.at(on))
    filed.report(made, "2026-05B", by=cast.ding, now=make.at("2026-06-01"))
    filed.report(made, "2026-06A", by=cast.ding, now=make.at("2026-06-25"))
    page = see(client, cast.lin, "project", made.pk)
    states = {
        one.td.a.text if one.td.a else one.td.text.strip(): one.select("td")[4].text
        for one in page.select(".tl-facts tr")
        if one.td and "半月" in one.td.text
    }
    assert "按时" in states["2026年5月下半月"] and "迟报" in states["2026年6月上半月"]
    assert "逾期未报" in states["2026年6月下半月"]
    assert len(page.select(".tl-point use")) == len(states)


def test_a_pause_shows_from_when_to_when_and_why(client, cast):
    made = filed.project(cast)
    projects.leave(
        made,
        exit="paused",
        on=dt.date(2026, 6, 1),
        reason="土地指标未落实",
        approved_by=cast.han.person,
        by=cast.lin,
        now=make.at("2026-06-01"),
    )
    projects.come_back(
        made,
        on=dt.date(2026, 7, 1),
        reason="指标已下达",
        approved_by=cast.han.person,
        by=cast.lin,
        now=make.at("2026-07-01"),
    )
    page = see(client, cast.lin, "project", made.pk)
    paused = row(page, "暂停")
    assert paused[3:] == ["2026-06-01", "2026-07-01恢复", "土地指标未落实；指标已下达"]
    assert len(page.select("rect.tl-rest")) == 1 + 1  # on the line, and in the legend


def test_a_matter_whose_day_was_moved_keeps_the_first_one_and_names_the_reason(client, cast):
    matter = stories.signed(cast)
    request = matters.ask_extension(
        matter,
        due_asked=dt.date(2026, 7, 20),
        reason="汛期无法外业",
        done_so_far="完成六成",
        by=cast.wu,
        slip_cause="weather",
        now=make.at("2026-06-01"),
    )
    matters.decide_extension(
        request,
        grant=True,
        note="同意",
        by=cast.zhao,
        now=make.at("2026-06-02"),
    )
    page = see(client, cast.wu, "matter", matter.pk)
    due = row(page, "办结期限")
    assert due[1] == "2026-06-30" and due[2].startswith("2026-07-20") and "已改" in due[2]
    assert "比原定推迟 20 天" in due[4] and "汛期无法外业" in due[5]
    assert row(page, "签收")[3] == "2026-05-20" and row(page, "申请延期")[5] == "汛期无法外业"


def test_a_step_is_over_its_day_while_it_is_owed_and_no_longer_once_its_matter_is_closed(
    client, cast
):
    matter = stories.signed(cast)
    step = Planned("现场核查", cast.water, dt.date(2026, 6, 8))
    matters.lay_plan(matter, steps=[step], by=cast.wu, now=make.at("2026-05-22"))
    page = see(client, cast.wu, "matter", matter.pk)
    assert row(page, "现场核查")[4] == "已超期 32 天" and row(page, "办结期限")[4] == "已超期 10 天"
    done_on = dt.date(2026, 7, 9)
    claim = {"performed_on": done_on, "result": "界线已经勘定。", "by": cast.wu, "now": LATER}
    matters.claim(matter, **claim)
    page = see(client, cast.wu, "matter", matter.pk)
    assert row(page, "办结期限")[4].startswith("已申请办结，待审核")
    matters.close(matter, raiser_said="", by=cast.zhao, now=LATER)
    page = see(client, cast.wu, "matter", matter.pk)
    assert row(page, "办结期限")[4] == "晚于期限 9 天" and row(page, "现场核查")[4] == "—"


def test_a_group_s_line_holds_its_matters_and_where_it_met_of_what_the_reader_sees(client, cast):
    matter = stories.closed(cast)
    group = matters.set_up_group(
        name="灌区专班",
        lead=cast.water,
        purpose="",
        engagement=None,
        responsible=[],
        cooperating=[cast.land],
        held_by=cast.region,
        by=cast.lin,
        now=make.NOON,
    )
    type(matter).objects.filter(pk=matter.pk).update(group=group)
    page = see(client, cast.lin, "group", group.pk)
    assert row(page, "完成灌区勘界")[1:5] == ["2026-06-30", "2026-06-30", "2026-06-10", "按期完成"]
    assert page.select_one(f'.tl-facts a[href="{reverse("matter_detail", args=[matter.pk])}"]')


def test_a_tour_s_line_holds_its_parts_on_their_days(client, cast):
    common = {"units": [cast.water], "attendances": [], "held_by": cast.region, "by": cast.lin}
    common |= {"place": "青泉", "now": make.NOON}
    days = {"start_on": dt.date(2026, 5, 12), "end_on": dt.date(2026, 5, 14)}
    tour = meetings.add_engagement(kind="tour", name="南线调研", tour=None, **days, **common)
    on = dt.date(2026, 5, 13)
    visit = {"start_on": on, "end_on": on, "tour": tour}
    meetings.add_engagement(kind="site-visit", name="渠首工地", **visit, **common)
    page = see(client, cast.lin, "engagement", tour.pk)
    assert row(page, "渠首工地")[3] == "2026-05-13"
    assert len(page.select(".tl-lane")) == 2


def test_nobody_reads_the_timeline_of_what_is_not_hers(client, cast):
    made, matter = filed.project(cast), stories.signed(cast)
    client.force_login(cast.aiko)
    for name, pk in (("project", made.pk), ("matter", matter.pk)):
        assert client.get(reverse(f"{name}_timeline", args=[pk])).status_code == 404
    see(client, cast.ding, "project", made.pk)
    see(client, cast.wu, "matter", matter.pk)


def test_a_line_of_many_things_asks_as_often_as_one_of_few(
    client, cast, django_assert_max_num_queries
):
    made = filed.project(cast)
    for n, stage in enumerate(("S08", "S09", "S10", "S11"), 1):
        on = dt.date(2026, 6 + n, 1)
        projects.plan_stage(made, stage=stage, planned_on=on, by=cast.lin, now=make.NOON)
    for on in ("2026-05-18", "2026-06-02", "2026-06-17", "2026-07-02"):
        open_windows(now=make.at(on))
    client.force_login(cast.lin)
    with django_assert_max_num_queries(24):
        client.get(reverse("project_timeline", args=[made.pk]))
    matter = stories.closed(cast)
    with django_assert_max_num_queries(28):
        client.get(reverse("matter_timeline", args=[matter.pk]))
