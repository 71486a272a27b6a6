"""What the timeline of a project tells: its stages with plan and fact, its reports, its pauses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.matters.causes import name_of
from luoshi.owed import queries as owed
from luoshi.progress import queries as progress
from luoshi.projects import queries as projects
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.projects import STATES
from luoshi.web.templatetags.luoshi_ui import day_dense, say, window_full
from luoshi.web.timeline_drawn import (
    CURRENT,
    DONE,
    ENDED,
    FACT,
    LATE,
    ORIGINAL,
    OVER,
    PLAN,
    REST,
    SLIP,
    Bar,
    Lane,
    Part,
    Point,
    Timeline,
    Told,
)

WINDOWS_SHOWN = 36
ONE_DAY = dt.timedelta(days=1)


def timeline_of(project: Any, *, today: dt.date) -> Timeline:
    """Return the timeline of a project that was fetched for its reader."""
    lanes, rows = _stages(project, today=today)
    reports, reported = _reports(project, today=today)
    leaving, left = _leavings(project, today=today)
    parts = ((_("阶段节点"), rows), (_("半月报"), reported), (_("暂停与退出"), left))
    return Timeline(
        (*lanes, *reports, *leaving), tuple(Part(name, tuple(told)) for name, told in parts if told)
    )


# --- stages


def _stages(project: Any, *, today: dt.date) -> tuple[list[Lane], list[Told]]:
    shifts: dict[str, list[Any]] = {}
    for one in project.stage_shifts.all():
        shifts.setdefault(one.stage, []).append(one)
    known = [one for _stage, one in projects.stages_of(project) if one]
    lanes, rows = [], []
    planned: dt.date | None = None
    reached: dt.date | None = None
    for one in known:
        moved = shifts.get(one.stage, [])
        original = moved[0].was if moved else one.planned_on
        if one.planned_on or one.reached_on:
            lanes.append(_stage_lane(one, original, (planned, reached), today=today))
        rows.append(_stage_row(one, original, moved, today=today))
        planned = one.planned_on or one.reached_on or planned
        reached = one.reached_on or reached
    return lanes, rows


def _stage_lane(one: Any, original: Any, before: tuple[Any, Any], *, today: dt.date) -> Lane:
    """Return the lane of a stage; ``before`` is when the stage before it was planned and reached."""
    name, bars, points = one.get_stage_display(), [], []
    planned, reached = before
    current, actual = one.planned_on, one.reached_on
    if original and planned and planned < original:
        bars.append(Bar(planned, original, PLAN, _("计划")))
    if original and current and original != current:
        points.append(Point(original, ORIGINAL, _("原定 %(on)s") % {"on": original}))
        first, last = sorted((original, current))
        bars.append(Bar(first, last, SLIP, shift_said(original, current)))
    if current:
        points.append(Point(current, CURRENT, _("计划 %(on)s") % {"on": current}))
    if actual:
        if reached and reached < actual:
            bars.append(Bar(reached, actual, FACT, _("实际")))
        late = current is not None and actual > current
        points.append(Point(actual, LATE if late else DONE, _("完成 %(on)s") % {"on": actual}))
    elif current and current < today:
        bars.append(Bar(current + ONE_DAY, today, OVER, over_said(current, today)))
    return Lane(str(name), tuple(bars), tuple(points))


def _stage_row(one: Any, original: Any, moved: list[Any], *, today: dt.date) -> Told:
    said = [done_said(one.planned_on, one.reached_on, today=today)]
    if one.skipped_reason:
        said = [_("不经过")]
    elif original and one.planned_on and original != one.planned_on:
        said.append(shift_said(original, one.planned_on))
    why = [
        _("%(was)s改为%(now)s，%(cause)s：%(reason)s")
        % {
            "was": day_dense(shift.was),
            "now": day_dense(shift.now),
            "cause": say(name_of(shift.slip_cause)) or _("原因未注明"),
            "reason": shift.reason,
        }
        for shift in moved
    ]
    why += [one.skipped_reason] if one.skipped_reason else []
    return Told(
        str(one.get_stage_display()),
        original,
        one.planned_on,
        one.reached_on,
        _("；").join(filter(None, said)),
        _("；").join(why) or (one.evidence or ""),
    )


def done_said(due: dt.date | None, done: dt.date | None, *, today: dt.date) -> str:
    """Return how a day stands beside its plan: in time, late by so many days, over it, still ahead."""
    if done is None:
        if due is None:
            return ""
        return over_said(due, today) if due < today else _("未到期")
    if due is None:
        return _("已完成")
    days = (done - due).days
    if days <= 0:
        return _("按期完成")
    said = ngettext("晚于期限 %(days)s 天", "晚于期限 %(days)s 天", days)
    return str(said % {"days": days})


def over_said(due: dt.date, today: dt.date) -> str:
    """Return how long something is over its day."""
    days = (today - due).days
    return str(ngettext("已超期 %(days)s 天", "已超期 %(days)s 天", days) % {"days": days})


def shift_said(was: dt.date, now: dt.date) -> str:
    """Return by how many days a plan moved."""
    days = abs((now - was).days)
    said = ngettext("比原定推迟 %(days)s 天", "比原定推迟 %(days)s 天", days)
    if now < was:
        said = ngettext("比原定提前 %(days)s 天", "比原定提前 %(days)s 天", days)
    return str(said % {"days": days})


# --- reports


def _reports(project: Any, *, today: dt.date) -> tuple[list[Lane], list[Told]]:
    asked = owed.of_kind(owed.KINDS.REPORT, "project", [project.pk]).order_by("-key")
    debts = list(asked[:WINDOWS_SHOWN])[::-1]
    if not debts:
        return [], []
    there = dict(progress.reports_of(project).values_list("window", "pk"))
    excused = progress.excuses([project.pk], [HalfMonth.parse(one.key) for one in debts])
    points, rows = [], []
    for one in debts:
        window, light = HalfMonth.parse(one.key), owed.light(one, today=today)
        state = str(STATES[progress.state_of(light)])
        report, excuse = there.get(one.key), excused.get((project.pk, one.key))
        shown = {"colour": light.colour, "shape": light.shape, "word": state, "reason": ""}
        said = f"{window_full(window)} {state}"
        points.append(Point(one.due_on, CURRENT, said, light=shown))
        rows.append(
            Told(
                window_full(window),
                one.due_original,
                one.due_on,
                one.discharged_on,
                state,
                excuse.reason if excuse else "",
                reverse("report_detail", args=[report]) if report else "",
                light=shown,
            )
        )
    return [Lane(_("半月报（每期报送期限）"), (), tuple(points))], rows[::-1]


# --- pauses and exits


def _leavings(project: Any, *, today: dt.date) -> tuple[list[Lane], list[Told]]:
    bars, points, rows = [], [], []
    for one in projects.leavings_of(project):
        word = str(one.get_exit_display())
        bars.append(Bar(one.on, one.back_on or max(today, one.on), REST, word))
        points.append(Point(one.on, ENDED, f"{word} {day_dense(one.on)}"))
        why = [one.reason, one.back_reason]
        state = _("%(on)s恢复") % {"on": day_dense(one.back_on)} if one.back_on else _("尚未恢复")
        rows.append(Told(word, None, one.review_on, one.on, state, _("；").join(filter(None, why))))
    return ([Lane(_("暂停与退出"), tuple(bars), tuple(points))] if rows else []), rows


def meets(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """Return from when to when something took place, None where no day is known."""
    if first is None:
        return None
    return first, last or first
