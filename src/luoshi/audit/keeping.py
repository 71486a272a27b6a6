"""For how many days the record stays at hand at least before it may be archived."""

from __future__ import annotations

LEAST_DAYS = 180  # six months of logs: Cybersecurity Law of the PRC, article 21
_days = [LEAST_DAYS]


def use(days: int) -> None:
    """Keep at least ``days`` days at hand; the settings say how many, never below ``LEAST_DAYS``."""
    if days < LEAST_DAYS:
        raise ValueError(f"LUOSHI_RECORD_DAYS：不能少于 {LEAST_DAYS} 天")
    _days[:] = [days]


def days_at_hand() -> int:
    """Return how many days the record stays at hand at least."""
    return _days[0]
