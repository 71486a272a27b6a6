"""Who gets in, and how: passwords, tries, second factors, accounts that nobody uses.

GB/T 22239-2019 (levels 2 and 3, identity) asks for all of these; the numbers are the office's own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.rules.access import ADMINISTRATORS
from luoshi.values.tomltable import TomlTable

# What ``policy/identity.toml`` may say, table by table.
TABLES = {
    "password": ("length", "remembered", "change_after_days"),
    "lock": ("tries", "minutes", "address_tries"),
    "second_factor": ("roles", "grace_days"),
    "dormant": ("days", "notice_days"),
}
SEAT_WORDS = ("provider", "claim", "value", "unit")


@dataclass(frozen=True, slots=True)
class MappedSeat:
    """A seat that single sign-on gives to whoever comes with a claim that holds ``value``."""

    provider: str
    claim: str
    value: str
    unit: str
    role: str

    def fits(self, provider: str, claims: dict[str, object]) -> bool:
        """Tell whether somebody of ``provider`` with these ``claims`` is to have the seat."""
        said = claims.get(self.claim)
        held = said if isinstance(said, list) else [said]
        return provider == self.provider and self.value in [str(one) for one in held]


@dataclass(frozen=True, slots=True)
class Identity:
    """What ``policy/identity.toml`` says."""

    password_length: int = 8
    passwords_remembered: int = 5
    password_days: int = 0
    tries: int = 5
    lock_minutes: int = 15
    address_tries: int = 40
    factor_roles: frozenset[str] = frozenset()
    factor_grace_days: int = 14
    dormant_days: int = 90
    dormant_notice_days: int = 14
    seats: tuple[MappedSeat, ...] = ()

    @property
    def lock(self) -> dt.timedelta:
        """How far back wrong tries count, and how long a lock lasts."""
        return dt.timedelta(minutes=self.lock_minutes)

    def is_aged(self, set_at: dt.datetime, *, now: dt.datetime) -> bool:
        """Tell whether a password set at ``set_at`` is to be changed."""
        return bool(self.password_days) and now - set_at >= dt.timedelta(days=self.password_days)

    def factor_by(self, asked_at: dt.datetime) -> dt.datetime:
        """Return until when somebody asked for a second factor at ``asked_at`` gets in without."""
        return asked_at + dt.timedelta(days=self.factor_grace_days)

    def dormant_from(self, seen_at: dt.datetime) -> dt.datetime:
        """Return from when an account last used at ``seen_at`` is disabled."""
        return seen_at + dt.timedelta(days=self.dormant_days)

    def warned_from(self, seen_at: dt.datetime) -> dt.datetime:
        """Return from when its disabling is said beforehand."""
        return self.dormant_from(seen_at) - dt.timedelta(days=self.dormant_notice_days)


def minutes_left(until: dt.datetime, *, now: dt.datetime) -> int:
    """Return how many minutes remain until ``until``, begun ones counted whole.

    >>> begun = dt.datetime(2026, 5, 18, 12, 0)
    >>> minutes_left(begun + dt.timedelta(seconds=61), now=begun)
    2
    """
    return max(1, -int((now - until) // dt.timedelta(minutes=1)))


def identity_from(root: TomlTable, *, roles: tuple[str, ...]) -> Identity:
    """Return what ``identity.toml`` says; ``roles`` are those that the office has."""
    root.only(*TABLES, "seat")
    for name, known in TABLES.items():
        root.table(name).only(*known)
    password, lock, factor, dormant = (root.table(name) for name in TABLES)
    days = dormant.integer("days", least=1, most=3650)
    seats = root.tables("seat") if "seat" in root else ()
    return Identity(
        password_length=password.integer("length", least=8, most=64),
        passwords_remembered=password.integer("remembered", least=0, most=24),
        password_days=password.integer("change_after_days", least=0, most=3650),
        tries=lock.integer("tries", least=3, most=100),
        lock_minutes=lock.integer("minutes", least=1, most=1440),
        address_tries=lock.integer("address_tries", least=3, most=10000),
        factor_roles=frozenset(factor.choices("roles", among=roles)),
        factor_grace_days=factor.integer("grace_days", least=0, most=365),
        dormant_days=days,
        dormant_notice_days=dormant.integer("notice_days", least=0, most=days - 1),
        seats=tuple(_mapped_seat(one, roles) for one in seats),
    )


def _mapped_seat(table: TomlTable, roles: tuple[str, ...]) -> MappedSeat:
    table.only(*SEAT_WORDS, "role")
    told = {word: table.text(word) for word in SEAT_WORDS}
    # The three administrators are asked for and approved, one by one, by people.
    among = tuple(role for role in roles if role not in ADMINISTRATORS)
    return MappedSeat(**told, role=table.choice("role", among=among))
