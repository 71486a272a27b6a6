"""The first tour: five steps on pages as they are, for whoever she is; and whether single keys act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.habits import actions, queries
from luoshi.orgs import access
from luoshi.rules.access import Permission
from luoshi.values.errors import NotFound
from luoshi.web.page import Request, SeeOther, go_to, page

STEPS = 5


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: where it leads, what stands there, who is led there (None: everybody with a seat)."""

    name: str
    title: str | Promise
    words: str | Promise
    wanted: Permission | None = None


# The first four that are hers, in this order, then her own account.
STOPS = (
    Stop(
        "audit_overview",
        gettext_lazy("操作记录"),
        gettext_lazy("每一次修改都有一条记录，前后相连，改不掉也删不掉。从这里核验和查询。"),
        Permission.AUDIT_READ,
    ),
    Stop(
        "desk",
        gettext_lazy("我的待办"),
        gettext_lazy("要您办的都在这里，按期限先后排列。每天先看这一页就够了。"),
    ),
    Stop(
        "account_list",
        gettext_lazy("账号管理"),
        gettext_lazy("建立账号、授予席位。一人申请，另一人审批。"),
        Permission.ACCOUNT_MANAGE,
    ),
    Stop(
        "incident_list",
        gettext_lazy("安全拦截"),
        gettext_lazy("带密级标志的文件和可疑登录会列在这里，等您处置。"),
        Permission.RIGHT_GRANT,
    ),
    Stop(
        "overview",
        gettext_lazy("总览"),
        gettext_lazy("哪些正常、哪些不正常、为什么、要您定什么。每个数字都能点开看是哪几行。"),
        Permission.MATTER_ISSUE,
    ),
    Stop(
        "draft_new",
        gettext_lazy("录入报告"),
        gettext_lazy("粘贴或上传会议、调研报告，读出其中的项目和任务，由您对照原文逐条确认。"),
        Permission.SOURCE_ADD,
    ),
    Stop(
        "report_list",
        gettext_lazy("半月报"),
        gettext_lazy("每半个月报一次。上期的内容已经填好，只改有变化的。"),
        Permission.REPORT_SUBMIT,
    ),
    Stop(
        "matter_list",
        gettext_lazy("事项"),
        gettext_lazy("每件事项有单位、有人、有期限。签收、反馈、申请延期、申请办结都在事项页上。"),
        Permission.REGISTER_SEE,
    ),
    Stop(
        "project_list",
        gettext_lazy("项目"),
        gettext_lazy("按名称、单位、阶段和灯查找项目；常用的条件可以保存为视图。"),
        Permission.REGISTER_SEE,
    ),
    Stop(
        "notice_list",
        gettext_lazy("提醒"),
        gettext_lazy("快到期、逾期、有事交到您手上时提醒您，每一级只提醒一次。"),
        Permission.REGISTER_SEE,
    ),
    Stop(
        "unit_list",
        gettext_lazy("单位"),
        gettext_lazy("单位、别名和上下级关系；更名后旧名称仍能查到。"),
    ),
    Stop(
        "person_list",
        gettext_lazy("人员"),
        gettext_lazy("人员、职务和代理。出差时可以指定代理人。"),
    ),
    Stop(
        "outbox",
        gettext_lazy("发送情况"),
        gettext_lazy("邮件等提醒发到哪里、是否送达。"),
        Permission.ACCOUNT_MANAGE,
    ),
)
LAST = Stop(
    "own_account",
    gettext_lazy("我的账号"),
    gettext_lazy("席位、代理人和登录安全。语言和深浅外观在右上角，快捷键按问号键查看。"),
)


def stops_for(by: Any, *, now: Any) -> list[Stop]:
    """Return the five steps for ``by``, by what she may do."""
    held = access.held(by, now=now)
    hers = [one for one in STOPS if (one.wanted is None or one.wanted in held) and _address(one)]
    if Permission.AUDIT_READ in held and Permission.REGISTER_SEE not in held:
        hers = [one for one in hers if one.name != "desk"]  # her desk is the record
        hers.insert(1, Stop("audit_list", _("逐条查询"), _("按人、按时间、按事查每一条记录。")))
    return [*hers[: STEPS - 1], LAST]


def _address(stop: Stop) -> str:
    try:
        return reverse(stop.name)
    except NoReverseMatch:
        return ""


def next_stop(by: Any, *, now: Any) -> dict[str, Any] | None:
    """Return the step that she has not seen yet, None once the tour is over."""
    habit = queries.habit_of(by)
    if not queries.is_touring(habit):
        return None
    stops = stops_for(by, now=now)
    number = next((n for n in range(1, len(stops) + 1) if n not in habit.tour_steps), 0)
    return {"number": number, "stop": stops[number - 1], "of": STEPS} if number else None


@require_GET
def welcome(request: Request) -> HttpResponse:
    """The five steps, which of them she has seen, and the keys."""
    by, now = request.user, clock.now()
    habit = queries.habit_of(by)
    steps = [
        {"number": number, "stop": stop, "seen": number in habit.tour_steps}
        for number, stop in enumerate(stops_for(by, now=now), 1)
    ]
    context = {"steps": steps, "is_touring": queries.is_touring(habit), "keys_act": habit.keys_act}
    return page(request, "habits/welcome.html", context)


@require_POST
def welcome_step(request: Request, step: int) -> HttpResponse:
    """Note that she goes to see a step, and lead her there."""
    by, now = request.user, clock.now()
    stops = stops_for(by, now=now)
    if not 1 <= step <= len(stops):
        raise NotFound
    actions.see_step(step, by=by, now=now)
    return SeeOther(_address(stops[step - 1]))


@require_POST
def welcome_end(request: Request) -> HttpResponse:
    """Offer the tour no more."""
    actions.end_tour(by=request.user, now=clock.now())
    messages.info(request, _("不再显示导览。以后可以从账户菜单打开。"))
    return go_to(request, "desk")


@require_POST
def keys_set(request: Request) -> HttpResponse:
    """Let single keys act, or not."""
    act = request.POST.get("act") == "on"
    actions.let_keys_act(act=act, by=request.user, now=clock.now())
    messages.success(request, _("已启用快捷键。") if act else _("已停用快捷键。"))
    return go_to(request, "welcome")
