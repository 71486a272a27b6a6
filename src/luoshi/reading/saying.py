"""What a clause is judged by: its words, the frame it stands in and who says it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.speech import Speaker

Mode = Literal["task", "problem", "intent", "ordered", "intended", "prose", "none"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a sentence stands: its mode, whether it is enumerated, and what kind of paper it is in."""

    mode: Mode
    is_item: bool = False
    is_request: bool = False
    is_order: bool = False
    begs: bool = False
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The words that give a clause its kind, as patterns."""

    task: re.Pattern[str]
    support: re.Pattern[str]
    problem: re.Pattern[str]
    help: re.Pattern[str]
    done: re.Pattern[str]
    past: re.Pattern[str]
    opening: re.Pattern[str]


@functools.lru_cache(maxsize=4)
def marks_of(lexicon: Lexicon) -> Marks:
    """Return the patterns made from the words of ``lexicon/duties.toml``."""
    words = lexicon.alternation
    return Marks(
        re.compile(lexicon.raw("duties.task_patterns")),
        re.compile(words("duties.support_marks")),
        re.compile(f"{words('duties.problem_marks')}|{lexicon.raw('duties.problem_patterns')}"),
        re.compile(words("duties.help_words")),
        re.compile(words("duties.done_marks", "duties.past_marks")),
        re.compile(words("duties.past_marks")),
        re.compile(
            rf"(?:{words('duties.opening_adverbs')})*(?:{words('duties.opening_verbs')})(?!{words('duties.not_opening')})"
        ),
    )


_LIMIT = re.compile(
    r"[日底末月旬年号周度一二三四五六天中午点班节0-9]之?前(?!往|来|后|期|三|述)|[日天周月年时]之?内(?!容|部|蒙)|以前"
)


# What only describes a thing named: in brackets, in quotes, or 已支付的 before it.
INSIDE = re.compile(r"（[^（）]*）|“[^”]*”|已[\u4e00-\u9fff]{1,8}的(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Said:
    """A clause's words behind its lead-in, who says them, in which frame, and whether 但 turns to them."""

    words: str
    start: int
    asks: bool
    frame: Frame
    speaker: Speaker
    marks: Marks
    turns: bool = False

    def is_done(self) -> bool:
        """Tell whether the words tell of what is or was; what stands in brackets only describes."""
        return bool(self.marks.done.search(INSIDE.sub("", self.words)))

    def has_happened(self) -> bool:
        """Tell whether the words tell of what was, be their sums as they may (拟建设总投资8亿元的…)."""
        return bool(self.marks.past.search(INSIDE.sub("", self.words)))

    def is_limited(self) -> bool:
        """Tell whether the words set a limit: 6月底前, 两周内."""
        return bool(_LIMIT.search(self.words))
