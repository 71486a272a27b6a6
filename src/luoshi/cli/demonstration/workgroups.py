"""Working groups of the demonstration: who 其他部门 are, the paper that sets a group up, its people."""

from __future__ import annotations

import datetime as dt

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.matters import actions
from luoshi.matters.models import Group, Matter
from luoshi.values.civil import civil_day

DAYS_TO_THE_PAPER = 12


def name_everybody(world: World, matter: Matter, *, now: dt.datetime) -> None:
    """Say whom the words of a duty mean: two departments that have no part in it yet."""
    known = {matter.lead_id, *matter.parts.values_list("unit", flat=True)}
    free = [
        unit
        for unit in world.units.values()
        if unit.kind == "department" and unit.pk not in known and unit != world.office
    ]
    for words in matter.placeholders.open():
        if len(free) > 1:
            actions.name_units(words, units=free[:2], by=world.coordinator, now=now)
        else:
            reason = "会议没有点名其他单位"
            actions.strike_words(words, reason=reason, by=world.coordinator, now=now)
    matter.refresh_from_db()


def set_up(world: World, agenda: Agenda, group: Group, *, now: dt.datetime) -> None:
    """Put the paper and the people of a group on the agenda, some days after the meeting."""

    def deed(later: dt.datetime) -> None:
        fresh = Group.objects.get(pk=group.pk)
        if fresh.placeholders.open().exists():
            return
        day = civil_day(later)
        paper = actions.Paper(
            f"关于成立{fresh.name}的通知", f"瀚国资发〔{day.year}〕{day.month + 10}号", day
        )
        actions.establish_group(fresh, paper=paper, by=world.coordinator, now=later)
        units = [fresh.lead, *(one.unit for one in fresh.units.present())]
        part = "head"
        for unit in units:
            person = world.handler_of(unit)
            if person is None:
                continue
            actions.join_group(
                fresh, person=person, unit=unit, part=part, by=world.coordinator, now=later
            )
            part = "contact" if part == "head" else "member"

    agenda.later(now, DAYS_TO_THE_PAPER, deed)
