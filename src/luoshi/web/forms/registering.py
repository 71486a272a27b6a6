"""The forms of help with registering: the wish, the form chosen, name, licence, and each step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from luoshi.orgs.queries import people, units
from luoshi.registering import queries
from luoshi.web.forms.choosing import UnitField
from luoshi.web.forms.days import DayField
from luoshi.web.forms.directory import wide_search
from luoshi.web.forms.longlists import ChosenFilter, unit_called
from luoshi.web.forms.matters import PersonField


def _text(label: Any, *, help_text: Any = "", required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        max_length=300,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WishForm(forms.Form):
    """The enterprise's own wish: who, when, in which words."""

    enterprise = UnitField(label=_("企业"))
    wished_by = PersonField(
        label=_("提出人"), queryset=people(), help_text=_("企业方提出协助请求的人员。")
    )
    wished_on = DayField(label=_("提出日期"))
    wish = forms.CharField(
        label=_("企业意愿原话"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照录企业的原话，登记后不能修改。企业可以随时撤回，不需要理由。"),
    )
    place = forms.CharField(label=_("拟注册地"), max_length=120)
    form = forms.ChoiceField(
        label=_("设立形式"),
        choices=queries.FORMS.choices,
        help_text=_("由企业自己决定；还没有定的选“尚未选定”。"),
    )


class FormForm(forms.Form):
    """Which form the enterprise chose, and what decides on the registrar."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    form = forms.ChoiceField(label=_("设立形式"), choices=queries.FORMS.choices)
    holding = forms.ChoiceField(label=_("持股情况"), choices=queries.HOLDINGS.choices)
    delegation = forms.CharField(
        label=_("省级登记机关授权文件"),
        max_length=200,
        required=False,
        help_text=_("授权当地登记机关办理的，写明文件名称和文号。"),
    )


class NameForm(forms.Form):
    """The declared name."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    name = forms.CharField(label=_("申报名称"), max_length=200)
    declared_on = DayField(label=_("名称申报日期"))
    needs_approval = forms.BooleanField(label=_("设立须经批准（名称保留期一年）"), required=False)


class LicenceForm(forms.Form):
    """The licence with its code."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=60,
        help_text=_("18位；2015年以前的15位注册号照原样保存。"),
    )
    licensed_on = DayField(label=_("成立日期"), help_text=_("营业执照签发日期。"))


class AskForm(forms.Form):
    """Who helps with a step, by when."""

    helper_unit = UnitField(label=_("协助单位"))
    helper = PersonField(label=_("协助人"), queryset=people())
    asked_on = DayField(label=_("提出日期"))
    due_on = DayField(label=_("协助期限"))


class DoneForm(forms.Form):
    """That a step is done."""

    done_on = DayField(label=_("完成日期"))
    note = _text(_("备注"), required=False)


class ObstacleForm(forms.Form):
    """What stands in the way; nothing, if it is left empty."""

    obstacle = _text(
        _("遇到的障碍"), required=False, help_text=_("还缺什么、卡在哪个单位。已经消除的清空。")
    )


class SkipForm(forms.Form):
    """Why a step is not needed."""

    reason = _text(_("不需要的原因"))


class KeepWordsForm(forms.Form):
    """Why flagged words stay."""

    reason = _text(_("保留理由"))


class RegistrationFilters(FilterSet):
    """What narrows the list of registrations."""

    q = CharFilter(label=_("关键词"), method="by_text", widget=wide_search())
    state = ChoiceFilter(
        label=_("状态"), field_name="state", choices=queries.STATES.choices, empty_label=_("全部")
    )
    form = ChoiceFilter(
        label=_("设立形式"), field_name="form", choices=queries.FORMS.choices, empty_label=_("全部")
    )
    unit = ChosenFilter(
        label=_("单位或企业"),
        queryset=units(),
        named=unit_called,
        method="by_unit",
        empty_label=_("全部"),
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Name, place, code, project or enterprise."""
        return queries.matching(rows, value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """Of an enterprise, kept by a unit, or in which it helps."""
        return queries.with_unit(rows, value)
