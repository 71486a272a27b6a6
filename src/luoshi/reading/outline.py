"""How a repaired text is laid out: blocks, items, fields, tables, sentences.

All offsets point into the repaired text, which has one line for each paragraph.  What R(eading)
modules need of it::

    outline = outline_of(text)            # ``outline(text)`` is the same thing

    outline.blocks      a line, or a part of one where a line break was lost, with its kind:
                        website · meta (source, time, author under a title) · letterhead · number ·
                        title · dateline (unit with a date) · addressees · heading · paragraph ·
                        item · field (label：value) · table · byline · contact · attachment ·
                        copy-to · signature
    outline.items       what is enumerated, by line or within one (一是…；二是…), as a tree:
                        ``parent`` is an index into items, ``level`` 1 is 一、, 2 （一）, 3 1.,
                        4 （1）, 5 ①, 6 一是/一要/首先.  ``start:text_end`` is its own text after
                        the enumerator without trailing fields; ``start:end`` all with children.
                        ``heading`` is the run that only heads it (a whole line or a short first
                        sentence), ``is_heading`` tells that its own line has no more than that.
    outline.fields      label and value runs (责任单位：…), with the item they belong to; the
                        labels are those of ``lexicon/outline.toml``.  ``set`` names the list:
                        duty · session · form.
    outline.tables      rows as ``{column: (start, end)}``
    outline.sentences   of the body only: no title, website, byline, signature, field or table.
                        A sentence has statements (parted by ；), a statement clauses (by ，：).
                        Runs leave out their closing mark, which stands in ``stop``.
                        ``topic`` is the label that opened the text (存在问题, 下一步, 注 …).
    outline.title       the run of the title, or None
"""

from __future__ import annotations

import dataclasses
import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshi.reading import layout
from luoshi.reading import tables as grids
from luoshi.reading.brackets import BRACKET, role_brackets
from luoshi.reading.labels import field_labels
from luoshi.reading.layout import Block
from luoshi.reading.lexicon import Lexicon, load
from luoshi.reading.parts import Field as Field
from luoshi.reading.parts import FieldSet as FieldSet
from luoshi.reading.parts import Item as Item
from luoshi.reading.parts import Row as Row
from luoshi.reading.parts import Run as Run
from luoshi.reading.parts import Sentence as Sentence
from luoshi.reading.parts import Statement as Statement
from luoshi.reading.parts import Table as Table
from luoshi.reading.places import Cover, grouped, laid_on


@dataclass(frozen=True, slots=True)
class Outline:
    """The layout of one text; see the module's docstring."""

    text: str
    blocks: tuple[Block, ...]
    items: tuple[Item, ...]
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    sentences: tuple[Sentence, ...]
    bylines: tuple[tuple[int, int], ...]
    title: tuple[int, int] | None
    websites: Cover = dataclasses.field(compare=False)
    by_item: dict[int | None, list[Field]] = dataclasses.field(compare=False)

    def of(self, run: tuple[int, int]) -> str:
        """Return the words of a run."""
        return self.text[run[0] : run[1]]

    def blocks_of(self, *kinds: str) -> Iterator[Block]:
        """Yield the blocks of these kinds in order."""
        return (block for block in self.blocks if block.kind in kinds)

    def fields_of(self, item: int | None) -> tuple[Field, ...]:
        """Return the fields that belong to an item (its own, not those of its parts)."""
        return tuple(self.by_item.get(item, ()))

    def ancestors(self, item: int | None) -> Iterator[Item]:
        """Yield the item and what it stands in, innermost first."""
        while item is not None:
            yield self.items[item]
            item = self.items[item].parent

    def is_body(self, at: int) -> bool:
        """Tell whether a place stands in the document proper and not in a line of a website."""
        return at not in self.websites


_INLINE = re.compile(
    r"(?:(?<=[：；。，】])|(?<=[；：。，]\s)|^)"
    r"([一二三四五六七八九十]{1,2}(?:是|要)(?:要)?|首先|其次|再次|再者|然后|最后|第[一二三四五六七八九十][，、是]|其[一二三四五六七八九十][，、是])[，：:]?",
    re.M,
)
_OPENERS = ("一是", "一要", "首先", "第一", "其一")
_SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？]+[”’）】]*|\n|$)")
_LONGEST = 1500  # characters; whatever looks at a whole sentence stays within bounds
_BRACKET = re.compile(r"（[^（）]*）|《[^《》]*》|〔[^〔〕]*〕")
_RESET = re.compile(r"以上|上述|请各|各承办|各责任单位|联系人|特此")
_UNIT_TAIL = re.compile(
    r"[^；。：要请将]{2,24}(?:局|委|府|司|院|办|中心|部|站|校|厂|会|行|队|所|处|社|镇|乡)$"
)


@functools.lru_cache(maxsize=4)
def _field_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    duty = field_labels(lexicon)
    other = lexicon.alternation("outline.session_fields", "outline.form_fields")
    return re.compile(
        rf"(?:(?<=[。；，（〔【\[、\s—])|^)(?:(?P<other>{other})|(?P<duty>{duty}))："
        rf"|^(?P<plain>{layout.long_labels(lexicon)})[ \u3000]+(?=\S)",
        re.M,
    )


@functools.lru_cache(maxsize=4)
def _topic_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf"{layout.topic_labels(lexicon)}：|{lexicon.alternation('outline.topics')}(?=\n)"
    )


def _value_end(text: str, at: int, limit: int, labels: list[int]) -> int:
    """Where the value of a field that starts at ``at`` ends: before a stop, a bracket's end or a label."""
    behind = bisect_right(labels, at)
    following = labels[behind] if behind < len(labels) else limit
    end = at
    while end < min(limit, following):
        stop = re.compile(r"[；。）〕】\]\n]").search(text, end, min(limit, following))
        if not stop:
            end = min(limit, following)
            break
        end = stop.start()
        if stop[0] == "）" and text.find("（", at, end) >= 0:
            end += 1
            continue
        rest = re.compile(r"[；。）〕】\]\n]|$").search(text, end + 1, limit)
        more = text[end + 1 : rest.start()] if rest else ""
        if stop[0] == "；" and end + 1 < following and _UNIT_TAIL.fullmatch(more):
            end += 1
            continue
        break
    while end > at and text[end - 1] in "；，、。 \u3000（〔【[":
        end -= 1
    return end


def _fields(text: str, blocks: tuple[Block, ...], lexicon: Lexicon) -> list[Field]:
    found: list[Field] = []
    session = set(lexicon.words("outline.session_fields"))
    pattern = _field_pattern(lexicon)
    for index, block in enumerate(blocks):
        if block.kind in ("website", "title", "table", "meta", "addressees"):
            continue
        before = len(found)
        hits = list(pattern.finditer(text, block.start, block.end))
        starts = [hit.start() for hit in hits]
        for hit in hits:
            label = hit["duty"] or hit["other"] or hit["plain"]
            kind: FieldSet = "duty" if hit["duty"] else "session" if label in session else "form"
            if kind != "duty" and hit.start() != block.start and block.kind not in layout.MARGIN:
                continue
            start = hit.end()
            end = _value_end(text, start, block.end, starts) if kind == "duty" else block.end
            if kind != "duty":
                end = min([s for s in starts if s > hit.start()] or [block.end])
            while start < end and text[start] in " \u3000":
                start += 1
            while end > start and text[end - 1] in " \u3000。；":
                end -= 1
            found.append(Field(label, kind, hit.start(), start, end, index, None))
        if block.kind in ("paragraph", "item", "heading"):
            found += [
                Field(BRACKET, "duty", at, start, end, index, None)
                for at, _, start, end in role_brackets(text, block.start, block.end, lexicon)
                if not any(f.run < end and at < f.end for f in found[before:])
            ]
    return found


# Labels behind the last item that open what holds for all.
_CLOSING_TOPICS = ("工作要求", "有关要求", "其他要求", "说明", "填表说明", "备注", "注")


def _line_items(text: str, blocks: tuple[Block, ...]) -> tuple[list[Item], dict[int, int | None]]:
    """The items that open a block, and for each block the item it belongs to."""
    items: list[Item] = []
    owner: dict[int, int | None] = {}
    stack: list[int] = []
    for index, block in enumerate(blocks):
        if block.kind in ("item", "heading") and block.level:
            while stack and items[stack[-1]].level >= block.level:
                stack.pop()
            parent = stack[-1] if stack else None
            items.append(
                Item(len(items), block.style, block.level, block.enumerator, block.body, block.end,
                     block.end, parent, index, is_heading=block.kind == "heading")
            )  # fmt: skip
            stack.append(len(items) - 1)
        elif (
            block.kind == "heading"
            or block.kind == "paragraph"
            and (text.startswith("【", block.start) or block.label in _CLOSING_TOPICS)
        ):
            stack = []
        elif block.kind == "paragraph" and not block.label:
            if _RESET.match(text, block.start):
                stack = []
            while stack and not items[stack[-1]].is_heading:
                stack.pop()
        elif block.kind in ("signature", "copy-to", "byline", "title", "contact"):
            stack = []
        owner[index] = stack[-1] if stack else None
        for i in stack:
            items[i] = replace(items[i], end=block.end)
    return items, owner


def _inline_items(
    text: str, start: int, end: int, block: int, parent: int | None, first: int
) -> list[Item]:
    hits = list(_INLINE.finditer(text, start, end))
    opens = next((i for i, hit in enumerate(hits) if hit[1].startswith(_OPENERS)), None)
    if opens is None or len(hits) - opens < 2:
        return []
    hits = hits[opens:]
    items: list[Item] = []
    for i, hit in enumerate(hits):
        if i + 1 < len(hits):
            stop = hits[i + 1].start()
            if hits[i + 1][1].startswith(_OPENERS):
                stop = _stop_after(text, hit.end(), stop)
        else:
            stop = _stop_after(text, hit.end(), end)
        while stop > hit.end() and text[stop - 1] in "；。，：":
            stop -= 1
        items.append(
            Item(
                first + len(items),
                "一是",
                6,
                hit[0].rstrip("，：:"),
                hit.end(),
                stop,
                stop,
                parent,
                block,
            )
        )
    return items


def _stop_after(text: str, at: int, end: int) -> int:
    stop = text.find("。", at, end)
    return end if stop < 0 else stop


def _items(text: str, blocks: tuple[Block, ...]) -> tuple[list[Item], dict[int, int | None]]:
    items, owner = _line_items(text, blocks)
    for index, block in enumerate(blocks):
        if block.kind in ("paragraph", "item", "field"):
            parent = owner[index]
            items += _inline_items(text, block.body, block.end, index, parent, len(items))
    return items, owner


def _statements(text: str, start: int, end: int) -> tuple[Statement, ...]:
    shut = [m.span() for m in _BRACKET.finditer(text, start, end)]

    def cut(a: int, b: int, marks: str) -> Iterator[Run]:
        at = a
        for mark in re.compile(f"[{marks}]").finditer(text, a, b):
            if any(s < mark.start() < e for s, e in shut):
                continue
            if mark[0] == "：" and text[mark.start() - 1 : mark.start()].isdigit():
                continue
            yield Run(at, mark.start(), mark[0])
            at = mark.end()
        if at < b:
            yield Run(at, b, "")

    return tuple(
        Statement(part.start, part.end, part.stop, tuple(cut(part.start, part.end, "，：")))
        for part in cut(start, end, "；")
        if part.end > part.start
    )


def _pieces(
    block: Block, inline: list[Item], gone: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The runs of a block that are prose: without enumerators, fields and bylines."""
    holes = [(s, e) for s, e in gone if s < block.end and e > block.body]
    holes += [(i.start - len(i.enumerator), i.start) for i in inline]
    at = block.body
    for start, end in sorted(holes):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < block.end:
        yield at, block.end


def _sentence_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of sentences; what no sentence is long enough for is cut at a mark, or anywhere."""
    for match in _SENTENCE.finditer(text, start, end):
        a, b = match.span()
        while b - a > _LONGEST:
            cut = max(text.rfind(mark, a + _LONGEST // 2, a + _LONGEST) for mark in "；，、")
            cut = cut + 1 if cut > 0 else a + _LONGEST
            yield a, cut
            a = cut
        if a < b:
            yield a, b


def _sentences(
    text: str, blocks: tuple[Block, ...], items: list[Item], owner: dict[int, int | None],
    gone: list[tuple[int, int]], lexicon: Lexicon,
) -> list[Sentence]:  # fmt: skip
    found: list[Sentence] = []
    topics = _topic_pattern(lexicon)
    inline_of = grouped((i for i in items if i.level == 6), lambda item: item.block)
    gone_of = laid_on(gone, [block.start for block in blocks])
    for index, block in enumerate(blocks):
        if block.kind not in ("paragraph", "item", "heading"):
            continue
        inline = inline_of.get(index, [])
        starts = [item.start for item in inline]
        topic = block.label or None
        for start, end in _pieces(block, inline, gone_of.get(index, [])):
            for a, b in _sentence_runs(text, start, end):
                label = topics.match(text, a, b)
                if label:
                    topic, a = text[a : label.end()].rstrip("：\n"), label.end()
                sentence = _sentence(text, a, b, index, topic)
                if sentence is None:
                    continue
                n = bisect_right(starts, sentence.start) - 1
                part = inline[n] if n >= 0 and sentence.start <= inline[n].end else None
                found.append(replace(sentence, item=part.index if part else owner[index]))
    return found


# A bracket at the end that tells whom to call or where to look, and lays no duty.
_ASIDE = re.compile(
    r"（(?:联系人|联系电话|联系方式|电话|电子邮箱|邮箱|详见|见附件|附件|名单附后|具体名单)[^（）]*）"
)
_PAIRS = {"”": "“", "’": "‘", "）": "（", "】": "【"}


def _is_paired(text: str, start: int, end: int, closing: str) -> bool:
    return text.count(_PAIRS[closing], start, end) >= text.count(closing, start, end)


def _sentence(text: str, start: int, end: int, block: int, topic: str | None) -> Sentence | None:
    while start < end and text[start] in " \u3000，；。、）”：\n":
        start += 1
    stop = ""
    while end > start and text[end - 1] in "。！？”’）】\n \u3000；，（、":
        last = text[end - 1]
        if last in _PAIRS and text[end - 2] not in "。！？" and _is_paired(text, start, end, last):
            break
        if last in "。！？；":
            stop = last
        end -= 1
    aside = _ASIDE.search(text, start, end)
    if aside and aside.end() == end and aside.start() > start:
        end = aside.start()
    if end <= start:
        return None
    return Sentence(start, end, stop, _statements(text, start, end), block, None, topic)


def _finish(text: str, items: list[Item], fields: list[Field]) -> list[Item]:
    """Give each item the end of its own text and the run that only heads it."""
    done = []
    fields_of = grouped(fields, lambda field: field.item)
    parts_of = grouped(items, lambda item: item.parent)
    for item in items:
        own = [f.run for f in fields_of.get(item.index, ()) if item.start <= f.run < item.text_end]
        children = [c.start - len(c.enumerator) for c in parts_of.get(item.index, ())]
        end = min([item.text_end, *own, *[c for c in children if c > item.start]])
        while end > item.start and text[end - 1] in "。；，：、（ \u3000":
            end -= 1
        heading = (item.start, end) if item.is_heading else None
        first = text.find("。", item.start, end)
        if (
            heading is None
            and 0 < first - item.start <= 24
            and "，" not in text[item.start : first]
        ):
            heading = (item.start, first)
        done.append(replace(item, text_end=end, heading=heading))
    return done


def _raised(items: list[Item], blocks: tuple[Block, ...], fields: list[Field]) -> list[Field]:
    """Lines of fields behind the last part of an item hold for all of it, if no part before has its own."""
    found = []
    having = {f.item for f in fields if f.set == "duty"}
    parts_of = grouped(items, lambda item: item.parent)
    for field in fields:
        item = items[field.item] if field.item is not None else None
        if (
            field.set == "duty"
            and item
            and item.parent is not None
            and blocks[field.block].kind == "field"
        ):
            before = [i.index for i in parts_of[item.parent] if i.index < item.index]
            parent = items[item.parent]
            if before and not having & set(before) and (not parent.is_heading or parent.level >= 2):
                field = replace(field, item=item.parent)
        found.append(field)
    return found


def outline_of(text: str, lexicon: Lexicon | None = None) -> Outline:
    """Lay out a repaired text."""
    words = lexicon or load()
    lines, tables = grids.tables_and_lines(text)
    blocks, title = layout.blocks(text, lines, words)
    items, owner = _items(text, blocks)
    fields = _fields(text, blocks, words)
    inline_of = grouped((i for i in items if i.level == 6), lambda item: item.block)
    for n, field in enumerate(fields):
        inline = (i.index for i in inline_of.get(field.block, ()) if i.start <= field.run <= i.end)
        fields[n] = replace(field, item=next(inline, owner[field.block]))
    fields = _raised(items, blocks, fields)
    bylines = layout.bylines(text, blocks, words)
    gone = [(f.run, f.end) for f in fields] + bylines
    sentences = _sentences(text, blocks, items, owner, gone, words)
    items = _finish(text, items, fields)
    rows = tuple(
        Table(tuple(columns), tuple(Row(cells, s, e) for cells, s, e in body), start, end)
        for columns, body, start, end in tables
    )
    return Outline(
        text, blocks, tuple(items), tuple(fields), rows, tuple(sentences), tuple(bylines), title,
        Cover((b.start, b.end) for b in blocks if b.kind == "website"),
        grouped(fields, lambda field: field.item),
    )  # fmt: skip


outline = outline_of
