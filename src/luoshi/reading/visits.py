"""Where somebody went to look: visits to sites, told in one clause or in several.

``赴…调研``, ``察看了…``, ``来到…，听取…``, ``在…，甲察看了…``.
"""

from __future__ import annotations

import re

from luoshi.reading.context import ReadingContext
from luoshi.reading.occasionwords import RUN, Occasion, patterns_of

_REGION = re.compile(r"(?:州|市|县|旗|盟|地区|省|自治区)$")


# What one goes somewhere for is no part of the place: 青泉州开展…, 新区就…建设情况.
_PURPOSE = re.compile(
    r"(?<=.{2})(?:开展|进行|就(?!业|地)|围绕|针对|专题|实地|参观|考察|察看|查看|走访|调研|督导|检查)"
)


def site_of(context: ReadingContext, run: str) -> str | None:
    """Return the run without what is no part of the place: 等, 了解…, 后返回."""
    patterns = patterns_of(context.lexicon)
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
    patterns = patterns_of(context.lexicon)
    for match in patterns.see.finditer(context.text, start, end):
        site = site_of(context, match["place"])
        strong = _STRONG.search(context.text, max(start, match.start() - 2), match.start() + 4)
        if (
            site
            and (patterns.site.search(site) or strong)
            and not re.search(r"要求|强调|指出", context.text[start : match.start()])
        ):
            return Occasion(match.start(), match.start() + 2, "site-visit", None, site)
    return None


# At a site, named before the comma, somebody looks or listens; or one goes there to work on the spot.
_THERE = re.compile(
    rf"(?:^|(?<=[，。；\n]))(?:随后|之后|接着|最后|首先|会后)?，?在(?P<place>{RUN}{{3,40}}?)，"
    rf"(?P<who>{RUN}{{0,30}}?)(?:一行)?(?:边走边看|先后|仔细|认真|详细|现场|实地|逐一|深入|走进)?"
    r"(?:察看|查看|考察|参观|踏勘|视察|了解|询问|听取|观看|观摩|体验|走进|登上|叮嘱|嘱咐|勉励|鼓励|指出|强调|要求|同[^，]{2,14}交谈|与[^，]{2,14}交流)"
)
_ON_THE_SPOT = re.compile(
    rf"(?:带队到|带队赴|率队到|率队赴|前往|赶赴|赶到|深入|来到|到|赴)(?:了)?(?P<place>{RUN}{{3,40}}?)，(?:就|围绕|针对)?{RUN}{{0,30}}?"
    r"(?:现场办公|现场督办|现场调度|现场协调|实地督导|实地调研|实地察看|现场查看|进行调研|开展调研|开展督导|进行督导|开展走访|进行走访|开展检查|进行检查)"
)


def _looked_there(context: ReadingContext, start: int, end: int) -> Occasion | None:
    there = _THERE.search(context.text, start, end)
    if there and re.search(
        r"会$|会议|过程|期间|方面|基础|领域|工作|介绍|汇报|陪同|发言|讲话|时$", there["place"]
    ):
        there = None
    match = there or _ON_THE_SPOT.search(context.text, start, end)
    site = site_of(context, match["place"]) if match else None
    if not match or not site or _REGION.search(site):
        return None
    if not patterns_of(context.lexicon).site.search(site):
        return None
    seen = _object(context, match.end("place"), end) if _ZONE.search(site) else None
    if seen and seen.place and _WHOLE_SITE.search(seen.place) and len(seen.place) > 4:
        site = seen.place
    return Occasion(match.start(), match.end(), "site-visit", None, site)


# Of a zone that one came to and the works looked at in it the works are the more precise.
_ZONE = re.compile(r"(?:集中区|园区|开发区|高新区|新区|合作区|经开区|镇|乡|街道)$")
_WHOLE_SITE = re.compile(r"(?:公司|集团|厂|基地|中心|港|村|医院|学校|学院|园|馆|项目|工程)$")


# One comes to a place and is told about it there.
_HEARD = re.compile(
    rf"(?:来到|走进|抵达|深入|到)(?:了)?(?P<place>{RUN}{{3,30}})，(?:认真|详细|现场|先后)?(?:听取|询问|了解|与{RUN}{{2,20}}(?:交流|座谈|交谈|攀谈|对话))"
)


_IN_TURN = re.compile(
    rf"先后(?:走进|来到|深入|到|前往)(?:了)?(?P<place>{RUN}{{3,60}})(?=$|[，。；])"
)


def _told_there(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    heard = _HEARD.search(context.text, start, end) or _IN_TURN.search(context.text, start, end)
    site = site_of(context, heard["place"]) if heard else None
    if not heard or not site or _REGION.search(site):
        return []
    if not patterns_of(context.lexicon).site.search(site):
        return []
    return [Occasion(heard.start(), heard.end(), "site-visit", None, site)]


def visits_in(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    """Return the visit that a part of a sentence tells of, if any."""
    told = _looked_there(context, start, end) or _gone_to_see(context, start, end)
    if told:
        return [told]
    return _seen(context, start, end) or _told_there(context, start, end)


def _gone_to_see(context: ReadingContext, start: int, end: int) -> Occasion | None:
    """赴某地调研, 对某厂进行调研."""
    patterns = patterns_of(context.lexicon)
    for pattern in (patterns.go_see, patterns.over):
        match = pattern.search(context.text, start, end)
        if not match:
            continue
        if _REGION.search(match["place"]):
            inner = _object(context, match.end(), end)
            if inner:
                return inner
        place = site_of(context, match["place"])
        if (
            place
            and (place.endswith("一线") or not patterns.site.search(place))
            and _STRONG.search(context.text, match.end(), end)
        ):
            inner = _object(context, match.end(), end)
            if inner:
                return inner
        if place and not re.search(r"会|意见|部门|表示|要求", place):
            return Occasion(match.start(), match.end(), "site-visit", None, place)
    return None


_NOT_SEEN = re.compile(r"(?:介绍|汇报|要求|强调|每|开展|建议)[^，]{0,8}$")


def _seen(context: ReadingContext, start: int, end: int) -> list[Occasion]:
    """What was looked at, or the place where one went before looking."""
    text, patterns = context.text, patterns_of(context.lexicon)
    hits = patterns.see.finditer(text, start, end)
    seen = next((m for m in hits if not _NOT_SEEN.search(text[start : m.start()])), None)
    if seen is None:
        return []
    site = site_of(context, seen["place"])
    ways = [
        m for m in patterns.go.finditer(text, start, seen.start()) if site_of(context, m["place"])
    ]
    way = next(
        (m for m in reversed(ways) if not _REGION.search(m["place"])), ways[-1] if ways else None
    )
    reached = site_of(context, way["place"]) if way else None
    if way and reached and _ZONE.search(reached) and site and _WHOLE_SITE.search(site):
        return [Occasion(seen.start(), seen.start() + 2, "site-visit", None, site)]
    if way and reached and not _REGION.search(reached):
        return [Occasion(way.start(), seen.start() + 2, "site-visit", None, reached)]
    strong = _STRONG.search(text, max(start, seen.start() - 2), seen.start() + 4)
    if site and (patterns.site.search(site) or strong):
        return [Occasion(seen.start(), seen.start() + 2, "site-visit", None, site)]
    if reached:
        return [Occasion(seen.start(), seen.start() + 2, "site-visit", None, reached)]
    return []


# Verbs of looking that are only said of places.
_STRONG = re.compile(
    "踏勘|[察查]看了|实地[察查]看|考察了|参观了|走访了|视察了|检查了|实地[察查考参]|先后[察查考参]|现场[察查]看"
)


def is_site(context: ReadingContext, visit: Occasion) -> bool:
    """Tell a site that was looked at from a region that was only gone to."""
    place = visit.place or ""
    return not _REGION.search(place) and bool(patterns_of(context.lexicon).site.search(place))
