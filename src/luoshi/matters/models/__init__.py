"""Matters: a problem raised or a task decided, with its own life; and the groups that carry them."""

from __future__ import annotations

from luoshi.matters.models.groups import (
    Group,
    GroupMember,
    GroupRole,
    GroupRows,
    GroupUnit,
    UnitRole,
)
from luoshi.matters.models.matter import (
    Kind,
    Matter,
    MatterRows,
    MatterUnit,
    State,
)
from luoshi.matters.models.turns import (
    Urgency,
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
    "GroupRows",
    "GroupUnit",
    "HandOver",
    "GroupRole",
    "Kind",
    "Matter",
    "MatterRows",
    "MatterUnit",
    "Objection",
    "Order",
    "OrderKind",
    "OrderState",
    "Pause",
    "PauseReason",
    "PlanStep",
    "Reopening",
    "Ruling",
    "Satisfaction",
    "State",
    "Step",
    "UnitRole",
    "Verdict",
    "Voice",
]
    "Urgency",
