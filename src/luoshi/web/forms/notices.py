"""The forms about notices, prepared orders and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from luoshi.notices import queries
from luoshi.web.forms.days import DayField


class LaterForm(forms.Form):
    """Until when a notice rests, and why."""

    to = DayField(label=_("改到哪天再提醒"))
    reason = forms.CharField(label=_("原因"), max_length=200)


class OrderForm(forms.Form):
    """The words of a prepared order and the day it asks for, as they go out."""

    text = forms.CharField(label=_("正文"), max_length=2000, widget=forms.Textarea({"rows": 7}))
    answer_by = DayField(label=_("要求反馈日期"))


class DropForm(forms.Form):
    """Why a prepared order does not go out."""

    note = forms.CharField(
        label=_("不签发的原因"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class DecisionForm(forms.Form):
    """Yes or no, and why."""

    says = forms.ChoiceField(
        label=_("决定"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea({"rows": 3}))


class OrderFilters(FilterSet):
    """What narrows the list of orders."""

    state = ChoiceFilter(
        label=_("状态"), choices=queries.ORDER_STATES.choices, empty_label=_("全部")
    )
    kind = ChoiceFilter(label=_("类别"), choices=queries.ORDER_KINDS.choices, empty_label=_("全部"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
