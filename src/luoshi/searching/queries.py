"""Finding rows of every kind, each reader within what each room lets her see.

The index knows no rights: whether a row may be seen is asked of its room's own scope in the same
query, so that neither a hit nor a count tells of a row outside it.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.audit.models import Event
from luoshi.orgs.models import Account
from luoshi.searching import engines
from luoshi.searching.kind import Kind
from luoshi.searching.models import Entry, IndexMark
from luoshi.searching.registry import all_kinds
from luoshi.searching.wanted import Wanted, is_found, wanted

FORM = "1"  # raise it with every change of folding or pairs; kinds tell of themselves
LOOKED_AT_MOST = 1000  # of more hits of one kind only the newest are put in order
PIECES_SHOWN = 3
EVERY = 500  # rows at once while the index is compared with the register


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found: its entries that hold what is asked, the first ones of a long text."""

    kind: str
    key: int
    rank: int
    day: dt.date | None
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """Return the title of the row."""
        return self.entries[0].title


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one kind, best first; ``is_all`` unless there are more than were looked at."""

    kind: Kind
    hits: tuple[Hit, ...]
    is_all: bool

    @property
    def count(self) -> int:
        """How many rows were found, as far as they were looked at."""
        return len(self.hits)


def search(
    typed: str, by: Account, *, now: dt.datetime, kinds: Iterable[str] | None = None
) -> list[Found]:
    """Return what ``by`` may see of what ``typed`` finds, by kind; kinds without a hit are left out.

    A name that is exactly this comes first, then names that hold it, then texts; within each the
    newest day first.
    """
    asked = wanted(typed)
    if not asked.terms:
        return []
    chosen = all_kinds()
    codes = list(chosen) if kinds is None else [code for code in chosen if code in set(kinds)]
    found = (_of_kind(asked, chosen[code], by, now=now) for code in codes)
    return [one for one in found if one.hits]


def _of_kind(asked: Wanted, kind: Kind, by: Account, *, now: dt.datetime) -> Found:
    ranks: dict[int, int] = {}
    is_all = True
    for rank, where in enumerate(("whole", "names", "all")):
        if where == "whole" and not asked.whole.forms:
            continue
        rows = seen(engines.found(asked, kind.code, where=where), kind, by, now=now)
        pks = list(rows.values_list("pk", flat=True)[: LOOKED_AT_MOST + 1])
        is_all = is_all and len(pks) <= LOOKED_AT_MOST
        for pk in pks[:LOOKED_AT_MOST]:
            ranks.setdefault(pk, rank)
    hits = sorted(_hits(asked, ranks), key=_order)
    return Found(kind, tuple(hits), is_all)


def seen(rows: QuerySet[Entry], kind: Kind, by: Account, *, now: dt.datetime) -> QuerySet[Entry]:
    """Return those of ``rows`` whose row ``by`` may see today, as the row's own room says."""
    hers = kind.seen(by, now=now).filter(kind.only).order_by().filter(pk=OuterRef("key"))
    return rows.filter(Exists(hers.values("pk")))


def _hits(asked: Wanted, ranks: dict[int, int]) -> Iterator[Hit]:
    """Put the entries of one row together; look at them again where letters were asked for."""
    fields = ("pk", "kind", "key", "piece", "day")
    rows = Entry.objects.filter(pk__in=list(ranks)).order_by("key", "piece")
    rows = rows if asked.has_letters else rows.only(*fields, "title")
    by_row: dict[int, list[Entry]] = {}
    for one in rows:
        if not asked.has_letters or is_found(asked, one.title, one.names, one.text):
            by_row.setdefault(one.key, []).append(one)
    for key, entries in by_row.items():
        rank = min(ranks[one.pk] for one in entries)
        yield Hit(entries[0].kind, key, rank, entries[0].day, tuple(entries[:PIECES_SHOWN]))


def _order(hit: Hit) -> tuple[int, int, int]:
    return hit.rank, -(hit.day.toordinal() if hit.day else 0), -hit.key


def whole_entries(hits: Iterable[Hit]) -> dict[int, list[Entry]]:
    """Return the entries of ``hits`` with their texts, by the pk of each hit's first entry."""
    given = list(hits)
    pks = [one.pk for hit in given for one in hit.entries]
    found = Entry.objects.in_bulk(pks)
    return {
        hit.entries[0].pk: [found[one.pk] for one in hit.entries if one.pk in found]
        for hit in given
    }


# --- how far the index is


def mark() -> IndexMark:
    """Return how far the record was read for the index, a first one unsaved where none was."""
    return IndexMark.objects.filter(only=True).first() or IndexMark()


def form() -> str:
    """Return by which rules an index is built: another kind, or another field of one, builds it anew."""
    said = [
        (one.code, one.title, one.titled_by, one.names, one.text, one.day, str(one.only))
        for one in all_kinds().values()
    ]
    return f"{FORM}-{zlib.crc32(repr(said).encode()):08x}"


def is_built(at: IndexMark) -> bool:
    """Return whether the index holds the register, built by the rules of today."""
    return at.form == form() and at.built_at is not None


def behind(at: IndexMark, *, most: int) -> int:
    """Return how many events of the record were not read yet, and count no further than ``most``.

    They are counted and not reckoned from their numbers: PostgreSQL leaves out the numbers of
    whatever was taken back.
    """
    return Event.objects.filter(pk__gt=at.last_event).order_by()[:most].count()


# --- is it right?


def differences() -> Iterator[str]:
    """Yield what stands in the index otherwise than the register says, ``kind:id`` each."""
    for kind in all_kinds().values():
        after = 0
        while keys := list(
            kind.rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:EVERY]
        ):
            yield from _differing(kind, keys)
            after = keys[-1]
        gone = Entry.objects.filter(kind=kind.code).exclude(
            key__in=kind.rows.order_by().values("pk")
        )
        yield from (f"{kind.code}:{key}" for key in sorted(set(gone.values_list("key", flat=True))))
    strange = Entry.objects.exclude(kind__in=list(all_kinds()))
    yield from (f"{one.kind}:{one.key}" for one in strange)


def _differing(kind: Kind, keys: list[int]) -> Iterator[str]:
    should: dict[int, list[tuple[object, ...]]] = {key: [] for key in keys}
    stands: dict[int, list[tuple[object, ...]]] = {key: [] for key in keys}
    for one in kind.entries(keys):
        should[one.key].append(content(one))
    rows = Entry.objects.filter(kind=kind.code, key__in=keys).order_by("key", "piece")
    for one in rows:
        stands[one.key].append(content(one))
    yield from (f"{kind.code}:{key}" for key in keys if should[key] != stands[key])


def content(entry: Entry) -> tuple[object, ...]:
    """Return what an entry says, to be compared."""
    return entry.piece, entry.title, entry.names, entry.text, entry.day
