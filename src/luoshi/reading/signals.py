"""What can be noticed about a finding, after the reading is whole, that tells how sure it is.

A signal is a short name (``once``, ``no-doer``); the rule that found it counts as one too.  Signals
only look at the draft: no rule has to guess its own worth.  ``sureness`` weighs them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.types import Draft, Engagement, Mark, Matter, Organisation, Person, Project

AGAIN = ("person.again", "person.short title")
_DAMAGE = ("lost character", "shifted bytes")
_DAY_WORDS = re.compile(
    r"\d{1,2}月|\d{1,2}日|年底|年内|月底|季度|上半年|周[一二三四五日]前|[^以目提]前完成"
)
BARE = re.compile(
    r"(?:省|市|州|盟|县|区|镇|乡|村|地区|自治[区州县旗]|公司|集团|机关)?(?:委|政府|人民政府|党委|办|办公室|[一-龥]{0,2}中心|管委会|工会|[省市州县区旗盟])"
)
_LEADS = "由请让与和及对向给同跟为找经以求望在到从据将把被使于是、会合托促成调赴往听达"
_MEETING_NAME = re.compile(
    r"(?:会|会议|仪式|论坛|洽谈|活动|大会|年会|协商|调度|例会|签约|典礼|博览会)$"
)
_NO_NAME_WORD = re.compile(r"到|不|了|的|把|将|批准|拨付|要求|关于|有关|问题|原项目|该项目|此项目")
_WORK = re.compile(r"(?:项目|工程|建设|改造|基地|园区?|厂|中心|站|线)$")


@dataclass(frozen=True)
class Room:
    """A draft on its way out, with what its findings are looked up in."""

    draft: Draft
    outline: Outline
    lexicon: Lexicon

    @property
    def text(self) -> str:
        """The repaired text."""
        return self.draft.repaired.text

    def words(self, mark: Mark) -> str:
        """Return what stands at a mark."""
        return self.text[mark.start : mark.end]


def main_mark(marks: tuple[Mark, ...]) -> Mark:
    """Return the first mark at which a rule believed the finding, not one that only repeats it."""
    return next((m for m in marks if m.rule not in AGAIN), marks[0] if marks else Mark(0, 0))


class Places:
    """Runs sorted by their beginning, asked for what lies over a run."""

    def __init__(self, runs: Iterable[tuple[int, int]]) -> None:
        self.runs = sorted(runs)
        self.starts = [run[0] for run in self.runs]
        self.longest = max((b - a for a, b in self.runs), default=0)

    def over(self, start: int, end: int) -> bool:
        """Tell whether one of the runs shares a character with ``[start, end)``."""
        return next(self.under(start, end), None) is not None

    def under(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the runs that share a character with ``[start, end)``, in order."""
        low = bisect_left(self.starts, start - self.longest)
        for at in range(low, bisect_left(self.starts, end)):
            if self.runs[at][1] > start:
                yield self.runs[at]


class Noticing:
    """Notices signals of the findings of one draft."""

    def __init__(self, room: Room) -> None:
        self.room, self.text = room, room.text
        draft = room.draft
        self.tables = Places((t.start, t.end) for t in room.outline.tables)
        self.demands = Places((d.start, d.end) for d in draft.demands)
        self.damage = Places(
            (r.start, r.end + 1) for r in draft.repaired.repairs if r.kind in _DAMAGE
        )
        self.matters = Places((m.start, m.end) for one in draft.matters for m in one.marks)
        self.days = Counter((one.kind, one.start) for one in draft.engagements)
        self.projects = {one.name for one in draft.projects}
        self.units = {one.name for one in draft.organisations}
        self.forms = {one.name: (one.name, *one.aliases) for one in draft.organisations}
        self.surnames = frozenset(room.lexicon.words("people.surnames", "people.compound_surnames"))

    def common(self, marks: tuple[Mark, ...]) -> Iterator[str]:
        """Yield what may be noticed about a finding of any kind."""
        if not marks:
            return
        first = main_mark(marks)
        yield f"rule:{first.rule}"
        if not self.room.draft.document.date:
            yield "undated"
        if self.tables.over(first.start, first.end):
            yield "in-table"
        start, end = self.room.draft.repaired.original(first.start, first.end)
        if self.damage.over(max(0, start - 4), end + 4):
            yield "damaged"

    def matter(self, one: Matter) -> Iterator[str]:
        """Yield what was noticed about a matter."""
        yield from self.common(one.marks)
        yield f"kind:{one.kind}"
        doers = (*one.lead, *one.responsible, *one.cooperating)
        if not doers and one.kind != "intent":
            yield "no-doer"
        if len(doers) > 3:
            yield "many-doers"
        if any(not self._named_in(name, one.text) for name in doers):
            yield "doer-elsewhere"
        if any(name not in self.units for name in doers):
            yield "doer-unlisted"
        if any(BARE.fullmatch(name) for name in doers):
            yield "doer-bare"
        if one.persons:
            yield "person-named"
        yield from self._timing(one)
        yield from self._extent(one)

    def _extent(self, one: Matter) -> Iterator[str]:
        if len(one.text) > 90:
            yield "long"
        if len(one.text) < 12:
            yield "short"
        if one.text in self.projects:
            yield "names-project"
        if one.text.count("（") != one.text.count("）") or one.text.count("“") != one.text.count(
            "”"
        ):
            yield "half-bracket"
        if one.text.count("，") >= 4:
            yield "many-clauses"
        if one.marks and not self.demands.over(one.marks[0].start, one.marks[0].end):
            yield "no-demand"
        if one.marks and self._has_neighbour(one.marks[0]):
            yield "one-of-several"

    def _named_in(self, name: str, words: str) -> bool:
        return any(form in words for form in self.forms.get(name, (name,)))

    def _timing(self, one: Matter) -> Iterator[str]:
        if one.cadence:
            yield "cadence"
        if one.due is None:
            if not one.cadence and _DAY_WORDS.search(one.text):
                yield "day-left-out"
            return
        yield "due"
        if one.due.startswith("--"):
            yield "no-year"
        elif one.due[:4] not in one.text:
            yield "year-inferred"
        if not re.search(r"\d|[一二三四五六七八九十]|年底|年内|月底|月内|周", one.text):
            yield "due-elsewhere"

    def _has_neighbour(self, mark: Mark) -> bool:
        """Tell whether another matter ends or begins within the same sentence."""
        after = re.match(r"[^。\n]{0,4}", self.text[mark.end : mark.end + 4])
        before = re.search(r"[^。\n]{0,4}$", self.text[max(0, mark.start - 4) : mark.start])
        low = mark.start - len(before[0] if before else "")
        high = mark.end + len(after[0] if after else "")
        return self.matters.over(low, mark.start) or self.matters.over(mark.end, high)

    def person(self, one: Person) -> Iterator[str]:
        """Yield what was noticed about a person."""
        yield from self.common(one.marks)
        if len(one.marks) == 1:
            yield "once"
        if one.name[:1] not in self.surnames and one.name[:2] not in self.surnames:
            yield "rare-surname"
        if "·" in one.name:
            yield "dotted"
        elif len(one.name) != 3:
            yield "two-characters" if len(one.name) == 2 else "long-name"
        if one.post is None:
            yield "no-post"
            return
        if len(one.post) > 18:
            yield "long-post"
        if "、" in one.post:
            yield "many-posts"
        first = one.marks[0].start if one.marks else 0
        if self.text[first - 1 : first] == "、":
            yield "post-inherited"
        elif not self.text.endswith(one.post, 0, first):
            yield "post-elsewhere"

    def organisation(self, one: Organisation) -> Iterator[str]:
        """Yield what was noticed about a unit."""
        yield from self.common(one.marks)
        if len(one.marks) == 1:
            yield "once"
        if one.aliases:
            yield "has-alias"
        if BARE.fullmatch(one.name):
            yield "bare"
        if one.marks and self._runs_on(main_mark(one.marks).start):
            yield "runs-on"
        if len(one.name) <= 3:
            yield "short-unit"
        if len(one.name) > 12:
            yield "long-unit"
        if one.name.endswith(("公司", "集团")):
            yield "company"
        elif one.name.endswith(
            ("区", "市", "县", "州", "盟", "旗", "省", "园", "院", "校", "厂", "站", "中心")
        ):
            yield "place-like"
        if not any(m.sure >= 0.7 for m in one.marks):
            yield "only-within"

    def _runs_on(self, start: int) -> bool:
        """Tell whether the name may have begun before its first character: another one stands there."""
        before = self.text[start - 1 : start] if start else ""
        return "\u4e00" <= before <= "\u9fff" and before not in _LEADS

    def engagement(self, one: Engagement) -> Iterator[str]:
        """Yield what was noticed about an engagement."""
        yield from self.common(one.marks)
        if one.name:
            yield "named" if _MEETING_NAME.search(one.name) else "odd-name"
        if one.start is None:
            yield "no-day"
        elif one.start.startswith("--"):
            yield "no-year"
        if one.start != one.end:
            yield "several-days"
        if one.place is None:
            yield "no-place"
        elif len(one.place) > 12:
            yield "long-place"
        yield from self._company(one)

    def _company(self, one: Engagement) -> Iterator[str]:
        if not one.chair:
            yield "no-chair"
        if not one.people:
            yield "nobody"
        if len(one.people) > 4:
            yield "many-people"
        if self.days[one.kind, one.start] > 1:
            yield "same-day"

    def project(self, one: Project) -> Iterator[str]:
        """Yield what was noticed about a project."""
        yield from self.common(one.marks)
        if len(one.marks) == 1:
            yield "once"
        if not one.organisations:
            yield "no-party"
        if not one.figures:
            yield "no-figure"
        if len(one.figures) > 2:
            yield "many-figures"
        if any(f.quantity == "other" for f in one.figures):
            yield "odd-figure"
        if _NO_NAME_WORD.search(one.name):
            yield "odd-word"
        if not _WORK.search(one.name):
            yield "no-work-word"
        if len(one.name) > 18:
            yield "long-name"
        if (
            one.marks
            and not one.figures
            and self.matters.over(one.marks[0].start, one.marks[0].end)
        ):
            yield "in-matter"
