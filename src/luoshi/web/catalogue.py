"""The catalogue: what there is on offer, needed and planned, by place and by unit; on paper and as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from luoshi import clock
from luoshi.docking import catalogue as listed
from luoshi.docking import queries
from luoshi.orgs import access
from luoshi.rules.access import Permission
from luoshi.values.errors import NotAllowed
from luoshi.web.page import Request, page


@require_GET
def catalogue(request: Request) -> HttpResponse:
    """Prefectures with their parks, offers and projects, or enterprises with their plans."""
    now = clock.now()
    if not access.may(request.user, Permission.REGISTER_SEE, now=now):
        raise NotAllowed
    asked = _asked(request)
    sections = listed.catalogue_for(request.user, **asked, now=now)
    context = {
        "sections": sections,
        "kinds": queries.WHATS.choices,
        "total": sum(one.rows for one in sections),
        "query": request.GET.urlencode(),
        "may_enter": queries.may_enter(request.user, now=now),
        **asked,
    }
    return page(request, "docking/catalogue.html", context)


def _asked(request: Request) -> dict[str, Any]:
    """Return what the address asks for: how it is arranged, one kind, words."""
    by_unit = request.GET.get("by") == listed.BY_UNIT
    kind = request.GET.get("kind", "")
    return {
        "arranged": listed.BY_UNIT if by_unit else listed.BY_PLACE,
        "kind": kind if kind in queries.WHATS.values else "",
        "words": request.GET.get("q", "")[:100].replace("\0", ""),
    }
