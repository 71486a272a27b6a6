"""Which units and companies a document names, each under its fullest name.

``find_organisations`` counts a mention where the unit stands for itself: not inside the title of a
person, the name of a meeting or a quoted paper.  Such places still give the full name that a short
one stands for (``aliases``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.reading import aliases, posts, units
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.types import Mark, Organisation, Person

_MEETING = re.compile(
    r"第?[^，。；、]{0,6}(?:会议室|次会议|常务会|专题会|工作会|全会|座谈会|办公会|对接会|推进会)|[一二三四五六七八九十]楼|第[^，。；]{1,6}次"
)
_QUOTED = re.compile(r"“[^”\n]{2,60}”|《[^》\n]{2,80}》")
_HEAD_ACTS = re.compile(r"(?:主要)?(?:负责人|负责同志|领导|有关人员|相关人员|代表)")


def _post_runs(text: str, people: Iterable[Person], lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """The runs of titles beside names, with the name."""
    ends = frozenset(mark.end for person in people for mark in person.marks)
    runs = []
    for person in people:
        for mark in person.marks:
            post = posts.before(text, mark.start, ends, lexicon)
            if post:
                start = text.rfind(post, 0, mark.start)
                runs.append((start, mark.start, person.name))
            post = posts.behind(text, mark.end, lexicon)
            if post:
                start = text.find(post, mark.end)
                runs.append((start, start + len(post), person.name))
    return sorted(runs)


def _names_runs(people: Iterable[Person]) -> list[tuple[int, int]]:
    return sorted((m.start, m.end) for p in people for m in p.marks)


def find_organisations(
    text: str, outline: Outline, people: tuple[Person, ...], lexicon: Lexicon
) -> tuple[tuple[Organisation, ...], aliases.Names]:
    """Return the organisations in order of first mention, and what each written form stands for."""
    found = [s for s in units.find_units(text, lexicon) if outline.is_body(s.start)]
    names = _names_runs(people)
    found = [s for s in found if not any(a < s.end and s.start < b for a, b in names)]
    posted = _post_runs(text, people, lexicon)
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    regions = [r for r in units.acting_regions(text, lexicon) if outline.is_body(r[0])]
    resolved = aliases.resolve_all(text, outline, found, regions, posted, people, lexicon)
    marks: dict[str, list[Mark]] = {}
    counted: set[str] = set()
    for surface in found:
        name = resolved.resolve(text[surface.start : surface.end], surface.start)
        weak = _is_weak(text, surface, posted, quoted)
        marks.setdefault(name, []).append(
            Mark(surface.start, surface.end, "unit", 0.5 if weak else 0.9)
        )
        if not weak:
            counted.add(name)
    for start, end in regions:
        if any(s.start <= start < s.end for s in found) or any(a <= start < b for a, b in quoted):
            continue
        name = resolved.resolve(text[start:end], start)
        marks.setdefault(name, []).append(Mark(start, end, "acting region", 0.7))
        counted.add(name)
    for form, places in resolved.here.items():
        for start, name in places:
            if name == form or not outline.is_body(start):
                continue
            weak = any(a <= start < b for a, b, _ in posted)
            marks.setdefault(name, []).append(Mark(start, start + len(form), "self", 0.7))
            if not weak:
                counted.add(name)
    return _organisations(text, marks, counted), resolved


def _is_weak(
    text: str,
    surface: units.Surface,
    posted: list[tuple[int, int, str]],
    quoted: list[tuple[int, int]],
) -> bool:
    """The unit stands only within a title, a meeting's name or a quotation."""
    if any(a <= surface.start and surface.end <= b for a, b, _ in posted):
        return True
    if _MEETING.match(text, surface.end):
        return True
    for a, b in quoted:
        if a < surface.start and surface.end < b:
            return True
    return False


def _organisations(
    text: str, marks: dict[str, list[Mark]], counted: set[str]
) -> tuple[Organisation, ...]:
    result = []
    for name in counted:
        places = tuple(sorted(marks[name]))
        forms = dict.fromkeys(text[m.start : m.end] for m in places)
        result.append(Organisation(name, tuple(f for f in forms if f != name), places))
    return tuple(sorted(result, key=lambda o: o.marks[0].start))
