"""Small worlds: one to three matters and projects, and whatever hypothesis makes of their days."""

from __future__ import annotations

import copy
import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from bench.simulation.actor import Actor
from bench.simulation.checks import Checker
from bench.simulation.days import ONE_DAY, moment, window_of, windows_between
from bench.simulation.deeds import SWEEP, Deed
from bench.simulation.desk import NearDesk
from bench.simulation.habits import HANDS
from bench.simulation.memory import OPEN, Matter, Memory, Project
from bench.simulation.region import Region, settle
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from luoshi.rules import life

BEGAN = dt.date(2026, 4, 20)  # the days of May Day and Dragon Boat lie ahead
# Which deeds stand for a move of the table, and who does it.
BY = {
    "edit_draft": (),
    "decide_extension": ("grant", "refuse"),
    "confirm": ("confirm", "deny"),
    "give_input": ("give_input", "dissent"),
}
OFFICE = {"submit", "archive"}
LEADERS = {"issue", "send_back", "grant", "refuse", "close", "send_for_redo", "reassign", "uphold"}
LEADERS |= {"pause", "resume", "reopen", "cancel", "urge"}


class SmallWorld(RuleBasedStateMachine):
    """A few rows, and everybody who may do something with them."""

    founded: tuple[Memory, Region]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        memory, self.region = copy.deepcopy(self.founded)
        self.actor = Actor(memory, NearDesk(), random.Random(7))
        self.checker = Checker(memory, random.Random(7))
        self.now = moment(BEGAN, 8)
        self.is_swept = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @property
    def memory(self) -> Memory:
        return self.actor.memory

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def do(
        self, name: str, by: int, kind: str, pk: int | None, label: str = "", /, **args: Any
    ) -> bool:
        self.now += dt.timedelta(seconds=30)
        return self.actor.do(Deed(name, by, self.now, kind, pk, args, label))

    def hand(self, unit: int, *roles: str) -> int:
        return self.memory.units[unit].accounts(*(roles or HANDS))[0]

    # --- rows begin

    @precondition(lambda self: len(self.memory.matters) < 3)
    @rule(
        lead=st.integers(0, 2),
        kind=st.sampled_from(["task", "problem"]),
        days=st.integers(2, 70),
        is_raised=st.booleans(),
        goes_on=st.integers(0, 3),
    )
    def a_matter_is_drafted(
        self, *, lead: int, kind: str, days: int, is_raised: bool, goes_on: int
    ) -> None:
        title, units = f"第{len(self.memory.matters) + 1}件", self.region.units
        person = self.memory.units[units[lead]].seats[self.hand(units[lead])][1]
        projects = [pk for pk, one in self.memory.projects.items() if one.filed_on]
        args: dict[str, Any] = {
            "title": title,
            "kind": kind,
            "content": "按期办理。",
            "criterion": "取得批复",
            "lead": units[lead],
            "person": person,
            "raised_by": units[(lead + 1) % 3] if is_raised else None,
            "responsible": (),
            "cooperating": (units[(lead + 2) % 3],),
            "due_proposed": self.today + days * ONE_DAY,
            "project": projects[0] if projects and is_raised else None,
            "held_by": self.region.office,
        }
        assert self.do("draft", self.region.coordinators[0], "matter", None, title, **args)
        matter = self.memory.matters[self.memory.labels[title]]
        steps = [
            ("submit", self.region.coordinators[0]),
            ("issue", self.region.supervisors[0]),
            ("sign", self.hand(matter.lead)),
        ]
        for name, by in steps[:goes_on]:
            assert self.do(name, by, "matter", matter.pk)

    @precondition(lambda self: len(self.memory.projects) < 3)
    @rule(unit=st.integers(0, 2), head_signs=st.booleans())
    def a_project_is_filed(self, *, unit: int, head_signs: bool) -> None:
        name, where = f"项目{len(self.memory.projects) + 1}", self.region.units[unit]
        by, office = self.region.coordinators[0], self.region.office
        assert self.do(
            "add_project", by, "project", None, name, name=name, held_by=office, unit=where
        )
        pk = self.memory.labels[name]
        reporter = self.memory.units[where].seats[self.hand(where)][1]
        assert self.do("file_project", by, "project", pk, unit=where, reporter=reporter)
        if head_signs:
            assert self.do("want_signature", by, "project", pk)

    # --- matters go on

    @precondition(lambda self: self.memory.matters)
    @rule(data=st.data())
    def somebody_makes_a_move(self, *, data: st.DataObject) -> None:
        matter = self.memory.matters[data.draw(st.sampled_from(sorted(self.memory.matters)))]
        moves = sorted({move.name for move in life.moves_from(matter.state)})
        names = [name for move in moves for name in BY.get(move, (move,))]
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        days = data.draw(st.integers(1, 25))
        self.do(
            name, self._who(matter, name), "matter", matter.pk, **self._args(matter, name, days)
        )

    def _who(self, matter: Matter, name: str) -> int:
        if name in OFFICE:
            return self.region.coordinators[0]
        if name in LEADERS:
            return self.region.leaders[0]
        if name in ("confirm", "deny") and matter.raised_by:
            return self.hand(matter.raised_by)
        if name in ("give_input", "dissent"):
            return self.hand(next(one for one in matter.partners))
        return self.hand(matter.lead, "unit_head")

    def _args(self, matter: Matter, name: str, days: int) -> dict[str, Any]:
        today, due = self.today, matter.due_current or self.today
        other = next(one for one in self.region.units if one != matter.lead)
        hand = self.memory.units[other].seats[self.hand(other)][1]
        step = ("核查", matter.lead, min(due, today + days * ONE_DAY))
        texts: dict[str, dict[str, Any]] = {
            "feed_back": {"text": "正在办理。"},
            "give_input": {"text": "意见。"},
            "dissent": {"text": "不同意见。"},
            "urge": {"text": "请抓紧。", "answer_by": today + days * ONE_DAY},
            "lay_plan": {"steps": [step]},
            "ask_extension": {
                "due_asked": due + days * ONE_DAY,
                "slip_cause": "weather",
                "reason": "推迟",
                "done_so_far": "材料",
            },
            "grant": {"note": "同意"},
            "refuse": {"note": "不同意"},
            "claim": {"performed_on": today - (days % 3) * ONE_DAY, "result": "已办结。"},
            "confirm": {"words": ""},
            "deny": {"words": "没有解决"},
            "close": {"raiser_said": "满意" if matter.kind == "problem" else ""},
            "send_for_redo": {"reason": "补充"},
            "send_back": {"reason": "修改"},
            "raise_objection": {"reason": "不属于本单位", "suggested": other},
            "uphold": {"note": "维持"},
            "reassign": {
                "lead": other,
                "person": hand,
                "due": today + days * ONE_DAY,
                "slip_cause": "approval",
                "note": "是",
            },
            "pause": {
                "cause": "court",
                "reason": "诉讼",
                "slip_cause": "weather",
                "check_on": today + days * ONE_DAY,
            },
            "resume": {"note": "可以", "due": due + days * ONE_DAY if days % 2 else None},
            "reopen": {"reason": "反弹", "due": today + days * ONE_DAY},
            "cancel": {"reason": "不办"},
        }
        return texts.get(name, {})

    @precondition(lambda self: self.memory.matters)
    @rule(data=st.data())
    def a_step_is_done(self, *, data: st.DataObject) -> None:
        steps = [
            (matter, key)
            for matter in self.memory.matters.values()
            for (kind, key), debt in matter.debts.items()
            if kind == "step" and debt.status == OPEN
        ]
        if steps:
            matter, key = data.draw(st.sampled_from(steps))
            by = self.hand(matter.lead)
            self.do("finish_step", by, "matter", matter.pk, key=key, done_on=self.today)

    # --- projects go on

    @precondition(lambda self: self.memory.projects)
    @rule(data=st.data(), back=st.integers(0, 2), is_unchanged=st.booleans())
    def a_report_is_sent(self, *, data: st.DataObject, back: int, is_unchanged: bool) -> None:
        project = self._project(data)
        assert project.filed_on is not None
        windows = windows_between(project.filed_on, self.today)
        window = windows[max(0, len(windows) - 1 - back)][0]
        args: dict[str, Any] = {"window": window, "first": not project.reports}
        if is_unchanged and project.reports:
            args |= {"unchanged": True, "unchanged_reason": "停工"}
        else:
            args |= {"unchanged": False, "stage": "S08", "progress": f"完成{self.today}。"}
            args |= {"invested_window": Decimal(10000), "correction": "补报"}
        self.do("report", self.hand(project.unit), "project", project.pk, **args)

    @precondition(lambda self: any(one.reports for one in self.memory.projects.values()))
    @rule(
        data=st.data(),
        name=st.sampled_from(
            ["sign_report", "send_report_back", "receive", "return_report", "correct"]
        ),
    )
    def a_report_goes_its_way(self, *, data: st.DataObject, name: str) -> None:
        reported = [one for one in self.memory.projects.values() if one.reports]
        project = data.draw(st.sampled_from(reported))
        args: dict[str, Any] = {"window": data.draw(st.sampled_from(sorted(project.reports)))}
        if name in ("send_report_back", "return_report"):
            args["reason"] = "有误"
        if name == "correct":
            args |= {"text": f"更正{self.now}", "reason": "更正"}
        office = name in ("receive", "return_report")
        by = self.region.coordinators[0] if office else self.hand(project.unit, "unit_head")
        self.do(name, by, "project", project.pk, **args)

    @precondition(lambda self: self.memory.projects)
    @rule(data=st.data(), back=st.integers(0, 3), exit=st.sampled_from(["paused", "dropped"]))
    def a_project_leaves(self, *, data: st.DataObject, back: int, exit: str) -> None:
        project = self._project(data)
        assert project.filed_on is not None
        on = max(project.filed_on, self.today - back * ONE_DAY)
        if project.spells:
            on = max(on, project.spells[-1][1] or project.spells[-1][0])
        by = self.region.coordinators[0]
        self.do("leave", by, "project", project.pk, exit=exit, on=on, reason="资金")

    @precondition(lambda self: any(one.is_out() for one in self.memory.projects.values()))
    @rule(data=st.data())
    def a_project_comes_back(self, *, data: st.DataObject) -> None:
        out = [one for one in self.memory.projects.values() if one.is_out()]
        project = data.draw(st.sampled_from(out))
        by = self.region.coordinators[0]
        self.do("come_back", by, "project", project.pk, on=self.today, reason="复工")

    @precondition(lambda self: self.memory.projects)
    @rule(data=st.data())
    def a_window_is_excused(self, *, data: st.DataObject) -> None:
        project = self._project(data)
        by, window = self.region.coordinators[0], window_of(self.today)[0]
        self.do("excuse", by, "project", project.pk, window=window, reason="停工")

    def _project(self, data: st.DataObject) -> Project:
        return data.draw(st.sampled_from(list(self.memory.projects.values())))

    # --- days pass

    @rule(days=st.integers(1, 9), times=st.integers(1, 2))
    def days_pass_and_the_sweep_runs(self, *, days: int, times: int) -> None:
        self.now = moment(self.today + days * ONE_DAY, 8)
        for _ in range(times):
            self.sweep(self.now)

    @rule(days=st.integers(3, 25))
    def days_pass_without_a_sweep(self, *, days: int) -> None:
        self.now = moment(self.today + days * ONE_DAY, 8)
        self.is_swept = False

    @rule(back=st.integers(1, 6))
    def the_sweep_runs_by_a_clock_that_is_behind(self, *, back: int) -> None:
        self.sweep(self.now - back * ONE_DAY)
        self.is_swept = False

    def sweep(self, at: dt.datetime) -> None:
        deed = Deed(SWEEP, 0, at, SWEEP)
        answer = self.actor.desk.ask(deed)
        self.actor.sweep(deed, answer)
        assert list(self.checker.after_sweep(at.date(), came_to_its_end=True)) == []
        self.is_swept = True

    @invariant()
    def nothing_is_violated(self) -> None:
        assert self.actor.violations == []
        found = self.checker.day(self.today, swept=False, everything=True)
        assert found == []

    @precondition(lambda self: self.is_swept)
    @rule()
    def the_day_ends(self) -> None:
        self.sweep(self.now)
        assert self.checker.day(self.today, swept=True, everything=True) == []
        assert list(self.checker.again(self.today)) == []


@pytest.mark.django_db
def test_of_whatever_happens_in_a_small_world_the_memory_and_the_register_agree():
    memory, dice = Memory(), random.Random(3)
    region = settle(memory, units=3, dice=dice, now=moment(BEGAN - ONE_DAY, 9))
    SmallWorld.founded = (memory, region)
    run_state_machine_as_test(
        SmallWorld,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            report_multiple_bugs=False,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
