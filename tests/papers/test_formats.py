"""Each element of each format where GB/T 9704-2012 puts it: in the PDF, and in the .docx as LibreOffice prints it.

LibreOffice puts what a line of exact height has left above its characters, up to a third of a
line: heights are held to that, widths to a millimetre.  It also parts digits from characters,
whatever a .docx says: a date becomes wider by ``parted`` to its left.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from luoshi.papers import asdocx, typeset
from luoshi.papers.paper import Paper, Para
from tests.papers import editions, office, samples
from tests.papers.measured import Line, Page, pages
from tests.papers.test_typeset import FULL, paper

CHAR, PITCH = 156 / 28, 225 / 21.54
MIDDLE, LEFT, RIGHT = 28 + 78, 28, 184
PARTS = ("机制", "名单")

PAPERS: dict[str, Paper] = {
    "plain": paper(
        urgency="特急",
        attachments=PARTS,
        note="联系人：林岚",
        copies=("州委办公室",),
        printed_by="北岭州人民政府办公室",
        body=(Para(FULL[: 28 * 8]), Para("请抓好落实。")),
    ),
    "full": paper(body=(Para(FULL), Para("请抓好落实。"))),
    "unsealed": paper(sealed=False),
    **{f"end{n}": paper(body=(Para("落实" * 14 * n),)) for n in (6, 7, 8, 9)},
    **{name: samples.papers()[name] for name in ("letter", "minutes", "upward", "joint")},
    "brief": editions.papers()["brief"],
}


@dataclass(frozen=True)
class Printed:
    """Papers as one of the two writers prints them, and how near to the measure they must be."""

    sheets: dict[str, list[Page]]
    across: float
    lower: float
    parted: float

    def near(self, value: float, wanted: float) -> bool:
        """Whether two places across the page are the same."""
        return abs(value - wanted) <= self.across

    def at(self, value: float, wanted: float) -> bool:
        """Whether a line stands as high as it should, or only lower by what it has left above it."""
        return -1 <= value - wanted <= self.lower


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> dict[str, Printed]:
    documents = {name: asdocx.docx(one) for name, one in PAPERS.items()}
    printed = office.printed(documents, tmp_path_factory.mktemp("office"))
    return {
        "pdf": Printed(
            {name: pages(typeset.pdf(one).content) for name, one in PAPERS.items()}, 0.5, 0.5, 0.5
        ),
        "docx": Printed({name: pages(content) for name, content in printed.items()}, 1.0, 4.2, 4.5),
    }


@pytest.fixture(params=["pdf", "docx"])
def printed(both, request) -> Printed:
    return both[request.param]


def middle(line: Line, text: str = "") -> float:
    left, right = line.part(text) if text else (line.left, line.right)
    return (left + right) / 2


# --- every page


def test_a_full_page_holds_22_lines_of_28_characters_in_156_by_225(printed):
    lines = [line for line in printed.sheets["full"][1].lines if "落实" in line.text]
    assert [len(line.text) for line in lines] == [28] * 22
    assert all(printed.near(line.left, LEFT) and printed.near(line.right, RIGHT) for line in lines)
    assert printed.at(lines[0].top, 37) and 260 <= lines[-1].bottom <= 262.5


def test_page_numbers_stand_7_below_the_text_odd_ones_right_and_even_ones_left(printed):
    odd, even = (page.lines[-1] for page in printed.sheets["full"][:2])
    assert [one.text.replace(" ", "") for one in (odd, even)] == ["—1—", "—2—"]
    assert printed.near(odd.right, RIGHT - 14 * 25.4 / 72)
    assert printed.near(even.left, LEFT + 14 * 25.4 / 72)
    for one in (odd, even):
        assert abs(one.base - 0.38 * 14 * 25.4 / 72 - (262 + 7)) <= 1


# --- the general format, from its head to its foot


def test_urgency_stands_on_the_first_line_at_the_left(printed):
    line = printed.sheets["plain"][0].lines[0]
    assert line.text == "特急" and line.size == 16
    assert printed.near(line.left, LEFT) and printed.at(line.top, 37)


def test_the_mark_is_red_in_the_middle_and_35_below_the_upper_edge_of_the_type_area(printed):
    line = printed.sheets["plain"][0].line("人民政府文件")
    assert line.is_red and printed.near(middle(line), MIDDLE)
    assert 37 + 35 - 2 <= line.top <= 37 + 35 + 0.5
    assert not printed.sheets["plain"][0].line("各县").is_red


def test_the_number_has_six_angle_brackets_and_no_zero_and_the_red_rule_stands_4_below_it(printed):
    page = printed.sheets["plain"][0]
    number = page.line("北政发")
    assert number.text.replace(" ", "") == "北政发〔2026〕3号"
    assert printed.near(middle(number), MIDDLE)
    rule, left, right = page.rules[0]
    assert abs(rule - number.bottom - 4) <= 0.8
    assert printed.near(left, LEFT) and printed.near(right, RIGHT)
    below = number.top - page.line("人民政府文件").base - 2 * PITCH
    assert 0 <= below <= printed.lower + 1


def test_the_title_stands_two_lines_below_the_rule_and_the_receivers_one_below_it(printed):
    page = printed.sheets["plain"][0]
    title, receivers = page.line("用地保障"), page.line("各县")
    assert round(title.size) == 22 and printed.near(middle(title), MIDDLE)
    assert printed.at(title.bottom, page.rules[0][0] + 3 * PITCH - 4)
    assert abs(receivers.base - title.base - 2 * PITCH) <= 1.5
    assert printed.near(receivers.left, LEFT) and receivers.text.endswith("：")


def test_what_is_attached_is_named_one_line_below_the_text_all_names_below_each_other(printed):
    lines = [line for page in printed.sheets["plain"] for line in page.lines]
    first = next(line for line in lines if line.text.startswith("附件"))
    second = lines[lines.index(first) + 1]
    assert (first.text, second.text) == ("附件：1.机制", "2.名单")
    assert printed.near(first.left, LEFT + 2 * CHAR)
    assert printed.near(second.left, LEFT + 5 * CHAR)
    assert printed.near(first.part("机制")[0], second.part("名单")[0])


def test_the_date_stands_4_characters_in_and_the_name_in_the_middle_of_it(printed):
    page = next(p for p in printed.sheets["plain"] if "2026年5月8日" in p.text)
    date = page.line("2026年5月8日")
    above = max((line for line in page.lines if line.base < date.base), key=lambda one: one.base)
    assert above.text == "北岭州人民政府" and printed.near(date.right, RIGHT - 4 * CHAR)
    assert abs(middle(above) - middle(date)) <= printed.parted
    note = page.line("联系人")
    assert note.text == "（联系人：林岚）" and printed.near(note.left, LEFT + 2 * CHAR)
    assert abs(note.base - date.base - PITCH) <= 0.6


def test_a_seal_of_42_has_room_above_name_and_date_and_begins_within_a_line_of_the_text(printed):
    lines = [line for page in printed.sheets["end6"] for line in page.lines]
    name = next(line for line in lines if line.text == "北岭州人民政府")
    text = lines[lines.index(name) - 1]
    date = lines[lines.index(name) + 1]
    # It is pressed so that name and date stand a little below its middle.
    seal_top = (name.top + date.bottom) / 2 - 3 - 21
    assert -1 <= seal_top - text.bottom <= PITCH
    assert middle(date) + 21 <= 210 - 5


def test_without_a_seal_the_date_begins_two_characters_behind_the_name(printed):
    lines = printed.sheets["unsealed"][0].lines
    name, date = next((a, b) for a, b in zip(lines, lines[1:], strict=False) if "5月8日" in b.text)
    assert printed.near(name.right, RIGHT - 2 * CHAR)
    assert abs(date.left - name.left - 2 * CHAR) <= 2 * printed.parted
    assert abs(date.base - name.base - PITCH) <= 0.6


def test_the_signature_never_stands_alone_on_its_page(printed):
    for n in (6, 7, 8, 9):
        last = next(page for page in printed.sheets[f"end{n}"] if "5月8日" in page.text)
        assert "落实" in last.text, n


def test_the_record_is_ruled_and_its_last_rule_is_the_lower_edge_of_the_type_area(printed):
    page = printed.sheets["plain"][-1]
    assert len(printed.sheets["plain"]) == 2
    rules = [rule for rule in page.rules if rule[0] > 200]
    assert len(rules) == 3 and 259.5 <= rules[-1][0] <= 262.5
    assert all(printed.near(one[1], LEFT) and printed.near(one[2], RIGHT) for one in rules)
    copies, printer = page.line("抄送"), page.line("印发")
    assert copies.text == "抄送：州委办公室。" and copies.size == 14
    assert printed.near(copies.left, LEFT + 14 * 25.4 / 72)
    assert printed.near(printer.right, RIGHT - 14 * 25.4 / 72)
    assert printer.text == "北岭州人民政府办公室2026年5月8日印发"


def test_headings_of_four_levels_begin_two_characters_in_and_are_counted_on(printed):
    lines = [line for page in printed.sheets["joint"][:2] for line in page.lines]
    heads = (
        "一、会商范围",
        "二、会商方式",
        "（一）定期",
        "（二）临时",
        "1.材料",
        "（1）用地",
        "（2）资金",
    )
    for head in heads:
        line = next(line for line in lines if line.text.startswith(head))
        assert printed.near(line.left, LEFT + 2 * CHAR), head
        assert line.size == 16


# --- letter


def test_a_letter_s_name_is_30_below_the_paper_s_edge_between_two_double_red_lines(printed):
    page = printed.sheets["letter"][0]
    mark = page.line("督查办公室")
    assert mark.is_red and "文件" not in mark.text and printed.near(middle(mark), 105 + 1)
    assert 30 - 2 <= mark.top <= 30 + 0.5
    upper = [rule for rule in page.rules if rule[0] < 100]
    lower = [rule for rule in page.rules if rule[0] > 250]
    assert 4 <= upper[0][0] - mark.base <= 8.5
    assert len(upper) >= 2 and upper[-1][0] - upper[0][0] < 2
    assert abs(lower[-1][0] - (297 - 20)) <= 1.3
    assert all(abs(left - 20) <= 0.2 and abs(right - 190) <= 0.2 for _, left, right in page.rules)


def test_a_letter_s_number_stands_at_the_right_its_title_two_lines_below_and_no_page_number(
    printed,
):
    page = printed.sheets["letter"][0]
    number, title = page.line("北督函"), page.line("并网方案的函")
    assert printed.near(number.right, RIGHT)
    assert abs(title.base - number.base - 3 * PITCH) <= 1.3
    assert not any("—" in line.text for line in page.lines)
    copies = page.line("抄送")
    assert 245 <= copies.base <= 262 and not any(240 < rule[0] < 270 for rule in page.rules)


# --- minutes


def test_minutes_have_their_issue_in_the_middle_and_editor_and_date_one_in_at_both_sides(printed):
    page = printed.sheets["minutes"][0]
    mark, issue, editor = page.line("会议纪要"), page.line("第3期"), page.line("人民政府办公室")
    assert mark.is_red and 37 + 35 - 2 <= mark.top <= 37 + 35 + 0.5
    assert printed.near(middle(issue), MIDDLE)
    assert printed.near(editor.left, LEFT + CHAR) and printed.near(editor.right, RIGHT - CHAR)
    assert abs(editor.base - issue.base - PITCH) <= 0.6
    assert abs(page.rules[0][0] - editor.bottom - 4) <= 0.8


def test_minutes_list_who_was_there_below_a_free_line_hanging_and_nobody_signs(printed):
    lines = printed.sheets["minutes"][1].lines
    there = next(line for line in lines if line.text.startswith("出席："))
    at = lines.index(there)
    assert abs(there.base - lines[at - 1].base - 2 * PITCH) <= 0.8
    assert printed.near(there.left, LEFT + 2 * CHAR)
    assert printed.near(lines[at + 1].left, LEFT + 5 * CHAR)
    assert [line.text[:3] for line in lines[at + 2 : at + 4]] == ["请假：", "列席："]
    assert lines[at + 4].text.startswith("送：")


# --- bulletin


def test_a_bulletin_s_masthead_has_its_red_name_issue_editor_date_and_red_rule(printed):
    page = printed.sheets["brief"][0]
    name, issue, editor = page.line("重点项目简报"), page.line("总第57期"), page.line("督查办公室2")
    assert name.is_red and printed.near(middle(name), MIDDLE) and name.size >= 50
    assert 37 + 20 - 3 <= name.top <= 37 + 20 + 0.5
    assert issue.text.replace(" ", "") == "第9期（总第57期）"
    # The free half of the last bracket hangs out at the right.
    assert abs(middle(issue) - MIDDLE) <= printed.parted + 1.5
    assert printed.near(editor.left, LEFT + CHAR) and printed.near(editor.right, RIGHT - CHAR)
    assert abs(page.rules[0][0] - editor.bottom - 4) <= 0.8


def test_a_bulletin_s_foreword_stands_above_its_title_and_its_author_in_brackets_below_the_text(
    printed,
):
    page = printed.sheets["brief"][0]
    foreword, title = page.line("编者按："), page.line("用地手续办结")
    assert foreword.base < title.base and printed.near(foreword.left, LEFT + 2 * CHAR)
    author = page.line("综合科）")
    assert author.text == "（北岭州重点项目督查办公室综合科）"
    assert abs(author.part("科）")[0] - (RIGHT - 2 * CHAR)) <= 3
    assert not any("2026年6月28日" in line.text for line in page.lines[5:])


def test_a_bulletin_s_tail_has_two_rules_its_lists_between_them_and_the_count_of_copies(printed):
    page = printed.sheets["brief"][-1]
    rules = [rule for rule in page.rules if rule[0] > 150]
    assert len(rules) == 2
    between = [one.text for one in page.lines if rules[0][0] < one.base < rules[1][0]]
    assert [one[:2] for one in between if "：" in one] == ["报：", "送：", "发："]
    edited, copies = page.line("责任编辑"), page.line("共印80份")
    assert edited.base < rules[0][0] < rules[1][0] < copies.base <= 262
    assert printed.near(edited.left, LEFT + 14 * 25.4 / 72)
    assert edited.text.endswith("审核：赵启明")
    assert printed.near(copies.right, RIGHT - 14 * 25.4 / 72)


# --- upward, and joint


def test_an_upward_paper_has_its_number_at_the_left_and_its_signer_at_the_right_one_in(printed):
    line = printed.sheets["upward"][0].line("签发人")
    assert line.text.startswith("北政办〔2026〕15号") and line.text.endswith("签发人：赵启明")
    assert printed.near(line.left, LEFT + CHAR) and printed.near(line.right, RIGHT - CHAR)


def test_joint_marks_are_spread_to_one_width_with_their_common_word_at_half_their_height(printed):
    page = printed.sheets["joint"][0]
    names = [page.line(name) for name in ("发展和改革委员会", "自然资源局", "北岭州财政局")]
    edges = [
        (one.part(text)[0], one.part(text)[1])
        for one, text in zip(
            names, ("北岭州发展和改革委员会", "北岭州自然资源局", "北岭州财政局"), strict=True
        )
    ]
    assert all(one.is_red for one in names)
    assert max(left for left, _ in edges) - min(left for left, _ in edges) <= 0.5
    assert max(right for _, right in edges) - min(right for _, right in edges) <= 0.5
    word = page.line("文件")
    assert abs(word.base - (names[0].base + names[-1].base) / 2) <= 1.5
    assert word.part("文件")[0] > edges[0][1]
    whole = (edges[0][0] + word.part("文件")[1]) / 2
    assert abs(whole - MIDDLE) <= 2


def test_joint_signers_stand_two_a_line_and_the_one_number_beside_the_last(printed):
    page = printed.sheets["joint"][0]
    first, last = page.line("签发人"), page.line("北发改")
    assert first.text == "签发人：赵启明顾长河"
    assert last.text.replace(" ", "").startswith("北发改〔2026〕31号") and "丁　宁" in last.text
    assert printed.near(first.part("赵启明")[0], last.part("丁")[0])
    assert abs(last.base - first.base - PITCH) <= 0.6
    assert printed.near(last.left, LEFT + CHAR) and printed.near(first.right, RIGHT - CHAR)


def test_no_seal_of_joint_issuers_touches_another_or_leaves_the_type_area(printed):
    page = printed.sheets["joint"][1]
    names = ("北岭州发展和改革委员会", "北岭州自然资源局", "北岭州财政局")
    lines = [page.line(name) for name in names]
    seals = [(middle(line, name), line.base) for line, name in zip(lines, names, strict=True)]
    for at, (x, y) in enumerate(seals):
        assert x - 21 >= LEFT and x + 21 <= RIGHT
        assert all(((x - a) ** 2 + (y - b) ** 2) ** 0.5 > 42 for a, b in seals[at + 1 :])
    assert abs(seals[-1][0] - middle(page.line("2026年6月9日"))) <= printed.parted


def test_an_attachment_begins_a_page_with_its_label_and_its_title_on_the_third_line(printed):
    lines = printed.sheets["joint"][2].lines
    assert lines[0].text == "附件1" and printed.at(lines[0].top, 37)
    assert abs(lines[1].base - lines[0].base - 2 * PITCH) <= 1.5
    assert round(lines[1].size) == 22 and printed.near(middle(lines[1]), MIDDLE)


def test_a_turned_sheet_has_its_number_where_it_stands_in_the_file(printed):
    page = printed.sheets["joint"][3]
    dashes = [line for line in page.lines if "—" in line.text]
    across = [one.part("—") for one in dashes]
    assert len(dashes) == 2
    # 7 mm from the type area, which begins 35 mm from the left edge; even: at the upper end.
    assert all(abs((left + right) / 2 - (35 - 7)) <= 1 for left, right in across)
    assert 28 + 4 <= dashes[0].base <= 28 + 7
    rows = [rule for rule in page.rules if rule[2] - rule[1] > 200]
    assert rows and all(abs(one[1] - 35) <= 0.5 and abs(one[2] - 260) <= 0.5 for one in rows)
