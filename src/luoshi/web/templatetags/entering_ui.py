"""Template words for log-ins and factors."""

import datetime as dt
from typing import Any

from django import template

from luoshi import policy
from luoshi.values.civil import civil_day
from luoshi.web.entered import FACTORS

register = template.Library()


@register.filter
def factor_name(kind: str) -> str:
    """Return what a kind of factor is called."""
    return str(FACTORS.get(kind, kind))


@register.filter
def last_day_awake(account: Any) -> dt.date | None:
    """Return until which day somebody may log in before her unused account is disabled, None for one in use."""
    if account.dormant_warned_at is None or not account.is_active:
        return None
    notice = dt.timedelta(days=policy.current().identity.dormant_notice_days)
    return civil_day(account.dormant_warned_at + notice)
