"""Whose is it: the units in charge that duty lists and closed cases speak for, each with its reasons.

Words are compared by pairs of characters, weighed by how rare a pair is among all duties and
cases: what every matter says (解决…问题) weighs nothing.  Where nothing is alike enough no unit is
named: a wrong suggestion costs more than none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

ALIKE = (
    0.14  # from here on a duty or a case speaks for its unit; measured, see docs/owner-finder.md
)
A_CASE, CASES_MOST = 0.5, 3  # what one closed case weighs beside a duty, and how many add up
A_PLACE = 1.25  # a unit of the place comes before its like elsewhere
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Duty:
    """One sentence of a unit's duty list."""

    unit: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Case:
    """A matter that a unit led and closed."""

    unit: int
    matter: int
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit that may be in charge, and why: the duty with its shared words, closed cases, the place."""

    unit: int
    score: float
    duty: str = ""
    words: tuple[str, ...] = ()
    cases: tuple[int, ...] = ()
    place: str = ""


class Weights:
    """How much each pair of characters says, learned from all duties and cases."""

    def __init__(self, texts: Iterable[str]) -> None:
        counted: Counter[str] = Counter()
        self.total = 0
        for text in texts:
            counted.update(pairs(text))
            self.total += 1
        self.counted = counted

    def of(self, pair: str) -> float:
        """Return the weight of ``pair``: 0 where every text has it."""
        return math.log((1 + self.total) / (1 + self.counted[pair]))

    def sum(self, several: Collection[str]) -> float:
        """Return the weight of several pairs together."""
        return math.fsum(self.of(one) for one in sorted(several))

    def alike(self, one: Collection[str], other: Collection[str]) -> float:
        """Return how alike two sets of pairs are: 0 nothing shared, 1 the same."""
        shared = set(one) & set(other)
        whole = math.sqrt(self.sum(one) * self.sum(other))
        return self.sum(shared) / whole if whole else 0.0


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Chinese characters, and the words of other scripts.

    >>> sorted(pairs("用地ABC组卷"))
    ['abc', '用地', '组卷']
    """
    found: set[str] = set()
    for run in _RUN.findall(text.lower()):
        if run[0].isascii() or len(run) == 1:
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def suggest(
    text: str,
    *,
    duties: Sequence[Duty],
    cases: Sequence[Case],
    places: dict[int, str],
    place: str = "",
    most: int = 3,
) -> list[Suggestion]:
    """Return the units that fit ``text`` best, best first; none where no unit fits.

    ``places`` says where units are; ``place`` is where the thing is, if its text does not say.
    """
    weights = Weights([one.sentence for one in duties] + [one.text for one in cases])
    asked = {one for one in pairs(text) if weights.counted[one]}  # the others tell nobody apart
    duty = _best_duties(asked, duties, weights)
    closed = _closed(asked, cases, weights)
    found = []
    for unit in sorted(duty.keys() | closed.keys()):
        alike, sentence = duty.get(unit, (0.0, ""))
        several = closed.get(unit, [])
        here = places.get(unit, "")
        is_there = bool(here) and (here in text or here == place)
        score = alike + A_CASE * math.fsum(near for near, _ in several[:CASES_MOST])
        found.append(
            Suggestion(
                unit,
                score * (A_PLACE if is_there else 1.0),
                sentence,
                shared_words(text, sentence) if sentence else (),
                tuple(matter for _, matter in several),
                here if is_there else "",
            )
        )
    return sorted(found, key=lambda one: (-one.score, one.unit))[:most]


def _best_duties(
    asked: Collection[str], duties: Sequence[Duty], weights: Weights
) -> dict[int, tuple[float, str]]:
    best: dict[int, tuple[float, str]] = {}
    for one in duties:
        alike = weights.alike(asked, pairs(one.sentence))
        if alike >= ALIKE and alike > best.get(one.unit, (0.0, ""))[0]:
            best[one.unit] = alike, one.sentence
    return best


def _closed(
    asked: Collection[str], cases: Sequence[Case], weights: Weights
) -> dict[int, list[tuple[float, int]]]:
    found: dict[int, list[tuple[float, int]]] = {}
    for one in cases:
        alike = weights.alike(asked, pairs(one.text))
        if alike >= ALIKE:
            found.setdefault(one.unit, []).append((alike, one.matter))
    return {
        unit: sorted(several, key=lambda two: (-two[0], two[1])) for unit, several in found.items()
    }


def shared_words(text: str, sentence: str) -> tuple[str, ...]:
    """Return the longest runs of ``text`` that ``sentence`` has too, of two characters and more.

    >>> shared_words("协调临时用地手续", "办理建设项目用地手续")
    ('用地手续',)
    """
    found: list[str] = []
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and text[at : end + 1] in sentence:
            end += 1
        run = text[at:end].strip("，。、；：“”（）() 的")
        if len(run) >= 2 and run not in found:
            found.append(run)
        at = max(end, at + 1)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Read:
    """One line of a text list of duties: whose words, which sentences; ``line`` as it stood."""

    line: str
    name: str
    sentences: tuple[str, ...]


def duty_lines(text: str) -> list[Read]:
    """Return what a text list says: ``单位：职责；职责`` or ``单位：`` with its duties on the lines below.

    >>> duty_lines("水利局：取水许可；河道管理")[0].sentences
    ('取水许可', '河道管理')
    """
    found: list[Read] = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        name, mark, rest = line.replace(":", "：").partition("：")
        if mark or not found:
            found.append(Read(line, name.strip(), _sentences(rest)))
        else:
            last = found[-1]
            found[-1] = Read(last.line, last.name, (*last.sentences, *_sentences(line)))
    return found


def _sentences(text: str) -> tuple[str, ...]:
    parts = re.split(r"[；;。\n]+", text)
    bare = (
        re.sub(r"^[\s（(]*[0-9一二三四五六七八九十]+[)）.、．]\s*", "", one).strip()
        for one in parts
    )
    return tuple(dict.fromkeys(one for one in bare if one))
