"""Which row of the register a row of a ledger means: by our id, as before, by number, by name and unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.intake.ledgerin.ids import row_of
from luoshi.intake.models import LedgerIn, LedgerRow
from luoshi.matters.models import Matter, State, UnitRole
from luoshi.matters.queries import visible_matters
from luoshi.orgs.models import Account
from luoshi.orgs.queries import squeezed
from luoshi.projects.models import PartyRole, Project
from luoshi.projects.queries import projects_called, visible_projects

PARTIES = {
    "investors": PartyRole.INVESTOR,
    "partners": PartyRole.PARTNER,
    "locals": PartyRole.LOCAL,
}


@dataclass(frozen=True, slots=True)
class Target:
    """The row of the register, how it was found, and the row of an earlier ledger that made it."""

    pk: int
    how: str
    before: LedgerRow | None = None


class Matches:
    """The rows of the register that a batch of one register's rows may mean, asked for together."""

    def __init__(
        self,
        ledger: LedgerIn,
        register: str,
        rows: Iterable[tuple[str, Mapping[str, Any]]],
        *,
        by: Account,
        now: dt.datetime,
    ) -> None:
        given = list(rows)
        self._register = register
        seen: Any = visible_projects if register == "projects" else visible_matters
        self._seen = seen(by, now=now)
        self._before = _before(ledger, register, [mark for mark, _ in given])
        ids = {row_of(register, str(values.get("id", ""))) for _, values in given} - {None}
        self._ids = (
            set(self._seen.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
        )
        there = {one.result_id for one in self._before.values()}
        self._there = set(self._seen.filter(pk__in=there).values_list("pk", flat=True))
        self._numbers = self._by_number({str(v["number"]) for _, v in given if v.get("number")})
        self._names = self._by_name([values for _, values in given])

    def find(self, mark: str, values: Mapping[str, Any]) -> Target | None:
        """Return what a row means, None for one that is new."""
        before = self._before.get(mark)
        own = row_of(self._register, str(values.get("id", "")))
        if own in self._ids and own is not None:
            fits = before is not None and before.result_id == own
            return Target(own, "id", before if fits else None)
        made = before.result_id if before is not None else None
        if made is not None and made in self._there:
            return Target(made, "before", before)
        if (pk := self._numbers.get(str(values.get("number", "")))) is not None:
            return Target(pk, "number")
        key = self._name_key(values)
        return Target(self._names[key], "name") if key in self._names else None

    def knows(self, text: str) -> bool:
        """Tell whether an id was given by us and is in sight."""
        return row_of(self._register, text) in self._ids

    def _by_number(self, numbers: set[str]) -> dict[str, int]:
        if not numbers:
            return {}
        if self._register == "matters":
            rows = self._seen.filter(number__in=numbers)
            return dict(rows.values_list("number", "pk"))
        filed = self._seen.filter(filing__number__in=numbers)
        return dict(filed.values_list("filing__number", "pk"))

    def _by_name(self, rows: list[Mapping[str, Any]]) -> dict[Any, int]:
        if self._register == "projects":
            called = projects_called([str(one.get("name", "")) for one in rows], among=self._seen)
            return {name: project.pk for name, project in called.items()}
        titles = {str(one.get("title", "")) for one in rows} - {""}
        over = (State.CLOSED, State.CANCELLED, State.ARCHIVED)
        found: dict[Any, list[int]] = {}
        open_ones = self._seen.filter(title__in=titles).exclude(state__in=over)
        for pk, title in open_ones.values_list("pk", "title"):
            found.setdefault(title, []).append(pk)
        return {title: pks[0] for title, pks in found.items() if len(pks) == 1}

    def _name_key(self, values: Mapping[str, Any]) -> str:
        if self._register == "projects":
            return squeezed(str(values.get("name", "")))
        return str(values.get("title", ""))


def _before(ledger: LedgerIn, register: str, marks: list[str]) -> dict[str, LedgerRow]:
    """Return the latest row of this office's earlier ledgers for each mark."""
    rows = LedgerRow.objects.filter(
        mark__in=marks,
        result_id__isnull=False,
        result_kind=register,
        ledger__source__held_by=ledger.source.held_by_id,
    )
    return {one.mark: one for one in rows.exclude(ledger=ledger).order_by("pk")}


def register_values(register: str, pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return how rows of the register stand, in the words of a ledger's row; names as they are called."""
    wanted = set(pks)
    if register == "projects":
        projects = Project.objects.filter(pk__in=wanted).prefetch_related("parties__unit")
        return {one.pk: _project(one) for one in projects}
    matters = Matter.objects.filter(pk__in=wanted).select_related("lead", "person", "raised_by")
    return {one.pk: _matter(one) for one in matters.prefetch_related("parts__unit")}


def _project(project: Project) -> dict[str, Any]:
    parties = list(project.parties.all())
    money = project.investment
    return {
        "name": project.name,
        "place": project.place,
        "content": project.content,
        "investment": None if money is None else format(money.normalize(), "f"),
        **{
            field: [one.unit.name for one in parties if one.role == role]
            for field, role in PARTIES.items()
        },
    }


def _matter(matter: Matter) -> dict[str, Any]:
    parts = list(matter.parts.all())
    due = matter.due_current or matter.due_proposed
    roles = (("responsible", UnitRole.RESPONSIBLE), ("cooperating", UnitRole.COOPERATING))
    return {
        "title": matter.title,
        "content": matter.content,
        "criterion": matter.criterion,
        "kind": matter.kind,
        "urgency": matter.urgency,
        "lead": [matter.lead.name] if matter.lead else [],
        "person": [matter.person.name] if matter.person else [],
        "raised_by": [matter.raised_by.name] if matter.raised_by else [],
        "due": due.isoformat() if due else None,
        **{field: [p.unit.name for p in parts if p.role == role] for field, role in roles},
    }
