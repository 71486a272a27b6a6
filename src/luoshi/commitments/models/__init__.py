"""Promises between the two sides, with what was said of them; re-checks of what was closed."""

from __future__ import annotations

from luoshi.commitments.models.promised import (
    Commitment,
    CommitmentConfirmation,
    CommitmentWording,
    Dispute,
    Part,
    Settlement,
    Side,
    State,
)
from luoshi.commitments.models.rechecked import Draw, Finding, Recheck, Way

__all__ = [
    "Commitment",
    "CommitmentConfirmation",
    "CommitmentWording",
    "Dispute",
    "Draw",
    "Finding",
    "Part",
    "Recheck",
    "Settlement",
    "Side",
    "State",
    "Way",
]
