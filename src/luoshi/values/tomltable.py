"""A TOML file whose mistakes are told with file, line and key, in words for an official."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

Word = TypeVar("Word", bound=str)

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_AT_LINE = re.compile(r"\(at line (\d+)")

Place = tuple[str | int, ...]


class TomlFault(ValueError):
    """What is wrong in a TOML file: ``file``, ``line`` (0 if unknown), ``key`` and ``problem``."""

    def __init__(self, file: str, line: int, key: str, problem: str) -> None:
        self.file, self.line, self.key, self.problem = file, line, key, problem
        where = f"第{line}行" if line else ""
        super().__init__(" ".join(part for part in (file, where, key) if part) + f"：{problem}")


@dataclass(frozen=True)
class TomlTable:
    """One table of a file.  Each reading verb raises TomlFault if the value is missing or wrong."""

    file: str
    values: Mapping[str, object]
    place: Place = ()
    lines: Mapping[Place, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> TomlTable:
        """Return the root table of the file at ``path``."""
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise TomlFault(path.name, 0, "", f"文件打不开（{error.strerror}）") from error
        except UnicodeDecodeError as error:
            raise TomlFault(path.name, 0, "", "文件不是UTF-8编码") from error
        return cls.parse(text, file=path.name)

    @classmethod
    def parse(cls, text: str, *, file: str) -> TomlTable:
        """Return the root table of ``text``; ``file`` is the name to be told in faults."""
        try:
            values = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            found = _AT_LINE.search(str(error))
            line = int(found[1]) if found else len(text.splitlines())
            raise TomlFault(file, line, "", f"写法有误（{error}）") from error
        return cls(file, values, (), dict(_lines(text)))

    def fault(self, key: str | int, problem: str) -> TomlFault:
        """Return the fault to raise for ``key`` of this table."""
        place = (*self.place, key) if key != "" else self.place
        line = next((self.lines[p] for p in _prefixes(place) if p in self.lines), 0)
        named = ".".join(f"第{p + 1}项" if isinstance(p, int) else p for p in place)
        return TomlFault(self.file, line, named, problem)

    def only(self, *known: str) -> None:
        """Raise TomlFault for a key that is not among ``known``: a misspelt rule must not be lost."""
        for key in self.values:
            if key not in known:
                raise self.fault(key, f"不认识的项，可用的有：{'、'.join(known)}")

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def _value(self, key: str) -> object:
        if key not in self.values:
            raise self.fault(key, "缺少这一项")
        return self.values[key]

    def text(self, key: str) -> str:
        """Return a string that is not empty."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(key, "应为文字")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a list of strings."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault(key, "应为文字的列表")
        return tuple(value)

    def integer(self, key: str, *, least: int, most: int) -> int:
        """Return a whole number from ``least`` to ``most``."""
        return self._whole(key, self._value(key), least, most)

    def integers(self, key: str, *, least: int, most: int) -> tuple[int, ...]:
        """Return a list of whole numbers from ``least`` to ``most``."""
        value = self._value(key)
        if not isinstance(value, list):
            raise self.fault(key, "应为整数的列表")
        return tuple(self._whole(key, one, least, most) for one in value)

    def _whole(self, key: str, value: object, least: int, most: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.fault(key, f"应为{least}到{most}的整数")
        return value

    def share(self, key: str) -> Decimal:
        """Return a decimal from 0 to 1."""
        value = self._value(key)
        number = Decimal(value) if type(value) is int else value
        if not isinstance(number, Decimal) or not 0 <= number <= 1:
            raise self.fault(key, "应为0到1的小数")
        return number

    def choice(self, key: str, *, among: tuple[Word, ...]) -> Word:
        """Return one of the words ``among``."""
        value = self._value(key)
        for word in among:
            if value == word:
                return word
        raise self.fault(key, f"应为{'、'.join(among)}之一")

    def choices(self, key: str, *, among: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return a list of some of the words ``among``."""
        known: dict[str, Word] = {word: word for word in among}
        given = self.strings(key)
        if any(word not in known for word in given):
            raise self.fault(key, f"应为{'、'.join(among)}中的若干项")
        return tuple(known[word] for word in given)

    def truth(self, key: str) -> bool:
        """Return true or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.fault(key, "应为true或false")
        return value

    def time(self, key: str) -> dt.time:
        """Return a time of day, written 10:30:00."""
        value = self._value(key)
        if not isinstance(value, dt.time):
            raise self.fault(key, "应为时刻，例如10:30:00，不加引号")
        return value

    def day(self, key: str) -> dt.date:
        """Return a civil day, written 2026-05-17."""
        return self._day(key, self._value(key))

    def days(self, key: str) -> tuple[dt.date, ...]:
        """Return a list of civil days."""
        value = self._value(key)
        if not isinstance(value, list):
            raise self.fault(key, "应为日期的列表")
        return tuple(self._day(key, one) for one in value)

    def _day(self, key: str, value: object) -> dt.date:
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            raise self.fault(key, "应为日期，例如2026-05-17，不加引号")
        return value

    def table(self, key: str) -> TomlTable:
        """Return the table under ``key``."""
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.fault(key, "应为一组设置")
        return TomlTable(self.file, value, (*self.place, key), self.lines)

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """Return the list of tables under ``key``."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.fault(key, "应为若干组设置")
        return tuple(
            TomlTable(self.file, one, (*self.place, key, n), self.lines)
            for n, one in enumerate(value)
        )


def _prefixes(place: Place) -> Iterator[Place]:
    for end in range(len(place), -1, -1):
        yield place[:end]


def _lines(text: str) -> Iterator[tuple[Place, int]]:
    counts: dict[Place, int] = {}
    here: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            parts = [part.strip().strip("\"'") for part in header[2].split(".")]
            here = ()
            for n, part in enumerate(parts):
                here = (*here, part)
                if header[1] == "[[" and n == len(parts) - 1:
                    counts[here] = counts.get(here, -1) + 1
                if here in counts:
                    here = (*here, counts[here])
            yield here, number
        elif key := _KEY.match(line):
            yield (*here, key[1].strip("\"'")), number
