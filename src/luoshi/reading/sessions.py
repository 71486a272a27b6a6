"""Meetings that a document describes by its form: the head of minutes, the items of a notice, a dated ground."""

from __future__ import annotations

import re
from bisect import bisect_right

from luoshi.reading.context import ReadingContext
from luoshi.reading.dates import Moment, event_days, find_dates
from luoshi.reading.happenings import Course, Happening, led_in, names_in
from luoshi.reading.layout import Block

_SESSION = re.compile(
    r"(?:会议)?(?P<label>时间(?:及|、|和|与)?地点|时间|日期|地点|主持人?|主席|召集人?|出席[\u4e00-\u9fff]{0,4}|参加[\u4e00-\u9fff]{0,4}|参会[\u4e00-\u9fff]{0,6}|列席[\u4e00-\u9fff]{0,6}|请假人?员?|缺席人?员?)(?:：|[ \u3000]+)\s*"
)


_PUBLISHED = re.compile(r"浏览|字体|字号|来源|点击|阅读|访问|打印")


def _session_runs(context: ReadingContext) -> list[tuple[str, int, int]]:
    """The labelled lines of a meeting's head: 时间：…, 地点：…, 出席：…, also as items of a notice."""
    runs = [(f.label, f.start, f.end) for f in context.outline.fields if f.set == "session"]
    for index, block in enumerate(context.outline.blocks):
        start = block.body if block.enumerator else block.start
        match = _SESSION.match(context.text, start, block.end)
        if not match or block.kind in ("website", "byline", "title"):
            continue
        if block.kind == "meta" and _PUBLISHED.search(context.text, block.start, block.end):
            continue
        runs = [r for r in runs if not (r[1] <= block.end and block.start <= r[2])]
        is_short = "时间" in match["label"] or "地点" in match["label"]
        end = block.end if is_short else _list_end(context, index)
        runs.append((match["label"], match.end(), end))
    return runs + _under_headings(context)


_HEADING = re.compile(r"(?:出席|参会|参加|列席|与会)(?:领导|人员|嘉宾|代表)$")


def _under_headings(context: ReadingContext) -> list[tuple[str, int, int]]:
    """Who is named in the paragraph below a heading: 二、出席领导."""
    blocks = context.outline.blocks
    return [
        (context.text[head.body : head.end], below.start, below.end)
        for head, below in zip(blocks, blocks[1:], strict=False)
        if head.enumerator
        and head.end - head.body <= 8
        and _HEADING.match(context.text, head.body, head.end)
    ]


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


def read_session_fields(reading: Course) -> None:
    """The meeting that the head of minutes or the items of a notice describe."""
    context = reading.context
    if context.document.genre not in ("minutes", "notice"):
        return
    runs = _session_runs(context)
    meeting = _meeting_of_head(reading, runs)
    if meeting is None and context.document.genre == "minutes":
        meeting = _told_first(reading)
    if meeting is None:
        return
    if re.search(r"会谈纪要|会见纪要", context.document.title or ""):
        meeting.kind = "talk"
    for label, start, end in runs:
        _fill(context, meeting, label, start, end)
    for sentence in context.outline.sentences:
        if _LED_BY.match(context.text, sentence.start, sentence.end):
            led = led_in(context, sentence.start, sentence.end, "meeting")
            meeting.joins([] if meeting.chair else led, chair=True)
    for signing in reading.found:
        if signing.kind == "signing" and signing.days is None:
            signing.days, signing.place = meeting.days, signing.place or meeting.place
    _agenda(reading, meeting)


_LED_BY = re.compile(r"(?:本次|此次)?会议由")


def _meeting_of_head(reading: Course, runs: list[tuple[str, int, int]]) -> Happening | None:
    """The meeting told of on the day that the head gives, or a new one of that day."""
    context = reading.context
    meetings = [h for h in reading.found if h.kind == "meeting"]
    placed = any("地点" in label for label, _, _ in runs)
    times = [(a, b) for label, a, b in runs if "时间" in label]
    times += [(a, b) for label, a, b in runs if "日期" in label and placed]
    planned = context.document.genre == "notice"
    for run in times:
        for moment in find_dates(context.text, *run):
            if moment.rule in ("day", "span", "digits"):
                days = event_days(moment, reading.written, planned=planned)
                same = next((h for h in meetings if h.days in (days, None)), None)
                if same is None:
                    same = Happening("meeting", run, days)
                    reading.found.append(same)
                same.days = days
                return same
    return meetings[0] if meetings else None


def _told_first(reading: Course) -> Happening | None:
    """The meeting of minutes that open with a day and who called whom, without a meeting's name."""
    context, text = reading.context, reading.context.text
    for sentence in context.outline.sentences[:2]:
        days = reading.day_at(sentence.start, sentence.end)
        called = re.compile(r"(?:在(?P<place>[^，。；]{2,24}?))?(?:主持|召集)").search(
            text, sentence.start, sentence.end
        )
        if not days or not called:
            continue
        meeting = Happening("meeting", (sentence.start, sentence.end), days, None, called["place"])
        reading.found.append(meeting)
        meeting.joins(led_in(context, sentence.start, sentence.end, "meeting"), chair=True)
        for other in context.outline.sentences:
            if other.block == sentence.block and re.search(
                r"参加|出席|列席|参会", text[other.start : other.end]
            ):
                meeting.joins(names_in(context, other.start, other.end))
        return meeting
    return None


def _fill(context: ReadingContext, meeting: Happening, label: str, start: int, end: int) -> None:
    if re.search(r"记录|纪录|缺席|请假|整理|签到|时间(?!.*地点)|日期|议题|名称|未能", label):
        return
    if "时间" in label and "地点" in label:
        last = re.split("[；。，]", context.text[start:end].strip("。；"))[-1]
        meeting.place = meeting.place or (None if re.search(r"\d日|\d[:：]\d", last) else last)
    elif "地点" in label:
        meeting.place = (
            meeting.place or re.split(r"[，。；（\n]", context.text[start:end].strip())[0]
        )
    elif re.search(r"主持|召集|主席", label):
        meeting.joins(names_in(context, start, end), chair=True)
    else:
        meeting.joins(led_in(context, start, end, "meeting"), chair=True)
        meeting.joins(names_in(context, start, end))


def _agenda(reading: Course, meeting: Happening) -> None:
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
                Happening("signing", (item.start, item.text_end), meeting.days, None, place)
            )
            return


_ANY_MEETING = re.compile(
    r"(?:[上下]午)?，?(?:在(?P<place>[^，。；]{2,20}?)(?:举行|召开|举办)的)?(?P<name>[^，。；：？！|\t\n]{0,30}?"
    r"(?:会议|座谈会|推进会|对接会|推介会|办公会|调度会|早餐会|协调会|现场会|恳谈会|洽谈会|大会|例会|论坛|党委会|党组会|董事会|总办会|常委会|常务会|专题会|联席会))(?!中心|室|厅|堂)”?"
)


_VISITED = re.compile(
    r"(?:[上下]午)?[在到赴](?P<place>[^，。；]{2,20}?)(?:调研|考察|视察|督导|检查)(?:时|期间|中)"
)


def _visit_of(reading: Course, moment: Moment, until: int) -> Happening | None:
    """A visit that is mentioned as ground with its date: 州委书记甲4月2日在某县调研时的指示."""
    text = reading.context.text
    match = _VISITED.match(text, moment.end, until)
    days = reading.days_of(moment, moment.start)
    if not match or not days:
        return None
    visit = Happening(
        "site-visit", (moment.start, match.end()), days, None, match["place"], sure=0.7
    )
    marks = reading.context.person_marks(max(0, moment.start - 12), moment.start)
    visit.joins([p.name for m, p in marks if m.end == moment.start], chair=True)
    return visit


_SIGNED = re.compile(
    r"(?:[上下]午)?，?(?!前|内|起)[^，。；“举召\n]{0,24}?(?:签订|签署|签约|签下)(?!率|后|时|前|意向|比例|任务|目标)"
)


def _signing_of(reading: Course, moment: Moment, until: int) -> Happening | None:
    """A signing that is mentioned with its date: 按照2011年9月8日签订的协议."""
    match = _SIGNED.match(reading.context.text, moment.end, until)
    days = reading.days_of(moment, moment.start) if match else None
    if not match or not days or any(h.kind == "signing" and h.days == days for h in reading.found):
        return None
    if re.search(r"拟|计划|力争|争取|尽快|要|完成|推动|促成|未|不", match[0]):
        return None
    return Happening("signing", (moment.start, match.end()), days, None, None, sure=0.7)


_TOLD_IN = ("paragraph", "item", "field", "heading", "table")


def read_grounds(reading: Course) -> None:
    """Events that are mentioned as ground with their date: 根据4月28日州政府第31次常务会议."""
    blocks = [b for b in reading.context.outline.blocks if b.kind in _TOLD_IN]
    starts = [b.start for b in blocks]
    for moment in reading.moments:
        block = blocks[at - 1] if (at := bisect_right(starts, moment.start)) else None
        if block and moment.start < block.end and moment.rule in ("day", "span", "digits"):
            _read_ground(reading, moment, block)


def _read_ground(reading: Course, moment: Moment, block: Block) -> None:
    text = reading.context.text
    if text[moment.start - 2 : moment.start] in ("截至", "截止"):
        return
    told = _visit_of(reading, moment, block.end) or _signing_of(reading, moment, block.end)
    if told:
        reading.found.append(told)
    days = reading.days_of(moment, block.start)
    if not days or any(h.days == days and h.kind == "meeting" for h in reading.found):
        return
    for held in (_meeting_after, _meeting_called, _meeting_before):
        meeting = held(reading, moment, block, days)
        if meeting:
            reading.found.append(meeting)
            return


Days = tuple[str, str]


def _meeting_after(reading: Course, moment: Moment, block: Block, days: Days) -> Happening | None:
    """4月28日州政府第31次常务会议."""
    match = _ANY_MEETING.match(reading.context.text, moment.end, block.end)
    if not match:
        return None
    if re.search(r"^(?:在|印发|收到)|召开|举行|主持", match["name"]) and not match["place"]:
        return None
    name = re.sub(r"^的|[“”]", "", match["name"])
    at = (moment.start, match.end())
    return Happening("meeting", at, days, name, match["place"], sure=0.7)


_CALLED = re.compile(
    r"(?P<who>[^，。；\n]{2,40}?)(?:主持|召集)召开的(?P<name>[^，。；：\n]{2,30}?会议?)"
)


def _meeting_called(reading: Course, moment: Moment, block: Block, days: Days) -> Happening | None:
    """11月26日区长甲主持召开的区政府第58次常务会议."""
    match = _CALLED.match(reading.context.text, moment.end, block.end)
    if not match:
        return None
    where = re.search(r"在([^，。；]{2,20})$", match["who"])
    place = where[1] if where else None
    meeting = Happening(
        "meeting", (moment.start, match.end()), days, match["name"], place, sure=0.7
    )
    meeting.joins(names_in(reading.context, *match.span("who")), chair=True)
    return meeting


_NAMED = re.compile(
    r"(?:会议|例会|[推对座协调恳洽][进接谈调度商]会)（$|下次(?:例会|会议)(?:时间)?(?:定于|为|：|安排在)$"
)
_WHERE = re.compile(r"[^。；\n]{0,16}?地点(?:为|在|：)(?P<place>[^，。；\n]{2,24})")


def _meeting_before(reading: Course, moment: Moment, block: Block, days: Days) -> Happening | None:
    """第36次例会（12月18日）; 下次例会时间：1月8日，地点为…."""
    text = reading.context.text
    named = _NAMED.search(text, max(block.start, moment.start - 14), moment.start)
    if not named:
        return None
    where = _WHERE.match(text, moment.end, block.end)
    place = where["place"] if where else None
    return Happening("meeting", (named.start(), moment.end), days, None, place, sure=0.7)
