"""Words that a paper should not go out with unread: flagged with the rule, decided by a person.

The rules stand in ``policy/wording.toml``: demands that a company be set up locally (公平竞争审查条例,
State Council Order 783, articles 8 to 10), and limits without a day.  Nothing is changed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from luoshi.values.tomltable import TomlTable

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_TITLE = re.compile(r"《[^《》]{0,200}》")
_N = r"[\d一二三四五六七八九十两]{1,3}"
# A day, or a span that a day follows from: 6月30日, 6月底前, 10个工作日内.
_DAY = re.compile(
    rf"{_N}月{_N}日|{_N}月(?:底|末|上旬|中旬|下旬)|{_N}(?:个工作日|个月|日|天|周)(?:之?内|前)"
)


@dataclass(frozen=True)
class WordingRule:
    """What is flagged, the paper it rests on, and what to write instead.

    ``words`` are flagged wherever they stand.  ``first`` are flagged with ``then`` if that follows
    within so many characters of the same sentence, none of ``unless`` between them.  A run just
    behind one of ``not_after`` is left alone, and with ``undated`` a sentence that says its day.
    """

    code: str
    name: str
    basis: str
    advice: str
    words: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    within: int = 0
    unless: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    undated: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression that finds what this rule flags, within one sentence."""
        parts = [_any_of(self.words)] if self.words else []
        if self.first and self.then:
            between = rf"(?P<between>[^。！？；\n]{{0,{self.within}}}?)"
            parts.append(_any_of(self.first) + between + _any_of(self.then))
        return re.compile("|".join(parts))


@dataclass(frozen=True, slots=True)
class Flag:
    """One run ``[start, end)`` of the text that a rule flags, with the rule's own words."""

    start: int
    end: int
    rule: str
    name: str
    quote: str
    basis: str
    advice: str


def rules_from(root: TomlTable) -> tuple[WordingRule, ...]:
    """Return the rules of a parsed ``wording.toml``; raises TomlFault for what is wrong."""
    root.only("rule")
    found: list[WordingRule] = []
    for table in root.tables("rule"):
        rule = _rule_from(table)
        if not (rule.words or rule.first and rule.then):
            raise table.fault("words", "至少要有words，或者first和then")
        if rule.code in {other.code for other in found}:
            raise table.fault("code", f"“{rule.code}”写了两次")
        found.append(rule)
    return tuple(found)


def _rule_from(table: TomlTable) -> WordingRule:
    lists = ("words", "first", "then", "unless", "not_after")
    table.only("code", "name", "basis", "advice", "within", "undated", *lists)
    said = {name: table.strings(name) for name in lists if name in table}
    return WordingRule(
        code=table.text("code"),
        name=table.text("name"),
        basis=table.text("basis"),
        advice=table.text("advice"),
        within=table.integer("within", least=0, most=60) if "within" in table else 0,
        undated="undated" in table and table.truth("undated"),
        **said,
    )


def flags(text: str, *, rules: tuple[WordingRule, ...]) -> tuple[Flag, ...]:
    """Return what ``rules`` flag in ``text``, in its order; titles in 《》 are quoted, not said.

    A run that a longer one of the same rule covers is left out.
    """
    masked = _TITLE.sub(lambda found: "　" * len(found[0]), text)
    found: list[Flag] = []
    for sentence in _SENTENCE.finditer(masked):
        for rule in rules:
            if rule.undated and _DAY.search(sentence[0]):
                continue
            found += [
                Flag(start, end, rule.code, rule.name, text[start:end], rule.basis, rule.advice)
                for start, end in _runs(rule, masked, sentence.start(), sentence.end())
            ]
    return tuple(sorted(found, key=lambda flag: (flag.start, flag.end, flag.rule)))


def _runs(rule: WordingRule, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while found := rule.pattern.search(text, at, end):
        between = found["between"] if rule.first and rule.then else None
        helps = between is not None and any(word in between for word in rule.unless)
        negated = text[start : found.start()].rstrip().endswith(rule.not_after or ("\0",))
        if helps or negated:
            at = found.start() + 1
            continue
        yield found.span()
        at = found.end()


def _any_of(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
