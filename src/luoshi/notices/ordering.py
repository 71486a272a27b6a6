"""Orders and decisions as people let them go: issued and told at once, dropped, said yes or no to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.matters import urging
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import Order, OrderKind
from luoshi.notices import queries
from luoshi.notices.models import Decision, DecisionState, Notice
from luoshi.notices.people import Directory, Parties, directory, everybody
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.rules.escalation import RUNGS, Whom
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Overtaken
from luoshi.values.sentences import gettext_noop

TOLD: dict[str, tuple[Whom, ...]] = {
    OrderKind.URGE: ("handler", "head"),
    OrderKind.SUPERVISE: ("handler", "head", "lead_unit"),
}
REASON_MOST = 300


@transaction.atomic
def issue(order: Order, *, text: str, answer_by: dt.date, by: Account, now: dt.datetime) -> int:
    """Give a prepared order its number, send it and tell its addressees; return how many were told."""
    urging.issue_order(order, text=text, answer_by=answer_by, by=by, now=now)
    return _tell(order, directory(on=civil_day(now)), now=now)


@transaction.atomic
def drop(order: Order, *, note: str, by: Account, now: dt.datetime) -> None:
    """Decide that a prepared order does not go out, and say why."""
    urging.drop_order(order, note=note, by=by, now=now)


@transaction.atomic
def tell_of_orders(people: Directory, *, now: dt.datetime) -> int:
    """Tell of orders that were issued by hand and of which nobody was told yet."""
    return sum(_tell(order, people, now=now) for order in queries.fresh_orders(now=now))


def _tell(order: Order, people: Directory, *, now: dt.datetime) -> int:
    whom = everybody(TOLD[order.kind], _parties(order), among=people)
    rows = [
        Notice(
            order=order,
            person_id=person,
            key="order",
            rung=3 if order.kind == OrderKind.URGE else 4,
            made_on=civil_day(now),
            made_at=now,
        )
        for person in whom
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _parties(order: Order) -> Parties:
    matter, filing = order.matter, getattr(order.project, "filing", None)
    lead = matter.lead_id if matter else (filing.unit_id if filing else None)
    person = matter.person_id if matter else (filing.reporter_id if filing else None)
    named = person if lead == order.addressee_id else None
    return Parties(order.addressee_id, named, lead or order.addressee_id, person, order.office_id)


@transaction.atomic
def decide(decision: Decision, *, says: str, reason: str, by: Account, now: dt.datetime) -> None:
    """Say yes or no to what the ladder proposes, with the reason; raises Overtaken the second time.

    It is recorded with the name; what a yes sets off is done by hand.
    """
    access.require(by, Permission.ESCALATION_DECIDE, now=now, units={decision.office_id})
    require_filled({"reason": reason}, "reason")
    require_short("reason", reason.strip(), most=REASON_MOST)
    if says not in (DecisionState.YES, DecisionState.NO):
        raise BadInput.of("says", gettext_noop("请选择同意或者不同意。"), code="decision-unclear")
    won = Decision.objects.filter(pk=decision.pk, state=DecisionState.WAITING).update(
        state=says, reason=reason.strip(), decided_by=by, decided_at=now
    )
    if not won:
        raise Overtaken
    decision.refresh_from_db()
    about = queries.subject_of(decision.obligation)
    said = {"deed_name": RUNGS[decision.rung], "title": decision.obligation.title}
    said["reason"] = decision.reason
    if says == DecisionState.YES:
        audit.record("escalation.approved", about, by=by, at=now, **said)
    else:
        audit.record("escalation.refused", about, by=by, at=now, **said)
