"""What is going to happen, in the order of time."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Callable

from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import Refusal

Deed = Callable[[dt.datetime], None]


class Agenda:
    """Deeds with their instants; living one may put others on the agenda."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._heap: list[tuple[dt.datetime, int, Deed]] = []
        self._serial = itertools.count()
        self.refused: list[Refusal] = []

    def on(self, days: int, deed: Deed, *, hour: int = 10, minute: int = 0) -> None:
        """Do ``deed`` ``days`` days from today (negative: in the past)."""
        day = self.today + dt.timedelta(days=days)
        self.at(dt.datetime.combine(day, dt.time(hour, minute), tzinfo=SHANGHAI), deed)

    def at(self, instant: dt.datetime, deed: Deed) -> None:
        """Do ``deed`` at ``instant``."""
        heapq.heappush(self._heap, (instant, next(self._serial), deed))

    def later(self, now: dt.datetime, days: int, deed: Deed, *, hour: int = 10) -> None:
        """Do ``deed`` some days after ``now``, at ``hour`` o'clock and some minutes."""
        day = (now + dt.timedelta(days=days)).date()
        minute = next(self._serial) % 50
        self.at(dt.datetime.combine(day, dt.time(hour, minute), tzinfo=SHANGHAI), deed)

    def live_until(self, end: dt.datetime) -> None:
        """Do everything that lies before ``end``; what lies later never happens.

        Whose deed is refused (too late before a long holiday, say) goes on without it, as in life.
        """
        while self._heap and self._heap[0][0] <= end:
            instant, _, deed = heapq.heappop(self._heap)
            try:
                deed(instant)
            except Refusal as refusal:
                self.refused.append(refusal)
