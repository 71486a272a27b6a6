"""The forms of review sessions: a plan, an item, a comment, what was said, who is present."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.deciding.queries import open_points, visible_decisions
from luoshi.matters.queries import running, visible_matters
from luoshi.orgs.queries import lasting_units, people
from luoshi.projects.queries import visible_projects
from luoshi.reviewing.actions import COMMENT_MOST, NAME_MOST, QUESTION_MOST, REASON_MOST
from luoshi.values.civil import SHANGHAI
from luoshi.web.forms.days import DayField
from luoshi.web.forms.matters import PersonField, several_units
from luoshi.web.forms.several import SeveralField


class TimeInput(forms.TimeInput):
    """The browser's own control for a time of day."""

    input_type = "time"


class PlanForm(forms.Form):
    """One session: its day, its window, its moment of freezing."""

    name = forms.CharField(label=_("名称"), max_length=NAME_MOST)
    held_on = DayField(label=_("会议日期"))
    starts_at = forms.TimeField(label=_("开始时间"), widget=TimeInput(format="%H:%M"))
    place = forms.CharField(label=_("地点"), max_length=NAME_MOST, required=False)
    chair = PersonField(label=_("主持人"), queryset=people())
    comments_from = DayField(label=_("意见窗口自"))
    comments_to = DayField(label=_("意见窗口至"), help_text=_("各单位须在这一天前填报意见。"))
    freeze_on = DayField(
        label=_("冻结日期"), help_text=_("到时所有数据和议题状态复制留存，之后的变化另列在旁。")
    )
    freeze_time = forms.TimeField(label=_("冻结时刻"), widget=TimeInput(format="%H:%M"))
    fixed_on = DayField(required=False, widget=forms.HiddenInput)
    rhythm = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """Return the fields of the action."""
        given = dict(self.cleaned_data)
        moment = dt.datetime.combine(
            given.pop("freeze_on"), given.pop("freeze_time"), tzinfo=SHANGHAI
        )
        return given | {"freeze_at": moment, "fixed_on": given["fixed_on"] or given["held_on"]}


class ItemForm(forms.Form):
    """One thing for the agenda: a matter, a project or a decision point."""

    matter = forms.ModelChoiceField(label=_("事项"), queryset=None, required=False)
    project = forms.ModelChoiceField(label=_("项目"), queryset=None, required=False)
    decision = forms.ModelChoiceField(label=_("提请决策事项"), queryset=None, required=False)
    question = forms.CharField(
        label=_("要会议定什么"),
        max_length=QUESTION_MOST,
        required=False,
        help_text=_("一句话写清，例如“由谁出资、何时到位”。"),
    )

    def __init__(self, *args: Any, by: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {
            "matter": running(visible_matters(by, now=now)).order_by("due_current", "pk"),
            "project": visible_projects(by, now=now).order_by("name", "pk"),
            "decision": open_points(visible_decisions(by, now=now)),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]
            self.fields[name].empty_label = gettext("（无）")  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """What one side says of an item."""

    text = forms.CharField(
        label=_("意见"), max_length=COMMENT_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    options = forms.CharField(
        label=_("建议的办法"),
        max_length=COMMENT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CancelForm(forms.Form):
    """Why a session is called off."""

    reason = forms.CharField(label=_("取消原因"), max_length=REASON_MOST)


class PresentForm(forms.Form):
    """Who is present besides the chair."""

    present = SeveralField(
        label=_("出席人员"),
        queryset=None,
        required=False,
        help_text=_("主持人自动列入。"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "pick"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = people()  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """A decision: what, who, by when, and by what one sees that it is done."""

    title = forms.CharField(label=_("议定事项"), max_length=200)
    words = forms.CharField(
        label=_("会议意见"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    criterion = forms.CharField(label=_("办结标准"), max_length=300)
    lead = forms.ModelChoiceField(
        label=_("牵头单位"), queryset=lasting_units(), empty_label=_("请选择")
    )
    person = PersonField(label=_("责任人"), queryset=people(), empty_label=_("请选择"))
    due = DayField(label=_("完成期限"))
    cooperating = several_units(_("配合单位"))


class SayForm(forms.Form):
    """Noted, or to the next session."""

    words = forms.CharField(
        label=_("会议意见"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
