"""How often the same may be done at a door: so many times at once, and again as time goes by.

What was used comes back evenly, so that nobody waits for the end of an hour; all that has to be
remembered of somebody is the moment at which everything is hers again.
"""

from __future__ import annotations

from dataclasses import dataclass

DOORS = ("intake", "export", "interface", "mail_link", "report_link", "verify", "feed")
SKEW_MS = 10 * 60_000  # clocks of two machines may differ so much


@dataclass(frozen=True, slots=True)
class Pace:
    """At most ``times`` at once; what was used comes back within ``minutes``."""

    times: int
    minutes: int

    @property
    def step_ms(self) -> int:
        """After how many milliseconds one more time has come back."""
        return max(1, self.minutes * 60_000 // self.times)

    @property
    def whole_ms(self) -> int:
        """After how many milliseconds everything has come back."""
        return self.step_ms * self.times


@dataclass(frozen=True, slots=True)
class DoorPace:
    """The pace of one door: for each account (or link), and for each address on the network."""

    each: Pace
    address: Pace


def wait_ms(pace: Pace, *, whole_at_ms: int, now_ms: int) -> int:
    """Return how long to wait for one more time, 0 for none.

    ``whole_at_ms`` is when everything is hers again.  A moment further away than a full wait was
    noted by a clock that went wrong, or under another pace, and counts for nothing.

    >>> pace = Pace(times=2, minutes=1)
    >>> wait_ms(pace, whole_at_ms=0, now_ms=1_000), wait_ms(pace, whole_at_ms=61_000, now_ms=1_000)
    (0, 30000)
    """
    if is_wrong(pace, whole_at_ms=whole_at_ms, now_ms=now_ms):
        return 0
    return max(0, whole_at_ms - now_ms - pace.whole_ms + pace.step_ms)


def is_wrong(pace: Pace, *, whole_at_ms: int, now_ms: int) -> bool:
    """Return whether a moment cannot have been noted at this pace by a clock that is right."""
    return whole_at_ms > now_ms + pace.whole_ms + SKEW_MS
