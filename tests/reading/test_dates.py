"""Days, limits and rhythms: what is printed is what is read back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.dates import add_months, add_working_days, event_days, find_dates
from luoshi.reading.deadlines import due_in, due_of_field, find_cadences

FRIDAY = dt.date(2024, 5, 17)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2079, 12, 31))
CHINESE = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (
        CHINESE[ones] if ones else ""
    )


FORMS = {
    "arabic": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "padded": lambda d: f"{d.year}年{d.month:02d}月{d.day:02d}日",
    "hyphens": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dots": lambda d: f"{d.year}.{d.month:02d}.{d.day:02d}",
    "chinese": lambda d: (
        "".join(CHINESE[int(c)] for c in str(d.year)) + f"年{chinese(d.month)}月{chinese(d.day)}日"
    ),
    "colloquial": lambda d: f"{d.year}年{d.month}月{d.day}号",
}


def due(text: str, written_on: dt.date | None = FRIDAY) -> str | None:
    return due_in(text, 0, len(text), written_on)[0]


@given(DAYS, st.sampled_from(sorted(FORMS)))
def test_each_day_printed_in_any_form_is_read_back_as_that_day(day, form):
    text = f"会议于{FORMS[form](day)}召开。"

    (moment,) = find_dates(text)

    assert event_days(moment, None) == (day.isoformat(), day.isoformat())
    assert text[moment.start : moment.end] == FORMS[form](day)


@given(DAYS, st.integers(0, 365))
def test_a_deadline_without_a_year_is_never_before_the_document(written_on, ahead):
    day = written_on + dt.timedelta(days=ahead)
    if (day.month, day.day) == (2, 29):
        return

    settled = due(f"{day.month}月{day.day}日前报送。", written_on)

    assert settled is not None
    assert written_on <= dt.date.fromisoformat(settled)
    assert (dt.date.fromisoformat(settled).month, dt.date.fromisoformat(settled).day) == (
        day.month,
        day.day,
    )


@given(DAYS, st.integers(0, 365))
def test_what_took_place_is_never_after_the_document(written_on, ago):
    day = written_on - dt.timedelta(days=ago)
    if (day.month, day.day) == (2, 29):
        return

    (moment,) = find_dates(f"{day.month}月{day.day}日上午，考察组抵达。")
    found = event_days(moment, written_on)

    assert found is not None and dt.date.fromisoformat(found[0]) <= written_on


@given(DAYS, st.integers(1, 60))
def test_so_many_working_days_always_land_between_monday_and_friday(day, count):
    landed = dt.date.fromisoformat(due(f"{count}个工作日内办结", day) or "")

    assert landed.weekday() < 5
    assert landed == add_working_days(day, count)
    between = (day + dt.timedelta(days=n) for n in range(1, (landed - day).days + 1))
    assert sum(d.weekday() < 5 for d in between) == count


@given(DAYS, st.integers(1, 24))
def test_months_later_keep_the_day_or_take_the_last_of_a_shorter_month(day, months):
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 6))
def test_a_weekday_of_next_week_lies_in_next_week(day, weekday):
    found = dt.date.fromisoformat(due(f"下周{'一二三四五六日'[weekday]}前进场施工", day) or "")

    monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(days=7)
    assert found == monday + dt.timedelta(days=weekday)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6月底前完成招标", "2024-06-30"),
        ("2月底前支付五成", "2025-02-28"),
        ("5月下旬完成设备采购", "2024-05-31"),
        ("8月上旬发布公告", "2024-08-10"),
        ("12月中旬提交研究", "2024-12-20"),
        ("年内完成备案", "2024-12-31"),
        ("年底前建成", "2024-12-31"),
        ("明年6月底前交付", "2025-06-30"),
        ("第三季度末投入试运行", "2024-09-30"),
        ("力争今年四季度开工", "2024-12-31"),
        ("上半年完成培训", "2024-06-30"),
        ("两周内提出方案", "2024-05-31"),
        ("一个月之内办结", "2024-06-17"),
        ("半个月内答复", "2024-06-01"),
        ("本周内报送", "2024-05-19"),
        ("本月底前上报", "2024-05-31"),
        ("下月10日前上报", "2024-06-10"),
        ("20日前上报", "2024-05-20"),
        ("9月15日18:00前将回执报办公室", "2024-09-15"),
        ("9月30日（星期一）前报送", "2024-09-30"),
        ("收到本单后3个工作日内联系", "2024-05-22"),
        ("分别于6月10日、9月10日前报送", "2024-09-10"),
    ],
)
def test_of_limits_the_last_day_on_time_is_told(text, day):
    assert due(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "6月20日前往乙县调研",
        "春节前投入使用",
        "立即组织抢修",
        "截至5月15日累计完成",
        "自4月起报送",
        "每月5日前报送进展",
        "每季度首月10日前形成报告",
        "季度结束后10个工作日内报送",
        "提前3个工作日书面说明",
        "5月20日的会议要求",
        "初步设计5月提交后仍在修改",
    ],
)
def test_of_what_is_no_limit_no_due_day_is_made_up(text):
    assert due(text) is None


def test_without_a_date_of_the_document_a_span_from_it_has_no_end_but_a_day_keeps_its_month():
    assert due("两周内报送", None) is None
    assert due("9月15日前报送", None) == "--09-15"
    assert due("年内完成", None) == "--12-31"


def test_the_year_last_given_before_helps_a_document_without_a_date():
    text = "2021年11月3日召开座谈会。会议要求，11月20日前抢通道路。"

    assert due_in(text, 20, len(text), None)[0] == "2021-11-20"


def test_a_field_takes_any_day_and_a_span_its_end():
    def field(text: str) -> str | None:
        return due_of_field(text, 0, len(text), FRIDAY)

    assert field("6月25日") == "2024-06-25"
    assert field("2025年3月底") == "2025-03-31"
    assert field("6月1日至7月15日") == "2024-07-15"
    assert field("立即启动，年底前完成") == "2024-12-31"
    assert field("长期坚持") is None


def test_days_of_one_trip_share_the_month_that_is_printed_once():
    text = "2022年9月20日至22日赴甲州考察。21日上午踏勘现场，次日返回。"

    days = [event_days(m, dt.date(2022, 9, 23)) for m in find_dates(text)]

    assert days == [
        ("2022-09-20", "2022-09-22"),
        ("2022-09-21", "2022-09-21"),
        ("2022-09-22", "2022-09-22"),
    ]


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("每日公布进度", "daily"),
        ("逐周销号", "weekly"),
        ("每周五18:00前报送", "weekly"),
        ("每半个月通报一次", "semimonthly"),
        ("每月向办公室报送两次", "semimonthly"),
        ("每月最后一个工作日前报送", "monthly"),
        ("按季度通报", "quarterly"),
        ("建立季度会商机制", "quarterly"),
    ],
)
def test_of_rhythms_the_beat_is_told(text, cadence):
    assert [r.cadence for r in find_cadences(text)] == [cadence]


def test_a_month_of_the_year_is_no_rhythm():
    assert find_cadences("5月调度一次，10月通报") == ()
