"""What the timelines of a matter, a group and a tour tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.matters import groups
from luoshi.matters.causes import name_of
from luoshi.meetings.queries import parts_of
from luoshi.touring.queries import stops_of
from luoshi.values.civil import civil_day
from luoshi.web.templatetags.luoshi_ui import day_dense, say
from luoshi.web.timeline_drawn import (
    CURRENT,
    DONE,
    ENDED,
    FACT,
    LATE,
    MEET,
    ORIGINAL,
    OVER,
    REST,
    SLIP,
    TOLD,
    Bar,
    Lane,
    Part,
    Point,
    Timeline,
    Told,
)
from luoshi.web.timeline_told import ONE_DAY, done_said, meets, over_said, shift_said

GROUP_MATTERS_MOST = 40
NEVER = frozenset({"cancelled"})


def _on(instant: dt.datetime | None) -> dt.date | None:
    return civil_day(instant) if instant else None


# --- one matter


def timeline_of_matter(matter: Any, *, today: dt.date) -> Timeline:
    """Return the life of a matter that was fetched for its reader."""
    moves = list(matter.due_changes.all())
    pairs = (
        (_("办理"), _life(matter, today=today)),
        (_("期限"), _due(matter, moves, today=today)),
        (_("方案步骤"), _plan(matter, today=today)),
        (_("中止"), _pauses(matter, today=today)),
    )
    lanes = [lane for _name, (some, _rows) in pairs for lane in some]
    parts = [Part(name, tuple(rows)) for name, (_some, rows) in pairs if rows]
    return Timeline(tuple(lanes), tuple(parts))


def _life(matter: Any, *, today: dt.date) -> tuple[list[Lane], list[Told]]:
    steps = [(_on(one.at), _("反馈进展"), one.text) for one in matter.steps.all()]
    said = [
        (_on(matter.issued_at), _("下发"), ""),
        (_on(matter.signed_at), _("签收"), ""),
        *steps[::-1],
        *((_on(one.at), _("提出异议"), one.reason) for one in matter.objections.all()),
        *((_on(one.asked_at), _("申请延期"), one.reason) for one in matter.extensions.all()),
        *((_on(one.at), _("复核重办"), one.reason) for one in matter.reopenings.all()),
        (_on(matter.claimed_at), _("申请办结"), matter.result),
        (_on(matter.closed_at), _("销号"), ""),
        (_on(matter.archived_at), _("归档"), ""),
    ]
    happened = sorted((one for one in said if one[0]), key=lambda one: one[0] or today)
    points = tuple(
        Point(on, ENDED if word == _("销号") else TOLD, f"{word} {day_dense(on)}")
        for on, word, _why in happened
        if on
    )
    rows = [Told(word, actual=on, why=why) for on, word, why in happened]
    if not points:
        return [], rows
    last = _on(matter.closed_at) or _on(matter.archived_at) or today
    bar = Bar(points[0].on, max(last, points[0].on), FACT, _("办理经过"))
    return [Lane(_("下发、签收、反馈、办结"), (bar,), points)], rows


def _due(matter: Any, moves: Iterable[Any], *, today: dt.date) -> tuple[list[Lane], list[Told]]:
    original, current = matter.due_original, matter.due_current
    if original is None:
        return [], []
    bars, points = _line(original, current, matter.performed_on, matter.state, today=today)
    why = [
        _("%(was)s改为%(now)s，%(cause)s：%(reason)s")
        % {
            "was": day_dense(one.was),
            "now": day_dense(one.now),
            "cause": _("、").join(
                filter(None, [str(one.get_cause_display()), say(name_of(one.slip_cause))])
            ),
            "reason": one.reason,
        }
        for one in moves
    ]
    state = _state(original, current, matter.performed_on, matter.state, today=today)
    told = Told(_("办结期限"), original, current, matter.performed_on, state, _("；").join(why))
    return [Lane(_("办结期限"), tuple(bars), tuple(points))], [told]


def _line(
    original: dt.date, current: dt.date, done: dt.date | None, state: str, *, today: dt.date
) -> tuple[list[Bar], list[Point]]:
    """Return the bars and points of a day that was set, moved, met or passed."""
    bars, points = [], []
    if original != current:
        points.append(Point(original, ORIGINAL, _("原定 %(on)s") % {"on": day_dense(original)}))
        first, last = sorted((original, current))
        bars.append(Bar(first, last, SLIP, shift_said(original, current)))
    points.append(Point(current, CURRENT, _("期限 %(on)s") % {"on": day_dense(current)}))
    if done:
        sort = LATE if done > current else DONE
        points.append(Point(done, sort, _("完成 %(on)s") % {"on": day_dense(done)}))
    elif current < today and state not in NEVER:
        bars.append(Bar(current + ONE_DAY, today, OVER, over_said(current, today)))
    return bars, points


def _state(
    original: dt.date, current: dt.date, done: dt.date | None, state: str, *, today: dt.date
) -> str:
    said = [] if state in NEVER else [done_said(current, done, today=today)]
    if original != current:
        said.append(shift_said(original, current))
    return str(_("；").join(said))


def _plan(matter: Any, *, today: dt.date) -> tuple[list[Lane], list[Told]]:
    lanes, rows = [], []
    for one in matter.plan.all():
        state = _("已停用") if one.dropped_at else done_said(one.due_on, one.done_on, today=today)
        rows.append(Told(one.title, one.due_on, one.due_on, one.done_on, state, one.note))
        if one.dropped_at is None:
            bars, points = _line(one.due_on, one.due_on, one.done_on, "", today=today)
            lanes.append(Lane(one.title, tuple(bars), tuple(points)))
    return lanes, rows


def _pauses(matter: Any, *, today: dt.date) -> tuple[list[Lane], list[Told]]:
    bars, rows = [], []
    for one in matter.pauses.all():
        word = str(one.get_cause_display())
        bars.append(Bar(one.from_on, one.to_on or max(today, one.from_on), REST, word))
        state = _("%(on)s恢复") % {"on": day_dense(one.to_on)} if one.to_on else _("尚未恢复")
        why = _("；").join(filter(None, [one.reason, one.note]))
        rows.append(Told(word, None, one.check_on, one.from_on, state, why))
    return ([Lane(_("中止"), tuple(bars))] if rows else []), rows


# --- a group


def timeline_of_group(group: Any, *, by: Any, today: dt.date, now: dt.datetime) -> Timeline:
    """Return what a group carries and where it met, as far as ``by`` may see it."""
    carried = groups.carried_by(by, group, now=now)
    lanes, rows = [], []
    for one in carried.matters[:GROUP_MATTERS_MOST]:
        if one.due_original is None or one.due_current is None:
            continue
        told = (one.due_original, one.due_current, one.performed_on, one.state)
        bars, points = _line(*told, today=today)
        if begun := _on(one.issued_at):
            last = one.performed_on or today
            bars.append(Bar(begun, max(last, begun), FACT, _("办理")))
        lanes.append(Lane(one.title, tuple(bars), tuple(points)))
        address = reverse("matter_detail", args=[one.pk])
        rows.append(Told(one.title, *told[:3], _state(*told, today=today), "", address))
    met, held = _meetings(carried.engagements)
    parts = ((_("事项"), rows), (_("会议和活动"), held), (_("小组"), _own(group)))
    return Timeline((*met, *lanes), tuple(Part(name, tuple(told)) for name, told in parts if told))


def _own(group: Any) -> list[Told]:
    said = (
        (_("成立"), group.set_up_on, group.paper_title),
        (_("撤销"), group.dissolved_on, group.dissolved_why),
    )
    return [Told(word, actual=on, why=why) for word, on, why in said if on]


def _meetings(engagements: Iterable[Any]) -> tuple[list[Lane], list[Told]]:
    bars, rows = [], []
    for one in sorted(engagements, key=lambda each: (each.start_on or dt.date.max, each.pk)):
        rows.append(_meeting(one))
        if days := meets(one.start_on, one.end_on):
            bars.append(Bar(*days, MEET, f"{one.name} {day_dense(days[0])}"))
    return ([Lane(_("会议和活动"), tuple(bars))] if bars else []), rows


def _meeting(one: Any) -> Told:
    where = _("、").join(filter(None, [str(one.get_kind_display()), one.place]))
    address = reverse("engagement_detail", args=[one.pk])
    ends = one.end_on if one.end_on and one.end_on != one.start_on else None
    state = _("至 %(on)s") % {"on": day_dense(ends)} if ends else ""
    return Told(one.name, None, None, one.start_on, state, where, address)


# --- a tour


def timeline_of_tour(tour: Any, *, by: Any, now: dt.datetime) -> Timeline:
    """Return a tour with its stops as planned and its parts as they took place."""
    parts, stops = list(parts_of(tour, by, now=now)), stops_of(tour)
    seen = {one.pk for one in parts}
    lanes = []
    if days := meets(tour.start_on, tour.end_on):
        lanes.append(Lane(_("整个行程"), (Bar(*days, MEET, tour.name),)))
    for stop in stops:
        point = Point(stop.on, CURRENT, _("计划 %(on)s") % {"on": day_dense(stop.on)})
        lanes.append(Lane(stop.name, (), (point,)))
    lanes += [
        Lane(one.name, (Bar(*days, FACT, day_dense(days[0])),))
        for one in parts
        if (days := meets(one.start_on, one.end_on))
    ]
    planned = [_stop(stop, seen) for stop in stops]
    told = ((_("计划的调研点"), planned), (_("活动"), [_meeting(one) for one in parts]))
    return Timeline(tuple(lanes), tuple(Part(name, tuple(rows)) for name, rows in told if rows))


def _stop(stop: Any, seen: set[int]) -> Told:
    """Return a stop beside what it became, where the reader may see that."""
    held = stop.engagement if stop.engagement_id in seen else None
    hours = "–".join(f"{at:%H:%M}" for at in (stop.begins, stop.ends) if at)
    return Told(
        stop.name,
        stop.on,
        stop.on,
        held.start_on if held else None,
        _("已进行") if held else "",
        _("、").join(filter(None, [hours, stop.place])),
        reverse("engagement_detail", args=[held.pk]) if held else "",
    )
