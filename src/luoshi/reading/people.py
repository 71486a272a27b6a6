"""Who is named, with which title, and every place where somebody is meant.

A name is believed where something vouches for it: a title before it, a label (责任人：), a table's
column, a byline, a middle dot, or a verb that only people do.  Once believed, each later
occurrence counts; a surname or a given name with a short title (郭常委) is a mention of the last
person before it whom the title fits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from luoshi.reading import posts
from luoshi.reading.bylines import opening_byline
from luoshi.reading.labels import part_of_label
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.namerun import HAN, NameRuns, is_mark
from luoshi.reading.outline import Outline
from luoshi.reading.places import Cover, grouped
from luoshi.reading.types import Mark, Person

_LEADER = re.compile(r"[联保头管系任办钩抓](?:[省市州县区旗]级?)领导$")
_SPEAKS = re.compile(
    r"(?:说|表示|介绍说|反映|坦言|提出|汇报说|、[^，。；]{2,20})?(?:等[^，。；]{0,8}(?:代表|专家|负责人))|(?:说|表示|坦言|反映|汇报说|介绍说)(?![明])"
)


# Two places that do something together are no name: 湖南·吐鲁番.
_REGIONS = re.compile(
    "北京|天津|上海|重庆|河北|河南|山东|山西|陕西|江苏|浙江|安徽|福建|江西|广东|广西|海南|湖北|湖南|四川|贵州|云南|甘肃|青海|宁夏|新疆|西藏|辽宁|吉林|黑龙江|内蒙古|中国"
)
_BLANKS = " \u3000"
_UNIT = re.compile(r"[局委办厅府司团部院中心行站所社校会处企厂园](?=（)")
_UNITS = re.compile(
    rf"[{HAN}]{{2,}}?(?:局|委|办(?!公)|厅|政府|公司|集团|部|院|中心|行|站|所|社|校|处|厂)(?=[{HAN}]{{2,4}}(?:[、，；。\s]|$))"
)
_UNIT_FIRST = re.compile(
    rf"[{HAN}]{{2,}}(?:局|委|办(?!公)|厅|政府|公司|集团|部|院|中心|行|站|所|社|校|处|厂|室|科)(?=[{HAN}·]{{2,12}}$)"
)
_APPOSED = re.compile(
    rf"(?:(?<=[。；：“\n])|^)([{HAN}·]{{2,12}})，([{HAN}（）、]{{3,40}})，(?=[^，。\n]{{2,}})", re.M
)


@dataclass
class _Found:
    """What is known so far about one name."""

    name: str
    at: list[tuple[int, int, str]] = field(default_factory=list)
    posts: list[tuple[int, str, bool]] = field(default_factory=list)


class _Search(NameRuns):
    """One pass over one document."""

    def __init__(self, text: str, outline: Outline, lexicon: Lexicon) -> None:
        super().__init__(text, lexicon)
        self.outline = outline
        self.found: dict[str, _Found] = {}
        self.ends: set[int] = set()
        self.shut = outline.websites

    def add(self, start: int, end: int, rule: str) -> None:
        """Believe the name ``text[start:end]``."""
        name = self.text[start:end]
        if rule != "credit" and start in self.shut or self.words.doctrine.match(self.text, end):
            return
        self.found.setdefault(name, _Found(name)).at.append((start, end, rule))
        self.ends.add(end)

    def run(self) -> None:
        """Collect all names."""
        self.by_title()
        self.by_label()
        self.by_column()
        self.by_byline()
        self.by_dot()
        self.by_bracket()
        self.by_apposition()
        self.by_unit()
        for match in self.words.speech.finditer(self.text):
            end = self.name_at(match.start(match.lastindex or 1), sure=False)
            if end > 0 and end <= match.end():
                self.add(match.start(match.lastindex or 1), end, "verb")
        for match in (*self.words.says.finditer(self.text), *self.words.met.finditer(self.text)):
            if len(match[1]) > 1 and not self.is_word(*match.span(1)):
                self.add(*match.span(1), "office")
        self.by_list()

    def by_title(self) -> None:
        """Names after a title; those joined to them by 、 follow in ``by_list``."""
        for match in self.words.titled.finditer(self.text):
            end = self.name_at(match.end(), sure=True)
            if end > 0:
                self.add(match.end(), end, "title")

    def by_label(self) -> None:
        """Names after a label: 责任人：甲、乙; those of a meeting's head run over semicolons."""
        labels = self.lexicon.words("people.name_labels")
        credits = self.lexicon.words("people.author_labels", "people.editor_labels")
        for item in self.outline.fields:
            if item.set == "session" and item.label in labels:
                self._tokens(item.start, item.end, "label")
                self._sent_by_units(item.start, item.end)
        for match in re.finditer(r"(?:联系人|联络人|经办人)(?=[\u3400-\u9fff])", self.text):
            end = self.name_at(match.end(), sure=True)
            if end > 0 and is_mark(self.text[end : end + 1]):
                self.add(match.end(), end, "label")
        for match in self.words.labels.finditer(self.text):
            if self.text[match.end() : match.end() + 1] in "|\t":
                continue
            end = self._line_end(match.end())
            rule = "credit" if match[0].rstrip("：/ \u3000") in credits else "label"
            self._tokens(match.end(), end, rule)
        for match in self.words.glued.finditer(self.text):
            end = self.name_at(match.end(), sure=True)
            if end > 0 and is_mark(self.text[end : end + 1]):
                self.add(match.end(), end, "byline")

    def _sent_by_units(self, start: int, end: int) -> None:
        """Who came for a unit: 州水利局（甲、乙）, 县财政局丙."""
        for match in re.compile(rf"[{HAN}]{{3,}}（([^（）]+)）").finditer(self.text, start, end):
            if _UNIT.search(self.text, match.start(), match.start(1)):
                self._tokens(*match.span(1), "for a unit")
        for unit in _UNITS.finditer(self.text, start, end):
            name_end = self.name_at(unit.end(), sure=True)
            if self.words.titled.search(self.text, unit.end() - 1, max(name_end, unit.end())):
                continue
            if name_end > 0 and is_mark(self.text[name_end : name_end + 1]):
                self.add(unit.end(), name_end, "for a unit")

    def _line_end(self, at: int) -> int:
        stop = re.compile(r"[\n。；）]|[ \u3000]{2,}").search(self.text, at)
        end = stop.start() if stop else len(self.text)
        if stop and stop[0] == "）" and "（" in self.text[at:end]:
            line = self.text.find("\n", at)
            return line if line >= 0 else len(self.text)
        return end

    def _tokens(self, start: int, end: int, rule: str) -> None:
        """Take the tokens of a list that are names, outside brackets."""
        depth_free = re.sub(r"（[^）]*）", lambda m: "、" * len(m[0]), self.text[start:end])
        for token in re.finditer(r"[^、，；,;：/\s【】]+", depth_free):
            a, b = start + token.start(), start + token.end()
            b = self._before_label(a, b)
            heads = [m.end() for m in self.words.titled.finditer(self.text, a, b)]
            at = heads[-1] if heads and heads[-1] < b else a
            office = self.words.office.search(self.text, a + 2, b)
            b = office.start() if office and office.end() == b else b
            b -= 2 if self.text.endswith(("先生", "女士", "小姐"), a + 2, b) else 0
            unit = _UNIT_FIRST.match(self.text, a, b)
            at = unit.end() if unit and at == a else at
            if posts.is_post(self.text[at:b], self.lexicon) or self._is_place(at, b):
                continue
            if self.name_at(at, sure=True) == b or self._is_whole(at, b):
                self.add(at, b, rule)

    def _before_label(self, start: int, end: int) -> int:
        """Where a token ends when the next label is glued to it: 马斌编辑：."""
        if self.text[end : end + 1] in "：/ \u3000" and end < len(self.text):
            label = self.words.label_end.search(self.text, start + 2, end)
            short = label and len(label[0]) < 2 and self.text[end] not in "：/"
            return label.start() if label and not short else end
        return end

    def _is_whole(self, start: int, end: int) -> bool:
        """The run is a name of Chinese form and, taken whole, no ordinary word."""
        whole = self.words.han.fullmatch(self.text, start, end)
        if not whole and self.text[start - 1] in "： " and 2 <= end - start <= 5:
            pen_name = self.text[max(0, start - 5) : start - 1].rstrip(" ：")
            if pen_name.endswith(
                ("编辑", "责编", "作者", "记者", "审核", "通讯员", "记录", "记录人", "主持")
            ):
                whole = re.compile(f"[{HAN}]+").fullmatch(self.text, start, end)
        return bool(whole) and not posts.is_word(self.text[start:end], self.lexicon, whole=True)

    def by_column(self) -> None:
        """Names in a table's column of persons."""
        wanted = self.lexicon.words("people.name_columns")
        known: dict[str, bool] = {}
        for table in self.outline.tables:
            for row in table.rows:
                for column, (start, end) in row.cells.items():
                    if column not in known:
                        named = column.endswith(wanted) or _LEADER.search(column)
                        known[column] = bool(named) or part_of_label(column) == "persons"
                    if known[column]:
                        self._tokens(start, end, "column")
                    elif "责任人" in column:
                        self._sent_by_units(start, end)

    def by_byline(self) -> None:
        """Names in bylines: every token that can be a name and is no unit."""
        opening = opening_byline(self.text)
        if opening and self.name_at(opening[0], sure=True) == opening[1]:
            self.add(*opening, "byline")
        meta = [(b.start, b.end) for b in self.outline.blocks_of("meta", "contact", "byline")]
        for start, end in [*self.outline.bylines, *meta]:
            if (
                (start, end) in meta
                and "联系人" not in self.text[start:end]
                and "记者" not in self.text[start:end]
            ):
                continue
            for token in re.finditer(rf"[{HAN}·]+", self.text[start:end]):
                a, b = start + token.start(), start + token.end()
                unit = _UNIT_FIRST.match(self.text, a, b)
                a = unit.end() if unit else a
                beside = unit or (a > 0 and self.text[a - 1] in " \u3000、，/：")
                if beside and self.name_at(a, sure=bool(unit)) == b:
                    self.add(a, b, "byline")

    def by_dot(self) -> None:
        """Names with a middle dot need no title."""
        known = Cover((s, e) for f in self.found.values() for s, e, _ in f.at)
        reached = 0
        for match in self.words.dotted.finditer(self.text):
            if match.start() in known or match.start() < reached:
                continue
            start = match.start()
            while start and start < match.end() and posts.eats(self.text, start, self.lexicon):
                start += 1
            start = self._further_left(start)
            end = self.name_at(start, sure=True)
            end = end if "·" in self.text[start:end] else self.name_at(match.start(), sure=True)
            if _REGIONS.match(self.text, start):
                continue
            if end > 0 and "·" in self.text[start:end]:
                self.add(start, end, "dot")
                reached = max(reached, end)

    def _further_left(self, start: int) -> int:
        """A rare character that opens the name: take it in up to a mark, a title or a word."""
        for at in range(start, max(0, start - 3), -1):
            if is_mark(self.text[at - 1 : at]):
                return at
            opens = self.text[max(0, at - 5) : at]
            if opens.endswith(self.lexicon.words("people.heads", "people.before")):
                return at
        return start

    def by_bracket(self) -> None:
        """A name with its title in brackets behind it: 甲（某局局长）."""
        for match in re.finditer(
            r"(?<=[：、，；。\n \u3000])([^：、，；。（）\s]{2,12})（([^（）]{2,40})）", self.text
        ):
            if not posts.is_post(match[2], self.lexicon):
                continue
            start, end = match.span(1)
            end -= 2 if match[1].endswith(("先生", "女士", "小姐")) else 0
            name = self.text[start:end]
            whole = self.words.han.match(name) and len(name) <= 4
            word = posts.is_word(name, self.lexicon, whole=True)
            if self.name_at(start, sure=True) == end or whole and not word:
                self.add(start, end, "bracket")

    def by_apposition(self) -> None:
        """A name with its titles between commas behind it: 甲，某集团董事长，出席…"""
        for match in _APPOSED.finditer(self.text):
            named = self.name_at(match.start(1), sure=False) == match.end(1)
            if named and posts.is_post(match[2], self.lexicon):
                self.add(*match.span(1), "apposition")

    def by_unit(self) -> None:
        """A name right behind its unit, where it speaks or is one of 等代表: 某某公司王某等企业家代表."""
        for match in re.finditer(
            rf"(?:公司|集团|厂|局|委|院|中心|部|银行|合作社|学校)([{HAN}·]{{2,12}})", self.text
        ):
            end = self.name_at(match.start(1), sure=False)
            if end > 0 and _SPEAKS.match(self.text, end):
                self.add(match.start(1), end, "unit")

    def by_list(self) -> None:
        """Names joined by 、 to a name, or by blanks to one that stands behind a blank itself."""
        waiting = list(self.ends)
        known = {s for f in self.found.values() for s, _, _ in f.at}
        blank = {e for f in self.found.values() for s, e, _ in f.at if self.text[s - 1] in _BLANKS}
        while waiting:
            at = waiting.pop()
            after = self.text[at : at + 1]
            gap = 2 if self.text[at : at + 2] == "\u3000\u3000" else 1
            if at + gap in known or not (after == "、" or (after in _BLANKS and at in blank)):
                continue
            end = self.name_at(at + gap, sure=True)
            if end > 0 and not (self.text[end : end + 1] == "等" or self._is_whole_word(end)):
                continue
            if end > 0 and (after == "、" or is_mark(self.text[end : end + 1])):
                self.add(at + gap, end, "list")
                waiting.append(end)
                blank.add(end)


def _mentions(search: _Search) -> dict[str, list[tuple[int, int]]]:
    """Every exact occurrence of each name, longer names first, website lines left out."""
    names = sorted(search.found, key=len, reverse=True)
    if not names:
        return {}
    places: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    credited = {s for f in search.found.values() for s, _, rule in f.at if rule == "credit"}
    sure = {(s, e) for f in search.found.values() for s, e, _ in f.at}
    for match in re.finditer("|".join(map(re.escape, names)), search.text):
        believed = match.start() in credited
        if believed or match.start() not in search.shut:
            # A name of two characters may be part of another word; ask what stands beside it.
            alone = match.span() in sure or search.words.bound.match(search.text, match.end())
            if len(match[0]) > 2 or alone:
                places[match[0]].append(match.span())
    return places


def _short_mentions(
    search: _Search, people: dict[str, list[tuple[int, int]]]
) -> Iterator[tuple[str, int, int]]:
    """``郭常委``, ``热依汗副州长``: the last person before it whom name and title fit."""
    taken = {start for runs in people.values() for start, _ in runs}
    named = grouped(people, lambda name: name[0])
    held = {name: tuple({post for _, post, _ in search.found[name].posts}) for name in people}
    for match in search.words.short.finditer(search.text):
        if match.start() in taken:
            continue
        first, title = match[1], match[2]
        wanted = "总" if title == "总" else title
        best: tuple[int, str] | None = None
        for name in named.get(first[0], ()):
            fits = name.startswith(first) and len(first) < len(name)
            if not fits or not any(_fits(wanted, post) for post in held[name]):
                continue
            before = bisect_left(people[name], (match.start(), 0))
            last = people[name][before - 1][0] if before else -1
            if last >= 0 and (best is None or last > best[0]):
                best = (last, name)
        if best:
            yield best[1], match.start(), match.end()


def _fits(title: str, post: str) -> bool:
    if title == "总":
        return any(word in post for word in ("总", "董事长"))
    return title.removeprefix("副") in post


def find_people(text: str, outline: Outline, lexicon: Lexicon) -> tuple[Person, ...]:
    """Return everybody named, in order of first mention, with a mark for each mention.

    ``post`` is the title run beside the first mention in the body that has one; a post in the
    headline or a mere X领导 counts only where the body gives no other.
    """
    search = _Search(text, outline, lexicon)
    search.run()
    places = _mentions(search)
    ends = frozenset(e for runs in places.values() for _, e in runs)
    for name, runs in places.items():
        for start, end in runs:
            post = posts.before(text, start, ends, lexicon) or posts.behind(
                text, start, end, lexicon
            )
            if post:
                weak = _is_weak(post, start, outline, lexicon)
                search.found[name].posts.append((start, post, weak))
    _inherit(search, places)
    marks = {name: _marked(search.found[name], runs) for name, runs in places.items()}
    for name, start, end in _short_mentions(search, places):
        marks[name].append(Mark(start, end, "person.short title", 0.8))
    people = []
    for name in places:
        namesake = _namesake(search.found[name], text)
        if namesake:
            at, post = namesake
            people.append(Person(name, post, tuple(m for m in marks[name] if m.start == at)))
            marks[name] = [m for m in marks[name] if m.start != at]
        if marks[name]:
            people.append(Person(name, _best(search.found[name]), tuple(sorted(marks[name]))))
    return tuple(sorted(people, key=lambda p: p.marks[0].start))


def _marked(found: _Found, runs: list[tuple[int, int]]) -> list[Mark]:
    """A mark for each mention: the rule that believed the name there, else that it stands again."""
    rules = {start: rule.replace("credit", "label") for start, _, rule in reversed(found.at)}
    return [Mark(s, e, f"person.{rules.get(s, 'again')}", 0.9) for s, e in runs]


def _namesake(found: _Found, text: str) -> tuple[int, str] | None:
    """A second person of the same name: named again in one list, with another office."""
    strong = sorted((at, post) for at, post, weak in found.posts if not weak)
    for (at, post), (later, other) in zip(strong, strong[1:], strict=False):
        between = text[at + len(found.name) : later]
        listed = (
            len(between) < 60
            and not re.search(r"[。；\n]", between)
            and re.search("[、，]", between)
        )
        if listed and post != other and post not in other and other not in post:
            return later, other
    return None


def _is_weak(post: str, at: int, outline: Outline, lexicon: Lexicon) -> bool:
    in_title = outline.title is not None and outline.title[0] <= at < outline.title[1]
    return in_title or post.endswith(("领导", "负责同志"))


def _best(found: _Found) -> str | None:
    ranked = sorted(found.posts, key=lambda p: (p[2], p[0]))
    return ranked[0][1] if ranked else None


def _inherit(search: _Search, places: dict[str, list[tuple[int, int]]]) -> None:
    """``副州长甲、乙``: the title before a list of names is the post of each."""
    starts = {s: (name, e) for name, runs in places.items() for s, e in runs}
    told = {
        (name, at): (post, weak)
        for name in places
        for at, post, weak in reversed(search.found[name].posts)
    }
    for start in sorted(starts):
        name, end = starts[start]
        post, weak = told.get((name, start), (None, False))
        if post is None or search.text[end : end + 1] == "（":
            continue
        at = end
        joint = "、" if search.text[start - 1] not in _BLANKS else "、 \u3000"
        while search.text[at : at + 1] in joint and at + 1 in starts:
            other, at_end = starts[at + 1]
            if (other, at + 1) not in told:
                told[other, at + 1] = (post, weak)
                search.found[other].posts.append((at + 1, post, weak))
            at = at_end
