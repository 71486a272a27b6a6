"""Undo the damage of converters, printers and websites, with an exact way back.

``repair`` runs these passes, each a list of edits on the text as it then stands: odd blanks and
widths, pinyin notes and lost characters, Traditional characters, punctuation, name dots, stray
blanks, broken lines.  Lines of a website stay in the text; ``outline`` tells them apart.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from luoshi.reading import (
    characters,
    fixedwidth,
    layout,
    lines,
    mojibake,
    pinyin,
    posts,
    realign,
    script,
    spokenlines,
)
from luoshi.reading.lexicon import Lexicon, load
from luoshi.reading.types import Repaired
from luoshi.reading.worktext import Edit, WorkText

_HAN = r"\u3400-\u9fff"
_CJK = _HAN + r"，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％①-⑳"
_WIDE = {"，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "？": "?", "！": "!"}
_FULL = {half: full for full, half in _WIDE.items()}
_HALF = re.compile("[,:;?!]")
_IS_CJK = re.compile(f"[{_CJK}]")
_BRACKETS = re.compile(r"\(([^()（）\n]*)\)|\(([^()（）\n]*)）|（([^()（）\n]*)\)")
_DOT = re.compile("[•‧・･⋅∙\u0387●ᐧꞏㆍ·.．]")
_STOPS = frozenset(".．")
_IS_HAN = re.compile(f"[{_HAN}]")
_NUMERAL = set("一二三四五六七八九十")
_DOUBLED = re.compile(r"[。！？；，、](?:[ ]?[。！？；，、])+")
_QUOTE = re.compile(r'"([^"\n]{1,80})"|[「」『』]')


def _between_digits(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _marks(text: str) -> Iterator[Edit]:
    for match in _HALF.finditer(text):
        at = match.start()
        if _between_digits(text, at):
            continue
        start = at - (text[at - 1 : at] == " ")
        if start and _IS_CJK.match(text, start - 1):
            yield start, at + 1, _FULL[text[at]]
        elif _IS_CJK.match(text, at + 1 + text[at + 1 : at + 2].isspace()):
            yield at, at + 1, _FULL[text[at]]


def _brackets(text: str) -> Iterator[Edit]:
    han = re.compile(f"[{_HAN}]")
    for match in _BRACKETS.finditer(text):
        beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        if han.search(match[0]) or re.search(f"[{_CJK}]", beside):
            for at, new in ((match.start(), "（"), (match.end() - 1, "）")):
                yield at, at + 1, new


_CORNERS = {"「": "“", "」": "”", "『": "‘", "』": "’"}


def _quotes(text: str) -> Iterator[Edit]:
    for match in _QUOTE.finditer(text):
        if match[0] in _CORNERS:
            yield match.start(), match.end(), _CORNERS[match[0]]
        elif re.search(f"[{_HAN}]", match[1]):
            yield match.start(), match.start() + 1, "“"
            yield match.end() - 1, match.end(), "”"


def _doubled(text: str) -> Iterator[Edit]:
    """Of marks in a row the first that ends a sentence stays, else the first."""
    for match in _DOUBLED.finditer(text):
        ends = re.search("[。！？]", match[0])
        kept = match.start() + (ends.start() if ends else 0)
        yield match.start(), kept, ""
        yield kept + 1, match.end(), ""


def _dots(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """A dot inside a name becomes ·; a half-width stop between words becomes 。."""
    for match in _DOT.finditer(text):
        at = match.start()
        stop = match[0] in _STOPS
        start = at - (not stop and text[at - 1 : at] == " ")
        end = at + 1 + (not stop and text[at + 1 : at + 2] == " ")
        if not start or not _IS_HAN.match(text, start - 1) or not _IS_HAN.match(text, end):
            continue
        if stop and not (_IS_HAN.match(text, end + 1) and _is_among_words(text, start, end)):
            continue
        before, after = text[start - 1], text[end]
        if before in _NUMERAL and match[0] != "·":
            continue
        sounds = _sounds(lexicon)
        named = not stop or (before in sounds and after in sounds)
        yield start, end, "·" if named else "。"


def _is_among_words(text: str, start: int, end: int) -> bool:
    """Two characters on either side of a stop, or one before it and three after it."""
    if start > 1 and _IS_HAN.match(text, start - 2):
        return True
    return bool(_IS_HAN.match(text, end + 2))


def _stops(text: str) -> Iterator[Edit]:
    """A half-width stop that ends a sentence."""
    for match in _STOP.finditer(text):
        yield match.start(), match.end(), "。"


_STOP = re.compile(
    rf"[.．](?:(?<=[{_HAN}%）”][.．])(?=[”）]*(?:[ \t\u3000]*$))|(?<=[%）][.．])(?=[{_HAN}]))", re.M
)


@functools.lru_cache(maxsize=4)
def _sounds(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.words("people.sounds"))


@functools.lru_cache(maxsize=4)
def _blanks_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{lexicon.alternation('people.heads')}$")


@functools.lru_cache(maxsize=4)
def _name_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    surname = lexicon.alternation("people.surnames", "people.compound_surnames")
    return re.compile(rf"(?:{surname}[{_HAN}]{{1,2}}|[{_HAN}]+·[{_HAN}·]+)(?=[，。；、（）\s]|$)")


def _is_name(row: str, at: int, lexicon: Lexicon) -> bool:
    """A name after a unit keeps its blank: 工程部 李大山."""
    name = _name_pattern(lexicon).match(row, at)
    return bool(name) and not posts.is_word(name[0], lexicon)  # type: ignore[index]


def _blanks(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    head = _blanks_pattern(lexicon)
    in_table = False
    for line in re.finditer(r"[^\n]+", text):
        row = line[0]
        if "\t" in row or (" " not in row and "\u3000" not in row):
            continue
        in_table = layout.is_blank_header(row) or (
            in_table and bool(re.match(r"\s*\d{1,3}[ \u3000]", row))
        )
        if in_table:
            continue
        for at, end in _blanks_in(row.rstrip(), head, lexicon):
            yield line.start() + at, line.start() + end, ""


_BLANK = re.compile(r"(?<=\S)([ \u3000]+)(?=\S)")
_INNER = re.compile(r"《[^《》]{0,200}》|（[^（）]{0,200}）")
_TOKEN = re.compile(rf"[{_HAN}]")


def _blanks_in(row: str, head: re.Pattern[str], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The blanks of a line that stand inside Chinese text by mistake."""
    prose = bool(re.search(r"[。，；]", row))
    apart = _figures_apart(row)
    shut = {at for m in _INNER.finditer(row) for at in range(m.start() + 1, m.end() - 1)}
    for match in _BLANK.finditer(row):
        start, end = match.span(1)
        before, after = row[start - 1], row[end]
        loose = prose and len(match[1]) == 1 and start not in shut
        beside = before in "，。；：、（“《" or after in "，。；、）”》："
        beside = beside or (len(match[1]) == 1 and _is_in_date(row, start, end))
        if beside or (start > 3 and before == "." and _PART.match(row, end)) or start in apart:
            yield start, end
        elif before.isdigit() and _COUNT.match(row, end):
            if len(match[1]) == 1 and not _DAY.match(row, end):
                yield start, end
        elif _TOKEN.match(before) and _TOKEN.match(after):
            if _is_between_han(row, start, end, head, lexicon, loose=loose):
                yield start, end
        elif loose and _is_mixed(row, start, end):
            yield start, end


_COUNT = re.compile(r"\d*[.\d]*(?:[%万亿年月日号]|个百|季度)")
_LABELLED = re.compile(rf"[ \u3000]*[{_HAN}]{{2,8}}：")
_FIGURE = re.compile(rf"(?<=[{_HAN}]) \d[\d.,]{{0,8}} (?=[{_HAN}])")
_DATE_BEGUN = re.compile(r"(?:\d ?[年月]|第)\Z")
_DATE_REST = {
    "年": re.compile(r"\d{1,2} ?月"),
    "月": re.compile(r"\d{1,2} ?[日号]"),
    "第": re.compile(r"\d{1,2} ?季度"),
}
_PART = re.compile(r"\d{1,3}\s?[万亿%]")
_DAY = re.compile(r"\d{4}\s*年|\d+月")


def _figures_apart(row: str) -> set[int]:
    """Where the blanks on both sides of a figure stand behind a label: 内容：治理河道 12.5 公里."""
    if not _LABELLED.match(row):
        return set()
    return {at for found in _FIGURE.finditer(row) for at in (found.start(), found.end() - 1)}


def _is_in_date(row: str, start: int, end: int) -> bool:
    """``6 月 30 日`` as word processors set figures apart in a .pdf, also where the line is no prose."""
    rest = _DATE_REST.get(row[start - 1])
    begun = rest and _DATE_BEGUN.search(row, max(0, start - 3), start)
    return bool(rest and begun and rest.match(row, end))


def _is_between_han(
    row: str, start: int, end: int, head: re.Pattern[str], lexicon: Lexicon, *, loose: bool
) -> bool:
    """A blank between two Han characters is a mistake beside a lone one, and in prose."""
    if _lone_before(row, start) and not _ends_name(row, start, end):
        return True
    if _lone_after(row, end, start, head):
        return True
    titled = head.search(row, max(0, start - 6), start)
    return loose and not titled and not _is_name(row, end, lexicon)


def _is_mixed(row: str, start: int, end: int) -> bool:
    """Han on one side, a digit or letter on the other, and no enumerator before the blank."""
    before, after = row[start - 1], row[end]
    mixed = (_TOKEN.match(before) and after.isalnum()) or (before.isalnum() and _TOKEN.match(after))
    return bool(mixed) and not re.match(r"\s*\d{1,2}[.．]?\s", row[max(0, start - 3) : start + 1])


def _lone_before(row: str, at: int) -> bool:
    """One Han character stands alone before the blank."""
    return at < 2 or row[at - 2] in " \u3000，。；、（）：【"


def _ends_name(row: str, at: int, end: int) -> bool:
    """``田 野　　审核``: the wide blank divides, the narrow one inside the name did not."""
    return end - at > 1 and at > 1 and row[at - 2] in " \u3000"


def _lone_after(row: str, at: int, start: int, head: re.Pattern[str]) -> bool:
    """One Han character stands alone after the blank, and what is before it is no title."""
    alone = at + 1 >= len(row) or row[at + 1] in " \u3000，。；、（）："
    return alone and not head.search(row, max(0, start - 6), start)


_ROUNDS = 4  # what one pass mends may show the next one its damage; texts are settled after two


def repair(original: str, lexicon: Lexicon | None = None) -> Repaired:
    """Return the repaired text with the way back to ``original`` and the list of what was mended.

    A repaired text needs no repair: passes are run until none finds anything.
    """
    words = lexicon or load()
    work = WorkText(original)
    for _ in range(_ROUNDS):
        before = work.text
        _restore(work, words)
        _tidy(work, words)
        if work.text is before:
            break
    return work.done()


def is_beyond_repair(original: str) -> bool:
    """Tell whether a text is noise that no repair makes readable, as doors ask before they keep it.

    >>> is_beyond_repair("浜戝窛鍘挎按鍒╁眬"), is_beyond_repair("锟斤拷锟斤拷锟斤拷锟斤拷")
    (False, True)
    """
    return mojibake.is_unreadable(original) and mojibake.is_unreadable(repair(original).text)


def _restore(work: WorkText, words: Lexicon) -> None:
    """Bring back the characters that were written."""
    mojibake.unscramble(work, words)
    work.apply(spokenlines.spoken_lines(work.text), "pinyin")
    seen = pinyin.scan(work.text)
    realign.realign(work, seen, words)
    work.apply(characters.odd_characters(work.text), "odd character")
    if work.text is not seen.text:
        seen = pinyin.scan(work.text)
    noted = pinyin.mark_notes(work, seen)
    script.simplify(work, words)
    pinyin.fill_gaps(work, noted, words)


def _tidy(work: WorkText, words: Lexicon) -> None:
    """Put marks, blanks and lines as Chinese papers have them."""
    work.apply(fixedwidth.comma_rows(work.text), "table row")
    work.apply(fixedwidth.table_rows(work.text), "table row")
    for kind, edits in (
        ("bracket", _brackets), ("punctuation", _marks), ("quote", _quotes),
        ("punctuation", _doubled), ("punctuation", _stops),
    ):  # fmt: skip
        work.apply(edits(work.text), kind)
    work.apply(_dots(work.text, words), "name dot")
    work.apply(_blanks(work.text, words), "blank")
    work.apply(lines.hyphens(work.text), "line break")
    work.apply(lines.breaks(work.text, words), "line break")
