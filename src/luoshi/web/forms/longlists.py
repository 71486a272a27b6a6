"""Filters by one row of a table: a list to choose from while it is short, beyond that its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django_filters import ModelChoiceFilter

from luoshi.values.keys import row_key
from luoshi.values.names import name_key
from luoshi.web.forms.choosing import unit_or_hint

CHOICES_MOST = 100  # a longer list weighs more than the page that it narrows, and nobody reads it


def is_long(rows: QuerySet[Any]) -> bool:
    """Return whether there are more rows than a list to choose from should have."""
    return len(rows.order_by().values_list("pk")[: CHOICES_MOST + 1]) > CHOICES_MOST


class ChoiceOrName(forms.Select):
    """The choices of a ModelChoiceField while they are few; beyond that an input for a name."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the HTML of the one or the other."""
        rows = getattr(self.choices, "queryset", None)
        if rows is None or not is_long(rows):
            return super().render(name, value, attrs, renderer)
        shown = str(value or "")
        if shown.isdecimal():
            shown = str(rows.prefetch_related(None).filter(pk=row_key(shown)).first() or "")
        attrs = {"placeholder": gettext("写姓名"), "autocomplete": "off"} | (attrs or {})
        attrs["class"] = str(attrs.get("class", "")).replace("form-select", "form-control")
        return forms.TextInput().render(name, shown, attrs, renderer)


Naming = Callable[[QuerySet[Any], str], Any]


def people_called(rows: QuerySet[Any], text: str) -> Any:
    """Return the people of ``rows`` whose name holds ``text``, however it is spelt."""
    key = name_key(text)
    return rows.filter(search_key__contains=key) if key else rows.none()


def projects_called(rows: QuerySet[Any], text: str) -> Any:
    """Return the projects of ``rows`` whose name holds ``text``, or with this filing number."""
    return rows.filter(name__icontains=text) | rows.filter(filing__number=text)


def unit_called(rows: QuerySet[Any], text: str) -> Any:
    """Return the unit that ``text`` means; raises ValidationError that offers those alike."""
    return unit_or_hint(text)


class WrittenField(forms.CharField):
    """A row by the key that an address holds, or rows by the name that somebody writes."""

    def __init__(self, rows: QuerySet[Any], *, named: Naming, **given: Any) -> None:
        super().__init__(**given)
        self.rows, self.named = rows, named

    def prepare_value(self, value: Any) -> Any:
        """Show a row that an address names by its key as people call it."""
        found = self._by_key(value)
        return str(found) if found else value

    def clean(self, value: Any) -> Any:
        """Return the row, the rows (a QuerySet), or None for nothing."""
        text = super().clean(value).strip()
        if not text:
            return None
        return self._by_key(text) or self.named(self.rows, text)

    def _by_key(self, value: Any) -> Any:
        key = row_key(str(value or ""))
        return None if key is None else self.rows.filter(pk=key).first()


class ChosenFilter(ModelChoiceFilter):
    """``ModelChoiceFilter`` for a table that may grow long: then its field is a `WrittenField`."""

    def __init__(self, *args: Any, named: Naming, **given: Any) -> None:
        super().__init__(*args, **given)
        self.named = named

    @property
    def field(self) -> forms.Field:
        """Return the field, made once for each form."""
        if not hasattr(self, "_field"):
            rows = self.get_queryset(self.get_request())
            if not is_long(rows):
                short: forms.Field = super().field
                return short
            self._field = WrittenField(
                rows,
                named=self.named,
                label=self.label,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": gettext("全部")}),
            )
        return self._field

    def filter(self, qs: Any, value: Any) -> Any:
        """Narrow ``qs`` to a row, or to whichever of several were meant."""
        if isinstance(value, QuerySet):
            return qs.filter(**{f"{self.field_name}__in": value.order_by().values("pk")})
        return super().filter(qs, value)
