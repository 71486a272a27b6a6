"""Questions of a tour: raised beforehand or on site, answered there, promised by a day, or later."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.matters.models import Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.owed.queries import owed_of
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.touring.models import QuestionState, TourQuestion, TourStop
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "text": Sentence(gettext_noop("问题")),
    "answer": Sentence(gettext_noop("答复")),
    "promised_on": Sentence(gettext_noop("答应答复的日期")),
    "answering": Sentence(gettext_noop("答复单位")),
}


@transaction.atomic
def add_question(
    tour: Engagement,
    *,
    text: str,
    stop: TourStop | None = None,
    asker: Person | None = None,
    answering: Unit | None = None,
    project: Project | None = None,
    matter: Matter | None = None,
    by: Account,
    now: dt.datetime,
) -> TourQuestion:
    """Put a question down: about which project or matter, who asks, which unit answers."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={tour.held_by_id})
    if not text.strip():
        raise Incomplete(["text"], labels=LABELS)
    question = TourQuestion.objects.create(
        tour=tour,
        stop=stop,
        text=text.strip(),
        asker=asker,
        answering=answering or (stop.host if stop else None),
        project=project or (stop.project if stop else None),
        matter=matter,
    )
    told = {"text": question.text, "asker": asker, "answering": question.answering}
    audit.record("tour_question.added", question, by=by, at=now, tour=tour, **told)
    return question


@transaction.atomic
def answer(question: TourQuestion, *, text: str, by: Account, now: dt.datetime) -> None:
    """Write down the answer; what was promised by a day is done with it.

    Whoever keeps the tour may, and the unit that was asked.
    """
    held, asked = {question.tour.held_by_id}, {question.answering_id or 0}
    if access.may(by, Permission.TOUR_EDIT, now=now, units=held):
        access.require(by, Permission.TOUR_EDIT, now=now, units=held)
    else:
        access.require(by, Permission.MATTER_SIGN, now=now, units=asked)
    if not text.strip():
        raise Incomplete(["answer"], labels=LABELS)
    _carry(
        question,
        state=QuestionState.ANSWERED,
        answer=text.strip(),
        answered_by=by,
        answered_at=now,
    )
    given: dict[str, Any] = {"kind": Owed.TOUR_ANSWER, "subject": question, "key": "1"}
    owed.discharge(**given, on=civil_day(now), by=by, now=now)
    audit.record("tour_question.answered", question, by=by, at=now, answer=text.strip())


@transaction.atomic
def promise(
    question: TourQuestion,
    *,
    promised_on: dt.date | None,
    answering: Unit | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Write down that the answer comes by a day: from now on it is owed."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={question.tour.held_by_id})
    unit, today = answering or question.answering, civil_day(now)
    lacks = {"promised_on": promised_on, "answering": unit}
    if missing := [name for name, value in lacks.items() if not value]:
        raise Incomplete(missing, labels=LABELS)
    assert unit is not None and promised_on is not None
    if promised_on <= today:
        said = gettext_noop("答应答复的日期须在今天之后。")
        raise BadInput.of("promised_on", said, code="due-in-the-past")
    _carry(question, state=QuestionState.PROMISED, promised_on=promised_on, answering=unit)
    _owe(question, unit, promised_on, by=by, now=now)
    told = {"promised_on": promised_on, "unit": unit}
    audit.record("tour_question.promised", question, by=by, at=now, **told)


def _owe(question: TourQuestion, unit: Unit, on: dt.date, *, by: Account, now: dt.datetime) -> None:
    given: dict[str, Any] = {"kind": Owed.TOUR_ANSWER, "subject": question, "key": "1"}
    if owed_of(**given) is not None:
        owed.take_up(**given, by=by, now=now)
        owed.move_due(**given, due_on=on, by=by, now=now)
        return
    owed.open_obligation(
        **given,
        title=question.text,
        debtor_unit=unit,
        debtor=None,
        creditor_unit=question.tour.held_by,
        opens_on=civil_day(now),
        due_on=on,
        by=by,
        now=now,
    )


@transaction.atomic
def put_off(question: TourQuestion, *, by: Account, now: dt.datetime) -> None:
    """Write down that it is to be talked about later, without a day."""
    access.require(by, Permission.TOUR_EDIT, now=now, units={question.tour.held_by_id})
    _carry(question, state=QuestionState.LATER, promised_on=None)
    given: dict[str, Any] = {"kind": Owed.TOUR_ANSWER, "subject": question, "key": "1"}
    owed.void(**given, reason="会后再议", by=by, now=now)
    audit.record("tour_question.put_off", question, by=by, at=now)


def _carry(question: TourQuestion, **fields: Any) -> None:
    if question.state == QuestionState.ANSWERED:
        raise IllegalMove(gettext_noop("这个问题已经答复。"), code="answered-already")
    rows = TourQuestion.objects.filter(pk=question.pk, version=question.version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    question.refresh_from_db()
