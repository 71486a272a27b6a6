"""The stored lights are those that a look at the register gives, whatever happened in between."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from decimal import Decimal

import pytest

from luoshi.cli.sweep import sweep_once
from luoshi.matters import actions as matters
from luoshi.matters.models import Matter
from luoshi.matters.planning import Planned
from luoshi.projects import actions as projects
from luoshi.projects import plans
from luoshi.projects.models import Project
from luoshi.standing import actions, tasks
from luoshi.standing.models import Standing, StandingChange
from luoshi.values.errors import Refusal
from luoshi.values.halfmonth import HalfMonth
from tests import make
from tests.matters import stories
from tests.progress import filed

pytestmark = pytest.mark.django_db

FIELDS = [
    "subject_kind",
    "subject_id",
    "time",
    "time_rule",
    "progress",
    "progress_rule",
    "report",
    "report_rule",
    "by_rule",
    "combined",
    "rule",
    "gap",
    "missed",
    "relight_on",
]


def stored() -> list[tuple]:
    return sorted(Standing.objects.values_list(*FIELDS))


def standing(subject: Project | Matter) -> Standing:
    return Standing.objects.get(subject_kind=subject._meta.model_name, subject_id=subject.pk)


def swept(text: str, hour: int = 1) -> None:
    assert sweep_once(now=make.at(text, hour)).trouble == ""


def planned_year(project: Project, cast: make.Cast, *, wan: int = 1000) -> None:
    plans.plan_year(
        project,
        year=2026,
        planned=Decimal(wan * 10000),
        q1=Decimal(10),
        q2=Decimal(50),
        q3=Decimal(80),
        by=cast.lin,
        now=make.at("2026-04-01"),
    )


class Register:
    """An office in which anything may happen on any day."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.cast = make.cast()
        self.day = dt.date(2026, 5, 18)
        self.projects = [
            filed.project(self.cast, on="2026-05-18", name=f"灌区{n}") for n in range(4)
        ]
        self.matters = [stories.signed(self.cast, title=f"勘界{n}") for n in range(2)]
        self.matters += [stories.issued(self.cast, title=f"修渠{n}") for n in range(2)]
        self.matters += [stories.drafted(self.cast, title=f"清淤{n}") for n in range(2)]

    def now(self) -> dt.datetime:
        return make.at(self.day.isoformat(), 9)

    def happen(self) -> None:
        """Let one thing happen, if it may at all on this day."""
        deeds = [
            self.report,
            self.plan,
            self.leave,
            self.reach,
            self.milestone,
            self.move,
            self.lay_plan,
            self.step,
            self.adjust,
        ]
        with contextlib.suppress(Refusal):
            self.chance.choice(deeds)()

    def report(self) -> None:
        project = self.chance.choice(self.projects)
        window = HalfMonth.containing(self.day - dt.timedelta(days=self.chance.randint(0, 20)))
        wan = self.chance.randint(0, 200)
        filed.report(project, window.id, by=self.cast.ding, now=self.now(), wan=wan)

    def plan(self) -> None:
        season = {"stops_on": dt.date(2026, 6, self.chance.randint(1, 30))}
        plans.plan_year(
            self.chance.choice(self.projects),
            year=2026,
            planned=Decimal(self.chance.randint(1, 900) * 10000),
            q1=Decimal(10),
            q2=Decimal(self.chance.randint(10, 60)),
            q3=Decimal(80),
            **(season if self.chance.random() < 0.3 else {}),
            by=self.cast.lin,
            now=self.now(),
        )

    def leave(self) -> None:
        project = self.chance.choice(self.projects)
        told = {"on": self.day, "reason": "资金未到位", "by": self.cast.lin, "now": self.now()}
        if Project.objects.get(pk=project.pk).exit:
            projects.come_back(Project.objects.get(pk=project.pk), **told)
        elif self.chance.random() < 0.5:
            projects.leave(Project.objects.get(pk=project.pk), exit="paused", **told)

    def reach(self) -> None:
        planned = {"stage": self.chance.choice(["S09", "S10"]), "by": self.cast.lin}
        project = self.chance.choice(self.projects)
        evidence = {"reached_on": self.day, "evidence": "验收意见书", "now": self.now()}
        projects.reach_stage(project, **planned, **evidence)

    def milestone(self) -> None:
        projects.plan_stage(
            self.chance.choice(self.projects),
            stage=self.chance.choice(["S09", "S10", "S11"]),
            planned_on=self.day + dt.timedelta(days=self.chance.randint(0, 30)),
            by=self.cast.lin,
            now=self.now(),
        )

    def move(self) -> None:
        matter = Matter.objects.get(pk=self.chance.choice(self.matters).pk)
        cast, now, chance = self.cast, self.now(), self.chance
        moves = [
            lambda: matters.submit(matter, by=cast.lin, now=now),
            lambda: matters.issue(matter, by=cast.zhao, now=now),
            lambda: matters.sign(matter, by=cast.wu, now=now),
            lambda: matters.feed_back(
                matter, text="勘界完成一半。", next_step="", by=cast.wu, now=now
            ),
            lambda: matters.claim(
                matter, performed_on=self.day, result="界线已定。", by=cast.wu, now=now
            ),
            lambda: matters.close(matter, raiser_said="", by=cast.zhao, now=now),
            lambda: matters.cancel(matter, reason="并入总表", by=cast.han, now=now),
            lambda: matters.pause(
                matter,
                cause="other",
                reason="等待汛期结束",
                check_on=self.day + dt.timedelta(days=9),
                by=cast.han,
                now=now,
            ),
            lambda: matters.resume(matter, note="汛期已过", by=cast.zhao, now=now),
        ]
        chance.choice(moves)()

    def lay_plan(self) -> None:
        matter = Matter.objects.get(pk=self.chance.choice(self.matters).pk)
        steps = [
            Planned(
                title=f"第{n}步",
                unit=self.cast.water,
                due_on=self.day + dt.timedelta(days=self.chance.randint(1, 30)),
            )
            for n in range(self.chance.randint(1, 4))
        ]
        matters.lay_plan(matter, steps=steps, by=self.cast.wu, now=self.now())

    def step(self) -> None:
        matter = self.chance.choice(self.matters)
        if step := matter.plan.filter(done_on=None, dropped_at=None).order_by("?").first():
            matters.finish_step(step, done_on=self.day, by=self.cast.wu, now=self.now())

    def adjust(self) -> None:
        subject = self.chance.choice([*self.projects, *self.matters])
        actions.adjust(
            subject,
            became=self.chance.choice(["green", "yellow", "orange", "red"]),
            reason="现场核实",
            until=self.day + dt.timedelta(days=self.chance.randint(0, 12)),
            by=self.cast.zhao,
            now=self.now(),
        )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_over_fifty_random_days_what_the_sweep_stored_is_what_looking_at_everything_gives(seed):
    register = Register(seed)
    for _ in range(50):
        for _ in range(register.chance.randint(0, 4)):
            register.happen()
        if register.chance.random() < 0.8:  # some days the sweep does not come
            swept(register.day.isoformat(), 10)
            found = stored()
            tasks.relight_everything(now=make.at(register.day.isoformat(), 10))
            assert stored() == found, register.day
        register.day += dt.timedelta(days=1)
    colours = set(StandingChange.objects.values_list("lamp", "now"))
    assert len(colours) > 8, "the register stood still"
