"""Reading tours with their plan and what came of them; each reader within the tours she sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from luoshi.meetings.models import Engagement, Kind
from luoshi.meetings.queries import tours as visible_tours
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.touring.models import (
    FieldNote,
    MemberRole,
    NoteKind,
    QuestionState,
    TourMember,
    TourQuestion,
    TourStop,
)
from luoshi.values.errors import NotFound

ROLES, QUESTION_STATES, NOTE_KINDS = MemberRole, QuestionState, NoteKind


def listed_tours(by: Account, *, now: dt.datetime) -> QuerySet[Engagement]:
    """Return the tours that ``by`` may see, with how many stops, open questions and notes each has."""
    still = ~Q(questions__state=QuestionState.ANSWERED) & Q(questions__isnull=False)
    return visible_tours(by, now=now).annotate(
        stops_count=Count("stops", distinct=True),
        notes_count=Count("notes", distinct=True),
        questions_count=Count("questions", filter=still, distinct=True),
    )


def tour_for(by: Account, pk: int, *, now: dt.datetime) -> Engagement:
    """Return one tour; raises NotFound outside what ``by`` may see, and for what is no tour."""
    tour = visible_tours(by, now=now).filter(pk=pk, kind=Kind.TOUR).first()
    if tour is None:
        raise NotFound
    return tour


def stops_of(tour: Engagement) -> list[TourStop]:
    """Return the stops of a tour in the order of their hours."""
    return list(
        tour.stops.select_related("host", "project", "engagement").prefetch_related(
            "questions__asker", "questions__answering"
        )
    )


def stop_for(by: Account, pk: int, *, now: dt.datetime) -> TourStop:
    """Return one stop of a tour that ``by`` may see; raises NotFound for others."""
    seen = visible_tours(by, now=now).order_by().values("pk")
    rows = TourStop.objects.filter(pk=pk, tour__in=seen)
    stop = rows.select_related("tour__held_by", "host", "project", "engagement").first()
    if stop is None:
        raise NotFound
    return stop


def members_of(tour: Engagement) -> QuerySet[TourMember]:
    """Return who goes along, in the order in which they were named."""
    return tour.members.select_related("person", "unit")


def member_for(by: Account, pk: int, *, now: dt.datetime) -> TourMember:
    """Return one of those who go along on a tour that ``by`` may see; raises NotFound for others."""
    seen = visible_tours(by, now=now).order_by().values("pk")
    rows = TourMember.objects.filter(pk=pk, tour__in=seen)
    member = rows.select_related("tour__held_by", "person").first()
    if member is None:
        raise NotFound
    return member


def questions_of(tour: Engagement) -> QuerySet[TourQuestion]:
    """Return the questions of a tour with who asks and who answers."""
    return tour.questions.select_related("stop", "asker", "answering", "project", "matter")


def question_for(by: Account, pk: int, *, now: dt.datetime) -> TourQuestion:
    """Return one question of a tour that ``by`` may see, or one that her unit is to answer.

    Raises NotFound for others.
    """
    seen = visible_tours(by, now=now).order_by().values("pk")
    hers = access.scope(by, Permission.REGISTER_SEE, now=now).units
    rows = TourQuestion.objects.filter(Q(tour__in=seen) | Q(answering__in=hers), pk=pk)
    question = rows.select_related(
        "tour__held_by", "stop", "asker", "answering", "project", "matter", "answered_by__person"
    ).first()
    if question is None:
        raise NotFound
    return question


def notes_of(tour: Engagement) -> QuerySet[FieldNote]:
    """Return what was noted on a tour, in the order of the writing."""
    return tour.notes.select_related("stop", "question", "matter", "commitment", "by__person")


def note_for(by: Account, pk: int, *, now: dt.datetime) -> FieldNote:
    """Return one note of a tour that ``by`` may see; raises NotFound for others."""
    seen = visible_tours(by, now=now).order_by().values("pk")
    rows = FieldNote.objects.filter(pk=pk, tour__in=seen)
    note = rows.select_related("tour__held_by", "stop__project", "question").first()
    if note is None:
        raise NotFound
    return note


def clashes(stops: Sequence[TourStop]) -> set[int]:
    """Return the ids of the stops whose hours overlap those of another on the same day."""
    found: set[int] = set()
    timed = [one for one in stops if one.begins and one.ends]
    for at, one in enumerate(timed):
        for other in timed[at + 1 :]:
            if one.on != other.on:
                continue
            if one.begins < other.ends and other.begins < one.ends:  # type: ignore[operator]
                found |= {one.pk, other.pk}
    return found


def outside(tour: Engagement, stops: Sequence[TourStop]) -> set[int]:
    """Return the ids of the stops that lie on a day outside those of the tour."""
    first, last = tour.start_on, tour.end_on or tour.start_on
    if first is None or last is None:
        return set()
    return {one.pk for one in stops if not first <= one.on <= last}


def may_edit(by: Account, tour: Engagement, *, now: dt.datetime) -> bool:
    """Return whether ``by`` plans this tour and notes on it."""
    return access.may(by, Permission.TOUR_EDIT, now=now, units={tour.held_by_id})


def may_answer(by: Account, question: TourQuestion, *, now: dt.datetime) -> bool:
    """Return whether ``by`` answers a question for the unit that was asked."""
    asked = {question.answering_id or 0}
    return access.may(by, Permission.MATTER_SIGN, now=now, units=asked)


def may_plan(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may begin a tour at all."""
    return access.may(by, Permission.ENGAGEMENT_EDIT, now=now)
