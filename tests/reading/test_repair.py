"""Whatever is mended, each character leads back to where it stood."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading import mojibake
from luoshi.reading.asdata import as_data
from luoshi.reading.normalize import repair
from luoshi.reading.report import read_report

# Pieces with what they become: text is built of them, so that the way back is known beforehand.
MENDED = {
    "項(xiàng)": "项",
    "會 (huì)": "会",
    "產（chǎn）": "产",
    "總(zong3)": "总",
    "設(SHÈ)": "设",
    "負( fù )": "负",
    "責(zé)(zé)": "责",
    "縣xiàn，": "县，",
    "务": "务",
    "目": "目",
    "建": "建",
    "投资": "投资",
    "議": "议",
    "云川": "云川",
    "30": "30",
    "３": "3",
    "PPP": "PPP",
    "⻓": "长",
    "⾏": "行",
    "水\u200b利\u00ad局": "水利局",
    "云。": "云。",
    "川，": "川，",
    "牵头,": "牵头，",
    "川。\n": "川。\n",
    "可研。\r\n": "可研。\n",
    "云(PPP)川": "云（PPP）川",
    "(二)": "（二）",
    "川，6 月 30 日前": "川，6月30日前",
    "⼈⺠": "人民",
}
PIECES = st.lists(st.sampled_from(sorted(MENDED)), max_size=40)
ANYTHING = st.text(
    alphabet=st.sampled_from(
        "云川项目會議(a)(xiàng),.。；: \t\n·•.12３年月日“”\"'?IàA\u3000\u200b\ufeff\r—|#一是二（）《》总產業"
        "著於「」\ufffd\ue001\uf0b7⻓ÔÆ浜戝窛-－％"
    ),
    max_size=120,
)
FRAGMENTS = [
    "I(yè)", "(tuán)", "當(dāng)?shù)鼐蜆I(yè)", "?shù)亟?jīng)濟(jì)", "當(dāng)\ufffd(shù)鼐", "副县长 康 宁",
    " ", "\n", "— 3 —\n", "第1页 共2页\n", "(a)", "·", "•", ".", '"', "《", "》", "（", ")", "\u3000\u3000", "\t", "|",
    "一、", "（一）", "责任单位：", "雙方著力", "显著", "抓紧落实清水河治理工程的资金来", "ÔÆ´¨ÏØ", "浜戝窛鍘�",
    "inter-\n", "？", "；", "、", "%",
]  # fmt: skip
DAMAGED = st.lists(st.sampled_from([*MENDED, *FRAGMENTS]), max_size=40).map("".join)
WHOLE = [
    "由云川县水利局牵头，", "县财政局配合；", "6月底前完成可研。", "总投资2.3亿元，", "（一）抓紧开工。", "采用（PPP）模式，",
    "落实“十四五”规划。", "印发《方案》，", "阿里木·吐尔逊主持。", "于9:30开始，", "EPC总承包。\n", "县长康宁出席。\n",
]  # fmt: skip
CLEAN = st.lists(st.sampled_from(WHOLE), max_size=40).map("".join)


@pytest.fixture(scope="module", autouse=True)
def tables():
    """Load what only a damaged text needs, so that no example is timed with it."""
    read_report("項(xiàng)目I(yè)，ÔÆ´¨ÏØË®Àû¾Ö。\n由云川县水利局牵头，6月底前完成(tuán)。")


@given(PIECES)
def test_each_mended_piece_leads_back_to_just_the_run_it_came_from(pieces):
    original = "".join(pieces)
    repaired = repair(original)

    at = start = 0
    for piece in pieces:
        now = MENDED[piece]
        assert repaired.text[at : at + len(now)] == now
        if now.strip():
            a, b = repaired.original(at, at + len(now))
            assert (a, original[a:b]) == (start, original[a:b])
            assert original[a:b] == piece[: b - a]
            assert b - a >= len(now)
        at += len(now)
        start += len(piece)
    assert at == len(repaired.text)


@given(ANYTHING)
def test_the_way_back_never_steps_backwards_and_never_leaves_the_text(original):
    repaired = repair(original)

    assert len(repaired.origins) == len(repaired.text)
    last = 0
    for char, (start, end) in zip(repaired.text, repaired.origins, strict=True):
        assert last <= start <= end <= len(original)
        last = start
        assert start < end, char
    for mended in repaired.repairs:
        assert original[mended.start : mended.end] == mended.was


@given(DAMAGED)
def test_through_every_damage_the_way_back_goes_forward(original):
    repaired = repair(original)

    assert len(repaired.origins) == len(repaired.text)
    starts = [start for start, _ in repaired.origins]
    assert starts == sorted(starts)
    assert all(0 <= start < end <= len(original) for start, end in repaired.origins)
    for at, char in enumerate(repaired.text):
        start, end = repaired.original(at, at + 1)
        changed = any(r.start < end and start < r.end for r in repaired.repairs)
        assert changed or original[start:end] == char
    for mended in repaired.repairs:
        assert original[mended.start : mended.end] == mended.was


@given(st.one_of(ANYTHING, DAMAGED))
def test_a_repaired_text_needs_no_repair(original):
    once = repair(original).text

    assert repair(once).text == once


@given(CLEAN)
def test_a_clean_text_stays_as_it_is(text):
    repaired = repair(text)

    assert repaired.text == text
    assert not repaired.repairs
    assert all(run == (at, at + 1) for at, run in enumerate(repaired.origins))


@given(
    st.lists(
        st.sampled_from("云川县水利局牵头完成项目建设方案报送会议研究"), min_size=1, max_size=60
    )
)
def test_what_a_wrong_table_showed_leads_back_to_the_characters_it_showed(characters):
    truth = "会议由云川县水利局牵头，" + "".join(characters) + "。"
    shown = truth.encode("gbk").decode("latin-1")
    repaired = repair(shown)

    assert repaired.text == truth
    for at in range(len(truth)):
        start, end = repaired.original(at, at + 1)
        assert shown[start:end] == truth[at].encode("gbk").decode("latin-1")


@given(ANYTHING)
def test_any_text_can_be_read(original):
    data = as_data(read_report(original), spans=True)

    for kind in ("people", "organisations", "projects", "matters"):
        for item in data[kind]:
            for start, end in item["spans"]:
                assert 0 <= start < end <= len(original)


@pytest.mark.parametrize(
    ("original", "found", "stood"),
    [
        ("由水(shuǐ)務(wù)局負(fù)責(zé),6月底前完成。", "水务局", "水(shuǐ)務(wù)局"),
        ("推動(dòng)工I(yè)項目", "工业", "工I(yè)"),
        ("副县长 康  宁 主持", "康宁", "康  宁"),
        ("有关单\n— 2 —\n位，", "有关单", "有关单"),
    ],
)
def test_a_word_found_in_the_mended_text_is_shown_where_it_stood(original, found, stood):
    repaired = repair(original)

    at = repaired.text.index(found)
    start, end = repaired.original(at, at + len(found))

    assert original[start:end] == stood


@pytest.mark.parametrize(
    "unit",
    [
        "(", "（", "(a", "(a)", "?a)", "项(xiàng", "(xiàng)", "利用(xiàng)目", "阿(a a a a a)", "《", "《云》 云 ",
        "云 ", "a", "\u3000", '"', "「", ".", "云.", "·", "，", "— 3 —\n", "云\n", "锛", "ÔÆ´¨ÏØ", "著於", "\ufffd", "\x00",
    ],
)  # fmt: skip
def test_nothing_repeated_makes_repair_slow(unit):
    text = unit * (60_000 // len(unit))
    began = time.process_time()
    repair(text)

    assert time.process_time() - began < 6


def test_a_long_clean_report_is_repaired_at_a_million_characters_a_second():
    text = (
        "会议由云川县水利局牵头，县财政局配合，6月底前完成可研编制（含专题报告），总投资2.3亿元。\n"
        * 8_000
    )
    repair(text[:1000])
    began = time.process_time()
    repair(text)

    assert len(text) / (time.process_time() - began) > 1_000_000


REPORT = "会议由云川县水利局牵头，县财政局配合，6月底前完成可研，总投资2.3亿元。\n" * 3


@pytest.mark.parametrize(
    "noise",
    [
        REPORT.encode().decode("big5", "replace"),
        REPORT.encode().decode("ascii", "replace"),
        REPORT.encode().decode("ascii", "replace").encode().decode("gbk", "replace"),
        REPORT.encode("gbk").decode("shift_jis", "replace"),
        REPORT.encode("ascii", "replace").decode(),
    ],
)
def test_a_text_whose_characters_are_gone_is_told_from_one_that_can_be_read(noise):
    assert mojibake.is_unreadable(repair(noise).text)
    for shown in (REPORT, REPORT.encode().decode("gb18030", "replace")):
        assert not mojibake.is_unreadable(repair(shown).text)
    assert not mojibake.is_unreadable(
        "外方企业：Société Générale、株式会社はなまる；由县商务局对接，5月底前签约。"
    )


def test_a_table_drawn_with_lines_is_no_wrong_decoding():
    drawn = "┌──┬───┐\n│任务│单位　│\n├──┼───┤\n│选址│水利局│\n└──┴───┘\n"

    assert not mojibake.is_unreadable(drawn)
    assert repair(drawn).text.count("│") == drawn.count("│")


@pytest.mark.parametrize(
    ("pasted", "written"),
    [
        ("由县水利局牵头， 6 月 30 日前完成 3 项工作。", "由县水利局牵头，6月30日前完成3项工作。"),
        ("完成时限： 2026 年 6 月 30 日", "完成时限：2026年6月30日"),
        ("2026 年 3 月 2 日", "2026年3月2日"),
        ("第 3 季度", "第3季度"),
        ("总投资： 概算 5.2 亿元", "总投资：概算5.2亿元"),
        ("建设内容： 治理河道 12.5 公里", "建设内容：治理河道12.5公里"),
        ("⼈⺠政府副州⻓", "人民政府副州长"),
    ],
)
def test_what_word_processors_leave_in_a_pasted_pdf_is_tidied(pasted, written):
    repaired = repair(pasted)

    assert repaired.text == written
    for at, char in enumerate(written):
        start, end = repaired.original(at, at + 1)
        assert repair(pasted[start:end]).text == char


@pytest.mark.parametrize(
    "text", ["牵头单位：县水利局 县财政局", "1 选址 县水利局", "选址 5 县水利局", "4 6月30日"]
)
def test_blanks_that_part_columns_or_names_stay(text):
    assert repair(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "参会：Иванов、Петров。由县水利局牵头，6月底前完成。",
        "外方：株式会社はなまる、ООО Восток；5月底前签约。",
    ],
)
def test_russian_and_japanese_names_are_no_wrong_decoding(text):
    assert repair(text).text == text
    assert not mojibake.is_unreadable(text)
