"""Writing in this room: every action by its name, whichever module holds it."""

from __future__ import annotations

from luoshi.docking.concluding import conclude, rate
from luoshi.docking.contacting import Step, give_opinion, log_contact, make_matter
from luoshi.docking.entries import add_entry, dismiss, edit_entry, withdraw_entry
from luoshi.docking.opening import open_docking
from luoshi.docking.reported import take_reported

__all__ = [
    "Step",
    "add_entry",
    "conclude",
    "dismiss",
    "edit_entry",
    "give_opinion",
    "log_contact",
    "make_matter",
    "open_docking",
    "rate",
    "take_reported",
    "withdraw_entry",
]
