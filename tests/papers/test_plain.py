"""The body of a paper as an editor types it: nothing that was left alone changes."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.papers import plain
from luoshi.papers.paper import Chart, Code, Item, Labelled, Para, Table
from tests.papers import bodies

CHART = Chart("各县完成投资", ("青石县",), (("完成投资", (Decimal("2.6"),)),), "亿元")
BODY = (
    Para("现将有关事项通知如下。"),
    Item(1, "总体进展"),
    Item(2, "用地。", "已完成组卷。"),
    Item(2, "", "会议议定，由州水务局牵头，于2026年6月15日前完成接入方案。"),
    Item(1, "下一步"),
    Item(3, "完成报批"),
    Item(4, "出具意见"),
    Labelled("出席", "林岚、吴青"),
    Table(
        (("1", "北岭光伏", "2.6"),),
        (1, 4, 2),
        ("序号", "项目", "投资"),
        ("center", "left", "right"),
    ),
    CHART,
)


@given(bodies.bodies)
@settings(max_examples=150, deadline=None)
def test_what_nobody_touched_comes_back_as_it_was(body):
    assert plain.read(plain.written(body), kept=body) == body


@given(bodies.bodies, st.data())
@settings(max_examples=150, deadline=None)
def test_a_line_added_leaves_all_others_as_they_were(body, data):
    parts = [plain.written((block,)) for block in body]
    at = data.draw(st.integers(0, len(body)))
    typed = "\n\n".join([*parts[:at], "请抓好落实。", *parts[at:]])
    found = plain.read(typed, kept=body)
    assert found == (*body[:at], Para("请抓好落实。"), *body[at:])


def test_a_body_reads_as_a_clerk_would_type_it():
    assert plain.written(BODY).splitlines() == [
        "现将有关事项通知如下。",
        "一、总体进展",
        "（一）用地。已完成组卷。",
        "（二）会议议定，由州水务局牵头，于2026年6月15日前完成接入方案。",
        "二、下一步",
        "1.完成报批",
        "（1）出具意见",
        "【出席】林岚、吴青",
        "",
        "| 序号 | 项目 | 投资 |",
        "| :-: | ---- | --: |",
        "| 1 | 北岭光伏 | 2.6 |",
        "",
        "［图：各县完成投资］",
    ]


def test_what_was_typed_anew_is_read_without_the_old_body_too():
    found = plain.read(plain.written(BODY[:3] + BODY[4:9]))
    assert found == BODY[:3] + BODY[4:9]


def test_a_point_put_between_two_others_is_counted_with_them():
    typed = "一、甲\n一、新\n二、乙"
    found = plain.read(typed, kept=(Item(1, "甲"), Item(1, "乙")))
    assert found == (Item(1, "甲"), Item(1, "新"), Item(1, "乙"))
    assert plain.written(found) == "一、甲\n二、新\n三、乙"


def test_a_decision_that_is_one_sentence_stays_without_a_heading_when_a_day_changes():
    typed = plain.written(BODY).replace("6月15日", "6月20日")
    changed = plain.read(typed, kept=BODY)[3]
    assert changed == Item(2, "", BODY[3].text.replace("6月15日", "6月20日"))


def test_ordinals_of_other_widths_are_ordinals_and_sums_are_none():
    typed = "(一)甲\n1、乙\n（1） 丙\n1.5亿元已到位。\n2026年。"
    assert plain.read(typed) == (
        Item(2, "甲"),
        Item(3, "乙"),
        Item(4, "丙"),
        Para("1.5亿元已到位。"),
        Para("2026年。"),
    )


def test_a_picture_is_found_by_its_title_wherever_it_is_put():
    code = Code("https://luoshi.example/8", ("扫码核对",))
    body = (Para("甲"), CHART, Para("乙"), code)
    typed = "［二维码：https://luoshi.example/8］\n甲\n乙\n［图：各县完成投资］"
    assert plain.read(typed, kept=body) == (code, Para("甲"), Para("乙"), CHART)


def test_a_picture_that_nobody_has_stays_as_the_words_that_were_typed():
    assert plain.read("［图：没有的图］", kept=(CHART,)) == (Para("［图：没有的图］"),)


def test_a_table_may_be_typed_without_care():
    typed = "说明：\n|序号|项目|\n|---|---|\n|1|甲\\|乙|\n|2|丙↵丁"
    table = Table((("1", "甲|乙"), ("2", "丙\n丁")), (3, 3), ("序号", "项目"))
    assert plain.read(typed) == (Para("说明："), table)
    assert plain.read("|甲|乙|") == (Table((("甲", "乙"),), (1, 1)),)


def test_lines_from_a_browser_s_form_end_as_they_like():
    typed = plain.written(BODY).replace("\n", "\r\n")
    assert plain.read(typed, kept=BODY) == BODY
