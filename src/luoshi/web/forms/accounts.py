"""The forms of the first run, of one's own password, of accounts and their seats."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from luoshi.orgs import queries
from luoshi.orgs.passwords import problems
from luoshi.web.forms.choosing import UnitField
from luoshi.web.forms.days import DayField
from luoshi.web.forms.directory import wide_search
from luoshi.web.forms.matters import PersonField
from luoshi.web.rights import role_choices
from luoshi.web.templatetags.luoshi_ui import show

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that is taken for another when read out
PASSWORD_HINT = _("至少8个字符，不要全是数字，也不要用常见密码。")


class FirstRunForm(forms.Form):
    """The coordinating office and its three administrators, each another person."""

    unit_name = forms.CharField(
        label=_("协调单位全称"),
        max_length=120,
        help_text=_("负责汇总和跟踪落实的单位，例如“某某自治区国资委”。"),
    )
    person_name = forms.CharField(label=_("您的姓名"), max_length=80)
    username = forms.CharField(label=_("您的账号"), max_length=60)
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HINT,
    )
    password_again = forms.CharField(
        label=_("再输一次密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    security_name = forms.CharField(label=_("安全保密管理员姓名"), max_length=80)
    security_username = forms.CharField(label=_("安全保密管理员账号"), max_length=60)
    audit_name = forms.CharField(label=_("安全审计员姓名"), max_length=80)
    audit_username = forms.CharField(label=_("安全审计员账号"), max_length=60)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        try:
            password_validation.validate_password(password)
        except forms.ValidationError as error:
            told = [one.said(gettext, show) for one in problems(error)]
            raise forms.ValidationError(told) from error
        return str(password)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("password_again"):
            self.add_error("password_again", _("两次输入的密码不一致，请重新输入。"))
        cleaned.pop("password_again", None)
        return cleaned

    @property
    def parts(self) -> list[tuple[str, str, list[Any]]]:
        """The fields by whom they are about: the part's name, what it may, its fields."""
        mine = ("person_name", "username", "password", "password_again")
        theirs = [(f"{who}_name", f"{who}_username") for who in ("security", "audit")]
        words = (
            (gettext("系统管理员：您"), gettext("管账号、单位和人员；看不到业务内容。")),
            (
                gettext("安全保密管理员"),
                gettext("管席位，审批您的申请；不开账号，看不到业务内容。"),
            ),
            (gettext("安全审计员"), gettext("查阅全部操作记录，什么也不能改。")),
        )
        return [
            (name, may, [self[one] for one in names])
            for (name, may), names in zip(words, (mine, *theirs), strict=True)
        ]


def password_field(label: Any, *, now: bool, help_text: Any = "") -> forms.CharField:
    """Return a field for a password: the one in force ``now``, or one to come."""
    kind = "current-password" if now else "new-password"
    widget = forms.PasswordInput(attrs={"autocomplete": kind})
    return forms.CharField(
        label=label, strip=False, max_length=128, widget=widget, help_text=help_text
    )


class PasswordChangeForm(forms.Form):
    """The old password, and the new one twice."""

    old = password_field(_("原密码"), now=True)
    new = password_field(_("新密码"), now=False, help_text=PASSWORD_HINT)
    again = password_field(_("再输一次新密码"), now=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        again = cleaned.pop("again", None)
        if cleaned.get("new") and again and cleaned["new"] != again:
            self.add_error("again", _("两次输入的密码不一致，请重新输入。"))
        return cleaned


def reason_field() -> forms.CharField:
    """Return the field of why a change is asked for."""
    return forms.CharField(
        label=_("理由"),
        max_length=300,
        help_text=_("例如：新任科长，见干部任免通知。审批人和审计员看得到。"),
    )


def first_password() -> str:
    """Return a password to read out: three runs of four, about 59 bits."""
    return "-".join(get_random_string(4, READABLE) for _run in range(3))


def first_password_field() -> forms.CharField:
    """Return the field of a first password: proposed, shown, and never shown again."""
    return forms.CharField(
        label=_("首次密码"),
        strip=False,
        max_length=128,
        initial=first_password,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "password-shown"}
        ),
        help_text=_(
            "已生成一个，也可以改写。请记下，批准后当面告诉本人：提交后不再显示，本人登录后必须先修改。"
        ),
    )


def role_options() -> list[tuple[str, Any]]:
    """Return the roles to choose from, none chosen yet."""
    return [("", _("请选择")), *role_choices()]


class AccountForm(forms.Form):
    """Whose account: somebody of the directory, or somebody new with unit and title."""

    person = PersonField(
        label=_("名录中的人员"),
        queryset=queries.people_without_account(),
        required=False,
        empty_label=_("不在名录中，在下面登记"),
        help_text=_("只列出还没有账号的人。"),
    )
    name = forms.CharField(
        label=_("姓名"),
        max_length=80,
        error_messages={"required": _("请在上面选择人员，或填写姓名。")},
    )
    unit = UnitField(label=_("单位"))
    title = forms.CharField(label=_("职务"), max_length=120, required=False)
    another = forms.BooleanField(
        label=_("确认是另一个同名的人"), required=False, widget=forms.HiddenInput()
    )
    username = forms.CharField(
        label=_("账号"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("登录时用，不区分大小写，例如姓名的拼音。"),
    )
    password = first_password_field()
    role = forms.ChoiceField(
        label=_("首个席位的角色"),
        choices=role_options,
        required=False,
        help_text=_("按上面的单位，从今天起，随账号一并批准。先不授予的留空。"),
    )
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "unit"):
            self.fields[name].required = not self.data.get("person")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("person") and cleaned.get("name"):
            self.add_error("name", _("上面已经选择了人员。登记新的人员时，请不要选择。"))
        if cleaned.get("role") and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("授予首个席位须填写单位。"))
        return cleaned

    def ask_whether_another(self) -> None:
        """Show the tick box, once somebody of that name is known."""
        self.fields["another"].widget = forms.CheckboxInput()
        self.add_error("another", _("已有同名的人。如果确实是另一个人，请勾选后再保存。"))


class SeatForm(forms.Form):
    """For which unit an account acts, as what, from–to."""

    unit = UnitField(label=_("单位"))
    role = forms.ChoiceField(label=_("角色"), choices=role_options)
    from_on = DayField(label=_("自"))
    to_on = DayField(label=_("至"), required=False, help_text=_("长期的留空。"))
    reason = reason_field()


class EndSeatForm(forms.Form):
    """The last day of a seat."""

    to_on = DayField(label=_("席位截止"), help_text=_("这一天仍然有效。"))
    reason = reason_field()


class FirstPasswordForm(forms.Form):
    """A new first password for somebody who forgot hers."""

    password = first_password_field()
    reason = reason_field()


class ReasonForm(forms.Form):
    """Why an account is to be closed or opened again, or a key ended."""

    reason = reason_field()


class RefuseForm(forms.Form):
    """Why a change is not approved."""

    note = forms.CharField(label=_("审批意见"), max_length=300, help_text=_("申请人看得到。"))


class AppointForm(forms.Form):
    """The first holder of an administrator's role that an older installation lacks."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    username = forms.CharField(label=_("账号"), max_length=60)
    password = first_password_field()


class KeyForm(forms.Form):
    """What a key is for, and how long it serves."""

    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("例如“与集团项目系统对接”。")
    )
    expires_on = DayField(label=_("有效期至"), help_text=_("最长一年，到期后另建。"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"expires_on": today + dt.timedelta(days=180)})
        super().__init__(*args, **kwargs)


class AccountFilters(FilterSet):
    """What narrows the list of accounts."""

    q = CharFilter(label=_("姓名、账号或单位"), method="by_text", widget=wide_search())

    state = ChoiceFilter(
        label=_("状态"),
        method="by_state",
        choices=[
            ("active", _("启用")),
            ("asleep", _("长期未用，将停用")),
            ("disabled", _("已停用")),
        ],
        empty_label=_("全部"),
    )

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """Accounts that get in, that will be disabled because nobody uses them, that are disabled."""
        if value == "asleep":
            return queries.falling_asleep(rows)
        return rows.filter(is_active=value == "active")

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """The name of the account or its person, or a unit that it acts for."""
        return rows.filter(pk__in=queries.accounts_matching(value).values("pk"))
