"""On site: notes written with one thumb, and the questions asked and answered."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi import clock
from luoshi.matters.queries import visible_matters
from luoshi.orgs import access
from luoshi.owed.queries import next_of
from luoshi.rules.access import Permission
from luoshi.touring import asking, noting, queries
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.errors import NotAllowed, SecretMark
from luoshi.web.editing import made, saved
from luoshi.web.forms.tours import BY_DAY, THERE, AnswerForm, NoteForm, QuestionForm
from luoshi.web.history import history_of
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sight import named_to, opened_by

SHOWN_MOST = 10


@require_http_methods(["GET", "POST"])
def tour_note(request: Request, pk: int) -> HttpResponse:
    """Write a note on site; the browser keeps it until it is sent, and it is sent once."""
    now, by = clock.now(), request.user
    tour = queries.tour_for(by, pk, now=now)
    if not queries.may_edit(by, tour, now=now):
        raise NotAllowed
    begun = {"kind": "note", "stop": _stop_now(tour, now=now), "token": secrets.token_hex(16)}
    form = NoteForm(request.POST or None, initial=begun, tour=tour)

    def keep() -> Any:
        return noting.take_note(tour, **form.cleaned_data, by=by, now=now)

    try:
        done = form.is_valid() and made(form, keep)
    except SecretMark:  # not even this browser keeps such words
        drop_kept(request, f"note-{pk}")
        raise
    if done:
        drop_kept(request, f"note-{pk}")
        messages.success(request, _("已记下。"))
        return go_to(request, "tour_note", pk)
    notes = list(queries.notes_of(tour).order_by("-pk")[:SHOWN_MOST])
    context = {
        "tour": tour,
        "form": form,
        "keep": f"note-{pk}",
        "notes": notes,
        "opens_matters": opened_by(by, [one.matter for one in notes], now=now),
        "may_draft": access.may(by, Permission.MATTER_DRAFT, now=now, units={tour.held_by_id}),
        "may_propose": access.may(by, Permission.COMMITMENT_EDIT, now=now, units={tour.held_by_id}),
    }
    return page(request, "tours/tour_note.html", context, status=422 if form.is_bound else 200)


def _stop_now(tour: Any, *, now: dt.datetime) -> int | None:
    """Return the stop at which she probably is: the last of today that has begun, else the first."""
    hour = now.astimezone(SHANGHAI).time()
    today = [one for one in queries.stops_of(tour) if one.on == civil_day(now)]
    begun = [one for one in today if one.begins is None or one.begins <= hour]
    found = begun[-1:] or today[:1]
    return found[0].pk if found else None


@require_POST
def note_matter(request: Request, pk: int) -> HttpResponse:
    """Draft a matter of a note, and lead to its form."""
    now = clock.now()
    note = queries.note_for(request.user, pk, now=now)
    matter = noting.make_matter(note, by=request.user, now=now)
    messages.success(request, _("已立为事项草稿。补齐牵头单位、责任人、期限和办结标准后送审。"))
    return go_to(request, "matter_edit", matter.pk)


@require_http_methods(["GET", "POST"])
def question_new(request: Request, pk: int) -> HttpResponse:
    """Put a question down that is to be raised."""
    now, by = clock.now(), request.user
    tour = queries.tour_for(by, pk, now=now)
    if not queries.may_edit(by, tour, now=now):
        raise NotAllowed
    form = QuestionForm(
        request.POST or None,
        initial={"stop": request.GET.get("stop")},
        tour=tour,
        matters=visible_matters(by, now=now).exclude(number=None).order_by("-pk"),
    )

    def add() -> Any:
        return asking.add_question(tour, **form.cleaned_data, by=by, now=now)

    if form.is_valid() and made(form, add):
        drop_kept(request, f"question-of-{pk}")
        messages.success(request, _("问题已列入行程。"))
        return go_to(request, "tour_detail", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "keep": f"question-of-{pk}", "tour": tour, "heading": _("拟提问")}
    return page(request, "tours/tour_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def question_detail(request: Request, pk: int) -> HttpResponse:
    """One question: what became of it, and what is still owed."""
    now, by = clock.now(), request.user
    question = queries.question_for(by, pk, now=now)
    may_edit = queries.may_edit(by, question.tour, now=now)
    waits = question.state != queries.QUESTION_STATES.ANSWERED
    begun = {"result": THERE, "answering": question.answering_id}
    may_answer = may_edit or queries.may_answer(by, question, now=now)
    form = AnswerForm(request.POST or None, initial=begun, only_answer=not may_edit)
    if request.method == "POST":
        if not may_answer:
            raise NotAllowed
        if form.is_valid() and saved(
            form, lambda: _settle(question, form.cleaned_data, by=by, now=now)
        ):
            drop_kept(request, f"question-{pk}")
            messages.success(request, _("已登记。"))
            return go_to(request, "question_detail", pk)
    context = {
        "question": question,
        "tour": question.tour,
        "project": named_to(by, question.project, now=now),
        "matter": named_to(by, question.matter, now=now),
        "owed": next_of(question),
        "form": form if may_answer and waits else None,
        "opens_tour": bool(opened_by(by, [question.tour], now=now)),
        "keep": f"question-{pk}",
        "events": history_of(question),
    }
    status = 422 if form.is_bound else 200
    return page(request, "tours/question_detail.html", context, status=status)


@transaction.atomic
def _settle(question: Any, said: dict[str, Any], *, by: Any, now: dt.datetime) -> None:
    given: dict[str, Any] = {"by": by, "now": now}
    if said["result"] == THERE:
        asking.answer(question, text=said["answer"], **given)
    elif said["result"] == BY_DAY:
        days = {"promised_on": said["promised_on"], "answering": said["answering"]}
        asking.promise(question, **days, **given)
    else:
        asking.put_off(question, **given)
