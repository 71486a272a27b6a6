"""The measures of GB/T 9704-2012 and what both writers decide alike: size of a mark, lines of a title."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MM: Final = 72 / 25.4  # points in a millimetre

PAGE_MM: Final = (210.0, 297.0)
TOP_MM, LEFT_MM = 37.0, 28.0
AREA_MM: Final = (156.0, 225.0)
RIGHT_MM: Final = PAGE_MM[0] - LEFT_MM - AREA_MM[0]
BOTTOM_MM: Final = PAGE_MM[1] - TOP_MM - AREA_MM[1]

COLUMNS, LINES = 28, 22
BODY_PT, TITLE_PT, SMALL_PT = 16.0, 22.0, 14.0  # 3号, 2号, 4号
# What one character takes of a line: 15.77 pt.  A fifth of a millimetre stays free at its end.
CHAR_PT: Final = (AREA_MM[0] * MM - 0.6) / COLUMNS
# The first line touches the upper edge of the type area and the last one its lower edge.
PITCH_PT: Final = (AREA_MM[1] * MM - BODY_PT) / (LINES - 1)

# Cells are of size 4; those of a table with many columns of 小4 or size 5.
_CELLS_PT: Final = ((4, SMALL_PT), (8, 12.0))
_LEAST_CELL_PT: Final = 10.5
MARK_PT, MARK_LEAST_SCALE = 46.0, 0.62
MARK_ROOM_PT: Final = 142 * MM
_MARKS_HIGH_PT, _MARK_SPREAD_PT = 92.0, 56.0
SEAL_MM: Final = 42.0

_TITLE_MOST: Final = 19
_NO_START: Final = frozenset("的了和与及等之、，。：；！？）〕》】”’·—％%们")
_NO_END: Final = frozenset("（〔《【“‘·—和与及第")
_UNBREAKABLE: Final = ("的通知", "的通报", "的函", "的报告", "的请示")
# Words of two that titles are full of: a line does not end between their halves.
_RUN: Final = (
    "项目用地手续事项建设管理工作办理办结推进协调解决问题情况落实督办催办交办会议纪要通知通报报告方案意见企业公司中央国有合作投资产业"
    "光伏风电煤炭电力水利农业矿产资源自然生态环境规划审批备案登记注册服务中心小组成立调整领导组织单位部门机关政府办公委员发展改革财政"
    "税务安全生产运输交通铁路公路机场园区基地工程设施设备技术人才资金贷款债券招商引资对接重点重大全面进一一步加强加快做好开展实施支持"
    "关于按期限期及时压站升压变电输电线路管网供水供电供热天然石油化工沥青材料制造加工物流贸易口岸"
)
_WORDS: Final = frozenset(_RUN[at : at + 2] for at in range(0, len(_RUN), 2))


def cell_pt(columns: int) -> float:
    """Return the size in points of what stands in a table of so many columns.

    >>> cell_pt(2), cell_pt(6), cell_pt(13)
    (14.0, 12.0, 10.5)
    """
    return next((size for most, size in _CELLS_PT if columns <= most), _LEAST_CELL_PT)


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One name of a mark: how much it is narrowed (1 is not), and the points added behind each sign."""

    text: str
    scale: float
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How the marks of the issuers are set: one size in points; ``suffix`` stands behind all names."""

    size: float
    lines: tuple[MarkLine, ...]
    suffix: str = ""


def mark_of(names: tuple[str, ...], *, suffix: str = "", spread: bool = False) -> Mark:
    """Return the largest setting in which each of ``names`` stays on one line of the type area.

    Of several names all together are no higher than two; the short name of a bulletin is ``spread``.
    """
    width = max(width_of(name) for name in names) or 1.0
    most = min(MARK_PT, _MARKS_HIGH_PT / len(names)) if len(names) > 1 else MARK_PT
    room = MARK_ROOM_PT - (14 + most * width_of(suffix) if suffix else 0)
    scale = min(1.0, room / (most * width))
    size = most if scale >= MARK_LEAST_SCALE else room / (MARK_LEAST_SCALE * width)
    scale = max(scale, MARK_LEAST_SCALE)
    tracking = 0.0
    if spread and scale == 1:
        size = min(_MARK_SPREAD_PT, room / width)
        tracking = min(0.5 * size, (0.85 * room - size * width) / max(len(names[0]) - 1, 1))
    shown = (MarkLine(name, round(scale, 3), round(max(tracking, 0.0), 2)) for name in names)
    return Mark(round(size, 2), tuple(shown), suffix)


def width_of(text: str) -> float:
    """Return how many full-width characters ``text`` takes; half-width ones count a half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.55 for c in text)


@lru_cache(maxsize=256)
def title_lines(text: str, *, most: int = _TITLE_MOST) -> tuple[str, ...]:
    """Return the lines of a title, broken by sense in the shape of a trapezoid or a diamond.

    A line break in ``text`` is kept.  Words in brackets, names with dots, numbers and Latin words
    stay whole wherever a line is long enough for them.
    """
    if "\n" in text:
        return tuple(line for part in text.split("\n") for line in title_lines(part, most=most))
    if width_of(text) <= most:
        return (text,)
    count = int(-(-width_of(text) // most))
    for lines in (count, count + 1):
        found = [one for shape in _shapes(lines) if (one := _broken(text, shape, most))]
        if found:
            return min(found)[1]
    return tuple(text[at : at + most] for at in range(0, len(text), most))


def _shapes(lines: int) -> tuple[tuple[float, ...], ...]:
    """Return the shapes that a title may have, each line as a share of the middling one."""
    step = 0.24 / max(lines - 1, 1)
    down = tuple(1.12 - step * at for at in range(lines))
    if lines < 3:
        return down, down[::-1]
    middle = (lines - 1) / 2
    diamond = tuple(1.12 - 0.24 * abs(at - middle) / middle for at in range(lines))
    return down, down[::-1], diamond


def _broken(text: str, shape: tuple[float, ...], most: int) -> tuple[float, tuple[str, ...]] | None:
    """Return the best lines of ``shape`` and how bad they are; None if ``most`` is too little."""
    upto = [0.0]
    for sign in text:
        upto.append(upto[-1] + width_of(sign))
    aim = upto[-1] / len(shape)
    prices = [_price(text, end) for end in range(len(text) + 1)]
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for share in shape:
        found: dict[int, tuple[float, tuple[str, ...]]] = {}
        for start, (cost, lines) in best.items():
            for end in range(start + 1, len(text) + 1):
                wide = upto[end] - upto[start]
                if wide > most:
                    break
                now = cost + (wide - share * aim) ** 2 + prices[end]
                if end not in found or now < found[end][0]:
                    found[end] = now, (*lines, text[start:end])
        best = found
    if len(text) not in best:
        return None
    cost, lines = best[len(text)]
    return cost + _hollow(lines), lines


def _hollow(lines: tuple[str, ...]) -> float:
    """Return how bad it is that lines are longer above and below than between, or all alike."""
    widths = [width_of(line) for line in lines]
    waist = sum(
        30.0
        for above, it, below in zip(widths, widths[1:], widths[2:], strict=False)
        if it < min(above, below)
    )
    return waist + (6.0 if max(widths) - min(widths) < 0.5 else 0.0)


def _price(text: str, at: int) -> float:
    """Return how bad it is to break ``text`` before ``at``."""
    if at >= len(text):
        return 0.0
    left, right = text[at - 1], text[at]
    if right in _NO_START or left in _NO_END:
        return 200.0
    if left.isascii() and right.isascii() and left.isalnum() and right.isalnum():
        return 200.0
    if text[max(0, at - 2) : at] == "关于":
        return -8.0
    if any(text.startswith(word, at) for word in _UNBREAKABLE):
        return 60.0
    if left + right in _WORDS:
        return 90.0
    inside = any(
        text.count(a, 0, at) > text.count(b, 0, at) for a, b in ("（）", "《》", "“”", "〔〕")
    )
    return 40.0 if inside else (0.0 if left in "的、，" else 12.0)
