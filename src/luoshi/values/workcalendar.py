"""WorkCalendar: which days and hours are worked, from announced tables; a guess is marked as one.

A calendar is the national table, year by year, with overlays of a region and of a unit on top.
In a year without an announced table only the weekend is known: the strict verbs raise
CalendarGap, the tolerant ones return a ``Day`` that says it waits for the announcement.
All days are civil dates of Asia/Shanghai.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import CalendarGap

ONE_DAY = dt.timedelta(days=1)
MOST_WORKING_DAYS = 5000
MOST_WORKING_HOURS = 2000
ANNOUNCED_BY = (12, 1)
Span = tuple[dt.time, dt.time]
USUAL_SPANS: tuple[Span, ...] = ((dt.time(9), dt.time(12)), (dt.time(14), dt.time(18)))


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was counted out.

    ``unannounced`` is the first year on the way without a national table; ``waiting`` are the
    overlays whose notice for a year on the way is not known.
    """

    on: dt.date
    unannounced: int | None = None
    waiting: tuple[str, ...] = ()

    @property
    def confirmed(self) -> bool:
        """True if every year the count touched is announced, by the nation and by each overlay."""
        return self.unannounced is None and not self.waiting

    def certain(self) -> dt.date:
        """Return the day; raises CalendarGap if a year on the way has no national table."""
        if self.unannounced is not None:
            raise CalendarGap(self.unannounced)
        return self.on


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day that was counted out, in Beijing time, and the ``day`` on which it lies."""

    at: dt.datetime
    day: Day

    @property
    def confirmed(self) -> bool:
        """True if every year the count touched is announced."""
        return self.day.confirmed


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKED = "worked"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Arranged:
    """What is known of one day: its kind, the holiday's name, which overlay says so ("" the nation's).

    ``announced`` is False where only the weekend rule speaks; ``waiting`` are the overlays whose
    notice for that year is not known.
    """

    on: dt.date
    kind: DayKind
    name: str = ""
    laid_by: str = ""
    announced: bool = True
    waiting: tuple[str, ...] = ()

    @property
    def is_worked(self) -> bool:
        """True for a day on which offices are open, as far as is known."""
        return self.kind in (DayKind.WORKED, DayKind.SWAPPED)


@dataclass(frozen=True, slots=True)
class YearTable:
    """The arrangement of one civil year: days off, weekend days worked, and the papers it rests on.

    ``sources`` are document numbers; empty where the number could not be established.  ``names``
    say what a day off is called; ``note`` says what a later paper changed.
    """

    year: int
    off: frozenset[dt.date] = frozenset()
    working_weekends: frozenset[dt.date] = frozenset()
    sources: tuple[str, ...] = ()
    names: Mapping[dt.date, str] = field(default_factory=dict, hash=False)
    note: str = ""

    def __post_init__(self) -> None:
        strays = sorted(d for d in self.off | self.working_weekends if d.year != self.year)
        if strays:
            raise ValueError(f"{strays[0]}不在{self.year}年")
        weekdays = sorted(d for d in self.working_weekends if not _is_weekend(d))
        if weekdays:
            raise ValueError(f"{weekdays[0]}不是周六或者周日，本来就上班")
        both = sorted(self.off & self.working_weekends)
        if both:
            raise ValueError(f"{both[0]}既写放假又写上班")


@dataclass(frozen=True, slots=True, order=True)
class OfficeHours:
    """From ``month``/``day`` on, every year, offices are open in these spans (Beijing time)."""

    month: int
    day: int
    spans: tuple[Span, ...]

    @property
    def closes(self) -> dt.time:
        """The time of day at which business ends."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a region or a unit changes: its own days off, its own days worked, its office hours.

    ``years`` are those for which its notice is known, with or without any change; None says that
    no yearly notice is waited for (a unit with days of its own).  ``papers`` are the sources of
    single years, ``sources`` those that hold for all; ``notes`` say what is still open.
    """

    name: str
    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()
    years: frozenset[int] | None = frozenset()
    hours: tuple[OfficeHours, ...] = ()
    sources: tuple[str, ...] = ()
    names: Mapping[dt.date, str] = field(default_factory=dict, hash=False)
    papers: Mapping[int, tuple[str, ...]] = field(default_factory=dict, hash=False)
    notes: Mapping[int, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        both = sorted(self.off & self.worked)
        if both:
            raise ValueError(f"{both[0]}既写放假又写上班")

    def knows(self, year: int) -> bool:
        """Return whether the notice of ``year`` is known, or none is waited for."""
        return self.years is None or year in self.years


@dataclass(frozen=True)
class WorkCalendar:
    """The national tables, and the overlays in the order in which they were laid on."""

    tables: tuple[YearTable, ...]
    overlays: tuple[Overlay, ...] = field(default=())
    name: str = "全国"

    def __post_init__(self) -> None:
        years = [table.year for table in self.tables]
        if len(set(years)) != len(years):
            raise ValueError("同一年度写了两次")

    @classmethod
    def plain(cls, *years: int) -> WorkCalendar:
        """Return a calendar of ``years`` in which only weekends are off."""
        return cls(tuple(YearTable(year) for year in years))

    def __add__(self, overlay: Overlay) -> WorkCalendar:
        return replace(self, overlays=(*self.overlays, overlay), name=overlay.name)

    @cached_property
    def years(self) -> frozenset[int]:
        """The announced years."""
        return frozenset(table.year for table in self.tables)

    @cached_property
    def _changed(self) -> dict[dt.date, bool]:
        changed: dict[dt.date, bool] = {}
        for table in self.tables:
            changed |= dict.fromkeys(table.off, False)
            changed |= dict.fromkeys(table.working_weekends, True)
        for overlay in self.overlays:
            changed |= dict.fromkeys(overlay.off, False)
            changed |= dict.fromkeys(overlay.worked, True)
        return changed

    # --- what is known

    def knows(self, day: dt.date) -> bool:
        """Return whether the arrangement of the year of ``day`` is announced."""
        return day.year in self.years

    def missing_overlays(self, day: dt.date) -> tuple[str, ...]:
        """Return the overlays whose notice for the year of ``day`` is not known."""
        return tuple(one.name for one in self.overlays if not one.knows(day.year))

    def arranged(self, day: dt.date) -> Arranged:
        """Return what is known of ``day`` and who says so."""
        table = next((one for one in self.tables if one.year == day.year), None)
        kind = DayKind.WEEKEND if _is_weekend(day) else DayKind.WORKED
        name = laid_by = ""
        if table and day in table.off:
            kind, name = DayKind.HOLIDAY, table.names.get(day, "")
        elif table and day in table.working_weekends:
            kind = DayKind.SWAPPED
        for one in self.overlays:
            if day in one.off:
                kind, name, laid_by = DayKind.HOLIDAY, one.names.get(day, ""), one.name
            elif day in one.worked:
                kind, name, laid_by = DayKind.SWAPPED, one.names.get(day, ""), one.name
        waiting = self.missing_overlays(day)
        return Arranged(day, kind, name, laid_by, table is not None, waiting)

    def missing_year(self, today: dt.date) -> int | None:
        """Return the year whose table should be here by now and is not; None if all is well.

        The arrangement of the next year is announced in November; from 1 December on a missing
        table is worth a warning.
        """
        if today.year not in self.years:
            return today.year
        if (today.month, today.day) >= ANNOUNCED_BY and today.year + 1 not in self.years:
            return today.year + 1
        return None

    def spans_on(self, day: dt.date) -> tuple[Span, ...]:
        """Return when offices are open on ``day``, Beijing time, worked or not.

        9:00–12:00 and 14:00–18:00 unless an overlay differs.
        """
        spans = USUAL_SPANS
        for overlay in self.overlays:
            if overlay.hours:
                seasons = sorted(overlay.hours)
                begun = [s for s in seasons if (s.month, s.day) <= (day.month, day.day)]
                spans = (begun or seasons)[-1].spans
        return spans

    def closes_at(self, day: dt.date) -> dt.time:
        """Return when business ends on ``day``, Beijing time: 18:00 unless an overlay differs."""
        return self.spans_on(day)[-1][1]

    # --- tolerant: a guess is marked

    def looks_worked(self, day: dt.date) -> bool:
        """Return whether ``day`` is worked as far as is known; the weekend rule where nothing is."""
        return self._changed.get(day, not _is_weekend(day))

    def after(self, day: dt.date, *, working_days: int) -> Day:
        """Return the day ``working_days`` working days after ``day``, which is not counted.

        A negative number counts backwards; 0 is ``day`` itself, worked or not.
        """
        if abs(working_days) > MOST_WORKING_DAYS:
            raise ValueError(f"more than {MOST_WORKING_DAYS} working days")
        step = ONE_DAY if working_days >= 0 else -ONE_DAY
        at, left = day, abs(working_days)
        while left:
            at += step
            left -= self.looks_worked(at)
        return self._told(at, day + step, at) if working_days else Day(at)

    def on_or_after(self, day: dt.date) -> Day:
        """Return ``day`` if it is worked, else the next working day."""
        at = day
        while not self.looks_worked(at):
            at += ONE_DAY
        return self._told(at, day, at)

    def on_or_before(self, day: dt.date) -> Day:
        """Return ``day`` if it is worked, else the last working day before it."""
        at = day
        while not self.looks_worked(at):
            at -= ONE_DAY
        return self._told(at, at, day)

    def _told(self, on: dt.date, one: dt.date, other: dt.date) -> Day:
        """Return ``on`` with what is not known of the years from ``one`` to ``other``."""
        touched = range(min(one, other).year, max(one, other).year + 1)
        gap = next((year for year in touched if year not in self.years), None)
        waiting = (o.name for o in self.overlays if not all(o.knows(year) for year in touched))
        return Day(on, gap, tuple(waiting))

    def after_hours(self, moment: dt.datetime, *, working_hours: int) -> Moment:
        """Return the moment ``working_hours`` working hours after ``moment`` (with a time zone).

        Minutes outside office hours do not count; a count that ends with the day ends at closing
        time, not at the next opening.  0 is ``moment`` itself.
        """
        if not 0 <= working_hours <= MOST_WORKING_HOURS:
            raise ValueError(f"0 to {MOST_WORKING_HOURS} working hours")
        here = moment.astimezone(SHANGHAI)
        left = dt.timedelta(hours=working_hours)
        if not left:
            return Moment(here, Day(here.date()))
        for opens, closes in self._open_from(here):
            if closes - opens >= left:
                ends = opens + left
                return Moment(ends, self._told(ends.date(), here.date(), ends.date()))
            left -= closes - opens
        raise AssertionError("offices open again")

    def _open_from(self, here: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        day = here.date()
        while True:
            for opens, closes in self.spans_on(day) if self.looks_worked(day) else ():
                first = max(dt.datetime.combine(day, opens, SHANGHAI), here)
                last = dt.datetime.combine(day, closes, SHANGHAI)
                if first < last:
                    yield first, last
            day += ONE_DAY

    # --- strict: a guess is refused

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether ``day`` is worked; raises CalendarGap in a year not announced."""
        if not self.knows(day):
            raise CalendarGap(day.year)
        return self.looks_worked(day)

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return the first working day after ``day``; raises CalendarGap."""
        return self.after(day, working_days=1).certain()

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """Return the day ``count`` working days after ``day``, not counted; raises CalendarGap.

        >>> WorkCalendar.plain(2026).add_working_days(dt.date(2026, 5, 15), 2)
        datetime.date(2026, 5, 19)
        """
        return self.after(day, working_days=count).certain()

    def working_days_between(self, first: dt.date, last: dt.date) -> int:
        """Return how many working days follow ``first`` up to and with ``last``.

        Negative if ``last`` is earlier; raises CalendarGap.
        """
        if last < first:
            return -self.working_days_between(last, first)
        days = range(1, (last - first).days + 1)
        return sum(self.is_working_day(first + n * ONE_DAY) for n in days)


def days_from(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Yield the days from ``first`` to ``last``, both included."""
    for n in range((last - first).days + 1):
        yield first + n * ONE_DAY


def _is_weekend(day: dt.date) -> bool:
    return day.weekday() >= 5
