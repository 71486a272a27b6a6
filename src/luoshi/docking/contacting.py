"""Actions along a docking: the contact log, the supply side's opinion, a step that becomes a matter."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.docking import debts
from luoshi.docking import fields as fields_of
from luoshi.docking.models import FINAL, AgreedStep, Contact, Docking, Mode, Stage
from luoshi.docking.queries import units_of
from luoshi.matters.drafting import draft_matter
from luoshi.matters.models import Kind as MatterKind
from luoshi.matters.models import Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting, home_unit
from luoshi.owed.models import Kind
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

CRITERION = "按商定的内容完成，并告知对接双方。"


class Step(NamedTuple):
    """What is to be done next: what, until when, by whom."""

    text: str
    due_on: dt.date
    unit: Unit
    person: Person


@transaction.atomic
def log_contact(
    docking: Docking,
    *,
    on: dt.date,
    mode: str,
    demand_who: str,
    supply_who: str,
    agreed: str,
    step: Step | None = None,
    by: Account,
    now: dt.datetime,
) -> Contact:
    """Add one line to the log: the first one is the first contact, and what was owed for it is done.

    Raises IllegalMove once there is a final result, Incomplete for a line without both sides' people or
    what was agreed, BadInput for a day to come or before the docking, or a step that is due before it.
    """
    access.require(by, Permission.DOCKING_EDIT, now=now, units=units_of(docking))
    if docking.outcome in FINAL:
        raise _over()
    said = {"demand_who": demand_who, "supply_who": supply_who, "agreed": agreed}
    said = {name: text.strip() for name, text in said.items()}
    fields_of.require_filled(said, "demand_who", "supply_who", "agreed")
    fields_of.require_short(said, demand_who=200, supply_who=200, agreed=1000)
    _check_day(docking, on, now=now)
    if mode not in Mode.values:
        raise BadInput.of("mode", gettext_noop("请选择联系方式。"), code="mode-unknown")
    contact = Contact.objects.create(docking=docking, on=on, mode=mode, by=by, at=now, **said)
    if step is not None:
        _keep_step(contact, step)
    if docking.stage == Stage.PROPOSED:
        _move(docking, Stage.CONTACT)
        debts.discharge(docking, Kind.DOCKING_CONTACT, on=on, by=by, now=now)
    told = {"on": on, "agreed": contact.agreed, "step": step.text if step else ""}
    audit.record("docking.contacted", docking, by=by, at=now, **told)
    return contact


@transaction.atomic
def give_opinion(docking: Docking, *, opinion: str, by: Account, now: dt.datetime) -> None:
    """Register what the supply side answers; once, after the first contact.  Raises IllegalMove otherwise."""
    units = {docking.supply_unit_id, docking.organiser_id}
    access.require(by, Permission.DOCKING_EDIT, now=now, units=units)
    if docking.stage != Stage.CONTACT:
        said = gettext_noop("先登记首次接触，再答复意见；已经答复的不再重复登记。")
        raise IllegalMove(said, code="opinion-not-now")
    fields_of.require_filled({"opinion": opinion}, "opinion")
    fields_of.require_short({"opinion": opinion}, opinion=500)
    _move(docking, Stage.OPINION, opinion=opinion.strip())
    debts.discharge(docking, Kind.DOCKING_OPINION, on=civil_day(now), by=by, now=now)
    audit.record("docking.answered", docking, by=by, at=now, opinion=docking.opinion)


@transaction.atomic
def make_matter(
    step: AgreedStep, *, criterion: str = CRITERION, by: Account, now: dt.datetime
) -> Matter:
    """Draft the matter that an agreed step becomes, with the line of the log as its basis.

    Raises IllegalMove if it is one already.  It goes its way like any other: somebody else issues it.
    """
    office = home_unit(by, now=now, to=Permission.MATTER_DRAFT)
    access.require(by, Permission.MATTER_DRAFT, now=now, units={office.pk})
    if step.matter_id is not None:
        said = gettext_noop("这一步已经拟办为事项。")
        raise IllegalMove(said, code="step-is-a-matter")
    contact, docking = step.contact, step.contact.docking
    passage = sources.keep_typed(basis_of(contact), held_by=office, by=by, now=now)
    matter = draft_matter(
        kind=MatterKind.TASK,
        title=step.text,
        content=contact.agreed,
        criterion=criterion,
        lead=step.unit,
        person=step.person,
        held_by=office,
        due_proposed=step.due_on,
        project=docking.project,
        engagement=docking.engagement,
        passage=passage,
        by=by,
        now=now,
    )
    won = AgreedStep.objects.filter(pk=step.pk, matter__isnull=True).update(matter=matter)
    if not won:
        raise Overtaken
    step.matter = matter
    audit.record(
        "docking.step_drafted",
        docking,
        by=by,
        at=now,
        step=step.text,
        matter=matter,
        changes={"matter": [None, matter.title]},
    )
    return matter


def basis_of(contact: Contact) -> str:
    """Return the line of the log as the words on which a matter rests."""
    docking, step = contact.docking, contact.step
    day = f"{contact.on.year}年{contact.on.month}月{contact.on.day}日"
    who = f"{docking.demand_unit}（{contact.demand_who}）与{docking.supply_unit}（{contact.supply_who}）"
    due = f"{step.due_on.year}年{step.due_on.month}月{step.due_on.day}日"
    return (
        f"{docking.number}联系记录：{day}，{who}商定：{contact.agreed}\n"
        f"下一步：{step.text}，由{step.unit}{step.person}于{due}前完成。"
    )


# --- checks


def _check_day(docking: Docking, on: dt.date, *, now: dt.datetime) -> None:
    if not civil_day(docking.opened_at) <= on <= civil_day(now):
        said = gettext_noop("联系日期应在发起对接之后，不能晚于今天。")
        raise BadInput.of("on", said, code="contact-day")


def _keep_step(contact: Contact, step: Step) -> None:
    words = {"step": step.text.strip()}
    fields_of.require_filled(words, "step")
    fields_of.require_short(words, step=200)
    if step.due_on < contact.on:
        said = gettext_noop("下一步的期限不能早于联系日期。")
        raise BadInput.of("step_due_on", said, code="step-before-contact")
    check_lasting(step_unit=step.unit)
    AgreedStep.objects.create(
        contact=contact,
        text=words["step"],
        due_on=step.due_on,
        unit=step.unit,
        person=step.person,
    )


def _move(docking: Docking, stage: Stage, *, opinion: str = "") -> None:
    """Move a docking to its next stage, unless somebody was faster."""
    rows = Docking.objects.filter(pk=docking.pk, stage=docking.stage, version=docking.version)
    said = opinion or docking.opinion
    if not rows.update(stage=stage, opinion=said, version=F("version") + 1):
        raise Overtaken
    docking.refresh_from_db()


def _over() -> IllegalMove:
    said = gettext_noop("这次对接已经有最后结果，不能再登记联系。")
    return IllegalMove(said, code="docking-over")
