"""The desk: what she owes, soonest first; what her unit owes and is owed; reminders; whether the sweep runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
from luoshi.owed import desks
from luoshi.owed import queries as owed
from luoshi.progress.queries import due_of
from luoshi.rules.access import Permission
from luoshi.rules.lights import Light
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth
from luoshi.web import noticed
from luoshi.web.deputies import absence_shown
from luoshi.web.page import Request, go_to, page
from luoshi.web.rights import roles_with
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
    "paper-receive": gettext_lazy("签收"),
    "commitment-confirm": pgettext_lazy("deed", "确认"),
    "commitment-judge": gettext_lazy("认定"),
    "recheck": gettext_lazy("核查"),
    "tour-answer": gettext_lazy("答复"),
    "session-comment": gettext_lazy("填报意见"),
    "register-step": gettext_lazy("办理"),
    "docking-contact": gettext_lazy("办理"),
    "docking-opinion": gettext_lazy("答复"),
    "docking-result": gettext_lazy("办理"),
    "decision": gettext_lazy("决策"),
}
JUDGED_WITH = {"decide": Permission.EXTENSION_DECIDE, "answer": Permission.MATTER_ISSUE}
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
    judged_by: str = ""  # the roles that answer, where she does not


@dataclass
class Group:
    """What falls into one stretch of time: its first rows, and how many there are."""

    key: str
    name: str | Promise
    rows: list[Row] = field(default_factory=list)
    count: int = 0


def _address(obligation: Any, *, may_report: bool) -> str:
    """Return where something owed is done; "" while its page does not exist."""
    names: dict[str, Callable[[], str]] = {
        "project": lambda: reverse("project_detail", args=[obligation.subject_id]),
        "matter": lambda: reverse("matter_detail", args=[obligation.subject_id]),
        "report": lambda: reverse("report_detail", args=[obligation.subject_id]),
        "document": lambda: reverse("document_detail", args=[obligation.subject_id]),
        "docking": lambda: reverse("docking_detail", args=[obligation.subject_id]),
        "decisionpoint": lambda: reverse("decision_detail", args=[obligation.subject_id]),
        "commitment": lambda: reverse("commitment_detail", args=[obligation.subject_id]),
        "recheck": lambda: reverse("recheck_detail", args=[obligation.subject_id]),
        "reviewsession": lambda: reverse("session_detail", args=[obligation.subject_id]),
        "tourquestion": lambda: reverse("question_detail", args=[obligation.subject_id]),
        "registration": lambda: reverse("registration_detail", args=[obligation.subject_id]),
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
    held: Collection[Permission] | None = None,
) -> list[Row]:
    """Return things owed as rows; ``away`` names those (by id) in whose place she acts.

    ``held`` is what she may do: an answer that is not hers to give is shown with the roles that give it.
    """
    rows = []
    for one in obligations:
        asked = JUDGED_WITH.get(one.kind)
        hers = held is None or asked is None or asked in held
        writes = may_report or one.kind != owed.KINDS.REPORT
        rows.append(
            Row(
                one,
                owed.light(one, today=today),
                _address(one, may_report=may_report),
                ACTS.get(one.kind, "") if writes and hers else _("查看"),
                one.key if one.kind in OF_A_WINDOW else "",
                away.get(one.debtor_id, ""),
                "" if hers or asked is None else roles_with(asked),
            )
        )
    return rows


def grouped(debts: desks.Owing, *, today: dt.date) -> list[tuple[Group, desks.Owing]]:
    """Return debts by when they fall due.

    Overdue is what its light says is overdue.
    """
    soon = today + dt.timedelta(days=SOON_DAYS)
    this_window = max(due_of(HalfMonth.containing(today)).on, soon)
    late = debts.that(lambda rows: owed.overdue(rows, today=today))
    rest = debts.that(lambda rows: owed.not_overdue(rows, today=today))
    return [
        (Group("late", gettext_lazy("逾期")), late),
        (Group("soon", gettext_lazy("三日内")), rest.due(until=soon)),
        (Group("window", gettext_lazy("本期")), rest.due(after=soon, until=this_window)),
        (Group("later", gettext_lazy("以后")), rest.due(after=this_window)),
    ]


@dataclass(frozen=True, slots=True)
class Heap:
    """Debts of one place of the desk: how many there are, and the first of them."""

    count: int
    first: list[Any]


def heaped(debts: Sequence[desks.Owing]) -> list[Heap]:
    """Return each of several heaps; the debts shown of all are fetched at once."""
    keys = [one.keys() for one in debts]
    found = desks.whole(pk for several in keys for pk in several[:SHOWN_MOST])
    return [
        Heap(owed.UpTo(len(several)), [found[pk] for pk in several[:SHOWN_MOST]])
        for several in keys
    ]


def _is_head(by: Any, *, on: dt.date) -> bool:
    return any(seat.role == notices.HEAD for seat, _role in access.seats_of(by, on=on))


def desk(request: Request) -> HttpResponse:
    """Her desk."""
    by, now = request.user, clock.now()
    today = civil_day(now)
    held = access.held(by, now=now)
    if Permission.AUDIT_READ in held and Permission.REGISTER_SEE not in held:
        return go_to(request, "audit_overview")  # an auditor owes nothing: the record is her desk
    may_report = Permission.REPORT_SUBMIT in held
    absence = absence_shown(by, now=now)
    away = {one.absent_id: one.absent.name for one in absence["standing_in"]}
    hers = desks.desk_for(by, now=now)
    others, claims = hers.others(), hers.claims()
    late = [one.that(lambda rows: owed.overdue(rows, today=today)) for one in (others, claims)]
    by_day = grouped(hers.own(), today=today)
    heaps = heaped([*(found for _group, found in by_day), others, claims, *late])
    for (group, _found), heap in zip(by_day, heaps, strict=False):
        group.count = heap.count
        group.rows = rows_of(heap.first, today=today, may_report=may_report, away=away, held=held)
    unit, asked, unit_late, asked_late = heaps[len(by_day) :]
    unread = noticed.Newest(notices.unread_for(by, now=now, today=today))
    context = {
        "today": today,
        "groups": [group for group, _found in by_day],
        "mine": any(group.rows for group, _found in by_day),
        "unit": rows_of(unit.first, today=today, may_report=may_report, held=held),
        "unit_count": unit.count,
        "unit_late": unit_late.count,
        "unit_open": _is_head(by, on=today),
        "asked": rows_of(asked_late.first, today=today, may_report=False),
        "asked_count": asked.count,
        "asked_late": asked_late.count,
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
