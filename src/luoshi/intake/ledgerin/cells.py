"""What one cell says: a day, a sum, names, a code; and what a person should look at.  Pure.

A cell that cannot be read blocks its row until somebody mends or empties it; one that was read with
a guess is used as read, and marked.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.intake.ledgerin.words import FACTORS, words_of

MOST = Decimal("1e12")  # yuan; more than a trillion is a wrong unit
_SPLIT = re.compile(r"[、；;，,\n|]+|(?<=[\u4e00-\u9fff])[ \u3000]{1,8}(?=[\u4e00-\u9fff]{4,})")
_TELEPHONE = re.compile(
    r"[（(]?(?:电话|手机|tel)?[:：]?\s*(?:\+?86[- ]?)?(?:\d{3,4}-)?\d{7,11}[）)]?"
)
_POST = re.compile(r"[（(][^）)]*[）)]")
_ERROR = re.compile(r"#(?:REF|VALUE|N/A|NAME|DIV/0|NUM|NULL|SPILL|CALC)[!?]?|#未计算|Err:\d+", re.I)

_FULL = re.compile(
    r"(\d{4}|\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:\s+[\d:]+)?"
)
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(
    r"(?:(\d{4}|\d{2})\s*[-./年]\s*)?(\d{1,2})\s*(?:月份?|(?<=\d)$)\s*(上旬|中旬|下旬|初|底|末|中)?"
)
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})")
_YEAR_PART = re.compile(
    r"(?:(\d{4}|\d{2})\s*年\s*)?(?:(年底|年末|底|末|上半年|下半年|年中)|第?([一二三四1-4])季度?末?|Q([1-4]))",
    re.I,
)
_YEAR = re.compile(r"(\d{4})\s*年?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_AROUND = re.compile(
    r"(?:于|在|最迟|力争|预计|计划|拟|争取|至|截至|到)+|(?:之?前|以前|以内|完成|办结|开工|左右|竣工|底前)+$"
)
_BY_THEN = re.compile(r"前(?:完成|办结)?$|之前|以前")
_SUM = re.compile(
    r"(?:约|近|超|总计|共|人民币|[¥￥$])*\s*(-?[\d,，]+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(万亿|亿|千万|百万|万|千)?\s*(元)?(?:人民币|左右|以上)?"
)
_TIMES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4} | {str(n): n for n in range(1, 5)}


@dataclass(frozen=True, slots=True)
class Doubt:
    """What to look at in a cell; ``blocks``: nothing is written of the row before it is mended."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    blocks: bool = False

    def data(self, of: str) -> dict[str, Any]:
        """Return it as it is kept with the row, for the field ``of``."""
        return {"field": of, "code": self.code, "blocks": self.blocks, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Read:
    """What was read out of a cell (None: nothing), and the doubt about it."""

    value: Any = None
    doubt: Doubt | None = None


def tidy(text: str) -> str:
    """Return a cell's text on its way to the register: NFKC for digits and letters, no padding."""
    return "\n".join(
        " ".join(line.split()) for line in text.replace("\u3000", " ").splitlines()
    ).strip()


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: empty, a dash, 无."""
    return not text.strip() or text.strip() in words_of("blanks")


def error_in(text: str) -> Doubt | None:
    """Return the doubt about a formula that came to nothing: ``#REF!``."""
    if found := _ERROR.search(text):
        return Doubt("formula-error", {"text": found[0]}, blocks=True)
    return None


def _unreadable(code: str, text: str) -> Read:
    return Read(None, Doubt(code, {"text": text[:40]}, blocks=True))


# --- days


def day(text: str, *, year: int | None = None) -> Read:
    """Return the ISO day that ``text`` says.

    ``year`` is that of the table, for days without one.  A part of a month, a quarter or a year
    means its last day, and is doubtful; words like 长期 mean no day.

    >>> day("2026.5.1").value, day("5月1日", year=2026).value, day("2026年5月上旬").value
    ('2026-05-01', '2026-05-01', '2026-05-10')
    """
    if is_blank(text):
        return Read()
    bare = unicodedata.normalize("NFKC", text).strip().strip("。;；,，")
    if bare in words_of("vague"):
        return Read(None, Doubt("day-vague", {"text": bare}))
    if _SERIAL.fullmatch(bare):
        on = dt.date(1899, 12, 30) + dt.timedelta(days=int(float(bare)))
        return Read(on.isoformat(), Doubt("day-serial", {"text": bare, "day": on.isoformat()}))
    core = _AROUND.sub("", re.sub(r"[（(][^）)]*[）)]", "", bare)).strip()
    if core != bare and _BY_THEN.search(bare) and core.endswith("年"):
        core += "底"
    found = _exact(core, year) or _roughly(core, year)
    return found or _unreadable("day-unreadable", text)


def _exact(text: str, year: int | None) -> Read | None:
    if found := _FULL.fullmatch(text) or _DIGITS.fullmatch(text):
        made = _made(int(found[1]), int(found[2]), int(found[3]))
        if made is None:
            return _unreadable("day-none-such", text)
        short = Doubt("day-short-year", {"text": text, "day": made}) if len(found[1]) == 2 else None
        return Read(made, short)
    if (found := _MONTH_DAY.fullmatch(text)) and not _YEAR_MONTH.fullmatch(text):
        if year is None:
            return _unreadable("day-no-year", text)
        made = _made(year, int(found[1]), int(found[2]))
        if made is None:
            return _unreadable("day-none-such", text)
        return Read(made, Doubt("day-year-of-table", {"text": text, "day": made}))
    return None


def _roughly(text: str, year: int | None) -> Read | None:
    """Return the last day of a part of a month, a quarter or a year, which is a guess."""
    end = None
    if found := _YEAR_MONTH.fullmatch(text):
        end = _month_end(int(found[1]), int(found[2]), "")
    elif found := _MONTH.fullmatch(text):
        when = int(found[1]) if found[1] else year
        if when is None:
            return _unreadable("day-no-year", text)
        end = _month_end(when, int(found[2]), found[3] or "")
    elif (found := _YEAR_PART.fullmatch(text)) or (found := _YEAR.fullmatch(text)):
        when = int(found[1]) if found[1] else year
        if when is None:
            return _unreadable("day-no-year", text)
        end = _part_end(when, found)
    if end is None:
        return None
    return Read(end, Doubt("day-rough", {"text": text, "day": end}))


def _month_end(year: int, month: int, part: str) -> str | None:
    if not 1 <= month <= 12:
        return None
    year += 2000 if year < 100 else 0
    last = calendar.monthrange(year, month)[1]
    return _made(year, month, {"上旬": 10, "初": 10, "中旬": 20, "中": 15}.get(part, last))


def _part_end(year: int, found: re.Match[str]) -> str | None:
    if found.re is _YEAR:
        return _made(year, 12, 31) if 1990 <= year <= 2100 else None
    quarter = _QUARTERS.get(found[3] or found[4] or "")
    month = quarter * 3 if quarter else 6 if found[2] in ("上半年", "年中") else 12
    return _month_end(year, month, "")


def _made(year: int, month: int, on: int) -> str | None:
    year += 2000 if year < 100 else 0
    try:
        made = dt.date(year, month, on)
    except ValueError:
        return None
    return made.isoformat() if 1949 <= year <= 2100 else None


# --- sums


def money(text: str, *, unit: str = "") -> Read:
    """Return the yuan that ``text`` says, as a decimal's text; ``unit`` is that of column or table.

    A unit in the cell itself counts first.

    >>> money("5.2亿元").value, money("３，０００", unit="万元").value
    ('520000000', '30000000')
    """
    if is_blank(text):
        return Read()
    bare = unicodedata.normalize("NFKC", text).strip()
    core = re.sub(r"[（(].*?[）)]", "", bare).strip() or bare
    found = _SUM.fullmatch(core)
    if not found:
        return _unreadable("sum-unreadable", text)
    try:
        amount = Decimal(found[1].replace(",", "").replace("，", ""))
    except InvalidOperation:
        return _unreadable("sum-unreadable", text)
    inside = bool(found[2] or found[3])
    factor = _TIMES.get(found[2] or "", 1) if inside else FACTORS.get(unit or "万元", 1)
    yuan = (amount * factor).quantize(Decimal("0.01"))
    value = format(yuan.normalize(), "f")
    if amount < 0:
        return _unreadable("sum-negative", text)
    if yuan >= MOST:
        return _unreadable("sum-huge", text)
    if core != bare:
        return Read(value, Doubt("sum-beside", {"text": bare[:40]}))
    if not inside and not unit:
        return Read(value, Doubt("sum-no-unit", {"text": bare[:40]}))
    return Read(value)


# --- names


def names(text: str) -> tuple[str, ...]:
    """Return the units that a cell names, each once.

    >>> names("青泉州发改委、水利局；住建局")
    ('青泉州发改委', '水利局', '住建局')
    """
    if is_blank(text):
        return ()
    parts = (
        re.sub(r"^(?:牵头|责任|配合|主办|协办)[:：]", "", one.strip()) for one in _SPLIT.split(text)
    )
    return tuple(dict.fromkeys(part for part in parts if part and not is_blank(part)))


def people(text: str) -> tuple[str, ...]:
    """Return the people that a cell names, without telephone numbers and posts.

    >>> people("林岚 13900000000、吴青（副局长）")
    ('林岚', '吴青')
    """
    if is_blank(text):
        return ()
    bare = _POST.sub("", _TELEPHONE.sub("", text))
    parts = (part.strip() for part in re.split(r"[、；;，,\n/|]+", bare))
    return tuple(dict.fromkeys(part for part in parts if part and not is_blank(part)))
