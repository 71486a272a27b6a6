"""The forms of projects: what it is, its stages, filing in our own ledger, leaving and coming back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from luoshi import clock
from luoshi.orgs.queries import people, units
from luoshi.projects import plans, queries
from luoshi.standing import queries as standing
from luoshi.web.forms.causes import cause_field
from luoshi.web.forms.choosing import MoneyField, UnitField, UnitsField
from luoshi.web.forms.days import DayField, DayFilter
from luoshi.web.forms.directory import wide_search
from luoshi.web.forms.lights import LIGHTS
from luoshi.web.forms.longlists import ChosenFilter, unit_called
from luoshi.web.forms.matters import PersonField

ROLES = queries.PARTY_ROLES
PARTIES = {"investors": ROLES.INVESTOR, "partners": ROLES.PARTNER, "locals": ROLES.LOCAL}


class ProjectForm(forms.Form):
    """What a project is and who takes part in it."""

    name = forms.CharField(label=_("项目名称"), max_length=200)
    place = forms.CharField(
        label=_("建设地点"), max_length=120, required=False, help_text=_("写到县（市、区）或园区。")
    )
    sector = forms.ChoiceField(
        label=_("行业"), required=False, choices=[("", _("（未注明）")), *queries.SECTORS.choices]
    )
    content = forms.CharField(
        label=_("建设内容"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    investment = MoneyField(label=_("计划总投资"), required=False)
    investors = UnitsField(label=_("投资建设方"), rows=2)
    partners = UnitsField(label=_("合作方"), rows=2)
    locals = UnitsField(label=_("属地服务单位"), rows=2)

    def taking(self) -> dict[str, Any]:
        """Return the keywords of the action: fields with ``parties`` as pairs."""
        given = dict(self.cleaned_data)
        parties = [(unit, role) for field, role in PARTIES.items() for unit in given.pop(field)]
        return given | {"parties": parties}


class ProjectNewForm(ProjectForm):
    """A project new to the register: the stage it is in, the engagement at which it was raised."""

    stage = forms.ChoiceField(label=_("当前阶段"), choices=queries.STAGES.choices)
    engagement = forms.ModelChoiceField(
        label=_("提出于"), queryset=None, required=False, empty_label=_("（不是在活动中提出）")
    )

    def __init__(self, *args: Any, engagements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].queryset = engagements  # type: ignore[attr-defined]


class ProjectEditForm(ProjectForm):
    """A project as it was read; its stage moves by milestones."""

    version = forms.IntegerField(widget=forms.HiddenInput())


class FilingForm(forms.Form):
    """Who reports on the project from now on."""

    unit = UnitField(label=_("填报单位"), help_text=_("每半月报送进展的单位。"))
    reporter = PersonField(
        label=_("填报人"),
        queryset=people().order_by("name", "pk"),
        help_text=_("具体填报的一个人。"),
        empty_label=_("（请选择）"),
    )
    filed_on = DayField(label=_("备案日期"))


class StageForm(forms.Form):
    """A stage planned, reached, or both."""

    stage = forms.ChoiceField(label=_("阶段"), choices=queries.STAGES.choices)
    planned_on = DayField(label=_("计划日期"), required=False)
    slip_cause = cause_field(
        required=False, help_text=_("原来已有计划日期、这次要改的必选；第一次定计划的不用选。")
    )
    reason = forms.CharField(
        label=_("推移理由"),
        max_length=300,
        required=False,
        help_text=_("改动原计划的必填，一句话。"),
    )
    reached_on = DayField(label=_("完成日期"), required=False)
    evidence = forms.CharField(
        label=_("凭证"),
        max_length=300,
        required=False,
        help_text=_("已完成的必填，例如“施工许可证（编号）”。"),
    )
    definition = forms.CharField(
        label=_("认定标准"),
        max_length=300,
        required=False,
        help_text=_("不填的按该阶段的通行标准认定，例如开工以永久性工程首次破土为准，仪式不算。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned.get("reached_on") and not cleaned.get("evidence", "").strip():
            self.add_error("evidence", gettext("已完成的阶段要写明凭证。"))
        if cleaned.get("evidence", "").strip() and not cleaned.get("reached_on"):
            self.add_error("reached_on", gettext("写了凭证，还要写完成日期。"))
        if not cleaned.get("planned_on") and not cleaned.get("reached_on"):
            raise forms.ValidationError(gettext("请填写计划日期，或填写完成日期和凭证。"))
        return cleaned


class StageReasonForm(forms.Form):
    """A stage that is not passed, or was noted wrongly, and why."""

    stage = forms.ChoiceField(label=_("阶段"), choices=queries.STAGES.choices)
    reason = forms.CharField(label=_("原因"), max_length=300)


def _approver() -> PersonField:
    return PersonField(
        label=_("批准人"),
        queryset=people().order_by("name", "pk"),
        required=False,
        help_text=_("不选的即为经办人本人。"),
        empty_label=_("（经办人本人）"),
    )


class LeaveForm(forms.Form):
    """Paused or dropped, since when, why, who approved it."""

    exit = forms.ChoiceField(label=_("处理"), choices=queries.EXITS.choices)
    on = DayField(label=_("日期"))
    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    approved_by = _approver()
    review_on = DayField(
        label=_("复核日期"),
        required=False,
        help_text=_("暂停的，到哪天再看是否恢复。"),
    )


class SinceForm(forms.Form):
    """A day and a reason: an end of reporting."""

    on = DayField(label=_("日期"))
    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class BackForm(SinceForm):
    """Coming back: since when, why, who approved it."""

    approved_by = _approver()


def _as_of(rows: Any) -> bool:
    """Return whether ``rows`` show the register as of a day."""
    return "stage_then" in rows.query.annotations


class ProjectFilters(FilterSet):
    """What narrows the list of projects."""

    q = CharFilter(label=_("关键词"), method="by_text", widget=wide_search())
    stage = ChoiceFilter(
        label=_("当前阶段"),
        method="by_stage",
        choices=queries.STAGES.choices,
        empty_label=_("全部"),
    )
    unit = ChosenFilter(
        label=_("单位或企业"),
        queryset=units(),
        named=unit_called,
        method="by_unit",
        empty_label=_("全部"),
    )
    place = CharFilter(label=_("建设地点"), field_name="place", lookup_expr="icontains")
    sector = ChoiceFilter(label=_("行业"), choices=queries.SECTORS.choices, empty_label=_("全部"))
    filed = ChoiceFilter(
        label=_("内部备案"),
        method="by_filing",
        choices=[("yes", _("已备案")), ("no", _("未备案")), ("out", _("已暂停或退库"))],
        empty_label=_("全部"),
    )
    approval = ChoiceFilter(
        label=_("投资项目备案"),
        method="by_approval",
        choices=[("none", _("未登记")), *plans.APPROVAL_STATES.choices],
        empty_label=_("全部"),
    )
    plan = ChoiceFilter(
        label=_("本年计划"),
        method="by_plan",
        choices=[("yes", _("已登记")), ("no", _("未登记"))],
        empty_label=_("全部"),
    )
    on = DayFilter(label=_("时点"), method="by_day")
    light = ChoiceFilter(
        label=_("综合灯"), method="by_light", choices=LIGHTS, empty_label=_("全部")
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Name, place, content, number or party."""
        return queries.matching(rows, value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """What a unit keeps, takes part in or reports on."""
        return queries.with_unit(rows, value)

    def by_filing(self, rows: Any, name: str, value: str) -> Any:
        """Filed, not filed, or out of the register."""
        if value == "out":
            return rows.exclude(exit_then="") if _as_of(rows) else rows.filter(exit__isnull=False)
        return rows.filter(filing__isnull=value == "no")

    def by_stage(self, rows: Any, name: str, value: str) -> Any:
        """The present stage, or that of the day which is asked about."""
        return rows.filter(**{"stage_then" if _as_of(rows) else "stage": value})

    def by_approval(self, rows: Any, name: str, value: str) -> Any:
        """How the statutory filing stands."""
        if value == "none":
            return rows.filter(approval__isnull=True)
        return rows.filter(approval__state=value)

    def by_plan(self, rows: Any, name: str, value: str) -> Any:
        """With or without a plan for this year."""
        return queries.with_plan(rows, clock.today().year, planned=value == "yes")

    def by_day(self, rows: Any, name: str, value: Any) -> Any:
        """What was in the register on a day: the list asks for it before it is narrowed."""
        return rows

    def by_light(self, rows: Any, name: str, value: str) -> Any:
        """What stands under one combined light."""
        return standing.lit(rows, value)
