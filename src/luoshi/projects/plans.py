"""Writing what a project is to become: its statutory filing, the plan of a year, its benefits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import translation

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.audit.changes import Changes, changes
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.models import (
    Approval,
    ApprovalState,
    Benefit,
    BenefitKind,
    Project,
    Stage,
    YearPlan,
)
from luoshi.projects.queries import units_of
from luoshi.rules import projectcode
from luoshi.rules.access import Permission
from luoshi.rules.curve import Curve, planned_share
from luoshi.rules.projectcode import Alarm
from luoshi.rules.projects import ProjectRule
from luoshi.rules.projects import lacks_statistics as lacks_statistics_of
from luoshi.rules.reporting import SUM_BELOW, wan
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "authority": Sentence(gettext_noop("备案机关")),
    "filed_on": Sentence(gettext_noop("备案日期")),
    "no_code_reason": Sentence(gettext_noop("没有代码的原因")),
    "evidence": Sentence(gettext_noop("凭证")),
    "unit": Sentence(gettext_noop("单位")),
}
APPROVAL_STATES = ApprovalState
BENEFIT_KINDS = BenefitKind
LIVE = (ApprovalState.FILED, ApprovalState.APPROVED)


# --- the statutory filing


@transaction.atomic
def keep_approval(
    project: Project,
    *,
    version: int | None,
    code: str,
    no_code_reason: str = "",
    authority: str,
    filed_on: dt.date | None,
    state: str,
    by: Account,
    now: dt.datetime,
) -> Approval:
    """Note how the statutory filing of a project stands; ``version`` is None for the first time.

    The code keeps its shape, time and region; its check digit is taken as it is.  One project,
    one code: raises BadInput where another project has it, Overtaken where somebody was faster.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    code, reason, authority = projectcode.tidy(code), no_code_reason.strip(), authority.strip()
    _check_approval(code, reason, authority, filed_on, state, now=now)
    if code and Approval.objects.filter(code=code).exclude(project=project).exists():
        raise BadInput.of(
            "code", gettext_noop("这个项目代码已登记在另一个项目上。"), code="code-taken"
        )
    fields = {
        "code": code or None,
        "no_code_reason": "" if code else reason,
        "authority": authority,
        "filed_on": filed_on,
        "state": state,
    }
    known = Approval.objects.filter(project=project).first()
    if version is None:
        if known is not None:
            raise Overtaken
        approval = Approval.objects.create(project=project, **fields)
    else:
        rows = Approval.objects.filter(project=project, version=version)
        if not rows.update(version=F("version") + 1, **fields):
            raise Overtaken
        approval = Approval.objects.get(project=project)
    with translation.override("zh-hans"):
        state_name = str(ApprovalState(state).label)
    told = changes(known or dict.fromkeys(fields), fields)
    data = fields | {"state_name": state_name, "changes": told}
    audit.record("project.approval_kept", project, by=by, at=now, **data)
    return approval


def _check_approval(
    code: str,
    reason: str,
    authority: str,
    filed_on: dt.date | None,
    state: str,
    *,
    now: dt.datetime,
) -> None:
    if state not in ApprovalState.values:
        raise BadInput.of("state", gettext_noop("请选择办理状态。"), code="state-unknown")
    known = policy.current().divisions
    if code and (said := projectcode.wrong(code, today=civil_day(now), divisions=known)):
        raise BadInput({"code": said}, code=said.code)
    missing = [
        name
        for name, lacks in (
            ("authority", not authority),
            ("no_code_reason", not code and not reason),
            ("filed_on", state in LIVE and filed_on is None),
        )
        if lacks
    ]
    if missing:
        raise Incomplete(missing, labels=LABELS)
    if filed_on and filed_on > civil_day(now):
        raise BadInput.of(
            "filed_on", gettext_noop("日期不能晚于今天，请填写实际发生的日期。"), code="not-yet"
        )


def approval_of(project: Project) -> Approval | None:
    """Return the statutory filing of a project."""
    return Approval.objects.filter(project=project).first()


def alarms(pks: list[int], *, today: dt.date) -> dict[int, Alarm]:
    """Return, by project, the alarms of those that were filed long ago and have not begun."""
    rows = Approval.objects.filter(project__in=pks, state__in=LIVE).select_related("project")
    begun = set(
        Project.objects.filter(pk__in=pks, milestones__stage__gte=Stage.START)
        .filter(milestones__reached_on__isnull=False)
        .values_list("pk", flat=True)
    )
    rule = rule_on(today)
    months = (rule.yellow_months, rule.orange_months, rule.red_months)
    found = {}
    for one in rows:
        started = one.project_id in begun or one.project.stage >= Stage.START
        told = projectcode.alarm(one.filed_on, started=started, today=today, months=months)
        if told:
            found[one.project_id] = told
    return found


def rule_on(day: dt.date) -> ProjectRule:
    """Return what the rules in force on a day ask of projects."""
    return policy.current().rules_on(day).projects


def region_of(approval: Approval | None) -> str:
    """Return what the region in the code of ``approval`` was called in its time, "" if unknown."""
    parsed = projectcode.parsed(approval.code) if approval and approval.code else None
    if parsed is None:
        return ""
    known = policy.current().divisions
    first = dt.date(parsed.year, parsed.month or 1, 1)
    return known.name_at(parsed.region, first) or "、".join(known.names(parsed.region))


# --- statistics


@transaction.atomic
def enter_statistics(
    project: Project, *, entered_on: dt.date, evidence: str, by: Account, now: dt.datetime
) -> None:
    """Note since when a project stands in the statistics of investment, and what shows it."""
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    evidence = evidence.strip()[:300]
    if not evidence:
        raise Incomplete(["evidence"], labels=LABELS)
    if entered_on > civil_day(now):
        raise BadInput.of(
            "entered_on", gettext_noop("日期不能晚于今天，请填写实际发生的日期。"), code="not-yet"
        )
    fields = {"statistics_on": entered_on, "statistics_evidence": evidence}
    before = Project.objects.get(pk=project.pk)
    Project.objects.filter(pk=project.pk).update(version=F("version") + 1, **fields)
    project.refresh_from_db()
    data = {"on": entered_on, "evidence": evidence, "changes": changes(before, fields)}
    audit.record("project.statistics_entered", project, by=by, at=now, **data)


def started_on(project: Project) -> dt.date | None:
    """Return the day on which a project began to be built, as its milestones say."""
    begun = project.milestones.filter(stage__gte=Stage.START, reached_on__isnull=False)
    return begun.order_by("reached_on").values_list("reached_on", flat=True).first()


def lacks_statistics(project: Project, *, today: dt.date) -> Sentence | None:
    """Return what to say of a project that should stand in statistics by now and does not."""
    return lacks_statistics_of(
        started_on(project),
        investment=project.investment,
        entered_on=project.statistics_on,
        rule=rule_on(today),
        today=today,
    )


# --- the plan of a year


@transaction.atomic
def plan_year(
    project: Project,
    *,
    year: int,
    planned: Decimal,
    q1: Decimal,
    q2: Decimal,
    q3: Decimal,
    resumes_on: dt.date | None = None,
    stops_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> YearPlan:
    """Say what a project invests in ``year`` (yuan) and how much of it, in percent, by each quarter's end.

    Saying it again changes the plan; the record keeps what it was.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    if not 0 < planned < SUM_BELOW:
        raise BadInput.of("planned", gettext_noop("年度计划投资应大于零。"), code="plan-unfit")
    if not 0 <= q1 <= q2 <= q3 <= 100:
        raise BadInput.of(
            "q3", gettext_noop("各季度末的比例应逐季不减，且不超过100。"), code="shares-fall"
        )
    for field, day in (("resumes_on", resumes_on), ("stops_on", stops_on)):
        if day and day.year != year:
            raise BadInput.of(field, gettext_noop("日期应在计划年度之内。"), code="other-year")
    if resumes_on and stops_on and resumes_on >= stops_on:
        raise BadInput.of(
            "stops_on", gettext_noop("冬季停工应晚于春季复工。"), code="season-reversed"
        )
    was = YearPlan.objects.filter(project=project, year=year).first()
    fields: dict[str, Any] = {"planned": planned, "q1": q1, "q2": q2, "q3": q3}
    fields |= {"resumes_on": resumes_on, "stops_on": stops_on}
    plan, _ = YearPlan.objects.update_or_create(project=project, year=year, defaults=fields)
    data = fields | {"year": year, "wan": wan(planned), "was": was.planned if was else None}
    told = changes(was or dict.fromkeys(fields), fields)
    audit.record("project.year_planned", project, by=by, at=now, **data, changes=told)
    return plan


def curve_of(plan: YearPlan) -> Curve:
    """Return the curve of a plan."""
    return Curve(plan.year, (plan.q1, plan.q2, plan.q3), plan.resumes_on, plan.stops_on)


def year_plan(project: Project, year: int) -> YearPlan | None:
    """Return the plan of a project for a year."""
    return YearPlan.objects.filter(project=project, year=year).first()


def share_on(plan: YearPlan, on: dt.date) -> Decimal:
    """Return the percent of ``plan`` that should stand at the end of a day."""
    return planned_share(curve_of(plan), on)


# --- benefits


@transaction.atomic
def promise(
    project: Project,
    *,
    kind: str,
    detail: str = "",
    unit: str,
    promised: Decimal,
    by: Account,
    now: dt.datetime,
) -> Benefit:
    """Note what a project is to bring; saying it again changes the promise and keeps what was reached."""
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    _check_kind(kind)
    unit, detail = unit.strip(), detail.strip()
    if not unit:
        raise Incomplete(["unit"], labels=LABELS)
    _check_amount("promised", promised)
    rows, fields = Benefit.objects.filter(project=project), {"unit": unit, "promised": promised}
    known = rows.filter(kind=kind, detail=detail).first()
    benefit, _ = rows.update_or_create(project=project, kind=kind, detail=detail, defaults=fields)
    told = changes(known or dict.fromkeys(fields), fields)
    _record_benefit("project.benefit_promised", benefit, promised, told, by=by, now=now)
    return benefit


@transaction.atomic
def reach_benefit(
    benefit: Benefit,
    *,
    reached: Decimal,
    reached_on: dt.date,
    evidence: str,
    by: Account,
    now: dt.datetime,
) -> None:
    """Note how much of a promise was reached by a day, in its unit, and what shows it."""
    project = benefit.project
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    if not evidence.strip():
        raise Incomplete(["evidence"], labels=LABELS)
    _check_amount("reached", reached)
    if reached_on > civil_day(now):
        raise BadInput.of(
            "reached_on", gettext_noop("日期不能晚于今天，请填写实际发生的日期。"), code="not-yet"
        )
    fields = {"reached": reached, "reached_on": reached_on, "evidence": evidence.strip()[:300]}
    told = changes(Benefit.objects.get(pk=benefit.pk), fields)
    Benefit.objects.filter(pk=benefit.pk).update(**fields)
    benefit.refresh_from_db()
    _record_benefit("project.benefit_reached", benefit, reached, told, by=by, now=now)


def _check_kind(kind: str) -> None:
    if kind not in BenefitKind.values:
        raise BadInput.of("kind", gettext_noop("请选择效益类别。"), code="kind-unknown")


def _check_amount(field: str, amount: Decimal) -> None:
    if not 0 <= amount < SUM_BELOW:
        raise BadInput.of(field, gettext_noop("应为不小于零的数。"), code="amount-unfit")


def _record_benefit(
    type_: str,
    benefit: Benefit,
    amount: Decimal,
    told: Changes,
    *,
    by: Account,
    now: dt.datetime,
) -> None:
    with translation.override("zh-hans"):
        name = str(benefit)
    data = {"name": name, "amount": amount.normalize(), "unit": benefit.unit}
    audit.record(
        type_,
        benefit.project,
        by=by,
        at=now,
        **data,
        on=benefit.reached_on,
        evidence=benefit.evidence,
        changes=told,
    )


def benefits_of(project: Project) -> list[Benefit]:
    """Return what a project is to bring."""
    return list(Benefit.objects.filter(project=project).select_related("project"))
