"""The freeze: every figure and each item's state at one moment, copied with the hash of its text."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from luoshi.deciding.models import DecisionPoint
from luoshi.matters import slips, waits
from luoshi.matters.models import DueChange, Matter, Pause, State
from luoshi.matters.queries import running
from luoshi.owed.models import Obligation
from luoshi.projects.models import Project
from luoshi.reviewing.models import AgendaItem, ReviewSession
from luoshi.rules.lights import Light
from luoshi.standing.queries import lights_of
from luoshi.values.civil import civil_day

OVER = (State.CLOSED, State.ARCHIVED)


def whole(session: ReviewSession, *, now: dt.datetime) -> dict[str, Any]:
    """Return everything that is frozen of a session: figures with their rows, and each item's state."""
    items = session.items.select_related("matter__lead", "matter__person", "project", "decision")
    return {
        "as_of": now.isoformat(),
        "figures": figures(session, now=now),
        "items": {str(one.pk): state_of(one, now=now) for one in items},
    }


def sha256_of(frozen: dict[str, Any]) -> str:
    """Return the SHA-256 of what was frozen, over its text with sorted keys."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(session: ReviewSession) -> bool:
    """Return whether what was frozen still has the hash that it had."""
    return session.frozen is not None and sha256_of(session.frozen) == session.frozen_sha256


def figures(session: ReviewSession, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the figures of the session's office: each with its rows and out of how many."""
    today = civil_day(now)
    mine = Matter.objects.filter(held_by=session.held_by_id).order_by("pk")
    run = list(running(mine).values_list("pk", flat=True))
    late = set(
        Obligation.objects.open()
        .filter(kind="finish", subject_kind="matter", subject_id__in=run)
        .filter(due_on__lt=today, paused_on__isnull=True)
        .values_list("subject_id", flat=True)
    )
    since = today - dt.timedelta(days=31)
    closed = mine.filter(state__in=OVER, closed_at__isnull=False)
    lately = [
        pk for pk, at in closed.values_list("pk", "closed_at") if at and civil_day(at) > since
    ]
    waiting = set(waits.open_waits(mine).values_list("matter", flat=True))
    moved = set(DueChange.objects.filter(matter__in=run).values_list("matter", flat=True))
    rests = set(
        Pause.objects.filter(matter__in=run, to_on__isnull=True).values_list("matter", flat=True)
    )
    told = {"running": run, "late": late, "waiting": waiting, "moved": moved, "resting": rests}
    found = [
        {"key": key, "n": len(rows), "base": len(run), "rows": sorted(rows)}
        for key, rows in told.items()
    ]
    return [
        *found,
        {"key": "closed", "n": len(lately), "base": closed.count(), "rows": sorted(lately)},
    ]


def state_of(item: AgendaItem, *, now: dt.datetime) -> dict[str, Any]:
    """Return how the thing of an item stands at ``now``: the same keys for each kind of thing."""
    match item.subject:
        case Matter() as matter:
            return _matter(matter, now=now)
        case Project() as project:
            return _project(project, now=now)
        case DecisionPoint() as point:
            return {"title": str(point), "state": point.state, "due": _said(point.due_on)}


def _matter(matter: Matter, *, now: dt.datetime) -> dict[str, Any]:
    today = civil_day(now)
    last = matter.steps.filter(voice="lead").first()
    return {
        "title": matter.title,
        "state": matter.state,
        "since": _said(civil_day(matter.issued_at or matter.drafted_at)),
        "lead": str(matter.lead or ""),
        "person": str(matter.person or ""),
        "due_original": _said(matter.due_original),
        "due": _said(matter.due_current or matter.due_proposed),
        "light": _light(lights_of("matter", [matter.pk], today=today).get(matter.pk)),
        "cause": matter.cause,
        "lost": [
            {"code": one.code, "days": one.days, "rested": one.rested}
            for one in slips.lost_of(matter, today=today)
        ],
        "waits": [
            waits.target_name(one) for one in waits.waits_of(matter).filter(ended_on__isnull=True)
        ],
        "progress": last.text if last else "",
    }


def _project(project: Project, *, now: dt.datetime) -> dict[str, Any]:
    today = civil_day(now)
    return {
        "title": project.name,
        "state": project.exit or project.stage,
        "light": _light(lights_of("project", [project.pk], today=today).get(project.pk)),
        "open": running(Matter.objects.filter(project=project)).count(),
    }


def _light(light: Light | None) -> dict[str, str]:
    if light is None:
        return {}
    return {"colour": light.colour.value, "word": light.word, "why": str(light.reason)}


def _said(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
