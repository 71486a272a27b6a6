"""Needs, offers and the dockings that bring them together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from luoshi.docking.models import Docking, Need, Offer
from luoshi.docking.queries import visible_dockings, visible_entries
from luoshi.orgs.models import Account
from luoshi.searching.kind import Kind


def _of(side: str) -> Callable[..., QuerySet[Any]]:
    def seen(by: Account, *, now: dt.datetime) -> QuerySet[Any]:
        return visible_entries(by, side, now=now)

    return seen


KINDS = (
    Kind(
        "docking",
        gettext_lazy("点对点对接"),
        Docking,
        visible_dockings,
        title="title",
        names=("number",),
        rank=10,
    ),
    *(
        Kind(
            side,
            label,
            model,
            _of(side),
            title="text",
            text=("conditions", "place_name"),
            day="made_at",
            rank=11,
        )
        for side, label, model in (
            ("need", gettext_lazy("需求"), Need),
            ("offer", gettext_lazy("供给"), Offer),
        )
    ),
)
