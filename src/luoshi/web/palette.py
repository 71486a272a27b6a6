"""What the command palette offers besides rows: the pages of the menu, and what she may begin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from luoshi.issuing.documents import may_draft
from luoshi.orgs import access
from luoshi.rules.access import Permission
from luoshi.searching.wanted import Wanted, is_found
from luoshi.web.navigating import menu
from luoshi.web.page import every_page

MOST = 6
BEGIN = (  # URL name, label, icon, on which permission it rests
    ("matter_new", gettext_lazy("登记事项"), "list-check", Permission.MATTER_DRAFT),
    ("draft_new", gettext_lazy("读入文件"), "text-scan-2", Permission.SOURCE_ADD),
    ("project_new", gettext_lazy("登记项目"), "briefcase", Permission.PROJECT_EDIT),
    ("engagement_new", gettext_lazy("登记活动"), "calendar-event", Permission.ENGAGEMENT_EDIT),
    ("group_new", gettext_lazy("成立工作小组"), "users-group", Permission.GROUP_EDIT),
    ("decision_new", gettext_lazy("提请领导决策"), "gavel", Permission.DECISION_PREPARE),
    ("commitment_new", gettext_lazy("登记承诺"), "scale", Permission.COMMITMENT_EDIT),
    ("tour_new", gettext_lazy("安排调研行程"), "bus", Permission.ENGAGEMENT_EDIT),
    ("summary_new", gettext_lazy("编发半月报汇总"), "file-text", Permission.PAPER_DRAFT),
    ("ledger_in_new", gettext_lazy("导入台账"), "file-import", Permission.SOURCE_ADD),
    ("person_new", gettext_lazy("登记人员"), "user-plus", Permission.DIRECTORY_EDIT),
    ("unit_new", gettext_lazy("登记单位"), "building-community", Permission.DIRECTORY_EDIT),
)
ELSEWHERE = (  # pages that stand in no list of the menu
    ("report_unreported", gettext_lazy("谁还没有报"), "calendar-due"),
    ("rules_today", gettext_lazy("规则与日历"), "calendar-event"),
    ("own_account", gettext_lazy("我的账号"), "user"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A page to go to, or something to begin there."""

    label: SafeString
    icon: str
    address: str


def choices(
    request: HttpRequest, asked: Wanted, *, now: dt.datetime
) -> tuple[list[Choice], list[Choice]]:
    """Return the pages and the beginnings whose name is asked for; without a word the first of each."""
    shown = menu(every_page(request), path="")
    entries = [*shown.main, *(entry for _, some in shown.more for entry in some)]
    pages = [(entry.label, entry.icon, entry.address) for entry in entries]
    pages += [(label, icon, made) for name, label, icon in ELSEWHERE if (made := _address(name))]
    deeds = [
        (label, icon, made)
        for name, label, icon, permission in BEGIN
        if (made := _address(name)) and _may(request.user, permission, now=now)
    ]
    return _wanted(asked, pages), _wanted(asked, deeds)


def _may(by: Any, permission: Permission, *, now: dt.datetime) -> bool:
    if permission is Permission.PAPER_DRAFT:
        return may_draft(by, now=now)
    return access.may(by, permission, now=now)


def _wanted(asked: Wanted, offered: list[tuple[Any, str, str]]) -> list[Choice]:
    fit = [one for one in offered if not asked.typed or _fits(asked, str(one[0]))]
    return [Choice(conditional_escape(str(label)), icon, to) for label, icon, to in fit[:MOST]]


def _fits(asked: Wanted, label: str) -> bool:
    return bool(asked.terms) and is_found(asked, label, "", "")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
