"""The forms of other hands: a deputy for an absence, a unit dissolved or split, a person's whole work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.orgs.queries import people, people_who_log_in
from luoshi.web.forms.choosing import UnitField
from luoshi.web.forms.days import DayField
from luoshi.web.forms.matters import PersonField
from luoshi.web.forms.several import SeveralField

PICK = {"class": "pick"}


class DeputyForm(forms.Form):
    """Who stands in, from–to, why."""

    deputy = PersonField(
        label=_("代理人"),
        queryset=people_who_log_in(),
        help_text=_("须有启用的账号，同一时间自己没有离岗。"),
    )
    from_on = DayField(label=_("自"), help_text=_("含当日。"))
    to_on = DayField(label=_("至"), help_text=_("含当日。提前回来的，随时可以结束。"))
    reason = forms.CharField(
        label=_("原因"), max_length=200, help_text=_("例如：参加培训、休假、出差。")
    )

    def __init__(self, *args: Any, absent: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = people_who_log_in().exclude(pk=absent.pk)  # type: ignore[attr-defined]
        self.fields["deputy"].empty_label = gettext("（请选择）")  # type: ignore[attr-defined]


class _UnitHandsForm(forms.Form):
    """From which day, by which paper."""

    effective_on = DayField(label=_("生效日期"), help_text=_("文件规定的日期，不能是今后的。"))
    reason = forms.CharField(
        label=_("依据"),
        max_length=300,
        help_text=_("批准文件的名称和文号，例如机构改革方案。期限不因移交改变。"),
    )


class SeatsField(SeveralField):
    """Seats with the name of whoever holds each."""

    def label_from_instance(self, seat: Any) -> str:
        return f"{seat.account}（{self.names.get(seat.role, seat.role)}）"

    names: dict[str, str] = {}


class PostsField(SeveralField):
    """Posts with the name of whoever holds each."""

    def label_from_instance(self, post: Any) -> str:
        return f"{post.person}（{post.title}）" if post.title else str(post.person)


class DissolveForm(_UnitHandsForm):
    """Who goes on with the work, and which posts and seats go along."""

    into = UnitField(
        label=_("承接单位"),
        required=False,
        help_text=_("全称、简称、别名均可。名下没有未了的工作时可以不填。"),
    )
    posts = PostsField(
        label=_("随同转入的人员"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=PICK),
        help_text=_("勾选的职务转到承接单位；没有勾选的保持原样，留待另行决定。"),
    )
    seats = SeatsField(
        label=_("随同转入的席位"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=PICK),
        help_text=_("勾选的席位报安全保密管理员批准，批准后转到承接单位；批准前保持原样。"),
    )
    stamp = forms.CharField(widget=forms.HiddenInput())
    field_order = ["into", "effective_on", "reason", "posts", "seats"]

    def __init__(
        self, *args: Any, posts: Any, seats: Any, role_names: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].queryset = posts  # type: ignore[attr-defined]
        if not posts:
            del self.fields["posts"]
        if not seats:
            del self.fields["seats"]
        else:
            self.fields["seats"].names = role_names  # type: ignore[attr-defined]
            self.fields["seats"].queryset = seats  # type: ignore[attr-defined]


class SplitForm(_UnitHandsForm):
    """What goes to which unit."""

    into = UnitField(label=_("承接单位"))
    chosen = forms.MultipleChoiceField(
        label=_("分出的工作"),
        widget=forms.CheckboxSelectMultiple(attrs=PICK),
        help_text=_("勾选的事项、备案和工作小组连同未完的待办一起移交。"),
    )
    field_order = ["into", "effective_on", "reason", "chosen"]

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """Into whose hands everything goes, and why."""

    to_person = PersonField(label=_("接收人"), queryset=people())
    reason = forms.CharField(label=_("移交原因"), max_length=300, help_text=_("期限不因移交改变。"))
    stamp = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_person"].queryset = people().exclude(pk=person.pk)  # type: ignore[attr-defined]
        self.fields["to_person"].empty_label = gettext("（请选择）")  # type: ignore[attr-defined]
