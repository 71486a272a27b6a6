"""A refusal of an action, told at the fields that it is about."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext

from luoshi.values.errors import BadInput, Incomplete, Refusal


def tell(form: forms.Form, refusal: Refusal) -> None:
    """Put the sentences of ``refusal`` at the fields of ``form``, or above it where it has none."""
    match refusal:
        case Incomplete(fields=fields) if all(name in form.fields for name in fields):
            for name in fields:
                form.add_error(name, gettext("请填写。"))
        case BadInput(fields=said):
            for name, sentence in said.items():
                form.add_error(name if name in form.fields else None, sentence.said(gettext))
        case _:
            form.add_error(None, refusal.sentence.said(gettext))
