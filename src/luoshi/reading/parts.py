"""What an outline is made of: sentences with their clauses, items, fields, rows and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldSet = Literal["duty", "session", "form"]


@dataclass(frozen=True, slots=True)
class Run:
    """A clause ``[start, end)`` without the mark that closes it."""

    start: int
    end: int
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What stands between two semicolons or stops, with its clauses."""

    start: int
    end: int
    stop: str
    clauses: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body, the block and item it stands in and the label that opened it."""

    start: int
    end: int
    stop: str
    statements: tuple[Statement, ...]
    block: int
    item: int | None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One enumerated thing; see the module's docstring."""

    index: int
    style: str
    level: int
    enumerator: str
    start: int
    text_end: int
    end: int
    parent: int | None
    block: int
    heading: tuple[int, int] | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value: ``run`` with its label, ``start:end`` the value alone."""

    label: str
    set: FieldSet
    run: int
    start: int
    end: int
    block: int
    item: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: column title → run of the cell; cells without text are left out."""

    cells: dict[str, tuple[int, int]]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its column titles and rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    start: int
    end: int
