"""Deeds: what people do, as plain data; and how each is done through the public actions.

A deed names rows by their ids, so that it can be sent to a process that may be killed.  ``trace``
is the event that stands in the record once it is done, and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luoshi.cli.demonstration.seating import TwoHands
from luoshi.cli.sweep import sweep_once
from luoshi.matters import actions as matters
from luoshi.matters.models import Matter, Objection, Order, PlanStep
from luoshi.orgs import actions as orgs
from luoshi.orgs.models import Account, Person, Seat, Unit
from luoshi.progress import actions as progress
from luoshi.progress import signing
from luoshi.progress.models import Report
from luoshi.projects import actions as projects
from luoshi.projects.models import Project
from luoshi.sources import actions as sources
from luoshi.values.errors import Refusal

SWEEP = "sweep"
_DEEDS: dict[str, Callable[..., Any]] = {}
# deed → the event that it leaves; of those with two, the deed's arguments decide.
_TRACES = {
    "draft": "matter.drafted",
    "edit_draft": "matter.edited",
    "submit": "matter.submitted",
    "send_back": "matter.sent_back",
    "issue": "matter.issued",
    "sign": "matter.signed",
    "lay_plan": "plan.laid",
    "finish_step": "plan.step_done",
    "feed_back": "matter.fed_back",
    "give_input": "matter.input_given",
    "dissent": "matter.dissented",
    "urge": "order.issued",
    "ask_extension": "extension.asked",
    "grant": "extension.granted",
    "refuse": "extension.refused",
    "claim": "matter.claimed",
    "confirm": "matter.confirmed_solved",
    "deny": "matter.confirmed_unsolved",
    "close": "matter.closed",
    "send_for_redo": "matter.returned",
    "raise_objection": "objection.raised",
    "reassign": "matter.reassigned",
    "uphold": "objection.rejected",
    "pause": "matter.paused",
    "resume": "matter.resumed",
    "reopen": "matter.reopened",
    "archive": "matter.archived",
    "cancel": "matter.cancelled",
    "hand_over": "matter.handed_over",
    "add_project": "project.added",
    "file_project": "project.filed",
    "leave": "project.left",
    "come_back": "project.came_back",
    "end_filing": "project.filing_ended",
    "report": "report.submitted",
    "correct": "report.corrected",
    "sign_report": "report.signed",
    "send_report_back": "report.sent_back",
    "receive": "report.received",
    "return_report": "report.returned",
    "excuse": "report.excused",
    "want_signature": "report.signing_wanted",
}


class WrongClock(Refusal):
    """The sweep found the clock behind the latest day that it swept, and did nothing."""

    default_code = "wrong-clock"


@dataclass(frozen=True)
class Deed:
    """One thing that the account ``by`` does ``at`` an instant to the row ``pk`` of ``kind``.

    ``label`` is the name that a new row bears: by it the row is found before it has an id.
    """

    name: str
    by: int
    at: dt.datetime
    kind: str
    pk: int | None = None
    args: dict[str, Any] = field(default_factory=dict)
    label: str = ""

    @property
    def trace(self) -> str:
        """Return the type of the event that stands for this deed."""
        return _TRACES[self.name]


def carry_out(deed: Deed) -> None:
    """Do ``deed``; raises what the action raises."""
    if deed.name == SWEEP:
        # People who do things have logged in: nobody's account falls asleep here.
        Account.objects.filter(is_active=True).update(last_login=deed.at)
        sweep = sweep_once(now=deed.at)
        if sweep.trouble.startswith("clock"):
            raise WrongClock
        if sweep.trouble:
            raise RuntimeError(f"trouble: {sweep.trouble}")
        return
    by = Account.objects.select_related("person").get(pk=deed.by)
    row: Any = None
    if deed.pk is not None:
        row = {"matter": Matter, "project": Project}[deed.kind].objects.get(pk=deed.pk)
    _DEEDS[deed.name](row, by=by, now=deed.at, **deed.args)


def _deed(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def known(does: Callable[..., Any]) -> Callable[..., Any]:
        _DEEDS[name] = does
        return does

    return known


# --- matters: those whose arguments are plain already


def _as_it_is(name: str, action: Callable[..., Any], **fixed: Any) -> None:
    _DEEDS[name] = lambda row, **args: action(row, **fixed, **args)


for _name in ("submit", "send_back", "issue", "sign", "urge", "ask_extension", "claim"):
    _as_it_is(_name, getattr(matters, _name))
for _name in ("close", "send_for_redo", "uphold", "pause", "resume", "reopen", "archive"):
    _as_it_is(_name, getattr(matters, _name))
_as_it_is("cancel", matters.cancel)
_as_it_is("feed_back", matters.feed_back)
_as_it_is("give_input", matters.feed_back)
_as_it_is("dissent", matters.feed_back, dissents=True)
_as_it_is("confirm", matters.confirm, solved=True, satisfaction="satisfied")
_as_it_is("deny", matters.confirm, solved=False, satisfaction="not")


@_deed("draft")
def _draft(_: None, *, by: Account, now: dt.datetime, held_by: int, **args: Any) -> None:
    office = Unit.objects.get(pk=held_by)
    text = f"工作例会议定：{args['title']}。"
    source = sources.keep_text(
        text=text, title="工作例会议定事项", kind="typed", held_by=office, by=by, now=now
    ).source
    passage = sources.passage_of(source, start=0, end=len(text), quote=text)
    rows = _rows(args)
    matters.draft_matter(held_by=office, passage=passage, by=by, now=now, **rows)


@_deed("edit_draft")
def _edit(matter: Matter, *, by: Account, now: dt.datetime, **args: Any) -> None:
    matters.edit_draft(
        matter, version=matter.version, passage=matter.passage, by=by, now=now, **_rows(args)
    )


def _rows(args: dict[str, Any]) -> dict[str, Any]:
    """Return ``args`` with ids of units, people and projects turned into rows."""
    found = dict(args)
    for name in ("lead", "raised_by"):
        found[name] = Unit.objects.filter(pk=args[name]).first()
    found["person"] = Person.objects.get(pk=args["person"])
    found["project"] = Project.objects.filter(pk=args["project"]).first()
    for name in ("responsible", "cooperating"):
        found[name] = list(Unit.objects.filter(pk__in=args[name]))
    return found


@_deed("lay_plan")
def _lay_plan(matter: Matter, *, steps: list[Any], by: Account, now: dt.datetime) -> None:
    planned = [matters.Planned(title, Unit.objects.get(pk=unit), due) for title, unit, due in steps]
    matters.lay_plan(matter, steps=planned, by=by, now=now)


@_deed("finish_step")
def _finish_step(
    matter: Matter, *, key: str, done_on: dt.date, by: Account, now: dt.datetime
) -> None:
    edition, ordinal = key.split(".")
    step = PlanStep.objects.select_related("matter").get(
        matter=matter, edition=edition, ordinal=ordinal
    )
    matters.finish_step(step, done_on=done_on, by=by, now=now)


@_deed("grant")
def _grant(matter: Matter, *, note: str, by: Account, now: dt.datetime) -> None:
    request = matter.extensions.select_related("matter").order_by("-pk")[0]
    matters.decide_extension(request, grant=True, note=note, by=by, now=now)


@_deed("refuse")
def _refuse(matter: Matter, *, note: str, by: Account, now: dt.datetime) -> None:
    request = matter.extensions.select_related("matter").order_by("-pk")[0]
    matters.decide_extension(request, grant=False, note=note, by=by, now=now)


@_deed("raise_objection")
def _object(
    matter: Matter, *, reason: str, suggested: int, by: Account, now: dt.datetime
) -> Objection:
    unit = Unit.objects.get(pk=suggested)
    return matters.raise_objection(matter, reason=reason, suggested=unit, by=by, now=now)


@_deed("reassign")
def _reassign(
    matter: Matter, *, lead: int, person: int, by: Account, now: dt.datetime, **args: Any
) -> None:
    unit, hand = Unit.objects.get(pk=lead), Person.objects.get(pk=person)
    matters.reassign(matter, lead=unit, person=hand, by=by, now=now, **args)


@_deed("hand_over")
def _hand_over(
    matter: Matter, *, to_person: int, reason: str, by: Account, now: dt.datetime
) -> None:
    person = Person.objects.get(pk=to_person)
    matters.hand_over(matter, to_person=person, reason=reason, by=by, now=now)


@_deed("drop_order")
def _drop_order(matter: Matter, *, note: str, by: Account, now: dt.datetime) -> None:
    matters.drop_order(Order.objects.filter(matter=matter)[0], note=note, by=by, now=now)


# --- projects and their reports


@_deed("add_project")
def _add_project(
    _: None, *, name: str, held_by: int, unit: int, by: Account, now: dt.datetime
) -> None:
    projects.add_project(
        name=name,
        investment=Decimal("5e9"),
        held_by=Unit.objects.get(pk=held_by),
        parties=[(Unit.objects.get(pk=unit), "investor")],
        by=by,
        now=now,
    )


@_deed("file_project")
def _file(project: Project, *, unit: int, reporter: int, by: Account, now: dt.datetime) -> None:
    projects.file_project(
        project,
        unit=Unit.objects.get(pk=unit),
        reporter=Person.objects.get(pk=reporter),
        by=by,
        now=now,
    )


_as_it_is("leave", projects.leave)
_as_it_is("come_back", projects.come_back)
_as_it_is("end_filing", projects.end_filing)
_as_it_is("excuse", signing.excuse)
_as_it_is("want_signature", signing.require_signature, head_signs=True)


@_deed("report")
def _report(
    project: Project, *, window: str, first: bool, by: Account, now: dt.datetime, **args: Any
) -> None:
    if first:
        done = args["invested_window"]
        args |= {"invested_year": done, "invested_total": done, "funds_arrived": Decimal(0)}
    progress.submit(project, window=window, by=by, now=now, **args)


@_deed("correct")
def _correct(
    project: Project, *, window: str, text: str, reason: str, by: Account, now: dt.datetime
) -> None:
    report = _current(project, window)
    progress.correct(
        report,
        correction=reason,
        stage=report.stage,
        progress=text,
        invested_window=report.invested_window,
        invested_year=report.invested_year,
        invested_total=report.invested_total,
        funds_arrived=report.funds_arrived,
        by=by,
        now=now,
    )


def _of_a_report(name: str, action: Callable[..., Any]) -> None:
    _DEEDS[name] = lambda project, window, **args: action(_current(project, window), **args)


_of_a_report("sign_report", signing.sign)
_of_a_report("send_report_back", signing.send_back)
_of_a_report("receive", signing.receive)
_of_a_report("return_report", signing.return_report)


def _current(project: Project, window: str) -> Report:
    return Report.objects.select_related("project").get(
        project=project, window=window, is_current=True
    )


# --- people who come and go: never killed, never refused


def take_leave(
    *, leaver: int, name: str, unit: int, role: str, by: Account, now: dt.datetime
) -> int:
    """Let the account ``leaver`` go with yesterday and seat somebody new; return the new account's id."""
    day = now.date()
    for seat in Seat.objects.filter(account=leaver, to_on__isnull=True):
        TwoHands.there().end(seat, to_on=max(seat.from_on, day - dt.timedelta(days=1)), now=now)
    return take_seat(name=name, unit=unit, role=role, by=by, now=now)


def take_seat(*, name: str, unit: int, role: str, by: Account, now: dt.datetime) -> int:
    """Add a person with an account and one seat at ``unit``; return the account's id."""
    where = Unit.objects.get(pk=unit)
    person = orgs.add_person(name=name, unit=where, by=by, now=now)
    account = TwoHands.there().let_in(
        person,
        username=f"u{person.pk}",
        password=f"沙枣-花开-{person.pk:06}",
        unit=where,
        role=role,
        now=now,
    )
    return account.pk
