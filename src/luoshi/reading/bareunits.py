"""Units written without the ending of one: departments by their stem, regions that act, companies in a list.

Each is believed for what stands around it: a list that ends in 等部门 or 等企业, a verb of duty right behind.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from luoshi.reading.lexicon import Lexicon

_HAN = r"\u3400-\u9fff"


_BY_DUTY = r"(?:牵头|负责|会同|配合|主办|协办|承办|具体|抓紧|尽快|要(?!求)|应(?!急)|须|负总责|提供|按照|报送)"


@functools.lru_cache(maxsize=4)
def _stems(lexicon: Lexicon) -> tuple[re.Pattern[str], ...]:
    """Lists and single stems: 发改、住建等部门; 由县发改牵头."""
    stem = lexicon.alternation("organisations.departments")
    plain = lexicon.alternation("organisations.plain_stems")
    level = lexicon.alternation("places.levels")
    one = rf"(?:{level}{stem}|{plain})"
    joined = rf"{one}(?:[、和与及]{one}){{0,15}}"
    return (
        re.compile(rf"(?:{level})?{stem}"),
        re.compile(rf"(?:{level})?{stem}(?:、{stem}){{1,20}}(?={_ETC})"),
        re.compile(rf"(?<=[由请，。；：（\n])({joined})(?={_BY_DUTY})"),
        re.compile(rf"(?<=[局委办厅府司处心]、)({joined})(?=[、，。；）和等]|{_BY_DUTY})"),
    )


_ETC = r"等(?:\S{0,4}?(?:部门|单位)|市直|县直|州直)"
_END_OF_LIST = re.compile(_ETC)


def departments_by_stem(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield departments given by their stem: 市发改、住建、交通等部门, 由县发改牵头."""
    one, listed, single, among = _stems(lexicon)
    at = 0
    runs = []
    for end in (m.start() for m in _END_OF_LIST.finditer(text)):
        match = listed.search(text, max(at, end - 80), end + 8)
        if match:
            at = match.end()
            runs.append(match.span())
    runs += [m.span(1) for pattern in (single, among) for m in pattern.finditer(text)]
    for start, end in dict.fromkeys(runs):
        yield from (piece.span() for piece in one.finditer(text, start, end))


_CORPS = re.compile(
    r"(?:(?<=[，。；：、（由请和与及\n])|^)((?:第[一二三四五六七八九十\d]{1,3}师)?第?[一二三四五六七八九十〇零百\d]{2,5}团(?:党委)?"
    rf"|第[一二三四五六七八九十\d]{{1,3}}师)(?=[、，。；）和与等]|{_BY_DUTY})",
    re.M,
)


def corps_units(text: str) -> Iterator[tuple[int, int]]:
    """Yield divisions and regiments by their number: 第四师, 七十八团."""
    return (match.span(1) for match in _CORPS.finditer(text))


_KINDS = "(?:企业|公司|客商|集团|厂商|央企|国企|民企|商家|商超|银行|机构)"
_COUNTED = re.compile(rf"[等家户][^，。；、]{{0,6}}?{_KINDS}")
_CLAUSES = re.compile("[^，。；]+")


@functools.lru_cache(maxsize=4)
def _companies(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    item = rf"(?:[{_HAN}A-Za-z0-9·]|（[^（）、，\n]{{1,6}}）){{2,14}}"
    trades = lexicon.alternation("organisations.trades")
    general = lexicon.alternation("organisations.general_trades")
    return (
        re.compile(
            rf"({item}(?:、{item}){{1,60}}?)(?:等)?(?:\d+|[一二两三四五六七八九十]+|多|数)?[余多]?[家户]?[^，。；、\d]{{0,6}}?(?<=[等家户])[^，。；、]{{0,6}}?{_KINDS}"
        ),
        re.compile(rf"(?!{general})[{_HAN}A-Za-z·]{{2,6}}(?:{trades})$"),
        re.compile(rf"(?:{general}|{trades})+(?:产业|行业|制造|加工|产品)?$"),
    )


def companies_in_list(
    text: str, known: Iterable[tuple[int, int]], stop: re.Pattern[str], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """Yield the members of 瀚海能源、天山水泥等企业, one of which is a unit or is named like a company.

    ``known`` are the runs of units found by their endings, ``stop`` the words before which no name goes on.
    """
    listed, named, general = _companies(lexicon)
    begins = {start for start, _ in known}
    runs = (run for run in _CLAUSES.finditer(text) if "、" in run[0] and _COUNTED.search(run[0]))
    for match in (m for run in runs for m in listed.finditer(text, run.start(), run.end())):
        pieces: list[tuple[int, int]] = []
        at = match.start(1)
        for piece in match[1].split("、"):
            piece = piece.removesuffix("等")
            cut = max((m.end() for m in stop.finditer(piece)), default=0) if not pieces else 0
            pieces.append((at + cut, at + len(piece)))
            at += len(piece) + 1
        sure = any(a in begins or named.match(text[a:b]) for a, b in pieces)
        for a, b in pieces:
            if sure and b - a >= 2 and not general.fullmatch(text[a:b]):
                yield a, b


def acting_regions(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield the runs of regions that act, are asked or are party: 由塔城地区牵头."""
    seen: set[int] = set()
    for pattern in _acting():
        for match in pattern.finditer(text):
            at = match.start(1)
            for piece in _LIST_OF_REGIONS.split(match[1]):
                start, end = at, at + len(piece)
                at = end + 1
                if start not in seen and not _NO_REGION.search(piece):
                    seen.add(start)
                    yield start, end


_NO_REGION = re.compile(
    r"^[各该本我你您贵副全请盼望]|^(?:明确|落实|解决)|协调|帮助|支持|指导|督促|深入|走进|奔赴|莅临|^(?:[乡村城小集]镇|县[市区]|市[县州]|州县)|请|贵[省市县州区盟旗]|[与由的在把将]|希望|抢抓|集团|公司|企业|抓住|加快|前往|抵达|来到|双方|有关|相关|部分|其他|以及|分别|调研|考察|邻近"
)
_LIST_OF_REGIONS = re.compile(r"(?<=[省市县州盟旗区])[、和与]")


@functools.cache
def _acting() -> tuple[re.Pattern[str], ...]:
    """Patterns whose first group is a list of regions that do something."""
    tail = r"(?:自治区|自治州|自治县|自治旗|地区|省|市|县|州|盟|旗|新区|镇|乡|街道|[煤铁金铜磷锰铅锌铝硅盐钾锂钨锡锑]矿|[电水]厂|机场)(?![长委政人直级内局财企属国域里外上下群场民城]|(?<=州)市)"
    place = rf"(?:[{_HAN}]{{1,10}}?{tail}|地区|自治州|自治县)"
    many = rf"({place}(?:[、和与]{place}){{0,8}})"
    others = r"(?:[、和与及][^，。；、和与及]{2,20}){0,3}?"
    doing = r"(?:每[日天周月季]|愿(?!望)|同意|承诺|要|将|应|须|牵头|负责|配合|全力|积极|主动|尽快|抓紧|承诺|会同|帮助|协调|协助|解决)"
    return (
        re.compile(rf"(?:希望|恳请|恳求|盼望|建议){many}(?=[^，。；、的]{{2,20}})"),
        re.compile(
            rf"(?:由|请|希望|恳请|恳求|盼|建议){many}(?=[^，。；、]{{0,12}}(?:牵头|负责|配合|协调|帮助|解决|支持|尽快|加快|抓紧|协助|给予|研究|出台|落实|明确|完善|提供|做好|[、，]))"
        ),
        re.compile(rf"(?:(?<=[，。；：“\n.．）])|^){many}(?={others}{doing})", re.M),
        re.compile(
            rf"(?:(?<=[，。；：“\n.．） ])|^)([{_HAN}]{{2,8}}?(?:[煤铁金铜磷锰铅锌铝硅盐钾锂钨锡锑]矿|洗煤厂|选煤厂|选矿厂|机场))(?=要|应|须|负责|完成|立即|尽快|按|每[日周月]|抓紧|继续|于\d)",
            re.M,
        ),
        re.compile(
            rf"(?<=[局委办府司团会处院部厅心]、){many}(?=[、，。；）]|及|等|和|牵头|负责|配合|要|$)",
            re.M,
        ),
        re.compile(
            rf"与{many}(?=(?:签订|签署|合作(?!的|项目|事|有关|推进)|进行合作|共建|达成|联合|共同))"
        ),
        re.compile(
            rf"(?:(?<=[，。；：“\n])|^){many}(?=与[^，。；\n]{{2,30}}(?:签署|签订|签约|达成))", re.M
        ),
    )
