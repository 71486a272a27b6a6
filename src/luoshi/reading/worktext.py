"""A text under repair: every edit keeps the way back to the original."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.reading.types import Repair, Repaired

Edit = tuple[int, int, str]


class WorkText:
    """The text as mended so far, with the original run of each character."""

    def __init__(self, original: str) -> None:
        self.text = original
        self.origins: list[tuple[int, int]] = [(i, i + 1) for i in range(len(original))]
        self.repairs: list[Repair] = []
        self._original = original

    def apply(self, edits: Iterable[Edit], kind: str) -> None:
        """Replace runs of the current text.  Edits come in order and do not overlap.

        A replacement of the same length keeps one origin for each character; otherwise every
        new character comes from the whole run.  Edits that change nothing are passed over.
        """
        pieces: list[str] = []
        origins: list[tuple[int, int]] = []
        at = 0
        for start, end, new in edits:
            old = self.text[start:end]
            if old == new:
                continue
            pieces += (self.text[at:start], new)
            origins += self.origins[at:start]
            run = self._run(start, end)
            if len(new) == len(old):
                origins += self.origins[start:end]
            else:
                origins += [run] * len(new)
            self.repairs.append(Repair(kind, *run, self._original[run[0] : run[1]], new))
            at = end
        if not pieces:
            return
        pieces.append(self.text[at:])
        origins += self.origins[at:]
        self.text = "".join(pieces)
        self.origins = origins

    def _run(self, start: int, end: int) -> tuple[int, int]:
        if start < end:
            return self.origins[start][0], self.origins[end - 1][1]
        at = self.origins[start][0] if start < len(self.origins) else len(self._original)
        return at, at

    def done(self) -> Repaired:
        """Return the finished text with its map and what was mended, in the original's order."""
        repairs = tuple(sorted(self.repairs, key=lambda r: (r.start, r.end)))
        return Repaired(self.text, tuple(self.origins), repairs)
