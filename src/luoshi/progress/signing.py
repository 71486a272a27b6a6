"""A report on its way: handler, head of the unit, office; what comes back, and what is excused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind
from luoshi.progress import actions, debts, queries
from luoshi.progress.models import Excuse, Move, Report, Signature, State
from luoshi.projects.models import Filing, Project
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, gettext_noop

STATES = State
LABELS = {"reason": Sentence(gettext_noop("原因"))}


# --- who may


def is_head(by: Account, filing: Filing, *, now: dt.datetime) -> bool:
    """Return whether ``by`` signs for the reporting unit: as its head, or that of one above it."""
    return access.may(by, Permission.REPORT_SIGN, now=now, units={filing.unit_id})


def may_receive(by: Account, filing: Filing, *, now: dt.datetime) -> bool:
    """Return whether ``by`` receives and returns reports for the office that keeps the project."""
    units = {filing.unit_id, filing.project.held_by_id}
    return access.may(by, Permission.REPORT_RECEIVE, now=now, units=units)


def receives(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` receives reports at all."""
    return access.may(by, Permission.REPORT_RECEIVE, now=now)


def to_receive(by: Account, *, now: dt.datetime) -> list[Report]:
    """Return the reports that wait to be received by ``by``, earliest window first."""
    scope = access.scope(by, Permission.REPORT_RECEIVE, now=now)
    rows = Report.objects.filter(is_current=True, state=State.HANDED_IN)
    rows = rows.filter(project__in=Project.objects.within(scope).values("pk"))
    rows = rows.select_related("project__filing__unit", "by__person", "link__person")
    hands = _hands(by, now=now)
    signed = Signature.objects.filter(move=Move.SIGNED, by__in=hands).values("report")
    rows = rows.exclude(by__in=hands).exclude(pk__in=signed)
    return list(rows.order_by("window", "at", "pk"))


def is_office(by: Account, filing: Filing, *, now: dt.datetime) -> bool:
    """Return whether ``by`` keeps the ledger that the project is filed in: who excuses, who must sign."""
    units = {filing.unit_id, filing.project.held_by_id}
    return access.may(by, Permission.PROJECT_FILE, now=now, units=units)


def kept_by(by: Account, rows: Iterable[Project], *, now: dt.datetime) -> frozenset[int]:
    """Return the ids of those of ``rows`` (filed, with their filing) whose ledger ``by`` keeps."""
    scope = access.scope(by, Permission.PROJECT_FILE, now=now)
    return frozenset(
        one.pk for one in rows if scope.covers(frozenset({one.filing.unit_id, one.held_by_id}))
    )


def moves_for(by: Account, report: Report, *, now: dt.datetime) -> list[str]:
    """Return what ``by`` may do to a report that counts, as it stands."""
    if not report.is_current:
        return []
    filing = actions.filing_of(report.project)
    found = []
    if report.state == State.WAITING and is_head(by, filing, now=now):
        found += ["sign", "send-back"]
    if may_receive(by, filing, now=now):
        mine = is_own(report, by=by, now=now)
        found += ["receive"] if report.state == State.HANDED_IN and not mine else []
        found += ["return"] if report.state in (State.HANDED_IN, State.RECEIVED) else []
    return found


def signatures_of(report: Report) -> QuerySet[Signature]:
    """Return the steps of every edition of one report, in order."""
    rows = Signature.objects.filter(
        report__project_id=report.project_id, report__window=report.window
    )
    return rows.select_related("report", "by__person")


def return_of(report: Report) -> Signature | None:
    """Return the step by which a returned report came back: who, when, why."""
    if report.state != State.RETURNED:
        return None
    rows = Signature.objects.filter(report=report, move__in=[Move.SENT_BACK, Move.RETURNED])
    return rows.select_related("by__person").last()


# --- the steps


@transaction.atomic
def sign(report: Report, *, by: Account, now: dt.datetime) -> None:
    """Sign as the head: the unit has handed in, today.  Raises Overtaken if it waits no more."""
    filing = actions.filing_of(report.project)
    _require(is_head(by, filing, now=now))
    _move(report, [State.WAITING], State.HANDED_IN, Move.SIGNED, by=by, now=now)
    half = HalfMonth.parse(report.window)
    actions.discharge(report.project, half, by=by, now=now)
    debts.settle(report, Kind.REPORT_SIGN, by=by, now=now)
    debts.lay(report, filing, by=by, now=now)
    audit.record("report.signed", report.project, by=by, at=now, **_told(report))


@transaction.atomic
def send_back(report: Report, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Send a report back to its handler before it leaves the unit, with the reason."""
    filing = actions.filing_of(report.project)
    _require(is_head(by, filing, now=now))
    reason = _said(reason)
    _move(report, [State.WAITING], State.RETURNED, Move.SENT_BACK, reason=reason, by=by, now=now)
    debts.settle(report, Kind.REPORT_SIGN, by=by, now=now)
    _back_to_its_writer(report, filing, by=by, now=now)
    audit.record("report.sent_back", report.project, by=by, at=now, **_told(report), reason=reason)


@transaction.atomic
def receive(report: Report, *, by: Account, now: dt.datetime) -> None:
    """Note that the office has taken a report.  Raises Overtaken if it is not handed in (any more)."""
    _require(may_receive(by, actions.filing_of(report.project), now=now))
    _require_another_hand(report, by=by, now=now)
    _move(report, [State.HANDED_IN], State.RECEIVED, Move.RECEIVED, by=by, now=now)
    debts.settle(report, Kind.REPORT_RECEIVE, by=by, now=now)
    audit.record("report.received", report.project, by=by, at=now, **_told(report))


@transaction.atomic
def return_report(report: Report, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Return a report to its unit with the reason: it is owed again, by the day it always was due."""
    filing = actions.filing_of(report.project)
    _require(may_receive(by, filing, now=now))
    reason = _said(reason)
    before = [State.HANDED_IN, State.RECEIVED]
    _move(report, before, State.RETURNED, Move.RETURNED, reason=reason, by=by, now=now)
    debts.settle(report, Kind.REPORT_RECEIVE, by=by, now=now)
    owed.reopen(kind=Kind.REPORT, subject=report.project, key=report.window, by=by, now=now)
    _back_to_its_writer(report, filing, by=by, now=now)
    audit.record("report.returned", report.project, by=by, at=now, **_told(report), reason=reason)


def _back_to_its_writer(report: Report, filing: Filing, *, by: Account, now: dt.datetime) -> None:
    """Lay what is owed again on whoever wrote it; where she has no account the unit's reporter keeps it."""
    if report.by is None:
        return
    owed.hand_over(
        kind=Kind.REPORT,
        subject=report.project,
        key=report.window,
        debtor_unit=filing.unit,
        debtor=report.by.person,
        by=by,
        now=now,
    )


def _require(may: object) -> None:
    if not may:
        raise NotAllowed


def is_own(report: Report, *, by: Account, now: dt.datetime) -> bool:
    """Return whether ``by``, or somebody in whose place she stands today, wrote or signed a report."""
    signed = Signature.objects.filter(report=report, move=Move.SIGNED)
    return bool(_hands(by, now=now) & {report.by_id, *signed.values_list("by", flat=True)})


def _hands(by: Account, *, now: dt.datetime) -> frozenset[int]:
    """Return the accounts, by id, that are one hand with ``by`` today: hers, and whom she stands in for."""
    return frozenset(
        {by.pk, *(seat.account_id for seat, _ in access.seats_of(by, on=civil_day(now)))}
    )


def _require_another_hand(report: Report, *, by: Account, now: dt.datetime) -> None:
    if is_own(report, by=by, now=now):
        raise NotAllowed(
            gettext_noop("填报或签字的人不能接收自己的半月报，请由办公室的另一位接收。"),
            code="writer-receives",
        )


def _said(reason: str) -> str:
    if not reason.strip():
        raise Incomplete(["reason"], labels=LABELS)
    return reason.strip()[:300]


def _move(
    report: Report,
    before: list[State],
    after: State,
    move: Move,
    *,
    reason: str = "",
    by: Account,
    now: dt.datetime,
) -> None:
    rows = Report.objects.filter(pk=report.pk, is_current=True, state__in=before)
    if not rows.update(state=after):
        raise Overtaken
    report.refresh_from_db()
    Signature.objects.create(report=report, move=move, by=by, at=now, reason=reason)


def _told(report: Report) -> dict[str, object]:
    half = HalfMonth.parse(report.window)
    return {"window": half.id, "window_name": half.chinese, "edition": report.edition}


@transaction.atomic
def require_signature(project: Project, *, head_signs: bool, by: Account, now: dt.datetime) -> None:
    """Say whether the head of the unit signs each report of a project before it is handed in."""
    filing = actions.filing_of(project)
    _require(is_office(by, filing, now=now))
    if not Filing.objects.filter(pk=filing.pk, head_signs=not head_signs).update(
        head_signs=head_signs
    ):
        return
    told = {"head_signs": [not head_signs, head_signs]}
    if head_signs:
        audit.record("report.signing_wanted", project, by=by, at=now, changes=told)
    else:
        audit.record("report.signing_dropped", project, by=by, at=now, changes=told)


# --- excused


@transaction.atomic
def excuse(project: Project, *, window: str, reason: str, by: Account, now: dt.datetime) -> Excuse:
    """Excuse a project from one window, with the reason; ``by`` is who approved it.

    Raises IllegalMove where that report was handed in or is not owed.
    """
    filing = actions.filing_of(project)
    _require(is_office(by, filing, now=now))
    reason, half = _said(reason), HalfMonth.parse(window)
    if half.first_day > civil_day(now) or not queries.owes(filing, half):
        raise BadInput.of(
            "window", gettext_noop("这一期不需要报送，请另选一期。"), code="window-not-owed"
        )
    if queries.current_report(project, half):
        raise IllegalMove(gettext_noop("这一期已经报送，不能再免报。"), code="excuse-after-report")
    excused, is_new = Excuse.objects.get_or_create(
        project=project, window=half.id, defaults={"reason": reason, "by": by, "at": now}
    )
    if not is_new:
        raise Overtaken
    actions.open_window(filing, window=half, now=now)
    owed.void(kind=Kind.REPORT, subject=project, key=half.id, reason=reason, by=by, now=now)
    told = {"window": half.id, "window_name": half.chinese, "reason": reason}
    audit.record("report.excused", project, by=by, at=now, **told)
    return excused
