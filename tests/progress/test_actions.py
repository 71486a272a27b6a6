"""Reports: one for each window, checked before they count, corrected in the open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.audit.queries import history_of
from luoshi.cli.sweep import sweep_once
from luoshi.owed import queries as owed
from luoshi.progress import actions, queries
from luoshi.progress.models import Report
from luoshi.projects import actions as projects
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, NotFound, Overtaken
from luoshi.values.halfmonth import HalfMonth
from tests import make
from tests.progress.filed import project, report
from tests.together import one_database

pytestmark = pytest.mark.django_db

IN_TIME, LATE = make.at("2026-06-01"), make.at("2026-06-05")


def light_of(made, window: str, today: str) -> str:
    row = owed.of_subject(made).get(key=window)
    return owed.light(row, today=dt.date.fromisoformat(today)).rule


def test_a_report_discharges_what_is_owed_in_time_or_late():
    cast = make.cast()
    quick, slow = project(cast), project(cast, name="北干渠")
    sweep_once(now=make.at("2026-05-19"))
    report(quick, "2026-05B", by=cast.ding, now=IN_TIME)
    report(slow, "2026-05B", by=cast.ding, now=LATE)
    assert light_of(quick, "2026-05B", "2026-06-09") == "time.done"
    assert light_of(slow, "2026-05B", "2026-06-09") == "time.done-late"
    assert history_of(slow)[0].type == "report.submitted"


def test_before_the_last_day_nothing_warns_and_what_is_reported_are_expected_figures():
    cast = make.cast()
    made = project(cast)
    sweep_once(now=make.at("2026-05-19"))
    assert light_of(made, "2026-05B", "2026-05-30") == "time.not-open"
    assert light_of(made, "2026-05B", "2026-05-31") == "time.due-soon"
    early = report(made, "2026-05B", by=cast.ding, now=make.at("2026-05-31"))
    assert early.expected
    assert not report(made, "2026-06A", by=cast.ding, now=make.at("2026-06-16")).expected


def test_a_report_may_come_before_the_sweep_has_opened_its_window():
    cast = make.cast()
    made = project(cast)
    report(made, "2026-05B", by=cast.ding, now=IN_TIME)
    assert sweep_once(now=IN_TIME).opened == 1  # 2026-06A alone
    assert light_of(made, "2026-05B", "2026-06-09") == "time.done"


def test_the_sums_left_out_are_carried_on():
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    report(
        made,
        "2026-05A",
        by=cast.ding,
        now=make.at("2026-05-18"),
        wan=100,
        funds_arrived=Decimal(500),
    )
    second = report(made, "2026-05B", by=cast.ding, now=IN_TIME, wan=25)
    assert (second.invested_year, second.invested_total) == (Decimal(1250000), Decimal(1250000))
    assert second.funds_arrived == Decimal(500)


def test_in_january_the_year_begins_anew_and_the_total_goes_on():
    cast = make.cast()
    made = project(cast, on="2025-12-20")
    report(made, "2025-12B", by=cast.ding, now=make.at("2026-01-04"), wan=100)
    january = report(made, "2026-01A", by=cast.ding, now=make.at("2026-01-16"), wan=10)
    assert (january.invested_year, january.invested_total) == (Decimal(100000), Decimal(1100000))


def test_without_words_or_sums_nothing_is_taken():
    cast = make.cast()
    made = project(cast)
    with pytest.raises(Incomplete) as said:
        actions.submit(
            made, window="2026-05B", stage="S08", progress="  ", by=cast.ding, now=IN_TIME
        )
    assert said.value.fields == (
        "progress",
        "invested_window",
        "invested_year",
        "invested_total",
        "funds_arrived",
    )
    assert "形象进度、本期完成投资" in str(said.value)
    assert not Report.objects.exists()


WITHOUT_NOTE = {
    "a cumulative sum that falls": (
        {"invested_total": Decimal(900000)},
        "invested_total",
        "由上期的100万元减少为90万元",
    ),
    "arrived funds that fall": (
        {"funds_arrived": Decimal(0)},
        "funds_arrived",
        "由上期的50万元减少为0万元",
    ),
    "a year that is not the sum": (
        {"invested_year": Decimal(1110000), "invested_total": Decimal(1200000)},
        "invested_year",
        "应为110万元",
    ),
    "more than the plan and a tenth": (
        {"invested_total": Decimal(88000001)},
        "invested_total",
        "超过计划总投资8,000万元的110%",
    ),
    "a stage that went back": ({"stage": "S07"}, "stage", "后退"),
}


@pytest.mark.parametrize("case", WITHOUT_NOTE)
def test_what_looks_wrong_is_only_taken_with_a_note(case):
    said, field, sentence = WITHOUT_NOTE[case]
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    report(
        made,
        "2026-05A",
        by=cast.ding,
        now=make.at("2026-05-18"),
        wan=100,
        funds_arrived=Decimal(500000),
    )
    if case == "a cumulative sum that falls":
        said = {"invested_year": Decimal(100000)} | said
    with pytest.raises(BadInput) as refused:
        report(made, "2026-05B", by=cast.ding, now=IN_TIME, wan=10, **said)
    assert sentence in str(refused.value.fields[field])

    taken = report(
        made, "2026-05B", by=cast.ding, now=IN_TIME, wan=10, correction="审计核减", **said
    )
    assert taken.correction == "审计核减"


def test_what_went_over_the_plan_is_explained_once_not_every_half_month():
    cast = make.cast()
    made = project(cast, on="2026-05-04", plan="1000000")
    report(
        made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"), wan=120, correction="增加泵站"
    )
    assert report(made, "2026-05B", by=cast.ding, now=IN_TIME, wan=10).correction == ""


def test_what_cannot_be_is_not_taken_with_a_note_either():
    cast = make.cast()
    made = project(cast)
    with pytest.raises(BadInput) as refused:
        report(
            made,
            "2026-05B",
            by=cast.ding,
            now=IN_TIME,
            invested_window=Decimal(-1),
            correction="更正",
        )
    assert set(refused.value.fields) == {"invested_window"}
    with pytest.raises(BadInput) as refused:
        report(
            made,
            "2026-05B",
            by=cast.ding,
            now=IN_TIME,
            invested_total=Decimal(5),
            correction="更正",
        )
    assert set(refused.value.fields) == {"invested_total"}


def test_after_windows_that_were_missed_the_year_may_be_more_than_the_reported_sum():
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"), wan=100)
    leap = {"invested_year": Decimal(3000000), "invested_total": Decimal(3000000)}
    assert report(made, "2026-06A", by=cast.ding, now=make.at("2026-06-17"), wan=50, **leap).pk
    with pytest.raises(BadInput) as refused:  # what was missed lies between its neighbours
        report(made, "2026-05B", by=cast.ding, now=make.at("2026-06-17"), wan=250)
    assert "2026年6月上半月已报累计完成投资300万元" in str(refused.value)
    assert report(
        made, "2026-05B", by=cast.ding, now=make.at("2026-06-17"), wan=150
    ).invested_total == Decimal(2500000)


def test_no_change_is_free_once_and_wants_a_reason_the_second_time():
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    with pytest.raises(BadInput):
        actions.submit(
            made, window="2026-05A", unchanged=True, by=cast.ding, now=make.at("2026-05-18")
        )
    first = report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    free = actions.submit(made, window="2026-05B", unchanged=True, by=cast.ding, now=IN_TIME)
    assert (free.progress, free.invested_window, free.invested_total) == (
        first.progress,
        0,
        first.invested_total,
    )
    assert not free.same_text

    again = {"window": "2026-06A", "unchanged": True, "by": cast.ding, "now": make.at("2026-06-16")}
    with pytest.raises(BadInput) as refused:
        actions.submit(made, **again)
    assert "unchanged_reason" in refused.value.fields
    assert actions.submit(made, **again, unchanged_reason="汛期停工").unchanged_reason == "汛期停工"


def test_the_same_words_again_are_taken_but_marked():
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    words = "完成渠首闸基础浇筑，渠道衬砌推进到第三段，安装闸门两扇。"
    report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"), progress=words)
    again = report(made, "2026-05B", by=cast.ding, now=IN_TIME, progress=words + " ")
    new = report(
        made,
        "2026-06A",
        by=cast.ding,
        now=make.at("2026-06-16"),
        progress="闸门调试完毕，试通水成功。",
    )
    assert (again.same_text, new.same_text) == (True, False)


def test_the_same_form_sent_twice_is_one_report():
    cast = make.cast()
    made = project(cast)
    first = report(made, "2026-05B", by=cast.ding, now=IN_TIME)
    assert report(made, "2026-05B", by=cast.ding, now=IN_TIME) == first
    assert Report.objects.count() == 1


def test_of_two_colleagues_reporting_the_second_is_told_who_was_first():
    cast = make.cast()
    made = project(cast)
    colleague = make.account(cast.builder, "handler", name="石磊")
    report(made, "2026-05B", by=cast.ding, now=IN_TIME)
    with pytest.raises(Overtaken) as refused:
        report(made, "2026-05B", by=colleague, now=IN_TIME, wan=7)
    assert "丁立已于2026年6月1日报送了本期半月报" in str(refused.value)
    assert Report.objects.get().invested_window == Decimal(1000000)


@pytest.mark.django_db(transaction=True)
def test_of_two_sent_in_the_same_moment_one_counts(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        made = project(cast)
        colleague = make.account(cast.builder, "handler", name="石磊")
        answers = at_once(
            lambda: report(made, "2026-05B", by=cast.ding, now=IN_TIME),
            lambda: report(made, "2026-05B", by=colleague, now=IN_TIME, wan=7),
        )
        assert sorted(type(one).__name__ for one in answers) == ["Overtaken", "Report"]
        assert Report.objects.count() == 1


def test_a_correction_is_a_new_edition_and_the_old_one_stays():
    cast = make.cast()
    made = project(cast)
    old = report(made, "2026-05B", by=cast.ding, now=IN_TIME)
    content = {
        name: getattr(old, name)
        for name in (
            *queries.TEXTS,
            "stage",
            "invested_window",
            "invested_year",
            "invested_total",
            "funds_arrived",
        )
    }
    with pytest.raises(Incomplete):
        actions.correct(
            old, **content | {"problems": "缺水泥"}, correction=" ", by=cast.ding, now=LATE
        )
    with pytest.raises(BadInput):
        actions.correct(old, **content, correction="重报", by=cast.ding, now=LATE)
    new = actions.correct(
        old, **content | {"problems": "缺水泥"}, correction="补报问题", by=cast.ding, now=LATE
    )

    assert [(r.edition, r.is_current, r.problems) for r in queries.editions_of(old)] == [
        (2, True, "缺水泥"),
        (1, False, ""),
    ]
    assert list(queries.reports_of(made)) == [new]
    assert light_of(made, "2026-05B", "2026-06-09") == "time.done"
    with pytest.raises(Overtaken):
        actions.correct(
            old, **content | {"problems": "缺沙石"}, correction="再报", by=cast.ding, now=LATE
        )


def test_only_the_reporting_unit_reports():
    cast = make.cast()
    made = project(cast)
    for stranger in (cast.wu, cast.aiko, cast.lin):
        with pytest.raises(NotAllowed):
            report(made, "2026-05B", by=stranger, now=IN_TIME)
    assert report(made, "2026-05B", by=cast.ding, now=IN_TIME).by == cast.ding


def test_what_is_not_owed_is_not_taken():
    cast = make.cast()
    made = project(cast)
    with pytest.raises(BadInput, match="还没有开始"):
        report(made, "2026-06A", by=cast.ding, now=make.at("2026-05-31"))
    with pytest.raises(IllegalMove, match="不需要报送"):
        report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-31"))
    unfiled = projects.add_project(name="未备案", held_by=cast.region, by=cast.lin, now=make.NOON)
    with pytest.raises(IllegalMove, match="还没有备案"):
        report(unfiled, "2026-05B", by=cast.ding, now=make.at("2026-05-31"))


def test_while_a_project_is_paused_nothing_is_owed_and_what_was_overdue_stays():
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    sweep_once(now=make.at("2026-06-01"))
    left = {"exit": "paused", "on": dt.date(2026, 6, 2), "reason": "等待用地批复"}
    projects.leave(made, **left, by=cast.lin, now=make.at("2026-06-02"))
    sweep_once(now=make.at("2026-06-02"))
    sweep_once(now=make.at("2026-06-20"))
    assert light_of(made, "2026-05A", "2026-06-20") == "time.overdue"
    assert light_of(made, "2026-06A", "2026-06-20") == "time.void"
    assert owed.of_subject(made).count() == 3

    made.refresh_from_db()
    projects.come_back(
        made, on=dt.date(2026, 6, 10), reason="用地已批", by=cast.lin, now=make.at("2026-06-21")
    )
    sweep_once(now=make.at("2026-06-21"))
    assert light_of(made, "2026-06A", "2026-06-21") == "time.overdue"
    assert light_of(made, "2026-06B", "2026-06-21") == "time.not-open"


def test_a_report_is_found_within_her_scope_only():
    cast = make.cast()
    made = report(project(cast), "2026-05B", by=cast.ding, now=IN_TIME)
    assert queries.report_for(cast.ding, made.pk, now=IN_TIME) == made
    assert queries.report_for(cast.lin, made.pk, now=IN_TIME) == made
    with pytest.raises(NotFound):
        queries.report_for(cast.aiko, made.pk, now=IN_TIME)


def test_the_matrix_shows_each_project_in_each_window_by_its_light():
    cast = make.cast()
    quick, slow = (
        project(cast, on="2026-05-04", name="一号渠"),
        project(cast, on="2026-05-20", name="二号渠"),
    )
    report(quick, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    report(quick, "2026-05B", by=cast.ding, now=LATE)
    now = make.at("2026-06-15")
    sweep_once(now=now)
    windows = [HalfMonth.parse(one) for one in ("2026-05A", "2026-05B", "2026-06A")]
    lines = queries.matrix(cast.lin, windows=windows, now=now)
    assert [(line.project, [cell.state for cell in line.cells]) for line in lines] == [
        (quick, ["in-time", "late", "due"]),
        (slow, [None, "missed", "due"]),
    ]
    assert queries.matrix(cast.aiko, windows=windows, now=now) == []


def test_a_new_report_begins_with_the_words_of_the_last():
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    assert queries.prefill(made, HalfMonth.parse("2026-05A")).values == {"stage": "S08"}
    first = report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"), problems="缺水泥")
    begun = queries.prefill(made, HalfMonth.parse("2026-05B"))
    assert begun.last == first
    assert (begun.values["problems"], begun.values["progress"]) == ("缺水泥", first.progress)
    assert "invested_window" not in begun.values
