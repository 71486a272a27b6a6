"""Bytes become the text that was saved, whatever it was saved in, or are refused."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.sources.files.charset import decode

SIMPLIFIED = "云川县人民政府办公室关于印发《重点项目推进方案》的通知\n一、由县发展改革委牵头，县财政局配合，6月底前完成可研。\n"
TRADITIONAL = "雲川縣人民政府辦公室關於印發《重點項目推進方案》的通知\n一、由縣發展改革委牽頭，縣財政局配合，6月底前完成可研。\n"
SHORT = ("由县水利局牵头", "会议议定", "请于6月底前报送", "市政府常务会议")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb2312"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (SIMPLIFIED, "utf-32"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "big5hkscs"),
        (TRADITIONAL, "gbk"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "utf-16-le"),
    ],
)
def test_the_encoding_that_a_text_was_saved_in_is_found(text, encoding):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", SHORT)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16-le", "utf-16-be"])
def test_a_few_words_are_enough_even_where_no_ascii_gives_the_encoding_away(text, encoding):
    assert decode(text.encode(encoding)).text == text


def test_a_text_pasted_together_from_two_encodings_is_read_line_by_line():
    lines = SIMPLIFIED.splitlines()
    data = lines[0].encode("utf-8") + b"\n" + lines[1].encode("gb18030")
    read = decode(data)
    assert (read.text, read.encoding) == ("\n".join(lines), "gb18030+utf-8")


def test_a_text_in_one_encoding_cut_off_at_its_end_is_not_taken_for_two():
    read = decode((SIMPLIFIED * 3).encode()[:-5])
    assert (read.encoding, read.lost) == ("utf-8", 1)
    assert (SIMPLIFIED * 3).startswith(read.text.rstrip("\ufffd"))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_no_text_is_refused(seed):
    assert decode(random.Random(seed).randbytes(4000)) is None


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_kr", "koi8-r"])
def test_a_text_of_another_country_is_refused_instead_of_read_as_nonsense(encoding):
    foreign = {
        "shift_jis": "この文書は会議の議事録であり、関係部署が確認するためのものです。ありがとうございました。",
        "euc_kr": "이 문서는 회의록이며 관계 부서가 확인하기 위한 것입니다. 감사합니다. 다음 회의는 다음 주입니다.",
        "koi8-r": "Этот документ является протоколом совещания и предназначен для проверки ответственными лицами.",
    }[encoding]
    assert decode(foreign.encode(encoding)) is None


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_no_bytes_make_it_fail(data):
    read = decode(data)
    assert read is None or isinstance(read.text, str)


@given(
    st.text(
        alphabet=st.sampled_from("云川县会议由水利局牵头，6月底前完成。\n abc（）"),
        min_size=1,
        max_size=80,
    )
)
@settings(max_examples=150)
def test_what_is_saved_as_utf_8_comes_back_as_it_was(text):
    assert decode(text.encode()).text == text
