"""What the rules ask of projects: the alarm after the statutory filing, and the entry in statistics."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from luoshi.rules.projectcode import months_after
from luoshi.values.sentences import Sentence, gettext_noop


@dataclass(frozen=True, slots=True)
class ProjectRule:
    """Months after the filing without a start; from which plan (yuan) a project enters statistics.

    Each with the paper it rests on.
    """

    yellow_months: int = 18
    orange_months: int = 22
    red_months: int = 24
    alarm_basis: str = gettext_noop("国家发展改革委令第14号（2018年）第十五条")
    statistics_from: Decimal = Decimal(5_000_000)
    statistics_months: int = 1
    statistics_basis: str = gettext_noop(
        "固定资产投资统计制度：计划总投资500万元及以上（2011年起）"
    )

    def __post_init__(self) -> None:
        if not 0 < self.yellow_months <= self.orange_months <= self.red_months:
            raise ValueError("yellow_months、orange_months、red_months应逐级不减")


def statistics_due(started_on: dt.date, *, rule: ProjectRule) -> dt.date:
    """Return the day by which a project that began on ``started_on`` is to stand in statistics."""
    return months_after(started_on, rule.statistics_months)


def lacks_statistics(
    started_on: dt.date | None,
    *,
    investment: Decimal | None,
    entered_on: dt.date | None,
    rule: ProjectRule,
    today: dt.date,
) -> Sentence | None:
    """Return what to say of a project that began, is large enough, and stands in no statistics yet.

    A note, never a bar.  None where it has not begun, its sum is unknown or too small, it is
    entered, or the time is not up.
    """
    if started_on is None or entered_on is not None or investment is None:
        return None
    due = statistics_due(started_on, rule=rule)
    if investment < rule.statistics_from or today <= due:
        return None
    said = gettext_noop(
        "项目%(started_on)s开工，计划总投资达到入统标准，%(due)s前应当入统，目前没有登记入统。"
    )
    return Sentence(said, "not-in-statistics", {"started_on": started_on, "due": due})
