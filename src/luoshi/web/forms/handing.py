"""The form of a hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.orgs.queries import lasting_units, people
from luoshi.web.forms.matters import PersonField
from luoshi.web.forms.several import SeveralField


class MattersField(SeveralField):
    """Matters with number, title and day."""

    def label_from_instance(self, matter: Any) -> str:
        return f"{matter.number} {matter.title}"


class HandOverForm(forms.Form):
    """Which matters, into whose hands, why."""

    matters = MattersField(
        label=_("移交的事项"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "pick"}),
    )
    to_person = PersonField(label=_("接收人"), queryset=people())
    to_unit = forms.ModelChoiceField(
        label=_("接收单位"),
        queryset=lasting_units(),
        required=False,
        help_text=_("单位合并或者职责调整时选择；不选则牵头单位不变。"),
    )
    reason = forms.CharField(
        label=_("移交原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("期限不因移交改变。"),
    )

    def __init__(self, *args: Any, rows: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].queryset = rows  # type: ignore[attr-defined]
        self.fields["to_person"].queryset = people().exclude(pk=person.pk)  # type: ignore[attr-defined]
        self.fields["to_unit"].empty_label = gettext("（不变）")  # type: ignore[attr-defined]
