"""What waits for what: noting it, ending it, and the graph of what still waits.

A ring is refused: whoever waits for herself through others waits for ever.  The actions are
called as ``matters.waits``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.matters import queries, terms
from luoshi.matters.fields import require_filled, require_short
from luoshi.matters.models import Matter, State, Waiting
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.models import Permit
from luoshi.projects.queries import visible_projects
from luoshi.rules import waiting
from luoshi.rules.access import Permission
from luoshi.rules.life import Part
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, NotFound, Overtaken
from luoshi.values.sentences import gettext_noop

WHAT_MOST, OUTSIDE_MOST, NOTE_MOST = 200, 120, 200
OVER = (State.CLOSED, State.CANCELLED, State.ARCHIVED)


@transaction.atomic
def wait_for(
    matter: Matter,
    *,
    on_matter: Matter | None = None,
    on_permit: Permit | None = None,
    outside: str = "",
    what: str,
    since_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> Waiting:
    """Note that ``matter`` waits for one thing: a matter, a permit, or somebody ``outside``.

    Whoever keeps it or leads it may.  Raises BadInput for a ring (told with everything on the way),
    for none or several things, or a day to come; Duplicate for what it waits for already.
    """
    _require(matter, by=by, now=now)
    if matter.state in OVER:
        raise IllegalMove(gettext_noop("已经了结的事项不再等待。"), code="waits-no-more")
    what, outside = what.strip(), " ".join(outside.split())
    require_filled({"what": what}, "what")
    require_short("what", what, most=WHAT_MOST)
    _check_one_thing(on_matter, on_permit, outside)
    today = civil_day(now)
    if since_on is not None and since_on > today:
        raise BadInput.of("since_on", gettext_noop("起始日期不能晚于今天。"), code="waits-later")
    if on_matter is not None:
        _refuse_a_ring(matter, on_matter)
    try:
        with transaction.atomic():
            row = Waiting.objects.create(
                matter=matter,
                on_matter=on_matter,
                on_permit=on_permit,
                outside=outside[:OUTSIDE_MOST],
                what=what,
                since_on=since_on or today,
                by=by,
                at=now,
            )
    except IntegrityError:
        raise Duplicate(gettext_noop("已经登记过在等待它。"), code="waits-already") from None
    audit.record(
        "matter.waits", matter, by=by, at=now, on=target_name(row), what=what, since=row.since_on
    )
    return row


@transaction.atomic
def end_wait(row: Waiting, *, note: str, by: Account, now: dt.datetime) -> None:
    """Note that a matter waits no longer, and what came of it."""
    _require(row.matter, by=by, now=now)
    require_short("note", note.strip(), most=NOTE_MOST)
    last = max(civil_day(now), row.since_on)
    won = Waiting.objects.filter(pk=row.pk, ended_on__isnull=True).update(
        ended_on=last, ended_by=by, note=note.strip()
    )
    if not won:
        raise Overtaken
    row.refresh_from_db()
    told: dict[str, object] = {"on": target_name(row), "note": row.note}
    told |= {"days": (last - row.since_on).days, "changes": {"ended_on": [None, last]}}
    audit.record("matter.waits_no_more", row.matter, by=by, at=now, **told)


def may_note(by: Account, matter: Matter, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may say what ``matter`` waits for: its office, or its lead unit."""
    if matter.state in OVER:
        return False
    office = access.may(by, Permission.MATTER_DRAFT, now=now, units={matter.held_by_id})
    return office or _leads(by, matter, now=now)


def open_waits(matters: QuerySet[Matter]) -> QuerySet[Waiting]:
    """Return what the matters of ``matters`` that are not over still wait for."""
    rows = Waiting.objects.filter(ended_on__isnull=True, matter__in=matters.values("pk"))
    return rows.exclude(matter__state__in=OVER).select_related(
        "matter__lead", "matter__project", "on_matter__lead", "on_permit__project", "by__person"
    )


def waits_of(matter: Matter) -> QuerySet[Waiting]:
    """Return what a matter waits or waited for, what still holds first."""
    rows = matter.waitings.select_related("on_matter", "on_permit__project", "by__person")
    return rows.order_by("ended_on", "pk")


def waiting_for(matter: Matter, by: Account, *, now: dt.datetime) -> QuerySet[Waiting]:
    """Return which matters within her scope wait for ``matter``."""
    return open_waits(queries.visible_matters(by, now=now)).filter(on_matter=matter)


def wait_for_reader(by: Account, pk: int, *, now: dt.datetime) -> Waiting:
    """Return one row of waiting of a matter that ``by`` may see; raises NotFound."""
    seen = queries.visible_matters(by, now=now).values("pk")
    row = Waiting.objects.filter(pk=pk, matter__in=seen).select_related("matter").first()
    if row is None:
        raise NotFound
    return row


def may_wait_for(by: Account, matter: Matter, *, now: dt.datetime) -> QuerySet[Matter]:
    """Return the running matters for which ``matter`` may wait, as far as ``by`` sees them."""
    rows = queries.running(queries.visible_matters(by, now=now)).exclude(pk=matter.pk)
    return rows.order_by("-issued_at", "-pk")


def permits_open(by: Account, *, now: dt.datetime) -> QuerySet[Permit]:
    """Return the permits that are not issued yet of the projects that ``by`` may see."""
    seen = visible_projects(by, now=now).order_by().values("pk")
    rows = Permit.objects.filter(project__in=seen, issued_on__isnull=True)
    return rows.select_related("project").order_by("project__name", "pk")


def target_name(row: Waiting) -> str:
    """Return what is waited for in a few words, for the record."""
    if row.on_matter is not None:
        return row.on_matter.title
    if row.on_permit is not None:
        return f"{row.on_permit.project.name}：{row.on_permit}"
    return row.outside


def _check_one_thing(on_matter: Matter | None, on_permit: Permit | None, outside: str) -> None:
    if sum(map(bool, (on_matter, on_permit, outside))) != 1:
        raise BadInput.of(
            "on_matter",
            gettext_noop("请选择等待的事项、手续，或者写明外部单位，三者只填一项。"),
            code="waits-for-one-thing",
        )


def _refuse_a_ring(matter: Matter, on: Matter) -> None:
    """Raise BadInput where ``on`` waits for ``matter``, at once or through others.

    One row is locked first, so that two half rings noted at the same moment meet each other.
    """
    Matter.objects.order_by("pk").select_for_update(no_key=True).values("pk").first()
    rows: Iterable[tuple[int, int]] = (
        Waiting.objects.filter(ended_on__isnull=True, on_matter__isnull=False)
        .exclude(matter__state__in=OVER)
        .values_list("matter", "on_matter")
    )
    edges = waiting.as_edges((str(waits), str(for_)) for waits, for_ in rows)
    ring = waiting.ring_through(edges, str(matter.pk), str(on.pk))
    if not ring:
        return
    titles = dict(Matter.objects.filter(pk__in=map(int, ring)).values_list("pk", "title"))
    raise BadInput.of(
        "on_matter",
        gettext_noop("这样会互相等待，谁也办不成：%(ring)s。请先理清先后。"),
        code="waits-in-a-ring",
        ring=tuple(f"“{titles[int(pk)]}”" for pk in ring),
    )


def _leads(by: Account, matter: Matter, *, now: dt.datetime) -> bool:
    lead = terms.units_of(matter, Part.LEAD)
    return access.may(by, Permission.MATTER_SIGN, now=now, units=lead)


def _require(matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """Whoever leads it says what it waits for, or whoever keeps it."""
    if _leads(by, matter, now=now):
        lead = terms.units_of(matter, Part.LEAD)
        access.require(by, Permission.MATTER_SIGN, now=now, units=lead)
    else:
        access.require(by, Permission.MATTER_DRAFT, now=now, units={matter.held_by_id})
