"""Writing what is owed.  Called by the rooms above, inside the transaction of their own action.

These verbs ask for no permission: whoever opens or discharges an obligation has just been asked
for the one of the deed itself.  Each is safe to repeat: the second time it changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from luoshi.audit import actions as audit
from luoshi.audit.actions import SYSTEM, Actor
from luoshi.orgs.models import Person, Unit
from luoshi.owed import queries
from luoshi.owed.models import Colour, Kind, LightChange, Obligation, Outcome
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop


@transaction.atomic
def open_obligation(
    *,
    kind: str,
    subject: models.Model,
    key: str,
    title: str,
    debtor_unit: Unit,
    debtor: Person | None,
    creditor_unit: Unit | None,
    opens_on: dt.date,
    due_on: dt.date,
    confirmed: bool = True,
    by: Actor = SYSTEM,
    now: dt.datetime,
) -> Obligation:
    """Return what is owed of ``subject`` under ``kind`` and ``key``, opened now if it was not yet.

    ``opens_on`` is the civil day from which it can be done: until then its light is grey.
    ``due_on`` is the last civil day in time; ``confirmed`` is False where the calendar of that
    year is not announced.  The same kind, subject and key twice is one row, as it was opened
    first.  Raises BadInput if it would be due before it begins.
    """
    if due_on < opens_on:
        raise BadInput.of("due_on", gettext_noop("期限不能早于起算日。"), code="due-before-opening")
    obligation, is_new = Obligation.objects.get_or_create(
        kind=Kind(kind),
        subject_kind=subject._meta.model_name or "",
        subject_id=subject.pk,
        key=key,
        defaults={
            "title": title[:300],
            "debtor_unit": debtor_unit,
            "debtor": debtor,
            "creditor_unit": creditor_unit,
            "opens_on": opens_on,
            "due_original": due_on,
            "due_on": due_on,
            "confirmed": confirmed,
            "opened_at": now,
        },
    )
    if is_new:
        _light_up(obligation, today=civil_day(now))
        audit.record(
            "obligation.opened",
            obligation,
            by=by,
            at=now,
            kind=obligation.kind,
            debtor_unit=debtor_unit,
            debtor=debtor,
            opens_on=opens_on,
            due_on=due_on,
        )
    return obligation


@transaction.atomic
def discharge(
    *, kind: str, subject: models.Model, key: str, on: dt.date, by: Actor, now: dt.datetime
) -> Obligation | None:
    """Note that what was owed was done ``on`` a civil day, in time or late; return the row.

    None where nothing of that kind and key was owed.  What is settled already stays as it is.
    """
    return _settle(kind, subject, key, outcome=Outcome.DONE, on=on, reason="", by=by, now=now)


@transaction.atomic
def void(
    *, kind: str, subject: models.Model, key: str, reason: str, by: Actor, now: dt.datetime
) -> Obligation | None:
    """Note that what was owed is needed no more, and why; return the row, None if there was none."""
    day = civil_day(now)
    return _settle(kind, subject, key, outcome=Outcome.VOID, on=day, reason=reason, by=by, now=now)


def _settle(
    kind: str,
    subject: models.Model,
    key: str,
    *,
    outcome: Outcome,
    on: dt.date,
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> Obligation | None:
    obligation = queries.owed_of(kind, subject, key)
    if obligation is None:
        return None
    won = Obligation.objects.filter(pk=obligation.pk, discharged_at__isnull=True).update(
        discharged_at=now, discharged_on=on, discharged_by=str(by)[:200], outcome=outcome
    )
    obligation.refresh_from_db()
    if not won:
        return obligation
    _light_up(obligation, today=civil_day(now))
    if outcome == Outcome.DONE:
        late_days = max((on - obligation.due_on).days, 0)
        audit.record("obligation.discharged", obligation, by=by, at=now, on=on, late_days=late_days)
    else:
        audit.record("obligation.voided", obligation, by=by, at=now, reason=reason)
    return obligation


@transaction.atomic
def take_up(
    *, kind: str, subject: models.Model, key: str, by: Actor, now: dt.datetime
) -> Obligation | None:
    """Let what was no longer needed be owed again; None where nothing of that kind was voided."""
    obligation = queries.owed_of(kind, subject, key)
    if obligation is None:
        return None
    won = Obligation.objects.filter(pk=obligation.pk, outcome=Outcome.VOID).update(
        discharged_at=None, discharged_on=None, discharged_by=None, outcome=None
    )
    if not won:
        return None
    obligation.refresh_from_db()
    _light_up(obligation, today=civil_day(now))
    told = {"outcome": [Outcome.VOID, None]}
    audit.record("obligation.taken_up", obligation, by=by, at=now, changes=told)
    return obligation


@transaction.atomic
def reopen(
    *, kind: str, subject: models.Model, key: str, by: Actor, now: dt.datetime
) -> Obligation | None:
    """Let what was done be owed again, by the day it is due as it stands; ``by`` did not accept it.

    None where nothing of that kind and key was done: what is still owed or was voided stays so.
    """
    obligation = queries.owed_of(kind, subject, key)
    if obligation is None:
        return None
    done_on = obligation.discharged_on
    won = Obligation.objects.filter(pk=obligation.pk, outcome=Outcome.DONE).update(
        discharged_at=None,
        discharged_on=None,
        discharged_by=None,
        outcome=None,
        claimed_on=None,
        paused_on=None,
    )
    if not won:
        return None
    obligation.refresh_from_db()
    _light_up(obligation, today=civil_day(now))
    audit.record(
        "obligation.owed_again",
        obligation,
        by=by,
        at=now,
        done_on=done_on,
        due_on=obligation.due_on,
        changes={"discharged_on": [done_on, None]},
    )
    return obligation


@transaction.atomic
def move_due(
    *,
    kind: str,
    subject: models.Model,
    key: str,
    due_on: dt.date,
    confirmed: bool = True,
    by: Actor,
    now: dt.datetime,
) -> Obligation | None:
    """Move the day until which something still owed is in time; ``due_original`` stays for ever.

    None where nothing of that kind and key is owed; raises IllegalMove for what is settled.
    """
    obligation = queries.owed_of(kind, subject, key)
    if obligation is None:
        return None
    if obligation.discharged_at is not None:
        raise IllegalMove(gettext_noop("已经履行的事项不能再改期限。"), code="move-after-settled")
    if due_on < obligation.opens_on:
        raise BadInput.of("due_on", gettext_noop("期限不能早于起算日。"), code="due-before-opening")
    was = obligation.due_on
    if (was, obligation.confirmed) == (due_on, confirmed):
        return obligation
    _change_open(obligation, due_on=due_on, confirmed=confirmed)
    _light_up(obligation, today=civil_day(now))
    audit.record("obligation.moved", obligation, by=by, at=now, was=was, due_on=due_on)
    return obligation


@transaction.atomic
def hand_over(
    *,
    kind: str,
    subject: models.Model,
    key: str,
    debtor_unit: Unit,
    debtor: Person | None,
    by: Actor,
    now: dt.datetime,
) -> Obligation | None:
    """Lay what is still owed on another unit or person; None where nothing is owed any more."""
    obligation = queries.owed_of(kind, subject, key)
    if obligation is None or obligation.discharged_at is not None:
        return None
    was_unit, was = obligation.debtor_unit, obligation.debtor
    if (was_unit, was) == (debtor_unit, debtor):
        return obligation
    _change_open(obligation, debtor_unit=debtor_unit, debtor=debtor)
    audit.record(
        "obligation.handed_over",
        obligation,
        by=by,
        at=now,
        was_unit=was_unit,
        was=was,
        debtor_unit=debtor_unit,
        debtor=debtor,
    )
    return obligation


@transaction.atomic
def hand_over_row(
    obligation: Obligation,
    *,
    debtor_unit: Unit,
    debtor: Person | None,
    creditor_unit: Unit | None,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Lay one open row, fetched with its units, on other hands or let it be owed to other hands.

    Nobody owes herself: a creditor who is the debtor falls away.  Its day stays.  Raises
    Overtaken where it was settled in the meantime.
    """
    creditor_unit = None if creditor_unit == debtor_unit else creditor_unit
    was = (obligation.debtor_unit, obligation.debtor, obligation.creditor_unit)
    if was == (debtor_unit, debtor, creditor_unit):
        return
    _change_open(obligation, debtor_unit=debtor_unit, debtor=debtor, creditor_unit=creditor_unit)
    if was[2] != creditor_unit:
        audit.record(
            "obligation.owed_to_another",
            obligation,
            by=by,
            at=now,
            was=was[2],
            creditor_unit=creditor_unit,
        )
    if was[:2] != (debtor_unit, debtor):
        data = {"was_unit": was[0], "was": was[1], "debtor_unit": debtor_unit, "debtor": debtor}
        audit.record("obligation.handed_over", obligation, by=by, at=now, **data)


@transaction.atomic
def note_claim(
    *,
    kind: str,
    subject: models.Model,
    key: str,
    claimed_on: dt.date | None,
    by: Actor,
    now: dt.datetime,
) -> Obligation | None:
    """Note since which civil day something still owed waits for review; None: it waits no longer.

    While it waits its light does not warn, but it still falls overdue: claimed is not confirmed.
    """
    obligation = queries.owed_of(kind, subject, key)
    if obligation is None or obligation.discharged_at is not None:
        return None
    if obligation.claimed_on == claimed_on:
        return obligation
    _change_open(obligation, claimed_on=claimed_on)
    _light_up(obligation, today=civil_day(now))
    if claimed_on is None:
        audit.record("obligation.reopened", obligation, by=by, at=now)
    else:
        audit.record("obligation.claimed", obligation, by=by, at=now, on=claimed_on)
    return obligation


@transaction.atomic
def pause(
    subject: models.Model, *, kinds: Iterable[str], on: dt.date, by: Actor, now: dt.datetime
) -> int:
    """Let what is still owed of ``subject`` under ``kinds`` rest from ``on``; return how many rows.

    Its day stays where it is: only a decision moves it.
    """
    rows = queries.of_subject(subject).filter(
        kind__in=list(kinds), discharged_at__isnull=True, paused_on__isnull=True
    )
    return _rest(rows, paused_on=on, what="obligation.paused", by=by, now=now)


@transaction.atomic
def resume(subject: models.Model, *, by: Actor, now: dt.datetime) -> int:
    """Let whatever of ``subject`` rests be owed again, at once overdue where its day has passed."""
    rows = queries.of_subject(subject).filter(paused_on__isnull=False, discharged_at__isnull=True)
    return _rest(rows, paused_on=None, what="obligation.resumed", by=by, now=now)


def _rest(
    rows: Iterable[Obligation],
    *,
    paused_on: dt.date | None,
    what: str,
    by: Actor,
    now: dt.datetime,
) -> int:
    done = 0
    for obligation in list(rows):
        _change_open(obligation, paused_on=paused_on)
        _light_up(obligation, today=civil_day(now))
        audit.record(what, obligation, by=by, at=now, due_on=obligation.due_on)
        done += 1
    return done


def _change_open(obligation: Obligation, **fields: object) -> None:
    """Change an open row, unless somebody settled or moved it in the meantime."""
    won = Obligation.objects.filter(
        pk=obligation.pk, discharged_at__isnull=True, due_on=obligation.due_on
    ).update(**fields)
    if not won:
        raise Overtaken
    obligation.refresh_from_db()


@transaction.atomic
def relight(obligation: Obligation, *, now: dt.datetime) -> bool:
    """Store the light that ``obligation`` has on the civil day of ``now``; return whether it changed.

    Two sweeps at once: the second finds the row moved on and leaves it.
    """
    return _light_up(obligation, today=civil_day(now))


def _light_up(obligation: Obligation, *, today: dt.date) -> bool:
    light = queries.light(obligation, today=today)
    was, colour = Colour(obligation.light), Colour(light.colour.value)
    fields: dict[str, Any] = {"light": colour, "light_rule": light.rule}
    fields["relight_on"] = queries.relight_on(obligation, today=today)
    changed = colour is not was or obligation.lit_on is None
    if changed:
        fields["lit_on"] = today
    won = Obligation.objects.filter(
        pk=obligation.pk,
        light=was,
        relight_on=obligation.relight_on,
        due_on=obligation.due_on,
        claimed_on=obligation.claimed_on,
        paused_on=obligation.paused_on,
        discharged_at=obligation.discharged_at,
    ).update(**fields)
    if not won:
        return False
    for name, value in fields.items():
        setattr(obligation, name, value)
    if colour is was:
        return False
    LightChange.objects.create(
        obligation=obligation, on=today, was=was, now=colour, rule=light.rule
    )
    return True
