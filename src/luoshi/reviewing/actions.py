"""Writing sessions: planned on their day, the agenda, comments within the window, the freeze.

What is done while a session sits stands in ``sitting``.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from luoshi.audit import actions as audit
from luoshi.deciding.models import DecisionPoint
from luoshi.matters.models import Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.reviewing import debts, steps
from luoshi.reviewing.models import AgendaItem, Comment, Outcome, ReviewSession
from luoshi.reviewing.queries import last_held, sides_of
from luoshi.rules import sessions as rules
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, Incomplete, NotAllowed, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

NAME_MOST, QUESTION_MOST, REASON_MOST, COMMENT_MOST = 120, 300, 300, 4000
LABELS = {
    "name": Sentence(gettext_noop("名称")),
    "text": Sentence(gettext_noop("意见")),
    "words": Sentence(gettext_noop("会议意见")),
    "reason": Sentence(gettext_noop("理由")),
}


@transaction.atomic
def plan_session(
    *,
    name: str,
    fixed_on: dt.date,
    held_on: dt.date,
    starts_at: dt.time,
    place: str = "",
    chair: Person,
    comments_from: dt.date,
    comments_to: dt.date,
    freeze_at: dt.datetime,
    rhythm: str = "",
    held_by: Unit,
    by: Account,
    now: dt.datetime,
) -> ReviewSession:
    """Plan a session of an office; what its last one decided or put off comes first on the agenda.

    Raises Incomplete without a name, BadInput for days in the wrong order or gone by, Duplicate
    where the office has a session on that day.
    """
    access.require(by, Permission.SESSION_KEEP, now=now, units={held_by.pk})
    name = filled("name", name, most=NAME_MOST)
    _check_days(held_on, comments_from, comments_to, freeze_at, today=civil_day(now))
    try:
        with transaction.atomic():
            session = ReviewSession.objects.create(
                name=name,
                rhythm=rhythm,
                fixed_on=fixed_on,
                held_on=held_on,
                starts_at=starts_at,
                place=place.strip()[:NAME_MOST],
                held_by=held_by,
                chair=chair,
                comments_from=comments_from,
                comments_to=comments_to,
                freeze_at=freeze_at,
                planned_by=by,
                planned_at=now,
            )
    except IntegrityError:
        raise Duplicate(
            gettext_noop("这一天已经安排了调度会。"), code="session-on-this-day"
        ) from None
    _bring_over(session)
    data = {"name": name, "held_on": held_on, "fixed_on": fixed_on, "chair": chair}
    data |= {"until": comments_to, "freeze_at": freeze_at}
    audit.record("session.planned", session, by=by, at=now, **data)
    return session


@transaction.atomic
def add_item(
    session: ReviewSession,
    *,
    matter: Matter | None = None,
    project: Project | None = None,
    decision: DecisionPoint | None = None,
    question: str = "",
    by: Account,
    now: dt.datetime,
) -> AgendaItem:
    """Put one thing at the end of the agenda, and what is to be said of it in one question."""
    _require_keeper(session, by=by, now=now)
    rules.require_state(session.state, rules.AGENDA_OPEN)
    if sum(one is not None for one in (matter, project, decision)) != 1:
        raise BadInput.of(
            "matter",
            gettext_noop("请选择一件事项、一个项目或者一项提请决策，只选一样。"),
            code="agenda-of-one-thing",
        )
    try:
        with transaction.atomic():
            item = AgendaItem.objects.create(
                session=session,
                ordinal=_next_ordinal(session),
                matter=matter,
                project=project,
                decision=decision,
                question=question.strip()[:QUESTION_MOST],
            )
    except IntegrityError:
        raise Duplicate(gettext_noop("它已经在议程上了。"), code="agenda-already") from None
    debts.owe_comments(item, by=by, now=now)
    audit.record("session.item_added", session, by=by, at=now, item=item, n=item.ordinal)
    return item


@transaction.atomic
def drop_item(item: AgendaItem, *, by: Account, now: dt.datetime) -> None:
    """Take one thing off the agenda before the freeze; what was owed of it is owed no more."""
    session, name = item.session, str(item)
    _require_keeper(session, by=by, now=now)
    rules.require_state(session.state, rules.AGENDA_OPEN)
    debts.let_fall(session, reason=debts.DROPPED, item=item, by=by, now=now)
    if not AgendaItem.objects.filter(pk=item.pk).delete()[0]:
        raise Overtaken
    audit.record("session.item_dropped", session, by=by, at=now, item=name)


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool, by: Account, now: dt.datetime) -> None:
    """Let one thing change places with its neighbour; the first stays first, the last last."""
    session = item.session
    _require_keeper(session, by=by, now=now)
    rules.require_state(session.state, rules.AGENDA_OPEN)
    rows = list(session.items.order_by("ordinal", "pk"))
    at = next((n for n, one in enumerate(rows) if one.pk == item.pk), None)
    if at is None:
        raise Overtaken
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for n, one in enumerate(rows, 1):
        AgendaItem.objects.filter(pk=one.pk).exclude(ordinal=n).update(ordinal=n)
    told = {"ordinal": [at + 1, to + 1]}
    audit.record(
        "session.item_moved", session, by=by, at=now, item=str(item), n=to + 1, changes=told
    )


@transaction.atomic
def open_comments(session: ReviewSession, *, by: Account, now: dt.datetime) -> None:
    """Open the window for comments; every unit asked owes its comments until it closes."""
    _require_keeper(session, by=by, now=now)
    steps.let_comment(session, by=by, now=now)


@transaction.atomic
def comment(
    item: AgendaItem, *, unit: Unit, text: str, options: str = "", by: Account, now: dt.datetime
) -> Comment:
    """Say something of an item for one of its sides; what it owed of it is done.

    After the freeze it still comes in, and stands beside what was frozen.
    """
    if unit not in sides_of(item):
        raise NotAllowed
    access.require(by, Permission.MATTER_SIGN, now=now, units={unit.pk})
    rules.require_state(item.session.state, rules.COMMENTS_OPEN)
    text = filled("text", text, most=COMMENT_MOST)
    made = Comment.objects.create(
        item=item, unit=unit, text=text, options=options.strip()[:COMMENT_MOST], by=by, at=now
    )
    debts.settle(item, unit, by=by, now=now)
    audit.record(
        "session.commented", item.session, by=by, at=now, item=item, unit=unit, text=text[:200]
    )
    return made


@transaction.atomic
def freeze(session: ReviewSession, *, by: Account, now: dt.datetime) -> None:
    """Freeze every figure and each item's state now, as they are."""
    _require_keeper(session, by=by, now=now)
    steps.freeze_now(session, by=by, now=now)


@transaction.atomic
def cancel(session: ReviewSession, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Call a session off before it begins, and say why."""
    _require_keeper(session, by=by, now=now)
    reason = filled("reason", reason, most=REASON_MOST)
    steps.carry(session, "cancel", cancelled_why=reason)
    debts.let_fall(session, reason=debts.CANCELLED, by=by, now=now)
    audit.record("session.cancelled", session, by=by, at=now, reason=reason)


def filled(name: str, text: str, *, most: int) -> str:
    """Return ``text`` trimmed; raises Incomplete for none, BadInput for one that is too long."""
    text = text.strip()
    if not text:
        raise Incomplete([name], labels=LABELS)
    if len(text) > most:
        raise BadInput.of(
            name,
            gettext_noop("不能超过%(most)s字，现在是%(length)s字。"),
            code="too-long",
            most=most,
            length=len(text),
        )
    return text


def _require_keeper(session: ReviewSession, *, by: Account, now: dt.datetime) -> None:
    access.require(by, Permission.SESSION_KEEP, now=now, units={session.held_by_id})


def _check_days(
    held_on: dt.date,
    comments_from: dt.date,
    comments_to: dt.date,
    freeze_at: dt.datetime,
    *,
    today: dt.date,
) -> None:
    wrong: dict[str, Sentence] = {}
    if held_on < today:
        wrong["held_on"] = Sentence(gettext_noop("会议日期不能早于今天。"))
    if comments_to < comments_from or comments_to > held_on:
        wrong["comments_to"] = Sentence(gettext_noop("意见窗口应在会议之前，先开后关。"))
    if not comments_to <= civil_day(freeze_at) <= held_on:
        wrong["freeze_at"] = Sentence(
            gettext_noop("冻结应在意见窗口关闭当天或之后、会议当天或之前。")
        )
    if wrong:
        raise BadInput(wrong, code="session-days")


def _next_ordinal(session: ReviewSession) -> int:
    return (session.items.aggregate(last=Max("ordinal"))["last"] or 0) + 1


def _bring_over(session: ReviewSession) -> None:
    """Put first what the last session decided, then what it put off."""
    last = last_held(session.held_by, before=session.held_on)
    if last is None:
        return
    rows = last.items.filter(outcome__in=[Outcome.DECIDED, Outcome.NEXT]).order_by(
        F("decided").asc(nulls_last=True), "ordinal"
    )
    seen: set[tuple[str, int]] = set()
    for one in rows:
        subject = one.decided if one.outcome == Outcome.DECIDED else one.subject
        kind = "matter" if isinstance(subject, Matter) else ""
        kind = kind or ("project" if isinstance(subject, Project) else "decision")
        if subject is None or (kind, subject.pk) in seen:
            continue
        seen.add((kind, subject.pk))
        AgendaItem.objects.create(
            session=session,
            ordinal=_next_ordinal(session),
            before=one,
            question=one.question,
            **{kind: subject},
        )
