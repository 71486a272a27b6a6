"""Matters, working groups, projects, engagements, half-month reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from luoshi.matters.models import Group, Matter, Step
from luoshi.matters.queries import visible_groups, visible_matters
from luoshi.meetings.models import Engagement
from luoshi.meetings.queries import visible_engagements
from luoshi.progress.models import Report
from luoshi.progress.queries import visible_reports
from luoshi.projects.models import Project
from luoshi.projects.queries import visible_projects
from luoshi.searching.kind import Kind
from luoshi.values.halfmonth import HalfMonth


def _steps(keys: Collection[int]) -> Iterable[tuple[int, str]]:
    return Step.objects.filter(matter__in=keys).order_by("pk").values_list("matter", "text")


def _reports_of_projects(keys: Collection[int]) -> Iterable[int]:
    return Report.objects.filter(project__in=keys).values_list("pk", flat=True)


def _titled(report: Mapping[str, Any]) -> str:
    return f"{report['project__name']} {HalfMonth.parse(report['window']).chinese}"


KINDS = (
    Kind(
        "matter",
        pgettext_lazy("list", "事项"),
        Matter,
        visible_matters,
        title="title",
        names=("number",),
        text=("content", "criterion", "result"),
        more=_steps,
        day="drafted_at",
        rank=1,
    ),
    Kind(
        "project",
        pgettext_lazy("list", "项目"),
        Project,
        visible_projects,
        title="name",
        names=("filing__number", "approval__code"),
        text=("place", "content"),
        day="made_at",
        rank=2,
    ),
    Kind(
        "engagement",
        pgettext_lazy("list", "活动"),
        Engagement,
        visible_engagements,
        title="name",
        text=("place",),
        day="start_on",
        rank=6,
    ),
    Kind(
        "group",
        pgettext_lazy("list", "工作小组"),
        Group,
        visible_groups,
        title="name",
        names=("paper_number",),
        text=("purpose", "paper_title"),
        day="set_up_on",
        rank=7,
    ),
    Kind(
        "report",
        pgettext_lazy("list", "半月报"),
        Report,
        visible_reports,
        title="project__name",
        titled=_titled,
        titled_by=("window",),
        text=("progress", "formalities", "problems", "next_steps", "coordination"),
        day="at",
        touched={"project": _reports_of_projects},
        only=Q(is_current=True),
        rank=8,
    ),
)
