"""The forms of half-month reports: writing one, correcting one, narrowing the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from luoshi import clock
from luoshi.orgs.queries import people
from luoshi.progress import links, queries
from luoshi.values.errors import BadInput
from luoshi.values.halfmonth import HalfMonth
from luoshi.web.forms.choosing import MoneyField
from luoshi.web.forms.matters import PersonField
from luoshi.web.templatetags.luoshi_ui import window_full

SUMS = ("invested_window", "invested_year", "invested_total", "funds_arrived")
WORDS = {
    "not-due": _("未到期"),
    "due": _("待报"),
    "in-time": _("按时"),
    "late": _("迟报"),
    "missed": _("逾期未报"),
    "excused": _("免报"),
}
WINDOWS_SHOWN = 8


def _text(label: Any, hint: Any = "", *, rows: int = 2, most: int = 4000) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, widget=area, required=False, max_length=most
    )


class ReportForm(forms.Form):
    """What a project's unit says of one window.  The action checks it: here fields only become values.

    ``last`` is the report before (or None): what it said stands beside each field.
    """

    unchanged = forms.BooleanField(
        label=_("本期无变化，沿用上期内容"),
        required=False,
        help_text=_("本期完成投资按0计，其余与上期相同。连续第二期无变化的要写明原因。"),
    )
    unchanged_reason = forms.CharField(label=_("无变化的原因"), max_length=300, required=False)
    stage = forms.ChoiceField(label=_("形象阶段"), choices=queries.STAGES.choices, required=False)
    progress = _text(_("形象进度"), _("本期做到哪一步，写具体的工程量。"), rows=4)
    invested_window = MoneyField(label=_("本期完成投资"), required=False, help_text="")
    invested_year = MoneyField(label=_("本年完成投资"), required=False, help_text="")
    invested_total = MoneyField(label=_("累计完成投资"), required=False, help_text="")
    funds_arrived = MoneyField(label=_("累计到位资金"), required=False, help_text="")
    formalities = _text(_("手续办理"))
    problems = _text(_("存在问题"), _("没有的不填。"))
    next_steps = _text(_("下一步计划"), _("写明到哪天完成什么。"))
    coordination = _text(_("需协调事项"), _("请哪个单位、在哪天之前、办什么。"))
    correction = _text(
        _("更正或调整说明"), _("累计数调减、超过计划总投资等情况，在这里写明原因。"), most=300
    )

    def __init__(self, *args: Any, last: Any = None, window: HalfMonth, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last, self.window = last, window
        # These are wanted, but with "no change", or carried on from the last report, they may stay
        # empty: the action says so.
        for name in ("stage", "progress", "invested_window"):
            self.fields[name].widget.attrs["aria-required"] = "true"
        if last is None:
            del self.fields["unchanged"], self.fields["unchanged_reason"]
        else:
            self._show_last(last)

    def _show_last(self, last: Any) -> None:
        for name in SUMS:
            field = self.fields[name]
            field.last_sum = getattr(last, name)  # type: ignore[attr-defined]
            if name != "invested_window":  # asked anew each time: it never only repeats
                field.widget.attrs["data-last"] = field.prepare_value(getattr(last, name))
        for name in (*queries.TEXTS, "stage"):
            self.fields[name].widget.attrs["data-last"] = getattr(last, name)
        year, total = queries.carried(last, self.window)
        for name, sum_before in (("invested_year", year), ("invested_total", total)):
            field = self.fields[name]
            field.is_carried = True  # type: ignore[attr-defined]
            field.widget.attrs["data-carried"] = field.prepare_value(sum_before)
        if last.unchanged:
            self.fields["unchanged_reason"].help_text = _(
                "上期已报无变化，本期再无变化的必须写明。"
            )

    def said(self) -> dict[str, Any]:
        """Return the keywords of the action."""
        return {"unchanged": False, "unchanged_reason": ""} | self.cleaned_data


class CorrectionForm(ReportForm):
    """The report as it counts now; ``correction`` says why it is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("unchanged", None)
        self.fields.pop("unchanged_reason", None)
        self.fields["correction"].label = _("更正原因")
        self.fields["correction"].help_text = _("原报告保留，可随时查看。")
        self.fields["correction"].widget.attrs["aria-required"] = "true"
        for name in SUMS:
            self.fields[name].help_text = ""

    def said(self) -> dict[str, Any]:
        """Return the keywords of the action: every sum is said anew."""
        return dict(self.cleaned_data)


def values_of(report: Any) -> dict[str, Any]:
    """Return what a report says, by field of the form."""
    return {name: getattr(report, name) for name in (*SUMS, *queries.TEXTS, "stage")}


def returned_values(report: Any) -> dict[str, Any]:
    """Return what a returned report says, with a first word for why it is changed."""
    return values_of(report) | {"correction": _("按退回意见修改")}


def windows_wanted(query: Mapping[str, str]) -> list[HalfMonth]:
    """Return the windows that an address asks for with ``until``; the running one is the last otherwise."""
    today = clock.today()
    try:
        last = min(HalfMonth.parse(query.get("until", "")), HalfMonth.containing(today))
    except BadInput:
        last = HalfMonth.containing(today)
    return queries.last_windows(WINDOWS_SHOWN, today=last.first_day)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class LinkForm(forms.Form):
    """Who is to report without an account, which window, and for how long the link serves."""

    window = forms.ChoiceField(label=_("报告期"))
    person = PersonField(label=_("填报人"), queryset=people().order_by("name", "pk"))
    days = forms.IntegerField(
        label=_("有效期（天）"), initial=7, min_value=1, max_value=links.DAYS_MOST
    )

    def __init__(self, *args: Any, windows: list[HalfMonth], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].choices = [  # type: ignore[attr-defined]
            (window.id, window_full(window)) for window in reversed(windows)
        ]


class ReportFilters(FilterSet):
    """What narrows projects against windows."""

    q = CharFilter(
        label=_("项目"), method="by_text", widget=forms.TextInput(attrs={"data-wide": True})
    )
    unit = ModelChoiceFilter(
        label=_("填报单位"),
        queryset=lambda request: units_for(request),
        field_name="filing__unit",
        empty_label=_("全部"),
    )
    state = ChoiceFilter(
        label=_("报送情况"), method="by_state", choices=list(WORDS.items()), empty_label=_("全部")
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Name, number or party."""
        return queries.matching(rows, value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """What stands so in at least one of the windows shown."""
        windows = windows_wanted(self.data)
        return queries.with_state(rows, value, windows=windows, now=clock.now())


def units_for(request: Any) -> Any:
    """Return the reporting units among the projects that the reader sees."""
    return queries.reporting_units(queries.filed_within(request.user, now=clock.now()))
