"""Reads of ledgers on their way in: lists, counts, rows with what is doubtful of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from luoshi.intake.ledgerin.fields import FIELDS, NAME_OF, doubt_said
from luoshi.intake.ledgerin.names import all_units, candidates
from luoshi.intake.ledgerin.reading import texts_of
from luoshi.intake.ledgerin.stepping import UNDER_WAY
from luoshi.intake.ledgerin.writing import letters, to_write
from luoshi.intake.models import Deed, LedgerIn, LedgerMap, LedgerName, LedgerRow, Means, Stand
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.values.errors import NotFound
from luoshi.values.sentences import Sentence

STATES, DEEDS, MEANS = Stand, Deed, Means
VIEWS = ("doubtful", "blocked", "add", "change", "same", "out", "refused", "all")


def visible_ledgers(by: Account, *, now: dt.datetime) -> QuerySet[LedgerIn]:
    """Return the ledgers within sight of ``by``, newest first."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    rows = LedgerIn.objects.within(scope)
    return rows.select_related("source__held_by", "opened_by__person", "confirmed_by__person")


def ledger_for(by: Account, pk: int, *, now: dt.datetime) -> LedgerIn:
    """Return one ledger; raises NotFound where there is none or it is not for ``by``."""
    ledger = visible_ledgers(by, now=now).filter(pk=pk).first()
    if ledger is None:
        raise NotFound
    return ledger


def row_for(by: Account, pk: int, *, now: dt.datetime) -> LedgerRow:
    """Return one row of a ledger; raises NotFound like `ledger_for`."""
    rows = LedgerRow.objects.select_related("ledger__source__held_by")
    row = rows.filter(pk=pk, ledger__in=visible_ledgers(by, now=now)).first()
    if row is None:
        raise NotFound
    return row


def name_for(by: Account, pk: int, *, now: dt.datetime) -> LedgerName:
    """Return one name of a ledger; raises NotFound like `ledger_for`."""
    rows = LedgerName.objects.select_related("ledger__source__held_by", "unit", "person")
    name = rows.filter(pk=pk, ledger__in=visible_ledgers(by, now=now)).first()
    if name is None:
        raise NotFound
    return name


def may_decide(by: Account, ledger: LedgerIn, *, now: dt.datetime) -> bool:
    """Tell whether ``by`` may say what columns, cells and names mean."""
    units = {ledger.source.held_by_id}
    return access.may(by, Permission.DRAFT_DECIDE, now=now, units=units)


def may_confirm(by: Account, ledger: LedgerIn, *, now: dt.datetime) -> bool:
    """Tell whether ``by`` may bring the ledger into the register."""
    units = {ledger.source.held_by_id}
    return access.may(by, Permission.DRAFT_CONFIRM, now=now, units=units)


def may_add(by: Account, *, now: dt.datetime) -> bool:
    """Tell whether ``by`` may hand ledgers in at all."""
    return access.may(by, Permission.SOURCE_ADD, now=now)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a ledger come to what."""

    add: int
    change: int
    same: int
    out: int
    doubtful: int
    blocked: int
    refused: int
    written: int
    names_open: int
    names: int

    @property
    def writable(self) -> int:
        """How many rows a confirmation without changes would write."""
        return self.add


def counts_of(ledger: LedgerIn) -> Counts:
    """Return the counts of a ledger's rows, settled ones apart."""
    rows = LedgerRow.objects.filter(ledger=ledger)
    open_rows = Q(settled_at__isnull=True)
    free = open_rows & Q(is_blocked=False)
    found = rows.aggregate(
        add=Count("pk", filter=free & Q(deed=Deed.ADD)),
        change=Count("pk", filter=free & Q(deed=Deed.CHANGE)),
        same=Count("pk", filter=Q(deed=Deed.SAME)),
        out=Count("pk", filter=Q(deed=Deed.OUT)),
        doubtful=Count("pk", filter=open_rows & Q(is_doubtful=True)),
        blocked=Count("pk", filter=open_rows & Q(is_blocked=True)),
        refused=Count("pk", filter=open_rows & Q(trouble__isnull=False)),
        written=Count("pk", filter=~open_rows & ~Q(deed=Deed.SAME)),
    )
    names = ledger.names.aggregate(
        names=Count("pk"), names_open=Count("pk", filter=Q(means=Means.OPEN))
    )
    return Counts(**found, **names)


def rows_in_view(ledger: LedgerIn, view: str) -> QuerySet[LedgerRow]:
    """Return the rows of one tab of the preview, in the order of the file."""
    rows = LedgerRow.objects.filter(ledger=ledger).order_by("serial")
    waiting = rows.filter(settled_at__isnull=True)
    match view:
        case "doubtful":
            return waiting.filter(is_doubtful=True)
        case "blocked":
            return waiting.filter(is_blocked=True)
        case "refused":
            return waiting.filter(trouble__isnull=False)
        case "add" | "change" | "same" | "out":
            return rows.filter(deed=view)
        case _:
            return rows


@dataclass(frozen=True, slots=True)
class CellShown:
    """A field of a row as the preview shows it: where it stands, its text, what to look at."""

    field: str
    label: Sentence
    place: str
    text: str
    is_fixed: bool
    doubts: tuple[Sentence, ...]
    blocks: bool
    was: str
    is_changed: bool
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the preview."""

    row: LedgerRow
    sheet: str
    name: str
    cells: tuple[CellShown, ...]
    trouble: Sentence | None

    @property
    def doubtful(self) -> tuple[CellShown, ...]:
        """The cells that somebody should look at."""
        return tuple(cell for cell in self.cells if cell.doubts)

    @property
    def changed(self) -> tuple[CellShown, ...]:
        """The cells that say something else than the register."""
        return tuple(cell for cell in self.cells if cell.is_changed)


def shown(ledger: LedgerIn, rows: Iterable[LedgerRow]) -> list[RowShown]:
    """Return rows as the preview shows them."""
    open_names = set(ledger.names.filter(means=Means.OPEN).values_list("name", flat=True))
    return [_shown(ledger, row, open_names) for row in rows]


def _shown(ledger: LedgerIn, row: LedgerRow, open_names: set[str]) -> RowShown:
    table = ledger.tables[row.table]
    known = FIELDS.get(table["register"], {})
    texts = texts_of(table, row.cells, row.fixes)
    columns = {name: letters(at) for at, name in reversed(list(enumerate(table["fields"]))) if name}
    wanted = [name for name in known if name in columns or name in texts or _doubted(row, name)]
    cells = tuple(
        _cell(row, known[name].label, name, columns.get(name, ""), texts.get(name, ""), open_names)
        for name in wanted
        if known[name].shape != "ignored"
    )
    title = row.values.get(NAME_OF.get(table["register"], ""), "") or next(
        filter(None, row.cells), ""
    )
    trouble = row.trouble and Sentence(row.trouble["template"], params=row.trouble["params"])
    return RowShown(row, table["sheet"], str(title)[:120], cells, trouble)


def _doubted(row: LedgerRow, name: str) -> bool:
    return any(one["field"] == name for one in row.doubts)


def _cell(
    row: LedgerRow, label: Sentence, name: str, column: str, text: str, open_names: set[str]
) -> CellShown:
    doubts = [one for one in row.doubts if one["field"] == name]
    value = row.values.get(name)
    was = row.changes.get(name, [None])[0]
    return CellShown(
        field=name,
        label=label,
        place=f"{column}{row.line}" if column else "",
        text=text,
        is_fixed=name in row.fixes,
        doubts=tuple(doubt_said(one["code"], one["params"]) for one in doubts),
        blocks=any(one["blocks"] for one in doubts),
        was="、".join(was) if isinstance(was, list) else str(was or ""),
        is_changed=name in row.changes,
        unknown=tuple(one for one in value if one in open_names) if isinstance(value, list) else (),
    )


def names_of(ledger: LedgerIn) -> QuerySet[LedgerName]:
    """Return the names nobody knows, undecided ones first, the most frequent on top."""
    rows = LedgerName.objects.filter(ledger=ledger).select_related("unit", "person")
    return rows.annotate(is_open=Count("pk", filter=Q(means=Means.OPEN))).order_by(
        "-is_open", "kind", "-times", "name"
    )


def choices_of(names: Iterable[LedgerName]) -> list[tuple[LedgerName, list[tuple[int, str]]]]:
    """Return each name with whom the directory may mean by it."""
    known = all_units()
    return [(name, candidates(name, known)) for name in names]


def wrong_rows(ledger: LedgerIn) -> QuerySet[LedgerRow]:
    """Return the rows that were not written and why: blocked ones and those that were refused."""
    rows = LedgerRow.objects.filter(ledger=ledger, settled_at__isnull=True)
    return rows.filter(Q(is_blocked=True) | Q(trouble__isnull=False)).order_by("serial")


def progress_of(ledger: LedgerIn) -> tuple[int, int]:
    """Return how many rows the step under way has seen, and of how many."""
    if ledger.state == Stand.WRITING and ledger.confirmed_at is not None:
        left = to_write(ledger, takes_changes=ledger.takes_changes)
        after = left.filter(serial__gt=ledger.cursor).count()
        done = (
            LedgerRow.objects.filter(
                ledger=ledger, settled_at__gte=ledger.confirmed_at, deed__in=(Deed.ADD, Deed.CHANGE)
            ).count()
            + left.filter(serial__lte=ledger.cursor).count()
        )
        return done, done + after
    return ledger.cursor, ledger.rows


def is_under_way(ledger: LedgerIn) -> bool:
    """Tell whether a step of the ledger is being carried on."""
    return ledger.state in UNDER_WAY


def results_of(ledger: LedgerIn) -> QuerySet[LedgerRow]:
    """Return the rows of a ledger that became, or are, rows of the register."""
    return LedgerRow.objects.filter(ledger=ledger, result_id__isnull=False).order_by("serial")


def latest_row_of(register: str, pk: int) -> LedgerRow | None:
    """Return the row of the last ledger that stands behind a row of the register."""
    rows = LedgerRow.objects.filter(result_kind=register, result_id=pk, settled_at__isnull=False)
    return rows.select_related("ledger").order_by("-pk").first()


def maps_of(ledger: LedgerIn) -> Mapping[str, LedgerMap]:
    """Return what is remembered of the headings of a ledger's tables, by signature."""
    wanted = [table["signature"] for table in ledger.tables]
    rows = LedgerMap.objects.filter(held_by=ledger.source.held_by, signature__in=wanted)
    return {one.signature: one for one in rows.select_related("by__person")}


def notes_of(ledger: LedgerIn) -> list[Sentence]:
    """Return what is to be known of the reading of the file."""
    return [Sentence(one["template"], params=_listed(one["params"])) for one in ledger.notes]


def _listed(params: Mapping[str, Any]) -> dict[str, object]:
    return {key: tuple(one) if isinstance(one, list) else one for key, one in params.items()}


def samples_of(ledger: LedgerIn) -> dict[int, list[list[str]]]:
    """Return the cells of the first rows of each table."""
    found: dict[int, list[list[str]]] = {}
    for at in range(len(ledger.tables)):
        rows = LedgerRow.objects.filter(ledger=ledger, table=at).order_by("serial")
        found[at] = list(rows.values_list("cells", flat=True)[:3])
    return found
