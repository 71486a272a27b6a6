"""Where the bar at the top leads: the lists that most open every day, and the others under 更多."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

MAIN = (  # URL name, label, icon
    ("desk", gettext_lazy("我的待办"), "inbox"),
    ("overview", gettext_lazy("总览"), "layout-dashboard"),
    ("project_list", pgettext_lazy("list", "项目"), "briefcase"),
    ("matter_list", pgettext_lazy("list", "事项"), "list-check"),
    ("report_list", pgettext_lazy("list", "半月报"), "calendar-stats"),
    ("document_list", pgettext_lazy("list", "公文"), "file-text"),
    ("calendar", gettext_lazy("日历"), "calendar-month"),
)
MORE = (  # heading, its entries
    (
        gettext_lazy("会议与调研"),
        (
            ("draft_list", pgettext_lazy("list", "草稿"), "text-scan-2"),
            ("engagement_list", pgettext_lazy("list", "活动"), "calendar-event"),
            ("tour_list", gettext_lazy("调研行程"), "bus"),
            ("session_list", gettext_lazy("调度会"), "presentation"),
            ("decision_list", gettext_lazy("提请决策"), "gavel"),
        ),
    ),
    (
        gettext_lazy("对接与服务"),
        (
            ("docking_list", gettext_lazy("点对点对接"), "plug-connected"),
            ("catalogue", gettext_lazy("供需目录"), "building-store"),
            ("registration_list", gettext_lazy("注册协助"), "license"),
            ("commitment_list", gettext_lazy("双向台账"), "scale"),
        ),
    ),
    (
        gettext_lazy("分析与回访"),
        (
            ("benefit_list", gettext_lazy("项目效益"), "coin"),
            ("comparison", gettext_lazy("方案比选"), "scale-outline"),
            ("cause_list", gettext_lazy("问题成因"), "chart-pie"),
            ("waiting_graph", gettext_lazy("等待关系"), "topology-star"),
            ("recheck_list", gettext_lazy("回头看"), "zoom-check"),
        ),
    ),
    (
        gettext_lazy("组织与提醒"),
        (
            ("group_list", pgettext_lazy("list", "工作小组"), "users-group"),
            ("unit_list", pgettext_lazy("list", "单位"), "building-community"),
            ("person_list", pgettext_lazy("list", "人员"), "users"),
            ("notice_list", pgettext_lazy("list", "提醒"), "bell"),
        ),
    ),
)
# What administrators and auditors work with; it stands in front for who sees nothing of the register.
# URL name, label, icon, what the context says of it.
ADMINISTRATION = (
    ("audit_overview", gettext_lazy("操作记录"), "history", "may_read_record"),
    ("account_list", gettext_lazy("账号管理"), "users-group", "may_manage_accounts"),
    ("incident_list", gettext_lazy("安全拦截"), "alert-octagon", "watches_secrets"),
    ("outbox", gettext_lazy("发送情况"), "send", "may_see_outbox"),
)
OUTSIDE_REGISTER = ("unit_list", "person_list")
COUNTS = {  # entries with a number: what the context counts, its words
    "desk": ("owed_count", gettext_lazy("项待办")),
    "incident_list": ("watched_count", gettext_lazy("项待处置")),
}
Kept = tuple[str, Any, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; ``count`` of what waits there, with its ``words`` for who listens."""

    name: str
    label: Any
    icon: str
    address: str
    current: bool
    count: Any = ""
    words: Any = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """The bar: ``main`` entries, then ``more`` of them under headings."""

    main: tuple[Entry, ...]
    more: tuple[tuple[Any, tuple[Entry, ...]], ...] = ()

    @property
    def within(self) -> Entry | None:
        """The entry under 更多 that is open now, if one is."""
        return next((one for _, some in self.more for one in some if one.current), None)


def menu(said: Mapping[str, Any], *, path: str) -> Menu:
    """Return the menu of who looks at ``path``; ``said`` is what the page's context says."""
    main, more = _kept(said)

    def entries(some: Iterable[Kept]) -> tuple[Entry, ...]:
        return tuple(made for one in some if (made := _entry(one, said, path)))

    headed = tuple((heading, made) for heading, some in more if (made := entries(some)))
    return Menu(main=entries(main), more=headed)


def _kept(said: Mapping[str, Any]) -> tuple[tuple[Kept, ...], tuple[tuple[Any, Any], ...]]:
    """Return the entries for who looks: no lists of a register of which she sees nothing."""
    if said.get("sees_register") is None:
        return MAIN, MORE
    hers = tuple(entry[:3] for entry in ADMINISTRATION if _asked(said, entry[3]))
    if _asked(said, "sees_register"):
        record = tuple(entry for entry in hers if entry[0] == "audit_overview")
        return MAIN, (*MORE, (gettext_lazy("监督"), record))
    if not _asked(said, "holds_seat"):
        return (), ()
    desk = () if _asked(said, "may_read_record") else MAIN[:1]
    shared = tuple(one for _, some in MORE for one in some if one[0] in OUTSIDE_REGISTER)
    return (*desk, *hers, *shared), ()


def _asked(said: Mapping[str, Any], name: str) -> Any:
    """Return what the context says under ``name``; some of it is asked of the database only here."""
    found = said.get(name)
    return found() if callable(found) else found


def _entry(kept: Kept, said: Mapping[str, Any], path: str) -> Entry | None:
    name, label, icon = kept
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    section = said.get("section", "")
    under = path == address if address == "/" else path.startswith(address)
    counted, words = COUNTS.get(name, ("", ""))
    return Entry(
        name=name,
        label=label,
        icon=icon,
        address=address,
        current=name == section if section else under,
        count=_asked(said, counted),
        words=words,
    )
