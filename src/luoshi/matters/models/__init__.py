"""Matters: a problem raised or a task decided, with its own life; and the groups that carry them."""

from __future__ import annotations

from luoshi.matters.models.groups import (
    Group,
    GroupMember,
    GroupRole,
    GroupRows,
    GroupState,
    GroupUnit,
    MemberPart,
    UnitRole,
)
from luoshi.matters.models.matter import (
    Kind,
    Matter,
    MatterRows,
    MatterUnit,
    State,
    Urgency,
)
from luoshi.matters.models.placeholders import Placeholder
from luoshi.matters.models.turns import (
    Cause,
    DueChange,
    Extension,
    HandOver,
    Objection,
    Order,
    OrderKind,
    OrderState,
    Pause,
    PauseReason,
    Reopening,
    Ruling,
    Verdict,
)
from luoshi.matters.models.work import (
    Confirmation,
    Evidence,
    PlanStep,
    Satisfaction,
    Step,
    Voice,
)

__all__ = [
    "Cause",
    "Confirmation",
    "DueChange",
    "Evidence",
    "Extension",
    "Group",
    "GroupMember",
    "GroupRole",
    "GroupRows",
    "GroupState",
    "GroupUnit",
    "HandOver",
    "Kind",
    "Matter",
    "MatterRows",
    "MatterUnit",
    "MemberPart",
    "Objection",
    "Order",
    "OrderKind",
    "OrderState",
    "Pause",
    "PauseReason",
    "Placeholder",
    "PlanStep",
    "Reopening",
    "Ruling",
    "Satisfaction",
    "State",
    "Step",
    "UnitRole",
    "Urgency",
    "Verdict",
    "Voice",
]
