"""The form of a question for a leader: the question, who decides it by when, up to five options."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.deciding import queries
from luoshi.deciding.actions import Choice, Task
from luoshi.orgs.queries import people
from luoshi.web.forms.choosing import UnitField, UnitsField
from luoshi.web.forms.days import DayField
from luoshi.web.forms.matters import PersonField

PLACES = range(1, queries.MOST + 1)
TASK = ("lead", "person", "content", "criterion", "due_on")
PARTS = ("responsible", "cooperating")


class DecisionForm(forms.Form):
    """What is put before a leader; an option with a lead becomes a matter when it is taken."""

    question = forms.CharField(
        label=_("提请决策事项"),
        max_length=queries.QUESTION,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一个问题，不超过150字，写明要领导决定什么。"),
    )
    background = forms.CharField(
        label=_("背景和依据"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("各方意见、依据的文件、不决定的后果。"),
    )
    decider = forms.TypedChoiceField(label=_("决策人"), coerce=int)
    due_on = DayField(label=_("决策期限"))
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self, *args: Any, seats: list[Any], may_draft: bool, revising: bool = False, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.seats = {seat.account_id: seat for seat in seats}
        self.may_draft = may_draft
        chosen = [(seat.account_id, f"{seat.account}（{seat.unit}）") for seat in seats]
        decider: Any = self.fields["decider"]
        decider.choices = chosen
        if revising:
            del self.fields["decider"]
        for place in PLACES:
            self._add_option(place)

    def _add_option(self, place: int) -> None:
        add = self.fields
        add[f"title_{place}"] = forms.CharField(
            label=_("方案"), max_length=200, required=place <= queries.LEAST
        )
        if not self.may_draft:
            return
        add[f"lead_{place}"] = UnitField(label=_("牵头单位"), required=False)
        add[f"person_{place}"] = PersonField(label=_("责任人"), queryset=people(), required=False)
        add[f"content_{place}"] = forms.CharField(
            label=_("任务要求"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        add[f"criterion_{place}"] = forms.CharField(
            label=_("办结标准"), max_length=300, required=False
        )
        add[f"due_on_{place}"] = DayField(label=_("完成期限"), required=False)
        add[f"responsible_{place}"] = UnitsField(label=_("责任单位"), rows=1)
        add[f"cooperating_{place}"] = UnitsField(label=_("配合单位"), rows=1)

    def blocks(self) -> list[dict[str, Any]]:
        """Return the options as the page shows them: the title, what a matter needs, whether open."""
        found = []
        for place in PLACES:
            task = [self[f"{name}_{place}"] for name in (*TASK, *PARTS)] if self.may_draft else []
            filled = any(one.value() for one in task) or any(one.errors for one in task)
            title = self[f"title_{place}"]
            shown = place <= queries.LEAST or bool(title.value()) or filled
            found.append(
                {"place": place, "title": title, "task": task, "filled": filled, "shown": shown}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Tell of every option that begins to be a matter what it still lacks."""
        given = super().clean() or {}
        for place in PLACES if self.may_draft else ():
            said = {name: given.get(f"{name}_{place}") for name in (*TASK, *PARTS)}
            if not any(said.values()):
                continue
            for name in TASK:
                if not said[name] and f"{name}_{place}" not in self.errors:
                    self.add_error(f"{name}_{place}", gettext("要立为事项，这一项不能空着。"))
            if not given.get(f"title_{place}") and f"title_{place}" not in self.errors:
                self.add_error(f"title_{place}", gettext("请写明方案。"))
        return given

    def said(self) -> dict[str, Any]:
        """Return the keywords of the action."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("question", "background", "due_on")}
        if "decider" in given:
            plain["decider"] = self.seats[given["decider"]].account
        return plain | {"options": self._options()}

    def _options(self) -> list[Choice]:
        given, found = self.cleaned_data, []
        for place in PLACES:
            title = given[f"title_{place}"]
            task = self._task(place) if given.get(f"lead_{place}") else None
            if title:
                found.append(Choice(title, task))
        return found

    def _task(self, place: int) -> Task:
        given: dict[str, Any] = {
            name: self.cleaned_data[f"{name}_{place}"] for name in (*TASK, *PARTS)
        }
        return Task(**given | {name: tuple(given[name]) for name in PARTS})


def values_of(point: Any) -> dict[str, Any]:
    """Return what the form of an open point begins with."""
    values = {
        name: getattr(point, name) for name in ("question", "background", "due_on", "version")
    }
    for option in point.options.all():
        at = option.position
        values |= {f"{name}_{at}": getattr(option, name) for name in ("title", *TASK)}
        values[f"person_{at}"] = option.person_id
        for role in queries.ROLES.values:
            units = [one.unit for one in option.parts.all() if one.role == role]
            values[f"{role}_{at}"] = units
    return values
