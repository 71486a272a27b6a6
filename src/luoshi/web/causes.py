"""Days lost by cause with the rows behind them; what waits for what; the cause of one matter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.matters import causes, queries, slips, waits
from luoshi.orgs import access
from luoshi.orgs.queries import lasting_units
from luoshi.rules import waiting
from luoshi.rules.access import Permission
from luoshi.rules.causes import MOVED, RESTED, SHIFTED
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, Incomplete, NotAllowed
from luoshi.web.charts import Chart, Edge, Graph, Node, Point, Series
from luoshi.web.errors import say
from luoshi.web.forms.causes import CauseForm, EndWaitForm, WaitForm, said
from luoshi.web.forms.days import DayField
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, go_to, page

KINDS = {
    MOVED: gettext_lazy("期限推后"),
    SHIFTED: gettext_lazy("节点推后"),
    RESTED: gettext_lazy("中止"),
}
ROWS_MOST = 200


class CauseFilters(forms.Form):
    """Between which days, and of whose work."""

    first = DayField(label=gettext_lazy("自"), required=False)
    last = DayField(label=gettext_lazy("至"), required=False)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("单位（含下级）"),
        queryset=lasting_units(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )


def _require_reader(request: Request, *, now: dt.datetime) -> None:
    if not access.may(request.user, Permission.REGISTER_SEE, now=now):
        raise NotAllowed


@require_GET
def cause_list(request: Request) -> HttpResponse:
    """Days lost by cause: numbers, base and rows, as of now and within what she may see."""
    now = clock.now()
    _require_reader(request, now=now)
    form = CauseFilters(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    tally = slips.slips_seen(request.user, **given, now=now)
    wanted = request.GET.get("cause", "")
    rows = [one for one in tally.rows if not wanted or one.slip.code == wanted]
    context = {
        "form": form,
        "tally": tally,
        "lost": [(one, said(one.code)) for one in tally.lost],
        "chart": _chart(tally),
        "rows": [_shown(one) for one in rows[:ROWS_MOST]],
        "row_count": len(rows),
        "wanted": said(wanted) if wanted else "",
        "named": [
            (said(code), n)
            for code, n in sorted(
                slips.named_causes(request.user, now=now).items(), key=lambda two: -two[1]
            )
        ],
        "now": now,
    }
    return page(request, "causes/cause_list.html", context)


def _shown(row: slips.Row) -> dict[str, Any]:
    about = "matter_detail" if row.slip.kind != SHIFTED else "project_detail"
    return {
        "row": row,
        "kind": KINDS[row.slip.kind],
        "cause": said(row.slip.code),
        "address": reverse(about, args=[row.subject.pk]),
    }


def _chart(tally: slips.Tally) -> Chart:
    here = reverse("cause_list")
    return Chart(
        key="causes",
        kind="rowstack",
        title=_("各原因耽误的天数"),
        axis=_("原因"),
        unit=_("天"),
        labels=[said(one.code) for one in tally.lost],
        series=[
            Series(
                str(KINDS[kind]),
                [
                    Point(getattr(one, kind), address=f"{here}?cause={one.code}")
                    for one in tally.lost
                ],
            )
            for kind in (MOVED, SHIFTED)
        ],
    )


# --- waiting


@require_GET
def waiting_graph(request: Request) -> HttpResponse:
    """What waits for what as a graph and as a list, what most wait for first."""
    now = clock.now()
    _require_reader(request, now=now)
    rows = list(waits.open_waits(queries.visible_matters(request.user, now=now)))
    names, pairs = _knots(rows)
    edges = waiting.as_edges((source, target) for source, target, _row in pairs)
    blockers = [
        {
            "name": names[one.name].name,
            "address": names[one.name].address,
            "direct": len(one.direct),
            "total": one.total,
        }
        for one in waiting.blockers(edges)
    ]
    context = {
        "graph": Graph(
            key="waiting",
            title=_("等待关系"),
            heads=(_("在等的事项"), _("等什么"), _("内容")),
            nodes=list(names.values()),
            edges=[Edge(source, target, row.what) for source, target, row in pairs],
        ),
        "blockers": blockers,
        "rows": [_wait_shown(one, today=civil_day(now)) for one in rows],
        "same": _same_permit(rows),
        "now": now,
    }
    return page(request, "causes/waiting_graph.html", context)


def _knots(rows: list[Any]) -> tuple[dict[str, Node], list[tuple[str, str, Any]]]:
    """Return the nodes of the graph by key, and each wait as (who, for what, row)."""
    names: dict[str, Node] = {}
    pairs = []
    for row in rows:
        source = f"m{row.matter_id}"
        at = reverse("matter_detail", args=[row.matter_id])
        names.setdefault(source, Node(source, row.matter.title, address=at))
        target = _target(row)
        names.setdefault(target.key, target)
        pairs.append((source, target.key, row))
    return names, pairs


def _target(row: Any) -> Node:
    if row.on_matter is not None:
        at = reverse("matter_detail", args=[row.on_matter_id])
        return Node(f"m{row.on_matter_id}", row.on_matter.title, address=at)
    if row.on_permit is not None:
        name = f"{row.on_permit}（{row.on_permit.authority}）"
        return Node(f"p{row.on_permit.kind}{row.on_permit.authority}", name, "yellow", _("手续"))
    return Node(f"o{row.outside}", row.outside, "grey", _("外部单位"))


def _wait_shown(row: Any, *, today: dt.date) -> dict[str, Any]:
    return {"row": row, "on": _target(row), "days": (today - row.since_on).days}


def _same_permit(rows: list[Any]) -> list[str]:
    """Return which kind of permit of which authority several units wait for, most first."""
    units: dict[tuple[str, str], set[int | None]] = {}
    for row in rows:
        if row.on_permit is not None:
            key = (row.on_permit.get_kind_display(), row.on_permit.authority)
            units.setdefault(key, set()).add(row.matter.lead_id)
    counted = Counter({key: len(several) for key, several in units.items()})
    return [
        ngettext(
            "%(n)d 个单位在等%(authority)s的%(permit)s",
            "%(n)d 个单位在等%(authority)s的%(permit)s",
            n,
        )
        % {"n": n, "authority": authority, "permit": permit}
        for (permit, authority), n in counted.most_common()
        if n > 1
    ]


# --- of one matter


def waits_shown(
    matter: Any, *, by: Any, now: dt.datetime, wrong: WaitForm | None = None
) -> dict[str, Any]:
    """Return what the page of a matter says of its cause and its waiting."""
    today = civil_day(now)
    may_note = waits.may_note(by, matter, now=now)
    may_set = access.may(by, Permission.MATTER_DRAFT, now=now, units={matter.held_by_id})
    return {
        "waits": [_wait_shown(one, today=today) for one in waits.waits_of(matter)],
        "awaited": list(waits.waiting_for(matter, by, now=now)),
        "wait_form": wrong
        or (WaitForm(matter=matter, by=by, now=now, auto_id="wait_%s") if may_note else None),
        "may_note_waits": may_note,
        "cause_form": CauseForm(initial={"cause": matter.cause}, auto_id="why_%s")
        if may_set
        else None,
        "lost": [(said(one.code), one) for one in slips.lost_of(matter, today=today)],
    }


@require_POST
def matter_cause(request: Request, pk: int) -> HttpResponse:
    """Say why there is this problem."""
    now = clock.now()
    matter = queries.matter_for(request.user, pk, now=now)
    form = CauseForm(request.POST)
    code = form.cleaned_data["cause"] if form.is_valid() else request.POST.get("cause", "")
    try:
        causes.set_cause(matter, cause=code, by=request.user, now=now)
    except BadInput as refusal:
        messages.warning(request, say(refusal))
    else:
        messages.success(request, _("已注明成因。"))
    return go_to(request, "matter_detail", pk)


@require_POST
def wait_add(request: Request, pk: int) -> HttpResponse:
    """Note what a matter waits for; a ring is told with everything on its way."""
    now = clock.now()
    matter = queries.matter_for(request.user, pk, now=now)
    if not waits.may_note(request.user, matter, now=now):
        raise NotAllowed
    form = WaitForm(request.POST, matter=matter, by=request.user, now=now, auto_id="wait_%s")
    if form.is_valid():
        try:
            waits.wait_for(matter, **form.cleaned_data, by=request.user, now=now)
        except (BadInput, Incomplete, Duplicate) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已登记等待。"))
            return go_to(request, "matter_detail", pk)
    context = {"matter": matter, "form": form}
    return page(request, "causes/wait_add.html", context, status=422)


@require_POST
def wait_end(request: Request, pk: int) -> HttpResponse:
    """Note that a matter waits no longer."""
    now = clock.now()
    row = waits.wait_for_reader(request.user, pk, now=now)
    form = EndWaitForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    waits.end_wait(row, note=note, by=request.user, now=now)
    messages.success(request, _("已登记不再等待。"))
    return go_to(request, "matter_detail", row.matter_id)
