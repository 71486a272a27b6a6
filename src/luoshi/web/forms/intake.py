"""The forms of intake: handing in a document, correcting or adding a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.intake.opening import TEXT_MAX
from luoshi.intake.shapes import LISTS, QUANTITIES, names_of
from luoshi.sources.files import BYTES_MAX, ENDINGS, office
from luoshi.values.errors import BadInput, Incomplete
from luoshi.web.facts import CADENCES, ENGAGEMENT_KINDS, MATTER_KINDS, counted
from luoshi.web.facts import QUANTITIES as QUANTITY_NAMES

FILE_HINT = _(
    "Word、WPS、PDF、Excel、网页、邮件和文本文件（docx、doc、wps、pdf、xlsx、xls、csv、html、eml、rtf、odt、txt、md），不超过 20 MB。扫描件请先识别成文字。"
)
FILE_HINT_WITHOUT_OFFICE = _(
    "Word、PDF、Excel、网页、邮件和文本文件（docx、pdf、xlsx、xls、csv、html、eml、txt、md），不超过 20 MB。doc、wps、rtf、odt请先另存为docx，扫描件请先识别成文字。"
)
NAMES_HINT = _("多个用顿号分开")


class NewDraftForm(forms.Form):
    """A text pasted, or a file: one of them."""

    text = forms.CharField(
        label=_("粘贴文字"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": TEXT_MAX}),
        help_text=_("从文件或网页中复制正文，粘贴在这里。繁体字、夹注拼音、断行会自动整理。"),
    )
    file = forms.FileField(
        label=_("上传文件"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = FILE_HINT if office.is_there() else FILE_HINT_WITHOUT_OFFICE

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if len(text) > TEXT_MAX:
            raise forms.ValidationError(
                gettext("文字超过 %(limit)s 万字，请分成几份提交。") % {"limit": TEXT_MAX // 10000}
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text, file = cleaned.get("text", "").strip(), cleaned.get("file")
        if self.errors:
            return cleaned
        if text and file:
            raise forms.ValidationError(gettext("粘贴文字和上传文件请只选一种，另一种请清空。"))
        if not text and not file:
            raise forms.ValidationError(gettext("没有内容：请粘贴文字，或选择一个文件。"))
        if file is not None:
            self._check_file(file)
        return cleaned

    def _check_file(self, file: Any) -> None:
        if file.size == 0:
            self.add_error("file", gettext("这个文件是空的，请检查后重新选择。"))
        elif file.size > BYTES_MAX:
            self.add_error(
                "file",
                gettext(
                    "文件有 %(size)s MB，超过 %(limit)s MB 的上限，没有保存。请只保留正文，或直接粘贴文字。"
                )
                % {
                    "size": round(file.size / 1024 / 1024),
                    "limit": BYTES_MAX // 1024 // 1024,
                },
            )

    @property
    def is_too_large(self) -> bool:
        file = self.files.get("file") if self.files else None
        return bool(file and (file.size or 0) > BYTES_MAX)


class FindingForm(forms.Form):
    """What all corrections share: data in and out, refusals shown at their fields."""

    kind_of_finding = ""
    quote = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, value: dict[str, Any] | None = None, **kwargs: Any) -> None:
        initial = self.shown(value or {})
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    def shown(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a stored value as its fields show it."""
        shown = dict(value)
        for name in LISTS[self.kind_of_finding]:
            shown[name] = "、".join(str(one) for one in value.get(name) or [])
        for name in ("due", "start", "end"):
            if found := re.fullmatch(r"--(\d\d)-(\d\d)", str(value.get(name) or "")):
                shown[name] = f"{int(found[1])}月{int(found[2])}日"
        return shown

    def correction(self) -> dict[str, Any]:
        """Return what was entered, as the actions take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "quote"}

    def take(self, refusal: BadInput | Incomplete) -> None:
        """Show a refusal of the action at the fields that it names."""
        sentences = refusal.fields if isinstance(refusal, BadInput) else {}
        for name, sentence in sentences.items():
            at = name if name in self.fields and not self.fields[name].widget.is_hidden else None
            self.add_error(at, sentence.said(gettext))


def _choices(labels: dict[str, Any], blank: Any = None) -> list[tuple[str, Any]]:
    return [*([("", blank)] if blank is not None else []), *labels.items()]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _names(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.TextInput(
            attrs={"list": "names-known", "autocomplete": "off", "placeholder": NAMES_HINT}
        ),
    )


def _day(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("如 2016-05-19")}),
    )


def _offer(form: forms.Form, name: str, usual: str, known: Iterable[tuple[int, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", usual), *known]


class MatterForm(FindingForm):
    """A duty: what, by whom, until when."""

    kind_of_finding = "matter"
    text = forms.CharField(label=_("任务要求"), max_length=2000, widget=_area(3))
    kind = forms.ChoiceField(label=_("类别"), choices=_choices(MATTER_KINDS))
    due = _day(_("完成时限"))
    lead = _names(_("牵头单位"))
    responsible = _names(_("责任单位"))
    cooperating = _names(_("配合单位"))
    persons = _names(_("责任人"))
    cadence = forms.ChoiceField(
        label=_("反馈频次"), required=False, choices=_choices(CADENCES, "—")
    )
    criterion = forms.CharField(label=_("办结标准"), required=False, max_length=300)
    group = forms.CharField(
        label=_("成立工作小组"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("填名称则同时登记小组")}),
    )


class EngagementForm(FindingForm):
    """What took place: when, where, who."""

    kind_of_finding = "engagement"
    name = forms.CharField(
        label=_("名称"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("不填时用“地点＋类别”")}),
    )
    kind = forms.ChoiceField(label=_("类别"), choices=_choices(ENGAGEMENT_KINDS))
    start = _day(_("开始日期"))
    end = _day(_("结束日期"))
    place = forms.CharField(label=_("地点"), required=False, max_length=200)
    chair = _names(_("主持或带队"))
    people = _names(_("参加人员"))


class OrganisationForm(FindingForm):
    """A unit: its name, and which one of the directory it is."""

    kind_of_finding = "organisation"
    name = forms.CharField(label=_("单位全称"), max_length=120)
    aliases = _names(_("文中又称"))
    unit_id = forms.TypedChoiceField(
        label=_("对应名录"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, known: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "unit_id", gettext("按名称对应，没有则新增"), known)


class PersonForm(FindingForm):
    """A person: name and post as printed, and which one of the directory it is."""

    kind_of_finding = "person"
    name = forms.CharField(label=_("姓名"), max_length=80)
    post = forms.CharField(label=_("职务（照原文）"), required=False, max_length=200)
    person_id = forms.TypedChoiceField(
        label=_("对应名录"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, known: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "person_id", gettext("按姓名和单位对应，没有则新增"), known)


class ProjectForm(FindingForm):
    """A project, with one line for each of its figures."""

    kind_of_finding = "project"
    name = forms.CharField(label=_("项目名称"), max_length=200)
    organisations = _names(_("投资或建设单位"))
    place = forms.CharField(label=_("建设地点"), required=False, max_length=120)
    figures = forms.CharField(
        label=_("指标"),
        required=False,
        widget=_area(3),
        help_text=_("每行一项，如：计划总投资 5.2亿元；产能规模 30万吨/年"),
    )

    def shown(self, value: dict[str, Any]) -> dict[str, Any]:
        shown = super().shown(value)
        shown["figures"] = "\n".join(
            f"{QUANTITY_NAMES[one['quantity']]} {counted(one['value'])}{one['unit']}"
            for one in value.get("figures") or []
        )
        self._spans = {
            (one["quantity"], one["value"], one["unit"]): one.get("span")
            for one in value.get("figures") or []
        }
        return shown

    def clean_figures(self) -> list[dict[str, Any]]:
        lines = re.split(r"[\n；;]", self.cleaned_data["figures"])
        return [self._figure(line.strip()) for line in lines if line.strip()]

    def _figure(self, line: str) -> dict[str, Any]:
        known = {str(label): code for code, label in QUANTITY_NAMES.items() if code in QUANTITIES}
        found = re.fullmatch(r"(\D*?)[\s:：]*(-?[\d.,]+)\s*([万亿]*)\s*(.*)", line)
        code = known.get(found[1].strip()) if found else None
        try:
            value = Decimal(found[2].replace(",", "")) if found else Decimal(0)
        except InvalidOperation:
            found = None
        if not found or not code:
            raise forms.ValidationError(
                gettext(
                    "看不懂“%(line)s”。请按“计划总投资 5.2亿元”的格式填写；可用的指标：%(known)s。"
                )
                % {"line": line, "known": "、".join(known)}
            )
        for mark in found[3]:
            value *= 10_000 if mark == "万" else 100_000_000
        text = format(value.normalize(), "f")
        key = (code, text, found[4].strip())
        return {"quantity": code, "value": text, "unit": key[2], "span": self._spans.get(key)}


FORMS: dict[str, type[FindingForm]] = {
    "matter": MatterForm,
    "project": ProjectForm,
    "engagement": EngagementForm,
    "organisation": OrganisationForm,
    "person": PersonForm,
}


def names_known(findings: Iterable[Any]) -> list[str]:
    """Return the names of units and people in a draft, to choose from while typing."""
    names = [
        str(one.value.get("name")) for one in findings if one.kind in {"organisation", "person"}
    ]
    return names_of(names)
