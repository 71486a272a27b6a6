"""Tags of the pages for habits: kept views of a list, the next step of the tour, keys, undo, words explained."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import Resolver404, resolve

from luoshi import clock
from luoshi.habits import queries
from luoshi.web import undoing, welcoming
from luoshi.web.forms.habits import ViewForm
from luoshi.web.terms import BY_CODE, Term
from luoshi.web.views_kept import address_of

register = template.Library()


def _account(context: template.Context) -> Any:
    request = context.get("request")
    account = getattr(request, "user", None)
    return account if account is not None and account.is_authenticated else None


@register.simple_tag(takes_context=True)
def kept_views(context: template.Context, listing: Any) -> dict[str, Any] | None:
    """Return the views of this list that she may open, and the form that keeps another; None elsewhere."""
    by = _account(context)
    try:
        listed = resolve(listing.path).url_name
    except Resolver404:
        return None
    if by is None or listed not in queries.LISTED.values:
        return None
    now = clock.now()
    found = queries.views_for(by, now=now).filter(listed=listed)
    views = [
        {"view": one, "address": address_of(one), "current": one.query == listing.query}
        for one in found
    ]
    form = ViewForm(units=queries.own_units(by, now=now), auto_id="keep_%s")
    return {"views": views, "form": form, "listed": listed}


@register.simple_tag(takes_context=True)
def pinned_views(context: template.Context) -> list[dict[str, Any]]:
    """Return the views that stand on her desk: those of her own that she pinned."""
    by = _account(context)
    if by is None:
        return []
    rows = queries.views_for(by, now=clock.now()).filter(is_pinned=True, account=by)
    return [{"view": one, "address": address_of(one)} for one in rows]


@register.simple_tag(takes_context=True)
def next_of_tour(context: template.Context) -> dict[str, Any] | None:
    """Return the next step of the first tour, None once it is over."""
    by = _account(context)
    return None if by is None else welcoming.next_stop(by, now=clock.now())


@register.simple_tag(takes_context=True)
def keys_act(context: template.Context) -> bool:
    """Return whether single keys act on her pages."""
    by = _account(context)
    return by is not None and queries.habit_of(by).keys_act


@register.simple_tag
def explained(code: str) -> Term:
    """Return the word of the glossary behind ``code``; KeyError for one that is not explained."""
    return BY_CODE[code]


@register.filter
def undo_address(message: Any) -> str:
    """Return where the button of a message posts to that undoes what it tells of."""
    return undoing.address_in(message.extra_tags)
