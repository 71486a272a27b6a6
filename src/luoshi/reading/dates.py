"""Find days, spans, limits and the years that a text leaves out.

``find_dates`` yields *moments*: runs of the text with what they say about the calendar, as far as
they say it.  Which year is meant depends on what the moment is used for, so a moment is settled
only when asked: ``event_days`` (what took place is never after the document) and ``due_day`` (a
deadline never lies before it).  Days are Asia/Shanghai civil days, printed as ISO; without a year
they read ``--05-19``.  Working days are Monday to Friday: holidays belong to ``values.workcalendar``.
"""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from luoshi.reading.lexicon import load
from luoshi.reading.numerals import number

Strength = Literal["limit", "period", "day", "past"]

LEXICON = load()


def _away(table: str) -> dict[str, int]:
    return {word: int(count) for word, count in LEXICON.table(table).items()}


YEARS, NEAR = _away("dates.years"), _away("dates.near")
DAYS, FOLLOWING = _away("dates.days"), _away("dates.following")

WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 6}


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day as far as it is known: ``year`` None unknown, ``month`` 0 unknown, ``day`` 0 the month's last."""

    year: int | None
    month: int
    day: int

    def iso(self) -> str:
        """Return the day as ISO text, ``--05-19`` where no year is known.

        >>> Day(2024, 2, 0).iso(), Day(None, 5, 19).iso()
        ('2024-02-29', '--05-19')
        """
        last = calendar.monthrange(self.year or 2023, self.month)[1]
        day = min(self.day or last, last)
        head = f"{self.year:04d}" if self.year else "-"
        return f"{head}-{self.month:02d}-{day:02d}"

    def date(self) -> dt.date | None:
        """Return the day as a date, None where the year is unknown."""
        return dt.date.fromisoformat(self.iso()) if self.year else None


@dataclass(frozen=True, slots=True)
class Lapse:
    """A time told from another day: so many ``unit`` away; ``part`` is a weekday, or a day of the month."""

    unit: Literal["day", "workday", "month", "weekday", "monthday", "following"]
    count: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in the text ``[start, end)``; ``seen`` is the day last given before it."""

    start: int
    end: int
    rule: str
    first: Day | None = None
    last: Day | None = None
    lapse: Lapse | None = None
    years_on: int | None = None
    strength: Strength = "day"
    seen: Day | None = None


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# --- patterns --------------------------------------------------------------------------------

_N = r"(?<![0-9.])[0-9]{1,3}|[一二三四五六七八九十廿卅两百]{1,4}"
_YEAR = rf"(?:(?:中华民国|民国)?(?P<roc>1[01]\d)\s?年\s?(?=\d{{1,2}}\s?月)|(?P<y>(?:19|20)\s?\d\s?\d|[一二][〇零○一二三四五六七八九]{{3}})\s?年度?\s?|(?P<yw>{_either(YEARS)})\s?)?"
_YEAR2 = r"(?:(?P<y2>(?:19|20)\d\d)年)?"
_MONTH = r"(?P<m>1\s?[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月"
_MONTH2 = r"(?:(?P<m2>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月)?"
_D = r"3\s?[01]|[12]\s?[0-9]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_TO = r"\s?(?:日|号)?\s?(?:[（(](?:星期|周).[）)])?(?:[上下]午|晚)?\s?(?:[至到—–－\-～~]{1,2}|、|和)\s?"
_PART = r"(?P<part>上中旬|中下旬|上旬|中旬|下旬|上半月|下半月|底|末|初|中(?=前|之前|，|。|；|$))?"
_HOUR = (
    r"(?:\s?(?:[（(](?:星期|周)[一二三四五六日天][）)]|[上下]午|中午|晚上?|\d{1,2}[:：]\d\d|\d{1,2}[时点](?:\d+分)?"
    r"|下班|24时))*"
)
_LIMIT = rf"(?P<limit>{_HOUR}\s?(?!{LEXICON.alternation('dates.not_a_limit')}){LEXICON.alternation('dates.limits')})?"
_NOT_NUMBER = r"(?<![0-9.第每逐])"
_NEAR = _either(NEAR)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern))
    for rule, pattern in (
        ("span", rf"{_NOT_NUMBER}{_YEAR}{_MONTH}\s?(?P<d>{_D}){_TO}{_YEAR2}{_MONTH2}(?P<d2>{_D})\s?[日号]{_LIMIT}"),
        ("days", rf"(?<![0-9.第每逐月季])(?P<d>{_D})(?:[日号](?:[上下]午|晚上?|中午)?)?(?:至|到|—|－|-|～|~){{1,2}}(?P<d2>{_D})[日号]{_LIMIT}"),
        ("day", rf"{_NOT_NUMBER}{_YEAR}{_MONTH}份?\s?(?P<d>{_D})\s?[日号]{_LIMIT}"),
        ("digits", r"(?<![0-9])(?P<y>20\d\d|19\d\d)(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9])(?![0-9])" + _LIMIT),
        ("months", rf"{_NOT_NUMBER}{_YEAR}(?P<m>1[0-2]|[1-9]|[一二三四五六七八九十])月?份?(?:至|到|—|－|-|～|~){{1,2}}{_YEAR2}(?P<m2>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!{_D}[日号])份?底?{_LIMIT}"),
        ("month", rf"{_NOT_NUMBER}{_YEAR}{_MONTH}(?!\s?(?:{_D})\s?[日号])份?{_PART}{_LIMIT}"),
        ("bare-day", rf"(?<![0-9.第每逐个月首])(?P<d>{_D})(?:日|号(?=之?前|上午|下午|，|至))(?![0-9内间均产处楼线店文]){_LIMIT}"),
        ("quarter", rf"(?<![前每逐按0-9]){_YEAR}第?(?P<q>[一二三四1-4])季度(?P<part>末|底|初|中)?{_LIMIT}"),
        ("half", rf"(?<![每近]){_YEAR}(?P<half>[上下])半年(?P<part>末|底)?{_LIMIT}"),
        ("year-end", rf"(?:(?P<y>(?:19|20)\d\d)年度?|(?P<yw>{_either(YEARS)})年?|(?<![0-9一二三四五六七八九十两几半近多每])年)(?P<part>底|末|终|中(?=前|之前))(?!期){_LIMIT}"),
        ("year-in", rf"(?:(?P<y>(?:19|20)\d\d)年度?|(?P<yw>{_either(YEARS)})|(?<![0-9一二三四五六七八九十两几半近多每])年)(?P<limit>之内|以内|内(?!蒙|容|部))"),
        ("lapse", rf"(?<![0-9第])(?:(?P<n>{_N})\s?(?P<u>个?工作日|个?日历日|日|天|个?周|个?星期|个月|个季度|年|个?小时)|(?P<hw>半个月|半月|半年)|(?P<om>[一两二三])(?P<ou>月))(?:的?时间)?(?P<limit>之内|以内|内(?!部|容|蒙|外))"),
        ("week", rf"(?P<near>{_NEAR})一?个?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末])?(?:之?内|期间)?{_LIMIT}"),
        ("weekday", rf"(?<![每逐{''.join(NEAR)}各（(])(?:周|星期)(?P<wd>[一二三四五六日天末]){_LIMIT}"),
        ("near-month", rf"(?P<near>{_NEAR})一?个?月(?:(?P<d>{_D})[日号]|份?{_PART})?(?:之?内)?{_LIMIT}"),
        ("month-end", rf"(?<![0-9一二三四五六七八九十每逐各当本下上次个半月])月(?P<part>底|末|中(?=前|之前))(?!期){_LIMIT}"),
        ("near-quarter", rf"(?P<near>本|下|当)一?个?季度(?P<part>末|底|初)?(?:之?内)?{_LIMIT}"),
        ("near-day", rf"(?P<word>{_either(DAYS)}){_LIMIT}"),
        ("following", rf"(?P<word>{_either(FOLLOWING)})"),
        ("year", r"(?<![0-9])(?P<y>(?:19|20)\d\d)年(?!度?[底末内中终]|\s?[0-9一二三四五六七八九十])"),
    )
)  # fmt: skip

_PART_DAYS = {
    "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0), "上中旬": (1, 20), "中下旬": (11, 0),
    "上半月": (1, 15), "下半月": (16, 0), "初": (1, 10), "中": (15, 15),
}  # fmt: skip


# --- from a match to a moment ------------------------------------------------------------------


def _year(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Return the printed year, and how far a year told in words lies from the document's."""
    groups = match.groupdict()
    printed = groups.get("y")
    if printed:
        printed = printed.replace(" ", "")
        return number(printed), None
    if groups.get("roc"):
        return int(groups["roc"]) + 1911, None
    word = groups.get("yw")
    return None, YEARS[word] if word else None


def _int(text: str) -> int:
    return number(re.sub(r"\s", "", text))


def _calendar(rule: str, match: re.Match[str]) -> Moment | None:
    year, years_on = _year(match)
    groups = match.groupdict()
    month = _int(groups["m"]) if groups.get("m") else 0
    moment = Moment(match.start(), match.end(), rule, years_on=years_on)
    if rule in ("span", "days"):
        first = Day(year, month, _int(groups["d"]))
        end_month = _int(groups["m2"]) if groups.get("m2") else month
        end_year = int(groups["y2"]) if groups.get("y2") else year
        if year and not groups.get("y2") and end_month < month:
            end_year = year + 1
        return replace(moment, first=first, last=Day(end_year, end_month, _int(groups["d2"])))
    if rule in ("day", "digits", "bare-day"):
        day = Day(year, month, _int(groups["d"]))
        return replace(moment, first=day, last=day)
    if rule == "months":
        end_year = int(groups["y2"]) if groups.get("y2") else year
        last = Day(end_year, _int(groups["m2"]), 0)
        return replace(moment, first=Day(year, month, 1), last=last, strength="period")
    begin, end = _PART_DAYS.get(groups.get("part") or "", (1, 0))
    strength: Strength = "period" if groups.get("part") else "day"
    return replace(
        moment, first=Day(year, month, begin), last=Day(year, month, end), strength=strength
    )


def _period(rule: str, match: re.Match[str]) -> Moment | None:
    year, years_on = _year(match)
    groups = match.groupdict()
    first, last = 1, 12
    if rule == "quarter":
        last = number(groups["q"]) * 3
        first = last - 2
    elif rule == "half":
        first, last = (1, 6) if groups["half"] == "上" else (7, 12)
    elif groups.get("part") == "中":
        last = 6
    strength: Strength = "day" if rule == "year" else "period"
    return Moment(match.start(), match.end(), rule, Day(year, first, 1), Day(year, last, 0), None,
                  years_on, strength)  # fmt: skip


def _lapse(rule: str, match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    if groups.get("hw"):
        lapse = Lapse("day", 15) if "月" in groups["hw"] else Lapse("month", 6)
    elif groups.get("om"):
        lapse = Lapse("month", number(groups["om"]))
    else:
        count, unit = number(groups["n"]), groups["u"]
        lapse = {
            "作": Lapse("workday", count), "周": Lapse("day", 7 * count), "期": Lapse("day", 7 * count),
            "月": Lapse("month", count), "度": Lapse("month", 3 * count), "年": Lapse("month", 12 * count),
            "时": Lapse("day", -(-count // 24)),
        }.get(unit[-2] if "工作" in unit else unit[-1], Lapse("day", count))  # fmt: skip
    return Moment(match.start(), match.end(), rule, lapse=lapse)


def _near(rule: str, match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    moment = Moment(match.start(), match.end(), rule, strength="period")
    if rule in ("week", "weekday"):
        away = NEAR[groups["near"]] if groups.get("near") else 0
        part = WEEKDAYS[groups["wd"]] if groups.get("wd") else 6
        if rule == "weekday" and not groups.get("limit"):
            return None
        return replace(moment, lapse=Lapse("weekday", away, part))
    if rule == "near-day":
        return replace(moment, lapse=Lapse("day", DAYS[groups["word"]]), strength="day")
    if rule == "following":
        return replace(moment, lapse=Lapse("following", FOLLOWING[groups["word"]]), strength="past")
    away = NEAR[groups["near"]] if groups.get("near") else 0
    if rule == "near-quarter":
        return replace(moment, lapse=Lapse("monthday", away, 100))
    if groups.get("d"):
        return replace(moment, lapse=Lapse("monthday", away, _int(groups["d"])))
    end = _PART_DAYS.get(groups.get("part") or "", (1, 0))[1]
    return replace(moment, lapse=Lapse("monthday", away, end))


MAKERS: Mapping[str, Callable[[str, re.Match[str]], Moment | None]] = (
    dict.fromkeys(("span", "days", "day", "digits", "months", "month", "bare-day"), _calendar)
    | dict.fromkeys(("quarter", "half", "year-end", "year-in", "year"), _period)
    | {"lapse": _lapse}
    | dict.fromkeys(("week", "weekday", "near-month", "month-end", "near-quarter", "near-day", "following"), _near)
)  # fmt: skip

_AS_OF = re.compile(LEXICON.alternation("dates.as_of") + "$")
_BEGINNING = re.compile(LEXICON.alternation("dates.beginning"))
_OWN_START = re.compile(LEXICON.alternation("dates.own_start"))
_AFTER = re.compile(r"[^，。；：、]*(?:后|之日起|日起|起)(?:的|，)?$")


def _strength(text: str, moment: Moment, match: re.Match[str]) -> Strength:
    if moment.rule == "following":
        return "past"
    before = text[max(0, moment.start - 20) : moment.start]
    if moment.lapse and moment.rule == "lapse":
        anchored = _AFTER.search(before)
        return "past" if anchored and not _OWN_START.search(anchored.group()) else "limit"
    if match.groupdict().get("limit"):
        return "limit"
    if _BEGINNING.match(text, moment.end) or _AS_OF.search(before[-4:]):
        return "past"
    return moment.strength


def _valid(moment: Moment) -> bool:
    return all(
        d is None
        or d.day <= 28
        or d.month == 0
        or d.day <= calendar.monthrange(d.year or 2024, d.month)[1]
        for d in (moment.first, moment.last)
    )


# Without one of its signs a pattern cannot match.
_SIGNS = {
    **dict.fromkeys(("span", "days", "day", "bare-day"), "日号"),
    **dict.fromkeys(("months", "month", "near-month", "month-end"), "月"),
    **dict.fromkeys(("year-end", "year-in", "year"), "年"),
    **dict.fromkeys(("quarter", "near-quarter"), "季"),
    **{"week": "周期拜", "weekday": "周期", "digits": "-/.", "half": "半", "lapse": "日天周期月度年时"},
    **{"near-day": "".join(w[-1] for w in DAYS), "following": "".join(w[-1] for w in FOLLOWING)},
}  # fmt: skip
_ANY_SIGN = re.compile(f"[{re.escape(''.join(_SIGNS.values()))}]")
_GIVES_DAY = {"day", "span", "digits", "bare-day", "days", "month", "year"}
_STRETCH = re.compile(r"[^。；！？\n]+")  # no time goes on behind one of these


def _found(text: str, start: int, end: int) -> Iterator[tuple[Moment, re.Match[str]]]:
    """Yield the moments of ``text[start:end]``, longest first at each place, none overlapping."""
    every = []
    for stretch in _STRETCH.finditer(text, start, end):
        signs = {*_ANY_SIGN.findall(stretch[0])}
        for order, (rule, pattern) in enumerate(PATTERNS) if signs else ():
            if signs.isdisjoint(_SIGNS[rule]):
                continue
            for match in pattern.finditer(text, *stretch.span()):
                moment = MAKERS[rule](rule, match)
                if moment is not None and _valid(moment):
                    every.append((match.start(), -match.end(), order, moment, match))
    done = start
    for begin, _, _, moment, match in sorted(every, key=lambda e: e[:3]):
        if begin >= done:
            done = match.end()
            yield moment, match


def find_dates(text: str, start: int = 0, end: int | None = None) -> tuple[Moment, ...]:
    """Return the moments of ``text[start:end]`` in order, each knowing the day last given before it."""
    moments: list[Moment] = []
    seen = _day_before(text, start)
    for moment, match in _found(text, start, len(text) if end is None else end):
        moment = replace(moment, strength=_strength(text, moment, match), seen=seen)
        moments.append(moment)
        if moment.strength == "limit" and not (moment.first and moment.first.year):
            continue
        if _AS_OF.search(text[max(0, moment.start - 4) : moment.start]):
            continue
        if moment.first and moment.rule in _GIVES_DAY:
            seen = _remember(moment.first, seen, whole=moment.rule != "year")
    return tuple(moments)


def _remember(day: Day, seen: Day | None, *, whole: bool) -> Day:
    """Return what is known of the day last given once ``day`` has been read."""
    year = day.year or (seen.year if seen else None)
    if not whole:
        return Day(year, seen.month if seen else 0, seen.day if seen else 0)
    return Day(year, day.month or (seen.month if seen else 0), day.day)


@functools.lru_cache(maxsize=4)
def _days_seen(text: str) -> tuple[list[int], list[Day]]:
    """For the whole text: where a day was last given, and which; read once, however often asked."""
    ends: list[int] = []
    days: list[Day] = []
    for moment, _ in _found(text, 0, len(text)):
        if moment.first and moment.rule in ("day", "span", "digits", "year", "bare-day", "days"):
            ends.append(moment.end)
            days.append(
                _remember(moment.first, days[-1] if days else None, whole=moment.rule != "year")
            )
    return ends, days


def _day_before(text: str, start: int) -> Day | None:
    ends, days = _days_seen(text)
    known = bisect.bisect_right(ends, start)
    return days[known - 1] if known else None


# --- settling ----------------------------------------------------------------------------------


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later, or that month's last where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(day: dt.date, days: int) -> dt.date:
    """Return the ``days``-th day from Monday to Friday after ``day``; holidays are not looked at."""
    for _ in range(days):
        day += dt.timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    return day


def _reach(lapse: Lapse, moment: Moment, written_on: dt.date | None) -> Day | None:
    base = written_on
    if lapse.unit == "following":
        known = (
            moment.seen.date() if moment.seen and moment.seen.month and moment.seen.day else None
        )
        if known is None:
            if moment.seen and moment.seen.month and lapse.count == 0:
                return moment.seen
            return None
        base = known
    if base is None:
        return None
    if lapse.unit in ("day", "following"):
        base += dt.timedelta(days=lapse.count)
    elif lapse.unit == "workday":
        base = add_working_days(base, lapse.count)
    elif lapse.unit == "month":
        base = add_months(base, lapse.count)
    elif lapse.unit == "weekday":
        base += dt.timedelta(days=7 * lapse.count + lapse.part - base.weekday())
    elif lapse.part == 100:
        quarter = (base.month - 1) // 3 + lapse.count
        return Day(base.year + quarter // 4, quarter % 4 * 3 + 3, 0)
    else:
        month = add_months(base.replace(day=1), lapse.count)
        return Day(month.year, month.month, lapse.part)
    return Day(base.year, base.month, base.day)


def _base_year(moment: Moment, written_on: dt.date | None) -> int | None:
    if written_on:
        return written_on.year
    return moment.seen.year if moment.seen else None


def _month_of(day: Day, moment: Moment, written_on: dt.date | None, *, ahead: bool) -> Day | None:
    """Give a bare day its month: that of the day last given, for a deadline the next to come."""
    if day.month:
        return day
    if ahead and written_on:
        month = (
            written_on if day.day >= written_on.day else add_months(written_on.replace(day=1), 1)
        )
        return Day(month.year, month.month, day.day)
    if moment.seen and moment.seen.month:
        near = Day(moment.seen.year, moment.seen.month, day.day)
        late = near.date() if near.year and _valid_day(near) else None
        if not (late and written_on and late > written_on and not ahead):
            return near
    if written_on:
        month = (
            written_on if day.day <= written_on.day else add_months(written_on.replace(day=1), -1)
        )
        return Day(month.year, month.month, day.day)
    return None


def _valid_day(day: Day) -> bool:
    return day.day <= calendar.monthrange(day.year or 2024, day.month)[1]


def _settled(day: Day, moment: Moment, written_on: dt.date | None, *, ahead: bool) -> Day | None:
    whole = _month_of(day, moment, written_on, ahead=ahead)
    if whole is None or whole.year:
        return whole
    year = _base_year(moment, written_on)
    if year is None:
        return whole
    if moment.years_on is not None:
        return replace(whole, year=year + moment.years_on)
    whole = replace(whole, year=year)
    known = written_on
    if known is None and ahead and moment.seen and moment.seen.month and moment.seen.day:
        known = moment.seen.date()
    here = whole.date()
    if known and here and ahead and here < known:
        return replace(whole, year=year + 1)
    if known and here and not ahead and here > known:
        return replace(whole, year=year - 1)
    return whole


def event_days(
    moment: Moment, written_on: dt.date | None, *, planned: bool = False
) -> tuple[str, str] | None:
    """Return first and last day of what took place, or is fixed to take place where ``planned``."""
    if moment.lapse:
        day = _reach(moment.lapse, moment, written_on)
        return (day.iso(), day.iso()) if day else None
    if moment.first is None or moment.last is None:
        return None
    last = _settled(moment.last, moment, written_on, ahead=planned)
    first = _settled(moment.first, moment, written_on, ahead=planned)
    if first is None or last is None:
        return None
    if first.year and last.year and first.iso() > last.iso():
        first = replace(first, year=last.year - (first.month > last.month))
    return first.iso(), last.iso()


def due_day(moment: Moment, written_on: dt.date | None) -> str | None:
    """Return the last day on which something is still on time, None where the text gives no day."""
    if moment.strength == "past":
        return None
    if moment.lapse:
        day = _reach(moment.lapse, moment, written_on)
    else:
        day = _settled(moment.last, moment, written_on, ahead=True) if moment.last else None
    if day is None:
        return None
    if moment.rule == "weekday" and written_on and day.iso() < written_on.isoformat():
        return (dt.date.fromisoformat(day.iso()) + dt.timedelta(days=7)).isoformat()
    return day.iso()
