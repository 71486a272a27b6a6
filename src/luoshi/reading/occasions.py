"""Spot in one sentence what took place in it: a meeting, a talk, a signing, a visit, and where.

These are only the occasions of a sentence; ``engagements`` gives them days and people and puts
together what several sentences tell of one.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from luoshi.reading.context import ReadingContext
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.types import EngagementKind


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a sentence tells of: kind, the word that tells it, name and place where printed."""

    start: int
    end: int
    kind: EngagementKind
    name: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class _Patterns:
    meeting: re.Pattern[str]
    held_after: re.Pattern[str]
    talk: re.Pattern[str]
    signing: re.Pattern[str]
    go_see: re.Pattern[str]
    over: re.Pattern[str]
    go: re.Pattern[str]
    see: re.Pattern[str]
    site: re.Pattern[str]
    not_site: re.Pattern[str]


_RUN = r"[^，。；：？！\n“”（）]"


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> _Patterns:
    words = lexicon.alternation
    tails, hold = words("engagements.meeting_tails"), words("engagements.hold")
    go, see = words("engagements.go"), f"(?:{words('engagements.see')})(?![组团队时中])"
    return _Patterns(
        re.compile(
            rf"(?P<hold>{hold})(?:了)?(?P<name>“[^”]{{2,20}}”{_RUN}{{2,24}}?{tails}|“[^”]{{2,40}}”|{_RUN}{{0,14}}“[^”]{{2,20}}会”|{_RUN}{{0,40}}?{tails}(?![\u4e00-\u9fff]*(?:议精神|室)))(?!精神|要求|决定|议定|部署|制度|办公室|室|上|后|议)"
        ),
        re.compile(
            rf"(?P<name>“[^”]{{2,40}}”|{_RUN}{{2,40}}?{tails})(?:于[^，]{{2,16}})?(?:在(?P<place>{_RUN}{{2,24}}?))?(?P<hold>召开|举行|举办)"
        ),
        re.compile(rf"{words('engagements.talk')}(?!后|时|结束|中|纪要)"),
        re.compile(rf"(?:{words('engagements.signing')})"),
        re.compile(rf"(?:{go})(?P<place>{_RUN}{{2,40}}?)(?:进行|开展|实地|，?深入)?(?:{see})"),
        re.compile(
            rf"对(?P<place>{_RUN}{{3,40}}?)(?:等)?(?:进行|开展)(?:了)?(?:实地|现场)?(?:{see})"
        ),
        re.compile(rf"(?:{go})(?:了)?(?P<place>{_RUN}{{2,60}})"),
        re.compile(rf"(?:{see})(?:了)?(?P<place>{_RUN}{{2,60}})"),
        re.compile(rf"{words('engagements.site_tails')}$"),
        re.compile(rf"{words('engagements.not_sites')}$"),
    )


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
        and not re.search(r"陪同|主持下|基础上|见证|期间|方面|前|后$|时$|\d[日月]|[上下]午", p)
    ]
    return clean[-1] if clean else None


# A talk round a table that nobody is said to have called.
_SAT_DOWN = re.compile(
    rf"(?:^|(?<=[，；。]))(?:并|还|又|随后)?与{_RUN}{{2,30}}座谈(?:交流)?(?=$|[，；。])"
)


def _meetings(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    text, patterns = context.text, _patterns(context.lexicon)
    found = []
    for match in patterns.meeting.finditer(text, start, end):
        name = match["name"].removeprefix("的")
        name = name.strip("“”") if name.count("“") == 1 and name.endswith("”") else name
        if match["name"].startswith("“") and name.endswith(("签约仪式", "签字仪式", "签约活动")):
            place = _held_place(context, start, match.start())
            found.append(Occasion(match.start(), match.end(), "signing", name, place))
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
    for match in _SAT_DOWN.finditer(text, start, end):
        if not found:
            found.append(Occasion(match.start(), match.end(), "meeting"))
    for match in patterns.held_after.finditer(text, start, end):
        if any(o.start < match.end() and match.start() < o.end for o in found):
            continue
        name = re.sub(r"^.*?(?:[上下]午|晚|日)，?|^[^“]*(?=“)", "", match["name"]).strip("“”")
        place = match["place"] or _held_place(context, start, match.start("hold"))
        found.append(Occasion(match.start(), match.end(), "meeting", name, place))
    return found


_MET = re.compile(r"[组团方]与[^，。；]{2,20}(?:举行|进行)(?:了)?会谈")


def _talks(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    text, patterns = context.text, _patterns(context.lexicon)
    if not context.people_in(start, end) and not _MET.search(text, start, end):
        return []
    for match in patterns.talk.finditer(text, start, end):
        if re.search(r"参加$|结束|完成", text[max(start, match.start() - 40) : match.start()]):
            continue
        before = re.findall(rf"在({_RUN}{{2,16}}?)$", text[start : match.start()])
        reached = re.findall(
            rf"(?:抵达|来到|前往|到)({_RUN}{{2,16}})(?=，)", text[start : match.start()]
        )
        place = (before or [_site(context, r) for r in reached] or [None])[-1]
        return [Occasion(match.start(), match.end(), "talk", None, place)]
    return []


def _signings(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    text, patterns = context.text, _patterns(context.lexicon)
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
        place = _held_place(context, start, match.start())
        return [Occasion(match.start(), match.end(), "signing", None, place)]
    return []


_REGION = re.compile(r"(?:州|市|县|旗|盟|地区|省|自治区)$")


# What one goes somewhere for is no part of the place: 青泉州开展…, 新区就…建设情况.
_PURPOSE = re.compile(
    r"(?<=.{2})(?:开展|进行|就(?!业|地)|围绕|针对|专题|实地|参观|考察|察看|查看|走访|调研|督导|检查)"
)


def _site(context: ReadingContext, run: str) -> str | None:
    """The run without what is no part of the place: 等, 了解…, 后返回."""
    patterns = _patterns(context.lexicon)
    run = re.sub(r"(?:后|并|时|，)?(?:返回|返程|离开|结束|听取|了解|指导).*$", "", run)
    run = re.sub(
        r"(?:等地|等处|等企业|等项目|等|的?(?:建设|生产|运行|施工|经营|进展|运营|推进)*情况|后)$",
        "",
        run,
    )
    run = re.sub(r"^(?:了|位于|坐落于|该)", "", run)
    run = _PURPOSE.split(run)[0] or run
    if "的" in run and _REGION.search(run.split("的")[0]) and not patterns.site.search(run):
        run = run.split("的")[0]
    if len(run) < 2 or patterns.not_site.search(run):
        return None
    return run


def _object(context: ReadingContext, start: int, end: int) -> Occasion | None:
    """What is looked at later in the sentence, where only a region was gone to before."""
    patterns = _patterns(context.lexicon)
    for match in patterns.see.finditer(context.text, start, end):
        site = _site(context, match["place"])
        if (
            site
            and patterns.site.search(site)
            and not re.search(r"要求|强调|指出", context.text[start : match.start()])
        ):
            return Occasion(match.start(), match.start() + 2, "site-visit", None, site)
    return None


# One comes to a place and is told about it there.
_HEARD = re.compile(
    rf"(?:来到|走进|抵达|深入|到)(?:了)?(?P<place>{_RUN}{{3,30}})，(?:认真|详细|现场|先后)?(?:听取|询问|了解|与{_RUN}{{2,20}}(?:交流|座谈))"
)


_IN_TURN = re.compile(
    rf"先后(?:走进|来到|深入|到|前往)(?:了)?(?P<place>{_RUN}{{3,60}})(?=$|[，。；])"
)


def _told_there(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    heard = _HEARD.search(context.text, start, end) or _IN_TURN.search(context.text, start, end)
    site = _site(context, heard["place"]) if heard else None
    if not heard or not site or _REGION.search(site):
        return []
    if not _patterns(context.lexicon).site.search(site):
        return []
    return [Occasion(heard.start(), heard.end(), "site-visit", None, site)]


def _visits(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    text, patterns = context.text, _patterns(context.lexicon)
    for pattern in (patterns.go_see, patterns.over):
        match = pattern.search(text, start, end)
        if match and _REGION.search(match["place"]):
            inner = _object(context, match.end(), end)
            if inner:
                return [inner]
        if match:
            place = _site(context, match["place"])
            if place and not re.search(r"会|意见|部门|表示|要求", place):
                return [Occasion(match.start(), match.end(), "site-visit", None, place)]
    seen = next(
        (m for m in patterns.see.finditer(text, start, end)
         if not re.search(r"(?:介绍|汇报|要求|强调|每|开展|建议)[^，]{0,8}$", text[start : m.start()])), None)  # fmt: skip
    if seen is None:
        return _told_there(context, start, end)
    site = _site(context, seen["place"])
    ways = [
        m for m in patterns.go.finditer(text, start, seen.start()) if _site(context, m["place"])
    ]
    way = next(
        (m for m in reversed(ways) if not _REGION.search(m["place"])), ways[-1] if ways else None
    )
    reached = _site(context, way["place"]) if way else None
    if way and reached and not _REGION.search(reached):
        return [Occasion(way.start(), seen.start() + 2, "site-visit", None, reached)]
    if site and patterns.site.search(site):
        return [Occasion(seen.start(), seen.start() + 2, "site-visit", None, site)]
    if reached:
        return [Occasion(seen.start(), seen.start() + 2, "site-visit", None, reached)]
    return []


def _is_site(context: ReadingContext, visit: Occasion) -> bool:
    """Tell a site that was looked at from a region that was only gone to."""
    place = visit.place or ""
    return not _REGION.search(place) and bool(_patterns(context.lexicon).site.search(place))


def occasions_in(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    """Return what a sentence tells of, in order; a visit only where it tells of nothing held."""
    found = _meetings(context, start, end)
    signed = any(o.kind == "signing" for o in found)
    found += [] if signed else _signings(context, start, end)
    if not found:
        found = _talks(context, start, end)
    until = min((o.start for o in found), default=end)
    visits = []
    for part in re.finditer(r"[^；]+", context.text[start:until]):
        visits += _visits(context, start + part.start(), start + part.end())
    found += [v for v in visits if not found or _is_site(context, v)]
    return sorted(found, key=lambda o: o.start)
