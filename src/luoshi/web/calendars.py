"""The calendar of a year, day by day with the papers it rests on; which unit counts by which one."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock, policy
from luoshi.orgs import access, actions, queries
from luoshi.owed import queries as owed
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed
from luoshi.values.workcalendar import ONE_DAY, Arranged, DayKind, WorkCalendar, days_from
from luoshi.web.forms.rules import UnitCalendarForm, YearForm
from luoshi.web.page import Request, go_to, page

WEEKDAYS = (
    pgettext_lazy("weekday", "一"),
    pgettext_lazy("weekday", "二"),
    pgettext_lazy("weekday", "三"),
    pgettext_lazy("weekday", "四"),
    pgettext_lazy("weekday", "五"),
    pgettext_lazy("weekday", "六"),
    pgettext_lazy("weekday", "日"),
)
MARKS = {DayKind.HOLIDAY: gettext_lazy("休"), DayKind.SWAPPED: gettext_lazy("班")}
WORDS = {
    DayKind.HOLIDAY: gettext_lazy("放假"),
    DayKind.SWAPPED: gettext_lazy("调休上班"),
    DayKind.WEEKEND: gettext_lazy("周末"),
    DayKind.WORKED: gettext_lazy("上班"),
}
# Names that the policy brings along, for the catalogues; an office writes its own.
NAMES = (
    gettext_noop("全国"),
    gettext_noop("新疆维吾尔自治区"),
    gettext_noop("元旦"),
    gettext_noop("春节"),
    gettext_noop("清明节"),
    gettext_noop("劳动节"),
    gettext_noop("端午节"),
    gettext_noop("中秋节"),
    gettext_noop("国庆节"),
    gettext_noop("中秋节、国庆节"),
    gettext_noop("抗战胜利70周年纪念日"),
    gettext_noop("肉孜节"),
    gettext_noop("古尔邦节"),
)


@dataclass(frozen=True)
class Cell:
    """One day as the page shows it: a mark, words for a screen reader, how it looks."""

    day: Arranged
    mark: str
    words: str
    css: str


@dataclass(frozen=True)
class Month:
    """A month with its weeks (None outside the month) and how many of its days are worked."""

    first: dt.date
    weeks: list[list[Cell | None]]
    worked: int


@dataclass(frozen=True)
class Rest:
    """Days off, or days worked instead, that follow one another, under one name."""

    first: dt.date
    last: dt.date
    name: str
    laid_by: str
    is_worked: bool


@dataclass(frozen=True)
class Paper:
    """On which papers the days of one layer rest: ``standing`` ones, and the notice of the year.

    ``sources`` is empty where the number is missing.
    """

    layer: str
    announced: bool
    sources: tuple[str, ...]
    note: str
    standing: tuple[str, ...] = ()


@require_GET
def calendar_year(request: Request) -> HttpResponse:
    """One year of one calendar."""
    now, house = clock.now(), policy.current()
    today = civil_day(now)
    years = sorted({*house.calendar().years, today.year, today.year + 1}, reverse=True)
    chosen: dict[str, Any] = {"calendar": _own_code(request, now=now), "year": today.year}
    form = YearForm(chosen | request.GET.dict(), years=years)
    if form.is_valid():
        chosen = form.cleaned_data
    found, year = house.calendar(chosen["calendar"]), int(chosen["year"])
    begun = dt.date(year, 1, 1)
    guessed = owed.visible_obligations(request.user, now=now).open().filter(confirmed=False)
    context = {
        "form": form,
        "calendar": found,
        "year": year,
        "months": [_month(found, year, n, today) for n in range(1, 13)],
        "weekdays": WEEKDAYS,
        "rests": _rests(found, year),
        "papers": _papers(found, year),
        "announced": found.knows(begun),
        "waiting": found.missing_overlays(begun),
        "missing_year": found.missing_year(today),
        "hours": _hours(found, year),
        "guessed": guessed.count(),
        "tab": "calendar_year",
    }
    return page(request, "rules/calendar_year.html", context)


def _own_code(request: Request, *, now: dt.datetime) -> str:
    seats = queries.seats_of(request.user, on=civil_day(now))
    code = queries.calendars().code_of(seats[0].unit_id) if seats else policy.NATIONAL
    return code if code in policy.current().calendars else policy.NATIONAL


def _month(found: WorkCalendar, year: int, month: int, today: dt.date) -> Month:
    weeks: list[list[Cell | None]] = [
        [_cell(found.arranged(day), today) if day.month == month else None for day in week]
        for week in months.Calendar().monthdatescalendar(year, month)
    ]
    worked = sum(bool(cell and cell.day.is_worked) for week in weeks for cell in week)
    return Month(dt.date(year, month, 1), weeks, worked)


def _cell(day: Arranged, today: dt.date) -> Cell:
    words = [str(WORDS[day.kind])]
    if day.name:
        words.insert(0, _(day.name))
    if day.laid_by:
        words.append(_(day.laid_by))
    if not day.announced:
        words.append(_("未公布"))
    css = [f"day-{day.kind}"]
    css += ["day-guess"] if not day.announced else []
    css += ["day-own"] if day.laid_by else []
    css += ["day-today"] if day.on == today else []
    mark = str(MARKS.get(day.kind, "" if day.announced else "?"))
    return Cell(day, mark, " ".join(words), " ".join(css))


def _rests(found: WorkCalendar, year: int) -> list[Rest]:
    rests: list[Rest] = []
    for on in days_from(dt.date(year, 1, 1), dt.date(year, 12, 31)):
        day = found.arranged(on)
        if day.kind not in MARKS:
            continue
        fresh = Rest(on, on, day.name, day.laid_by, day.is_worked)
        last = rests[-1] if rests else None
        alike = last and (last.name, last.laid_by, last.is_worked) == (
            fresh.name,
            fresh.laid_by,
            fresh.is_worked,
        )
        if last and alike and last.last + ONE_DAY == on:
            rests[-1] = Rest(last.first, on, day.name, day.laid_by, day.is_worked)
        else:
            rests.append(fresh)
    return rests


def _papers(found: WorkCalendar, year: int) -> list[Paper]:
    table = next((one for one in found.tables if one.year == year), None)
    nation = policy.current().calendar().name
    sources, note = (table.sources, table.note) if table else ((), "")
    papers = [Paper(_(nation), table is not None, sources, note)]
    for one in found.overlays:
        yearly = one.papers.get(year, ())
        standing, sources = (one.sources, yearly) if one.years is not None else ((), one.sources)
        note = one.notes.get(year, "")
        papers.append(Paper(_(one.name), one.knows(year), sources, note, standing))
    return papers


def _hours(found: WorkCalendar, year: int) -> list[tuple[dt.date | None, str]]:
    """Return from which day on offices are open when; None for hours that hold all the year."""
    seasons = next((sorted(one.hours) for one in reversed(found.overlays) if one.hours), [])
    starts: list[dt.date | None] = [dt.date(year, one.month, one.day) for one in seasons]
    told = []
    for start in starts or [None]:
        spans = found.spans_on(start or dt.date(year, 1, 1))
        said = _("、").join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)
        told.append((start, said))
    return told


# --- of units


@require_http_methods(["GET", "POST"])
def unit_calendars(request: Request) -> HttpResponse:
    """Which unit chose which calendar; whoever keeps the directory chooses here."""
    now = clock.now()
    may_choose = access.may(request.user, Permission.DIRECTORY_EDIT, now=now)
    if request.method == "POST" and not may_choose:
        raise NotAllowed
    form = UnitCalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit, code = form.cleaned_data["unit"], form.cleaned_data["calendar"]
        actions.choose_calendar(unit, calendar=code, version=unit.version, by=request.user, now=now)
        said = _("已为“%(unit)s”选定日历，今后新算的期限按它计算，已定的期限不变。")
        messages.success(request, said % {"unit": unit.name})
        return go_to(request, "unit_calendars")
    context = {
        "chosen": [(unit, _named(unit.calendar)) for unit in queries.units_with_calendar()],
        "form": form if may_choose else None,
        "known_units": queries.units() if may_choose else (),
        "nation": policy.current().calendar().name,
        "tab": "unit_calendars",
    }
    return page(request, "rules/unit_calendars.html", context, status=422 if form.errors else 200)


def _named(code: str) -> Any:
    found = policy.current().calendars.get(code)
    return found.name if found else None
