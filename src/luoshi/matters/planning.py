"""Actions about the plan of a matter: steps with units and days.  Called as ``matters.actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from luoshi.audit import actions as audit
from luoshi.matters import debts, moves, terms
from luoshi.matters.fields import require_short
from luoshi.matters.models import Matter, PlanStep
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.owed.models import Kind as Owed
from luoshi.rules.access import Permission
from luoshi.rules.life import Part
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import Day

STEPS_MOST = 30
TITLE_MOST = 200
NOTE_MOST = 300
PLAN_CHANGED = gettext_noop("工作方案已经调整")


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of a plan: what, by which unit of the matter, by which civil day."""

    title: str
    unit: Unit
    due_on: dt.date


@transaction.atomic
def lay_plan(
    matter: Matter, *, steps: Sequence[Planned], by: Account, now: dt.datetime
) -> list[PlanStep]:
    """Lay down how a matter will be done; a later plan takes the place of the steps not yet done.

    Every step is done by the lead, a responsible or a cooperating unit, no later than the
    current day of the matter; each unit then owes its step by that day.
    """
    move = moves.admit(matter, "lay_plan", by=by, now=now)
    _check(matter, steps)
    today = civil_day(now)
    _drop_what_is_not_done(matter, by=by, now=now)
    edition = (matter.plan.aggregate(last=Max("edition"))["last"] or 0) + 1
    moves.carry(matter, move)
    rows = PlanStep.objects.bulk_create(
        PlanStep(
            matter=matter,
            edition=edition,
            ordinal=ordinal,
            title=step.title.strip(),
            unit=step.unit,
            due_on=step.due_on,
        )
        for ordinal, step in enumerate(steps, start=1)
    )
    for row in rows:
        _owe_step(matter, row, today=today, by=by, now=now)
    if matter.signed_at is not None:
        debts.discharge(matter, Owed.PLAN, _signature(matter), on=today, by=by, now=now)
    audit.record(
        "plan.laid",
        matter,
        by=by,
        at=now,
        edition=edition,
        steps=[f"{row.title}（{row.unit}，{row.due_on}）" for row in rows],
    )
    return rows


@transaction.atomic
def finish_step(
    step: PlanStep, *, done_on: dt.date, note: str = "", by: Account, now: dt.datetime
) -> None:
    """Say that a step of the plan was done on a civil day: by its unit, or by the lead for it."""
    matter, today = step.matter, civil_day(now)
    units = frozenset({step.unit_id}) | terms.units_of(matter, Part.LEAD)
    access.require(by, Permission.MATTER_SIGN, now=now, units=units)
    if step.dropped_at is not None or step.done_on is not None:
        raise IllegalMove(gettext_noop("这一步已经完成或者停用。"), code="step-over")
    if done_on > today:
        raise BadInput.of(
            "done_on", gettext_noop("完成日期不能晚于今天。"), code="done-in-the-future"
        )
    require_short("note", note.strip(), most=NOTE_MOST)
    won = PlanStep.objects.filter(pk=step.pk, done_on__isnull=True, dropped_at__isnull=True).update(
        done_on=done_on, done_by=by, note=note.strip()
    )
    if not won:
        raise Overtaken
    step.refresh_from_db()
    debts.discharge(matter, Owed.STEP, _key(step), on=done_on, by=by, now=now)
    data = {"step": step.title, "done_on": done_on, "note": step.note}
    data["changes"] = {"done_on": [None, done_on]}
    audit.record("plan.step_done", matter, by=by, at=now, **data)


def owe_a_plan(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """Open the plan that the lead owes once it has signed."""
    today = civil_day(now)
    due = terms.due_after(today, "plan", unit=terms.lead_of(matter))
    if due.on > terms.due_of(matter):
        due = Day(terms.due_of(matter))
    debts.owe(matter, Owed.PLAN, _signature(matter), opens_on=today, due=due, by=by, now=now)


def _check(matter: Matter, steps: Sequence[Planned]) -> None:
    if not steps:
        raise BadInput.of("steps", gettext_noop("至少写一个步骤。"), code="no-steps")
    if len(steps) > STEPS_MOST:
        raise BadInput.of(
            "steps",
            gettext_noop("步骤最多%(most)s个，请合并。"),
            code="too-many-steps",
            most=STEPS_MOST,
        )
    mine = terms.units_of(matter, Part.LEAD) | terms.units_of(matter, Part.PARTNER)
    last = terms.due_of(matter)
    for step in steps:
        if not step.title.strip():
            raise BadInput.of("steps", gettext_noop("每个步骤都要写明做什么。"), code="step-empty")
        require_short("steps", step.title.strip(), most=TITLE_MOST)
        if step.unit.pk not in mine:
            raise BadInput.of(
                "steps",
                gettext_noop("%(unit)s不是这件事项的承办单位，不能承担步骤。"),
                code="step-of-a-stranger",
                unit=step.unit,
            )
        if step.due_on > last:
            raise BadInput.of(
                "steps",
                gettext_noop("步骤“%(title)s”的日期晚于现行期限%(due)s。"),
                code="step-after-due",
                title=step.title,
                due=last,
            )


def _drop_what_is_not_done(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    PlanStep.objects.filter(matter=matter, done_on__isnull=True, dropped_at__isnull=True).update(
        dropped_at=now
    )
    debts.let_fall(matter, reason=PLAN_CHANGED, kinds=[Owed.STEP], by=by, now=now)


def _owe_step(
    matter: Matter, row: PlanStep, *, today: dt.date, by: Account, now: dt.datetime
) -> None:
    leads = row.unit_id == matter.lead_id
    debts.owe(
        matter,
        Owed.STEP,
        _key(row),
        opens_on=today,
        due=Day(row.due_on),
        debtor_unit=None if leads else row.unit,
        creditor=None if leads else terms.lead_of(matter),
        title=f"{matter.title}：{row.title}"[:300],
        by=by,
        now=now,
    )


def _key(step: PlanStep) -> str:
    return f"{step.edition}.{step.ordinal}"


def _signature(matter: Matter) -> str:
    """Return which assignment the plan belongs to: after a re-assignment another plan is owed."""
    return (matter.number or "").partition("号-")[2] or "1"
