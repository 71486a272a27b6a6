"""Characters that look like others, that nobody sees, or that only one font knows.

Pasted text brings blanks of every width, soft hyphens, marks of direction, radicals and compatibility
forms in place of the characters themselves, and bullets from the private area.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from luoshi.reading.worktext import Edit

_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3164"
_NOTHING = (
    "\x00-\x08\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufdd0\U000e0100-\U000e01ef"
)
_BREAKS = "\u2028\u2029\x0b\x0c\x85"
_FORMS = "\u2e80-\u2fdf\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\U0002f800-\U0002fa1f"
_WIDE = "０-９Ａ-Ｚａ-ｚ％／＋＝＆＠＃"
_PRIVATE = "\ue78d-\ue796\uf020-\uf0ff"
_ODD = re.compile(f"[\r．－{_BLANKS}{_NOTHING}{_WIDE}{_BREAKS}{_FORMS}{_PRIVATE}]")
_IS_BLANK = re.compile(f"[{_BLANKS}]")
_IS_NOTHING = re.compile(f"[{_NOTHING}]")
_IS_BREAK = re.compile(f"[{_BREAKS}]")
_LINES_FIRST = re.compile(r"(?:^|\n)[ \t\u3000]*\Z")
# Radicals that Unicode does not say what they stand for; PDF files use them for whole characters.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺌⺍⺎⺕⺗⺙⺜⺝⺟⺠⺢⺥⺧⺩⺪⺫⺬⺭⺮⺯⺰⺱⺶⺷⺸⺼⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂乙几小小兀彐心攵日月母民水爫牛王疋目示示竹糸纟网羊羊羊肉虎衤西西见角讠贝车辶辶辶邑钅镸长门雨青韦页风飞食饣食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
# Where GBK of the year 1995 put vertical marks into the private area.
_VERTICAL = dict(
    zip(
        "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796",
        "，。、：；！？〖〗…",
        strict=True,
    )
)
_BULLET = "●"


def odd_characters(text: str) -> Iterator[Edit]:
    """Yield the edits that put the plain character in place of each odd one."""
    for found in _ODD.finditer(text):
        at, odd = found.start(), found[0]
        if odd == "\r":
            yield at, at + 1 + (text[at + 1 : at + 2] == "\n"), "\n"
        elif odd not in "．－" or (
            text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal()
        ):
            yield at, at + 1, _plain(text, at, odd)


def _plain(text: str, at: int, odd: str) -> str:
    if _IS_BREAK.match(odd):
        return "\n"
    if "\uff01" <= odd <= "\uff5e":
        return chr(ord(odd) - 0xFEE0)
    if _IS_BLANK.match(odd):
        return " "
    if _IS_NOTHING.match(odd):
        return ""
    if "\uf020" <= odd <= "\uf0ff":
        return _BULLET if _LINES_FIRST.search(text, max(0, at - 12), at) else ""
    form = _KNOWN.get(odd) or unicodedata.normalize("NFKC", odd)
    return _MARKS.get(form, form) if len(form) == 1 else odd


# NFKC gives the half-width twin of a small or upright mark; Chinese text wants the full one.
_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_KNOWN = _RADICALS | _VERTICAL
