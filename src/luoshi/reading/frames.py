"""In which frame a sentence stands: what its heading, lead-in, label and kind of paper make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.reading.brackets import part_kind
from luoshi.reading.context import ReadingContext
from luoshi.reading.dutyfields import is_role, roles_of_bracket
from luoshi.reading.namelists import Roles, addressees, roles_of_value
from luoshi.reading.outline import Item, Sentence
from luoshi.reading.places import grouped
from luoshi.reading.saying import Frame, Mode


@dataclass(frozen=True, slots=True)
class Setting:
    """A frame with what holds for everything in it."""

    frame: Frame
    heading: tuple[int, int] | None = None
    heading_units: tuple[str, ...] = ()
    heading_leads: bool = False
    addressees: tuple[str, ...] = ()
    is_next_step: bool = False
    answers: bool = False
    item_span: tuple[int, int] | None = None
    lead_units: tuple[str, ...] = ()
    lead_roles: Roles | None = None


_SESSION = re.compile(
    r"(?:会议)?(?:时间|地点|主持|召集|出席|参加|参会|列席|会期|报到)[\u4e00-\u9fff]{0,4}(?:：|为)|会议内容："
)


def _has(words: str, context: ReadingContext, name: str) -> bool:
    return any(word in words for word in context.lexicon.words(f"duties.{name}"))


def _mode_of(words: str, context: ReadingContext) -> Mode | None:
    """The mode that a heading, a label or the words before a list announce, None if they announce none."""
    if _has(words, context, "intent_heads"):
        return "intent"
    if words in context.lexicon.words("duties.problem_columns"):
        return "problem"
    if words in context.lexicon.words("duties.task_columns"):
        return "task"
    if re.search(r"(?:问题|困难|诉求)(?:和|及|与|、|以及)?(?:意见|有关)?建议$", words):
        return "problem"
    if re.search(r"问题|困难|反映|发现|不足", words) and not re.search(
        r"要求|部署|安排|议定|措施|整改|解决|下一?步|协调化解|建议|清单|明确|研究决定", words
    ):
        return "problem"
    if _has(words, context, "report_heads") and not re.search(
        r"下一?步|要求|安排|任务|措施|部署|议定|计划", words
    ):
        return "prose"
    if _has(words, context, "task_heads"):
        return "task"
    if _has(words, context, "problem_heads"):
        return "problem"
    return None


def _first_inline(context: ReadingContext, item: Item) -> Item:
    """Return the first of the items within one block to which ``item`` belongs."""
    firsts = context.memo.get(("first inline", 0, 0))
    if firsts is None:
        groups = grouped((i for i in context.outline.items if i.level == 6), lambda one: one.block)
        firsts = {block: min(group, key=lambda i: i.start) for block, group in groups.items()}
        context.memo["first inline", 0, 0] = firsts
    first: Item = firsts[item.block]
    return first


def _row_start(context: ReadingContext, item: Item) -> int:
    """Return where the row of siblings begins that ``item`` stands in without words of its own between."""
    starts = context.memo.get(("row starts", 0, 0))
    if starts is None:
        starts = context.memo["row starts", 0, 0] = dict(_row_starts(context))
    start: int = starts[item.index]
    return start


def _row_starts(context: ReadingContext) -> Iterator[tuple[int, int]]:
    text = context.text
    rows = grouped(context.outline.items, lambda item: (item.parent, item.level))
    for row in rows.values():
        start, last = row[0].start, row[0]
        for item in row:
            if last.end + 12 < item.start:
                between = text[last.end : item.start]
                start = item.start if between.strip(" \n。；") and "：" in between else start
            yield item.index, start
            last = item


def _lead_words(context: ReadingContext, item: Item) -> str:
    """The words before the first of a run of items, back to the last stop: 座谈会议定, 提出三点要求."""
    text = context.text
    if item.level == 6:
        first = _first_inline(context, item)
        before = text[
            context.outline.blocks[item.block].start : first.start - len(first.enumerator)
        ]
        return re.split(r"[。；\n]", before.rstrip("：，。； "))[-1].split("，")[-1]
    start = _row_start(context, item)
    line = text.rfind("\n", 0, max(0, start - 8))
    before = text[line + 1 : start]
    before = re.sub(r"\s*[（(]?[一二三四五六七八九十\d①-⑳]{1,3}[、.．）)]?\s*$", "", before)
    return (
        re.split(r"[。；\n，]", before.rstrip("：，。； \n"))[-1]
        if before.rstrip().endswith(("：", "。", "\n", "，"))
        else ""
    )


def _mode_of_lead(context: ReadingContext, item: Item) -> Mode | None:
    """The mode that the words before a list of items announce."""
    lead = _lead_words(context, item)
    if not lead:
        return None
    mode = _mode_of(lead, context) if not lead.endswith("如下") else None
    if mode == "problem" and not (_sentence_before(context, item) or _LISTS.search(lead)):
        mode = None
    if mode is None and _WISHES_HERE.search(lead):
        mode = "intent"
    if mode is None and _ASKED_HERE.search(lead):
        mode = "task"
    return mode


def _mode(context: ReadingContext, sentence: Sentence) -> Mode:
    outline = context.outline
    if sentence.topic:
        mode = _mode_of(sentence.topic, context)
        if mode:
            return mode
        if sentence.topic in ("注", "备注"):
            return "prose"
    chain = list(outline.ancestors(sentence.item))
    for depth, item in enumerate(chain):
        mode = _mode_of_lead(context, item)
        if mode:
            return mode
        label = outline.blocks[item.block].label
        mode = _mode_of(label, context) if label else None
        if mode:
            return mode
        if item.heading and (depth or item.is_heading) and item.level != 6:
            mode = _mode_of(outline.of(item.heading), context)
            if mode and not (mode == "problem" and context.document.genre == "minutes"):
                return mode
    if context.document.genre in ("minutes", "task-list") and chain:
        title = context.document.title or ""
        lists_problems = "问题清单" in title and "整改" not in title and not outline.tables
        return "problem" if lists_problems else "prose" if outline.tables else "task"
    return "prose"


# Words of a sentence that announces a list although a stop closes it.
_LISTS = re.compile(
    r"以下|如下|下列|几[个点方]|方面|主要(?:有|是)|[一二三四五六七八九\d]个(?:问题|困难)"
)
# What partners say before the list of what they want to do together.
_WISHES_HERE = re.compile(
    r"(?:愿|有意|拟(?!定|订)|计划|打算|希望(?:与|和|同))[^。；]*(?:合作|投资|建设|方面|布局|实施)|合作(?:方向|领域|设想|建议)"
)
_LINE_HEAD = re.compile(r"[一二三四五六七八九十]{1,2}(?:是|要)(?:要)?[^，；：]{2,10}")


def _only_hands_out(context: ReadingContext, sentence: Sentence) -> bool:
    """Tell whether a sentence only says who has the duties listed behind it: 由甲局负责："""
    words = context.text[sentence.start : sentence.end]
    if not words.endswith(("：", "，")) and context.text[sentence.end : sentence.end + 1] not in (
        "：",
        "，",
    ):
        return False
    parts = [p for p in re.split("[，：]", words) if p]
    return bool(parts) and all(part_kind(p, context.lexicon) == "told" for p in parts)


# Heads the list of who is in a group; the units beneath it have parts in the group, not in a duty.
_WHO_THERE_IS = re.compile(
    r"(?:工作|领导)?(?:小组|机构|人员|成员|单位)?(?:组成|成员)(?:单位|人员|名单|情况)?(?:及分工|及职责)?。?"
)


def _is_only_heading(context: ReadingContext, sentence: Sentence) -> bool:
    """Tell whether a sentence merely heads its item (关于用地问题。, 压实责任。)."""
    outline = context.outline
    if _LINE_HEAD.fullmatch(outline.of((sentence.start, sentence.end))) and any(
        other.block == sentence.block and other.start > sentence.start
        for other in outline.sentences
    ):
        return True
    if _only_hands_out(context, sentence) or _WHO_THERE_IS.fullmatch(
        outline.of((sentence.start, sentence.end))
    ):
        return True
    if sentence.item is None:
        return outline.blocks[sentence.block].kind == "heading"
    item = outline.items[sentence.item]
    if not item.heading or not (
        item.heading[0] <= sentence.start and sentence.end <= item.heading[1]
    ):
        return False
    if item.is_heading:
        return True
    last = context.memo.get(("last sentences", 0, 0))
    if last is None:
        last = {one.item: one.start for one in outline.sentences}
        last |= {child.parent: len(outline.text) for child in outline.items}
        context.memo["last sentences", 0, 0] = last
    return bool(last.get(item.index, -1) > sentence.start)


# What a heading says behind the unit whose duties follow: 州水利局牵头事项（共3项）.
_DUTIES_OF = re.compile(
    r"(?:为?(?P<led>牵头)|共同|具体|主要|负责|承办|主办|牵头负责|以下|下列)*(?:单位)?的?(?:重点)?(?:任务|事项|工作|清单)?(?:（共?[\d一二三四五六七八九十]+[项件个条]）)?[：:]?$"
)


def _heading_units(context: ReadingContext, chain: list[Item]) -> tuple[tuple[str, ...], bool]:
    """The units of a heading that is nothing but units, and whether they lead: 二、甲市人民政府."""
    for item in chain:
        if not item.is_heading or not item.heading:
            continue
        start, end = item.heading
        behind = _DUTIES_OF.search(context.outline.of(item.heading))
        end = start + behind.start() if behind else end
        start += context.text[start] in "由请"
        words = context.text[start:end]
        units = roles_of_value(context, "responsible", start, end).responsible
        known = {o.name for o in context.organisations}
        sure = ("人民政府", "委员会", "公司", "局", "办公室")
        are_units = bool(units) and all(u in known or u.endswith(sure) for u in units)
        if are_units and not re.search(r"关于|项目|工程|的", words):
            return tuple(units), bool(behind and behind["led"])
    return (), False


_ASKED_HERE = re.compile(
    r"(?:请|由|责成|要求|商请|恳请|委托)(?P<who>贵[\u4e00-\u9fff]{1,3}|你[们单位局委办]{1,2}|[^，。；：]{3,40}?)(?:认真|切实|务必|抓紧|及时|扎实|尽快|重点|着力|协助|共同)*(?:做好|完成|落实|办理|协调解决|协助|支持|抓好)?(?:以下|如下|下列|几项|几点)?(?:工作|事项|问题|任务)?：?\s*$"
)


# What whoever issues a paper takes upon itself before a list.
_WE_PROMISE = re.compile(
    r"^(?:同时，)?(?:我|本)(?:公司|集团|局|委|办|县|市|州|区|单位|院|行)(?:郑重|特此|将|现|在此)*(?:承诺|保证|将|做好|抓好)"
)


def _lead_units(
    context: ReadingContext, chain: list[Item], written_to: tuple[str, ...]
) -> tuple[str, ...]:
    """The doer that the words before a list of items name: 现商请贵公司：."""
    for item in chain:
        lead = _lead_words(context, item)
        if _WE_PROMISE.search(_sentence_before(context, item)) and context.document.issuer:
            return (context.document.issuer,)
        if re.search(r"双方(?:商定|约定|同意|议定|一致|达成|明确|将)", lead):
            return ("双方",)
        asked = _ASKED_HERE.search(lead)
        if not asked:
            continue
        if asked["who"].startswith(("贵", "你")):
            return written_to
        at = context.text.rfind(asked["who"], 0, item.start)
        known = {o.name for o in context.organisations}
        units = roles_of_value(context, "responsible", at, at + len(asked["who"])).responsible
        if units and all(u in known or u[0] in "各全" for u in units):
            return tuple(units)
    return ()


def _lead_roles(context: ReadingContext, chain: list[Item]) -> Roles | None:
    """The parts that the words before a list hand out: 由甲局牵头，乙局配合：（1）…；（2）…"""
    for item in chain:
        run = _run_before(context, item)
        if run:
            roles = roles_of_bracket(context, *run)
            if roles.any_unit() or roles.persons:
                return roles
    return None


def _run_before(context: ReadingContext, item: Item) -> tuple[int, int] | None:
    """The words right before the first item of a run of items, if they only hand out duties."""
    key = ("run before", item.index, 0)
    if key not in context.memo:
        context.memo[key] = _search_before(context, item)
    found: tuple[int, int] | None = context.memo[key]
    return found


def _place_before(context: ReadingContext, item: Item) -> tuple[int, int]:
    """The sentence that ends right before the first of a run of items."""
    places = context.memo.get(("places before", 0, 0))
    if places is None:
        places = context.memo["places before", 0, 0] = list(_places_before(context))
    place: tuple[int, int] = places[item.index]
    return place


def _places_before(context: ReadingContext) -> Iterator[tuple[int, int]]:
    text, last = context.text, None
    place = 0, 0
    for item in context.outline.items:
        if last is None or (last.parent, last.level) != (item.parent, item.level):
            end = item.start - len(item.enumerator)
            while end > 0 and text[end - 1] in " \u3000\n":
                end -= 1
            place = max(text.rfind(mark, 0, max(end - 1, 0)) for mark in "。；\n") + 1, end
        yield place
        last = item


def _sentence_before(context: ReadingContext, item: Item) -> str:
    """The words of that sentence, where it announces what follows."""
    key = ("sentence before", item.index, 0)
    if key not in context.memo:
        start, end = _place_before(context, item)
        opens = end > start and context.text[end - 1] in "：，"
        context.memo[key] = context.text[start:end].strip() if opens else ""
    found: str = context.memo[key]
    return found


def _search_before(context: ReadingContext, item: Item) -> tuple[int, int] | None:
    text = context.text
    start, end = _place_before(context, item)
    if end <= start or text[end - 1] not in "：，":
        return None
    opening = _SIGN.match(text, start, end - 1)
    start = opening.end() if opening else start
    parts = [p for p in text[start : end - 1].split("，") if p]
    kinds = {part_kind(part, context.lexicon) for part in parts}
    return (start, end - 1) if parts and kinds <= {"told", "time"} and "told" in kinds else None


_SIGN = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,2}）|\d{1,2}[.．、])"
)


def is_request_letter(context: ReadingContext) -> bool:
    """Tell whether the paper asks for help: a 函 that begs, from a company or to a higher office."""
    title = context.document.title or ""
    issuer = context.document.issuer or ""
    if context.document.genre != "notice":
        return False
    asks = re.search(r"商请|恳请|请求|协调解决|支持|请示", title)
    enterprise = re.search(r"公司|集团|厂$|矿$", issuer)
    if re.search(r"复函|批复|答复|回复", title) and not enterprise:
        return False
    return bool(asks or enterprise) and not re.search(r"通知|交办|督办", title)


def _mode_in(
    context: ReadingContext,
    sentence: Sentence,
    chain: list[Item],
    *,
    asked_for: bool,
    under_units: bool,
) -> Mode:
    """Return how a sentence lays duties, after where it stands: its item, its fields, its heading."""
    genre = context.document.genre
    mode: Mode = "none" if _is_only_heading(context, sentence) else _mode(context, sentence)
    promised = bool(chain) and _WE_PROMISE.search(_sentence_before(context, chain[0]))
    if asked_for and mode == "task" and not promised:
        mode = "prose"
    if _SESSION.match(context.text, chain[0].start if chain else sentence.start):
        mode = "none"
    own_line = bool(chain) and chain[0].block == sentence.block
    if mode == "prose" and chain and genre != "progress-report":
        fields = [f for item in chain for f in context.outline.fields_of(item.index)]
        if any(f.set == "duty" and is_role(f.label, context.lexicon) for f in fields):
            mode = "task"
    if mode == "task" and not own_line and not sentence.topic:
        mode = "prose"
    if mode == "prose" and under_units and genre in ("notice", "task-list"):
        mode = "task"
    return mode


def setting_of(context: ReadingContext, sentence: Sentence) -> Setting:
    """Return the setting of a sentence."""
    genre, chain = context.document.genre, list(context.outline.ancestors(sentence.item))
    request = is_request_letter(context)
    is_order = genre in ("task-list", "minutes") or genre == "notice" and not request
    own_line = bool(chain) and chain[0].block == sentence.block
    units, leads = _heading_units(context, chain)
    mode = _mode_in(context, sentence, chain, asked_for=request, under_units=bool(units))
    lead = _lead_words(context, chain[0]) if own_line else ""
    begs = bool(re.search(r"(?:请求|恳请|恳求|敬请|申请)[^，。；]{0,12}$", lead)) and not is_order
    answers_letter = bool(re.search(r"复函|答复", context.document.title or ""))
    frame = Frame(mode, own_line, request, is_order, begs, answers_letter)
    heading = next((i.heading for i in chain if i.is_heading and i.heading), None)
    topic = sentence.topic or ""
    next_step = (
        bool(re.search(r"下一?步|下月|下期|计划|打算", topic)) and genre == "progress-report"
    )
    answers = topic in context.lexicon.words("duties.answer_topics") or (
        mode in ("task", "prose") and not re.search(r"下一?步|下月|打算", topic)
    )
    span = (chain[0].start, chain[0].end) if chain else None
    written_to = addressees(context) if genre == "notice" else ()
    return Setting(
        frame, heading, units, leads, written_to, next_step, answers, span,
        _lead_units(context, chain, written_to), _lead_roles(context, chain),
    )  # fmt: skip
