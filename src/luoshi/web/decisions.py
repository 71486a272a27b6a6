"""Questions put before a leader: the list, one of them with its options, preparing and deciding."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_filters import CharFilter, ChoiceFilter, FilterSet

from luoshi import clock
from luoshi.deciding import actions, queries
from luoshi.matters.queries import matter_for
from luoshi.orgs.queries import units
from luoshi.owed.queries import light, lights_of, of_subject
from luoshi.progress.queries import report_for
from luoshi.projects.queries import project_for
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.keys import row_key
from luoshi.web.editing import edited, made
from luoshi.web.forms.deciding import DecisionForm, values_of
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.posted import counted, posted

COLUMNS = (
    Column("question", gettext_lazy("提请决策事项"), ("question",)),
    Column("decider", gettext_lazy("决策人")),
    Column("due", gettext_lazy("决策期限"), ("due_on",), css="date"),
    Column("state", gettext_lazy("状态"), ("waits", "due_on")),
    Column("light", gettext_lazy("亮灯")),
)


class DecisionFilters(FilterSet):
    """By words and by state."""

    q = CharFilter(label=gettext_lazy("关键词"), field_name="question", lookup_expr="icontains")
    state = ChoiceFilter(
        label=gettext_lazy("状态"),
        choices=queries.STATES.choices,
        empty_label=pgettext_lazy("list", "全部"),
    )


@require_GET
def decision_list(request: Request) -> HttpResponse:
    """Every question that she may see, what waits first."""
    by, now = request.user, clock.now()
    rows = queries.waiting_first(queries.visible_decisions(by, now=now))
    found = listing(request, rows, columns=COLUMNS, filters=DecisionFilters, default_sort="state")
    context = {
        "listing": found,
        "points": with_lights(found.rows, now=now),
        "may_prepare": queries.may_prepare(by, now=now),
    }
    template = "decisions/decision_list.html"
    return page(request, template, context, partial="decisions/_decision_list.html")


def with_lights(points: Any, *, now: dt.datetime) -> list[tuple[Any, Any]]:
    """Return each question with the light of the answer that is owed."""
    rows = list(points)
    lights = lights_of("decisionpoint", [one.pk for one in rows], today=civil_day(now))
    return [(one, lights.get(one.pk)) for one in rows]


def _light(point: Any, *, now: dt.datetime) -> Any:
    owed = of_subject(point).first()
    return light(owed, today=civil_day(now)) if owed else None


@require_GET
def decision_detail(request: Request, pk: int) -> HttpResponse:
    """One question with its options: whoever decides it does so here."""
    by, now = request.user, clock.now()
    point = queries.decision_for(by, pk, now=now)
    context = shown(point, light=_light(point, now=now), now=now) | {
        "section": "decision_list",
        "may_decide": queries.may_decide(point, by, now=now),
        "may_change": queries.may_change(point, by, now=now),
        "events": history_of(point),
        "followed": getattr(point, "followed_by", None),
        "may_prepare": queries.may_prepare(by, now=now),
    }
    return page(request, "decisions/decision_detail.html", context)


def shown(point: Any, *, light: Any, now: dt.datetime) -> dict[str, Any]:
    """Return a question as pages show it, with what each option would set going."""
    today = civil_day(now)
    options = [
        {
            "row": one,
            "over": one.due_on is not None and one.due_on < today,
            "units": {
                role: "、".join(part.unit.name for part in one.parts.all() if part.role == role)
                for role in queries.ROLES.values
            },
        }
        for one in point.options.all()
    ]
    return {"point": point, "options": options, "light": light}


@require_http_methods(["GET", "POST"])
def decision_new(request: Request) -> HttpResponse:
    """Prepare a question: by hand, of a project, a matter, a report's words, or one asked again."""
    by, now = request.user, clock.now()
    if not queries.may_prepare(by, now=now):
        raise NotAllowed
    about, begun = _about(request, now=now)
    form = DecisionForm(
        request.POST or None,
        initial=begun,
        seats=[one for one in queries.deciders(now=now) if one.account_id != by.pk],
        may_draft=queries.may_draft(by, now=now),
    )

    def make() -> Any:
        return actions.prepare(**form.said(), **about, by=by, now=now)

    if form.is_valid() and (point := made(form, make)):
        drop_kept(request, "decision-new")
        messages.success(request, _("已提请决策，决策人的待办里已经有这一项。"))
        return go_to(request, "decision_detail", point.pk)
    context = {"form": form, "keep": "decision-new", "known_units": units(), "about": about}
    status = 422 if form.is_bound else 200
    return page(request, "decisions/decision_form.html", context, status=status)


def _about(request: Request, *, now: dt.datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the question is about (from the address), and what its form begins with."""
    by, asked = request.user, request.GET
    about: dict[str, Any] = {}
    begun: dict[str, Any] = {}
    if (pk := row_key(asked.get("project", ""))) is not None:
        about["project"] = project_for(by, pk, now=now)
    if (pk := row_key(asked.get("matter", ""))) is not None:
        about["matter"] = matter = matter_for(by, pk, now=now)
        about.setdefault("project", matter.project)
        begun["background"] = matter.content
    if (pk := row_key(asked.get("report", ""))) is not None:
        about["report"] = report = report_for(by, pk, now=now)
        words = asked.get("text", "")[: queries.QUESTION]
        half = HalfMonth.parse(report.window)
        told = f"{report.project}{half.chinese}半月报：{asked.get('text', '')}"
        begun |= {"question": words, "background": told[:4000]}
    if (pk := row_key(asked.get("follows", ""))) is not None:
        before = queries.decision_for(by, pk, now=now)
        about |= {"follows": before, "project": before.project, "matter": before.matter}
        begun = values_of(before) | {"decider": before.decider_id}
    return about, begun


@require_http_methods(["GET", "POST"])
def decision_edit(request: Request, pk: int) -> HttpResponse:
    """Word an open question anew; who saves second keeps what she typed."""
    by, now = request.user, clock.now()
    point = queries.decision_for(by, pk, now=now)
    if not queries.may_change(point, by, now=now):
        raise NotAllowed
    form = DecisionForm(
        request.POST or None,
        initial=values_of(point),
        seats=queries.deciders(now=now),
        may_draft=queries.may_draft(by, now=now),
        revising=True,
    )

    def save() -> None:
        version = form.cleaned_data["version"] or 0
        actions.revise(point, version=version, **form.said(), by=by, now=now)

    return edited(
        request,
        form,
        template="decisions/decision_form.html",
        context={"point": point, "known_units": units()},
        save=save,
        fresh=lambda: values_of(queries.decision_for(by, pk, now=clock.now())),
        keep=f"decision-{pk}",
        back=("decision_detail", pk),
    )


@require_POST
def decision_decide(request: Request, pk: int) -> HttpResponse:
    """Take one option, none, or ask for more; what becomes a matter is issued at once."""
    by, now = request.user, clock.now()
    point = queries.decision_for(by, pk, now=now)
    matter = actions.decide(
        point,
        version=counted(posted(request, "version")) or 0,
        answer=posted(request, "answer"),
        option=counted(posted(request, "option")),
        note=posted(request, "note"),
        by=by,
        now=now,
    )
    if matter is not None:
        said = _("已决定并下发事项%(number)s，%(lead)s已经收到。")
        messages.success(request, said % {"number": matter.number, "lead": matter.lead})
    else:
        messages.success(request, _("已记录您的决定。"))
    return go_to(request, "decision_detail", pk)


@require_POST
def decision_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a question back."""
    by, now = request.user, clock.now()
    point = queries.decision_for(by, pk, now=now)
    actions.withdraw(point, reason=posted(request, "reason"), by=by, now=now)
    messages.success(request, _("已撤回。"))
    return go_to(request, "decision_detail", pk)
