"""What an auditor asks of the record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.web.forms.days import DayField
from luoshi.web.watched import CLASSES, DOORS, kinds, types_by_room


class RecordForm(forms.Form):
    """The filters of the record, all optional."""

    who = forms.CharField(label=_("人员或账号"), max_length=60, required=False)
    of = forms.ChoiceField(label=_("类别"), required=False)
    type = forms.ChoiceField(label=_("事件"), required=False)
    kind = forms.ChoiceField(label=_("对象类别"), required=False)
    row = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    door = forms.ChoiceField(label=_("途径"), required=False)
    address = forms.CharField(label=_("来源地址"), max_length=45, required=False)
    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)
    text = forms.CharField(
        label=_("名称或内容含有"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"data-wide": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything: tuple[str, Any] = ("", _("全部"))
        choices = {
            "of": [(name, label) for name, (label, _types) in CLASSES.items()],
            "type": types_by_room(),
            "kind": sorted(kinds().items(), key=lambda one: str(one[1])),
            "door": list(DOORS.items()),
        }
        for name, given in choices.items():
            field: Any = self.fields[name]
            field.choices = [everything, *given]
