"""The calendar of everything due: month, week, day by day and as a list, narrowed by its address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from luoshi import clock, policy
from luoshi.orgs import access, queries
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.web import calendar_days
from luoshi.web.calendars import WEEKDAYS
from luoshi.web.forms.calendar import MONTH, VIEWS, CalendarFilters
from luoshi.web.page import Request, page

VIEW, ON = "view", "on"


@require_GET
def calendar(request: Request) -> HttpResponse:
    """What falls due around a day, by whom, and what takes place."""
    now, by = clock.now(), request.user
    access.require(by, Permission.REGISTER_SEE, now=now)
    today, held = civil_day(now), access.held(by, now=now)
    form = CalendarFilters(request.GET.dict())
    given = form.cleaned_data if form.is_valid() else _what_is_right(form)
    view = given.get(VIEW) or MONTH
    on = calendar_days.kept_within(given.get(ON) or today)
    asked = calendar_days.Asked.of(given)
    of = calendar_days.stretch(view, on)
    works = _works(request, given.get("unit"), now=now)
    told: dict[str, Any] = {"held": held, "today": today, "now": now}
    days = calendar_days.days_of(by, asked, view=view, of=of, works=works, **told)
    within = [day for day in days if not day.outside]
    context = {
        "form": form,
        "view": view,
        "views": [(code, word, _to(request, view=code)) for code, word in VIEWS],
        "on": on,
        "of": of,
        "today": today,
        "today_address": _to(request, on=today),
        "before": _to(request, on=of.before),
        "after": _to(request, on=of.after),
        "days": days,
        "day_address": f"{_to(request, view='agenda', on='')}&on=",
        "weekdays": WEEKDAYS,
        "filled": [day for day in within if not day.is_empty or day.on == today],
        "total": sum(day.count for day in within),
        "is_whole": sum(day.count for day in within) <= calendar_days.SHOWN_MOST,
        "worked": sum(works.arranged(day.on).is_worked for day in within),
        "works": works,
        "late": calendar_days.overdue(by, asked, **told),
        "narrowed": any(form.data.get(name) for name in ("whose", "unit", "person", "kind")),
        "known_units": queries.units(),
    }
    return page(request, "calendar/calendar.html", context, status=200 if form.is_valid() else 422)


def _what_is_right(form: CalendarFilters) -> dict[str, Any]:
    """Return the fields that are valid: a wrong one says so and narrows nothing."""
    return {name: value for name, value in form.cleaned_data.items() if value is not None}


def _to(request: Request, **changes: Any) -> str:
    """Return the address of this page with what it asks for, some of it changed; "" leaves out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value.isoformat() if isinstance(value, dt.date) else str(value)
        if not query[name]:
            del query[name]
    return f"{reverse('calendar')}?{query.urlencode()}"


def _works(request: Request, unit: Any, *, now: dt.datetime) -> Any:
    """Return by which working days the calendar is drawn: those of the unit asked for, or her own."""
    if unit is None:
        seats = queries.seats_of(request.user, on=civil_day(now))
        unit = seats[0].unit if seats else None
    return queries.calendars().of(unit.pk) if unit else policy.current().calendar()
