"""Reading the two-sided ledger and the re-checks, each reader within her units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from luoshi.commitments.debts import units_of
from luoshi.commitments.models import (
    Commitment,
    CommitmentConfirmation,
    CommitmentWording,
    Dispute,
    Draw,
    Finding,
    Part,
    Recheck,
    Settlement,
    Side,
    State,
    Way,
)
from luoshi.commitments.wording import OPEN
from luoshi.matters.models import Matter
from luoshi.matters.models import State as MatterState
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules.access import Permission
from luoshi.rules.sampling import HALF_MONTH, QUARTER, Period
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.errors import NotFound
from luoshi.values.halfmonth import HalfMonth

SIDES, STATES, PARTS, SETTLEMENTS = Side, State, Part, Settlement
WAYS, FINDINGS = Way, Finding
RULES = (HALF_MONTH, QUARTER)
PERIODS_SHOWN = 8


# --- commitments


def visible_commitments(by: Account, *, now: dt.datetime) -> QuerySet[Commitment]:
    """Return the commitments that ``by`` may see, with parties and the wordings, latest first."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    wordings = CommitmentWording.objects.select_related("by__person", "unit").prefetch_related(
        Prefetch(
            "confirmations",
            CommitmentConfirmation.objects.select_related("by__person", "seat_unit"),
        )
    )
    return (
        Commitment.objects.within(scope)
        .select_related(
            "debtor_unit", "debtor", "creditor_unit", "creditor", "project", "engagement",
            "matter", "held_by",
        )
        .prefetch_related(Prefetch("wordings", wordings))
    )  # fmt: skip


def commitment_for(by: Account, pk: int, *, now: dt.datetime) -> Commitment:
    """Return one commitment with its disputes; raises NotFound outside her scope."""
    disputes = Dispute.objects.select_related(
        "by__person", "other_by__person", "settled_by__person"
    )
    rows = visible_commitments(by, now=now).select_related(
        "passage__source", "drafted_by__person", "ended_by__person", "ended_unit"
    )
    found = rows.prefetch_related(Prefetch("disputes", disputes)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def wording_of(commitment: Commitment) -> CommitmentWording:
    """Return the wording that stands, from what was fetched with it."""
    return next(one for one in commitment.wordings.all() if one.n == commitment.said)


def matching(rows: QuerySet[Commitment], text: str) -> QuerySet[Commitment]:
    """Narrow ``rows`` to those that hold every word of ``text`` in title or any wording."""
    for word in text.split():
        worded = CommitmentWording.objects.filter(text__icontains=word).values("commitment")
        rows = rows.filter(Q(title__icontains=word) | Q(pk__in=worded))
    return rows


def of_unit(rows: QuerySet[Commitment], unit: int) -> QuerySet[Commitment]:
    """Narrow ``rows`` to those that a unit owes or is owed."""
    return rows.filter(Q(debtor_unit=unit) | Q(creditor_unit=unit))


@dataclass
class Sums:
    """How many commitments one side has in each state, and altogether."""

    side: str
    by_state: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_state.values())


def sums(rows: QuerySet[Commitment]) -> dict[str, Sums]:
    """Return for each side how many of ``rows`` stand in each state."""
    found = {side: Sums(side, dict.fromkeys(State.values, 0)) for side in Side.values}
    counted = rows.order_by().values_list("side", "state").annotate(n=Count("pk"))
    for side, state, count in counted:
        found[side].by_state[state] = count
    return found


def of_matter(by: Account, matter: Matter, *, now: dt.datetime) -> Commitment | None:
    """Return the commitment that a matter carries out, if ``by`` may see one."""
    return visible_commitments(by, now=now).filter(matter=matter).first()


def may_edit(by: Account, commitment: Commitment, *, now: dt.datetime) -> bool:
    """Return whether ``by`` keeps this commitment."""
    held = {commitment.held_by_id}
    return access.may(by, Permission.COMMITMENT_EDIT, now=now, units=held)


def may_propose(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may write down commitments at all."""
    return access.may(by, Permission.COMMITMENT_EDIT, now=now)


def parts_of(by: Account, commitment: Commitment, *, now: dt.datetime) -> tuple[str, ...]:
    """Return for which parts ``by`` may speak: by a seat of that unit itself."""
    if not by.is_active:
        return ()
    held = {
        seat.unit_id
        for seat, role in access.seats_of(by, on=civil_day(now))
        if Permission.COMMITMENT_CONFIRM in role.permissions
    }
    return tuple(part for part in Part.values if units_of(commitment, part)[0].pk in held)


def still_to_confirm(by: Account, commitment: Commitment, *, now: dt.datetime) -> list[str]:
    """Return the parts whose word on the wording that stands is hers and not given yet."""
    if commitment.state != State.PROPOSED:
        return []
    there = {one.part for one in wording_of(commitment).confirmations.all()}
    return [part for part in parts_of(by, commitment, now=now) if part not in there]


def is_open(commitment: Commitment) -> bool:
    """Return whether its words can still change."""
    return commitment.state in OPEN


# --- re-checks


def candidates(period: Period) -> QuerySet[Matter]:
    """Return the matters closed within a period that were not drawn in this try, with who did what."""
    begin, end = (
        dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)
        for day in (period.first, period.last + dt.timedelta(days=1))
    )
    drawn = Recheck.objects.filter(matter=OuterRef("pk"), attempt=OuterRef("attempt"))
    rows = Matter.objects.filter(
        ~Exists(drawn),
        state__in=[MatterState.CLOSED, MatterState.ARCHIVED],
        closed_at__gte=begin,
        closed_at__lt=end,
        person__isnull=False,
        lead__isnull=False,
    )
    return rows.select_related(
        "held_by", "raised_by", "person", "claimed_by", "closed_by"
    ).order_by("pk")


def visible_rechecks(by: Account, *, now: dt.datetime) -> QuerySet[Recheck]:
    """Return the re-checks of matters that ``by`` may see, newest first."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    return Recheck.objects.within(scope).select_related(
        "matter__lead", "matter__held_by", "matter__raised_by", "draw", "checker", "handler"
    )


def recheck_for(by: Account, pk: int, *, now: dt.datetime) -> Recheck:
    """Return one re-check; raises NotFound outside her scope."""
    rows = visible_rechecks(by, now=now).select_related(
        "claimer", "closer", "checked_for", "reopened_by__person"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def rechecks_of(by: Account, matter: Matter, *, now: dt.datetime) -> QuerySet[Recheck]:
    """Return the re-checks of one matter."""
    return visible_rechecks(by, now=now).filter(matter=matter)


@dataclass(frozen=True, slots=True)
class Window:
    """One period of re-checks: what was closed, drawn and found; ``draw`` is None until it is drawn."""

    key: str
    draw: Draw | None
    base: int
    drawn: int
    checked: int
    holds: int
    partly: int
    fails: int

    @property
    def is_quarter(self) -> bool:
        """Whether it is a quarter and not a half month."""
        return "Q" in self.key

    @property
    def waiting(self) -> int:
        """Drawn, and not looked at yet."""
        return self.drawn - self.checked


def windows(by: Account, *, now: dt.datetime) -> list[Window]:
    """Return the periods, drawn or waiting to be, the latest first, as far as ``by`` sees them."""
    rows = visible_rechecks(by, now=now).order_by()
    counted = rows.values_list("draw", "finding").annotate(n=Count("pk"))
    found: dict[int, dict[str | None, int]] = {}
    for draw, finding, count in counted:
        found.setdefault(draw, {})[finding] = count
    whole = access.scope(by, Permission.REGISTER_SEE, now=now).everything
    drawn = {
        one.period: _window(one, found.get(one.pk, {}))
        for one in Draw.objects.all()
        if whole or one.pk in found
    }
    waiting = _waiting(set(drawn), now=now) if whole else []
    return sorted([*waiting, *drawn.values()], key=_end_of, reverse=True)


def _end_of(window: Window) -> tuple[dt.date, str]:
    return Period.parse(window.key).last, window.key


def _window(draw: Draw, said: dict[str | None, int]) -> Window:
    holds, partly, fails = (said.get(one, 0) for one in ("holds", "partly", "not"))
    total = sum(said.values())
    return Window(
        draw.period, draw, len(draw.frame), total, total - said.get(None, 0), holds, partly, fails
    )


def _waiting(drawn: set[str], *, now: dt.datetime) -> list[Window]:
    """Return the last ended half months and the last quarter in which something was closed, undrawn."""
    today = civil_day(now)
    window, keys = HalfMonth.containing(today), []
    for _ in range(PERIODS_SHOWN):
        window = window.previous()
        keys.append(window.id)
    quarter = (today.month - 1) // 3
    keys.append(f"{today.year}Q{quarter}" if quarter else f"{today.year - 1}Q4")
    bases = {key: candidates(Period.parse(key)).count() for key in keys if key not in drawn}
    return [Window(key, None, base, 0, 0, 0, 0, 0) for key, base in bases.items() if base]


def may_recheck(by: Account, *, now: dt.datetime, recheck: Recheck | None = None) -> bool:
    """Return whether ``by`` may draw and check; for one, only if she had no hand in it."""
    if recheck is None:
        return access.may(by, Permission.RECHECK_DO, now=now)
    held = {recheck.matter.held_by_id}
    hands = {recheck.handler_id, recheck.claimer_id, recheck.closer_id}
    return by.person_id not in hands and access.may(by, Permission.RECHECK_DO, now=now, units=held)


def may_reopen(by: Account, recheck: Recheck, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may have the matter of a re-check done again."""
    fails = recheck.finding == Finding.NOT and recheck.reopened_at is None
    held = {recheck.matter.held_by_id}
    return (
        fails
        and recheck.matter.state == MatterState.CLOSED
        and access.may(by, Permission.MATTER_REOPEN, now=now, units=held)
    )


def ordered(rows: Sequence[Commitment]) -> list[Commitment]:
    """Return commitments by the day of the wording that stands, soonest first."""
    return sorted(rows, key=lambda one: (wording_of(one).due_on, one.pk))
