"""The list of work that changed hands (移交清单): what, as what, and three signatures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.paper import Block, Item, Paper, Para, Table
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing handed over: its name with its number, and as what it was held (牵头, 填报 …).

    ``state`` and ``due_on`` say how a matter stands on the day of the list.
    """

    label: str
    part: str = ""
    state: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class HandingOver:
    """One hand-over.  ``kinds`` are the things by the name of their kind, in the order of the list."""

    office: str
    giver: str
    taker: str
    reason: str
    effective_on: dt.date
    listed_on: dt.date
    kinds: tuple[tuple[str, tuple[Thing, ...]], ...]


def hand_over(said: HandingOver) -> Paper:
    """Return the list with a table for each kind of thing and room for three signatures."""
    count = sum(len(things) for _, things in said.kinds)
    body: list[Block] = [
        Table(
            (
                ("移 交 方", said.giver),
                ("承 接 方", said.taker),
                ("依　　据", said.reason),
                ("生效日期", written_day(said.effective_on)),
                ("移交数量", f"共{count}项"),
            ),
            (1, 4),
        ),
        Para("移交后，原定期限和报告义务不变，由承接方继续办理。"),
    ]
    for name, things in said.kinds:
        body += [Item(1, f"{name}（{len(things)}项）"), _table(things)]
    body.append(
        Table(
            (
                ("移 交 人", "", "日期", "\n"),
                ("接 收 人", "", "日期", "\n"),
                ("监 交 人", "", "日期", "\n"),
            ),
            (3, 6, 2, 4),
        )
    )
    return Paper(
        format="form",
        mark=said.office,
        title="工作移交清单",
        body=tuple(body),
        issuer=said.office,
        dated=said.listed_on,
    )


def _table(things: tuple[Thing, ...]) -> Table:
    stands = any(one.state or one.due_on for one in things)
    rows = []
    for at, one in enumerate(things, 1):
        row = (str(at), one.label, one.part or "—")
        due = written_day(one.due_on) if one.due_on else "—"
        rows.append((*row, one.state or "—", due) if stands else row)
    if stands:
        return Table(tuple(rows), (2, 12, 4, 5, 6), ("序号", "名称", "身份", "状态", "期限"))
    return Table(tuple(rows), (2, 14, 4), ("序号", "名称", "身份"))
