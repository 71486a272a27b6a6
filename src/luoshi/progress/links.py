"""Reporting without an account: an address for one report, made, revoked, used once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from luoshi.audit import actions as audit
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person
from luoshi.progress import actions, queries
from luoshi.progress.models import Report, ReportLink, State
from luoshi.projects import queries as projects
from luoshi.projects.models import Filing, Project
from luoshi.rules import reporting
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, NotFound, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import gettext_noop

TOKEN_BYTES = 32
DAYS_MOST = 31
DAYS_AGAIN = 7  # how long a link for a returned report serves
TEXTS = ("progress", "formalities", "problems", "next_steps", "coordination", "unchanged_reason")


def may_manage(by: Account, filing: Filing, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may make links: whoever reports for the unit, or keeps the ledger."""
    units = {filing.unit_id, filing.project.held_by_id}
    return access.may(by, Permission.REPORT_SUBMIT, now=now, units={filing.unit_id}) or access.may(
        by, Permission.PROJECT_FILE, now=now, units=units
    )


def links_of(project: Project) -> QuerySet[ReportLink]:
    """Return the links made for reports of a project, newest first."""
    rows = ReportLink.objects.filter(project=project)
    return rows.select_related("person", "made_by__person", "revoked_by__person")


def link_for(by: Account, pk: int, *, now: dt.datetime) -> ReportLink:
    """Return one link; raises NotFound where ``by`` does not see its project."""
    seen = projects.visible_projects(by, now=now).order_by().values("pk")
    rows = ReportLink.objects.select_related("project", "person").filter(project__in=seen)
    link = rows.filter(pk=pk).first()
    if link is None:
        raise NotFound
    return link


@dataclass(frozen=True, slots=True)
class Shown:
    """A link that was just made: ``token`` is told this once and kept nowhere."""

    link: ReportLink
    token: str


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(report: Report, *, now: dt.datetime) -> ReportLink | None:
    """Return the newest link that still leads to the report of this window; None without one."""
    rows = links_of(report.project).filter(window=report.window, used_at__isnull=True)
    return rows.filter(revoked_at__isnull=True, expires_at__gt=now).first()


@transaction.atomic
def offer_again(report: Report, *, by: Account, now: dt.datetime) -> Shown:
    """Make a new link for whoever wrote a returned ``report`` through one; older ones end.

    Raises IllegalMove for what was not returned or was written with an account.
    """
    if report.state != State.RETURNED or not report.is_current or report.link is None:
        raise IllegalMove(
            gettext_noop("只有凭链接填报、已被退回的半月报才重新发填报链接。"), code="not-returned"
        )
    while old := open_link(report, now=now):
        revoke_link(old, by=by, now=now)
    project, writer = report.project, report.link.person
    return make_link(project, window=report.window, person=writer, days=DAYS_AGAIN, by=by, now=now)


@transaction.atomic
def make_link(
    project: Project, *, window: str, person: Person, days: int, by: Account, now: dt.datetime
) -> Shown:
    """Make an address by which ``person`` writes the report of one window, for ``days`` days.

    Where that report was returned it is for a new edition of it.  Raises BadInput where it is
    there already or is not owed.
    """
    filing = actions.filing_of(project)
    _require(filing, by=by, now=now)
    half = HalfMonth.parse(window)
    if not 1 <= days <= DAYS_MOST:
        raise BadInput.of(
            "days", gettext_noop("有效期为1至%(most)s天。"), code="days-unfit", most=DAYS_MOST
        )
    if half.first_day > civil_day(now) or not queries.owes(filing, half):
        raise BadInput.of(
            "window", gettext_noop("这一期不需要报送，请另选一期。"), code="window-not-owed"
        )
    there = queries.current_report(project, half)
    if there and there.state != State.RETURNED:
        raise BadInput.of("window", gettext_noop("这一期已经报送。"), code="reported-already")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + dt.timedelta(days=days)
    link = ReportLink.objects.create(
        project=project,
        window=half.id,
        person=person,
        token_sha256=hashed(token),
        expires_at=expires_at,
        made_by=by,
        made_at=now,
    )
    data = {"window": half.id, "window_name": half.chinese, "person": person}
    until = civil_day(expires_at)
    audit.record("report.link_made", project, by=by, at=now, **data, until=until)
    return Shown(link, token)


def _require(filing: Filing, *, by: Account, now: dt.datetime) -> None:
    if not may_manage(by, filing, now=now):
        access.require(by, Permission.REPORT_SUBMIT, now=now, units={filing.unit_id})


@transaction.atomic
def revoke_link(link: ReportLink, *, by: Account, now: dt.datetime) -> None:
    """Let a link lead nowhere from now on.  Raises Overtaken if it was used or revoked already."""
    _require(actions.filing_of(link.project), by=by, now=now)
    still = ReportLink.objects.filter(pk=link.pk, used_at__isnull=True, revoked_at__isnull=True)
    if not still.update(revoked_at=now, revoked_by=by):
        raise Overtaken(gettext_noop("这个链接已经使用或撤回，不需要再办理。"), code="link-settled")
    half = HalfMonth.parse(link.window)
    data = {"window": half.id, "window_name": half.chinese, "person": link.person}
    audit.record("report.link_revoked", link.project, by=by, at=now, **data)


@transaction.atomic
def hand_out_slip(project: Project, *, window: str, by: Account, now: dt.datetime) -> None:
    """Record that ``by`` took the slip of one window: whoever may send a link may send it instead."""
    _require(actions.filing_of(project), by=by, now=now)
    half = HalfMonth.parse(window)
    data = {"window": half.id, "window_name": half.chinese}
    audit.record("report.slip_handed_out", project, by=by, at=now, **data)


def link_of(token: str, *, now: dt.datetime) -> ReportLink:
    """Return the link that ``token`` opens, used or not.

    Raises NotFound for one that nobody made, IllegalMove for one that is revoked or run out.
    """
    rows = ReportLink.objects.select_related("project__filing__unit", "person")
    link = rows.filter(token_sha256=hashed(token)).first()
    if link is None:
        raise NotFound(
            gettext_noop("这个填报链接不正确，请检查是否复制完整，或向发送人重新索取。"),
            code="link-unknown",
        )
    if link.used_at is not None:
        return link
    if link.revoked_at is not None:
        raise IllegalMove(
            gettext_noop("这个填报链接已由发送人撤回，请向其重新索取。"), code="link-revoked"
        )
    if link.expires_at <= now:
        raise IllegalMove(
            gettext_noop("这个填报链接已过有效期，请向发送人重新索取。"), code="link-expired"
        )
    return link


@transaction.atomic
def report_by_link(
    link: ReportLink,
    *,
    by: actions.Guest,
    now: dt.datetime,
    correction: str = "",
    **said: Any,
) -> Report:
    """Hand in the one report that ``link`` is for, or mend it; ``said`` holds the fields of a report.

    A link serves once: whoever comes second is told so and changes nothing.
    """
    filing = actions.filing_of(link.project)
    fresh = Q(pk=link.pk, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)
    if not ReportLink.objects.filter(fresh).update(used_at=now):
        raise Overtaken(
            gettext_noop("这个填报链接已经用过、撤回或过期，内容没有再次提交。"), code="link-spent"
        )
    content = {name: value.strip() if name in TEXTS else value for name, value in said.items()}
    half = HalfMonth.parse(link.window)
    author = actions.Author(link=link, guest=by)
    there = queries.current_report(link.project, half)
    if there and there.state == State.RETURNED:
        told = {name: None for name in reporting.SUMS} | {
            "unchanged": False,
            "unchanged_reason": "",
        }
        report = actions.mend(
            filing, there, told | content, correction=correction, author=author, now=now
        )
    else:
        report = actions.hand_in(
            filing, half, content, correction=correction, author=author, now=now
        )
    data = {"window": half.id, "window_name": half.chinese, "person": link.person}
    audit.record("report.link_used", link.project, by=by, at=now, **data)
    return report
