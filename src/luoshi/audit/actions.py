"""Writing the record.  Called inside the transaction of the action that it records."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import Any, Protocol

from django.db import models

from luoshi.audit.chain import link
from luoshi.audit.models import Event


class Actor(Protocol):
    """Whoever acts: an account, or the sweep."""

    @property
    def pk(self) -> int | None: ...
    def __str__(self) -> str: ...


class System:
    """The sweep acting by rule: it has no account."""

    pk = None

    def __str__(self) -> str:
        return "系统"


SYSTEM = System()


def plain(value: Any) -> Any:
    """Return ``value`` as JSON holds it: dates ISO, decimals as text, rows as their id and label."""
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
        case decimal.Decimal():
            return format(value, "f")
        case models.Model():
            return {"id": value.pk, "label": str(value)}
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case str() | int() | float() | bool() | None:
            return value
        case _:
            return str(value)


def record(type_: str, subject: models.Model, *, by: Actor, at: dt.datetime, **data: Any) -> Event:
    """Add one event ``noun.past_participle`` to the chain of ``subject``.

    Two writers of one chain at once: the second meets the unique serial and its whole
    transaction falls, which is what an action wants.
    """
    kind, key = subject._meta.model_name or "", subject.pk
    last = Event.objects.filter(subject_kind=kind, subject_id=key).order_by("-serial").first()
    event = Event(
        subject_kind=kind,
        subject_id=key,
        subject_label=str(subject)[:300],
        serial=last.serial + 1 if last else 1,
        type=type_,
        at=at,
        by_id=by.pk,
        by_name=str(by)[:200],
        data=plain(data),
        previous_hash=last.hash if last else "",
    )
    event.hash = link(event)
    event.save(force_insert=True)
    return event
