"""Minutes of a meeting (会议纪要): who was there, what was decided, who does it until when.  No seal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.paper import Block, Item, Labelled, Paper, Para
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing decided: a verb with its object, one lead, others, who answers by name, and a day."""

    what: str
    lead: str
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    due_on: dt.date | None = None
    handler: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its heading, what was heard and said of it, and what was decided."""

    title: str
    heard: str
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as its minutes tell it; lists of people are in the order of the record."""

    name: str
    held_on: dt.date
    place: str
    chair: str
    office: str
    issue: str
    written_on: dt.date
    topics: tuple[Topic, ...]
    attended: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    observed: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()


def minutes(meeting: Meeting) -> Paper:
    """Return the minutes of ``meeting``; every decision names lead, others and day in one sentence."""
    place = f"在{meeting.place}" if meeting.place else ""
    body: list[Block] = [
        Para(
            f"{written_day(meeting.held_on)}，{meeting.chair}{place}主持召开{meeting.name}，"
            f"{_topics(meeting.topics)}。现将会议议定事项纪要如下。"
        )
    ]
    for topic in meeting.topics:
        body.append(Item(1, topic.title))
        if topic.heard:
            body.append(Para(topic.heard))
        body += [Item(2, "", decided(one)) for one in topic.decisions]
    lists = (("出席", meeting.attended), ("请假", meeting.excused), ("列席", meeting.observed))
    body += [Labelled(label, "、".join(names)) for label, names in lists if names]
    return Paper(
        format="minutes",
        mark=f"{meeting.name}纪要" if not meeting.name.endswith("纪要") else meeting.name,
        issue=meeting.issue,
        editor=meeting.office,
        title=f"{meeting.name}纪要",
        body=tuple(body),
        issuer=meeting.office,
        dated=meeting.written_on,
        sealed=False,
        sent=meeting.sent,
        printed_by=meeting.office,
        printed_on=meeting.written_on,
    )


def decided(decision: Decision) -> str:
    """Return a decision as a sentence that another office can be held to.

    >>> decided(Decision("完成升压站用地组卷报批", "州自然资源局", due_on=dt.date(2026, 6, 30)))
    '会议议定，由州自然资源局牵头，于2026年6月30日前完成升压站用地组卷报批。'
    """
    return f"会议议定，{assigned(decision)}"


def assigned(decision: Decision) -> str:
    """Return who does a thing until when, as any paper may say it.

    >>> assigned(Decision("完成接入方案", "州水务局", due_on=dt.date(2026, 6, 15), handler="吴青"))
    '由州水务局牵头，于2026年6月15日前完成接入方案（责任人：吴青）。'
    """
    who = [f"由{decision.lead}牵头"]
    if decision.responsible:
        who.append(f"{'、'.join(decision.responsible)}负责")
    if decision.cooperating:
        who.append(f"{'、'.join(decision.cooperating)}配合")
    day = f"于{written_day(decision.due_on)}前" if decision.due_on else ""
    name = f"（责任人：{decision.handler}）" if decision.handler else ""
    return f"{'，'.join(who)}，{day}{decision.what.rstrip('。')}{name}。"


def _topics(topics: tuple[Topic, ...]) -> str:
    return f"研究{'、'.join(topic.title.rstrip('。') for topic in topics)}等事项"
