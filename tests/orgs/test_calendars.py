"""By which calendar a unit counts: its own choice, else that of the unit above it."""

import datetime as dt
import shutil

import pytest

from luoshi import policy
from luoshi.audit.queries import history_of
from luoshi.orgs import actions, queries
from luoshi.orgs.models import Unit
from luoshi.owed import queries as owed
from luoshi.owed.models import Kind
from luoshi.progress import actions as progress
from luoshi.progress import tasks
from luoshi.values.errors import BadInput, NotAllowed, Overtaken
from luoshi.values.halfmonth import HalfMonth
from tests import make
from tests.progress.filed import project

pytestmark = pytest.mark.django_db
CORBAN = dt.date(2025, 6, 9)


@pytest.fixture
def cast():
    return make.cast()


def choose(unit, code, *, by, **given):
    unit.refresh_from_db()
    return actions.choose_calendar(
        unit, calendar=code, by=by, now=make.NOON, **{"version": unit.version} | given
    )


def test_a_unit_that_chose_nothing_counts_with_the_nation(cast):
    assert queries.calendar_of(cast.prefecture).is_working_day(CORBAN)


def test_a_units_choice_holds_for_those_below_it_until_they_choose_themselves(cast):
    below = make.unit("青泉州水文局", parent=cast.prefecture)
    station = make.unit("乌拉斯台水文站", parent=below)
    choose(cast.prefecture, "xinjiang", by=cast.lin)
    below.refresh_from_db()
    station = Unit.objects.get(pk=station.pk)
    assert not queries.calendar_of(station).is_working_day(CORBAN)
    assert queries.calendars().code_of(station.pk) == "xinjiang"

    choose(below, "china", by=cast.lin)
    assert queries.calendar_of(Unit.objects.get(pk=station.pk)).is_working_day(CORBAN)
    assert queries.calendars().code_of(station.pk) == "china"


def test_the_choice_stands_in_the_record_and_can_be_taken_back(cast):
    choose(cast.prefecture, "xinjiang", by=cast.lin)
    choose(cast.prefecture, "", by=cast.lin)
    types = [event.type for event in history_of(cast.prefecture)]
    assert types.count("unit.calendar_chosen") == 2
    assert queries.calendars().code_of(cast.prefecture.pk) == "china"


def test_only_who_keeps_the_directory_chooses(cast):
    with pytest.raises(NotAllowed):
        choose(cast.prefecture, "xinjiang", by=cast.wu)


def test_a_calendar_without_a_file_is_not_chosen(cast):
    with pytest.raises(BadInput, match="火星"):
        choose(cast.prefecture, "火星", by=cast.lin)


def test_a_choice_whose_file_is_gone_is_told_and_not_replaced_by_another(cast):
    Unit.objects.filter(pk=cast.prefecture.pk).update(calendar="closed-mine")
    cast.prefecture.refresh_from_db()
    with pytest.raises(BadInput, match="closed-mine"):
        queries.calendar_of(cast.prefecture)
    with pytest.raises(BadInput, match="closed-mine"):
        queries.calendars().of(cast.prefecture.pk)


def test_of_two_who_choose_at_once_the_second_is_told(cast):
    seen = cast.prefecture.version
    choose(cast.prefecture, "xinjiang", by=cast.lin)
    with pytest.raises(Overtaken):
        choose(cast.prefecture, "", by=cast.lin, version=seen)


REPAIRS = """\
name = "瀚北交通建设集团"
on = "xinjiang"
basis = "瀚交办〔2026〕4号"
off = [{ from = 2026-05-18, to = 2026-05-18, name = "安全停工日" }]
"""


def test_a_report_is_due_by_the_calendar_of_the_unit_that_reports(cast, tmp_path):
    copy = tmp_path / "policy"
    shutil.copytree(policy.directory(), copy)
    (copy / "calendars/units/builder.toml").write_text(REPAIRS, "utf-8")
    policy.use(copy)
    try:
        filed = project(cast, on="2026-05-04")
        window = HalfMonth.parse("2026-05A")
        by_nation = progress.open_window(filed.filing, window=window, now=make.at("2026-05-04"))
        assert (by_nation.due_on, by_nation.confirmed) == (dt.date(2026, 5, 18), True)

        choose(cast.builder, "builder", by=cast.lin)
        filed = project(cast, on="2026-05-04", name="白杨沟公路")
        tasks.open_windows(now=make.at("2026-05-04"))
        by_unit = owed.owed_of(Kind.REPORT, filed, window.id)
        assert by_unit.due_on == dt.date(2026, 5, 19)
        assert not by_unit.confirmed, "the region's notice of 2026 is not known"
    finally:
        policy.use(None)
