"""Spellings of one name meet, and a name is never turned round."""

import pytest

from luoshi.values.names import DOT, name_key, tidy_name

DOTS = "\u00b7\u2022\u2027\u30fb\uff65\u22c5\u2219\u0387\uff0e\u2024\u25cf\u2e31\ua78f\u318d\u1427"


@pytest.mark.parametrize("dot", [*DOTS, ".", "*", "-", " ", "　", " · ", "··"])
def test_every_dot_in_use_becomes_the_standard_one(dot):
    assert tidy_name(f"买买提{dot}艾力") == "买买提\u00b7艾力"
    assert name_key(f"买买提{dot}艾力") == name_key("买买提艾力")


@pytest.mark.parametrize("printed", ["周 敏", "周　敏", " 周敏 ", "周  敏"])
def test_a_blank_that_only_pads_a_short_name_goes(printed):
    assert tidy_name(printed) == "周敏"


@pytest.mark.parametrize("name", ["Jean-Luc Martin", "J. Smith", "欧阳明月", "那生"])
def test_other_names_stay_as_they_are(name):
    assert tidy_name(name) == name


def test_dots_at_the_ends_are_no_part_of_a_name():
    assert tidy_name("·玉山江·") == "玉山江"


def test_given_name_stays_first():
    assert tidy_name("阿依古丽•玉山江•买买提").split(DOT) == ["阿依古丽", "玉山江", "买买提"]


def test_traditional_and_simplified_spellings_meet():
    assert name_key("爾西丁·吐遜江") == name_key("尔西丁吐逊江") == name_key("尔西丁•吐逊江")
    assert name_key("高峯") == name_key("高峰")


def test_different_names_do_not_meet():
    assert name_key("周敏") != name_key("周珉")


def test_a_latin_name_is_found_in_any_case_and_width():
    assert name_key("Ａlice  O’Neill") == name_key("alice o'neill")


def test_a_rare_character_beyond_the_basic_plane_survives():
    assert tidy_name("王𬎆") == "王𬎆"
    assert name_key("王 𬎆") == "王𬎆"
