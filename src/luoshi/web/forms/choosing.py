"""Fields in which units are written by any of their names, and sums as offices write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.orgs import queries

CENT = Decimal("0.01")
_WIDE = Context(prec=60)  # whatever can be typed; what is too much the actions say
WORDS = {"": 10_000, "万": 10_000, "万元": 10_000, "亿": 10**8, "亿元": 10**8, "元": 1}
_SUM = re.compile(r"([0-9]+(?:\.[0-9]+)?)(万元?|亿元?|元)?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_BETWEEN = re.compile(r"[\n、，,；;]+")


def unit_or_hint(name: str) -> Any:
    """Return the unit that ``name`` means; raises ValidationError that offers those alike."""
    unit = queries.unit_named(name)
    if unit is not None:
        return unit
    alike = "、".join(one.name for one in queries.similar_units(name))
    if alike:
        raise forms.ValidationError(
            gettext("没有找到“%(name)s”，或有几个单位都这样称呼。是否指：%(alike)s？请写全称。")
            % {"name": name, "alike": alike}
        )
    raise forms.ValidationError(
        gettext("没有找到“%(name)s”。请核对名称，或先在“单位”中登记。") % {"name": name}
    )


class UnitField(forms.CharField):
    """One unit, by full name, short name or alias.  ``clean`` gives the unit or None."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("help_text", _("全称、简称、别名均可。"))
        given.setdefault("max_length", 120)
        super().__init__(**given)
        self.widget.attrs |= {"list": "known-units", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show a unit by its full name."""
        return value.name if hasattr(value, "name") else value

    def clean(self, value: Any) -> Any:
        """Return the unit, None for nothing."""
        name = super().clean(value)
        return unit_or_hint(name) if name else None


class UnitsField(forms.CharField):
    """Several units, one a line.  ``clean`` gives a list without repetition, in the order written."""

    def __init__(self, *, rows: int = 3, **given: Any) -> None:
        given.setdefault("help_text", _("每行一个，全称、简称、别名均可。"))
        given.setdefault("required", False)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **given)

    def prepare_value(self, value: Any) -> Any:
        """Show units by their full names, one a line."""
        return value if value is None or isinstance(value, str) else "\n".join(map(str, value))

    def clean(self, value: Any) -> Any:
        """Return the units; every name that fits none is told."""
        found: dict[int, Any] = {}
        wrong: list[forms.ValidationError] = []
        for name in filter(None, map(str.strip, _BETWEEN.split(super().clean(value)))):
            try:
                unit = unit_or_hint(name)
                found.setdefault(unit.pk, unit)
            except forms.ValidationError as error:
                wrong.append(error)
        if wrong:
            raise forms.ValidationError(wrong)
        return list(found.values())


class MoneyField(forms.CharField):
    """A sum: plain numbers are 万元, “3.5亿元” and “800元” are taken too.  ``clean`` gives yuan or None."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("help_text", _("单位：万元。也可以写“3.5亿元”。"))
        given.setdefault("max_length", 30)
        super().__init__(**given)
        self.widget.attrs |= {"inputmode": "decimal"}

    def prepare_value(self, value: Any) -> Any:
        """Show yuan as 万元 without idle zeros."""
        if not isinstance(value, Decimal):
            return value
        text = format((value / 10_000).normalize(), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    def clean(self, value: Any) -> Any:
        """Return the sum in yuan, exact to the cent."""
        text = re.sub(r"[\s,]", "", super().clean(value).translate(_FULL_WIDTH))
        if not text:
            return None
        found = _SUM.fullmatch(text)
        if not found:
            raise forms.ValidationError(
                gettext("“%(sum)s”不是金额。请只写数字（万元），或写成“3.5亿元”。") % {"sum": value}
            )
        yuan = Decimal(found[1]) * WORDS[found[2] or ""]
        return yuan.quantize(CENT, ROUND_HALF_UP, _WIDE)
