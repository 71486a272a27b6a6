"""Ledgers as files: the rows of a list, under the filters and the order of its address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from luoshi import clock
from luoshi.issuing import actions
from luoshi.progress import queries
from luoshi.web import burden, commitments, matters, projects, reports
from luoshi.web.attached import attached
from luoshi.web.forms.reports import windows_wanted
from luoshi.web.page import Request

TICKED_MOST = 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_projects(request: Request) -> HttpResponse:
    """The ledger of the projects that the list of the same address shows."""
    now = clock.now()
    rows = chosen(request, projects.found(request, now=now).all_rows)
    on = projects.day_asked(request, now=now)
    return _file(*actions.issue_projects(rows, on=on, by=request.user, now=now))


def export_matters(request: Request) -> HttpResponse:
    """The ledger of the matters that the list of the same address shows."""
    now = clock.now()
    rows = chosen(request, matters.found(request, now=now).all_rows)
    return _file(*actions.issue_matters(rows, by=request.user, now=now))


def export_reports(request: Request) -> HttpResponse:
    """Projects against half months, as the table of the same address shows them."""
    now, windows = clock.now(), windows_wanted(request.GET)
    rows = reports.found(request, now=now).all_rows
    lines = queries.matrix(request.user, windows=windows, now=now, rows=rows)
    return _file(*actions.issue_reports(lines, windows=windows, by=request.user, now=now))


def export_burden(request: Request) -> HttpResponse:
    """What each unit was asked in the month of the address."""
    now = clock.now()
    month, units = burden.month_asked(request, now=now)
    lines = {one.pk: (one.name, one.times, one.fields, one.clicks, one.minutes) for one in units}
    return _file(*actions.issue_burden(lines, month=month, by=request.user, now=now))


def chosen(request: Request, rows: Any) -> Any:
    """Return the rows that were ticked in the list, all of them where none was."""
    ticked = [int(one) for one in request.GET.getlist("row")[:TICKED_MOST] if one.isdecimal()]
    return rows.filter(pk__in=ticked) if ticked else rows


def export_commitments(request: Request) -> HttpResponse:
    """The two-sided ledger under the filters of the same address."""
    now = clock.now()
    rows = commitments.found(request, now=now).all_rows
    return _file(*actions.issue_commitments(rows, by=request.user, now=now))


def _file(issue: Any, content: bytes) -> HttpResponse:
    return attached(content, issue.file_name, XLSX, plain="ledger.xlsx", sha256=issue.sha256)
