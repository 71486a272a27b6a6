"""The forms of kept views, and of what is done to many matters at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.orgs.queries import lasting_units, people, units
from luoshi.web.forms.days import DayField
from luoshi.web.forms.matters import PersonField


class ViewForm(forms.Form):
    """What a view is called, who else opens it, where it stands."""

    name = forms.CharField(label=_("名称"), max_length=40)
    shared_with = forms.ModelChoiceField(
        label=_("共享给单位"),
        queryset=None,
        required=False,
        help_text=_("同一单位的人也能打开；各人只看到自己有权看的内容。"),
    )
    is_pinned = forms.BooleanField(label=_("显示在我的待办"), required=False)
    is_default = forms.BooleanField(label=_("打开列表时使用"), required=False)

    def __init__(self, *args: Any, units: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = self.fields["shared_with"]
        shared.queryset = _rows_of(units)  # type: ignore[attr-defined]
        shared.empty_label = gettext("（只给自己）")  # type: ignore[attr-defined]


def _rows_of(some: list[Any]) -> Any:
    return units().filter(pk__in=[one.pk for one in some])


class UrgeManyForm(forms.Form):
    """The words of the papers, and by when they want an answer."""

    text = forms.CharField(
        label=_("催办内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每件事项各发一份催办单，内容相同，编号各不相同；发出后不能撤销。"),
    )
    answer_by = DayField(label=_("要求反馈日期"))


class HandOverManyForm(forms.Form):
    """Into whose hands, and why."""

    to_person = PersonField(label=_("接收人"), queryset=people())
    to_unit = forms.ModelChoiceField(
        label=_("接收单位"),
        queryset=lasting_units(),
        required=False,
        help_text=_("单位合并或者职责调整时选择；不选则牵头单位不变。"),
    )
    reason = forms.CharField(
        label=_("移交原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_person"].queryset = people()  # type: ignore[attr-defined]
        self.fields["to_unit"].queryset = lasting_units()  # type: ignore[attr-defined]
        self.fields["to_unit"].empty_label = gettext("（不变）")  # type: ignore[attr-defined]
