"""The office's own words for reading: the names of the directory, as one value that is kept.

The directory is shared, so its words are too: whoever holds a seat may read with them.
"""

from __future__ import annotations

import datetime as dt
import functools

from django.db.models import Count, Max, Min, Model, Sum
from django.db.models.functions import Length

from luoshi.orgs.models import Account, Alias, Person, Post, Seat, Unit
from luoshi.reading.known import Known, KnownPerson, KnownUnit
from luoshi.values.civil import civil_day

Stamp = tuple[tuple[object, ...], ...]
NOTHING = Known()


def words_for(by: Account, *, office: Unit | None = None, now: dt.datetime) -> Known:
    """Return the units and people that a reading by ``by`` may recognise, as ``office`` calls them.

    Without a seat that is nothing.  The words are gathered anew only after the directory changed.
    """
    if not by.is_active or not Seat.objects.on(civil_day(now)).filter(account=by).exists():
        return NOTHING
    words = _words(_stamp())
    return words.read_at(office.name) if office is not None else words


def _stamp() -> Stamp:
    """Return what changes whenever a name is added, changed or dropped: five small sums."""
    return (
        _sums(
            Unit,
            "name",
            short=Sum(Length("short_name")),
            version=Sum("version"),
            above=Sum("parent"),
        ),
        _sums(Alias, "name", units=Sum("unit"), users=Sum("used_by")),
        _sums(Person, "name", version=Sum("version")),
        _sums(Post, "title", people=Sum("person")),
    )


def _sums(model: type[Model], name: str, **more: Sum) -> tuple[object, ...]:
    found = model._default_manager.aggregate(
        rows=Count("pk"), last=Max("pk"), ids=Sum("pk"), size=Sum(Length(name)),
        first_name=Min(name), last_name=Max(name), **more,
    )  # fmt: skip
    return tuple(found.values())


@functools.lru_cache(maxsize=2)
def _words(stamp: Stamp) -> Known:
    """Gather the words; ``stamp`` tells whether they are still the same."""
    everywhere: dict[int, list[str]] = {}
    local: dict[int, list[tuple[str, str]]] = {}
    for unit, name, user in Alias.objects.values_list("unit", "name", "used_by__name"):
        if user is None:
            everywhere.setdefault(unit, []).append(name)
        else:
            local.setdefault(unit, []).append((name, user))
    units = tuple(
        KnownUnit(name, short, tuple(everywhere.get(pk, ())), tuple(local.get(pk, ())), above or "")
        for pk, name, short, above in Unit.objects.values_list(
            "pk", "name", "short_name", "parent__name"
        )
    )
    titles: dict[int, list[str]] = {}
    for person, title in Post.objects.exclude(title="").values_list("person", "title"):
        titles.setdefault(person, []).append(title)
    people = tuple(
        KnownPerson(name, tuple(titles.get(pk, ())))
        for pk, name in Person.objects.values_list("pk", "name")
    )
    return Known(units, people)
