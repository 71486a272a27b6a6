"""Find what took place or is fixed to take place: tours, site visits, meetings, talks, signings.

The body is read in order with the day last given in mind.  Nobody takes part who is not named for
the engagement: those who led, attended, accompanied or spoke there, until the next one begins.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from luoshi.reading.context import ReadingContext
from luoshi.reading.dates import Moment, event_days, find_dates
from luoshi.reading.occasions import Occasion, occasions_in
from luoshi.reading.outline import Sentence
from luoshi.reading.speech import NOBODY, speaker_of, speakers_in
from luoshi.reading.types import Engagement, EngagementKind, Mark

REPORTS = ("visit-report", "meeting-report")


@dataclass(slots=True)
class _Happening:
    """An engagement while it is being put together."""

    kind: EngagementKind
    at: tuple[int, int]
    days: tuple[str, str] | None
    name: str | None = None
    place: str | None = None
    chair: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    sure: float = 0.8

    def joins(self, names: list[str], *, chair: bool = False) -> None:
        """Add who led or took part; who led is not listed again among the others."""
        for name in names:
            if chair and name not in self.chair:
                self.chair.append(name)
                if name in self.people:
                    self.people.remove(name)
            elif not chair and name not in self.chair and name not in self.people:
                self.people.append(name)


class _Reading:
    """The course of one document: the day in mind and the engagement that is being told of."""

    def __init__(self, context: ReadingContext) -> None:
        self.context = context
        on = context.written_on
        self.written = dt.date.fromisoformat(on) if on and not on.startswith("-") else None
        self.found: list[_Happening] = []
        self.current: _Happening | None = None
        self.days: tuple[str, str] | None = None
        self.moments = [
            m
            for m in find_dates(context.text)
            if m.rule not in ("year", "months", "quarter", "half")
        ]

    def day_at(self, start: int, at: int) -> tuple[str, str] | None:
        """The day that holds at a place: the last one given in its sentence, else the one in mind."""
        for moment in reversed([m for m in self.moments if start <= m.start < at]):
            days = self.days_of(moment, start)
            if days:
                return days
        return self.days

    def days_of(self, moment: Moment, start: int) -> tuple[str, str] | None:
        if moment.strength == "limit" or moment.rule in (
            "month",
            "lapse",
            "year-end",
            "year-in",
            "month-end",
        ):
            return None
        if moment.rule == "following" and self.days:
            return (
                self.days
                if moment.lapse and moment.lapse.count == 0
                else event_days(moment, self.written)
            )
        words = self.context.lexicon.words("engagements.planned")
        before = self.context.text[max(start, moment.start - 8) : moment.start]
        planned = any(before.endswith(w) for w in words) or self._is_ahead(moment)
        return event_days(moment, self.written, planned=planned)

    def _is_ahead(self, moment: Moment) -> bool:
        """In a list or a notice a day shortly after the paper's is one still to come."""
        if self.context.document.genre in REPORTS or not self.written:
            return False
        days = event_days(moment, self.written, planned=True)
        if days is None or days[0].startswith("-"):
            return False
        return 0 <= (dt.date.fromisoformat(days[0]) - self.written).days <= 45


# --- people -----------------------------------------------------------------------------------------


def _names(context: ReadingContext, start: int, end: int) -> list[str]:
    return [p.name for p in context.people_in(start, end)]


_CHAIRS = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:在[^，。；]{2,26}?)?(?:主持|召集)")
_GOES = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:一行|率|带队|带领|率领|率队|到(?!会)|赴|前往|先后|来到|走进|深入|还考察|实地|带着)"
)
_TAKES = re.compile(r"[\u4e00-\u9fff]{0,4}?(?:带领|率)")


def _led(context: ReadingContext, start: int, end: int, kind: EngagementKind) -> list[str]:
    """Who led: 由A主持, A主持, A率…, A一行, and of a visit who goes."""
    text, led = context.text, []
    for person in context.people:
        for mark in person.marks:
            if not start <= mark.start < end:
                continue
            beside = re.search(r"在[^，。；]*$", text[start : mark.start])
            accompanies = beside and re.match(r"[^，。；]{0,30}陪同", text[mark.end : end])
            pattern = {"tour": _GOES, "site-visit": _GOES, "talk": _TAKES}.get(kind, _CHAIRS)
            if not accompanies and (pattern.match(text, mark.end, end) or
                                    kind == "talk" and _CHAIRS.match(text, mark.end, end)):  # fmt: skip
                led.append(person.name)
    return list(dict.fromkeys(led))


_ASIDE = re.compile(r"(?:由|安排|责成|责任人|联系人|请|包联)[^，。；]{0,24}$")


def _present(context: ReadingContext, start: int, end: int) -> list[str]:
    """Who is named in a run without being merely charged with something there."""
    text, names = context.text, []
    for person in context.people:
        for mark in person.marks:
            if start <= mark.start < end and not _ASIDE.search(
                text[max(start, mark.start - 30) : mark.start]
            ):
                names.append((mark.start, person.name))
    return list(dict.fromkeys(name for _, name in sorted(names)))


# --- the course of a document -------------------------------------------------------------------------


_BACK_TO_MEETING = re.compile(
    r"(?:会上|会议(?:最后|强调|要求|指出|议定|明确|认为|听取)|座谈会上|在会上|推介会上|会议由)"
)
_SPEAKS = re.compile(r"参加|出席|陪同|列席|见证|致辞|讲话|发言")


def _take(reading: _Reading, sentence: Sentence, occasion: Occasion, until: int) -> None:
    """Open the engagement that an occasion tells of, or go on with the same one."""
    context = reading.context
    days = reading.day_at(sentence.start, occasion.start)
    same = _same(reading, occasion, days)
    if same is None:
        same = _Happening(
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
        and "仪式" not in context.text[sentence.start : sentence.end]
    ):
        reading.current = same
    reading.days = days or reading.days
    start = sentence.start if occasion.start <= until else occasion.start
    same.joins(_led(context, start, until, occasion.kind), chair=True)
    same.joins(_present(context, start, until))


def _is_plain(name: str) -> bool:
    """Tell whether a meeting is called nothing but a meeting: 会议, 座谈会."""
    return len(name) <= 4 and name[:2] not in ("全州", "全市") or name in ("专题会议", "工作会议")


def _same(reading: _Reading, occasion: Occasion, days: tuple[str, str] | None) -> _Happening | None:
    """The engagement already told of that this occasion means: same kind and day, no other name."""
    for other in reversed(reading.found):
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


def _read_sentence(reading: _Reading, sentence: Sentence) -> None:
    context, text = reading.context, reading.context.text
    occasions = [
        o
        for o in occasions_in(context, sentence.start, sentence.end)
        if _took_place(reading, sentence, o)
    ]
    if not occasions:
        _go_on(reading, sentence)
        return
    named = [o for o in occasions if o.kind == "meeting"]
    occasions = [o for o in occasions if o not in named[1:] or not _is_plain(o.name or "……")]
    cuts = [sentence.start]
    for previous, occasion in zip(occasions, occasions[1:], strict=False):
        comma = text.rfind("，", previous.end, occasion.start)
        cuts.append(comma + 1 if comma >= 0 else occasion.start)
    for occasion, begin, until in zip(occasions, cuts, [*cuts[1:], sentence.end], strict=True):
        run = Sentence(begin, until, "", (), sentence.block, sentence.item)
        _take(reading, run, occasion, until)
    if _BACK_TO_MEETING.match(text, sentence.start):
        _return_to_meeting(reading)
        if (
            occasions[-1].kind == "signing"
            and reading.current
            and reading.current.kind == "meeting"
        ):
            signing = next(h for h in reversed(reading.found) if h.kind == "signing")
            signing.place = signing.place or reading.current.place


def _took_place(reading: _Reading, sentence: Sentence, occasion: Occasion) -> bool:
    """Tell an event from a duty or a plan: it has a day, and nothing asks for it."""
    context, text = reading.context, reading.context.text
    before = text[sentence.start : occasion.start]
    clause = re.split(r"[，；。]", before)[-1] + text[occasion.start : occasion.end]
    planned = context.lexicon.words("engagements.planned")
    if any(w in before for w in planned):
        return True
    if re.search(
        r"每|定期|要(?!求|素|情|闻)|应当|须|必须|请各|尽快|拟|计划|适时|制度|力争|确保|将(?:适时|尽快)|组织召开(?=协调)",
        clause,
    ):
        return False
    limits = [
        m
        for m in reading.moments
        if sentence.start <= m.start < occasion.end and m.strength == "limit"
    ]
    if limits and limits[-1].start > sentence.start + len(before) - 24:
        return False
    if context.document.genre in REPORTS:
        return reading.day_at(sentence.start, occasion.end) is not None or sentence.item is None
    days = [
        m
        for m in reading.moments
        if sentence.start <= m.start < occasion.start and reading.days_of(m, sentence.start)
    ]
    return bool(days) and occasion.start - days[-1].end <= 60 and occasion.kind != "talk"


def _return_to_meeting(reading: _Reading) -> None:
    for other in reversed(reading.found):
        if other.kind == "meeting":
            reading.current = other
            return


def _go_on(reading: _Reading, sentence: Sentence) -> None:
    """Add who speaks or attends in a sentence that opens nothing new."""
    context, text = reading.context, reading.context.text
    if _BACK_TO_MEETING.search(text, sentence.start, min(sentence.end, sentence.start + 24)):
        _return_to_meeting(reading)
    if reading.current is None:
        return
    run = text[sentence.start : sentence.end]
    signing = next((h for h in reading.found if h.kind == "signing"), None)
    if signing and re.match(r"签约仪式由|仪式由", run):
        reading.current = signing
    current = reading.current
    current.joins(_led(context, sentence.start, sentence.end, current.kind), chair=True)
    if _SPEAKS.search(run):
        current.joins(_present(context, sentence.start, sentence.end))
        return
    told = speakers_in(context, sentence) or [speaker_of(context, sentence, NOBODY)]
    current.joins([speaker.name for speaker in told if speaker.name])
    if re.search(r"分别|介绍|通报|汇报", run):
        current.joins(_present(context, sentence.start, sentence.end))


# --- minutes, notices, grounds ----------------------------------------------------------------------------


_SESSION = re.compile(
    r"(?:会议)?(?P<label>时间|地点|主持人?|召集人?|出席(?:人员|领导|单位)?|参加(?:人员?|单位)?|参会(?:人员|单位)?|列席(?:人员|单位)?)：\s*"
)


def _session_runs(context: ReadingContext) -> list[tuple[str, int, int]]:
    """The labelled lines of a meeting's head: 时间：…, 地点：…, 出席：…, also as items of a notice."""
    runs = [(f.label, f.start, f.end) for f in context.outline.fields if f.set == "session"]
    for index, block in enumerate(context.outline.blocks):
        start = block.body if block.enumerator else block.start
        match = _SESSION.match(context.text, start, block.end)
        if not match:
            continue
        runs = [r for r in runs if not (r[1] <= block.end and block.start <= r[2])]
        is_short = "时间" in match["label"] or "地点" in match["label"]
        end = block.end if is_short else _list_end(context, index)
        runs.append((match["label"], match.end(), end))
    return runs


def _list_end(context: ReadingContext, index: int) -> int:
    """Where a list of people ends that goes on over the lines below its label."""
    end = context.outline.blocks[index].end
    for block in context.outline.blocks[index + 1 :]:
        line = context.text[block.start : block.end]
        if block.kind not in ("paragraph", "field", "heading") or block.enumerator or "。" in line:
            break
        if _SESSION.match(line) or not re.search(r"：|、|（", line):
            break
        if re.match(r"记录|请假|缺席|议题|抄送|分送", line):
            break
        end = block.end
    return end


def _from_fields(reading: _Reading) -> None:
    """The meeting that the head of minutes or the items of a notice describe."""
    context = reading.context
    if context.document.genre not in ("minutes", "notice"):
        return
    runs = _session_runs(context)
    time = next(((a, b) for label, a, b in runs if "时间" in label), None)
    meeting = next((h for h in reading.found if h.kind == "meeting"), None)
    if meeting is None and time:
        moments = [
            m for m in find_dates(context.text, *time) if m.rule in ("day", "span", "digits")
        ]
        if moments:
            days = event_days(
                moments[0], reading.written, planned=context.document.genre == "notice"
            )
            meeting = _Happening("meeting", time, days)
            reading.found.append(meeting)
    if meeting is None:
        return
    if re.search(r"会谈纪要|会见纪要", context.document.title or ""):
        meeting.kind = "talk"
    for label, start, end in runs:
        _fill(context, meeting, label, start, end)
    _agenda(reading, meeting)


def _fill(context: ReadingContext, meeting: _Happening, label: str, start: int, end: int) -> None:
    if re.search(r"记录|缺席|请假|整理|签到|时间|议题|名称", label):
        return
    if "地点" in label:
        meeting.place = (
            meeting.place or re.split(r"[，。；（\n]", context.text[start:end].strip())[0]
        )
    elif re.search(r"主持|召集", label):
        meeting.joins(_names(context, start, end), chair=True)
    else:
        meeting.joins(_led(context, start, end, "meeting"), chair=True)
        meeting.joins(_names(context, start, end))


def _agenda(reading: _Reading, meeting: _Happening) -> None:
    """A signing that the agenda of a fixed meeting announces."""
    context, text = reading.context, reading.context.text
    if context.document.genre != "notice" or any(h.kind == "signing" for h in reading.found):
        return
    for item in context.outline.items:
        if re.match(
            r"(?:举行)?(?:签订|签署|签约|现场签约|集中签约)", text[item.start : item.end]
        ) and any(
            "内容" in context.outline.of(a.heading) or "议程" in context.outline.of(a.heading)
            for a in context.outline.ancestors(item.parent)
            if a.heading
        ):
            place = meeting.place
            reading.found.append(
                _Happening("signing", (item.start, item.text_end), meeting.days, None, place)
            )
            return


_ANY_MEETING = re.compile(
    r"(?:[上下]午)?(?:在(?P<place>[^，。；]{2,20}?)(?:举行|召开|举办)的)?(?P<name>[^，。；：？！\n]{0,30}?"
    r"(?:会议|座谈会|推进会|对接会|推介会|办公会|调度会|早餐会|协调会|现场会|恳谈会|洽谈会|大会|例会|论坛))(?!中心|室|厅|堂)”?"
)


def _grounds(reading: _Reading) -> None:
    """Events that are mentioned as ground with their date: 根据4月28日州政府第31次常务会议."""
    context, text = reading.context, reading.context.text
    for block in context.outline.blocks:
        if block.kind not in ("paragraph", "item", "field", "heading"):
            continue
        for moment in reading.moments:
            if not block.start <= moment.start < block.end or moment.rule not in (
                "day",
                "span",
                "digits",
            ):
                continue
            match = _ANY_MEETING.match(text, moment.end, block.end)
            days = reading.days_of(moment, block.start)
            if (
                not match
                or not days
                or any(h.days == days and h.kind == "meeting" for h in reading.found)
            ):
                continue
            if re.search(r"^(?:在|印发|收到)|召开|举行|主持", match["name"]) and not match["place"]:
                continue
            name = re.sub(r"^的|[“”]", "", match["name"])
            at = (moment.start, match.end())
            reading.found.append(_Happening("meeting", at, days, name, match["place"], sure=0.7))


# --- tours ----------------------------------------------------------------------------------------------


_TRIP = re.compile(
    r"(?:赴|到|前往|深入|来)(?P<place>[^，。；]{2,30}?)(?:进行|开展|实地|就|，|督导|调研|考察|检查|走访|对接|学习|视察|访问|招商|推进)"
)


def _make_tour(reading: _Reading) -> None:
    """Turn the first visit into a tour where the trip it names has more than one engagement in it."""
    context, text = reading.context, reading.context.text
    if context.document.genre not in REPORTS or not context.outline.sentences:
        return
    for sentence in context.outline.sentences[:3]:
        match = _TRIP.search(text, sentence.start, sentence.end)
        led = _led(context, sentence.start, match.start() + 2 if match else sentence.end, "tour")
        if not match or not re.search(
            r"调研|考察|督导|检查|走访|对接|视察|访问|学习|招商", text[match.start() : sentence.end]
        ):
            continue
        days = reading.day_at(sentence.start, match.start())
        own = [
            h for h in reading.found
            if h.kind == "site-visit" and sentence.start <= h.at[0] <= match.start() + 2
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
        tour = _Happening("tour", match.span(), days, None, _region(match["place"]))
        tour.joins(led, chair=True)
        _companions(reading, tour, sentence)
        reading.found.insert(0, tour)
        return


def _region(place: str) -> str:
    return re.sub(r"(?:等地|等)$", "", place)


def _within(days: tuple[str, str] | None, whole: tuple[str, str]) -> bool:
    return days is not None and whole[0] <= days[0] and days[1] <= whole[1]


def _companions(reading: _Reading, tour: _Happening, sentence: Sentence) -> None:
    context, text = reading.context, reading.context.text
    tour.joins(_present(context, sentence.start, sentence.end))
    for other in context.outline.sentences:
        if other.block == sentence.block and other.start > sentence.end:
            run = text[other.start : other.end]
            if re.search(
                r"全程陪同|陪同调研|陪同考察|参加(?:上述活动|调研|督导|考察)|随同|一同参加|参加$|陪同$",
                run,
            ):
                tour.joins(_present(context, other.start, other.end))


def find_engagements(context: ReadingContext) -> tuple[Engagement, ...]:
    """Return the engagements of a document in the order in which they are told."""
    reading = _Reading(context)
    for sentence in context.outline.sentences:
        _read_sentence(reading, sentence)
    _from_fields(reading)
    _grounds(reading)
    _make_tour(reading)
    return tuple(
        Engagement(
            h.kind, h.name, h.days[0] if h.days else None, h.days[1] if h.days else None, h.place,
            tuple(h.chair), tuple(h.people), (Mark(*h.at, f"engagement.{h.kind}", h.sure),),
        )
        for h in sorted(reading.found, key=lambda h: (h.kind != "tour", h.at))
    )  # fmt: skip
