"""The list of work that changed hands, as both sides sign it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from luoshi.issuing import drafting
from luoshi.issuing.composing.rows import due_of, in_chinese, office_for, require_whole, today_of
from luoshi.issuing.models import Document, DocumentKind
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account, Transfer
from luoshi.papers.kinds import handover as kinds
from luoshi.papers.paper import Paper
from luoshi.values.sentences import Sentence, gettext_noop

# The paper is in Chinese whatever language the page has: these are not translated.
KINDS = {
    "matter": "事项",
    "step": "方案步骤",
    "order": "待签发的催办督办",
    "project": "登记的项目",
    "filing": "备案和半月报",
    "group": "工作小组",
    "group-unit": "工作小组成员单位",
    "group-member": "工作小组成员",
    "obligation": "未完的待办",
    "unit": "下级单位",
}
PARTS = {
    "lead": "牵头",
    "responsible": "责任",
    "cooperating": "配合",
    "raised_by": "提出",
    "held_by": "登记",
    "reports": "填报",
    "reporter": "填报",
    "person": "责任人",
    "debtor": "应办",
    "creditor": "应收",
    "addressee": "主送",
    "office": "签发",
}


def lacks_of_hand_over(transfer: Transfer) -> list[Sentence]:
    """Return why a list of handed-over work cannot be put on paper."""
    if not transfer.rows:
        return [Sentence(gettext_noop("这次移交没有移交任何工作。"), "nothing-handed-over")]
    return []


@in_chinese
def hand_over_paper(transfer: Transfer, *, office: str, now: dt.datetime) -> Paper:
    """Return the list of what a transfer moved; matters with their state and day as of ``now``."""
    ids = [row["id"] for row in transfer.rows if row["kind"] == "matter"]
    matters = Matter.objects.in_bulk(ids)
    by_kind: dict[str, list[kinds.Thing]] = {}
    for row in transfer.rows:
        by_kind.setdefault(row["kind"], []).append(_thing(row, matters))
    return kinds.hand_over(
        kinds.HandingOver(
            office=office,
            giver=str(transfer.from_unit or transfer.from_person),
            taker=str(transfer.to_unit or transfer.to_person or "—"),
            reason=transfer.reason,
            effective_on=transfer.effective_on,
            listed_on=today_of(now),
            kinds=tuple(
                (name, tuple(by_kind[kind])) for kind, name in KINDS.items() if kind in by_kind
            ),
        )
    )


def compose_hand_over(transfer: Transfer, *, by: Account, now: dt.datetime) -> Document:
    """Draft the list of a transfer; raises Lacking, or Duplicate if it is drafted already."""
    require_whole(lacks_of_hand_over(transfer))
    office = office_for(by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.HANDOVER,
        office=office,
        paper=hand_over_paper(transfer, office=office.name, now=now),
        key=f"transfer-{transfer.pk}",
        by=by,
        now=now,
    )


def _thing(row: Mapping[str, Any], matters: Mapping[int, Matter]) -> kinds.Thing:
    part = PARTS.get(row["part"], "")
    matter = matters.get(row["id"]) if row["kind"] == "matter" else None
    if matter is None:
        return kinds.Thing(row["label"], part)
    return kinds.Thing(row["label"], part, str(matter.get_state_display()), due_of(matter))
