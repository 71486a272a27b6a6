"""What must not be: named, with the row, and said in full."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """One thing that must not be: its ``name``, ``where`` it is, what was ``said`` of it, on which day."""

    name: str
    where: str
    said: str
    on: str = ""
