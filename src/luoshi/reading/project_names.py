"""Where a project's name begins and ends, and which runs are no project's name at all."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.reading.context import ReadingContext
from luoshi.reading.lexicon import Lexicon

_HAN = r"[\u4e00-\u9fff]"
_STOPS = "，。；：、？！（）()\n\t|《》〈〉【】 \u3000"


@dataclass(frozen=True, slots=True)
class Named:
    """A run that names a project, by which rule, how sure."""

    start: int
    end: int
    rule: str
    sure: float


@dataclass(frozen=True, slots=True)
class _Patterns:
    tail: re.Pattern[str]
    not_after: re.Pattern[str]
    cut: re.Pattern[str]
    work_tail: re.Pattern[str]
    work: re.Pattern[str]
    laid: re.Pattern[str]
    plan: re.Pattern[str]
    stated: re.Pattern[str]
    general: re.Pattern[str]
    meeting: re.Pattern[str]
    field: re.Pattern[str]


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> _Patterns:
    words = lexicon.alternation
    tails = words("projects.tails")
    work, plan = words("projects.work_tails"), words("projects.plan_tails")
    phase = f"(?:{words('projects.phases')})?"
    build = words("projects.build_verbs")
    body = r"[^，。；：、？！（）()\n\t|《》 ]"
    unit = words("quantities.money", "quantities.area", "quantities.length", "quantities.capacity")
    site = words("projects.site_tails")
    behind = r"[，。](?:该(?:项目|基地|园|园区|产业园|厂|中心|电站|工程|矿|场)[^，。]{0,30}(?:投资|占地|装机|产|建设)|(?:总投资|占地|规划占地|规划面积|总占地|项目总投资|计划投资|概算|估算总投资)(?:面积)?[约达]?\d)"
    figure = r"(?:已|目前|现|累计|总体|一期|概算|计划|项目|工程){0,3}(?:完成投资|总投资|投资[\d约]|全长|占地|形象进度|装机|总装机|估算|估算总|批复|库容|总库容|规划面积|建筑面积|总建筑面积|协议投资|计划总投资|并网|建成并|概算|开街|由[^，]{2,20}投资|[年日](?:处理|产|供|加工|接待|发电|屠宰)|设计)|长?约?[\d.]+(?:公里|米|亩|平方米|兆瓦)"
    return _Patterns(
        re.compile(tails),
        re.compile(words("projects.not_after")),
        re.compile(rf"^(?!对[口外])(?:{words('projects.cut_verbs')})"),
        re.compile(rf"{work}{phase}$"),
        re.compile(rf"(?:{build}(?:了|起|的)?|投资(?!\d|额|的|方|人|者|协议|环境|总|主体|建|项目))(?:[^，。；：\n的]{{2,40}}的)?(?P<name>{body}{{2,34}}?(?:{work}|{site}){phase})(?=$|[，。；：、？！（\n\t| ]|及|和|以及|施工|{_HAN}?建设|投入|等|一座|一个|的|已|尚|目前|由)"),
        re.compile(rf"完成(?P<name>{body}*?\d{body}*?{work}{phase})(?=铺设|敷设|架设|建设|施工|安装)"),
        re.compile(rf"(?:参与|开展|实施|推进|进行|完成|推动|投资|拓展|承接)(?P<name>{body}{{4,30}}?(?:{plan}))(?=$|[，。；、？！（\n])"),
        re.compile(rf"(?:^|(?<=[，。；：、\n\t的| \u3000.．）)了]))(?![在于到赴从])(?P<name>{body}{{2,30}}?(?:{work}|站|线){phase})(?={figure}|（(?:总|计划|一期)?(?:投资|占地|全长|总长|长|共)?约?[\d.]+(?:万|亿|千)?{unit}|{behind})"),
        re.compile(rf"{words('projects.general')}"),
        re.compile(rf"(?:(?:(?!召开|事宜){_HAN}){{0,6}}?)(?:{words('projects.meeting_after')})"),
        re.compile(words("projects.field_tails")),
    )  # fmt: skip


def is_general(name: str, lexicon: Lexicon) -> bool:
    """Tell whether a name says nothing about which project: 合作项目, 重点工程, 该项目.

    >>> from luoshi.reading.lexicon import load
    >>> is_general("区属企业合作项目", load()), is_general("红枣分选加工项目", load())
    (True, False)
    """
    if re.match(
        r"(?:各|该|此|其|本|这|那|某|一批|一些|部分|全部|所有|上述|以上|相关|有关|同类|多个|[一二三四五六七八九十两几\d]+个)",
        name,
    ):
        return True
    if len(name) >= 6 and re.search(r"[一二三四首]期(?:项目|工程)$", name):
        return bool(_MANY.search(name))
    core = re.sub(r"(?:项目|工程)(?:一期|二期|三期)?$", "", name)
    core = re.sub(
        r"\d{4}年?|[一二三四\d]季度|\d+(?:[个项月日期]|—|-)*|今年以来|以来|月份|[前底]", "", core
    )
    if name.endswith(("项目", "工程")):
        core = re.sub(
            r"^[\u4e00-\u9fff]{2,8}?(?:园区|开发区|州|县|市|(?<![假范景社校新灌库厂矿])区|旗)(?=[\u4e00-\u9fff])",
            "",
            core,
        )
    if re.search(
        r"[一二三四五六七八九十两几\d]+个(?:项目|工程)?$|等\d*[个项]|一些|有的|不少|许多|仍有", name
    ):
        return True
    if _MANY.search(name):
        return True
    if re.search(
        r"[了将把是]|决定|^自\d|包联|领导|对各|向各|联合$|情况及|各自", re.sub(r"“[^”]*”", "", name)
    ):
        return True
    if core.endswith(("的", "将", "把", "对", "向", "为", "次", "到")):
        return True
    return len(_patterns(lexicon).general.sub("", core)) < 2


# Kinds of projects, counts of them, and words that make the tail another word.
_MANY = re.compile(
    r"(?:土建|主体|装修|装饰|安装|附属|绿化|桩基|路基|基础|收尾|场平|钢结构|路面|征迁|控制性|土石方|隐蔽|分项|分部|首批|尾工|扫尾)工程$"
    r"|(?:下部|上部|类|原|开工|复工|直至|该|外|发布|已建|未建|拟引进)(?:项目|工程)$"
    r"|\d+个[^个]{0,8}(?:项目|工程)$|(?:重点|重大|在建|合作|签约|储备|前期|意向|招商|帮扶|实体|拟建|所有|[省市州县央]属企业|援建类)(?:项目|工程)$"
    r"|\d+[个项](?:[重大点合作在建续新]{0,4})(?:项目|工程)$|[逐各每抓跨促推报审批上](?:项目|工程)$"
)


def _left(context: ReadingContext, tail: int, floor: int) -> int:
    """Where the clause that holds the tail begins, quotes and brackets inside the name kept."""
    text, at, quoted = context.text, tail, False
    while at > floor:
        mark = text[at - 1]
        if mark == "”":
            quoted = True
        elif mark == "“":
            if not quoted:
                break
            quoted = False
        elif mark == "）" and (inside := _INSIDE_NAME.search(text[max(floor, at - 12) : at])):
            at -= len(inside[0])
            continue
        elif mark in _STOPS and not quoted:
            break
        at -= 1
    return at


# A bracket within a name tells which part: 藉水（城区段）治理工程.
_INSIDE_NAME = re.compile(r"（[\u4e00-\u9fff—\-]{1,8}[段区片期标]）$")


def _trim(context: ReadingContext, start: int, end: int) -> int:
    """Leave out what stands before the name: units, people, verbs, describing clauses, amounts."""
    text, patterns = context.text, _patterns(context.lexicon)
    at = _inner_verbs(text, _behind_names(context, start, end), end)
    joined = re.search(
        r"(?:园区?|基地|中心|厂|港|小区改造|改造|开发)(?:建设)?(?:及|和|与|以及)(?=[\d年]|.{6})",
        text[at:end],
    )
    at += joined.end() if joined else 0
    moved = True
    while moved and end - at > 3:
        moved = False
        match = patterns.cut.match(text[at:end])
        amount = re.match(
            r"[\d.]+[万亿]*元(?:在|的|建设)?|[\d.]+[万亿]+(?:在|的|建设|用于)|在[^，]{2,14}?(?:投资建设|合作建设|建设|投资|实施|开展|布局|新建)|\d{4}年(?:度|第)?|[\d.]+月(?:底|份)?前?|[上下]旬|[\d]+日前?|了|着|过|年内|[^，]{2,12}?(?:公司|集团)(?:的)?|(?:该|本|我|贵)(?:公司|集团|企业|矿|厂|县|市|州|区|院)(?:的)?",
            text[at:end],
        )
        for found in (match, amount):
            if found and end - at - found.end() >= 4:
                at += found.end()
                moved = True
                break
    return at


def _behind_names(context: ReadingContext, start: int, end: int) -> int:
    """Where a name may begin: behind a describing clause, a unit and a person."""
    text, at = context.text, start
    for match in re.finditer("的", text[start:end]):
        behind = start + match.end()
        if end - behind >= 4 and not _in_quotes(text, start, behind - 1):
            at = behind
    units = (m for m, _ in context.organisation_marks(at, end))
    marks = [m for m in units if not _is_place_name(text[m.start : m.end])]
    marks = [m for m in marks if not re.search(r"建设|\d", text[m.start : m.end])]
    marks += [m for m, _ in context.person_marks(at, end)]
    at = max([at, *(m.end for m in marks if m.end < end - 2)])
    short = _short_unit(context, text[at:end])
    return at + short if end - at - short >= 4 else at


@functools.lru_cache(maxsize=64)
def _cores(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of companies without what says that they are companies, longest first."""
    tail = re.compile(r"(?:（集团）|集团|控股|股份|投资)*(?:有限责任|有限)?(?:公司|集团)$")
    cores = {tail.sub("", name) for name in names if tail.search(name)}
    return tuple(sorted((c for c in cores if len(c) >= 4), key=len, reverse=True))


def _short_unit(context: ReadingContext, run: str) -> int:
    """How long a company's bare name at the start of a run is: 鼎盛石化年产100万吨…"""
    cores = context.memo.get(("cores", 0, 0)) or _cores(
        tuple(o.name for o in context.organisations)
    )
    context.memo["cores", 0, 0] = cores
    core = next((c for c in cores if run.startswith(c)), "")
    return len(core) if re.match(r"[\d年的]|.{4}", run[len(core) :]) else 0


def _in_quotes(text: str, start: int, at: int) -> bool:
    return text.rfind("“", start, at) > text.rfind("”", start, at)


def _is_place_name(name: str) -> bool:
    return bool(
        re.search(
            r"(?:州|县|市|区|旗|盟|地区|省|镇|乡|园|港|基地|中心|厂|矿|学院|医院|机场)$", name
        )
    )


_INNER = re.compile(
    r"(?:投资(?:约|近|达)?[\d.]+[万亿]*元?(?:建设|新建|布局|实施|兴建|打造|在)|开展|加强|抓紧|抓实|抓(?=[^好紧实])|坚定不移|(?<!对)口支援|调度|汇报|报告|推广|谋求|寻求|就(?!业|地|近)|[^需重主]要(?!素)|(?<=[，。；])要|须|每[日周月季年]|向(?=贵|[省市州县])|加快推进|组织实施|加快实施|推进|推动|参与|协调解决|解决|介绍|考察|察看|踏勘|查看|听取|督导|谋划|引进|签订|签署|启动|审议|研究|关于|对于|围绕|投资建设|合作建设|共同建设|新建设|共建|续建(?!项目|工程)|投建|完成|实施|加快|确保|力争|迎来|负责|利用外资|建成|布局|打造|拟建|计划建设|拟|调研|督导|走访|检查|报送|通报|办理|踏勘|狠抓|抓好|纳入|推介|掌握|进行|变成|保障|保证|现将|将(?=[我各全])|把|(?:度|要)对|落地|反映|储备(?!库|中心|基地|林|粮)|建议|尽快落实|尽快|帮助|争取|明确|强化|[前内底]确定)"
)
_BUILD = re.compile(r"建设(?=年|日|[\d“]|[\u4e00-\u9fff]{5})")


def _inner_verbs(text: str, start: int, end: int) -> int:
    """Cut behind the last verb that no name holds; 建设 only where something stands before it."""
    at = start
    for match in _INNER.finditer(text, start, end):
        if match.end() <= end - 2 and not _in_quotes(text, start, match.start()):
            at = match.end()
    for match in _BUILD.finditer(text, at, end - 3):
        before = text[at : match.start()]
        follows = text[match.end()]
        if follows in "年日“0123456789" or re.search(
            r"(?:^|投资|合作|拟|计划|元|县|市|州|区|旗|镇|共同|共|将|要|园|公司|集团|地)$", before
        ):
            at = match.end()
    return at


_LONGEST = 200  # characters: no project's name begins farther before its ending


def _project_runs(context: ReadingContext, start: int, end: int) -> Iterator[Named]:
    """Runs that end in 项目 or 工程."""
    text, patterns = context.text, _patterns(context.lexicon)
    for tail in patterns.tail.finditer(text, start, end):
        if patterns.not_after.match(text, tail.start()) and not re.match(
            r"工程(?:进度|概算|质量)", text[tail.start() : tail.start() + 4]
        ):
            continue
        if patterns.meeting.match(text, tail.end()) or _OFFICE.match(text, tail.end()):
            continue
        if text[tail.start() : tail.end()] == "工程" and text.startswith("项目", tail.end()):
            continue
        left = _left(context, tail.start(), max(start, tail.start() - _LONGEST))
        begin = _trim(context, left, tail.end())
        if begin < tail.start() and text[begin] == "”":
            begin += 1
        name = text[begin : tail.end()]
        if re.search("和|及|与", name) and re.search(
            r"(?:考察|调研|洽谈|对接|推介|寻求)$", text[left:begin]
        ):
            continue
        if tail.start() - begin >= 2 and not is_general(name, context.lexicon):
            yield Named(begin, tail.end(), "project.tail", 0.85)


_OFFICE = re.compile(
    r"(?![由经被已将正])[\u4e00-\u9fff]{0,6}?(?:管理|建设|发展|开发|运营|推进|事业)(?:一|二|三)?(?:部|处|科|中心|办公室|有限|公司|集团)"
)


def _work_runs(context: ReadingContext, start: int, end: int) -> Iterator[Named]:
    """Runs that are a work because something builds them or measures them."""
    text, patterns = context.text, _patterns(context.lexicon)
    for rule, pattern in (
        ("project.built", patterns.work),
        ("project.laid", patterns.laid),
        ("project.plan", patterns.plan),
        ("project.stated", patterns.stated),
    ):
        for match in pattern.finditer(text, start, end):
            begin, stop = match.span("name")
            begin = _trim(context, begin, stop)
            name = text[begin:stop]
            if text[begin - 1 : begin] in ("在", "于", "到", "赴", "往") or _NO_SITE.search(name):
                continue
            bare = re.search(r"(?:高速|铁路|大桥|水库|机场|隧道)$", name)
            short = 4 if rule == "project.stated" and bare else 5
            if len(name) < short or re.search(
                r"领域|方面|制度|机制|工作|服务中心$|项目|工程(?!实训)|人民|政府|体系|环境|能力",
                name.replace("项目区", ""),
            ):
                continue
            if not is_general(name, context.lexicon):
                yield Named(begin, stop, rule, 0.7)


# Ends of other things that sound like a work: 路线, 底线, 现场.
_NO_SITE = re.compile(
    r"(?:路线|底线|战线|主线|红线|防线|热线|一线|在线|思路|出路|之路|立场|现场|气场|收入|投入|合同|协议|图书|领导|前列|名单|立项|基础)$"
)
_LINES = re.compile(
    r"(?:在|开展|进行)(?P<list>[^，。；]{4,80}?)(?:等)?(?:几个)?(?:方面|领域)[^，。；]{0,16}(?:合作|投资)"
)


def _line_runs(context: ReadingContext, start: int, end: int) -> Iterator[Named]:
    """Lines of cooperation that name a work: 开展智慧城市建设等方面的合作."""
    text, tails = context.text, context.lexicon.words("projects.line_tails")
    for match in _LINES.finditer(text, start, end):
        if not re.search(r"拟|提出|计划|愿|建议", text[start : match.end() + 6]):
            continue
        at = match.start("list")
        parts = re.split(r"(?<=建设|生产|加工|整合)(?:及|和|与|以及)|、", match["list"])
        for part in parts:
            place = text.find(part, at)
            at = place + len(part)
            opening = re.match(r".*(?:开展|进行|推进)", part)
            begin = _trim(context, place + (opening.end() if opening else 0), at)
            if (
                text[begin:at].endswith(tails)
                and at - begin >= 5
                and not is_general(text[begin:at], context.lexicon)
            ):
                yield Named(begin, at, "project.line", 0.5)


_COUNT = re.compile(r"[\d一二三四五六七八九十两]个(?:重点|重大|合作)?(?:项目|工程)")
_LISTED = re.compile(
    rf"(?P<list>[^，。；：]{{4,90}}?)(?:等)?[\d一二三四五六七八九十两]*{_COUNT.pattern}"
)


def _listed_runs(context: ReadingContext, start: int, end: int) -> Iterator[Named]:
    """Works that a count sums up: 甲物流园、乙污水厂二期等5个项目."""
    text, patterns = context.text, _patterns(context.lexicon)
    if not _COUNT.search(text, start, end):
        return
    for match in _LISTED.finditer(text, start, end):
        at = match.start("list")
        for part in re.split(r"、|和|以及|及", match["list"]):
            place = text.find(part, at)
            at = place + len(part)
            begin = _trim(context, place, at)
            name = text[begin:at]
            is_work = patterns.work_tail.search(name) or name.endswith(("项目", "工程"))
            if len(name) >= 4 and is_work and not is_general(name, context.lexicon):
                yield Named(begin, at, "project.listed", 0.6)


def _joined_runs(context: ReadingContext, named: list[Named], end: int) -> Iterator[Named]:
    """A second work joined to a first: A项目及B中心, A生产线和B中心."""
    text, lexicon = context.text, context.lexicon
    tails = f"(?:{lexicon.alternation('projects.work_tails', 'projects.tails')})(?:{lexicon.alternation('projects.phases')})?"
    pattern = re.compile(
        rf"(?:及|和|以及|、)(?P<name>[^，。；：、（）\n]{{3,26}}?{tails})(?=$|[，。；、（\n])"
    )
    for first in named:
        match = pattern.match(text, first.end, end)
        if match and not is_general(match["name"], lexicon):
            yield Named(*match.span("name"), "project.joined", 0.7)


def names_in(context: ReadingContext, start: int, end: int) -> list[Named]:
    """Return the runs of ``text[start:end]`` that name a project, in order, none overlapping."""
    found = list(_project_runs(context, start, end))
    for finder in (_work_runs, _line_runs, _listed_runs):
        found += _free(finder(context, start, end), found)
    found += _free(_joined_runs(context, found, end), found)
    found.sort(key=lambda n: (n.start, -n.end))
    clear: list[Named] = []
    for run in found:
        if not clear or run.start >= clear[-1].end:
            clear.append(run)
    return clear


def _free(runs: Iterator[Named], taken: list[Named]) -> list[Named]:
    """The runs that do not lie over those already found."""
    return [r for r in runs if not any(r.start < t.end and t.start < r.end for t in taken)]


def name_of_heading(context: ReadingContext, start: int, end: int) -> Named | None:
    """Return the project that a heading names: 东山风电装备产业园, 关于甲公司年产8万吨钢构项目."""
    named = names_in(context, start, end)
    if named:
        return named[0]
    text, patterns = context.text, _patterns(context.lexicon)
    bracket = re.search(r"（[^（）]{2,24}）$", text[start:end])
    end = start + bracket.start() if bracket else end
    begin = _trim(context, start, end)
    name = text[begin:end]
    whole = re.fullmatch(r"[^，。；：、]{4,30}", name)
    if whole and _is_work(name, patterns) and not is_general(name, context.lexicon):
        return Named(begin, end, "project.heading", 0.75)
    return None


def bare_name(context: ReadingContext, start: int, end: int) -> Named | None:
    """Return a heading as a project's name where what follows measures it, whatever its words."""
    bracket = re.search(r"（[^（）]{2,24}）$", context.text[start:end])
    end = start + bracket.start() if bracket else end
    begin = _trim(context, start, end)
    name = context.text[begin:end]
    whole = re.fullmatch(r"[^，。；：、]{4,30}", name) and not re.search(
        r"^(?:关于|做好|加强|推进)|情况|问题|工作|进展|概况|安排|建议", name
    )
    if whole and not is_general(name, context.lexicon):
        return Named(begin, end, "project.measured", 0.7)
    return None


def _is_work(name: str, patterns: _Patterns) -> bool:
    """Tell whether a heading's words end as a work does: 某某产业园, 封闭管理系统建设."""
    return bool(
        patterns.work_tail.search(name)
        or re.search(r".{4}(?:系统|平台|管网|道路|园区?|中心|基地|场馆|线路)(?:建设|改造)$", name)
    )
