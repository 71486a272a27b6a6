"""Editing in two hands: who saves second is told, keeps what she typed, and sees what the other wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext

from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    Overtaken,
)
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, drop_kept, go_to, page


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what is stored now is not what was typed."""

    label: str
    stored: str
    typed: str


def made(form: forms.Form, make: Callable[[], Any]) -> Any:
    """Return what ``make`` gives; None if it refused something that she can mend, told at its field.

    Overtaken is left to `edited`, everything else to the pages of refusals.
    """
    try:
        return make()
    except (BadInput, Incomplete, IllegalMove, Duplicate) as refusal:
        tell(form, refusal)
        return None


def saved(form: forms.Form, save: Callable[[], Any]) -> bool:
    """Run ``save`` and return whether it went through; see `made`."""
    return made(form, lambda: (save(), True)) is not None


def edited(
    request: Request,
    form: forms.Form,
    *,
    template: str,
    context: dict[str, Any],
    save: Callable[[], Any],
    fresh: Callable[[], dict[str, Any]],
    keep: str,
    back: tuple[Any, ...],
) -> HttpResponse:
    """Answer an edit form: shown, saved and gone ``back``, or shown again with what is wrong.

    ``fresh`` gives the values stored now, ``version`` among them, for when somebody was faster.
    ``keep`` is the key of the browser's unsent copy.
    """
    status = 422 if form.is_bound else 200
    try:
        if form.is_bound and form.is_valid() and saved(form, save):
            drop_kept(request, keep)
            messages.success(request, gettext("已保存。"))
            return go_to(request, *back)
    except Overtaken:
        context = context | {"differences": overtaken_by(form, fresh())}
        status = 409
    return page(request, template, context | {"form": form, "keep": keep}, status=status)


def overtaken_by(form: forms.Form, fresh: dict[str, Any]) -> list[Difference]:
    """Let ``form`` be sent once more upon the ``fresh`` values, and return where they differ.

    What was typed stays in the fields; only the hidden version moves on, so that saving again
    is a decision made with both versions in sight.
    """
    differences = []
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.HiddenInput) or name not in fresh:
            continue
        stored = str(field.prepare_value(fresh[name]) or "")
        typed = str(form[name].value() or "")
        if stored.strip() != typed.replace("\r\n", "\n").strip():
            differences.append(
                Difference(str(field.label), _shown(field, stored), _shown(field, typed))
            )
    form.data = dict(form.data.items()) | {form.add_prefix("version"): str(fresh["version"])}
    form.add_error(
        None,
        gettext(
            "在您填写期间，其他人已经保存了修改。您填写的内容还在下面，没有覆盖对方的。"
            "请对照上面列出的不同，确定后再次保存。"
        ),
    )
    return differences


def _shown(field: forms.Field, value: str) -> str:
    """Return what a chosen value is called on the screen."""
    choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return choices.get(value, value) or "—"
