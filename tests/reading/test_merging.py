"""Two readings of one text: the first stays, the second adds, and differences are listed."""

from __future__ import annotations

from dataclasses import replace

from luoshi.reading.merging import Difference, joined, merged
from luoshi.reading.report import read_report
from luoshi.reading.types import Mark, Matter, Organisation, Person

TEXT = """清河县专题会议纪要
2024年5月6日，副县长丁一主持召开专题会议。会议议定：
一、由县水利局牵头，县财政局配合，6月底前完成清水河治理工程招标。
清河县人民政府办公室　　　2024年5月8日印发
"""
FIRST = read_report(TEXT)


def mark(words: str) -> Mark:
    start = FIRST.repaired.text.index(words)
    return Mark(start, start + len(words), "second-reader", 0.5)


def test_two_equal_readings_differ_in_nothing_and_add_nothing():
    both = merged(FIRST, FIRST)

    assert (both.draft, both.count, both.differences) == (FIRST, 0, ())


def test_what_only_the_second_found_is_added_behind_with_its_own_rule():
    wider = Person("清河", None, (mark("清河县"),))
    both = merged(FIRST, replace(FIRST, people=(*FIRST.people, wider)))

    assert both.draft.people == (*FIRST.people, wider)
    assert both.added.people == (wider,)
    assert both.draft.people[-1].marks[0].rule == "second-reader"


def test_a_field_read_differently_is_listed_and_the_first_stays():
    (matter,) = FIRST.matters
    other = replace(matter, text="6月底前完成清水河治理工程招标", due="2024-06-01", lead=("县财政局",),
                    marks=(mark("6月底前完成清水河治理工程招标"),))  # fmt: skip
    both = merged(FIRST, replace(FIRST, matters=(other,)))

    assert both.draft.matters == FIRST.matters
    assert both.differences == (
        Difference("matter", 0, matter.text, "lead", "县水利局", "县财政局"),
        Difference("matter", 0, matter.text, "due", "2024-06-30", "2024-06-01"),
    )


def test_what_the_second_leaves_empty_is_no_difference_but_a_missing_thing_is():
    (matter,) = FIRST.matters
    silent = replace(FIRST, matters=(replace(matter, due=None, lead=()),), people=())
    both = merged(FIRST, silent)

    assert both.differences == (Difference("person", 0, "丁一"),)


def test_a_unit_under_its_short_name_is_the_same_unit():
    first = replace(FIRST, organisations=(Organisation("清河县水利局", ("县水利局",)),))
    second = replace(FIRST, organisations=(Organisation("县水利局"),))

    assert merged(first, second).count == 0


def test_pieces_joined_have_each_thing_once_and_all_of_the_document():
    untitled = replace(FIRST, document=replace(FIRST.document, title=None))
    more = replace(
        FIRST, matters=(*FIRST.matters, Matter("task", "主持召开", marks=(mark("主持召开"),)))
    )
    whole = joined([untitled, more])

    assert whole.document.title == FIRST.document.title
    assert [m.text for m in whole.matters] == [FIRST.matters[0].text, "主持召开"]
    assert whole.people == FIRST.people
