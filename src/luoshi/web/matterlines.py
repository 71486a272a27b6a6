"""The rows of a list of matters, written in one piece: a template would take ten times as long for fifty.

Words, addresses and lights are worked out once a page.  Everything that somebody wrote goes through
``escape``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from luoshi.matters import queries
from luoshi.rules.life import State
from luoshi.rules.lights import Light
from luoshi.web.lists import addresses_of, said_of
from luoshi.web.templatetags.luoshi_ui import light_mark

TINTS = (
    ("tag-green", ("closed", "archived")),
    ("tag-orange", ("returned", "reopened", "objected")),
    ("tag-blue", ("working", "signed", "issued")),
    ("tag-yellow", ("claimed", "pending", "extending", "paused")),
)
TINT_OF = {state: f" {tint}" for tint, states in TINTS for state in states}


def lines_of(matters: Iterable[Any], lit: Mapping[int, Light], *, pick: bool = False) -> SafeString:
    """Return the rows of ``matters``, each with its light of ``lit`` by its id; ``pick`` lets her choose some."""
    writer = _Lines(lit, pick=pick)
    return mark_safe("\n".join(writer.line(one) for one in matters))


class _Lines:
    """What all rows of one page share, and how one of them is written."""

    def __init__(self, lit: Mapping[int, Light], *, pick: bool) -> None:
        self.pick, self.choose = pick, escape(_("选择"))
        self.lit, self.at = lit, addresses_of("matter_detail")
        self.kinds, self.states = said_of(queries.KINDS), said_of(queries.STATES)
        self.urgencies = said_of(queries.URGENCIES)
        self.nobody = f'<span class="tag tag-red">{escape(_("未定"))}</span>'
        self.unnumbered = f'<span class="quiet">{escape(_("未编号"))}</span>'
        self.proposed, self.unsigned = escape(_("拟定")), escape(_("待签收"))
        names = _("编号"), _("类别"), _("牵头单位"), _("责任人"), _("状态")
        names += _("原定期限"), _("现行期限"), _("灯")
        self.labels = [escape(name) for name in names]

    def line(self, one: Any) -> str:
        """Return the row of one matter."""
        state = (
            f'<span class="tag{TINT_OF.get(one.state, "")}">{escape(self.states[one.state])}</span>'
        )
        number, *others = zip(
            self.labels,
            (
                self._number(one),
                escape(self.kinds[one.kind]),
                escape(one.lead.name) if one.lead else self.nobody,
                escape(one.person.name) if one.person else self.nobody,
                state,
                _day(one.due_original) or "—",
                self._due(one),
                self._light(one),
            ),
            strict=True,
        )
        return f"<tr>\n{_cell(*number)}\n<td>{self._title(one)}</td>\n" + (
            "\n".join(_cell(*other) for other in others) + "</tr>"
        )

    def _number(self, one: Any) -> str:
        number = escape(one.number) if one.number else self.unnumbered
        if not self.pick:
            return number
        said = f"{self.choose} {escape(one.title)}"
        box = (
            f'<input type="checkbox" name="row" value="{one.pk}" form="chosen" aria-label="{said}">'
        )
        return f'<label class="choose">{box} {number}</label>'

    def _title(self, one: Any) -> str:
        said = f'<a href="{self.at(one.pk)}">{escape(one.title)}</a>'
        if one.urgency != queries.URGENCIES.ORDINARY:
            tint = "tag-red" if one.urgency == queries.URGENCIES.MOST else "tag-orange"
            said += f' <span class="tag {tint}">{escape(self.urgencies[one.urgency])}</span>'
        if one.project:
            said += f'<span class="second">{escape(one.project.name)}</span>'
        return said

    def _due(self, one: Any) -> str:
        if one.due_current:
            due = _day(one.due_current)
            return due if one.due_current == one.due_original else f"<strong>{due}</strong>"
        if not one.due_proposed:
            return "—"
        day = _day(one.due_proposed)
        return f'<span><span class="quiet">{self.proposed}</span> {day}</span>'

    def _light(self, one: Any) -> str:
        if one.pk not in self.lit:
            return "—"
        mark = light_mark(self.lit[one.pk], hide_reason=True)
        if one.state != State.ISSUED:
            return mark
        waits = f'<span class="quiet nowrap">{self.unsigned}</span>'
        return f'<span class="lit">{mark} {waits}</span>'


def _cell(label: str, said: str) -> str:
    return f'<td data-label="{label}">{said}</td>'


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
