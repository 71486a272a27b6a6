"""Steps on the page of a project: its statutory filing, the plan of its year, its benefits."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from luoshi.projects import permits, plans, staging
from luoshi.values.errors import NotFound
from luoshi.web.forms.plans import (
    ApprovalForm,
    BenefitForm,
    PermitForm,
    ReachedForm,
    StatisticsForm,
    YearPlanForm,
)
from luoshi.web.forms.projects import StageReasonForm
from luoshi.web.page import Request
from luoshi.web.projects import step


@require_POST
def project_approval(request: Request, pk: int) -> HttpResponse:
    """Note how the statutory filing stands."""
    form = ApprovalForm(request.POST, auto_id="approval_%s")
    return step(
        request,
        pk,
        "approval_form",
        form,
        lambda project, given: plans.keep_approval(project, **given),
        _("投资项目备案情况已登记。"),
    )


@require_POST
def project_statistics(request: Request, pk: int) -> HttpResponse:
    """Note since when the project stands in the statistics."""
    form = StatisticsForm(request.POST, auto_id="statistics_%s")
    return step(
        request,
        pk,
        "statistics_form",
        form,
        lambda project, given: plans.enter_statistics(project, **given),
        _("入统情况已登记。"),
    )


@require_POST
def project_permit(request: Request, pk: int) -> HttpResponse:
    """Note how one formality stands."""
    form = PermitForm(request.POST, auto_id="permit_%s")
    return step(
        request,
        pk,
        "permit_form",
        form,
        lambda project, given: permits.keep_permit(project, **given),
        _("前期手续已登记。"),
    )


@require_POST
def project_stage_skip(request: Request, pk: int) -> HttpResponse:
    """Say that a stage is not passed."""
    form = StageReasonForm(request.POST, auto_id="skip_%s")
    return step(
        request,
        pk,
        "skip_form",
        form,
        lambda project, given: staging.skip_stage(project, **given),
        _("已登记不经过这个阶段。"),
    )


@require_POST
def project_stage_back(request: Request, pk: int) -> HttpResponse:
    """Take back what was noted of a stage."""
    form = StageReasonForm(request.POST, auto_id="take_back_%s")
    return step(
        request,
        pk,
        "take_back_form",
        form,
        lambda project, given: staging.take_back_stage(project, **given),
        _("已撤回，当前阶段按其余节点重新推定。"),
    )


@require_POST
def project_year_plan(request: Request, pk: int) -> HttpResponse:
    """Plan a year by quarters."""
    form = YearPlanForm(request.POST, auto_id="plan_%s")
    return step(
        request,
        pk,
        "plan_form",
        form,
        lambda project, given: plans.plan_year(project, **given),
        _("年度计划已登记。"),
    )


@require_POST
def project_benefit(request: Request, pk: int) -> HttpResponse:
    """Note what was promised."""
    form = BenefitForm(request.POST, auto_id="benefit_%s")
    return step(
        request,
        pk,
        "benefit_form",
        form,
        lambda project, given: plans.promise(project, **given),
        _("承诺的效益已登记。"),
    )


@require_POST
def project_benefit_reached(request: Request, pk: int, benefit: int) -> HttpResponse:
    """Note what was reached."""

    def reach(project: object, given: dict[str, object]) -> None:
        row = next((one for one in plans.benefits_of(project) if one.pk == benefit), None)  # type: ignore[arg-type]
        if row is None:
            raise NotFound
        plans.reach_benefit(row, **given)  # type: ignore[arg-type]

    form = ReachedForm(request.POST, auto_id=f"reached_{benefit}_%s")
    return step(request, pk, f"reached_form_{benefit}", form, reach, _("实际效益已登记。"))
