"""Which units and companies a document names, each under its fullest name.

``find_organisations`` counts a mention where the unit stands for itself: not inside the title of a
person, the name of a meeting or a quoted paper.  Such places still give the full name that a short
one stands for (``aliases``).
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

from luoshi.reading import aliases, bareunits, posts, units
from luoshi.reading.document import issuer_of
from luoshi.reading.labels import NOT_SAID, part_of_label
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.places import Cover
from luoshi.reading.types import Mark, Organisation, Person

_MEETING = re.compile(
    r"(?:\d{4}年度?)?第[^，。；\n]{1,6}(?:次|会议室|期)|(?:业务|工作|党政联席|经营管理|主任办公|理论学习|专题|调度|推进)[^，。；\n]{0,4}(?:会议|会|组学习)|[一二三四五六七八九十\d]+楼|会议室|常务会|专题会|党组会|全体会|全会|工作会|(?:总经理|董事长|党委|县长|市长|州长|主任)?办公会|党委会|董事会会议|现场办公|财经委员会会议"
)
_QUOTED = re.compile(r"“[^”\n]{2,60}”|《[^》\n]{2,80}》")
# The parties are named in the name of what they sign, and a meeting is held at a unit's.
_AGREEMENT = re.compile(r"(?:协议|协议书|合同|备忘录)》$")
_PARTY = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,2})?(?:党政)?(?:调研|考察|督导|检查|督查|工作|慰问|访问|代表|专家|评估|核查|暗访)(?:组|团)(?!织)"
    r"|一行(?!业)|各(?:部门|单位|直属|组成)"
)
# In a headline the unit is only whose work the paper is about: 某市人民政府重点工作清单.
_QUALIFIES = re.compile(r"(?:\d{4}年|重点|年度|业务|工作|第)")
_HELD = re.compile(r"(?:[^，。；]{0,12})(?:召开|举行|举办)")


class Taken:
    """Runs that do not overlap, to ask whether another one crosses them."""

    def __init__(self, runs: Iterable[tuple[int, int]]) -> None:
        self._runs = sorted(runs)

    def crosses(self, start: int, end: int) -> bool:
        """Tell whether ``[start, end)`` shares a character with one of the runs."""
        at = bisect.bisect_left(self._runs, (end, 0))
        return at > 0 and self._runs[at - 1][1] > start


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
            post = posts.behind(text, mark.start, mark.end, lexicon)
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
    found = _surfaces(text, outline, people, lexicon)
    posted = _post_runs(text, people, lexicon)
    posted += [(f.start, f.end, "") for f in outline.fields if f.label == "地点"]
    posted += _qualifying(text, outline, found)
    posted.sort()
    quoted = [m.span() for m in _QUOTED.finditer(text) if not _AGREEMENT.search(m[0])]
    regions = [r for r in bareunits.acting_regions(text, lexicon) if outline.is_body(r[0])]
    resolved = aliases.resolve_all(text, outline, found, regions, posted, people, lexicon)
    marks: dict[str, list[Mark]] = {}
    counted: set[str] = set()
    for surface in found:
        name = resolved.resolve(text[surface.start : surface.end], surface.start)
        weak = _is_weak(text, surface, posted, quoted)
        marks.setdefault(name, []).append(
            Mark(surface.start, surface.end, surface.rule, 0.5 if weak else 0.9)
        )
        if not weak:
            counted.add(name)
    covered = Cover([*((s.start, s.end) for s in found), *quoted])
    in_posts = Cover((a, b) for a, b, _ in posted)
    for start, end in regions:
        if start in covered:
            continue
        name = resolved.resolve(text[start:end], start)
        marks.setdefault(name, []).append(Mark(start, end, "acting region", 0.7))
        counted.add(name)
    for start, form in _declared_mentions(text, resolved, found):
        marks.setdefault(resolved.resolve(form), []).append(
            Mark(start, start + len(form), "alias", 0.9)
        )
        counted.add(resolved.resolve(form))
    for form, places in resolved.here.items():
        for start, name in places:
            if name == form or not outline.is_body(start):
                continue
            marks.setdefault(name, []).append(Mark(start, start + len(form), "self", 0.7))
            if start not in in_posts and not _MEETING.match(text, start + len(form)):
                counted.add(name)
    return _organisations(text, marks, counted), resolved


def _qualifying(
    text: str, outline: Outline, found: list[units.Surface]
) -> list[tuple[int, int, str]]:
    if outline.title is None:
        return []
    begin, end = outline.title
    return [
        (s.start, s.end, "")
        for s in found
        if begin <= s.start < end and _QUALIFIES.match(text, s.end)
    ]


def _surfaces(
    text: str, outline: Outline, people: tuple[Person, ...], lexicon: Lexicon
) -> list[units.Surface]:
    """Every run that is written like a unit: in the prose, by its stem, in a table, as issuer."""
    runs = [(b.start, b.end) for b in outline.blocks if b.kind in ("website", "number")]
    runs += [(f.start, f.end) for f in outline.fields if f.label.endswith("编号")]
    shut = Cover(runs)
    found = [s for s in units.find_units(text, lexicon, _names_runs(people)) if s.start not in shut]
    named = _names_runs(people)
    stop, runs = units.words_of(lexicon).stop, [(s.start, s.end) for s in found]
    for rule, bare in (
        ("unit.stem", bareunits.departments_by_stem(text, lexicon)),
        ("unit.corps", bareunits.corps_units(text)),
        ("unit.listed", bareunits.companies_in_list(text, runs, stop, lexicon)),
    ):
        taken = Taken([*named, *((s.start, s.end) for s in found)])
        found += [units.Surface(a, b, None, rule) for a, b in bare if not taken.crosses(a, b)]
    found.sort(key=lambda s: s.start)
    found += _in_tables(text, outline, found, lexicon)
    found += _issuing(text, outline, found, lexicon)
    return found


def _declared_mentions(
    text: str, names: aliases.Names, found: list[units.Surface]
) -> list[tuple[int, str]]:
    """Places of short names without a unit's ending."""
    surfaces = {text[s.start : s.end] for s in found}
    forms = [
        form
        for form in names.everywhere
        if form not in surfaces
        and len(form) > 2
        and not form.endswith(("州", "区", "盟", "市", "县"))
    ]
    if not forms:
        return []
    taken = sorted((s.start, s.end) for s in found)
    pattern = re.compile("|".join(sorted(map(re.escape, forms), key=len, reverse=True)))
    return [
        (m.start(), m[0])
        for m in pattern.finditer(text)
        if not any(a <= m.start() < b for a, b in taken)
    ]


def _in_tables(
    text: str, outline: Outline, found: list[units.Surface], lexicon: Lexicon
) -> list[units.Surface]:
    """What stands in a table's column of units is one, whatever its name ends with."""
    columns = lexicon.words("organisations.columns")
    taken = Taken((s.start, s.end) for s in found)
    more = []
    for table in outline.tables:
        for row in table.rows:
            for column, (start, end) in row.cells.items():
                if column not in columns and part_of_label(column) in (None, "persons"):
                    continue
                for piece in re.finditer(r"[^、；，,;\s]{3,30}", text[start:end]):
                    a, b = start + piece.start(), start + piece.end()
                    if (
                        piece[0][0] in "各有相全"
                        or NOT_SAID.fullmatch(piece[0])
                        or ("）" in piece[0] and "（" not in piece[0])
                        or taken.crosses(a, b)
                    ):
                        continue
                    more.append(units.Surface(a, b, None, "unit.table"))
    return more


def _issuing(
    text: str, outline: Outline, found: list[units.Surface], lexicon: Lexicon
) -> list[units.Surface]:
    """Whoever issues the paper is a unit, whatever its name ends with: a newspaper, a portal."""
    mark = issuer_of(text, outline, lexicon)
    if mark is None:
        return []
    over = [s for s in found if mark.start < s.end and s.start < mark.end]
    if any(s.start <= mark.start and mark.end <= s.end or s.end > mark.end for s in over):
        return []
    if over and not text.endswith(_OTHER_ENDINGS, 0, mark.end):
        return []
    for part in over:
        found.remove(part)
    return [units.Surface(mark.start, mark.end, None, "unit.issuer")]


# Bodies that publish and end as no unit of the lexicon does: 某县委报道组.
_OTHER_ENDINGS = ("组", "网", "报", "台", "社", "端", "平台", "中心", "站")


def _is_weak(
    text: str,
    surface: units.Surface,
    posted: list[tuple[int, int, str]],
    quoted: list[tuple[int, int]],
) -> bool:
    """The unit stands only within a title, a meeting's name or a quotation."""
    low = bisect.bisect_left(posted, (surface.start - 80, 0, ""))
    near = posted[low : bisect.bisect_right(posted, (surface.start + 1, 0, ""))]
    if any(a <= surface.start and surface.end <= b for a, b, _ in near):
        return True
    if _MEETING.match(text, surface.end):
        return True
    if _PARTY.match(text, surface.end):
        return True
    if text[surface.start - 1 : surface.start] == "在" and _HELD.match(text, surface.end):
        return True
    low = bisect.bisect_left(quoted, (surface.start - 84, 0))
    near_by = quoted[low : bisect.bisect_left(quoted, (surface.start, 0))]
    return any(a < surface.start and surface.end < b for a, b in near_by)


def _organisations(
    text: str, marks: dict[str, list[Mark]], counted: set[str]
) -> tuple[Organisation, ...]:
    result = []
    for name in counted:
        places = tuple(sorted(marks[name]))
        forms = dict.fromkeys(text[m.start : m.end] for m in places)
        result.append(Organisation(name, tuple(f for f in forms if f != name), places))
    return tuple(sorted(result, key=lambda o: o.marks[0].start))
