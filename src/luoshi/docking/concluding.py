"""Actions at the end of a docking: its outcome, and what each side says of it, apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.docking import debts
from luoshi.docking import fields as fields_of
from luoshi.docking.entries import settle
from luoshi.docking.models import FINAL, Docking, Outcome, Said, Stage, State
from luoshi.docking.queries import sits_at
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.owed.models import Kind
from luoshi.rules.access import Permission
from luoshi.rules.twins import WHOLE
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, NotAllowed, Overtaken
from luoshi.values.quantities import share
from luoshi.values.sentences import gettext_noop

LET_FALL = "已有对接结果"


@transaction.atomic
def conclude(
    docking: Docking,
    *,
    version: int | None = None,
    outcome: str,
    why: str = "",
    deferred_to: dt.date | None = None,
    contract_number: str = "",
    share_percent: Decimal | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Register what came of a docking, as its organiser; put off it may be concluded again.

    Anything but a match says why; putting off names a day to come, until which the result stays owed.
    A match settles its need, and its offer where nothing of it is left.  Raises IllegalMove after a
    final outcome, Incomplete or BadInput for what is missing or cannot be.
    """
    access.require(by, Permission.DOCKING_EDIT, now=now, units={docking.organiser_id})
    if docking.outcome in FINAL:
        said = gettext_noop("这次对接已经登记最后结果。")
        raise IllegalMove(said, code="concluded-already")
    given = _checked(outcome, why, deferred_to, contract_number, share_percent, now=now)
    before = {name: getattr(docking, name) for name in given}
    rows = Docking.objects.filter(pk=docking.pk, version=version or docking.version)
    ends = {"stage": Stage.RESULT, "outcome_at": now, "outcome_by": by}
    if not rows.update(**given, **ends, version=F("version") + 1):
        raise Overtaken
    docking.refresh_from_db()
    audit.record(
        "docking.concluded",
        docking,
        by=by,
        at=now,
        outcome_name=str(Outcome(outcome).label),
        reason=docking.outcome_why,
        deferred_to=deferred_to,
        changes=changes(before, given),
    )
    _settle_debts(docking, by=by, now=now)
    if outcome == Outcome.MATCHED:
        _settle_entries(docking, by=by, now=now)


def _checked(
    outcome: str,
    why: str,
    deferred_to: dt.date | None,
    contract_number: str,
    share_percent: Decimal | None,
    *,
    now: dt.datetime,
) -> dict[str, Any]:
    if outcome not in Outcome.values:
        raise BadInput.of("outcome", gettext_noop("请选择结果。"), code="outcome-unknown")
    is_deferred = outcome == Outcome.DEFERRED
    said = {"why": why.strip(), "deferred_to": deferred_to}
    if outcome != Outcome.MATCHED:
        fields_of.require_filled(said, "why", *(["deferred_to"] if is_deferred else []))
    fields_of.require_short(said, why=500)
    if is_deferred and deferred_to is not None and deferred_to <= civil_day(now):
        text = gettext_noop("暂缓应写明今天以后的日期。")
        raise BadInput.of("deferred_to", text, code="deferred-to-the-past")
    if share_percent is not None and not 0 < share_percent <= WHOLE:
        text = gettext_noop("份额应大于0，不超过100。")
        raise BadInput.of("share_percent", text, code="no-share")
    return {
        "outcome": outcome,
        "outcome_why": said["why"],
        "deferred_to": deferred_to if is_deferred else None,
        "contract_number": contract_number.strip()[:80],
        "share_percent": share_percent,
    }


def _settle_debts(docking: Docking, *, by: Account, now: dt.datetime) -> None:
    debts.let_fall(docking, reason=LET_FALL, by=by, now=now)
    if docking.deferred_to is not None:
        debts.put_off(docking, to=docking.deferred_to, by=by, now=now)
    else:
        debts.discharge(docking, Kind.DOCKING_RESULT, on=civil_day(now), by=by, now=now)


def _settle_entries(docking: Docking, *, by: Account, now: dt.datetime) -> None:
    need, offer = docking.need, docking.offer
    if need is not None:
        settle(need, state=State.MET, why=docking.number, by=by, now=now)
    if offer is None:
        return
    wanted = need.quantity if need else None
    covered = share(offer.quantity, wanted) if offer.quantity and wanted else None
    if covered is None or covered <= 1:
        settle(offer, state=State.MET, why=docking.number, by=by, now=now)


@transaction.atomic
def rate(
    docking: Docking, *, side: str, said: str, why: str = "", by: Account, now: dt.datetime
) -> None:
    """Say how satisfied one side ("demand" or "supply") is: by that side only, once, after a final outcome.

    Raises NotAllowed for whoever has no seat there (the office has none), IllegalMove before the
    outcome or the second time, Incomplete where a side that is not satisfied says nothing.
    """
    unit = docking.demand_unit_id if side == "demand" else docking.supply_unit_id
    access.require(by, Permission.DOCKING_EDIT, now=now, units={unit})
    if not sits_at(by, unit, now=now):
        text = gettext_noop("满意度只能由这一方自己填写。")
        raise NotAllowed(text, code="not-this-side")
    if docking.outcome not in FINAL:
        text = gettext_noop("有了最后结果才能评价。")
        raise IllegalMove(text, code="rated-too-early")
    if said not in Said.values:
        raise BadInput.of("said", gettext_noop("请选择评价。"), code="said-unknown")
    if said == Said.DISSATISFIED:
        fields_of.require_filled({"why": why}, "why")
    fields_of.require_short({"why": why}, why=300)
    rows = Docking.objects.filter(pk=docking.pk, **{f"{side}_said__isnull": True})
    given = {f"{side}_said": said, f"{side}_said_why": why.strip()}
    if not rows.update(**given, **{f"{side}_said_at": now, f"{side}_said_by": by}):
        text = gettext_noop("这一方已经评价过。")
        raise IllegalMove(text, code="rated-already")
    docking.refresh_from_db()
    audit.record(
        f"docking.{side}_rated",
        docking,
        by=by,
        at=now,
        rating_name=str(Said(said).label),
        reason=why.strip(),
        changes=changes(dict.fromkeys(given), given),
    )
