"""Reading projects, each reader within those that one of her units is part of."""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch, Q, QuerySet

from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.projects.models import Exit, Figure, Milestone, Party, PartyRole, Project, Stage
from luoshi.rules.access import Permission
from luoshi.values.errors import NotFound

STAGES = Stage
EXITS = Exit
PARTY_ROLES = PartyRole


def visible_projects(by: Account, *, now: dt.datetime) -> QuerySet[Project]:
    """Return the projects that ``by`` may see, with their filing and parties."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    parties = Prefetch("parties", Party.objects.select_related("unit"))
    return (
        Project.objects.within(scope)
        .select_related("held_by", "filing__unit", "filing__reporter")
        .prefetch_related(parties)
    )


def project_for(by: Account, pk: int, *, now: dt.datetime) -> Project:
    """Return one project with its figures and their sentences; raises NotFound outside her scope."""
    figures = Prefetch("figures", Figure.objects.select_related("passage__source"))
    rows = visible_projects(by, now=now).select_related(
        "held_by",
        "filing__unit",
        "filing__reporter",
        "filing__filed_by__person",
        "engagement",
        "passage__source",
    )
    project = rows.prefetch_related(figures, "milestones").filter(pk=pk).first()
    if project is None:
        raise NotFound
    return project


def filed_projects(on: dt.date) -> QuerySet[Project]:
    """Return the projects that owe reports on a day: filed, the filing not ended, neither paused nor dropped."""
    begun = Project.objects.filter(filing__filed_on__lte=on)
    running = begun.filter(Q(filing__ended_on__isnull=True) | Q(filing__ended_on__gte=on))
    present = running.filter(Q(exit__isnull=True) | Q(exit_on__gt=on))
    return present.select_related("filing__unit", "filing__reporter", "held_by")


def units_of(project: Project) -> frozenset[int]:
    """Return the ids of the units that are part of a project: keeper, parties, reporting unit."""
    found = {project.held_by_id, *project.parties.values_list("unit", flat=True)}
    if filing := getattr(project, "filing", None):
        found.add(filing.unit_id)
    return frozenset(found)


def of_unit(unit: Unit, by: Account, *, now: dt.datetime) -> QuerySet[Project]:
    """Return the projects that ``unit`` keeps, takes part in or reports on."""
    mine = Q(held_by=unit) | Q(parties__unit=unit) | Q(filing__unit=unit)
    return visible_projects(by, now=now).filter(pk__in=Project.objects.filter(mine).values("pk"))


def of_engagement(engagement: Engagement, by: Account, *, now: dt.datetime) -> QuerySet[Project]:
    """Return the projects that came out of an engagement, or of a part of it if it is a tour."""
    rows = visible_projects(by, now=now)
    return rows.filter(Q(engagement=engagement) | Q(engagement__tour=engagement))


def matching(rows: QuerySet[Project], text: str) -> QuerySet[Project]:
    """Narrow ``rows`` to those whose name, place, content, number or party holds ``text``."""
    text = text.strip()
    held = (
        Q(name__icontains=text)
        | Q(place__icontains=text)
        | Q(content__icontains=text)
        | Q(filing__number__icontains=text)
        | Q(parties__unit__name__icontains=text)
        | Q(parties__unit__short_name__icontains=text)
    )
    return rows.filter(pk__in=Project.objects.filter(held).values("pk"))


def stages_of(project: Project) -> list[tuple[Stage, Milestone | None]]:
    """Return every stage in order, each with the milestone of ``project`` there is for it."""
    known = {milestone.stage: milestone for milestone in project.milestones.all()}
    return [(stage, known.get(stage)) for stage in Stage]
