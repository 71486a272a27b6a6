"""The combined lights by which lists of projects and matters are narrowed."""

from __future__ import annotations

from luoshi.standing import queries

COLOURS = queries.COLOURS
# From what needs most care to what needs none.
LIGHTS = [
    (one.value, one.label)
    for one in (
        COLOURS.RED,
        COLOURS.ORANGE,
        COLOURS.YELLOW,
        COLOURS.GREEN,
        COLOURS.BLUE,
        COLOURS.GREY,
    )
]
