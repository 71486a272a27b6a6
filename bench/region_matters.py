"""Matters of an invented region in every state of a life, with what each move had written."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from flood import Chronicle, Flood, labelled, stored
from region_debts import Debts, due_after, rolled
from region_people import Directory, Member, Place, at
from region_projects import Known

from luoshi.matters.models import (
    Confirmation,
    DueChange,
    Evidence,
    Extension,
    Matter,
    MatterUnit,
    Objection,
    Pause,
    PlanStep,
    Reopening,
    Step,
)
from luoshi.orgs.models import Series
from luoshi.rules.cadence import periods_between
from luoshi.sources.models import Passage, Source

# Of a hundred that are open, and how many days ago those in each state were issued (from, to).
OPEN = {
    "draft": (2, 0, 1), "pending": (1, 0, 1), "issued": (5, 0, 3), "objected": (1, 1, 4),
    "signed": (8, 1, 6), "working": (60, 12, 200), "extending": (4, 20, 160),
    "paused": (4, 20, 160), "claimed": (8, 25, 160), "returned": (4, 30, 200),
    "reopened": (3, 60, 300),
}  # fmt: skip
OVER = {"closed": (70, 60, 400), "archived": (20, 90, 400), "cancelled": (10, 30, 400)}
IN_HAND = {"signed", "working", "returned", "reopened", "extending"}
LOOK_BACK = dt.timedelta(days=62)
WHAT = (
    "协调解决{}用地手续", "推进{}外电接入", "办理{}环评批复", "落实{}取水许可", "组织{}竣工验收",
    "解决{}进场道路通行", "明确{}土地出让金缴纳方式", "帮助{}对接用工", "督促{}复工", "兑现{}优惠政策",
)  # fmt: skip
FIRST = ("查清现状，列出问题清单", "与有关单位会商，形成一致意见")
SAID = (
    "已与有关单位会商两次，分歧缩小到补偿标准一项",
    "材料已报送受理，等待上级批复",
    "现场核实完毕，整改方案已经形成",
)
CRITERION = "取得批复文件；现场核实属实"
Actor = tuple[int | None, str]


@dataclass(slots=True)
class One:
    """A matter while it is made up."""

    pk: int
    state: str
    title: str
    kind: str
    lead: Place
    person: Member
    partner: Place
    raiser: Place | None
    project: Known | None
    issued: dt.date
    due: dt.date
    coordinator: Member
    supervisor: Member
    number: str = ""
    signed: dt.date | None = None
    due_now: dt.date | None = None
    values: dict[str, Any] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)

    def tell(self, type_: str, day: dt.date, hour: int, by: Actor, **data: Any) -> None:
        """Add an event to its record."""
        self.events.append((type_, at(day, hour), by, data))


COLUMNS = (
    "kind", "state", "number", "title", "content", "lead_id", "person_id", "raised_by_id",
    "due_proposed", "due_original", "due_current", "project_id", "passage_id", "drafted_by_id",
    "drafted_at", "issued_by_id", "issued_at", "signed_by_id", "signed_at", "claimed_by_id",
    "claimed_at", "performed_on", "result", "closed_by_id", "closed_at", "raiser_said", "returns",
    "attempt", "archived_by_id", "archived_at", "archive_number",
)  # fmt: skip


class Matters:
    """Writes matters with everything that hangs on them."""

    def __init__(
        self, flood: Flood, chronicle: Chronicle, debts: Debts, directory: Directory, *,
        today: dt.date, dice: random.Random,
    ) -> None:  # fmt: skip
        self.flood, self.chronicle, self.debts = flood, chronicle, debts
        self.directory, self.today, self.dice = directory, today, dice
        self.office = directory.office
        self.numbers: Counter[int] = Counter()
        self.archived: Counter[int] = Counter()
        self.sources = flood.table(
            Source, "title", "size_bytes", "sha256", "text_sha256", "text", kind="pasted",
            encoding="utf-8", held_by_id=self.office.pk, received_at=at(today, 9),
            received_by_id=directory.coordinators[0].account,
        )  # fmt: skip
        self.passages = flood.table(Passage, "source_id", "start", "end", "quote")
        self.quotes: list[int] = []
        held = {"held_by_id": self.office.pk, "criterion": CRITERION}
        self.matters = flood.table(Matter, *COLUMNS, **held)
        self.parts = flood.table(MatterUnit, "matter_id", "unit_id", "role")
        self.steps = flood.table(Step, "matter_id", "unit_id", "text", "next_step", "by_id", "at")
        self.plan = flood.table(
            PlanStep, "matter_id", "ordinal", "title", "unit_id", "due_on", "done_on",
            "done_by_id", "note",
        )  # fmt: skip
        self.evidence = flood.table(Evidence, "matter_id", "attempt", "criterion", "statement")
        self.extensions = flood.table(
            Extension, "matter_id", "due_before", "due_asked", "reason", "done_so_far",
            "asked_by_id", "asked_at",
        )  # fmt: skip
        self.objections = flood.table(
            Objection, "matter_id", "unit_id", "reason", "suggested_id", "by_id", "at",
            was_state="issued",
        )  # fmt: skip
        self.pauses = flood.table(
            Pause, "matter_id", "reason", "from_on", "check_on", "by_id", cause="higher",
            was_state="working",
        )  # fmt: skip
        self.reopenings = flood.table(
            Reopening, "matter_id", "closed_at", "closed_by_id", "performed_on", "by_id", "at",
            attempt=1, reason="复核发现仍未通行", result="已办结",
        )  # fmt: skip
        self.changes = flood.table(
            DueChange, "matter_id", "cause", "was", "now", "reason", "by_id", "at"
        )
        self.confirmations = flood.table(
            Confirmation,
            "matter_id",
            "attempt",
            "by_id",
            "at",
            solved=True,
            satisfaction="satisfied",
        )

    def add(self, *, is_open: bool, project: Known | None) -> None:
        """Add one matter; where there is a ``project`` it belongs to it."""
        chances = OPEN if is_open else OVER
        state = self.dice.choices(list(chances), [share for share, _, _ in chances.values()])[0]
        _, least, most = chances[state]
        one = self._begun(
            state, self.today - dt.timedelta(days=self.dice.randint(least, most)), project
        )
        self._draft(one)
        if state not in ("draft", "pending") and not (
            state == "cancelled" and self.dice.random() < 0.3
        ):
            self._issue(one)
            if state not in ("issued", "objected"):
                self._work(one)
            getattr(self, f"_{state}", lambda one: None)(one)
        row = one.values
        self.matters.add(one.pk, *(row.get(name, DEFAULT.get(name)) for name in COLUMNS))
        self.parts.new(one.pk, one.partner.pk, "cooperating")
        self.chronicle.tell("matter", one.pk, one.title, one.events)

    def _begun(self, state: str, issued: dt.date, project: Known | None) -> One:
        dice, working = self.dice, self.directory.working
        lead = project.unit if project and dice.random() < 0.5 else dice.choice(working)
        partner = dice.choice(working)
        while partner.pk == lead.pk:
            partner = dice.choice(working)
        kind = dice.choices(("task", "problem", "support", "intent"), (55, 30, 10, 5))[0]
        raiser = dice.choice(working) if kind == "problem" else None
        due = issued + dt.timedelta(
            days=dice.randint(20, 60) if dice.random() < 0.4 else dice.randint(60, 260)
        )
        pk = self.matters.next_id()
        what = f"{lead.short}{dice.choice(('产业园', '灌区', '电站', '矿区', '物流园'))}{pk}号地块"
        return One(
            pk, state, dice.choice(WHAT).format(what), kind, lead, dice.choice(lead.handlers),
            partner, raiser, project, issued, due, dice.choice(self.directory.coordinators),
            dice.choice(self.directory.supervisors),
        )  # fmt: skip

    def _draft(self, one: One) -> None:
        day = one.issued - dt.timedelta(days=2)
        one.values |= {
            "kind": one.kind, "state": one.state, "title": one.title,
            "content": f"请{one.lead.name}会同{one.partner.name}{one.title}，每月反馈进展，遇有困难及时报告。",
            "lead_id": one.lead.pk, "person_id": one.person.person,
            "raised_by_id": one.raiser.pk if one.raiser else None, "due_proposed": stored(one.due),
            "project_id": one.project.pk if one.project else None, "passage_id": self._quote(),
            "drafted_by_id": one.coordinator.account, "drafted_at": stored(at(day, 9)),
        }  # fmt: skip
        lead = labelled(one.lead.pk, one.lead.name)
        one.tell("matter.drafted", day, 9, one.coordinator.actor, title=one.title, lead=lead)
        if one.state != "draft":
            one.tell("matter.submitted", day, 10, one.coordinator.actor)

    def _issue(self, one: One) -> None:
        day, year = one.issued, one.issued.year
        self.numbers[year] += 1
        one.number = f"督〔{year}〕{self.numbers[year]}号"
        one.values |= {
            "number": one.number, "due_original": stored(one.due), "due_current": stored(one.due),
            "issued_by_id": one.supervisor.account, "issued_at": stored(at(day, 9)),
        }  # fmt: skip
        one.tell(
            "matter.issued", day, 9, one.supervisor.actor, number=one.number,
            lead=labelled(one.lead.pk, one.lead.name),
            person=labelled(one.person.person, one.person.name), due=one.due,
        )  # fmt: skip
        signs = one.state not in ("issued", "objected")
        signed = (
            self._past(day + dt.timedelta(days=int(self.dice.random() < 0.6))) if signs else None
        )
        self._owe(one, "sign", "1", opens=day, due=due_after(day, "sign"), done=signed)
        if signed:
            one.signed = signed
            one.values |= {"signed_by_id": one.person.account, "signed_at": stored(at(signed, 15))}
            one.tell("matter.signed", signed, 15, one.person.actor)
            self._owe_plan(one, signed)

    def _owe_plan(self, one: One, signed: dt.date) -> None:
        works = one.state != "signed"
        planned = self._past(signed + dt.timedelta(days=self.dice.randint(1, 6))) if works else None
        due = min(due_after(signed, "plan"), one.due)
        self._owe(one, "plan", "1", opens=signed, due=due, done=planned)
        spoken = self._past(signed + dt.timedelta(days=self.dice.randint(2, 9))) if works else None
        first = due_after(signed, "first_feedback")
        if first < one.due:
            self._owe(one, "feedback", "first", opens=signed, due=first, done=spoken)

    def _work(self, one: One) -> None:
        """Lay the plan, feed back, and finish unless it is still being worked on."""
        if one.state == "signed":
            return
        ended = one.state in ("claimed", "returned", "reopened", "closed", "archived", "cancelled")
        day = self._past(one.issued + dt.timedelta(days=6))
        steps = []
        for ordinal, title in enumerate(FIRST, start=1):
            unit = one.lead if ordinal == 1 else one.partner
            due = one.issued + (one.due - one.issued) * ordinal / 3
            done = (
                self._past(due)
                if ended or (due < self.today and self.dice.random() < 0.7)
                else None
            )
            steps.append(f"{title}（{unit.name}，{due}）")
            self.plan.new(
                one.pk, ordinal, title, unit.pk, stored(due), stored(done),
                one.person.account if done else None, "已完成" if done else "",
            )  # fmt: skip
            self._owe(
                one, "step", f"1.{ordinal}", by=unit, person=one.person if ordinal == 1 else None,
                to=self.office if ordinal == 1 else one.lead, opens=day, due=due, done=done,
                title=f"{one.title}：{title}",
            )  # fmt: skip
        one.tell("plan.laid", day, 11, one.person.actor, edition=1, steps=steps)
        for days in (8, 40):
            self._feed_back(one, one.issued + dt.timedelta(days=days))
        if ended and one.state != "cancelled":
            self._claim(one)
        else:
            self._owe_finish(one, void=one.state == "cancelled")
        self._feedbacks(one)

    def _feed_back(self, one: One, day: dt.date) -> None:
        if day > self.today:
            return
        said = self.dice.choice(SAID)
        self.steps.new(
            one.pk, one.lead.pk, said, "继续协调", one.person.account, stored(at(day, 16))
        )
        one.tell(
            "matter.fed_back", day, 16, one.person.actor, text=said, next_step="继续协调",
            unit=labelled(one.lead.pk, one.lead.name),
        )  # fmt: skip

    def _feedbacks(self, one: One) -> None:
        """Add the regular feedbacks of the last weeks, as the sweep opens them."""
        if one.state not in IN_HAND or one.signed is None:
            return
        cadence = "semimonthly" if one.project else "monthly"
        until = one.due_now or one.due
        for period in periods_between(self.today - LOOK_BACK, self.today, cadence):
            if period.first_day <= one.signed or until <= period.last_day:
                continue
            running = self.today <= period.last_day
            done = None if running or self.dice.random() < 0.1 else period.last_day
            due = min(rolled(period.last_day), until)
            self._owe(
                one, "feedback", period.key, opens=min(period.first_day, due), due=due, done=done
            )

    def _claim(self, one: One) -> None:
        claimed = min(self._past(one.due), self.today - dt.timedelta(days=self.dice.randint(0, 6)))
        claimed = max(claimed, one.issued + dt.timedelta(days=12))
        again = one.state in ("returned", "reopened")
        waits = one.state == "claimed"
        one.values |= {
            "claimed_by_id": one.person.account, "claimed_at": stored(at(claimed, 15)),
            "performed_on": stored(claimed), "result": "已取得批复，现场核实属实。",
        }  # fmt: skip
        for criterion in CRITERION.split("；"):
            self.evidence.new(one.pk, 1, criterion, "见附批复和现场照片。")
        one.tell(
            "matter.claimed", claimed, 15, one.person.actor, performed_on=claimed,
            result="已取得批复，现场核实属实。",
        )  # fmt: skip
        self._owe_finish(one, done=claimed)
        reviewed = None if waits else self._past(claimed + dt.timedelta(days=3))
        due = due_after(claimed, "review")
        self._owe(
            one, "review", "1", by=self.office, person=None, to=one.lead, opens=claimed, due=due,
            done=reviewed, who=one.supervisor.name,
        )  # fmt: skip
        if one.raiser and one.raiser.pk != one.lead.pk:
            self._ask_raiser(one, claimed, due, None if waits else claimed)
        if not again and not waits:
            self._close(one, reviewed or claimed)
        elif again:
            self._again(one, claimed, reviewed or claimed)

    def _ask_raiser(self, one: One, opens: dt.date, due: dt.date, done: dt.date | None) -> None:
        raiser = one.raiser
        assert raiser and raiser.head
        self._owe(one, "confirm", "1", by=raiser, person=None, opens=opens, due=due, done=done)
        if done:
            one.values["raiser_said"] = "满意"
            self.confirmations.new(one.pk, 1, raiser.head.account, stored(at(done, 16)))
            one.tell("matter.confirmed_solved", done, 16, raiser.head.actor, words="满意")

    def _close(self, one: One, day: dt.date) -> None:
        leader = self.dice.choice(self.directory.leaders)
        one.values |= {"closed_by_id": leader.account, "closed_at": stored(at(day, 17))}
        if one.kind == "problem" and not one.values.get("raiser_said"):
            one.values["raiser_said"] = "满意"
        one.tell("matter.closed", day, 17, leader.actor)
        filed = self._past(day + dt.timedelta(days=9)) if one.state == "archived" else None
        self._owe(
            one, "archive", "1", by=self.office, person=None, to=None, opens=day,
            due=due_after(day, "archive"), done=filed,
        )  # fmt: skip
        if filed:
            self.archived[filed.year] += 1
            number = f"{self.office.short}档〔{filed.year}〕{self.archived[filed.year]}号"
            one.values |= {
                "archived_by_id": one.coordinator.account, "archived_at": stored(at(filed, 11)),
                "archive_number": number,
            }  # fmt: skip
            one.tell("matter.archived", filed, 11, one.coordinator.actor, number=number, pieces=3)

    def _again(self, one: One, claimed: dt.date, day: dt.date) -> None:
        """Take it up once more: returned by the review, or reopened after it was closed."""
        one.values |= {"attempt": 2, "raiser_said": ""}
        leader = self.dice.choice(self.directory.leaders)
        due = one.due
        if one.state == "returned":
            one.values["returns"] = 1
            one.tell("matter.returned", day, 17, one.supervisor.actor, reason="材料不全", times=1)
        else:
            due = self.today + dt.timedelta(days=self.dice.randint(-20, 60))
            due = max(due, day + dt.timedelta(days=3))
            self.reopenings.new(
                one.pk, stored(at(claimed, 17)), leader.account, stored(claimed), leader.account,
                stored(at(day, 17)),
            )  # fmt: skip
            self.changes.new(
                one.pk, "reopening", stored(one.due), stored(due), "复核发现仍未通行",
                leader.account, stored(at(day, 17)),
            )  # fmt: skip
            for name in ("claimed_by_id", "claimed_at", "performed_on"):
                one.values[name] = None
            one.values |= {"result": "", "due_current": stored(due)}
            one.due_now = due
            one.tell("matter.closed", claimed, 17, leader.actor)
            one.tell("matter.reopened", day, 17, leader.actor, reason="复核发现仍未通行", due=due)
        self._owe(one, "finish", "2", opens=day, due=due)

    def _owe_finish(self, one: One, *, done: dt.date | None = None, void: bool = False) -> None:
        if void:
            done = self._past(one.issued + dt.timedelta(days=20))
            one.tell("matter.cancelled", done, 10, one.supervisor.actor, reason="政策调整")
        paused = self._paused_on(one)
        self._owe(
            one, "finish", "1", opens=one.issued, due=one.due, done=done, void=void, paused=paused
        )

    def _paused_on(self, one: One) -> dt.date | None:
        return self.today - dt.timedelta(days=one.pk % 12) if one.state == "paused" else None

    def _signed(self, one: One) -> None:
        self._owe_finish(one)
        self._feedbacks(one)

    def _issued(self, one: One) -> None:
        self._owe_finish(one)

    def _objected(self, one: One) -> None:
        self._owe_finish(one)
        head = one.lead.head
        assert head is not None
        day = self._past(one.issued + dt.timedelta(days=1))
        pk = self.objections.new(
            one.pk, one.lead.pk, "不属本单位职责范围", one.partner.pk, head.account,
            stored(at(day, 11)),
        )  # fmt: skip
        one.tell(
            "objection.raised", day, 11, head.actor, reason="不属本单位职责范围",
            suggested=labelled(one.partner.pk, one.partner.name),
        )  # fmt: skip
        self._owe(
            one, "answer", str(pk), by=self.office, person=None, to=one.lead, opens=day,
            due=due_after(day, "answer_objection"),
        )  # fmt: skip

    def _extending(self, one: One) -> None:
        asked = self._past(one.due - dt.timedelta(days=3))
        asked = max(asked - dt.timedelta(days=one.pk % 4), one.issued)
        later = one.due + dt.timedelta(days=25)
        self.extensions.new(
            one.pk, stored(one.due), stored(later), "上级批复未到", "材料均已报送",
            one.person.account, stored(at(asked, 10)),
        )  # fmt: skip
        one.tell(
            "extension.asked", asked, 17, one.person.actor, due_before=one.due, due_asked=later,
            reason="上级批复未到",
        )  # fmt: skip
        self._owe(
            one, "decide", "1", by=self.office, person=None, to=one.lead, opens=asked,
            due=due_after(asked, "answer_objection"),
        )  # fmt: skip

    def _paused(self, one: One) -> None:
        day = self._paused_on(one)
        assert day is not None
        leader, check = self.directory.leaders[0], day + dt.timedelta(days=30)
        pk = self.pauses.new(one.pk, "等待上级规划调整", stored(day), stored(check), leader.account)
        one.tell(
            "matter.paused", day, 17, leader.actor, cause="上级决定", reason="等待上级规划调整",
            check_on=check,
        )  # fmt: skip
        self._owe(
            one, "check", str(pk), by=self.office, person=None, to=one.lead, opens=day, due=check
        )

    def _owe(
        self, one: One, kind: str, key: str, *, by: Place | None = None,
        person: Member | None = None, to: Place | None = None, title: str = "", **days: Any,
    ) -> None:  # fmt: skip
        """Open what somebody owes on a matter; without ``by`` it is its lead and named person."""
        days.setdefault("who", one.person.name)
        self.debts.owe(
            ("matter", one.pk), kind, key, title=(title or one.title)[:300], by=by or one.lead,
            person=person if by else one.person, to=to or self.office, **days,
        )  # fmt: skip

    def _past(self, day: dt.date) -> dt.date:
        return min(day, self.today)

    def _quote(self) -> int:
        """Return a passage of some minutes; a new paper every hundred matters."""
        if not self.quotes:
            pk = self.sources.next_id()
            lines = [
                f"{n}．会议议定第{pk}-{n}事项，由牵头单位会同有关单位抓紧办理。"
                for n in range(1, 101)
            ]
            text = "\n".join(lines)
            digest = hashlib.sha256(text.encode()).hexdigest()
            self.sources.add(pk, f"协调会议纪要第{pk}期", len(text.encode()), digest, digest, text)
            start = 0
            for line in lines:
                self.quotes.append(self.passages.new(pk, start, start + len(line), line))
                start += len(line) + 1
        return self.quotes.pop()

    def end(self) -> None:
        """Write how far the numbers are."""
        series = self.flood.table(Series, "unit_id", "word", "year", "last")
        for word, counted in (("督", self.numbers), ("档", self.archived)):
            for year, last in counted.items():
                series.new(self.office.pk, word, year, last)


DEFAULT: dict[str, Any] = {"result": "", "raiser_said": "", "returns": 0, "attempt": 1}
