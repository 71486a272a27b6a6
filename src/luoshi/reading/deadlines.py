"""By when something is due, and how often again and again.

A *due day* is the ISO day by which (``--09-15`` without a year); a *cadence* is a rhythm.  A day
inside a rhythm (``每月5日前``) belongs to the rhythm and is no due day.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import get_args

from luoshi.reading.dates import Moment, due_day, find_dates
from luoshi.reading.lexicon import load
from luoshi.reading.types import Cadence

LEXICON = load()
CADENCES: dict[str, Cadence] = {
    word: cadence for cadence in get_args(Cadence) for word in LEXICON.words(f"dates.{cadence}")
}
_CADENCE = re.compile(
    r"(?<![0-9一二三四五六七八九十两本当上下])(?:"
    + "|".join(sorted(CADENCES, key=len, reverse=True))
    + ")(?!分解|细化|制定计划)"
)
_TWICE_A_MONTH = re.compile(
    r"每个?月[^，。；]{0,14}?(?:两|二|2)次|每个?月\d{1,2}[日号]?[、和]\d{1,2}[日号]"
)
_RHYTHM_TAIL = re.compile(
    r"(?:[0-9]{1,2}日?|[首第最后底末初上中下旬一二三四五六日天号、和及或个工作周月的]|\d{1,2}[:：]\d\d|[上下]午|\s)*"
    r"(?:之前|以前|前)?"
)
_DUE_VERB = re.compile(LEXICON.alternation("dates.due_verbs"))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A cadence and where it stands, with the days that belong to it."""

    start: int
    end: int
    cadence: Cadence


def find_cadences(text: str, start: int = 0, end: int | None = None) -> tuple[Rhythm, ...]:
    """Return the rhythms named in ``text[start:end]``, in order.

    >>> [r.cadence for r in find_cadences("每月5日前报送，每季度末通报")]
    ['monthly', 'quarterly']
    """
    stop = len(text) if end is None else end
    found = []
    for match in _CADENCE.finditer(text, start, stop):
        twice = _TWICE_A_MONTH.match(text, match.start(), stop)
        cadence: Cadence = "semimonthly" if twice else CADENCES[match.group()]
        tail = _RHYTHM_TAIL.match(text, match.end(), stop)
        found.append(Rhythm(match.start(), tail.end() if tail else match.end(), cadence))
    return tuple(found)


def find_deadlines(text: str, start: int = 0, end: int | None = None) -> tuple[Moment, ...]:
    """Return the moments of ``text[start:end]`` that limit a duty, rhythms left out."""
    rhythms = find_cadences(text, start, end)
    moments = [
        moment
        for moment in find_dates(text, start, end)
        if moment.strength != "past"
        and not any(r.start <= moment.start < r.end for r in rhythms)
        and not (rhythms and moment.rule == "near-month")
        and not (moment.lapse and moment.lapse.count < 0)
    ]
    stop = len(text) if end is None else end
    return tuple(
        m
        for m in moments
        if (m.strength == "limit" and not text.startswith("的", m.end)) or _is_aim(text, m, stop)
    )


def _is_aim(text: str, moment: Moment, stop: int) -> bool:
    """Tell whether a time without 前 is one to be kept: ``5月下旬完成``, not ``5月下旬的会议``."""
    after = text[moment.end : stop]
    if re.match(r"[\u4e00-\u9fff]{1,4}前(?!往|来)", after):
        return True
    if "后" in after[:5]:
        return False
    if after.startswith(("的", "度", "至", "份的")) or moment.rule in (
        "following",
        "near-day",
        "year",
    ):
        return False
    if moment.strength == "period" and moment.rule not in ("months", "quarter", "half"):
        return True
    if moment.strength == "period":
        before = text[max(0, moment.start - 2) : moment.start]
        return bool(_DUE_VERB.match(after)) or before.endswith(
            ("力争", "确保", "争取", "计划", "，")
        )
    return bool(_DUE_VERB.match(after))


# For how long something is forbidden is no day by which it is due: 三年内不得申报.
_FORBIDS = re.compile(r"内?(?:不得|不予|不再|禁止|取消|停止)")


# Days that count from an event nobody can date: 收到工程款后15日内.
_AFTER = re.compile(
    r"(?:收到(?!本|此|该|通知|文件|函|通报|督办|交办|来函|转办|提醒)|签订|签约|完成|结束|通过|验收|批复|取得)[^，。；]{0,14}后$"
)


@functools.lru_cache(maxsize=1024)
def due_in(
    text: str, start: int, end: int, written_on: dt.date | None
) -> tuple[str | None, Moment | None]:
    """Return the due day of a duty that stands in ``text[start:end]``, and the moment that gives it.

    Several dates for one duty give the last; a real limit goes before a mere aim.
    """
    deadlines = find_deadlines(text, start, end)
    deadlines = tuple(
        m
        for m in deadlines
        if not _FORBIDS.match(text, m.end, end)
        and not (m.lapse and _AFTER.search(text[start : m.start]))
    )
    limits = [m for m in deadlines if m.strength == "limit"] or list(deadlines)
    settled = [(day, m) for m in limits if (day := due_day(m, written_on))]
    return settled[-1] if settled else (None, None)


def due_of_field(text: str, start: int, end: int, written_on: dt.date | None) -> str | None:
    """Return the due day of a field such as ``完成时限``, where any date counts; None for 长期, 立即."""
    rhythms = find_cadences(text, start, end)
    days = [
        due_day(moment, written_on)
        for moment in find_dates(text, start, end)
        if not any(r.start <= moment.start < r.end for r in rhythms)
    ]
    settled = [day for day in days if day]
    return settled[-1] if settled else None
