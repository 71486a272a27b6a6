"""What one clause does: lays a duty, asks for help, offers, promises, tells a difficulty, or none of these.

A clause is judged by its own words, by who speaks (``speech``) and by the *frame* it stands in:
under 下一步 everything without a past is a task, under 存在问题 everything is a difficulty.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from luoshi.reading.context import ReadingContext
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Run
from luoshi.reading.speech import Speaker, side_of
from luoshi.reading.types import MatterKind

Mode = Literal["task", "problem", "intent", "ordered", "prose", "none"]
Act = Literal["duty", "lead-in", "case", "report", "nothing"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a sentence stands: its mode, whether it is enumerated, and what kind of paper it is in."""

    mode: Mode
    is_item: bool = False
    is_request: bool = False
    is_order: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with what it does; ``start`` is behind speaker, lead-in words and connectives."""

    start: int
    end: int
    act: Act
    kind: MatterKind | None = None
    asks: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    speech_end: re.Pattern[str]
    asking: re.Pattern[str]
    connective: re.Pattern[str]
    leadin: re.Pattern[str]
    task: re.Pattern[str]
    intent: re.Pattern[str]
    support: re.Pattern[str]
    problem: re.Pattern[str]
    help: re.Pattern[str]
    done: re.Pattern[str]
    nothing: re.Pattern[str]
    speaker: re.Pattern[str]


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> _Patterns:
    words = lexicon.alternation
    speech, asking = words("duties.speech_verbs"), words("duties.asking")
    return _Patterns(
        re.compile(rf"(?:{speech}|意见|部署|安排|方面|情况下)(?:道|：)?$"),
        re.compile(asking),
        re.compile(rf"(?:{words('duties.connectives')})(?=[^，]{{2}})"),
        re.compile(words("duties.leadin_starts")),
        re.compile(lexicon.raw("duties.task_patterns")),
        re.compile(words("duties.intent_marks")),
        re.compile(words("duties.support_marks")),
        re.compile(words("duties.problem_marks")),
        re.compile(words("duties.help_words")),
        re.compile(words("duties.done_marks")),
        re.compile(words("duties.formulas", "duties.praise", "duties.dropped")),
        re.compile(
            rf"^[^，：]{{0,46}}?(?:他|她|会议|主持人|负责人|[\u4e00-\u9fff·]{{2,}})(?:还|又|也|则|当场|现场|明确|最后|并)?(?={asking})"
        ),
    )


def _content_start(context: ReadingContext, start: int, end: int) -> int:
    """Skip a speaker with the verb of saying, and connectives, at the start of a clause."""
    text, patterns = context.text, _patterns(context.lexicon)
    at = start
    opening = re.match(
        r"(?:会上|会议最后|最后|同时|此外|对此|为此|会后|随后)?，?"
        rf"(?:(?:专题)?会议|座谈会|他|她|双方)(?:还|也|又|最后|一致|原则|研究|讨论)?{context.lexicon.alternation('duties.speech_verbs')}",
        text[at:end],
    )
    if opening:
        verb = re.search(rf"{context.lexicon.alternation('duties.asking')}$", opening.group())
        at += verb.start() if verb and not opening.group().endswith("会议安排") else opening.end()
    else:
        at = _behind_person(context, at, end)
    connective = patterns.connective.match(text, at, end)
    if connective and end - connective.end() >= 3:
        at = connective.end()
    return at


def _behind_person(context: ReadingContext, start: int, end: int) -> int:
    """Skip ``陈立新`` in ``陈立新希望…``, and ``甲主任强调`` in ``甲主任强调要…``."""
    text = context.text
    asking, speech = (
        context.lexicon.alternation("duties.asking"),
        context.lexicon.alternation("duties.speech_verbs"),
    )
    for person in context.people:
        for mark in person.marks:
            if not start <= mark.start < end:
                continue
            if re.search(r"由|请|安排|责成", text[start : mark.start]):
                return start
            verb = re.compile(
                rf"[\u4e00-\u9fff]{{0,4}}?(?:(?P<ask>{asking})|(?:{speech})(?=[^，：。]{{4}}))"
            ).match(text, mark.end, end)
            if verb:
                return verb.start("ask") if verb["ask"] else verb.end()
    return start


def read_clause(context: ReadingContext, run: Run, frame: Frame, speaker: Speaker) -> Clause:
    """Say what a clause does."""
    text, patterns = context.text, _patterns(context.lexicon)
    start = _content_start(context, run.start, run.end)
    words = text[start : run.end]
    if not words.strip() or patterns.nothing.search(words):
        return Clause(start, run.end, "nothing")
    if _is_leadin(context, run, patterns):
        return Clause(start, run.end, "lead-in")
    if run.stop == "，" and _CASE.fullmatch(words):
        return Clause(start, run.end, "case")
    asks = bool(
        patterns.asking.match(words) or re.search(r"恳请|希望|建议|请(?!假|示)", words[:12])
    )
    kind = _kind(context, words, start, asks, frame, speaker)
    if kind is None:
        return Clause(start, run.end, "report")
    weak = not (asks or patterns.task.search(words) or re.search(r"[前内]|每|由", words))
    return Clause(start, run.end, "duty", kind, asks, weak)


_CASE = re.compile(
    r"(?:对|对于|就|针对|凡|遇|遇有|如|需|涉及|确需|因)[^，]{2,40}(?:的|事项|问题|项目|企业|单位|情况|工作|意见)|以上[^，]{0,8}|[^，]{2,20}的"
)


_TELLS = re.compile(
    r"会议|座谈会|他|她|双方|企业|负责人|主持人|与会|专题会|大家|代表|三家|几家|多家|施工单位"
)
_BY_GROUND = re.compile(
    r"应[^，]{2,20}(?:邀请|要求)|(?:根据|依据|经|为|为了|鉴于|围绕|随着|在[^，]{2,20}(?:后|时|基础上|过程中|陪同下|见证下))[^，]{0,40}"
)


def _is_leadin(context: ReadingContext, run: Run, patterns: _Patterns) -> bool:
    """Tell whether a clause only opens the way: 会议议定：, 甲主任强调，, 根据协议，."""
    words = context.text[run.start : run.end]
    if run.stop == "：":
        return len(words) <= 60
    if run.stop != "，" or len(words) > 60:
        return False
    told = _TELLS.search(words) or context.people_in(run.start, run.end)
    if told and patterns.speech_end.search(words):
        return not re.search(r"要(?!求)|须|请[^求]|由", words)
    ground = _BY_GROUND.fullmatch(words)
    return bool(ground) and not re.search(r"负责|牵头|完成|为契机|为主|为抓手|为重点|每", words)


def _kind(
    context: ReadingContext, words: str, start: int, asks: bool, frame: Frame, speaker: Speaker
) -> MatterKind | None:
    patterns = _patterns(context.lexicon)
    if frame.mode == "intent":
        return "intent"
    if frame.mode == "problem":
        return _under_problems(words, asks, patterns)
    done = patterns.done.search(words)
    told = re.search(r"(?:提出|汇报|介绍|通报|听取|回答|给予|进行|作|部署|研究|肯定|安排)了", words)
    if (
        told
        and frame.mode != "task"
        and not asks
        and not re.search(r"拟|意向|(?<![需主重])要(?!求)|由", words)
    ):
        return None
    needy = speaker.side == "enterprise" or frame.is_request
    if asks:
        asked = _asked_kind(words, needy, frame, patterns)
        if asked:
            return asked
    intends = re.search(
        r"拟(?!定|订|稿)|(?<![年度造养护行动作资项划工营])计划(?=[\u4e00-\u9fff\d])(?!的|任务|外|内|书|表|总投资|单列|安排)|正在谋划|正谋划|愿|有意|打算|意向|(?:希望|愿)(?:和|与|在)[^，]*合作",
        words,
    )
    own_side = _subject_side(context, words, speaker)
    if intends and not done and frame.mode != "task" and not frame.is_order:
        if own_side == "bank" or (own_side != "enterprise" and patterns.support.search(words)):
            return "support"
        if own_side != "authority" or "合作" in words:
            return "intent" if _is_offer(words) else None
    if frame.mode == "task":
        return _under_tasks(words, bool(done), patterns)
    if frame.mode == "ordered" and _is_ordered(context, words, start, bool(done), patterns):
        return "task"
    return _in_prose(words, own_side, bool(done), frame, speaker, patterns)


def _is_ordered(
    context: ReadingContext, words: str, start: int, done: bool, patterns: _Patterns
) -> bool:
    """Tell whether words behind 会议要求， lay a duty: they name a doer, a limit, or begin with a verb."""
    if done or re.match(r"是|已|有|该|为", words):
        return False
    if re.search(r"[前内](?!往|容|部|期|来)|每[日天周月季半]", words) or _VERB_FIRST.match(words):
        return True
    return any(o.marks and any(m.start == start for m in o.marks) for o in context.organisations)


def _is_offer(words: str) -> bool:
    return not re.match(
        r"(?:该项目|项目|工程|全州|全市|今年|本年|其中|总)|[^，]{2,24}(?:项目|工程|园)(?:年度)?计划投资",
        words,
    )


def _asked_kind(words: str, needy: bool, frame: Frame, patterns: _Patterns) -> MatterKind | None:
    if re.search(
        r"(?:希望|愿|期待|盼)(?:能)?(?:和|与|在|同)[^，]*(?:合作|共建|开展|建设|投资)", words
    ):
        return "intent" if not frame.is_order else None
    if needy and (patterns.help.search(words) or frame.is_request):
        return "problem"
    return "task"


_LACKS = (
    r"需(?!求)|盼|亟|缺|无(?!人机)|没|低(?!碳|保)|高(?!新|速|标|级|原|效|质|山)|差|慢|少(?!数)|窄|旧|坏|损|断|堵|漏|塌|限(?!公司|责任|于)"
    r"|能否|如何|是否|不(?!断|仅|动产)|未(?!来)|难|弱|重(?!点|要|大|庆|新)|超(?!过|市)|远(?!程|景)"
)


def _under_problems(words: str, asks: bool, patterns: _Patterns) -> MatterKind | None:
    if re.match(r"(?:无|暂无|没有)$", words):
        return None
    if not asks and not patterns.problem.search(words) and not re.search(_LACKS, words):
        return None
    if re.search(r"由[^，]{2,30}(?:负责|牵头)", words) and not asks:
        return "task"
    return "problem"


def _under_tasks(words: str, done: bool, patterns: _Patterns) -> MatterKind | None:
    if re.match(
        r"(?:该|本|此)?(?:项目|工程)[^，]{0,6}(?:总投资|概算|计划投资|全长|占地)", words
    ) or re.match(r"(?:截至|目前|总投资|其中|累计|全长|占地)", words):
        return None
    limited = re.search(r"[前内](?!往|容|部|期|来)", words)
    if done and not limited and not patterns.task.search(words):
        return None
    if (
        _FIGURES.search(words)
        and not limited
        and not patterns.task.search(words)
        and not _VERB_FIRST.match(words)
    ):
        return None
    if patterns.problem.search(words) and not _acts(words, patterns):
        return "problem"
    return "task"


_FIGURES = re.compile(r"\d(?:[\d.]*)[万亿]?(?:千瓦|兆瓦|吨|元|亩|公里|平方米|人|台|公顷|立方米|%)")
_VERB_FIRST = re.compile(
    r"(?:全面|全力|积极|抓紧|尽快|力争|确保|继续)?(?:完成|建成|新增|编制|争取|落实|安排|引进|建设|推进|推动|实施|开展|组织|新建|改造|培育|招引|筹措|拨付|兑付|发放|培训|整治|治理|修复|铺设|安装|采购|收购|申报|实现|达到|梳理|解决|消化|清零|发展|种植|打造|提升|扩大|盘活|投入|加大|补足|协调|支持|由|请|对|将|为)"
)


def _acts(words: str, patterns: _Patterns) -> bool:
    """Tell whether words that name a difficulty also say that something is to be done about it."""
    return bool(
        patterns.task.search(words)
        or re.match(r"(?:协调|解决|妥善|推进|推动|处理|化解|加强|加大|完善|提升|补齐|破解|对|做好|落实|整改|督促|帮助|指导|消除|针对|办理|开展|清理|遇)", words)
        or re.search(r"[前内](?!往|容|部)[^，]*(?:完成|解决|实现|到位|开工|办结|建成|整改)|^(?:完成|建成|编制|实现|开展|确定|明确)", words)
        or re.search(r"[前内]解决|由[^，]{2,20}(?:解决|研究|协调)|予以", words)
    )  # fmt: skip


def _subject_side(context: ReadingContext, words: str, speaker: Speaker) -> str:
    """The side of whoever opens the clause, else of the speaker."""
    opening = re.match(
        r"[^，]{0,30}?(?=将|拟|计划|愿|全力|可以|会全|要|打算|有意|积极|在[^，]*方面)", words
    )
    subject = opening.group() if opening else ""
    if re.match(r"(?:集团|公司|企业|我公司|我集团)", subject):
        return "enterprise"
    if len(subject) >= 2:
        if re.search(
            r"(?:州|市|县|区|旗|盟|行署|政府|局|委|地区|园区|管委会|院|办|部门|中心)$", subject
        ):
            return "authority"
        side = side_of(subject, context.lexicon)
        if side in ("enterprise", "bank"):
            return side
    return speaker.side


def _in_prose(
    words: str, side: str, done: bool, frame: Frame, speaker: Speaker, patterns: _Patterns
) -> MatterKind | None:
    promises = re.search(
        r"(?:^|[^\d])将(?!其|要求)|愿|全力(?!以赴)|大力支持|给予|提供|优先|承诺", words
    )
    if promises and not done and speaker.side != "unknown" and not frame.is_order:
        if side in ("authority", "bank", "meeting") and patterns.support.search(words):
            return "support"
        if side == "enterprise" and re.search(r"将|确保|力争|前|内", words):
            return "task"
    if frame.is_request and re.search(r"^(?:我公司|我集团|我局|公司|我方)将", words):
        return "task"
    if (
        frame.is_order
        and re.search(r"^[^，]{2,20}将(?!其|在建)", words)
        and not re.match(r"项目|工程", words)
    ):
        return "task"
    if _lays_duty(words, done, patterns) and not (done and not re.search(r"要|应|须|请", words)):
        if side == "enterprise" and patterns.problem.search(words) and not _acts(words, patterns):
            return "problem"
        return "task"
    if patterns.problem.search(words) and _is_difficulty(words, side, frame):
        return "problem"
    return None


def _lays_duty(words: str, done: bool, patterns: _Patterns) -> bool:
    if re.search(
        r"由[^，]{2,40}(?:负责|牵头|承办|落实|组织|汇总|研究|召集|承担|分担|自筹|予以|督办|审批|约谈|通报|审核|印发|监督|统筹|跟踪|兜底|协调|解决)(?!建设$)",
        words,
    ):
        return not re.search(r"由[^，]{2,30}(?:公司|集团)[^，]{0,4}(?:投资)?建设", words)
    if re.fullmatch(r"[^，]*(?:负责|组织)(?:实施|建设|承建|运营)", words):
        return False
    found = patterns.task.search(words)
    if not found:
        return bool(
            re.search(
                r"(?:每(?:日|天|周|月|季|半)|按(?:月|季|周))[^，]{0,20}(?:报|调度|通报|召开|开展|会商|公布|汇总|督办|反馈|更新|巡查|例会|分析|研判|检查|排查|盘点|梳理|会诊)",
                words,
            )
        ) or bool(re.search(r"按季督办", words))
    if found.group() in (
        "加快",
        "尽快",
        "抓紧",
        "立即",
        "确保",
        "力争",
        "负责",
        "牵头",
        "要求",
    ) and re.search(r"(?:正在|正|将会|有序|不断)[^，]*(?:加快|推进)", words):
        return False
    return True


def _is_difficulty(words: str, side: str, frame: Frame) -> bool:
    strong = re.search(
        r"困难|不足|尚未|未落实|未获|未通过|滞后|缺口|短缺|紧张|缺乏|无法|制约|未接通|欠付|拖欠|冲毁|封堵|未定|瓶颈|卡点|缓慢|不全|阻工|未统一|不便|难以|未批复|未办理|受限|停工",
        words,
    )
    if side == "enterprise":
        return bool(strong) or bool(re.search(r"问题|影响|难|严重", words))
    return bool(strong) and frame.mode == "prose" and side == "unknown" and frame.is_item
