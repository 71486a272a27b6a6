"""How sure a reading says it is: from a table that was measured, and never more than that."""

import pytest

from luoshi.reading.asdata import as_data
from luoshi.reading.report import read_report
from luoshi.reading.sureness import KINDS, SurenessError, parse, table

MINUTES = """青泉州水利项目推进专题会议纪要
（2026年5月20日）
5月20日，青泉州人民政府副州长罗布主持召开专题会议，研究堤防修复工作。会议议定：
一、由青泉州水利局牵头，青泉州财政局配合，6月底前完成堤防修复项目前期工作。
二、加强管理。
"""


def test_each_finding_says_by_which_rule_and_how_sure():
    data = as_data(read_report(MINUTES), spans=True)

    found = [*data["people"], *data["organisations"], *data["engagements"], *data["matters"]]
    assert found
    assert all(0.05 <= one["sure"] <= 0.99 and one["rule"] for one in found)
    assert all(isinstance(one["signals"], list) for one in found)


def test_without_spans_the_data_is_only_what_the_document_says():
    data = as_data(read_report(MINUTES))

    assert "sure" not in data["matters"][0] and "sure" not in data["people"][0]


def test_a_duty_without_anybody_to_do_it_is_less_sure_than_one_with_unit_and_day():
    first, second = as_data(read_report(MINUTES), spans=True)["matters"]

    assert "no-doer" in second["signals"] and "no-doer" not in first["signals"]
    assert second["sure"] < first["sure"]


def test_all_places_of_one_finding_are_as_sure_as_the_finding():
    draft = read_report(MINUTES + "会议指出，青泉州水利局要抓紧。\n")

    (water,) = [one for one in draft.organisations if one.name == "青泉州水利局"]
    assert len(water.marks) == 2 and len({mark.sure for mark in water.marks}) == 1


def test_the_table_has_points_for_every_kind_and_none_makes_a_reading_certain():
    assert set(table()) == set(KINDS)
    for weights in table().values():
        assert weights.sure(weights.points) <= 0.99
        assert weights.sure([]) == weights.sure(["never noticed"])


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "matter needs a base"),
        ("[matter]\nbase = 'high'\n", "matter needs a base"),
        ("[matter]\nbase = 1.0\n[matter.points]\nonce = 'much'\n", "matter.points.once"),
        ("[matter\n", "sureness.toml"),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(source, fault):
    with pytest.raises(SurenessError, match=fault):
        parse(source)
