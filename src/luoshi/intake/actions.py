"""Writes to drafts: reading a source, and what people say of each finding.

Two people on one draft meet only where they touch the same finding: then the second one is
Overtaken and told what happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from luoshi.audit.actions import record
from luoshi.audit.changes import changes
from luoshi.intake.confirm import confirm
from luoshi.intake.cover import any_covers, spans_of
from luoshi.intake.models import Demand, Draft, Finding, Kind, Verdict
from luoshi.intake.opening import (
    abandon,
    date_document,
    held_open,
    keep_reading,
    open_draft,
    take_in_file,
    take_in_text,
    take_up,
)
from luoshi.intake.refusals import decided_meanwhile, refuse_doubtful
from luoshi.intake.shapes import clean
from luoshi.intake.surroundings import surroundings_of
from luoshi.orgs.models import Account
from luoshi.values.errors import BadInput, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

__all__ = [
    "abandon",
    "accept_all",
    "add_finding",
    "confirm",
    "date_document",
    "decide",
    "keep_reading",
    "make_matter_of",
    "open_draft",
    "place_of",
    "settle_open",
    "take_in_file",
    "take_in_text",
    "take_up",
    "unwaive",
    "waive",
]


@transaction.atomic
def decide(
    finding: Finding,
    *,
    version: int,
    verdict: str,
    correction: Mapping[str, Any] | None = None,
    by: Account,
    now: dt.datetime,
) -> Finding:
    """Accept, correct, reject or reopen ``finding`` as it stood at ``version``.

    Raises BadInput where the value cannot enter the register as it is, Overtaken where
    somebody else decided first.  The same decision sent twice is one decision.
    """
    draft = held_open(finding.draft_id, by=by, now=now)
    if verdict not in Verdict.values or (verdict == Verdict.CORRECTED) != (correction is not None):
        raise BadInput.of("verdict", gettext_noop("请选择采纳、更正或不采纳。"))
    cleaned = clean(finding.kind, correction) if correction is not None else None
    fresh = Finding.objects.select_related("decided_by__person").get(pk=finding.pk)
    if fresh.version != version:
        if (fresh.decided_by_id, fresh.verdict, fresh.correction) == (by.pk, verdict, cleaned):
            return fresh
        raise decided_meanwhile(fresh)
    was = _said_of(fresh)
    fresh.verdict, fresh.correction = verdict, cleaned
    if verdict in (Verdict.ACCEPTED, Verdict.CORRECTED):
        refuse_doubtful(fresh, surroundings_of(draft))
    return _decided(fresh, was, by=by, now=now)


def _said_of(finding: Finding) -> dict[str, Any]:
    return {"verdict": finding.verdict, "correction": finding.correction}


def _decided(finding: Finding, was: Mapping[str, Any], *, by: Account, now: dt.datetime) -> Finding:
    """Store the verdict that ``finding`` carries, if its version still stands; ``was`` stood before."""
    undone = finding.verdict == Verdict.OPEN
    won = Finding.objects.filter(pk=finding.pk, version=finding.version).update(
        verdict=finding.verdict,
        correction=finding.correction,
        decided_by=None if undone else by,
        decided_at=None if undone else now,
        version=finding.version + 1,
    )
    if not won:
        raise decided_meanwhile(Finding.objects.get(pk=finding.pk))
    finding.version += 1
    finding.decided_by, finding.decided_at = (None, None) if undone else (by, now)
    told: dict[str, Any] = {"correction": finding.correction} if finding.correction else {}
    told |= {"verdict": finding.verdict, "said": str(Verdict(finding.verdict).label)}
    told["changes"] = changes(was, _said_of(finding))
    record("finding.decided", finding, by=by, at=now, **told)
    return finding


@dataclass(frozen=True, slots=True)
class Settled:
    """How many findings were decided at once, and how many must be looked at one by one."""

    done: int
    held: int


@transaction.atomic
def settle_open(
    draft: Draft,
    *,
    verdict: str,
    kind: str = "",
    least: float = 0.0,
    by: Account,
    now: dt.datetime,
) -> Settled:
    """Accept or reject everything that is still undecided (of one ``kind``, if given).

    With ``least`` only what the reading is at least so sure of (0 to 1).  What must be corrected first stays open and is counted in ``held``.
    """
    held_draft = held_open(draft.pk, by=by, now=now)
    if verdict not in (Verdict.ACCEPTED, Verdict.REJECTED):
        raise BadInput.of("verdict", gettext_noop("请选择采纳或不采纳。"))
    around = surroundings_of(held_draft)
    waiting = [
        one
        for one in around.findings
        if one.verdict == Verdict.OPEN and (not kind or one.kind == kind) and one.sure >= least
    ]
    held = 0
    for finding in waiting:
        if verdict == Verdict.ACCEPTED and any(doubt.blocks for doubt in around.doubts_of(finding)):
            held += 1
            continue
        was = _said_of(finding)
        finding.verdict, finding.correction = verdict, None
        _decided(finding, was, by=by, now=now)
    return Settled(len(waiting) - held, held)


def accept_all(
    draft: Draft, *, kind: str, least: float = 0.0, by: Account, now: dt.datetime
) -> Settled:
    """Accept all undecided findings of one kind, or those of which the reading is sure enough."""
    if kind not in Kind.values:
        raise BadInput.of("kind", gettext_noop("请从列出的选项中选择。"))
    return settle_open(draft, verdict=Verdict.ACCEPTED, kind=kind, least=least, by=by, now=now)


@transaction.atomic
def add_finding(
    draft: Draft,
    *,
    kind: str,
    start: int,
    end: int,
    data: Mapping[str, Any],
    by: Account,
    now: dt.datetime,
) -> Finding:
    """Add by hand what stands in the run ``[start, end)`` of the repaired text, accepted at once.

    The same place and content sent twice is one finding.
    """
    draft = held_open(draft.pk, by=by, now=now)
    if kind not in Kind.values:
        raise BadInput.of("kind", gettext_noop("请从列出的选项中选择。"))
    if not 0 <= start < end <= len(draft.text):
        raise BadInput.of("quote", gettext_noop("请先在原文中选中这一项所依据的文字。"))
    cleaned = clean(kind, data)
    around = surroundings_of(draft)
    for one in around.findings:
        if one.by_hand and (one.kind, one.data, one.spans) == (kind, cleaned, [[start, end]]):
            return one
    finding = Finding(
        draft=draft, kind=kind, data=cleaned, spans=[[start, end]], rule="by-hand", by_hand=True
    )
    finding.verdict, finding.decided_by, finding.decided_at = Verdict.ACCEPTED, by, now
    refuse_doubtful(finding, around)
    finding.serial = (draft.findings.aggregate(last=Max("serial"))["last"] or 0) + 1
    finding.save(force_insert=True)
    said = str(Kind(kind).label)
    record("finding.added", finding, by=by, at=now, kind=kind, said=said, data=cleaned)
    return finding


def place_of(draft: Draft, quote: str) -> tuple[int, int]:
    """Return where ``quote`` stands in the draft's text, whatever the blanks around it.

    Raises BadInput where it does not.
    """
    wanted = quote.strip()
    at = draft.text.find(wanted) if wanted else -1
    if at < 0:
        raise BadInput.of(
            "quote", gettext_noop("原文中没有这段文字。请从左侧原文中复制，或直接选中。")
        )
    return at, at + len(wanted)


@transaction.atomic
def make_matter_of(demand: Demand, *, by: Account, now: dt.datetime) -> Finding:
    """Turn an uncovered demand into a matter: accept the one that was read there, else add it."""
    draft = held_open(demand.draft_id, by=by, now=now)
    target = (demand.start, demand.end)
    around = surroundings_of(draft)
    for one in around.findings:
        if one.kind == Kind.MATTER and any_covers(spans_of(one.spans)[:1], target):
            if one.verdict in (Verdict.ACCEPTED, Verdict.CORRECTED):
                return one
            was = _said_of(one)
            one.verdict, one.correction = Verdict.ACCEPTED, None
            refuse_doubtful(one, around)
            return _decided(one, was, by=by, now=now)
    text = draft.text[demand.start : demand.end].strip().rstrip("。；;！!")
    start = draft.text.index(text, demand.start)
    return add_finding(
        draft,
        kind=Kind.MATTER,
        start=start,
        end=start + len(text),
        data={"kind": "task", "text": text},
        by=by,
        now=now,
    )


@transaction.atomic
def waive(demand: Demand, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Record why a demand becomes no matter.  Raises Incomplete without a reason."""
    held_open(demand.draft_id, by=by, now=now)
    reason = reason.strip()[:200]
    if not reason:
        raise Incomplete(["reason"], labels={"reason": Sentence(gettext_noop("不立事项的理由"))})
    won = Demand.objects.filter(pk=demand.pk, waived_at__isnull=True).update(
        waived_reason=reason, waived_by=by, waived_at=now
    )
    if not won:
        fresh = Demand.objects.select_related("waived_by__person").get(pk=demand.pk)
        if (fresh.waived_by_id, fresh.waived_reason) == (by.pk, reason):
            return
        raise Overtaken(
            gettext_noop("%(who)s 已将这一句定为不立事项，理由：%(reason)s。"),
            code="demand-waived",
            who=str(fresh.waived_by),
            reason=str(fresh.waived_reason),
        )
    told = {"waived_reason": [None, reason]}
    record("demand.waived", demand, by=by, at=now, reason=reason, changes=told)


@transaction.atomic
def unwaive(demand: Demand, *, by: Account, now: dt.datetime) -> None:
    """Take back the waiving of a demand: it is open again."""
    held_open(demand.draft_id, by=by, now=now)
    was = Demand.objects.get(pk=demand.pk).waived_reason
    won = Demand.objects.filter(pk=demand.pk, waived_at__isnull=False).update(
        waived_reason=None, waived_by=None, waived_at=None
    )
    if won:
        told = {"waived_reason": [was, None]}
        record("demand.reopened", demand, by=by, at=now, changes=told)
