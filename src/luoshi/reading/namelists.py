"""The parts that names have in a field or a cell, and whom a paper is written to.

A field or cell holds nothing but names: 责任单位：甲局、乙局; a name may carry its part in brackets.
Units come back under their fullest names, groups without a name (``各企业``) as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from luoshi.reading.context import ReadingContext
from luoshi.reading.labels import NOT_SAID, PARTS, Part, part_of_label
from luoshi.reading.lexicon import load


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
        if not people:
            for name in _names_by_shape(context.text[start:end]):
                roles.add("persons", name)
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
        elif _names_somebody(name):
            roles.add(part, context.names.resolve(name, a))
    return roles


def _names_somebody(words: str) -> bool:
    bare = words.strip("—-/无 ")
    return bool(bare) and not NOT_SAID.fullmatch(bare) and not words.startswith(("联系", "电话"))


# Who helps, in brackets behind who does it: 市金融办（协办：某某银行）.
_HELPED = re.compile(r"（(?:协办|配合|协助)(?:单位|部门)?[：:]?([^（）]+)）$")


_SHAPED = re.compile(
    r"(?:[\u4e00-\u9fff]{0,16}[长任记理员席监裁总]\s?)?([\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,6}(?:·[\u4e00-\u9fff]{1,6}){1,2})(?:同志|（[^）]*）)?"
)


def _names_by_shape(words: str) -> Iterator[str]:
    """Names in a field for persons that nobody knew as names: short, alone or behind a title."""
    if NOT_SAID.fullmatch(words.strip()):
        return
    for piece in re.split(r"[、，；\s]+", words):
        named = _SHAPED.fullmatch(piece)
        if named and not re.search(
            r"[局委办部处科室组站所厂院司县市区镇乡村长任员记理总]$|负责|领导|待定|单位", named[1]
        ):
            yield named[1]


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
            for x, y in split_and(text, a, b):
                if y - x >= 2:
                    yield x, y
            at = i + 1


def split_and(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
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
