"""Permissions, roles, and how far a role reaches.  Which role holds what stands in ``policy/roles.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that somebody may do, NOUN_VERB."""

    REGISTER_SEE = "register.see"
    SOURCE_ADD = "source.add"
    DRAFT_DECIDE = "draft.decide"
    DRAFT_CONFIRM = "draft.confirm"
    ENGAGEMENT_EDIT = "engagement.edit"
    PROJECT_EDIT = "project.edit"
    PROJECT_FILE = "project.file"
    REPORT_SUBMIT = "report.submit"
    REPORT_SIGN = "report.sign"
    REPORT_RECEIVE = "report.receive"
    MATTER_DRAFT = "matter.draft"
    MATTER_ISSUE = "matter.issue"
    MATTER_SIGN = "matter.sign"
    MATTER_CLAIM = "matter.claim"
    MATTER_CLOSE = "matter.close"
    MATTER_CANCEL = "matter.cancel"
    MATTER_OBJECT = "matter.object"
    MATTER_CONFIRM = "matter.confirm"
    MATTER_URGE = "matter.urge"
    MATTER_PAUSE = "matter.pause"
    MATTER_RESUME = "matter.resume"
    MATTER_REOPEN = "matter.reopen"
    MATTER_ARCHIVE = "matter.archive"
    MATTER_HAND_OVER = "matter.hand_over"
    EXTENSION_ASK = "extension.ask"
    EXTENSION_DECIDE = "extension.decide"
    EXTENSION_DECIDE_AGAIN = "extension.decide_again"
    LIGHT_CHANGE = "light.change"
    ESCALATION_DECIDE = "escalation.decide"
    GROUP_EDIT = "group.edit"
    DIRECTORY_EDIT = "directory.edit"
    ACCOUNT_MANAGE = "account.manage"
    RIGHT_GRANT = "right.grant"
    PAPER_DRAFT = "paper.draft"
    PAPER_CHECK = "paper.check"
    PAPER_SIGN = "paper.sign"
    PAPER_ISSUE = "paper.issue"
    PAPER_RECEIVE = "paper.receive"
    PAPER_FILE = "paper.file"
    DECISION_PREPARE = "decision.prepare"
    DECISION_DECIDE = "decision.decide"
    DOCKING_EDIT = "docking.edit"
    COMMITMENT_EDIT = "commitment.edit"
    COMMITMENT_CONFIRM = "commitment.confirm"
    RECHECK_DO = "recheck.do"
    TOUR_EDIT = "tour.edit"
    SESSION_KEEP = "session.keep"
    REGISTRATION_EDIT = "registration.edit"
    LEDGER_EXPORT = "ledger.export"
    AUDIT_READ = "audit.read"


class Reach(StrEnum):
    """How far a role sees: the whole register, or the rows that its unit (and those below) is part of."""

    REGISTER = "register"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Role:
    """A role as ``policy/roles.toml`` gives it; ``name`` is what the screen shows."""

    code: str
    name: str
    reach: Reach
    permissions: frozenset[Permission]


# The three administrators (三员): the role, and the permission that no other role may carry.
ADMINISTRATORS: Mapping[str, Permission] = {
    "system_admin": Permission.ACCOUNT_MANAGE,
    "security_admin": Permission.RIGHT_GRANT,
    "auditor": Permission.AUDIT_READ,
}
# What one of them may carry besides: units and people, but nothing of the business.
BESIDES: Mapping[str, frozenset[Permission]] = {
    "system_admin": frozenset({Permission.DIRECTORY_EDIT}),
}


def goes_together(role: str, other: str) -> bool:
    """Return whether one person may hold both roles on the same day.

    An administrator holds nothing but her own role: neither another administrator's (the
    expected practice of graded protection, GB/T 22239-2019 and the secrecy rules) nor one that
    sees the business.
    """
    return role == other or not {role, other} & ADMINISTRATORS.keys()


class UnknownRole(ValueError):
    """A role or permission in the policy that the program does not know, or one too powerful."""


def roles_from(table: Mapping[str, Mapping[str, object]]) -> dict[str, Role]:
    """Return the roles of a parsed ``roles.toml``; raise UnknownRole with what is wrong."""
    roles = {}
    for code, entry in table.items():
        try:
            names = entry["permissions"]
            assert isinstance(names, list)
            permissions = frozenset(Permission(name) for name in names)
            role = Role(code, str(entry["name"]), Reach(str(entry["reach"])), permissions)
        except (KeyError, ValueError, AssertionError) as error:
            raise UnknownRole(f"roles.toml [{code}]: {error}") from error
        _check_apart(role)
        roles[code] = role
    return roles


def _check_apart(role: Role) -> None:
    own = ADMINISTRATORS.get(role.code)
    for permission in sorted(role.permissions & set(ADMINISTRATORS.values()) - {own}):
        holder = next(code for code, one in ADMINISTRATORS.items() if one is permission)
        raise UnknownRole(f"roles.toml [{role.code}]: {permission} belongs to [{holder}] alone")
    if own is not None:
        too_much = role.permissions - {own} - BESIDES.get(role.code, frozenset())
        for permission in sorted(too_much):
            raise UnknownRole(f"roles.toml [{role.code}]: an administrator holds no {permission}")


@dataclass(frozen=True, slots=True)
class Scope:
    """For which rows somebody holds one permission: all, or those that one of ``units`` is part of."""

    everything: bool = False
    units: frozenset[int] = frozenset()

    def covers(self, units: frozenset[int]) -> bool:
        """Return whether a row that ``units`` are part of lies within."""
        return self.everything or bool(self.units & units)
