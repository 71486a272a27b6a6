"""Units with their short and other names, people with what they are and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import pgettext_lazy

from luoshi.orgs import access
from luoshi.orgs.models import Account, Alias, Person, Post, Unit
from luoshi.searching.kind import Kind
from luoshi.values.civil import civil_day


def _shared(model: type[Model]) -> Any:
    """The directory is open to whoever holds a seat."""

    def seen(by: Account, *, now: dt.datetime) -> QuerySet[Any]:
        rows = model._default_manager.all()
        return rows if access.seats_of(by, on=civil_day(now)) else rows.none()

    return seen


def _other_names(keys: Collection[int]) -> Iterable[tuple[int, str]]:
    return Alias.objects.filter(unit__in=keys).order_by("pk").values_list("unit", "name")


def _posts(keys: Collection[int]) -> Iterable[tuple[int, str]]:
    rows = Post.objects.filter(person__in=keys, to_on__isnull=True).order_by("pk")
    for person, unit, title in rows.values_list("person", "unit__name", "title"):
        yield person, f"{unit} {title}".strip()


def _people_at(keys: Collection[int]) -> Iterable[int]:
    return Post.objects.filter(unit__in=keys).values_list("person", flat=True)


KINDS = (
    Kind(
        "unit",
        pgettext_lazy("list", "单位"),
        Unit,
        _shared(Unit),
        title="name",
        names=("short_name",),
        text=("place",),
        called=_other_names,
        rank=4,
    ),
    Kind(
        "person",
        pgettext_lazy("list", "人员"),
        Person,
        _shared(Person),
        title="name",
        more=_posts,
        touched={"unit": _people_at},
        rank=3,
    ),
)
