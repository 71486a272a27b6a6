"""Minutes of a meeting (会议纪要): who was there, what was decided, who does it until when.  No seal."""

from __future__ import annotations

import datetime as dt
import re
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
    """A meeting as its minutes tell it; lists of people are in the order of the record.

    It bears the number of an edition (``issue``, 第3期) or one of the office (``number``).  ``said``
    is what was brought up without being decided.
    """

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
    number: str = ""
    said: tuple[str, ...] = ()


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
    if meeting.said:
        body.append(Para(f"会上还交流了以下情况：{'；'.join(meeting.said)}。"))
    lists = (("出席", meeting.attended), ("请假", meeting.excused), ("列席", meeting.observed))
    body += [Labelled(label, "、".join(names)) for label, names in lists if names]
    return Paper(
        format="minutes",
        mark=f"{meeting.name}纪要" if not meeting.name.endswith("纪要") else meeting.name,
        issue=meeting.issue,
        number=meeting.number,
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


_WHO = r"(?:牵头|负责|配合|协助|协办|参与|承办)(?:落实|实施|抓落实)?"
_DAY = r"(?:于|在)?(?:\d{4}年)?(?:\d{1,2}月)(?:\d{1,2}日|底|末)?(?:之前|以前|前|内)"
_SAYS_WHO = re.compile(rf"(?:会议(?:议定|决定|要求|明确|强调)|由?[^，]{{2,80}}?{_WHO}|{_DAY})")
_BEGINS = re.compile(rf"(?:由?[^，。]{{2,40}}?(?:牵头|负责)(?!人)|{_DAY})(?=[\u4e00-\u9fff]{{3}})")


def deed(text: str) -> str:
    """Return what is to be done out of words that may also say by whom and until when.

    >>> deed("由州水务局牵头，州财政局配合，于6月30日前完成接入方案。")
    '完成接入方案'
    >>> deed("水务局牵头完成接入方案，财政局配合")
    '完成接入方案'
    """
    plain = text.strip().rstrip("。；")
    parts = plain.split("，")
    while len(parts) > 1 and _SAYS_WHO.fullmatch(parts[0]):
        parts.pop(0)
    while len(parts) > 1 and _SAYS_WHO.fullmatch(parts[-1]):
        parts.pop()
    rest = "，".join(parts)
    while found := _BEGINS.match(rest):
        rest = rest[found.end() :]
    return rest or plain


def _topics(topics: tuple[Topic, ...]) -> str:
    titles = "、".join(topic.title.rstrip("。") for topic in topics)
    return f"研究{titles}等事项" if len(topics) > 1 else f"研究{titles}"
