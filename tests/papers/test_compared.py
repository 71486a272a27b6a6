"""Two texts of one paper compared line by line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from luoshi.papers.compared import compared
from luoshi.papers.paper import Paper, Para

FIRST = Paper(
    format="letter",
    mark="某委",
    title="关于资料的函",
    body=(Para("请提供资料。"), Para("请于6月10日前函复。")),
    issuer="某委",
    dated=dt.date(2026, 5, 20),
    addressees=("某局",),
)


def signs(before: Paper, after: Paper) -> list[str]:
    return [f"{line.sign}{line.text}" for line in compared(before, after)]


def test_what_went_stands_before_what_came_in_its_place():
    later = replace(FIRST, body=(FIRST.body[0], Para("请于6月5日前函复。")))
    assert signs(FIRST, later) == [
        "=标题：关于资料的函",
        "=主送：某局",
        "=请提供资料。",
        "-请于6月10日前函复。",
        "+请于6月5日前函复。",
    ]


def test_a_receiver_that_was_added_shows():
    assert "+抄送：某县" in signs(FIRST, replace(FIRST, copies=("某县",)))


def test_the_same_text_shows_no_change():
    assert {line.sign for line in compared(FIRST, FIRST)} == {"="}
