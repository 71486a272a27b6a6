"""What narrows the calendar of what is due, and what an address for a calendar program tells."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.diary import queries
from luoshi.orgs.queries import people
from luoshi.owed.queries import KINDS
from luoshi.web.forms.choosing import UnitField
from luoshi.web.forms.days import DayField
from luoshi.web.forms.matters import PersonField

MONTH, WEEK, LIST, AGENDA = "month", "week", "list", "agenda"
VIEWS = ((MONTH, _("月")), (WEEK, _("周")), (AGENDA, _("逐日")), (LIST, _("列表")))
ENGAGEMENTS = "engagement"
SETTLED = "all"


class CalendarFilters(forms.Form):
    """Which part of the calendar is shown, and of whom; every field may be empty."""

    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)
    on = DayField(label=_("日期"), required=False)
    whose = forms.ChoiceField(
        label=_("谁的"),
        required=False,
        choices=[("", _("我能看到的全部")), *queries.WHOSE.choices[:2]],
    )
    unit = UnitField(label=_("责任单位"), required=False, help_text="")
    person = PersonField(label=_("责任人"), required=False, queryset=None, empty_label=_("全部"))
    kind = forms.ChoiceField(
        label=_("类别"),
        required=False,
        choices=[("", _("全部")), *KINDS.choices, (ENGAGEMENTS, _("活动"))],
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("未办")), (SETTLED, _("未办和已办"))],
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["person"].queryset = people()  # type: ignore[attr-defined]


class FeedForm(forms.Form):
    """What an address for a calendar program is for, and what it tells."""

    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("例如“手机日历”，以后凭它辨认和撤销。")
    )
    whose = forms.ChoiceField(label=_("内容"), choices=queries.WHOSE.choices)
    unit = UnitField(label=_("只看这个责任单位"), required=False)
    remind_days = forms.IntegerField(
        label=_("提前几天提醒"),
        required=False,
        min_value=0,
        max_value=queries.REMIND_DAYS_MOST,
        help_text=_("当天填0，上午9点提醒；不填则不提醒。"),
    )
