"""The forms of a tour: begin one, its stops, who goes along, questions, and notes taken on site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet

from luoshi.meetings.queries import matching
from luoshi.orgs.queries import lasting_units, people
from luoshi.touring import queries
from luoshi.web.forms.days import DayField, DayFilter
from luoshi.web.forms.directory import wide_search
from luoshi.web.forms.matters import PersonField


class _Hour(forms.TimeInput):
    input_type = "time"


class TourForm(forms.Form):
    """A tour before anything of it is planned."""

    name = forms.CharField(
        label=_("名称"), max_length=200, help_text=_("例如“某某州产业援助调研”。")
    )
    start_on = DayField(label=_("开始"))
    end_on = DayField(label=_("结束"), required=False, help_text=_("只有一天的可不填。"))
    place = forms.CharField(label=_("地点"), max_length=200, required=False)


class StopForm(forms.Form):
    """One stop; hours may be left open."""

    name = forms.CharField(label=_("调研点"), max_length=200)
    on = DayField(label=_("日期"))
    begins = forms.TimeField(label=_("开始"), required=False, widget=_Hour)
    ends = forms.TimeField(label=_("结束"), required=False, widget=_Hour)
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    host = forms.ModelChoiceField(
        label=_("接待单位"), queryset=lasting_units(), required=False, empty_label=_("（未定）")
    )
    project = forms.ModelChoiceField(
        label=_("项目"), queryset=None, required=False, empty_label=_("（不属于项目）")
    )
    purpose = forms.CharField(
        label=_("了解什么"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    person = PersonField(label=_("人员"), queryset=people())
    role = forms.ChoiceField(label=_("身份"), choices=queries.ROLES.choices, initial="member")
    unit = forms.ModelChoiceField(
        label=_("单位"), queryset=lasting_units(), required=False, empty_label=_("（未定）")
    )


class QuestionForm(forms.Form):
    """A question to raise: who asks, who answers, about what."""

    text = forms.CharField(
        label=_("问题"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    stop = forms.ModelChoiceField(
        label=_("调研点"), queryset=None, required=False, empty_label=_("（整个行程）")
    )
    asker = PersonField(label=_("提问人"), queryset=people(), required=False)
    answering = forms.ModelChoiceField(
        label=_("答复单位"),
        queryset=lasting_units(),
        required=False,
        empty_label=_("（接待单位）"),
    )
    matter = forms.ModelChoiceField(
        label=_("事项"), queryset=None, required=False, empty_label=_("（不涉及事项）")
    )

    def __init__(self, *args: Any, tour: Any, matters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stop"].queryset = tour.stops.all()  # type: ignore[attr-defined]
        self.fields["matter"].queryset = matters  # type: ignore[attr-defined]


THERE, BY_DAY, LATER = "answered", "promised", "later"


class AnswerForm(forms.Form):
    """What became of a question: answered, promised by a day, or later."""

    result = forms.ChoiceField(
        label=_("结果"),
        choices=[
            (THERE, _("已经答复")),
            (BY_DAY, _("答应期限答复")),
            (LATER, _("会后再议")),
        ],
        widget=forms.RadioSelect,
        initial=THERE,
    )
    answer = forms.CharField(
        label=_("答复"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    promised_on = DayField(
        label=_("答应答复的日期"), required=False, help_text=_("到期前答复单位会收到待办。")
    )
    answering = forms.ModelChoiceField(
        label=_("答复单位"), queryset=lasting_units(), required=False, empty_label=_("（未定）")
    )

    def __init__(self, *args: Any, only_answer: bool = False, **kwargs: Any) -> None:
        """``only_answer``: for the unit that was asked, which does not put its own answer off."""
        super().__init__(*args, **kwargs)
        if only_answer:
            del self.fields["promised_on"], self.fields["answering"]
            self.fields["result"].choices = [(THERE, THERE)]  # type: ignore[attr-defined]
            self.fields["result"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needed = {THERE: "answer", BY_DAY: "promised_on"}.get(cleaned.get("result", ""))
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, gettext("请填写。"))
        return cleaned


class NoteForm(forms.Form):
    """What is written on site with one thumb: the words, of what kind, at which stop."""

    text = forms.CharField(
        label=_("记录"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "enterkeyhint": "enter"}),
    )
    kind = forms.ChoiceField(
        label=_("类别"),
        choices=queries.NOTE_KINDS.choices,
        widget=forms.RadioSelect,
        initial="note",
    )
    stop = forms.ModelChoiceField(
        label=_("调研点"), queryset=None, required=False, empty_label=_("（整个行程）")
    )
    said_by = forms.CharField(label=_("谁说的"), max_length=100, required=False)
    question = forms.ModelChoiceField(
        label=_("答复哪个问题"), queryset=None, required=False, empty_label=_("（不是答复）")
    )
    # Not hidden: the browser keeps it with the unsent words, so that they are sent once.
    token = forms.CharField(max_length=40)

    def __init__(self, *args: Any, tour: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stop"].queryset = tour.stops.all()  # type: ignore[attr-defined]
        waits = tour.questions.exclude(state=queries.QUESTION_STATES.ANSWERED)
        self.fields["question"].queryset = waits  # type: ignore[attr-defined]


class TourFilters(FilterSet):
    """What narrows the list of tours."""

    q = CharFilter(label=_("名称或地点"), method="by_text", widget=wide_search())
    since = DayFilter(label=_("自"), field_name="start_on", lookup_expr="gte")
    until = DayFilter(label=_("至"), field_name="start_on", lookup_expr="lte")

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Name or place."""
        return matching(rows, value)
