"""What is put before a leader, and the sessions on a fixed day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from luoshi.deciding.models import DecisionPoint
from luoshi.deciding.queries import visible_decisions
from luoshi.reviewing.models import ReviewSession
from luoshi.reviewing.queries import visible_sessions
from luoshi.searching.kind import Kind

KINDS = (
    Kind(
        "decisionpoint",
        gettext_lazy("提请决策"),
        DecisionPoint,
        visible_decisions,
        title="question",
        text=("background",),
        day="due_on",
        page="decision",
        rank=14,
    ),
    Kind(
        "reviewsession",
        gettext_lazy("调度会"),
        ReviewSession,
        visible_sessions,
        title="name",
        text=("place",),
        day="held_on",
        page="session",
        rank=15,
    ),
)
