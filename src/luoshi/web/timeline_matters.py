"""What the timelines of a matter, a group and a tour tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.matters import groups
from luoshi.matters.causes import name_of
from luoshi.meetings.queries import parts_of
from luoshi.owed import queries as owed
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
OVERDUE = "time.overdue"
FINISH, STEP = owed.KINDS.FINISH.value, owed.KINDS.STEP.value
CLAIMED = "claimed"


def _on(instant: dt.datetime | None) -> dt.date | None:
    return civil_day(instant) if instant else None


def _late(debts: Iterable[Any], *, today: dt.date) -> set[str]:
    """Return kind and key of what is overdue by its light; of the whole matter its kind alone."""
    found = set()
    for one in debts:
        if owed.light(one, today=today).rule.startswith(OVERDUE):
            found |= {one.kind, f"{one.kind}:{one.key}"}
    return found


# --- one matter


def timeline_of_matter(matter: Any, *, today: dt.date) -> Timeline:
    """Return the life of a matter that was fetched for its reader."""
    moves, late = list(matter.due_changes.all()), _late(owed.of_subject(matter), today=today)
    pairs = (
        (_("办理"), _life(matter, today=today)),
        (_("期限"), _due(matter, moves, late=FINISH in late, today=today)),
        (_("方案步骤"), _plan(matter, late=late, today=today)),
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


def _due(
    matter: Any, moves: Iterable[Any], *, late: bool, today: dt.date
) -> tuple[list[Lane], list[Told]]:
    if matter.due_original is None:
        return [], []
    day = _day_of(matter, late=late, today=today)
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
    return [day.lane(_("办结期限"))], [day.told(_("办结期限"), why=_("；").join(why))]


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was set, moved, met or passed; ``late`` is what its light says, not its date.

    ``claimed`` is done as its handler says: that is shown, and is not yet done.
    """

    original: dt.date
    current: dt.date
    done: dt.date | None
    late: bool
    today: dt.date
    claimed: bool = False

    def lane(self, name: str, *besides: Bar) -> Lane:
        """Return how it is drawn."""
        bars, points = list(besides), []
        if self.original != self.current:
            said = _("原定 %(on)s") % {"on": day_dense(self.original)}
            points.append(Point(self.original, ORIGINAL, said))
            first, last = sorted((self.original, self.current))
            bars.append(Bar(first, last, SLIP, shift_said(self.original, self.current)))
        said = _("期限 %(on)s") % {"on": day_dense(self.current)}
        points.append(Point(self.current, CURRENT, said))
        if self.late and self.current < self.today:
            over = over_said(self.current, self.today)
            bars.append(Bar(self.current + ONE_DAY, self.today, OVER, over))
        if self.done:
            sort = LATE if self.done > self.current else DONE
            said = _("完成 %(on)s") % {"on": day_dense(self.done)}
            points.append(Point(self.done, TOLD if self.claimed else sort, said))
        return Lane(name, tuple(bars), tuple(points))

    def told(self, what: str, *, why: str = "", address: str = "") -> Told:
        """Return its row of the table."""
        return Told(what, self.original, self.current, self.done, self.state, why, address)

    @property
    def state(self) -> str:
        """How it stands, in words."""
        said = []
        if self.claimed:
            said.append(_("已申请办结，待审核"))
        elif self.done:
            said.append(done_said(self.current, self.done, today=self.today))
        if self.late:
            said.append(over_said(self.current, self.today))
        elif not self.done and self.current >= self.today:
            said.append(_("未到期"))
        if self.original != self.current:
            said.append(shift_said(self.original, self.current))
        return str(_("；").join(said))


def _day_of(matter: Any, *, late: bool, today: dt.date) -> Day:
    return Day(
        matter.due_original,
        matter.due_current,
        matter.performed_on,
        late,
        today,
        claimed=matter.state == CLAIMED,
    )


def _plan(matter: Any, *, late: set[str], today: dt.date) -> tuple[list[Lane], list[Told]]:
    lanes, rows = [], []
    for one in matter.plan.all():
        is_late = f"{STEP}:{one.edition}.{one.ordinal}" in late
        day = Day(one.due_on, one.due_on, one.done_on, is_late, today)
        if one.dropped_at is None:
            lanes.append(day.lane(one.title))
            rows.append(day.told(one.title, why=one.note))
        else:
            rows.append(Told(one.title, one.due_on, None, one.done_on, _("已停用"), one.note))
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
    shown = [one for one in carried.matters if one.due_original][:GROUP_MATTERS_MOST]
    debts = owed.of_kind(FINISH, "matter", [one.pk for one in shown])
    red = {one.subject_id for one in debts if _late([one], today=today)}
    lanes, rows = [], []
    for one in shown:
        day, begun = _day_of(one, late=one.pk in red, today=today), _on(one.issued_at)
        last = one.performed_on or _on(one.closed_at) or today
        bar = Bar(begun, max(last, begun), FACT, _("办理")) if begun else None
        lanes.append(day.lane(one.title, *filter(None, [bar])))
        rows.append(day.told(one.title, address=reverse("matter_detail", args=[one.pk])))
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
