"""The form in which a proposal's figures for a comparison are entered, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.projects import comparing
from luoshi.rules.comparing import SCALES
from luoshi.rules.measures import units_of

HINTS = {
    "fit": _("0至5分：5分为完全符合当地国土空间规划和产业规划，0分为不符合。写明打分依据。"),
    "tax": _("投产后一年的税收。登记过承诺税收的已经带出，不必再填。"),
    "jobs": _("投产后的岗位数。登记过承诺岗位的已经带出，不必再填。"),
    "land": _("项目总用地。"),
    "energy": _("投产后一年的综合能源消费量。"),
}


class CriteriaForm(forms.Form):
    """Value, unit and source under each criterion; what is left empty stays unknown."""

    def __init__(self, *args: Any, said: Mapping[str, Any], **given: Any) -> None:
        super().__init__(*args, **given)
        labels = dict(comparing.CRITERIA.choices)
        for scale in SCALES:
            code, known = scale.code, said.get(scale.code)
            noted = known if known and not known.is_promise else None
            units = units_of(scale.unit)
            self.fields[f"{code}_value"] = forms.DecimalField(
                label=labels[code],
                required=False,
                min_value=0,
                max_digits=20,
                decimal_places=4,
                help_text=HINTS[code],
                initial=noted.value.normalize() if noted else None,
            )
            self.fields[f"{code}_unit"] = forms.ChoiceField(
                label=_("单位"),
                choices=[(unit, unit) for unit in units],
                initial=noted.unit if noted else scale.unit,
            )
            self.fields[f"{code}_source"] = forms.CharField(
                label=_("数据来源"),
                required=False,
                max_length=300,
                help_text=_("文件名称和页码，或者提供数据的单位。"),
                initial=noted.source if noted else "",
            )

    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        """Yield each criterion's name with its three fields."""
        labels = dict(comparing.CRITERIA.choices)
        for scale in SCALES:
            names = (f"{scale.code}_{part}" for part in ("value", "unit", "source"))
            yield labels[scale.code], [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Ask for a source where a value stands."""
        cleaned: dict[str, Any] = super().clean() or {}
        for scale in SCALES:
            told = cleaned.get(f"{scale.code}_value") is not None
            if told and not cleaned.get(f"{scale.code}_source"):
                self.add_error(f"{scale.code}_source", gettext("请写明数据来源。"))
        return cleaned

    def given(self) -> list[dict[str, Any]]:
        """Return what was filled in, as the action takes it."""
        return [
            {
                "criterion": scale.code,
                **{
                    part: self.cleaned_data[f"{scale.code}_{part}"]
                    for part in ("value", "unit", "source")
                },
            }
            for scale in SCALES
            if self.cleaned_data.get(f"{scale.code}_value") is not None
        ]
