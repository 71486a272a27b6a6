"""What several papers need of the register's rows: whose paper it is, whom to ask, who does what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import translation

from luoshi.issuing import documents
from luoshi.issuing.drafting import NUMBER_HERE
from luoshi.matters.models import Kind, Matter, MatterUnit, Placeholder, State, UnitRole
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import home_unit
from luoshi.papers.kinds.minutes import Decision, deed
from luoshi.papers.kinds.task import Office, Task
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import Refusal
from luoshi.values.numbers import written_day
from luoshi.values.sentences import Sentence, gettext_noop

NUMBER = NUMBER_HERE
OVER = frozenset({State.CLOSED, State.CANCELLED, State.ARCHIVED})
UNISSUED = frozenset({State.DRAFT, State.PENDING})

P = ParamSpec("P")
T = TypeVar("T")


class Lacking(Refusal):
    """A paper cannot be composed yet; ``lacks`` says what is missing, each as a sentence."""

    default_code = "paper-lacks"
    default_template = gettext_noop("现在还不能起草：%(lacks)s")

    def __init__(self, lacks: Iterable[Sentence]) -> None:
        self.lacks = tuple(lacks)
        super().__init__(lacks=self.lacks)


def require_whole(lacks: Iterable[Sentence]) -> None:
    """Raise Lacking if anything is missing."""
    found = tuple(lacks)
    if found:
        raise Lacking(found)


def in_chinese(composing: Callable[P, T]) -> Callable[P, T]:
    """Let ``composing`` find names of states and kinds in Chinese, whatever language the page has."""

    @wraps(composing)
    def composed(*args: P.args, **kwargs: P.kwargs) -> T:
        with translation.override("zh-hans"):
            return composing(*args, **kwargs)

    return composed


def office_for(by: Account, *preferred: Unit | None, now: dt.datetime) -> Unit:
    """Return the office that issues a paper of ``by``: the first for which she may draft, else her own."""
    for unit in preferred:
        if unit is not None and documents.may_at(
            by, Permission.PAPER_DRAFT, units={unit.pk}, now=now
        ):
            return unit
    return home_unit(by, now=now, to=Permission.PAPER_DRAFT)


def office_of(unit: Unit, by: Account) -> Office:
    """Return ``unit`` as an issuer whose paper ``by`` answers questions about."""
    return Office(unit.name, by.person.name, by.person.telephone)


# --- matters


def units_of(matter: Matter, role: str) -> tuple[str, ...]:
    """Return the names of the responsible or cooperating units of a matter."""
    rows = MatterUnit.objects.filter(matter=matter, role=role).select_related("unit")
    return tuple(row.unit.name for row in rows.order_by("pk"))


def due_of(matter: Matter) -> dt.date | None:
    """Return the day until which a matter is to be done: the current one, else the proposed one."""
    return matter.due_current or matter.due_proposed


def lacks_of_matters(matters: Sequence[Matter]) -> list[Sentence]:
    """Return what keeps matters from standing on a paper as somebody's duties; one query for all."""
    words: dict[int | None, list[Sentence]] = {}
    rows = Placeholder.objects.filter(matter__in=matters, settled_at__isnull=True)
    for one in rows.order_by("pk") if matters else ():
        words.setdefault(one.matter_id, []).append(_unnamed(one))
    return [lack for one in matters for lack in (*_lacks_of_terms(one), *_said_of(one, words))]


def _lacks_of_terms(matter: Matter) -> list[Sentence]:
    wanted = (
        (matter.lead_id, gettext_noop("“%(title)s”没有牵头单位。")),
        (due_of(matter), gettext_noop("“%(title)s”没有办结期限。")),
    )
    return [
        Sentence(template, "matter-lacks", {"title": matter.title})
        for there, template in wanted
        if not there
    ]


def _said_of(matter: Matter, words: dict[int | None, list[Sentence]]) -> list[Sentence]:
    return [
        Sentence(one.template, one.code, {**one.params, "title": matter.title})
        for one in words.get(matter.pk, [])
    ]


def _unnamed(placeholder: Placeholder) -> Sentence:
    """Return the sentence for words that name no definite unit yet; the matter's title comes later."""
    template = gettext_noop("“%(title)s”中的“%(words)s”还没有明确到具体单位。")
    return Sentence(template, "words-unnamed", {"words": placeholder.words})


def decision_of(matter: Matter) -> Decision:
    """Return a matter as one decision: what, by whom, until when."""
    return Decision(
        what_of(matter),
        matter.lead.name if matter.lead else "",
        units_of(matter, UnitRole.RESPONSIBLE),
        units_of(matter, UnitRole.COOPERATING),
        due_of(matter),
        str(matter.person or ""),
    )


def what_of(matter: Matter) -> str:
    """Return what is to be done in a few words: a problem is solved, a task says itself what."""
    title = _without_doers(deed(matter.title), matter)
    if matter.kind == Kind.PROBLEM and not _SAYS_WHAT.match(title):
        return f"协调解决“{title.removesuffix('问题')}”问题"
    return title


_SAYS_WHAT = re.compile(r"(?:协调|帮助|尽快|抓紧)?(?:解决|协调|完成|落实|推进|推动|办理)")
_MUST = re.compile(r"^(?:要|应当|应|须|必须|负责|牵头|将|，)+")


def _without_doers(text: str, matter: Matter) -> str:
    """Return words without the unit before them: 某公司要加快前期工作 is 加快前期工作."""
    units = [matter.lead, *(part.unit for part in matter.parts.select_related("unit"))]
    names = {name for unit in units if unit is not None for name in (unit.name, unit.short_name)}
    for name in sorted(names - {""}, key=len, reverse=True):
        if text.startswith(name) and len(text) > len(name) + 3:
            return _MUST.sub("", text.removeprefix(name))
    return text


def task_of(matter: Matter) -> Task:
    """Return the terms of a matter as a paper's table has them."""
    return Task(
        title=matter.title,
        number=matter.number or "",
        source=source_of(matter),
        content=matter.content,
        criterion=matter.criterion,
        lead=matter.lead.name if matter.lead else "",
        responsible=units_of(matter, UnitRole.RESPONSIBLE),
        cooperating=units_of(matter, UnitRole.COOPERATING),
        handler=str(matter.person or ""),
        due_on=due_of(matter),
    )


def source_of(matter: Matter) -> str:
    """Return what a matter rests on: the meeting that decided it, else the paper that says so."""
    if matter.engagement is not None:
        return ground_of(matter.engagement)
    return matter.passage.source.title if matter.passage else ""


def ground_of(engagement: Engagement) -> str:
    """Return a meeting with its day, as a paper refers to it: 2026年5月18日北岭州调度会议议定事项."""
    day = written_day(engagement.start_on) if engagement.start_on else ""
    return f"{day}{engagement.name}议定事项"


def today_of(now: dt.datetime) -> dt.date:
    """Return the civil day of ``now``, on which a draft is dated until it is issued."""
    return civil_day(now)
