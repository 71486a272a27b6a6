"""The forms of a project's statutory filing, the plan of its year, and its benefits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.projects import permits, plans
from luoshi.web.forms.choosing import MoneyField
from luoshi.web.forms.days import DayField


class ApprovalForm(forms.Form):
    """The filing with the authority, as it stands now."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    code = forms.CharField(
        label=_("项目代码"),
        required=False,
        max_length=40,
        help_text=_(
            "投资项目在线平台赋的20位代码，例如 2105-654202-04-01-123456。校验位不在此核对。"
        ),
    )
    no_code_reason = forms.CharField(
        label=_("没有代码的原因"), required=False, max_length=300, help_text=_("没有代码的必填。")
    )
    authority = forms.CharField(label=_("备案机关"), max_length=120)
    filed_on = DayField(label=_("备案日期"), required=False)
    state = forms.ChoiceField(label=_("办理状态"), choices=plans.APPROVAL_STATES.choices)


class StatisticsForm(forms.Form):
    """Since when a project stands in the statistics, and what shows it."""

    entered_on = DayField(label=_("入统日期"))
    evidence = forms.CharField(
        label=_("凭证"), max_length=300, help_text=_("例如统计联网直报平台的项目编号。")
    )


class PermitForm(forms.Form):
    """How one formality stands; the same one again changes it."""

    kind = forms.ChoiceField(label=_("手续"), choices=permits.KINDS.choices)
    detail = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=100,
        help_text=_("同一类有几件的，用说明区分；手续和说明都相同的，按修改办理。"),
    )
    authority = forms.CharField(label=_("办理机关"), max_length=120)
    applied_on = DayField(label=_("申请日期"), required=False)
    issued_on = DayField(label=_("办结日期"), required=False)
    number = forms.CharField(label=_("文号"), required=False, max_length=100)
    blocked_by = forms.CharField(
        label=_("卡在何处"),
        required=False,
        max_length=300,
        help_text=_("还缺什么、等哪个单位。"),
    )


def _share(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=2)


class YearPlanForm(forms.Form):
    """How much of the year's plan stands by the end of each quarter; the fourth ends at 100."""

    year = forms.IntegerField(label=_("年度"), min_value=2007, max_value=2099)
    planned = MoneyField(label=_("年度计划投资"))
    q1 = _share(_("一季度末（%）"))
    q2 = _share(_("二季度末（%）"))
    q3 = _share(_("三季度末（%）"))
    resumes_on = DayField(label=_("春季复工"), required=False, help_text=_("此前停工，不计进度。"))
    stops_on = DayField(label=_("冬季停工"), required=False, help_text=_("此后停工，不计进度。"))


class BenefitForm(forms.Form):
    """What was promised."""

    kind = forms.ChoiceField(label=_("效益"), choices=plans.BENEFIT_KINDS.choices)
    detail = forms.CharField(
        label=_("说明"), required=False, max_length=100, help_text=_("例如产品名称。")
    )
    promised = forms.DecimalField(label=_("承诺"), min_value=0, max_digits=20, decimal_places=4)
    unit = forms.CharField(label=_("单位"), max_length=20, help_text=_("例如“万吨/年”“万元”“人”。"))


class ReachedForm(forms.Form):
    """What was reached by a day, and what shows it."""

    reached = forms.DecimalField(label=_("实际"), min_value=0, max_digits=20, decimal_places=4)
    reached_on = DayField(label=_("截至"))
    evidence = forms.CharField(label=_("凭证"), max_length=300)
