"""The forms of working groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet, ModelChoiceFilter

from luoshi.matters import queries
from luoshi.orgs.queries import people, units
from luoshi.web.forms.matters import DayInput, PersonField, several_units


class PeopleField(forms.ModelMultipleChoiceField):
    """Any number of people, one tick box each, told apart by unit and post."""

    label_from_instance = PersonField.label_from_instance


class GroupForm(forms.Form):
    """A group: its one lead, its other units, its people."""

    name = forms.CharField(label=_("名称"), max_length=120)
    lead = forms.ModelChoiceField(
        label=_("牵头单位"), queryset=units(), help_text=_("只能有一个。")
    )
    purpose = forms.CharField(
        label=_("职责"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    set_up_on = forms.DateField(label=_("成立日期"), required=False, widget=DayInput())
    responsible = several_units(_("责任单位"))
    cooperating = several_units(_("配合单位"))
    members = PeopleField(
        label=_("成员"),
        queryset=people(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "pick"}),
        help_text=_("不再勾选的成员保留在记录中，注明离开的日期。"),
    )
    engagement = forms.ModelChoiceField(label=_("提出于"), queryset=None, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, engagements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].queryset = engagements  # type: ignore[attr-defined]
        for name in ("lead", "engagement"):
            self.fields[name].empty_label = gettext("（未定）")  # type: ignore[attr-defined]


class GroupFilters(FilterSet):
    """What narrows the list of groups."""

    q = CharFilter(
        label=_("关键词"),
        method="by_text",
        widget=forms.TextInput(attrs={"data-wide": True, "type": "search"}),
    )
    unit = ModelChoiceFilter(
        label=_("单位"), method="by_unit", queryset=units(), empty_label=_("全部")
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Words of the name or the purpose."""
        return queries.groups_matching(rows, value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """Groups that a unit leads or is in."""
        return queries.groups_of_unit(rows, value.pk)
