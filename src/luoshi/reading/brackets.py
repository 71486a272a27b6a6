"""Brackets behind a duty that say no more than who has it and by when: （甲局牵头，乙局配合；6月底前）.

They are known by their form alone, before any unit is: ``outline`` makes fields of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from luoshi.reading.lexicon import Lexicon

# The label of the fields that are made of such brackets.
BRACKET = "（）"

_OPEN = {"（": "）", "【": "】", "[": "]", "〔": "〕"}
_CLOSES = re.compile(
    r"[。；，]?\s*(?:$|\n|[。；]|\d{1,2}[.．、]|（[一二三四五六七八九十\d]{1,2}）|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
)
_TIME = re.compile(
    r"(?:(?:20\d\d|今|本|明|次)年)?(?:(?:\d{1,2}|本|下|次|当)月份?)?(?:\d{1,2}[日号]|[上中下]旬|第?[一二三四1-4]季度|[上下]半年|年)?"
    r"[底末初内]?(?:之前|以前|前|之内|以内)?(?:全部)?(?:完成|报送|落实|办结|到位)?"
    r"|20\d\d[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?(?:之前|前)?(?:完成)?"
    r"|(?:长期|持续|常态化?|立行立改|立即|尽快|全年|即行|[一二三四五两\d]+(?:个工作日|个?月|周|天|日)内)(?:坚持|推进|实施|整改|完成|开展)?"
)
_NOT_ROLES = re.compile(r"以下|简称|下称|含|其中|不含|如|即|详见|见附|原|联系|电话|注")


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = lexicon.alternation
    unit = words("duties.unit_tails", "duties.group_tails", "duties.group_more")
    helped = words(
        "duties.leading", "duties.cooperating", "duties.answering", "duties.bracket_roles"
    )
    return (
        re.compile(rf"{unit}(?:（[^（）]*）)?(?:等(?:有关|相关)?(?:部门|单位|企业)?)?$"),
        re.compile(
            rf"(?:各自|各|要|应|须|分别|共同|具体|总|主要|按照?(?:各自)?(?:职责|职能)(?:分工)?)*{helped}(?:落实|实施|推进|工作|抓落实)?$"
        ),
    )


def is_time(words: str) -> bool:
    """Tell whether words are a time and nothing else.

    >>> is_time("2023年9月底前"), is_time("州发改委")
    (True, False)
    """
    return bool(words) and bool(_TIME.fullmatch(words))


def _are_units(words: str, lexicon: Lexicon) -> bool:
    tail = _patterns(lexicon)[0]
    names = re.split(
        r"、|会同|联合|和(?!局|城乡|规划)|及", words.removeprefix("由").removeprefix("请")
    )
    return (
        bool(names[-1]) and bool(tail.search(names[-1])) and all(2 <= len(n) <= 30 for n in names)
    )


def part_kind(words: str, lexicon: Lexicon) -> str | None:
    """Say what a part of a bracket is: ``time``, ``told`` (units with their role), ``units``, or none of these.

    >>> part_kind("州发改委牵头", load()), part_kind("按职责分工负责", load()), part_kind("县水利局", load())
    ('told', 'told', 'units')
    """
    if is_time(words):
        return "time"
    role = _patterns(lexicon)[1].search(words)
    if role:
        who = words[: role.start()].removeprefix("由").removeprefix("请")
        if len(who) <= 60 and not re.search(r"[：。]|推进|完成|建设|开展|制定", who):
            return "told" if len(who) <= 4 or _are_units(who, lexicon) else None
    return "units" if _are_units(words, lexicon) else None


_GOES_ON = re.compile(r"。(?!\s*(?:\n|$))")


def role_brackets(
    text: str, start: int, end: int, lexicon: Lexicon
) -> Iterator[tuple[int, int, int, int]]:
    """Yield run and inside of every bracket in ``text[start:end]`` that only hands out a duty."""
    for opening in re.finditer(r"[（【\[〔]", text[start:end]):
        at = start + opening.start()
        close = _closing(text, at, min(end, at + 162))
        if close < 0 or close - at < 4 or at == start:
            continue
        if not _CLOSES.match(text[close + 1 : min(end, close + 7)]):
            continue
        inside = text[at + 1 : close]
        if _NOT_ROLES.match(inside):
            continue
        kinds = [part_kind(p, lexicon) for p in re.split(r"[，；。]\s*", inside) if p]
        before = text[max(start, at - 6) : at]
        named = kinds == ["units"] and bool(_patterns(lexicon)[0].search(before))
        goes_on = _GOES_ON.match(text, close + 1, end) and before[-1:] not in "。；"
        if goes_on and "told" not in kinds:
            continue
        timed = set(kinds) == {"time"} and not re.search(r"[前底内]|完成|长期|持续", inside)
        if None not in kinds and kinds and not named and not timed:
            yield at, close + 1, at + 1, close


def _closing(text: str, at: int, limit: int) -> int:
    """Where the bracket that opens at ``at`` closes, -1 if it does not before ``limit``."""
    depth, shut = 0, _OPEN[text[at]]
    for i in range(at, limit):
        if text[i] == text[at]:
            depth += 1
        elif text[i] == shut:
            depth -= 1
            if depth == 0:
                return i
        elif text[i] == "\n":
            return -1
    return -1
