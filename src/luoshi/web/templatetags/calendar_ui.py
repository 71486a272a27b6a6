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
