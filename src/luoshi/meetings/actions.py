"""Writing down what took place: tours, visits, meetings, talks and signings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes, listed
from luoshi.meetings.models import Attendance, Engagement, Kind, Part
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Unit
from luoshi.rules.access import Permission
from luoshi.sources.models import Passage, Source
from luoshi.values.errors import BadInput, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

Present = tuple[Person, str, str]  # who, as what (Part), and the post as the document prints it
LABELS = {"name": Sentence(gettext_noop("名称"))}


@transaction.atomic
def add_engagement(
    *,
    kind: str,
    name: str,
    start_on: dt.date | None,
    end_on: dt.date | None,
    place: str,
    held_by: Unit,
    tour: Engagement | None = None,
    units: Iterable[Unit] = (),
    attendances: Sequence[Present] = (),
    source: Source | None = None,
    passage: Passage | None = None,
    by: Account,
    now: dt.datetime,
) -> Engagement:
    """Add an engagement.  ``attendances`` keep their order; without ``end_on`` it lasted one day.

    Raises Incomplete without a name, BadInput for days that run backwards or a wrong tour.
    """
    access.require(by, Permission.ENGAGEMENT_EDIT, now=now, units={held_by.pk})
    fields = _checked(
        kind=kind, name=name, start_on=start_on, end_on=end_on, place=place, tour=tour
    )
    engagement = Engagement.objects.create(
        **fields, held_by=held_by, source=source, passage=passage
    )
    _seat(engagement, units=units, attendances=attendances)
    audit.record("engagement.added", engagement, by=by, at=now, **fields)
    return engagement


@transaction.atomic
def edit_engagement(
    engagement: Engagement,
    *,
    version: int,
    kind: str,
    name: str,
    start_on: dt.date | None,
    end_on: dt.date | None,
    place: str,
    tour: Engagement | None = None,
    units: Iterable[Unit] = (),
    attendances: Sequence[Present] = (),
    by: Account,
    now: dt.datetime,
) -> None:
    """Change an engagement.  Raises Overtaken when somebody else changed it since ``version``."""
    held = {engagement.held_by_id}
    access.require(by, Permission.ENGAGEMENT_EDIT, now=now, units=held)
    fields = _checked(
        kind=kind,
        name=name,
        start_on=start_on,
        end_on=end_on,
        place=place,
        tour=tour,
        engagement=engagement,
    )
    before = _told(engagement)
    rows = Engagement.objects.filter(pk=engagement.pk, version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    engagement.attendances.all().delete()
    _seat(engagement, units=units, attendances=attendances)
    told = changes(before, _told(engagement))
    audit.record("engagement.changed", engagement, by=by, at=now, **fields, changes=told)


def _told(engagement: Engagement) -> dict[str, Any]:
    """Return what the record says of an engagement before and after an edit."""
    engagement.refresh_from_db()
    names = ("kind", "name", "start_on", "end_on", "place", "tour")
    present = engagement.attendances.select_related("person").order_by("pk")
    return {name: getattr(engagement, name) for name in names} | {
        "units": listed(unit.name for unit in engagement.units.all()),
        "attendances": [f"{one.person.name} {one.post}".strip() for one in present],
    }


def _checked(
    *,
    kind: str,
    name: str,
    start_on: dt.date | None,
    end_on: dt.date | None,
    place: str,
    tour: Engagement | None,
    engagement: Engagement | None = None,
) -> dict[str, object]:
    name = name.strip()
    if not name:
        raise Incomplete(["name"], labels=LABELS)
    wrong: dict[str, Sentence] = {}
    if kind not in Kind.values:
        wrong["kind"] = Sentence(gettext_noop("请选择活动类别。"))
    if end_on and not start_on:
        start_on = end_on
    if start_on and end_on and end_on < start_on:
        wrong["end_on"] = Sentence(gettext_noop("结束日期不能早于开始日期。"))
    if tour is not None and (tour.kind != Kind.TOUR or tour == engagement):
        wrong["tour"] = Sentence(gettext_noop("所属行程必须是另一项“调研行程”。"))
    if tour is not None and kind == Kind.TOUR:
        wrong["tour"] = Sentence(gettext_noop("行程本身不再属于别的行程，请留空。"))
    if wrong:
        raise BadInput(wrong, code="engagement-unfit")
    return {
        "kind": kind,
        "name": name,
        "start_on": start_on,
        "end_on": end_on or start_on,
        "place": place.strip(),
        "tour": tour,
    }


def _seat(engagement: Engagement, *, units: Iterable[Unit], attendances: Sequence[Present]) -> None:
    """Write who took part.  Somebody named twice is one row: the first post, the chair if either says so."""
    engagement.units.set(units)
    present: dict[int, Attendance] = {}
    for person, part, post in attendances:
        row = present.setdefault(
            person.pk, Attendance(engagement=engagement, person=person, part=part, post="")
        )
        row.post = row.post or post.strip()[:200]
        row.part = Part.CHAIR if Part.CHAIR in (row.part, part) else row.part
    Attendance.objects.bulk_create(present.values())
