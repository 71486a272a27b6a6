"""Find numbers with units and say what they measure.

Values are in the unit's base: 万 and 亿 are multiplied out (``5.2亿元`` is 520000000 ``元``), other
units stay as printed (``公里``, ``兆瓦``).  Ratings (``220千伏``), dates and ordinals are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luoshi.reading.lexicon import load
from luoshi.reading.numerals import number
from luoshi.reading.types import Figure, Mark, Quantity

LEXICON = load()
FACTORS = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "亿": 10**8, "千万": 10**7,
    "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "": 1,
}  # fmt: skip
UNIT_KINDS = ("money", "area", "length", "percent", "capacity", "people", "pieces", "parts")
KIND_OF_UNIT = {w: kind for kind in UNIT_KINDS for w in LEXICON.words(f"quantities.{kind}")}
_UNIT = "|".join(sorted(map(re.escape, KIND_OF_UNIT), key=len, reverse=True))
_AMOUNT = re.compile(
    r"(?<![\d.A-Za-z第×*])(?<!\d/)(?P<n>\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十百两]+(?=[万亿千]))\s?"
    rf"(?P<f>{'|'.join(f for f in FACTORS if f)})?(?:余|多)?"
    rf"(?P<u>{_UNIT})(?P<r>{LEXICON.alternation('quantities.rates')})?(?!百分点|工作日|小时内|月|大|方面|级)"
)
# What stood before a change: 由8亿元增至11亿元.
_CHANGED = re.compile(
    r"[^，。；、]{0,4}(?:[增调提扩升涨降减缩压][\u4e00-\u9fff]{0,2}[至到为]|变更?为)"
)
_RATE = re.compile(
    r"每?(?<![0-9一二三四五六七八九十今明去本当全近多几半])([年日])(?!度|内|底|末|初|前|来|间|份|级|轻|代|均缴|常|报|期|用|照)|每天()"
)
_BREAK = re.compile(r"[，。；：、？！（）()\n|\t]")
PLAIN_RATES = {
    "/a": "/年",
    "/d": "/日",
    "/h": "/小时",
    "每年": "/年",
    "每日": "/日",
    "/天": "/日",
    "／年": "/年",
    "／日": "/日",
}


def _has(window: str, *names: str) -> bool:
    return any(word in window for name in names for word in LEXICON.words(f"quantities.{name}"))


def _money(before: str, after: str) -> Quantity | None:
    window = before + "|" + after[:4]
    if _has(before, "tax_words"):
        return "tax"
    if _has(before, "output_words"):
        return "output-value"
    invested = _has(window, "invested_words")
    if _has(before, "done_words") and (invested or not _has(before, "money_others")):
        return "investment-done"
    if not invested:
        return None
    if _has(before, "year_words") or re.search(
        r"\d{4}年度?(?:[^，]{0,4}(?:计划|安排|预计)|投资$)", before
    ):
        return "investment-year"
    return "investment"


def _percent(before: str) -> Quantity | None:
    return (
        "progress" if _has(before, "progress_words") and not _has(before, "not_progress") else None
    )


def _people(before: str, after: str) -> Quantity | None:
    if _has(before, "jobs_words") or _has(after[:6], "jobs_words"):
        return "jobs"
    return "other" if _has(before, "reached_words") else None


def quantity_of(kind: str, before: str, after: str) -> Quantity | None:
    """Return what a number of this kind of unit measures between the words around it, None for nothing."""
    if re.search(r"缺口|短缺|不足|缺少|拖欠|欠付|欠薪", before):
        return None
    if kind == "money":
        return _money(before, after)
    if kind == "percent":
        return _percent(before)
    if kind == "people":
        return _people(before, after)
    if kind == "pieces":
        return "jobs" if _has(before, "jobs_words") or _has(after[:6], "jobs_words") else None
    if kind == "parts" and _RATE.search(before):
        return "capacity"
    if kind == "parts" and after[:1] and after[0] not in "，。；、）（等增以":
        return "other" if _has(before, "build_words", "reached_words") else None
    if kind == "area" and re.search(r"[年日月]产[\u4e00-\u9fff]{0,8}$", before):
        return "capacity"
    if kind == "parts" or _has(before, "work_done"):
        return "other"
    return {"area": "area", "length": "length"}.get(kind, "capacity")  # type: ignore[return-value]


def _rate(before: str, unit: str, printed: str | None) -> str:
    if printed:
        return unit + PLAIN_RATES.get(printed, printed)
    told = [m for m in _RATE.finditer(before)]
    return f"{unit}/{told[-1].group(1) or '日'}" if told else unit


def value_of(digits: str, factor: str = "") -> Decimal:
    """Return the number with its 万 or 亿 multiplied out.

    >>> value_of("5.2", "亿")
    Decimal('520000000')
    """
    digits = digits.replace(",", "")
    plain = Decimal(digits) if digits[0].isdecimal() else Decimal(number(digits))
    value = plain * FACTORS[factor]
    whole = value.to_integral_value()  # of any length, unlike quantize
    return whole if value == whole else value.normalize()


def find_amounts(text: str) -> Iterator[tuple[Decimal, str]]:
    """Yield every number with a unit that the text prints, whatever it measures.

    >>> list(find_amounts("总投资5.2亿元，占地120亩"))
    [(Decimal('520000000'), '元'), (Decimal('120'), '亩')]
    """
    for match in _AMOUNT.finditer(text):
        factor, unit = match["f"] or "", match["u"]
        if unit == "万平":
            factor, unit = factor + "万", "平方米"
        yield value_of(match["n"], factor), {"％": "%"}.get(unit, unit)


def find_figures(text: str, start: int = 0, end: int | None = None) -> tuple[Figure, ...]:
    """Return the figures of ``text[start:end]`` in order, each with its mark."""
    stop = len(text) if end is None else end
    found = [*_figures(text, start, stop), *_bare_sums(text, start, stop)]
    return tuple(sorted(found, key=lambda f: f.mark.start if f.mark else 0))


_BARE_SUM = re.compile(
    r"投资(?:额|总额)?(?:约|达|近|超|超过)?(?P<n>\d[\d.]*)(?P<f>百亿|亿|千万|万)(?=[，。；、）建在于用的]|$)"
)


def _bare_sums(text: str, start: int, stop: int) -> Iterator[Figure]:
    """Sums without 元: 投资22.8亿建设…"""
    for match in _BARE_SUM.finditer(text, start, stop):
        mark = Mark(match.start("n"), match.end(), "figure.bare", 0.8)
        done = text[max(start, match.start() - 2) : match.start()] == "完成"
        quantity: Quantity = "investment-done" if done else "investment"
        yield Figure(quantity, value_of(match["n"], match["f"]), "元", mark)


def _figures(text: str, start: int, stop: int) -> Iterator[Figure]:
    for match in _AMOUNT.finditer(text, start, stop):
        if (
            _CHANGED.match(text, match.end(), stop)
            and text[match.start() - 1 : match.start()] == "由"
        ):
            continue
        breaks = [m.end() for m in _BREAK.finditer(text, start, match.start())]
        before = text[breaks[-1] if breaks else start : match.start()]
        if len(before) <= 2 and len(breaks) > 1 and text[breaks[-1] - 1] in "（(约":
            before = text[breaks[-2] : match.start()]
        if len(before) <= 2 and len(breaks) > 1 and text[breaks[-1] - 1] == "：":
            before = text[breaks[-2] : match.start()]
        elif len(before) <= 2 and breaks and text[breaks[-1] - 1] == "：":
            before = text[max(start, breaks[-1] - 10) : match.start()]
        after = text[match.end() : min(stop, match.end() + 8)]
        unit = match["u"]
        kind = KIND_OF_UNIT[unit]
        quantity = quantity_of(kind, before, after)
        if quantity is None:
            continue
        factor = match["f"] or ""
        if unit == "万平":
            factor, unit = factor + "万", "平方米"
        if quantity == "capacity":
            unit = _rate(before, unit, match["r"])
        mark = Mark(match.start(), match.end(), f"figure.{kind}", 0.9)
        yield Figure(quantity, value_of(match["n"], factor), {"％": "%"}.get(unit, unit), mark)
