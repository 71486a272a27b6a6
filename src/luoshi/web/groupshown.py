"""One working group as its page shows it: who is in it, what it carries, what is still open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.urls import reverse

from luoshi.matters import groups, queries
from luoshi.meetings.queries import visible_engagements
from luoshi.rules.lights import worst
from luoshi.sources.queries import visible_sources
from luoshi.standing import queries as standing
from luoshi.values.civil import civil_day
from luoshi.web.composed import papers_of
from luoshi.web.forms.groups import (
    DissolveForm,
    JoinForm,
    LeaveForm,
    MetForm,
    PaperForm,
)
from luoshi.web.forms.lights import LIGHTS
from luoshi.web.history import timeline_of
from luoshi.web.named import Named, named, passage_shown
from luoshi.web.shown import Roles
from luoshi.web.sight import named_to
from luoshi.web.unsettled import Sent, unnamed_of

SHOWN_MOST = 30


@dataclass(frozen=True, slots=True)
class Count:
    """A number with the address of the rows that it counts."""

    word: Any
    number: int
    address: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class InIt:
    """A person of a group: who, from where, as what, from when; how she leaves."""

    row: Any
    person: Named | None
    unit: Named | None
    leave_form: forms.Form


def shown_group(
    group: Any, *, by: Any, now: dt.datetime, on: dt.date | None = None, sent: Sent | None = None
) -> dict[str, Any]:
    """Return the context of a group's page; ``on`` asks who was in it on an earlier day."""
    sent, today = sent or {}, civil_day(now)
    dissolved = group.dissolved_on or today
    day = on or min(today, dissolved)
    who = groups.composition_on(group, day)
    carried = groups.carried_by(by, group, now=now)
    may_edit = queries.may_edit_group(by, group, now=now)
    carried = replace(carried, projects=_lit(carried.projects, today=today))
    shown = carried.matters[:SHOWN_MOST]
    lit = standing.lights_of("matter", [one.pk for one in shown], today=today)
    for matter in shown:
        vars(matter)["light"] = lit.get(matter.pk)
    return {
        "group": group,
        "on": on,
        "day": day,
        "roles": _roles(who),
        "members": _people(who, sent),
        "days": groups.turning_days(group),
        "gone": sum(one.to_on is not None for one in group.members.all()),
        "engagement": named_to(by, group.engagement, now=now),
        "paper": named_to(by, group.paper, now=now),
        "passage": passage_shown(group.passage, by=by, now=now),
        "carried": carried,
        "matters": shown,
        "counts": _counts(group, carried, by=by, now=now),
        "may_edit": may_edit,
        "may_draft": queries.may_draft(by, now=now),
        "timeline": timeline_of(
            {"group": [group.pk], "matter": [one.pk for one in carried.matters]}
        ),
    } | (
        unnamed_of(group, by=by, now=now, sent=sent)
        | papers_of("group", group, by=by, now=now)
        | (_forms(group, sent, by=by, now=now) if may_edit else {})
    )


def _lit(found: list[groups.Worked], *, today: dt.date) -> list[groups.Worked]:
    """Return the projects with the combined light of each, as their own pages and lists show it."""
    lit = standing.lights_of("project", [one.project.pk for one in found], today=today)
    return [replace(one, light=lit.get(one.project.pk)) for one in found]


def _roles(who: groups.Composition) -> Roles:
    return Roles(
        named(who.lead, "unit_detail"),
        [one for one in (named(unit, "unit_detail") for unit in who.responsible) if one],
        [one for one in (named(unit, "unit_detail") for unit in who.cooperating) if one],
        None,
    )


def _people(who: groups.Composition, sent: Sent) -> list[InIt]:
    return [
        InIt(
            one,
            named(one.person, "person_detail"),
            named(one.unit, "unit_detail"),
            sent.get(f"leave-{one.pk}") or LeaveForm(auto_id=f"leave_{one.pk}_%s"),
        )
        for one in who.members
    ]


def _counts(
    group: Any, carried: groups.Carried, *, by: Any, now: dt.datetime
) -> dict[str, list[Count]]:
    """Return how many matters stand under each light and in each state, each opening its rows."""
    rows = queries.matters_of_group(by, group, now=now)
    listed = f"{reverse('matter_list')}?group={group.pk}"
    lit = {code: standing.lit(rows, code).count() for code, _ in LIGHTS}
    return {
        "lights": [
            Count(word, lit[code], f"{listed}&light={code}", code)
            for code, word in LIGHTS
            if lit[code]
        ],
        "states": [
            Count(word, carried.by_state[code], f"{listed}&state={code}", code)
            for code, word in queries.STATES.choices
            if carried.by_state[code]
        ],
    }


def _worst(lights: list[Any]) -> Any:
    known = [light for light in lights if light is not None]
    return worst(known) if known else None


@dataclass(frozen=True, slots=True)
class Load:
    """What a group has running, how much of all it carries stands red, the light that needs most care."""

    running: int = 0
    red: int = 0
    light: Any = None


def loads_of(by: Any, found: Iterable[Any], *, now: dt.datetime) -> dict[int, Load]:
    """Return the load of each group, in the same number of queries for one as for many."""
    pks = [one.pk for one in found]
    rows = groups.of_groups(queries.visible_matters(by, now=now), pks)
    running = list(queries.running(rows).values_list("pk", "group"))
    red = Counter(standing.lit(rows, "red").values_list("group", flat=True))
    lit = standing.lights_of("matter", [pk for pk, _ in running], today=civil_day(now))
    of: dict[int, list[Any]] = {pk: [] for pk in pks}
    for pk, group in running:
        of[group].append(lit.get(pk))
    return {pk: Load(len(several), red[pk], _worst(several)) for pk, several in of.items()}


def _forms(group: Any, sent: Sent, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    version = {"version": group.version}
    return {
        "paper_form": sent.get("establish")
        or PaperForm(
            initial=version, sources=visible_sources(by, now=now)[:200], auto_id="establish_%s"
        ),
        "dissolve_form": sent.get("dissolve") or DissolveForm(initial=version, auto_id="end_%s"),
        "join_form": sent.get("join") or JoinForm(auto_id="join_%s"),
        "met_form": sent.get("met")
        or MetForm(engagements=visible_engagements(by, now=now), auto_id="met_%s"),
        "opened": next(iter(sent), ""),
    }
