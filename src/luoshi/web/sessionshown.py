"""A session as its pages show it: each item then and now, the sides' words, the frozen figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luoshi.matters import queries as matters
from luoshi.projects import queries as projects
from luoshi.reviewing import queries
from luoshi.reviewing.freezing import state_of
from luoshi.rules import sessions as rules
from luoshi.web.forms import causes
from luoshi.web.forms.sessions import CommentForm

FIGURES = {
    "running": _("办理中的事项"),
    "late": _("其中逾期"),
    "waiting": _("其中在等待"),
    "moved": _("其中推后过期限"),
    "resting": _("其中中止"),
    "closed": _("近一个月办结"),
}
FIELDS = {
    "state": _("状态"),
    "due": _("现行期限"),
    "light": _("亮灯"),
    "progress": _("最近进展"),
    "waits": _("等待"),
    "lead": _("牵头单位"),
    "person": _("责任人"),
    "open": _("未办结事项"),
}
PAGES = {"matter": "matter_detail", "project": "project_detail", "decision": "decision_detail"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One frozen figure: its words, how many, out of how many."""

    name: str | Promise
    n: int
    base: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed of an item since the freeze."""

    name: str | Promise
    then: str
    now: str


@dataclass(slots=True)
class Line:
    """One item as a page shows it; ``state`` is what was frozen, or how it stands where nothing was."""

    row: Any
    number: int
    kind: str
    address: str
    state: dict[str, Any]
    changed: list[Difference]
    comments: list[Any]
    asked: list[Any]
    silent: list[Any]
    form: CommentForm | None = None
    speaks: Any = None
    became: dict[str, Any] = field(default_factory=dict)

    @property
    def stage(self) -> str:
        """How far a project is; "" for anything else."""
        return state_name(self.kind, self.state["state"]) if self.kind == "project" else ""

    @property
    def lost(self) -> list[tuple[str, int, int]]:
        """Days lost, by the name of the cause: moved, rested."""
        return [
            (causes.said(one["code"]), one["days"], one["rested"])
            for one in self.state.get("lost", [])
        ]


def agenda_of(
    session: Any, by: Any, *, now: dt.datetime, wrong: dict[str, Any] | None = None
) -> list[Line]:
    """Return the items that ``by`` sees, in their order."""
    rows = queries.items_seen(session, by, now=now)
    return [
        line_of(session, row, n, by, now=now, form=(wrong or {}).get(f"comment-{row.pk}"))
        for n, row in enumerate(rows, 1)
    ]


def line_of(
    session: Any,
    row: Any,
    number: int,
    by: Any,
    *,
    now: dt.datetime,
    form: CommentForm | None = None,
) -> Line:
    """Return one item as a page shows it."""
    row.session = session
    kind = "matter" if row.matter_id else "project" if row.project_id else "decision"
    today = state_of(row, now=now)
    then = queries.frozen_of(session, row) or today
    comments = list(queries.comments_of(row))
    asked = queries.units_asked(row)
    said = {one.unit_id for one in comments}
    open_now = session.state in rules.COMMENTS_OPEN
    speaks = queries.speaks_for(by, row, now=now) if open_now else None
    if speaks is not None and form is None:
        form = CommentForm(auto_id=f"comment_{row.pk}_%s")
    return Line(
        row,
        number,
        kind,
        reverse(PAGES[kind], args=[row.subject.pk]),
        then,
        differences(kind, then, today),
        comments,
        asked,
        [unit for unit in asked if unit.pk not in said],
        form,
        speaks,
        today if row.before_id else {},
    )


def differences(kind: str, then: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    """Return what changed between two states of an item, in words."""
    return [
        Difference(name, shown(kind, key, then.get(key)), shown(kind, key, now.get(key)))
        for key, name in FIELDS.items()
        if then.get(key) != now.get(key)
        and shown(kind, key, then.get(key)) != shown(kind, key, now.get(key))
    ]


def shown(kind: str, key: str, value: Any) -> str:
    """Return a value of an item's state in the reader's words."""
    if value in (None, "", [], {}):
        return "—"
    if key == "state":
        return state_name(kind, str(value))
    if key == "light":
        return str(_(value["word"])) if value.get("word") else "—"
    return "、".join(value) if isinstance(value, list) else str(value)


def state_name(kind: str, code: str) -> str:
    """Return what a state is called."""
    choices: dict[str, Any] = {
        "matter": dict(matters.STATES.choices),
        "project": dict(projects.STAGES.choices) | dict(projects.EXITS.choices),
        "decision": dict(queries.DECISION_STATES.choices),
    }
    return str(choices[kind].get(code, code))


def figures_of(session: Any) -> list[Figure]:
    """Return the frozen figures; none before the freeze."""
    told = (session.frozen or {}).get("figures", [])
    return [Figure(FIGURES[one["key"]], one["n"], one["base"]) for one in told]
