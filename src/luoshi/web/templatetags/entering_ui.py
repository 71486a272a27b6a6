"""Template words for log-ins and factors."""

from django import template

from luoshi.web.entered import FACTORS

register = template.Library()


@register.filter
def factor_name(kind: str) -> str:
    """Return what a kind of factor is called."""
    return str(FACTORS.get(kind, kind))
