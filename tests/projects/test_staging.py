"""Stages skipped and taken back, exits with approver, permits, statistics, and the register as of a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.queries import history_of
from luoshi.projects import actions, permits, plans, queries, staging
from luoshi.projects.models import Leaving, Milestone, Permit, Project
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.NOON


def project(cast: make.Cast, *, stage: str = "S03", plan: str = "80000000", now=NOW) -> Project:
    return actions.add_project(
        name="青泉灌区改造",
        held_by=cast.region,
        parties=[(cast.builder, "investor")],
        investment=Decimal(plan),
        stage=stage,
        by=cast.lin,
        now=now,
    )


def reach(made: Project, cast: make.Cast, stage: str, on: str, **more) -> Milestone:
    told = {"evidence": "验收文件（编号）", "reached_on": dt.date.fromisoformat(on)} | more
    return actions.reach_stage(made, stage=stage, **told, by=cast.lin, now=NOW)


# --- stages


def test_a_reached_stage_keeps_by_what_it_counted():
    cast = make.cast()
    made = project(cast)
    assert "开工仪式" in reach(made, cast, "S07", "2026-04-20").definition
    own = reach(made, cast, "S10", "2026-05-10", definition="首台机组并网发电")
    assert own.definition == "首台机组并网发电"
    assert reach(made, cast, "S10", "2026-05-11").definition == "首台机组并网发电"


def test_a_stage_is_skipped_with_a_reason_and_by_somebody_unless_it_was_reached():
    cast = make.cast()
    made = project(cast)
    told = {"by": cast.lin, "now": NOW}
    with pytest.raises(Incomplete):
        staging.skip_stage(made, stage="S04", reason=" ", **told)
    with pytest.raises(NotAllowed):
        staging.skip_stage(made, stage="S04", reason="已有公司", by=cast.ding, now=NOW)
    kept = staging.skip_stage(made, stage="S04", reason="由既有公司实施，不新设", **told)
    assert (kept.skipped_reason, kept.skipped_by) == ("由既有公司实施，不新设", cast.lin)
    reach(made, cast, "S07", "2026-04-20")
    with pytest.raises(IllegalMove):
        staging.skip_stage(made, stage="S07", reason="不建设", **told)


def test_the_database_knows_no_stage_that_is_reached_and_skipped():
    cast = make.cast()
    made = project(cast)
    reach(made, cast, "S07", "2026-04-20")
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(stage="S07").update(skipped_reason="不建设", skipped_by=cast.lin)
    staging.skip_stage(made, stage="S04", reason="既有公司", by=cast.lin, now=NOW)
    reach(made, cast, "S04", "2026-04-01")
    assert Milestone.objects.get(stage="S04").skipped_reason is None


def test_what_was_noted_wrongly_is_taken_back_and_the_current_stage_is_derived_anew():
    cast = make.cast()
    made = project(cast)
    reach(made, cast, "S05", "2026-03-01")
    reach(made, cast, "S08", "2026-04-20")
    assert made.stage == "S08"
    told = {"by": cast.lin, "now": NOW}
    staging.take_back_stage(made, stage="S08", reason="填错项目", **told)
    assert made.stage == "S05"
    staging.take_back_stage(made, stage="S05", reason="填错项目", **told)
    assert made.stage == "S03"  # in which it came into the register
    with pytest.raises(Overtaken):
        staging.take_back_stage(made, stage="S05", reason="填错项目", **told)
    assert history_of(made)[0].data["evidence_was"] == "验收文件（编号）"


def test_dates_of_stages_that_contradict_are_named():
    cast = make.cast()
    made = project(cast)
    reach(made, cast, "S03", "2026-05-01")
    reach(made, cast, "S07", "2026-04-20")
    assert [one.code for one in staging.contradictions(made)] == ["stages-reached"]
    reach(made, cast, "S07", "2026-05-02")
    assert staging.contradictions(made) == []


# --- leaving


def test_an_exit_and_a_return_keep_who_approved_them_and_what_the_plan_was():
    cast = make.cast()
    made = project(cast)
    told = {"by": cast.lin, "now": NOW}
    actions.leave(
        made,
        exit="paused",
        on=dt.date(2026, 4, 1),
        reason="用地调整",
        approved_by=cast.han.person,
        review_on=dt.date(2026, 6, 1),
        **told,
    )
    actions.come_back(made, on=dt.date(2026, 5, 1), reason="用地落实", **told)
    actions.leave(made, exit="dropped", on=dt.date(2026, 5, 10), reason="投资方退出", **told)
    first, last = queries.leavings_of(made)
    assert (first.approved_by, first.back_approved_by) == (cast.han.person, cast.lin.person)
    assert (first.review_on, first.back_on) == (dt.date(2026, 6, 1), dt.date(2026, 5, 1))
    assert (last.exit, last.investment, last.back_on) == ("dropped", Decimal(80_000_000), None)


def test_a_day_of_review_belongs_to_a_pause_and_lies_after_it():
    cast = make.cast()
    made = project(cast)
    told = {"reason": "用地", "on": dt.date(2026, 4, 1), "by": cast.lin, "now": NOW}
    for exit, review in (("dropped", dt.date(2026, 6, 1)), ("paused", dt.date(2026, 4, 1))):
        with pytest.raises(BadInput):
            actions.leave(made, exit=exit, review_on=review, **told)
    assert not Leaving.objects.exists()


def test_the_register_as_of_a_day_shows_stage_and_exit_of_then():
    cast = make.cast()
    made = project(cast, now=make.at("2026-02-01"))
    late = project(cast, now=make.at("2026-05-01"))
    reach(made, cast, "S07", "2026-04-20")
    actions.leave(made, exit="paused", on=dt.date(2026, 4, 25), reason="汛期", by=cast.lin, now=NOW)
    actions.come_back(made, on=dt.date(2026, 5, 5), reason="复工", by=cast.lin, now=NOW)

    def then(day: str) -> list[tuple[int, str, str]]:
        rows = queries.as_of(Project.objects.all(), dt.date.fromisoformat(day)).order_by("pk")
        return [(one.pk, one.stage_then, one.exit_then) for one in rows]

    assert then("2026-01-31") == []
    assert then("2026-04-19") == [(made.pk, "S03", "")]
    assert then("2026-04-30") == [(made.pk, "S07", "paused")]
    assert then("2026-05-05") == [(made.pk, "S07", ""), (late.pk, "S03", "")]


# --- permits and statistics


def test_a_permit_is_noted_with_what_blocks_it_until_it_is_issued():
    cast = make.cast()
    made = project(cast)
    told = {"kind": "land", "authority": "青泉州自然资源局", "by": cast.lin, "now": NOW}
    permits.keep_permit(
        made, applied_on=dt.date(2026, 4, 1), blocked_by="占用草原审核未完成", **told
    )
    assert Permit.objects.get().blocked_by == "占用草原审核未完成"
    permits.keep_permit(
        made,
        applied_on=dt.date(2026, 4, 1),
        issued_on=dt.date(2026, 5, 1),
        number="青自然资〔2026〕8号",
        blocked_by="仍写着",
        **told,
    )
    kept = Permit.objects.get()
    assert (kept.number, kept.blocked_by) == ("青自然资〔2026〕8号", "")
    with pytest.raises(BadInput):
        permits.keep_permit(
            made, applied_on=dt.date(2026, 5, 2), issued_on=dt.date(2026, 5, 1), **told
        )
    with pytest.raises(NotAllowed):
        permits.keep_permit(made, **told | {"by": cast.ding})


def test_a_started_project_without_entry_in_statistics_is_noted_until_it_is_entered():
    cast = make.cast()
    made = project(cast)
    reach(made, cast, "S07", "2026-04-10")
    today = dt.date(2026, 5, 18)
    assert plans.lacks_statistics(made, today=today).code == "not-in-statistics"
    with pytest.raises(Incomplete):
        plans.enter_statistics(made, entered_on=today, evidence="", by=cast.lin, now=NOW)
    plans.enter_statistics(
        made, entered_on=dt.date(2026, 5, 12), evidence="统计联网直报平台截图", by=cast.lin, now=NOW
    )
    assert plans.lacks_statistics(made, today=today) is None


def test_a_small_project_needs_no_entry_in_statistics():
    cast = make.cast()
    made = project(cast, plan="4900000")
    reach(made, cast, "S07", "2026-01-10")
    assert plans.lacks_statistics(made, today=dt.date(2026, 5, 18)) is None
