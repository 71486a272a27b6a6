"""The circular (通报) on how projects and problems go: overview, progress with its denominators,
what was done well, problems by unit, and what is required next, each with its day.

It is one of the fifteen legal kinds.  One that criticises names units, never people, and the
signature it needs is that of the head (国务院令第733号第21条).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.kinds.stated import Base, Overall, Problems
from luoshi.papers.kinds.summary import opening, reporting, standing
from luoshi.papers.paper import Block, Item, Paper, Para
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is wanting with one unit: each fault a whole sentence without its 。"""

    unit: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is required next, of whom, and by which day."""

    what: str
    of: str
    by: dt.date


@dataclass(frozen=True, slots=True)
class Circular:
    """What a circular of one window says; ``well`` names units with what they did well."""

    office: str
    number: str
    to: tuple[str, ...]
    dated: dt.date
    base: Base
    overall: Overall
    problems: Problems
    well: tuple[tuple[str, str], ...]
    shortfalls: tuple[Shortfall, ...]
    requirements: tuple[Requirement, ...]
    copies: tuple[str, ...] = ()

    @property
    def criticises(self) -> bool:
        """Whether it names a unit for what is wanting."""
        return bool(self.shortfalls)


def circular(said: Circular) -> Paper:
    """Return the circular of one window."""
    return Paper(
        format="general",
        mark=f"{said.office}文件",
        title=f"关于{said.base.window}合作项目推进情况的通报",
        number=said.number,
        addressees=said.to,
        body=(
            Para(
                f"现将{said.base.window}合作项目推进和问题办理情况通报如下。"
                "通报只评价事项的办理结果，不对个人排名。"
            ),
            *_progress(said),
            *_well(said.well),
            *_shortfalls(said.shortfalls),
            *_requirements(said.requirements),
        ),
        issuer=said.office,
        dated=said.dated,
        copies=said.copies,
        printed_by=said.office if said.copies else "",
        printed_on=said.dated,
    )


def _progress(said: Circular) -> tuple[Block, ...]:
    return (
        Item(1, "总体进展"),
        Para(opening(said.overall, said.base)),
        Para(reporting(said.overall)),
        Para(standing(said.problems)),
    )


def _well(well: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    head = Item(1, "做得好的单位")
    if not well:
        return (head, Para("本期登记中没有可以据实列出的单位。"))
    return (head, *(Item(2, f"{unit}。", f"{what}。") for unit, what in well))


def _shortfalls(rows: tuple[Shortfall, ...]) -> tuple[Block, ...]:
    head = Item(1, "存在的问题")
    if not rows:
        return (head, Para("本期没有逾期未报、逾期未办结和进度滞后的情况。"))
    lines = (Item(2, f"{one.unit}。", "；".join(one.faults) + "。") for one in rows)
    return (head, *lines)


def _requirements(rows: tuple[Requirement, ...]) -> tuple[Block, ...]:
    lines = (Item(2, "", f"{one.of}于{written_day(one.by)}前{one.what}。") for one in rows)
    return (Item(1, "下一步要求"), *lines)
