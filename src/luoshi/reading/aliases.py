"""Which full name a short one stands for, by the place where it is written."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from luoshi.reading import units
from luoshi.reading.document import issuer_of
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Outline
from luoshi.reading.places import ByPlace, Cover
from luoshi.reading.types import Person


@dataclass(frozen=True)
class Names:
    """Full names by written form.

    ``everywhere`` holds forms that mean one unit in the whole document; ``here`` holds, for each
    form whose meaning depends on the place (集团, 公司, 贵局), the offsets from which it means what.
    """

    everywhere: Mapping[str, str] = field(default_factory=dict)
    here: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def resolve(self, surface: str, at: int = 0) -> str:
        """Return the fullest name of what ``surface`` means at offset ``at``; itself if unknown."""
        full = self.everywhere.get(surface)
        if full is not None:
            return full
        meaning = surface
        for start, name in self.here.get(surface, ()):
            if start > at:
                break
            meaning = name
        return meaning


_LEVEL = re.compile(
    r"(?:自治州|自治区|自治县|地区|州|市|县|区|盟|旗|省|园区|开发区|新区|集团|公司|行署)"
)

_PARENT = re.compile(r"(?:局|委|办|政府|厅|公司|集团|处|中心|署|会|院|行)$")
# Bodies that a paper calls by their kind alone once it has named them.
_PLAIN = re.compile(r"^[^省州市县区旗盟]{0,4}(?:中心|指挥部办?|管委会|专班办?|领导小组办)$")

_REGION = re.compile(r"[\u4e00-\u9fff]*(?:自治区|自治州|自治县|地区|省|市|县|州|区|盟|旗)")
_GROUP = re.compile(r"(?:集团|公司)")


@functools.lru_cache(maxsize=4)
def _bare(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.words("organisations.bare"))


@functools.lru_cache(maxsize=4)
def _same(lexicon: Lexicon) -> tuple[re.Pattern[str], Mapping[str, str]]:
    table = lexicon.table("organisations.same")
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


@functools.lru_cache(maxsize=4096)
def canonical(name: str, lexicon: Lexicon) -> str:
    """Return the form under which two ways to write one unit are equal."""
    pattern, table = _same(lexicon)
    return pattern.sub(lambda m: table[m[0]], name)


def _core(name: str, lexicon: Lexicon) -> str:
    for tail in lexicon.words("organisations.companies"):
        if name.endswith(tail) and len(name) > len(tail):
            return name.removesuffix(tail)
    return name


def _is_company(name: str, lexicon: Lexicon) -> bool:
    return name.endswith(lexicon.words("organisations.companies"))


def _is_ordered(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)


_LEGAL_FORM = re.compile(r"(?P<group>（?集团）?)?(?P<shares>股份)?有限(?:责任)?公司$")


def _are_two_companies(one: str, other: str) -> bool:
    """Tell whether two names in full differ in nothing but the legal form: often parent and child.

    有限公司 and 有限责任公司 are one form.
    """
    a, b = _LEGAL_FORM.search(one), _LEGAL_FORM.search(other)
    if a is None or b is None or one[: a.start()] != other[: b.start()]:
        return False
    return (bool(a["group"]), bool(a["shares"])) != (bool(b["group"]), bool(b["shares"]))


def stands_for(short: str, full: str, lexicon: Lexicon) -> bool:
    """Tell whether ``short`` is a way to write ``full``.

    >>> from luoshi.reading.lexicon import load
    >>> stands_for("州财政局", "云川州财政局", load())
    True
    """
    if len(short) > len(full) or short == full or _are_two_companies(short, full):
        return False
    a, b = canonical(short, lexicon), canonical(full, lexicon)
    if a == b:
        return True
    firm = _is_company(short, lexicon) and not _LEVEL.match(a)
    if b.endswith(a) and len(a) >= 3 and not firm:
        lead = b[: -len(a)]
        if "驻" in lead[2:]:
            return False
        if a in _bare(lexicon) and _REGION.fullmatch(lead):
            return True
        if _LEVEL.match(a):
            return (
                not re.search(r"(?:局|委|办|政府|厅|公司|集团)$", lead)
                or _GROUP.match(a) is not None
            )
        return _PLAIN.search(a) is not None or bool(_PARENT.search(lead))
    if not _is_company(full, lexicon):
        return False
    if _is_company(short, lexicon):
        return _company_stands_for(short, full, lexicon)
    return short.endswith(lexicon.words("organisations.trades")) and short in _core(full, lexicon)


def _company_stands_for(short: str, full: str, lexicon: Lexicon) -> bool:
    if short.endswith(("分公司", "分行", "支行")) or full.endswith(("分公司", "分行", "支行")):
        return False
    core, whole = _core(short, lexicon), _core(full, lexicon)
    if len(core) < 2 or "银行" in short:
        return False
    if core in whole:
        return True
    return len(core) >= 3 and core[:2] in whole and _is_ordered(core, whole)


def _is_placed(bare: str, placed: str, lexicon: Lexicon) -> bool:
    """Tell whether ``placed`` is the company ``bare`` behind the name of a region (某市某某集团)."""
    if not placed.endswith(bare) or not _is_company(bare, lexicon) or _LEVEL.match(bare):
        return False
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,8}(?:省|市|县|新区|区|镇)", placed[: -len(bare)]))


def _of_one_rank(short: str, fulls: list[str]) -> list[str]:
    """Of several that fit, 某某集团 means the one that is a group itself."""
    groups = [full for full in fulls if "集团" in full]
    return groups if short.endswith("集团") and groups else fulls


_HOME = re.compile(
    r"(?:(?![率赴到与和委局国企召省市县州盟旗])[\u4e00-\u9fff]){2,5}([省市县州盟旗])"
)


def _home(headline: str) -> dict[str, str]:
    """The region with which a headline begins, by its level: of 百色市…推介会 the 市 is 百色市."""
    opens = _HOME.match(headline)
    return {opens[1]: opens[0]} if opens else {}


def _is_abroad(short: str, full: str, home: Mapping[str, str]) -> bool:
    """Tell whether ``full`` is of another region than the one a headline's 市 stands for."""
    own = home.get(short[0])
    there = _HOME.match(full)
    return bool(own and there and there[1] == short[0] and not full.startswith(own))


_FEW = 60  # so many forms are compared each with each faster than looked up


class _Likely:
    """Of many forms those that another may stand for: they share its first two characters."""

    def __init__(self, forms: list[str], lexicon: Lexicon) -> None:
        self.forms, self.lexicon = forms, lexicon
        self._holding: dict[str, set[int]] = {}
        for n, form in enumerate(forms) if len(forms) > _FEW else ():
            for written in {form, canonical(form, lexicon)}:
                for at in range(len(written) - 1):
                    self._holding.setdefault(written[at : at + 2], set()).add(n)

    def fulls(self, short: str) -> list[str]:
        """Return the forms that ``short`` may stand for, in their order."""
        begins = {short[:2], canonical(short, self.lexicon)[:2]}
        if len(self.forms) <= _FEW or any(len(begin) < 2 for begin in begins):
            return self.forms
        held = set[int]().union(*(self._holding.get(begin, ()) for begin in begins))
        return [self.forms[n] for n in sorted(held)]


def _table(
    forms: Iterable[str], lexicon: Lexicon, home: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Map each form (in order of mention) to the one full name it stands for, if there is just one.

    Of several a bare 国资委 means the one named before it.  ``home`` are the regions of the headline.
    """
    ordered = list(forms)
    first = {form: i for i, form in reversed(list(enumerate(ordered)))}
    everything = sorted(first, key=len, reverse=True)
    likely = _Likely(everything, lexicon)
    table: dict[str, str] = {}
    for short in everything:
        fulls = [
            full
            for full in likely.fulls(short)
            if stands_for(short, full, lexicon) and not _is_abroad(short, full, home or {})
        ]
        tops = [f for f in fulls if not any(stands_for(f, g, lexicon) for g in fulls)]
        tops = _of_one_rank(short, tops)
        endings = (short[at:] for at in range(1, len(short)))
        bare = [s for s in endings if s in first and _is_placed(s, short, lexicon)]
        if bare and not tops:
            table[short] = max(bare, key=len)
        elif len(tops) == 1:
            table[short] = tops[0]
        elif len(tops) > 1:
            earlier = [t for t in tops if first.get(t, 0) < first.get(short, 0)]
            if len({canonical(t, lexicon) for t in tops}) == 1:
                table[short] = max(tops, key=len)
            elif len(earlier) == 1 and canonical(short, lexicon) in _bare(lexicon):
                table[short] = earlier[0]
    return table


_CALLED = re.compile(
    r"（(?:以下|下文|简称|下)[^“”（）]{0,6}“([^”]{2,16})”(?:或“([^”]{2,16})”)?）|（以下简称([^“”（）]{2,16})）"
)


def _declared(text: str, found: list[units.Surface], table: dict[str, str]) -> dict[str, str]:
    """Short names that the text itself sets up: （以下简称“甲公司”）."""
    ends = {s.end: text[s.start : s.end] for s in found}
    declared = {}
    for match in _CALLED.finditer(text):
        full = ends.get(match.start())
        if full:
            declared.update({short: table.get(full, full) for short in match.groups() if short})
    return declared


def _regions(text: str, forms: Iterable[str], lexicon: Lexicon) -> dict[str, str]:
    """Short names of regions whose full name the text gives: 巴州, 海西州, 地区."""
    short = lexicon.table("places.short")
    table: dict[str, str] = {}
    for form in set(forms):
        full = short.get(form)
        if full and full in text:
            table[form] = full
        elif form in ("地区", "盟", "州", "自治州", "自治县"):
            named = re.findall(
                rf"(?:(?<=[，。；：、“”（）在赴到由与和于\s])|^)([\u4e00-\u9fff]{{2,10}}?{form})",
                text,
                re.M,
            )
            named = [re.sub(r"^.+[在赴到由与和于向](?=..)", "", n) for n in named]
            named = [re.sub(r"^(?:前往|抵达|来到|深入|走进|奔赴|支持|到|赴)", "", n) for n in named]
            named = [n for n in named if not n.startswith(("各", "本", "该", "全"))]
            if named:
                best = max(set(named), key=lambda n: (named.count(n), -text.find(n)))
                table[form] = short.get(best, best) if short.get(best, "\0") in text else best
    return table


def resolve_all(
    text: str, outline: Outline, found: list[units.Surface], regions: list[tuple[int, int]],
    posted: list[tuple[int, int, str]], people: tuple[Person, ...], lexicon: Lexicon,
) -> Names:  # fmt: skip
    """Build the table of names of one document."""
    forms = [text[s.start : s.end] for s in found]
    forms += [
        text[s.inner[0] : s.inner[1]]
        for s in found
        if s.inner
        and text[s.inner[1] : s.end][-1] in "委组部处科室会"
        and (text.endswith("党组", 0, s.end) or not text.endswith("政府", 0, s.inner[1]))
    ]
    own = {form: _in_full(form, text, found) for form in set(forms) if form[0] in "我本"}
    forms = [own.get(form, form) for form in forms]
    home = _home(text[slice(*outline.title)]) if outline.title else {}
    table = _table(forms, lexicon, home)
    table |= {form: table.get(full, full) for form, full in own.items() if full != form}
    table |= _declared(text, found, table)
    table |= _regions(text, (text[a:b] for a, b in regions), lexicon)
    here = _self_forms(text, outline, found, posted, people, table, lexicon)
    return Names(table, here)


def _in_full(form: str, text: str, found: list[units.Surface]) -> str:
    """我委规划发展处 under the full name of the unit whose paper it is, where that is printed in the text."""
    own = re.match(r"[我本](?:委|局|厅|办|公司|集团|州|市|县|区)", form)
    if not own or len(form) < len(own[0]) + 2:
        return form
    rest = form[len(own[0]) :]
    fulls = {text[s.start : s.end] for s in found if text.endswith(rest, s.start, s.end)}
    fulls = {f for f in fulls if len(f) > len(rest) and f[0] not in "我本"}
    return fulls.pop() if len(fulls) == 1 else form


def issuer_run(
    text: str, outline: Outline, found: list[units.Surface], lexicon: Lexicon
) -> units.Surface | None:
    """The unit whose paper it is."""
    mark = issuer_of(text, outline, lexicon)
    if mark is None:
        return None
    inside = [s for s in found if mark.start <= s.start and s.end <= mark.end]
    return inside[0] if inside else units.Surface(mark.start, mark.end)


@dataclass(frozen=True)
class _Voices:
    """Who may be meant by 集团, 公司, 我局, 贵单位: the issuer, the addressed, the companies."""

    text: str
    outline: Outline
    own: Mapping[str, str]
    other: Mapping[str, str]
    issuer: units.Surface | None
    issuer_name: str
    addressed: tuple[str, ...]
    companies: list[units.Surface]
    employer: dict[str, str]
    people: tuple[Person, ...]
    table: Mapping[str, str]

    def meant(self, form: str, at: int) -> str | None:
        """Return the unit meant by ``form`` at a place, "" if unclear, None if no unit is meant."""
        if form in self.own:
            tail = self.own[form]
            if self.issuer_name.endswith((tail, _IN_FULL.get(tail, tail))) or not tail:
                return self.issuer_name
            return _parent(self.text, self.issuer, tail)
        if form in self.other:
            tail = self.other[form]
            fits = [name for name in self.addressed if name.endswith(tail)]
            return fits[0] if len(fits) == 1 or (fits and not tail) else ""
        before = self.text[at - 1 : at]
        if re.match(r"[\u4e00-\u9fff]", before) and before not in _BEFORE_A_FORM:
            return None
        return self._group_at(form, at)

    def _group_at(self, form: str, at: int) -> str:
        """What a bare 集团 or 公司 means: the speaker's company, else the one whose paper it is."""
        text = self.text
        paragraph = text.rfind("\n", 0, at) + 1
        sentence = max(text.rfind("。", 0, at), text.rfind("；", 0, at), paragraph - 1)
        for floor in (sentence, paragraph - 1):
            named = [
                (m.start, p.name) for p in self.people for m in p.marks if floor <= m.start < at
            ]
            if named:
                speaker = max(named)[1]
                if speaker in self.employer:
                    return self.employer[speaker]
                break
            before = [s for s in self.companies if floor <= s.start and s.end <= at]
            if before and floor == sentence:
                return text[before[-1].start : before[-1].end]
        return self._house(form)

    def _house(self, form: str) -> str:
        """The company whose document it is: of issuer, letterhead or headline; else the only group named."""
        text, companies = self.text, self.companies
        if self.issuer:
            run = self.issuer.inner or (self.issuer.start, self.issuer.end)
            own = text[run[0] : run[1]].removeprefix("中共")
            if own.endswith(("公司", "集团")) or any(s.start == run[0] for s in companies):
                return own
        if self.outline.title:
            titled = [
                s for s in companies if self.outline.title[0] <= s.start < self.outline.title[1]
            ]
            if titled:
                return text[titled[0].start : titled[0].end]
        groups = {text[s.start : s.end] for s in companies if "集团" in text[s.start : s.end]}
        groups = {self.table.get(name, name) for name in groups}
        return groups.pop() if len(groups) == 1 and form != "公司" else ""


_IN_FULL = {"办": "办公室", "委": "委员会", "集团": "集团有限公司", "行": "分行", "室": "办公室"}
_BEFORE_A_FORM = "，由请使让与和对向在为求望议于给调到从给是及率"


def _self_forms(
    text: str, outline: Outline, found: list[units.Surface], posted: list[tuple[int, int, str]],
    people: tuple[Person, ...], table: dict[str, str], lexicon: Lexicon,
) -> dict[str, tuple[tuple[int, str], ...]]:  # fmt: skip
    """What 集团, 公司, 我局, 贵单位 mean at each of their places."""
    own, other = lexicon.table("organisations.self"), lexicon.table("organisations.other")
    issuer = issuer_run(text, outline, found, lexicon)
    issuer_name = text[issuer.start : issuer.end] if issuer else ""
    companies = [s for s in found if _is_company(text[s.start : s.end], lexicon)]
    voices = _Voices(
        text, outline, own, other, issuer, table.get(issuer_name, issuer_name),
        _addressed(text, outline, found), companies, _employers(text, posted, companies), people, table,
    )  # fmt: skip
    forms = sorted([*own, *other, "集团公司", "集团", "公司"], key=len, reverse=True)
    here: dict[str, list[tuple[int, str]]] = {}
    covered = Cover((s.start, s.end) for s in found)
    for match in re.finditer("|".join(forms), text):
        form, at = match[0], match.start()
        if at in covered or text[match.end() : match.end() + 1] in "化军":
            continue
        meaning = voices.meant(form, at)
        if meaning is not None:
            meaning = table.get(meaning, meaning)
            here.setdefault(form, []).append((at, meaning or form))
    return {form: tuple(places) for form, places in here.items()}


def _addressed(text: str, outline: Outline, found: list[units.Surface]) -> tuple[str, ...]:
    runs = [(b.start, b.end) for b in outline.blocks_of("addressees")]
    runs += [(f.start, f.end) for f in outline.fields if f.label == "主送"]
    by_place = ByPlace(found, lambda surface: surface.start)
    return tuple(text[s.start : s.end] for a, b in runs for s in by_place.within(a, b))


def _parent(text: str, issuer: units.Surface | None, tail: str) -> str:
    if issuer and issuer.inner:
        return text[issuer.inner[0] : issuer.inner[1]]
    return text[issuer.start : issuer.end] if issuer and not tail else ""


def _employers(
    text: str, posted: list[tuple[int, int, str]], companies: list[units.Surface]
) -> dict[str, str]:
    """Which company a person's title names."""
    found: dict[str, str] = {}
    by_place = ByPlace(companies, lambda unit: unit.start)
    for start, end, name in posted:
        for unit in by_place.within(start, end):
            if unit.end <= end:
                run = unit.inner or (unit.start, unit.end)
                found.setdefault(name, text[run[0] : run[1]])
    return found
