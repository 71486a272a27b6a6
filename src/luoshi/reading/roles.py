"""Who has which part in a duty: lead 牵头, responsible 负责, cooperating 配合, persons 责任人.

A part is told by the words around a unit (``由A牵头，B配合``, ``A会同B``, ``请A…``, ``A要…``), by a
field behind the duty (``责任单位：…``) or by a column of a table.  Units come back under their fullest
names, groups without a name (``各企业``) as written.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from luoshi.reading.context import ReadingContext
from luoshi.reading.labels import PARTS, Part, part_of_label
from luoshi.reading.lexicon import Lexicon, load


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit, group or person named in a run."""

    start: int
    end: int
    name: str
    kind: Literal["unit", "group", "person"]


@dataclass(slots=True)
class Roles:
    """The parts found; each a list of names in the text's order, none twice."""

    lead: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    cooperating: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    start: int = -1

    def add(self, part: Part, name: str) -> None:
        """Give ``name`` a part, once."""
        names: list[str] = getattr(self, part)
        if name not in names:
            names.append(name)

    def any_unit(self) -> bool:
        """Tell whether a unit has any part."""
        return bool(self.lead or self.responsible or self.cooperating)

    def merged(self, other: Roles) -> Roles:
        """Return both together."""
        both = Roles(start=self.start)
        for roles in (self, other):
            for part in PARTS:
                for name in getattr(roles, part):
                    both.add(part, name)
        return both


def roles_of_value(context: ReadingContext, part: Part, start: int, end: int) -> Roles:
    """Return the names in a field or cell that holds nothing but names."""
    roles = Roles(start=start)
    people = context.people_in(start, end)
    if part == "persons":
        for person in people:
            roles.add("persons", person.name)
        return roles
    helped = _HELPED.search(context.text, start, end)
    if part != "cooperating" and helped:
        roles = roles_of_value(context, "cooperating", *helped.span(1))
        end = helped.start()
    for a, b in _listed(context.text, start, end):
        name = context.text[a:b]
        if people and any(p.name in name.replace(" ", "") for p in people):
            continue
        marked = _MARKED.search(name)
        if marked:
            own = part_of_label(marked[1], context.lexicon) or part
            short = name[: marked.start()]
            roles.add(own, context.names.resolve(short, a))
        elif name.strip("—-/无 ") and not name.startswith(("联系", "电话")):
            roles.add(part, context.names.resolve(name, a))
    return roles


# Who helps, in brackets behind who does it: 市金融办（协办：某某银行）.
_HELPED = re.compile(r"（(?:协办|配合|协助)(?:单位|部门)?[：:]?([^（）]+)）$")


# The part of a name, in brackets behind it: 工程部（主办）、财务部（协办）.
_MARKED = re.compile(
    r"（(牵头|总牵头|主办|承办|责任|负责|协办|配合|协助|会办|参与)(?:单位|部门)?）$"
)


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the units of a list parted by 、 ； ， or blanks, outside brackets."""
    at, depth = start, 0
    for i in range(start, end + 1):
        mark = text[i] if i < end else "、"
        if mark == "<" and text.startswith("<br", i):
            mark = "、"
        depth += (mark == "（") - (mark == "）")
        if (
            i == end
            or (mark in "、；，,;\n\t" and depth <= 0)
            or (mark in " \u3000" and depth <= 0)
        ):
            a, b = at, i
            while a < b and text[a] in " \u3000br/>":
                a += 1
            for x, y in _split_and(text, a, b):
                if y - x >= 2:
                    yield x, y
            at = i + 1


def _split_and(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part ``甲局和乙局``, but not ``住房和城乡建设局``: 和 parts only two whole unit names."""
    tails = load().words("duties.unit_tails")
    at = start
    for match in re.finditer(r"以及|和|及|与", text[start:end]):
        left, right = text[at : start + match.start()], text[start + match.end() : end]
        if len(left) >= 3 and len(right) >= 3 and left.endswith(tails) and right.endswith(tails):
            if (
                left[-1] in "区部会"
                and not left.endswith(("政府", "管委会", "委员会"))
                and len(left) < 4
            ):
                continue
            yield at, start + match.start()
            at = start + match.end()
    yield at, end


# --- mentions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Patterns:
    group: re.Pattern[str]
    unknown: re.Pattern[str]
    asking: re.Pattern[str]
    leading: re.Pattern[str]
    cooperating: re.Pattern[str]
    together: re.Pattern[str]
    answering: re.Pattern[str]
    modal: re.Pattern[str]


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> _Patterns:
    words = lexicon.alternation
    group_tail = words("duties.group_tails")
    more = f"(?:{words('duties.group_more')})?"
    modal = rf"(?:{words('duties.modals')}|[0-9]+月|[0-9]+日|[0-9]+个|[一二三四五六七八九十两]+个?(?:月|周|日|天|季度)|第[一二三四]季度|第?[一二三四]季度|[上下]半年|明年|今年|（)"
    tails = words("duties.sure_tails")
    return _Patterns(
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
    patterns = _patterns(context.lexicon)
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
        name = context.names.resolve(text[m.start : stop], m.start)
        name = organisation.name if name == text[m.start : m.end] else name
        yield Mention(m.start, stop, name, "unit")


def _groups(
    context: ReadingContext, start: int, end: int, patterns: _Patterns
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
        list(_split_and(context.text, mention.start, mention.end)) if mention.kind == "unit" else []
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


def addressees(context: ReadingContext) -> tuple[str, ...]:
    """Return the units that a paper is written to."""
    key = ("addressees", 0, 0)
    if key not in context.memo:
        runs = [
            (b.start, b.end - (context.text[b.end - 1] == "："))
            for b in context.outline.blocks_of("addressees")
        ]
        runs += [(f.start, f.end) for f in context.outline.fields if f.label in _SENT_TO]
        names = [
            n for run in runs for n in roles_of_value(context, "responsible", *run).responsible
        ]
        context.memo[key] = tuple(dict.fromkeys(names))
    found: tuple[str, ...] = context.memo[key]
    return found


_SENT_TO = ("主送", "主送单位", "受文单位", "发往单位")


def addressed_as(context: ReadingContext, word: str) -> tuple[str, ...]:
    """Return those of the addressees that 贵公司, 你县 and the like can mean; all where none fits better."""
    every = addressees(context)
    tail = word[1:]
    fitting = tuple(
        n
        for n in every
        if n.endswith(tail) or tail in ("公司", "集团") and re.search("公司|集团", n)
    )
    return fitting if fitting and tail not in ("单位", "们", "方") else every


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


def _unknown(context: ReadingContext, start: int, end: int, patterns: _Patterns) -> list[Mention]:
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


# --- parts in running text --------------------------------------------------------------------------


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


def roles_in(context: ReadingContext, start: int, end: int, *, asked_only: bool = False) -> Roles:
    """Return who has which part in the running text of a duty.

    With ``asked_only`` a unit that merely opens a clause has no part: the text tells a difficulty.
    """
    text, roles, partner = context.text, Roles(), False
    for chain in chains_in(context, start, end):
        first, last = chain[0].start, chain[-1].end
        before = re.sub(_BELONGS, "", text[max(start, first - 26) : first])
        after = text[last : min(end, last + 14)]
        if chain[0].kind == "person":
            part: Part | None = "persons" if _answers(before, after, context) else None
        else:
            lead_in = before if first != start else ""
            part = _part(lead_in, after, context, partner=partner)
            if _is_no_doer(context, roles, part, (before, after), (last, end)):
                part = None
            if asked_only and part == "responsible" and not _is_asked(before, context):
                part = None
            partner = bool(_patterns(context.lexicon).together.match(after))
        if part:
            roles.start = roles.start if roles.start >= 0 else first
            for mention in chain:
                roles.add(part, mention.name)
    return roles


def _is_no_doer(
    context: ReadingContext,
    roles: Roles,
    part: Part | None,
    around: tuple[str, str],
    rest: tuple[int, int],
) -> bool:
    """Tell whether a unit only describes a case, owns another, or is what another unit acts upon."""
    before, after = around
    if _is_attributive(context.text, *rest) or re.match(r"(?:所属|下属|旗下|直属)", after):
        return True
    if roles.responsible and re.search(
        r"(?:责成|要求|督促|指导|安排|提请|报请|敦促|协调)$", before
    ):
        return True
    return part == "responsible" and _told_later(context.text, *rest, after, context)


_MUST = re.compile(r"要|应|须|需|将|会同|联合|于|在|每|必须|负责")
# What tells of a unit without laying anything on it: 企业反映的…, 某公司项目…
_NOT_DOING = re.compile(
    r"(?:反映|提出|申请|申报|来函|报来|所|委托|投资|拟|被|因|已|位于|占地|项目|工程|用地|问题|负责人|主要负责|有关负责|改造工程|建设工程|关于|现有|共有|是|有)"
)


def _told_later(text: str, at: int, end: int, after: str, context: ReadingContext) -> bool:
    """Tell whether a unit only opens the subject and 由 names the doer behind it: 甲公司用地问题由乙局…"""
    patterns = _patterns(context.lexicon)
    if _MUST.match(after) or patterns.answering.match(after) or patterns.leading.match(after):
        return False
    clause = re.compile(r"[，；。]").search(text, at, end)
    return "由" in text[at : clause.start() if clause else end]


# Whose daughter a unit is, in front of it: 集团所属某某公司.
_BELONGS = re.compile(r"(?<![^，。；：])[^，。；：]*(?:所属|下属|旗下|直属)(?:的)?$")


def _is_attributive(text: str, at: int, end: int) -> bool:
    """Tell whether the clause that goes on at ``at`` only describes a case: 需报甲县审定的，…"""
    stop = re.compile(r"[，；。]").search(text, at, end)
    return bool(stop and text[stop.start() - 1] == "的")


def _is_asked(before: str, context: ReadingContext) -> bool:
    return before.endswith("由") or bool(_patterns(context.lexicon).asking.search(before))


def _answers(before: str, after: str, context: ReadingContext) -> bool:
    """Tell whether a person is named as answerable: 由副州长甲负责, 安排乙牵头, 责任人丙."""
    patterns = _patterns(context.lexicon)
    if re.search(
        r"(?:^|[，；。])[\u4e00-\u9fff、]{2,24}(?:[长任记理员监裁])$", before
    ) and re.match(r"(?:同志)?(?:具体|总)?(?:负责|牵头)(?=，|。|；|$)", after):
        return True
    if re.search(r"(?:^|[，；。])$", before) and re.match(r"(?:同志)?(?:具体|总)?负责", after):
        return True
    if re.search(r"(?:由|安排|责成|指定|明确|请|委托)[^，。；：]{0,24}$", before):
        return bool(patterns.leading.match(after) or patterns.answering.match(after) or
                    re.match(r"(?:同志|具体|总|全面)?(?:负责|牵头|包联|分管|落实|挂帅|任组长|督办|跟踪)", after))  # fmt: skip
    return bool(
        re.search(r"(?:责任人|责任领导|包联领导|牵头领导)(?:为|是|：)?[^，。；]{0,12}$", before)
    )


_OPENING = re.compile(
    r"(?:^|[，；：。（])(?:并|同时|但|也|由|且|而|此外|其中|再次|其次|首先|最后|会议|以上任务|对此|自\d+月起|从\d+月起|今后|原则上|会上|会后)?"
    r"(?:(?:每[日天周月季旬年]|[自从于在]|\d|[一二三四五六七八九十两]{1,3}[个月周天日]|今|明|本|下周|下月|次|年|月)[^，；。]{0,14}?(?:前|内|底|末|后|起|日|旬|期间|月|年|季度|周[一二三四五六日]?))?$"
)


def _part(before: str, after: str, context: ReadingContext, *, partner: bool) -> Part | None:
    patterns = _patterns(context.lexicon)
    after = re.sub(r"^（[^）]{0,12}）", "", after)
    if re.search(r"(?:会同|联合)$", before) or (partner and before.endswith("商")):
        return "lead" if patterns.leading.match(after) and "牵头" in after[:4] else "cooperating"
    if patterns.leading.match(after):
        return "lead"
    if patterns.cooperating.match(after) or re.match(
        r"(?:要|应|须|需|做好)?[\u4e00-\u9fff]{0,4}(?:配合|协助)", after
    ):
        return "cooperating"
    if re.search(r"(?:牵头单位|牵头部门)(?:为|是|：)$", before):
        return "lead"
    if _is_asked(before, context):
        return "responsible"
    if not _OPENING.search(before):
        return None
    if (
        patterns.together.match(after)
        or patterns.answering.match(after)
        or patterns.modal.match(after)
    ):
        return "responsible"
    if _NOT_DOING.match(after):
        return None
    return (
        "responsible"
        if after[:1] not in ("", "，", "。", "；", "的", "、", "和", "与", "及", "：")
        else None
    )
