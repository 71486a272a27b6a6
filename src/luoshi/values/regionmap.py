"""The map of a region as our own data: an outline and where prefectures and counties lie.

It is schematic: points typed by hand to a tenth of a degree, good to tell places apart and not
to measure by.  Which prefecture a place belongs to is told by names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from luoshi.values.tomltable import TomlTable

WIDTH = 1000  # of the drawing, in its own units


@dataclass(frozen=True, slots=True)
class Spot:
    """A named point, longitude and latitude in degrees."""

    name: str
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture with its seat, the counties that have a point of their own, other names for it."""

    seat: Spot
    counties: tuple[Spot, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.seat.name


@dataclass(frozen=True)
class RegionMap:
    """One region.  ``frame`` is (west, south, east, north)."""

    name: str
    outline: tuple[tuple[float, float], ...]
    prefectures: tuple[Prefecture, ...]
    frame: tuple[float, float, float, float] = field(init=False)

    def __post_init__(self) -> None:
        easts, norths = zip(*self.outline, strict=True)
        frame = (min(easts), min(norths), max(easts), max(norths))
        object.__setattr__(self, "frame", frame)

    @property
    def height(self) -> int:
        """The height of the drawing, where it is ``WIDTH`` wide."""
        west, south, east, north = self.frame
        squeeze = math.cos(math.radians((south + north) / 2))
        return round(WIDTH * (north - south) / ((east - west) * squeeze))

    def at(self, east: float, north: float) -> tuple[int, int]:
        """Return where a point lies on the drawing, from its upper left corner."""
        west, south, right, top = self.frame
        x = (east - west) / (right - west) * WIDTH
        y = (top - north) / (top - south) * self.height
        return round(x), round(y)

    @property
    def seats(self) -> tuple[Spot, ...]:
        """The seats of the prefectures."""
        return tuple(one.seat for one in self.prefectures)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every point: seats, and counties that have one of their own."""
        counties = (county for one in self.prefectures for county in one.counties)
        return (*self.seats, *counties)

    @property
    def names(self) -> frozenset[str]:
        """The names of all points."""
        return frozenset(one.name for one in self.spots)

    @property
    def path(self) -> str:
        """The outline as an SVG polygon takes it."""
        return " ".join(f"{x},{y}" for x, y in (self.at(*one) for one in self.outline))


@dataclass(frozen=True)
class Atlas:
    """Every map that the office has; ``belongs`` tells the prefecture of counties without a point."""

    maps: tuple[RegionMap, ...]
    belongs: Mapping[str, str] = field(default_factory=dict)

    def find(self, *texts: str) -> tuple[str, Spot | None]:
        """Return the prefecture and the spot that the first telling one of ``texts`` names.

        A county's own point comes before the seat of its prefecture; ("", None) where no text
        names a place that is known.
        """
        for text in texts:
            found = self._find(text)
            if found is not None:
                return found
        return "", None

    def _find(self, text: str) -> tuple[str, Spot | None] | None:
        if not text:
            return None
        for name, prefecture, spot in self._named():
            if name in text:
                return prefecture.name, spot
        for county, name in self.belongs.items():
            if county in text:
                seat = next((p.seat for p in self._prefectures() if p.name == name), None)
                return name, seat
        return None

    def _prefectures(self) -> Iterator[Prefecture]:
        for one in self.maps:
            yield from one.prefectures

    def _named(self) -> Iterator[tuple[str, Prefecture, Spot]]:
        for prefecture in self._prefectures():
            for county in prefecture.counties:
                yield county.name, prefecture, county
        for prefecture in self._prefectures():
            for name in (prefecture.name, *prefecture.also):
                yield name, prefecture, prefecture.seat


def load_maps(path: Path) -> tuple[RegionMap, ...]:
    """Return the maps of a file; raises TomlFault for a point that is none."""
    root = TomlTable.read(path)
    root.only("map")
    return tuple(_map(one) for one in root.tables("map"))


def _map(table: TomlTable) -> RegionMap:
    table.only("name", "outline", "prefecture")
    outline = tuple(_point(table, "outline", text) for text in table.strings("outline"))
    if len(outline) < 3:
        raise table.fault("outline", "至少应有三个点")
    found = tuple(_prefecture(one) for one in table.tables("prefecture"))
    return RegionMap(table.text("name"), outline, found)


def _prefecture(table: TomlTable) -> Prefecture:
    table.only("name", "at", "counties", "also")
    seat = Spot(table.text("name"), *_point(table, "at", table.text("at")))
    counties = []
    for text in table.strings("counties") if "counties" in table else ():
        name, _, point = text.partition(" ")
        counties.append(Spot(name, *_point(table, "counties", point)))
    also = table.strings("also") if "also" in table else ()
    return Prefecture(seat, tuple(counties), also)


def _point(table: TomlTable, key: str, text: str) -> tuple[float, float]:
    try:
        east, north = map(float, text.split())
    except ValueError as error:
        raise table.fault(key, f"“{text}”应为“经度 纬度”") from error
    if not (-180 <= east <= 180 and -90 <= north <= 90):
        raise table.fault(key, f"“{text}”不是经度和纬度")
    return east, north
