"""The desk: what she owes, soonest first; what her unit owes and is owed; reminders; whether the sweep runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.notices import actions as noting
from luoshi.notices import queries as notices
from luoshi.orgs import access
from luoshi.owed import queries as owed
from luoshi.progress.queries import due_of
from luoshi.rules.access import Permission
from luoshi.rules.lights import Colour, Light
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth
from luoshi.web import noticed
from luoshi.web.deputies import absence_shown
from luoshi.web.page import Request, go_to, page
from luoshi.web.waiting import waiting_for

SOON_DAYS = 3
SHOWN_MOST = 30
ACTS = {
    "report": gettext_lazy("填报"),
    "sign": gettext_lazy("签收"),
    "finish": gettext_lazy("办理"),
    "review": gettext_lazy("审核"),
    "decide": gettext_lazy("答复"),
    "answer": gettext_lazy("答复"),
    "plan": gettext_lazy("报送方案"),
    "step": gettext_lazy("办理"),
    "feedback": gettext_lazy("反馈"),
    "confirm": pgettext_lazy("deed", "确认"),
    "check": gettext_lazy("核查"),
    "archive": gettext_lazy("归档"),
    "report-sign": gettext_lazy("签字"),
    "report-receive": gettext_lazy("接收"),
}
OF_A_WINDOW = ("report", "report-sign", "report-receive")  # their key is a half month


@dataclass(frozen=True)
class Row:
    """One thing owed as the desk shows it: its light, where it is done and with which word."""

    obligation: Any
    light: Light
    address: str
    act: str | Promise
    window: str = ""
    in_place_of: str = ""  # who is away, where she owes it


@dataclass(frozen=True)
class Group:
    """What falls into one stretch of time."""

    key: str
    name: str | Promise
    rows: list[Row] = field(default_factory=list)


def _address(obligation: Any, *, may_report: bool) -> str:
    """Return where something owed is done; "" while its page does not exist."""
    names: dict[str, Callable[[], str]] = {
        "project": lambda: reverse("project_detail", args=[obligation.subject_id]),
        "matter": lambda: reverse("matter_detail", args=[obligation.subject_id]),
        "report": lambda: reverse("report_detail", args=[obligation.subject_id]),
    }
    try:
        if obligation.kind == owed.KINDS.REPORT and may_report:
            return reverse("report_write", args=[obligation.subject_id, obligation.key])
        return names[obligation.subject_kind]()
    except (KeyError, NoReverseMatch):
        return ""


def rows_of(
    obligations: Iterable[Any],
    *,
    today: dt.date,
    may_report: bool,
    away: Mapping[int, str] = MappingProxyType({}),
) -> list[Row]:
    """Return things owed as rows; ``away`` names those (by id) in whose place she acts."""
    return [
        Row(
            one,
            owed.light(one, today=today),
            _address(one, may_report=may_report),
            ACTS.get(one.kind, "") if may_report or one.kind != owed.KINDS.REPORT else _("查看"),
            one.key if one.kind in OF_A_WINDOW else "",
            away.get(one.debtor_id, ""),
        )
        for one in obligations
    ]


def grouped(rows: Iterable[Row], *, today: dt.date) -> list[Group]:
    """Return ``rows`` by when they fall due; overdue is what its light says is overdue."""
    soon = today + dt.timedelta(days=SOON_DAYS)
    this_window = due_of(HalfMonth.containing(today)).on
    groups = [
        Group("late", gettext_lazy("逾期")),
        Group("soon", gettext_lazy("三日内")),
        Group("window", gettext_lazy("本期")),
        Group("later", gettext_lazy("以后")),
    ]
    late, near, window, later = (group.rows for group in groups)
    for row in rows:
        if row.light.colour is Colour.RED:
            late.append(row)
        elif row.obligation.due_on <= soon:
            near.append(row)
        elif row.obligation.due_on <= this_window:
            window.append(row)
        else:
            later.append(row)
    return groups


def _late(rows: Iterable[Row]) -> int:
    return sum(row.light.colour is Colour.RED for row in rows)


def desk(request: Request) -> HttpResponse:
    """Her desk."""
    by, now = request.user, clock.now()
    today = civil_day(now)
    held = access.held(by, now=now)
    may_report = Permission.REPORT_SUBMIT in held
    absence = absence_shown(by, now=now)
    away = {one.absent_id: one.absent.name for one in absence["standing_in"]}
    mine = rows_of(owed.owed_by(by, now=now), today=today, may_report=may_report, away=away)
    ids = {row.obligation.pk for row in mine}
    others = [one for one in owed.desk_of(by, now=now) if one.pk not in ids]
    unit = rows_of(others, today=today, may_report=may_report)
    claims = [one for one in owed.owed_to(by, now=now) if one.pk not in ids]
    asked = rows_of(claims, today=today, may_report=False)
    unread = noticed.newest_of_each(notices.unread_for(by, today=today))
    context = {
        "today": today,
        "groups": grouped(mine, today=today),
        "mine": mine,
        "unit": unit[:SHOWN_MOST],
        "unit_count": len(unit),
        "unit_late": _late(unit),
        "unit_open": any(
            seat.role == notices.HEAD for seat, _role in access.seats_of(by, on=today)
        ),
        "asked": [row for row in asked if row.light.colour is Colour.RED][:SHOWN_MOST],
        "asked_count": len(asked),
        "asked_late": _late(asked),
        "notices": noticed.told(
            unread[:SHOWN_MOST],
            rows=lambda debts: rows_of(debts, today=today, may_report=may_report),
        ),
        "notice_count": len(unread),
        "waiting": waiting_for(by, now=now),
        "sweep": owed.last_sweep(),
        "sweep_silent": owed.is_sweep_silent(now=now),
        "may_add": Permission.SOURCE_ADD in held,
    } | absence
    return page(request, "desk/desk.html", context)


@require_POST
def notices_read(request: Request) -> HttpResponse:
    """Put her reminders away."""
    count = noting.mark_all_read(by=request.user, now=clock.now())
    said = ngettext("已将%(count)s条提醒标为已读。", "已将%(count)s条提醒标为已读。", count)
    messages.success(request, said % {"count": count})
    return go_to(request, "desk")
