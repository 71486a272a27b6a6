"""The measures of GB/T 9704-2012, taken from the printed page with a ruler."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache

import pytest

from luoshi.papers import faces, typeset
from luoshi.papers.paper import Item, Paper, Para, Sheet, Table
from tests.papers import samples
from tests.papers.measured import Page, pages

NEAR = 0.5  # millimetres
FULL = "落实" * (28 * 22 * 2 // 2)


def paper(**given) -> Paper:
    begun = {
        "format": "general",
        "mark": "北岭州人民政府文件",
        "title": "关于做好光伏项目用地保障工作的通知",
        "body": (Para("各有关单位要抓好落实。"),),
        "issuer": "北岭州人民政府",
        "dated": dt.date(2026, 5, 8),
        "number": "北政发〔2026〕3号",
        "addressees": ("各县人民政府", "州各有关部门"),
    }
    return Paper(**(begun | given))


def printed(**given) -> list[Page]:
    return pages(typeset.pdf(paper(**given)).content)


@cache
def plain() -> tuple[Page, ...]:
    return tuple(printed(copies=("州委办公室",), printed_by="北岭州人民政府办公室"))


@cache
def full() -> Page:
    """A page of nothing but text, in the middle of a long paper."""
    return printed(body=(Para(FULL),))[1]


def near(value: float, wanted: float) -> bool:
    return abs(value - wanted) <= NEAR


def body_of(page: Page):
    return [line for line in page.lines if line.text.startswith(("落实", "实落"))]


def test_a_full_page_holds_22_lines_of_28_characters():
    assert [len(line.text) for line in body_of(full())] == [28] * 22


def test_the_type_area_stands_37_from_the_top_28_from_the_left_and_is_156_by_225():
    lines = body_of(full())
    assert near(lines[0].top, 37)
    assert near(lines[-1].bottom, 37 + 225)
    assert all(near(line.left, 28) and near(line.right, 28 + 156) for line in lines)


def test_body_text_is_of_size_3_and_a_paragraph_begins_two_characters_in():
    first, second = printed(body=(Para("落实" * 28),))[0].lines[-6:-4]
    assert (first.size, second.size) == (16, 16)
    assert near(first.left, 28 + 2 * 156 / 28)
    assert near(second.left, 28)


def test_the_mark_stands_35_below_the_type_area_s_edge_and_in_the_middle():
    mark = plain()[0].line("人民政府文件")
    # Chinese characters of this size leave about a millimetre of their square free above.
    assert 37 + 35 - 2 <= mark.top <= 37 + 35 + NEAR
    assert near((mark.left + mark.right) / 2, 28 + 78)


def test_the_number_stands_in_six_angle_brackets_and_the_red_rule_4_below_it():
    number = plain()[0].line("北政发")
    assert number.text == "北政发〔2026〕3号"
    assert near((number.left + number.right) / 2, 28 + 78)
    rule, left, right = plain()[0].rules[0]
    assert near(rule - number.bottom, 4)
    assert near(left, 28) and near(right, 184)


def test_the_title_is_of_size_2_in_the_middle_two_lines_below_the_rule():
    title = plain()[0].line("用地保障")
    line = 225 / 21.54
    assert round(title.size) == 22
    assert near((title.left + title.right) / 2, 28 + 78)
    assert 2 * line - 2 <= title.top - plain()[0].rules[0][0] <= 2 * line + 1


def test_receivers_begin_at_the_edge_and_end_with_a_colon():
    line = plain()[0].line("各县人民政府")
    assert line.text == "各县人民政府、州各有关部门："
    assert near(line.left, 28)


@pytest.mark.parametrize(
    ("name", "face"),
    [("一、甲", "hei"), ("（一）乙", "kai"), ("1.丙", "fang"), ("（1）丁", "fang")],
)
def test_headings_count_in_four_ways_and_have_their_own_faces(name, face):
    body = (Item(1, "甲"), Item(2, "乙"), Item(3, "丙"), Item(4, "丁"), Para("文"))
    fonts = printed(body=body)[0].line(name).fonts
    family = faces.here().families[face][0].replace(" ", "").removesuffix("SC").removesuffix("R")
    assert any(font.replace("-", "").startswith(family) for font in fonts), (fonts, family)


def test_the_date_has_no_padding_and_stands_four_characters_in():
    date = plain()[0].line("2026年5月8日")
    assert near(date.right, 184 - 4 * 156 / 28)


def test_a_seal_has_room_two_lines_below_the_text_and_presses_name_and_date():
    page = plain()[0]
    body, name, date = page.line("抓好落实"), page.lines[-3], page.line("2026年5月8日")
    assert name.text == "北岭州人民政府"
    assert near((name.left + name.right) / 2, (date.left + date.right) / 2)
    seal_top = name.top + 2 - 21  # 42 mm across, its middle a little below the name's upper edge
    assert 0 <= seal_top - body.bottom <= 225 / 21.54 + 2
    assert (date.left + date.right) / 2 + 21 <= 210 - 5


def test_without_a_seal_the_date_begins_two_characters_behind_the_name():
    page = printed(sealed=False)[0]
    name, date = page.lines[-3], page.line("2026年5月8日")
    assert near(date.left, name.left + 2 * 156 / 28)
    assert near(name.right, 184 - 2 * 156 / 28)


def test_a_date_longer_than_the_name_stands_two_characters_in_and_moves_the_name():
    page = printed(sealed=False, issuer="州政府")[0]
    name, date = page.lines[-3], page.line("2026年5月8日")
    assert near(date.right, 184 - 2 * 156 / 28)
    assert near(date.left, name.left + 2 * 156 / 28)


def test_page_numbers_stand_7_below_the_text_odd_ones_right_and_even_ones_left():
    sheets = printed(body=(Para(FULL),))
    assert [page.lines[-1].text.replace(" ", "") for page in sheets[:2]] == ["—1—", "—2—"]
    odd, even = sheets[0].lines[-1], sheets[1].lines[-1]
    assert near(odd.right, 184 - 14 * 25.4 / 72)
    assert near(even.left, 28 + 14 * 25.4 / 72)
    dash = odd.base - 0.38 * 14 * 25.4 / 72
    assert near(dash, 262 + 7)


def test_the_record_stands_at_the_foot_of_the_last_even_page():
    assert len(plain()) == 2
    rows = plain()[1].rules
    assert near(rows[-1][0], 262) and near(rows[-1][1], 28) and near(rows[-1][2], 184)
    copies, printer = plain()[1].line("抄送"), plain()[1].line("印发")
    assert copies.text == "抄送：州委办公室。"
    assert near(copies.left, 28 + 14 * 25.4 / 72) and near(printer.right, 184 - 14 * 25.4 / 72)
    assert printer.text.endswith("2026年5月8日印发")


def test_a_blank_page_before_the_record_and_the_record_s_own_have_no_number():
    sheets = printed(body=(Para(FULL[: 28 * 22]),), copies=("州委办公室",) * 80)
    texts = ["".join(line.text for line in page.lines) for page in sheets]
    assert "抄送" in texts[-1] and len(sheets) == 4
    assert [("—" in text.replace("抄送", "")) for text in texts] == [True, True, False, False]


def test_the_signature_never_stands_alone_on_its_page():
    for lines in range(6, 14):
        sheets = printed(body=(Para("落实" * 14 * lines), Para("特此通知，请抓好落实。")))
        last = next(page for page in sheets if "2026年5月8日" in page.text)
        assert "特此通知" in last.text


def test_a_letter_has_its_mark_30_below_the_paper_s_edge_two_double_rules_and_no_first_number():
    page = pages(typeset.pdf(samples.papers()["letter"]).content)[0]
    mark = page.line("督查办公室")
    assert 30 - 2 <= mark.top <= 30 + NEAR
    assert [near(one[1], 20) and near(one[2], 190) for one in page.rules] == [True] * 4
    assert near(page.rules[-1][0], 297 - 20)
    assert near(page.line("北督函").right, 184)
    assert not any("—" in line.text for line in page.lines)


def test_minutes_have_issue_editor_and_date_and_no_seal():
    page = pages(typeset.pdf(samples.papers()["minutes"]).content)[0]
    assert near(sum((page.line("第3期").left, page.line("第3期").right)) / 2, 106)
    editor = page.line("人民政府办公室")
    assert near(editor.left, 28 + 156 / 28) and near(editor.right, 184 - 156 / 28)


def test_an_attachment_begins_a_page_with_its_label_and_its_title_on_the_third_line():
    sheet = Sheet("项目名单", (Para("名单如下。"),), label="附件1")
    page = printed(sheets=(sheet,), attachments=("项目名单",))[1]
    assert near(page.line("附件1").top, 37)
    title = page.line("项目名单")
    assert near(title.base - 0.88 * 16 * 25.4 / 72, 37 + 2 * 225 / 21.54 + 1.06)


def test_an_upward_paper_names_its_signer_at_the_right_of_the_number():
    line = printed(signer="赵启明")[0].line("签发人")
    assert line.text.startswith("北政发〔2026〕3号") and line.text.endswith("签发人：赵启明")
    assert near(line.left, 28 + 156 / 28) and near(line.right, 184 - 156 / 28)


HOSTILE = '#set text(red) $x^2$ *粗* _斜_ `码` <标> @引 = - + / // /* */ \\ ~ [甲] {乙} "引" -- --- #panic()'


def test_signs_of_markup_stand_as_they_were_written():
    page = printed(
        title="关于#1号“$井$”的通知", body=(Para(HOSTILE), Item(1, "*甲*", "_乙_")), issuer="#局"
    )[0]
    said = page.text.replace(" ", "")
    assert HOSTILE.replace(" ", "") in said
    assert "一、*甲*_乙_" in said and "关于#1号“$井$”的通知" in said


def test_a_very_long_name_with_dots_is_whole_and_no_line_begins_with_a_dot():
    sheets = printed(body=(Para(f"请{samples.LONG_NAME}" * 6), Para("特此通知。")))
    assert "".join(page.text for page in sheets).count(samples.LONG_NAME) == 6
    assert not any(line.text.startswith("·") for page in sheets for line in page.lines)


def test_rare_characters_come_from_another_font_and_an_emoji_stops_nothing():
    said = printed(body=(Para("经办人䶮㼆，𬍛𬍡。好🙂的"),))[0].text
    assert "䶮㼆，𬍛" in said and "好" in said and "的" in said


def test_what_no_file_can_hold_stops_nothing_and_stands_nowhere():
    assert "抓好落实" in printed(body=(Para("抓好\ud800\x01落实。"),))[0].text


def test_the_same_paper_gives_the_same_bytes_and_another_word_gives_others():
    one = samples.papers()["supervision"]
    assert typeset.pdf(one).content == typeset.pdf(one).content
    other = dataclasses.replace(one, title="关于另一件事的通知")
    assert typeset.pdf(one).content != typeset.pdf(other).content


def test_a_paper_is_dated_by_itself_and_meant_to_be_kept():
    content = typeset.pdf(paper()).content
    assert b"D:20260508" in content
    assert b"pdfaid" in content


def test_stand_ins_are_told_and_the_official_ones_are_not():
    free = frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC", "FandolFang R"})
    told = {one.face: one.used for one in faces.chosen(free).stand_ins}
    assert told["fang"] == "FandolFang" and told["hei"] == "Noto Sans CJK SC"
    bought = faces.chosen(free | {"FangSong_GB2312", "SimHei"})
    assert bought.families["fang"][0] == "FangSong_GB2312"
    assert {one.face for one in bought.stand_ins} == {"mark", "kai", "song"}


def test_without_any_chinese_font_nothing_is_set():
    with pytest.raises(faces.NoFont):
        faces.chosen(frozenset({"DejaVu Sans"}))


def test_a_font_that_is_not_there_is_refused_and_not_replaced_in_silence():
    here = faces.here()
    wrong = dataclasses.replace(here, families=here.families | {"fang": ("仿宋体不存在",)})
    with pytest.raises(typeset.NotSet):
        typeset.pdf(paper(), among=wrong)
    assert typeset.pdf(paper(), among=here).stand_ins == here.stand_ins


def test_a_table_keeps_to_the_type_area():
    rows = tuple((f"第{n}项", "落实" * 40) for n in range(4))
    page = printed(body=(Table(rows, (1, 4)),))[0]
    assert all(left >= 27.4 and right <= 184.6 for _, left, right in page.rules)
