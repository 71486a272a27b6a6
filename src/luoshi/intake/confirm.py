"""From a decided draft into the register: one transaction, through the rooms' own actions.

Units and people are matched by their names or added; every row keeps the passage it came from,
with its offsets in the source's own text.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import models, transaction

from luoshi.audit.actions import record
from luoshi.intake.directory import Directory
from luoshi.intake.entering import Entry
from luoshi.intake.models import Draft, Finding, Kind, State, Verdict
from luoshi.intake.queries import KEPT
from luoshi.intake.refusals import closed, refuse_doubtful
from luoshi.intake.surroundings import Surroundings, surroundings_of
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, IllegalMove
from luoshi.values.sentences import gettext_noop

ORDER = (Kind.ORGANISATION, Kind.PERSON, Kind.ENGAGEMENT, Kind.PROJECT, Kind.MATTER)


@dataclass(frozen=True)
class Confirmed:
    """What a draft became: how many rows of each kind are new, and the rows in order."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: list[models.Model] = field(default_factory=list)


@transaction.atomic
def confirm(draft: Draft, *, by: Account, now: dt.datetime) -> Confirmed:
    """Bring everything accepted or corrected into the register.

    Raises IllegalMove while something is undecided or nothing was accepted, BadInput while a
    date has no year or makes no sense, Overtaken for the second of two people.
    """
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("source__held_by")
        .get(pk=draft.pk)
    )
    access.require(by, Permission.DRAFT_CONFIRM, now=now, units={draft.source.held_by_id})
    won = Draft.objects.filter(pk=draft.pk, state=State.OPEN).update(
        state=State.CONFIRMED, confirmed_by=by, confirmed_at=now
    )
    if not won:
        raise closed(draft)
    around = surroundings_of(draft)
    _refuse_unready(around)
    directory = Directory(around, by=by, now=now)
    entry = Entry(around, directory, by=by, now=now)
    kept = [one for one in around.findings if one.verdict in KEPT]
    for kind in ORDER:
        for finding in _in_order(kind, kept):
            entry.enter(finding)
    Finding.objects.bulk_update(kept, ["result_kind", "result_id"])
    made = Confirmed(directory.added + entry.added, [*directory.rows, *entry.rows])
    record("draft.confirmed", draft, by=by, at=now, counts=dict(made.counts))
    return made


def _in_order(kind: str, kept: list[Finding]) -> list[Finding]:
    """Return the findings of one kind, tours before what took place within them."""
    rows = [one for one in kept if one.kind == kind]
    if kind == Kind.ENGAGEMENT:
        rows.sort(key=lambda one: one.value.get("kind") != "tour")
    return rows


def _refuse_unready(around: Surroundings) -> None:
    undecided = sum(one.verdict == Verdict.OPEN for one in around.findings)
    if undecided:
        raise IllegalMove(
            gettext_noop(
                "还有 %(count)s 项待定：请逐项处理，或点“其余全部采纳”“其余全部不采纳”后再确认。"
            ),
            code="findings-open",
            count=undecided,
        )
    kept = [one for one in around.findings if one.verdict in KEPT]
    if not kept:
        raise IllegalMove(
            gettext_noop("还没有采纳任何内容，没有可以登记的。请至少采纳一项，或放弃这份草稿。"),
            code="nothing-accepted",
        )
    for finding in kept:
        refuse_doubtful(finding, around)
    undated = [one for one in kept if lacks_year(one, around)]
    if undated:
        raise BadInput.of(
            "date",
            gettext_noop(
                "有 %(count)s 项的日期没有年份，文件上也没有日期：请先在上方填写文件日期。"
            ),
            code="no-year",
            count=len(undated),
        )


def lacks_year(finding: Finding, around: Surroundings) -> bool:
    """Tell whether a day of ``finding`` still waits for the year of its document."""
    return any(doubt.code == "no-year" for doubt in around.doubts_of(finding))
