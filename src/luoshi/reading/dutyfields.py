"""The fields behind a duty: who has it, by when, how often; labelled, or a bracket that only says so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from luoshi.reading.brackets import BRACKET, is_time, part_kind
from luoshi.reading.context import ReadingContext
from luoshi.reading.deadlines import due_of_field, find_cadences
from luoshi.reading.labels import Part, has_rhythm_label, is_due_label, part_of_label
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.namelists import Roles, roles_of_value
from luoshi.reading.outline import Field, Sentence
from luoshi.reading.places import grouped
from luoshi.reading.roles import roles_in
from luoshi.reading.types import Cadence


class Placed(Protocol):
    """Anything with a run and the sentence that it stands in."""

    start: int
    end: int
    sentence: Sentence


def is_role(label: str, lexicon: Lexicon) -> bool:
    """Tell whether a field says who has a duty."""
    return label == BRACKET or part_of_label(label, lexicon) is not None


def fields_of(context: ReadingContext, duty: Placed, duties: Sequence[Placed]) -> Iterator[Field]:
    """Yield the fields that hold for a duty: of its item and of what that stands in, or right behind it."""
    outline = context.outline
    item = duty.sentence.item
    chain: list[int | None] = [None] if item is None else [i.index for i in outline.ancestors(item)]
    for owner in chain:
        held = outline.fields_of(owner) if owner is not None else _loose(context, duty)
        for f in held:
            if f.set == "duty" and _holds(context, f, duty, duties):
                yield f
    last = _last_beside(context, item) if item is not None else None
    if last is not None and not outline.fields_of(item):
        yield from (
            f
            for f in outline.fields_of(last)
            if f.set == "duty" and outline.blocks[f.block].kind == "field"
        )


_MOST_BESIDE = 40


def _last_beside(context: ReadingContext, item: int) -> int | None:
    """The last of the items that stand with this one in one line: the line of fields below holds for all."""
    items, text = context.outline.items, context.text
    last = item
    for other in range(item + 1, min(item + _MOST_BESIDE, len(items))):
        same = items[other].parent == items[item].parent and items[other].level == items[item].level
        if not same or "\n" in text[items[last].text_end : items[other].start]:
            break
        last = other
    return last if last != item else None


def _in_block(context: ReadingContext, duties: Sequence[Placed], block: int) -> list[Placed]:
    """Return the duties of one block; all are grouped once, as long as the list is the same."""
    held = context.memo.get(("duties by block", 0, 0))
    if held is None or held[0] is not duties or held[1] != len(duties):
        groups = grouped(duties, lambda duty: duty.sentence.block)
        held = context.memo["duties by block", 0, 0] = (duties, len(duties), groups)
    found: list[Placed] = held[2].get(block, [])
    return found


def _holds(context: ReadingContext, f: Field, duty: Placed, duties: Sequence[Placed]) -> bool:
    block = duty.sentence.block
    if f.item is None and f.block != block:
        return f.block > block
    beside = _in_block(context, duties, f.block)
    if f.item is not None and not any(
        d.start > f.end and d.sentence.item == f.item for d in beside
    ):
        return True
    before = [d for d in beside if d.end <= f.run]
    return bool(before) and before[-1] is duty


def _loose(context: ReadingContext, duty: Placed) -> Iterator[Field]:
    """Yield the fields of no item in the paragraph of a duty, and in the lines of fields right under it."""
    by_block = context.memo.get(("loose fields", 0, 0))
    if by_block is None:
        by_block = grouped(context.outline.fields_of(None), lambda field: field.block)
        context.memo["loose fields", 0, 0] = by_block
    blocks, at = context.outline.blocks, duty.sentence.block
    yield from by_block.get(at, ())
    while at + 1 < len(blocks) and blocks[at + 1].kind == "field":
        at += 1
        yield from by_block.get(at, ())


def roles_of_fields(context: ReadingContext, duty: Placed, duties: Sequence[Placed]) -> Roles:
    """Return who has which part by the fields of a duty."""
    roles = Roles()
    for f in fields_of(context, duty, duties):
        part = part_of_label(f.label, context.lexicon)
        if f.label == BRACKET:
            roles = roles.merged(roles_of_bracket(context, f.start, f.end))
        elif part:
            roles = roles.merged(roles_of_value(context, part, f.start, f.end))
            if part != "persons" and re.search(r"人|领导", f.label):
                roles = roles.merged(roles_of_value(context, "persons", f.start, f.end))
    return roles


def roles_of_bracket(context: ReadingContext, start: int, end: int) -> Roles:
    """Return the parts that a bracket hands out; units without a verb of duty answer for it."""
    text, roles = context.text, Roles()
    for part in re.finditer(r"[^，；。]+", text[start:end]):
        a, b = start + part.start(), start + part.end()
        kind = part_kind(text[a:b], context.lexicon)
        if kind == "told":
            roles = roles.merged(roles_in(context, a, b))
        elif kind == "units":
            helps: Part = "cooperating" if roles.lead and not roles.responsible else "responsible"
            roles = roles.merged(roles_of_value(context, helps, a, b))
    return roles


def due_of_fields(
    context: ReadingContext, duty: Placed, duties: Sequence[Placed], day: dt.date | None
) -> str | None:
    """Return the due day that a duty's fields give."""
    due = None
    for f in fields_of(context, duty, duties):
        if is_due_label(f.label, context.lexicon):
            due = due_of_field(context.text, f.start, f.end, day) or due
        elif f.label == BRACKET:
            for part in re.finditer(r"[^，；。]+", context.text[f.start : f.end]):
                if is_time(part[0]) or "前" in part[0]:
                    a, b = f.start + part.start(), f.start + part.end()
                    due = due_of_field(context.text, a, b, day) or due
    return due


def cadence_of_fields(
    context: ReadingContext, duty: Placed, duties: Sequence[Placed]
) -> Cadence | None:
    """Return the rhythm that a duty's fields give."""
    for f in fields_of(context, duty, duties):
        if has_rhythm_label(f.label, context.lexicon):
            rhythms = find_cadences(context.text, f.start, f.end)
            if rhythms:
                return rhythms[0].cadence
    return None
