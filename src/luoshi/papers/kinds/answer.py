"""The answer to an enterprise's problem (答复): what was done of it, by whom, what came of it.

It says whom to ask, and that whoever raised the problem may say that it is not solved: what an
office claims is not yet what an enterprise confirms.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.kinds.task import Office, told
from luoshi.papers.paper import Block, Item, Paper, Para
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done: when, by which unit, what; ``text`` may have several lines."""

    on: dt.date
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer.  ``raised`` says where and when the problem was put; ``lead`` is who dealt with it.

    Solved: ``result`` and ``performed_on``.  Not solved: ``why_not``, and ``next_step`` with its
    day ``next_on`` where there is one.
    """

    office: Office
    number: str
    to: str
    problem: str
    matter_number: str
    raised: str
    lead: str
    dated: dt.date
    steps: tuple[Done, ...] = ()
    result: str = ""
    performed_on: dt.date | None = None
    why_not: str = ""
    next_step: str = ""
    next_on: dt.date | None = None
    copies: tuple[str, ...] = ()


def answer(said: Answer) -> Paper:
    """Return the answer as a letter to whoever raised the problem."""
    listed = f"（编号：{said.matter_number}）" if said.matter_number else ""
    where = f"在{said.raised}" if said.raised else ""
    body: list[Block] = [
        Para(
            f"贵单位{where}提出的“{said.problem}”{listed}，由{said.lead}牵头办理。现将办理情况答复如下。"
        ),
        Item(1, "办理过程"),
        *_done(said),
        Item(1, "办理结果"),
        *_result(said),
        Item(1, "意见反馈"),
        Para(
            "对上述办理情况，请贵单位确认是否已经解决。认为没有解决或者不满意的，"
            "可以向我单位提出，说明理由，我们将核实后继续办理；贵单位确认之前，本事项不作为已解决统计。"
        ),
    ]
    return Paper(
        format="letter",
        mark=said.office.name,
        title=f"关于“{_short(said.problem)}”办理情况的答复",
        number=said.number,
        addressees=(said.to,),
        body=tuple(body),
        issuer=said.office.name,
        dated=said.dated,
        note=said.office.asks,
        copies=said.copies,
    )


def _done(said: Answer) -> tuple[Block, ...]:
    """Return the steps that were taken, each with its day and unit; a sentence if there is none."""
    if not said.steps:
        return (Para(f"{said.lead}已按程序办理。"),)
    return tuple(
        Para(f"{written_day(one.on)}，{one.unit}：{_line(one.text)}") for one in said.steps
    )


def _result(said: Answer) -> tuple[Block, ...]:
    if said.performed_on:
        return (
            Para(f"该问题已于{written_day(said.performed_on)}办理完成。"),
            *told(said.result),
        )
    found: list[Block] = [Para("该问题目前尚未解决。")]
    if said.why_not:
        found.append(Para(f"原因：{_line(said.why_not)}"))
    if said.next_step:
        found.append(Para(f"下一步：{_line(said.next_step)}"))
    if said.next_on:
        found.append(Para(f"计划于{written_day(said.next_on)}前办结。"))
    return tuple(found)


def _line(text: str) -> str:
    """Return lines as one, ending with a full stop."""
    joined = "；".join(one.strip().rstrip("。；") for one in text.splitlines() if one.strip())
    return f"{joined}。" if joined else ""


def _short(title: str, *, most: int = 40) -> str:
    plain = title.strip().rstrip("。；")
    return plain if len(plain) <= most else plain[: most - 1] + "…"
