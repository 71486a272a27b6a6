"""What it costs a person to do one thing that the system asks: fields, clicks, seconds.

An estimate for the one who asks, so that she asks for less.  It says nothing of anybody's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.values.tomltable import TomlTable

SORTS = ("text", "number", "choice", "day")


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds for each sort of field, for a click, and for reading what is asked; and who says so."""

    fields: Mapping[str, int]
    click: int
    read: int
    basis: str


def costs_from(root: TomlTable) -> Costs:
    """Return the costs of a parsed ``burden.toml``; raises TomlFault for what is wrong."""
    root.only("seconds")
    table = root.table("seconds")
    table.only(*SORTS, "click", "read", "basis")
    return Costs(
        fields={sort: table.integer(sort, least=0, most=3600) for sort in SORTS},
        click=table.integer("click", least=0, most=60),
        read=table.integer("read", least=0, most=600),
        basis=table.text("basis"),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What one deed asks for: fields by their sort, and clicks from the desk to done."""

    fields: Mapping[str, int] = field(default_factory=dict)
    clicks: int = 2

    @property
    def count(self) -> int:
        """How many fields a person must fill."""
        return sum(self.fields.values())

    def seconds(self, costs: Costs) -> int:
        """Return the estimated seconds of doing it once.

        >>> costs = Costs({"text": 90, "number": 8}, click=2, read=15, basis="estimated")
        >>> Asked({"text": 1, "number": 1}, clicks=2).seconds(costs)
        117
        """
        filled = sum(costs.fields[sort] * count for sort, count in self.fields.items())
        return costs.read + filled + costs.click * self.clicks
