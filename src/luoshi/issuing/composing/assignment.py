"""The assignment notice: a matter handed to its lead with all its terms; it may carry the matter's issue."""

from __future__ import annotations

import datetime as dt

from luoshi.issuing import drafting
from luoshi.issuing.composing.rows import (
    NUMBER,
    OVER,
    UNISSUED,
    in_chinese,
    lacks_of_matters,
    office_for,
    office_of,
    require_whole,
    task_of,
    today_of,
)
from luoshi.issuing.models import Document, DocumentKind
from luoshi.matters.models import Matter, Urgency
from luoshi.matters.terms import due_after
from luoshi.orgs.models import Account, Unit
from luoshi.papers.kinds import orders as kinds
from luoshi.papers.paper import Paper
from luoshi.values.civil import civil_day
from luoshi.values.sentences import Sentence, gettext_noop

URGENCY = {Urgency.PRESSING: "加急", Urgency.MOST: "特急"}


def lacks_of_assignment(matter: Matter) -> list[Sentence]:
    """Return what is missing before a matter can be handed over on paper."""
    if matter.state in OVER:
        return [Sentence(gettext_noop("事项已经了结，不再交办。"), "matter-over")]
    wanted = (
        (matter.person, gettext_noop("“%(title)s”没有责任人。")),
        (matter.content, gettext_noop("“%(title)s”没有任务要求。")),
        (matter.criterion, gettext_noop("“%(title)s”没有办结标准。")),
        (matter.passage, gettext_noop("“%(title)s”没有来源原文。")),
    )
    found = [
        Sentence(template, "matter-lacks", {"title": matter.title})
        for there, template in wanted
        if not there
    ]
    return lacks_of_matters([matter]) + found


@in_chinese
def assignment_paper(matter: Matter, by: Account, *, office: Unit, now: dt.datetime) -> Paper:
    """Return the notice of a matter that lacks nothing."""
    assert matter.lead is not None
    task = task_of(matter)
    begun = civil_day(matter.issued_at) if matter.issued_at else today_of(now)
    others = dict.fromkeys((*task.responsible, *task.cooperating))
    return kinds.assignment(
        kinds.Order(
            office=office_of(office, by),
            number=NUMBER,
            addressee=task.lead,
            task=task,
            issued_on=today_of(now),
            answer_by=due_after(begun, "sign", unit=matter.lead).on,
            urgency=URGENCY.get(Urgency(matter.urgency), ""),
            copies=tuple(name for name in others if name != task.lead),
        )
    )


def compose_assignment(matter: Matter, *, by: Account, now: dt.datetime) -> Document:
    """Draft the assignment notice of a matter, which issues it if it is not issued yet.

    Raises Lacking, or Duplicate if it is drafted already.
    """
    require_whole(lacks_of_assignment(matter))
    office = office_for(by, matter.held_by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.ASSIGNMENT,
        office=office,
        paper=assignment_paper(matter, by, office=office, now=now),
        key=f"matter-{matter.pk}-{matter.lead_id}",
        matter=matter,
        carries=[matter] if matter.state in UNISSUED else [],
        by=by,
        now=now,
    )
