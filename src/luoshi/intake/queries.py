"""Reads of drafts: what is open, how far it is, what of the source is covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from luoshi.intake.cover import any_covers, spans_of
from luoshi.intake.models import Demand, Draft, Finding, Kind, SecondReading, State, Verdict
from luoshi.orgs import access
from luoshi.orgs.models import Account, Alias, Unit
from luoshi.orgs.queries import line_above, people, squeezed, unit_named
from luoshi.projects.queries import projects_called, visible_projects
from luoshi.rules.access import Permission
from luoshi.sources.models import Source
from luoshi.values.errors import NotFound
from luoshi.values.names import name_key

KINDS, VERDICTS, STATES = Kind, Verdict, State
KEPT = (Verdict.ACCEPTED, Verdict.CORRECTED)


def visible_drafts(by: Account, *, now: dt.datetime) -> QuerySet[Draft]:
    """Return the drafts within sight of ``by``, each with how far it is and who left it when.

    Open ones first, the one last worked on at the top.
    """
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return (
        Draft.objects.within(scope)
        .select_related("source__held_by", "opened_by__person", "confirmed_by__person")
        .defer("text", "origins", "source__text")
        .annotate(
            total=Count("findings", distinct=True),
            undecided=Count("findings", filter=Q(findings__verdict=Verdict.OPEN), distinct=True),
            decided=Count("findings", filter=~Q(findings__verdict=Verdict.OPEN), distinct=True),
            touched_at=Max("findings__decided_at"),
            moved_at=Coalesce(Max("findings__decided_at"), F("opened_at")),
            touched_by=Subquery(
                Finding.objects.filter(draft=OuterRef("pk"), decided_at__isnull=False)
                .order_by("-decided_at")
                .values("decided_by__person__name")[:1]
            ),
            state_rank=Case(
                When(state=State.OPEN, then=0), When(state=State.CONFIRMED, then=1), default=2
            ),
        )
    )


def open_drafts(by: Account, *, now: dt.datetime) -> QuerySet[Draft]:
    """Return the drafts that still wait for somebody, the newest first."""
    return visible_drafts(by, now=now).filter(state=State.OPEN).order_by("-opened_at", "-pk")


def draft_for(by: Account, pk: int, *, now: dt.datetime) -> Draft:
    """Return the draft ``pk``.  Raises NotFound where it is absent or outside the scope of ``by``."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    draft = (
        Draft.objects.within(scope)
        .select_related(
            "source__held_by",
            "source__received_by__person",
            "opened_by__person",
            "confirmed_by__person",
        )
        .filter(pk=pk)
        .first()
    )
    if draft is None:
        raise NotFound()
    return draft


def draft_of(source: Source) -> Draft | None:
    """Return the draft that was read out of ``source``, if any."""
    return Draft.objects.select_related("opened_by__person").filter(source=source).first()


def second_of(draft: Draft) -> SecondReading | None:
    """Return what the second reader was asked of ``draft``, if it was."""
    return SecondReading.objects.filter(draft=draft).first()


def finding_for(by: Account, pk: int, *, now: dt.datetime) -> Finding:
    """Return the finding ``pk``.  Raises NotFound where its draft is out of sight."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    finding = (
        Finding.objects.select_related("draft__source", "decided_by__person")
        .defer("draft__text", "draft__origins", "draft__source__text")
        .filter(pk=pk, draft__in=Draft.objects.within(scope))
        .first()
    )
    if finding is None:
        raise NotFound()
    return finding


def demand_for(by: Account, pk: int, *, now: dt.datetime) -> Demand:
    """Return the demand ``pk``.  Raises NotFound where its draft is out of sight."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    demand = (
        Demand.objects.select_related("draft__source")
        .filter(pk=pk, draft__in=Draft.objects.within(scope))
        .first()
    )
    if demand is None:
        raise NotFound()
    return demand


def may_decide(by: Account, draft: Draft, *, now: dt.datetime) -> bool:
    """Tell whether ``by`` may accept, correct and reject what was read."""
    units = {draft.source.held_by_id}
    return draft.state == State.OPEN and access.may(
        by, Permission.DRAFT_DECIDE, now=now, units=units
    )


def require_decide(by: Account, draft: Draft, *, now: dt.datetime) -> None:
    """Raise NotAllowed unless ``by`` settles what was read of ``draft``, open or not."""
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={draft.source.held_by_id})


def may_confirm(by: Account, draft: Draft, *, now: dt.datetime) -> bool:
    """Tell whether ``by`` may bring the draft into the register."""
    units = {draft.source.held_by_id}
    return draft.state == State.OPEN and access.may(
        by, Permission.DRAFT_CONFIRM, now=now, units=units
    )


def may_add(by: Account, *, now: dt.datetime) -> bool:
    """Tell whether ``by`` may hand in documents at all."""
    return access.may(by, Permission.SOURCE_ADD, now=now)


@dataclass(frozen=True)
class Item:
    """One demand and what became of it: ``covered``, ``waived`` or ``open``.

    ``matters`` are those that cover it; ``waiting`` is an undecided one that would.
    """

    demand: Demand
    state: str
    matters: tuple[Finding, ...] = ()
    waiting: Finding | None = None

    @property
    def without_person(self) -> bool:
        """True where matters cover it and none of them names a person."""
        return bool(self.matters) and not any(one.value.get("persons") for one in self.matters)


@dataclass(frozen=True)
class Coverage:
    """Every sentence of a source that orders, asks or promises, and what became of it."""

    items: tuple[Item, ...]

    def count(self, state: str) -> int:
        return sum(item.state == state for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def covered(self) -> int:
        return self.count("covered")

    @property
    def waived(self) -> int:
        return self.count("waived")

    @property
    def open(self) -> int:
        return self.count("open")

    @property
    def settled(self) -> int:
        return self.covered + self.waived

    @property
    def without_person(self) -> int:
        return sum(item.without_person for item in self.items)


def coverage(draft: Draft, findings: Iterable[Finding] | None = None) -> Coverage:
    """Return the coverage of a draft's demands by its accepted and corrected matters.

    ``findings`` saves a query where the caller has them.  A sentence is covered where a matter
    shares at least half of the shorter of the two.
    """
    if findings is None:
        findings = Finding.objects.filter(draft=draft, kind=Kind.MATTER)
    matters = [(one, spans_of(one.spans)) for one in findings if one.kind == Kind.MATTER]
    demands = Demand.objects.filter(draft=draft).select_related("waived_by__person")
    return Coverage(tuple(_item(demand, matters) for demand in demands))


def _item(demand: Demand, matters: list[tuple[Finding, list[tuple[int, int]]]]) -> Item:
    target = (demand.start, demand.end)
    over = [one for one, spans in matters if any_covers(spans[:1], target)]
    kept = tuple(one for one in over if one.verdict in KEPT)
    waiting = next((one for one in over if one.verdict == Verdict.OPEN), None)
    if kept:
        return Item(demand, "covered", kept, waiting)
    if demand.waived_at is not None:
        return Item(demand, "waived", waiting=waiting)
    return Item(demand, "open", waiting=waiting)


@dataclass(frozen=True)
class Known:
    """Whom the directory knows under the name of a finding: (id, how it is shown)."""

    rows: tuple[tuple[int, str], ...] = ()


def known_in_directory(findings: Iterable[Finding], draft: Draft | None = None) -> dict[int, Known]:
    """Return, for findings of units and people, whom their names may mean; two queries each.

    With ``draft`` the names that its issuer or the office that holds it uses count too.
    """
    findings = list(findings)
    writers = _writers(draft) if draft is not None else set()
    units = _known_units([one for one in findings if one.kind == Kind.ORGANISATION], writers)
    people = _known_people([one for one in findings if one.kind == Kind.PERSON])
    return units | people


def known_projects(
    findings: Iterable[Finding], *, by: Account, now: dt.datetime
) -> dict[int, Known]:
    """Return, for findings of projects, the one in the register, as ``by`` sees it, of their name."""
    names = {
        one.pk: squeezed(str(one.value.get("name"))) for one in findings if one.kind == Kind.PROJECT
    }
    called = projects_called(names.values(), among=visible_projects(by, now=now))
    return {
        pk: Known(((called[name].pk, called[name].name),))
        for pk, name in names.items()
        if name in called
    }


def _writers(draft: Draft) -> set[int]:
    """Return the units whose own short names hold in a draft: issuer, holder, and all above them."""
    issuer = unit_named(str(draft.document.get("issuer") or ""))
    first = [unit for unit in (issuer, draft.source.held_by) if unit is not None]
    return {unit.pk for one in first for unit in (one, *line_above(one))}


def _known_units(findings: list[Finding], writers: set[int]) -> dict[int, Known]:
    names = {squeezed(str(one.value.get("name"))) for one in findings}
    called: dict[str, dict[int, str]] = {}
    rows = Unit.objects.filter(Q(name__in=names) | Q(short_name__in=names))
    for unit in rows if names else ():
        for name in (unit.name, unit.short_name):
            called.setdefault(name, {})[unit.pk] = unit.name
    used = Q(used_by=None) | Q(used_by__in=writers)
    aliases = Alias.objects.filter(used, name__in=names).select_related("unit")
    for alias in aliases if names else ():
        called.setdefault(alias.name, {})[alias.unit_id] = alias.unit.name
    return {
        one.pk: Known(tuple(called.get(squeezed(str(one.value.get("name"))), {}).items()))
        for one in findings
    }


def _known_people(findings: list[Finding]) -> dict[int, Known]:
    keys = {one.pk: name_key(str(one.value.get("name"))) for one in findings}
    called: dict[str, list[tuple[int, str]]] = {}
    wanted = {key for key in keys.values() if key}
    for person in people().filter(search_key__in=wanted) if wanted else ():
        posts = "、".join(str(post) for post in person.posts.all())
        label = f"{person.name}（{posts}）" if posts else person.name
        called.setdefault(person.search_key, []).append((person.pk, label))
    return {pk: Known(tuple(called.get(key, ()))) for pk, key in keys.items()}
