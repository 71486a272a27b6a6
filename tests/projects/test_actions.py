"""Projects: gapless filing, stages on evidence, leaving with a reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import history_of
from luoshi.orgs import actions as directory
from luoshi.projects import actions, queries
from luoshi.projects.models import Filing, Milestone, Project
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
from tests.together import one_database

pytestmark = pytest.mark.django_db


def project(cast: make.Cast, name: str = "青泉灌区改造", **given) -> Project:
    given = {"held_by": cast.region, "parties": [(cast.builder, "investor")]} | given
    return actions.add_project(name=name, **given, by=cast.lin, now=make.NOON)


def filed(cast: make.Cast, which: Project, **given) -> Filing:
    given = {"unit": cast.builder, "reporter": cast.ding.person} | given
    return actions.file_project(which, **given, by=cast.lin, now=make.NOON)


def test_sums_stay_exact_to_the_cent():
    cast = make.cast()
    made = project(cast, investment=Decimal("1234567890123.45"))
    assert Project.objects.get(pk=made.pk).investment == Decimal("1234567890123.45")


def test_figures_keep_the_unit_and_the_sentence_they_came_with():
    cast = make.cast()
    sentence = make.passage(held_by=cast.region, by=cast.lin, text="年产水泥30万吨。")
    made = project(cast, figures=[("capacity", Decimal("30"), "万吨/年", sentence)])
    figure = queries.project_for(cast.lin, made.pk, now=make.NOON).figures.get()
    assert (figure.value, figure.unit, figure.passage.quote) == (30, "万吨/年", "年产水泥30万吨。")


def test_a_project_without_a_name_or_with_an_impossible_sum_is_refused():
    cast = make.cast()
    with pytest.raises(Incomplete):
        project(cast, name="　")
    with pytest.raises(BadInput):
        project(cast, investment=Decimal("-1"))
    with pytest.raises(BadInput):
        project(cast, investment=Decimal("1e16"))


def test_the_first_two_filings_of_a_year_are_number_one_and_two_in_the_offices_own_word():
    cast = make.cast()
    directory.edit_unit(
        cast.region,
        version=1,
        name=cast.region.name,
        short_name="瀚北国资",
        kind="department",
        parent=None,
        place="",
        by=cast.lin,
        now=make.NOON,
    )
    one, two = filed(cast, project(cast)), filed(cast, project(cast, "青泉风电场"))
    assert [one.number, two.number] == ["瀚北国资备〔2026〕1号", "瀚北国资备〔2026〕2号"]
    assert one.first_window == "2026-05B"


def test_a_refused_filing_uses_up_no_number():
    cast = make.cast()
    made = project(cast)
    filed(cast, made)
    with pytest.raises(Duplicate):
        filed(cast, made)
    assert filed(cast, project(cast, "青泉风电场")).number.endswith("〔2026〕2号")


def test_each_year_begins_again_and_the_window_is_that_of_the_filing_day():
    cast = make.cast()
    filed(cast, project(cast))
    last_year = filed(cast, project(cast, "旧项目"), filed_on=dt.date(2025, 12, 15))
    assert last_year.number.endswith("〔2025〕1号")
    assert last_year.first_window == "2025-12A"


def test_two_offices_that_shorten_their_names_alike_never_give_one_number():
    cast = make.cast()
    for unit, who in ((cast.prefecture, "青"), (make.unit("北岭州人民政府"), "北")):
        unit.short_name = "州政府"
        unit.save(update_fields=["short_name"])
        clerk = make.account(unit, "coordinator", name=who)
        actions.file_project(
            project(cast, f"{who}项目"),
            unit=cast.builder,
            reporter=cast.ding.person,
            by=clerk,
            now=make.NOON,
        )
    assert Filing.objects.values("number").distinct().count() == 2


def test_nobody_files_for_a_day_that_has_not_come():
    cast = make.cast()
    with pytest.raises(BadInput):
        filed(cast, project(cast), filed_on=dt.date(2026, 5, 19))
    assert filed(cast, project(cast), filed_on=dt.date(2026, 5, 18)).number


@pytest.mark.django_db(transaction=True)
def test_filings_at_one_moment_get_numbers_that_follow_each_other(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        made = [project(cast, f"同时项目{n}") for n in range(4)]
        answers = at_once(*[lambda p=p: filed(cast, p).number for p in made])

    assert sorted(answers) == [f"瀚北自治区国资委备〔2026〕{n}号" for n in (1, 2, 3, 4)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_file_one_project_at_one_moment_only_one_does_and_no_number_is_lost(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        made, other = project(cast), project(cast, "青泉风电场")
        answers = at_once(*[lambda: filed(cast, made)] * 2)
        after = filed(cast, other).number

    assert len([a for a in answers if isinstance(a, Filing)]) == 1
    assert after.endswith("〔2026〕2号")


def test_the_current_stage_is_the_furthest_reached_even_if_an_earlier_one_is_recorded_later():
    cast = make.cast()
    made = project(cast)

    def reach(stage: str, on: str) -> None:
        actions.reach_stage(
            made,
            stage=stage,
            reached_on=dt.date.fromisoformat(on),
            evidence="会议纪要",
            by=cast.lin,
            now=make.NOON,
        )

    reach("S07", "2026-05-10")
    reach("S05", "2026-04-01")
    assert made.stage == "S07"
    assert Milestone.objects.filter(project=made).count() == 2


def test_a_stage_is_reached_only_on_evidence_and_not_in_the_future():
    cast = make.cast()
    made = project(cast)
    reach = {"stage": "S07", "reached_on": make.DAY, "by": cast.lin, "now": make.NOON}
    with pytest.raises(Incomplete):
        actions.reach_stage(made, **reach, evidence=" ")
    with pytest.raises(BadInput):
        later = reach | {"reached_on": dt.date(2026, 6, 1)}
        actions.reach_stage(made, **later, evidence="开工令")
    actions.reach_stage(made, **reach, evidence="开工令")
    assert made.stage == "S07"
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(project=made).update(evidence=None)


def test_a_planned_stage_keeps_its_plan_when_it_is_reached():
    cast = make.cast()
    made = project(cast)
    plan = dt.date(2026, 5, 1)
    actions.plan_stage(made, stage="S07", planned_on=plan, by=cast.lin, now=make.NOON)
    assert made.stage == "S00"
    actions.reach_stage(
        made, stage="S07", reached_on=make.DAY, evidence="开工令", by=cast.lin, now=make.NOON
    )
    milestone = made.milestones.get()
    assert (milestone.planned_on, milestone.reached_on) == (plan, make.DAY)


def test_only_filed_projects_owe_reports_and_not_while_they_are_out():
    cast = make.cast()
    made = project(cast)
    day = make.DAY
    assert made not in queries.filed_projects(day)
    filed(cast, made, filed_on=dt.date(2026, 3, 2))
    assert made in queries.filed_projects(day)
    assert made not in queries.filed_projects(dt.date(2026, 3, 1))

    actions.leave(
        made, exit="paused", on=dt.date(2026, 5, 4), reason="用地未批", by=cast.lin, now=make.NOON
    )
    assert made not in queries.filed_projects(day)
    assert made in queries.filed_projects(dt.date(2026, 5, 3))

    actions.come_back(made, on=day, reason="用地已批", by=cast.lin, now=make.NOON)
    assert made in queries.filed_projects(day)
    assert made not in queries.filed_projects(day - dt.timedelta(days=1))
    assert Filing.objects.get().first_window == "2026-03A"


def test_an_ended_filing_owes_nothing_after_its_last_day():
    cast = make.cast()
    made = project(cast)
    filed(cast, made, filed_on=dt.date(2026, 3, 2))
    end = {"on": dt.date(2026, 5, 10), "reason": "已投产", "by": cast.lin, "now": make.NOON}
    actions.end_filing(made, **end)
    assert made in queries.filed_projects(dt.date(2026, 5, 10))
    assert made not in queries.filed_projects(dt.date(2026, 5, 11))
    with pytest.raises(Overtaken):
        actions.end_filing(made, **end)


def test_leaving_needs_a_reason_and_a_dropped_project_stays_out():
    cast = make.cast()
    made = project(cast)
    go = {"on": make.DAY, "by": cast.lin, "now": make.NOON}
    with pytest.raises(Incomplete):
        actions.leave(made, exit="dropped", reason="", **go)
    actions.leave(made, exit="paused", reason="资金", **go)
    actions.leave(made, exit="dropped", reason="企业退出", **go)
    with pytest.raises(IllegalMove):
        actions.come_back(made, reason="再试", **go)
    with pytest.raises(Overtaken):
        actions.leave(made, exit="dropped", reason="再退", **go)
    with pytest.raises(IllegalMove):
        filed(cast, made)
    assert history_of(made)[0].data["exit_name"] == "终止退库"


def test_of_two_who_edit_one_project_the_second_is_told_and_overwrites_nothing():
    cast = make.cast()
    made = project(cast)
    edit = {
        "version": 1,
        "name": made.name,
        "content": "",
        "investment": None,
        "parties": [(cast.energy, "partner")],
        "by": cast.lin,
        "now": make.NOON,
    }
    actions.edit_project(made, place="青泉", **edit)
    with pytest.raises(Overtaken):
        actions.edit_project(made, place="北岭", **edit)
    made.refresh_from_db()
    assert made.place == "青泉"
    assert [party.unit for party in made.parties.all()] == [cast.energy]


def test_parties_and_the_reporting_unit_see_their_project_and_a_neighbour_does_not():
    cast = make.cast()
    made = project(cast)
    filed(cast, made, unit=cast.water, reporter=cast.wu.person)
    for who in (cast.lin, cast.ding, cast.wu):
        assert queries.project_for(who, made.pk, now=make.NOON) == made
    with pytest.raises(NotFound):
        queries.project_for(cast.aiko, made.pk, now=make.NOON)


def test_a_planner_of_an_enterprise_neither_edits_nor_files():
    cast = make.cast()
    made = project(cast)
    with pytest.raises(NotAllowed):
        actions.file_project(
            made, unit=cast.builder, reporter=cast.ding.person, by=cast.ding, now=make.NOON
        )
    with pytest.raises(NotAllowed):
        actions.add_project(name="别的", held_by=cast.builder, by=cast.ding, now=make.NOON)


def test_a_search_finds_a_project_by_name_place_number_or_party():
    cast = make.cast()
    made = project(cast, place="青泉州察汗县")
    number = filed(cast, made).number
    project(cast, "北岭光伏", parties=[(cast.energy, "investor")])
    rows = queries.visible_projects(cast.lin, now=make.NOON)
    for text in ("灌区", "察汗", number, "交通建设"):
        assert list(queries.matching(rows, text)) == [made]
