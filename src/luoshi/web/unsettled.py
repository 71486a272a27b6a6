"""Units that nobody has named yet, as the pages of matters and groups show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from luoshi.matters import actions, groups
from luoshi.orgs.queries import units
from luoshi.web.forms.groups import NameForm, StrikeForm, WordsForm
from luoshi.web.named import passage_shown

Sent = Mapping[str, forms.Form]  # forms that came back with something wrong, by the deed's name


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Words that wait to be named, with the two ways to settle them; or how they were settled."""

    row: Any
    passage: Any
    name_form: forms.Form
    strike_form: forms.Form

    @property
    def is_open(self) -> bool:
        """True while one of its forms came back."""
        return self.name_form.is_bound or self.strike_form.is_bound


def unnamed_of(row: Any, *, by: Any, now: dt.datetime, sent: Sent | None = None) -> dict[str, Any]:
    """Return the context of the partial ``_unnamed.html`` for a matter or a group."""
    sent = sent or {}
    may = actions.may_name(by, row, now=now)
    found = [
        Unnamed(
            one,
            passage_shown(one.passage, by=by, now=now),
            sent.get(f"name-{one.pk}") or NameForm(auto_id=f"name_{one.pk}_%s"),
            sent.get(f"strike-{one.pk}") or StrikeForm(auto_id=f"strike_{one.pk}_%s"),
        )
        for one in groups.placeholders_of(row)
    ]
    return {
        "unnamed": [one for one in found if one.row.settled_at is None],
        "named_since": [one.row for one in found if one.row.settled_at is not None],
        "may_name": may,
        "words_form": sent.get("words") or WordsForm(auto_id="words_%s"),
        "known_units": units() if may else (),
    }
