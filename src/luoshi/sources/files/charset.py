"""Bytes to text when nobody says in which encoding: byte order mark, UTF-8, then the likeliest.

GB 18030 and Big5 take nearly any bytes; what tells them apart is whether the characters that come
out are the ones people use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用"
    "道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意"
    "无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什"
    "二等产或新己制身果加西月话合回特代内信表化老给世位次度门任常先海通教原东提立及比员解水名真论处走义各入"
    "几口认条平系气题活更别打变四总何电数安少报才结反受目太量再感建务做接必场件计管期市直资命山金指许统区保"
    "至形社便空决治展科司五基书非则听白却界达光放强即难且权思王完设式色路记南品住告类求据程北边张该交规万取"
    "望觉术领共确传师观清今切院让识候带导争运落实会议项目单位责任配合时限督办县州局委"
    "國這個們來為說時會對發後裡過經麼學現當沒動開從實無與長機業關點將兩間問應頭體產話給門員東論處義幾條氣題"
    "別變總電數報結場計務據區統書達難權術領確傳師觀讓識導爭運進還種樣項單責縣辦議"
    "，。、：；！？“”（）《》〔〕１２３"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_BAD_SHARE = 0.002
_USUAL_SHARE = 0.2
_FEW = 12
_SAMPLE = 50_000
_HARMED = 4  # bytes that are no UTF-8 in a line which is not merely cut off
_WIDE = ("utf-16-le", "utf-16-be")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was in, and how many characters could not be made out."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes) -> Decoded | None:
    """Return the text of ``data``, or None if it is no text in an encoding that offices use."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _readable(data[len(bom) :], encoding)
    if b"\x00" in data:
        wide = _likeliest(data, _WIDE)
        return wide if wide and _holds_words(wide.text) else None
    encodings = ("gb18030", "big5hkscs", *(_WIDE if len(data) % 2 == 0 else ()))
    return (
        _strictly(data, "utf-8")
        or _line_by_line(data)
        or _likeliest(data, encodings)
        or _readable(data, "utf-8")
    )


def _line_by_line(data: bytes) -> Decoded | None:
    """A text put together from files of different encodings: each line in its own."""
    read = [_line(line) for line in data.split(b"\n")]
    kinds = {encoding for _, encoding in read} - {"ascii"}
    if len(kinds) < 2 or "utf-8" not in kinds or "" in kinds:
        return None
    return Decoded("\n".join(text for text, _ in read), "+".join(sorted(kinds)))


def _line(line: bytes) -> tuple[str, str]:
    if line.isascii():
        return line.decode("ascii"), "ascii"
    strict = _strictly(line, "utf-8")
    if strict:
        return strict.text, "utf-8" if _usual(strict.text) >= _USUAL_SHARE else ""
    if line.decode("utf-8", errors="replace").count("\ufffd") < _HARMED:
        return "", ""
    best = _likeliest(line, ("gb18030", "big5hkscs"))
    return (best.text, best.encoding) if best and not best.lost else ("", "")


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _is_binary(text) else Decoded(text, encoding)


def _readable(data: bytes, encoding: str) -> Decoded | None:
    """Decode with a few losses allowed: a file cut off in the middle of a character is still a text."""
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    if _is_binary(text) or lost > max(1, len(text) * _BAD_SHARE):
        return None
    return Decoded(text, encoding, lost)


def _likeliest(data: bytes, encodings: tuple[str, ...]) -> Decoded | None:
    readings = [read for encoding in encodings if (read := _readable(data, encoding))]
    if not readings:
        return None
    best = max(readings, key=lambda read: (_usual(read.text), -read.lost))
    return best if _usual(best.text) >= _USUAL_SHARE or _is_short(best.text) else None


def _usual(text: str) -> float:
    """Return the share of common characters among those beyond ASCII; 1 if there are none."""
    beyond = [c for c in text[:_SAMPLE] if c > "\x7f"]
    return sum(c in _COMMON for c in beyond) / len(beyond) if beyond else 1.0


def _holds_words(text: str) -> bool:
    """Tell whether a character that people write is in it: a few stray bytes make none."""
    return any(c in _COMMON or (c.isascii() and c.isalnum()) for c in text[:_SAMPLE])


def _is_short(text: str) -> bool:
    return sum(c > "\x7f" for c in text[:_SAMPLE]) <= _FEW


def _is_binary(text: str) -> bool:
    return len(_CONTROL.findall(text)) > len(text) * _BAD_SHARE
