"""Where a place lies, by our own points."""

import pytest

from luoshi import policy
from luoshi.values.regionmap import Atlas, Prefecture, RegionMap, Spot, load_maps
from luoshi.values.tomltable import TomlFault

SEAT, COUNTY = Spot("青泉州", 82.0, 44.0), Spot("沙湖县", 81.0, 45.0)
REGION = RegionMap(
    "瀚北", ((80, 43), (84, 43), (84, 46), (80, 46)), (Prefecture(SEAT, (COUNTY,), ("青泉市",)),)
)
ATLAS = Atlas((REGION,), {"云岭县": "青泉州"})


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("青泉州沙湖县",), ("青泉州", COUNTY)),  # a county's own point before the seat
        (("青泉市",), ("青泉州", SEAT)),
        (("云岭县",), ("青泉州", SEAT)),  # by the table of divisions
        (("", "青泉州水利局"), ("青泉州", SEAT)),  # else by the unit
        (("别处",), ("", None)),
    ],
)
def test_a_place_is_found_by_its_name(texts, found):
    assert ATLAS.find(*texts) == found


def test_the_north_is_above_and_the_west_on_the_left():
    west, north = REGION.at(80, 46)
    x, y = REGION.at(82, 44.5)
    assert (west, north) == (0, 0)
    assert (x, y) == (500, round(REGION.height / 2))


def test_every_prefecture_of_the_table_of_divisions_stands_on_the_map_that_comes_along():
    known = policy.current()
    heads = {
        known.divisions.names(code)[-1]
        for code in known.divisions.by_code
        if code.endswith("00") and code[2:4] not in ("00", "90")
    }
    assert heads <= known.atlas.maps[0].names
    for one in known.atlas.maps:
        west, south, east, north = one.frame
        inside = [west <= s.east <= east and south <= s.north <= north for s in one.spots]
        assert all(inside)


def test_a_point_that_is_none_is_told_with_its_line(tmp_path):
    file = tmp_path / "maps.toml"
    file.write_text('[[map]]\nname = "甲"\noutline = ["82 44", "81 45", "181 44"]\n', "utf-8")
    with pytest.raises(TomlFault, match=r"第3行 .*outline：“181 44”不是经度和纬度"):
        load_maps(file)
