"""The action that brings two sides together.  Called as ``docking.actions``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.docking import debts
from luoshi.docking import fields as fields_of
from luoshi.docking.models import TEXT_MOST, Docking, Helper, Mode, Need, Offer, State
from luoshi.matters.models import Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.orgs.series import take_number
from luoshi.owed.models import Kind
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete
from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.workcalendar import Day

WORD = "对接"


@transaction.atomic
def open_docking(
    *,
    title: str,
    demand_unit: Unit,
    demand_person: Person,
    supply_unit: Unit,
    supply_person: Person,
    organiser: Unit,
    cooperating: Iterable[Unit] = (),
    need: Need | None = None,
    offer: Offer | None = None,
    matter: Matter | None = None,
    engagement: Engagement | None = None,
    project: Project | None = None,
    mode: str = Mode.CALL,
    by: Account,
    now: dt.datetime,
) -> Docking:
    """Bring one demand side and one supply side together, each with a named person.

    From now on first contact and opinion are owed by the supply side, the result by the organiser,
    by the rules of this day: they do not change with later ones.  Raises Incomplete for what is
    missing, BadInput for one unit on both sides or a side that is not the one of its need or offer,
    IllegalMove for a need or offer that is settled, Duplicate (with ``pk``) for a pair docked before.
    """
    parties = {demand_unit, supply_unit, organiser}
    access.require(by, Permission.DOCKING_EDIT, now=now, units={one.pk for one in parties})
    title = title.strip()
    fields_of.require_filled({"title": title}, "title")
    fields_of.require_short({"title": title}, title=TEXT_MOST)
    _check_sides(demand_unit, supply_unit, need, offer)
    _check_ground(need, offer, matter, engagement)
    if mode not in Mode.values:
        raise BadInput.of("mode", gettext_noop("请选择对接方式。"), code="mode-unknown")
    helping = [one for one in dict.fromkeys(cooperating) if one not in parties]
    check_lasting(
        demand_unit=demand_unit, supply_unit=supply_unit, organiser=organiser, cooperating=helping
    )
    _refuse_a_twin(need, offer)
    today = civil_day(now)
    rules, days = debts.days_of(supply_unit, organiser, on=today)
    number = take_number(organiser, word=WORD, year=today.year)
    docking = Docking.objects.create(
        number=f"{WORD}〔{today.year}〕{number}号",
        title=title,
        need=need,
        offer=offer,
        demand_unit=demand_unit,
        demand_person=demand_person,
        supply_unit=supply_unit,
        supply_person=supply_person,
        organiser=organiser,
        matter=matter,
        engagement=engagement,
        project=project,
        mode=mode,
        opened_by=by,
        opened_at=now,
        **_frozen(rules, days),
    )
    Helper.objects.bulk_create(Helper(docking=docking, unit=one) for one in helping)
    told = {"demand": demand_unit, "supply": supply_unit, "organiser": organiser}
    audit.record("docking.opened", docking, by=by, at=now, number=docking.number, **told)
    debts.lay(docking, days, by=by, now=now)
    return docking


def _frozen(rules: str, days: dict[Kind, Day]) -> dict[str, Any]:
    return {
        "rules": rules,
        "contact_due_on": days[Kind.DOCKING_CONTACT].on,
        "opinion_due_on": days[Kind.DOCKING_OPINION].on,
        "result_due_on": days[Kind.DOCKING_RESULT].on,
    }


def _check_sides(demand: Unit, supply: Unit, need: Need | None, offer: Offer | None) -> None:
    if demand == supply:
        said = gettext_noop("需求方和供给方不能是同一个单位。")
        raise BadInput.of("supply_unit", said, code="one-unit-on-both-sides")
    wrong: dict[str, Sentence] = {}
    if need is not None and need.unit != demand:
        said = gettext_noop("需求方应当是提出需求的单位。")
        wrong["demand_unit"] = Sentence(said, "not-the-needs-unit")
    if offer is not None and offer.unit != supply:
        said = gettext_noop("供给方应当是提供供给的单位。")
        wrong["supply_unit"] = Sentence(said, "not-the-offers-unit")
    if wrong:
        raise BadInput(wrong)
    for entry in (need, offer):
        if entry is not None and entry.state != State.OPEN:
            said = gettext_noop("已经满足、撤回或者过期的供需不能再发起对接。")
            raise IllegalMove(said, code="entry-settled")


def _check_ground(
    need: Need | None, offer: Offer | None, matter: Matter | None, engagement: Engagement | None
) -> None:
    if not (need or offer or matter or engagement):
        raise Incomplete(
            ["engagement"],
            labels={"engagement": Sentence(gettext_noop("依据（需求、供给、议定事项或者活动）"))},
        )


def _refuse_a_twin(need: Need | None, offer: Offer | None) -> None:
    if need is None or offer is None:
        return
    twin = Docking.objects.filter(need=need, offer=offer).first()
    if twin is not None:
        said = gettext_noop("这项需求和这项供给已经在%(number)s中对接，不需要再次发起。")
        raise Duplicate(said, code="pair-docked-already", number=twin.number, pk=twin.pk)
