"""What may be put before a leader: one short question, two to five options, each whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.deciding.models import OPTIONS_LEAST, OPTIONS_MOST, QUESTION_MOST
from luoshi.orgs.models import Person, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput
from luoshi.values.sentences import Sentence, gettext_noop


@dataclass(frozen=True, slots=True)
class Task:
    """What a matter would be made of: nothing of it may be missing."""

    lead: Unit
    person: Person
    content: str
    criterion: str
    due_on: dt.date
    responsible: tuple[Unit, ...] = ()
    cooperating: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as it is prepared; with a ``task`` it becomes a matter when it is taken."""

    title: str
    task: Task | None = None


def check_point(
    *, question: str, due_on: dt.date, options: Sequence[Choice], now: dt.datetime
) -> None:
    """Raise BadInput with everything that a point to be decided lacks or has too much of."""
    wrong: dict[str, Sentence] = {}
    if not question:
        wrong["question"] = Sentence(gettext_noop("请写明要领导决定什么。"), "decision-no-question")
    elif len(question) > QUESTION_MOST:
        wrong["question"] = Sentence(
            gettext_noop("提请决策事项不能超过%(most)s字，现在是%(length)s字。"),
            "decision-too-long",
            {"most": QUESTION_MOST, "length": len(question)},
        )
    if due_on < civil_day(now):
        wrong["due_on"] = Sentence(gettext_noop("决策期限不能早于今天。"), "decision-due-past")
    told = _wrong_with(options, now=now)
    if told is not None:
        wrong["options"] = told
    if wrong:
        raise BadInput(wrong)
    for option in options:
        if option.task is not None:
            _check_units(option.task)


def _wrong_with(options: Sequence[Choice], *, now: dt.datetime) -> Sentence | None:
    titles = [one.title.strip() for one in options]
    if not OPTIONS_LEAST <= len(options) <= OPTIONS_MOST:
        return Sentence(
            gettext_noop("请列出%(least)s至%(most)s个方案，供领导选择。"),
            "decision-options-count",
            {"least": OPTIONS_LEAST, "most": OPTIONS_MOST},
        )
    if not all(titles) or len(set(titles)) < len(titles):
        return Sentence(
            gettext_noop("每个方案都要写明内容，并且各不相同。"), "decision-options-alike"
        )
    for one in options:
        task = one.task
        if task is not None and not (task.content.strip() and task.criterion.strip()):
            return Sentence(
                gettext_noop("方案“%(title)s”要立为事项，须写明任务要求和办结标准。"),
                "decision-task-half",
                {"title": one.title},
            )
        if task is not None and task.due_on < civil_day(now):
            return Sentence(
                gettext_noop("方案“%(title)s”的完成期限已经过去。"),
                "decision-task-past",
                {"title": one.title},
            )
    return None


def _check_units(task: Task) -> None:
    """Nobody both answers and only helps, and no unit is one that was dissolved."""
    check_lasting(lead=task.lead, responsible=task.responsible, cooperating=task.cooperating)
    parts = [task.lead, *task.responsible, *task.cooperating]
    twice = {one.name for one in parts if parts.count(one) > 1}
    if twice:
        raise BadInput.of(
            "options",
            gettext_noop("%(units)s在同一个方案里有两种身份。"),
            code="unit-in-two-roles",
            units=tuple(sorted(twice)),
        )
