"""Which full name a short one stands for, by the place where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Names:
    """Full names by written form.

    ``everywhere`` holds forms that mean one unit in the whole document; ``here`` holds, for each
    form whose meaning depends on the place (集团, 公司, 贵局), the offsets from which it means what.
    """

    everywhere: Mapping[str, str] = field(default_factory=dict)
    here: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def resolve(self, surface: str, at: int = 0) -> str:
        """Return the fullest name of what ``surface`` means at offset ``at``; itself if unknown."""
        full = self.everywhere.get(surface)
        if full is not None:
            return full
        meaning = surface
        for start, name in self.here.get(surface, ()):
            if start > at:
                break
            meaning = name
        return meaning
