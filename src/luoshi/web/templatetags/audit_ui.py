"""Template words for the record."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
GROUP = 16  # signs that stay together where a line ends


@register.filter
def in_groups(digest: str) -> SafeString:
    """Let a hash break only after every sixteenth sign; whoever copies it gets it whole."""
    groups = [digest[at : at + GROUP] for at in range(0, len(digest), GROUP)]
    return format_html_join(mark_safe("<wbr>"), "{}", ((one,) for one in groups))
