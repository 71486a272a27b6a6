"""What stands around a finding in its draft: when it was written, at which meeting, about which project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.intake.cover import Span, spans_of
from luoshi.intake.days import Written, day_of, written
from luoshi.intake.doubts import Doubt, Frame, doubts_of
from luoshi.intake.models import Draft, Finding, Kind, Verdict
from luoshi.intake.shapes import DAYS, clean
from luoshi.orgs.queries import unit_named
from luoshi.values.errors import BadInput


@dataclass(frozen=True, slots=True)
class Event:
    """An engagement of the draft as far as its neighbours need it."""

    finding: Finding
    at: int
    kind: str
    start_on: dt.date | None
    end_on: dt.date | None


def span_of(finding: Finding) -> Span | None:
    """Return the primary place of ``finding`` in the repaired text, if it has one."""
    spans = spans_of(finding.spans)
    return spans[0] if spans else None


def written_on(draft: Draft) -> Written | None:
    """Return when the draft's document was written, as read or as somebody entered it."""
    try:
        return written(draft.document.get("date"))
    except ValueError:
        return None


class Surroundings:
    """The findings of one draft, to ask what belongs to what.  Rejected ones count as absent."""

    def __init__(
        self, draft: Draft, findings: Iterable[Finding], known_units: frozenset[str] = frozenset()
    ) -> None:
        self.draft = draft
        self.written_on = written_on(draft)
        self.events_ahead = draft.document.get("genre") == "notice"
        self.findings = list(findings)
        kept = [finding for finding in self.findings if finding.verdict != Verdict.REJECTED]
        self.events = sorted(
            (self._event(one) for one in kept if one.kind == Kind.ENGAGEMENT),
            key=lambda event: event.at,
        )
        self.projects = [one for one in kept if one.kind == Kind.PROJECT]
        kept_names = {
            str(name)
            for one in kept
            if one.kind == Kind.ORGANISATION
            for name in (one.value.get("name"), *_list(one.value.get("aliases")))
        }
        self.rejected_units = frozenset(
            str(one.value.get("name"))
            for one in self.findings
            if one.kind == Kind.ORGANISATION and one.verdict == Verdict.REJECTED
        ) - frozenset(kept_names | known_units)

    def _event(self, finding: Finding) -> Event:
        span = span_of(finding)
        start = day_of(_text(finding, "start"), written_on=self.written_on, ahead=self.events_ahead)
        end = day_of(_text(finding, "end"), written_on=self.written_on, ahead=self.events_ahead)
        last = end or start
        return Event(
            finding,
            span[0] if span else 0,
            str(finding.value.get("kind")),
            start.on if start else None,
            last.on if last else None,
        )

    def event_of(self, finding: Finding) -> Event | None:
        """Return the engagement at which a matter or project came up: the last one told before it."""
        met = [event for event in self.events if event.kind != "tour"] or self.events
        span = span_of(finding)
        before = [event for event in met if span is None or event.at <= span[0]]
        if before and span is not None:
            return before[-1]
        return met[0] if len(met) == 1 else None

    def tour_of(self, event: Event) -> Event | None:
        """Return the tour within whose days ``event`` lies."""
        if event.kind == "tour" or event.start_on is None:
            return None
        for tour in self.events:
            if tour.kind == "tour" and tour.start_on and tour.end_on:
                last = event.end_on or event.start_on
                if tour.start_on <= event.start_on and last <= tour.end_on:
                    return tour
        return None

    def project_of(self, finding: Finding) -> Finding | None:
        """Return the project that a matter's text names, the longest name first."""
        text = str(finding.value.get("text") or "")
        named = [one for one in self.projects if (name := _text(one, "name")) and name in text]
        return max(named, key=lambda one: len(str(one.value.get("name"))), default=None)

    def frame_of(self, finding: Finding) -> Frame:
        """Return what ``finding`` is to be judged against."""
        if finding.kind != Kind.MATTER:
            return Frame(self.written_on, None, self.events_ahead, self.rejected_units)
        event = self.event_of(finding)
        met_on = event.start_on if event else None
        if met_on and self.written_on and self.written_on.on:
            met_on = min(met_on, self.written_on.on)  # a notice tells of a meeting to come
        return Frame(self.written_on, met_on, self.events_ahead, self.rejected_units)

    def doubts_of(self, finding: Finding) -> list[Doubt]:
        """Return the doubts about ``finding`` as it stands."""
        found = doubts_of(finding.kind, finding.value, self.frame_of(finding))
        return [*_unfit(finding), *found]

    def due_of(self, finding: Finding) -> dt.date | None:
        """Return a matter's proposed due day, its year taken from the document."""
        day = day_of(_text(finding, "due"), written_on=self.written_on, ahead=True)
        return day.on if day else None


def surroundings_of(draft: Draft) -> Surroundings:
    """Return the surroundings of all findings of ``draft``, read afresh.

    A rejected name that the directory knows is still a unit.
    """
    findings = list(Finding.objects.filter(draft=draft).select_related("decided_by__person"))
    rejected = [
        str(one.value.get("name"))
        for one in findings
        if one.kind == Kind.ORGANISATION and one.verdict == Verdict.REJECTED
    ]
    known = frozenset(name for name in rejected if unit_named(name) is not None)
    return Surroundings(draft, findings, known)


def _unfit(finding: Finding) -> list[Doubt]:
    """Return what the register could not hold; days have their own doubts."""
    try:
        clean(finding.kind, finding.value)
    except BadInput as refusal:
        days = DAYS.get(finding.kind, ())
        return [
            Doubt(sentence, blocks=True)
            for name, sentence in refusal.fields.items()
            if name not in days
        ]
    return []


def _text(finding: Finding, name: str) -> str | None:
    value = finding.value.get(name)
    return str(value) if value else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
