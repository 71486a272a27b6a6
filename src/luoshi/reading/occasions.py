"""Spot in one sentence what took place in it: a meeting, a talk, a signing, a visit, and where.

These are only the occasions of a sentence; ``engagements`` gives them days and people and puts
together what several sentences tell of one.
"""

from __future__ import annotations

import re

from luoshi.reading.context import ReadingContext
from luoshi.reading.occasionwords import RUN, Occasion, patterns_of
from luoshi.reading.visits import is_site, site_of, visits_in


def _held_place(context: ReadingContext, start: int, at: int) -> str | None:
    """The place before a verb of holding: 在云川市召开, 在州政府会议室主持召开."""
    text = context.text
    found = re.findall(
        r"(?<![现正存实旨])在([^，。；：]{2,26}?)(?=$|与|和[^，]*$|主持|召集|组织|共同|联合|隆重|顺利|成功)",
        text[start:at],
    )
    people = [p.name for p in context.people]
    clean = [
        p
        for p in found
        if not any(name in p for name in people)
        and not re.search(r"陪同|主持下|基础上|见证|期间|方面|前$|后$|时$|\d[日月]|[上下]午", p)
    ]
    return clean[-1] if clean else None


# A talk round a table that nobody is said to have called.
_SAT_DOWN = re.compile(
    r"(?:^|(?<=[，；。组团]))(?:并|还|又|随后)?(?:与|同)[^。；：“”]{2,60}?座谈(?:交流)?(?=$|[，；。])"
)


_HELD_AFTER = re.compile("召开|举行|举办")


def _meetings(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    text, patterns = context.text, patterns_of(context.lexicon)
    found = _called(context, start, end)
    found += [
        Occasion(m.start(), m.end(), "meeting", m["name"])
        for m in patterns.at_meeting.finditer(text, start, end)
    ]
    for match in _SAT_DOWN.finditer(text, start, end):
        if not found:
            found.append(Occasion(match.start(), match.end(), "meeting"))
    held = _HELD_AFTER.search(text, start, end)
    for match in patterns.held_after.finditer(text, start, end) if held else ():
        if any(o.start < match.end() and match.start() < o.end for o in found):
            continue
        name = re.sub(r"^.*?(?:[上下]午|晚|日)，?|^[^“]*(?=“)", "", match["name"]).strip("“”")
        place = match["place"] or _held_place(context, start, match.start("hold"))
        found.append(Occasion(match.start(), match.end(), "meeting", name, place))
    return found


def _called(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    """Meetings behind the verb that calls or attends them: 召开…会, 主持…会."""
    text, patterns = context.text, patterns_of(context.lexicon)
    found = []
    for match in patterns.meeting.finditer(text, start, end):
        name = match["name"].removeprefix("的")
        name = name.strip("“”") if name.count("“") == 1 and name.endswith("”") else name
        if match["name"].startswith("“") and name.endswith(("签约仪式", "签字仪式", "签约活动")):
            place = _held_place(context, start, match.start())
            found.append(Occasion(match.start(), match.end(), "signing", name, place))
            continue
        if re.search(
            r"会见了?$|拜会了?$|会晤了?$", text[max(start, match.start() - 4) : match.start()]
        ):
            continue
        if match["hold"] in ("主持", "召集", "组织") and "会" not in name[-3:]:
            continue
        if re.search(r"每|制度|机制", text[max(start, match.start() - 8) : match.end()]):
            continue
        found.append(
            Occasion(
                match.start(),
                match.end(),
                "meeting",
                name if len(name) > 3 else None,
                _held_place(context, start, match.start()),
            )
        )
    return found


_MET = re.compile(r"[组团方]与[^，。；]{2,20}(?:举行|进行)(?:了)?会谈")


_NO_PLACE = re.compile(r"陪同|见证|基础|期间|方面|过程|主持|[上下]午|前$|后$|时$|\d[日月]")


_WITH = ("洽谈", "交换意见", "会晤")
_OTHER_SIDE = re.compile("与|和|同|双方|会见|[方团组]")
_ANYBODY = re.compile("了?(?:企业|客商|有关|相关|重点|各|当地|知名)")


def _talks(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    text, patterns = context.text, patterns_of(context.lexicon)
    if not context.people_in(start, end) and not _MET.search(text, start, end):
        return []
    for match in patterns.talk.finditer(text, start, end):
        if re.search(r"参加$|结束|完成", text[max(start, match.start() - 40) : match.start()]):
            continue
        clause = max(start, text.rfind("，", start, match.start()))
        if match[0] in _WITH and not _OTHER_SIDE.search(text, clause, match.start()):
            continue
        if match[0] == "拜访" and _ANYBODY.match(text, match.end()):
            continue
        before = re.findall(
            rf"在({RUN}{{2,16}}?)(?=与|和|同|会见|会晤|拜会|接见|就|举行|进行|$)",
            text[start : match.start()],
        )
        before = [run for run in before if not _NO_PLACE.search(run)]
        reached = re.findall(
            rf"(?:抵达|来到|前往|到|赴)({RUN}{{2,16}}?)(?=，|与|同|和|拜访|拜会|会见|洽谈|$)",
            text[start : match.start()],
        )
        place = (before or [site_of(context, r) for r in reached] or [None])[-1]
        return [Occasion(match.start(), match.end(), "talk", None, place)]
    return []


_HELD_AT = re.compile(r"在([^，。；]{2,24}?)(?:隆重|顺利|成功)?(?:举行|举办)")


def _signings(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    text, patterns = context.text, patterns_of(context.lexicon)
    for match in patterns.signing.finditer(text, start, end):
        around = text[max(start, match.start() - 24) : match.end() + 3]
        if (
            re.search(
                r"尽快|争取|力争|推动|计划|拟|要|前(?!海)|内(?!蒙)|待|已签|根据|后续|尚未|抓紧|促成|希望",
                around,
            )
            and "仪式" not in match.group()
        ):
            continue
        held = _HELD_AT.match(text, match.end(), end)
        place = _held_place(context, start, match.start()) or (held[1] if held else None)
        return [Occasion(match.start(), match.end(), "signing", None, place)]
    return []


_NEXT_SITE = re.compile(
    "；|，(?=(?:随后|之后|接着|最后|紧接着|而后|还)(?:又|先后|一同|一起)?(?:走进|来到|前往|赶到|到|赴|深入|察看|考察|参观|实地))"
)


def occasions_in(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    """Return what a sentence tells of, in order; a visit only where it tells of nothing held."""
    found = _meetings(context, start, end)
    signed = any(o.kind == "signing" for o in found)
    found += [] if signed else _signings(context, start, end)
    if not found:
        found = _talks(context, start, end)
    until = min((o.start for o in found), default=end)
    visits = []
    at = start
    for cut in (*_NEXT_SITE.finditer(context.text, start, until), None):
        part = cut.start() if cut else until
        visits += visits_in(context, at, part)
        at = part + 1
    found += [v for v in visits if not found or is_site(context, v)]
    return sorted(found, key=lambda o: o.start)
