"""Why something is held up: a small dated taxonomy, and the days that were lost by it.

Three kinds of days are counted apart, because they may overlap: by how much due days moved, by how
much planned stages moved, and how long work rested.  A rest whose end moved the due day is in both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop
from luoshi.values.tomltable import TomlFault, TomlTable

UNSTATED = "unstated"  # rows from before causes were asked for
MOVED, SHIFTED, RESTED = "moved", "shifted", "rested"


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its code for ever, its name as this taxonomy says it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The causes that may be named from one day to another (included; None: until further notice)."""

    name: str
    basis: str
    valid_from: dt.date
    valid_to: dt.date | None
    causes: tuple[Cause, ...]

    def holds_on(self, day: dt.date) -> bool:
        """Return whether these causes may be named on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def taxonomies_from(root: TomlTable) -> tuple[Taxonomy, ...]:
    """Return what ``causes.toml`` says, earliest first; raises TomlFault for what cannot be."""
    root.only("taxonomy")
    told = sorted(
        ((_taxonomy(one), one) for one in root.tables("taxonomy")),
        key=lambda two: two[0].valid_from,
    )
    if not told:
        raise root.fault("taxonomy", "至少要有一套原因分类")
    for (rules, _), (later, table) in zip(told, told[1:], strict=False):
        if rules.valid_to is None or later.valid_from <= rules.valid_to:
            raise table.fault("valid_from", f"与“{rules.name}”的施行时间重叠")
    return tuple(one for one, _ in told)


def _taxonomy(table: TomlTable) -> Taxonomy:
    table.only("name", "basis", "valid_from", "valid_to", "cause")
    valid_from = table.day("valid_from")
    valid_to = table.day("valid_to") if "valid_to" in table else None
    if valid_to and valid_to < valid_from:
        raise table.fault("valid_to", "不能早于valid_from")
    causes = tuple(_cause(one) for one in table.tables("cause"))
    codes = [one.code for one in causes]
    if not causes or len(set(codes)) < len(codes):
        raise table.fault("cause", "至少要有一种原因，代码不能重复")
    return Taxonomy(table.text("name"), table.text("basis"), valid_from, valid_to, causes)


def _cause(table: TomlTable) -> Cause:
    table.only("code", "name")
    code = table.text("code")
    if code == UNSTATED or len(code) > 30 or not code.isascii():
        raise _fault(table, code)
    return Cause(code, table.text("name"))


def _fault(table: TomlTable, code: str) -> TomlFault:
    return table.fault("code", f"“{code}”不能用作代码：用英文，不超过30个字母，不用{UNSTATED}")


def on(taxonomies: tuple[Taxonomy, ...], day: dt.date) -> tuple[Cause, ...]:
    """Return the causes that may be named on ``day``; none before the first taxonomy."""
    return next((one.causes for one in taxonomies if one.holds_on(day)), ())


def name_of(taxonomies: tuple[Taxonomy, ...], code: str) -> str:
    """Return what ``code`` is called, as the latest taxonomy that knows it says; "" for an unknown one."""
    for one in reversed(taxonomies):
        for cause in one.causes:
            if cause.code == code:
                return cause.name
    return ""


def check(taxonomies: tuple[Taxonomy, ...], code: str, *, day: dt.date, field: str) -> str:
    """Return ``code`` if it may be named on ``day``; raises BadInput at ``field`` if not."""
    if code not in {one.code for one in on(taxonomies, day)}:
        raise BadInput.of(field, gettext_noop("请选择原因。"), code="cause-unknown")
    return code


@dataclass(frozen=True, slots=True)
class Slip:
    """Days lost once: of which kind, by which cause, how many, and the row that says so."""

    kind: str
    code: str
    days: int
    row: int


@dataclass(frozen=True, slots=True)
class Lost:
    """What one cause cost: days of each kind, and from how many rows."""

    code: str
    moved: int
    shifted: int
    rested: int
    rows: int

    @property
    def days(self) -> int:
        """Days by which promised dates moved; rests are told apart and not added."""
        return self.moved + self.shifted


def by_cause(slips: Iterable[Slip]) -> list[Lost]:
    """Return the days lost by cause, most first; what names no cause comes last.

    >>> by_cause([Slip("moved", "land", 5, 1), Slip("rested", "land", 9, 2)])
    [Lost(code='land', moved=5, shifted=0, rested=9, rows=2)]
    """
    found: dict[str, list[Slip]] = {}
    for slip in slips:
        found.setdefault(slip.code, []).append(slip)
    lost = [_lost(code, rows) for code, rows in found.items()]
    return sorted(lost, key=lambda one: (one.code == UNSTATED, -one.days, -one.rested, one.code))


def _lost(code: str, rows: list[Slip]) -> Lost:
    moved, shifted, rested = (
        sum(one.days for one in rows if one.kind == kind) for kind in (MOVED, SHIFTED, RESTED)
    )
    return Lost(code, moved, shifted, rested, len(rows))
