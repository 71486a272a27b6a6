"""A calendar as telephones and mail programs fetch it (RFC 5545): all-day entries, the same bytes each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event, vDuration, vText, vUri

PRODUCT = "-//Luoshi//agenda//ZH"
MORNING = dt.timedelta(hours=9)
REFRESH = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something due on a day.

    ``uid`` stays the same for ever; ``sequence`` counts the changes since it was made, the last at
    ``changed_at`` (with a time zone).  ``remind_days`` before the day, at nine in the morning, the
    calendar reminds; None for never.  ``address`` is the page on which it is done.
    """

    uid: str
    sequence: int
    made_at: dt.datetime
    changed_at: dt.datetime
    on: dt.date
    title: str
    address: str = ""
    remind_days: int | None = None


def as_icalendar(entries: Iterable[Entry], *, name: str) -> bytes:
    """Return a calendar of ``entries`` called ``name``: UTF-8, folded at 75 bytes, lines ending with CRLF.

    It says nothing of when it was made: what did not change is the same to the byte.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", cleaned(name))
    calendar.add("x-wr-calname", cleaned(name))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("created", entry.made_at.astimezone(dt.UTC))
    event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + dt.timedelta(days=1))
    event.add("summary", vText(cleaned(entry.title)))
    event.add("transp", "TRANSPARENT")  # a day on which something is due is not a day that is taken
    if entry.address:
        event.add("url", vUri(entry.address))
    if entry.remind_days is not None:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", vText(cleaned(entry.title)))
    alarm.add("trigger", MORNING - dt.timedelta(days=entry.remind_days or 0))
    return alarm


def cleaned(text: str) -> str:
    """Return ``text`` on one line, without characters that no calendar may hold.

    >>> cleaned("勘界\\n报告\\x07")
    '勘界 报告'
    """
    return " ".join("".join(" " if _blank(one) else one for one in text if _held(one)).split())


def _blank(one: str) -> bool:
    return one.isspace()


def _held(one: str) -> bool:
    return one.isspace() or (one >= " " and one != "\x7f" and not "\ud800" <= one <= "\udfff")
