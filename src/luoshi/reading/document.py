"""The document itself: what it is, who issued it, on which day, who wrote and who edited it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from luoshi.reading import dates
from luoshi.reading.bylines import credited
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.types import Document, Genre, Mark, Person

_GENRES: tuple[tuple[Genre, str], ...] = (
    ("minutes", "minutes"), ("task-list", "task_list"), ("progress-report", "progress_report"),
    ("notice", "notice"), ("meeting-report", "meeting_report"), ("visit-report", "visit_report"),
)  # fmt: skip


_CONVENED = re.compile(
    r"(?:召开|举行|举办)[^，。]{0,30}(?:会|会议|论坛|仪式)$|(?:会|会议|论坛|仪式)(?:在[^，。 ]{2,12})?(?:召开|举行|举办)$"
)
_TRAVELLED = re.compile(
    r"赴[\u4e00-\u9fff、\n]{2,24}(?:考察|调研|对接|学习|招商|洽谈|督导|慰问|走访)[^。]{0,24}(?:报告|汇报|情况)$"
)


def genre_of(text: str, outline: Outline, lexicon: Lexicon) -> Genre:
    """Tell the kind of document, by its headline first, else by what its text speaks of."""
    opening = (
        text[slice(outline.sentences[0].start, outline.sentences[0].end)]
        if outline.sentences
        else ""
    )
    title = outline.of(outline.title) if outline.title else opening
    if _TRAVELLED.search(title):
        return "visit-report"
    by_form = _by_form(title, lexicon)
    if by_form:
        return by_form
    if outline.title and _CONVENED.search(title):
        return "meeting-report"
    hits = {
        genre: [title.rfind(word) for word in lexicon.words(f"document.{key}") if word in title]
        for genre, key in _GENRES[4:]
    }
    if re.search(r"赴[\u4e00-\u9fff]{2,14}(?:洽谈|座谈|对接|会商|考察|调研)", title):
        return "visit-report"
    meeting, visit = hits["meeting-report"], hits["visit-report"]
    if meeting and not visit:
        return "meeting-report"
    if visit and not meeting:
        return "visit-report"
    if meeting and visit:
        return "visit-report" if max(visit) > max(meeting) else "meeting-report"
    if outline.tables and not outline.sentences[3:]:
        return "task-list"
    went = sum(text.count(word) for word in lexicon.words("document.body_visit"))
    met = sum(text.count(word) for word in lexicon.words("document.body_meeting"))
    if not went and not met:
        return "notice" if any(outline.blocks_of("addressees")) else "progress-report"
    return "visit-report" if went >= met / 2 else "meeting-report"


def _by_form(title: str, lexicon: Lexicon) -> Genre | None:
    """The kind a headline names outright: its last such word."""
    bare = re.sub(r"（[^）]*）$", "", title)
    ends: dict[Genre, int] = {}
    for genre, key in _GENRES[:4]:
        for word in lexicon.words(f"document.{key}"):
            at = bare.rfind(word)
            if at >= 0 and len(bare) - at - len(word) <= (2 if genre in ("notice",) else 6):
                ends[genre] = max(ends.get(genre, -1), at + len(word))
    if not ends:
        return None
    best = max(ends.values())
    return next(genre for genre, _ in _GENRES[:4] if ends.get(genre) == best)


def _days(text: str, start: int, end: int) -> Iterator[tuple[str, Mark]]:
    """The full dates of a run."""
    for moment in dates.find_dates(text, start, end):
        days = dates.event_days(moment, None)
        if days and days[0] == days[1] and not days[0].startswith("--"):
            yield days[1], Mark(moment.start, moment.end, "date")


def date_of(text: str, outline: Outline, lexicon: Lexicon) -> tuple[str, Mark] | None:
    """The day of signature, of a form or a line under the title, of a byline, of a website."""
    wanted = lexicon.words("document.date_labels")
    runs: list[tuple[int, int]] = [(b.start, b.end) for b in outline.blocks_of("signature")][::-1]
    runs += [m.span() for m in (*_signed(lexicon).finditer(text), *_PRINTED.finditer(text))]
    runs += [(f.start, f.end) for f in outline.fields if f.set == "form" and f.label in wanted]
    runs += [(b.start, b.end) for b in outline.blocks_of("dateline", "meta")]
    runs += [
        (f.run, f.end)
        for f in outline.fields
        if f.set == "form" and f.label in lexicon.words("document.heads_of_forms")
    ]
    runs += list(outline.bylines)[::-1]
    runs += [
        (b.start, b.end)
        for b in outline.blocks_of("website")
        if _dated(lexicon).search(outline.of((b.start, b.end)))
    ]
    runs += [m.span() for m in _ISSUED.finditer(text, 0, _HEAD)]
    for start, end in runs:
        found = next(_days(text, start, end), None)
        if found:
            return found
    return None


# A date of issue behind its label wherever it stands in the head: 签发日期：2026年2月27日.
_ISSUED = re.compile(
    r"(?:签发|印发|发布|编制|填报|制表|发文|成文|转办|交办|派单|报送|填表|制定|公布)(?:日期|时间)：[ \u3000]*\d{4}[^\n，。]{4,8}"
)


# （某某办公室 2023年7月25日印发）
_PRINTED = re.compile(
    r"（(?P<unit>[\u4e00-\u9fff]{3,30}(?:室|局|委|办|厅|府|部|处|会))[ \u3000]*\d{4}年\d{1,2}月\d{1,2}日印发）"
)


@functools.lru_cache(maxsize=4)
def _signed(lexicon: Lexicon) -> re.Pattern[str]:
    """A unit alone on a line with a date alone on the next: signed before an annex follows."""
    return re.compile(
        r"^[ \u3000]*(?P<unit>[\u4e00-\u9fff（）]{4,30}(?:局|委|会|府|公司|室|办|厅|处|院|集团))[ \u3000]*\n"
        r"[ \u3000]*(?:\d{4}|[二〇○零一三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[ \u3000]*$",
        re.M,
    )


@functools.lru_cache(maxsize=4)
def _dated(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{lexicon.alternation('document.date_labels')}：")


_STAMPED = re.compile(
    r"(?:填报|报送|编制|制表|填表|上报|制定|起草|发文)单位(?:（[盖公签]章）)?：[ \u3000]*([\u4e00-\u9fff（）]{3,40}?)(?=[ \u3000\n，；]|$)"
)


def _issuer_of_form(text: str, outline: Outline, lexicon: Lexicon) -> Mark | None:
    """Who fills in a form: 填报单位：, 填报单位（盖章）：, 制表： with a unit."""
    for field in outline.fields:
        end = _first_part(text, field.start, field.end)
        made = field.label in ("制表", "填报", "编制", "整理", "填表")
        by_unit = made and _unit_in(text, field.start, end, lexicon)
        if by_unit or field.label in lexicon.words("document.issuer_labels"):
            return Mark(field.start, end, "form")
    stamped = _STAMPED.search(text, 0, 600)
    return Mark(*stamped.span(1), "form") if stamped else None


def issuer_of(text: str, outline: Outline, lexicon: Lexicon) -> Mark | None:
    """Where the issuing unit stands: form, signature, X印发, letterhead, 来源."""
    form = _issuer_of_form(text, outline, lexicon)
    if form:
        return form
    for kind in ("signature", "dateline", "letterhead"):
        for block in outline.blocks_of(kind):
            run = _unit_in(text, block.start, block.end, lexicon)
            if run:
                return Mark(*run, kind)
    signed = _signed(lexicon).search(text) or _PRINTED.search(text)
    if signed:
        return Mark(*signed.span("unit"), "signature")
    sources = re.compile(rf"{lexicon.alternation('document.source_labels')}：\s*([^\s）　；，】]+)")
    for start, end in [
        (b.start, b.end) for b in outline.blocks_of("meta", "dateline", "byline", "website")
    ] + list(outline.bylines):
        match = sources.search(text, start, end)
        if match:
            return Mark(*match.span(1), "source")
    match = sources.search(text, 0, _HEAD)
    return Mark(*match.span(1), "source") if match else None


_HEAD = 300  # the line beneath a headline stands within so many characters


def _first_part(text: str, start: int, end: int) -> int:
    stop = re.compile(r"[\t\u3000]|  ").search(text, start, end)
    return stop.start() if stop else end


def _unit_in(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """The unit of a signature line, without date, brackets and 编, 印发."""
    match = re.compile(r"（?\s*((?:（集团）|[^\s\d（）|：])+)").match(text, start, end)
    if not match:
        return None
    a, b = match.span(1)
    tail = re.compile(
        rf"(?:[二〇○零一二三四五六七八九]{{4}}年.*|文件|{lexicon.alternation('outline.issuer_tails')})$"
    ).search(text[a:b])
    if tail:
        b = a + tail.start()
    name = text[a:b]
    if len(name) < 3 or not re.search(
        r"(?:局|委|会|府|公司|室|办|厅|处|院|团|心|专班|部|署|组|站|科|校|社|行|党组|区)$", name
    ):
        return None
    return a, b


def find_document(
    text: str, outline: Outline, people: tuple[Person, ...], lexicon: Lexicon
) -> Document:
    """Return what the document says of itself."""
    issuer = issuer_of(text, outline, lexicon)
    day = date_of(text, outline, lexicon)
    authors, editors = credited(text, outline, people, lexicon)
    marks = [Mark(*outline.title, "title")] if outline.title else []
    marks += [day[1]] if day else []
    marks += [issuer] if issuer else []
    return Document(
        genre=genre_of(text, outline, lexicon),
        title=re.sub(r"[ \u3000]+", " ", outline.of(outline.title)) if outline.title else None,
        date=day[0] if day else None,
        issuer=text[issuer.start : issuer.end] if issuer else None,
        authors=tuple(authors),
        editors=tuple(editors),
        marks=tuple(marks),
    )
