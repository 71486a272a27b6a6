"""The forms of papers: writing one, and the short ones of its way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, FilterSet

from luoshi import clock
from luoshi.issuing import documents, jointly
from luoshi.papers import plain
from luoshi.papers.paper import Paper
from luoshi.web.forms.matters import several_units

LISTS = ("addressees", "copies", "reported", "sent", "distributed", "attachments")
PLAIN = ("title", "urgency", "note")
LONGEST = 60_000


class LinesField(forms.CharField):
    """Several names, one on each line, or parted by 、"""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 2}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(value).replace("、", "\n").replace("；", "\n")
        return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class DocumentForm(forms.Form):
    """What a draft says; the body is typed as lines (``papers.plain``)."""

    title = forms.CharField(label=_("标题"), max_length=300)
    addressees = LinesField(
        label=_("主送机关"), help_text=_("一行一个，写规范名称，对得上单位名录的可以在线签收。")
    )
    body = forms.CharField(
        label=_("正文"),
        max_length=LONGEST,
        help_text=_("一行一段。以“一、”“（一）”“1.”开头的是分条，序号自动重排。"),
        widget=forms.Textarea({"rows": 18, "class": "paper-text"}),
    )
    attachments = LinesField(label=_("附件说明"), help_text=_("一行一个附件名称。"))
    copies = LinesField(label=_("抄送"))
    reported = LinesField(label=pgettext_lazy("receiver", "报"))
    sent = LinesField(label=pgettext_lazy("receiver", "送"))
    distributed = LinesField(label=pgettext_lazy("receiver", "发"))
    urgency = forms.ChoiceField(
        label=_("紧急程度"),
        required=False,
        choices=[("", _("平件")), ("加急", _("加急")), ("特急", _("特急"))],
    )
    note = forms.CharField(label=_("附注"), max_length=200, required=False)
    why = forms.CharField(label=_("修改说明"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def paper(self, before: Paper) -> Paper:
        """Return ``before`` as the form says it now; what the form does not show stays."""
        said = self.cleaned_data
        given = {name: said.get(name, getattr(before, name)) for name in (*PLAIN, *LISTS)}
        given["title"] = " ".join(given["title"].split())
        body = plain.read(said.get("body", ""), kept=before.body)
        return replace(before, body=body, **given)


def values_of(paper: Paper, version: int) -> dict[str, Any]:
    """Return what the form of a draft begins with."""
    given = {name: getattr(paper, name) for name in (*PLAIN, *LISTS)}
    return given | {"body": plain.written(paper.body), "version": version}


class VersionForm(forms.Form):
    """A step at once: only what was read when it was taken."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """A step that is explained."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea({"rows": 2}))


class RemarkForm(forms.Form):
    """A word on the paper, perhaps on some words of it."""

    quote = forms.CharField(
        label=_("针对的原文"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("可以从左边的公文里复制一句。"),
    )
    text = forms.CharField(label=_("修改意见"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class SettleForm(forms.Form):
    """How a remark was dealt with."""

    answer = forms.CharField(label=_("处理说明"), max_length=300, required=False)


class WordForm(forms.Form):
    """The word of an office."""

    office = forms.ModelChoiceField(label=_("发文机关"), queryset=None)
    word = forms.CharField(
        label=_("机关代字"),
        max_length=12,
        help_text=_("例如“青国资”，编号写作“青国资函〔2026〕1号”。"),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class FormerForm(forms.Form):
    """The numbers of a series that an office used before it was kept here."""

    office = forms.ModelChoiceField(label=_("发文机关"), queryset=None)
    word = forms.CharField(
        label=_("代字"), max_length=20, help_text=_("编号中〔年份〕前面的全部文字，如“青国资函”。")
    )
    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)
    last = forms.IntegerField(label=_("已用到第几号"), min_value=1, max_value=2000)
    reason = forms.CharField(
        label=_("说明"),
        max_length=300,
        initial=_("系统启用前已编号，原件存本单位档案室"),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class JointForm(forms.Form):
    """With which offices a draft is issued."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    units = several_units(
        _("联合发文机关"), help_text=_("除主办机关以外；每个机关须各自会签，编号用主办机关的。")
    )

    def __init__(self, *args: Any, office: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["units"]
        units.queryset = units.queryset.exclude(pk=office.pk)


class CompareForm(forms.Form):
    """Which two texts are compared."""

    before = forms.TypedChoiceField(label=_("前一稿"), coerce=int)
    after = forms.TypedChoiceField(label=_("后一稿"), coerce=int)

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].choices = versions  # type: ignore[attr-defined]


class DocumentFilters(FilterSet):
    """What narrows the list of papers."""

    title = CharFilter(label=_("标题或文号"), method="named")
    state = ChoiceFilter(label=_("状态"), choices=documents.STATES.choices, empty_label=_("全部"))
    kind = ChoiceFilter(label=_("文种"), choices=documents.KINDS.choices, empty_label=_("全部"))

    cosign = ChoiceFilter(
        label=_("会签"),
        choices=[("mine", _("待本单位会签"))],
        empty_label=_("全部"),
        method="cosigned",
    )

    def named(self, rows: Any, name: str, value: str) -> Any:
        return documents.named(rows, value.strip())

    def cosigned(self, rows: Any, name: str, value: str) -> Any:
        waiting = jointly.to_cosign(self.request.user, now=clock.now())
        return rows.filter(pk__in=waiting.values("pk"))
