"""Units, groups and persons that are named in running text, in order, and which stand in one list."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from luoshi.reading.context import ReadingContext
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.namelists import addressed_as, split_and


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit, group or person named in a run."""

    start: int
    end: int
    name: str
    kind: Literal["unit", "group", "person"]


@dataclass(frozen=True, slots=True)
class RolePatterns:
    """The words of roles as patterns: groups without a name, verbs that hand out, lead, answer and help."""

    group: re.Pattern[str]
    unknown: re.Pattern[str]
    asking: re.Pattern[str]
    leading: re.Pattern[str]
    cooperating: re.Pattern[str]
    together: re.Pattern[str]
    answering: re.Pattern[str]
    modal: re.Pattern[str]


@functools.lru_cache(maxsize=4)
def role_patterns(lexicon: Lexicon) -> RolePatterns:
    """Return the patterns made from the words of ``lexicon/duties.toml``."""
    words = lexicon.alternation
    group_tail = words("duties.group_tails")
    more = f"(?:{words('duties.group_more')})?"
    modal = rf"(?:{words('duties.modals')}|[0-9]+月|[0-9]+日|[0-9]+个|[一二三四五六七八九十两]+个?(?:月|周|日|天|季度)|第[一二三四]季度|第?[一二三四]季度|[上下]半年|明年|今年|（)"
    tails = words("duties.sure_tails")
    return RolePatterns(
        re.compile(
            rf"(?:{words('duties.group_heads')})(?:[\u4e00-\u9fff]|（[^）]{{1,8}}）){{0,9}}?{group_tail}(?:（[省市州县区旗盟乡镇街道、]{{1,8}}）)?{more}(?=[、，。；：和及与的会联]|$|{words('duties.cooperating')}|{words('duties.answering')}|{modal})|{words('duties.group_words')}"
        ),
        re.compile(
            rf"[\u4e00-\u9fff（）A-Za-z“”·]{{2,24}}?{tails}(?=、|{words('duties.leading')}|{words('duties.cooperating')}|{words('duties.together')}|{words('duties.answering')}|{modal})"
        ),
        re.compile(f"{words('duties.asking')}$"),
        re.compile(words("duties.leading")),
        re.compile(words("duties.cooperating")),
        re.compile(words("duties.together")),
        re.compile(words("duties.answering")),
        re.compile(modal),
    )


# A unit's name that took the verb behind it along: 金融办要组织银行.
_SWALLOWED = re.compile(
    r"(.{2,}?(?:局|委|办|府|部|院|公司|集团|中心))(?:要|将|派出|应当|必须|负责|牵头)"
)


def mentions_in(context: ReadingContext, start: int, end: int) -> list[Mention]:
    """Return units, groups and persons named in a run, in order, none overlapping."""
    key = ("mentions", start, end)
    if key not in context.memo:
        context.memo[key] = _mentions(context, start, end)
    found: list[Mention] = context.memo[key]
    return found


def _mentions(context: ReadingContext, start: int, end: int) -> list[Mention]:
    patterns = role_patterns(context.lexicon)
    found = [*_known_units(context, start, end), *_groups(context, start, end, patterns)]
    unknown = _unknown(context, start, end, patterns)
    known = [m for m, _ in context.organisation_marks(start, end)]
    found += [u for u in unknown if not any(k.start < u.end and u.start < k.end for k in known)]
    found += _stems(context, start, end)
    found = [m for m in found if not _in_post(context, m)]
    found += [
        Mention(m.start, m.end, person.name, "person")
        for m, person in context.person_marks(start, end)
    ]
    clear: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if clear and mention.start < clear[-1].end:
            continue
        if clear and clear[-1].kind == "group" and clear[-1].end == mention.start:
            clear.pop()  # 施工单位某某公司: the name says which
        clear += _named(context, mention)
        clear += _listed_short(context, mention, end)
    return clear


def _known_units(context: ReadingContext, start: int, end: int) -> Iterator[Mention]:
    """The units that the finder of organisations knows, by their fullest names."""
    text = context.text
    for m, organisation in context.organisation_marks(start, end):
        swallowed = _SWALLOWED.match(text, m.start, m.end)
        stop = swallowed.end(1) if swallowed else m.end
        general = _GENERAL_WORD.match(text, m.start, stop)
        begin = general.end() if general else m.start
        name = context.names.resolve(text[begin:stop], begin)
        name = organisation.name if name == text[m.start : m.end] else name
        yield Mention(begin, stop, name, "unit")


# A general word that a named unit took along: 施工单位某某公司.
_GENERAL_WORD = re.compile(
    r"(?:总承包|施工|建设|监理|设计|业主|承建|项目|代建|运营|责任|牵头|承办|实施)(?:单位|方|企业)(?=[\u4e00-\u9fff]{4})"
)


def _groups(
    context: ReadingContext, start: int, end: int, patterns: RolePatterns
) -> Iterator[Mention]:
    """Groups without a name, with the clause that says which: 逾期未报的成员单位."""
    text = context.text
    for match in patterns.group.finditer(text, start, end):
        described = re.search(
            r"(?:^|[，；。])((?!将|要|对|把|请|与|由)[^，；。：将]{2,12}的)$",
            text[start : match.start()],
        )
        if not re.match(r"须|要|应|必须|将|需", text[match.end() : match.end() + 2]):
            described = None
        begin = match.start() - len(described[1]) if described else match.start()
        general = _GENERAL_WORD.match(text, match.start(), match.end())
        if general:
            begin = general.end()
            name = context.names.resolve(text[begin : match.end()], begin)
            yield Mention(begin, match.end(), name, "unit")
            continue
        more = _OF_EACH.match(text, match.end(), end)
        stop = more.end() if more else match.end()
        name = context.names.resolve(text[begin:stop], begin)
        yield Mention(begin, stop, name, "group")


_OF_EACH = re.compile(
    r"（[省市州县区盟旗、]{1,6}）[\u4e00-\u9fff]{0,8}?(?:局|委|办|部门|机构|政府|公司|专班)"
)
_STEMS = re.compile(
    r"(?:^|[，；。：由请])((?:[\u4e00-\u9fff]{2,8}、)+[\u4e00-\u9fff]{2,8})等(?:有关|相关|职能)?(?:部门|单位)"
)


def _stems(context: ReadingContext, start: int, end: int) -> list[Mention]:
    """Departments that a list gives by their stems: 市发改、住建、交通等部门."""
    found = []
    for match in _STEMS.finditer(context.text[start:end]):
        at = start + match.start(1)
        for part in match[1].split("、"):
            name = context.names.resolve(part, at)
            found.append(Mention(at, at + len(part), name, "unit"))
            at += len(part) + 1
    return found


def _in_post(context: ReadingContext, mention: Mention) -> bool:
    """Tell whether a unit is only named in somebody's post: 开发区管委会主任田永军."""
    if re.match(
        r"[\u4e00-\u9fff]{0,3}(?:书记|市长|州长|县长|区长|专员)",
        context.text[mention.end : mention.end + 8],
    ):
        return True
    return any(
        mark.start - mention.end <= 20
        and _TITLE_GAP.fullmatch(context.text, mention.end, mark.start)
        for mark, _ in context.person_marks(mention.end, mention.end + 50)
    )


_TITLE_GAP = re.compile(r"[\u4e00-\u9fff、（）]{0,18}?(?:[长任记理员监裁席士]|代表|负责人|专员)\s?")


def _parted(context: ReadingContext, mention: Mention) -> Iterator[Mention]:
    """Two units that were taken for one: 甲局和乙局."""
    parts = (
        list(split_and(context.text, mention.start, mention.end)) if mention.kind == "unit" else []
    )
    if len(parts) < 2:
        yield mention
        return
    for start, end in parts:
        yield Mention(start, end, context.names.resolve(context.text[start:end], start), "unit")


_OURSELVES = re.compile(
    r"(?:我|本)(?:局|委|办|公司|厅|集团|中心|院|行|室|站|处|部|单位|县|市|州|区|旗|盟|学院|厂|矿|镇|乡)"
)
_YOU = re.compile(
    r"(?:贵|你)(?:们|单位|局|委|办|公司|厅|集团|中心|院|行|厂|矿|县|市|州|区|旗|盟|镇|乡|部|方|处|企业|政府)"
)


def _named(context: ReadingContext, mention: Mention) -> Iterator[Mention]:
    """The units that a mention means: 我委 is whoever issued the paper, 贵公司 those it is written to."""
    written = context.text[mention.start : mention.end]
    if _OURSELVES.fullmatch(mention.name) and context.document.issuer:
        yield replace(mention, name=context.document.issuer)
    elif _YOU.fullmatch(written) and (addressed := addressed_as(context, written)):
        yield from (replace(mention, name=name) for name in addressed)
    else:
        yield from _parted(context, mention)


def _listed_short(context: ReadingContext, mention: Mention, end: int) -> Iterator[Mention]:
    """Short names that go on a list up to 等: 天山集团、北源能源等企业."""
    rest = re.compile(
        r"、([^，。；]{2,16}?)等(?:[\u4e00-\u9fff]{0,3}(?:企业|单位|公司|部门|县市|集团))"
    )
    match = rest.match(context.text, mention.end, end)
    if not match or mention.kind == "person":
        return
    at = match.start(1)
    for part in match[1].split("、"):
        full = context.names.resolve(part, at)
        if full != part:
            yield Mention(at, at + len(part), full, "unit")
        at += len(part) + 1


def _unknown(
    context: ReadingContext, start: int, end: int, patterns: RolePatterns
) -> list[Mention]:
    """Units that the finder of organisations did not know, where the grammar says that one stands."""
    text, found = context.text, []
    asking = context.lexicon.alternation("duties.asking")
    opening_of = rf"(?:^|[，；。：]|会同|联合|商)(?:并|同时|但|也|还)?(?:{asking})?|由|{asking}"
    for opening in re.finditer(opening_of, text[start:end]):
        at = start + opening.end()
        while match := patterns.unknown.match(text, at, end):
            surface = match.group()
            if re.search(
                r"^关于|[的了把将请需每向为并由与要]|^会同|^联合|\d|^[在对于就从按两一二三]|研究(?!院|所|中心|室|会)|协助|办理|感谢|要求|负责|完成|解决|加快|协调|建议|希望|建立|推进|落实|全力|大力|支持|帮助|积极|保障|欢迎|督促|引导|鼓励|确保|力争|会上|会后|目前|今年|责成|当即|组织|召开|开展|领导|约谈|认为|强调|指出|明确|[全内外局大东西南北中两一]部$|[科学数]科$",
                surface,
            ):
                break
            found.append(Mention(at, match.end(), context.names.resolve(surface, at), "unit"))
            if text[match.end() : match.end() + 1] != "、":
                break
            at = match.end() + 1
    return found


def chains_in(context: ReadingContext, start: int, end: int) -> list[list[Mention]]:
    """Return the mentions of a run, those joined by 、 和 及 与 together."""
    chains: list[list[Mention]] = []
    for mention in mentions_in(context, start, end):
        if chains and _goes_on(context.text, chains[-1][-1], mention):
            chains[-1].append(mention)
        else:
            chains.append([mention])
    return chains


def _goes_on(text: str, last: Mention, mention: Mention) -> bool:
    """Tell whether two mentions stand in one list: 甲局、乙局, 甲局与乙局共同…, 张三、李四."""
    between = text[last.end : mention.start]
    if between == "与":
        return bool(
            re.match(r"共同|联合|一起|分别|双方|要共同", text[mention.end : mention.end + 3])
        )
    if between not in ("、", "和", "及", "以及"):
        return False
    if "person" in (last.kind, mention.kind):
        return last.kind == mention.kind and between == "、"
    return True
