"""Issued orders as papers: set once, kept as they left, handed to whoever sees what they move.

Words and facts of a later day never reach a paper that was issued.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction

from luoshi.audit import actions as audit
from luoshi.issuing.models import OrderPaper, PaperForm
from luoshi.matters import queries as matters
from luoshi.matters import terms
from luoshi.matters.models import Matter, Order, OrderKind, OrderState, UnitRole, Urgency
from luoshi.orgs.models import Account
from luoshi.papers import asdocx, typeset
from luoshi.papers.kinds import orders as kinds
from luoshi.papers.kinds.task import Office, Task
from luoshi.papers.paper import Paper
from luoshi.projects import queries as projects
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove, NotFound
from luoshi.values.sentences import gettext_noop

FORMS = PaperForm
URGENCY = {Urgency.PRESSING: "加急", Urgency.MOST: "特急"}


def issued_order_for(by: Account, pk: int, *, now: dt.datetime) -> Order:
    """Return one issued order; raises NotFound unless ``by`` sees what it moves and may read it."""
    order = (
        Order.objects.select_related("addressee", "office", "issued_by__person")
        .filter(pk=pk, state=OrderState.ISSUED)
        .first()
    )
    if order is None:
        raise NotFound
    if order.matter_id:
        order.matter = matters.matter_for(by, order.matter_id, now=now)
    else:
        assert order.project_id is not None
        order.project = projects.project_for(by, order.project_id, now=now)
    if not matters.readable(Order.objects.filter(pk=pk), by, now=now).exists():
        raise NotFound
    return order


@transaction.atomic
def hand_out(order: Order, *, form: PaperForm, by: Account, now: dt.datetime) -> OrderPaper:
    """Return the paper of an issued ``order``, which the caller has gated, and record who took it."""
    paper = keep(order, form=form, by=by, now=now)
    audit.record(
        "order.handed_out",
        order,
        by=by,
        at=now,
        number=order.number,
        form=form.label,
        sha256=paper.sha256,
    )
    return paper


@transaction.atomic
def keep_all(order: Order, *, by: Account, now: dt.datetime) -> None:
    """Set an order that is just issued in every form, so that its papers say what is true today."""
    for form in PaperForm:
        keep(order, form=form, by=by, now=now)


@transaction.atomic
def keep(order: Order, *, form: PaperForm, by: Account, now: dt.datetime) -> OrderPaper:
    """Return the kept paper of ``order``; it is set and kept the first time it is asked for.

    Raises IllegalMove if the order is not issued, NoFont or NotSet if it cannot be set.
    """
    if order.state != OrderState.ISSUED:
        raise IllegalMove(gettext_noop("这份单据还没有签发。"), code="order-not-issued")
    kept = OrderPaper.objects.filter(order=order, form=form).first()
    if kept is not None:
        return kept
    said = paper_of(order)
    content = typeset.pdf(said).content if form == PaperForm.PDF else asdocx.docx(said)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            paper = OrderPaper.objects.create(
                order=order,
                form=form,
                content=content,
                sha256=sha256,
                size_bytes=len(content),
                made_at=now,
            )
    except IntegrityError:
        # Somebody else asked at the same moment: what was kept first is the paper.
        return OrderPaper.objects.get(order=order, form=form)
    audit.record("order.paper_set", order, by=by, at=now, form=form.label, sha256=sha256)
    return paper


def paper_of(order: Order) -> Paper:
    """Return what the paper of an issued ``order`` says."""
    assert order.issued_at is not None and order.issued_by is not None
    person = order.issued_by.person
    matter = order.matter
    said = kinds.Order(
        office=Office(order.office.name, str(person), person.telephone if person else ""),
        number=order.number or "",
        addressee=order.addressee.name,
        task=_task_of_matter(matter) if matter else _task_of_project(order),
        issued_on=civil_day(order.issued_at),
        answer_by=order.answer_by,
        words=order.text,
        urgency=URGENCY.get(Urgency(matter.urgency), "") if matter else "",
    )
    return kinds.urging(said) if order.kind == OrderKind.URGE else kinds.supervision(said)


def _task_of_matter(matter: Matter) -> Task:
    parts: dict[str, list[str]] = {UnitRole.RESPONSIBLE: [], UnitRole.COOPERATING: []}
    for one in matter.parts.select_related("unit"):
        parts[one.role].append(one.unit.name)
    return Task(
        title=matter.title,
        number=matter.number or "",
        source=matter.passage.source.title if matter.passage else "",
        content=matter.content,
        criterion=matter.criterion,
        lead=terms.lead_of(matter).name,
        responsible=tuple(parts[UnitRole.RESPONSIBLE]),
        cooperating=tuple(parts[UnitRole.COOPERATING]),
        handler=str(matter.person or ""),
        due_on=matter.due_current,
    )


def _task_of_project(order: Order) -> Task:
    project = order.project
    assert project is not None
    filing = getattr(project, "filing", None)
    return Task(
        title=project.name,
        number=filing.number if filing else "",
        lead=order.addressee.name,
        handler=str(filing.reporter) if filing and filing.unit_id == order.addressee_id else "",
    )
