"""What becomes of a matter: every fate is lived through the real actions, by the people concerned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World, table
from luoshi.matters import actions, drafting, extending, queries
from luoshi.matters.models import Matter, State
from luoshi.orgs.models import Account
from luoshi.rules.life import IN_HAND
from luoshi.sources import actions as sources
from luoshi.values.civil import civil_day

NEWS = (
    "已召开协调会，明确了责任分工和时间节点。",
    "材料已报送，正在按审核意见补正。",
    "现场踏勘已完成，方案初稿形成。",
    "主要环节已办结，剩余手续正在流转。",
)
NEXT = ("下周完成会签。", "本月底前形成正式文件。", "组织专家评审。", "跟进批复进度。")


@dataclass
class Life:
    """One matter, who handles it, and the agenda on which its next step is put."""

    world: World
    agenda: Agenda
    matter: Matter
    handler: Account

    def fresh(self) -> Matter:
        """Return the matter as it stands now."""
        return queries.matter_for(self.world.supervisor, self.matter.pk, now=self.matter.drafted_at)

    def issue(self, now: dt.datetime) -> None:
        """The author submits, the supervisor issues."""
        drafting.submit(self.fresh(), by=self.world.coordinator, now=now)
        actions.issue(self.fresh(), by=self.world.supervisor, now=now + dt.timedelta(hours=2))

    def sign(self, now: dt.datetime) -> None:
        """The handler signs and goes to work."""
        actions.sign(self.fresh(), by=self.handler, now=now)

    def lay_out(self, now: dt.datetime) -> None:
        """The handler lays down how it will be done, in two steps."""
        matter = self.fresh()
        if matter.state not in IN_HAND or matter.due_current is None or matter.lead is None:
            return
        last, today = matter.due_current, civil_day(now)
        half = today + (last - today) / 2
        helper = matter.parts.select_related("unit").first()
        steps = [
            actions.Planned("现场核查，摸清底数", helper.unit if helper else matter.lead, half),
            actions.Planned("按要求办结并整理佐证材料", matter.lead, last),
        ]
        actions.lay_plan(matter, steps=steps, by=self.handler, now=now)

    def put_away(self, now: dt.datetime) -> None:
        """The coordinator puts the file of what was closed away."""
        matter = self.fresh()
        if matter.state == State.CLOSED:
            actions.archive(matter, by=self.world.coordinator, now=now)

    def tell(self, now: dt.datetime) -> None:
        """The handler feeds back while the matter is being worked on."""
        matter, dice = self.fresh(), self.world.dice
        if matter.state not in IN_HAND:
            return
        soon = civil_day(now) + dt.timedelta(days=3)
        for step in matter.plan.filter(
            done_on__isnull=True, dropped_at__isnull=True, due_on__lte=soon
        ):
            actions.finish_step(step, done_on=civil_day(now), by=self.handler, now=now)
        text = dice.choice(NEWS)
        actions.feed_back(matter, text=text, next_step=dice.choice(NEXT), by=self.handler, now=now)

    def claim(self, now: dt.datetime) -> None:
        """The handler says that it is done."""
        matter = self.fresh()
        actions.claim(
            matter,
            performed_on=civil_day(now),
            result=f"已办结：{matter.criterion}，佐证材料随附。",
            by=self.handler,
            now=now,
        )

    def close(self, now: dt.datetime) -> None:
        """The supervisor closes, with the raiser's word where somebody raised it."""
        matter = self.fresh()
        said = (
            "问题已经解决，对办理结果满意。" if matter.raised_by or matter.kind == "problem" else ""
        )
        actions.close(matter, raiser_said=said, by=self.world.supervisor, now=now)

    def ask_for_time(self, now: dt.datetime) -> None:
        """The handler asks for a later date, the supervisor grants it the next day."""
        matter = self.fresh()
        assert matter.due_current is not None
        request = extending.ask_extension(
            matter,
            due_asked=matter.due_current + dt.timedelta(days=20),
            reason="上级主管部门评审排期推迟，须等待评审意见。",
            done_so_far="申报材料已全部提交并受理。",
            by=self.handler,
            now=now,
        )
        extending.decide_extension(
            request,
            grant=True,
            note="同意延期，请按新期限办结。",
            by=self.world.supervisor,
            now=now + dt.timedelta(days=1),
        )

    def send_back(self, now: dt.datetime) -> None:
        """The supervisor finds it wanting."""
        actions.send_for_redo(
            self.fresh(), reason="缺少许可文件，请补充后再报。", by=self.world.supervisor, now=now
        )


def plan(life: Life, fate: str, *, start: int, days: int) -> None:
    """Put the steps of ``fate`` on the agenda: begun ``start`` days from today, given ``days``."""
    put, dice = life.agenda.on, life.world.dice
    due, late = (
        start + 1 + days,
        life.world.days_late(life.matter.person.name if life.matter.person else ""),
    )
    if fate == "draft":
        return
    put(start + 1, life.issue, hour=9)
    if fate == "issued":
        return
    put(start + 2 + min(late or 0, 3), life.sign, hour=11)
    if days > 3:
        put(start + 4 + min(late or 0, 3), life.lay_out, hour=10)
    for day in range(start + 9, due - 1, dice.randint(9, 14)):
        put(day, life.tell, hour=15, minute=dice.randint(0, 59))
    steps = {
        "done": [(due - dice.randint(1, 4), life.claim)],
        "late": [(due + dice.randint(2, 9), life.claim)],
        "extended": [(due - 5, life.ask_for_time), (due + 17, life.claim)],
        "returned": [(due - 4, life.claim), (due - 2, life.send_back), (due + 6, life.claim)],
        "claimed": [(min(due - 1, -1), life.claim)],
    }.get(fate, [])
    for day, step in steps:
        put(day, step, hour=16, minute=dice.randint(0, 59))
    if steps and fate != "claimed":
        closed = steps[-1][0] + dice.randint(1, 3)
        put(closed, life.close, hour=17)
        put(closed + dice.randint(12, 26), life.put_away, hour=10)


def matters_by_hand(world: World, agenda: Agenda) -> None:
    """Put every matter of ``matters.toml`` on the agenda."""
    for entry in table("matters")["matter"]:
        agenda.on(entry["from"], _drafter(world, agenda, entry), hour=9, minute=20)


def _drafter(world: World, agenda: Agenda, entry: dict[str, Any]) -> Any:
    def draft(now: dt.datetime) -> None:
        by = world.coordinator
        basis = f"瀚北自治区国资委工作例会议定：{entry['title']}。"
        source = sources.keep_text(
            text=basis, title="工作例会议定事项", kind="typed", held_by=world.office, by=by, now=now
        ).source
        passage = sources.passage_of(source, start=0, end=len(basis), quote=basis)
        due = civil_day(now) + dt.timedelta(days=1 + entry["days"]) if entry["days"] else None
        matter = drafting.draft_matter(
            kind=entry["kind"],
            title=entry["title"],
            content=f"{entry['title']}，落实到人，按期报送办理结果。",
            criterion=entry["criterion"],
            lead=world.units.get(entry["lead"]),
            person=world.people.get(entry["person"]),
            raised_by=world.units.get(entry["raised_by"]),
            held_by=world.office,
            due_proposed=due,
            passage=passage,
            by=by,
            now=now,
        )
        handler = world.accounts.get(entry["person"])
        if handler:
            life = Life(world, agenda, matter, handler)
            plan(life, entry["fate"], start=entry["from"], days=entry["days"])

    return draft
