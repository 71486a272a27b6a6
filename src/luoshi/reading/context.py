"""What the finders of engagements, projects and matters are given: everything known before them."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.reading.aliases import Names
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.types import Document, Organisation, Person


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """One document on its way to a draft.

    ``written_on`` is the day to count from: the document's own date, else the one the caller
    gave (ISO), else None.  ``people`` and ``organisations`` carry a mark for every mention, so
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

    def people_in(self, start: int, end: int) -> tuple[Person, ...]:
        """Return who is mentioned in a run, in the order of first mention there."""
        hits = (
            (m.start, p) for p in self.people for m in p.marks if start <= m.start and m.end <= end
        )
        return tuple(dict.fromkeys(p for _, p in sorted(hits, key=lambda hit: hit[0])))

    def organisations_in(self, start: int, end: int) -> tuple[Organisation, ...]:
        """Return which organisations are mentioned in a run, in order."""
        hits = (
            (m.start, o)
            for o in self.organisations
            for m in o.marks
            if start <= m.start and m.end <= end
        )
        return tuple(dict.fromkeys(o for _, o in sorted(hits, key=lambda hit: hit[0])))
