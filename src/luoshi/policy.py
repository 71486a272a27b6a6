"""The policy of this house: what officials may read and change in ``policy/*.toml``, checked.

Floor 1 asks ``current()``; the pure floor gets plain values out of it.  Each file has its own
loader, and each raises TomlFault with file, line and key for whatever cannot be taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from luoshi.rules.access import Role, UnknownRole, roles_from
from luoshi.rules.deadlines import LIMIT_UNITS, ROLLS, Limit, ReportRule
from luoshi.rules.lights import Thresholds
from luoshi.rules.ruleset import LIMITS, Reminders, RuleSet
from luoshi.values.tomltable import TomlFault, TomlTable
from luoshi.values.workcalendar import OfficeHours, Overlay, WorkCalendar, YearTable, days_from

NATIONAL = "china"

_INSTALLED = Path(__file__).parent / "_policy"
_CHECKOUT = Path(__file__).parents[2] / "policy"
_given: list[Path] = []


@dataclass(frozen=True)
class Policy:
    """Everything that ``policy/`` says.  ``calendars`` are by file name: ``china``, ``xinjiang``."""

    calendars: Mapping[str, WorkCalendar]
    rule_sets: tuple[RuleSet, ...]
    roles: Mapping[str, Role]

    def calendar(self, region: str = NATIONAL) -> WorkCalendar:
        """Return the calendar of ``region``; raises KeyError for one without a file."""
        return self.calendars[region]

    def rules_on(self, day: dt.date) -> RuleSet:
        """Return the rule set in force on ``day``; raises LookupError if there is none."""
        for rules in self.rule_sets:
            if rules.holds_on(day):
                return rules
        raise LookupError(f"limits.toml：{day}没有施行中的规则")


# --- where it is


def use(directory: Path | None) -> None:
    """Read the policy from ``directory`` from now on; None goes back to the one that came along."""
    _given[:] = [directory] if directory else []
    current.cache_clear()


def directory() -> Path:
    """Return the folder in force: the one given to ``use``, the wheel's own, or the checkout's."""
    if _given:
        return _given[0]
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT


@cache
def current() -> Policy:
    """Return the policy, read and checked once; raises TomlFault for a bad file."""
    return load(directory())


def load(folder: Path) -> Policy:
    """Return the policy that stands in ``folder``."""
    return Policy(
        calendars=load_calendars(folder / "calendars"),
        rule_sets=load_limits(folder / "limits.toml"),
        roles=load_roles(folder / "roles.toml"),
    )


# --- calendars


def load_calendars(folder: Path) -> dict[str, WorkCalendar]:
    """Return the national calendar, and with each other file of ``folder`` laid on it."""
    national = load_national(folder / f"{NATIONAL}.toml")
    regions = sorted(path for path in folder.glob("*.toml") if path.stem != NATIONAL)
    return {NATIONAL: national} | {p.stem: national + load_overlay(p) for p in regions}


def load_national(path: Path) -> WorkCalendar:
    """Return the calendar of announced years."""
    root = TomlTable.read(path)
    root.only("name", "year")
    tables: list[YearTable] = []
    for year in root.tables("year"):
        year.only("year", "sources", "off", "working_weekends")
        try:
            table = YearTable(
                year=year.integer("year", least=1950, most=2200),
                off=_days_off(year),
                working_weekends=frozenset(year.days("working_weekends")),
                sources=year.strings("sources"),
            )
        except TomlFault:
            raise
        except ValueError as error:
            raise year.fault("", str(error)) from error
        if any(table.year == other.year for other in tables):
            raise year.fault("year", f"{table.year}年写了两次")
        tables.append(table)
    return WorkCalendar(tuple(tables))


def load_overlay(path: Path) -> Overlay:
    """Return what a region changes."""
    root = TomlTable.read(path)
    root.only("name", "sources", "years", "off", "worked", "hours")
    hours = [_office_hours(one) for one in root.tables("hours")] if "hours" in root else []
    try:
        return Overlay(
            name=root.text("name"),
            off=_days_off(root),
            worked=frozenset(root.days("worked")),
            years=frozenset(root.integers("years", least=1950, most=2200)),
            hours=tuple(sorted(hours)),
            sources=root.strings("sources"),
        )
    except TomlFault:
        raise
    except ValueError as error:
        raise root.fault("off", str(error)) from error


def _days_off(table: TomlTable) -> frozenset[dt.date]:
    days: set[dt.date] = set()
    for rest in table.tables("off"):
        rest.only("from", "to", "name")
        rest.text("name")
        first, last = rest.day("from"), rest.day("to")
        if not 0 <= (last - first).days <= 31:
            raise rest.fault("to", f"{first}至{last}不是合理的假期")
        days.update(days_from(first, last))
    return frozenset(days)


def _office_hours(table: TomlTable) -> OfficeHours:
    table.only("month", "day", "spans")
    month = table.integer("month", least=1, most=12)
    day = table.integer("day", least=1, most=31)
    spans = table.values.get("spans")
    times: list[tuple[dt.time, dt.time]] = []
    for span in spans if isinstance(spans, list) else []:
        match span:
            case [dt.time() as opens, dt.time() as closes] if opens < closes:
                times.append((opens, closes))
            case _:
                raise table.fault("spans", "应为[开始, 结束]，例如[10:00:00, 14:00:00]")
    if not times or times != sorted(times):
        raise table.fault("spans", "应按先后写明上班的各段时间")
    return OfficeHours(month, day, tuple(times))


# --- limits


def load_limits(path: Path) -> tuple[RuleSet, ...]:
    """Return the rule sets, earliest first; no day may have two."""
    root = TomlTable.read(path)
    root.only("rule_set")
    told = [(_rule_set(table), table) for table in root.tables("rule_set")]
    if not told:
        raise root.fault("rule_set", "至少要有一套规则")
    told.sort(key=lambda pair: pair[0].valid_from)
    for (rules, _), (later, table) in zip(told, told[1:], strict=False):
        if rules.valid_to is None or later.valid_from <= rules.valid_to:
            raise table.fault("valid_from", f"与“{rules.name}”的施行时间重叠")
    return tuple(rules for rules, _ in told)


def _rule_set(table: TomlTable) -> RuleSet:
    table.only(
        "name",
        "basis",
        "valid_from",
        "valid_to",
        "limits",
        "lights",
        "report",
        "reminders",
    )
    valid_from = table.day("valid_from")
    valid_to = table.day("valid_to") if "valid_to" in table else None
    if valid_to and valid_to < valid_from:
        raise table.fault("valid_to", "不能早于valid_from")
    return RuleSet(
        name=table.text("name"),
        basis=table.text("basis"),
        valid_from=valid_from,
        valid_to=valid_to,
        limits=_limits(table.table("limits")),
        thresholds=_thresholds(table.table("lights")),
        report=_report_rule(table.table("report")),
        reminders=_reminders(table.table("reminders")),
    )


def _limits(table: TomlTable) -> dict[str, Limit]:
    table.only(*LIMITS)
    limits = {}
    for name in LIMITS:
        one = table.table(name)
        one.only("amount", "unit")
        amount = one.integer("amount", least=0, most=1000)
        limits[name] = Limit(amount, one.choice("unit", among=LIMIT_UNITS))
    return limits


def _thresholds(table: TomlTable) -> Thresholds:
    table.only("orange_left", "yellow_left", "yellow_days")
    orange, yellow = table.share("orange_left"), table.share("yellow_left")
    if orange > yellow:
        raise table.fault("orange_left", "不能大于yellow_left")
    return Thresholds(orange, yellow, table.integer("yellow_days", least=0, most=366))


def _report_rule(table: TomlTable) -> ReportRule:
    table.only("grace_days", "roll", "roll_n")
    return ReportRule(
        grace_days=table.integer("grace_days", least=0, most=31),
        roll=table.choice("roll", among=ROLLS),
        roll_n=table.integer("roll_n", least=1, most=10),
    )


def _reminders(table: TomlTable) -> Reminders:
    table.only("before", "after_every")
    before = table.integers("before", least=0, most=250)
    return Reminders(
        before=tuple(sorted(set(before), reverse=True)),
        after_every=table.integer("after_every", least=1, most=250),
    )


# --- roles


def load_roles(path: Path) -> dict[str, Role]:
    """Return the roles by code."""
    root = TomlTable.read(path)
    entries = {code: root.table(code).values for code in root.values}
    try:
        return roles_from(entries)
    except UnknownRole as error:
        raise root.fault("", str(error)) from error
