"""From where somebody acts: by which door, from which address, with which seat.

Each door notes it on the account (or ``System``) that it hands to the actions as ``by``; the gate
adds the seat.  ``record`` reads it there, so that no action has to pass it on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Door(StrEnum):
    """By which way somebody came to an action."""

    PAGE = "page"
    LINK = "link"
    INTERFACE = "interface"
    COMMAND = "command"
    SWEEP = "sweep"


class Origin(NamedTuple):
    """Seat (role code, unit), door and address as an event keeps them; None: nobody noted it."""

    seat_role: str | None = None
    seat_unit_id: int | None = None
    seat_unit_name: str | None = None
    door: str | None = None
    address: str | None = None


def origin_of(by: Any) -> Origin:
    """Return from where ``by`` acts, as far as door and gate noted it."""
    seat = getattr(by, "acts_with", None)
    door, address = getattr(by, "door", None), getattr(by, "address", None)
    if seat is None:
        return Origin(None, None, None, door, address)
    return Origin(seat.role, seat.unit_id, seat.unit.name[:200], door, address)
