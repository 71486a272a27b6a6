"""What was put before a leader about one row, for the page of that row."""

from typing import Any

from django import template

from luoshi import clock
from luoshi.deciding import queries

register = template.Library()


@register.inclusion_tag("decisions/_about.html", takes_context=True)
def decisions_about(context: template.Context, kind: str, row: Any) -> dict[str, Any]:
    """Show the questions about a ``project``, ``matter`` or ``report``, and the way to ask one."""
    by, now = context["request"].user, clock.now()
    points = queries.about(kind, row, by, now=now)
    may = queries.may_prepare(by, now=now)
    return {"points": points, "may_prepare": may, "kind": kind, "row": row}
