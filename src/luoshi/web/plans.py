"""What the page of a project shows of its statutory filing, the plan of its year and its benefits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.progress import queries as progress
from luoshi.projects import permits, plans, queries, staging
from luoshi.rules import curve, projectcode
from luoshi.rules.projectcode import Alarm
from luoshi.web.forms.plans import (
    ApprovalForm,
    BenefitForm,
    PermitForm,
    ReachedForm,
    StatisticsForm,
    YearPlanForm,
)
from luoshi.web.forms.projects import StageReasonForm

RULE = _(
    "备案后满2年未开工也未办理其他手续的，应在投资项目在线平台说明情况或撤回备案；"
    "经提醒仍不处理的，备案信息不再公开，备案证明失效。"
)


def _light(alarm: Alarm) -> dict[str, Any]:
    word = gettext("备案满%(months)s个月未开工") % {"months": alarm.months}
    return {"colour": alarm.colour, "word": word, "reason": ""}


def alarms_of(pks: list[int], *, today: dt.date) -> dict[int, dict[str, Any]]:
    """Return, by project, the alarm of those filed long ago without a start."""
    return {pk: _light(one) for pk, one in plans.alarms(pks, today=today).items()}


def shown(
    project: Any, *, today: dt.date, wrong: dict[str, forms.Form] | None = None
) -> dict[str, Any]:
    """Return the context of the three cards; ``wrong`` holds a form that was sent and refused."""
    approval = plans.approval_of(project)
    alarm = plans.alarms([project.pk], today=today).get(project.pk)
    parsed = projectcode.parsed(approval.code) if approval and approval.code else None
    names = ("version", "code", "no_code_reason", "authority", "filed_on", "state")
    known = {name: getattr(approval, name) for name in names} if approval else {}
    plan = plans.year_plan(project, today.year)
    of_plan = ("year", "planned", "q1", "q2", "q3", "resumes_on", "stops_on")
    planned = {name: getattr(plan, name) for name in of_plan} if plan else {"year": today.year}
    return {
        "approval": approval,
        "approval_code": parsed,
        "approval_alarm": _light(alarm) if alarm else None,
        "approval_due": alarm.due_on if alarm else None,
        "approval_rule": RULE,
        "approval_basis": plans.rule_on(today).alarm_basis,
        "approval_region": plans.region_of(approval),
        **_noted(project, today=today),
        "plan": plan,
        "curve": _curve(project, plan, today=today) if plan else None,
        "benefits": [
            {
                "row": one,
                "percent": _percent(one),
                "form": (wrong or {}).get(f"reached_form_{one.pk}") or _reached(one, today),
            }
            for one in plans.benefits_of(project)
        ],
        "approval_form": ApprovalForm(initial=known, auto_id="approval_%s"),
        "plan_form": YearPlanForm(initial=planned, auto_id="plan_%s"),
        "benefit_form": BenefitForm(auto_id="benefit_%s"),
    }


def _noted(project: Any, *, today: dt.date) -> dict[str, Any]:
    """Return what the page shows of stages that contradict, formalities, statistics and exits."""
    rule = plans.rule_on(today)
    return {
        "contradictions": staging.contradictions(project),
        "permits": permits.permits_of(project),
        "permit_form": PermitForm(auto_id="permit_%s"),
        "statistics_lack": plans.lacks_statistics(project, today=today),
        "statistics_basis": rule.statistics_basis,
        "statistics_form": StatisticsForm(initial={"entered_on": today}, auto_id="statistics_%s"),
        "leavings": queries.leavings_of(project),
        "skip_form": StageReasonForm(auto_id="skip_%s"),
        "take_back_form": StageReasonForm(initial={"stage": project.stage}, auto_id="take_back_%s"),
    }


def _reached(benefit: Any, today: dt.date) -> ReachedForm:
    initial = {"reached_on": today, "reached": benefit.reached, "evidence": benefit.evidence}
    return ReachedForm(initial=initial, auto_id=f"reached_{benefit.pk}_%s")


def _percent(benefit: Any) -> Any:
    if benefit.reached is None or not benefit.promised:
        return None
    return curve.done_share(benefit.reached, benefit.promised)


def _curve(project: Any, plan: Any, *, today: dt.date) -> dict[str, Any]:
    last = progress.reports_of(project).filter(window__startswith=f"{plan.year}-").first()
    quarters = [
        (number, share, plan.planned * share / 100)
        for number, share in enumerate((plan.q1, plan.q2, plan.q3, curve.WHOLE), 1)
    ]
    if last is None:
        return {"quarters": quarters, "share": plans.share_on(plan, today), "on": today}
    on = progress.last_day_of(last)
    share = plans.share_on(plan, on)
    done = curve.done_share(last.invested_year, plan.planned)
    told = {"done": done, "invested": last.invested_year, "ahead": done - share}
    return {"quarters": quarters, "share": share, "on": on, "points": abs(done - share)} | told
