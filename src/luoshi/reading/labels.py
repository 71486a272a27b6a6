"""What a field's label or a column's title stands for: a part in a duty, a time, a duty, a project.

A label is put together of a level (市级), a word for the part (牵头) and a word for who has it (单位);
the words are in ``lexicon/duties.toml``, so that a label nobody listed is understood all the same.
"""

from __future__ import annotations

import functools
import re
from typing import Literal

from luoshi.reading.lexicon import Lexicon, load

Part = Literal["lead", "responsible", "cooperating", "persons"]
PARTS: tuple[Part, ...] = ("lead", "responsible", "cooperating", "persons")

# A cell that says that no name was given.
NOT_SAID = re.compile(r"未说明|未填报?|未明确|待定|待明确|暂无|暂缺|不详|空缺")

_ASIDE = re.compile(r"[\s\u3000*＊]|（[^）]*）|\([^)]*\)|^\d{4}年度?|<br\s*/?>")
_LEVELS = r"[省市州县区旗盟乡镇国中央自治行业属地直部级]{0,5}"


def plain_label(label: str) -> str:
    """Return a label without blanks, brackets and a year.

    >>> plain_label("2024年 责任单位（盖章）")
    '责任单位'
    """
    return _ASIDE.sub("", label)


@functools.lru_cache(maxsize=4)
def _listed_parts(lexicon: Lexicon) -> dict[str, Part]:
    table: dict[str, Part] = {}
    for part, name in zip(PARTS, ("lead", "responsible", "cooperating", "person"), strict=True):
        table.update(dict.fromkeys(lexicon.words(f"duties.{name}_labels"), part))
    return table


@functools.lru_cache(maxsize=4)
def _built_parts(lexicon: Lexicon) -> tuple[tuple[Part, re.Pattern[str]], ...]:
    words = lexicon.alternation
    tails = words("duties.label_unit_tails")
    more = r"(?:[及和与、/][\u4e00-\u9fff]{1,6})?"
    return (
        ("persons", re.compile(rf"{_LEVELS}{words('duties.label_person_words')}{_LEVELS}{words('duties.label_person_tails')}{more}")),
        ("lead", re.compile(rf"{_LEVELS}{words('duties.label_lead_words')}{_LEVELS}{tails}{more}")),
        ("cooperating", re.compile(rf"{_LEVELS}{words('duties.label_cooperating_words')}{_LEVELS}{tails}{more}")),
        ("responsible", re.compile(rf"{_LEVELS}{words('duties.label_responsible_words')}{_LEVELS}{tails}{more}")),
    )  # fmt: skip


def part_of_label(label: str, lexicon: Lexicon | None = None) -> Part | None:
    """Return the part that a field's label or a column's title gives, None if it gives none.

    >>> part_of_label("协办单位"), part_of_label("市级牵头部门"), part_of_label("备注")
    ('cooperating', 'lead', None)
    """
    return _part_of(plain_label(label), lexicon or load())


@functools.lru_cache(maxsize=1024)
def _part_of(label: str, lexicon: Lexicon) -> Part | None:
    listed = _listed_parts(lexicon).get(label)
    if listed or not label:
        return listed
    return next((p for p, form in _built_parts(lexicon) if form.fullmatch(label)), None)


@functools.lru_cache(maxsize=4)
def _due_label(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.alternation
    return re.compile(
        rf"{words('duties.due_labels')}|(?:{words('duties.label_due_words')}){{0,3}}{words('duties.label_due_tails')}"
    )


def is_due_label(label: str, lexicon: Lexicon | None = None) -> bool:
    """Tell whether a label says by when: 完成时限, 计划销号时间; not 发现时间.

    >>> is_due_label("计划销号时间"), is_due_label("发现时间")
    (True, False)
    """
    return bool(_due_label(lexicon or load()).fullmatch(plain_label(label)))


def has_rhythm_label(label: str, lexicon: Lexicon) -> bool:
    """Tell whether a label's value may tell a rhythm: a due label, 报送频次, 调度周期."""
    return is_due_label(label, lexicon) or plain_label(label) in lexicon.words(
        "duties.cadence_labels"
    )


@functools.lru_cache(maxsize=4)
def _other_columns(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(
        lexicon.words(
            "duties.task_columns", "duties.problem_columns", "duties.cadence_labels", "duties.plain_columns",
            "projects.name_columns", "projects.builder_columns", "projects.place_columns",
        )
    )  # fmt: skip


def is_column(words: str, lexicon: Lexicon | None = None) -> bool:
    """Tell whether words are the title of a column: short, and known or put together of known words."""
    lexicon = lexicon or load()
    label = plain_label(words)
    if not 1 < len(label) <= 12:
        return False
    return (
        label in _other_columns(lexicon)
        or _part_of(label, lexicon) is not None
        or is_due_label(label, lexicon)
    )


@functools.lru_cache(maxsize=4)
def field_labels(lexicon: Lexicon) -> str:
    """Return the pattern of all labels that a duty's field may have in running text."""
    words = lexicon.alternation
    who = words(
        "duties.label_lead_words",
        "duties.label_cooperating_words",
        "duties.label_responsible_words",
    )
    return (
        rf"{_LEVELS}{who}{words('duties.label_unit_tails')}"
        rf"|{_LEVELS}{words('duties.label_person_words')}{words('duties.label_person_tails')}"
        rf"|(?:{words('duties.label_due_words')}){{1,3}}{words('duties.label_due_tails')}"
        rf"|{words('outline.duty_fields', 'duties.bare_labels')}"
    )
