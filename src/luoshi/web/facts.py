"""The lines of a card: what a finding says, in the words of the screen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from luoshi.intake.days import day_of
from luoshi.intake.doubts import units_of
from luoshi.intake.naming import is_group_of_units
from luoshi.intake.surroundings import Surroundings
from luoshi.values.sentences import ShortDay
from luoshi.web.templatetags.luoshi_ui import day, show

LEAP = 2000  # a year that has each day

MATTER_KINDS = {
    "task": gettext_lazy("任务"),
    "problem": gettext_lazy("问题"),
    "intent": gettext_lazy("意向"),
    "support": gettext_lazy("支持"),
}
ENGAGEMENT_KINDS = {
    "tour": gettext_lazy("调研行程"),
    "site-visit": gettext_lazy("实地考察"),
    "meeting": gettext_lazy("会议"),
    "talk": gettext_lazy("会谈"),
    "signing": gettext_lazy("签约"),
}
CADENCES = {
    "daily": gettext_lazy("每日"),
    "weekly": gettext_lazy("每周"),
    "semimonthly": gettext_lazy("每半月"),
    "monthly": gettext_lazy("每月"),
    "quarterly": gettext_lazy("每季度"),
}
QUANTITIES = {
    "investment": gettext_lazy("计划总投资"),
    "investment-done": gettext_lazy("完成投资"),
    "investment-year": gettext_lazy("年度投资"),
    "capacity": gettext_lazy("产能规模"),
    "area": gettext_lazy("面积"),
    "length": gettext_lazy("长度"),
    "jobs": gettext_lazy("就业岗位"),
    "output-value": gettext_lazy("产值"),
    "tax": gettext_lazy("税收"),
    "progress": gettext_lazy("进度"),
    "other": gettext_lazy("其他指标"),
}


@dataclass(frozen=True)
class Fact:
    """One line of a card."""

    label: str
    text: str
    missing: bool = False


def facts_of(finding: Any, around: Surroundings) -> tuple[str, list[Fact]]:
    """Return the tag of a finding (its own kind of matter or engagement) and its lines."""
    return _BY_KIND[finding.kind](finding, around)


def counted(value: str) -> str:
    """Return a number as offices write it, exactly: 18.5亿, 3万, 650.

    >>> counted("1850000000"), counted("30000"), counted("12.6"), counted("8600")
    ('18.5亿', '3万', '12.6', '8600')
    """
    number = Decimal(value)
    for size, sign in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        short = (number / size).normalize()
        if abs(number) >= size and len(short.as_tuple().digits) <= 6:
            return f"{short:f}{sign}"
    return f"{number.normalize():f}"


def figure(value: str, unit: str) -> str:
    """Return a figure with its unit, in full where the reader's language has no 万."""
    if not (get_language() or "").startswith("en"):
        return f"{counted(value)}{unit}"
    whole = f"{Decimal(value).normalize():,f}"
    return _("%(sum)s 元") % {"sum": whole} if unit == "元" else f"{whole} {unit}"


def _names(label: str, names: Iterable[str] | None) -> Fact | None:
    names = list(names or ())
    return Fact(label, _("、").join(names)) if names else None


def shown_day(text: str | None, around: Surroundings, *, ahead: bool) -> str:
    """Return a day as read, and the year it takes from the document."""
    found = day_of(text, written_on=around.written_on, ahead=ahead)
    if found is None:
        return ""
    if found.on is None:
        if found.trouble == "no-year":
            month, number = found.text.removeprefix("--").split("-")
            in_any_year = ShortDay(dt.date(LEAP, int(month), int(number)))
            return _("%(day)s（年份待定）") % {"day": show(in_any_year)}
        return found.text
    if found.text.startswith("--"):
        return _("%(day)s（年份据文件日期）") % {"day": day(found.on)}
    return day(found.on)


def _matter(finding: Any, around: Surroundings) -> tuple[str, list[Fact]]:
    value = finding.value
    lead, _extra, unclear = units_of(value, around.rejected_units)
    sole = lead is not None and not value.get("lead")
    responsible = [name for name in value.get("responsible") or [] if not (sole and name == lead)]
    due = shown_day(value.get("due"), around, ahead=True)
    event, project = around.event_of(finding), around.project_of(finding)
    led = _("%(unit)s（唯一的责任单位）") % {"unit": lead} if sole else lead
    facts = [
        Fact(_("牵头"), led or _("缺牵头单位"), missing=lead is None),
        _names(_("责任"), responsible),
        _names(_("配合"), value.get("cooperating")),
        Fact(
            _("责任人"),
            _("、").join(value.get("persons") or []) or _("未写明"),
            missing=not value.get("persons"),
        ),
        Fact(_("时限"), due or _("未写明"), missing=not due),
        Fact(_("频次"), str(CADENCES[value["cadence"]])) if value.get("cadence") else None,
        Fact(_("办结标准"), value["criterion"]) if value.get("criterion") else None,
        Fact(_("成立小组"), value["group"]) if value.get("group") else None,
        Fact(_("议定于"), _event_name(event.finding)) if event else None,
        Fact(_("项目"), str(project.value.get("name"))) if project else None,
    ]
    return str(MATTER_KINDS.get(value.get("kind"), "")), [one for one in facts if one]


def _event_name(finding: Any) -> str:
    value = finding.value
    kind = ENGAGEMENT_KINDS.get(value.get("kind"), "")
    return str(value.get("name") or f"{value.get('place') or ''}{kind}")


def _project(finding: Any, around: Surroundings) -> tuple[str, list[Fact]]:
    value = finding.value
    event = around.event_of(finding)
    facts = [
        _names(
            _("单位"), [n for n in value.get("organisations") or [] if not is_group_of_units(n)]
        ),
        Fact(_("地点"), value["place"]) if value.get("place") else None,
        *(
            Fact(str(QUANTITIES[one["quantity"]]), figure(one["value"], one["unit"]))
            for one in value.get("figures") or []
        ),
        Fact(_("提出于"), _event_name(event.finding)) if event else None,
    ]
    return "", [one for one in facts if one]


def _engagement(finding: Any, around: Surroundings) -> tuple[str, list[Fact]]:
    value = finding.value
    start = shown_day(value.get("start"), around, ahead=around.events_ahead)
    end = shown_day(value.get("end"), around, ahead=around.events_ahead)
    if start and end and end != start:
        when = _("%(start)s 至 %(end)s") % {"start": re.split(r" ?[（(]", start)[0], "end": end}
    else:
        when = start or end
    event = next((one for one in around.events if one.finding.pk == finding.pk), None)
    tour = around.tour_of(event) if event else None
    facts = [
        Fact(_("日期"), when or _("未写明"), missing=not when),
        Fact(_("地点"), value["place"]) if value.get("place") else None,
        _names(_("主持带队"), value.get("chair")),
        _names(_("参加"), value.get("people")),
        Fact(_("所属行程"), _event_name(tour.finding)) if tour else None,
    ]
    return str(ENGAGEMENT_KINDS.get(value.get("kind"), "")), [one for one in facts if one]


def _organisation(finding: Any, _around: Surroundings) -> tuple[str, list[Fact]]:
    also = _names(_("又称"), finding.value.get("aliases"))
    return "", [also] if also else []


def _person(finding: Any, _around: Surroundings) -> tuple[str, list[Fact]]:
    post = finding.value.get("post")
    return "", [Fact(_("职务"), post)] if post else []


_BY_KIND = {
    "matter": _matter,
    "project": _project,
    "engagement": _engagement,
    "organisation": _organisation,
    "person": _person,
}
