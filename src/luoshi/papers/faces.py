"""The five faces of an official paper, which fonts stand for them here, and which of those are stand-ins.

Font files of the official faces are sold; none comes with this program.  Where a machine has them
they are used, else the nearest free one, and the paper says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import typst

from luoshi.values.errors import Refusal
from luoshi.values.sentences import gettext_noop

Face = Literal["mark", "hei", "kai", "fang", "song"]

# The name that a clerk knows, as it is written into .docx.
OFFICIAL: dict[Face, str] = {
    "mark": "方正小标宋简体",
    "hei": "黑体",
    "kai": "楷体_GB2312",
    "fang": "仿宋_GB2312",
    "song": "宋体",
}
# Families as they name themselves in their files: the official ones first.
_OFFICIAL_FAMILIES: dict[Face, tuple[str, ...]] = {
    "mark": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"),
    "hei": ("SimHei", "黑体"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体"),
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋"),
    "song": ("SimSun", "宋体", "NSimSun"),
}
_FREE_FAMILIES: dict[Face, tuple[str, ...]] = {
    "mark": ("Source Han Serif SC", "Noto Serif CJK SC", "FandolSong"),
    "hei": ("Noto Sans CJK SC", "Source Han Sans SC", "FandolHei"),
    "kai": ("FandolKai", "AR PL UKai CN", "LXGW WenKai", "Noto Serif CJK SC"),
    "fang": ("Zhuque Fangsong (technical preview)", "FandolFang R", "FandolFang", "STFangsong")
    + ("Noto Serif CJK SC", "Source Han Serif SC"),
    "song": ("Noto Serif CJK SC", "Source Han Serif SC", "FandolSong"),
}
# Digits of these free fonts are of another style than their characters: taken from the first that is there.
_PLAIN_DIGITS = ("FandolFang R", "FandolFang", "FandolKai")
_WESTERN = ("Liberation Serif", "Noto Serif CJK SC", "Source Han Serif SC")
# What is asked for a character that no face has: rare names first, then signs.
_LAST_RESORT = ("Noto Serif CJK SC", "Source Han Serif SC", "DejaVu Sans")


class NoFont(Refusal):
    """Not one Chinese font is installed: a paper of empty boxes is worse than none."""

    default_code = "no-font"
    default_template = gettext_noop("服务器上没有中文字体，无法排版。请管理员安装后再试。")


@dataclass(frozen=True, slots=True)
class StandIn:
    """A free font that stands for an official one."""

    face: Face
    wanted: str
    used: str


@dataclass(frozen=True, slots=True)
class Faces:
    """For each face the families to try in order, all of them installed; and who stands in for whom.

    ``western`` names, for a family whose own digits and Latin letters do not suit, another for those.
    """

    families: dict[Face, tuple[str, ...]]
    stand_ins: tuple[StandIn, ...]
    western: dict[str, str]


@cache
def installed() -> typst.Fonts:
    """Return the fonts of this machine, looked up once in a process."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


@cache
def here() -> Faces:
    """Return the faces as this machine has them; raises NoFont if there is nothing Chinese at all."""
    return chosen(frozenset(installed().families()))


def chosen(there: frozenset[str]) -> Faces:
    """Return the faces as a machine has them on which the families ``there`` are installed."""
    families: dict[Face, tuple[str, ...]] = {}
    stand_ins: list[StandIn] = []
    for face, wanted in OFFICIAL.items():
        official = [name for name in _OFFICIAL_FAMILIES[face] if name in there][:1]
        free = [name for name in _FREE_FAMILIES[face] if name in there][:1]
        if not official and not free:
            raise NoFont
        if not official:
            stand_ins.append(StandIn(face, wanted, free[0].removesuffix(" R")))
        names = official or free
        rest = [name for name in _LAST_RESORT if name in there and name not in names]
        families[face] = (*names, *rest)
    western = next((name for name in _WESTERN if name in there), "")
    return Faces(
        families,
        tuple(stand_ins),
        {name: western for name in _PLAIN_DIGITS if western and name in there},
    )
