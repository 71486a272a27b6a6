"""Help with registering: what the enterprise declared, its code, its own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from luoshi.registering.models import Registration
from luoshi.registering.queries import visible_registrations
from luoshi.searching.kind import Kind


def _titled(row: Mapping[str, Any]) -> str:
    return row["name"] or f"{row['enterprise__name']}（{row['place']}）"


KINDS = (
    Kind(
        "registration",
        gettext_lazy("注册协助"),
        Registration,
        visible_registrations,
        title="name",
        titled=_titled,
        titled_by=("enterprise__name", "place"),
        names=("credit_code", "old_number"),
        text=("wish", "place"),
        day="made_at",
        rank=12,
    ),
)
