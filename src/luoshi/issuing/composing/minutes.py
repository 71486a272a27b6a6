"""Minutes of a meeting: who was there, and the matters that were decided at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from luoshi.issuing import drafting
from luoshi.issuing.composing.rows import (
    NUMBER,
    decision_of,
    due_of,
    in_chinese,
    lacks_of_matters,
    office_for,
    require_whole,
    today_of,
)
from luoshi.issuing.models import Document, DocumentKind
from luoshi.matters.models import Kind as MatterKind
from luoshi.matters.models import Matter, State
from luoshi.matters.queries import visible_matters
from luoshi.meetings.models import Engagement, Kind, Part
from luoshi.orgs.models import Account
from luoshi.papers.kinds import minutes as kinds
from luoshi.papers.kinds.minutes import Topic
from luoshi.papers.paper import Paper
from luoshi.values.sentences import Sentence, gettext_noop

# A trip and a visit have no minutes of their own: the meetings within them have.
KINDS = frozenset({Kind.MEETING, Kind.TALK})


def lacks_of_minutes(
    engagement: Engagement, by: Account, *, said: Sequence[str] = (), now: dt.datetime
) -> list[Sentence]:
    """Return what is missing before the minutes of a meeting can be drafted.

    ``said`` is what was brought up besides: with it a meeting that decided nothing has minutes, too.
    """
    if engagement.kind not in KINDS:
        return [
            Sentence(
                gettext_noop("只有会议和会谈出纪要，请到行程中的会议上起草。"), "not-a-meeting"
            )
        ]
    found = []
    if engagement.start_on is None:
        found.append(Sentence(gettext_noop("没有登记会议日期。"), "no-day"))
    if not _chair(engagement):
        found.append(Sentence(gettext_noop("没有登记主持人。"), "no-chair"))
    duties, _ = _decided(engagement, by=by, now=now)
    if not duties and not said:
        found.append(Sentence(gettext_noop("没有登记议定的事项。"), "no-matters"))
    return found + lacks_of_matters(duties)


@in_chinese
def minutes_paper(
    engagement: Engagement,
    by: Account,
    *,
    office: str,
    said: Sequence[str] = (),
    now: dt.datetime,
) -> Paper:
    """Return the minutes of a meeting that lacks nothing, as ``office`` writes them."""
    assert engagement.start_on is not None
    duties, others = _decided(engagement, by=by, now=now)
    people = [one.person.name for one in engagement.attendances.all()]
    return kinds.minutes(
        kinds.Meeting(
            name=engagement.name.removesuffix("纪要"),
            held_on=engagement.start_on,
            place=engagement.place,
            chair=_chair(engagement),
            office=office,
            issue="",
            number=NUMBER,
            written_on=today_of(now),
            topics=_topics(duties),
            said=(*(one.title.strip().rstrip("。；") for one in others), *said),
            attended=tuple(people),
            sent=tuple(unit.name for unit in engagement.units.all() if unit.name != office),
        )
    )


def compose_minutes(
    engagement: Engagement, *, said: Sequence[str] = (), by: Account, now: dt.datetime
) -> Document:
    """Draft the minutes of a meeting; raises Lacking, or Duplicate if they are drafted already."""
    require_whole(lacks_of_minutes(engagement, by, said=said, now=now))
    office = office_for(by, engagement.held_by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.MINUTES,
        office=office,
        paper=minutes_paper(engagement, by, office=office.name, said=said, now=now),
        key=f"engagement-{engagement.pk}",
        engagement=engagement,
        by=by,
        now=now,
    )


def decided_at(engagement: Engagement, by: Account, *, now: dt.datetime) -> list[Matter]:
    """Return the duties decided at a meeting, as far as ``by`` may see them."""
    return _decided(engagement, by=by, now=now)[0]


def _decided(
    engagement: Engagement, *, by: Account, now: dt.datetime
) -> tuple[list[Matter], list[Matter]]:
    """Return the duties decided at a meeting in the order of its record, and what else was said."""
    rows = visible_matters(by, now=now).filter(engagement=engagement)
    rows = rows.exclude(state=State.CANCELLED).select_related("passage")
    ordered = sorted(rows, key=lambda one: (one.passage.start if one.passage else 0, one.pk))
    duties = [one for one in ordered if _is_decided(one)]
    return duties, [one for one in ordered if one not in duties]


def _is_decided(matter: Matter) -> bool:
    """Return whether a matter was decided: a problem that nobody was given a day for was only told."""
    if matter.kind == MatterKind.PROBLEM:
        return matter.number is not None or due_of(matter) is not None
    return matter.kind == MatterKind.TASK


def _topics(matters: list[Matter]) -> tuple[Topic, ...]:
    """Return the matters by project, in the order in which each is first spoken of."""
    found: dict[str, list[Matter]] = {}
    for one in matters:
        found.setdefault(one.project.name if one.project else "", []).append(one)
    rest = "其他工作" if len(found) > 1 else "有关工作"
    named = sorted(found, key=lambda name: not name)
    return tuple(Topic(name or rest, "", tuple(map(decision_of, found[name]))) for name in named)


def _chair(engagement: Engagement) -> str:
    return "、".join(
        one.person.name for one in engagement.attendances.all() if one.part == Part.CHAIR
    )
