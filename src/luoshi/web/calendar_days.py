"""Days as the calendar shows them: what kind of day, where a half month ends, what falls on it."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.diary import queries as diary
from luoshi.meetings import queries as meetings
from luoshi.owed import desks
from luoshi.owed import queries as owed
from luoshi.reviewing import queries as reviewing
from luoshi.rules.access import Permission
from luoshi.values.civil import EARLIEST, LATEST
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.workcalendar import ONE_DAY, WorkCalendar, days_from
from luoshi.web.calendars import MARKS, WEEKDAYS, WORDS
from luoshi.web.desk import rows_of
from luoshi.web.forms.calendar import AGENDA, ENGAGEMENTS, MONTH, SETTLED, WEEK
from luoshi.web.history import address_of

SHOWN_MOST = 500  # debts shown of one stretch; each day says how many it has
OVERDUE_SHOWN = 30
IN_A_CELL = {MONTH: 3, WEEK: 12}
AGENDA_DAYS = 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """From which day to which the calendar is shown, and where the stretches beside it begin."""

    first: dt.date
    last: dt.date
    before: dt.date
    after: dt.date


def stretch(view: str, on: dt.date) -> Stretch:
    """Return the days that ``view`` shows around ``on``."""
    if view == WEEK:
        first = on - dt.timedelta(days=on.weekday())
        return Stretch(first, first + 6 * ONE_DAY, first - 7 * ONE_DAY, first + 7 * ONE_DAY)
    if view == AGENDA:
        step = AGENDA_DAYS * ONE_DAY
        return Stretch(on, on + step - ONE_DAY, on - step, on + step)
    first = on.replace(day=1)
    last = first.replace(day=months.monthrange(on.year, on.month)[1])
    return Stretch(first, last, (first - ONE_DAY).replace(day=1), last + ONE_DAY)


def kept_within(on: dt.date) -> dt.date:
    """Return ``on``, or the nearest day around which a month can be shown."""
    edge = dt.timedelta(days=62)
    return min(max(on, EARLIEST + edge), LATEST - edge)


@dataclass(frozen=True, slots=True)
class Held:
    """What takes place on a day: name, what kind of meeting, where, its page."""

    name: str
    kind: str
    place: str
    address: str


@dataclass(slots=True)
class CalendarDay:
    """One day: what kind it is, which half month ends with it, what falls on it.

    ``more`` counts the debts that are not among ``rows``; ``outside`` is a day of another month.
    """

    on: dt.date
    weekday: Any
    mark: str
    words: str
    css: str
    half_ends: HalfMonth | None = None
    outside: bool = False
    rows: list[Any] = field(default_factory=list)
    meetings: list[Held] = field(default_factory=list)
    count: int = 0
    shown: int | None = None

    @property
    def some(self) -> list[Any]:
        """The debts that have room in a cell."""
        return self.rows[: self.shown]

    @property
    def more(self) -> int:
        """How many debts of the day are not shown in its cell."""
        return self.count - len(self.some)

    @property
    def is_empty(self) -> bool:
        """True for a day on which nothing falls."""
        return not self.count and not self.meetings


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, checked: whose, of which unit and person, which kinds."""

    whose: str = diary.WHOSE.SEEN
    unit: Any = None
    person: Any = None
    kind: str = ""
    settled: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Asked:
        """Return what the cleaned fields of the filters ask for."""
        return cls(
            given.get("whose") or diary.WHOSE.SEEN,
            given.get("unit"),
            given.get("person"),
            given.get("kind") or "",
            given.get("state") == SETTLED,
        )


def debts(by: Any, asked: Asked, *, now: dt.datetime) -> Any:
    """Return everything due that is asked for and that ``by`` may see, done or not as is asked."""
    rows = diary.debts_of(by, whose=asked.whose, now=now)
    if asked.unit:
        rows = diary.of_unit(rows, asked.unit)
    if asked.person:
        rows = rows.filter(debtor=asked.person)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return rows if asked.settled else rows.open()


def days_of(
    by: Any,
    asked: Asked,
    *,
    view: str,
    of: Stretch,
    works: WorkCalendar,
    held: frozenset[Permission],
    today: dt.date,
    now: dt.datetime,
) -> list[CalendarDay]:
    """Return every day of a stretch, in whole weeks where it is a month, with what falls on it."""
    first, last = of.first, of.last
    if view == MONTH:
        first -= first.weekday() * ONE_DAY
        last += (6 - last.weekday()) * ONE_DAY
    days = {on: _day(on, works, today=today) for on in days_from(first, last)}
    for on, day in days.items():
        day.outside = not of.first <= on <= of.last
        day.shown = IN_A_CELL.get(view)
    rows = debts(by, asked, now=now).filter(due_on__range=(of.first, of.last)).order_by()
    for on, count in rows.values_list("due_on").annotate(n=Count("pk")):
        days[on].count = count
    keys = rows.order_by("due_on", "pk").values_list("pk", flat=True)[:SHOWN_MOST]
    for row in shown(desks.whole(keys).values(), held=held, today=today):
        days[row.obligation.due_on].rows.append(row)
    for day in days.values():
        day.rows.sort(key=lambda row: row.obligation.pk)
    if asked.kind in ("", ENGAGEMENTS):
        _hold_meetings(days, by, asked, of=of, now=now)
        _hold_sessions(days, by, asked, of=of, now=now)
    return list(days.values())


def shown(found: Iterable[Any], *, held: frozenset[Permission], today: dt.date) -> list[Any]:
    """Return debts as rows with their light and where they are done."""
    reports = Permission.REPORT_SUBMIT in held
    return rows_of(found, today=today, may_report=reports, held=held)


def _day(on: dt.date, works: WorkCalendar, *, today: dt.date) -> CalendarDay:
    known = works.arranged(on)
    words = [_(word) for word in (known.name, known.laid_by) if word]
    words.append(str(WORDS[known.kind]))
    words += [] if known.announced else [_("未公布")]
    css = [f"cal-{known.kind}"]
    css += ["cal-today"] if on == today else []
    css += ["cal-past"] if on < today else []
    half = HalfMonth.containing(on)
    mark = str(MARKS.get(known.kind, "" if known.announced else "?"))
    return CalendarDay(
        on,
        WEEKDAYS[on.weekday()],
        mark,
        " ".join(words),
        " ".join(css),
        half if half.last_day == on else None,
    )


def _hold_meetings(
    days: Mapping[dt.date, CalendarDay], by: Any, asked: Asked, *, of: Stretch, now: dt.datetime
) -> None:
    """Lay each engagement on every day of the stretch on which it takes place."""
    person = asked.person or (by.person if asked.whose == diary.WHOSE.OWN else None)
    rows = meetings.attended_by(person, by, now=now) if person else None
    rows = meetings.visible_engagements(by, now=now) if rows is None else rows
    if asked.unit:
        rows = meetings.with_unit(rows, asked.unit)
    rows = rows.annotate(last_on=Coalesce(F("end_on"), F("start_on"))).prefetch_related(None)
    held = rows.filter(Q(start_on__lte=of.last), last_on__gte=of.first).order_by("start_on", "pk")
    for one in held[:SHOWN_MOST]:
        where = reverse("engagement_detail", args=[one.pk])
        told = Held(one.name, str(one.get_kind_display()), one.place, where)
        first = one.start_on or of.first
        for on in days_from(max(first, of.first), min(one.last_on, of.last)):
            days[on].meetings.append(told)


def _hold_sessions(
    days: Mapping[dt.date, CalendarDay], by: Any, asked: Asked, *, of: Stretch, now: dt.datetime
) -> None:
    """Lay each review session on its day, until its meeting is an engagement of its own."""
    rows = reviewing.visible_sessions(by, now=now).filter(held_on__range=(of.first, of.last))
    rows = rows.exclude(state=reviewing.STATES.CANCELLED).filter(engagement=None)
    if asked.person:
        rows = rows.filter(chair=asked.person)
    if asked.unit:
        rows = rows.filter(held_by=asked.unit)
    for one in rows.order_by("held_on", "pk")[:SHOWN_MOST]:
        where = address_of("session", one.pk)
        days[one.held_on].meetings.append(Held(one.name, _("调度会"), one.place, where))


@dataclass(frozen=True, slots=True)
class Late:
    """What is overdue of what is asked for: how many, and the first of them."""

    count: int
    rows: list[Any]


def overdue(
    by: Any, asked: Asked, *, held: frozenset[Permission], today: dt.date, now: dt.datetime
) -> Late:
    """Return what is overdue, longest first: it has its place apart, whatever days are shown."""
    rows = desks.Owing((owed.overdue(debts(by, asked, now=now).open(), today=today),))
    return Late(rows.count(), shown(rows.first(OVERDUE_SHOWN), held=held, today=today))
