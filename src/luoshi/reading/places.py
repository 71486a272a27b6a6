"""Things kept by their place, so that a question about one place does not walk over all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Return the things of each key, in their order.

    >>> grouped(["山", "山口", "河"], lambda name: name[0])
    {'山': ['山', '山口'], '河': ['河']}
    """
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def laid_on(
    runs: Iterable[tuple[int, int]], starts: Sequence[int]
) -> dict[int, list[tuple[int, int]]]:
    """Return for each stretch (they begin at ``starts``, one behind the other) the runs on it.

    >>> laid_on([(1, 3), (4, 12)], [0, 5, 10, 15])
    {0: [(1, 3), (4, 12)], 1: [(4, 12)], 2: [(4, 12)]}
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for start, end in runs:
        for index in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
            found.setdefault(index, []).append((start, end))
    return found


class Cover:
    """The places that runs ``[start, end)`` lie on, whichever run it is.

    >>> on = Cover([(5, 9), (0, 3), (2, 4)])
    >>> [at for at in range(10) if at in on]
    [0, 1, 2, 3, 5, 6, 7, 8]
    >>> on.touches(4, 5), on.touches(3, 5)
    (False, True)
    """

    def __init__(self, runs: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(runs):
            if start >= end:
                continue
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, at: int) -> bool:
        n = bisect_right(self._starts, at)
        return n > 0 and at < self._ends[n - 1]

    def touches(self, start: int, end: int) -> bool:
        """Tell whether a run shares a place with one of them."""
        n = bisect_left(self._starts, end)
        return start < end and n > 0 and self._ends[n - 1] > start


class ByPlace(Generic[T]):
    """Things in the order of their places.

    >>> words = ByPlace(["的", "在", "是"], lambda word: "是在的".index(word))
    >>> words.within(1, 3)
    ['在', '的']
    """

    def __init__(self, things: Iterable[T], place: Callable[[T], int]) -> None:
        self._things = sorted(things, key=place)
        self._places = [place(thing) for thing in self._things]

    def within(self, start: int, end: int) -> list[T]:
        """Return the things whose place lies in ``[start, end)``, in order."""
        return self._things[bisect_left(self._places, start) : bisect_left(self._places, end)]
