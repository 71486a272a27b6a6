"""A day as forms take it: one that offices count with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django_filters import DateFilter

from luoshi.values.civil import EARLIEST, LATEST


class DayInput(forms.DateInput):
    """The browser's own control for a day."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A civil day from 1900 to 2199: before and after, a slip of the keys and no count of days."""

    widget = DayInput

    def clean(self, value: Any) -> Any:
        """Return the day, None for nothing; raises ValidationError for one that nobody counts with."""
        day: dt.date | None = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(
                gettext("请填写%(first)s年到%(last)s年之间的日期。")
                % {"first": EARLIEST.year, "last": LATEST.year}
            )
        return day


class DayFilter(DateFilter):
    """A filter by such a day."""

    field_class = DayField
