"""Reading projects, each reader within those that one of her units is part of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import (
    DateField,
    DecimalField,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import squeezed
from luoshi.owed.models import Colour, Obligation
from luoshi.projects.models import (
    Exit,
    Figure,
    Filing,
    Leaving,
    Milestone,
    Party,
    PartyRole,
    Project,
    Sector,
    Stage,
    YearPlan,
)
from luoshi.rules.access import Permission
from luoshi.rules.reporting import Out
from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import NotFound

STAGES = Stage
EXITS = Exit
PARTY_ROLES = PartyRole
SECTORS = Sector


def visible_projects(by: Account, *, now: dt.datetime) -> QuerySet[Project]:
    """Return the projects that ``by`` may see, with their filing and parties."""
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    parties = Prefetch("parties", Party.objects.select_related("unit"))
    return (
        Project.objects.within(scope)
        .select_related("held_by", "filing__unit", "filing__reporter")
        .prefetch_related(parties)
    )


def projects_called(
    names: Iterable[str], *, among: QuerySet[Project] | None = None
) -> dict[str, Project]:
    """Return the running projects with these very names, blanks aside, by squeezed name.

    A name that several projects bear is left out: which one is meant only a person can say.
    ``among`` narrows them to those that somebody sees.
    """
    rows = Project.objects.all() if among is None else among
    wanted = {squeezed(name) for name in names} - {""}
    found: dict[str, list[Project]] = {}
    for project in rows.exclude(exit=Exit.DROPPED).filter(name__in=wanted):
        found.setdefault(project.name, []).append(project)
    return {name: rows[0] for name, rows in found.items() if len(rows) == 1}


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


def ranked(rows: QuerySet[Project]) -> QuerySet[Project]:
    """Return ``rows`` with ``filed_rank`` and ``investment_rank``: to sort by, what is unknown lowest.

    Databases disagree on where nothing belongs.
    """
    return rows.annotate(
        filed_rank=Coalesce("filing__filed_on", Value(dt.date.min), output_field=DateField()),
        investment_rank=Coalesce(
            "investment", Value(Decimal(-1)), output_field=DecimalField(max_digits=18)
        ),
    )


def unfiled_first(rows: QuerySet[Project]) -> list[QuerySet[Project]]:
    """Return ``rows`` in two parts as ``filed_rank`` orders them, without ranking: by an index."""
    return [rows.filter(filing__isnull=True), rows.filter(filing__isnull=False)]


def filed_projects(on: dt.date) -> QuerySet[Project]:
    """Return the projects that owe reports on a day: filed, the filing not ended, neither paused nor dropped."""
    begun = Project.objects.filter(filing__filed_on__lte=on)
    running = begun.filter(Q(filing__ended_on__isnull=True) | Q(filing__ended_on__gte=on))
    present = running.exclude(pk__in=out_of_register(on).values("project"))
    return present.select_related("filing__unit", "filing__reporter", "held_by")


def out_of_register(on: dt.date) -> QuerySet[Leaving]:
    """Return the leavings by which projects were out of the register on a day."""
    return Leaving.objects.filter(Q(back_on__isnull=True) | Q(back_on__gt=on), on__lte=on)


def outs_of(project_ids: Iterable[int]) -> dict[int, tuple[Out, ...]]:
    """Return the times in which projects were out of the register; none for one that never left."""
    return _outs(Leaving.objects.filter(project__in=list(project_ids)))


def all_outs() -> dict[int, tuple[Out, ...]]:
    """Return the times out of the register of every project that ever left."""
    return _outs(Leaving.objects.all())


def _outs(rows: QuerySet[Leaving]) -> dict[int, tuple[Out, ...]]:
    found: dict[int, tuple[Out, ...]] = {}
    for pk, left, back in rows.order_by("pk").values_list("project", "on", "back_on"):
        found[pk] = (*found.get(pk, ()), (left, back))
    return found


def units_of(project: Project) -> frozenset[int]:
    """Return the ids of the units that are part of a project: keeper, parties, reporting unit."""
    found = {project.held_by_id, *project.parties.values_list("unit", flat=True)}
    if filing := getattr(project, "filing", None):
        found.add(filing.unit_id)
    return frozenset(found)


def with_unit(rows: QuerySet[Project], unit: Unit) -> QuerySet[Project]:
    """Narrow ``rows`` to those that ``unit`` keeps, takes part in or reports on."""
    # Each term by an index of its own: joined, every project there is would be read.
    parties = Party.objects.filter(unit=unit).values("project")
    filed = Filing.objects.filter(unit=unit).values("project")
    return rows.filter(Q(held_by=unit) | Q(pk__in=parties) | Q(pk__in=filed))


def lit(rows: QuerySet[Project], colour: str, *, today: dt.date) -> QuerySet[Project]:
    """Narrow ``rows`` to those of which something is still owed under a light of ``colour``.

    Red is asked of the dates and never lags behind the sweep.
    """
    owed = Obligation.objects.open().filter(subject_kind="project")
    if colour == Colour.RED:
        owed = owed.late(today=today)
    else:
        owed = owed.filter(light=colour, due_on__gte=today)
    return rows.filter(pk__in=owed.values("subject_id"))


def of_engagement(engagement: Engagement, by: Account, *, now: dt.datetime) -> QuerySet[Project]:
    """Return the projects that came out of an engagement, or of a part of it if it is a tour."""
    rows = visible_projects(by, now=now)
    return rows.filter(Q(engagement=engagement) | Q(engagement__tour=engagement))


def matching(rows: QuerySet[Project], text: str) -> QuerySet[Project]:
    """Narrow ``rows`` to those that hold each word of ``text``.

    Looked for in name, place, content, filing number, statutory code and parties.
    """
    for word in text.split():
        held = (
            Q(name__icontains=word)
            | Q(place__icontains=word)
            | Q(content__icontains=word)
            | Q(filing__number__icontains=word)
            | Q(approval__code__icontains=word)
            | Q(parties__unit__name__icontains=word)
            | Q(parties__unit__short_name__icontains=word)
        )
        rows = rows.filter(pk__in=Project.objects.filter(held).values("pk"))
    return rows


def as_of(rows: QuerySet[Project], on: dt.date) -> QuerySet[Project]:
    """Narrow ``rows`` to those in the register at the end of a day, with what they were then.

    ``stage_then`` is the furthest stage reached by then, or that of the entry; ``exit_then`` is
    how a project was out on that day, "" if it was not.
    """
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)
    reached = Milestone.objects.filter(project=OuterRef("pk"), reached_on__lte=on)
    furthest = Subquery(reached.order_by("-stage").values("stage")[:1])
    out = out_of_register(on).filter(project=OuterRef("pk"))
    left = Subquery(out.order_by("-pk").values("exit")[:1])
    return rows.filter(made_at__lt=end).annotate(
        stage_then=Greatest(F("entry_stage"), Coalesce(furthest, F("entry_stage"))),
        exit_then=Coalesce(left, Value("")),
    )


def with_plan(rows: QuerySet[Project], year: int, *, planned: bool) -> QuerySet[Project]:
    """Narrow ``rows`` to those that have a plan for ``year``, or have none."""
    having = YearPlan.objects.filter(year=year).values("project")
    return rows.filter(pk__in=having) if planned else rows.exclude(pk__in=having)


def leavings_of(project: Project) -> list[Leaving]:
    """Return how often a project left and came back, earliest first."""
    rows = Leaving.objects.filter(project=project)
    return list(rows.select_related("approved_by", "back_approved_by"))


def may_add(by: Account, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may register projects at all."""
    return access.may(by, Permission.PROJECT_EDIT, now=now)


def may_edit(by: Account, project: Project, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may change this one."""
    return access.may(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))


def may_file(by: Account, project: Project, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may enter this one in the ledger, or end its reporting."""
    return access.may(by, Permission.PROJECT_FILE, now=now, units=units_of(project))


def stages_of(project: Project) -> list[tuple[Stage, Milestone | None]]:
    """Return every stage in order, each with the milestone of ``project`` there is for it."""
    known = {milestone.stage: milestone for milestone in project.milestones.all()}
    return [(stage, known.get(stage)) for stage in Stage]
