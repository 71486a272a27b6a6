"""Find what took place or is fixed to take place: tours, site visits, meetings, talks, signings.

The body is read in order with the day last given in mind: each sentence opens an engagement or goes
on with one, until the next begins.
"""

from __future__ import annotations

import re

from luoshi.reading.context import ReadingContext
from luoshi.reading.happenings import REPORTS, Course, Happening, led_in, names_in, present_in
from luoshi.reading.occasions import occasions_in
from luoshi.reading.occasionwords import Occasion
from luoshi.reading.outline import Sentence
from luoshi.reading.sessions import read_grounds, read_session_fields
from luoshi.reading.speech import NOBODY, speaker_of, speakers_in
from luoshi.reading.types import Engagement, Mark

_BACK_TO_MEETING = re.compile(
    r"(?:会上|会议(?:最后|强调|要求|指出|议定|明确|认为|听取)|座谈会上|在会上|推介会上|会议由)"
)
_MAIN_PLACE = re.compile(
    r"在([^，。；]{2,24}?)(?:设立?|设置)(?:了)?主会场|主会场设在([^，。；]{2,24})"
)
_SPEAKS = re.compile(r"参加|出席|陪同|列席|见证|致辞|讲话|发言")


def _take(reading: Course, sentence: Sentence, occasion: Occasion, until: int) -> None:
    """Open the engagement that an occasion tells of, or go on with the same one."""
    context = reading.context
    days = _moved_to(reading, sentence) or reading.day_at(
        sentence.start, occasion.end if occasion.kind == "meeting" else occasion.start
    )
    same = _same(reading, occasion, days)
    if same and same.kind == "talk" and _another_talk(reading, sentence, same):
        same = None
    if same is None:
        same = Happening(
            occasion.kind, (occasion.start, occasion.end), days, occasion.name, occasion.place
        )
        reading.found.append(same)
    same.place = same.place or occasion.place
    same.name = same.name or occasion.name
    within = (
        reading.current is not None
        and reading.current.kind == "meeting"
        and reading.current.days == days
    )
    if not (
        occasion.kind == "signing"
        and within
        and not re.search(
            r"(?<!暨签约)(?<!暨签字)仪式", context.text[sentence.start : sentence.end]
        )
    ):
        reading.current = same
    reading.days = days or reading.days
    start = sentence.start if occasion.start <= until else occasion.start
    led = led_in(context, start, until, occasion.kind)
    same.joins(led or _led_before(reading, start, occasion), chair=True)
    reading.subject = led[-1] if led else reading.subject
    same.joins(present_in(context, start, until))


_LATER = re.compile("[上下]午|当晚|晚上|随后|之后|次日")


def _another_talk(reading: Course, sentence: Sentence, told: Happening) -> bool:
    """With others, and at another hour of the same day, it is a talk of its own."""
    context = reading.context
    here = set(names_in(context, sentence.start, sentence.end))
    known = {*told.chair, *told.people}
    later = _LATER.search(context.text, sentence.start, min(sentence.end, sentence.start + 16))
    return bool(later and here - known and len(here & known) < 2)


_MOVED = re.compile(r"(?:推迟|延期|延后|改期|提前|调整)(?:至|到|在)|改[至到在](?=\d)")


def _moved_to(reading: Course, sentence: Sentence) -> tuple[str, str] | None:
    """The day to which a meeting was put off."""
    moved = _MOVED.search(reading.context.text, sentence.start, sentence.end)
    later = reading.moments_in(moved.end(), moved.end() + 1) if moved else []
    return next((reading.days_of(m, sentence.start) for m in later), None)


_CALLS = re.compile(
    r"(?:并|还|又|随后|之后|会后|接着|当天|当晚)?(?:[上下]午|晚上?)?，?(?:在[^，。；]{2,24})?$"
)


def _led_before(reading: Course, start: int, occasion: Occasion) -> list[str]:
    """Who led what was told just before also calls the meeting whose clause names nobody: 并主持召开."""
    text = reading.context.text
    calls = occasion.kind == "meeting" and text.startswith("主持", occasion.start)
    if not calls or not reading.subject or not _CALLS.fullmatch(text, start, occasion.start):
        return []
    return [reading.subject]


def _is_plain(name: str) -> bool:
    """Tell whether a meeting is called nothing but a meeting: 会议, 座谈会."""
    return len(name) <= 4 and name[:2] not in ("全州", "全市") or name in ("专题会议", "工作会议")


def _is_day_of(
    reading: Course, other: Happening, occasion: Occasion, days: tuple[str, str] | None
) -> bool:
    """A notice that fixes a meeting of several days tells its hour and room again: 18日上午…召开对接会."""
    if reading.context.document.genre != "notice" or not (days and other.days and other.name):
        return False
    inside = other.days[0] <= days[0] and days[1] <= other.days[1] and days != other.days
    called = reading.context.text[occasion.start : occasion.end].rstrip("”")
    return inside and other.name[-2:] == called[-2:]


def _same(reading: Course, occasion: Occasion, days: tuple[str, str] | None) -> Happening | None:
    """The engagement already told of that this occasion means: same kind and day, no other name."""
    for other in reversed(reading.found):
        if other.kind == occasion.kind == "meeting" and _is_day_of(reading, other, occasion, days):
            other.place = occasion.place or other.place
            return other
        if other.kind != occasion.kind or other.days != days:
            continue
        if occasion.kind == "site-visit":
            if occasion.place and other.place and (occasion.place in other.place):
                return other
            continue
        if (
            occasion.kind == "meeting"
            and other.name
            and occasion.name
            and not _is_plain(occasion.name)
        ):
            short, long = sorted((other.name, occasion.name), key=len)
            rest = iter(long)
            if short[-2:] != long[-2:] and not all(c in rest for c in short):
                continue
        return other
    return None


def _read_sentence(reading: Course, sentence: Sentence) -> None:
    context, text = reading.context, reading.context.text
    occasions = [
        o
        for o in occasions_in(context, sentence.start, sentence.end)
        if _took_place(reading, sentence, o)
    ]
    if not occasions:
        reading.days = _day_that_opens(reading, sentence) or reading.days
        _go_on(reading, sentence)
        return
    named = [o for o in occasions if o.kind == "meeting"]
    within = [
        o
        for o in occasions
        if o.kind == "signing" and any(m.start < o.start < m.end for m in named)
    ]
    occasions = [o for o in occasions if o not in within]
    occasions = [o for o in occasions if o not in named[1:] or not _is_plain(o.name or "……")]
    cuts = [sentence.start]
    for previous, occasion in zip(occasions, occasions[1:], strict=False):
        comma = text.rfind("，", previous.end, occasion.start)
        cuts.append(comma + 1 if comma >= 0 else occasion.start)
    for occasion, begin, until in zip(occasions, cuts, [*cuts[1:], sentence.end], strict=True):
        run = Sentence(begin, until, "", (), sentence.block, sentence.item)
        _take(reading, run, occasion, until)
    for inner in within:
        _take_within(reading, inner)
    if _BACK_TO_MEETING.match(text, sentence.start):
        _return_to_meeting(reading)
        if (
            occasions[-1].kind == "signing"
            and reading.current
            and reading.current.kind == "meeting"
        ):
            signing = next(h for h in reversed(reading.found) if h.kind == "signing")
            signing.place = signing.place or reading.current.place


def _take_within(reading: Course, occasion: Occasion) -> None:
    """A signing named in the name of the meeting it is part of: 交流会暨签约仪式."""
    meeting = reading.current
    if meeting and not any(h.kind == "signing" and h.days == meeting.days for h in reading.found):
        at = (occasion.start, occasion.end)
        reading.found.append(Happening("signing", at, meeting.days, None, meeting.place))


def _day_that_opens(reading: Course, sentence: Sentence) -> tuple[str, str] | None:
    """The day with which a report's sentence opens: 8月23日下午，考察组抵达…"""
    if reading.context.document.genre not in REPORTS:
        return None
    opening = (
        m
        for m in reading.moments_in(sentence.start, sentence.start + 10)
        if "，" not in reading.context.text[sentence.start : m.start]
    )
    return next((reading.days_of(m, sentence.start) for m in opening), None)


_HELD_BACK = re.compile(r"适时|择机|择期|取消|不再召开|不再举行")
_CANCELLED = re.compile(
    r"(?:会|会议|活动|仪式)(?:因故|临时|已)?(?:取消|未能(?:如期)?(?:召开|举行))"
)


# What somebody says is a wish or an order, unless it has a day of its own.
_SAYS = re.compile(
    r"[^，。；]{1,30}?(?:说|表示|指出|强调|要求|提出|建议|认为|希望|承诺|叮嘱)[，：]“?"
)


def _took_place(reading: Course, sentence: Sentence, occasion: Occasion) -> bool:
    """Tell an event from a duty or a plan: it has a day, and nothing asks for it."""
    context, text = reading.context, reading.context.text
    before = text[sentence.start : occasion.start]
    if _CANCELLED.search(text, sentence.start, sentence.end):
        return False
    said_by = _SAYS.match(before)
    if said_by and not list(reading.moments_in(sentence.start + said_by.end(), occasion.start)):
        return False
    if said_by and re.search("将|愿|计划|拟|希望|欢迎|邀请|派", before[said_by.end() :]):
        return False
    clause = re.split(r"[，；。]", before)[-1] + text[occasion.start : occasion.end]
    planned = context.lexicon.words("engagements.planned")
    said = before + (text[occasion.start : occasion.end] if occasion.kind == "meeting" else "")
    if any(w in said for w in planned) and not _HELD_BACK.search(
        text, sentence.start, sentence.end
    ):
        return True
    if re.search(
        r"每|定期|要(?!求|素|情|闻)|应当|须|必须|请各|尽快|拟|计划|适时|制度|力争|确保|将(?:适时|尽快)|组织召开(?=协调)",
        clause,
    ):
        return False
    limits = [m for m in reading.moments_in(sentence.start, occasion.end) if m.strength == "limit"]
    if limits and limits[-1].start > sentence.start + len(before) - 24:
        return False
    if context.document.genre in REPORTS:
        return reading.day_at(sentence.start, occasion.end) is not None or sentence.item is None
    days = [
        m
        for m in reading.moments_in(sentence.start, occasion.start)
        if reading.days_of(m, sentence.start)
    ]
    if occasion.kind == "talk":
        return bool(days) and days[-1].start - sentence.start <= 2
    if occasion.kind == "signing" and _BACK_TO_MEETING.search(text, sentence.start, occasion.start):
        return True
    return bool(days) and occasion.start - days[-1].end <= 60


def _return_to_meeting(reading: Course) -> None:
    for other in reversed(reading.found):
        if other.kind == "meeting":
            reading.current = other
            return


def _go_on(reading: Course, sentence: Sentence) -> None:
    """Add who speaks or attends in a sentence that opens nothing new."""
    context, text = reading.context, reading.context.text
    if _BACK_TO_MEETING.search(text, sentence.start, min(sentence.end, sentence.start + 24)):
        _return_to_meeting(reading)
    if reading.current is None:
        return
    run = text[sentence.start : sentence.end]
    main = _MAIN_PLACE.search(run)
    if main and reading.current.kind == "meeting":
        reading.current.place = reading.current.place or main[1] or main[2]
    signing = next((h for h in reading.found if h.kind == "signing"), None)
    if signing and re.match(r"签约仪式由|仪式由", run):
        reading.current = signing
    if _WHOLE_TRIP.search(run):
        return
    current = reading.current
    current.joins(led_in(context, sentence.start, sentence.end, current.kind), chair=True)
    if _SPEAKS.search(run):
        current.joins(present_in(context, sentence.start, sentence.end))
        return
    told = speakers_in(context, sentence) or [speaker_of(context, sentence, NOBODY)]
    current.joins([speaker.name for speaker in told if speaker.name])
    if re.search(r"分别|介绍|通报|汇报|推介", run):
        current.joins(present_in(context, sentence.start, sentence.end))


# --- tours ----------------------------------------------------------------------------------------------


_TRIP = re.compile(
    r"(?:赴|到|前往|深入|来|走进|奔赴)(?P<place>[^，。；]{2,30}?)(?:进行|开展|实地|专题|出席|参加|就|，|督导|调研|考察|检查|走访|对接|学习|视察|访问|招商|洽谈|推进)"
)


def _make_tour(reading: Course) -> None:
    """Turn the first visit into a tour where the trip it names has more than one engagement in it."""
    context, text = reading.context, reading.context.text
    if context.document.genre not in REPORTS or not context.outline.sentences:
        return
    for sentence in context.outline.sentences[:6]:
        match = _TRIP.search(text, sentence.start, sentence.end)
        led = led_in(context, sentence.start, match.start() + 2 if match else sentence.end, "tour")
        if not match or not re.search(
            r"调研|考察|督导|检查|走访|对接|视察|访问|学习|招商|洽谈|活动",
            text[match.start() : sentence.end],
        ):
            continue
        days = reading.day_at(sentence.start, match.start())
        own = [
            h for h in reading.found
            if (h.kind == "site-visit" or h.kind == "talk" and days and days[0] != days[1])
            and sentence.start <= h.at[0] < sentence.end
            and (h.at[0] <= match.start() + 2 or h.place and h.place in match["place"])
            and not (h.place and h.place not in text[match.start() : match.end() + 2])
        ]  # fmt: skip
        inside = [
            h
            for h in reading.found
            if h.at[0] >= sentence.start and h not in own and days and _within(h.days, days)
        ]
        before = text[sentence.start : match.start()]
        is_trip = led or re.search(r"[组团]|一行", before) or (days and days[0] != days[1])
        if len(inside) < 2 or not is_trip:
            continue
        for h in own:
            reading.found.remove(h)
        tour = Happening("tour", match.span(), days, None, _region(match["place"]))
        tour.joins(led, chair=True)
        _companions(reading, tour, sentence)
        reading.found.insert(0, tour)
        return


def _region(place: str) -> str:
    return re.sub(r"(?:等地|等)$", "", place)


def _within(days: tuple[str, str] | None, whole: tuple[str, str]) -> bool:
    return days is not None and whole[0] <= days[0] and days[1] <= whole[1]


_WHOLE_TRIP = re.compile(r"全程陪同|参加(?:了)?(?:上述|有关|相关|考察|调研|系列)?活动(?=$|，)")


def _companions(reading: Course, tour: Happening, sentence: Sentence) -> None:
    context, text = reading.context, reading.context.text
    presiding = led_in(context, sentence.start, sentence.end, "meeting")
    here = present_in(context, sentence.start, sentence.end)
    tour.joins([name for name in here if name not in presiding])
    for other in context.outline.sentences:
        run = text[other.start : other.end]
        if other.start > sentence.end and _WHOLE_TRIP.search(run):
            tour.joins(present_in(context, other.start, other.end))
        elif other.block == sentence.block and other.start > sentence.end:
            held = [
                o for o in occasions_in(context, other.start, other.end) if o.kind != "site-visit"
            ]
            if not held and re.search(
                r"全程陪同|陪同调研|陪同考察|参加(?:上述活动|有关活动|相关活动|活动|座谈|调研|督导|考察)|随同|一同参加|参加$|陪同$",
                run,
            ):
                tour.joins(present_in(context, other.start, other.end))


def find_engagements(context: ReadingContext) -> tuple[Engagement, ...]:
    """Return the engagements of a document in the order in which they are told."""
    reading = Course(context)
    for sentence in context.outline.sentences:
        _read_sentence(reading, sentence)
    read_session_fields(reading)
    read_grounds(reading)
    _make_tour(reading)
    return tuple(
        Engagement(
            h.kind, h.name, h.days[0] if h.days else None, h.days[1] if h.days else None, h.place,
            tuple(h.chair), tuple(h.people), (Mark(*h.at, f"engagement.{h.kind}", h.sure),),
        )
        for h in sorted(reading.found, key=lambda h: (h.kind != "tour", h.at))
    )  # fmt: skip
