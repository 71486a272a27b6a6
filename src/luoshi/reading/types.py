"""What a reading is made of: frozen records, each finding with the places that support it.

Offsets count characters.  A ``Mark`` points into the *repaired* text; ``Repaired.original``
leads from there to the text as it was handed in.  Field values follow ``docs/reading.md``:
literal runs of the repaired text, dates as ISO strings (``--05-19`` where no year is known).
``signals`` are what was noticed about a finding and weighed to say how sure it is (``sureness``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Genre = Literal[
    "visit-report", "meeting-report", "minutes", "task-list", "progress-report", "notice"
]
EngagementKind = Literal["tour", "site-visit", "meeting", "talk", "signing"]
MatterKind = Literal["task", "problem", "intent", "support"]
Cadence = Literal["daily", "weekly", "semimonthly", "monthly", "quarterly"]
Quantity = Literal[
    "investment",
    "investment-done",
    "investment-year",
    "capacity",
    "area",
    "length",
    "jobs",
    "output-value",
    "tax",
    "progress",
    "other",
]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A run ``[start, end)`` of the repaired text, the rule that found it and how sure it is (0–1)."""

    start: int
    end: int
    rule: str = ""
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing mended in the original run ``[start, end)``: what kind, what stood there, what stands now."""

    kind: str
    start: int
    end: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after repair, with the way back.

    ``origins[i]`` is the half-open run of the original that character ``i`` of ``text`` came from;
    the runs never step backwards.
    """

    text: str
    origins: Sequence[tuple[int, int]]
    repairs: tuple[Repair, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the run of the original text from which ``text[start:end]`` came."""
        if start >= end:
            at = self.origins[start][0] if start < len(self.origins) else 0
            return at, at
        return self.origins[start][0], self.origins[end - 1][1]


@dataclass(frozen=True, slots=True)
class Document:
    """The document itself: what it is, who issued it and when."""

    genre: Genre
    title: str | None = None
    date: str | None = None
    issuer: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named, with the title run that stands beside the name when it first has one."""

    name: str
    post: str | None = None
    marks: tuple[Mark, ...] = ()
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """A unit or company named, under its fullest name; ``aliases`` are the other ways it is written."""

    name: str
    aliases: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Engagement:
    """What took place: kind, printed name, ISO days, place, who led and who took part."""

    kind: EngagementKind
    name: str | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    chair: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a project in its unit's base: ``5.2亿元`` is 520000000 ``元``."""

    quantity: Quantity
    value: Decimal
    unit: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A concrete project or line of cooperation."""

    name: str
    organisations: tuple[str, ...] = ()
    place: str | None = None
    figures: tuple[Figure, ...] = ()
    marks: tuple[Mark, ...] = ()
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that has to be done or was asked for; units and persons under their resolved names."""

    kind: MatterKind
    text: str
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    due: str | None = None
    cadence: Cadence | None = None
    marks: tuple[Mark, ...] = ()
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """A sentence that orders, asks or promises something: what coverage is counted over."""

    start: int
    end: int
    kind: MatterKind
    word: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole reading.  ``demands`` are found apart from ``matters``, so that one can check the other."""

    document: Document
    repaired: Repaired
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    projects: tuple[Project, ...] = ()
    matters: tuple[Matter, ...] = ()
    demands: tuple[Demand, ...] = field(default=())
