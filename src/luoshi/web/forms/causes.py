"""The field of a cause, and the forms of what waits for what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from luoshi import clock
from luoshi.matters import causes, waits
from luoshi.values.civil import civil_day
from luoshi.web.forms.days import DayField

# The names of the causes come from policy/causes.toml; these are the ones that come along.
NAMES = (
    gettext_noop("用地"),
    gettext_noop("环评"),
    gettext_noop("林地草原"),
    gettext_noop("其他审批"),
    gettext_noop("资金"),
    gettext_noop("施工组织"),
    gettext_noop("设计或方案变更"),
    gettext_noop("征收搬迁"),
    gettext_noop("水电气接入"),
    gettext_noop("气候和冬季停工"),
    gettext_noop("上级政策或规划调整"),
    gettext_noop("企业自身原因"),
)


def said(code: str) -> str:
    """Return what a cause is called in the reader's language; that none was stated is said, too."""
    return gettext(causes.name_of(code) or "未注明")


def choices() -> list[tuple[str, str]]:
    """Return the causes that may be named today."""
    today = civil_day(clock.now())
    return [
        ("", gettext("请选择")),
        *((one.code, said(one.code)) for one in causes.causes_on(today)),
    ]


SLIP = _("推后原因")


def cause_field(*, label: Any = SLIP, required: bool = True, help_text: Any = "") -> Any:
    """Return a field for one cause of the policy."""
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=help_text)


class CauseForm(forms.Form):
    """Why there is this problem."""

    cause = cause_field(label=_("成因"), required=False, help_text=_("未定的留空。"))


class WaitForm(forms.Form):
    """What a matter waits for: one of three, and for what of it."""

    on_matter = forms.ModelChoiceField(label=_("等待的事项"), queryset=None, required=False)
    on_permit = forms.ModelChoiceField(label=_("等待的手续"), queryset=None, required=False)
    outside = forms.CharField(
        label=_("等待的外部单位"),
        max_length=waits.OUTSIDE_MOST,
        required=False,
        help_text=_("不在本系统中的单位，例如上级主管部门。三者只填一项。"),
    )
    what = forms.CharField(
        label=_("等待什么"),
        max_length=waits.WHAT_MOST,
        help_text=_("一句话，例如“林地审核同意书”。"),
    )
    since_on = DayField(label=_("自"), required=False, help_text=_("不填为今天。"))

    def __init__(self, *args: Any, matter: Any, by: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on_matter"].queryset = waits.may_wait_for(by, matter, now=now)  # type: ignore[attr-defined]
        self.fields["on_permit"].queryset = waits.permits_open(by, now=now)  # type: ignore[attr-defined]
        self.fields["on_permit"].label_from_instance = _permit_label  # type: ignore[attr-defined]
        for name in ("on_matter", "on_permit"):
            self.fields[name].empty_label = gettext("（无）")  # type: ignore[attr-defined]


def _permit_label(permit: Any) -> str:
    return f"{permit.project.name}：{permit}（{permit.authority}）"


class EndWaitForm(forms.Form):
    """What came of a wait."""

    note = forms.CharField(label=_("结果"), max_length=waits.NOTE_MOST, required=False)
