"""What waits for what, as a graph of names: rings are refused, blockers are ranked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Edges = Mapping[str, Collection[str]]  # who waits → for what


def ring_through(edges: Edges, waits: str, on: str) -> tuple[str, ...]:
    """Return the ring that ``waits`` for ``on`` would close, beginning and ending with it; () for none.

    >>> ring_through({"b": ["c"], "c": ["a"]}, "a", "b")
    ('a', 'b', 'c', 'a')
    """
    came: dict[str, str] = {on: waits}
    open_ones = [on]
    while open_ones:
        here = open_ones.pop()
        if here == waits:
            return _way(came, waits, on)
        for there in edges.get(here, ()):
            if there not in came:
                came[there] = here
                open_ones.append(there)
    return ()


def _way(came: Mapping[str, str], waits: str, on: str) -> tuple[str, ...]:
    way, here = [waits], waits
    while here != on:
        here = came[here]
        way.append(here)
    return (waits, *reversed(way))


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that others wait for: ``direct`` of them at once, ``total`` with all behind these."""

    name: str
    direct: tuple[str, ...]
    total: int


def blockers(edges: Edges) -> list[Blocker]:
    """Return what is waited for, by how many wait for it at once or through others, most first."""
    behind: dict[str, set[str]] = {}
    for waits, several in edges.items():
        for one in several:
            behind.setdefault(one, set()).add(waits)
    found = [
        Blocker(name, tuple(sorted(direct)), len(_all_behind(behind, name)))
        for name, direct in behind.items()
    ]
    return sorted(found, key=lambda one: (-one.total, -len(one.direct), one.name))


def _all_behind(behind: Mapping[str, Collection[str]], name: str) -> set[str]:
    seen: set[str] = set()
    open_ones = [name]
    while open_ones:
        for one in behind.get(open_ones.pop(), ()):
            if one not in seen:
                seen.add(one)
                open_ones.append(one)
    return seen - {name}


def as_edges(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return pairs of (who waits, for what) as edges, each once, in the given order."""
    found: dict[str, list[str]] = {}
    for waits, on in dict.fromkeys(pairs):
        found.setdefault(waits, []).append(on)
    return found
