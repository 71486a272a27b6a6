"""Matters in tables: one row, one duty, its columns found under their many names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from luoshi.reading.context import ReadingContext
from luoshi.reading.deadlines import due_in, due_of_field, find_cadences
from luoshi.reading.outline import Row, Table
from luoshi.reading.roles import PARTS, Roles, part_of_label, roles_of_value
from luoshi.reading.types import Cadence, Mark, Matter, MatterKind

_ASSIGNED = ("交办单位", "交办部门", "转办单位", "承接单位", "对接单位")
_REMARKS = ("备注", "说明", "要求", "进度要求")
_PLAIN = re.compile(r"[\s\u3000]|^\d{4}年度?|（[^）]*）|\([^)]*\)")


def _column(table: Table, names: tuple[str, ...]) -> str | None:
    """The table's first column under one of these names, the best name first."""
    for name in names:
        for column in table.columns:
            if _PLAIN.sub("", column) == name:
                return column
    return None


def _like(table: Table, pattern: str, but: str) -> str | None:
    """The table's first column whose title sounds so, where no known name fits."""
    return next((c for c in table.columns if re.search(pattern, c) and not re.search(but, c)), None)


def _ordered(context: ReadingContext, name: str) -> tuple[str, ...]:
    return context.lexicon.lists[f"duties.{name}"]


def matters_of_tables(context: ReadingContext, day: dt.date | None) -> list[Matter]:
    """Return the matters of all tables."""
    return [m for table in context.outline.tables for m in _of_table(context, table, day)]


def _of_table(context: ReadingContext, table: Table, day: dt.date | None) -> Iterator[Matter]:
    tasks = _column(table, _ordered(context, "task_columns")) or _like(
        table, r"措施|下一?步|任务|事项|举措|打算|要求$", r"目标|完成|进展|情况|来源|序号|时"
    )
    problems = _column(table, _ordered(context, "problem_columns")) or _like(
        table, r"问题|困难|诉求|瓶颈", r"类型|类别|编号|序号|来源|数|企业名称"
    )
    for row in table.rows:
        for column, kind in ((tasks, "task"), (problems, "problem")):
            if column and column in row.cells and _says(context, row, column):
                yield from _of_cell(context, table, row, column, kind, day)  # type: ignore[arg-type]
                break


def _says(context: ReadingContext, row: Row, column: str) -> bool:
    return context.outline.of(row.cells[column]).strip("—-/无暂 。") != ""


def _roles(context: ReadingContext, row: Row) -> Roles:
    roles = Roles()
    for column, cell in row.cells.items():
        part = part_of_label(column, context.lexicon)
        if part is None and _PLAIN.sub("", column) in _ASSIGNED:
            part = "responsible"
        if part:
            roles = roles.merged(roles_of_value(context, part, *cell))
    return roles


def _of_cell(
    context: ReadingContext,
    table: Table,
    row: Row,
    column: str,
    kind: MatterKind,
    day: dt.date | None,
) -> Iterator[Matter]:
    roles = _roles(context, row)
    due, cadence = _time(context, row, day)
    lead, responsible, cooperating, persons = (tuple(getattr(roles, part)) for part in PARTS)
    for start, end in _duties(context.text, *row.cells[column]):
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
    labels = context.lexicon.words("duties.due_labels", "duties.cadence_labels")
    due: str | None = None
    cadence: Cadence | None = None
    for column, cell in row.cells.items():
        if _PLAIN.sub("", column) in _REMARKS:
            rhythms = find_cadences(context.text, *cell)
            cadence = rhythms[0].cadence if rhythms else cadence
        if _PLAIN.sub("", column) in labels:
            due = due_of_field(context.text, *cell, day) or due
            rhythms = find_cadences(context.text, *cell)
            cadence = rhythms[0].cadence if rhythms else cadence
    return due, cadence


_ENUMERATOR = re.compile(
    r"(?:[一二三四五六七八九十]是|\d{1,2}[.．、](?!\d)|（[一二三四五六七八九十\d]{1,2}）|[①-⑳])"
)


def _duties(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a cell into its duties: by 。 and ；, enumerators left out."""
    at = start
    for i in range(start, end + 1):
        if i < end and text[i] not in "。；":
            continue
        a, b = at, i
        opening = _ENUMERATOR.match(text, a, b)
        if opening:
            a = opening.end()
        while a < b and text[a] in " \u3000\n":
            a += 1
        if b - a >= 4:
            yield a, b
        at = i + 1
