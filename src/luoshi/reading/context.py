"""What the finders of engagements, projects and matters are given: everything known before them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from luoshi.reading.aliases import Names
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.types import Document, Mark, Organisation, Person


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """One document on its way to a draft.

    ``written_on`` is the day to count from: the document's own date, else the one the caller
    gave (ISO), else None.  ``memo`` keeps what finders learnt of a run, by question and run.  ``people`` and ``organisations`` carry a mark for every mention, so
    "who is named in this run" is a comparison of offsets; ``names`` resolves a written name.
    """

    text: str
    outline: Outline
    document: Document
    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    names: Names
    lexicon: Lexicon
    written_on: str | None = None
    memo: dict[tuple[str, int, int], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _people_by_place: tuple[list[int], list[tuple[Mark, Person]]] = field(
        init=False, repr=False, compare=False
    )
    _organisations_by_place: tuple[list[int], list[tuple[Mark, Organisation]]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Sort the mentions by place once, so that a run is looked up without a walk over all."""
        people = sorted(
            ((m, p) for p in self.people for m in p.marks), key=lambda hit: hit[0].start
        )
        units = sorted(
            ((m, o) for o in self.organisations for m in o.marks), key=lambda hit: hit[0].start
        )
        object.__setattr__(self, "_people_by_place", ([m.start for m, _ in people], people))
        object.__setattr__(self, "_organisations_by_place", ([m.start for m, _ in units], units))

    def person_marks(self, start: int, end: int) -> Iterator[tuple[Mark, Person]]:
        """Yield every mention of a person that lies within a run, in order."""
        starts, hits = self._people_by_place
        for i in range(bisect_left(starts, start), bisect_left(starts, end)):
            if hits[i][0].end <= end:
                yield hits[i]

    def organisation_marks(self, start: int, end: int) -> Iterator[tuple[Mark, Organisation]]:
        """Yield every mention of an organisation that lies within a run, in order."""
        starts, hits = self._organisations_by_place
        for i in range(bisect_left(starts, start), bisect_left(starts, end)):
            if hits[i][0].end <= end:
                yield hits[i]

    def people_in(self, start: int, end: int) -> tuple[Person, ...]:
        """Return who is mentioned in a run, in the order of first mention there."""
        # By identity: the hash of a person is made of all its marks.
        return tuple({id(one): one for _, one in self.person_marks(start, end)}.values())

    def organisations_in(self, start: int, end: int) -> tuple[Organisation, ...]:
        """Return which organisations are mentioned in a run, in order."""
        return tuple({id(one): one for _, one in self.organisation_marks(start, end)}.values())
