"""What an edit changed, as people read it: the field's name, what stood before, what stands now."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.audit.changes import UNTOLD
from luoshi.web.templatetags.luoshi_ui import day, money

SHOWN_CHARACTERS = 60
SUMS = {"investment", "planned", "invested_window", "invested_year", "invested_total"}  # yuan
BESIDES = {
    "project": ("report", "criterionvalue"),
    "registration": ("registrationstep",),
}  # rows whose edits stand in the chain of another
FIELDS: Mapping[str, str | Promise] = {  # what is no column of the row that the event is about
    "parties": gettext_lazy("参与单位"),
    "units": gettext_lazy("单位"),
    "attendances": gettext_lazy("出席人员"),
    "responsible": gettext_lazy("责任单位"),
    "cooperating": gettext_lazy("配合单位"),
    "authority": gettext_lazy("办理机关"),
    "applied_on": gettext_lazy("申请日期"),
    "issued_on": gettext_lazy("办结日期"),
    "number": gettext_lazy("编号"),
    "blocked_by": gettext_lazy("卡在"),
    "code": gettext_lazy("项目代码"),
    "no_code_reason": gettext_lazy("没有代码的原因"),
    "filed_on": gettext_lazy("备案日期"),
    "state": gettext_lazy("状态"),
    "planned": gettext_lazy("计划投资"),
    "planned_on": gettext_lazy("计划日期"),
    "reached_on": gettext_lazy("完成日期"),
    "q1": gettext_lazy("一季度末累计（%）"),
    "q2": gettext_lazy("二季度末累计（%）"),
    "q3": gettext_lazy("三季度末累计（%）"),
    "resumes_on": gettext_lazy("春季复工"),
    "stops_on": gettext_lazy("冬季停工"),
    "from_on": gettext_lazy("起始日期"),
    "to_on": gettext_lazy("截止日期"),
    "due_current": gettext_lazy("期限"),
    "unit": gettext_lazy("单位"),
    "promised": gettext_lazy("承诺"),
    "reached": gettext_lazy("实现"),
    "evidence": gettext_lazy("依据"),
    "used_by": gettext_lazy("使用单位"),
    "ended_on": gettext_lazy("停止日期"),
    "skipped_reason": gettext_lazy("不经过的原因"),
    "definition": gettext_lazy("认定标准"),
    "reporter": gettext_lazy("填报人"),
    "answer_by": gettext_lazy("反馈期限"),
    "text": gettext_lazy("内容"),
    "done_on": gettext_lazy("完成日期"),
    "is_active": gettext_lazy("启用"),
    "date": gettext_lazy("文件日期"),
    "part": gettext_lazy("身份"),
    "demonstration": gettext_lazy("示范项目"),
    "head_signs": gettext_lazy("负责人签发"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an edit changed, in the reader's words."""

    field: str
    before: str
    after: str


def changes_shown(kind: str, data: Any, *, most: int = 0) -> list[Change]:
    """Return what the data of an event about a row of ``kind`` says was changed.

    Long texts are cut to ``most`` characters; 0 shows them whole.
    """
    told = data.get("changes") if isinstance(data, dict) else None
    if not isinstance(told, dict):
        return []
    return [
        Change(_name_of(kind, name), *(_said(kind, name, value, most) for value in pair))
        for name, pair in told.items()
        if isinstance(pair, list) and len(pair) == 2
    ]


def in_a_line(kind: str, data: Any) -> str:
    """Return the changes of an event in one line for a history, "" where there are none."""
    lines = changes_shown(kind, data, most=SHOWN_CHARACTERS)
    words = (
        _("%(field)s：%(before)s → %(after)s")
        % {"field": one.field, "before": one.before, "after": one.after}
        for one in lines
    )
    return _("；").join(words)


@cache
def columns_of(kind: str) -> Mapping[str, Any]:
    """Return the columns of a kind of row by name; none for a kind that is no more."""
    return {
        one.name: one
        for name in (*BESIDES.get(kind, ()), kind)
        for model in apps.get_models()
        if model._meta.model_name == name and model.__module__.startswith("luoshi.")
        for one in model._meta.fields
    }


def _name_of(kind: str, name: str) -> str:
    column = columns_of(kind).get(name)
    words = str(column.verbose_name) if column is not None else ""
    if re.search(r"[\u4e00-\u9fff]", words) or name not in FIELDS:
        return words or str(FIELDS.get(name, name))
    return str(FIELDS[name])


def _said(kind: str, name: str, value: Any, most: int) -> str:
    if value == UNTOLD:
        return _("（内容不记录）")
    column = columns_of(kind).get(name)
    labels = dict(column.flatchoices) if column is not None and column.choices else {}
    match value:
        case None | "" | []:
            return "—"
        case bool():
            return _("是") if value else _("否")
        case {"label": label}:
            return str(label)
        case list():
            words = _("、").join(_said(kind, name, one, 0) for one in value)
        case _ if value in labels:
            return str(labels[value])
        case _ if name in SUMS:
            return str(money(value))
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return str(day(dt.date.fromisoformat(value)))
        case _:
            words = str(value)
    return Truncator(words).chars(most) if most else words
