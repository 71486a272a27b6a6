"""Find what has to be done or was asked for: extent, kind, roles, persons, due day, cadence.

Each sentence is put into its frame (``frames``), its clauses are judged (``clauses``) and joined to
duties: a clause is a duty of its own only where another unit, another deadline or another kind
begins.  Fields behind an item hold for all of it; a doer carries over to the next sentence of an item.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from luoshi.reading.clauses import Clause, read_clause
from luoshi.reading.context import ReadingContext
from luoshi.reading.dates import Moment, due_day, find_dates
from luoshi.reading.deadlines import due_in, find_cadences
from luoshi.reading.dropped import is_dropped
from luoshi.reading.dutyfields import cadence_of_fields, due_of_fields, roles_of_fields
from luoshi.reading.formalities import is_formality, is_order
from luoshi.reading.frames import Setting, setting_of
from luoshi.reading.labels import PARTS
from luoshi.reading.namelists import Roles
from luoshi.reading.outline import Run, Sentence, Statement
from luoshi.reading.roles import roles_in
from luoshi.reading.rows import matters_of_tables
from luoshi.reading.speech import NOBODY, Speaker, speaker_of, speakers_in
from luoshi.reading.types import Cadence, Mark, Matter, MatterKind, Project


@dataclass(slots=True)
class Duty:
    """A duty while it is being put together: its run, kind and where it stands."""

    start: int
    end: int
    kind: MatterKind
    sentence: Sentence
    setting: Setting
    speaker: Speaker
    roles: Roles = field(default_factory=Roles)
    sure: float = 0.8


def written_day(context: ReadingContext) -> dt.date | None:
    """Return the day from which deadlines count, None where the document bears none (or no year)."""
    on = context.written_on
    return dt.date.fromisoformat(on) if on and not on.startswith("-") else None


# --- from sentences to duties ----------------------------------------------------------------------


def _duties(context: ReadingContext) -> Iterator[Duty]:
    speaker, block = NOBODY, -1
    for sentence in context.outline.sentences:
        if sentence.block != block:
            speaker, block = NOBODY, sentence.block
        before, speakers = speaker, speakers_in(context, sentence)
        speaker = speakers[-1] if speakers else speaker_of(context, sentence, speaker)
        setting = setting_of(context, sentence)
        if setting.frame.mode == "none":
            continue
        for statement in sentence.statements:
            if _ANNOUNCES.search(context.text, statement.start, statement.end) or is_dropped(
                context.text[statement.start : statement.end], context.lexicon
            ):
                continue
            heard = [before if speakers else speaker, *speakers]
            found = list(_of_statement(context, sentence, statement, setting, heard))
            if setting.frame.mode == "prose" and any(d.kind == "task" for d in found):
                setting = replace(setting, frame=replace(setting.frame, mode="ordered"))
            elif setting.frame.mode == "prose" and any(d.kind == "intent" for d in found):
                setting = replace(setting, frame=replace(setting.frame, mode="intended"))
            yield from found


_ORDERS = re.compile(
    r"[^，：]{0,40}(?:要求|强调|议定|明确|决定|部署|安排|责成|约定|商定|确定)(?:，|：|$)?"
)
_ANNOUNCES = re.compile(
    r"(?:现将|现就|现对)(?![^；]*，请)[^；]*$|(?:如下|纪要如下)：?$|(?:以下|下列|如下)(?:[\u4e00-\u9fff]{0,4})(?:工作|事项|任务|措施|要求|安排|问题|意见|困难|内容)：?$"
)


class _Joining:
    """The clauses of one statement on their way to duties."""

    def __init__(self, context: ReadingContext, sentence: Sentence, setting: Setting) -> None:
        self.context, self.sentence, self.setting = context, sentence, setting
        self.frame = setting.frame
        self.done: list[Duty] = []
        self.current: Duty | None = None
        self.kept: int | None = None
        self.reported = False
        self.trouble: int | None = None
        self.case: tuple[int, int] | None = None

    def add(self, run: Run, speaker: Speaker) -> None:
        """Read one clause and let it open a duty, go on with one, or only lead to one."""
        duties = [*self.done, *([self.current] if self.current else [])]
        if speaker.side == "unknown" and any(d.kind == "intent" for d in duties):
            speaker = Speaker("enterprise")
        clause = read_clause(self.context, run, self.frame, speaker)
        current = self.current
        if current is None:
            self._before(clause, run, speaker)
        elif not _opens(self.context, current, clause) or _belongs(self.context, current, clause):
            asked_whom = current.kind == "problem" and not _has_content(self.context, current)
            self.case = (clause.start, current.end) if clause.act == "case" else None
            if clause.act != "nothing":
                current.end = clause.end
            if clause.kind and not (asked_whom and clause.kind == "task"):
                asks = bool(_ASKING.search(self.context.text, current.start, clause.start))
                current.kind = _together(current.kind, clause, asks=asks)
        else:
            start = clause.start
            if self.case and self.case[1] > current.start:
                start, current.end = self.case
            self.done.append(current)
            self._open(start, clause.end, clause.kind or current.kind, speaker)

    def _before(self, clause: Clause, run: Run, speaker: Speaker) -> None:
        """Take a clause while no duty is open: keep what describes the case, forget lead-ins."""
        if clause.act in ("lead-in", "nothing"):
            self.kept, self.reported = None, False
            if self.frame.mode == "prose" and _ORDERS.search(self.context.text, run.start, run.end):
                self.frame = replace(self.frame, mode="ordered")
        elif clause.act == "case":
            self.kept = clause.start if self.kept is None else self.kept
        elif clause.act == "report" and _tells_trouble(self.context, clause, speaker):
            self.trouble = clause.start if self.trouble is None else self.trouble
        elif clause.act == "report" or (
            self.reported and clause.weak and self.frame.mode == "task"
        ):
            self.reported = True
            if self.kept is None and self.frame.is_item:
                self.kept = clause.start
        elif clause.kind:
            kept = self.trouble if clause.kind == "problem" and self.kept is None else self.kept
            start = kept if kept is not None else clause.start
            self._open(start, clause.end, clause.kind, speaker)

    def _open(self, start: int, end: int, kind: MatterKind, speaker: Speaker) -> None:
        self.current, self.case = Duty(start, end, kind, self.sentence, self.setting, speaker), None

    def close(self, end: int, speaker: Speaker) -> list[Duty]:
        """Return the duties; a point of a list of problems is one although no word says so."""
        frame, kept = self.frame, self.kept
        if self.current is None and self.done and kept is not None:
            self.done[-1].end = end
        if self.current is None and not self.done and kept is not None:
            words = self.context.text[kept:end]
            if frame.mode == "problem" and frame.is_item and not _REPORTS.search(words):
                self._open(kept, end, "problem", speaker)
        return [*self.done, *([self.current] if self.current else [])]


_WANTS = re.compile(r"需(?!求)|缺口|不足|还差|尚|难|缺")
_CAUSE = re.compile(r"(?:但|目前)?(?:因(?!此)|由于|受[^，]{2,20}影响)")


def _tells_trouble(context: ReadingContext, clause: Clause, speaker: Speaker) -> bool:
    """Tell whether a report's clause begins a difficulty: what is wanted, or why something fails."""
    words = _words(context, clause)
    return bool(speaker.said and _WANTS.search(words) or _CAUSE.match(words))


def _words(context: ReadingContext, clause: Clause) -> str:
    return context.text[clause.start : clause.end]


_REPORTS = re.compile(r"总投资|计划投资|年产|日处理|包联|已|完成投资")


def _of_statement(
    context: ReadingContext,
    sentence: Sentence,
    statement: Statement,
    setting: Setting,
    heard: Sequence[Speaker],
) -> Iterator[Duty]:
    """Put the clauses of a statement together to duties; ``heard`` are the speakers up to its end."""
    joining = _Joining(context, sentence, setting)
    opened = context.text[sentence.start : statement.start]
    if joining.frame.mode == "prose" and _ORDERS.match(opened):
        joining.frame = replace(joining.frame, mode="ordered")
    for run in statement.clauses:
        joining.add(run, [heard[0], *(s for s in heard[1:] if s.said <= run.end)][-1])
    for duty in joining.close(statement.end, heard[-1]):
        yield _tidy(context, duty)


def _opens(context: ReadingContext, current: Duty, clause: Clause) -> bool:
    """Tell whether a clause could be a duty of its own: it lays one, or has a limit of its own."""
    if clause.act == "duty":
        return True
    limit = due_in(context.text, clause.start, clause.end, written_day(context))[1]
    return (
        clause.act == "report"
        and current.kind == "task"
        and limit is not None
        and (limit.strength == "limit" or limit.start == clause.start)
    )


def _together(kind: MatterKind, clause: Clause, *, asks: bool) -> MatterKind:
    if kind == "task" and clause.kind == "intent":
        return "intent"
    if kind == "support" and clause.kind == "task" and clause.hands_on:
        return "task"
    if kind == "task" and clause.kind == "problem" and clause.asks:
        return "problem"
    if kind == "problem" and clause.kind == "task":
        return "problem" if clause.asks or asks else "task"
    return kind


_ASKING = re.compile(r"请(?!假|示)|建议|希望|期盼|恳求|盼")


def _belongs(context: ReadingContext, current: Duty, clause: Clause) -> bool:
    """Tell whether a clause goes on with the current duty instead of opening one of its own."""
    if clause.kind == "problem" and current.kind in ("intent", "support"):
        return False
    words = context.text[clause.start : clause.end]
    if clause.kind == "support" and current.kind in ("task", "intent", "problem"):
        return False
    if re.match(r"责成|督促|指导", words) and current.kind == "task":
        return True
    if current.kind == "support" and clause.asks and clause.kind != "support":
        return False
    if clause.kind == "intent" and current.kind in ("problem", "support"):
        return False
    if current.kind == "intent" and clause.asks and clause.kind in ("problem", "task"):
        return False
    if (
        current.kind == "problem"
        and clause.kind == "task"
        and not clause.asks
        and current.setting.frame.mode == "prose"
        and _has_content(context, current)
        and not _ASKING.search(context.text, current.start, current.end)
    ):
        return False
    here = roles_in(context, current.start, current.end, asked_only=current.kind == "problem")
    there = roles_in(context, clause.start, clause.end, asked_only=clause.kind == "problem")
    if there.any_unit() and here.any_unit() and not _is_role_only(context, clause):
        mine = {*here.lead, *here.responsible, *here.cooperating}
        theirs = {*there.lead, *there.responsible, *there.cooperating}
        if theirs - mine and _has_content(context, current):
            return False
    day = written_day(context)
    first, _ = due_in(context.text, current.start, current.end, day)
    second, _ = due_in(context.text, clause.start, clause.end, day)
    return not (first and second and first != second and _has_content(context, current))


_ROLE_TAIL = re.compile(
    r"(?:具体|积极|密切|分别|共同|协同|总|予以|做好)?(?:牵头|负责|配合|协助|协办|落实|承办|参与|具体落实|负责落实|抓落实|组织实施)(?:抓落实|实施|工作|落实|办理|推进|解决|保障|服务)?$"
)


_DOER_END = re.compile(
    r"(?:局|委|会|府|办|室|司|团|部|门|位|业|院|处|科|所|站|行|心|校|厂|署|组|班|厅|方|人|导|[省市县州区旗盟镇乡]|等|要|应|须|需|将|并|由|积极|主动|全力|共同|分别)$|^$"
)


def _names_roles(words: str) -> bool:
    """Tell whether words say no more than who leads and who helps."""
    tail = _ROLE_TAIL.search(words)
    return bool(tail) and bool(_DOER_END.search(words[: tail.start()] if tail else ""))


def _is_role_only(context: ReadingContext, clause: Clause) -> bool:
    return _names_roles(context.text[clause.start : clause.end])


def _has_content(context: ReadingContext, duty: Duty) -> bool:
    """Tell whether a duty says more than who leads and who helps."""
    parts = re.split(r"[，：]", context.text[duty.start : duty.end])
    return any(
        part and not _names_roles(part) and not part.endswith(("问题", "的")) for part in parts
    )


_ENUMERATED = re.compile(
    r"[一二三四五六七八九十]{1,2}(?:是|要)(?:要)?(?=[^，]{2})|第[一二三四五六七八九十]，"
)
_EDGES = " \u3000，。；：、"


def _tidy(context: ReadingContext, duty: Duty) -> Duty:
    text = context.text
    while duty.start < duty.end and text[duty.start] in _EDGES + "）”":
        duty.start += 1
    while duty.end > duty.start and text[duty.end - 1] in _EDGES:
        duty.end -= 1
    opening = _ENUMERATED.match(text, duty.start, duty.end)
    duty.start = opening.end() if opening else duty.start
    bracket = re.search(
        r"（[^（）]*(?:单位|时限|责任人|牵头|配合|负责)[^（）]*）$", text[duty.start : duty.end]
    )
    if bracket:
        duty.end = duty.start + bracket.start()
    if text[duty.end - 1] in "（“":
        duty.end -= 1
    return duty


# --- difficulties that are answered ------------------------------------------------------------------


def _refused_items(context: ReadingContext) -> set[int | None]:
    """The items whose own answer is a refusal: 诉求内容：…。办理意见：不予受理."""
    topics = context.lexicon.words("duties.answer_topics")
    return {
        s.item
        for s in context.outline.sentences
        if s.item is not None
        and s.topic in topics
        and is_dropped(context.text[s.start : s.end], context.lexicon)
    }


def _unanswered(context: ReadingContext, duties: Sequence[Duty]) -> list[Duty]:
    """Leave out difficulties that the same item answers with a duty or request."""
    told: dict[int, int] = {}  # item → where the last duty in it that answers begins
    begged: dict[int, int] = {}  # item → where the last difficulty in it that asks begins
    asking = [bool(_ASKING.search(context.text, duty.start, duty.end)) for duty in duties]
    for duty, asks in zip(duties, asking, strict=True):
        answers = duty.kind == "task" and duty.setting.answers
        last = told if answers else begged if asks and duty.kind == "problem" else {}
        for item in context.outline.ancestors(duty.sentence.item):
            last[item.index] = max(last.get(item.index, -1), duty.start)
    kept = []
    refused = _refused_items(context)
    for duty, asks in zip(duties, asking, strict=True):
        place = duty.sentence.item
        if place in refused:
            continue
        after = (
            -1 if place is None else max(told.get(place, -1), -1 if asks else begged.get(place, -1))
        )
        if duty.kind != "problem" or after <= duty.start:
            kept.append(duty)
    return kept


# --- roles -----------------------------------------------------------------------------------------------


def _give_roles(context: ReadingContext, duties: list[Duty], projects: Sequence[Project]) -> None:
    last: Duty | None = None
    for duty in duties:
        own = _own_roles(context, duty)
        fields = roles_of_fields(context, duty, duties)
        duty.roles = _joined(own, fields, context)
        if not (duty.roles.lead or duty.roles.responsible or own.persons):
            duty.roles = duty.roles.merged(_inherited(context, duty, last, projects))
        if duty.kind == "intent":
            duty.roles = Roles()
        last = duty


def _own_roles(context: ReadingContext, duty: Duty) -> Roles:
    roles = roles_in(context, duty.start, duty.end, asked_only=duty.kind == "problem")
    if duty.kind == "support" and not roles.any_unit() and duty.speaker.unit:
        return Roles(responsible=[duty.speaker.unit])
    return roles


def _joined(own: Roles, fields: Roles, context: ReadingContext) -> Roles:
    """Fields go before units that merely open the text; named with 由 or 牵头 both hold."""
    if not (fields.lead or fields.responsible):
        return own.merged(fields)
    known = {organisation.name for organisation in context.organisations}
    kept = Roles(own.lead, [n for n in own.responsible if n in known], own.cooperating, own.persons)
    return fields.merged(kept)


_NO_CARRY = re.compile(r"予以(?:通报|约谈|问责)|严肃(?:问责|处理)|追究|通报批评")


def _inherited(
    context: ReadingContext, duty: Duty, last: Duty | None, projects: Sequence[Project]
) -> Roles:
    """The doer that carries over: from the sentence before, the group's heading, the project's builder."""
    text = context.text[duty.start : duty.end]
    heading = duty.setting.heading_units
    if heading and duty.kind != "problem":
        led = text.startswith("牵头") or duty.setting.heading_leads
        return Roles(lead=list(heading)) if led else Roles(responsible=list(heading))
    if duty.kind == "problem":
        asked = duty.setting.frame.begs or re.search(r"请|恳请|希望|望", text)
        return Roles(responsible=list(duty.setting.addressees)) if asked else Roles()
    if _own_roles(context, duty).any_unit():
        return Roles()
    if duty.setting.lead_roles:
        return Roles().merged(duty.setting.lead_roles)
    if duty.setting.lead_units:
        return Roles(responsible=list(duty.setting.lead_units))
    if last and _carries(context, last, duty) and not _NO_CARRY.search(text):
        if last.sentence is duty.sentence and "；" not in context.text[last.end : duty.start]:
            return Roles().merged(last.roles)
        return Roles(list(last.roles.lead), list(last.roles.responsible))
    builder = _builder_of(context, duty, projects)
    if builder:
        return Roles(responsible=builder)
    if duty.setting.addressees and re.match(r"[^，]{0,8}请(?!示|假|求)", text):
        return Roles(responsible=list(duty.setting.addressees))
    return Roles()


def _builder_of(context: ReadingContext, duty: Duty, projects: Sequence[Project]) -> list[str]:
    """Who builds the one project of an item, where the duty is one of its next steps."""
    opened = context.text[duty.sentence.start : duty.end]
    span = duty.setting.item_span
    if not span or not (
        duty.setting.is_next_step or re.match(r"(?:下一?步|接下来|下阶段)", opened)
    ):
        return []
    here = (p for p in projects if any(span[0] <= m.start < span[1] for m in p.marks))
    return next((list(p.organisations) for p in here if p.organisations), [])


def _carries(context: ReadingContext, last: Duty, duty: Duty) -> bool:
    if last.kind != duty.kind or not last.roles.any_unit():
        return False
    if last.sentence is duty.sentence:
        return True
    between = context.text[last.end : duty.start]
    if last.sentence.item == duty.sentence.item and duty.sentence.item is not None:
        return last.sentence.block == duty.sentence.block or "\n" not in between.strip("\n")
    if last.sentence.block == duty.sentence.block and duty.sentence.item is None:
        return last.speaker == duty.speaker and len(between) < 6 and duty.speaker.said < last.start
    note = re.match(r"[^，]{2,14}的，(?:须|应|要|需)", context.text[duty.start : duty.end])
    return bool(note) and len(between) < 10


# --- putting together -----------------------------------------------------------------------------------


def _due(context: ReadingContext, duty: Duty, duties: Sequence[Duty]) -> str | None:
    day = written_day(context)
    due, moment = due_in(context.text, duty.start, duty.end, day)
    if duty.kind == "problem" and moment and moment.strength != "limit":
        due = None
    due = due_of_fields(context, duty, duties, day) or due
    if due is None and duty.setting.heading:
        ends = [
            due_day(moment, day)
            for moment in find_dates(context.text, *duty.setting.heading)
            if _ends_there(context.text, moment)
        ]
        due = ends[-1] if ends else None
    return due


def _ends_there(text: str, moment: Moment) -> bool:
    """Tell whether a time in a heading limits what stands beneath it: （即日起至8月20日）."""
    until = text[max(0, moment.start - 1) : moment.start] in ("至", "到", "—", "-")
    return moment.strength == "limit" or moment.rule == "span" or until


def _cadence(context: ReadingContext, duty: Duty, duties: Sequence[Duty]) -> Cadence | None:
    rhythms = find_cadences(context.text, duty.start, duty.end)
    if rhythms:
        return rhythms[0].cadence
    return cadence_of_fields(context, duty, duties)


def _matter(context: ReadingContext, duty: Duty, duties: Sequence[Duty]) -> Matter:
    text = context.text[duty.start : duty.end]
    lead, responsible, cooperating, persons = (tuple(getattr(duty.roles, part)) for part in PARTS)
    return Matter(
        duty.kind, text, lead, responsible, cooperating, persons,
        _due(context, duty, duties) if duty.kind != "intent" else None,
        _cadence(context, duty, duties),
        (Mark(duty.start, duty.end, f"matter.{duty.setting.frame.mode}", duty.sure),),
    )  # fmt: skip


def find_matters(context: ReadingContext, projects: tuple[Project, ...] = ()) -> tuple[Matter, ...]:
    """Return the matters of a document in the order of the text."""
    duties = [duty for duty in _duties(context) if duty.end - duty.start >= 4]
    if is_order(context):
        duties = [duty for duty in duties if not is_formality(context, duty.start, duty.end)]
    duties = _unanswered(context, duties)
    _give_roles(context, duties, projects)
    matters = [_matter(context, duty, duties) for duty in duties]
    matters += matters_of_tables(context, written_day(context))
    return tuple(sorted(matters, key=lambda m: m.marks[0].start))
