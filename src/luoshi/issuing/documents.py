"""Reading papers: before issue those of the office that writes one, afterwards whom it concerns.

Within an office a seat counts where it sits: one for the whole register does not read what
another office is still writing, nor sign it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from luoshi.issuing.models import (
    Dispatch,
    DispatchPart,
    Document,
    DocumentKind,
    DocumentState,
    FlagDecision,
    JointIssuer,
    OfficeWord,
    PaperForm,
    PaperNumber,
    Remark,
    Rendition,
    Version,
    WordingFlag,
)
from luoshi.issuing.models.document import OUT
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import unit_named
from luoshi.owed.queries import light, of_subject
from luoshi.papers.paper import Paper
from luoshi.rules import paperway
from luoshi.rules.access import Permission, Scope
from luoshi.rules.lights import Light
from luoshi.values.errors import NotAllowed, NotFound

KINDS, STATES, FORMS, PARTS = DocumentKind, DocumentState, PaperForm, DispatchPart
DECISIONS = FlagDecision


def house_rights(by: Account, permission: Permission, *, now: dt.datetime) -> access.Rights:
    """Return for which offices ``by`` holds ``permission``: those of her seats and below, nothing wider."""
    found = access.rights(by, permission, now=now)

    def houses(of: Account) -> Scope:
        units = [seat.unit_id for seat, _ in found.seats if seat.account_id == of.pk]
        return Scope(units=access.units_below(units) if units else frozenset())

    return access.Rights(
        houses(by), tuple((one, houses(one)) for one, _ in found.lent), found.seats
    )


def require_at(
    by: Account, *permissions: Permission, units: Iterable[int], now: dt.datetime
) -> None:
    """Raise NotAllowed unless ``by`` holds one of ``permissions`` by a seat at or above one of ``units``.

    Notes on ``by`` in whose place and with which seat she acts, as the gate does.
    """
    there = frozenset(units)
    for permission in permissions:
        found = house_rights(by, permission, now=now)
        if found.scope.covers(there):
            by.stands_in_for = found.lender(there)
            by.acts_with = found.seat(there, of=by.stands_in_for or by)
            return
    raise NotAllowed(permission=permissions[0].value)


def may_at(by: Account, *permissions: Permission, units: Iterable[int], now: dt.datetime) -> bool:
    """Return whether ``require_at`` would let her pass."""
    there = frozenset(units)
    return any(house_rights(by, one, now=now).scope.covers(there) for one in permissions)


def require_any(by: Account, permission: Permission, *, now: dt.datetime) -> None:
    """Raise NotAllowed unless ``by`` holds ``permission`` at some office."""
    if not house_rights(by, permission, now=now).scope.units:
        raise NotAllowed(permission=permission.value)


def may_draft(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may write papers for some office."""
    return bool(house_rights(by, Permission.PAPER_DRAFT, now=now).scope.units)


def documents_for(by: Account, *, now: dt.datetime) -> QuerySet[Document]:
    """Return the papers that ``by`` may see.

    Before issue: those of the offices in which she holds a permission of papers, lead or joint.
    From issue on also whoever reads the whole register, the office itself, and who received it.
    """
    houses = _houses(by, now=now)
    reach = access.scope(by, Permission.REGISTER_SEE, now=now)
    inside = Q(office__in=houses) | Q(Exists(_joint_in(houses)))
    seen = Q()
    if not reach.everything:
        received = Dispatch.objects.filter(document=OuterRef("pk"), unit__in=reach.units)
        seen = Q(office__in=reach.units) | Q(Exists(_joint_in(reach.units))) | Q(Exists(received))
    rows = Document.objects.filter(inside | Q(state__in=OUT) & seen)
    return rows.select_related("office")


def _houses(by: Account, *, now: dt.datetime) -> frozenset[int]:
    scopes = [house_rights(by, one, now=now).scope.units for one in paperway.WITHIN_THE_HOUSE]
    return frozenset().union(*scopes)


def _joint_in(units: frozenset[int]) -> QuerySet[JointIssuer]:
    return JointIssuer.objects.filter(document=OuterRef("pk"), unit__in=units)


def document_for(by: Account, pk: int, *, now: dt.datetime) -> Document:
    """Return one paper with the people of its way; raises NotFound if ``by`` may not see it."""
    document = (
        documents_for(by, now=now)
        .select_related(
            *(f"{step}_by__person" for step in ("drafted", "checked", "signed", "issued", "filed")),
            *("ended_by__person", "engagement", "matter", "project", "group"),
            *("answers", "corrects", "drafted_for__person", "signed_for__person"),
        )
        .prefetch_related(
            "joint__unit",
            Prefetch("dispatches", Dispatch.objects.select_related("unit", "received_by__person")),
        )
        .filter(pk=pk)
        .first()
    )
    if document is None:
        raise NotFound
    return document


def inside(document: Document, by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` belongs to the office that wrote ``document``: she sees how it came about."""
    units = {document.office_id, *(one.unit_id for one in document.joint.all())}
    return bool(units & _houses(by, now=now))


def offices_for(by: Account, permission: Permission, *, now: dt.datetime) -> QuerySet[Unit]:
    """Return the offices for which ``by`` holds a permission of papers."""
    units = house_rights(by, permission, now=now).scope.units
    return Unit.objects.filter(pk__in=units, ended_on__isnull=True).order_by("name")


def latest(document: Document) -> Version:
    """Return what the paper says now."""
    return document.versions.select_related("by__person").get(n=document.said)


def version_of(document: Document, n: int) -> Version:
    """Return the ``n``-th text of the paper; raises NotFound."""
    found = document.versions.select_related("by__person").filter(n=n).first()
    if found is None:
        raise NotFound
    return found


class Receiver(NamedTuple):
    """A name in a list of receivers, and the unit of the directory that it means, if one is known."""

    part: str
    name: str
    unit: Unit | None


def receivers_of(paper: Paper, *, office: Unit, on: dt.date) -> list[Receiver]:
    """Return who is to receive a paper of ``office`` on a day, in its order, each unit once."""
    lists = (
        (DispatchPart.MAIN, paper.addressees),
        (DispatchPart.REPORTED, paper.reported),
        (DispatchPart.SENT, paper.sent),
        (DispatchPart.COPY, paper.copies),
        (DispatchPart.DISTRIBUTED, paper.distributed),
    )
    found: list[Receiver] = []
    known: set[int] = set()
    for part, names in lists:
        for name in names:
            unit = unit_named(name, used_by=office, on=on)
            if unit is not None and unit.pk in known:
                continue
            found.append(Receiver(str(part), name, unit))
            known |= {unit.pk} if unit else set()
    return found


def waiting_to_be_received(by: Account, *, now: dt.datetime) -> QuerySet[Dispatch]:
    """Return what was sent to units for which ``by`` may confirm, and nobody has confirmed."""
    units = house_rights(by, Permission.PAPER_RECEIVE, now=now).scope.units
    rows = Dispatch.objects.filter(unit__in=units, received_at__isnull=True)
    return rows.exclude(document__state=DocumentState.VOIDED).select_related(
        "document__office", "unit"
    )


def rendition_of(document: Document, form: str) -> Rendition:
    """Return the kept bytes of an issued paper in one form; raises NotFound if there are none."""
    found = document.renditions.filter(form=form).first()
    if found is None:
        raise NotFound
    return found


def word_of(office: Unit) -> str:
    """Return the word with which the numbers of ``office`` begin: its own, or its short name."""
    own = OfficeWord.objects.filter(office=office).values_list("word", flat=True).first()
    return own or (office.short_name or office.name)[:12]


def numbers_for(by: Account, *, now: dt.datetime) -> QuerySet[PaperNumber]:
    """Return the register of numbers as far as ``by`` sees the offices that gave them."""
    houses = _houses(by, now=now)
    reach = access.scope(by, Permission.REGISTER_SEE, now=now)
    rows = PaperNumber.objects.select_related("document", "office", "voided_by__person")
    if reach.everything:
        return rows
    return rows.filter(office__in=houses | reach.units)


def named(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Return the papers of ``rows`` whose title or number holds ``text``."""
    return rows.filter(Q(title__icontains=text) | Q(number__icontains=text)) if text else rows


def flag_of(document: Document, pk: int) -> WordingFlag:
    """Return one flag of the paper; raises NotFound."""
    found = document.flags.filter(pk=pk).first()
    if found is None:
        raise NotFound
    found.document = document
    return found


def remark_of(document: Document, pk: int) -> Remark:
    """Return one remark on the paper; raises NotFound."""
    found = document.remarks.filter(pk=pk).first()
    if found is None:
        raise NotFound
    found.document = document
    return found


def receipts_open_to(document: Document, by: Account, *, now: dt.datetime) -> list[Dispatch]:
    """Return what was sent to units for which ``by`` may confirm that this paper came."""
    rows = waiting_to_be_received(by, now=now).filter(document=document)
    return list(rows)


class Series(NamedTuple):
    """One series of an office in one year, as the register shows it."""

    office: Unit
    word: str
    year: int
    numbers: list[PaperNumber]
    missing: list[int]


def series_for(by: Account, *, year: int, now: dt.datetime) -> list[Series]:
    """Return the series of a year as far as ``by`` sees them, each with the numbers that it lacks.

    A series begins with 1 and lacks nothing; if it ever did, it would show here.
    """
    found: dict[tuple[int, str], list[PaperNumber]] = {}
    for one in numbers_for(by, now=now).filter(year=year).order_by("office__name", "word", "n"):
        found.setdefault((one.office_id, one.word), []).append(one)
    given = []
    for (_, word), rows in found.items():
        have = {one.n for one in rows}
        lacks = [n for n in range(1, max(have) + 1) if n not in have]
        given.append(Series(rows[0].office, word, year, rows, lacks))
    return given


def years_for(by: Account, *, now: dt.datetime) -> list[int]:
    """Return the years in which numbers were given that ``by`` sees, the latest first."""
    rows = numbers_for(by, now=now).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def receipts_of(document: Document, *, today: dt.date) -> list[tuple[Dispatch, Light | None]]:
    """Return to whom the paper was sent, each with the light of the receipt that the unit owes."""
    owed = {row.key: row for row in of_subject(document)}
    found = []
    for one in document.dispatches.all():
        row = owed.get(str(one.unit_id))
        found.append((one, light(row, today=today) if row else None))
    return found


def was_received_for(document: Document, by: Account, *, now: dt.datetime) -> bool:
    """Return whether a unit for which ``by`` may confirm has confirmed already."""
    units = house_rights(by, Permission.PAPER_RECEIVE, now=now).scope.units
    return document.dispatches.filter(unit__in=units, received_at__isnull=False).exists()
