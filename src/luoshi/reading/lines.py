"""Line breaks and page numbers that printers and mail put inside sentences."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from luoshi.reading import layout
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.worktext import Edit

_PAGE = re.compile(
    r"^[ \u3000]*(?:[-—–－~·]\s*\d{1,3}\s*[-—–－~·]|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d{1,3}\s*/\s*\d{1,3})[ \u3000]*$"
)
_DIGITS = re.compile(r"\d+")
_BARE = re.compile(r"[ \u3000]*\d{1,3}[ \u3000]*\n?")
_SENTENCE = re.compile(r"[。；，：\t|]")
_HYPHEN = re.compile(r"[-\u00ad](?<=[A-Za-z]{2}[-\u00ad])[ ]*\n[ ]*(?=[a-z])")
_CLOSED = tuple("。！？：；”】|")
_BAR = re.compile(r"[|｜]")
_WIDTH = 54  # half-width columns: no printed line of an office paper is much wider


def _columns(line: str) -> int:
    return len(line.encode("gbk", "replace"))


@functools.lru_cache(maxsize=4)
def _fresh(lexicon: Lexicon) -> re.Pattern[str]:
    """How a line begins that does not go on from the line before it."""
    labels = lexicon.alternation(
        "outline.meta",
        "outline.duty_fields",
        "outline.topics",
        "outline.session_fields",
        "outline.form_fields",
    )
    signs = "|".join(pattern for _, _, pattern in layout.STYLES)
    return re.compile(rf"[ \u3000]*(?:{signs}|[（(]?{labels}：|[|【〔]|附|抄|首页|上一|下一|版权)")


@functools.lru_cache(maxsize=4)
def _title_tail(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{lexicon.alternation('outline.title_tails')}$")


def _full_width(rows: list[re.Match[str]], widths: list[int]) -> int:
    """From how many columns a line counts as full: none does where the text is not hard-wrapped.

    A text is, where at least three lines are about as long as its longest and most of those end
    in the middle of a sentence.
    """
    longest = max(widths)
    near = [
        row[0].rstrip() for row, width in zip(rows, widths, strict=True) if width >= longest - 10
    ]
    inside = [line for line in near if not line.endswith((*_CLOSED, "）", "，", "、"))]
    if not 36 <= longest <= 100 or len(near) < 3 or 2 * len(inside) < len(near):
        return 10**6
    return longest - 10


def hyphens(text: str) -> Iterator[Edit]:
    """Yield the edits that join a Latin word parted at the end of a line."""
    for found in _HYPHEN.finditer(text):
        yield found.start(), found.end(), ""


def _furniture(rows: list[re.Match[str]]) -> set[int]:
    """Which lines are page numbers, or heads that run beside them from page to page."""
    pages = {i for i, row in enumerate(rows) if _PAGE.match(row[0].rstrip("\n"))}
    if len(pages) < 2:
        return pages
    beside: dict[str, list[int]] = {}
    for page in pages:
        for step in (-1, 1):
            at = page + step
            while 0 <= at < len(rows) and not rows[at][0].strip() and abs(at - page) < 4:
                at += step
            if 0 <= at < len(rows) and at not in pages:
                beside.setdefault(_DIGITS.sub("0", rows[at][0].strip()), []).append(at)
    for head, found in beside.items():
        if len(found) > 1 and 4 <= len(head) <= 40 and not _SENTENCE.search(head):
            pages |= set(found)
    return pages


def _is_bare_number(
    rows: list[re.Match[str]],
    i: int,
    last: int | None,
    widths: list[int],
    full: int,
    lexicon: Lexicon,
) -> bool:
    """A number alone on its line is a page's where it parts a sentence of full lines."""
    if last is None or widths[last] < full or not _BARE.fullmatch(rows[i][0]):
        return False
    following = next((row for row in rows[i + 1 : i + 4] if row[0].strip()), None)
    return bool(
        following
        and not rows[last][0].strip().endswith((*_CLOSED, "）"))
        and _goes_on(rows[last][0], following[0], lexicon, is_full=True, over_page=True)
    )


def breaks(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """Yield the edits that take page numbers out and join lines broken inside a sentence."""
    if "\n" not in text:
        return
    rows = list(re.finditer(r"[^\n]+\n?|\n", text))
    widths = [_columns(row[0].rstrip()) for row in rows]
    full = _full_width(rows, widths)
    furniture = _furniture(rows)
    last: int | None = None
    gap = ""
    for i, row in enumerate(rows):
        line = row[0].strip()
        if i in furniture or _is_bare_number(rows, i, last, widths, full, lexicon):
            gap = "page"
            continue
        if not line:
            gap = gap or "blank"
            continue
        if (
            last is not None
            and gap != "blank"
            and _goes_on(
                rows[last][0],
                row[0],
                lexicon,
                is_full=widths[last] >= full,
                over_page=gap == "page",
            )
        ):
            start = rows[last].start() + len(rows[last][0].rstrip())
            yield start, row.end() - len(row[0].lstrip()), ""
        elif gap == "page" and last is not None:
            yield rows[last].end(), row.start(), ""
        last, gap = i, ""


def _goes_on(first: str, second: str, lexicon: Lexicon, *, is_full: bool, over_page: bool) -> bool:
    """Tell whether the second line goes on with the sentence of the first."""
    a, b = first.strip(), second.strip()
    if a.endswith(_CLOSED) or _fresh(lexicon).match(second) or "\t" in first or "\t" in second:
        return False
    if len(_BAR.findall(a)) > 1:  # a row of names, not a sentence
        return False
    if _title_goes_on(a, b, lexicon):
        return True
    if second.startswith(("\u3000\u3000", "    ")) or re.search(
        rf"{layout.FULL_DATE}\s*(?:印发)?$", a
    ):
        return False
    if re.fullmatch(rf"\s*{layout.FULL_DATE}\s*", b) or layout.UNIT_LINE.match(b):
        return is_full and not re.search(r"[）]$", a) and len(b) < 12 and b.endswith("。")
    prose = bool(re.search(r"[，。；]", a))
    if is_full:
        return prose or len(a) > 20
    return prose and len(a) >= 16 and (over_page or a.endswith(("，", "、")) or _mid_sentence(a, b))


def _mid_sentence(a: str, b: str) -> bool:
    return (
        not a.endswith(("）", ")"))
        and bool(re.search(r"[。；，]", b))
        and a.rfind("。") >= 0
        and len(a) - a.rfind("。") > 4
    )


def _title_goes_on(a: str, b: str, lexicon: Lexicon) -> bool:
    marks = re.compile(r"[。；：，]")
    if marks.search(a) or marks.search(b) or len(a) > 45 or len(b) > 45:
        return False
    tail = _title_tail(lexicon)
    if a.startswith("关于") and not tail.search(a):
        return bool(tail.search(b))
    return bool(layout.UNIT_LINE.match(a)) and b.startswith("关于")
