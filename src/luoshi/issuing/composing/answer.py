"""The answer to whoever raised a problem: what was done of it, what came of it, how to disagree."""

from __future__ import annotations

import datetime as dt

from luoshi.issuing import drafting
from luoshi.issuing.composing.rows import (
    NUMBER,
    UNISSUED,
    in_chinese,
    office_for,
    office_of,
    require_whole,
    today_of,
)
from luoshi.issuing.models import Document, DocumentKind
from luoshi.matters.models import Kind, Matter, Pause, State, Step, Verdict, Voice
from luoshi.orgs.models import Account, Unit
from luoshi.papers.kinds import answer as kinds
from luoshi.papers.paper import Paper
from luoshi.values.civil import civil_day
from luoshi.values.numbers import written_day
from luoshi.values.sentences import Sentence, gettext_noop

SAY_WHY = "［请说明没有解决的原因］"
DONE = frozenset({State.CLAIMED, State.CLOSED, State.ARCHIVED})


def lacks_of_answer(matter: Matter) -> list[Sentence]:
    """Return what is missing before whoever raised a problem can be answered."""
    if matter.kind != Kind.PROBLEM:
        return [Sentence(gettext_noop("只有提出的问题才需要答复。"), "not-a-problem")]
    found = []
    if matter.raised_by is None:
        found.append(Sentence(gettext_noop("没有登记提出单位。"), "no-raiser"))
    if matter.lead is None:
        found.append(Sentence(gettext_noop("没有牵头单位。"), "no-lead"))
    if matter.state in UNISSUED:
        found.append(Sentence(gettext_noop("事项还没有下发办理。"), "not-issued"))
    return found


@in_chinese
def answer_paper(matter: Matter, by: Account, *, office: Unit, now: dt.datetime) -> Paper:
    """Return the answer to the raiser of a problem that lacks nothing."""
    assert matter.lead is not None and matter.raised_by is not None
    done = matter.state in DONE and matter.performed_on is not None
    steps = _steps(matter)
    return kinds.answer(
        kinds.Answer(
            office=office_of(office, by),
            number=NUMBER,
            to=matter.raised_by.name,
            problem=matter.title.strip().rstrip("。；"),
            matter_number=matter.number or "",
            raised=_raised(matter),
            lead=matter.lead.name,
            dated=today_of(now),
            steps=tuple(
                kinds.Done(civil_day(one.at), _unit(one, matter), one.text) for one in steps
            ),
            result=matter.result if done else "",
            performed_on=matter.performed_on if done else None,
            why_not="" if done else _why_not(matter),
            next_step="" if done or not steps else steps[-1].next_step,
            next_on=None if done else matter.due_current,
        )
    )


def compose_answer(matter: Matter, *, by: Account, now: dt.datetime) -> Document:
    """Draft the answer to a problem's raiser; raises Lacking, or Duplicate if there is one already."""
    require_whole(lacks_of_answer(matter))
    office = office_for(by, matter.held_by, matter.lead, now=now)
    return drafting.draft_document(
        kind=DocumentKind.ANSWER,
        office=office,
        paper=answer_paper(matter, by, office=office, now=now),
        key=f"matter-{matter.pk}-{matter.attempt}",
        matter=matter,
        by=by,
        now=now,
    )


def _steps(matter: Matter) -> list[Step]:
    rows = matter.steps.filter(voice=Voice.LEAD).select_related("unit")
    return list(rows.order_by("pk"))


def _unit(step: Step, matter: Matter) -> str:
    return step.unit.name if step.unit else str(matter.lead)


def _raised(matter: Matter) -> str:
    """Return where a problem was put: the meeting with its day, else nothing."""
    at = matter.engagement
    if at is None:
        return ""
    return f"{written_day(at.start_on) if at.start_on else ''}{at.name}上"


def _why_not(matter: Matter) -> str:
    """Return why a problem is not solved, as the register holds it, else a place to say it."""
    rests = Pause.objects.filter(matter=matter, to_on__isnull=True).first()
    if rests is not None:
        return f"已中止办理（{rests.get_cause_display()}），{rests.reason}"
    longer = matter.extensions.filter(verdict=Verdict.GRANTED).order_by("pk").last()
    return longer.reason if longer is not None else SAY_WHY
