"""Template words for causes."""

from django import template

from luoshi.web.forms import causes

register = template.Library()


@register.filter
def cause_name(code: str) -> str:
    """Return what a cause is called; that none was stated is said."""
    return causes.said(code)
