"""A unit dissolved or split, a person who leaves: the list first, then the step, then the list for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock
from luoshi.matters import actions, holdings
from luoshi.matters import queries as matters
from luoshi.orgs import access, queries
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed, Overtaken
from luoshi.web.composed import papers_of
from luoshi.web.editing import made
from luoshi.web.forms.hands import DissolveForm, LeavingForm, SplitForm
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.rights import role_name

CHOOSABLE = {"matter", "filing", "group"}
KINDS = {
    "matter": gettext_lazy("事项"),
    "step": gettext_lazy("方案步骤"),
    "order": gettext_lazy("待签发的催办督办"),
    "project": gettext_lazy("登记的项目"),
    "filing": gettext_lazy("备案和半月报"),
    "group": gettext_lazy("工作小组"),
    "group-unit": gettext_lazy("工作小组成员单位"),
    "group-member": gettext_lazy("工作小组成员"),
    "obligation": gettext_lazy("未完的待办"),
    "unit": gettext_lazy("下级单位"),
}
PARTS = {
    "lead": gettext_lazy("牵头"),
    "responsible": gettext_lazy("责任"),
    "cooperating": gettext_lazy("配合"),
    "raised_by": gettext_lazy("提出"),
    "held_by": gettext_lazy("登记"),
    "reports": gettext_lazy("填报"),
    "reporter": gettext_lazy("填报"),
    "person": gettext_lazy("责任人"),
    "debtor": gettext_lazy("应办"),
    "creditor": gettext_lazy("应收"),
    "addressee": gettext_lazy("主送"),
    "office": gettext_lazy("签发"),
}
PAGES = {"matter": "matter_detail", "group": "group_detail", "project": "project_detail"}


def may_reorganise(by: Any, unit: Any, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may dissolve or split ``unit``: the office that keeps the directory."""
    edits = access.may(by, Permission.DIRECTORY_EDIT, now=now)
    hands = access.may(by, Permission.MATTER_HAND_OVER, now=now, units={unit.pk})
    return unit.ended_on is None and edits and hands


def _require(by: Any, unit: Any, *, now: dt.datetime) -> None:
    if not may_reorganise(by, unit, now=now):
        raise NotAllowed


def listed(rows: Iterable[dict[str, Any]], *, by: Any, now: dt.datetime) -> list[dict[str, Any]]:
    """Return rows ({"kind", "id", "label", "part"}) by kind, each kind with its name.

    What ``by`` hands over without seeing it is counted, and not named.
    """
    given = list(rows)
    found: dict[str, list[dict[str, Any]]] = {}
    seen = matters.seen_in_hand(given, by=by, now=now)
    for row in given:
        hers = (row["kind"], row["id"]) in seen
        shown = row | {"part_name": PARTS.get(row["part"], ""), "address": ""}
        shown |= {"address": _address(row)} if hers else {"label": _("（不在您的查看范围内）")}
        found.setdefault(row["kind"], []).append(shown)
    return [{"name": KINDS[kind], "rows": found[kind]} for kind in KINDS if kind in found]


def _address(row: dict[str, Any]) -> str:
    try:
        return reverse(PAGES[row["kind"]], args=[row["id"]])
    except (KeyError, NoReverseMatch):
        return ""


@require_http_methods(["GET", "POST"])
def unit_dissolve(request: Request, pk: int) -> HttpResponse:
    """End a unit: what it has in hand, who goes on with it, who goes along."""
    now, by = clock.now(), request.user
    unit = queries.unit_for(by, pk, now=now)
    _require(by, unit, now=now)
    rows = holdings.of_unit(unit)
    form = _dissolve_form(request, unit, stamp=holdings.stamp_of(rows), now=now)
    if form.is_valid():
        try:
            given = form.cleaned_data | {"by": by, "now": now}
            done = made(form, lambda: actions.dissolve_unit(unit, **given))
        except Overtaken:
            done, form = None, _again(request, form, rows)
        if done:
            drop_kept(request, f"dissolve-{pk}")
            said = _("已撤销，%(count)s项工作一次移交完毕。") % {"count": len(done.rows)}
            messages.success(request, said)
            return go_to(request, "transfer_detail", done.pk)
    context = {
        "unit": unit,
        "form": form,
        "lists": listed((one.copy() for one in rows), by=by, now=now),
        "count": len(rows),
        "seats": queries.seats_at(unit, on=civil_day(now)),
        "known_units": queries.lasting_units(),
        "keep": f"dissolve-{pk}",
    }
    status = 422 if form.is_bound else 200
    return page(request, "hands/unit_dissolve.html", context, status=status)


def _dissolve_form(request: Request, unit: Any, *, stamp: str, now: dt.datetime) -> DissolveForm:
    today = civil_day(now)
    seats = queries.seats_at(unit, on=today)
    posts = queries.people_of(unit, on=today)
    return DissolveForm(
        request.POST or None,
        posts=posts,
        seats=seats,
        role_names={code: role_name(code) for code in queries.roles()},
        initial={
            "effective_on": today,
            "stamp": stamp,
            "posts": [one.pk for one in posts],
            "seats": [one.pk for one in seats],
        },
    )


def _again(request: Request, form: Any, rows: list[holdings.Holding]) -> Any:
    """Let the form be sent once more upon the list as it is now."""
    form.data = form.data.copy()
    form.data["stamp"] = holdings.stamp_of(rows)
    form.add_error(None, _("清单在您查看之后有了变化，下面是最新的清单，请核对后再次提交。"))
    return form


@require_http_methods(["GET", "POST"])
def unit_split(request: Request, pk: int) -> HttpResponse:
    """Lay part of a unit's work on another; the unit goes on."""
    now, by = clock.now(), request.user
    unit = queries.unit_for(by, pk, now=now)
    _require(by, unit, now=now)
    there = [one for one in holdings.of_unit(unit) if one.kind in CHOOSABLE]
    seen = matters.seen_in_hand([one.copy() for one in there], by=by, now=now)
    choices = {
        f"{one.kind} {one.pk}": f"{KINDS[one.kind]} · {one.label}"
        for one in there
        if (one.kind, one.pk) in seen
    }
    form = SplitForm(
        request.POST or None,
        choices=list(choices.items()),
        initial={"effective_on": civil_day(now)},
    )
    if form.is_valid():
        given = form.cleaned_data | {"by": by, "now": now}
        keys = [key.split(" ") for key in given.pop("chosen")]
        given["chosen"] = [(kind, int(key)) for kind, key in keys]
        if done := made(form, lambda: actions.split_off(unit, **given)):
            drop_kept(request, f"split-{pk}")
            messages.success(request, _("已分出 %(count)s 项工作。") % {"count": len(done.rows)})
            return go_to(request, "transfer_detail", done.pk)
    context = {
        "unit": unit,
        "form": form,
        "has_work": bool(choices),
        "known_units": queries.lasting_units(),
        "keep": f"split-{pk}",
    }
    status = 422 if form.is_bound else 200
    return page(request, "hands/unit_split.html", context, status=status)


@require_http_methods(["GET", "POST"])
def person_hand_over(request: Request, pk: int) -> HttpResponse:
    """Lay everything that somebody has in hand into another's hands."""
    now, by = clock.now(), request.user
    person = queries.person_for(by, pk, now=now)
    # The list names all that she has in hand, whatever its unit: the page asks what its link asks.
    if not access.may(by, Permission.MATTER_HAND_OVER, now=now) or not queries.may_arrange_deputy(
        by, person, now=now
    ):
        raise NotAllowed
    rows = holdings.of_person(person)
    initial = {"stamp": holdings.stamp_of(rows)}
    form = LeavingForm(request.POST or None, person=person, initial=initial)
    if form.is_valid():
        try:
            given = form.cleaned_data | {"by": by, "now": now}
            done = made(form, lambda: actions.hand_over_person(person, **given))
        except Overtaken:
            done, form = None, _again(request, form, rows)
        if done:
            drop_kept(request, f"leaving-{pk}")
            said = _("%(count)s项工作一次移交完毕。") % {"count": len(done.rows)}
            messages.success(request, said)
            return go_to(request, "transfer_detail", done.pk)
    context = {
        "person": person,
        "form": form,
        "lists": listed((one.copy() for one in rows), by=by, now=now),
        "count": len(rows),
        "keep": f"leaving-{pk}",
    }
    status = 422 if form.is_bound else 200
    return page(request, "hands/person_hand_over.html", context, status=status)


@require_GET
def transfer_detail(request: Request, pk: int) -> HttpResponse:
    """One list of work that changed hands."""
    by, now = request.user, clock.now()
    transfer = queries.transfer_for(by, pk, now=now)
    context = {
        "transfer": transfer,
        "lists": listed(transfer.rows, by=by, now=now),
        "count": len(transfer.rows),
    }
    context |= papers_of("transfer", transfer, by=by, now=now)
    return page(request, "hands/transfer_detail.html", context)
