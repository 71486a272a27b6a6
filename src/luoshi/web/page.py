"""Answers of a page in two dialects: for a browser's visit and for htmx."""

import functools
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from luoshi import clock
from luoshi.notices import queries as notices
from luoshi.orgs import access, entrance
from luoshi.owed.desks import count_owed_by
from luoshi.rules.access import Permission
from luoshi.sources import incidents
from luoshi.values.civil import civil_day

if TYPE_CHECKING:
    from luoshi.orgs.models import Account


class Request(HttpRequest):
    """A request that came through the gate: somebody is logged in."""

    user: "Account"


ADMINISTERING = frozenset({Permission.ACCOUNT_MANAGE, Permission.RIGHT_GRANT})
KEPT_DONE = "luoshi_kept_done"  # session key: forms whose unsent copy the browser may drop


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of the page (and not for a visit or a step back)."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``template``, or ``partial`` when htmx asks for a fragment.

    Without ``partial`` htmx gets the whole page too, and ``hx-select`` may cut
    from it.  The answer varies by the header, so no cache mixes the two.
    """
    name = partial if partial and wants_fragment(request) else template
    response = render(request, name, context or {}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class SeeOther(HttpResponseRedirect):
    """A redirect that makes the browser GET, whatever it sent."""

    status_code = 303


def go_to(request: HttpRequest, viewname: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Send the browser to ``viewname`` after a write: a redirect, or its htmx form."""
    address = resolve_url(viewname, *args, **kwargs)
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(address)
    return SeeOther(address)


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Give the bar of each page who is logged in, how much she owes, what else she may open (asked only if shown)."""
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return {}
    moment = clock.now()

    def unit_name() -> str:
        seats = access.seats_of(account, on=civil_day(moment))
        return next((seat.unit.name for seat, _ in seats if seat.account_id == account.pk), "")

    return {
        "account_name": account.person.name,
        "account_unit": functools.cache(unit_name),
        "may_manage_accounts": functools.cache(
            lambda: bool(ADMINISTERING & access.held(account, now=moment))
        ),
        "may_read_record": functools.cache(
            lambda: access.may(account, Permission.AUDIT_READ, now=moment)
        ),
        "sees_register": functools.cache(
            lambda: access.may(account, Permission.REGISTER_SEE, now=moment)
        ),
        "may_export": functools.cache(
            lambda: access.may(account, Permission.LEDGER_EXPORT, now=moment)
        ),
        "watches_secrets": functools.cache(lambda: incidents.watches(account, now=moment)),
        "watched_count": functools.cache(
            lambda: (
                incidents.open_incidents(account, now=moment)
                + entrance.count_locks(account, now=moment)
            )
        ),
        "holds_seat": functools.cache(lambda: bool(access.seats_of(account, on=civil_day(moment)))),
        "may_see_outbox": functools.cache(lambda: notices.may_see_outbox(account, now=moment)),
        "owed_count": functools.cache(lambda: count_owed_by(account, now=moment)),
    }


def drop_kept(request: HttpRequest, key: str) -> None:
    """Let the next page tell the browser that the form ``data-keep=key`` was received."""
    done = request.session.setdefault(KEPT_DONE, [])
    if key not in done:
        done.append(key)
        request.session.modified = True


def take_kept_done(request: HttpRequest) -> list[str]:
    """Return the keys noted by `drop_kept` since the last page, and forget them."""
    session = getattr(request, "session", None)
    if not session or KEPT_DONE not in session:
        return []
    return list(session.pop(KEPT_DONE))
