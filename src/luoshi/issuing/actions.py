"""Handing out ledgers: the bytes go to the reader, the proof of what they said stays."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.commitments.models import Commitment
from luoshi.intake.models import LedgerIn
from luoshi.issuing import ledgers
from luoshi.issuing.incolumns import in_columns
from luoshi.issuing.models import Issue
from luoshi.issuing.models import Ledger as LedgerKind
from luoshi.matters.models import Matter
from luoshi.matters.queries import matters_within
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.papers.ledger import Ledger, workbook
from luoshi.progress.queries import Line
from luoshi.projects.models import Project
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth


@transaction.atomic
def issue_projects(
    projects: QuerySet[Project], *, on: dt.date | None = None, by: Account, now: dt.datetime
) -> tuple[Issue, bytes]:
    """Hand out the ledger of ``projects``, which the caller has gated; return its proof and bytes.

    ``on`` gives stage, exit and latest report as they were on a day that has passed.
    """
    access.require(by, Permission.LEDGER_EXPORT, now=now)
    rows = projects.filter(pk__in=_projects_to_export(by, now=now))
    ledger = ledgers.projects_ledger(rows, today=civil_day(now), on=on)
    return _issue(LedgerKind.PROJECTS, ledger, by=by, now=now)


@transaction.atomic
def issue_matters(
    matters: QuerySet[Matter], *, by: Account, now: dt.datetime
) -> tuple[Issue, bytes]:
    """Hand out the ledger of ``matters``, which the caller has gated; return its proof and bytes.

    What she sees by one seat does not leave by another that would not show it to her.
    """
    access.require(by, Permission.LEDGER_EXPORT, now=now)
    scope = access.scope(by, Permission.LEDGER_EXPORT, now=now)
    rows = matters.filter(pk__in=matters_within(scope).values("pk"))
    ledger = ledgers.matters_ledger(rows, today=civil_day(now))
    return _issue(LedgerKind.MATTERS, ledger, by=by, now=now)


@transaction.atomic
def issue_reports(
    lines: Sequence[Line], *, windows: Sequence[HalfMonth], by: Account, now: dt.datetime
) -> tuple[Issue, bytes]:
    """Hand out projects against half months, which the caller has gated; return proof and bytes."""
    access.require(by, Permission.LEDGER_EXPORT, now=now)
    hers = frozenset(_projects_to_export(by, now=now))
    rows = [line for line in lines if line.project.pk in hers]
    ledger = ledgers.reports_ledger(rows, windows=windows, today=civil_day(now))
    return _issue(LedgerKind.REPORTS, ledger, by=by, now=now)


@transaction.atomic
def issue_burden(
    units: Mapping[int, tuple[str, int, int, int, Decimal]],
    *,
    month: dt.date,
    by: Account,
    now: dt.datetime,
) -> tuple[Issue, bytes]:
    """Hand out what each unit (by id) was asked in a month, which the caller has gated."""
    access.require(by, Permission.LEDGER_EXPORT, now=now)
    scope = access.scope(by, Permission.LEDGER_EXPORT, now=now)
    lines = [line for pk, line in units.items() if scope.everything or pk in scope.units]
    return _issue(LedgerKind.BURDEN, ledgers.burden_ledger(lines, month=month), by=by, now=now)


@transaction.atomic
def issue_commitments(
    commitments: QuerySet[Commitment], *, by: Account, now: dt.datetime
) -> tuple[Issue, bytes]:
    """Hand out the two-sided ledger of ``commitments``, which the caller has gated."""
    access.require(by, Permission.LEDGER_EXPORT, now=now)
    scope = access.scope(by, Permission.LEDGER_EXPORT, now=now)
    rows = commitments.filter(pk__in=Commitment.objects.within(scope).values("pk"))
    ledger = ledgers.commitments_ledger(rows, today=civil_day(now))
    return _issue(LedgerKind.COMMITMENTS, ledger, by=by, now=now)


@transaction.atomic
def issue_in_columns(
    ledger: LedgerIn, *, table: int, by: Account, now: dt.datetime
) -> tuple[Issue, bytes]:
    """Hand out what became of one table of a ledger, in the columns in which it came, with our ids.

    The caller has gated the ledger; a row of the register leaves only with whoever may export it.
    """
    access.require(by, Permission.LEDGER_EXPORT, now=now)
    scope = access.scope(by, Permission.LEDGER_EXPORT, now=now)
    is_projects = ledger.tables[table]["register"] == "projects"
    hers = _projects_to_export(by, now=now) if is_projects else _matters_to_export(by, now=now)
    seen = None if scope.everything else frozenset(hers)
    made = in_columns(ledger, table=table, seen=seen, today=civil_day(now))
    kind = LedgerKind.PROJECTS if is_projects else LedgerKind.MATTERS
    return _issue(kind, made, by=by, now=now)


def _matters_to_export(by: Account, *, now: dt.datetime) -> QuerySet[Matter, int]:
    scope = access.scope(by, Permission.LEDGER_EXPORT, now=now)
    return matters_within(scope).values_list("pk", flat=True)


def _projects_to_export(by: Account, *, now: dt.datetime) -> QuerySet[Project, int]:
    """Return the ids of the projects that may leave with ``by``: she may see more than she exports."""
    scope = access.scope(by, Permission.LEDGER_EXPORT, now=now)
    return Project.objects.within(scope).values_list("pk", flat=True)


def _issue(
    kind: LedgerKind, ledger: Ledger, *, by: Account, now: dt.datetime
) -> tuple[Issue, bytes]:
    content = workbook(ledger)
    issue = Issue.objects.create(
        ledger=kind,
        file_name=f"{ledger.title}{civil_day(now):%Y%m%d}.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        rows=len(ledger.rows),
        by=by,
        at=now,
    )
    audit.record("ledger.exported", issue, by=by, at=now, rows=issue.rows, sha256=issue.sha256)
    return issue, content
