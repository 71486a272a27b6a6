"""Where somebody is logged in, as her page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from luoshi.orgs import entrance
from luoshi.web.page import Request

SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One log-in: the row, its device in two words, and whether it is the one that asks."""

    row: Any
    device: str
    is_this: bool


def device_named(agent: str) -> str:
    """Return system and browser of a browser's own description, in a few words.

    >>> device_named("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36")
    'Windows · Chrome'
    """
    found = [
        next((name for mark, name in marks if mark in agent), "") for marks in (SYSTEMS, BROWSERS)
    ]
    return " · ".join(one for one in found if one) or _("未知设备")


def sitting_lines(request: Request) -> list[SittingLine]:
    """Return where the one who asks is logged in, this place first."""
    key = request.session.session_key
    lines = [
        SittingLine(row, device_named(row.device), row.session_key == key)
        for row in entrance.sittings_of(request.user)
    ]
    return sorted(lines, key=lambda line: not line.is_this)
