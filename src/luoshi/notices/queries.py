"""Reading notices, orders, decisions and the outbox.

Whether a notice still stands is decided in one place, ``standing``: the page, the desk and the
mail show the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from luoshi.audit.inserting import among
from luoshi.issuing.documents import documents_for
from luoshi.issuing.models import DocumentState
from luoshi.matters.models import Matter, Order, OrderKind, OrderState
from luoshi.notices.models import (
    Decision,
    DecisionState,
    Message,
    MessageState,
    Notice,
    RungDone,
    Untold,
)
from luoshi.notices.people import HEAD as _HEAD
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import absent_of
from luoshi.owed.models import Obligation
from luoshi.progress.models import Report
from luoshi.projects.models import Project
from luoshi.rules import life
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound

HEAD = _HEAD
ORDER_STATES, ORDER_KINDS, DECISION_STATES = OrderState, OrderKind, DecisionState
MESSAGE_STATES = MessageState
FRESH_FOR = dt.timedelta(days=14)
SHOWN_MESSAGES = 100
SHOWN_WITH = (
    "obligation__debtor_unit",
    "obligation__debtor",
    "order__matter",
    "order__project",
    "bulletin__document__office",
)


class Joined(Aggregate):
    """All texts of a group as one, blanks between: one row to read for each group."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = models.TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **how: Any
    ) -> tuple[str, Any]:
        """Say it as PostgreSQL does."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **how)


def rungs_done(ids: Sequence[int]) -> dict[int, str]:
    """Return by obligation the keys of the rungs that were done, blanks between."""
    rows = RungDone.objects.filter(obligation__in=among(ids)).order_by().values_list("obligation")
    return dict(rows.annotate(keys=Joined("key")))


# --- notices


def standing(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return the notices of ``rows`` that still stand: unread, and what they are about not over."""
    owed = Q(obligation__isnull=False, obligation__discharged_at__isnull=True)
    running = Q(order__matter__isnull=True) | Q(order__matter__state__in=sorted(life.RUNNING))
    printed = Q(bulletin__isnull=False) & ~Q(bulletin__document__state=DocumentState.VOIDED)
    rows = rows.filter(owed | Q(order__isnull=False) & running | printed, read_at__isnull=True)
    return rows.select_related(*SHOWN_WITH)


def unread_for(by: Account, *, now: dt.datetime, today: dt.date | None = None) -> QuerySet[Notice]:
    """Return what ``by`` was told and has not read, as far as it still stands; newest first.

    With ``today`` without what she put off to a later day.
    """
    rows = standing(_told_to(by, now=now))
    if today is not None:
        rows = rows.filter(Q(later_on__isnull=True) | Q(later_on__lte=today))
    return rows


def _told_to(by: Account, *, now: dt.datetime) -> QuerySet[Notice]:
    return still_seen(Notice.objects.filter(person=by.person_id), by, now=now)


def still_seen(rows: QuerySet[Notice], by: Account, *, now: dt.datetime) -> QuerySet[Notice]:
    """Narrow notices of ``by`` to those of things that she still may see.

    A notice shows the name of what it is about: whoever has left the unit reads no more of it.
    What is owed by her name, or by that of whom she stands in for, stays hers.
    """
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    if scope.everything:
        return rows
    if not scope.units:
        return rows.none()
    people = [by.person_id, *absent_of(by, on=civil_day(now))]
    led = Matter.objects.filter(lead__in=scope.units).values("pk")
    return rows.filter(
        Q(obligation__debtor__in=people)
        | Q(obligation__debtor_unit__in=scope.units)
        | Q(obligation__creditor_unit__in=scope.units)
        | Q(order__addressee__in=scope.units)
        | Q(order__office__in=scope.units)
        | Q(obligation__subject_kind="matter", obligation__subject_id__in=led)
        | Q(order__matter__in=led)
        | Q(bulletin__document__in=documents_for(by, now=now).values("pk"))
    )


def all_for(by: Account, *, now: dt.datetime) -> QuerySet[Notice]:
    """Return everything that ``by`` was ever told and still may see, newest first."""
    rows = _told_to(by, now=now)
    return rows.select_related(*SHOWN_WITH)


def notice_for(by: Account, pk: int, *, now: dt.datetime) -> Notice:
    """Return one notice of ``by``; raises NotFound for anybody else's."""
    notice = all_for(by, now=now).filter(pk=pk).first()
    if notice is None:
        raise NotFound
    return notice


def notices_of(obligation: Obligation) -> QuerySet[Notice]:
    """Return who was told of one obligation, newest first."""
    return obligation.notices.select_related("person")


# --- who could not be told


def is_anybody_untold() -> bool:
    """Return whether something waits for somebody to be told."""
    return still_untold().exists()


def still_untold() -> QuerySet[Untold]:
    """Return what nobody could be told and is still owed, newest first."""
    rows = Untold.objects.filter(told_at__isnull=True, obligation__discharged_at__isnull=True)
    return rows.select_related("obligation", "unit")


def gaps() -> list[dict[str, object]]:
    """Return at which unit whom is missing, and of how many things nobody could be told."""
    rows = Untold.objects.filter(told_at__isnull=True, obligation__discharged_at__isnull=True)
    counted = rows.values("unit", "unit__name", "whom")
    found = counted.annotate(count=Count("obligation", distinct=True), since=Max("on"))
    return [dict(one) for one in found.order_by("-count", "unit__name")]


# --- orders and decisions


def visible_orders(by: Account, *, now: dt.datetime) -> QuerySet[Order]:
    """Return the orders of the offices for which ``by`` may urge; raises NotFound for nobody's."""
    scope = access.scope(by, Permission.MATTER_URGE, now=now)
    if not (scope.everything or scope.units):
        raise NotFound
    rows = Order.objects.select_related(
        "matter", "project", "addressee", "office", "issued_by__person"
    )
    return rows if scope.everything else rows.filter(office__in=scope.units)


def order_for(by: Account, pk: int, *, now: dt.datetime) -> Order:
    """Return one order; raises NotFound outside her scope."""
    order = visible_orders(by, now=now).filter(pk=pk).first()
    if order is None:
        raise NotFound
    return order


def count_prepared(by: Account, *, now: dt.datetime) -> int:
    """Return how many orders wait for ``by`` to be issued or dropped."""
    return visible_orders(by, now=now).filter(state=OrderState.PREPARED).count()


def fresh_orders(*, now: dt.datetime) -> QuerySet[Order]:
    """Return the orders issued within a fortnight of which nobody was told yet."""
    told = Notice.objects.filter(order=OuterRef("pk"))
    rows = Order.objects.filter(state=OrderState.ISSUED, issued_at__gt=now - FRESH_FOR)
    return rows.filter(~Exists(told)).select_related("matter", "project__filing")


def has_fresh_orders(*, now: dt.datetime) -> bool:
    """Return whether an order waits for its addressees to be told."""
    return fresh_orders(now=now).exists()


def visible_decisions(by: Account, *, now: dt.datetime) -> QuerySet[Decision]:
    """Return what the ladder proposed in the register that ``by`` may see."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    rows = Decision.objects.select_related(
        "obligation__debtor_unit", "obligation__debtor", "office", "decided_by__person"
    )
    if scope.everything:
        return rows
    mine = Q(office__in=scope.units) | Q(obligation__debtor_unit__in=scope.units)
    return rows.filter(mine)


def decision_for(by: Account, pk: int, *, now: dt.datetime) -> Decision:
    """Return one decision; raises NotFound outside her scope."""
    decision = visible_decisions(by, now=now).filter(pk=pk).first()
    if decision is None:
        raise NotFound
    return decision


def to_decide(by: Account, *, now: dt.datetime) -> QuerySet[Decision]:
    """Return what waits for ``by`` to be decided; what was settled meanwhile needs no decision."""
    scope = access.scope(by, Permission.ESCALATION_DECIDE, now=now)
    rows = visible_decisions(by, now=now).filter(
        state=DecisionState.WAITING, obligation__discharged_at__isnull=True
    )
    return rows if scope.everything else rows.filter(office__in=scope.units)


def may_decide(by: Account, decision: Decision, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may say yes or no to it."""
    return access.may(by, Permission.ESCALATION_DECIDE, now=now, units={decision.office_id})


def decisions_of(subject: models.Model, by: Account, *, now: dt.datetime) -> QuerySet[Decision]:
    """Return what the ladder proposed about one row, newest first, as far as ``by`` may see it.

    Who only helps with a matter does not read what is proposed against another unit.
    """
    return visible_decisions(by, now=now).filter(
        obligation__subject_kind=subject._meta.model_name or "", obligation__subject_id=subject.pk
    )


def went_before(obligation: Obligation) -> list[RungDone]:
    """Return the rungs that an obligation has climbed, each as it was carried last; newest first."""
    newest: dict[int, RungDone] = {}
    for one in obligation.rungs_done.filter(passed_by=False).order_by("on", "pk"):
        newest[one.rung] = one
    return sorted(newest.values(), key=lambda one: (one.on, one.rung), reverse=True)


def subject_of(obligation: Obligation) -> models.Model:
    """Return the row that an obligation hangs on; the obligation itself where it is gone."""
    found: models.Model | None = None
    match obligation.subject_kind:
        case "matter":
            found = Matter.objects.filter(pk=obligation.subject_id).first()
        case "project":
            found = Project.objects.filter(pk=obligation.subject_id).first()
        case "report":
            report = Report.objects.filter(pk=obligation.subject_id).first()
            found = report.project if report else None
    return found or obligation


# --- the outbox


def may_see_outbox(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` looks after the mail: administrators and coordinators do."""
    held = access.held(by, now=now)
    return bool({Permission.ACCOUNT_MANAGE, Permission.DIRECTORY_EDIT} & held)


def messages_for(by: Account, *, now: dt.datetime) -> QuerySet[Message]:
    """Return the outbox, newest first; raises NotFound for whom it does not concern."""
    if not may_see_outbox(by, now=now):
        raise NotFound
    return Message.objects.select_related("person").order_by("-due_at", "-pk")


def message_for(by: Account, pk: int, *, now: dt.datetime) -> Message:
    """Return one message; raises NotFound for whom it does not concern."""
    message = messages_for(by, now=now).filter(pk=pk).first()
    if message is None:
        raise NotFound
    return message


def outbox_counts() -> dict[str, int]:
    """Return how many messages stand in each state."""
    rows = Message.objects.order_by().values_list("state").annotate(Count("pk"))
    return {state: 0 for state in MessageState.values} | dict(rows)


def last_sent() -> Message | None:
    """Return the message that was sent last."""
    return Message.objects.filter(state=MessageState.SENT).order_by("-sent_at").first()
