"""The words a reader knows, kept as data: one TOML file for each kind of finding.

A file ``people.toml`` with a key ``heads`` gives the word list ``people.heads``.  A list is
written as a TOML array or as one string of words divided by blanks; a TOML table of strings
gives a mapping.  ``load()`` checks every file and reads it once.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType


class LexiconError(ValueError):
    """A word file is not what the loader expects; the message names file, key and fault."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Word lists and tables by dotted name.  Compared by identity, so that patterns can be cached."""

    lists: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, str]]

    @functools.lru_cache(maxsize=512)  # noqa: B019 - a lexicon lives as long as the program
    def words(self, *names: str) -> tuple[str, ...]:
        """Return the words of the named lists, longest first.  Raises LexiconError if one is unknown."""
        found: set[str] = set()
        for name in names:
            if name not in self.lists:
                raise LexiconError(f"no word list is called {name}")
            found.update(self.lists[name])
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def table(self, name: str) -> Mapping[str, str]:
        """Return the named mapping.  Raises LexiconError if it is unknown."""
        if name not in self.tables:
            raise LexiconError(f"no table is called {name}")
        return self.tables[name]

    @functools.lru_cache(maxsize=512)  # noqa: B019
    def alternation(self, *names: str) -> str:
        """Return a pattern ``(?:…|…)`` of the named lists' words, longest first.

        >>> import re
        >>> bool(re.search(load().alternation("people.heads"), "副主任"))
        True
        """
        return "(?:" + "|".join(re.escape(word) for word in self.words(*names)) + ")"

    def raw(self, *names: str) -> str:
        """Like ``alternation`` for lists whose entries are themselves patterns."""
        return "(?:" + "|".join(self.words(*names)) + ")"


def _split(name: str, value: object) -> tuple[str, ...]:
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
        raise LexiconError(f"{name} must be a list of words")
    twice = (
        {word for word in words if words.count(word) > 1} if len(set(words)) < len(words) else None
    )
    if twice:
        raise LexiconError(f"{name} holds {'、'.join(sorted(twice))} twice")
    return tuple(words)


def parse(stem: str, source: str) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, str]]]:
    """Read one word file: its lists and its tables, under ``stem.key``.  Raises LexiconError."""
    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as fault:
        raise LexiconError(f"{stem}.toml: {fault}") from fault
    lists: dict[str, tuple[str, ...]] = {}
    tables: dict[str, dict[str, str]] = {}
    for key, value in content.items():
        name = f"{stem}.{key}"
        if isinstance(value, dict):
            if not all(isinstance(v, str) for v in value.values()):
                raise LexiconError(f"{name} must map words to words")
            tables[name] = value
        else:
            lists[name] = _split(name, value)
    return lists, tables


@functools.cache
def load() -> Lexicon:
    """Return the lexicon that comes with the program.  Raises LexiconError if a file is faulty."""
    lists: dict[str, tuple[str, ...]] = {}
    tables: dict[str, Mapping[str, str]] = {}
    for entry in sorted(files(__name__).iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            more, maps = parse(entry.name[: -len(".toml")], entry.read_text("utf-8"))
            lists.update(more)
            tables.update((name, MappingProxyType(table)) for name, table in maps.items())
    return Lexicon(MappingProxyType(lists), MappingProxyType(tables))
