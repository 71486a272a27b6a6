"""What becomes of a matter: every fate is lived through the real actions, by the people concerned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from luoshi.cli.demonstration.agenda import Agenda, Deed
from luoshi.cli.demonstration.world import World, table
from luoshi.matters import actions, drafting, extending
from luoshi.matters.models import Group, Matter, State
from luoshi.orgs.models import Account
from luoshi.projects.models import Project
from luoshi.rules.life import IN_HAND
from luoshi.sources import actions as sources
from luoshi.values.civil import civil_day

UNFINISHED = {"claimed", "unsolved"}  # what nobody has closed yet
NEWS = (
    "已召开协调会，明确了责任分工和时间节点。",
    "材料已报送，正在按审核意见补正。",
    "现场踏勘已完成，方案初稿形成。",
    "主要环节已办结，剩余手续正在流转。",
)
# What holds a matter up, by a word of its title.
WHY = (
    ("用地", "land"),
    ("土地", "land"),
    ("征收", "demolition"),
    ("搬迁", "demolition"),
    ("环评", "environment"),
    ("环境", "environment"),
    ("草", "forest"),
    ("林", "forest"),
    ("电", "utilities"),
    ("水", "utilities"),
    ("气", "utilities"),
    ("资金", "funds"),
    ("贷款", "funds"),
    ("设计", "design"),
    ("方案", "design"),
    ("施工", "construction"),
    ("许可", "approval"),
    ("批", "approval"),
    ("审", "approval"),
)
NEXT = ("下周完成会签。", "本月底前形成正式文件。", "组织专家评审。", "跟进批复进度。")


@dataclass
class Life:
    """One matter, who handles it, and the agenda on which its next step is put."""

    world: World
    agenda: Agenda
    matter: Matter
    handler: Account

    def why(self) -> str:
        """Return by which cause this matter is held up: the words of its title say it."""
        return next((code for word, code in WHY if word in self.matter.title), "other")

    def fresh(self) -> Matter:
        """Return the matter as it stands now."""
        rows = Matter.objects.select_related("lead", "person", "held_by", "raised_by")
        return rows.get(pk=self.matter.pk)

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
            slip_cause=self.why(),
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

    def ask_only(self, now: dt.datetime) -> None:
        """The handler asks for a later date; the answer is still to come."""
        matter = self.fresh()
        assert matter.due_current is not None
        extending.ask_extension(
            matter,
            slip_cause=self.why(),
            due_asked=matter.due_current + dt.timedelta(days=15),
            reason="专家评审会改期，评审意见出具后方可报批。",
            done_so_far="方案已编制完成，已报送评审。",
            by=self.handler,
            now=now,
        )

    def object(self, now: dt.datetime) -> None:
        """The head of the lead unit holds that it is another's to do."""
        matter = self.fresh()
        other = self.world.units["青泉州自然资源局"]
        head = self.world.head_of(matter.lead)
        if head is None:
            return
        actions.raise_objection(
            matter,
            reason="按照职责分工，用地组卷由自然资源部门办理，本单位没有审批权限。",
            suggested=other if other != matter.lead else None,
            by=head,
            now=now,
        )

    def reassign(self, now: dt.datetime) -> None:
        """The leader finds the objection right: another unit and person, a new day."""
        matter = self.fresh()
        lead, person = self.world.units["青泉州自然资源局"], self.world.people["马依努尔·艾山"]
        actions.reassign(
            matter,
            lead=lead,
            person=person,
            due=civil_day(now) + dt.timedelta(days=30),
            slip_cause="approval",
            note="异议成立，改由自然资源部门牵头。",
            by=self.world.leader,
            now=now,
        )
        self.handler = self.world.accounts[person.name]

    def uphold(self, now: dt.datetime) -> None:
        """The supervisor finds the objection wrong: the matter stays where it is."""
        note = "会议已明确由你单位牵头，请按期办理。"
        actions.uphold(self.fresh(), note=note, by=self.world.supervisor, now=now)

    def pause(self, now: dt.datetime) -> None:
        """The leader lets the matter rest until a day on which it is looked at again."""
        actions.pause(
            self.fresh(),
            cause="higher",
            reason="上级主管部门正在调整专项规划，规划批复前暂不具备办理条件。",
            slip_cause=self.why(),
            check_on=self.agenda.today + dt.timedelta(days=21),
            by=self.world.leader,
            now=now,
        )

    def resume(self, now: dt.datetime) -> None:
        """The supervisor lets it go on."""
        note = "规划调整已经批复，恢复办理。"
        actions.resume(self.fresh(), note=note, by=self.world.supervisor, now=now)

    def urge(self, now: dt.datetime) -> None:
        """The coordinator urges with a numbered paper."""
        actions.urge(
            self.fresh(),
            text="该事项进展较慢，请抓紧办理，并报送目前进度、存在困难和下步安排。",
            answer_by=civil_day(now) + dt.timedelta(days=5),
            by=self.world.coordinator,
            now=now,
        )

    def reopen(self, now: dt.datetime) -> None:
        """The leader takes a closed matter up again."""
        actions.reopen(
            self.fresh(),
            reason="企业反映办理结果未落实到位，请复核后重新办理。",
            due=civil_day(now) + dt.timedelta(days=25),
            by=self.world.leader,
            now=now,
        )

    def cancel(self, now: dt.datetime) -> None:
        """The leader ends it undone."""
        reason = "项目方案调整，原事项不再需要办理。"
        actions.cancel(self.fresh(), reason=reason, by=self.world.leader, now=now)

    def not_solved(self, now: dt.datetime) -> None:
        """The unit that raised it says that it is not solved."""
        matter = self.fresh()
        raiser = matter.raised_by and self.world.voice_of(matter.raised_by)
        if raiser:
            actions.confirm(
                matter,
                solved=False,
                satisfaction="not",
                words="批复文件尚未收到，现场仍不能施工。",
                by=raiser,
                now=now,
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
        "reopened": [(due - 2, life.claim)],
        "done": [(due - dice.randint(1, 4), life.claim)],
        "late": [(due + dice.randint(2, 9), life.claim)],
        "extended": [(due - 5, life.ask_for_time), (due + 17, life.claim)],
        "returned": [(due - 4, life.claim), (due - 2, life.send_back), (due + 6, life.claim)],
        "claimed": [(min(due - 1, -1), life.claim)],
        "unsolved": [(-3, life.claim), (-1, life.not_solved)],
    }.get(fate, [])
    for day, step in steps:
        put(day, step, hour=16, minute=dice.randint(0, 59))
    for day, turn in _turns(life, fate, start):
        put(day, turn, hour=16, minute=dice.randint(0, 59))
    if steps and fate not in UNFINISHED:
        closed = steps[-1][0] + dice.randint(1, 3)
        put(closed, life.close, hour=17)
        if fate != "reopened":
            put(closed + dice.randint(12, 26), life.put_away, hour=10)


def _turns(life: Life, fate: str, start: int) -> list[tuple[int, Deed]]:
    """Return what else happens to a matter on its way, with the days on which it does."""
    turns: dict[str, list[tuple[int, Deed]]] = {
        "objected": [(start + 2, life.object)],
        "upheld": [(start + 2, life.object), (start + 3, life.uphold)],
        "reassigned": [
            (start + 2, life.object),
            (start + 3, life.reassign),
            (start + 4, life.sign),
        ],
        "paused": [(start + 8, life.pause)],
        "resumed": [(start + 8, life.pause), (start + 20, life.resume)],
        "asking": [(-1, life.ask_only)],
        "urged": [(-6, life.urge)],
        "reopened": [(-9, life.reopen)],
        "cancelled": [(start + 10, life.cancel)],
    }
    return turns.get(fate, [])


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
            urgency=entry.get("urgency", "ordinary"),
            project=_project_in(entry["title"]),
            group=Group.objects.order_by("pk").first() if entry.get("group") else None,
            passage=passage,
            by=by,
            now=now,
        )
        handler = world.accounts.get(entry["person"])
        if handler:
            life = Life(world, agenda, matter, handler)
            plan(life, entry["fate"], start=entry["from"], days=entry["days"])

    return draft


def _project_in(title: str) -> Project | None:
    """Return the project that a matter's title names, if there is one."""
    named = (
        one for one in Project.objects.order_by("pk") if one.name.removesuffix("项目") in title
    )
    return next(named, None)
