"""Papers from the register: what may be drafted about a row, what is missing first, what was drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.issuing import documents
from luoshi.issuing.composing import (
    answer,
    archive,
    assignment,
    filing,
    handover,
    letter,
    minutes,
    notice,
    report,
)
from luoshi.issuing.composing.about import papers_about
from luoshi.issuing.composing.readback import read_back
from luoshi.issuing.composing.rows import OVER, Lacking, office_for
from luoshi.matters import queries as matters
from luoshi.meetings import queries as meetings
from luoshi.notices import channels
from luoshi.orgs import access
from luoshi.orgs import queries as orgs
from luoshi.progress import queries as progress
from luoshi.projects import queries as projects
from luoshi.rules.access import Permission
from luoshi.values.errors import Duplicate, NotAllowed, NotFound
from luoshi.values.sentences import Sentence
from luoshi.web.errors import say
from luoshi.web.page import Request, go_to, page


class Kind(NamedTuple):
    """One paper that can be composed: of which row, by what, and where it is offered at all."""

    label: Promise
    lacks: Callable[..., Sequence[Sentence]]
    compose: Callable[..., Any]
    fits: Callable[[Any], bool] = lambda thing: True


KINDS = {
    "minutes": Kind(
        gettext_lazy("起草会议纪要"),
        minutes.lacks_of_minutes,
        minutes.compose_minutes,
        lambda one: one.kind in minutes.KINDS,
    ),
    "notice": Kind(
        gettext_lazy("起草成立通知"),
        notice.lacks_of_notice,
        notice.compose_notice,
        lambda one: one.state == "awaited",
    ),
    "assignment": Kind(
        gettext_lazy("起草交办通知单"),
        lambda one, by, *, now: assignment.lacks_of_assignment(one),
        assignment.compose_assignment,
        lambda one: one.state not in OVER,
    ),
    "letter": Kind(
        gettext_lazy("起草函"),
        letter.lacks_of_letter,
        letter.compose_letter,
        lambda one: one.state not in OVER,
    ),
    "answer": Kind(
        gettext_lazy("起草答复"),
        lambda one, by, *, now: answer.lacks_of_answer(one),
        answer.compose_answer,
        lambda one: one.kind == "problem" and one.state != "cancelled",
    ),
    "cover": Kind(
        gettext_lazy("起草案卷封面"),
        lambda one, by, *, now: archive.lacks_of_cover(one),
        archive.compose_cover,
        lambda one: one.state == "archived",
    ),
    "slip": Kind(
        gettext_lazy("起草备案登记表"),
        lambda one, by, *, now: filing.lacks_of_slip(one),
        filing.compose_slip,
    ),
    "report": Kind(
        gettext_lazy("把这期半月报成文"),
        lambda one, by, *, now: report.lacks_of_report(one),
        report.compose_report,
        lambda one: one.is_current,
    ),
    "hand_over": Kind(
        gettext_lazy("起草移交清单"),
        lambda one, by, *, now: handover.lacks_of_hand_over(one),
        handover.compose_hand_over,
    ),
}
OF = {
    "engagement": ("minutes",),
    "group": ("notice",),
    "matter": ("assignment", "letter", "answer", "cover"),
    "project": ("slip",),
    "report": ("report",),
    "transfer": ("hand_over",),
}


def papers_of(about: str, thing: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return the context of ``composed/_papers.html``: the papers about a row, and what may be drafted."""
    offers = []
    if access.may(by, Permission.PAPER_DRAFT, now=now):
        offers = [
            _offer(what, thing, by=by, now=now) for what in OF[about] if KINDS[what].fits(thing)
        ]
    rows = list(papers_about(by, about, thing.pk, now=now, key=f"{about}-{thing.pk}"))
    return {"papers": rows, "offers": offers}


def _offer(what: str, thing: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    kind = KINDS[what]
    lacks = list(kind.lacks(thing, by, now=now))
    receivers = []
    if what == "letter" and not lacks:
        receivers = letter.receivers_of(thing, office_for(by, thing.held_by, now=now))
    return {
        "what": what,
        "label": kind.label,
        "address": reverse(f"compose_{what}", args=[thing.pk]),
        "lacks": lacks,
        "receivers": receivers,
    }


def _composed(
    request: Request, what: str, thing: Any, *, now: dt.datetime, **given: Any
) -> HttpResponse:
    """Draft the paper and lead to it, or to the one that was drafted for the same occasion.

    What is missing first is said on the page of the row.
    """
    _require(request, now=now)
    try:
        document = KINDS[what].compose(thing, **given, by=request.user, now=now)
    except Duplicate as same:
        messages.info(request, _("这件事已经起草过公文，请在这份公文上继续办理。"))
        return go_to(request, "document_detail", same.params["pk"])
    except Lacking as refusal:
        messages.warning(request, say(refusal))
        about = next(about for about, kinds in OF.items() if what in kinds)
        return go_to(request, f"{about}_detail", thing.pk)
    messages.success(request, _("已按登记的内容起草，请核对、修改后送审。"))
    return go_to(request, "document_detail", document.pk)


def _require(request: Request, *, now: dt.datetime) -> None:
    if not access.may(request.user, Permission.PAPER_DRAFT, now=now):
        raise NotAllowed


@require_POST
def compose_minutes(request: Request, pk: int) -> HttpResponse:
    """Draft the minutes of a meeting."""
    now = clock.now()
    held = meetings.engagement_for(request.user, pk, now=now)
    return _composed(request, "minutes", held, now=now)


@require_POST
def compose_notice(request: Request, pk: int) -> HttpResponse:
    """Draft the notice that sets up a group."""
    now = clock.now()
    return _composed(request, "notice", matters.group_for(request.user, pk, now=now), now=now)


def _matter(request: Request, what: str, pk: int) -> HttpResponse:
    now = clock.now()
    return _composed(request, what, matters.matter_for(request.user, pk, now=now), now=now)


@require_POST
def compose_assignment(request: Request, pk: int) -> HttpResponse:
    """Draft the notice that hands a matter to its lead."""
    return _matter(request, "assignment", pk)


@require_POST
def compose_answer(request: Request, pk: int) -> HttpResponse:
    """Draft the answer to whoever raised a problem."""
    return _matter(request, "answer", pk)


@require_POST
def compose_cover(request: Request, pk: int) -> HttpResponse:
    """Draft the cover of a matter's file."""
    return _matter(request, "cover", pk)


@require_POST
def compose_letter(request: Request, pk: int) -> HttpResponse:
    """Draft a letter about a matter to one of the units at work on it."""
    now = clock.now()
    matter = matters.matter_for(request.user, pk, now=now)
    _require(request, now=now)
    receivers = letter.receivers_of(matter, office_for(request.user, matter.held_by, now=now))
    to = next((one for one in receivers if str(one.pk) == request.POST.get("to", "")), None)
    if to is None:
        messages.warning(request, _("请选择收函单位。"))
        return go_to(request, "matter_detail", pk)
    return _composed(request, "letter", matter, now=now, to=to)


@require_POST
def compose_slip(request: Request, pk: int) -> HttpResponse:
    """Draft the filing slip of a project, whose code leads to this server's page of verification."""
    now = clock.now()
    project = projects.project_for(request.user, pk, now=now)
    return _composed(request, "slip", project, now=now, site=channels.current().address)


@require_POST
def compose_report(request: Request, pk: int) -> HttpResponse:
    """Draft a half-month report as a paper."""
    now = clock.now()
    return _composed(request, "report", progress.report_for(request.user, pk, now=now), now=now)


@require_POST
def compose_hand_over(request: Request, pk: int) -> HttpResponse:
    """Draft the list of a hand-over."""
    now = clock.now()
    return _composed(request, "hand_over", orgs.transfer_for(request.user, pk, now=now), now=now)


@require_POST
def compose_reply(request: Request, pk: int) -> HttpResponse:
    """Draft the reply to a letter that one of her units received."""
    now = clock.now()
    received = documents.document_for(request.user, pk, now=now)
    _require(request, now=now)
    try:
        document = letter.compose_reply(received, by=request.user, now=now)
    except Duplicate as same:
        messages.info(request, _("这件事已经起草过公文，请在这份公文上继续办理。"))
        return go_to(request, "document_detail", same.params["pk"])
    except Lacking as refusal:
        messages.warning(request, say(refusal))
        return go_to(request, "document_detail", pk)
    messages.success(request, _("已起草复函，请写明研究意见。"))
    return go_to(request, "document_detail", document.pk)


@require_GET
def document_read_back(request: Request, pk: int) -> HttpResponse:
    """What a reading finds in the file of a paper, beside what the register holds."""
    now = clock.now()
    document = documents.document_for(request.user, pk, now=now)
    if document.is_out and not document.renditions.exists():
        raise NotFound
    context = {
        "document": document,
        "found": read_back(document, request.user, now=now),
    }
    return page(request, "composed/document_read_back.html", context)
