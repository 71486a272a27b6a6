"""What the leader's page shows, as values: one project on one day, groups of them, what moved between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.issuing.figures_matters import ProblemFacts
from luoshi.issuing.figures_projects import ProjectFacts
from luoshi.issuing.figures_values import percent
from luoshi.projects.models import Exit, Stage
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.regionmap import Spot
from luoshi.values.sentences import gettext_noop

ON_TRACK, WATCH, OFF, UNLIT, PAUSED = "on-track", "watch", "off", "unlit", "paused"
BANDS: Mapping[str, str] = {  # in parts that make up the register
    ON_TRACK: gettext_noop("正常推进"),
    WATCH: gettext_noop("需要关注"),
    OFF: gettext_noop("没有按计划推进"),
    UNLIT: gettext_noop("尚未亮灯"),
    PAUSED: gettext_noop("暂停"),
}
OF_LIGHT = {"green": ON_TRACK, "blue": ON_TRACK, "yellow": WATCH, "orange": OFF, "red": OFF}
# Why a project is not on track, as far as the register says; the first that holds is counted.
CAUSES: Mapping[str, str] = {
    "permits": gettext_noop("前期手续受阻"),
    "problems": gettext_noop("已交办的问题尚未解决"),
    "stages": gettext_noop("计划节点逾期未达到"),
    "reports": gettext_noop("半月报逾期未报"),
    "told": gettext_noop("半月报反映存在问题"),
    "plan": gettext_noop("投资进度落后于计划"),
    "unstated": gettext_noop("未说明原因"),
}
UNKNOWN = gettext_noop("未注明")


def band_of(out: str, light: str) -> str:
    """Return to which part of the register a project belongs: by its exit and its light."""
    return PAUSED if out == Exit.PAUSED else OF_LIGHT.get(light, UNLIT)


@dataclass(frozen=True, slots=True)
class One:
    """A project as it stood on the day: its light, where it is, who builds it, why it is not on track."""

    facts: ProjectFacts
    light: str
    prefecture: str
    spot: Spot | None
    enterprises: tuple[str, ...]
    causes: tuple[str, ...] = ()

    @property
    def pk(self) -> int:
        """The project's key."""
        return self.facts.pk

    @property
    def place(self) -> str:
        """Where it is built, as it is written."""
        return self.facts.place

    @property
    def sector(self) -> str:
        """The code of its sector, "" where nobody said."""
        return self.facts.sector

    @property
    def band(self) -> str:
        """To which part of the register it belongs."""
        return band_of(self.facts.out, self.light)

    @property
    def at(self) -> str:
        """The name of the spot on the map where it stands, "" for none."""
        return self.spot.name if self.spot else ""

    @property
    def cause(self) -> str:
        """The cause under which it is counted, "" for one that is on track."""
        return self.causes[0] if self.causes else ""


@dataclass(frozen=True, slots=True)
class Trend:
    """One window of the past: what was invested in it, how the projects stood at its end, problems."""

    window: HalfMonth
    on: dt.date
    invested: Decimal
    reports: int
    bands: Mapping[str, int]
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Share:
    """A number out of a cohort."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """Return the percent; None where there is nothing to divide by."""
        return percent(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of one prefecture, enterprise or sector, by band."""

    name: str
    bands: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.bands.values())


@dataclass(frozen=True)
class Overview:
    """The register on one day: ``as_of`` is the moment up to which it was read."""

    on: dt.date
    as_of: dt.datetime
    rows: tuple[One, ...]
    left: tuple[One, ...]
    problems: tuple[ProblemFacts, ...]
    behind: Share
    planned_year: Decimal
    invested_year: Decimal
    trend: tuple[Trend, ...]

    def of(self, **asked: str) -> list[One]:
        """Return the projects of a ``band``, ``cause``, ``prefecture``, ``enterprise``, ``sector``."""
        return [one for one in self.rows if all(_is(one, *pair) for pair in asked.items())]

    def share(self, band: str) -> Share:
        """Return how many projects are in ``band``, out of the whole register."""
        return Share(len(self.of(band=band)), len(self.rows))

    def groups(self, dimension: str) -> list[Group]:
        """Return the projects by ``dimension``, the largest group first."""
        found: dict[str, dict[str, int]] = {}
        for one in self.rows:
            for name in values_of(one, dimension):
                bands = found.setdefault(name, dict.fromkeys(BANDS, 0))
                bands[one.band] += 1
        groups = [Group(name, bands) for name, bands in found.items()]
        return sorted(groups, key=lambda one: (-one.total, one.name))

    def causes(self) -> dict[str, list[One]]:
        """Return by cause the projects that are not on track, each once, in the order of the causes."""
        found = {code: self.of(cause=code) for code in CAUSES}
        return {code: rows for code, rows in found.items() if rows}

    def cells(self) -> list[tuple[str, str, str, int]]:
        """Return region, enterprise, sector and how many projects they have in common."""
        found: dict[tuple[str, str, str], int] = {}
        for one in self.rows:
            for enterprise in values_of(one, "enterprise"):
                key = (one.prefecture, enterprise, one.sector)
                found[key] = found.get(key, 0) + 1
        return [(*key, count) for key, count in sorted(found.items(), key=lambda i: (-i[1], i[0]))]

    def problems_in(self, part: str) -> list[ProblemFacts]:
        """Return the problems that were ``open``, ``overdue`` or ``raised`` (all but cancelled)."""
        tests: dict[str, Callable[[ProblemFacts], bool]] = {
            "open": lambda one: one.state == "open",
            "overdue": lambda one: one.is_overdue,
            "raised": lambda one: one.state != "cancelled",
        }
        return [one for one in self.problems if tests[part](one)]


def values_of(one: One, dimension: str) -> Sequence[str]:
    """Return under which names of a dimension a project counts; "" where it is not said."""
    match dimension:
        case "enterprise":
            return one.enterprises or ("",)
        case _:
            return (getattr(one, dimension),)


def _is(one: One, dimension: str, value: str) -> bool:
    return value in values_of(one, dimension)


# --- between two days


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that is not as it was: of a project or problem, what, from which word to which."""

    kind: str
    pk: int
    name: str
    what: str
    was: str
    now: str


NEW, GONE, BACK = gettext_noop("新备案"), gettext_noop("退库"), gettext_noop("恢复在册")
SEEN = gettext_noop("纳入统计")


def moved(was: Overview, now: Overview) -> list[Moved]:
    """Return what moved between two days, exits and corrections included; projects first."""
    return [*_projects_moved(was, now), *_problems_moved(was, now)]


def _projects_moved(was: Overview, now: Overview) -> Iterable[Moved]:
    before = {one.pk: one for one in was.rows}
    after = {one.pk: one for one in now.rows}
    out_before = {one.pk for one in was.left}
    for pk, one in after.items():
        if pk not in before:
            what = BACK if pk in out_before else NEW
            yield Moved("project", pk, one.facts.name, what, "", BANDS[one.band])
        else:
            yield from _changed(before[pk], one)
    for pk, one in before.items():
        if pk not in after:
            yield Moved("project", pk, one.facts.name, GONE, BANDS[one.band], "")


def _changed(was: One, now: One) -> Iterable[Moved]:
    pairs = (
        (gettext_noop("总体情况"), BANDS[was.band], BANDS[now.band]),
        (
            gettext_noop("阶段"),
            str(Stage(was.facts.stage).label),
            str(Stage(now.facts.stage).label),
        ),
        (gettext_noop("计划总投资"), _yuan(was.facts.investment), _yuan(now.facts.investment)),
        (gettext_noop("建设地点"), was.place, now.place),
        (gettext_noop("行业"), was.sector, now.sector),
        (gettext_noop("投资建设方"), "、".join(was.enterprises), "、".join(now.enterprises)),
        (gettext_noop("更正半月报"), *_edition(was, now)),
    )
    for what, old, new in pairs:
        if old != new:
            yield Moved("project", now.pk, now.facts.name, what, old, new)


def _edition(was: One, now: One) -> tuple[str, str]:
    """Return the sums of the same report in two editions; equal where nothing was corrected."""
    old, new = was.facts.report, now.facts.report
    if old is None or new is None or old.window != new.window or old.edition == new.edition:
        return "", ""
    return _yuan(old.invested_total), _yuan(new.invested_total)


def _yuan(value: Decimal | None) -> str:
    return "" if value is None else f"{value / 10000:,.2f}万元"


def _problems_moved(was: Overview, now: Overview) -> Iterable[Moved]:
    before = {one.pk: one for one in was.problems}
    for one in now.problems:
        old = before.get(one.pk)
        if old is None:
            yield Moved("matter", one.pk, one.title, gettext_noop("新交办"), "", _word(one))
        elif _word(old) != _word(one):
            what = gettext_noop("办理情况")
            yield Moved("matter", one.pk, one.title, what, _word(old), _word(one))


def _word(one: ProblemFacts) -> str:
    if one.is_overdue:
        return gettext_noop("逾期")
    return {
        "open": gettext_noop("办理中"),
        "claimed": gettext_noop("申请办结"),
        "closed": gettext_noop("已办结"),
        "cancelled": gettext_noop("已撤销"),
    }[one.state]
