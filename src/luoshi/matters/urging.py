"""Actions about orders that push: prepared for an occasion, issued with a number by a person.

Called as ``matters.actions``.  What the sweep prepares goes out only when somebody issues it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.audit.actions import SYSTEM, Actor
from luoshi.audit.changes import changes
from luoshi.audit.inserting import among, insert, landed, reserve
from luoshi.matters import moves, terms
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import Matter, Order, OrderKind, OrderState
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.series import take_number
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

WORDS = {OrderKind.URGE: "催", OrderKind.SUPERVISE: "督办"}
TEXT_MOST = 2000
NOTE_MOST = 300


@transaction.atomic
def urge(
    matter: Matter, *, text: str, answer_by: dt.date | None, by: Account, now: dt.datetime
) -> Order:
    """Urge the lead of a running matter with a numbered paper that asks for an answer by a day."""
    moves.admit(matter, "urge", by=by, now=now)
    require_filled({"text": text, "answer_by": answer_by}, "text", "answer_by")
    assert answer_by is not None
    order = prepare_order(
        kind=OrderKind.URGE,
        key=f"by-hand-{matter.orders.count() + 1}",
        matter=matter,
        addressee=terms.lead_of(matter),
        office=matter.held_by,
        text=text,
        answer_by=answer_by,
        by=by,
        now=now,
    )
    issue_order(order, by=by, now=now)
    return order


@transaction.atomic
def prepare_order(
    *,
    kind: OrderKind,
    key: str,
    matter: Matter | None = None,
    project: Project | None = None,
    addressee: Unit,
    office: Unit,
    text: str,
    answer_by: dt.date,
    by: Actor = SYSTEM,
    now: dt.datetime,
) -> Order:
    """Prepare an order about one matter or one project; the same occasion ``key`` prepares it once.

    It has no number and nobody is told until a person issues it.
    """
    order, is_new = Order.objects.get_or_create(
        kind=kind,
        key=key,
        matter=matter,
        project=project,
        defaults={
            "addressee": addressee,
            "office": office,
            "text": text.strip(),
            "answer_by": answer_by,
            "prepared_at": now,
        },
    )
    if is_new:
        audit.record(
            "order.prepared", order, by=by, at=now, kind=order.get_kind_display(), to=addressee
        )
    return order


@transaction.atomic
def prepare_orders(orders: Sequence[Order], *, by: Actor = SYSTEM, now: dt.datetime) -> int:
    """Prepare many orders as ``prepare_order`` would, from unsaved rows; return how many were new.

    Each has a ``key`` that no other thing shares.
    """
    known = _occasions(orders)
    fresh = [one for one in orders if one.key not in known]
    pks = reserve(Order, len(fresh))
    columns = {name: [getattr(one, name) for one in fresh] for name in PREPARED}
    columns |= {"id": pks, "kind": [str(one.kind) for one in fresh]}
    taken = insert(Order, columns, count=len(fresh))
    new = set(pks) if taken == len(fresh) else landed(Order, pks)
    names = dict(
        Unit.objects.filter(pk__in={one.addressee_id for one in fresh}).values_list("pk", "name")
    )
    said = []
    for pk, order in zip(pks, fresh, strict=True):
        to = {"id": order.addressee_id, "label": names[order.addressee_id]}
        if pk in new:
            data = {"kind": order.get_kind_display(), "to": to}
            said.append(audit.Happening("order", pk, str(order), data))
    return audit.record_many("order.prepared", said, by=by, at=now, begins=True)


# What a prepared order is made of: it has no number yet.
PREPARED = (
    "key",
    "matter_id",
    "project_id",
    "addressee_id",
    "office_id",
    "text",
    "answer_by",
    "prepared_at",
)


def _occasions(orders: Sequence[Order]) -> set[str]:
    """Return the keys of the orders there are already; found by what they are about, not by reading all."""
    about = {
        "matter": {one.matter_id for one in orders},
        "project": {one.project_id for one in orders},
    }
    found: set[str] = set()
    for name, pks in about.items():
        rows = Order.objects.filter(**{f"{name}__in": among(pk for pk in pks if pk is not None)})
        found.update(rows.order_by().values_list("key", flat=True))
    return found


@transaction.atomic
def issue_order(
    order: Order,
    *,
    text: str | None = None,
    answer_by: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Give a prepared order its number and send it; its words and the day it asks for may change."""
    access.require(by, Permission.MATTER_URGE, now=now, units={order.office_id})
    text = (order.text if text is None else text).strip()
    require_filled({"text": text}, "text")
    require_short("text", text, most=TEXT_MOST)
    answer_by = answer_by or order.answer_by
    if answer_by < civil_day(now):
        raise BadInput.of(
            "answer_by", gettext_noop("要求反馈的日期已经过去。"), code="answer-in-the-past"
        )
    fields = {"text": text, "answer_by": answer_by}
    told = changes(Order.objects.get(pk=order.pk), fields)
    year, word = civil_day(now).year, WORDS[OrderKind(order.kind)]
    number = f"{word}〔{year}〕{take_number(order.office, word=word, year=year)}号"
    if Order.objects.filter(number=number).exists():
        number = f"{order.office.short_name or order.office.name}{number}"[:60]
    won = Order.objects.filter(pk=order.pk, state=OrderState.PREPARED).update(
        state=OrderState.ISSUED,
        number=number,
        issued_by=by,
        issued_at=now,
        **fields,
    )
    if not won:
        raise Overtaken
    order.refresh_from_db()
    subject = order.matter or order.project
    assert subject is not None
    audit.record(
        "order.issued",
        subject,
        by=by,
        at=now,
        kind=order.get_kind_display(),
        number=number,
        to=order.addressee,
        answer_by=order.answer_by,
        changes=told,
    )


@transaction.atomic
def drop_order(order: Order, *, note: str, by: Account, now: dt.datetime) -> None:
    """Decide that a prepared order does not go out, and say why; it stays in the list."""
    access.require(by, Permission.MATTER_URGE, now=now, units={order.office_id})
    require_filled({"note": note}, "note")
    require_short("note", note.strip(), most=NOTE_MOST)
    won = Order.objects.filter(pk=order.pk, state=OrderState.PREPARED).update(
        state=OrderState.DROPPED, note=note.strip()
    )
    if not won:
        raise IllegalMove(gettext_noop("这份单据已经签发或者处理。"), code="order-over")
    order.refresh_from_db()
    audit.record("order.dropped", order, by=by, at=now, note=order.note)
