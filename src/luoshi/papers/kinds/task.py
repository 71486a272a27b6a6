"""A matter as papers tell it: what, whence, who, until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.paper import Block, Para, Table
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Task:
    """A matter's terms.  ``source`` names the paper or meeting it rests on; names are full names.

    ``lead`` is exactly one; ``handler`` answers by name.  Empty fields are left out.
    """

    title: str
    number: str = ""
    source: str = ""
    content: str = ""
    criterion: str = ""
    lead: str = ""
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    handler: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues: full name, and whom to ask."""

    name: str
    contact: str = ""
    telephone: str = ""

    @property
    def asks(self) -> str:
        """The note under a paper that says whom to ask: 联系人：…，电话：…."""
        said = (("联系人", self.contact), ("电话", self.telephone))
        return "，".join(f"{label}：{value}" for label, value in said if value)


def facts(task: Task) -> Table:
    """Return the terms of ``task`` as a table of labels and values, empty ones left out."""
    rows = (
        ("事项编号", task.number),
        ("事　　项", task.title),
        ("任务来源", task.source),
        ("任务要求", task.content),
        ("办结标准", task.criterion),
        ("牵头单位", task.lead),
        ("责任单位", "、".join(task.responsible)),
        ("配合单位", "、".join(task.cooperating)),
        ("责 任 人", task.handler),
        ("办结时限", written_day(task.due_on) if task.due_on else ""),
    )
    return Table(tuple(row for row in rows if row[1]), (1, 5))


def told(text: str) -> tuple[Block, ...]:
    """Return what somebody wrote, a paragraph for each of its lines."""
    return tuple(Para(line.strip()) for line in text.splitlines() if line.strip())


def receipt(number: str, *, signed: str) -> Table:
    """Return the slip that comes back: which paper, who received it, when it will be done."""
    return Table(
        (
            ("来文编号", number),
            ("签收单位", signed),
            ("签 收 人", "", "签收时间", ""),
            ("承 办 人", "", "联系电话", ""),
            ("计划办结日期", ""),
            ("办理意见", "\n\n\n"),
            ("负责人签字", "", "单位盖章", "\n\n"),
        ),
        (4, 5, 3, 5),
    )
