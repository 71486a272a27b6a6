"""A combined light moved by hand: one step, with a reason, for a while, and what is left behind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import history_of
from luoshi.cli.sweep import sweep_once
from luoshi.projects.models import Project
from luoshi.standing import actions, queries
from luoshi.standing.models import Adjustment, Standing, StandingChange
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, NotFound
from tests import make
from tests.matters import stories
from tests.progress import filed

pytestmark = pytest.mark.django_db

# The reports for both halves of May are due by 17 May and 2 June: on 3 June one is missing.
NOW = make.at("2026-06-03")


@pytest.fixture
def cast() -> make.Cast:
    return make.cast()


@pytest.fixture
def project(cast) -> Project:
    """A project one of whose reports is missing: yellow."""
    made = filed.project(cast)
    sweep_once(now=NOW)
    return made


def moved(project: Project, by, *, now=NOW, **given) -> Adjustment:
    return actions.adjust(
        project, **({"became": "green", "reason": "纸质件已收到"} | given), by=by, now=now
    )


def combined(project: Project) -> str:
    return Standing.objects.get(subject_kind="project", subject_id=project.pk).combined


def test_a_supervisor_moves_a_light_one_step_and_it_comes_back_by_itself(cast, project):
    assert combined(project) == "yellow"
    made = moved(project, cast.zhao)
    assert made.until_on == dt.date(2026, 6, 30)  # the end of the next half month
    assert combined(project) == "green"
    light = queries.lights_of("project", [project.pk], today=NOW.date())[project.pk]
    assert str(light.reason) == (
        "人工调整至6月30日：纸质件已收到。按规则为“缺报”：1期半月报逾期未报：2026年5月下半月"
    )
    filed.report(project, "2026-05B", by=cast.ding, now=NOW)
    sweep_once(now=make.at("2026-06-16"))
    filed.report(project, "2026-06A", by=cast.ding, now=make.at("2026-06-16"))
    assert sweep_once(now=make.at("2026-07-01", 0)).trouble == ""
    made.refresh_from_db()
    assert (made.ended_on, made.ended_by) == (dt.date(2026, 7, 1), None)
    events = list(history_of(project).values_list("type", "by_name"))
    assert ("light.adjusted", "赵启明") in events
    assert ("light.adjustment_expired", "系统") in events


def test_it_is_always_one_step_from_what_the_rules_say_by_now(cast, project):
    moved(project, cast.zhao)
    sweep_once(now=make.at("2026-06-18"))  # the report of early June is missing too
    row = Standing.objects.get(subject_kind="project", subject_id=project.pk)
    assert (row.by_rule, row.combined, row.rule) == ("red", "orange", "manual")


def test_two_steps_are_refused_and_one_step_worse_is_not(cast, project):
    for became in ("red", "yellow", "blue", "没有的"):
        with pytest.raises(BadInput):
            moved(project, cast.zhao, became=became)
    moved(project, cast.zhao, became="orange")
    assert combined(project) == "orange"


def test_without_a_reason_nothing_moves(cast, project):
    with pytest.raises(Incomplete):
        moved(project, cast.zhao, reason="  ")
    with pytest.raises(BadInput):
        moved(project, cast.zhao, reason="长" * 301)
    assert combined(project) == "yellow"


def test_it_ends_within_the_next_half_month_and_not_before_today(cast, project):
    for until in (dt.date(2026, 7, 1), dt.date(2026, 6, 2)):
        with pytest.raises(BadInput):
            moved(project, cast.zhao, until=until)
    assert moved(project, cast.zhao, until=dt.date(2026, 6, 3)).until_on == dt.date(2026, 6, 3)
    sweep_once(now=make.at("2026-06-04", 0))
    assert combined(project) == "yellow"


def test_those_who_report_and_those_who_coordinate_may_not_and_a_leader_may(cast, project):
    for nobody in (cast.ding, cast.qin, cast.lin):
        assert not queries.may_adjust(nobody, project, now=NOW)
        with pytest.raises(NotAllowed):
            moved(project, nobody)
    moved(project, cast.han)
    assert combined(project) == "green"


def test_a_second_hand_takes_the_place_of_the_first_and_either_may_end_it(cast, project):
    first = moved(project, cast.zhao)
    moved(project, cast.han, became="orange", reason="现场没有开工")
    first.refresh_from_db()
    assert (first.ended_on, first.ended_by) == (NOW.date(), cast.han)
    assert combined(project) == "orange"
    actions.end_adjustment(project, by=cast.zhao, now=NOW)
    assert combined(project) == "yellow"
    with pytest.raises(NotFound):
        actions.end_adjustment(project, by=cast.zhao, now=NOW)


def test_where_nothing_is_lit_nothing_can_be_moved(cast):
    with pytest.raises(IllegalMove):
        actions.adjust(stories.closed(cast), became="green", reason="x", by=cast.zhao, now=NOW)
    with pytest.raises(IllegalMove):
        actions.adjust(
            stories.drafted(cast, title="另一件"), became="green", reason="x", by=cast.zhao, now=NOW
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"became": "red"},
        {"was": "blue", "became": "green"},
        {"reason": ""},
        {"until_on": dt.date(2026, 6, 2)},
        {"ended_on": dt.date(2026, 6, 4)},
        {"became": "violet"},
    ],
)
def test_the_database_itself_refuses_a_half_or_a_double_step(cast, project, wrong):
    row = Standing.objects.get(subject_kind="project", subject_id=project.pk)
    whole = {
        "standing": row,
        "was": "yellow",
        "became": "green",
        "reason": "纸质件已收到",
        "by": cast.zhao,
        "at": NOW,
        "from_on": NOW.date(),
        "until_on": NOW.date(),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.create(**(whole | wrong))
    Adjustment.objects.create(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.create(**whole)  # one at a time


def test_was_red_and_made_up_is_not_never_red(cast, project):
    never = filed.project(cast, name="从未欠报", on="2026-06-03")
    sweep_once(now=make.at("2026-06-18"))
    assert combined(project) == "red"
    assert queries.red_times(project) == [queries.Red(dt.date(2026, 6, 18), None)]
    now = make.at("2026-06-20")
    for window in ("2026-05B", "2026-06A"):
        filed.report(project, window, by=cast.ding, now=now)
    filed.report(never, "2026-06A", by=cast.ding, now=now)
    sweep_once(now=now)
    assert (combined(project), combined(never)) == ("green", "green")
    assert queries.red_times(project) == [queries.Red(dt.date(2026, 6, 18), dt.date(2026, 6, 20))]
    assert queries.red_times(never) == []
    reports = StandingChange.objects.filter(standing__subject_id=project.pk, lamp="report")
    assert [(one.was, one.now) for one in reports.order_by("pk")] == [
        ("grey", "yellow"),
        ("yellow", "red"),
        ("red", "green"),
    ]
