"""The forms of matters: a draft, each move of its life, the filters of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from luoshi import clock
from luoshi.matters import queries
from luoshi.orgs.queries import lasting_units, people, units
from luoshi.projects.queries import visible_projects
from luoshi.standing import queries as standing
from luoshi.values.names import name_key
from luoshi.web.facts import CADENCES
from luoshi.web.forms.days import DayField
from luoshi.web.forms.lights import LIGHTS as COMBINED
from luoshi.web.forms.longlists import (
    ChoiceOrName,
    ChosenFilter,
    people_called,
    projects_called,
    unit_called,
)
from luoshi.web.forms.several import SeveralField

RUNNING = "running"
LIGHTS = (
    ("red", _("逾期")),
    ("orange", _("预警")),
    ("yellow", _("提醒")),
    ("green", _("正常")),
)


class PersonField(forms.ModelChoiceField):
    """A person, told apart from others of the name by unit and post.

    Where there are many people the name is written: a list of all would weigh more than its page.
    """

    widget = ChoiceOrName

    def label_from_instance(self, person: Any) -> str:
        """Return name, unit and post."""
        post = next((one for one in person.posts.all() if one.to_on is None), None)
        return f"{person.name}（{post}）" if post else str(person.name)

    def to_python(self, value: Any) -> Any:
        """Return the person by key or by name; raises ValidationError that offers namesakes."""
        text = str(value or "").strip()
        ProhibitNullCharactersValidator()(text)
        if not text or text.isdecimal() or not isinstance(value, str):
            return super().to_python(value)
        key = name_key(text.partition("（")[0])
        rows: Any = self.queryset
        found = list(rows.filter(search_key=key)[:20]) if key else []
        labels = {self.label_from_instance(one): one for one in found}
        if text in labels:
            return labels[text]
        if len(found) == 1 and "（" not in text:
            return found[0]
        alike = "、".join(labels)
        if not alike:
            raise forms.ValidationError(
                gettext("没有找到“%(name)s”。请核对姓名，或先在“人员”中登记。") % {"name": text}
            )
        raise forms.ValidationError(
            gettext("“%(name)s”不止一位，请照抄其中一位：%(alike)s")
            % {"name": text, "alike": alike}
        )


def several_units(label: Any, *, help_text: Any = "") -> SeveralField:
    """Return a field for any number of units, one tick box each."""
    return SeveralField(
        label=label,
        queryset=lasting_units(),
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "pick"}),
    )


def is_several(field: forms.Field) -> bool:
    """Return whether a field takes any number of rows."""
    return isinstance(field, SeveralField)


class MatterForm(forms.Form):
    """A draft: what, on which words, who, until when.  What is unknown may wait until 送审."""

    kind = forms.ChoiceField(label=_("类别"), choices=queries.KINDS.choices)
    urgency = forms.ChoiceField(
        label=_("紧急程度"),
        required=False,
        choices=queries.URGENCIES.choices,
        initial=queries.URGENCIES.ORDINARY,
        help_text=_("特急的须在签发后几个工作小时内签收，以现行规则为准。"),
    )
    title = forms.CharField(label=_("事项"), max_length=200, help_text=_("一句话，说清要办什么。"))
    content = forms.CharField(
        label=_("任务要求"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("具体做到什么程度、分几步。"),
    )
    basis = forms.CharField(
        label=_("依据"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("会议、批示或文件中的原话，并注明出处。签发前必须填写。"),
    )
    criterion = forms.CharField(
        label=_("办结标准"),
        required=False,
        max_length=300,
        help_text=_("凭什么认定已经办完，例如“验收意见书已签字”。签发前必须填写。"),
    )
    lead = forms.ModelChoiceField(
        label=_("牵头单位"),
        queryset=lasting_units(),
        required=False,
        help_text=_("只能有一个，签发前必须确定。"),
    )
    person = PersonField(
        label=_("责任人"),
        queryset=people(),
        required=False,
        help_text=_("具体承办的一个人，签发前必须确定。"),
    )
    due_proposed = DayField(
        label=_("完成期限"),
        required=False,
        help_text=_("一个确切的日期，签发后成为原定期限，不再改变。"),
    )
    responsible = several_units(_("责任单位"))
    cooperating = several_units(_("配合单位"))
    raised_by = forms.ModelChoiceField(
        label=_("提出单位"),
        queryset=lasting_units(),
        required=False,
        help_text=_("问题由谁提出，办结时要听取它的意见。"),
    )
    cadence = forms.ChoiceField(
        label=_("反馈频次"),
        required=False,
        choices=[("", _("不定期")), *CADENCES.items()],
    )
    project = forms.ModelChoiceField(label=_("项目"), queryset=None, required=False)
    engagement = forms.ModelChoiceField(label=_("议定于"), queryset=None, required=False)
    group = forms.ModelChoiceField(label=_("工作小组"), queryset=None, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, related: dict[str, Any], has_paper: bool, **kwargs: Any) -> None:
        """``related``: what projects, engagements and groups may be named.

        ``has_paper``: the words stand in a document that was handed in, and stay as they are.
        """
        super().__init__(*args, **kwargs)
        for name, rows in related.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and not is_several(field):
                field.empty_label = gettext("（未定）")
        if has_paper:
            del self.fields["basis"]

    def clean_urgency(self) -> str:
        """Take what says nothing as ordinary."""
        return self.cleaned_data["urgency"] or str(queries.URGENCIES.ORDINARY)


def _projects(request: Any) -> Any:
    return visible_projects(request.user, now=clock.now())


def _groups(request: Any) -> Any:
    return queries.visible_groups(request.user, now=clock.now())


class MatterFilters(FilterSet):
    """What narrows the list of matters."""

    q = CharFilter(
        label=_("关键词"),
        method="by_text",
        widget=forms.TextInput(attrs={"data-wide": True, "type": "search"}),
    )
    state = ChoiceFilter(
        label=_("状态"),
        method="by_state",
        choices=[(RUNNING, _("办理中（全部）")), *queries.STATES.choices],
        empty_label=_("全部"),
    )
    kind = ChoiceFilter(label=_("类别"), choices=queries.KINDS.choices, empty_label=_("全部"))
    urgency = ChoiceFilter(
        label=_("紧急程度"), choices=queries.URGENCIES.choices, empty_label=_("全部")
    )
    light = ChoiceFilter(
        label=_("综合灯"), method="by_light", choices=COMBINED, empty_label=_("全部")
    )
    unit = ChosenFilter(
        label=_("单位"),
        method="by_unit",
        queryset=units(),
        named=unit_called,
        empty_label=_("全部"),
    )
    person = ChosenFilter(
        label=_("责任人"), queryset=people(), named=people_called, empty_label=_("全部")
    )
    project = ChosenFilter(
        label=_("项目"), queryset=_projects, named=projects_called, empty_label=_("全部")
    )
    group = ModelChoiceFilter(label=_("工作小组"), queryset=_groups, empty_label=_("全部"))

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Every word of ``value``, in number, title or content."""
        return queries.matching(rows, value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """One state, or everything that runs."""
        return queries.running(rows) if value == RUNNING else rows.filter(state=value)

    def by_light(self, rows: Any, name: str, value: str) -> Any:
        """What stands under one combined light."""
        return standing.lit(rows, value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """What a unit leads, works on or raised."""
        return queries.of_unit(rows, value.pk)
