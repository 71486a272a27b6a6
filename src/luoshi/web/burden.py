"""What the system costs each unit in a month: how often it asks, how many fields, how many minutes.

Fields are counted on the forms themselves.  Nobody is ranked: units stand in the order of their names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType, SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from luoshi import clock, policy
from luoshi.owed import queries as owed
from luoshi.progress.queries import TEXTS
from luoshi.rules.burden import Asked, Costs
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.forms.choosing import MoneyField
from luoshi.web.forms.commitments import CheckForm, JudgeForm
from luoshi.web.forms.docking import ContactForm, OpinionForm, OutcomeForm
from luoshi.web.forms.moves import MOVE_FORMS, MoveForm
from luoshi.web.forms.reports import SUMS, ReportForm
from luoshi.web.forms.sessions import CommentForm
from luoshi.web.forms.tours import AnswerForm
from luoshi.web.page import Request, page

KIND = owed.KINDS
TODAY = dt.date(2026, 6, 1)  # any day: only which fields there are is looked at
WINDOW = HalfMonth(2026, 5, 2)
OPEN_AND_PRESS, OPEN_UNFOLD_AND_PRESS = 2, 3
# What the policy brings along, for the catalogues; an office writes its own.
BASIS = gettext_noop("系统估算值，未经实测；启用单位可以用自己测得的数值代替")


# --- what each thing owed asks for


@dataclass(frozen=True, slots=True)
class Deed:
    """How one kind of thing owed is done: its form, and the clicks from the desk until it is done.

    ``also`` are fields without which the action refuses though the form lets them be empty.
    """

    form: Callable[[], forms.Form | None]
    clicks: int = OPEN_UNFOLD_AND_PRESS
    also: frozenset[str] = frozenset()


class _Nothing:
    """Rows of a typical matter: none."""

    def all(self) -> tuple[object, ...]:
        return ()


def _typical_matter() -> SimpleNamespace:
    """Return a matter as most are: one lead, one closing criterion, nothing asked before."""
    none = _Nothing()
    return SimpleNamespace(
        pk=0, version=1, state="working", kind="task", criterion="", raiser_said="",
        lead_id=None, held_by_id=None, due_current=TODAY, parts=none, plan=none,
        extensions=none, objections=none, pauses=none,
    )  # fmt: skip


def _move(name: str) -> Callable[[], forms.Form]:
    def make() -> MoveForm:
        return MOVE_FORMS[name](matter=_typical_matter(), today=TODAY)

    return make


def _ordinary_report() -> forms.Form:
    """Return the form of a report that follows another one."""
    said = dict.fromkeys(SUMS, Decimal(0)) | dict.fromkeys(TEXTS, "…")
    last = SimpleNamespace(window="2026-05A", stage="building", unchanged=False, **said)
    begun = {name: said[name] for name in TEXTS} | {"stage": last.stage}
    return ReportForm(last=last, window=WINDOW, initial=begun)


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        KIND.REPORT: Deed(_ordinary_report, OPEN_AND_PRESS),
        KIND.REPORT_SIGN: Deed(lambda: None, OPEN_AND_PRESS),
        KIND.REPORT_RECEIVE: Deed(lambda: None, OPEN_AND_PRESS),
        KIND.PAPER_RECEIVE: Deed(lambda: None, OPEN_AND_PRESS),
        KIND.COMMITMENT_CONFIRM: Deed(lambda: None, OPEN_AND_PRESS),
        KIND.COMMITMENT_JUDGE: Deed(JudgeForm),
        KIND.RECHECK: Deed(lambda: CheckForm(initial={"checked_on": TODAY}), OPEN_AND_PRESS),
        KIND.TOUR_ANSWER: Deed(AnswerForm, OPEN_AND_PRESS, also=frozenset({"answer"})),
        KIND.SESSION_COMMENT: Deed(CommentForm),
        KIND.REGISTER_STEP: Deed(lambda: None, OPEN_AND_PRESS),
        KIND.DOCKING_CONTACT: Deed(lambda: ContactForm(initial={"on": TODAY})),
        KIND.DOCKING_OPINION: Deed(OpinionForm),
        KIND.DOCKING_RESULT: Deed(OutcomeForm),
        KIND.DECISION: Deed(lambda: None, OPEN_AND_PRESS),
        KIND.SIGN: Deed(_move("sign"), OPEN_AND_PRESS),
        KIND.PLAN: Deed(_move("lay_plan"), also=frozenset({"title_0", "due_0"})),
        KIND.STEP: Deed(lambda: None, OPEN_AND_PRESS),
        KIND.FEEDBACK: Deed(_move("feed_back")),
        KIND.FINISH: Deed(_move("claim")),
        KIND.CONFIRM: Deed(_move("confirm")),
        KIND.REVIEW: Deed(_move("close")),
        KIND.DECIDE: Deed(_move("decide_extension")),
        KIND.ANSWER: Deed(_move("uphold")),
        KIND.CHECK: Deed(_move("resume")),
        KIND.ARCHIVE: Deed(_move("archive"), OPEN_AND_PRESS),
    }
)


def asked_by(kind: str) -> Asked:
    """Return what doing one thing of ``kind`` asks for, counted on the form itself."""
    deed = DEEDS[kind]
    form, counted = deed.form(), dict.fromkeys(("text", "number", "choice", "day"), 0)
    for name in wanted(form, also=deed.also) if form else ():
        counted[sort_of(form.fields[name])] += 1  # type: ignore[union-attr]
    return Asked({sort: count for sort, count in counted.items() if count}, deed.clicks)


def wanted(form: forms.Form, *, also: Iterable[str] = ()) -> list[str]:
    """Return the fields of ``form`` that a person must fill by hand.

    What is hidden or may stay empty is not asked for; nor is a choice, day or number that the form
    has filled in.  A text is written anew even where it begins with the last one.
    """
    found = []
    for name, field in form.fields.items():
        needed = field.required or field.widget.attrs.get("aria-required") == "true"
        if field.widget.is_hidden or not (needed or name in also):
            continue
        begun = form.get_initial_for_field(field, name) not in (None, "")
        if sort_of(field) == "text" or not begun:
            found.append(name)
    return found


def sort_of(field: forms.Field) -> str:
    """Return the sort of a field: text, number, choice or day."""
    match field:
        case forms.ChoiceField() | forms.ModelChoiceField() | forms.BooleanField():
            return "choice"
        case forms.DateField():
            return "day"
        case MoneyField() | forms.IntegerField():
            return "number"
        case _:
            return "text"


# --- the page


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of thing owed: what it asks once, how often it was asked, minutes altogether."""

    name: Any
    asked: Asked
    seconds: int
    times: int

    @property
    def fields(self) -> int:
        """Fields asked altogether."""
        return self.times * self.asked.count

    @property
    def minutes(self) -> Decimal:
        """Minutes altogether, to a tenth."""
        return minutes(self.times * self.seconds)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: how often it was asked, fields, clicks, minutes."""

    pk: int
    name: str
    times: int
    fields: int
    clicks: int
    seconds: int

    @property
    def minutes(self) -> Decimal:
        """Minutes altogether, to a tenth."""
        return minutes(self.seconds)


def minutes(seconds: int) -> Decimal:
    """Return seconds as minutes, to a tenth."""
    return (Decimal(seconds) / 60).quantize(Decimal("0.1"))


@require_GET
def burden(request: Request) -> HttpResponse:
    """What each unit was asked in a month, as far as she may see it."""
    now = clock.now()
    first, last = _month(request, today=civil_day(now))
    rows = owed.asked_within(request.user, first=first, last=last, now=now)
    costs, asked = policy.current().burden, {kind: asked_by(kind) for kind in DEEDS}
    units = _units(rows, asked, costs)
    chosen = _chosen(request, units)
    kinds = _kinds(rows, asked, costs, unit=chosen.pk if chosen else None)
    context = {
        "first": first,
        "before": (first - dt.timedelta(days=1)).replace(day=1),
        "after": last + dt.timedelta(days=1),
        "has_after": last < civil_day(now),
        "kinds": kinds,
        "units": units,
        "chosen": chosen,
        "costs": costs,
        "total": UnitLine(
            0, "", *(sum(getattr(one, name) for one in units)
                     for name in ("times", "fields", "clicks", "seconds")),
        ),
        "tab": "burden",
    }  # fmt: skip
    return page(request, "rules/burden.html", context)


def month_asked(request: Request, *, now: dt.datetime) -> tuple[dt.date, list[UnitLine]]:
    """Return the month of the address and a line for each unit that she may see."""
    first, last = _month(request, today=civil_day(now))
    rows = owed.asked_within(request.user, first=first, last=last, now=now)
    return first, _units(rows, {kind: asked_by(kind) for kind in DEEDS}, policy.current().burden)


def _month(request: Request, *, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return first and last day of the month of the address; the last whole month otherwise."""
    try:
        first = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    if not 2000 <= first.year <= 2200:
        raise NotFound
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return first, following - dt.timedelta(days=1)


def _chosen(request: Request, units: list[UnitLine]) -> UnitLine | None:
    wanted_pk = request.GET.get("unit", "")
    return next((one for one in units if str(one.pk) == wanted_pk), None)


def _kinds(
    rows: list[owed.Times], asked: Mapping[str, Asked], costs: Costs, *, unit: int | None
) -> list[Line]:
    times = dict.fromkeys(DEEDS, 0)
    for row in rows:
        if unit in (None, row.unit) and row.kind in times:
            times[row.kind] += row.times
    return [
        Line(KIND(kind).label, asked[kind], asked[kind].seconds(costs), times[kind])
        for kind in DEEDS
    ]


def _units(rows: list[owed.Times], asked: Mapping[str, Asked], costs: Costs) -> list[UnitLine]:
    """Return a line for each unit, by name: in no other order."""
    of: dict[tuple[str, int], list[owed.Times]] = {}
    for row in rows:
        if row.kind in asked:
            of.setdefault((row.name, row.unit), []).append(row)
    return [
        UnitLine(
            pk,
            name,
            sum(one.times for one in several),
            sum(one.times * asked[one.kind].count for one in several),
            sum(one.times * asked[one.kind].clicks for one in several),
            sum(one.times * asked[one.kind].seconds(costs) for one in several),
        )
        for (name, pk), several in sorted(of.items())
    ]
