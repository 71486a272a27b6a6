"""The forms of bulletins: whose head they bear, of which window, what was printed wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, FilterSet

from luoshi.issuing import bulletins
from luoshi.papers.kinds.bulletin import Masthead, Slip
from luoshi.progress.queries import last_windows
from luoshi.web.forms.documents import LinesField
from luoshi.web.templatetags.luoshi_ui import window_full

WINDOWS_OFFERED = 12
SLIPS = 3


class OfficeForm(forms.Form):
    """Which office issues it."""

    office = forms.ModelChoiceField(label=_("发文机关"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class WindowForm(OfficeForm):
    """Which office, and of which half month."""

    window = forms.ChoiceField(label=_("报告期"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = last_windows(WINDOWS_OFFERED, today=today)[::-1]
        self.fields["window"].choices = [  # type: ignore[attr-defined]
            (one.id, window_full(one.id)) for one in windows
        ]
        self.fields["window"].initial = windows[1].id  # the last that is over


class HeadForm(forms.Form):
    """The head and foot of a bulletin."""

    name = forms.CharField(
        label=_("简报名称"),
        max_length=20,
        help_text=_("红色报头，如“瀚北合作半月报”。期号按名称每年连续编排，换名称另起期号。"),
    )
    editor = forms.CharField(label=_("编辑单位"), max_length=60)
    author = forms.CharField(
        label=_("撰稿"), max_length=60, required=False, help_text=_("部门和姓名，印在文末括号里。")
    )
    editors = LinesField(
        label=_("责任编辑"), help_text=_("一行一人，写明部门，如“周文（规划处）”。")
    )
    reviewer = forms.CharField(label=_("审核"), max_length=60, required=False)
    reported = LinesField(
        label=pgettext_lazy("receiver", "报"), help_text=_("上级单位，一行一个。")
    )
    sent = LinesField(label=pgettext_lazy("receiver", "送"), help_text=_("平级单位，一行一个。"))
    distributed = LinesField(
        label=pgettext_lazy("receiver", "发"), help_text=_("下级和填报单位，一行一个。")
    )
    copies = forms.IntegerField(
        label=_("印数"),
        min_value=0,
        max_value=9999,
        required=False,
        help_text=_("不印纸质的不填。"),
    )

    @property
    def head(self) -> Masthead:
        """Return what the form says."""
        said = self.cleaned_data
        return Masthead(
            name=said["name"],
            office=said["editor"],
            issue="",
            author=said["author"],
            editors=said["editors"],
            reviewer=said["reviewer"],
            reported=said["reported"],
            sent=said["sent"],
            distributed=said["distributed"],
            copies=said["copies"] or 0,
        )


def head_values(head: Masthead | None) -> dict[str, Any]:
    """Return what the form of a head begins with."""
    if head is None:
        return {}
    names = ("name", "author", "editors", "reviewer", "reported", "sent", "distributed")
    values: dict[str, Any] = {name: getattr(head, name) for name in names}
    return values | {"editor": head.office, "copies": head.copies or None}


class SummaryForm(HeadForm, WindowForm):
    """The summary of a window."""

    field_order = ("office", "window", "name", "editor")


class ChangeHeadForm(HeadForm):
    """Another head for a draft, as it was read at a version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CircularForm(WindowForm):
    """The circular of a window."""

    to = LinesField(label=_("主送机关"), help_text=_("不填的，主送本期涉及的各单位。"))
    copies = LinesField(label=_("抄送"))
    field_order = ("office", "window", "to", "copies")


class BriefForm(HeadForm, OfficeForm):
    """One piece of news."""

    title = forms.CharField(label=_("标题"), max_length=100)
    text = forms.CharField(
        label=_("正文"),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("一行一段。"),
    )
    foreword = forms.CharField(
        label=_("按语"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    field_order = ("office", "title", "text", "foreword", "name", "editor")


class CorrectionForm(forms.Form):
    """What was printed wrong, where, and what is right; and why."""

    reason = forms.CharField(
        label=_("出现差错的原因"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, SLIPS + 1):
            wanted = n == 1
            self.fields[f"where_{n}"] = forms.CharField(
                label=_("第%(n)s处：位置") % {"n": n}, max_length=60, required=wanted
            )
            for name, label in (("printed", _("原刊")), ("right", _("更正为"))):
                self.fields[f"{name}_{n}"] = forms.CharField(
                    label=label,
                    max_length=300,
                    required=wanted,
                    widget=forms.Textarea({"rows": 2}),
                )
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    @property
    def slips(self) -> list[Slip]:
        """Return the places that were filled in."""
        said = self.cleaned_data
        return [
            Slip(said[f"where_{n}"], said[f"printed_{n}"], said[f"right_{n}"])
            for n in range(1, SLIPS + 1)
            if said[f"printed_{n}"] and said[f"right_{n}"]
        ]


class IssueForm(forms.Form):
    """Issuing a signed bulletin, and whether its receivers are told by mail: only if asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    mails = forms.BooleanField(
        label=_("同时提醒并邮件告知收文单位"),
        required=False,
        help_text=_("告知报、送、发各单位的账号，每人一次；不选的只列在各单位的公文里。"),
    )


class BulletinFilters(FilterSet):
    """What narrows the list of bulletins."""

    title = CharFilter(label=_("标题"), field_name="document__title", lookup_expr="icontains")
    kind = ChoiceFilter(
        label=_("种类"),
        field_name="document__kind",
        choices=[
            (one.value, one.label)
            for one in (
                bulletins.KINDS.SUMMARY,
                bulletins.KINDS.CIRCULAR,
                bulletins.KINDS.BULLETIN,
            )
        ],
        empty_label=_("全部"),
    )
    state = ChoiceFilter(
        label=_("状态"),
        field_name="document__state",
        choices=bulletins.STATES.choices,
        empty_label=_("全部"),
    )
