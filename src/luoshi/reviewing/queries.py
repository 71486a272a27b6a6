"""Reading review sessions: each reader sees the sessions that concern her units, and of these her items."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from luoshi import policy
from luoshi.deciding.models import State as DecisionState
from luoshi.deciding.queries import visible_decisions
from luoshi.matters.models import Matter
from luoshi.matters.queries import visible_matters
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import calendar_of
from luoshi.projects.queries import visible_projects
from luoshi.reviewing.models import AgendaItem, Comment, Outcome, ReviewSession, State
from luoshi.rules import sessions as rules
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotFound

STATES, OUTCOMES = State, Outcome
DECISION_STATES = DecisionState
COMING = 3


def visible_sessions(by: Account, *, now: dt.datetime) -> QuerySet[ReviewSession]:
    """Return the sessions that a unit of hers keeps or has something on the agenda of."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return ReviewSession.objects.within(scope).select_related("held_by", "chair", "engagement")


def session_for(by: Account, pk: int, *, now: dt.datetime) -> ReviewSession:
    """Return one session; raises NotFound outside what ``by`` may see."""
    session = visible_sessions(by, now=now).filter(pk=pk).first()
    if session is None:
        raise NotFound
    return session


def items_seen(session: ReviewSession, by: Account, *, now: dt.datetime) -> QuerySet[AgendaItem]:
    """Return the agenda in its order, as far as its things are within what ``by`` may see."""
    rows = session.items.filter(
        Q(matter__in=visible_matters(by, now=now).order_by().values("pk"))
        | Q(project__in=visible_projects(by, now=now).order_by().values("pk"))
        | Q(decision__in=visible_decisions(by, now=now).order_by().values("pk"))
    )
    return rows.select_related(
        *("matter__lead", "matter__person", "matter__project", "project__filing__unit"),
        *("decision__decider__person", "before__session", "decided__lead", "said_by__person"),
    ).order_by("ordinal", "pk")


def item_for(by: Account, session: ReviewSession, pk: int, *, now: dt.datetime) -> AgendaItem:
    """Return one item of a session that she sees; raises NotFound."""
    item = items_seen(session, by, now=now).filter(pk=pk).first()
    if item is None:
        raise NotFound
    item.session = session
    return item


def may_keep(by: Account, session: ReviewSession, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may keep this session: its agenda, its freeze, what is decided."""
    return access.may(by, Permission.SESSION_KEEP, now=now, units={session.held_by_id})


def may_plan(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may plan sessions at all."""
    return access.may(by, Permission.SESSION_KEEP, now=now)


def sees_figures(by: Account, session: ReviewSession, *, now: dt.datetime) -> bool:
    """Return whether the figures of the whole office are hers to see: its own readers."""
    return access.may(by, Permission.REGISTER_SEE, now=now, units={session.held_by_id})


def comments_of(item: AgendaItem) -> QuerySet[Comment]:
    """Return what the sides say of an item, earliest first."""
    return item.comments.select_related("unit", "by__person")


def units_asked(item: AgendaItem) -> list[Unit]:
    """Return the units that owe a comment on an item: the lead, or who reports on the project."""
    if item.matter is not None:
        return [item.matter.lead] if item.matter.lead else []
    if item.project is not None:
        filing = getattr(item.project, "filing", None)
        return [filing.unit] if filing else []
    return []


def sides_of(item: AgendaItem) -> list[Unit]:
    """Return every unit that may say something of an item: who leads, helps, raised, takes part."""
    matter, found = item.matter, list(units_asked(item))
    if matter is not None:
        found += [one.unit for one in matter.parts.select_related("unit")]
        found += [matter.raised_by] if matter.raised_by else []
    if item.project is not None:
        found += [one.unit for one in item.project.parties.select_related("unit")]
    return list(dict.fromkeys(found))


def speaks_for(by: Account, item: AgendaItem, *, now: dt.datetime) -> Unit | None:
    """Return for which side ``by`` may comment on an item; None for nobody."""
    for unit in sides_of(item):
        if access.may(by, Permission.MATTER_SIGN, now=now, units={unit.pk}):
            return unit
    return None


def last_held(unit: Unit, *, before: dt.date) -> ReviewSession | None:
    """Return the last session of an office that was held and closed before a day."""
    rows = ReviewSession.objects.filter(held_by=unit, state=State.CLOSED, held_on__lt=before)
    return rows.order_by("-held_on", "-pk").first()


def coming(unit: Unit, *, now: dt.datetime) -> list[tuple[rules.Rhythm, rules.Proposed]]:
    """Return the next sessions that the rhythms of the policy propose and that nobody planned yet."""
    today, calendar = civil_day(now), calendar_of(unit)
    planned = set(
        ReviewSession.objects.filter(held_by=unit, fixed_on__gte=today)
        .exclude(state=State.CANCELLED)
        .values_list("fixed_on", flat=True)
    )
    return [
        (rhythm, one)
        for rhythm in policy.current().rhythms
        for one in rules.proposed(rhythm, after=today, calendar=calendar, several=COMING)
        if one.fixed_on not in planned
    ]


def to_issue(by: Account, session: ReviewSession, *, now: dt.datetime) -> QuerySet[Matter]:
    """Return the matters decided in a session that wait for being issued, as far as ``by`` sees them."""
    rows = visible_matters(by, now=now).filter(decided_as__session=session, state="pending")
    return rows.order_by("decided_as__ordinal", "pk")


def frozen_of(session: ReviewSession, item: AgendaItem) -> dict[str, Any]:
    """Return how an item stood when everything was frozen; {} before."""
    frozen = session.frozen or {}
    return dict(frozen.get("items", {}).get(str(item.pk), {}))
