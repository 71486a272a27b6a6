"""The notice that sets up a working group."""

from __future__ import annotations

import datetime as dt

from luoshi.issuing import drafting
from luoshi.issuing.composing.rows import (
    NUMBER,
    OVER,
    decision_of,
    ground_of,
    in_chinese,
    lacks_of_matters,
    office_for,
    office_of,
    require_whole,
    today_of,
)
from luoshi.issuing.models import Document, DocumentKind
from luoshi.matters.groups import composition_on, placeholders_of
from luoshi.matters.models import Group, GroupState, Matter
from luoshi.matters.queries import matters_of_group
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import posts_of
from luoshi.papers.kinds import notice as kinds
from luoshi.papers.paper import Paper
from luoshi.values.sentences import Sentence, gettext_noop


def lacks_of_notice(group: Group, by: Account, *, now: dt.datetime) -> list[Sentence]:
    """Return what is missing before the notice that sets a group up can be drafted."""
    if group.state == GroupState.DISSOLVED:
        return [Sentence(gettext_noop("工作小组已经撤销。"), "group-dissolved")]
    if group.state == GroupState.STANDING:
        return [
            Sentence(
                gettext_noop("工作小组已由“%(title)s”成立，不需要再发文。"),
                "group-stands",
                {"title": group.paper_title},
            )
        ]
    found = []
    if not composition_on(group, today_of(now)).members:
        found.append(Sentence(gettext_noop("没有登记小组成员。"), "no-members"))
    found += [
        Sentence(
            gettext_noop("“%(words)s”还没有明确到具体单位。"),
            "words-unnamed",
            {"words": one.words},
        )
        for one in placeholders_of(group)
        if one.settled_at is None
    ]
    return found + lacks_of_matters(_matters(group, by, now))


@in_chinese
def notice_paper(group: Group, by: Account, *, office: Unit, now: dt.datetime) -> Paper:
    """Return the notice of a group that lacks nothing."""
    today = today_of(now)
    there = composition_on(group, today)
    lead = there.lead or group.lead
    return kinds.setting_up(
        kinds.SettingUp(
            office=office_of(office, by),
            number=NUMBER,
            name=group.name,
            ground=_ground(group),
            lead=lead.name,
            responsible=tuple(unit.name for unit in there.responsible),
            cooperating=tuple(unit.name for unit in there.cooperating),
            members=tuple(
                kinds.Member(
                    str(one.get_part_display()),
                    one.person.name,
                    _post(one.person, one.unit, today),
                )
                for one in there.members
            ),
            duties=group.purpose,
            tasks=tuple(decision_of(one) for one in _matters(group, by, now)),
            dated=today,
        )
    )


def compose_notice(group: Group, *, by: Account, now: dt.datetime) -> Document:
    """Draft the notice of a group; raises Lacking, or Duplicate if it is drafted already."""
    require_whole(lacks_of_notice(group, by, now=now))
    office = office_for(by, group.held_by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.NOTICE,
        office=office,
        paper=notice_paper(group, by, office=office, now=now),
        key=f"group-{group.pk}",
        group=group,
        by=by,
        now=now,
    )


def _ground(group: Group) -> str:
    if group.engagement is not None:
        return ground_of(group.engagement)
    return f"《{group.passage.source.title}》" if group.passage else ""


def _matters(group: Group, by: Account, now: dt.datetime) -> list[Matter]:
    rows = matters_of_group(by, group, now=now).exclude(state__in=sorted(OVER))
    return list(rows.order_by("pk"))


def _post(person: object, unit: Unit, on: dt.date) -> str:
    """Return unit and title of a member, the unit alone where no title is known."""
    for post in posts_of(person, on=on):  # type: ignore[arg-type]
        if post.unit_id == unit.pk and post.title:
            return f"{unit.name}{post.title}"
    return unit.name
