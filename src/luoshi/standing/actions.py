"""Writing how projects and matters stand: stored by rule, moved by a hand for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from luoshi.audit import actions as audit
from luoshi.audit.actions import SYSTEM
from luoshi.audit.inserting import insert, update_each
from luoshi.matters.models import Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.standing import queries
from luoshi.standing.lamps import Stand, stands_of
from luoshi.standing.models import (
    Adjustment,
    Bookmark,
    Lamp,
    Standing,
    StandingChange,
    Subject,
)
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {"reason": Sentence(gettext_noop("理由"))}
REASON_MOST = 300
MODELS: dict[str, type[Project] | type[Matter]] = {
    Subject.PROJECT: Project,
    Subject.MATTER: Matter,
}


# --- by rule


@transaction.atomic
def relight(kind: str, *, ids: Collection[int], now: dt.datetime) -> int:
    """Store how the projects or matters with these ids stand on the civil day of ``now``.

    Returns how many have another combined light than was stored.  Rows are locked before
    anything is looked at: of two sweeps at once the second stores what the first left, if
    anything changed.
    """
    today = civil_day(now)
    rows = _locked(kind, ids)
    _end_adjustments([row.pk for row in rows], today=today, now=now)
    stands = stands_of(kind, ids, today=today)
    turned, changes = 0, []
    updates: list[dict[str, Any]] = []
    for row in rows:
        stand = stands.get(row.subject_id)
        if stand is None:
            continue
        fields = fields_of(stand)
        changed = {name for name, value in fields.items() if getattr(row, name) != value}
        changes += _changes(row, fields, today=today)
        is_lit = "combined" in changed or row.lit_on is None
        turned += "combined" in changed
        if changed or is_lit:
            updates.append({"id": row.pk, **fields, "lit_on": today if is_lit else row.lit_on})
    _write(updates, changes)
    return turned


def _write(updates: list[dict[str, Any]], changes: list[Change]) -> None:
    if updates:
        update_each(Standing, {name: [row[name] for row in updates] for name in updates[0]})
    if changes:
        columns = zip(Change._fields, map(list, zip(*changes, strict=True)), strict=True)
        insert(StandingChange, dict(columns), count=len(changes))


def fields_of(stand: Stand) -> dict[str, Any]:
    """Return what is stored of how something stands."""
    missed = stand.report.measure
    return {
        "time": stand.time.light.colour.value,
        "time_rule": stand.time.light.rule,
        "progress": stand.progress.light.colour.value,
        "progress_rule": stand.progress.light.rule,
        "report": stand.report.light.colour.value,
        "report_rule": stand.report.light.rule,
        "by_rule": stand.by_rule.colour.value,
        "combined": stand.light.colour.value,
        "rule": stand.light.rule,
        "gap": _within(stand.progress.measure),
        "missed": None if missed is None else int(missed),
        "relight_on": stand.turns_on,
    }


def _within(gap: Decimal | None) -> Decimal | None:
    """A plan of a few yuan may be overtaken a million times: what is stored stops somewhere."""
    return None if gap is None else max(gap, Decimal(-100000))


def _locked(kind: str, ids: Collection[int]) -> list[Standing]:
    """Return the stored rows of these subjects, made where they are not there yet, each locked."""
    rows = Standing.objects.filter(subject_kind=kind, subject_id__in=ids)
    there = set(rows.values_list("subject_id", flat=True))
    missing = [pk for pk in ids if pk not in there]
    if missing:
        made = [
            Standing(subject_kind=kind, subject_id=pk) for pk in queries.with_lights(kind, missing)
        ]
        Standing.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return list(rows.select_for_update().order_by("pk"))


class Change(NamedTuple):
    """A light that turned, as it is kept."""

    standing_id: int
    lamp: str
    on: dt.date
    was: str
    now: str
    rule: str


def _changes(row: Standing, fields: dict[str, Any], *, today: dt.date) -> list[Change]:
    rules = {"combined": "rule"}
    return [
        Change(
            row.pk,
            lamp,
            today,
            getattr(row, lamp),
            fields[lamp],
            fields[rules.get(lamp, f"{lamp}_rule")],
        )
        for lamp in Lamp.values
        if getattr(row, lamp) != fields[lamp]
    ]


def _end_adjustments(pks: list[int], *, today: dt.date, now: dt.datetime) -> None:
    """Note that what a hand had moved is over by itself."""
    over = Adjustment.objects.filter(
        standing__in=pks, ended_on__isnull=True, until_on__lt=today
    ).select_related("standing")
    for one in over:
        won = Adjustment.objects.filter(pk=one.pk, ended_on__isnull=True).update(
            ended_on=today, ended_at=now
        )
        if won:
            subject = MODELS[one.standing.subject_kind].objects.get(pk=one.standing.subject_id)
            audit.record("light.adjustment_expired", subject, by=SYSTEM, at=now, **_told(one))


def _told(one: Adjustment) -> dict[str, Any]:
    return {"was": one.was, "became": one.became, "until": one.until_on}


# --- by hand


@transaction.atomic
def adjust(
    subject: Project | Matter,
    *,
    became: str,
    reason: str,
    until: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> Adjustment:
    """Move the combined light of a project or matter one step from what the rules say, for a while.

    ``until`` is the last day on which it holds, the end of the next window if none is given and
    at the latest.  What another hand had moved before ends with this.  Raises Incomplete without
    a reason, IllegalMove where there is no light to move, BadInput for another step or end.
    """
    access.require(by, Permission.LIGHT_CHANGE, now=now, units={subject.held_by_id})
    reason, today = reason.strip(), civil_day(now)
    if not reason:
        raise Incomplete(["reason"], labels=LABELS)
    if len(reason) > REASON_MOST:
        said = gettext_noop("理由不能超过%(most)s字。")
        raise BadInput.of("reason", said, code="reason-too-long", most=REASON_MOST)
    kind = queries.kind_of(subject)
    relight(kind, ids=[subject.pk], now=now)
    stand = queries.stand_of(subject, today=today)
    row = queries.standing_of(subject)
    if stand is None or row is None or not queries.choices_for(stand):
        raise IllegalMove(gettext_noop("现在没有亮灯，不能人工调整。"), code="nothing-lit")
    if became not in queries.choices_for(stand):
        raise BadInput.of(
            "became", gettext_noop("只能比按规则亮的灯好一级或者差一级。"), code="not-one-step"
        )
    last = queries.last_end(today=today)
    until = until or last
    if not today <= until <= last:
        said = gettext_noop("应在今天至%(last)s（下一报告期结束）之间。")
        raise BadInput.of("until", said, code="until-unfit", last=last)
    _replaced(row, by=by, today=today, now=now)
    made = _made(
        standing=row,
        was=stand.by_rule.colour.value,
        became=became,
        reason=reason,
        by=by,
        at=now,
        from_on=today,
        until_on=until,
    )
    audit.record("light.adjusted", subject, by=by, at=now, **_told(made), reason=reason)
    relight(kind, ids=[subject.pk], now=now)
    return made


def _made(**fields: Any) -> Adjustment:
    try:
        with transaction.atomic():
            return Adjustment.objects.create(**fields)
    except IntegrityError:
        raise Overtaken from None  # somebody else moved it a moment before


def _replaced(row: Standing, *, by: Account, today: dt.date, now: dt.datetime) -> None:
    row.adjustments.filter(ended_on__isnull=True).update(ended_on=today, ended_at=now, ended_by=by)


@transaction.atomic
def end_adjustment(subject: Project | Matter, *, by: Account, now: dt.datetime) -> None:
    """Let the rules speak again before the change by hand ends by itself."""
    access.require(by, Permission.LIGHT_CHANGE, now=now, units={subject.held_by_id})
    one = queries.open_adjustment(subject, now=now)
    won = Adjustment.objects.filter(pk=one.pk, ended_on__isnull=True).update(
        ended_on=civil_day(now), ended_at=now, ended_by=by
    )
    if not won:
        raise Overtaken
    audit.record("light.adjustment_ended", subject, by=by, at=now, **_told(one))
    relight(queries.kind_of(subject), ids=[subject.pk], now=now)


# --- the sweep's own notes


def bookmark() -> Bookmark:
    """Return how far the record was read; a first one has read nothing and knows no rules."""
    return Bookmark.objects.get_or_create(only=True)[0]


def turn_to(
    mark: Bookmark, *, last_event: int, waiting: dict[str, str], rules: str
) -> Bookmark | None:
    """Note that everything up to ``last_event`` was looked at; None where another sweep was faster."""
    fields = {"last_event": last_event, "waiting": waiting, "rules": rules}
    rows = Bookmark.objects.filter(pk=mark.pk, version=mark.version)
    if not rows.update(version=mark.version + 1, **fields):
        return None
    return Bookmark.objects.get(pk=mark.pk)


def put_off(kind: str, pk: int, *, today: dt.date) -> None:
    """Let the next sweep look again at what this one could not light."""
    Standing.objects.get_or_create(subject_kind=kind, subject_id=pk)
    Standing.objects.filter(subject_kind=kind, subject_id=pk).update(relight_on=today)
