"""Writing projects: what they are, which stage they reached and on what evidence, filing, leaving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import translation

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.meetings.models import Engagement
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Series, Unit
from luoshi.orgs.queries import check_lasting, home_unit
from luoshi.orgs.series import take_number
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
)
from luoshi.projects.queries import units_of
from luoshi.rules import stages
from luoshi.rules.access import Permission
from luoshi.rules.reporting import wan
from luoshi.sources.models import Passage
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, Overtaken
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, gettext_noop

Taking = tuple[Unit, str]  # a unit and its PartyRole
Number = tuple[str, Decimal, str, Passage | None]  # quantity, value, unit, where it stands

INVESTMENT_MAX = Decimal("1e15")  # yuan; what the column holds
LABELS = {
    "name": Sentence(gettext_noop("项目名称")),
    "evidence": Sentence(gettext_noop("凭证")),
    "reason": Sentence(gettext_noop("原因")),
    "unit": Sentence(gettext_noop("填报单位")),
    "reporter": Sentence(gettext_noop("填报人")),
}


@transaction.atomic
def add_project(
    *,
    name: str,
    place: str = "",
    content: str = "",
    investment: Decimal | None = None,
    stage: str = Stage.LEAD,
    sector: str = "",
    held_by: Unit,
    parties: Iterable[Taking] = (),
    figures: Iterable[Number] = (),
    engagement: Engagement | None = None,
    passage: Passage | None = None,
    by: Account,
    now: dt.datetime,
) -> Project:
    """Add a project.  ``investment`` is in yuan; ``stage`` is the one it is in already.

    Raises Incomplete without a name, BadInput for a sum or stage that cannot be.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units={held_by.pk})
    fields = _checked(name=name, place=place, content=content, investment=investment)
    if stage not in Stage.values:
        raise BadInput.of("stage", gettext_noop("请选择项目阶段。"), code="stage-unknown")
    project = Project.objects.create(
        **fields,
        sector=_sector(sector),
        stage=stage,
        entry_stage=stage,
        held_by=held_by,
        engagement=engagement,
        passage=passage,
        made_at=now,
    )
    _take_part(project, parties)
    Figure.objects.bulk_create(
        Figure(project=project, quantity=quantity, value=value, unit=unit, passage=where)
        for quantity, value, unit, where in figures
    )
    data = fields | {"stage": stage, "sector": sector, "wan": _wan(investment)}
    audit.record("project.added", project, by=by, at=now, **data)
    return project


@transaction.atomic
def edit_project(
    project: Project,
    *,
    version: int,
    name: str,
    place: str,
    content: str,
    investment: Decimal | None,
    parties: Iterable[Taking],
    sector: str | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change what a project is; its stage moves only by `reach_stage`; None leaves the sector.

    Raises Overtaken when somebody else changed it since ``version``.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    fields = _checked(name=name, place=place, content=content, investment=investment)
    if sector is not None:
        fields["sector"] = _sector(sector)
    before = _told(project)
    rows = Project.objects.filter(pk=project.pk, version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    project.parties.all().delete()
    _take_part(project, parties)
    was = before["investment"]
    data = fields | {"investment_was": was, "wan": _wan(investment), "wan_was": _wan(was)}
    told = changes(before, _told(project))
    audit.record("project.changed", project, by=by, at=now, **data, changes=told)


def _told(project: Project) -> dict[str, Any]:
    """Return what the record says of a project before and after an edit."""
    project.refresh_from_db()
    with translation.override("zh-hans"):
        parties = [str(one) for one in project.parties.select_related("unit").order_by("pk")]
    names = ("name", "place", "sector", "content", "investment")
    return {name: getattr(project, name) for name in names} | {"parties": parties}


def _checked(
    *, name: str, place: str, content: str, investment: Decimal | None
) -> dict[str, object]:
    name = name.strip()
    if not name:
        raise Incomplete(["name"], labels=LABELS)
    if investment is not None and not 0 <= investment < INVESTMENT_MAX:
        raise BadInput.of(
            "investment",
            gettext_noop("计划总投资应为不小于零的金额，请核对单位（万元、亿元）。"),
            code="investment-unfit",
        )
    return {
        "name": name,
        "place": place.strip(),
        "content": content.strip(),
        "investment": investment,
    }


def _sector(sector: str) -> str:
    if sector and sector not in Sector.values:
        raise BadInput.of("sector", gettext_noop("请选择行业。"), code="sector-unknown")
    return sector


def _wan(yuan: Decimal | None) -> str | None:
    return wan(yuan) if yuan is not None else None


def _take_part(project: Project, parties: Iterable[Taking]) -> None:
    once = dict.fromkeys((unit.pk, role) for unit, role in parties)
    if any(role not in PartyRole.values for _, role in once):
        raise BadInput.of("parties", gettext_noop("请选择参与单位的身份。"), code="role-unknown")
    Party.objects.bulk_create(
        Party(project=project, unit_id=unit, role=role) for unit, role in once
    )


@transaction.atomic
def plan_stage(
    project: Project, *, stage: str, planned_on: dt.date | None, by: Account, now: dt.datetime
) -> Milestone:
    """Say by which day a stage is to be reached; None takes the plan back."""
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    _check_stage(stage)
    known = Milestone.objects.filter(project=project, stage=stage).first()
    fields = {"planned_on": planned_on}
    milestone, _ = Milestone.objects.update_or_create(project=project, stage=stage, defaults=fields)
    data = {"stage": stage, "stage_name": _chinese(Stage(stage))} | fields
    told = changes(known or dict.fromkeys(fields), fields)
    audit.record("project.stage_planned", project, by=by, at=now, **data, changes=told)
    return milestone


@transaction.atomic
def reach_stage(
    project: Project,
    *,
    stage: str,
    reached_on: dt.date,
    evidence: str,
    definition: str = "",
    by: Account,
    now: dt.datetime,
) -> Milestone:
    """Say on which day a stage was reached and what shows it; saying it again corrects it.

    ``definition`` is by what it counts as reached; the usual one of that stage is kept if it is
    left out, so that a later wording does not change what was meant.  The current stage is the
    furthest one reached: stages may run side by side and be skipped.  Raises Incomplete without
    evidence, BadInput for a day that has not come.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    _check_stage(stage)
    evidence = evidence.strip()
    if not evidence:
        raise Incomplete(["evidence"], labels=LABELS)
    _check_past("reached_on", reached_on, now=now)
    known = Milestone.objects.filter(project=project, stage=stage).first()
    held = definition.strip() or (known.definition if known else "")
    said = {
        "reached_on": reached_on,
        "evidence": evidence[:300],
        "definition": (held or stages.DEFINITIONS.get(stage, ""))[:300],
        "skipped_reason": None,
        "skipped_by": None,
    }
    milestone, _ = Milestone.objects.update_or_create(project=project, stage=stage, defaults=said)
    settle_stage(project)
    data = {"stage": stage, "stage_name": _chinese(Stage(stage)), "reached_on": reached_on}
    told = changes(known or dict.fromkeys(said), said)
    audit.record(
        "project.stage_reached", project, by=by, at=now, **data, evidence=evidence, changes=told
    )
    return milestone


def settle_stage(project: Project) -> None:
    """Store the stage that the milestones of ``project`` make its current one."""
    row = Project.objects.get(pk=project.pk)
    reached = Milestone.objects.filter(project=project, reached_on__isnull=False)
    stage = stages.furthest(row.entry_stage, reached.values_list("stage", flat=True))
    Project.objects.filter(pk=project.pk).exclude(stage=stage).update(
        stage=stage, version=F("version") + 1
    )
    project.refresh_from_db()


def _check_stage(stage: str) -> None:
    if stage not in Stage.values:
        raise BadInput.of("stage", gettext_noop("请选择项目阶段。"), code="stage-unknown")


def _check_past(field: str, on: dt.date, *, now: dt.datetime) -> None:
    if on > civil_day(now):
        raise BadInput.of(
            field, gettext_noop("日期不能晚于今天，请填写实际发生的日期。"), code="not-yet"
        )


@transaction.atomic
def file_project(
    project: Project,
    *,
    unit: Unit,
    reporter: Person,
    filed_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> Filing:
    """Enter a project in the ledger of the office of ``by``; from that window on ``unit`` owes reports.

    The number runs without gaps in that office and year.  This is not the statutory filing.
    Raises Duplicate if it is filed already, IllegalMove if the project has left the register,
    BadInput for a unit that was dissolved.
    """
    access.require(by, Permission.PROJECT_FILE, now=now, units=units_of(project))
    check_lasting(unit=unit)
    filed_on = filed_on or civil_day(now)
    _check_past("filed_on", filed_on, now=now)
    keeper = home_unit(by, now=now)
    word = _word(keeper)
    # Whoever takes the number second waits here, and then sees what the first one filed.
    serial = take_number(keeper, word=word, year=filed_on.year)
    _check_unfiled(project)
    filing = Filing.objects.create(
        project=project,
        number=f"{word}〔{filed_on.year}〕{serial}号",
        filed_on=filed_on,
        filed_by=by,
        unit=unit,
        reporter=reporter,
        first_window=HalfMonth.containing(filed_on).id,
    )
    data = {"number": filing.number, "unit": unit, "reporter": reporter, "filed_on": filed_on}
    audit.record("project.filed", project, by=by, at=now, **data)
    return filing


def _check_unfiled(project: Project) -> None:
    if known := Filing.objects.filter(project=project).first():
        raise Duplicate(
            gettext_noop("这个项目已经备案，备案号%(number)s，不需要再次备案。"),
            code="filed-already",
            number=known.number,
        )
    if Project.objects.filter(pk=project.pk, exit__isnull=False).exists():
        raise IllegalMove(
            gettext_noop("项目已暂停或退库，恢复之后才能备案。"), code="filing-after-exit"
        )


def _word(unit: Unit) -> str:
    """Return the word of a unit's filing numbers: its short name and 备; of two with one name, the full one."""
    word = f"{(unit.short_name or unit.name)[:18]}备"
    if Series.objects.filter(word=word).exclude(unit=unit).exists():
        return f"{unit.name[:19]}备"
    return word


@transaction.atomic
def end_filing(
    project: Project, *, on: dt.date, reason: str, by: Account, now: dt.datetime
) -> None:
    """Say from which day on no more reports are owed, and why.  Raises Overtaken if that is said already."""
    access.require(by, Permission.PROJECT_FILE, now=now, units=units_of(project))
    reason = _said(reason)
    _check_past("on", on, now=now)
    filing = Filing.objects.filter(project=project).first()
    if filing is None:
        raise IllegalMove(gettext_noop("这个项目还没有备案。"), code="not-filed")
    if on < filing.filed_on:
        raise BadInput.of(
            "on", gettext_noop("停止报告的日期不能早于备案日期。"), code="ends-before-it-begins"
        )
    if not Filing.objects.filter(pk=filing.pk, ended_on__isnull=True).update(ended_on=on):
        raise Overtaken
    told = {"ended_on": [None, on]}
    audit.record("project.filing_ended", project, by=by, at=now, on=on, reason=reason, changes=told)


@transaction.atomic
def leave(
    project: Project,
    *,
    exit: str,
    on: dt.date,
    reason: str,
    approved_by: Person | None = None,
    review_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Pause or drop a project with day, reason and approver; a paused one may still be dropped.

    ``approved_by`` is whoever does it, if nobody else is named; ``review_on`` is the day on which
    a pause is looked at again.  While it is out no reports are owed.  Raises Overtaken if it has
    left that way already.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    reason = _said(reason)
    _check_past("on", on, now=now)
    if exit not in Exit.values:
        raise BadInput.of("exit", gettext_noop("请选择暂停或终止退库。"), code="exit-unknown")
    if review_on and (exit != Exit.PAUSED or review_on <= on):
        raise BadInput.of(
            "review_on", gettext_noop("复核日期只用于暂停，且应晚于暂停日期。"), code="review-unfit"
        )
    still_in = Project.objects.filter(pk=project.pk).exclude(exit=Exit.DROPPED)
    if exit == Exit.PAUSED:
        still_in = still_in.filter(exit__isnull=True)
    fields = {"exit": exit, "exit_on": on, "exit_reason": reason[:300]}
    told = changes(Project.objects.get(pk=project.pk), fields)
    if not still_in.update(version=F("version") + 1, **fields):
        raise Overtaken
    project.refresh_from_db()
    approver = approved_by or by.person
    Leaving.objects.create(
        project=project,
        exit=exit,
        on=on,
        reason=reason[:300],
        approved_by=approver,
        review_on=review_on,
        investment=project.investment,
    )
    data = {"exit": exit, "exit_name": _chinese(Exit(exit)), "on": on, "reason": reason}
    data |= {"approved_by": approver, "review_on": review_on, "investment": project.investment}
    audit.record("project.left", project, by=by, at=now, **data, changes=told)


@transaction.atomic
def come_back(
    project: Project,
    *,
    on: dt.date,
    reason: str,
    approved_by: Person | None = None,
    by: Account,
    now: dt.datetime,
) -> None:
    """Take a paused project up again.  Reports are owed from the window of ``on``; none for the pause.

    That follows from the days it was out (``Leaving``), whenever anybody asks: the filing stays
    what it was.  ``approved_by`` is whoever does it, if nobody else is named.

    Raises IllegalMove for one that was dropped, Overtaken for one that is not out.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    reason = _said(reason)
    _check_past("on", on, now=now)
    row = Project.objects.get(pk=project.pk)
    if row.exit == Exit.DROPPED:
        raise IllegalMove(
            gettext_noop("已终止退库的项目不再恢复，如需继续请重新登记。"), code="dropped"
        )
    if row.exit_on and on < row.exit_on:
        raise BadInput.of(
            "on", gettext_noop("恢复日期不能早于暂停日期。"), code="back-before-it-left"
        )
    paused = Project.objects.filter(pk=project.pk, exit=Exit.PAUSED)
    back = {"exit": None, "exit_on": None, "exit_reason": None}
    if not paused.update(version=F("version") + 1, **back):
        raise Overtaken
    project.refresh_from_db()
    approver = approved_by or by.person
    Leaving.objects.filter(project=project, exit=Exit.PAUSED, back_on__isnull=True).update(
        back_on=on, back_reason=reason[:300], back_approved_by=approver
    )
    data = {"on": on, "reason": reason, "approved_by": approver, "changes": changes(row, back)}
    audit.record("project.came_back", project, by=by, at=now, **data)


def _chinese(choice: Stage | Exit) -> str:
    """Return the name for the record, which is in Chinese whoever acts."""
    with translation.override("zh-hans"):
        return str(choice.label)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Incomplete(["reason"], labels=LABELS)
    return reason.strip()
