"""A sentence for a user that is not yet in her language: a code, a template and its parameters.

The pure floor decides what is to be said; a door says it.  ``str(sentence)`` is Simplified
Chinese; a door calls ``sentence.said(gettext, show)`` for the user's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Translate = Callable[[str], str]
Show = Callable[[object], str]


def gettext_noop(text: str) -> str:
    """Return ``text`` as it is; the name marks it for the catalogues of translations."""
    return text


@dataclass(frozen=True, slots=True, order=True)
class ShortDay:
    """A day of the current year, to be shown without its year: 5月17日."""

    day: dt.date


class Days(int):
    """A number of days that a sentence counts; some languages count one day and two days apart."""


def show_in_chinese(value: object) -> str:
    """Return how ``value`` stands in a Chinese sentence: days, lists and plain values."""
    match value:
        case dt.datetime():
            clock = f"{value.hour:02}:{value.minute:02}"
            return f"{value.year}年{value.month}月{value.day}日{clock}"
        case dt.date():
            return f"{value.year}年{value.month}月{value.day}日"
        case ShortDay(day):
            return f"{day.month}月{day.day}日"
        case tuple() | list():
            return "、".join(show_in_chinese(one) for one in value)
        case _:
            return str(getattr(value, "chinese", value))  # a HalfMonth knows its name


def show_in_english(value: object) -> str:
    """Return how ``value`` stands in an English sentence: days, lists and plain values.

    >>> show_in_english((dt.date(2026, 6, 1), Days(1)))
    '1 Jun 2026, 1 day'
    """
    match value:
        case dt.datetime():
            return f"{value.day} {value:%b %Y %H:%M}"
        case dt.date():
            return f"{value.day} {value:%b %Y}"
        case ShortDay(short):
            return f"{short.day} {short:%b}"
        case Days():
            return f"{value} day" if value == 1 else f"{value} days"
        case tuple() | list():
            return ", ".join(show_in_english(one) for one in value)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is to be said: ``template`` is Chinese with ``%(name)s`` places for ``params``.

    ``code`` names the sentence for programs and tests; two equal sentences say the same.
    A parameter may itself be a sentence, or a tuple of them.

    >>> str(Sentence("缺少%(missing)s。", params={"missing": ("牵头单位", "完成时限")}))
    '缺少牵头单位、完成时限。'
    """

    template: str
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __hash__(self) -> int:
        return hash((self.template, self.code, tuple(sorted(self.params))))

    def __reduce__(self) -> tuple[type[Sentence], tuple[object, ...]]:
        return type(self), (self.template, self.code, dict(self.params))

    def said(self, translate: Translate = gettext_noop, show: Show = show_in_chinese) -> str:
        """Return the sentence in the language of ``translate``, its values written by ``show``."""

        def shown(value: object) -> str:
            if isinstance(value, Sentence):
                return value.said(translate, show)
            if isinstance(value, tuple | list):
                return show(tuple(shown(one) for one in value))
            return show(value)

        template = translate(self.template)
        if not self.params:
            return template
        return template % {name: shown(value) for name, value in self.params.items()}

    def __str__(self) -> str:
        return self.said()
