"""Secrecy marks that were refused at a door, for whoever watches over secrets; nothing of the content."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.audit.origin import Door
from luoshi.orgs import actions, entrance
from luoshi.sources import incidents
from luoshi.values.errors import NotFound
from luoshi.web.page import Request, go_to, page

PER_PAGE = 50
DOORS: dict[str, Any] = {
    Door.PAGE: gettext_lazy("页面"),
    Door.LINK: gettext_lazy("填报链接"),
    Door.INTERFACE: gettext_lazy("程序接口"),
}
PLACES = {
    "draft_new": gettext_lazy("读入文件或粘贴文字"),
    "matter_new": gettext_lazy("拟办事项"),
    "matter_edit": gettext_lazy("修改事项"),
    "matter_move": gettext_lazy("办理事项"),
    "report_write": gettext_lazy("填写半月报"),
    "report_correct": gettext_lazy("更正半月报"),
    "report_by_link": gettext_lazy("凭链接填报"),
    "report_slip_back": gettext_lazy("上传Excel填报表"),
    "matter_draft": gettext_lazy("程序拟办事项"),
    "report_submit": gettext_lazy("程序报送半月报"),
}


@never_cache
@require_GET
def incident_list(request: Request) -> HttpResponse:
    """What was refused for its mark, and which log-ins were locked, newest first."""
    now = clock.now()
    if not incidents.watches(request.user, now=now):
        raise NotFound
    rows = incidents.visible_incidents(request.user, now=now)
    piece = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [(one, _place(one), DOORS.get(one.door, "")) for one in piece],
        "piece": piece,
        "locks": [
            {"row": lock, "holds": lock.lifted_at is None and lock.until > now}
            for lock in entrance.recent_locks(request.user, now=now)[:PER_PAGE]
        ],
    }
    return page(request, "secrecy/incident_list.html", context)


def _place(incident: Any) -> Any:
    return PLACES.get(incident.place, _("其他表单"))


@require_POST
def incident_seen(request: Request, pk: int) -> HttpResponse:
    """Note that somebody has seen to one."""
    now = clock.now()
    incident = incidents.incident_for(request.user, pk, now=now)
    incidents.acknowledge(incident, by=request.user, now=now)
    messages.success(request, _("已登记处置。"))
    return go_to(request, "incident_list")


@require_POST
def lock_lift(request: Request, pk: int) -> HttpResponse:
    """Let an account, or an address, log in again at once."""
    now = clock.now()
    if not entrance.recent_locks(request.user, now=now).filter(pk=pk).exists():
        raise NotFound
    actions.lift_lock(pk, by=request.user, now=now)
    messages.success(request, _("锁定已解除，可以立即登录。"))
    return go_to(request, "incident_list")
