"""Where the names of units and companies stand in a text, before anybody asks which unit is meant.

A unit's name is found from its ending (局, 有限公司, 管委会 …) back to where it begins: at a mark, a
verb or a preposition, or after the unit before it.  A sub-unit right behind its unit (…有限公司 +
办公室) makes one name with it.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.reading.lexicon import Lexicon

_HAN = r"\u3400-\u9fff"
_SINGLE = frozenset("局厅委办处科室部所站院会社")
_EACH = re.compile(r"各(?:自治)?[省州市县区旗盟](?:[、和]|（[^（）]{1,8}）)$")
# What goes on like this is the name of a firm: 某某旅行社有限公司, 某某工程局有限公司.
_FIRM = re.compile(
    rf"(?:（[{_HAN}]{{2,6}}）)?(?:股份|有限|责任|集团有限|集团股份|（集团）)[{_HAN}（）]{{0,6}}公司"
)
_GUARDS = {
    "委": "员托派任书外宣组常会", "办": "理公好法事结完妥贷证学会", "处": "理置于罚境在级长", "部": "署分门长级位落件",
    "局": "部面限势长级地", "厅": "级长", "科": "技学研级长普室", "室": "内外主", "所": "有需在以得属谓长", "站": "在点位长前",
    "院": "内长士落坝", "政府": "机采购投资性引导补债网主性储专基", "集团": "化军", "公司": "治制化律", "党委": "委书会副领办议常",
    "银行": "业贷账", "政协": "委副主", "人大": "代常", "中心": "城区区域组任线", "行署": "专", "部队": "", "学校": "长",
}  # fmt: skip
_SUB = re.compile(
    r"(?:办公室|办公厅|督查室|研究室|处|科|部|室|站|所|中心|分公司|分行|支行|分局|支队|大队|中队|项目部|指挥部|管委会|党委|党组|工会|团委|纪委|监管分局|车间|办|专班|分院|分校|局|队|党工委|领导小组办公室|纪检监察组|政法委|网信办|编办|[车工电机]务段|客运段)$"
)
_COUNTED = re.compile(r"[\d一二三四五六七八九十两几多]+[家个名]|多家")
_WHOLE = re.compile(
    r".{2,}(?:中心|园区|园|厂|区|市|县|州|旗|盟|公司|集团|基地|学校|医院|站|局|委|办|府)$"
)
_SITE = re.compile(r"(?:厂|中心|医院|学校|学院|中学|小学|站|所)$")
_WORK = re.compile(r"[^，。；、：（）\s]{0,8}(?:项目|工程|改扩建|迁建|扩建|改造|选址|选建)")
_FOUNDS = re.compile(r"(?:成立|组建|建立|设立|抽调|组成|合资|新设|注册|组成立|拿出|派出)了?要?$")
_FOUNDED = re.compile(r"[^省市县州盟旗]{2,8}(?:公司|专班|指挥部|办公室)$")
_VAGUE = re.compile(
    r"有关|相关|[省市州县区]级|其他|其它|所有|全体|各|本级|上级|下级|市直|州直|县直|区直|省直|部分|多家|双方|两地"
)
_LINKED = "和及与同并"
# A place by its name, with what makes it one.
_PLACED = re.compile(rf"[{_HAN}]{{2,4}}?(?:省|市|县|州|旗|盟|自治区|镇|乡)")
_LEVELLED = re.compile(rf"地区|自治[州区县]|兵团|[省州市县区旗盟镇乡]|{_PLACED.pattern}")
_NEVER = re.compile(r"[至到的了]|[东南西北]站$|\d[吨万亿个次项台套米亩]")
_AMOUNT = re.compile(
    r"[\d.]+(?:万|亿)?(?:元|吨|亩|台|套|公里|千瓦|兆瓦|平方米|立方米|人|户|个|家|项|次|天)"
)
_DATE = re.compile(r"[\d年月日时分、—]*")


@dataclass(frozen=True, slots=True)
class Surface:
    """A run that names a unit; ``inner`` is the run of the unit it begins with (the whole of a sub-unit)."""

    start: int
    end: int
    inner: tuple[int, int] | None = None
    rule: str = "unit"


@dataclass(frozen=True, slots=True)
class _Words:
    tail: re.Pattern[str]
    ordinary: re.Pattern[str]
    stop: re.Pattern[str]
    maybe: re.Pattern[str]
    verb: re.Pattern[str]
    inner: re.Pattern[str]
    start: re.Pattern[str]
    region: re.Pattern[str]
    head: re.Pattern[str]
    department: re.Pattern[str]
    core: re.Pattern[str]
    generic: frozenset[str]
    companies: tuple[str, ...]


@functools.lru_cache(maxsize=4)
def words_of(lexicon: Lexicon) -> _Words:
    """Compile the patterns of a lexicon."""
    doubtful = set(lexicon.words("organisations.doubtful"))
    stops = [w for w in lexicon.words("organisations.stops") if w not in doubtful]
    levels = lexicon.alternation("places.levels")
    region = rf"(?:[{_HAN}]{{2,12}}?(?:自治区|自治州|自治县|自治旗|地区|省|市|县|州|盟|旗|新区|区|镇|乡)|{levels})"
    department = lexicon.alternation("organisations.departments")
    return _Words(
        tail=re.compile(
            lexicon.alternation("organisations.companies", "organisations.tails").replace(
                "办|", "办(?!公)|"
            )
        ),
        ordinary=re.compile(rf"(?:{lexicon.alternation('organisations.ordinary')})$"),
        stop=re.compile(
            "|".join([*map(re.escape, stops), lexicon.raw("organisations.stop_patterns")])
        ),
        maybe=re.compile("[" + "".join(w for w in doubtful if len(w) == 1) + "]"),
        verb=re.compile("|".join(w for w in doubtful if len(w) > 1)),
        inner=re.compile(
            rf"(?:集团公司|集团|公司|[我本贵]?[委局办厅])?(?:{lexicon.alternation('organisations.inner_stems')}|[与和])+"
        ),
        start=re.compile(lexicon.alternation("places.starts")),
        region=re.compile(region),
        head=re.compile(lexicon.alternation("people.heads")),
        department=re.compile(
            rf"(?:{region})?{department}{lexicon.alternation('organisations.department_tails')}$"
        ),
        core=re.compile(rf"{department}{lexicon.alternation('organisations.department_tails')}$"),
        generic=frozenset(lexicon.words("organisations.generic")),
        companies=lexicon.words("organisations.companies"),
    )


_SEGMENT = re.compile(
    rf"(?:[{_HAN}A-Za-z0-9·]|—(?=[{_HAN}]{{2,6}}(?:经济|开发区|合作区|铁路|高速|园区|示范区))|（集团）|（控股）|（[{_HAN}]{{2,6}}）(?=[{_HAN}]{{0,8}}公司))+"
)


def find_units(text: str, lexicon: Lexicon, names: Iterable[tuple[int, int]] = ()) -> list[Surface]:
    """Return every run that names a unit, in order, without overlaps.

    ``names`` are the runs of persons' names, which no unit crosses.
    """
    words = words_of(lexicon)
    found: list[Surface] = []
    barriers = sorted(names)
    for segment in _SEGMENT.finditer(text):
        at = segment.start()
        inside = bisect.bisect_left(barriers, (at, 0))
        for n in range(inside, len(barriers)):
            start, end = barriers[n]
            if start >= segment.end():
                break
            found += _in_segment(text, at, start, words)
            at = max(at, end)
        found += _in_segment(text, at, segment.end(), words)
    return found


def _in_segment(text: str, start: int, end: int, words: _Words) -> list[Surface]:
    found: list[Surface] = []
    left = start
    for tail in words.tail.finditer(text, start, end):
        if tail.start() < left or text[tail.end() : tail.end() + 1] in _guard(tail[0]):
            continue
        if _FIRM.match(text, tail.end()):
            continue
        ordinary = words.ordinary.search(text, max(start, tail.end() - 8), tail.end())
        is_known = words.department.search(text[max(left, tail.end() - 10) : tail.end()])
        if ordinary and ordinary.start() <= tail.start() and not is_known:
            continue
        last = found[-1] if found and left > start else None
        if last and _extends(text, last.end, tail, words):
            found[-1] = Surface(last.start, tail.end(), last.inner or (last.start, last.end))
            left = tail.end()
            continue
        at = _begin(text, left, tail, words, after_unit=last is not None)
        if at is None or not _is_unit(text, at, tail, words):
            continue
        at -= at > left and text[at - 1] in "我本" and text[at] in "委局厅办公集"
        found.append(Surface(at, tail.end()))
        left = tail.end()
    return found


def _guard(tail: str) -> str:
    for size in (3, 2, 1):
        if tail[-size:] in _GUARDS:
            return _GUARDS[tail[-size:]] or "\0"
    return "\0"


def _extends(text: str, end: int, tail: re.Match[str], words: _Words) -> bool:
    """Tell whether the tail closes a sub-unit of the unit that ended at ``end``."""
    gap = text[end : tail.start()]
    if _of_group(text, end, gap, tail[0], words):
        return True
    if _of_government(text, end, gap + tail[0], words):
        return True
    if (
        len(gap) > 10
        or not _SUB.search(tail[0])
        or (gap and words.head.search(gap) and tail[0] != "办公室")
    ):
        return False
    if len(tail[0]) == 1 and gap and gap[0] not in "和与" and words.inner.fullmatch(gap):
        return True
    unknown = len(tail[0]) == 1 and len(gap) > 2 and not words.inner.fullmatch(gap)
    if unknown and (len(gap) > 4 or _ACTS.match(gap) or _VAGUE.match(gap)):
        return False
    if tail[0] in _BRANCHES and _PLACED.match(gap):
        return not words.stop.search(gap)
    if words.start.match(gap) or gap.startswith("驻"):
        return True
    if gap and (
        words.region.match(gap + tail[0]) and tail[0] in ("委", "局", "办", "厅", "党委", "管委会")
    ):
        return False
    return not (words.stop.search(gap) or words.maybe.search(gap))


_BRANCHES = ("分行", "支行", "分公司", "分局", "管理处", "办事处")
_ACTED_ON = ("公司", "集团", "局", "委", "委员会", "政府", "管委会")
_ACTS = re.compile("指导|推进|支援|促进|调度|保障|帮助|督促|协助")


def _of_group(text: str, end: int, gap: str, tail: str, words: _Words) -> bool:
    """A company or plant under the name of its group: 某某集团路桥建设公司, 某某集团热电厂."""
    if not text.endswith("集团", 0, end) or len(gap) > 8 or not tail.endswith(("公司", "厂", "矿")):
        return False
    return not (words.stop.search(gap) or words.maybe.match(gap) or _ACTS.match(gap))


def _of_government(text: str, end: int, rest: str, words: _Words) -> bool:
    """A department under the whole name of its government: 某省人民政府国有资产监督管理委员会."""
    if text.endswith(("公司", "集团"), 0, end) and (
        rest == "党委" or (rest.endswith("委员会") and len(rest) <= 9)
    ):
        return True
    if rest.startswith("乡村振兴") and text.endswith(("公司", "集团"), 0, end):
        return True
    return (
        text.endswith(("政府", "兵团"), 0, end)
        and len(rest) >= 3
        and bool(words.core.fullmatch(rest))
        and rest[0] not in "省市县州"
    )


_LONGEST = 120  # characters: no name of a unit begins farther before its ending


_GROUPS = (
    "领导小组办公室",
    "领导小组",
    "指挥部",
    "专班",
    "工作专班",
    "专班办公室",
    "推进办",
    "项目办",
)
_OF_REGION = re.compile(rf"(?:[{_HAN}]{{2,7}}(?:省|市|县|州|区|旗|盟|自治区)|[省市县州区旗盟])$")


def _named_before(text: str, start: int, at: int) -> bool:
    """A verb within the name of a standing group: 某市优化营商环境领导小组办公室."""
    return start < at and len(text[start:at]) <= 16 and bool(_OF_REGION.match(text[start:at]))


def _begin(
    text: str, left: int, tail: re.Match[str], words: _Words, *, after_unit: bool
) -> int | None:
    """Where the name that ends with ``tail`` begins."""
    at = left = max(left, tail.start() - _LONGEST)
    group = tail[0] in _GROUPS
    core = words.core.search(text, max(left, tail.end() - 16), tail.end())
    until = min(core.start() if core else tail.start(), tail.start())
    for stop in words.stop.finditer(text, left, tail.end()):
        if (
            stop.start() < until
            and stop.end() <= tail.start()
            and not (group and _named_before(text, at, stop.start()))
        ):
            at = stop.end()
    for maybe in words.maybe.finditer(text, at, tail.start()):
        if _parts(text, at, maybe, tail, words, after_unit=after_unit):
            at = maybe.end()
    acts = _ACTS.match(text, at)
    if acts and tail.start() - acts.end() >= 2 and tail[0].endswith(_ACTED_ON):
        at = acts.end()
    for verb in words.verb.finditer(text, at, tail.start()):
        named = words.start.match(text, verb.end()) or _PLACED.match(text, verb.end(), tail.end())
        at = verb.end() if named and verb.end() < tail.start() else at
    for amount in _AMOUNT.finditer(text, at, tail.start()):
        at = amount.end()
    date = _DATE.match(text, at, tail.start())
    at = date.end() if date else at
    return at if at < tail.end() else None


def _parts(
    text: str,
    at: int,
    maybe: re.Match[str],
    tail: re.Match[str],
    words: _Words,
    *,
    after_unit: bool,
) -> bool:
    """Tell whether a doubtful character parts the name behind it from what stands before."""
    char, first, rest = maybe[0], maybe.start() == at, maybe.end()
    begins = words.start.match(text, maybe.start())
    if first and begins:
        return False
    if char in _LINKED:
        if first:
            return True
        if _is_department_joint(text, at, tail.end(), words):
            return False
        if _WHOLE.search(text[at : maybe.start()]) and not begins:
            return True
    if char in "后上下中" and text[maybe.start() - 1 : maybe.start()] in "日月底旬周度年":
        return True
    region = words.start.match(text, rest) or words.region.match(text, rest, tail.end())
    if region and char in "所本前后中上下内可应有共时于不" and len(region[0]) < 2:
        return False
    if char in "都就从每其此再听付" and not (first and (after_unit or char != "都")):
        return False
    if rest < tail.start() and region:
        return not _inside_region(text, at, maybe.start(), words)
    return after_unit and first and char in "经就从每其此再"


def _is_department_joint(text: str, at: int, end: int, words: _Words) -> bool:
    return bool(words.department.fullmatch(text, at, end))


def _inside_region(text: str, at: int, mark: int, words: _Words) -> bool:
    """The doubtful character is part of a place (和田, 呼和浩特) or of the name's first word."""
    return (
        mark - at <= 3
        and mark > at
        and not words.region.fullmatch(text, at, mark)
        and text[mark] in "和新本上下中内前后同可应有共"
    )


def _is_unit(text: str, start: int, tail: re.Match[str], words: _Words) -> bool:
    name = text[start : tail.end()]
    core = text[start : tail.start()]
    if _FOUNDED.match(name) and _FOUNDS.search(text, max(0, start - 4), start):
        return False
    if _SITE.search(name) and _WORK.match(text, tail.end()):
        return False
    if name in words.generic or len(name) < 2 or len(name) > 36:
        return False
    if (
        (start and text[start - 1] in "各该某每此")
        or _EACH.search(text, max(0, start - 10), start)
        or _VAGUE.match(name)
    ):
        return False
    if tail[0] in words.companies:
        return len(core) >= 2 and not _COUNTED.match(core)
    if len(tail[0]) == 1 and tail[0] in _SINGLE:
        if core[-1:].isdigit() or core.endswith("号"):
            return False
        return _is_inner(name, core, words)
    if not core:
        return tail[0] not in words.generic and len(tail[0]) >= 2
    return True


def _is_inner(name: str, core: str, words: _Words) -> bool:
    """A name with a one-character ending: a known department, or one inside a unit by its kind of work."""
    if _NEVER.search(name):
        return False
    if words.department.search(name):
        return True
    if _LEVELLED.match(name) and len(core) >= 3 and name[-1] != "部":
        return True
    core = _LEVELLED.sub("", core, count=1) if _LEVELLED.match(core) else core
    return name[-1] in "部处科室" and len(core) >= 2 and bool(words.inner.fullmatch(core))
