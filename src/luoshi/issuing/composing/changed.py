"""What changed of a project within one half month: its people, its plan, its sums, out of the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luoshi.audit.models import Event
from luoshi.audit.queries import history_of
from luoshi.projects.models import Project, Stage
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.numbers import money, written_day

TYPES = (
    "project.changed",
    "project.year_planned",
    "project.stage_shifted",
    "project.filing_handed_over",
    "project.kept_by_another",
    "project.left",
    "project.came_back",
)
_TEXTS = (("name", "项目名称"), ("place", "建设地点"))


def changes_in(project: Project, window: HalfMonth) -> tuple[str, ...]:
    """Return each change of people, plan and sums that was entered within ``window``, earliest first."""
    begin, end = (
        dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)
        for day in (window.first_day, window.last_day + dt.timedelta(days=1))
    )
    events = history_of(project).filter(type__in=TYPES, at__gte=begin, at__lt=end)
    return tuple(
        f"{written_day(civil_day(event.at))}，{said}。"
        for event in events.order_by("serial")
        for said in _said(event)
    )


def _said(event: Event) -> list[str]:
    data: Mapping[str, Any] = event.data
    changed: Mapping[str, Any] = data.get("changes", {})
    match event.type:
        case "project.changed":
            return _of_the_project(changed)
        case "project.year_planned":
            return _of_the_year(data, changed)
        case "project.stage_shifted":
            stage, was = Stage(data["stage"]).label, _day(data["was"])
            why = f"，原因：{data['reason'].rstrip('。')}" if data.get("reason") else ""
            return [f"“{stage}”节点计划时间由{was}调整为{_day(data['planned_on'])}{why}"]
        case "project.filing_handed_over":
            return [f"半月报填报由{_name(data['was'])}变更为{_name(data['to'])}"]
        case "project.kept_by_another":
            return [f"登记单位由{_name(data['was'])}变更为{_name(data['unit'])}"]
        case "project.left":
            return [f"项目退出推进，原因：{str(data.get('reason', '')).rstrip('。')}"]
    return ["项目恢复推进"]


def _of_the_project(changed: Mapping[str, Any]) -> list[str]:
    found = [
        f"{word}由“{changed[name][0]}”变更为“{changed[name][1]}”"
        for name, word in _TEXTS
        if name in changed
    ]
    if "investment" in changed:
        was, now = changed["investment"]
        found.append(f"计划总投资由{_sum(was)}调整为{_sum(now)}")
    if "parties" in changed:
        was, now = (set(some or ()) for some in changed["parties"])
        found += [f"{one}参与项目" for one in sorted(now - was)]
        found += [f"{one}不再参与项目" for one in sorted(was - now)]
    if "content" in changed:
        found.append("建设内容有调整")
    return found


def _of_the_year(data: Mapping[str, Any], changed: Mapping[str, Any]) -> list[str]:
    was, now = changed.get("planned", (None, None))
    if was is None and now is not None:
        return [f"制定{data['year']}年度计划，计划投资{_sum(now)}"]
    if now is not None:
        return [f"{data['year']}年度计划投资由{_sum(was)}调整为{_sum(now)}"]
    return [f"{data['year']}年度计划的进度安排有调整"]


def _sum(value: str | None) -> str:
    return "未填" if value is None else money(Decimal(value))


def _name(row: Mapping[str, Any]) -> str:
    """Return the name under which the record kept a row at that time."""
    return str(row["label"])


def _day(text: str) -> str:
    return written_day(dt.date.fromisoformat(text))
