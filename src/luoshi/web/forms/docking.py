"""The forms of docking: needs and offers, who meets whom, the log, the end, what narrows the lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from luoshi import clock
from luoshi.docking import queries
from luoshi.docking.queries import MOST_CHARACTERS as TEXT_MOST
from luoshi.orgs.queries import people, units
from luoshi.projects.queries import visible_projects
from luoshi.values.quantities import NoQuantity, Quantity, quantity_of
from luoshi.web.forms.choosing import UnitField, UnitsField
from luoshi.web.forms.days import DayField
from luoshi.web.forms.longlists import ChosenFilter, projects_called, unit_called
from luoshi.web.forms.matters import PersonField


class QuantityField(forms.CharField):
    """A number with its unit as people write it.  ``clean`` gives a Quantity or None."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("help_text", _("数字和单位写在一起，例如“200亩”“30万吨/年”“5000万元”。"))
        given.setdefault("max_length", 40)
        given.setdefault("required", False)
        super().__init__(**given)

    def prepare_value(self, value: Any) -> Any:
        """Show a quantity as offices write it."""
        return str(value) if isinstance(value, Quantity) else value

    def clean(self, value: Any) -> Any:
        """Return the quantity, None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return quantity_of(text)
        except NoQuantity:
            said = gettext("“%(text)s”不是数量。请写成数字加单位，例如“200亩”。")
            raise forms.ValidationError(said % {"text": text}) from None


def _related(form: forms.Form, **rows: Any) -> None:
    """Give the fields that choose one row of the register what may be chosen."""
    for name, found in rows.items():
        form.fields[name].queryset = found  # type: ignore[attr-defined]
        form.fields[name].empty_label = gettext("（没有）")  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """A need or an offer: one thing, whose, where, how much, by when."""

    unit = UnitField(label=_("单位"))
    person = PersonField(label=_("联系人"), queryset=people())
    kind = forms.ChoiceField(label=_("类别"), choices=queries.WHATS.choices)
    text = forms.CharField(
        label=_("内容"),
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一条只写一件事，不超过150字。"),
    )
    place = forms.CharField(
        label=_("地点"),
        max_length=60,
        required=False,
        help_text=_("写到县市，例如“塔城地区沙湾市”。"),
    )
    quantity = QuantityField(label=_("数量"))
    by_on = DayField(label=_("最迟需要日期"), required=False)
    until = DayField(
        label=_("有效期至"), required=False, help_text=_("过了这一天自动转为已过期。不填为长期。")
    )
    conditions = forms.CharField(label=_("条件"), max_length=TEXT_MOST, required=False)
    project = forms.ModelChoiceField(label=_("有关项目"), queryset=None, required=False)
    engagement = forms.ModelChoiceField(label=_("提出于"), queryset=None, required=False)
    is_listed = forms.BooleanField(
        label=_("列入目录"),
        required=False,
        initial=True,
        help_text=_("有席位的人员都能在目录中看到，便于对方来找。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, side: str, is_new: bool, projects: Any, engagements: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _related(self, project=projects, engagement=engagements)
        if side == "offer":
            self.fields["by_on"].label = _("最早可提供日期")
        if not is_new:
            del self.fields["unit"]
            del self.fields["engagement"]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class DockingForm(forms.Form):
    """One demand side and one supply side, who leads, on what it rests."""

    title = forms.CharField(
        label=_("对接事由"), max_length=TEXT_MOST, help_text=_("一次对接只谈一件事。")
    )
    demand_unit = UnitField(label=_("需求方"))
    demand_person = PersonField(label=_("需求方联系人"), queryset=people())
    supply_unit = UnitField(label=_("供给方"))
    supply_person = PersonField(label=_("供给方联系人"), queryset=people())
    organiser = UnitField(label=_("牵头单位"), help_text=_("组织对接、登记结果的单位。"))
    cooperating = UnitsField(label=_("配合单位"), rows=2)
    mode = forms.ChoiceField(
        label=_("方式"), choices=queries.MODES.choices, initial=queries.MODES.CALL
    )
    project = forms.ModelChoiceField(label=_("项目"), queryset=None, required=False)
    matter = forms.ModelChoiceField(
        label=_("依据的事项"),
        queryset=None,
        required=False,
        help_text=_("由会议决定安排的对接，选那件事项。"),
    )
    engagement = forms.ModelChoiceField(label=_("依据的活动"), queryset=None, required=False)
    need = forms.IntegerField(required=False, widget=forms.HiddenInput())
    offer = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, projects: Any, matters: Any, engagements: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _related(self, project=projects, matter=matters, engagement=engagements)


class ContactForm(forms.Form):
    """One line of the log, and the next step if one was agreed: whole, or not at all."""

    on = DayField(label=_("日期"))
    mode = forms.ChoiceField(
        label=_("方式"), choices=queries.MODES.choices, initial=queries.MODES.CALL
    )
    demand_who = forms.CharField(
        label=_("需求方参加人"), max_length=200, required=False, help_text=_("不填为联系人。")
    )
    supply_who = forms.CharField(
        label=_("供给方参加人"), max_length=200, required=False, help_text=_("不填为联系人。")
    )
    agreed = forms.CharField(
        label=_("达成一致的内容"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    step = forms.CharField(label=_("下一步"), max_length=200, required=False)
    step_due_on = DayField(label=_("下一步期限"), required=False)
    step_unit = UnitField(label=_("责任单位"), required=False)
    step_person = PersonField(label=_("责任人"), queryset=people(), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of a next step as soon as a part of it is there."""
        given = super().clean() or {}
        parts = ("step", "step_due_on", "step_unit", "step_person")
        if any(given.get(name) for name in parts):
            for name in parts:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, gettext("下一步要写清做什么、何时完成、由谁负责。"))
        return given


class OpinionForm(forms.Form):
    """What the supply side answers."""

    opinion = forms.CharField(
        label=_("供给方意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("结果"), choices=queries.OUTCOMES.choices)
    why = forms.CharField(
        label=_("结果说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("没有完全对接成功的，写明原因。"),
    )
    deferred_to = DayField(
        label=_("暂缓至"), required=False, help_text=_("暂缓的写明到哪一天再定；到期仍会提醒。")
    )
    contract_number = forms.CharField(
        label=_("合同编号"),
        max_length=80,
        required=False,
        help_text=_("签了合同的写上，用来核对同一个项目有没有两边都统计。"),
    )
    share_percent = forms.DecimalField(
        label=_("计入本项目的份额（%）"), max_digits=5, decimal_places=2, required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())


class RateForm(forms.Form):
    """How satisfied one side is, in its own words."""

    said = forms.ChoiceField(label=_("评价"), choices=queries.SAIDS.choices)
    why = forms.CharField(
        label=_("意见"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不满意的写明原因。"),
    )


class ReportedForm(forms.Form):
    """What a person says one finding of a report is; nothing is taken that is not ticked."""

    take = forms.BooleanField(label=_("转为供需"), required=False)
    side = forms.ChoiceField(label=_("供或需"), choices=(("need", _("需求")), ("offer", _("供给"))))
    kind = forms.ChoiceField(label=_("类别"), choices=queries.WHATS.choices)
    text = forms.CharField(
        label=_("内容"), max_length=TEXT_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit = UnitField(label=_("单位"), required=False)
    person = PersonField(label=_("联系人"), queryset=people(), required=False)
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    quantity = QuantityField(label=_("数量"), help_text="")
    by_on = DayField(label=_("时间"), required=False)

    def clean(self) -> dict[str, Any]:
        """A row that is taken names a unit and a person."""
        given = super().clean() or {}
        if given.get("take"):
            for name in ("unit", "person"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, gettext("请填写。"))
        return given


# --- what narrows the lists


def _search() -> forms.TextInput:
    return forms.TextInput(attrs={"data-wide": True, "type": "search"})


class EntryFilters(FilterSet):
    """What narrows the needs or the offers."""

    q = CharFilter(label=_("关键词"), method="by_text", widget=_search())
    kind = ChoiceFilter(
        label=_("类别"), method="by_kind", choices=queries.WHATS.choices, empty_label=_("全部")
    )
    state = ChoiceFilter(
        label=_("状态"), method="by_state", choices=queries.STATES.choices, empty_label=_("全部")
    )
    unit = ChosenFilter(
        label=_("单位"),
        method="by_unit",
        queryset=units(),
        empty_label=_("全部"),
        named=unit_called,
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Words of the text, the place or the unit."""
        return queries.entries_matching(rows, value)

    def by_kind(self, rows: Any, name: str, value: str) -> Any:
        """One kind of thing."""
        return rows.filter(kind=value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """Open, met, withdrawn or over."""
        return rows.filter(state=value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """Of one unit."""
        return rows.filter(unit=value)


def _projects(request: Any) -> Any:
    return visible_projects(request.user, now=clock.now())


class DockingFilters(FilterSet):
    """What narrows the dockings."""

    q = CharFilter(label=_("关键词"), method="by_text", widget=_search())
    stage = ChoiceFilter(
        label=_("阶段"), method="by_stage", choices=queries.STAGES.choices, empty_label=_("全部")
    )
    outcome = ChoiceFilter(
        label=_("结果"),
        method="by_outcome",
        choices=queries.OUTCOMES.choices,
        empty_label=_("全部"),
    )
    unit = ChosenFilter(
        label=_("单位"),
        method="by_unit",
        queryset=units(),
        empty_label=_("全部"),
        named=unit_called,
    )

    project = ChosenFilter(
        label=_("项目"), queryset=_projects, named=projects_called, empty_label=_("全部")
    )

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Words of the number, the title or a side."""
        return queries.dockings_matching(rows, value)

    def by_stage(self, rows: Any, name: str, value: str) -> Any:
        """How far it has come."""
        return rows.filter(stage=value)

    def by_outcome(self, rows: Any, name: str, value: str) -> Any:
        """What came of it."""
        return rows.filter(outcome=value)

    def by_unit(self, rows: Any, name: str, value: Any) -> Any:
        """In which a unit is a side, leads or helps."""
        return queries.with_unit(rows, value)
