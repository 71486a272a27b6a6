"""No text crashes the reader, explodes a pattern or gives a finding that stands nowhere."""

from __future__ import annotations

import contextlib
import random
import signal
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from luoshi.reading import read_report
from luoshi.reading.asdata import as_data
from tests.reading.hostile import KINDS, WORDS

LIMIT_SECONDS = 20  # of computing, whatever else the machine does; a run takes well under one


class TooLong(Exception):
    pass


@contextlib.contextmanager
def limited():
    """Stop what runs within; patterns look for signals while they match."""

    def stop(*_):
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def read_within_limit(text: str):
    """Read ``text`` and see that every finding stands somewhere in it."""
    with limited():
        draft = read_report(text)
        data = as_data(draft, spans=True)
    whole = draft.repaired
    assert len(whole.origins) == len(whole.text)
    for kind in ("people", "organisations", "projects", "matters", "engagements"):
        for thing in getattr(draft, kind):
            assert all(0 <= m.start <= m.end <= len(whole.text) for m in thing.marks), thing
        for thing in data[kind]:
            assert all(0 <= a <= b <= len(text) for a, b in thing["spans"]), thing
    for person in draft.people:
        assert person.name in whole.text
    return draft


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_text_is_read_within_its_limit(kind):
    read_within_limit(KINDS[kind](1500, random.Random(1)))


@pytest.mark.parametrize(
    "kind",
    [
        "a run of '局'", "a run of '1'", "names with titles", "units", "companies", "digits",
        "dates in turn", "projects without end", "commas", "words of the lexicon",
        "items in lines", "rows with bars", "notes of pinyin", "fields in one line",
    ],
)  # fmt: skip
def test_twice_the_length_takes_about_twice_the_time(kind):
    def seconds(length: int) -> float:
        text, taken = KINDS[kind](length, random.Random(1)), []
        for _ in range(2):  # a busy machine makes a single measurement long
            began = time.process_time()
            with limited():
                read_report(text)
            taken.append(time.process_time() - began)
        return min(taken)

    seconds(500)
    short, long = seconds(3000), seconds(12000)
    assert long < 10 * short + 1, f"{short:.2f} s, then {long:.2f} s for four times the length"


# Words of every kind with marks between them: what rules were written for, in no sensible order.
pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        [*"，。；：、（）《》“”·—()\n\t| 一二三1234年月日亿元", "（一）", "一是", "牵头", "\n\n"]
    ),
    st.text(max_size=4),
)
unhurried = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


@unhurried
@given(st.lists(pieces, max_size=60).map("".join))
@example("\ud800王建国，县长\udfff")
@example("\x00\ufeff\u202e")
@example("总投资" + "9" * 60 + "亿元")
@example("县" * 1200 + "（" * 1200)
def test_words_in_any_order_are_read(text):
    read_within_limit(text)


@unhurried
@given(st.text(max_size=400))
def test_any_text_is_read(text):
    read_within_limit(text)


REPORT = """青河县专题会议纪要
2024年5月6日，副县长王建国主持召开专题会议，县水利局局长高原参加。会议议定：
一、由县水利局牵头，县财政局配合，6月底前完成青河治理工程招标，总投资5.2亿元。
（责任单位：县水利局；完成时限：6月底）
二、县商务局每月报送一次进展。
青河县人民政府办公室　　　2024年5月8日印发
"""


@unhurried
@given(st.data())
def test_a_report_damaged_anywhere_is_read(data):
    characters = list(REPORT)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(characters) - 1))
        characters[at] = data.draw(st.one_of(st.just(""), pieces))
    start = data.draw(st.integers(0, 40))
    read_within_limit("".join(characters)[start:])
