"""The forms of the two-sided ledger: a promise, other words, what a side says; a re-check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from luoshi import clock
from luoshi.commitments import queries
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import lasting_units, people, units
from luoshi.projects.queries import visible_projects
from luoshi.web.forms.days import DayField
from luoshi.web.forms.directory import wide_search
from luoshi.web.forms.longlists import ChosenFilter, projects_called, unit_called
from luoshi.web.forms.matters import PersonField


def _words(label: Any, *, rows: int = 3, **given: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, widget=widget, **given)


class WordingForm(forms.Form):
    """The words of a promise: both sides confirm exactly these."""

    text = _words(
        _("措辞"),
        help_text=_("谁在哪天之前做成什么。双方都确认这句话之后才生效，改一个字都要重新确认。"),
    )
    criterion = forms.CharField(
        label=_("办结标准"),
        max_length=300,
        help_text=_("凭什么认定已经兑现，例如“通水验收单双方签字”。"),
    )
    due_on = DayField(label=_("期限"))


class CommitmentForm(WordingForm):
    """A promise of one side to the other."""

    side = forms.ChoiceField(
        label=_("承诺方属于"), choices=queries.SIDES.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("承诺事项"), max_length=200, help_text=_("几个字，例如“保障施工用水”。")
    )
    debtor_unit = forms.ModelChoiceField(label=_("承诺单位"), queryset=lasting_units())
    debtor = PersonField(label=_("承诺人"), queryset=people())
    creditor_unit = forms.ModelChoiceField(label=_("对方单位"), queryset=lasting_units())
    creditor = PersonField(label=_("对方联系人"), queryset=people())
    project = forms.ModelChoiceField(
        label=_("项目"), queryset=None, required=False, empty_label=_("（不属于项目）")
    )
    engagement = forms.ModelChoiceField(
        label=_("议定于"), queryset=None, required=False, empty_label=_("（不属于活动）")
    )
    basis = forms.CharField(
        label=_("依据"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("会谈记录或文件中的原话。"),
    )
    field_order = (
        "side", "title", "debtor_unit", "debtor", "creditor_unit", "creditor",
        "text", "criterion", "due_on", "project", "engagement", "basis",
    )  # fmt: skip

    def __init__(self, *args: Any, projects: Any, engagements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["engagement"].queryset = engagements  # type: ignore[attr-defined]


class RewordForm(WordingForm):
    """Other words for a promise."""

    note = forms.CharField(label=_("为什么改"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput())


class PartForm(forms.Form):
    """What one side says; for whoever speaks for both kinds of units, for which."""

    part = forms.ChoiceField(label=_("代表"), choices=queries.PARTS.choices)
    words = _words(_("哪里有争议"))

    def __init__(self, *args: Any, parts: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(queries.PARTS.choices)
        self.fields["part"].choices = [(one, labels[one]) for one in parts]  # type: ignore[attr-defined]
        if len(parts) == 1:
            self.fields["part"].initial = parts[0]
            self.fields["part"].widget = forms.HiddenInput()


class WordsForm(forms.Form):
    words = _words(_("说明"))


class JudgeForm(forms.Form):
    """How a binding promise ended, in the word of the other side."""

    outcome = forms.ChoiceField(
        label=_("认定"),
        widget=forms.RadioSelect,
        choices=[
            (one.value, one.label)
            for one in (queries.STATES.KEPT, queries.STATES.NOT_KEPT, queries.STATES.RELEASED)
        ],
    )
    words = _words(_("说明"), help_text=_("看到了什么；免除的，为什么不再需要。"))


class SettleForm(forms.Form):
    """How a dispute was settled: agreed words, or the promise is taken back."""

    outcome = forms.ChoiceField(
        label=_("处理结果"), choices=queries.SETTLEMENTS.choices, widget=forms.RadioSelect
    )
    note = _words(_("处理说明"), rows=2, help_text=_("谁出面、何时商定。"))
    text = _words(_("商定的措辞"), required=False, help_text=_("撤回承诺的不填。"))
    criterion = forms.CharField(label=_("办结标准"), max_length=300, required=False)
    due_on = DayField(label=_("期限"), required=False)


class CheckForm(forms.Form):
    """What whoever looked again found."""

    way = forms.ChoiceField(label=_("方式"), choices=queries.WAYS.choices, widget=forms.RadioSelect)
    finding = forms.ChoiceField(
        label=_("结论"), choices=queries.FINDINGS.choices, widget=forms.RadioSelect
    )
    checked_on = DayField(label=_("核查日期"))
    words = _words(_("核查情况"), help_text=_("看到、听到什么。不要求拍照和定位。"))
    raiser_said = forms.CharField(
        label=_("提出单位意见"), max_length=300, required=False, help_text=_("再问一次提出单位。")
    )
    evidence = forms.CharField(
        label=_("凭证"), max_length=300, required=False, help_text=_("文件、记录的名称和存放处。")
    )


class ReopenForm(forms.Form):
    due = DayField(label=_("重办期限"))


def _projects(request: Any) -> Any:
    return visible_projects(request.user, now=clock.now())


def _engagements(request: Any) -> Any:
    return visible_engagements(request.user, now=clock.now())


class CommitmentFilters(FilterSet):
    """What narrows the ledger."""

    q = CharFilter(label=_("关键词"), method="by_text", widget=wide_search())
    side = ChoiceFilter(label=_("承诺方属于"), choices=queries.SIDES.choices, empty_label=_("全部"))
    state = ChoiceFilter(label=_("状态"), choices=queries.STATES.choices, empty_label=_("全部"))
    unit = ChosenFilter(
        label=_("单位"),
        method="by_unit",
        queryset=units(),
        named=unit_called,
        empty_label=_("全部"),
    )
    project = ChosenFilter(
        label=_("项目"), queryset=_projects, named=projects_called, empty_label=_("全部")
    )
    engagement = ModelChoiceFilter(label=_("议定于"), queryset=_engagements, empty_label=_("全部"))

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Every word, in title or any wording."""
        return queries.matching(rows, value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """What a unit owes or is owed."""
        return queries.of_unit(rows, value.pk)


WAITING = "waiting"


class RecheckFilters(FilterSet):
    """What narrows the list of re-checks."""

    period = CharFilter(
        label=_("期间"),
        field_name="draw__period",
        widget=forms.TextInput(attrs={"placeholder": _("例如 2026-05A")}),
    )
    finding = ChoiceFilter(
        label=_("结论"),
        method="by_finding",
        choices=[(WAITING, _("待核查")), *queries.FINDINGS.choices],
        empty_label=_("全部"),
    )

    def by_finding(self, rows: Any, name: str, value: str) -> Any:
        """One finding, or what waits to be looked at."""
        return rows.filter(finding=None) if value == WAITING else rows.filter(finding=value)
