"""Two readings of one text laid together: what only the second found, and where they differ.

The first reading is never changed: what only the second found is added behind it, what both found
stays as the first has it, and every difference is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from luoshi.reading.types import (
    Draft,
    Engagement,
    Mark,
    Matter,
    Organisation,
    Person,
    Project,
)

KINDS = {
    "matter": "matters",
    "project": "projects",
    "engagement": "engagements",
    "organisation": "organisations",
    "person": "people",
}
FIELDS = {
    "document": ("title", "date", "issuer", "authors", "editors"),
    "matter": ("kind", "lead", "responsible", "cooperating", "persons", "due", "cadence"),
    "project": ("organisations", "place"),
    "engagement": ("kind", "name", "start", "end", "place", "chair", "people"),
    "organisation": (),
    "person": ("post",),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two readings give differently.

    ``at`` is the place of the thing among those of its ``kind`` in the first reading (-1 for the
    document itself).  ``field`` is empty where the second reading does not have the thing at all.
    """

    kind: str
    at: int
    head: str
    field: str = ""
    first: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The draft of both, what was added to the first, and where they differ."""

    draft: Draft
    added: Draft
    differences: tuple[Difference, ...]

    @property
    def count(self) -> int:
        """How many findings only the second reading has."""
        return sum(len(getattr(self.added, name)) for name in KINDS.values())


_Thing = Any  # one of the things of a draft; the kind at hand says which


def _meet(one: Sequence[Mark], other: Sequence[Mark]) -> bool:
    """Tell whether the primary runs share at least half of the shorter one."""
    if not one or not other:
        return False
    a, b = one[0], other[0]
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0 and 2 * shared >= min(a.end - a.start, b.end - b.start)


def _same_matter(one: Matter, other: Matter) -> bool:
    return one.text == other.text or _meet(one.marks, other.marks)


def _same_project(one: Project, other: Project) -> bool:
    return one.name == other.name or (
        (one.name in other.name or other.name in one.name) and _meet(one.marks, other.marks)
    )


def _same_engagement(one: Engagement, other: Engagement) -> bool:
    if one.name and other.name:
        return one.name in other.name or other.name in one.name
    if one.kind != other.kind:
        return False
    return _meet(one.marks, other.marks) or (bool(one.start) and one.start == other.start)


def _same_organisation(one: Organisation, other: Organisation) -> bool:
    return bool({one.name, *one.aliases} & {other.name, *other.aliases})


def _same_person(one: Person, other: Person) -> bool:
    return one.name == other.name


def _same(kind: str) -> Callable[[Any, Any], bool]:
    compared: dict[str, Callable[[Any, Any], bool]] = {
        "matter": _same_matter,
        "project": _same_project,
        "engagement": _same_engagement,
        "organisation": _same_organisation,
        "person": _same_person,
    }
    return compared[kind]


def _head(thing: Any) -> str:
    """Return what a person calls the thing by."""
    for name in ("name", "text", "place", "start", "title"):
        if value := getattr(thing, name, None):
            return str(value)
    return ""


def _told(value: object) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value or "")


def joined(drafts: Sequence[Draft]) -> Draft:
    """Return the readings of the pieces of one text as one, each thing once."""
    whole = drafts[0]
    for draft in drafts[1:]:
        named = {
            f: getattr(whole.document, f) or getattr(draft.document, f) for f in FIELDS["document"]
        }
        more: dict[str, Any] = {
            name: (
                *getattr(whole, name),
                *_unknown(kind, getattr(whole, name), getattr(draft, name)),
            )
            for kind, name in KINDS.items()
        }
        whole = replace(whole, document=replace(whole.document, **named), **more)
    return whole


def _unknown(kind: str, first: Sequence[_Thing], second: Iterable[_Thing]) -> list[_Thing]:
    """Return what of ``second`` is neither in ``first`` nor twice in itself."""
    same = _same(kind)
    new: list[_Thing] = []
    for thing in second:
        if not any(same(known, thing) for known in (*first, *new)):
            new.append(thing)
    return new


def merged(first: Draft, second: Draft) -> Merged:
    """Lay two readings of the same repaired text together."""
    new: dict[str, Any] = {
        name: tuple(_unknown(kind, getattr(first, name), getattr(second, name)))
        for kind, name in KINDS.items()
    }
    both: dict[str, Any] = {name: (*getattr(first, name), *more) for name, more in new.items()}
    differences = [*_differing("document", -1, first.document, second.document)]
    for kind, name in KINDS.items():
        differences += _differences(kind, getattr(first, name), getattr(second, name))
    added = Draft(first.document, first.repaired, **new)
    return Merged(replace(first, **both), added, tuple(differences))


def _differences(
    kind: str, first: Sequence[_Thing], second: Sequence[_Thing]
) -> Iterable[Difference]:
    same = _same(kind)
    for at, thing in enumerate(first):
        other = next((one for one in second if same(thing, one)), None)
        if other is None:
            yield Difference(kind, at, _head(thing))
        else:
            yield from _differing(kind, at, thing, other)


def _differing(kind: str, at: int, one: Any, other: Any) -> Iterable[Difference]:
    """Yield the fields that both fill differently, or that only the second fills."""
    for field in FIELDS[kind]:
        mine, theirs = getattr(one, field), getattr(other, field)
        apart = set(mine) != set(theirs) if isinstance(mine, tuple) else mine != theirs
        if theirs and apart:
            yield Difference(kind, at, _head(one), field, _told(mine), _told(theirs))
