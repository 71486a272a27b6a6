"""The forms about rules and calendars: which year to look at, what to try, which calendar a unit uses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi import policy
from luoshi.rules.ruleset import RuleSet
from luoshi.values.tomltable import TomlFault
from luoshi.web.forms.choosing import UnitField

UPLOADED = "uploaded"
LARGEST = 256 * 1024


def calendar_choices() -> list[tuple[str, str]]:
    """Return the calendars of the policy by code, the national one first."""
    found = policy.current().calendars
    return [(code, gettext(calendar.name)) for code, calendar in found.items()]


class YearForm(forms.Form):
    """Which calendar, which year."""

    calendar = forms.ChoiceField(label=_("日历"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].choices = calendar_choices()  # type: ignore[attr-defined]
        self.fields["year"].choices = [(one, str(one)) for one in years]  # type: ignore[attr-defined]


class UnitCalendarForm(forms.Form):
    """By which calendar a unit counts."""

    unit = UnitField(label=_("单位"))
    calendar = forms.ChoiceField(label=_("适用日历"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("随上级单位")), *calendar_choices()]
        self.fields["calendar"].choices = choices  # type: ignore[attr-defined]


class TrialForm(forms.Form):
    """Another rule set: one of the house's, or a changed limits.toml."""

    rules = forms.ChoiceField(label=_("与哪一套规则比较"))
    file = forms.FileField(
        label=_("规则文件"),
        required=False,
        help_text=_("选“上传的文件”时提供：改好的limits.toml。文件只用于本次试算，不保存。"),
        widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        house = policy.current().rule_sets
        sets = [(str(n), f"{gettext(one.name)} · {one.valid_from}") for n, one in enumerate(house)]
        choices = [(UPLOADED, _("上传的文件")), *sets]
        self.fields["rules"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the sets to try under ``tried``; what is wrong in a file is told with line and key."""
        cleaned = super().clean() or {}
        chosen, file = cleaned.get("rules"), cleaned.get("file")
        if chosen == UPLOADED and file is None:
            if "file" not in self.errors:
                self.add_error("file", gettext("请选择要试算的规则文件。"))
        elif chosen == UPLOADED:
            cleaned["tried"] = self._read(file)
        elif chosen:
            cleaned["tried"] = (policy.current().rule_sets[int(chosen)],)
        return cleaned

    def _read(self, file: Any) -> tuple[RuleSet, ...]:
        if file.size > LARGEST:
            self.add_error("file", gettext("文件太大，不像是规则文件。"))
            return ()
        try:
            return policy.limits_from(file.read().decode("utf-8-sig"), file=file.name)
        except UnicodeDecodeError:
            self.add_error("file", gettext("文件不是UTF-8编码，请另存为UTF-8后再上传。"))
        except TomlFault as fault:
            self.add_error("file", str(fault))
        return ()
