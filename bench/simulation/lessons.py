"""What each acknowledged deed changes in the memory: the rules of a matter's and a project's life, retold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from bench.simulation.days import SHANGHAI, limit_after
from bench.simulation.deeds import Deed
from bench.simulation.memory import (
    DONE,
    FED_BACK,
    IN_HAND,
    OPEN,
    VOID,
    Debt,
    Matter,
    Memory,
    Project,
)

WHILE_WORKING = ("plan", "step", "feedback")
RESTING = ("sign", "plan", "step", "feedback", "finish")
Lesson = Callable[..., None]
_LESSONS: dict[str, Lesson] = {}


def learn(memory: Memory, deed: Deed, *, pk: int, aside: str = "") -> None:
    """Take in that ``deed`` was done to the row ``pk``; ``aside`` is the id of what it made beside it."""
    today = deed.at.astimezone(SHANGHAI).date()
    memory.events[deed.kind, pk, deed.trace] += 1
    memory.touched.add((deed.kind, pk))
    if deed.name in ("draft", "add_project"):
        memory.labels[deed.label] = pk
        _new(memory, deed, pk)
        return
    row: Any = (memory.matters if deed.kind == "matter" else memory.projects)[pk]
    was = row.state in FED_BACK if deed.kind == "matter" else False
    _LESSONS[deed.name](memory, row, today=today, by=deed.by, aside=aside, **deed.args)
    if deed.kind == "matter" and (row.state in FED_BACK) != was:
        since = max(today, row.turns[-1][0]) if row.turns else today  # the clock may be set back
        row.turns.append((since, not was))


def _lesson(name: str) -> Callable[[Lesson], Lesson]:
    def known(does: Lesson) -> Lesson:
        _LESSONS[name] = does
        return does

    return known


def _new(memory: Memory, deed: Deed, pk: int) -> None:
    args = deed.args
    if deed.name == "add_project":
        memory.projects[pk] = Project(label=deed.label, unit=args["unit"], pk=pk)
        return
    memory.matters[pk] = Matter(
        label=deed.label,
        kind=args["kind"],
        lead=args["lead"],
        person=args["person"],
        raised_by=args["raised_by"],
        holder=args["held_by"],
        partners=[*args["responsible"], *args["cooperating"]],
        due_proposed=args["due_proposed"],
        project=args["project"],
        drafted_by=deed.by,
        pk=pk,
    )


# --- what is owed


def _owe(
    matter: Matter,
    kind: str,
    key: str,
    *,
    today: dt.date,
    due: dt.date,
    unit: int | None = None,
) -> None:
    """Open what the lead and its person owe, or another ``unit`` with nobody named."""
    person = None if unit else matter.person
    debt = Debt(unit or matter.lead, person, min(today, due), due, due)
    matter.debts.setdefault((kind, key), debt)


def _settle(matter: Matter, kind: str, key: str, *, on: dt.date, status: str = DONE) -> None:
    if debt := matter.debts.get((kind, key)):
        debt.settle(status, on)


def _drop(matter: Matter, *, on: dt.date, kinds: Collection[str] | None = None) -> None:
    for (kind, _), debt in matter.debts.items():
        if kinds is None or kind in kinds:
            debt.settle(VOID, on)


def _move(matter: Matter, cause: str, due: dt.date, today: dt.date) -> None:
    assert matter.due_current is not None
    matter.moved.append((cause, matter.due_current, due))
    matter.moved_on.append((today, matter.due_current))
    matter.due_current = due
    debt = matter.debts.get(("finish", str(matter.attempt)))
    if debt and debt.status == OPEN:
        debt.due_on = due


def _withdraw(matter: Matter, today: dt.date) -> None:
    if matter.asked:
        _settle(matter, "decide", str(matter.requests), on=today, status=VOID)
        matter.asked = None


# --- from the draft to the plan


@_lesson("edit_draft")
def _edit(memory: Memory, matter: Matter, **args: Any) -> None:
    matter.due_proposed, matter.lead, matter.person = (
        args["due_proposed"],
        args["lead"],
        args["person"],
    )
    matter.partners = [*args["responsible"], *args["cooperating"]]


@_lesson("submit")
def _submit(memory: Memory, matter: Matter, **_: Any) -> None:
    matter.state = "pending"


@_lesson("send_back")
def _send_back(memory: Memory, matter: Matter, **_: Any) -> None:
    matter.state = "draft"


@_lesson("issue")
def _issue(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    matter.state = "issued"
    matter.due_original = matter.due_current = matter.due_proposed
    _owe_signature(memory, matter, "1", today)
    _owe(matter, "finish", "1", today=today, due=matter.due_current)


def _owe_signature(memory: Memory, matter: Matter, key: str, today: dt.date) -> None:
    due = limit_after(today, "sign", memory.calendar(matter.lead))
    _owe(matter, "sign", key, today=today, due=due)


@_lesson("sign")
def _sign(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    matter.state, matter.signed_on = "signed", today
    for (kind, _key), debt in matter.debts.items():
        if kind == "sign":
            debt.settle(DONE, today)
    assert matter.due_current is not None
    calendar = memory.calendar(matter.lead)
    plan = min(limit_after(today, "plan", calendar), matter.due_current)
    _owe(matter, "plan", matter.signature, today=today, due=plan)
    first = limit_after(today, "first_feedback", calendar)
    if first < matter.due_current:
        _owe(matter, "feedback", "first", today=today, due=first)


@_lesson("lay_plan")
def _lay_plan(
    memory: Memory, matter: Matter, *, steps: list[Any], today: dt.date, **_: Any
) -> None:
    _drop(matter, on=today, kinds=("step",))
    matter.steps = {key: step for key, step in matter.steps.items() if step[1]}
    matter.edition += 1
    for ordinal, (_title, unit, due) in enumerate(steps, start=1):
        other = None if unit == matter.lead else unit
        matter.steps[f"{matter.edition}.{ordinal}"] = (due, False)
        _owe(matter, "step", f"{matter.edition}.{ordinal}", today=today, due=due, unit=other)
    if matter.signed_on is not None:
        _settle(matter, "plan", matter.signature, on=today)
    if matter.state == "signed":
        matter.state = "working"


@_lesson("finish_step")
def _finish_step(memory: Memory, matter: Matter, *, key: str, done_on: dt.date, **_: Any) -> None:
    _settle(matter, "step", key, on=done_on)
    matter.steps[key] = (matter.steps[key][0], True)


@_lesson("feed_back")
def _feed_back(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    for (kind, _key), debt in matter.debts.items():
        if kind == "feedback" and debt.opens_on <= today:
            debt.settle(DONE, today)
    if matter.state in IN_HAND:
        matter.state = "working"


@_lesson("give_input")
@_lesson("dissent")
@_lesson("urge")
def _word(memory: Memory, matter: Matter, **_: Any) -> None:
    """Words that change nothing of what is owed."""


# --- dates, objections, rests


@_lesson("ask_extension")
def _ask(
    memory: Memory, matter: Matter, *, due_asked: dt.date, by: int, today: dt.date, **_: Any
) -> None:
    matter.requests += 1
    matter.state, matter.asked = "extending", (by, due_asked)
    due = limit_after(today, "answer_objection", memory.calendar(matter.holder))
    _owe(matter, "decide", str(matter.requests), today=today, due=due, unit=matter.holder)


@_lesson("grant")
def _grant(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    assert matter.asked is not None
    _settle(matter, "decide", str(matter.requests), on=today)
    _move(matter, "extension", matter.asked[1], today)
    matter.state, matter.asked = "working", None


@_lesson("refuse")
def _refuse(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    _settle(matter, "decide", str(matter.requests), on=today)
    matter.state, matter.asked = "working", None


@_lesson("raise_objection")
def _object(
    memory: Memory, matter: Matter, *, by: int, today: dt.date, aside: str, **_: Any
) -> None:
    matter.before, matter.state, matter.open_key = matter.state, "objected", aside
    matter.objected_by = by
    matter.objected_units.add(matter.lead)
    due = limit_after(today, "answer_objection", memory.calendar(matter.holder))
    _owe(matter, "answer", aside, today=today, due=due, unit=matter.holder)


@_lesson("uphold")
def _uphold(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    _settle(matter, "answer", matter.open_key, on=today)
    matter.state = matter.before


@_lesson("reassign")
def _reassign(
    memory: Memory,
    matter: Matter,
    *,
    lead: int,
    person: int,
    due: dt.date,
    today: dt.date,
    **_: Any,
) -> None:
    _settle(matter, "answer", matter.open_key, on=today)
    _drop(matter, on=today, kinds=("sign", *WHILE_WORKING))
    matter.led[memory.day] = matter.lead
    matter.state, matter.lead, matter.person, matter.signed_on = "issued", lead, person, None
    matter.upheld += 1
    finish = matter.debts["finish", str(matter.attempt)]
    finish.unit, finish.person = lead, person
    _move(matter, "reassignment", due, today)
    _owe_signature(memory, matter, f"after-{matter.open_key}", today)


@_lesson("pause")
def _pause(
    memory: Memory, matter: Matter, *, check_on: dt.date, today: dt.date, aside: str, **_: Any
) -> None:
    matter.before, matter.state, matter.open_key = matter.state, "paused", aside
    for (kind, _key), debt in matter.debts.items():
        if kind in RESTING and debt.status == OPEN:
            debt.paused_on = today
    _owe(matter, "check", aside, today=today, due=check_on, unit=matter.holder)


@_lesson("resume")
def _resume(
    memory: Memory, matter: Matter, *, today: dt.date, due: dt.date | None = None, **_: Any
) -> None:
    _settle(matter, "check", matter.open_key, on=today)
    matter.state = matter.before
    if due is not None:
        _move(matter, "pause", due, today)
    for debt in matter.debts.values():
        if debt.status == OPEN:
            debt.paused_on = None


# --- the end


@_lesson("claim")
def _claim(
    memory: Memory, matter: Matter, *, performed_on: dt.date, by: int, today: dt.date, **_: Any
) -> None:
    _withdraw(matter, today)
    matter.state, matter.claimed_by, matter.raiser_said = "claimed", by, None
    key = str(matter.attempt)
    _settle(matter, "finish", key, on=performed_on)
    _drop(matter, on=today, kinds=WHILE_WORKING)
    due = limit_after(today, "review", memory.calendar(matter.holder))
    _owe(matter, "review", key, today=today, due=due, unit=matter.holder)
    if matter.raised_by and matter.raised_by != matter.lead:
        _owe(matter, "confirm", key, today=today, due=due, unit=matter.raised_by)


@_lesson("confirm")
def _confirm(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    matter.raiser_said = True
    _settle(matter, "confirm", str(matter.attempt), on=today)


@_lesson("deny")
def _deny(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    matter.raiser_said = False
    _settle(matter, "confirm", str(matter.attempt), on=today)


@_lesson("close")
def _close(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    matter.state = "closed"
    _settle(matter, "review", str(matter.attempt), on=today)
    _drop(matter, on=today)
    due = limit_after(today, "archive", memory.calendar(matter.holder))
    _owe(matter, "archive", str(matter.attempt), today=today, due=due, unit=matter.holder)


@_lesson("send_for_redo")
def _redo(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    _settle(matter, "review", str(matter.attempt), on=today)
    _drop(matter, on=today, kinds=("confirm",))
    matter.state, matter.raiser_said = "returned", None
    matter.returns += 1
    _try_again(matter, today)


@_lesson("reopen")
def _reopen(memory: Memory, matter: Matter, *, due: dt.date, today: dt.date, **_: Any) -> None:
    _drop(matter, on=today, kinds=("archive",))
    _move(matter, "reopening", due, today)
    matter.state, matter.raiser_said, matter.claimed_by = "reopened", None, None
    _try_again(matter, today)


def _try_again(matter: Matter, today: dt.date) -> None:
    matter.attempt += 1
    assert matter.due_current is not None
    _owe(matter, "finish", str(matter.attempt), today=today, due=matter.due_current)


@_lesson("archive")
def _archive(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    matter.state = "archived"
    _settle(matter, "archive", str(matter.attempt), on=today)


@_lesson("cancel")
def _cancel(memory: Memory, matter: Matter, *, today: dt.date, **_: Any) -> None:
    _withdraw(matter, today)
    matter.state = "cancelled"
    _drop(matter, on=today)


@_lesson("hand_over")
def _hand_over(memory: Memory, matter: Matter, *, to_person: int, **_: Any) -> None:
    for debt in matter.debts.values():
        if debt.status == OPEN and (debt.unit, debt.person) == (matter.lead, matter.person):
            debt.person = to_person
    matter.person = to_person


# --- projects


@_lesson("file_project")
def _file(
    memory: Memory, project: Project, *, unit: int, reporter: int, today: dt.date, **_: Any
) -> None:
    project.unit, project.reporter, project.filed_on = unit, reporter, today


@_lesson("leave")
def _leave(memory: Memory, project: Project, *, exit: str, on: dt.date, **_: Any) -> None:
    project.dropped = exit == "dropped"
    if not project.is_out():  # a paused one that is dropped has been out since it was paused
        project.spells.append((on, None))


@_lesson("come_back")
def _come_back(memory: Memory, project: Project, *, on: dt.date, **_: Any) -> None:
    project.spells[-1] = (project.spells[-1][0], on)


@_lesson("end_filing")
def _end(memory: Memory, project: Project, *, on: dt.date, **_: Any) -> None:
    project.ended_on = on


@_lesson("excuse")
def _excuse(memory: Memory, project: Project, *, window: str, today: dt.date, **_: Any) -> None:
    project.excused[window] = today


@_lesson("want_signature")
def _want(memory: Memory, project: Project, **_: Any) -> None:
    project.head_signs = True


@_lesson("report")
def _report(
    memory: Memory, project: Project, *, window: str, by: int, today: dt.date, **_: Any
) -> None:
    _handed(memory, project, window, 1, by, today)


@_lesson("correct")
def _correct(
    memory: Memory, project: Project, *, window: str, by: int, today: dt.date, **_: Any
) -> None:
    _handed(memory, project, window, project.reports[window][0] + 1, by, today)


def _handed(
    memory: Memory, project: Project, window: str, edition: int, by: int, today: dt.date
) -> None:
    """Where the head signs it waits for her, unless she wrote it herself."""
    role, person = memory.units[project.unit].seats[by]
    state = "waiting" if project.head_signs and role != "unit_head" else "handed-in"
    project.reports[window], project.writers[window] = (edition, state), person
    if state == "handed-in":
        project.handed_in.setdefault(window, today)


@_lesson("sign_report")
def _sign_report(
    memory: Memory, project: Project, *, window: str, today: dt.date, **_: Any
) -> None:
    project.reports[window] = (project.reports[window][0], "handed-in")
    project.handed_in.setdefault(window, today)


@_lesson("send_report_back")
def _send_report_back(memory: Memory, project: Project, *, window: str, **_: Any) -> None:
    project.reports[window] = (project.reports[window][0], "returned")
    if window not in project.handed_in:
        project.owners[window] = project.writers[window]


@_lesson("receive")
def _receive(memory: Memory, project: Project, *, window: str, **_: Any) -> None:
    project.reports[window] = (project.reports[window][0], "received")


@_lesson("return_report")
def _return(memory: Memory, project: Project, *, window: str, **_: Any) -> None:
    project.reports[window] = (project.reports[window][0], "returned")
    project.handed_in.pop(window, None)
    project.owners[window] = project.writers[window]
