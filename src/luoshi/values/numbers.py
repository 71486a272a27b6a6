"""Numbers as papers write them: document numbers, Chinese numerals and dates, sums of money."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop

# --- document numbers: 督〔2026〕3号 (GB/T 9704-2012, 7.2.5)

_OPEN, _CLOSE = "〔[［(（【﹝〖{｛《<〈", "〕]］)）】﹞〗}｝》>〉"
_NUMBER = re.compile(
    rf"(?P<issuer>[^\d\s{re.escape(_OPEN + _CLOSE)}]{{1,20}}?)"
    rf"[{re.escape(_OPEN)}](?P<year>\d{{4}}|[〇零○一二三四五六七八九]{{4}})年?[{re.escape(_CLOSE)}]"
    r"第?0*(?P<n>[1-9]\d{0,5})号?"
)


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """发文字号: the issuer's word, the full year and the running number.

    >>> str(DocumentNumber("督", 2026, 3))
    '督〔2026〕3号'
    """

    issuer: str
    year: int
    n: int

    def __post_init__(self) -> None:
        if not self.issuer or self.n < 1 or not 1900 <= self.year <= 2999:
            raise ValueError("a document number has an issuer, a full year and a number from 1")

    @classmethod
    def parse(cls, text: str) -> DocumentNumber:
        """Return the number written in ``text``, whatever its brackets, widths, 第 and zeros.

        Raises BadInput for what is no document number.

        >>> str(DocumentNumber.parse("督[2026] 第003号"))
        '督〔2026〕3号'
        """
        plain = "".join(c if c in "〔〕" else unicodedata.normalize("NFKC", c) for c in text)
        plain = re.sub(r"\s+", "", plain)
        found = _NUMBER.fullmatch(plain)
        year = 0
        if found:
            year = int(found["year"]) if found["year"].isdecimal() else from_chinese(found["year"])
        if not found or not 1900 <= year <= 2999:
            raise BadInput.of(
                "number",
                gettext_noop("“%(text)s”不是完整的发文字号，应写作“督〔2026〕3号”。"),
                code="document-number-unreadable",
                text=text[:40],
            )
        return cls(found["issuer"], year, int(found["n"]))

    def __str__(self) -> str:
        return f"{self.issuer}〔{self.year}〕{self.n}号"


# --- Chinese numerals

_DIGITS = "〇一二三四五六七八九"
_VALUE = {c: n for n, c in enumerate(_DIGITS)} | {
    c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")
}
_VALUE |= {"○": 0, "◯": 0, "两": 2, "兩": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def to_chinese(number: int) -> str:
    """Return ``number`` (0 to 999,999,999,999) as said in Chinese: 105 is 一百零五, 17 is 十七."""
    if not 0 <= number < 10**12:
        raise ValueError("only 0 to 999,999,999,999")
    if number == 0:
        return "零"
    said, pending_zero = "", False
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = number // size % 10**4
        if not group:
            pending_zero = bool(said)
            continue
        if said and (pending_zero or group < 1000):
            said += "零"
        said += _group_in_chinese(group) + unit
        pending_zero = False
    return said[1:] if said.startswith("一十") else said


def _group_in_chinese(group: int) -> str:
    said, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = group // size % 10
        if digit:
            said += ("零" if zero and said else "") + _DIGITS[digit] + unit
        zero = digit == 0
    return said


def from_chinese(text: str) -> int:
    """Return the number said in ``text``: 二〇二六, 一百零五, 十七, 廿三, 三万五千, 伍拾.

    Raises BadInput for anything else.

    >>> from_chinese("一亿零五万")
    100050000
    """
    number = _positional(text) if text and all(c in _VALUE for c in text) else _with_units(text)
    if number is None:
        raise BadInput.of(
            "number",
            gettext_noop("“%(text)s”不是中文数字。"),
            code="chinese-number-unreadable",
            text=text[:20],
        )
    return number


def _positional(text: str) -> int:
    return int("".join(str(_VALUE[c]) for c in text))


def _with_units(text: str) -> int | None:
    total, group, digit = 0, 0, None
    unit, myriad, step = 10**4, 10**12, 1
    for c in text:
        if c in _VALUE and not digit:
            digit = _VALUE[c]
            step = step if digit else 1
        elif c in _TENS and unit > 10 and not digit:
            group, digit, unit, step = group + _TENS[c], None, 10, 10
        elif c in _UNITS and _UNITS[c] < unit and (digit != 0 or _UNITS[c] == 10):
            group += (digit or 1) * _UNITS[c]
            digit, unit, step = None, _UNITS[c], _UNITS[c]
        elif c in _MYRIADS and _MYRIADS[c] < myriad and group + (digit or 0):
            total += (group + (digit or 0)) * _MYRIADS[c]
            group, digit, unit, myriad, step = 0, None, 10**4, _MYRIADS[c], _MYRIADS[c]
        else:
            return None
    # A digit right after a unit counts the next smaller one: 二百五 is 250, 三万五 is 35,000.
    return total + group + (digit or 0) * max(step // 10, 1) if text else None


# --- dates


def written_day(day: dt.date) -> str:
    """Return ``day`` as papers print it since 2012, Arabic and without padding: 2026年5月17日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_day(day: dt.date) -> str:
    """Return ``day`` in Chinese numerals: 二〇二六年五月十七日."""
    year = "".join(_DIGITS[int(c)] for c in f"{day.year:04}")
    return f"{year}年{to_chinese(day.month)}月{to_chinese(day.day)}日"


_DAY = re.compile(
    r"(?P<year>[^年月日]{4})年(?P<month>[^年月日]{1,3})月(?P<day>[^年月日]{1,3})[日号]"
)


def parse_day(text: str) -> dt.date:
    """Return the day written in ``text``, in Arabic or Chinese numerals; raises BadInput.

    >>> parse_day("二○二六年五月十七日")
    datetime.date(2026, 5, 17)
    """
    found = _DAY.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    try:
        if found:
            return dt.date(*(_either(found[part]) for part in ("year", "month", "day")))
    except (ValueError, BadInput):
        pass
    raise BadInput.of(
        "day",
        gettext_noop("“%(text)s”不是完整的日期，应写作2026年5月17日。"),
        code="day-unreadable",
        text=text[:20],
    )


def _either(text: str) -> int:
    return int(text) if text.isdecimal() else from_chinese(text)


# --- money

_WAN, _YI = Decimal(10**4), Decimal(10**8)


def money(amount: Decimal, *, places: int = 2) -> str:
    """Return ``amount`` (yuan) in the unit that reads best, rounded to ``places`` decimals of it.

    >>> money(Decimal(520000000)), money(Decimal("35000")), money(Decimal("12.50"))
    ('5.2亿元', '3.5万元', '12.5元')
    """
    in_units = [
        (_rounded(abs(amount) / unit, places), word)
        for unit, word in ((Decimal(1), "元"), (_WAN, "万元"), (_YI, "亿元"))
    ]
    said, word = next((pair for pair in in_units if pair[0] < _WAN), in_units[-1])
    return f"{'-' if amount < 0 and said else ''}{_plain(said)}{word}"


def in_wan(amount: Decimal, *, places: int = 2) -> Decimal:
    """Return ``amount`` (yuan) in 万元, rounded to ``places``: the figure of a ledger's cell."""
    return _rounded(amount / _WAN, places)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
