"""Units and people that the office knows already, found by dictionary where no rule finds them.

The rules read a unit by its ending and a person by what vouches for her.  A short company name
(天建) or a bare name after 由 has neither; whoever keeps a register knows both.  ``Known`` is that
register as a plain value; ``with_people`` and ``with_units`` add to a reading what the rules left out
and bring together the forms that mean one unit.  Values stay runs of the text.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from luoshi.reading import posts
from luoshi.reading.aliases import Names
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.namerun import NameRuns
from luoshi.reading.outline import Outline
from luoshi.reading.signals import BARE, Places
from luoshi.reading.types import Mark, Organisation, Person

_HAN = r"\u3400-\u9fff"
_POINTS = re.compile(
    r"[我贵本该各全].*|集团公司|总公司|公司|集团|企业|政府|人民政府|党委|项目部|.*(?:自治区|地区|省|市|县|州|盟|旗)|.区"
)
_TAIL = re.compile(
    r"(?:局|委|办|厅|府|署|会|院|校|行|社|厂|处|站|所|队|部|中心|集团|公司|办公室|专班|指挥部)$"
)
_PLACE = re.compile(r"(?:园区|园|新区|开发区|合作区|保税区|机场|口岸|基地|医院|学校|中学|厂|站)$")
_LEFT = re.compile(
    rf"(?:^|[^{_HAN}]|[由请让与和及对向给同跟为找经以求望在到从据报送经]|责成|要求|督促|会同|联合|商请|恳请|希望|委托|支持|帮助|听取|牵头|负责|配合)$"
)
_ACTS = re.compile(
    r"牵头|负责|配合|协助|协调|承担|承建|承办|实施|落实|推进|组织|会同|联合|要|应|须|需|将|拟|计划|承诺|提出|提供|尽快|抓紧|加快|按|于|已|继续|分别|积极|主动|全力|具体|共同|做好|完成|报送|表示|反映|介绍|汇报|参加|方面|在|为|对|向|和|与|及|等|同"
)
_SPEAKS = re.compile(
    r"牵头|负责|包联|联系|主持|表示|指出|强调|介绍|要求|汇报|提出|反映|讲话|致辞|陪同|参加|出席|带队|率|一行|同志|说|等|和|与|及|在|为|任|具体|分管|督办|协调|全程|代表|尽快|抓紧|办理|审定|审阅|核实|研究|组织|落实|推进|完成|会同|对接|跟踪|把关|要|须|应|将|于|已|把"
)
_WORK = re.compile(r"[^，。；、：（）\s]{0,8}(?:项目|工程|改扩建|迁建|扩建|改造|选址|选建)")
_QUOTED = re.compile(r"“[^”\n]{2,60}”|《[^》\n]{2,80}》")
_MEETING = re.compile(
    r"第[^，。；\n]{1,6}次|[一二三四五六七八九十\d]+楼|会议室|[^，。；\n]{0,4}会议"
)
_SURE_ALONE = 4  # a form of so many characters needs no word beside it that vouches for it


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the register and its names.

    ``aliases`` mean it in every paper, ``local`` (form, name of the unit that writes so) only in the
    papers of that unit and of those below it.  ``above`` is the full name of the unit it belongs to.
    """

    name: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    local: tuple[tuple[str, str], ...] = ()
    above: str = ""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody of the register with the titles held, each as printed there."""

    name: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitRun:
    """A run of the text that is a form of a known unit; ``name`` is "" where two units share it."""

    start: int
    end: int
    form: str
    name: str


@dataclass(frozen=True, eq=False)
class Known:
    """What the register knows.  Compared by identity: search tables are built once and kept.

    ``office`` is the full name of the unit that reads; its own short names hold too.
    """

    units: tuple[KnownUnit, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    office: str = ""

    def read_at(self, office: str) -> Known:
        """Return the same words as ``office`` uses them; the search tables are shared."""
        self._unit_search, self._person_search, self._line, self._title_search  # noqa: B018 - built before the copy
        other = copy.copy(self)
        object.__setattr__(other, "office", office)
        return other

    @cached_property
    def _forms(self) -> dict[str, list[tuple[str, str]]]:
        """Map each form to the units that it may mean: (full name, who writes so or "")."""
        forms: dict[str, list[tuple[str, str]]] = {}
        for unit in self.units:
            named = [(form, "") for form in (unit.name, unit.short, *unit.aliases)]
            for form, user in dict.fromkeys([*named, *unit.local]):
                if len(form) >= 2 and not (_POINTS.fullmatch(form) or BARE.fullmatch(form)):
                    forms.setdefault(form, []).append((unit.name, user))
        return forms

    @cached_property
    def _line(self) -> dict[str, str]:
        return {unit.name: unit.above for unit in self.units}

    @cached_property
    def _unit_search(self) -> AhoCorasick:
        return AhoCorasick(list(self._forms), matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _person_search(self) -> AhoCorasick:
        names = {
            name for person in self.people for name in (person.name, person.name.replace("·", ""))
        }
        return AhoCorasick(
            sorted(name for name in names if len(name) >= 2), matchkind=MatchKind.LeftmostLongest
        )

    @cached_property
    def _titles(self) -> dict[str, tuple[str, ...]]:
        """Map each name to the titles that somebody of the name holds, the longest first."""
        titles: dict[str, set[str]] = {}
        for person in self.people:
            titles.setdefault(person.name, set()).update(t for t in person.titles if len(t) >= 2)
        return {name: tuple(sorted(held, key=len, reverse=True)) for name, held in titles.items()}

    @cached_property
    def _title_search(self) -> AhoCorasick:
        titles = {title for held in self._titles.values() for title in held if len(title) >= 3}
        return AhoCorasick(sorted(titles), matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _full_names(self) -> frozenset[str]:
        return frozenset(unit.name for unit in self.units)

    def _writers(self, issuer: str | None) -> list[str]:
        """The units whose habits hold in this paper: its issuer, the reading office, and all above."""
        writers: list[str] = []
        for first in (issuer and self.meaning(issuer, ()), self.office):
            at = first or ""
            while at and at not in writers:
                writers.append(at)
                at = self._line.get(at, "")
        return writers

    def meaning(self, form: str, writers: Iterable[str]) -> str:
        """Return the full name of the one unit that ``form`` means, "" where there is none or more."""
        if form in self._full_names:
            return form
        meant = self._forms.get(form, [])
        for writer in writers:
            local = {name for name, user in meant if user == writer}
            if len(local) == 1:
                return local.pop()
        everywhere = {name for name, user in meant if not user}
        return everywhere.pop() if len(everywhere) == 1 else ""

    def titles_of(self, name: str) -> tuple[str, ...]:
        """Return the titles that the register has for somebody of this name, the longest first."""
        return self._titles.get(name, ())

    def unit_runs(self, text: str, issuer: str | None = None) -> Iterator[UnitRun]:
        """Yield the runs of ``text`` that are forms of known units and stand as a name there."""
        if not self._forms:
            return
        writers = self._writers(issuer)
        for _, start, end in self._unit_search.find_matches_as_indexes(text):
            form = text[start:end]
            meant = self._forms[form]
            if not any(not user or user in writers for _, user in meant):
                continue
            if _stands_as_unit(text, start, end):
                yield UnitRun(start, end, form, self.meaning(form, writers))

    def person_runs(self, text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
        """Yield the runs of ``text`` that are names of known people and stand as a name there."""
        if not self.people:
            return
        for _, start, end in self._person_search.find_matches_as_indexes(text):
            titles = self.titles_of(text[start:end])
            if _stands_as_person(text, start, end, lexicon, titles):
                yield start, end

    def title_runs(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the runs of ``text`` that are titles which somebody of the register holds."""
        if self._titles:
            for _, start, end in self._title_search.find_matches_as_indexes(text):
                yield start, end


def _stands_as_unit(text: str, start: int, end: int) -> bool:
    form, after = text[start:end], text[end : end + 12]
    if _WORK.match(after) or _MEETING.match(after):
        return False
    if _PLACE.search(form) or (len(form) < _SURE_ALONE and not _TAIL.search(form)):
        ends = not re.match(rf"[{_HAN}A-Za-z0-9]", after) or _ACTS.match(after)
        asked = _LEFT.search(text[max(0, start - 2) : start])
        return bool(ends and asked and not (_PLACE.search(form) and not _ACTS.match(after)))
    return True


def _stands_as_person(
    text: str, start: int, end: int, lexicon: Lexicon, titles: tuple[str, ...]
) -> bool:
    name = text[start:end]
    if len(name) >= _SURE_ALONE:
        return text[end : end + 1] != "·" and text[start - 1 : start] != "·"
    if posts.is_word(name, lexicon):
        return False
    after = text[end : end + 2]
    ends = not re.match(rf"[{_HAN}·]", after) or _SPEAKS.match(after)
    before = text[max(0, start - 6) : start]
    begins = _LEFT.search(before) or before.endswith(lexicon.words("people.heads"))
    begins = begins or text.endswith(titles, 0, start)
    return bool(ends and begins)


# --- added to a reading -----------------------------------------------------------------------------


def with_people(
    known: Known, text: str, outline: Outline, people: tuple[Person, ...], lexicon: Lexicon
) -> tuple[Person, ...]:
    """Return ``people`` and those of the register whom nothing in the text vouches for."""
    furniture = _furniture(outline)
    taken = Places((m.start, m.end) for p in people for m in p.marks)
    places: dict[str, list[Mark]] = {}
    for start, end in known.person_runs(text, lexicon):
        if not taken.over(start, end) and not furniture.over(start, end):
            places.setdefault(text[start:end], []).append(Mark(start, end, "person.known", 0.9))
    for at, end in _named_after_titles(known, text, lexicon):
        if not taken.over(at, end) and not furniture.over(at, end):
            places.setdefault(text[at:end], []).append(Mark(at, end, "person.known title", 0.8))
    if not places:
        return people
    by_name = {person.name: person for person in people}
    ends = frozenset(
        [e for _, e in taken.runs] + [m.end for marks in places.values() for m in marks]
    )
    added = []
    for name, marks in places.items():
        if name in by_name:
            continue
        post = next((p for m in marks if (p := posts.before(text, m.start, ends, lexicon))), None)
        added.append(Person(name, post, tuple(sorted(set(marks)))))
    return tuple(sorted([*people, *added], key=lambda p: p.marks[0].start))


def _named_after_titles(known: Known, text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield whoever is named right behind a title of the register that no lexicon knows."""
    names: NameRuns | None = None
    heads = lexicon.words("people.heads")
    for start, end in known.title_runs(text):
        if text[start:end].endswith(heads):
            continue
        names = names or NameRuns(text, lexicon)
        stop = names.name_at(end, sure=True)
        if stop > 0:
            yield end, stop


def _furniture(outline: Outline) -> Places:
    """Lines of a website and numbers of papers: what they name is no part of the document."""
    return Places((b.start, b.end) for b in outline.blocks if b.kind in ("website", "number"))


def with_units(
    known: Known, text: str, outline: Outline, people: tuple[Person, ...],
    found: tuple[tuple[Organisation, ...], Names], issuer: str | None, lexicon: Lexicon,
) -> tuple[tuple[Organisation, ...], Names]:  # fmt: skip
    """Return organisations and names with the units of the register, each under its fullest name here."""
    organisations, names = found
    furniture = _furniture(outline)
    runs = [r for r in known.unit_runs(text, issuer) if not furniture.over(r.start, r.end)]
    if not runs:
        return found
    fullest = _fullest(runs, names)
    table = {form: name for form, name in fullest.items() if form != name}
    names = Names({**table, **names.everywhere}, names.here)
    closed = [*_post_runs(text, people, lexicon), *(m.span() for m in _QUOTED.finditer(text))]
    shut = Places([*closed, *((m.start, m.end) for p in people for m in p.marks)])
    marks: dict[str, list[Mark]] = {}
    inside: list[tuple[int, int]] = []
    own = Places((m.start, m.end) for o in organisations for m in o.marks)
    for run in runs:
        over = list(own.under(run.start, run.end))
        if any(a <= run.start and run.end <= b or b - a >= run.end - run.start for a, b in over):
            continue
        if not shut.over(run.start, run.end):
            inside += over
            name = names.resolve(run.form, run.start)
            marks.setdefault(name, []).append(Mark(run.start, run.end, "unit.known", 0.95))
    return _merged(text, organisations, names, marks, frozenset(inside)), names


def _fullest(runs: list[UnitRun], names: Names) -> dict[str, str]:
    """Map each form to the fullest name that the text has for the same known unit."""
    forms: dict[str, list[str]] = {}
    for run in runs:
        if run.name:
            forms.setdefault(run.name, []).append(run.form)
    table: dict[str, str] = {}
    for name, written in forms.items():
        best = name if name in written else max(written, key=len)
        table |= {form: names.resolve(best) for form in written}
    return table


def _post_runs(
    text: str, people: tuple[Person, ...], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """Yield the runs of titles before names: a unit in there does not stand for itself."""
    ends = frozenset(m.end for p in people for m in p.marks)
    for person in people:
        for mark in person.marks:
            post = posts.before(text, mark.start, ends, lexicon)
            if post:
                yield text.rfind(post, 0, mark.start), mark.start


def _merged(
    text: str, organisations: tuple[Organisation, ...], names: Names,
    marks: dict[str, list[Mark]], inside: frozenset[tuple[int, int]],
) -> tuple[Organisation, ...]:  # fmt: skip
    """Bring the organisations under their fullest names, the known marks among them."""
    for one in organisations:
        kept = [m for m in one.marks if (m.start, m.end) not in inside]
        name = names.resolve(one.name, one.marks[0].start) if one.marks else one.name
        if kept:
            marks.setdefault(name, []).extend(kept)
    merged = []
    for name, runs in marks.items():
        places = tuple(sorted(runs))
        forms = dict.fromkeys(text[m.start : m.end] for m in places)
        merged.append(Organisation(name, tuple(f for f in forms if f != name), places))
    return tuple(sorted(merged, key=lambda o: o.marks[0].start))


def with_known_titles(known: Known, text: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Give somebody without a post the title before the name, where the register has such a title."""
    before = {end: text[start:end] for start, end in known.title_runs(text)}
    return tuple(
        one
        if one.post
        else replace(
            one,
            post=_title_before(text, one, known.titles_of(one.name))
            or next((before[m.start] for m in one.marks if m.start in before), None),
        )
        for one in people
    )


def _title_before(text: str, person: Person, titles: tuple[str, ...]) -> str | None:
    for mark in person.marks:
        for title in titles:
            if text.endswith(title, 0, mark.start):
                return title
    return None
