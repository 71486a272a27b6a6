"""A text under repair: every edit keeps the way back to the original."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from luoshi.reading.types import Repair, Repaired

Edit = tuple[int, int, str]
_HALVES = re.compile("[\ud800-\udfff]")


def without_halves(text: str) -> str:
    """Return the text, as long as it was, with halves of surrogate pairs marked as lost characters."""
    return _HALVES.sub("\ufffd", text)


class Origins(Sequence[tuple[int, int]]):
    """For each character the half-open run of the original it came from, in eight bytes."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        self._starts = starts
        self._ends = ends

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> Origins: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | Origins:
        if isinstance(at, slice):
            return Origins(self._starts[at], self._ends[at])
        return self._starts[at], self._ends[at]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._ends, strict=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash((tuple(self._starts), tuple(self._ends)))

    def __repr__(self) -> str:
        return f"Origins({list(self)!r})"


class WorkText:
    """The text as mended so far, with the original run of each character."""

    def __init__(self, original: str) -> None:
        self.text = original
        self.repairs: list[Repair] = []
        self._original = original
        self._starts: Sequence[int] = range(len(original))
        self._ends: Sequence[int] = range(1, len(original) + 1)

    def apply(self, edits: Iterable[Edit], kind: str) -> None:
        """Replace runs of the current text.  Edits come in order and do not overlap.

        A replacement of the same length keeps one origin for each character; otherwise every
        new character comes from the whole run.  Edits that change nothing are passed over.
        """
        text = self.text
        pieces: list[str] = []
        starts, ends = array("I"), array("I")
        at = 0
        for start, end, new in edits:
            old = text[start:end]
            if old == new:
                continue
            pieces += (text[at:start], new)
            a, b = self._run(start, end)
            if len(new) == len(old):
                starts.extend(self._starts[at:end])
                ends.extend(self._ends[at:end])
            else:
                starts.extend(self._starts[at:start])
                ends.extend(self._ends[at:start])
                for _ in new:
                    starts.append(a)
                    ends.append(b)
            self.repairs.append(Repair(kind, a, b, self._original[a:b], new))
            at = end
        if not pieces:
            return
        pieces.append(text[at:])
        self.text = "".join(pieces)
        starts.extend(self._starts[at:])
        ends.extend(self._ends[at:])
        self._starts, self._ends = starts, ends

    def _run(self, start: int, end: int) -> tuple[int, int]:
        if start < end:
            return self._starts[start], self._ends[end - 1]
        at = self._starts[start] if start < len(self._starts) else len(self._original)
        return at, at

    def done(self) -> Repaired:
        """Return the finished text with its map and what was mended, in the original's order."""
        repairs = tuple(sorted(self.repairs, key=lambda r: (r.start, r.end)))
        return Repaired(self.text, Origins(self._starts, self._ends), repairs)
