"""Matters in tables: one row, one duty, its columns found under their many names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from luoshi.reading.context import ReadingContext
from luoshi.reading.deadlines import due_in, due_of_field, find_cadences
from luoshi.reading.dropped import is_dropped
from luoshi.reading.labels import PARTS, has_rhythm_label, part_of_label, plain_label
from luoshi.reading.namelists import Roles, roles_of_value
from luoshi.reading.outline import Row, Table
from luoshi.reading.roles import roles_in
from luoshi.reading.types import Cadence, Mark, Matter, MatterKind

_REMARKS = ("备注", "说明", "要求", "进度要求")


def _column(table: Table, names: tuple[str, ...]) -> str | None:
    """The table's first column under one of these names, the best name first."""
    plain = {plain_label(column): column for column in reversed(table.columns)}
    return next((plain[name] for name in names if name in plain), None)


def _like(table: Table, sound: str, but: str) -> str | None:
    """The table's first column whose title sounds so, where no known name fits."""
    plain = ((c, plain_label(c)) for c in table.columns)
    return next((c for c, p in plain if re.search(sound, p) and not re.search(but, p)), None)


def _chosen(context: ReadingContext, table: Table, kind: str) -> str | None:
    """The column that holds the duties (``task``) or the difficulties (``problem``)."""
    words = context.lexicon
    named = _column(table, words.lists[f"duties.{kind}_columns"])
    return named or _like(
        table,
        words.raw(f"duties.{kind}_column_sounds"),
        words.raw(f"duties.{kind}_column_excludes"),
    )


def matters_of_tables(context: ReadingContext, day: dt.date | None) -> list[Matter]:
    """Return the matters of all tables."""
    return [m for table in context.outline.tables for m in _of_table(context, table, day)]


def _of_table(context: ReadingContext, table: Table, day: dt.date | None) -> Iterator[Matter]:
    tasks, problems = _chosen(context, table, "task"), _chosen(context, table, "problem")
    for row in table.rows:
        if _is_finished(context, row):
            continue
        for column, kind in ((tasks, "task"), (problems, "problem")):
            if column and column in row.cells and _says(context, row, column):
                yield from _of_cell(context, row, column, kind, day)  # type: ignore[arg-type]
                break


# Boxes that nobody has ticked yet say nothing: □同意　□不同意.
_BOXES = re.compile(r"□[^□☑√■]*")


def _is_finished(context: ReadingContext, row: Row) -> bool:
    """Tell whether a row's own column says that the thing is done: 完成情况 已办结."""
    done = context.lexicon.words("duties.finished_cells")
    if any(
        is_dropped(_BOXES.sub("", context.outline.of(cell)), context.lexicon)
        for column, cell in row.cells.items()
        if len(context.outline.of(cell)) <= 16
    ):
        return True
    return any(
        plain_label(column) in context.lexicon.words("duties.state_columns")
        and context.outline.of(cell).strip("。 ") in done
        for column, cell in row.cells.items()
    )


def _says(context: ReadingContext, row: Row, column: str) -> bool:
    return context.outline.of(row.cells[column]).strip("—-/无暂 。") != ""


def _roles(context: ReadingContext, row: Row) -> Roles:
    roles = Roles()
    for column, cell in row.cells.items():
        part = part_of_label(column, context.lexicon)
        if part:
            roles = roles.merged(roles_of_value(context, part, *cell))
        if part and part != "persons" and re.search(r"人|领导", column):
            roles = roles.merged(roles_of_value(context, "persons", *cell))
    return roles


def _of_cell(
    context: ReadingContext,
    row: Row,
    column: str,
    kind: MatterKind,
    day: dt.date | None,
) -> Iterator[Matter]:
    roles = _roles(context, row)
    due, cadence = _time(context, row, day)
    for start, end in _duties(context.text, *row.cells[column]):
        named = Roles() if roles.responsible else roles_in(context, start, end, asked_only=True)
        own = roles.merged(named)
        lead, responsible, cooperating, persons = (tuple(getattr(own, p)) for p in PARTS)
        if is_dropped(context.text[start:end], context.lexicon):
            continue
        rhythms = find_cadences(context.text, start, end)
        yield Matter(
            kind, context.text[start:end], lead, responsible, cooperating, persons,
            due or (due_in(context.text, start, end, day)[0] if kind == "task" else None),
            cadence or (rhythms[0].cadence if rhythms else None),
            (Mark(start, end, f"matter.table.{kind}", 0.9),),
        )  # fmt: skip


def _time(
    context: ReadingContext, row: Row, day: dt.date | None
) -> tuple[str | None, Cadence | None]:
    due: str | None = None
    cadence: Cadence | None = None
    for column, cell in row.cells.items():
        if plain_label(column) in _REMARKS:
            rhythms = find_cadences(context.text, *cell)
            cadence = rhythms[0].cadence if rhythms else cadence
        if has_rhythm_label(column, context.lexicon):
            due = due_of_field(context.text, *cell, day) or due
            rhythms = find_cadences(context.text, *cell)
            cadence = rhythms[0].cadence if rhythms else cadence
    return due, cadence


_ENUMERATOR = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}[是、]|\d{1,2}[.．、](?!\d)|（[一二三四五六七八九十\d]{1,2}）|[①-⑳])"
)


_BREAK = re.compile(r"<br\s*/?>")


def _duties(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a cell into its duties: by 。 and ；, enumerators left out."""
    at = start
    for i in range(start, end + 1):
        tag = _BREAK.match(text, i, end)
        if i < end and text[i] not in "。；" and not tag:
            continue
        a, b = at, i
        opening = _ENUMERATOR.match(text, a, b)
        if opening:
            a = opening.end()
        while a < b and text[a] in " \u3000\n":
            a += 1
        if b - a >= 4:
            yield a, b
        at = tag.end() if tag else i + 1
