"""What a prepared order says, from the facts: what was promised until when, how late, what is asked."""

from __future__ import annotations

import datetime as dt

from luoshi.matters.models import OrderKind
from luoshi.notices.subjects import Debt
from luoshi.owed.models import Kind
from luoshi.values.sentences import show_in_chinese
from luoshi.values.workcalendar import ONE_DAY, WorkCalendar

ASKED = {
    OrderKind.URGE: "请抓紧办理，并于%(by)s前反馈办理情况；确有困难的，请说明原因和预计完成日期。",
    OrderKind.SUPERVISE: (
        "请单位负责人亲自过问，查明未按期办理的原因，明确整改措施和完成日期，并于%(by)s前书面报告。"
    ),
}
SAID = "“%(title)s”应于%(due)s前%(what)s，至%(today)s已逾期%(late)s个工作日，%(state)s。"


def days_late(due_on: dt.date, *, today: dt.date, calendar: WorkCalendar) -> int:
    """Return how many working days have passed since ``due_on``, as far as days are announced."""
    length = max((today - due_on).days, 0)
    return sum(calendar.looks_worked(due_on + n * ONE_DAY) for n in range(1, length + 1))


def order_text(
    obligation: Debt,
    kind: OrderKind,
    *,
    today: dt.date,
    answer_by: dt.date,
    calendar: WorkCalendar,
) -> str:
    """Return the words of an order about what ``obligation`` asked; in Chinese, as papers are."""
    facts = SAID % {
        "title": obligation.title,
        "due": show_in_chinese(obligation.due_on),
        "what": str(Kind(obligation.kind).label),
        "today": show_in_chinese(today),
        "late": days_late(obligation.due_on, today=today, calendar=calendar),
        "state": "尚未办理",
    }
    if obligation.due_on != obligation.due_original:
        facts += f"原定期限为{show_in_chinese(obligation.due_original)}。"
    return facts + ASKED[kind] % {"by": show_in_chinese(answer_by)}
