"""What waits for somebody's push though it has no date yet: drafts, papers to issue, projects to file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luoshi.intake import queries as intake
from luoshi.issuing import jointly
from luoshi.matters import queries as matters
from luoshi.notices import queries as notices
from luoshi.orgs import access, changes, founding
from luoshi.orgs import queries as accounts
from luoshi.projects import queries as projects
from luoshi.rules.access import Permission
from luoshi.sources import quarantine

Asked = tuple[Permission, str | Promise, Callable[[], int], str, str]


@dataclass(frozen=True)
class Waiting:
    """How many of one kind wait, in words, and the list that shows exactly these."""

    words: str | Promise
    count: int
    address: str
    sign: str


def waiting_for(by: Any, *, now: dt.datetime) -> list[Waiting]:
    """Return what waits for ``by``, by what she may do; nothing that counts zero."""
    held = access.held(by, now=now)
    seen = matters.visible_matters(by, now=now)
    asked: list[Asked] = [
        (
            Permission.MATTER_ISSUE,
            _("待批事项，请签发或退回"),
            lambda: seen.filter(state="pending").count(),
            f"{reverse('matter_list')}?state=pending",
            "file-check",
        ),
        (
            Permission.DRAFT_CONFIRM,
            _("草稿待确认"),
            lambda: intake.open_drafts(by, now=now).count(),
            reverse("draft_list"),
            "text-scan-2",
        ),
        (
            Permission.MATTER_DRAFT,
            _("草拟事项，补齐后送审"),
            lambda: seen.filter(state="draft").count(),
            f"{reverse('matter_list')}?state=draft",
            "list-check",
        ),
        (
            Permission.PROJECT_FILE,
            _("项目未备案，备案后才有半月报"),
            lambda: projects.visible_projects(by, now=now).filter(filing__isnull=True).count(),
            f"{reverse('project_list')}?filed=no",
            "briefcase",
        ),
    ]
    return [
        Waiting(words, counted, address, sign)
        for permission, words, count, address, sign in [*asked, *_besides(by, now=now)]
        if permission in held and (counted := count())
    ]


def _besides(by: Any, *, now: dt.datetime) -> list[Asked]:
    return [
        (
            Permission.SOURCE_ADD,
            _("份等待查毒的文件有了结果，请查看"),
            lambda: quarantine.news_for(by, now=now).count(),
            f"{reverse('draft_list')}#waiting",
            "shield-check",
        ),
        (
            Permission.PAPER_SIGN,
            _("份联合发文待会签"),
            lambda: jointly.to_cosign(by, now=now).count(),
            f"{reverse('document_list')}?cosign=mine",
            "file-check",
        ),
        *_of_the_ladder(by, now=now),
        *_of_accounts(by, now=now),
    ]


def _of_the_ladder(by: Any, *, now: dt.datetime) -> list[Asked]:
    return [
        (
            Permission.MATTER_URGE,
            _("催办单、督办通知单待签发"),
            lambda: notices.count_prepared(by, now=now),
            f"{reverse('order_list')}?state=prepared",
            "send",
        ),
        (
            Permission.ESCALATION_DECIDE,
            _("通报、约谈、移送问责待决定"),
            lambda: notices.to_decide(by, now=now).count(),
            reverse("escalation_list"),
            "scale",
        ),
        (
            Permission.DIRECTORY_EDIT,
            _("处没有人可以告知，请补上席位"),
            lambda: len(notices.gaps()),
            f"{reverse('outbox')}#gaps",
            "user-question",
        ),
        (
            Permission.DIRECTORY_EDIT,
            _("条消息发送失败"),
            lambda: notices.outbox_counts()["failed"],
            f"{reverse('outbox')}?state=failed",
            "alert-triangle",
        ),
    ]


def _of_accounts(by: Any, *, now: dt.datetime) -> list[Asked]:
    """What one of the two administrators asked the other; each counts only what she decides."""
    asked: list[Asked] = [
        (
            permission,
            _("账号权限变更待审批"),
            lambda: changes.to_decide(by, now=now).count(),
            reverse("change_list"),
            "users-group",
        )
        for permission in (Permission.ACCOUNT_MANAGE, Permission.RIGHT_GRANT)
    ]
    return [
        *asked,
        (
            Permission.ACCOUNT_MANAGE,
            _("个账号长期未用，将自动停用，请告知本人登录"),
            lambda: accounts.falling_asleep(accounts.accounts_for(by, now=now)).count(),
            f"{reverse('account_list')}?state=asleep",
            "user-question",
        ),
        (
            Permission.ACCOUNT_MANAGE,
            _("位管理员还没有指定，变更无人审批"),
            lambda: len(founding.missing_administrators()),
            reverse("change_list"),
            "alert-triangle",
        ),
    ]
