"""The report of a play: as data, as text, and as a page of the documentation."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.simulation.play import FIRST_DAY, KEPT, Played
from bench.simulation.violation import Violation
from django.db import connection

from luoshi.audit.models import Event
from luoshi.notices.models import Notice
from luoshi.owed.models import Obligation


@dataclass(frozen=True)
class Story:
    """What was lived through: counts, the violations, and on what it ran."""

    counts: dict[str, Any]
    steps: dict[str, int]
    refused: int
    violations: list[Violation]
    planted: dict[str, dict[str, Any]]
    seconds: dict[str, float]
    shape: str

    @classmethod
    def of(cls, played: Played, *, seconds: float, planted: dict[str, dict[str, Any]]) -> Story:
        """Return the story of what was played, which took ``seconds``."""
        tally, memory = played.actor.tally, played.checker.memory
        counts = {
            "seed": played.seed,
            "days": (played.last_day - FIRST_DAY).days + 1,
            "units": len(memory.units),
            "projects filed": sum(one.filed_on is not None for one in memory.projects.values()),
            "matters": len(memory.matters),
            "reports": sum(len(one.reports) for one in memory.projects.values()),
            "steps done": sum(tally.done.values()),
            "steps refused": sum(tally.refused.values()),
            **tally.other,
            **{f"killed {where}": count for where, count in tally.kills.items()},
            **{f"left by a killed action: {what}": n for what, n in tally.after_kills.items()},
            "outages": len(played.outages),
            "clock set back": len(played.set_backs),
            "obligations": Obligation.objects.count(),
            "notices": Notice.objects.count(),
            "events in the record": Event.objects.count(),
        }
        return cls(
            counts=counts,
            steps=dict(tally.done.most_common()),
            refused=sum(tally.refused.values()),
            violations=played.violations,
            planted=planted,
            seconds={"in all": seconds, **played.seconds},
            shape=_shape(),
        )

    def as_json(self) -> str:
        """Return everything, the first violations in full."""
        data = asdict(self)
        data["violations"] = {
            "count": len(self.violations),
            "by name": dict(Counter(one.name for one in self.violations)),
            "first": [asdict(one) for one in self.violations[:KEPT]],
        }
        return json.dumps(data, ensure_ascii=False, indent=1, default=str)

    def as_text(self) -> str:
        """Return the tables of the page."""
        return "\n".join(
            [*self._counted(), "", *self._steps(), "", *self._wrong(), "", *self._times()]
        )

    def write(self, page: Path) -> None:
        """Put the tables into ``page`` in the place of those that stand there."""
        begin, end = "<!-- tables -->\n", "<!-- end of tables -->"
        text = page.read_text("utf-8")
        head, rest = text.split(begin)
        _, tail = rest.split(end)
        page.write_text(f"{head}{begin}\n{self.as_text()}\n\n{end}{tail}", "utf-8")

    def _counted(self) -> list[str]:
        lines = ["| what | how many |", "|---|---:|"]
        return lines + [f"| {what} | {count} |" for what, count in self.counts.items()]

    def _steps(self) -> list[str]:
        lines = ["| step | done |", "|---|---:|"]
        return lines + [f"| {step} | {count} |" for step, count in self.steps.items()]

    def _wrong(self) -> list[str]:
        lines = [f"Violations: **{len(self.violations) or 'none'}**."]
        for name, count in Counter(one.name for one in self.violations).items():
            lines.append(f"- {name}: {count}")
        first = self.violations[:KEPT]
        lines += [f"  - {one.on} {one.name} · {one.where} · {one.said}" for one in first]
        if self.planted:
            found = sum(one["found"] for one in self.planted.values())
            lines += [
                "",
                f"Faults planted by hand at the end: {len(self.planted)}, found: {found}.",
                "",
            ]
            lines += ["| planted | found as |", "|---|---|"]
            lines += [
                f"| {what} | {', '.join(one['as']) or '**not found**'} |"
                for what, one in self.planted.items()
            ]
        return lines

    def _times(self) -> list[str]:
        parts = ", ".join(f"{what} {seconds:.0f} s" for what, seconds in self.seconds.items())
        return [f"Duration: {parts}.", "", f"Machine: {self.shape}."]


def _shape() -> str:
    if connection.vendor == "sqlite":
        engine = f"SQLite {sqlite3.sqlite_version}"
    else:
        engine = f"PostgreSQL {connection.pg_version // 10000}"  # type: ignore[attr-defined]
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"{engine}, load {load:.1f} at the end"
    )
