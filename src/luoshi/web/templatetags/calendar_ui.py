"""Tags and filters of calendars and timelines: a light as small as a letter, a month's name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from luoshi.web.templatetags.luoshi_ui import DRAWN, say, shape_of

register = template.Library()


@register.simple_tag
def light_dot(light: Any) -> SafeString:
    """Draw a light's shape in its colour; its word is heard, and told by the shape."""
    shape = shape_of(light)
    return format_html(
        '<span class="light light-{}"><svg class="light-shape" aria-hidden="true">'
        '<use href="#light-{}"/></svg><span class="visually-hidden">{} </span></span>',
        light.colour,
        shape if shape in DRAWN else "ring",
        say(light.word),
    )


@register.filter
def month(value: dt.date) -> str:
    """Name the month of a day: 2026年5月, May 2026."""
    if (get_language() or "").startswith("en"):
        return f"{value:%B %Y}"
    return gettext("%(year)s年%(month)s月") % {"year": value.year, "month": value.month}


PATHS = {  # around the point itself
    "original": "M0-6 6 0 0 6-6 0z",
    "current": "M0-6 6 0 0 6-6 0z",
    "done": "M5.5 0a5.5 5.5 0 1 1-11 0a5.5 5.5 0 1 1 11 0zM-2.5.2-.6 2.2 2.8-1.8",
    "late": "M0-6 6 5H-6zM0-2V1.6M0 3.4v.1",
    "told": "M4 0a4 4 0 1 1-8 0a4 4 0 1 1 8 0z",
    "ended": "M-4.5-4.5h9v9h-9z",
}


@register.filter
def point_path(sort: str) -> str:
    """Return the outline of a point of a timeline, drawn around its own place."""
    return PATHS.get(sort, PATHS["told"])


@register.simple_tag
def point_legend() -> list[tuple[str, str]]:
    """Return what each shape of a point means."""
    return [
        ("original", gettext("原定日期")),
        ("current", gettext("现行日期")),
        ("done", gettext("按期完成")),
        ("late", gettext("晚于期限完成")),
        ("told", gettext("办理节点")),
        ("ended", gettext("销号或退出")),
    ]


@register.simple_tag
def bar_legend() -> list[tuple[str, str]]:
    """Return what each kind of bar means."""
    return [
        ("plan", gettext("计划")),
        ("slip", gettext("推迟或提前")),
        ("fact", gettext("实际办理")),
        ("over", gettext("超期未完成")),
        ("rest", gettext("中止、暂停")),
        ("meet", gettext("会议、活动")),
    ]
