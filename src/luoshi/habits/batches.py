"""One deed for many matters: tried first and taken back, then done row by row, and undone where it is safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.habits import queries
from luoshi.habits.models import Batch, Deed
from luoshi.matters import handing, urging
from luoshi.matters.models import HandOver, Matter
from luoshi.orgs.models import Account
from luoshi.values.errors import IllegalMove, Overtaken, Refusal
from luoshi.values.sentences import gettext_noop

ROWS_MOST = 100
UNDONE = gettext_noop("撤销批量移交")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes, or became, of one matter: the refusal, or None where it was done."""

    matter: Matter
    refusal: Refusal | None


class _TakenBack(Exception):
    """Ends a trial: nothing of it stays."""


def _carried(
    deed: str, matter: Matter, given: Mapping[str, Any], *, by: Account, now: dt.datetime
) -> None:
    """Do ``deed`` to one matter with what was given for all."""
    if deed == Deed.URGE:
        urging.urge(matter, text=given["text"], answer_by=given["answer_by"], by=by, now=now)
        return
    handing.hand_over(
        matter,
        to_person=given["to_person"],
        to_unit=given["to_unit"],
        reason=given["reason"],
        by=by,
        now=now,
    )


def tried(
    matters: Iterable[Matter], *, deed: str, given: Mapping[str, Any], by: Account, now: dt.datetime
) -> list[Outcome]:
    """Return what the deed would do to each of ``matters``: each is tried as it would be done, and taken back."""
    found = []
    for matter in _few(matters):
        refusal = None
        try:
            with transaction.atomic():
                _carried(deed, matter, given, by=by, now=now)
                raise _TakenBack
        except _TakenBack:
            matter.refresh_from_db()
        except Refusal as why:
            refusal = why
        found.append(Outcome(matter, refusal))
    return found


@transaction.atomic
def carry_out(
    matters: Iterable[Matter], *, deed: str, given: Mapping[str, Any], by: Account, now: dt.datetime
) -> Batch:
    """Do the deed to each of ``matters`` that admits it, and keep what became of each.

    Every matter has its own action and its own event; the batch has one that sums them up.
    """
    rows = []
    for matter in _few(matters):
        refusal = ""
        try:
            with transaction.atomic():
                _carried(deed, matter, given, by=by, now=now)
        except Refusal as why:
            refusal = str(why)
        serial = queries.reached(matter.pk)
        label = f"{matter.number or ''} {matter.title}".strip()
        rows.append({"pk": matter.pk, "label": label, "serial": serial, "refusal": refusal})
    refused = sum(1 for row in rows if row["refusal"])
    batch = Batch.objects.create(
        deed=deed, by=by, at=now, done=len(rows) - refused, refused=refused, rows=rows
    )
    audit.record(
        "batch.carried_out",
        batch,
        by=by,
        at=now,
        deed=batch.get_deed_display(),
        done=batch.done,
        refused=refused,
        matters=[row["label"] for row in rows if not row["refusal"]],
    )
    return batch


@transaction.atomic
def undo(batch: Batch, *, by: Account, now: dt.datetime) -> None:
    """Lay everything that a bulk hand-over moved back into the hands it came from: all of it or nothing.

    Raises IllegalMove once it is too late, or something followed on one of the matters.
    """
    queries.batch_for(by, batch.pk)
    if not queries.may_undo(batch, now=now):
        raise IllegalMove(
            gettext_noop("这次批量操作已经不能撤销：超过了时限，或者其中的事项又有了新的办理。"),
            code="too-late-to-undo",
        )
    if not Batch.objects.filter(pk=batch.pk, undone_at__isnull=True).update(
        undone_at=now, undone_by=by
    ):
        raise Overtaken
    for row in batch.rows:
        if not row["refusal"]:
            last = HandOver.objects.filter(matter=row["pk"]).latest("pk")
            handing.hand_over(
                last.matter,
                to_person=last.from_person,
                to_unit=last.from_unit,
                reason=UNDONE,
                by=by,
                now=now,
            )
    batch.refresh_from_db()
    audit.record("batch.undone", batch, by=by, at=now, count=batch.done)


def _few(matters: Iterable[Matter]) -> list[Matter]:
    found = list(matters)
    if len(found) > ROWS_MOST:
        raise IllegalMove(
            gettext_noop("一次最多选择%(most)s件，请分几次办理。"), code="too-many", most=ROWS_MOST
        )
    return found
