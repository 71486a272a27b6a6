"""The form by which a combined light is moved for a while."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.web.forms.days import DayField


class AdjustForm(forms.Form):
    """One step better or worse than the rules say: to which colour, why, until when."""

    became = forms.ChoiceField(label=_("调整为"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=pgettext_lazy("record", "理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明依据，例如现场核实的情况。会记入变更记录。"),
    )
    until = DayField(
        label=_("调整至"),
        help_text=_("最晚到下一报告期结束，到期自动恢复按规则亮灯。"),
    )

    def __init__(self, *args: Any, choices: list[Any], last: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": last})
        super().__init__(*args, **kwargs)
        field = self.fields["became"]
        field.choices = [(one.value, one.label) for one in choices]  # type: ignore[attr-defined]
        self.fields["until"].widget.attrs["max"] = last.isoformat()
