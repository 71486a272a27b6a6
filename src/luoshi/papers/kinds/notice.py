"""The notice that sets up a working group (通知): who is in it, what it is for, what it does until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.kinds.minutes import Decision, assigned
from luoshi.papers.kinds.task import Office, told
from luoshi.papers.paper import Block, Item, Labelled, Paper, Para

# 组长, 副组长, 成员, 联络员: the order in which a notice names people.
PARTS = ("组长", "副组长", "成员", "联络员")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group: ``part`` is one of ``PARTS``, ``post`` unit and title as they are written."""

    part: str
    name: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class SettingUp:
    """A group as its notice sets it up; ``ground`` names the meeting or paper that asks for it."""

    office: Office
    number: str
    name: str
    ground: str
    lead: str
    dated: dt.date
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    duties: str = ""
    tasks: tuple[Decision, ...] = ()
    copies: tuple[str, ...] = ()


def setting_up(said: SettingUp) -> Paper:
    """Return the notice that sets up a group: units, people, duties, matters with their days."""
    because = f"为落实{said.ground}，" if said.ground else ""
    units = (
        ("牵头单位", (said.lead,)),
        ("责任单位", said.responsible),
        ("配合单位", said.cooperating),
    )
    body: list[Block] = [
        Para(f"{because}经研究，现就成立{said.name}有关事项通知如下。"),
        Item(1, "成员单位"),
        *(Labelled(label, "、".join(names)) for label, names in units if names),
    ]
    if said.members:
        body += [Item(1, "成员名单"), *_people(said.members)]
    if said.duties.strip():
        body += [Item(1, "工作职责"), *told(said.duties)]
    if said.tasks:
        body += [Item(1, "重点任务"), *(Item(2, "", assigned(one)) for one in said.tasks)]
    body += [Item(1, "运行机制"), Para(_RUNNING)]
    others = (one for one in (*said.responsible, *said.cooperating) if one != said.lead)
    return Paper(
        format="general",
        mark=f"{said.office.name}文件",
        title=f"关于成立{said.name}的通知",
        number=said.number,
        addressees=tuple(dict.fromkeys((said.lead, *others))),
        body=tuple(body),
        issuer=said.office.name,
        dated=said.dated,
        note=said.office.asks,
        copies=said.copies,
        printed_by=said.office.name,
        printed_on=said.dated,
    )


_RUNNING = (
    "工作小组不刻制印章，不正式行文，任务完成后自行撤销。"
    "组成人员工作变动的，由其所在单位接任人员自然递补，不再另行发文。"
)


def _people(members: tuple[Member, ...]) -> list[Block]:
    """Return a line for each part: 组长：张明（某局局长）."""
    lines: list[Block] = []
    for part in PARTS:
        names = [
            f"{one.name}（{one.post}）" if one.post else one.name
            for one in members
            if one.part == part
        ]
        if names:
            lines.append(Labelled(part, "、".join(names)))
    return lines
