"""What project units do on a day: file, report in time, late, twice or never, leave and come back."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bench.simulation import region as places
from bench.simulation.actor import Actor
from bench.simulation.days import ONE_DAY, Span, report_due, window_of
from bench.simulation.deeds import Deed
from bench.simulation.habits import HANDS, Clock
from bench.simulation.memory import Memory, Project

# habit → the share of reports handed in during the window's last days, later, and at all.
SHARES = {"punctual": (0.97, 0.99), "late": (0.35, 0.92), "twice": (0.9, 0.98), "never": (0.1, 0.2)}


@dataclass
class Reporters:
    """Everybody's projects, day by day.  ``agenda`` holds who reports what on which day."""

    actor: Actor
    region: places.Region
    dice: random.Random
    added: int = 0

    def __post_init__(self) -> None:
        self.agenda: dict[dt.date, list[tuple[int, Span]]] = {}
        self.begun: set[tuple[int, str]] = set()

    @property
    def memory(self) -> Memory:
        """Return what is known."""
        return self.actor.memory

    def at_work(self, clock: Clock, part: int, wanted: int) -> None:
        """Let ``wanted`` projects be filed, and every second project's people do what the day asks."""
        for _ in range(wanted):
            self._file(clock)
        today = clock.today
        window = window_of(today)
        for pk, project in list(self.memory.projects.items()):
            if pk % 2 != part or project.filed_on is None:
                continue
            if (pk, window[0]) not in self.begun:
                self.begun.add((pk, window[0]))
                self._put_on_agenda(project, window)
            self._turns(project, window, clock)
        for day in [day for day in self.agenda if day <= today]:
            due = self.agenda.pop(day)
            for pk, span in due:
                if pk % 2 != part:
                    self.agenda.setdefault(day, []).append((pk, span))
                else:
                    self._report(self.memory.projects[pk], span, clock)

    def _do(self, project: Project, name: str, by: int, clock: Clock, **args: Any) -> bool:
        return self.actor.do(Deed(name, by, clock.tick(), "project", project.pk, args))

    def _hand(self, unit: int) -> int:
        return self.dice.choice(self.memory.units[unit].accounts(*HANDS))

    def _coordinator(self) -> int:
        return self.dice.choice(self.region.coordinators)

    # --- the ledger

    def _file(self, clock: Clock) -> None:
        self.added += 1
        name, unit = f"第{self.added}号合作项目", self.dice.choice(self.region.units)
        by = self._coordinator()
        args = {"name": name, "held_by": self.region.office, "unit": unit}
        while name not in self.memory.labels:  # until the form goes through
            self.actor.do(Deed("add_project", by, clock.tick(), "project", None, args, name))
        project = self.memory.projects[self.memory.labels[name]]
        reporter = self.memory.units[unit].seats[self._hand(unit)][1]
        while project.filed_on is None:
            self._do(project, "file_project", by, clock, unit=unit, reporter=reporter)
        if self.dice.random() < 0.1:
            self._do(project, "want_signature", by, clock)

    def _turns(self, project: Project, window: Span, clock: Clock) -> None:
        """Let a project leave, come back, end, be excused; let its reports be received or returned."""
        dice, today = self.dice, clock.today
        if project.is_out():
            if not project.dropped and dice.random() < 0.03:
                since = project.spells[-1][0]
                on = max(since, today - dice.choice((0, 0, 2)) * ONE_DAY)
                self._do(project, "come_back", self._coordinator(), clock, on=on, reason="已复工")
            elif not project.dropped and dice.random() < 0.004:
                self._leave(project, "dropped", clock)
            return
        if dice.random() < 0.0012:
            self._leave(project, dice.choice(("paused", "paused", "dropped")), clock)
        elif dice.random() < 0.0002 and project.ended_on is None:
            args = {"on": today, "reason": "已并入其他项目"}
            self._do(project, "end_filing", self._coordinator(), clock, **args)
        elif dice.random() < 0.0005 and project.owes(window) and window[0] not in project.excused:
            args = {"window": window[0], "reason": "冬季停工"}
            self._do(project, "excuse", self._coordinator(), clock, **args)

    def _leave(self, project: Project, exit: str, clock: Clock) -> None:
        assert project.filed_on is not None
        on = max(project.filed_on, clock.today - self.dice.choice((0, 0, 3)) * ONE_DAY)
        if project.spells:
            on = max(on, project.spells[-1][1] or project.spells[-1][0])
        args = {"exit": exit, "on": on, "reason": "资金未落实"}
        self._do(project, "leave", self._coordinator(), clock, **args)

    # --- reports

    def _put_on_agenda(self, project: Project, span: Span) -> None:
        habit = self.memory.units[project.unit].habit
        in_time, at_all = SHARES[habit]
        due = report_due(span[2], self.memory.calendar(project.unit))
        chance = self.dice.random()
        if chance < in_time:
            day = span[2] - self.dice.choice((0, 0, 0, 2)) * ONE_DAY
            day = min(day + self.dice.randint(0, 2) * ONE_DAY, due)
        elif chance < at_all:
            day = due + self.dice.randint(1, 20) * ONE_DAY
        else:
            return
        self.agenda.setdefault(day, []).append((project.pk, span))

    def _report(self, project: Project, span: Span, clock: Clock) -> None:
        window, dice = span[0], self.dice
        args: dict[str, Any] = {"window": window, "first": not project.reports, "unchanged": False}
        if project.reports and dice.random() < 0.06 and max(project.reports) < window:
            args |= {"unchanged": True, "unchanged_reason": "设备到货前无新增工作量"}
        else:
            done = Decimal(dice.randint(1, 90) * 10000)
            said = f"完成基础{dice.randint(20, 90)}%，作业面{dice.randint(2, 6)}个。"
            args |= {"stage": "S08", "progress": said, "invested_window": done}
            args |= {"correction": "按原始台账补报"}
        by = self._hand(project.unit)
        deed = Deed("report", by, clock.tick(), "project", project.pk, args)
        is_double = self.memory.units[project.unit].habit == "twice" and dice.random() < 0.5
        if not (self.actor.do_twice(deed) if is_double else self.actor.do(deed)):
            if window not in project.reports and project.owes(span):
                self.agenda.setdefault(clock.today + ONE_DAY, []).append((project.pk, span))
            return
        self._afterwards(project, window, clock)

    def _afterwards(self, project: Project, window: str, clock: Clock) -> None:
        """Let the head sign, the office receive or return, the unit correct."""
        dice = self.dice
        if project.reports[window][1] == "waiting" and dice.random() < 0.9:
            head = dice.choice(self.memory.units[project.unit].accounts("unit_head"))
            if dice.random() < 0.1:
                self._do(project, "send_report_back", head, clock, window=window, reason="数字有误")
            else:
                self._do(project, "sign_report", head, clock, window=window)
        if project.reports[window][1] == "handed-in" and dice.random() < 0.35:
            self._do(project, "receive", self._coordinator(), clock, window=window)
        if project.reports[window][1] in ("handed-in", "received") and dice.random() < 0.05:
            by = self._coordinator()
            self._do(project, "return_report", by, clock, window=window, reason="缺少形象进度照片")
        if project.reports[window][1] == "returned" or dice.random() < 0.03:
            args = {"text": f"更正：{clock.now:%m%d%H%M%S}", "reason": "数字更正"}
            self._do(project, "correct", self._hand(project.unit), clock, window=window, **args)
