"""The forms of engagements: what took place, who was there with which post."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from luoshi.meetings import queries
from luoshi.orgs.queries import people_named, units
from luoshi.web.forms.choosing import UnitsField
from luoshi.web.forms.days import DayField, DayFilter
from luoshi.web.forms.directory import wide_search

CHAIR, PARTICIPANT = queries.PARTS.CHAIR, queries.PARTS.PARTICIPANT
_CHAIRED = re.compile(r"(?:主持|带队|主持人|带队人)\s*[:：]\s*")
_AFTER_NAME = re.compile(r"[\s,，、]+")


@dataclass(frozen=True, slots=True)
class Present:
    """A line of attendance: the name as written, the part, the post as printed, and who that is."""

    name: str
    part: str
    post: str
    person: Any = None


class PresentField(forms.CharField):
    """Attendance, one person a line: name, blank, post; “主持：” before who led it."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("required", False)
        given.setdefault(
            "help_text",
            _("每行一人：姓名、空格、当时职务，按文件顺序。主持或带队的人在行首写“主持：”。"),
        )
        super().__init__(widget=forms.Textarea(attrs={"rows": 8}), **given)

    def prepare_value(self, value: Any) -> Any:
        """Show lines as they are typed in."""
        if value is None or isinstance(value, str):
            return value
        lines = []
        for row in value:
            before = "主持：" if row.part == CHAIR else ""
            lines.append(f"{before}{row.person.name} {row.post}".rstrip())
        return "\n".join(lines)

    def clean(self, value: Any) -> list[Present]:
        """Return one `Present` a line, with the person where the name is known once."""
        return [
            self._line(line.strip()) for line in super().clean(value).splitlines() if line.strip()
        ]

    def _line(self, line: str) -> Present:
        chaired = _CHAIRED.match(line)
        rest = line[chaired.end() :] if chaired else line
        name, _blank, post = _AFTER_NAME.sub("\n", rest, count=1).partition("\n")
        part = CHAIR if chaired else PARTICIPANT
        return Present(name, part, post.strip(), self._person(name, post))

    def _person(self, name: str, post: str) -> Any:
        """Return who is meant: the only one of the name, or the one whose unit the post begins with."""
        found = list(people_named(name))
        if len(found) < 2:
            return found[0] if found else None
        fits = [
            one
            for one in found
            if any(
                held.unit.name in post or (held.title and held.title in post)
                for held in one.posts.all()
            )
        ]
        if len(fits) != 1:
            places = "；".join("、".join(str(p) for p in one.posts.all()) or "—" for one in found)
            raise forms.ValidationError(
                gettext("叫“%(name)s”的不止一人（%(places)s）。请在职务中写明单位。")
                % {"name": name, "places": places}
            )
        return fits[0]


class EngagementForm(forms.Form):
    """A tour, or what took place within or without one."""

    kind = forms.ChoiceField(label=_("类别"), choices=queries.KINDS.choices)
    name = forms.CharField(
        label=_("名称"), max_length=200, help_text=_("例如“某某州交通项目座谈会”。")
    )
    start_on = DayField(label=_("开始"), required=False)
    end_on = DayField(label=_("结束"), required=False, help_text=_("只有一天的可不填。"))
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    tour = forms.ModelChoiceField(
        label=_("所属行程"), queryset=None, required=False, empty_label=_("（不属于行程）")
    )
    units = UnitsField(label=_("参加单位"))
    present = PresentField(label=_("出席人员"))
    add_missing = forms.BooleanField(
        label=_("名录中没有的人员，保存时一并登记"), required=False, initial=True
    )

    def __init__(self, *args: Any, tours: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tour"].queryset = tours  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unknown = [one.name for one in cleaned.get("present") or [] if one.person is None]
        if unknown and not cleaned.get("add_missing"):
            said = gettext("名录中没有：%(names)s。请核对姓名，或勾选“一并登记”。")
            self.add_error("present", said % {"names": "、".join(unknown)})
        return cleaned


class EngagementEditForm(EngagementForm):
    """An engagement as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput())


class EngagementFilters(FilterSet):
    """What narrows the list of engagements."""

    q = CharFilter(label=_("名称或地点"), method="by_text", widget=wide_search())
    kind = ChoiceFilter(label=_("类别"), choices=queries.KINDS.choices, empty_label=_("全部"))
    unit = ModelChoiceFilter(
        label=_("单位"), queryset=units(), method="by_unit", empty_label=_("全部")
    )
    since = DayFilter(label=_("自"), field_name="start_on", lookup_expr="gte")
    until = DayFilter(label=_("至"), field_name="start_on", lookup_expr="lte")

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Name or place."""
        return queries.matching(rows, value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """What a unit kept or took part in."""
        return queries.with_unit(rows, value)
