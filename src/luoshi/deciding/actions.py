"""Writing decision points: prepare, revise, withdraw, decide.  What is decided becomes a matter at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.deciding import queries
from luoshi.deciding.checks import Choice, Task, check_point
from luoshi.deciding.models import Answer, DecisionPoint, Option, OptionUnit, State
from luoshi.matters import actions as matters
from luoshi.matters.models import Kind as MatterKind
from luoshi.matters.models import Matter, UnitRole
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import home_unit
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.progress.models import Report
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, NotAllowed, Overtaken
from luoshi.values.sentences import gettext_noop

__all__ = ["Choice", "Task", "decide", "prepare", "revise", "withdraw"]
ONCE = "1"  # a point is owed once


@transaction.atomic
def prepare(
    *,
    question: str,
    background: str = "",
    decider: Account,
    due_on: dt.date,
    options: Sequence[Choice],
    project: Project | None = None,
    matter: Matter | None = None,
    report: Report | None = None,
    follows: DecisionPoint | None = None,
    by: Account,
    now: dt.datetime,
) -> DecisionPoint:
    """Put one question before ``decider``, who owes the answer by ``due_on``.

    Raises BadInput for a question, day or options that cannot be, Duplicate (with ``pk``) if
    the same question already waits for the same person, NotAllowed without the permission.
    """
    access.require(by, Permission.DECISION_PREPARE, now=now)
    office = home_unit(by, now=now, to=Permission.DECISION_PREPARE)
    question, background = question.strip(), background.strip()
    check_point(question=question, due_on=due_on, options=options, now=now)
    _check_drafter(options, by=by, now=now)
    unit = _deciding_unit(decider, by=by, now=now)
    _refuse_a_twin(question, decider)
    _refuse_unasked(follows)
    point = DecisionPoint.objects.create(
        question=question,
        background=background,
        decider=decider,
        decider_unit=unit,
        due_on=due_on,
        held_by=office,
        project=project or (report.project if report else None),
        matter=matter,
        report=report,
        follows=follows,
        prepared_by=by,
        prepared_for=by.stands_in_for,
        prepared_at=now,
    )
    _set_options(point, options)
    _owe(point, by=by, now=now)
    told = {"decider": decider, "due_on": due_on, "options": [one.title for one in options]}
    audit.record("decision.prepared", point, by=by, at=now, **told)
    return point


@transaction.atomic
def revise(
    point: DecisionPoint,
    *,
    version: int,
    question: str,
    background: str = "",
    due_on: dt.date,
    options: Sequence[Choice],
    by: Account,
    now: dt.datetime,
) -> None:
    """Word an open point anew; whoever does is from then on who prepared it.

    Raises Overtaken if it reads otherwise than at ``version``, and what ``prepare`` raises.
    """
    access.require(by, Permission.DECISION_PREPARE, now=now, units={point.held_by_id})
    _refuse_unless_open(point)
    question, background = question.strip(), background.strip()
    check_point(question=question, due_on=due_on, options=options, now=now)
    _check_drafter(options, by=by, now=now)
    if by.pk == point.decider_id:
        raise _own_question()
    before = {"question": point.question, "background": point.background, "due_on": point.due_on}
    after = {"question": question, "background": background, "due_on": due_on}
    before["options"] = [one.title for one in point.options.order_by("position")]
    told = changes(before, after | {"options": [one.title.strip() for one in options]})
    _carry(
        point,
        version=version,
        question=question,
        background=background,
        due_on=due_on,
        prepared_by=by,
        prepared_for=by.stands_in_for,
    )
    point.options.all().delete()
    _set_options(point, options)
    owed.move_due(kind=Owed.DECISION, subject=point, key=ONCE, due_on=due_on, by=by, now=now)
    audit.record("decision.revised", point, by=by, at=now, changes=told)


@transaction.atomic
def withdraw(point: DecisionPoint, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Take an open point back, with the reason; nobody owes its answer any more."""
    access.require(by, Permission.DECISION_PREPARE, now=now, units={point.held_by_id})
    _refuse_unless_open(point)
    reason = reason.strip()
    if not reason:
        raise BadInput.of("reason", gettext_noop("请写明撤回的原因。"), code="decision-no-reason")
    _carry(
        point,
        state=State.WITHDRAWN,
        withdrawn_by=by,
        withdrawn_at=now,
        withdrawn_reason=reason[:300],
    )
    owed.void(kind=Owed.DECISION, subject=point, key=ONCE, reason=reason, by=by, now=now)
    audit.record("decision.withdrawn", point, by=by, at=now, reason=reason)


@transaction.atomic
def decide(
    point: DecisionPoint,
    *,
    version: int,
    answer: str,
    option: int | None = None,
    note: str = "",
    by: Account,
    now: dt.datetime,
) -> Matter | None:
    """Decide ``point`` as it read at ``version``; return the matter that an option became.

    ``option`` is the position of the one taken.  A matter is drafted by who prepared the point and
    issued by who decides, in the normal way, so that everything that holds for matters holds.
    Raises NotAllowed for whoever was not asked or wrote it, BadInput for an answer that is none,
    Overtaken if somebody was faster.
    """
    _require_asked(point, by=by, now=now)
    _refuse_unless_open(point)
    note = note.strip()
    taken = _checked_answer(point, answer, option, note)
    _carry(
        point,
        version=version,
        state=State.DECIDED,
        answer=answer,
        chosen=taken.position if taken else None,
        note=note[:300],
        decided_by=by,
        decided_for=by.stands_in_for,
        decided_at=now,
    )
    matter = _issue(point, taken, by=by, now=now) if taken and taken.lead_id else None
    day = civil_day(now)
    owed.discharge(kind=Owed.DECISION, subject=point, key=ONCE, on=day, by=by, now=now)
    told: dict[str, Any] = {"note": note, "changes": {"state": [State.OPEN, State.DECIDED]}}
    if taken is not None:
        told |= {"option": taken.title, "matter": matter}
        audit.record("decision.decided", point, by=by, at=now, **told)
    elif answer == Answer.NO:
        audit.record("decision.refused", point, by=by, at=now, **told)
    else:
        audit.record("decision.asked_again", point, by=by, at=now, **told)
    return matter


def _require_asked(point: DecisionPoint, *, by: Account, now: dt.datetime) -> None:
    units = {point.decider_unit_id}
    person = point.decider.person_id
    access.require(by, Permission.DECISION_DECIDE, now=now, units=units, person=person)
    acting = {by.pk, by.stands_in_for.pk if by.stands_in_for else None}
    if acting & ({point.prepared_by_id, point.prepared_for_id} - {None}):
        raise _own_question()
    if point.decider_id not in acting:
        raise NotAllowed(
            gettext_noop("这件事项提请%(who)s决策，须由本人或其代理人决定。"),
            code="decision-not-hers",
            who=str(point.decider),
        )


def _checked_answer(
    point: DecisionPoint, answer: str, option: int | None, note: str
) -> Option | None:
    """Return the option taken, None for another answer; raise BadInput."""
    if answer not in Answer.values:
        raise BadInput.of("answer", gettext_noop("请选择决策结果。"), code="decision-no-answer")
    if answer == Answer.AGAIN and not note:
        raise BadInput.of(
            "note", gettext_noop("请写明要补充什么。"), code="decision-again-with-what"
        )
    if answer != Answer.OPTION:
        return None
    taken = point.options.filter(position=option or 0).select_related("lead", "person").first()
    if taken is None:
        raise BadInput.of("option", gettext_noop("请选择其中一个方案。"), code="decision-no-option")
    return taken


def _issue(point: DecisionPoint, taken: Option, *, by: Account, now: dt.datetime) -> Matter:
    """Draft the option taken in the name of who prepared it, and issue it in the decider's."""
    drafter = Account.objects.select_related("person").get(pk=point.prepared_by_id)
    if not access.may(drafter, Permission.MATTER_DRAFT, now=now):
        raise IllegalMove(
            gettext_noop("提请人%(who)s现在没有拟办事项的权限，请协调员修改后再决定。"),
            code="decision-drafter-gone",
            who=str(drafter),
        )
    office = home_unit(drafter, now=now, to=Permission.MATTER_DRAFT)
    basis = sources.keep_typed(_words(point, taken, now=now), held_by=office, by=drafter, now=now)
    parts: dict[str, list[Any]] = {role: [] for role in UnitRole.values}
    for part in taken.parts.select_related("unit"):
        parts[part.role].append(part.unit)
    matter = matters.draft_matter(
        kind=MatterKind.TASK,
        title=taken.title,
        content=taken.content or "",
        criterion=taken.criterion or "",
        lead=taken.lead,
        person=taken.person,
        held_by=office,
        responsible=parts[UnitRole.RESPONSIBLE],
        cooperating=parts[UnitRole.COOPERATING],
        due_proposed=taken.due_on,
        project=point.project,
        passage=basis,
        by=drafter,
        now=now,
    )
    matters.submit(matter, by=drafter, now=now)
    matters.issue(matter, by=by, now=now)
    Option.objects.filter(pk=taken.pk).update(became=matter)
    return matter


def _words(point: DecisionPoint, taken: Option, *, now: dt.datetime) -> str:
    """Return the words a matter rests on: what was asked, and what was answered (ADR 7)."""
    day = civil_day(now)
    said = f"{point.decider}{day.year}年{day.month}月{day.day}日决定：{taken.title}。{point.note}"
    return "\n".join(filter(None, (f"提请决策事项：{point.question}", point.background, said)))


def _deciding_unit(decider: Account, *, by: Account, now: dt.datetime) -> Any:
    """Return for which unit ``decider`` decides; raise for who does not, or asks herself."""
    if decider.pk in {by.pk, by.stands_in_for.pk if by.stands_in_for else None}:
        raise _own_question()
    seat = next((one for one in queries.deciders(now=now) if one.account_id == decider.pk), None)
    if seat is None:
        raise BadInput.of(
            "decider", gettext_noop("%(who)s没有决策的席位，请另选决策人。"),
            code="decision-no-decider",
            who=str(decider),
        )  # fmt: skip
    return seat.unit


def _own_question() -> NotAllowed:
    return NotAllowed(
        gettext_noop("提请人不能决定自己提请的事项，请由另一位负责人决定。"),
        code="decision-own-question",
    )


def _check_drafter(options: Sequence[Choice], *, by: Account, now: dt.datetime) -> None:
    """An option that becomes a matter has a drafter: who prepares it."""
    if any(one.task for one in options) and not queries.may_draft(by, now=now):
        raise BadInput.of(
            "options",
            gettext_noop("方案要直接立为事项的，须由协调员提请；请只写方案内容，由协调员补齐承办单位和期限。"),
            code="decision-not-a-drafter",
        )  # fmt: skip


def _owe(point: DecisionPoint, *, by: Account, now: dt.datetime) -> None:
    """Open the answer that is owed to who asks."""
    unit, office = point.decider_unit, point.held_by
    owed.open_obligation(
        kind=Owed.DECISION,
        subject=point,
        key=ONCE,
        title=point.question,
        debtor_unit=unit,
        debtor=point.decider.person,
        creditor_unit=None if unit == office else office,
        opens_on=civil_day(now),
        due_on=point.due_on,
        by=by,
        now=now,
    )


def _refuse_unasked(follows: DecisionPoint | None) -> None:
    """Only what was to be asked again is followed by another question, and once."""
    if follows is not None and (
        follows.answer != Answer.AGAIN or DecisionPoint.objects.filter(follows=follows).exists()
    ):
        raise IllegalMove(
            gettext_noop("这件事项没有要求补充，或者已经补充再报。"),
            code="decision-not-asked-again",
        )


def _refuse_a_twin(question: str, decider: Account) -> None:
    rows = DecisionPoint.objects.filter(question=question, decider=decider, state=State.OPEN)
    twin = rows.first()
    if twin is not None:
        raise Duplicate(
            gettext_noop("同样的事项已经提请%(who)s决策，不需要再次提请。"),
            code="decision-asked-already",
            who=str(decider),
            pk=twin.pk,
        )


def _refuse_unless_open(point: DecisionPoint) -> None:
    if point.state != State.OPEN:
        raise IllegalMove(
            gettext_noop("这件事项已经决策或撤回，不能再改。"), code="decision-not-open"
        )


def _carry(point: DecisionPoint, *, version: int | None = None, **fields: Any) -> None:
    """Write ``fields`` if the point still waits, and reads as at ``version``; else raise Overtaken."""
    rows = DecisionPoint.objects.filter(pk=point.pk, state=State.OPEN)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    point.refresh_from_db()


def _set_options(point: DecisionPoint, options: Sequence[Choice]) -> None:
    for position, choice in enumerate(options, 1):
        task = choice.task
        row = Option.objects.create(
            point=point,
            position=position,
            title=choice.title.strip()[:200],
            lead=task.lead if task else None,
            person=task.person if task else None,
            content=task.content.strip() if task else None,
            criterion=task.criterion.strip()[:300] if task else None,
            due_on=task.due_on if task else None,
        )
        if task is not None:
            OptionUnit.objects.bulk_create(
                [
                    OptionUnit(option=row, unit=u, role=UnitRole.RESPONSIBLE)
                    for u in task.responsible
                ]
                + [
                    OptionUnit(option=row, unit=u, role=UnitRole.COOPERATING)
                    for u in task.cooperating
                ]
            )
