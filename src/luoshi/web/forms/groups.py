"""The forms of working groups, and of units that nobody has named yet."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from luoshi.intake.naming import is_group_of_units
from luoshi.matters import groups, queries
from luoshi.orgs.queries import people, units
from luoshi.web.forms.choosing import UnitField, UnitsField
from luoshi.web.forms.days import DayField
from luoshi.web.forms.matters import PersonField

_BETWEEN = re.compile(r"[\n、，,；;]+")


class UnitsOrWordsField(UnitsField):
    """Units by name, and words that name none yet.  ``clean`` gives both: (units, words)."""

    def clean(self, value: Any) -> Any:
        """Return the units, and the words such as 其他部门 that wait to be named."""
        parts = [part.strip() for part in _BETWEEN.split(value or "") if part.strip()]
        words = [part for part in parts if is_group_of_units(part)]
        return super().clean("\n".join(part for part in parts if part not in words)), words


class GroupForm(forms.Form):
    """A group: its one lead, its other units, what it is for."""

    name = forms.CharField(label=_("名称"), max_length=120)
    lead = UnitField(label=_("牵头单位"), help_text=_("只能有一个。全称、简称、别名均可。"))
    responsible = UnitsOrWordsField(label=_("责任单位"))
    cooperating = UnitsOrWordsField(
        label=_("配合单位"),
        help_text=_("每行一个。还不确定的照原话写，例如“其他部门”，成立之前再逐一明确。"),
    )
    purpose = forms.CharField(
        label=_("职责"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    engagement = forms.ModelChoiceField(label=_("提出于"), queryset=None, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, engagements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].queryset = engagements  # type: ignore[attr-defined]
        self.fields["engagement"].empty_label = gettext("（未定）")  # type: ignore[attr-defined]


class GroupEditForm(GroupForm):
    """What is changed, and from when units come and go."""

    changed_on = DayField(
        label=_("单位调整自"),
        required=False,
        help_text=_("不填为今天。离开的单位保留在记录中，注明日期。"),
    )


class PaperForm(forms.Form):
    """The paper that sets a group up."""

    title = forms.CharField(
        label=_("成立文件"), max_length=200, help_text=_("文件标题，例如“关于成立…的通知”。")
    )
    number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("没有文号的不填。")
    )
    on = DayField(label=_("文件日期"))
    set_up_on = DayField(
        label=_("成立日期"),
        required=False,
        help_text=_("与文件日期相同的不填。"),
    )
    source = forms.ModelChoiceField(
        label=_("文件原件"),
        queryset=None,
        required=False,
        help_text=_("已经存入系统的文件，可以在这里指明。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["source"].empty_label = gettext("（没有）")  # type: ignore[attr-defined]


class DissolveForm(forms.Form):
    """From when a group is no more, and why."""

    on = DayField(label=_("撤销日期"))
    reason = forms.CharField(
        label=_("撤销理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明依据的决定。承办的事项仍由各自的牵头单位办理。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput())


class JoinForm(forms.Form):
    """Who comes in, as what, from when."""

    person = PersonField(label=_("人员"), queryset=people())
    part = forms.ChoiceField(
        label=_("组内身份"), choices=groups.PARTS.choices, initial=groups.PARTS.MEMBER
    )
    from_on = DayField(label=_("加入日期"), required=False, help_text=_("不填为今天。"))


class LeaveForm(forms.Form):
    """The last day, and why."""

    on = DayField(label=_("最后一天"))
    reason = forms.CharField(label=_("离开原因"), max_length=300, required=False)


class MetForm(forms.Form):
    """Where a group met."""

    engagement = forms.ModelChoiceField(label=_("活动"), queryset=None)

    def __init__(self, *args: Any, engagements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].queryset = engagements  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """The real units behind the words."""

    units = UnitsField(label=_("明确为"), required=True)


class StrikeForm(forms.Form):
    """Why the words bind nobody."""

    reason = forms.CharField(label=_("不列的理由"), max_length=300)


class WordsForm(forms.Form):
    """Words that are to be named later, and the role in which they stand."""

    words = forms.CharField(
        label=_("称谓"), max_length=120, help_text=_("照原话写，例如“各县市”“有关部门”。")
    )
    role = forms.ChoiceField(
        label=_("身份"), choices=groups.ROLES.choices, initial=groups.ROLES.COOPERATING
    )


class GroupFilters(FilterSet):
    """What narrows the list of groups."""

    q = CharFilter(
        label=_("关键词"),
        method="by_text",
        widget=forms.TextInput(attrs={"data-wide": True, "type": "search"}),
    )
    state = ChoiceFilter(
        label=_("状态"), method="by_state", choices=groups.STATES.choices, empty_label=_("全部")
    )
    unit = ModelChoiceFilter(
        label=_("单位"), method="by_unit", queryset=units(), empty_label=_("全部")
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Words of the name or the purpose."""
        return queries.groups_matching(rows, value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """Groups that wait for their paper, that stand, or that are no more."""
        return groups.in_state(rows, value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """Groups that a unit leads or is in."""
        return queries.groups_of_unit(rows, value.pk)
