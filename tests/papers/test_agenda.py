"""A calendar as bytes: any title survives, lines are folded, nothing tells of the moment of making."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from luoshi.papers.agenda import Entry, as_icalendar, cleaned
from tests import make

ENTRY = Entry(
    uid="obligation-7@luoshi",
    sequence=2,
    made_at=make.at("2026-05-04"),
    changed_at=make.NOON,
    on=dt.date(2026, 5, 31),
    title="办结：灌区勘界",
    address="https://office.example/matters/7/",
    remind_days=3,
)


def read(*entries: Entry, name: str = "我的待办") -> list:
    return Calendar.from_ical(as_icalendar(entries, name=name)).walk("VEVENT")


def test_an_entry_is_a_whole_day_with_what_it_is_what_changed_and_where_it_is_done():
    (event,) = read(ENTRY)
    assert event.decoded("dtstart") == dt.date(2026, 5, 31)
    assert event.decoded("dtend") == dt.date(2026, 6, 1)
    assert (str(event["uid"]), event["sequence"]) == ("obligation-7@luoshi", 2)
    assert str(event["summary"]) == "办结：灌区勘界"
    assert str(event["url"]) == "https://office.example/matters/7/"
    assert event.decoded("dtstamp") == make.NOON and str(event["transp"]) == "TRANSPARENT"


def test_it_reminds_at_nine_so_many_days_before_or_never():
    (event,) = read(ENTRY)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == dt.timedelta(hours=9) - dt.timedelta(days=3)
    assert str(alarm["description"]) == "办结：灌区勘界"
    (same_day,) = read(dataclasses.replace(ENTRY, remind_days=0))
    assert same_day.walk("VALARM")[0].decoded("trigger") == dt.timedelta(hours=9)
    (quiet,) = read(dataclasses.replace(ENTRY, remind_days=None))
    assert quiet.walk("VALARM") == []


def test_the_same_entries_are_the_same_bytes():
    assert as_icalendar([ENTRY], name="甲") == as_icalendar([ENTRY], name="甲")
    assert as_icalendar([ENTRY], name="甲") != as_icalendar([ENTRY], name="乙")


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.text(max_size=40))
def test_any_title_survives_being_written_folded_and_read_again(title, name):
    entries = [dataclasses.replace(ENTRY, title=title), ENTRY]
    data = as_icalendar(entries, name=name)
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines) and lines[-1] == b""
    assert b"\n" not in b"".join(lines) and all(line.decode() or True for line in lines)
    first, second = Calendar.from_ical(data).walk("VEVENT")
    assert str(first.get("summary", "")) == cleaned(title)
    assert str(second["summary"]) == ENTRY.title and second.decoded("dtstart") == ENTRY.on
