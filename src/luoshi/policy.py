"""The policy of this house: what officials may read and change in ``policy/*.toml``, checked.

Floor 1 asks ``current()``; the pure floor gets plain values out of it.  Each file has its own
loader, and each raises TomlFault with file, line and key for whatever cannot be taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from luoshi.rules.access import Role, UnknownRole, roles_from
from luoshi.rules.burden import Costs, costs_from
from luoshi.rules.causes import Taxonomy, taxonomies_from
from luoshi.rules.deadlines import LIMIT_UNITS, ROLLS, Limit, ReportRule
from luoshi.rules.escalation import BUNDLES, PAPERS, WHOM, Ladder, Messages, Step
from luoshi.rules.identity import Identity, identity_from
from luoshi.rules.lights import Thresholds
from luoshi.rules.paperkinds import PaperKind, kinds_from
from luoshi.rules.projects import ProjectRule
from luoshi.rules.registration import RegistrationRules
from luoshi.rules.registration import rules_from as registration_from
from luoshi.rules.ruleset import HOURLY, LIMITS, RuleSet
from luoshi.rules.sessions import Rhythm, rhythms_from
from luoshi.rules.wording import WordingRule, rules_from
from luoshi.values.divisions import Divisions, load_divisions
from luoshi.values.errors import BadInput
from luoshi.values.regionmap import Atlas, load_maps
from luoshi.values.sentences import gettext_noop
from luoshi.values.tomltable import TomlFault, TomlTable
from luoshi.values.workcalendar import OfficeHours, Overlay, WorkCalendar, YearTable, days_from

NATIONAL = "china"

_INSTALLED = Path(__file__).parent / "_policy"
_CHECKOUT = Path(__file__).parents[2] / "policy"
USUAL = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT  # what came along
_given: list[Path] = []


@dataclass(frozen=True)
class Policy:
    """Everything that ``policy/`` says.

    ``calendars`` are by file name: ``china``, the regions, and the units' own ones.
    """

    calendars: Mapping[str, WorkCalendar]
    rule_sets: tuple[RuleSet, ...]
    roles: Mapping[str, Role]
    divisions: Divisions
    burden: Costs
    paper_kinds: Mapping[str, PaperKind]
    wording: tuple[WordingRule, ...]
    registration: RegistrationRules
    taxonomies: tuple[Taxonomy, ...]
    rhythms: tuple[Rhythm, ...]
    atlas: Atlas
    identity: Identity = Identity()

    def calendar(self, code: str = NATIONAL) -> WorkCalendar:
        """Return the calendar of a region or unit; raises KeyError for one without a file."""
        return self.calendars[code]

    def rules_on(self, day: dt.date) -> RuleSet:
        """Return the rule set in force on ``day``; raises BadInput for a day before the first."""
        for rules in self.rule_sets:
            if rules.holds_on(day):
                return rules
        raise BadInput.of(
            "day",
            gettext_noop("%(day)s没有施行中的时限规则，无法推算期限。请核对日期。"),
            code="no-rules-on-day",
            day=day,
        )


# --- where it is


def use(directory: Path | None) -> None:
    """Read the policy from ``directory`` from now on; None goes back to the one that came along."""
    _given[:] = [directory] if directory else []
    current.cache_clear()


def directory() -> Path:
    """Return the folder in force: the one given to ``use``, the wheel's own, or the checkout's."""
    return _given[0] if _given else USUAL


@cache
def current() -> Policy:
    """Return the policy, read and checked once; raises TomlFault for a bad file."""
    return load(directory())


def load(folder: Path) -> Policy:
    """Return the policy that stands in ``folder``."""
    roles = load_roles(folder / "roles.toml")
    wording = rules_from(TomlTable.read(folder / "wording.toml"))
    divisions = load_divisions(folder / "divisions.toml")
    maps = load_maps(_file(folder, "maps.toml"))
    return Policy(
        calendars=load_calendars(folder / "calendars"),
        rule_sets=load_limits(folder / "limits.toml"),
        roles=roles,
        identity=load_identity(folder / "identity.toml", roles=tuple(roles)),
        burden=costs_from(TomlTable.read(folder / "burden.toml")),
        divisions=divisions,
        atlas=Atlas(maps, divisions.prefecture_of_counties()),
        paper_kinds=kinds_from(TomlTable.read(folder / "papers.toml")),
        wording=wording,
        registration=registration_from(
            TomlTable.read(_file(folder, "registration.toml")),
            wording=frozenset(one.code for one in wording),
        ),
        taxonomies=taxonomies_from(TomlTable.read(_file(folder, "causes.toml"))),
        rhythms=rhythms_from(TomlTable.read(_file(folder, "sessions.toml"))),
    )


def _file(folder: Path, name: str) -> Path:
    """Return a file of ``folder``, or the one that came along for a folder from before there was it."""
    return own if (own := folder / name).exists() else USUAL / name


# --- calendars


def load_calendars(folder: Path) -> dict[str, WorkCalendar]:
    """Return the national calendar, with each region's file laid on it, and each unit's on those."""
    found = {NATIONAL: load_national(folder / f"{NATIONAL}.toml")}
    for path in sorted(folder.glob("*.toml")):
        if path.stem != NATIONAL:
            found[path.stem] = found[NATIONAL] + load_region(path)
    regions = dict(found)
    for path in sorted((folder / "units").glob("*.toml")):
        if path.stem in regions:
            raise TomlFault(path.name, 0, "", f"“{path.stem}”已是地区日历的代号，请改文件名")
        base, overlay = load_unit(path, among=tuple(regions))
        found[path.stem] = regions[base] + overlay
    return found


def load_national(path: Path) -> WorkCalendar:
    """Return the calendar of announced years."""
    root = TomlTable.read(path)
    root.only("name", "year")
    tables: list[YearTable] = []
    for year in root.tables("year"):
        year.only("year", "sources", "off", "working_weekends", "note")
        names = _days_off(year)
        try:
            table = YearTable(
                year=year.integer("year", least=1950, most=2200),
                off=frozenset(names),
                working_weekends=frozenset(year.days("working_weekends")),
                sources=year.strings("sources"),
                names=names,
                note=year.text("note") if "note" in year else "",
            )
        except TomlFault:
            raise
        except ValueError as error:
            raise year.fault("", str(error)) from error
        if any(table.year == other.year for other in tables):
            raise year.fault("year", f"{table.year}年写了两次")
        tables.append(table)
    return WorkCalendar(tuple(tables), name=root.text("name"))


def load_region(path: Path) -> Overlay:
    """Return what a region changes, year by year, as its yearly notices say."""
    root = TomlTable.read(path)
    root.only("name", "sources", "year", "hours")
    off: dict[dt.date, str] = {}
    worked: dict[dt.date, str] = {}
    papers: dict[int, tuple[str, ...]] = {}
    notes: dict[int, str] = {}
    announced: set[int] = set()
    for table in root.tables("year"):
        table.only("year", "announced", "sources", "off", "worked", "note")
        year = table.integer("year", least=1950, most=2200)
        if year in papers:
            raise table.fault("year", f"{year}年写了两次")
        papers[year] = table.strings("sources")
        notes[year] = table.text("note") if "note" in table else ""
        rests = _days_off(table, "off", year=year)
        works = _days_off(table, "worked", year=year)
        if table.truth("announced"):
            announced.add(year)
        elif rests or works:
            raise table.fault("announced", "写了日期的年度应为true；未公布的年度不写日期")
        off, worked = off | rests, worked | works
    return _overlay(root, off, worked, frozenset(announced), papers, notes)


def load_unit(path: Path, *, among: tuple[str, ...]) -> tuple[str, Overlay]:
    """Return on which calendar a unit's own one is laid, and what it changes."""
    root = TomlTable.read(path)
    root.only("name", "on", "basis", "off", "worked", "hours")
    base = root.choice("on", among=among)
    root.text("basis")
    return base, _overlay(root, _days_off(root, "off"), _days_off(root, "worked"), None, {}, {})


def _overlay(
    root: TomlTable,
    off: dict[dt.date, str],
    worked: dict[dt.date, str],
    years: frozenset[int] | None,
    papers: dict[int, tuple[str, ...]],
    notes: dict[int, str],
) -> Overlay:
    hours = [_office_hours(one) for one in root.tables("hours")] if "hours" in root else []
    try:
        return Overlay(
            name=root.text("name"),
            off=frozenset(off),
            worked=frozenset(worked),
            years=years,
            hours=tuple(sorted(hours)),
            sources=root.strings("sources") if "sources" in root else (root.text("basis"),),
            names=off | worked,
            papers=papers,
            notes=notes,
        )
    except TomlFault:
        raise
    except ValueError as error:
        raise root.fault("off", str(error)) from error


def _days_off(table: TomlTable, key: str = "off", *, year: int = 0) -> dict[dt.date, str]:
    """Return the days of a list of spans, each with its name and the paper of that span, if any."""
    days: dict[dt.date, str] = {}
    for rest in table.tables(key) if key in table else ():
        rest.only("from", "to", "name", "basis")
        name = rest.text("name")
        if "basis" in rest:
            name += f"（{rest.text('basis')}）"
        first, last = rest.day("from"), rest.day("to")
        if not 0 <= (last - first).days <= 31:
            raise rest.fault("to", f"{first}至{last}不是合理的假期")
        if year and {first.year, last.year} != {year}:
            raise rest.fault("from", f"{first}至{last}不在{year}年")
        days |= dict.fromkeys(days_from(first, last), name)
    return days


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
    return _rule_sets(TomlTable.read(path))


def limits_from(text: str, *, file: str) -> tuple[RuleSet, ...]:
    """Return the rule sets that ``text`` states, checked as those of a file; nothing is stored."""
    return _rule_sets(TomlTable.parse(text, file=file))


def _rule_sets(root: TomlTable) -> tuple[RuleSet, ...]:
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
        "ladder",
        "messages",
        "projects",
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
        ladder=_ladder(table),
        messages=_messages(table.table("messages")),
        projects=_project_rule(table.table("projects")) if "projects" in table else ProjectRule(),
    )


def _limits(table: TomlTable) -> dict[str, Limit]:
    table.only(*LIMITS)
    limits = {}
    for name in LIMITS:
        one = table.table(name)
        one.only("amount", "unit")
        amount = one.integer("amount", least=0, most=1000)
        unit = one.choice("unit", among=LIMIT_UNITS)
        if unit == "wh" and name not in HOURLY:
            raise one.fault("unit", f"工作小时（wh）只用于{'、'.join(sorted(HOURLY))}")
        limits[name] = Limit(amount, unit)
    return limits


def _thresholds(table: TomlTable) -> Thresholds:
    usual = Thresholds()
    table.only(
        "orange_left",
        "yellow_left",
        "yellow_days",
        "gap_yellow",
        "gap_red",
        "missed_yellow",
        "missed_red",
    )
    orange, yellow = table.share("orange_left"), table.share("yellow_left")
    if orange > yellow:
        raise table.fault("orange_left", "不能大于yellow_left")

    def whole(key: str, *, usual: int, most: int) -> int:
        """A rule set that was written before there was this light may leave its thresholds out."""
        return table.integer(key, least=1, most=most) if key in table else usual

    gap_yellow = whole("gap_yellow", usual=int(usual.gap_yellow), most=100)
    gap_red = whole("gap_red", usual=int(usual.gap_red), most=100)
    missed_yellow = whole("missed_yellow", usual=usual.missed_yellow, most=24)
    missed_red = whole("missed_red", usual=usual.missed_red, most=24)
    if gap_yellow > gap_red:
        raise table.fault("gap_yellow", "不能大于gap_red")
    if missed_yellow > missed_red:
        raise table.fault("missed_yellow", "不能大于missed_red")
    return Thresholds(
        orange,
        yellow,
        table.integer("yellow_days", least=0, most=366),
        Decimal(gap_yellow),
        Decimal(gap_red),
        missed_yellow,
        missed_red,
    )


def _report_rule(table: TomlTable) -> ReportRule:
    table.only("grace_days", "roll", "roll_n")
    return ReportRule(
        grace_days=table.integer("grace_days", least=0, most=31),
        roll=table.choice("roll", among=ROLLS),
        roll_n=table.integer("roll_n", least=1, most=10),
    )


def _ladder(table: TomlTable) -> Ladder:
    steps: list[Step] = []
    for row in table.tables("ladder"):
        row.only("before", "after", "every", "rung", "to", "paper", "needs_approval")
        if ("before" in row) == ("after" in row):
            raise row.fault("", "before与after应写其一，且只写其一")
        if "before" in row:
            days = -row.integer("before", least=0, most=250)
        else:
            days = row.integer("after", least=1, most=250)
        try:
            step = Step(
                days=days,
                rung=row.integer("rung", least=1, most=8),
                to=row.choices("to", among=WHOM),
                paper=row.choice("paper", among=PAPERS) if "paper" in row else "none",
                needs_approval="needs_approval" in row and row.truth("needs_approval"),
                every=row.integer("every", least=1, most=250) if "every" in row else 0,
            )
        except TomlFault:
            raise
        except ValueError as error:
            raise row.fault("", str(error)) from error
        if any((one.days, one.rung) == (step.days, step.rung) for one in steps):
            raise row.fault("", "同一天的同一级写了两次")
        steps.append(step)
    steps.sort()
    highest = 0
    for step in steps:
        if step.rung < highest:
            raise table.fault("ladder", f"第{step.rung}级不能晚于第{highest}级才开始")
        highest = step.rung
    return tuple(steps)


def _messages(table: TomlTable) -> Messages:
    table.only(
        "quiet_from", "quiet_to", "rest_days", "bundle", "send_at", "link_days", "answer_days"
    )
    usual = Messages()
    try:
        return Messages(
            quiet_from=table.time("quiet_from"),
            quiet_to=table.time("quiet_to"),
            rest_days=table.truth("rest_days"),
            bundle=table.choice("bundle", among=BUNDLES),
            send_at=table.time("send_at"),
            link_days=table.integer("link_days", least=1, most=90)
            if "link_days" in table
            else usual.link_days,
            answer_days=table.integer("answer_days", least=1, most=60)
            if "answer_days" in table
            else usual.answer_days,
        )
    except TomlFault:
        raise
    except ValueError as error:
        raise table.fault("", str(error)) from error


def _project_rule(table: TomlTable) -> ProjectRule:
    months = ("yellow_months", "orange_months", "red_months")
    table.only(*months, "alarm_basis", "statistics_from", "statistics_months", "statistics_basis")
    yellow, orange, red = (table.integer(key, least=1, most=120) for key in months)
    if not yellow <= orange <= red:
        raise table.fault("yellow_months", "yellow_months、orange_months、red_months应逐级不减")
    return ProjectRule(
        yellow_months=yellow,
        orange_months=orange,
        red_months=red,
        alarm_basis=table.text("alarm_basis"),
        statistics_from=Decimal(table.integer("statistics_from", least=0, most=10**12)),
        statistics_months=table.integer("statistics_months", least=0, most=60),
        statistics_basis=table.text("statistics_basis"),
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


# --- identity


def load_identity(path: Path, *, roles: tuple[str, ...]) -> Identity:
    """Return who gets in and how; a folder from before there was this file has the usual numbers."""
    return identity_from(TomlTable.read(path), roles=roles) if path.exists() else Identity()
