"""The pairs of signs beside the entries, in the way of either database, and the questions to them.

SQLite: a table of FTS5 that keeps no content; what is taken out of it must be said again, so it is
made from the entry that stands.  PostgreSQL: a column ``tsvector`` with a GIN index.  Titles and
names weigh A there and are a column of their own here; both find exactly the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from luoshi.reading.initials import letter_pairs
from luoshi.searching.models import Entry
from luoshi.searching.wanted import Term, Wanted
from luoshi.values.folding import fold, pairs

TABLE = "searching_pairs"
GAP = 2  # positions between two texts: no phrase reaches from one into the next
_IS_LETTERS, _IS_KIND = "\ue003", "\ue004"  # set such words apart from pairs in a tsvector


@dataclass(frozen=True, slots=True)
class Pairs:
    """What an entry is found by: pairs of each name and of the text, letters of names, its kind."""

    names: tuple[str, ...]
    text: str
    letters: str
    kind: str


def pairs_of(entry: Entry) -> Pairs:
    """Return what ``entry`` is found by."""
    called = [fold(one) for one in (entry.title, *entry.names.splitlines())]
    letters: set[str] = set()
    for name in called:
        letters |= letter_pairs(name)
    return Pairs(
        tuple(pairs(name, begins=True) for name in called if name),
        pairs(fold(entry.text)),
        " ".join(sorted(letters)),
        entry.kind,
    )


# --- writing


def put_in(entries: Sequence[Entry]) -> None:
    """Let ``entries`` be found, which stand in the table and were not found before."""
    if connection.vendor == "postgresql":
        _written("UPDATE searching_entry SET pairs = %s::tsvector WHERE id = %s", entries)
        return
    rows = ((one.pk, *_columns(pairs_of(one))) for one in entries)
    _many(f"INSERT INTO {TABLE}(rowid, names, text, letters, kind) VALUES(%s,%s,%s,%s,%s)", rows)


def take_out(entries: Sequence[Entry]) -> None:
    """Let ``entries``, given as they stand, be found no more; call it before they change or go."""
    if connection.vendor == "postgresql":
        return  # the pairs stand in the row itself
    rows = (("delete", one.pk, *_columns(pairs_of(one))) for one in entries)
    _many(
        f"INSERT INTO {TABLE}({TABLE}, rowid, names, text, letters, kind)"
        " VALUES(%s,%s,%s,%s,%s,%s)",
        rows,
    )


def empty() -> None:
    """Take every entry away at once, with its pairs."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM searching_entry")
        if connection.vendor != "postgresql":
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES('delete-all')")


def _columns(found_by: Pairs) -> tuple[str, str, str, str]:
    return " ".join(found_by.names), found_by.text, found_by.letters, found_by.kind


def _many(sql: str, rows: Iterable[tuple[str | int, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _written(sql: str, entries: Sequence[Entry]) -> None:
    _many(sql, [(as_vector(pairs_of(one)), one.pk) for one in entries])


def as_vector(found_by: Pairs) -> str:
    """Return what an entry is found by as PostgreSQL writes it: ``'塔城':1A '城机':2A``.

    >>> as_vector(Pairs(("ab bc",), "cd", "", "unit")).replace(_IS_KIND, "#")
    "'ab':1A 'bc':2A 'cd':5 '#unit'"
    """
    said, at = [], 0
    for name in found_by.names:
        for at, pair in enumerate(name.split(" "), at + 1):  # noqa: B020 — counts on
            said.append(f"'{pair}':{at}A")
        at += GAP
    if found_by.text:
        said += [f"'{pair}':{n}" for n, pair in enumerate(found_by.text.split(" "), at + 1)]
    said += [f"'{_IS_LETTERS}{pair}'" for pair in found_by.letters.split()]
    return " ".join([*said, f"'{_IS_KIND}{found_by.kind}'"])


# --- asking


def found(asked: Wanted, kind: str, *, where: str) -> QuerySet[Entry]:
    """Return the entries of ``kind`` that hold all that is asked, of whomever they are, the newest first.

    ``where``: ``whole`` for a name that is exactly this, ``names`` for a name that holds it, ``all``.
    """
    of_kind = Entry.objects.filter(kind=kind)
    if connection.vendor == "postgresql":
        question = _asked_of_postgres(asked, kind, where)
        hit = of_kind.extra(where=["searching_entry.pairs @@ %s::tsquery"], params=[question])
        return hit.order_by("-pk")
    # Joined, and in its own order: so it reads no further than as many hits as are wanted.
    joined = [f"{TABLE}.rowid = searching_entry.id", f"{TABLE} MATCH %s"]
    question = _asked_of_sqlite(asked, kind, where)
    return of_kind.order_by().extra(
        tables=[TABLE], where=joined, params=[question], order_by=[f"-{TABLE}.rowid"]
    )


def _asked_of_sqlite(asked: Wanted, kind: str, where: str) -> str:
    if where == "whole":
        either = " OR ".join(f'"{one}"' for one in asked.whole.whole())
        return f"kind : {kind} AND names : ({either})"
    column = "names" if where == "names" else "{names text}"
    terms = " AND ".join(f"({_term_of_sqlite(term, column)})" for term in asked.terms)
    return f"kind : {kind} AND {terms}"


def _term_of_sqlite(term: Term, column: str) -> str:
    either = [f'{column} : "{phrase}"{" *" if begins else ""}' for phrase, begins in term.phrases()]
    if term.letters:
        spelt = " AND ".join(f'letters : "{pair}"' for pair in term.letter_pairs())
        either.append(f"({spelt})")
    return " OR ".join(either)


def _asked_of_postgres(asked: Wanted, kind: str, where: str) -> str:
    of_kind = f"'{_IS_KIND}{kind}'"
    if where == "whole":
        either = " | ".join(_row(one.split(" "), ":A") for one in asked.whole.whole())
        return f"{of_kind} & ({either})"
    weight = "A" if where == "names" else ""
    terms = " & ".join(f"({_term_of_postgres(term, weight)})" for term in asked.terms)
    return f"{of_kind} & {terms}"


def _term_of_postgres(term: Term, weight: str) -> str:
    either = []
    for phrase, begins in term.phrases():
        end = f":*{weight}" if begins else f":{weight}" if weight else ""
        either.append(_row(phrase.split(" "), end))
    if term.letters:
        spelt = " & ".join(f"'{_IS_LETTERS}{pair}'" for pair in term.letter_pairs())
        either.append(f"({spelt})")
    return " | ".join(either)


def _row(words: Sequence[str], end: str) -> str:
    return "(" + " <-> ".join(f"'{word}'{end}" for word in words) + ")"
