"""The forms of the directory: units and their other names, people and their posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from luoshi.orgs import queries
from luoshi.web.forms.choosing import UnitField
from luoshi.web.forms.days import DayField


class UnitForm(forms.Form):
    """What a unit is called, what it is, under which one it stands."""

    name = forms.CharField(label=_("全称"), max_length=120, help_text=_("公章上的全称。"))
    short_name = forms.CharField(
        label=_("简称"),
        max_length=60,
        required=False,
        help_text=_("文件中常用的简称；内部台账备案号以它开头。"),
    )
    kind = forms.ChoiceField(label=_("类别"), choices=queries.UNIT_KINDS.choices)
    parent = UnitField(label=_("上级单位"), required=False)
    place = forms.CharField(label=_("所在地"), max_length=60, required=False)


class UnitEditForm(UnitForm):
    """A unit as it was read: a new full name leaves the old one as an alias."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _(
            "公章上的全称。更名后原名称自动保留为别名，历史文件照样能找到。"
        )


class AliasForm(forms.Form):
    """Another name, in whose papers and within which dates it means this unit."""

    name = forms.CharField(label=_("别名"), max_length=120)
    used_by = UnitField(
        label=_("只在谁的文件中使用"),
        required=False,
        help_text=_("例如“集团公司”只在某企业的文件中指本单位；不限的留空。"),
    )
    from_on = DayField(label=_("自"), required=False)
    to_on = DayField(label=_("至"), required=False)


class PersonForm(forms.Form):
    """Somebody new.  ``another`` says that this is a further person of a known name."""

    name = forms.CharField(
        label=_("姓名"), max_length=80, help_text=_("间隔号写哪一种都可以，查找时不区分。")
    )
    unit = UnitField(label=_("单位"), required=False)
    title = forms.CharField(label=_("职务"), max_length=120, required=False)
    telephone = forms.CharField(label=_("电话"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, help_text=_("提醒发到这里；没有的留空。")
    )
    another = forms.BooleanField(
        label=_("确认是另一个同名的人"), required=False, widget=forms.HiddenInput()
    )

    def ask_whether_another(self) -> None:
        """Show the tick box, once somebody of that name is known."""
        self.fields["another"].widget = forms.CheckboxInput()


class PersonEditForm(forms.Form):
    """Name, number and address of somebody; posts have forms of their own."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    telephone = forms.CharField(label=_("电话"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, help_text=_("提醒发到这里；没有的留空。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput())


class PostForm(forms.Form):
    """What somebody is or was, where, from–to."""

    unit = UnitField(label=_("单位"))
    title = forms.CharField(label=_("职务"), max_length=120)
    from_on = DayField(label=_("自"), required=False)
    to_on = DayField(label=_("至"), required=False, help_text=_("现任的留空。"))


class EndPostForm(forms.Form):
    """The last day of a post."""

    to_on = DayField(label=_("任职截止"))


def wide_search() -> forms.TextInput:
    """Return the input of a list's key word."""
    return forms.TextInput(attrs={"data-wide": True, "type": "search"})


class UnitFilters(FilterSet):
    """What narrows the list of units."""

    q = CharFilter(label=_("名称"), method="by_text", widget=wide_search())
    kind = ChoiceFilter(label=_("类别"), choices=queries.UNIT_KINDS.choices, empty_label=_("全部"))

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Any of the unit's names."""
        return rows.filter(pk__in=queries.units_matching(value).values("pk"))


class PersonFilters(FilterSet):
    """What narrows the list of people."""

    q = CharFilter(label=_("姓名、单位或职务"), method="by_text", widget=wide_search())
    unit = ModelChoiceFilter(
        label=_("单位"), queryset=queries.units(), method="by_unit", empty_label=_("全部")
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Any spelling of the name, or a unit or title."""
        return rows.filter(pk__in=queries.people_matching(value).values("pk"))

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """Whoever is or was there."""
        return rows.filter(pk__in=queries.people_ever_at(value).values("pk"))
