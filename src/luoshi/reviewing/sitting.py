"""While a session sits: who is present, what is said of each item, and its end with the minutes.

Each is saved at once by itself: whatever becomes of the browser, nothing that was said is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.issuing.composing import minutes
from luoshi.issuing.composing.rows import Lacking
from luoshi.issuing.models import Document
from luoshi.matters import drafting
from luoshi.matters.models import Kind, Matter
from luoshi.meetings import actions as meetings
from luoshi.meetings.models import Part
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.orgs.queries import posts_of
from luoshi.reviewing import debts, steps
from luoshi.reviewing.actions import filled
from luoshi.reviewing.models import AgendaItem, Outcome, Present, ReviewSession
from luoshi.reviewing.queries import sides_of
from luoshi.rules import sessions as rules
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

WORDS_MOST = 4000


@transaction.atomic
def begin(
    session: ReviewSession, *, present: Iterable[Person] = (), by: Account, now: dt.datetime
) -> None:
    """Begin a frozen session: it becomes a meeting of the register, with whoever is present."""
    access.require(by, Permission.SESSION_KEEP, now=now, units={session.held_by_id})
    units = [unit for item in session.items.all() for unit in sides_of(item)]
    engagement = meetings.add_engagement(
        kind="meeting",
        name=session.name,
        start_on=civil_day(now),
        end_on=None,
        place=session.place,
        held_by=session.held_by,
        units=list(dict.fromkeys(units)),
        by=by,
        now=now,
    )
    was = session.state
    steps.carry(session, "begin", began_by=by, began_at=now, engagement=engagement)
    debts.let_fall(session, reason=debts.NOT_SAID, by=by, now=now)
    told = {"state": [was, session.state]}
    audit.record("session.began", session, by=by, at=now, items=session.items.count(), changes=told)
    set_present(session, present=[session.chair, *present], by=by, now=now)


@transaction.atomic
def set_present(
    session: ReviewSession, *, present: Iterable[Person], by: Account, now: dt.datetime
) -> None:
    """Say who is present, each with the post of today; the chair always is."""
    access.require(by, Permission.SESSION_KEEP, now=now, units={session.held_by_id})
    rules.require_state(session.state, rules.DECIDING)
    people = list(dict.fromkeys([session.chair, *present]))
    before = [str(one) for one in session.present.select_related("person")]
    if before == [one.name for one in people]:
        return
    session.present.all().delete()
    Present.objects.bulk_create(
        Present(session=session, person=one, post=_post(one, on=civil_day(now))) for one in people
    )
    _take_over_attendance(session, by=by, now=now)
    told = {"present": [before, [one.name for one in people]]}
    audit.record("session.present", session, by=by, at=now, n=len(people), changes=told)


@transaction.atomic
def decide(
    item: AgendaItem,
    *,
    title: str,
    words: str,
    criterion: str,
    lead: Unit | None,
    person: Person | None,
    cooperating: Iterable[Unit] = (),
    due: dt.date | None,
    by: Account,
    now: dt.datetime,
) -> Matter:
    """Let what was decided of an item be a matter, handed up at once for whoever issues it.

    The words become its source, spoken in this meeting.  Raises Incomplete with everything that a
    promise still lacks: what is decided is decided whole.
    """
    session = item.session
    access.require(by, Permission.SESSION_KEEP, now=now, units={session.held_by_id})
    rules.require_state(session.state, rules.DECIDING)
    words = filled("words", words, most=WORDS_MOST)
    said = f"{session.name}（{session.held_on.isoformat()}）议定：{words}"
    passage = sources.keep_typed(said, held_by=session.held_by, by=by, now=now)
    about = item.matter
    matter = drafting.draft_matter(
        kind=Kind.TASK,
        title=title,
        content=words,
        criterion=criterion,
        lead=lead,
        person=person,
        raised_by=about.raised_by if about else None,
        held_by=session.held_by,
        cooperating=cooperating,
        due_proposed=due,
        project=about.project if about else item.project,
        engagement=session.engagement,
        passage=passage,
        by=by,
        now=now,
    )
    drafting.submit(matter, by=by, now=now)
    _say(item, Outcome.DECIDED, words, decided=matter, by=by, now=now)
    audit.record("session.decided", session, by=by, at=now, item=item, title=matter.title)
    return matter


@transaction.atomic
def say(item: AgendaItem, *, outcome: str, words: str, by: Account, now: dt.datetime) -> None:
    """Say of an item that it is noted, or comes again in the next session."""
    access.require(by, Permission.SESSION_KEEP, now=now, units={item.session.held_by_id})
    rules.require_state(item.session.state, rules.DECIDING)
    if outcome not in (Outcome.NOTED, Outcome.NEXT):
        raise BadInput.of("outcome", gettext_noop("请选择知悉，或者下次会议再议。"))
    words = words.strip()[:WORDS_MOST]
    was = item.outcome
    _say(item, outcome, words, decided=None, by=by, now=now)
    told = {"outcome": [was, outcome]}
    audit.record(
        f"session.item_{outcome}", item.session, by=by, at=now, item=item, words=words, changes=told
    )


@transaction.atomic
def close(session: ReviewSession, *, by: Account, now: dt.datetime) -> Document | None:
    """End a session in which something was said of every item, and draft its minutes.

    Returns the minutes, or None where a meeting without anything decided has none.  Raises
    IllegalMove with what is still open.
    """
    access.require(by, Permission.SESSION_KEEP, now=now, units={session.held_by_id})
    left = [str(one) for one in session.items.filter(outcome=Outcome.OPEN)]
    if left:
        raise IllegalMove(
            gettext_noop("还有议题没有结果：%(left)s。请逐项登记后再结束会议。"),
            code="session-items-open",
            left=tuple(left),
        )
    steps.carry(session, "close", closed_by=by, closed_at=now)
    document = _minutes(session, by=by, now=now)
    audit.record("session.closed", session, by=by, at=now, minutes=document)
    return document


def heard(session: ReviewSession) -> tuple[str, ...]:
    """Return what the minutes tell besides what was decided: what was noted, what comes again."""
    rows = session.items.filter(outcome__in=[Outcome.NOTED, Outcome.NEXT]).order_by("ordinal")
    ends = {Outcome.NOTED: "会议知悉", Outcome.NEXT: "下次会议再议"}
    return tuple(
        f"{one}：{one.words.strip().rstrip('。；') + '，' if one.words.strip() else ''}"
        f"{ends[Outcome(one.outcome)]}"
        for one in rows
    )


def _minutes(session: ReviewSession, *, by: Account, now: dt.datetime) -> Document | None:
    if session.engagement is None:
        return None
    try:
        with transaction.atomic():
            return minutes.compose_minutes(session.engagement, said=heard(session), by=by, now=now)
    except Lacking:
        return None


def _say(
    item: AgendaItem,
    outcome: str,
    words: str,
    *,
    decided: Matter | None,
    by: Account,
    now: dt.datetime,
) -> None:
    won = (
        AgendaItem.objects.filter(pk=item.pk, version=item.version)
        .exclude(outcome=Outcome.DECIDED)
        .update(
            outcome=outcome,
            words=words,
            decided=decided,
            said_by=by,
            said_at=now,
            version=F("version") + 1,
        )
    )
    if not won:
        raise Overtaken
    item.refresh_from_db()


def _post(person: Person, *, on: dt.date) -> str:
    post = posts_of(person, on=on).first()
    return f"{post.unit.name}{post.title}" if post else ""


def _take_over_attendance(session: ReviewSession, *, by: Account, now: dt.datetime) -> None:
    """Let the meeting of the register say the same as the session."""
    held = session.engagement
    if held is None:
        return
    seats = [
        (one.person, Part.CHAIR if one.person == session.chair else Part.PARTICIPANT, one.post)
        for one in session.present.select_related("person")
    ]
    meetings.edit_engagement(
        held,
        version=held.version,
        kind=held.kind,
        name=held.name,
        start_on=held.start_on,
        end_on=held.end_on,
        place=held.place,
        units=list(held.units.all()),
        attendances=[(person, part.value, post) for person, part, post in seats],
        by=by,
        now=now,
    )
    held.refresh_from_db()
