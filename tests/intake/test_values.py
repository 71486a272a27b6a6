"""The pure parts of intake: days and their years, runs of text, names."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.intake import cover, naming
from luoshi.intake.days import Written, day_of, typed, written


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2016", Written(2016)),
        ("2016年", Written(2016)),
        ("2016-05", Written(2016)),
        ("2016年5月23日", Written(2016, dt.date(2016, 5, 23))),
        ("2016-05-23", Written(2016, dt.date(2016, 5, 23))),
        ("", None),
    ],
)
def test_a_document_may_be_dated_by_a_year_or_a_day(said, meant):
    assert written(said) == meant


@pytest.mark.parametrize("said", ["昨天", "2016-02-30", "16-5-3", "2016-13"])
def test_what_is_no_date_is_refused(said):
    with pytest.raises(ValueError):
        written(said)


@pytest.mark.parametrize(
    ("text", "ahead", "on"),
    [
        ("--12-28", False, dt.date(2023, 12, 28)),  # told in January: last year's December
        ("--01-02", False, dt.date(2024, 1, 2)),
        ("--12-28", True, dt.date(2024, 12, 28)),
        ("--01-02", True, dt.date(2025, 1, 2)),  # due in January: next year's
        ("2024-03-01", True, dt.date(2024, 3, 1)),
    ],
)
def test_a_day_takes_its_year_from_the_document(text, ahead, on):
    found = day_of(text, written_on=Written(2024, dt.date(2024, 1, 3)), ahead=ahead)
    assert found.on == on


def test_without_a_date_of_the_document_no_year_is_guessed():
    found = day_of("--05-19", written_on=None, ahead=False)
    assert (found.on, found.trouble) == (None, "no-year")


@pytest.mark.parametrize("text", ["--02-30", "2025-02-29", "--13-01", "五月"])
def test_a_day_that_does_not_exist_is_told_apart(text):
    assert day_of(text, written_on=Written(2025), ahead=True).trouble == "no-such-day"


def test_a_typed_day_may_be_written_as_people_write_it():
    assert [typed("5月19日"), typed("2016/5/9"), typed("下周")] == ["--05-19", "2016-05-09", "下周"]


@pytest.mark.parametrize(
    "name",
    [
        "各企业",
        "发言单位",
        "其他部门",
        "相关部门",
        "有关单位",
        "塔河县相关部门",
        "双方",
        "各县市人民政府",
    ],
)
def test_names_for_many_are_no_units(name):
    assert naming.is_group_of_units(name)


@pytest.mark.parametrize("name", ["青泉州水利局", "瀚北交通建设集团有限公司", "区国资委", "发改委"])
def test_a_named_unit_is_one(name):
    assert not naming.is_group_of_units(name)


def test_the_longest_unit_of_a_post_counts():
    names = ["瀚北自治区", "瀚北自治区国资委"]
    assert naming.split_post("瀚北自治区国资委党委副书记、主任", names) == (
        "瀚北自治区国资委",
        "党委副书记、主任",
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("青泉州水利局", "department"),
        ("瀚北自治区国资委", "department"),
        ("青泉州人民政府", "government"),
        ("瀚北能源投资有限公司", "enterprise"),
        ("青泉工业园区管委会", "park"),
        ("青泉大坝", "other"),
    ],
)
def test_the_end_of_a_name_tells_the_kind_of_unit(name, kind):
    assert naming.unit_kind(name) == kind


def test_a_long_duty_gets_a_title_that_ends_at_a_clause():
    text = (
        "对会上提出的用地、用水、用电等需要协调解决的问题逐项建立清单，" + "明确责任人和时限，" * 6
    )
    assert naming.title_of(text).startswith("对会上提出的用地") and len(naming.title_of(text)) <= 60


def test_the_result_that_a_duty_names_is_proposed_as_its_criterion():
    assert naming.criterion_of("倒排工期，确保10月底前建成试生产。") == "确保10月底前建成试生产"
    assert naming.criterion_of("推进项目落地") == ""


def test_the_sentence_around_a_run_is_found():
    text = "第一句。第二句要求办结；第三句"
    assert text[slice(*cover.sentence_around(text, (6, 8)))] == "第二句要求办结；"


def test_a_run_leads_back_to_the_original():
    origins = [[0, 5], [5, 6], [9, 12]]
    assert cover.original(origins, (0, 2)) == (0, 6)
    assert cover.original(origins, (1, 3)) == (5, 12)
