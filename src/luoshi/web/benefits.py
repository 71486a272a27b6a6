"""Benefits in sum: promised beside reached, by prefecture, enterprise or year; each figure opens its rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.projects import benefits, queries, showing
from luoshi.registering import queries as registering
from luoshi.web.lists import said_of
from luoshi.web.page import Request, go_to, page
from luoshi.web.posted import posted

WAYS = {
    benefits.PREFECTURE: gettext_lazy("按州地"),
    benefits.ENTERPRISE: gettext_lazy("按企业"),
    benefits.YEAR: gettext_lazy("按备案年度"),
}
NOWHERE = {
    benefits.PREFECTURE: gettext_lazy("未写明属地服务单位"),
    benefits.ENTERPRISE: gettext_lazy("未写明投资建设方"),
    benefits.YEAR: gettext_lazy("未备案"),
}


def _way(request: Request) -> str:
    asked = request.GET.get("by", benefits.PREFECTURE)
    return asked if asked in WAYS else benefits.PREFECTURE


@require_GET
def benefit_list(request: Request) -> HttpResponse:
    """What projects promised and reached, in all and by prefecture, enterprise or year."""
    now, by, way = clock.now(), request.user, _way(request)
    rows = benefits.benefits_in(by, now=now)
    counted = benefits.cohort(by, now=now).count()
    told = len({one.project_id for one in rows})
    context = {
        "way": way,
        "ways": [(code, name, f"?by={code}") for code, name in WAYS.items()],
        "now": now,
        "cohort": counted,
        "silent": counted - told,
        "told": told,
        "whole": [_shown(one, way=way, key=None) for one in benefits.sums(rows)],
        "heaps": [
            {
                "name": heap.key or NOWHERE[way],
                "projects": heap.projects,
                "sums": [_shown(one, way=way, key=heap.key) for one in heap.sums],
            }
            for heap in benefits.heaped(rows, way=way)
        ],
        "demonstrations": _demonstrations(by, now=now),
    }
    return page(request, "benefits/benefit_list.html", context)


def _shown(total: Any, *, way: str, key: str | None) -> dict[str, Any]:
    wanted = {"by": way, "kind": total.kind, "product": total.product, "unit": total.unit}
    if key is not None:
        wanted["key"] = key
    return {
        "row": total,
        "name": said_of(benefits.KINDS)[total.kind],
        "address": f"{reverse('benefit_rows')}?{urlencode(wanted)}",
    }


def _demonstrations(by: Any, *, now: Any) -> list[dict[str, Any]]:
    names = dict(benefits.cohort(by, now=now).values_list("pk", "name"))
    return [{"row": one, "name": names[pk]} for pk, one in showing.demonstrating(names).items()]


@require_GET
def benefit_rows(request: Request) -> HttpResponse:
    """The rows behind one figure."""
    now, by, way = clock.now(), request.user, _way(request)
    kinds = said_of(benefits.KINDS)
    kind = request.GET.get("kind", "")
    if kind not in kinds:
        return go_to(request, "benefit_list")
    key = request.GET.get("key")
    sort = (kind, request.GET.get("product", ""), request.GET.get("unit", ""))
    rows = benefits.rows_of(benefits.benefits_in(by, now=now), way=way, key=key, sort=sort)
    total = next(iter(benefits.sums(rows)), None)
    context = {
        "rows": rows,
        "total": total,
        "name": kinds[kind],
        "heap": None if key is None else key or NOWHERE[way],
        "way": way,
        "now": now,
        "section": "benefit_list",
    }
    return page(request, "benefits/benefit_rows.html", context)


def shown(project: Any, *, by: Any, now: Any) -> dict[str, Any]:
    """Return what the page of a project shows: whether it is an example, help with registering."""
    known = showing.demonstrations_of(project)
    return {
        "demonstration": next((one for one in known if one.ended_on is None), None),
        "demonstrations": known,
        "registrations": registering.of_project(project, by, now=now),
        "may_register": registering.may_add(by, now=now),
    }


@require_POST
def project_demonstration(request: Request, pk: int) -> HttpResponse:
    """Hold a project up as an example, with the reason."""
    project = queries.project_for(request.user, pk, now=clock.now())
    reason = posted(request, "reason")
    showing.mark_demonstration(project, reason=reason, by=request.user, now=clock.now())
    messages.success(request, _("已确定为示范项目。"))
    return go_to(request, "project_detail", pk)


@require_POST
def project_demonstration_end(request: Request, pk: int) -> HttpResponse:
    """Hold a project up no more, with the reason."""
    project = queries.project_for(request.user, pk, now=clock.now())
    reason = posted(request, "reason")
    showing.end_demonstration(project, reason=reason, by=request.user, now=clock.now())
    messages.success(request, _("已取消示范项目。"))
    return go_to(request, "project_detail", pk)
