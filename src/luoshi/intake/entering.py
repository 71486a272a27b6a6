"""One finding becomes one row: the translation into the keywords of the room's action."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from luoshi.intake.cover import hull, original, sentence_around, spans_of
from luoshi.intake.days import day_of
from luoshi.intake.directory import Directory
from luoshi.intake.doubts import units_of
from luoshi.intake.models import Finding, Kind
from luoshi.intake.naming import engagement_name, group_name, is_group_of_units, title_of
from luoshi.intake.surroundings import Surroundings
from luoshi.matters import actions as matters
from luoshi.matters.models import Group, Matter
from luoshi.meetings import actions as meetings
from luoshi.meetings.models import Engagement
from luoshi.meetings.models import Kind as EngagementKind
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import squeezed
from luoshi.projects import actions as projects
from luoshi.projects.models import PartyRole, Project
from luoshi.projects.queries import projects_called
from luoshi.sources.actions import passage_of
from luoshi.sources.models import Passage
from luoshi.values.errors import Duplicate


class Entry:
    """Enters the findings of one draft, in the order units, people, engagements, projects, matters."""

    def __init__(
        self, around: Surroundings, directory: Directory, *, by: Account, now: dt.datetime
    ) -> None:
        self._around, self._directory = around, directory
        self._how: dict[str, Any] = {"by": by, "now": now}
        self._source = around.draft.source
        self._engagements: dict[int, Engagement] = {}
        self._projects: dict[int, Project] = {}
        self.added: Counter[str] = Counter()
        self.rows: list[Model] = []

    def enter(self, finding: Finding) -> Model:
        """Make the row of ``finding`` and note on it what it became."""
        row = self._enter_by_kind[Kind(finding.kind)](self, finding)
        finding.result_kind, finding.result_id = row._meta.model_name or "", row.pk
        return row

    def _new(self, row: Model) -> None:
        self.added[row._meta.model_name or ""] += 1
        self.rows.append(row)

    def _unit(self, finding: Finding) -> Model:
        return self._directory.enter_unit(finding)

    def _person(self, finding: Finding) -> Model:
        return self._directory.enter_person(finding)

    def _passage(self, finding: Finding, *, whole_sentence: bool) -> Passage | None:
        spans = spans_of(finding.spans)
        if not spans:
            return None
        draft = self._around.draft
        run = sentence_around(draft.text, spans[0]) if whole_sentence else hull(draft.text, spans)
        start, end = original(draft.origins, run)
        quote = draft.text[run[0] : run[1]]
        return passage_of(self._source, start=start, end=end, quote=quote)

    def _day(self, value: object) -> dt.date | None:
        text = str(value) if value else None
        day = day_of(text, written_on=self._around.written_on, ahead=self._around.events_ahead)
        return day.on if day else None

    def _engagement(self, finding: Finding) -> Model:
        value: dict[str, Any] = finding.value
        event = next(one for one in self._around.events if one.finding.pk == finding.pk)
        tour = self._around.tour_of(event)
        start = self._day(value.get("start")) or self._day(value.get("end"))
        attendances = self._attendances(value)
        row = meetings.add_engagement(
            kind=value["kind"],
            name=engagement_name(
                value.get("name"),
                place=value.get("place"),
                kind_label=str(EngagementKind(value["kind"]).label),
            ),
            start_on=start,
            end_on=self._day(value.get("end")) or start,
            place=value.get("place") or "",
            held_by=self._source.held_by,
            tour=self._engagements.get(tour.finding.pk) if tour else None,
            units=self._units_of(attendances),
            attendances=attendances,
            source=self._source,
            passage=self._passage(finding, whole_sentence=True),
            **self._how,
        )
        self._engagements[finding.pk] = row
        self._new(row)
        return row

    def _attendances(self, value: dict[str, Any]) -> list[tuple[Any, str, str]]:
        made: dict[int, tuple[Any, str, str]] = {}
        for part, names in (("chair", value.get("chair")), ("participant", value.get("people"))):
            for name in names or []:
                person = self._directory.person(name)
                if person is not None:
                    made.setdefault(person.pk, (person, part, self._directory.post(name)))
        return list(made.values())

    def _units_of(self, attendances: list[tuple[Any, str, str]]) -> list[Unit]:
        """Return the units at which those who took part hold the post that was printed."""
        units = {}
        for person, _part, printed in attendances:
            for post in person.posts.select_related("unit"):
                named = printed.startswith(post.unit.name)
                if named or (post.title and printed.endswith(post.title)):
                    units[post.unit_id] = post.unit
        return list(units.values())

    def _project(self, finding: Finding) -> Model:
        value: dict[str, Any] = finding.value
        known = projects_called([value["name"]]).get(squeezed(value["name"]))
        if known is not None:
            self._projects[finding.pk] = known
            return known
        figures = [self._figure(figure) for figure in value.get("figures") or []]
        sums = [value for what, value, unit, _ in figures if (what, unit) == ("investment", "元")]
        event = self._around.event_of(finding)
        row = projects.add_project(
            name=value["name"],
            place=(value.get("place") or "")[:120],
            investment=sums[0] if sums else None,
            held_by=self._source.held_by,
            parties=[
                (unit, PartyRole.INVESTOR)
                for unit in self._directory.units(value.get("organisations"))
            ],
            figures=figures,
            engagement=self._engagements.get(event.finding.pk) if event else None,
            passage=self._passage(finding, whole_sentence=True),
            **self._how,
        )
        self._projects[finding.pk] = row
        self._new(row)
        return row

    def _figure(self, figure: dict[str, Any]) -> tuple[str, Decimal, str, Passage | None]:
        passage = None
        if spans := spans_of([figure.get("span") or ()]):
            draft = self._around.draft
            start, end = original(draft.origins, spans[0])
            quote = draft.text[spans[0][0] : spans[0][1]]
            passage = passage_of(self._source, start=start, end=end, quote=quote)
        unit = str(figure["unit"])[:20]
        return figure["quantity"], Decimal(figure["value"]), unit, passage

    def _matter(self, finding: Finding) -> Model:
        value: dict[str, Any] = finding.value
        lead_name, extra, _ = units_of(value, self._around.rejected_units)
        lead = self._directory.unit(lead_name) if lead_name else None
        responsible = self._others(lead, [*extra, *(value.get("responsible") or [])])
        cooperating = self._others(lead, value.get("cooperating") or [])
        people = self._directory.people(value.get("persons"))
        event, project = self._around.event_of(finding), self._around.project_of(finding)
        passage = self._passage(finding, whole_sentence=False)
        shared: dict[str, Any] = {
            "lead": lead,
            "responsible": responsible,
            "cooperating": [unit for unit in cooperating if unit not in responsible],
            "engagement": self._engagements.get(event.finding.pk) if event else None,
            "held_by": self._source.held_by,
            "passage": passage,
        }
        unnamed = self._unnamed(finding)
        keywords: dict[str, Any] = {
            "kind": value["kind"],
            "title": title_of(value["text"]),
            "content": content_of(value, [str(one) for one in people[1:]]),
            "criterion": value.get("criterion") or "",
            "person": people[0] if people else None,
            "due_proposed": self._around.due_of(finding),
            "cadence": value.get("cadence") or "",
            "project": self._projects.get(project.pk) if project else None,
            "group": self._group(value, shared, unnamed) if lead else None,
        }
        try:
            row = matters.draft_matter(**keywords, **shared, **self._how)
        except Duplicate as same:  # read twice, or drafted by hand before: one promise, one row
            return Matter.objects.get(pk=str(same.params["pk"]))
        matters.note_placeholders(row, placeholders=unnamed, **self._how)
        self._new(row)
        return row

    def _unnamed(self, finding: Finding) -> list[matters.Words]:
        """Return the words of a duty that name no definite unit, each with where it stands."""
        rejected = self._around.rejected_units
        return [
            matters.Words(name[: matters.WORDS_MOST], role, self._words_at(finding, name))
            for role in ("lead", "responsible", "cooperating")
            for name in finding.value.get(role) or []
            if is_group_of_units(name) or name in rejected
        ]

    def _words_at(self, finding: Finding, words: str) -> Passage | None:
        """Return where ``words`` stand in the sentence of a finding."""
        draft = self._around.draft
        for span in spans_of(finding.spans):
            low, high = sentence_around(draft.text, span)
            at = draft.text.find(words, low, high)
            if at >= 0:
                start, end = original(draft.origins, (at, at + len(words)))
                return passage_of(self._source, start=start, end=end, quote=words)
        return None

    def _others(self, lead: Unit | None, names: list[str]) -> list[Unit]:
        return [unit for unit in self._directory.units(names) if unit != lead]

    def _group(
        self, value: dict[str, Any], shared: dict[str, Any], unnamed: list[matters.Words]
    ) -> Group | None:
        if not value.get("group"):
            return None
        met = shared["engagement"]
        try:
            row = matters.set_up_group(
                name=group_name(value["group"], meeting=met.name if met else ""),
                purpose=value["text"],
                placeholders=unnamed,
                **shared,
                **self._how,
            )
        except Duplicate as same:
            return Group.objects.get(pk=str(same.params["pk"]))
        self._new(row)
        return row

    _enter_by_kind: dict[Kind, Callable[[Entry, Finding], Model]] = {
        Kind.ORGANISATION: _unit,
        Kind.PERSON: _person,
        Kind.ENGAGEMENT: _engagement,
        Kind.PROJECT: _project,
        Kind.MATTER: _matter,
    }


def content_of(value: dict[str, Any], further: list[str]) -> str:
    """Return the duty, and under it who else the document names."""
    lines = [value["text"]]
    if further:
        lines.append(f"其他责任人：{'、'.join(further)}")
    return "\n".join(lines)
