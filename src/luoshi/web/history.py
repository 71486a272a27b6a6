"""The record as people read it: one sentence for each kind of event, in the reader's language."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from luoshi.audit import queries
from luoshi.intake.queries import KINDS, VERDICTS
from luoshi.standing.queries import COLOURS as STANDING_COLOURS
from luoshi.web import entered, sentences
from luoshi.web.changed import in_a_line
from luoshi.web.templatetags.luoshi_ui import money, window_full


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history: when, who, what, what it changed; ``serial`` and ``hash`` place it."""

    at: dt.datetime
    by: str
    sentence: str
    serial: int
    hash: str
    detail: str = ""


@cache
def all_sentences() -> Mapping[str, Any]:
    """Return every room's sentences; a type that two rooms claim is a mistake."""
    gathered: dict[str, Any] = {}
    for module in pkgutil.iter_modules(sentences.__path__):
        room = importlib.import_module(f"{sentences.__name__}.{module.name}").SENTENCES
        twice = gathered.keys() & room.keys()
        if twice:
            raise ValueError(f"two sentences for {sorted(twice)}")
        gathered |= room
    return gathered


VALUES = entered.VALUES | {"invested_window": money, "invested_total": money}  # sums are in yuan
# Their sentences say already what stood before and what stands now.
SAID = {
    "account.disabled",
    "account.dormant",
    "account.enabled",
    "account.password_aged",
    "account.seat_ended",
    "draft.dated",
    "demand.waived",
    "extension.granted",
    "finding.decided",
    "group.left",
    "obligation.owed_again",
    "obligation.taken_up",
    "matter.claimed",
    "matter.closed",
    "matter.confirmed_solved",
    "matter.confirmed_unsolved",
    "matter.handed_over",
    "matter.reassigned",
    "matter.succeeded",
    "person.post_ended",
    "plan.step_done",
    "project.came_back",
    "project.filing_ended",
    "project.filing_handed_over",
    "project.kept_by_another",
    "project.left",
    "project.stage_skipped",
    "report.corrected",
    "report.signing_dropped",
    "report.signing_wanted",
    "unit.alias_dropped",
    "unit.calendar_chosen",
    "unit.came_under",
}
LIGHTS = {"was_light": "was", "became_light": "became"}
WORDS = {
    "stage_name",
    "exit_name",
    "role_name",
    "outcome_name",
    "rating_name",
    "changed",
    "deed_name",
    "kind",
}  # written down in Chinese, said in any language


def _in_the_readers_words(value: Any) -> Any:
    match value:
        case list():
            return [_in_the_readers_words(one) for one in value]
        case str() if value:
            return _(value)
        case _:
            return value


class _Shown(dict[str, Any]):
    """Event data for a template: rows by their label, what is missing as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"

    def __getitem__(self, key: str) -> Any:
        if key == "window_name" and "window" in self:
            return window_full(super().__getitem__("window"))
        if key == "said" and "verdict" in self:
            return VERDICTS(super().__getitem__("verdict")).label
        if key == "said" and "kind" in self:
            return KINDS(super().__getitem__("kind")).label
        if key in LIGHTS:
            return STANDING_COLOURS(super().__getitem__(LIGHTS[key])).label
        value = super().__getitem__(key)
        if key in VALUES:
            return VALUES[key](value)
        if key in WORDS:
            value = _in_the_readers_words(value)
        match value:
            case {"label": label}:
                return label
            case list():
                return (
                    _("、").join(
                        str(one.get("label", one) if isinstance(one, dict) else one)
                        for one in value
                    )
                    or "—"
                )
            case None | "":
                return "—"
            case _:
                return value


def sentence_of(type_: str, data: Mapping[str, Any]) -> str:
    """Return the sentence of one event."""
    template = all_sentences().get(type_)
    return str(template) % _Shown(data) if template else type_


def history_of(subject: Model, *, most: int = 100) -> list[Line]:
    """Return the newest lines of one row's history."""
    return [_line(event) for event in queries.history_of(subject)[:most]]


def _line(event: Any) -> Line:
    return Line(
        event.at,
        event.by_name,
        sentence_of(event.type, event.data),
        event.serial,
        event.hash,
        detail="" if event.type in SAID else in_a_line(event.subject_kind, event.data),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a history of several rows: what happened, and to which row."""

    line: Line
    subject: str
    address: str


def timeline_of(subjects: Mapping[str, Iterable[int]], *, most: int = 25) -> list[Told]:
    """Return the newest lines of several rows together; ``subjects`` are ids by kind of row."""
    return [
        Told(
            _line(event),
            event.subject_label,
            address_of(event.subject_kind, event.subject_id),
        )
        for event in queries.history_of_all(subjects)[:most]
    ]


def address_of(kind: str, pk: int) -> str:
    """Return the page of a row of the record, "" where it has none."""
    try:
        return reverse(f"{kind}_detail", args=[pk])
    except NoReverseMatch:
        return ""
