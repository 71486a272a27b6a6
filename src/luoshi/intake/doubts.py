"""What a person should look at before a finding is accepted, and what keeps it from being accepted.

Pure: values in, sentences out.  A doubt that ``blocks`` must be corrected first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.intake.days import Day, Written, day_of
from luoshi.intake.naming import is_group_of_units
from luoshi.values.sentences import Sentence, gettext_noop


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at; ``blocks`` means: correct it before you accept."""

    sentence: Sentence
    blocks: bool = False

    @property
    def code(self) -> str:
        return self.sentence.code


@dataclass(frozen=True, slots=True)
class Frame:
    """What the findings of one draft are judged against."""

    written_on: Written | None = None
    met_on: dt.date | None = None  # before this day nothing that a matter demands can be due
    events_ahead: bool = False  # a notice tells of meetings to come, a report of those that were
    rejected_units: frozenset[str] = field(default_factory=frozenset)


def doubts_of(kind: str, value: Mapping[str, Any], frame: Frame) -> list[Doubt]:
    """Return the doubts about one finding, those that block first."""
    found = list(_BY_KIND[kind](value, frame))
    return sorted(found, key=lambda doubt: not doubt.blocks)


def _say(code: str, template: str, *, blocks: bool = False, **params: object) -> Doubt:
    return Doubt(Sentence(template, code, params), blocks)


def _day_doubt(day: Day | None) -> Iterator[Doubt]:
    if day is None or not day.trouble:
        return
    if day.trouble == "no-year":
        yield _say(
            "no-year",
            gettext_noop("“%(day)s”没有年份：请在上方填写文件日期，年份随即补上。"),
            day=_month_day(day.text),
        )
    else:
        yield _say(
            "no-such-day",
            gettext_noop("“%(day)s”不是存在的日期，请对照原文更正。"),
            blocks=True,
            day=day.text,
        )


def _month_day(text: str) -> str:
    month, day = text.removeprefix("--").split("-")
    return f"{int(month)}月{int(day)}日"


def _matter(value: Mapping[str, Any], frame: Frame) -> Iterator[Doubt]:
    due = day_of(value.get("due"), written_on=frame.written_on, ahead=True)
    yield from _day_doubt(due)
    if due and due.on and frame.met_on and due.on < frame.met_on:
        yield _say(
            "due-before-meeting",
            gettext_noop("完成时限 %(due)s 早于会议日期 %(met)s，请更正时限。"),
            blocks=True,
            due=due.on,
            met=frame.met_on,
        )
    lead, extra, unclear = units_of(value, frame.rejected_units)
    if lead is None:
        yield _say("no-lead", gettext_noop("缺牵头单位。"))
    if extra:
        yield _say(
            "many-leads",
            gettext_noop("牵头单位只能有一个：%(units)s 将登记为责任单位。"),
            units=tuple(extra),
        )
    if unclear:
        yield _say(
            "unclear-units",
            gettext_noop("待明确：%(units)s 不是具体单位，登记后须先写明是哪些单位才能下达。"),
            units=tuple(unclear),
        )
    if not value.get("persons"):
        yield _say("no-person", gettext_noop("缺责任人。"))
    if due is None and not value.get("cadence"):
        yield _say("no-due", gettext_noop("缺完成时限。"))


def units_of(
    value: Mapping[str, Any], rejected: frozenset[str] = frozenset()
) -> tuple[str | None, list[str], list[str]]:
    """Return the lead of a matter, the further leads, and the names that are no definite units.

    Where no lead is printed and exactly one unit is responsible, that unit leads.
    """
    unclear, clear = [], {}
    for role in ("lead", "responsible", "cooperating"):
        names = value.get(role) or []
        unclear += [name for name in names if is_group_of_units(name) or name in rejected]
        clear[role] = [name for name in names if name not in unclear]
    lead = clear["lead"][:1] or (clear["responsible"] if len(clear["responsible"]) == 1 else [])
    return (lead[0] if lead else None), clear["lead"][1:], list(dict.fromkeys(unclear))


def _engagement(value: Mapping[str, Any], frame: Frame) -> Iterator[Doubt]:
    start = day_of(value.get("start"), written_on=frame.written_on, ahead=frame.events_ahead)
    end = day_of(value.get("end"), written_on=frame.written_on, ahead=frame.events_ahead)
    yield from _day_doubt(start)
    if end and (start is None or end.text != start.text):
        yield from _day_doubt(end)
    if start is None:
        yield _say("no-day", gettext_noop("没有日期。"))
    if start and end and start.on and end.on and end.on < start.on:
        yield _say(
            "ends-before-start",
            gettext_noop("结束日期 %(end)s 早于开始日期 %(start)s，请更正。"),
            blocks=True,
            start=start.on,
            end=end.on,
        )
    written = frame.written_on
    if frame.events_ahead or not (start and start.on and written and written.on):
        return
    if start.on > written.on:
        yield _say(
            "after-document",
            gettext_noop("活动日期 %(day)s 晚于文件日期，请核对。"),
            day=start.on,
        )


def _project(value: Mapping[str, Any], _frame: Frame) -> Iterator[Doubt]:
    if not [name for name in value.get("organisations") or [] if not is_group_of_units(name)]:
        yield _say("no-party", gettext_noop("没有写明投资或建设单位。"))


def _organisation(value: Mapping[str, Any], _frame: Frame) -> Iterator[Doubt]:
    if is_group_of_units(str(value.get("name") or "")):
        yield _say("not-a-unit", gettext_noop("这不像一个具体单位的名称，请更正为全称，或不采纳。"))


def _person(value: Mapping[str, Any], _frame: Frame) -> Iterator[Doubt]:
    if not value.get("post"):
        yield _say("no-post", gettext_noop("原文没有写明职务。"))


_BY_KIND = {
    "matter": _matter,
    "engagement": _engagement,
    "project": _project,
    "organisation": _organisation,
    "person": _person,
}
