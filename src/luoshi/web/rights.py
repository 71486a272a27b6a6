"""What seats let somebody do, in the words of the screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from luoshi.orgs import queries
from luoshi.rules.access import Permission, Reach, Role

if TYPE_CHECKING:
    from luoshi.orgs.models import Account, Seat

PERMISSION_WORDS = {
    Permission.REGISTER_SEE: gettext_lazy("查看台账"),
    Permission.SOURCE_ADD: gettext_lazy("上传文件"),
    Permission.DRAFT_DECIDE: gettext_lazy("核对提取项"),
    Permission.DRAFT_CONFIRM: gettext_lazy("确认草稿入账"),
    Permission.ENGAGEMENT_EDIT: gettext_lazy("登记活动"),
    Permission.PROJECT_EDIT: gettext_lazy("登记项目"),
    Permission.PROJECT_FILE: gettext_lazy("办理项目备案"),
    Permission.REPORT_SUBMIT: gettext_lazy("填报半月报"),
    Permission.REPORT_SIGN: gettext_lazy("签字报送半月报"),
    Permission.REPORT_RECEIVE: gettext_lazy("接收半月报"),
    Permission.MATTER_DRAFT: gettext_lazy("起草事项"),
    Permission.MATTER_ISSUE: gettext_lazy("审批交办事项"),
    Permission.MATTER_SIGN: gettext_lazy("签收和反馈事项"),
    Permission.MATTER_CLAIM: gettext_lazy("申报办结"),
    Permission.MATTER_CLOSE: gettext_lazy("审核办结"),
    Permission.MATTER_CANCEL: gettext_lazy("撤销事项"),
    Permission.MATTER_OBJECT: gettext_lazy("对交办提出异议"),
    Permission.MATTER_CONFIRM: gettext_lazy("确认问题是否解决"),
    Permission.MATTER_URGE: gettext_lazy("签发催办督办"),
    Permission.MATTER_PAUSE: gettext_lazy("中止事项"),
    Permission.MATTER_RESUME: gettext_lazy("恢复办理"),
    Permission.MATTER_REOPEN: gettext_lazy("复核重办"),
    Permission.MATTER_ARCHIVE: gettext_lazy("归档"),
    Permission.MATTER_HAND_OVER: gettext_lazy("移交事项"),
    Permission.EXTENSION_ASK: gettext_lazy("申请延期"),
    Permission.EXTENSION_DECIDE: gettext_lazy("审批延期"),
    Permission.EXTENSION_DECIDE_AGAIN: gettext_lazy("审批第二次延期"),
    Permission.LIGHT_CHANGE: gettext_lazy("人工调整亮灯"),
    Permission.ESCALATION_DECIDE: gettext_lazy("决定通报、约谈、移送问责"),
    Permission.GROUP_EDIT: gettext_lazy("管理工作小组"),
    Permission.DIRECTORY_EDIT: gettext_lazy("登记单位和人员"),
    Permission.ACCOUNT_MANAGE: gettext_lazy("管理账号"),
    Permission.RIGHT_GRANT: gettext_lazy("管理席位"),
    Permission.PAPER_DRAFT: gettext_lazy("起草公文"),
    Permission.PAPER_CHECK: gettext_lazy("核稿"),
    Permission.PAPER_SIGN: gettext_lazy("签发公文"),
    Permission.PAPER_ISSUE: gettext_lazy("编号印发公文"),
    Permission.PAPER_RECEIVE: gettext_lazy("签收公文"),
    Permission.PAPER_FILE: gettext_lazy("公文归档"),
    Permission.DECISION_PREPARE: gettext_lazy("提请领导决策"),
    Permission.DECISION_DECIDE: gettext_lazy("作出决策"),
    Permission.DOCKING_EDIT: gettext_lazy("办理供需对接"),
    Permission.COMMITMENT_EDIT: gettext_lazy("登记双方承诺"),
    Permission.COMMITMENT_CONFIRM: gettext_lazy("确认承诺措辞"),
    Permission.RECHECK_DO: gettext_lazy("办理回头看"),
    Permission.TOUR_EDIT: gettext_lazy("安排调研"),
    Permission.SESSION_KEEP: gettext_lazy("组织调度会"),
    Permission.REGISTRATION_EDIT: gettext_lazy("办理注册协助"),
    Permission.LEDGER_EXPORT: gettext_lazy("导出台账"),
    Permission.AUDIT_READ: gettext_lazy("查阅全部操作记录"),
}
REACH_WORDS = {
    Reach.REGISTER: gettext_lazy("范围：全部台账"),
    Reach.UNIT: gettext_lazy("范围：本单位及其下级单位"),
}
# The names of the roles come from policy/roles.toml; these are the ones that come along.
ROLE_NAMES = (
    gettext_noop("承办人"),
    gettext_noop("单位负责人"),
    gettext_noop("企业规划人员"),
    gettext_noop("协调员"),
    gettext_noop("跟踪落实负责人"),
    gettext_noop("领导"),
    gettext_noop("编辑"),
    gettext_noop("档案管理员"),
    gettext_noop("查阅"),
    gettext_noop("系统管理员"),
    gettext_noop("安全保密管理员"),
    gettext_noop("安全审计员"),
)


def role_name(code: str) -> str:
    """Return what a role is called; a code that the policy no longer knows stays as it is."""
    role = queries.roles().get(code)
    return _(role.name) if role else code


def roles_with(permission: Permission) -> str:
    """Return the roles that hold ``permission``, as a list in words."""
    holders = [one for one in queries.roles().values() if permission in one.permissions]
    return _("、").join(_(role.name) for role in holders)


def role_choices() -> list[tuple[str, str]]:
    """Return the roles of the policy for a field."""
    return [(code, role_name(code)) for code in queries.roles()]


@dataclass(frozen=True)
class RoleLine:
    """A role as a page explains it."""

    name: str
    reach: str
    deeds: str


def role_lines() -> list[RoleLine]:
    """Return every role of the policy."""
    return [_told(role) for role in queries.roles().values()]


def _told(role: Role) -> RoleLine:
    return RoleLine(_(role.name), str(REACH_WORDS[role.reach]), _deeds(role))


def _deeds(role: Role) -> str:
    return _("、").join(
        str(words) for one, words in PERMISSION_WORDS.items() if one in role.permissions
    )


@dataclass(frozen=True)
class SeatLine:
    """A seat as a page shows it; ``role`` is None where the policy no longer knows it."""

    row: Seat
    name: str
    role: RoleLine | None
    is_future: bool
    is_past: bool


def seat_lines(account: Account, *, today: dt.date) -> list[SeatLine]:
    """Return every seat of an account, ended ones last."""
    lines = []
    for seat in queries.all_seats(account):
        role = queries.roles().get(seat.role)
        is_past = seat.to_on is not None and seat.to_on < today
        lines.append(
            SeatLine(
                seat,
                role_name(seat.role),
                _told(role) if role else None,
                seat.from_on > today,
                is_past,
            )
        )
    return sorted(lines, key=lambda line: line.is_past)
