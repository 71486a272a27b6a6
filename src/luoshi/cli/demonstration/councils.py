"""Review sessions of the demonstration, with causes, what waits for what, and duty lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.lives import WHY, Life
from luoshi.cli.demonstration.world import HERE, World
from luoshi.matters import actions as matters
from luoshi.matters import causes, waits
from luoshi.matters.models import Matter, State
from luoshi.matters.queries import running
from luoshi.orgs import duties
from luoshi.orgs.queries import calendar_of
from luoshi.policy import current
from luoshi.projects.models import Milestone, Permit
from luoshi.reviewing import actions, sitting
from luoshi.reviewing.models import AgendaItem, ReviewSession
from luoshi.rules.sessions import Proposed, Rhythm, laid_out, proposed
from luoshi.values.civil import SHANGHAI, civil_day

HELD, ITEMS = (
    3,
    4,
)  # how many sessions were held, how many matters each had besides those of the last
SAID = (
    ("noted", "按计划推进，下月报送进展。"),
    ("next", "有关单位会后协商一致，下次会议再议。"),
)


def councils(world: World, agenda: Agenda) -> None:
    """Put duty lists, causes, waiting and the sessions of the last months on the agenda."""
    agenda.on(-182, lambda now: _duties(world, now), hour=11)
    for days in (-120, -60, -20, -2):
        agenda.on(days, lambda now: _causes(world, now), hour=18)
    agenda.on(-12, lambda now: _waiting(world, now), hour=11)
    agenda.on(-30, lambda now: _shift(world, now), hour=11)
    rhythm = current().rhythms[0]
    calendar = calendar_of(world.office)
    early = agenda.today - dt.timedelta(days=31 * HELD + 5)
    found = proposed(rhythm, after=early, calendar=calendar, several=HELD + 3)
    past = [one for one in found if one.held.on < agenda.today][-HELD:]
    coming = [one for one in found if one.held.on > agenda.today][:1]
    for one in past:
        _hold(world, agenda, rhythm, one)
    for one in coming:
        _plan(world, agenda, rhythm, one)


def _duties(world: World, now: dt.datetime) -> None:
    text = (HERE / "duties.txt").read_text("utf-8")
    basis = "各单位“三定”规定"
    duties.import_duties(text, basis=basis, by=world.coordinator, now=now)


def _causes(world: World, now: dt.datetime) -> None:
    """The coordinator says why there is each problem that runs, by the words of its title."""
    for matter in running(Matter.objects.filter(kind="problem", cause="")).order_by("pk"):
        cause = next((code for word, code in WHY if word in matter.title), "")
        if cause:
            causes.set_cause(matter, cause=cause, by=world.coordinator, now=now)


def _waiting(world: World, now: dt.datetime) -> None:
    """Several matters wait for the same permit, some for each other, one for somebody outside."""
    rows = list(running(Matter.objects.order_by("-due_current", "pk"))[:9])
    permits = list(Permit.objects.filter(issued_on__isnull=True).order_by("pk")[:1])
    told: dict[str, Any] = {"by": world.coordinator, "now": now}
    for matter in rows[:3] if permits else ():
        waits.wait_for(matter, on_permit=permits[0], what="手续办结后方可组卷", **told)
    for one, other in zip(rows[3:6], rows[:3], strict=False):
        waits.wait_for(one, on_matter=other, what="前一事项办结", **told)
    for matter in rows[6:7]:
        waits.wait_for(matter, outside="瀚北电网公司", what="接入系统批复", **told)


def _shift(world: World, now: dt.datetime) -> None:
    """Two stages that lie ahead are planned anew: one for the winter, one for want of leave."""
    ahead = Milestone.objects.filter(
        planned_on__gt=civil_day(now), reached_on=None, project__exit=None, skipped_reason=None
    )
    why = (("weather", "冬季停工，来春复工"), ("forest", "林地审核同意书尚未下达"))
    for one, (cause, reason) in zip(ahead.order_by("pk")[:2], why, strict=False):
        assert one.planned_on is not None
        later = one.planned_on + dt.timedelta(days=45)
        told: dict[str, Any] = {"by": world.coordinator, "now": now, "reason": reason}
        causes.shift_stage(one.project, stage=one.stage, planned_on=later, slip_cause=cause, **told)


def _plan(world: World, agenda: Agenda, rhythm: Rhythm, one: Proposed) -> None:
    """Plan the session that comes, with what runs late; units comment once the window is open."""
    first = min(-3, (one.comments_from - agenda.today).days - 3)

    def plan(now: dt.datetime) -> None:
        session = _planned(world, rhythm, one, now)
        _fill(world, session, now)

    agenda.on(first, plan, hour=9)
    day = (one.comments_from - agenda.today).days + 1
    agenda.on(day, lambda now: _comment(world, one.held.on, now), hour=15)


def _hold(world: World, agenda: Agenda, rhythm: Rhythm, one: Proposed) -> None:
    """Live through one session: planned, commented, frozen by the sweep, held, closed."""
    _plan(world, agenda, rhythm, one)
    moment = dt.datetime.combine(one.held.on, rhythm.starts_at, tzinfo=SHANGHAI)
    agenda.at(moment, lambda now: _sit(world, agenda, one.held.on, now))


def _planned(world: World, rhythm: Rhythm, one: Proposed, now: dt.datetime) -> ReviewSession:
    laid = laid_out(rhythm, one.fixed_on, calendar=calendar_of(world.office))
    return actions.plan_session(
        name=f"{one.held.on.month}月调度会",
        rhythm=rhythm.code,
        fixed_on=one.fixed_on,
        held_on=laid.held.on,
        starts_at=rhythm.starts_at,
        place="第二会议室",
        chair=world.people["顾长河"],
        comments_from=laid.comments_from,
        comments_to=civil_day(laid.freeze_at),
        freeze_at=laid.freeze_at,
        held_by=world.office,
        by=world.coordinator,
        now=now,
    )


def _fill(world: World, session: ReviewSession, now: dt.datetime) -> None:
    there = set(session.items.values_list("matter", flat=True))
    rows = running(Matter.objects.filter(held_by=world.office)).order_by("due_current", "pk")
    for matter in [one for one in rows if one.pk not in there][:ITEMS]:
        question = "卡在何处，由谁协调，何时解决？"
        actions.add_item(session, matter=matter, question=question, by=world.coordinator, now=now)


def _session(world: World, held_on: dt.date) -> ReviewSession | None:
    return ReviewSession.objects.filter(held_by=world.office, held_on=held_on).first()


def _comment(world: World, held_on: dt.date, now: dt.datetime) -> None:
    """The units in charge comment, all but every third."""
    session = _session(world, held_on)
    if session is None or session.state != "open":
        return
    for n, item in enumerate(session.items.select_related("matter__lead")):
        matter = item.matter
        if matter is None or matter.lead is None or n % 3 == 2:
            continue
        voice = world.voice_of(matter.lead, "handler", "unit_head", "planner")
        if voice is None:
            continue
        actions.comment(
            item,
            unit=matter.lead,
            text="主要环节已经启动，剩余手续需要有关部门同步审查，建议会议明确时间。",
            options="一、由牵头单位集中会审；二、分段办理，先批先建。",
            by=voice,
            now=now,
        )


def _sit(world: World, agenda: Agenda, held_on: dt.date, now: dt.datetime) -> None:
    """Hold a session: the first item that runs is decided anew, the others are noted or put off."""
    session = _session(world, held_on)
    if session is None or session.state != "frozen":
        return
    by = world.coordinator
    present = [world.people[name] for name in ("赵启明", "林岚", "吴青", "马依努尔·艾山")]
    sitting.begin(session, present=present, by=by, now=now)
    decided = 0
    for n, item in enumerate(session.items.select_related("matter__lead", "matter__person")):
        later = now + dt.timedelta(minutes=5 * (n + 1))
        if item.before is None and decided < 2:
            decided += _decide(world, agenda, item, later)
        item.refresh_from_db()
        if item.outcome == "open":
            outcome, words = SAID[n % 2]
            sitting.say(item, outcome=outcome, words=words, by=by, now=later)
    session.refresh_from_db()
    sitting.close(session, by=by, now=now + dt.timedelta(hours=1, minutes=30))


def _decide(world: World, agenda: Agenda, item: AgendaItem, now: dt.datetime) -> bool:
    about = item.matter
    handler = world.accounts.get(about.person.name) if about and about.person else None
    if about is None or about.lead is None or handler is None:
        return False
    due = civil_day(now) + dt.timedelta(days=21)
    title = f"会商明确“{about.title[:40]}”的办结时间"
    matter = sitting.decide(
        item,
        title=title,
        words=f"由{about.lead.name}牵头会商有关部门，{due.month}月{due.day}日前明确办结时间并报送。",
        criterion="会商纪要印发，办结时间报送调度会",
        lead=about.lead,
        person=about.person,
        due=due,
        by=world.coordinator,
        now=now,
    )
    matters.issue(matter, by=world.leader, now=now + dt.timedelta(minutes=2))
    life = Life(world, agenda, matter, handler)
    agenda.later(now, 1, life.sign)
    agenda.later(now, 15, life.claim)
    agenda.later(now, 17, lambda later: _close(life, later))
    return True


def _close(life: Life, now: dt.datetime) -> None:
    if life.fresh().state == State.CLAIMED:
        life.close(now)
