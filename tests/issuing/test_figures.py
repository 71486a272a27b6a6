"""The figures of a half month: to the cent, with what they are counted out of, and as they were then."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.issuing.figures import CAUSES, Figures, figures_of
from luoshi.issuing.figures_values import WORDS, percent, read, written
from luoshi.matters import actions as matters
from luoshi.progress import actions as progress
from luoshi.progress import signing
from luoshi.projects import actions as projects
from luoshi.projects import permits, plans
from luoshi.rules.access import Scope
from tests import make
from tests.issuing.window import ASKED, WINDOW, filed, problem, solved, window

pytestmark = pytest.mark.django_db
ALL = Scope(everything=True)


def asked(as_of: dt.datetime = ASKED, *, half=WINDOW, scope: Scope = ALL) -> Figures:
    return figures_of(half, scope=scope, as_of=as_of)


def test_every_sum_is_right_to_the_cent():
    window()

    found = asked()

    assert found["planned"].numerator == Decimal("380000000.50")
    assert found["intended"].numerator == Decimal("50000000.00")
    assert found["invested_window"].numerator == Decimal("1203700.25")
    assert found["invested_year"].numerator == Decimal("3703700.25")
    assert found["invested_total"].numerator == Decimal("3703700.25")
    assert (found["year_done"].numerator, found["year_done"].denominator) == (
        Decimal("3703700.25"),
        Decimal("40000000.00"),
    )
    # 10 % by the end of March, 45 % by the end of June: 76 of 91 days make 39.2 %.
    assert found["year_due"].numerator == Decimal("15680000.00")


def test_every_share_names_its_numerator_its_denominator_and_the_rows_behind_both():
    known = window()

    found = asked()

    started, in_time = found["started"], found["in_time"]
    assert (started.count, started.denominator, started.share) == (2, 2, Decimal("100.0"))
    assert set(started.rows.ids) == {known.plant.pk, known.solar.pk}
    assert (in_time.count, in_time.denominator, in_time.share) == (2, 3, Decimal("66.7"))
    assert found["missing"].rows.ids == (known.solar.pk,)
    assert all(one.cohort and one.name for one in found.of.values())


def test_what_changed_since_the_last_window_makes_the_one_out_of_the_other():
    known = window()

    found = asked()

    moved = found["new"].count + found["back_now"].count - found["dropped_now"].count
    assert found["filed"].count == int(found.before["filed"]) + moved == 3
    assert found["new"].rows.ids == (known.solar.pk,)
    assert found["dropped_now"].rows.ids == (known.depot.pk,)
    assert found["started_now"].rows.ids == (known.solar.pk,)


def test_a_project_dropped_in_the_very_window_in_which_it_was_filed_is_both_new_and_dropped():
    known = window()
    short = filed(known.cast, "短命项目", on="2026-06-04", stage="S03", plan="100")
    projects.leave(
        short,
        exit="dropped",
        on=dt.date(2026, 6, 11),
        reason="重复登记",
        by=known.cast.lin,
        now=make.at("2026-06-11"),
    )

    found = asked()

    moved = found["new"].count - found["dropped_now"].count
    assert (found["new"].count, found["dropped_now"].count) == (2, 2)
    assert found["filed"].count == int(found.before["filed"]) + moved


def test_a_project_that_lags_says_by_how_much_and_why_as_far_as_the_register_knows():
    known = window()

    (lagging,) = asked().behind

    assert lagging.project.pk == known.plant.pk
    assert lagging.project.gap == Decimal("29.9")
    assert (lagging.cause, lagging.causes) == ("permits", ("permits", "problems"))
    assert lagging.words == ("用地预审与用地手续：林地调整未批", "打通进场道路（青泉州水利局）")


def test_of_a_project_that_lags_without_a_word_it_says_that_the_cause_is_not_stated():
    known = window()
    permits.keep_permit(
        known.plant, kind="land", authority="州自然资源局", by=known.cast.lin, now=ASKED
    )
    solved(known.cast, known.road, on="2026-06-14")

    (lagging,) = asked(make.at("2026-06-19")).behind

    assert lagging.causes == ("unstated",)
    assert CAUSES[lagging.cause] == "未说明原因"


def test_claimed_is_not_confirmed_and_only_what_is_still_worked_on_is_overdue():
    known = window()

    found = asked()

    parts = ("confirmed", "closed_unconfirmed", "claimed", "open")
    assert [found[code].count for code in parts] == [1, 0, 1, 1]
    assert found["claimed"].rows.ids == (known.water.pk,)
    assert found["confirmed"].share == Decimal("33.3")
    assert found["solved_now"].rows.ids == (known.power.pk,)
    assert found["overdue"].rows.ids == (known.road.pk,)
    (late,) = found.problems_of("overdue")
    assert (late.unit, late.person, late.due_on) == ("青泉州水利局", "吴青", dt.date(2026, 6, 10))


def test_a_problem_closed_by_the_office_s_own_note_is_not_counted_as_confirmed():
    known = window()
    matters.close(
        known.water,
        raiser_said="电话联系，对方表示同意。",
        by=known.cast.zhao,
        now=make.at("2026-06-15"),
    )

    found = asked()

    assert found["closed_unconfirmed"].rows.ids == (known.water.pk,)
    assert found["confirmed"].rows.ids == (known.power.pk,)


def test_a_correction_counts_from_the_moment_it_came_and_not_before():
    known = window()
    progress.correct(
        known.said,
        correction="漏计设备款。",
        stage="S08",
        progress="完成渠首闸基础，设备进场。",
        invested_window=Decimal("2000000"),
        invested_year=Decimal("4500000"),
        invested_total=Decimal("4500000"),
        funds_arrived=Decimal(0),
        by=known.cast.ding,
        now=make.at("2026-06-20"),
    )

    assert asked()["invested_window"].numerator == Decimal("1203700.25")
    assert asked(make.at("2026-06-21"))["invested_window"].numerator == Decimal("2000000")
    assert asked(make.at("2026-06-21"))["in_time"].count == 2


def test_a_report_that_was_returned_later_still_counts_in_the_figures_of_before():
    known = window()
    before = asked()
    signing.return_report(
        known.said, reason="数字有误", by=known.cast.lin, now=make.at("2026-06-20")
    )

    assert same(asked(), before)
    after = asked(make.at("2026-06-21"))
    assert after["invested_window"].numerator == 0
    assert (after["in_time"].count, after["missing"].count) == (1, 2)


def test_the_figures_of_a_past_moment_stay_as_they_were_whatever_happens_afterwards():
    known = window()
    cast, later = known.cast, make.at("2026-06-22")
    before = asked()

    plans.plan_year(
        known.plant,
        year=2026,
        planned=Decimal(9_000_000),
        q1=Decimal(1),
        q2=Decimal(2),
        q3=Decimal(3),
        by=cast.lin,
        now=later,
    )
    projects.edit_project(
        known.plant,
        version=known.plant.version,
        name=known.plant.name,
        place="",
        content="",
        parties=[(cast.builder, "investor")],
        investment=Decimal(1),
        by=cast.lin,
        now=later,
    )
    projects.reach_stage(
        known.plant,
        stage="S09",
        reached_on=dt.date(2026, 6, 14),
        evidence="验收书",
        by=cast.lin,
        now=later,
    )
    permits.keep_permit(known.plant, kind="land", authority="州自然资源局", by=cast.lin, now=later)
    matters.close(known.water, raiser_said="同意。", by=cast.zhao, now=later)
    claim_later(known)
    projects.leave(
        known.solar,
        exit="dropped",
        on=dt.date(2026, 6, 15),
        reason="撤回",
        by=cast.lin,
        now=later,
    )
    filed(cast, "补登项目", on="2026-06-23", stage="S03", plan="7")

    assert same(asked(), before)
    assert not same(asked(make.at("2026-06-24")), before)


def claim_later(known) -> None:
    matters.claim(
        known.road,
        performed_on=dt.date(2026, 6, 21),
        result="道路已通。",
        by=known.cast.wu,
        now=make.at("2026-06-22", 15),
    )


def same(one: Figures, other: Figures) -> bool:
    """Whether two sets of figures say the same of the same rows."""
    told = [
        (a.numerator, a.denominator, a.rows, a.of) == (b.numerator, b.denominator, b.rows, b.of)
        for a, b in zip(one.of.values(), other.of.values(), strict=True)
    ]
    return all(told) and one.behind == other.behind and one.problems == other.problems


def test_in_the_middle_of_a_window_it_counts_up_to_the_day_on_which_it_is_asked():
    window()

    found = asked(make.at("2026-06-05"))

    assert found.base_on == dt.date(2026, 6, 5)
    assert (found["filed"].count, found["dropped_now"].count) == (4, 0)
    assert found["in_time"].count == 0
    assert found["not_yet"].count == found["in_time"].denominator


def test_whoever_asks_within_one_unit_gets_the_figures_of_that_unit():
    known = window()

    found = asked(scope=Scope(units=frozenset({known.cast.energy.pk})))

    assert [one.name for one in found.projects] == ["北岭光伏项目"]
    assert found["planned"].numerator == Decimal(260000000)


def test_a_figure_is_kept_with_its_words_and_read_back_as_it_was():
    window()

    for figure in asked().of.values():
        kept = written(figure)
        assert read(kept) == figure
        assert kept["cohort"] == WORDS[figure.code][2]


def test_more_projects_ask_no_more_of_the_database():
    known = window()
    few = queries_of_asking()
    for n in range(8):
        one = filed(known.cast, f"续建项目{n}", on="2026-06-02", stage="S08", plan="100")
        problem(known.cast, f"续建项目{n}的问题", project=one)

    assert queries_of_asking() == few < 40


def queries_of_asking() -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked_of:
        asked()
    return len(asked_of)


PARTS = [
    ("in_time", ("in_time", "late", "missing", "not_yet"), "in_time"),
    ("raised", ("confirmed", "closed_unconfirmed", "claimed", "open"), "raised"),
]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    steps=st.lists(
        st.sampled_from(["file", "drop", "pause", "report", "problem", "solve", "claim"]),
        max_size=6,
    )
)
def test_no_part_is_more_than_its_whole_and_the_parts_make_the_whole(steps):
    with transaction.atomic():
        known = window()
        for at, step in enumerate(steps):
            live(known, step, at)
        found = asked(make.at("2026-06-19"))
        transaction.set_rollback(True)

    counted = [one for one in found.of.values() if one.of is not None and one.unit != "元"]
    assert all(set(one.rows.ids) <= set(one.of.ids) for one in counted)
    assert all(one.numerator <= one.denominator == len(one.of) for one in counted)
    for _, parts, whole in PARTS:
        assert sum(found[code].count for code in parts) == found[whole].denominator
    moved = found["new"].count + found["back_now"].count - found["dropped_now"].count
    assert found["filed"].count == int(found.before["filed"]) + moved
    assert sum(one.cause in CAUSES for one in found.behind) == found["behind"].count


def live(known, step: str, at: int) -> None:
    """Let something happen in the window that a register may meet."""
    cast, day = known.cast, f"2026-06-{5 + at:02}"
    if step in ("problem", "solve", "claim"):
        one = problem(cast, f"又一问题{at}", due_proposed=dt.date(2026, 6, 12))
        if step == "solve":
            solved(cast, one, on="2026-06-14")
        elif step == "claim":
            matters.claim(
                one,
                performed_on=dt.date(2026, 6, 14),
                result="已办。",
                by=cast.wu,
                now=make.at("2026-06-14"),
            )
        return
    made = filed(cast, f"又一项目{at}", on=day, stage="S08", plan=f"{at}.25")
    if step in ("drop", "pause"):
        projects.leave(
            made,
            exit={"drop": "dropped", "pause": "paused"}[step],
            on=dt.date.fromisoformat(day),
            reason="情况变化",
            review_on=dt.date(2026, 9, 1) if step == "pause" else None,
            by=cast.lin,
            now=make.at(day, 14),
        )


def test_a_share_is_rounded_half_up_to_one_decimal():
    assert (percent(1, 3), percent(1, 1000), percent(5, 10000)) == (
        Decimal("33.3"),
        Decimal("0.1"),
        Decimal("0.1"),
    )
