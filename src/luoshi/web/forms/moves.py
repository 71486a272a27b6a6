"""The forms of a matter's moves: one small form for each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.matters import queries
from luoshi.matters.actions import Planned
from luoshi.orgs.queries import lasting_units, people
from luoshi.web.forms.causes import cause_field
from luoshi.web.forms.days import DayField
from luoshi.web.forms.matters import PersonField

ROWS = 5


class MoveForm(forms.Form):
    """A move of a matter that asks for nothing but the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, matter: Any, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": matter.version} | self.beginning(matter, today))
        super().__init__(*args, **kwargs)
        self.suit(matter)

    def beginning(self, matter: Any, today: dt.date) -> dict[str, Any]:
        """Return what the fields hold at first."""
        return {}

    def suit(self, matter: Any) -> None:
        """Fit the fields to the matter."""

    def said(self) -> dict[str, Any]:
        """Return the fields of the action behind the move, and the version that was read."""
        return dict(self.cleaned_data)


class ReasonForm(MoveForm):
    """A move that wants a reason."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class FeedBackForm(MoveForm):
    """Progress, and what comes next."""

    text = forms.CharField(label=_("进展情况"), widget=forms.Textarea(attrs={"rows": 3}))
    next_step = forms.CharField(
        label=_("下一步"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class InputForm(MoveForm):
    """What a partner unit puts in."""

    text = forms.CharField(label=_("配合意见"), widget=forms.Textarea(attrs={"rows": 3}))
    dissents = forms.BooleanField(
        label=_("持不同意见"),
        required=False,
        help_text=_("审核办结的人会看到这一条。"),
    )


class AskExtensionForm(MoveForm):
    """Until when, why, what is done."""

    due_asked = DayField(label=_("申请延至"))
    slip_cause = cause_field()
    reason = forms.CharField(label=_("延期理由"), widget=forms.Textarea(attrs={"rows": 2}))
    done_so_far = forms.CharField(label=_("已做工作"), widget=forms.Textarea(attrs={"rows": 2}))

    def suit(self, matter: Any) -> None:
        """Say between which days the new one may lie."""
        self.fields["due_asked"].help_text = gettext("须晚于现行期限 %(due)s。") % {
            "due": matter.due_current
        }


class DecideExtensionForm(MoveForm):
    """Yes with a definite date, or no with a note."""

    grant = forms.TypedChoiceField(
        label=_("答复"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    due = DayField(
        label=_("同意延至"),
        required=False,
        help_text=_("不同意时不用填。"),
    )
    note = forms.CharField(
        label=_("答复意见"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不同意时必须说明。"),
    )

    def beginning(self, matter: Any, today: dt.date) -> dict[str, Any]:
        """Begin with the date that was asked."""
        request = queries.open_extension(matter)
        return {"due": request.due_asked} if request else {}


class ClaimForm(MoveForm):
    """Done when, what came of it, and what shows it for each closing criterion."""

    performed_on = DayField(
        label=_("完成日期"), help_text=_("实际办完的那一天，是否按时以此为准。")
    )
    result = forms.CharField(
        label=_("办理结果"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对照办结标准逐条说明，写明凭证。"),
    )

    def beginning(self, matter: Any, today: dt.date) -> dict[str, Any]:
        """Begin with today."""
        return {"performed_on": today}

    def suit(self, matter: Any) -> None:
        """Of several criteria each wants its own evidence; of one the result is it."""
        self.criteria = queries.criteria_of(matter)
        if len(self.criteria) < 2:
            return
        self.fields["result"].help_text = ""
        for at, criterion in enumerate(self.criteria):
            self.fields[f"evidence_{at}"] = forms.CharField(
                label=gettext("凭证：%(criterion)s") % {"criterion": criterion},
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def said(self) -> dict[str, Any]:
        """Return the fields of the action."""
        given = dict(self.cleaned_data)
        shown = {
            criterion: given.pop(f"evidence_{at}")
            for at, criterion in enumerate(self.criteria)
            if f"evidence_{at}" in given
        }
        return given | {"evidence": shown}


class CloseForm(MoveForm):
    """The words of whoever raised it: needed for a problem."""

    raiser_said = forms.CharField(
        label=_("提出单位意见"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("谁、何时确认已经解决；拒绝表态的，写明联系经过。"),
    )

    def suit(self, matter: Any) -> None:
        """A problem is not solved until whoever raised it was heard."""
        if matter.raiser_said:  # it has spoken for itself
            del self.fields["raiser_said"]
        else:
            self.fields["raiser_said"].required = matter.kind == queries.KINDS.PROBLEM


class PlanForm(MoveForm):
    """Steps: what, by which unit of the matter, by when; rows left empty do not count."""

    def suit(self, matter: Any) -> None:
        """Begin with the steps that are not done; always leave room for more."""
        mine = queries.units_at_work(matter)
        open_steps = [step for step in matter.plan.all() if queries.is_open_step(step)]
        self.rows = max(ROWS, len(open_steps) + 2)
        for at in range(self.rows):
            step = open_steps[at] if at < len(open_steps) else None
            self.fields[f"title_{at}"] = forms.CharField(
                label=gettext("步骤%(n)s") % {"n": at + 1},
                max_length=200,
                required=False,
                initial=step.title if step else "",
            )
            self.fields[f"unit_{at}"] = forms.ModelChoiceField(
                label=gettext("承办单位"),
                queryset=mine,
                required=False,
                initial=step.unit_id if step else matter.lead_id,
                empty_label=None,
            )
            self.fields[f"due_{at}"] = DayField(
                label=gettext("完成日期"),
                required=False,
                initial=step.due_on if step else None,
            )

    def steps_shown(self) -> list[tuple[Any, Any, Any]]:
        """Return the bound fields row by row."""
        return [
            (self[f"title_{at}"], self[f"unit_{at}"], self[f"due_{at}"]) for at in range(self.rows)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the unit and the day of every step that says what."""
        given = super().clean() or self.cleaned_data
        for at in range(self.rows):
            for name in (f"unit_{at}", f"due_{at}"):
                if given.get(f"title_{at}") and not given.get(name) and name not in self.errors:
                    self.add_error(name, gettext("请填写。"))
        return given

    def said(self) -> dict[str, Any]:
        """Return the steps that were filled in."""
        given = self.cleaned_data
        steps = [
            Planned(given[f"title_{at}"], given[f"unit_{at}"], given[f"due_{at}"])
            for at in range(self.rows)
            if given[f"title_{at}"].strip()
        ]
        return {"version": given["version"], "steps": steps}


class ObjectForm(MoveForm):
    """Why it is not ours, and whose it is."""

    reason = forms.CharField(label=_("异议理由"), widget=forms.Textarea(attrs={"rows": 3}))
    suggested = forms.ModelChoiceField(
        label=_("建议承办单位"),
        queryset=lasting_units(),
        help_text=_("须指明应由哪个单位承办。每个单位只能提一次，答复是最终的。"),
    )

    def suit(self, matter: Any) -> None:
        """Another unit than the lead."""
        self.fields["suggested"].queryset = lasting_units().exclude(pk=matter.lead_id)  # type: ignore[attr-defined]


class NoteForm(MoveForm):
    """An answer in words."""

    note = forms.CharField(
        label=_("答复意见"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReassignForm(NoteForm):
    """To whom it goes, and by which new day."""

    lead = forms.ModelChoiceField(label=_("改派单位"), queryset=lasting_units())
    person = PersonField(label=_("责任人"), queryset=people())
    due = DayField(label=_("新的期限"), help_text=_("时限重新计算；原定期限保留在记录中。"))
    slip_cause = cause_field()

    def beginning(self, matter: Any, today: dt.date) -> dict[str, Any]:
        """Begin with the unit that was suggested and the present day."""
        objection = queries.open_objection(matter)
        lead = objection.suggested_id if objection else None
        return {"lead": lead, "due": matter.due_current}

    def suit(self, matter: Any) -> None:
        """Another unit than the lead."""
        self.fields["lead"].queryset = lasting_units().exclude(pk=matter.lead_id)  # type: ignore[attr-defined]


class PauseForm(MoveForm):
    """Why it rests, and when it is looked at again."""

    cause = forms.ChoiceField(label=_("中止原因"), choices=queries.PAUSE_REASONS.choices)
    slip_cause = cause_field(label=_("卡在何处"))
    reason = forms.CharField(
        label=_("说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    check_on = DayField(label=_("下次核查"), help_text=_("到这一天由登记单位核查能否恢复。"))


class ResumeForm(MoveForm):
    """Why it can go on; a later day only by this decision."""

    note = forms.CharField(
        label=_("恢复说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    due = DayField(
        label=_("新的期限"),
        required=False,
        help_text=_("中止不会自动顺延期限。需要顺延的，在这里写明新的日期。"),
    )


class ConfirmForm(MoveForm):
    """Whether it is solved, and how content the raiser is."""

    solved = forms.TypedChoiceField(
        label=_("是否解决"),
        choices=[("yes", _("已经解决")), ("no", _("没有解决"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    satisfaction = forms.ChoiceField(label=_("满意度"), choices=queries.SATISFACTIONS.choices)
    words = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("没有解决的必须说明。"),
    )


class ReopenForm(MoveForm):
    """What was found, and by when it is done again."""

    reason = forms.CharField(
        label=_("复核发现"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    due = DayField(label=_("重办期限"))


class UrgeForm(MoveForm):
    """The words of the paper, and by when it wants an answer."""

    text = forms.CharField(
        label=_("催办内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("提交后即编号发出。"),
    )
    answer_by = DayField(label=_("要求反馈日期"))


class CancelForm(ReasonForm):
    """Why it ends undone, and into which matter it goes where it is merged."""

    replaced_by = forms.ModelChoiceField(
        label=_("并入事项"),
        queryset=None,
        required=False,
        help_text=_("并入另一件事项的，选择那一件。"),
    )

    def suit(self, matter: Any) -> None:
        """Offer what runs besides."""
        self.fields["replaced_by"].queryset = queries.may_take_in(matter)  # type: ignore[attr-defined]


MOVE_FORMS: dict[str, type[MoveForm]] = {
    "submit": MoveForm,
    "issue": MoveForm,
    "send_back": ReasonForm,
    "sign": MoveForm,
    "raise_objection": ObjectForm,
    "reassign": ReassignForm,
    "uphold": NoteForm,
    "lay_plan": PlanForm,
    "feed_back": FeedBackForm,
    "give_input": InputForm,
    "urge": UrgeForm,
    "ask_extension": AskExtensionForm,
    "decide_extension": DecideExtensionForm,
    "pause": PauseForm,
    "resume": ResumeForm,
    "claim": ClaimForm,
    "confirm": ConfirmForm,
    "close": CloseForm,
    "send_for_redo": ReasonForm,
    "reopen": ReopenForm,
    "archive": MoveForm,
    "cancel": CancelForm,
}
