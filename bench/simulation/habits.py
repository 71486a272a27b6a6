"""What people do on a day: drafting, signing, answering late, twice or never, leaving, coming back."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.simulation import region as places
from bench.simulation.actor import Actor
from bench.simulation.days import ONE_DAY, is_worked, rolled, working_days_after
from bench.simulation.deeds import Deed, take_leave
from bench.simulation.memory import IN_HAND, OPEN, OVER, Matter, Memory

from luoshi.orgs.models import Account

HANDS = ("unit_head", "handler", "planner")
# habit → the chance that a due thing is done on a day: in time, and once it is late.
ZEAL = {"punctual": (0.55, 0.6), "late": (0.08, 0.25), "twice": (0.5, 0.5), "never": (0.01, 0.015)}
NEWS = ("已召开协调会，明确分工。", "材料已报送，正在补正。", "现场踏勘完成。", "主要环节已办结。")


@dataclass
class Clock:
    """The time by which people act: a day, moved by ``offset`` where the clock was set back."""

    now: dt.datetime

    def tick(self) -> dt.datetime:
        """Return the next moment at which somebody acts."""
        self.now += dt.timedelta(seconds=7)
        return self.now

    @property
    def today(self) -> dt.date:
        """Return the civil day that the clock shows."""
        return self.now.date()


@dataclass
class Habits:
    """Everybody's matters, day by day."""

    actor: Actor
    region: places.Region
    dice: random.Random
    drafted: int = 0
    alive: set[int] = field(default_factory=set)

    @property
    def memory(self) -> Memory:
        """Return what is known."""
        return self.actor.memory

    def at_work(self, clock: Clock, part: int, wanted: int) -> None:
        """Let ``wanted`` matters be drafted, and everybody look at every second open matter."""
        for _ in range(wanted):
            self._draft(clock)
        if not is_worked(clock.today, "china") and self.dice.random() < 0.9:
            return
        for pk in sorted(self.alive):
            matter = self.memory.matters[pk]
            if pk % 2 == part:
                self._look_at(matter, clock)
            if matter.state in ("cancelled", "archived"):
                self.alive.discard(pk)

    # --- doing

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _do(self, matter: Matter, name: str, by: int, clock: Clock, **args: Any) -> bool:
        deed = Deed(name, by, clock.tick(), "matter", matter.pk, args)
        habit = self.memory.units[matter.lead].habit
        if habit == "twice" and self._chance(0.5):
            return self.actor.do_twice(deed)
        return self.actor.do(deed)

    def _hand(self, unit: int) -> int:
        return self.dice.choice(self.memory.units[unit].accounts(*HANDS))

    def _head(self, unit: int) -> int:
        return self.dice.choice(self.memory.units[unit].accounts("unit_head"))

    def _one(self, several: list[int]) -> int:
        return self.dice.choice(several)

    def _zeal(self, matter: Matter, due: dt.date | None, today: dt.date) -> float:
        in_time, late = ZEAL[self.memory.units[matter.lead].habit]
        return late if due is not None and due < today else in_time

    # --- drafts

    def _draft(self, clock: Clock) -> None:
        self.drafted += 1
        title = f"第{self.drafted}号事项：推进重点工程前期手续"
        args = {"title": title, "held_by": self.region.office, **self._terms(clock.today)}
        coordinator = self._one(self.region.coordinators)
        deed = Deed("draft", coordinator, clock.tick(), "matter", None, args, title)
        while title not in self.memory.labels:
            self.actor.do(deed)
        if self._chance(0.05):
            self.actor.do(deed)  # the form is sent twice: there must not be two
        self.alive.add(self.memory.labels[title])

    def _terms(self, today: dt.date) -> dict[str, Any]:
        dice, units = self.dice, self.region.units
        lead, other, third = dice.sample(units, 3)
        person = self.memory.units[lead].seats[self._hand(lead)][1]
        due = today + dt.timedelta(days=dice.choice((9, 14, 20, 30, 30, 45, 60, 90)))
        projects = [pk for pk, one in self.memory.projects.items() if one.filed_on]
        return {
            "kind": dice.choice(("task", "task", "problem", "support")),
            "content": "落实到人，按期报送办理结果。",
            "criterion": dice.choice(("取得批复", "取得批复；完成验收", "形成正式文件")),
            "lead": lead,
            "person": person,
            "raised_by": dice.choice((None, None, third)),
            "responsible": dice.choice(((), (other,))),
            "cooperating": dice.choice(((), (third,))),
            "due_proposed": due,
            "project": dice.choice(projects) if projects and dice.random() < 0.3 else None,
        }

    # --- one matter on one day

    def _look_at(self, matter: Matter, clock: Clock) -> None:
        if self._chance(0.004):
            self._try_what_may_not_be(matter, clock)
        if matter.state in IN_HAND or matter.state in ("issued", "extending"):
            if self._chance(0.003):
                args = {
                    "cause": "enterprise",
                    "slip_cause": "funds",
                    "reason": "企业要求暂缓",
                    "check_on": clock.today + 20 * ONE_DAY,
                }
                self._do(matter, "pause", self._one(self.region.leaders), clock, **args)
            elif self._chance(0.01):
                self._urge(matter, clock)
        if matter.state not in OVER and self._chance(0.0015):
            leader = self._one(self.region.leaders)
            self._do(matter, "cancel", leader, clock, reason="情况变化，不再办理")
        steps: dict[str, Callable[[Matter, Clock], None]] = {
            "draft": self._drafted,
            "pending": self._pending,
            "issued": self._issued,
            "objected": self._objected,
            "extending": self._extending,
            "paused": self._paused,
            "claimed": self._claimed,
            "closed": self._closed,
        }
        if matter.state in IN_HAND:
            self._in_hand(matter, clock)
        elif matter.state in steps:
            steps[matter.state](matter, clock)

    def _drafted(self, matter: Matter, clock: Clock) -> None:
        if matter.due_proposed <= clock.today or self._chance(0.05):
            args = {"title": matter.label, **self._terms(clock.today)}
            kept = {"kind": matter.kind, "raised_by": matter.raised_by, "project": matter.project}
            self._do(matter, "edit_draft", matter.drafted_by, clock, **(args | kept))
        elif self._chance(0.6):
            self._do(matter, "submit", matter.drafted_by, clock)

    def _pending(self, matter: Matter, clock: Clock) -> None:
        supervisor = self._one(self.region.supervisors)
        if self._chance(0.06) or matter.due_proposed < clock.today:
            self._do(matter, "send_back", supervisor, clock, reason="期限不妥，请修改")
        elif self._chance(0.6):
            self._do(matter, "issue", supervisor, clock)

    def _issued(self, matter: Matter, clock: Clock) -> None:
        sign = next(
            (
                debt
                for (kind, _), debt in matter.debts.items()
                if kind == "sign" and debt.status == OPEN
            ),
            None,
        )
        if self._chance(0.05) and matter.lead not in matter.objected_units:
            suggested = self.dice.choice([one for one in self.region.units if one != matter.lead])
            args = {"reason": "不属于本单位职责", "suggested": suggested}
            self._do(matter, "raise_objection", self._head(matter.lead), clock, **args)
        elif self._chance(self._zeal(matter, sign.due_on if sign else None, clock.today) + 0.03):
            self._do(matter, "sign", self._hand(matter.lead), clock)

    def _objected(self, matter: Matter, clock: Clock) -> None:
        by = self._one([*self.region.supervisors, *self.region.leaders])
        if not self._chance(0.6):
            return
        if self._chance(0.55):
            self._do(matter, "uphold", by, clock, note="职责明确，维持交办")
            return
        lead = self.dice.choice([one for one in self.region.units if one != matter.lead])
        person = self.memory.units[lead].seats[self._hand(lead)][1]
        due = clock.today + self.dice.randint(8, 30) * ONE_DAY
        args = {"lead": lead, "person": person, "due": due, "note": "异议成立"}
        args["slip_cause"] = "other"
        self._do(matter, "reassign", by, clock, **args)

    # --- in hand

    def _in_hand(self, matter: Matter, clock: Clock) -> None:
        today, due = clock.today, matter.due_current
        assert due is not None
        zeal = self._zeal(matter, due, today)
        self._plan(matter, clock, zeal)
        owes_word = any(
            kind == "feedback" and debt.status == OPEN and debt.opens_on <= today
            for (kind, _), debt in matter.debts.items()
        )
        if self._chance(0.25 * zeal if owes_word else 0.02):
            news = self.dice.choice(NEWS)
            self._do(matter, "feed_back", self._hand(matter.lead), clock, text=news)
        if matter.partners and self._chance(0.01):
            name = self.dice.choice(("give_input", "give_input", "dissent"))
            unit = next((one for one in matter.partners if one != matter.lead), None)
            if unit is not None:
                self._do(matter, name, self._hand(unit), clock, text="配合意见已提供。")
        near = (due - today).days
        if near > 1 and self._chance(0.06 if near < 8 else 0.004):
            self._ask(matter, clock)
        elif matter.state in IN_HAND and self._chance(zeal * (0.5 if near < 4 else 0.02)):
            self._claim(matter, clock)

    def _plan(self, matter: Matter, clock: Clock, zeal: float) -> None:
        today, due = clock.today, matter.due_current
        assert due is not None
        wants = matter.state == "signed" or self._chance(0.006)
        if wants and due >= today and self._chance(zeal):
            half = today + (due - today) / 2
            helper = next((one for one in matter.partners if one != matter.lead), matter.lead)
            steps = [("现场核查", helper, half), ("整理佐证材料", matter.lead, due)]
            self._do(matter, "lay_plan", self._hand(matter.lead), clock, steps=steps)
        for (kind, key), debt in list(matter.debts.items()):
            soon = kind == "step" and debt.status == OPEN and debt.due_on <= today + 2 * ONE_DAY
            if soon and self._chance(zeal):
                by = self._hand(debt.unit)
                self._do(matter, "finish_step", by, clock, key=key, done_on=today)

    def _ask(self, matter: Matter, clock: Clock) -> None:
        assert matter.due_current is not None
        later = matter.due_current + self.dice.randint(5, 30) * ONE_DAY
        args = {"due_asked": later, "slip_cause": "approval", "reason": "评审排期推迟"}
        args["done_so_far"] = "材料已提交"
        self._do(matter, "ask_extension", self._hand(matter.lead), clock, **args)

    def _claim(self, matter: Matter, clock: Clock) -> None:
        done_on = clock.today - self.dice.choice((0, 0, 1, 3)) * ONE_DAY
        evidence = {"取得批复": "批复已取得", "完成验收": "验收单", "形成正式文件": "文件已印发"}
        args = {"performed_on": done_on, "result": "已办结，佐证随附。", "evidence": evidence}
        self._do(matter, "claim", self._hand(matter.lead), clock, **args)

    def _urge(self, matter: Matter, clock: Clock) -> None:
        by = self._one(self.region.supervisors)
        answer = working_days_after(clock.today, 3, "china")
        self._do(matter, "urge", by, clock, text="请抓紧办理并反馈。", answer_by=answer)

    # --- answers of the office, and the end

    def _extending(self, matter: Matter, clock: Clock) -> None:
        by = self._one([*self.region.supervisors, *self.region.leaders])
        if self._chance(0.5):
            name = "grant" if self._chance(0.7) else "refuse"
            self._do(matter, name, by, clock, note="已研究答复")
        elif self._chance(0.03):
            self._claim(matter, clock)

    def _paused(self, matter: Matter, clock: Clock) -> None:
        if self._chance(0.02):
            self._do(matter, "feed_back", self._hand(matter.lead), clock, text="仍在等待。")
        if self._chance(0.05):
            assert matter.due_current is not None
            by, later = self._one(self.region.leaders), max(matter.due_current, clock.today)
            due = rolled(later + 15 * ONE_DAY, "china") if self._chance(0.6) else None
            self._do(matter, "resume", by, clock, note="条件已具备", due=due)

    def _claimed(self, matter: Matter, clock: Clock) -> None:
        if matter.raised_by and matter.raiser_said is None and self._chance(0.3):
            hand = self._hand(matter.raised_by)
            if self._chance(0.85):
                self._do(matter, "confirm", hand, clock, words="已解决")
            else:
                self._do(matter, "deny", hand, clock, words="还没有解决")
        by = self._one([*self.region.supervisors, *self.region.leaders])
        if matter.raiser_said is False or self._chance(0.05):
            if self._chance(0.5):
                self._do(matter, "send_for_redo", by, clock, reason="缺少佐证，请补充")
        elif self._chance(0.3):
            said = "电话回访，满意" if matter.kind == "problem" else ""
            self._do(matter, "close", by, clock, raiser_said=said)

    def _closed(self, matter: Matter, clock: Clock) -> None:
        if self._chance(0.006):
            due = clock.today + 20 * ONE_DAY
            leader = self._one(self.region.leaders)
            self._do(matter, "reopen", leader, clock, reason="回访发现反弹", due=due)
        elif self._chance(0.06):
            self._do(matter, "archive", self._one(self.region.coordinators), clock)

    def _try_what_may_not_be(self, matter: Matter, clock: Clock) -> None:
        """Do something that the state or the seat forbids: it must be refused and change nothing."""
        name = self.dice.choice(("sign", "issue", "close", "archive", "submit", "send_for_redo"))
        by = self.dice.choice(
            [self._hand(matter.lead), *self.region.leaders, *self.region.coordinators]
        )
        args: dict[str, Any] = {"reason": "试一试"} if name == "send_for_redo" else {}
        self._do(matter, name, by, clock, **args)

    # --- people who leave

    def somebody_leaves(self, clock: Clock) -> None:
        """Let one hand of a unit leave, and her matters be laid into the hands of who comes."""
        unit = self.memory.units[self._one(self.region.units)]
        leaver = self._one(unit.accounts(*HANDS))
        role, person = unit.seats[leaver]
        by = Account.objects.get(pk=self.region.coordinators[0])
        name = self.region.name(self.dice)
        comes = take_leave(
            leaver=leaver, name=name, unit=unit.pk, role=role, by=by, now=clock.tick()
        )
        del unit.seats[leaver]
        self.memory.left_people.add(person)
        unit.seats[comes] = (role, Account.objects.get(pk=comes).person_id)
        self.actor.tally.other["people who left"] += 1
        for pk in sorted(self.alive):
            matter = self.memory.matters[pk]
            running = matter.state not in OVER | {"draft", "pending"}
            if running and (matter.lead, matter.person) == (unit.pk, person):
                args = {"to_person": unit.seats[comes][1], "reason": "人员调动"}
                self._do(matter, "hand_over", self._one(self.region.coordinators), clock, **args)
