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
from luoshi.reading.kinds import kind_of
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.mentions import chains_in
from luoshi.reading.outline import Run
from luoshi.reading.saying import Frame, Said, marks_of
from luoshi.reading.speech import Speaker
from luoshi.reading.types import MatterKind

Act = Literal["duty", "lead-in", "case", "report", "nothing"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with what it does; ``start`` is behind speaker, lead-in words and connectives."""

    start: int
    end: int
    act: Act
    kind: MatterKind | None = None
    asks: bool = False
    weak: bool = False
    hands_on: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    speech_end: re.Pattern[str]
    asking: re.Pattern[str]
    connective: re.Pattern[str]
    nothing: re.Pattern[str]
    lead: re.Pattern[str]


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> _Patterns:
    words = lexicon.alternation
    return _Patterns(
        re.compile(rf"(?:{words('duties.speech_verbs')}|意见|部署|安排|方面|情况下)(?:道|：)?$"),
        re.compile(words("duties.asking")),
        re.compile(rf"(?:{words('duties.connectives')})(?=[^，]{{2}})"),
        re.compile(f"{words('duties.formulas', 'duties.praise')}|{lexicon.raw('duties.dropped')}"),
        re.compile(lexicon.raw("duties.leadin_patterns")),
    )


def _content_start(context: ReadingContext, start: int, end: int) -> int:
    """Skip a speaker with the verb of saying, and connectives, at the start of a clause."""
    text, patterns = context.text, _patterns(context.lexicon)
    at = start
    opening = re.match(
        r"(?:会上|会议最后|最后|同时|此外|对此|为此|会后|随后)?，?"
        rf"(?:(?:专题)?会议|座谈会|他|她|双方)(?:还|也|又|最后|一致|原则|研究|讨论)?{context.lexicon.alternation('duties.speech_verbs')}(?!了)",
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
    """Skip ``石明远`` in ``石明远希望…``, and ``甲主任强调`` in ``甲主任强调要…``."""
    text = context.text
    asking, speech = (
        context.lexicon.alternation("duties.asking"),
        context.lexicon.alternation("duties.speech_verbs"),
    )
    for mark, _ in context.person_marks(start, end):
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
    if not words.strip() or (patterns.nothing.search(words) and not words.startswith("由")):
        return Clause(start, run.end, "nothing")
    if _is_leadin(context, run, patterns):
        return Clause(start, run.end, "lead-in")
    if run.stop == "，" and _CASE.fullmatch(words):
        return Clause(start, run.end, "case")
    if run.stop == "，" and _is_only_doers(context, start, run.end):
        return Clause(start, run.end, "case")
    asks = bool(
        patterns.asking.match(words) or re.search(r"恳请|希望|建议|(?<!申)请(?!假|示)", words[:12])
    )
    turns = bool(
        re.search(r"(?:但|但是|不过|然而|只是|目前|由于|因)$", text[run.start : start])
        or _TURNS.match(words)
    )
    turns = turns or bool(_CAUSE_BEFORE.search(text, max(0, run.start - 40), run.start))
    said = Said(words, start, asks, frame, speaker, marks_of(context.lexicon), turns)
    kind = kind_of(context, said)
    if kind is None:
        return Clause(start, run.end, "report")
    weak = not (asks or said.marks.task.search(words) or re.search(r"[前内]|每|由", words))
    hands_on = bool(re.match(r"由[^，]*(?:牵头|负责|组织|承办|落实)", words))
    return Clause(start, run.end, "duty", kind, asks, weak, hands_on)


def _is_only_doers(context: ReadingContext, start: int, end: int) -> bool:
    """Tell whether a clause names the doers and leaves what they do to the next: 由甲局会同乙局，…"""
    if context.text[start] != "由":
        return False
    chains = chains_in(context, start, end)
    return bool(chains) and chains[-1][-1].end == end and chains[-1][-1].kind != "person"


# The clause before gives the cause: 因边坡塌方，设计尚未批复.
_CAUSE_BEFORE = re.compile(r"(?:^|[，；。])(?:但|目前|因(?!此)|由于|受)[^，；。]{2,36}，$")
_TURNS = re.compile(r"目前|当前|但|不过|然而|只是|由于|因(?!此)|存在")
_CASE = re.compile(
    r"(?:对|对于|就|针对|凡|遇|遇有|如|需|涉及|确需|因)[^，]{2,40}(?:的|事项|问题|项目|企业|单位|情况|工作|意见)|以上[^，]{0,8}|[^，]{2,20}的"
)


# A noun at the end, not a verb of saying: 贯彻落实省委的工作部署，
_NOUN_END = re.compile(
    r"(?:贯彻|落实|按照|学习|传达|根据|围绕|对照)[^，]*(?:部署|安排|要求|决定|指示|意见|建议)$"
)
_TELLS = re.compile(
    r"会议|座谈会|他|她|双方|企业|负责人|主持人|与会|专题会|大家|代表|三家|几家|多家|施工单位"
)
_BY_GROUND = re.compile(
    r"应[^，]{2,20}(?:邀请|要求)|受[^，]{2,30}委托|(?:根据|依据|经|为|为了|鉴于|围绕|随着|在[^，]{2,20}(?:后|时|基础上|过程中|陪同下|见证下))[^，]{0,40}"
)


def _is_leadin(context: ReadingContext, run: Run, patterns: _Patterns) -> bool:
    """Tell whether a clause only opens the way: 会议议定：, 甲主任强调，, 根据协议，."""
    words = context.text[run.start : run.end]
    if run.stop == "：":
        return len(words) <= 60
    if patterns.lead.fullmatch(words):
        return True
    if run.stop != "，" or len(words) > 60:
        return False
    told = _TELLS.search(words) or context.people_in(run.start, run.end)
    if told and patterns.speech_end.search(words) and not _NOUN_END.search(words):
        return not re.search(r"要(?!求)|须|请[^求]|由", words)
    ground = _BY_GROUND.fullmatch(words)
    return bool(ground) and not re.search(r"负责|牵头|为契机|为主|为抓手|为重点|每", words)
