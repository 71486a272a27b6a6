"""Whatever is mended, each character leads back to where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.asdata import as_data
from luoshi.reading.normalize import repair
from luoshi.reading.report import read_report

# Pieces with what they become: text is built of them, so that the way back is known beforehand.
MENDED = {
    "項(xiàng)": "项",
    "會(huì)": "会",
    "產(chǎn)": "产",
    "總(zǒng)": "总",
    "設(shè)": "设",
    "务": "务",
    "目": "目",
    "建": "建",
    "投资": "投资",
    "議": "议",
    "云川": "云川",
    "30": "30",
    "PPP": "PPP",
    "云。": "云。",
    "川。\n": "川。\n",
}
PIECES = st.lists(st.sampled_from(sorted(MENDED)), max_size=40)
ANYTHING = st.text(
    alphabet=st.sampled_from(
        "云川項目會議(a)(xiàng),.。；: \t\n·•.12３年月日“”\"'?IàA\u3000\u200b\ufeff\r—|#一是二（）《》總產業"
    ),
    max_size=120,
)


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


@given(ANYTHING)
def test_what_has_been_repaired_once_needs_no_more_pinyin_or_script_repair(original):
    once = repair(original).text

    kinds = {r.kind for r in repair(once).repairs}

    assert not kinds & {"odd character", "traditional", "shifted bytes"}


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
