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


class UnknownRole(ValueError):
    """A role or permission in the policy that the program does not know."""


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
        roles[code] = role
    return roles


@dataclass(frozen=True, slots=True)
class Scope:
    """For which rows somebody holds one permission: all, or those that one of ``units`` is part of."""

    everything: bool = False
    units: frozenset[int] = frozenset()

    def covers(self, units: frozenset[int]) -> bool:
        """Return whether a row that ``units`` are part of lies within."""
        return self.everything or bool(self.units & units)
