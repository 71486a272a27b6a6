"""Steps on the page of a project: its statutory filing, the plan of its year, its benefits."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from luoshi.projects import plans
from luoshi.values.errors import NotFound
from luoshi.web.forms.plans import ApprovalForm, BenefitForm, ReachedForm, YearPlanForm
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
