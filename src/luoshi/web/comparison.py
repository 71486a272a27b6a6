"""Proposals beside each other under weights that the reader sets; nothing of the view is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock
from luoshi.projects import comparing, queries
from luoshi.rules import comparing as rules
from luoshi.values.errors import BadInput, NotAllowed
from luoshi.web import errors
from luoshi.web.charts import Chart, Point, Series
from luoshi.web.editing import saved
from luoshi.web.forms.comparison import CriteriaForm
from luoshi.web.lists import said_of
from luoshi.web.page import Request, go_to, page
from luoshi.web.posted import counted

MOST = 8  # proposals beside each other
OFFERED = 60


@require_GET
def comparison(request: Request) -> HttpResponse:
    """The proposals of the address under the weights of the address."""
    now, by = clock.now(), request.user
    visible = queries.visible_projects(by, now=now).exclude(exit=queries.EXITS.DROPPED)
    offered = list(queries.matching(visible, request.GET.get("q", "")).order_by("-pk")[:OFFERED])
    asked = [pk for text in request.GET.getlist("project") if (pk := counted(text)) is not None]
    if not asked:
        known = comparing.with_figures(one.pk for one in offered)
        asked = [one.pk for one in offered if one.pk in known]
    chosen = {one.pk: one for one in visible.filter(pk__in=asked[:MOST])}
    weights, wrong = _weights(request)
    found = None
    if chosen and not wrong:
        try:
            found = rules.compared(comparing.proposals(chosen.values()), weights=weights)
        except BadInput as refusal:
            wrong = next(iter(errors.say_fields(refusal).values()))
    names = said_of(comparing.CRITERIA)
    context: dict[str, Any] = {
        "now": now,
        "offered": [(one, one.pk in chosen) for one in offered]
        + [(one, True) for pk, one in chosen.items() if one not in offered],
        "criteria": [
            {"scale": scale, "name": names[scale.code], "weight": weights[scale.code]}
            for scale in rules.SCALES
        ],
        "wrong": wrong,
        "most": MOST,
        "too_many": len(asked) > MOST,
        "q": request.GET.get("q", ""),
    }
    if found:
        context |= _shown(found, chosen, names)
    return page(request, "comparison/comparison.html", context)


def _weights(request: Request) -> tuple[dict[str, int], str]:
    """Return the weights of the address, the usual ones where it has none; and what is wrong in them."""
    given = {code: request.GET.get(f"w_{code}", "").strip() for code in rules.USUAL}
    if not any(given.values()):
        return dict(rules.USUAL), ""
    told = {code: counted(text or "0") for code, text in given.items()}
    if any(weight is None or weight > rules.MOST for weight in told.values()):
        return dict(rules.USUAL), _("权重应为0至%(most)s的整数，已按通常的权重比较。") % {
            "most": rules.MOST
        }
    return {code: weight or 0 for code, weight in told.items()}, ""


def _shown(found: rules.Comparison, chosen: Any, names: dict[str, str]) -> dict[str, Any]:
    said = comparing.said_of(chosen.values())
    lines = [
        {
            "project": chosen[score.key],
            "score": score,
            "total": _points(score.total),
            "low": _points(score.low),
            "high": _points(score.high),
            "missing": [names[code] for code in score.missing],
            "cells": [
                _cell(scale, score, said[score.key], found) | {"name": names[scale.code]}
                for scale in rules.SCALES
            ],
        }
        for score in found.scores
    ]
    return {
        "lines": lines,
        "shares": [
            (names[code], f"{float(share * 100):.1f}") for code, share in found.shares.items()
        ],
        "first": [chosen[key] for key in found.first],
        "fragile": [_tipping(one, chosen, names) for one in found.fragile],
        "may_lead": [chosen[key] for key in found.may_lead],
        "chart": _chart(found, chosen, names),
    }


def _points(part: Any) -> str:
    return "" if part is None else f"{float(part * 100):.1f}"


def _cell(scale: Any, score: Any, said: Any, found: rules.Comparison) -> dict[str, Any]:
    part = score.parts.get(scale.code)
    weighed = None if part is None else part * found.shares[scale.code]
    return {"said": said.get(scale.code), "points": _points(weighed)}


def _tipping(one: rules.Tipping, chosen: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "criterion": names[one.criterion],
        "up": one.change > 0,
        "points": f"{abs(float(one.change * 100)):.1f}",
        "other": chosen[one.other],
    }


def _chart(found: rules.Comparison, chosen: Any, names: dict[str, str]) -> Chart:
    """Return the scores as lying bars, one stretch for each criterion; what is missing is a gap."""
    series = [
        Series(
            names[scale.code],
            [
                Point(
                    None
                    if scale.code not in one.parts
                    else round(float(one.parts[scale.code] * found.shares[scale.code] * 100), 1),
                    address=reverse("project_detail", args=[one.key]),
                )
                for one in found.scores
            ],
        )
        for scale in rules.SCALES
        if found.shares[scale.code]
    ]
    return Chart(
        key="comparison",
        kind="rowstack",
        title=_("各方案得分构成"),
        axis=_("方案"),
        labels=[chosen[one.key].name for one in found.scores],
        series=series,
        unit=_("分"),
        note=_("满分100分；数据不全的方案只画已有的部分，不排名次。"),
    )


@require_http_methods(["GET", "POST"])
def comparison_figures(request: Request, pk: int) -> HttpResponse:
    """Enter what one proposal says under each criterion, each with its source."""
    now, by = clock.now(), request.user
    project = queries.project_for(by, pk, now=now)
    if not queries.may_edit(by, project, now=now):
        raise NotAllowed
    said = comparing.said_of([project])[pk]
    form = CriteriaForm(request.POST or None, said=said)
    if form.is_valid() and saved(form, lambda: _note(project, form, by)):
        messages.success(request, _("比选数据已登记。"))
        return go_to(request, f"{reverse('comparison')}?project={pk}")
    context = {"project": project, "form": form, "section": "comparison"}
    status = 422 if form.is_bound else 200
    return page(request, "comparison/comparison_figures.html", context, status=status)


@transaction.atomic
def _note(project: Any, form: forms.Form, by: Any) -> None:
    now = clock.now()
    for given in form.given():  # type: ignore[attr-defined]
        try:
            comparing.note_criterion(project, **given, by=by, now=now)
        except BadInput as refusal:
            code = given["criterion"]
            moved = {f"{code}_{name}": one for name, one in refusal.fields.items()}
            raise BadInput(moved, code=refusal.code) from refusal
