"""The map of a region as a drawing: an outline, and a mark of shape and word where projects stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from luoshi.issuing import leading
from luoshi.values.regionmap import WIDTH, RegionMap

if TYPE_CHECKING:
    from luoshi.web.overview import Asked

WORST = (leading.OFF, leading.WATCH, leading.UNLIT, leading.PAUSED, leading.ON_TRACK)
MARGIN = 60
R = 17  # half the width of a mark


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where projects stand: how the worst of them stands, and how many there are."""

    name: str
    x: int
    y: int
    band: str
    word: str
    count: int
    worst: int
    address: str

    @property
    def corners(self) -> str:
        """The shape that says the band without colour, as a polygon; "" for a circle."""
        x, y = self.x, self.y
        return {
            leading.OFF: f"{x - R},{y - R} {x + R},{y - R} {x + R},{y + R} {x - R},{y + R}",
            leading.WATCH: f"{x},{y - R - 3} {x + R + 3},{y + R} {x - R - 3},{y + R}",
            leading.PAUSED: f"{x},{y - R - 5} {x + R + 5},{y} {x},{y + R + 5} {x - R - 5},{y}",
        }.get(self.band, "")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map with its marks; ``places`` are the seats without any."""

    name: str
    outline: str
    marks: list[Mark]
    places: list[tuple[str, int, int]]
    width: int
    height: int
    box: str


def drawing_of(region: RegionMap, seen: leading.Overview, asked: Asked) -> Drawing:
    """Return ``region`` with the projects of ``seen`` on it."""
    there: dict[str, list[Any]] = {}
    for one in seen.rows:
        there.setdefault(one.at, []).append(one)
    marks, places = [], []
    for spot in region.spots:
        x, y = region.at(spot.east, spot.north)
        rows = there.get(spot.name)
        if rows:
            band = next(b for b in WORST if any(one.band == b for one in rows))
            worst = sum(one.band == band for one in rows)
            word, address = _(leading.BANDS[band]), asked.link(at=spot.name)
            marks.append(Mark(spot.name, x, y, band, word, len(rows), worst, address))
        elif spot in region.seats:
            places.append((spot.name, x, y))
    width, height = WIDTH + 2 * MARGIN, region.height + 2 * MARGIN
    box = f"{-MARGIN} {-MARGIN} {width} {height}"
    return Drawing(region.name, region.path, marks, places, width, height, box)
