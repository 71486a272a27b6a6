"""Actions on needs and offers: register, change, withdraw, put a suggestion away.  Called as ``docking.actions``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.audit.actions import SYSTEM, Actor
from luoshi.audit.changes import changes
from luoshi.docking import fields as fields_of
from luoshi.docking.models import TEXT_MOST, Dismissal, Entry, Need, Offer, State, What
from luoshi.docking.queries import SIDES
from luoshi.intake.models import Finding
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.sources.models import Passage
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Overtaken
from luoshi.values.places import place_of
from luoshi.values.quantities import Quantity
from luoshi.values.sentences import gettext_noop


@transaction.atomic
def add_entry(
    *,
    side: str,
    unit: Unit,
    person: Person,
    kind: str,
    text: str,
    place: str = "",
    quantity: Quantity | None = None,
    by_on: dt.date | None = None,
    until: dt.date | None = None,
    conditions: str = "",
    project: Project | None = None,
    engagement: Engagement | None = None,
    passage: Passage | None = None,
    finding: Finding | None = None,
    is_listed: bool = False,
    by: Account,
    now: dt.datetime,
) -> Entry:
    """Register one thing that ``unit`` needs (side "need") or can give ("offer").

    Raises Incomplete without a person, a kind or words, BadInput for words over 150 characters or an
    end before today, Duplicate (with ``pk``) where the same stands there open, or was made of ``finding``.
    """
    access.require(by, Permission.DOCKING_EDIT, now=now, units={unit.pk})
    given = _checked(
        unit=unit,
        person=person,
        kind=kind,
        text=text,
        place=place,
        quantity=quantity,
        by_on=by_on,
        until=until,
        conditions=conditions,
        project=project,
        engagement=engagement,
        is_listed=is_listed,
        now=now,
    )
    check_lasting(unit=unit)
    _refuse_a_twin(side, given, finding)
    made = {"made_by": by, "made_at": now, "state_on": civil_day(now)}
    entry = SIDES[side]._default_manager.create(**given, passage=passage, finding=finding, **made)
    audit.record(
        f"{side}.registered", entry, by=by, at=now, text=entry.text, unit=unit, person=person
    )
    return entry


@transaction.atomic
def edit_entry(
    entry: Entry,
    *,
    version: int,
    person: Person,
    kind: str,
    text: str,
    place: str = "",
    quantity: Quantity | None = None,
    by_on: dt.date | None = None,
    until: dt.date | None = None,
    conditions: str = "",
    project: Project | None = None,
    engagement: Engagement | None = None,
    is_listed: bool = False,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change an open need or offer as it read at ``version``; its unit stays.

    Raises IllegalMove once it is met, withdrawn or over, Overtaken if it has changed since.
    """
    access.require(by, Permission.DOCKING_EDIT, now=now, units={entry.unit_id})
    _require_open(entry)
    given = _checked(
        unit=entry.unit,
        person=person,
        kind=kind,
        text=text,
        place=place,
        quantity=quantity,
        by_on=by_on,
        until=until,
        conditions=conditions,
        project=project,
        engagement=engagement,
        is_listed=is_listed,
        now=now,
    )
    told = changes(entry, given)
    if not told:
        return
    _turn(entry, version=version, **given)
    side = entry._meta.model_name
    audit.record(f"{side}.edited", entry, by=by, at=now, text=entry.text, changes=told)


@transaction.atomic
def withdraw_entry(entry: Entry, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Take an open need or offer back, with the ``reason``; it stays in the list as withdrawn."""
    access.require(by, Permission.DOCKING_EDIT, now=now, units={entry.unit_id})
    _require_open(entry)
    fields_of.require_filled({"reason": reason}, "reason")
    fields_of.require_short({"reason": reason}, reason=300)
    settle(entry, state=State.WITHDRAWN, why=reason.strip(), by=by, now=now)


@transaction.atomic
def settle(entry: Entry, *, state: State, why: str, by: Actor = SYSTEM, now: dt.datetime) -> None:
    """Let an open need or offer be met, withdrawn or over; what is settled already stays as it is.

    Asks for no permission: whoever does it has been asked for that of the deed itself.
    """
    rows = type(entry)._default_manager.filter(pk=entry.pk, state=State.OPEN)
    if not rows.update(
        state=state, state_why=why[:300], state_on=civil_day(now), version=F("version") + 1
    ):
        return
    entry.refresh_from_db()
    told = {"state": [State.OPEN.value, state.value]}
    audit.record(
        f"{entry._meta.model_name}.{state.value}", entry, by=by, at=now, reason=why, changes=told
    )


@transaction.atomic
def dismiss(need: Need, *, offer: Offer, reason: str, by: Account, now: dt.datetime) -> None:
    """Put a suggested pair away with a ``reason``: it is not suggested again.  Raises Duplicate if it was."""
    units = {need.unit_id, offer.unit_id}
    access.require(by, Permission.DOCKING_EDIT, now=now, units=units)
    fields_of.require_filled({"reason": reason}, "reason")
    fields_of.require_short({"reason": reason}, reason=300)
    try:
        with transaction.atomic():
            Dismissal.objects.create(need=need, offer=offer, reason=reason.strip(), by=by, at=now)
    except IntegrityError as same:
        said = gettext_noop("这一对已经标为不合适，不再提示。")
        raise Duplicate(said, code="dismissed-already", pk=need.pk) from same
    audit.record("need.pair_dismissed", need, by=by, at=now, offer=offer, reason=reason.strip())


# --- checks


def _checked(
    *, place: str, quantity: Quantity | None, now: dt.datetime, **given: Any
) -> dict[str, Any]:
    """Return the columns of an entry; raise Incomplete or BadInput."""
    for name in ("text", "conditions"):
        given[name] = str(given[name]).strip()
    fields_of.require_filled(given, "unit", "person", "kind", "text")
    fields_of.require_short(given, text=TEXT_MOST, conditions=TEXT_MOST)
    if given["kind"] not in What.values:
        raise BadInput.of("kind", gettext_noop("请选择类别。"), code="kind-unknown")
    today = civil_day(now)
    if given["until"] is not None and given["until"] < today:
        raise BadInput.of("until", gettext_noop("有效期不能早于今天。"), code="until-past")
    if quantity is not None and quantity.value <= 0:
        raise BadInput.of("quantity", gettext_noop("数量应大于零。"), code="no-quantity")
    where = place_of(place[:60], divisions=policy.current().divisions, on=today)
    return given | {
        "place_name": where.name,
        "place_code": where.code,
        "amount": quantity.value if quantity else None,
        "measure": quantity.unit if quantity else None,
    }


def _refuse_a_twin(side: str, given: dict[str, Any], finding: Finding | None) -> None:
    rows = SIDES[side]._default_manager.all()
    twin = rows.filter(finding=finding).first() if finding else None
    if twin is None:
        same = {name: given[name] for name in ("unit", "kind", "text", "place_name", "amount")}
        same = {name: value for name, value in same.items() if value is not None}
        twin = rows.filter(state=State.OPEN, **same).first()
    if twin is not None:
        said = gettext_noop("“%(text)s”已经登记过，不需要再次提交。")
        raise Duplicate(said, code="entry-there-already", text=twin.text, pk=twin.pk)


def _require_open(entry: Entry) -> None:
    if entry.state != State.OPEN:
        said = gettext_noop("已经满足、撤回或者过期的供需不能再改，请另行登记。")
        raise IllegalMove(said, code="entry-settled")


def _turn(entry: Entry, *, version: int, **given: Any) -> None:
    rows = type(entry)._default_manager.filter(pk=entry.pk, version=version, state=State.OPEN)
    if not rows.update(**given, version=F("version") + 1):
        raise Overtaken
    entry.refresh_from_db()
