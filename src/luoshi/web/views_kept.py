"""Kept views: a list's address under a name, own or a unit's; changed, dropped, brought back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.habits import actions, queries
from luoshi.values.errors import BadInput, Incomplete
from luoshi.web.forms.habits import ViewForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, go_to, page
from luoshi.web.undoing import offer_undo

View = Callable[..., HttpResponse]


def opens_as_kept(listed: str) -> Callable[[View], View]:
    """Let a list that is opened without any condition begin with the view she chose for it."""

    def around(view: View) -> View:
        @wraps(view)
        def opened(request: Request, *given: Any, **named: Any) -> HttpResponse:
            bare = request.method == "GET" and not request.GET
            kept = queries.default_view(request.user, listed) if bare else None
            if kept is not None and kept.query:
                return HttpResponseRedirect(address_of(kept))
            return view(request, *given, **named)

        return opened

    return around


def address_of(view: Any) -> str:
    """Return the address that a view keeps."""
    path = reverse(view.listed)
    return f"{path}?{view.query}" if view.query else path


@require_GET
def view_list(request: Request) -> HttpResponse:
    """The views that she may open: her own, and those of her unit."""
    by = request.user
    found = [
        {"view": view, "address": address_of(view), "is_own": view.account_id == by.pk}
        for view in queries.views_for(by, now=clock.now())
    ]
    return page(request, "habits/view_list.html", {"views": found})


@require_POST
def view_keep(request: Request) -> HttpResponse:
    """Keep the list as it stands under a name; back to the list."""
    by, now = request.user, clock.now()
    listed, query = request.POST.get("listed", ""), request.POST.get("query", "")
    form = ViewForm(request.POST, units=queries.own_units(by, now=now))
    if form.is_valid():
        try:
            view = actions.keep_view(
                listed=listed, query=query, **form.cleaned_data, by=by, now=now
            )
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            said = _("已保存视图“%(name)s”。") % {"name": view.name}
            offer_undo(request, said, address=reverse("view_drop", args=[view.pk]))
            return HttpResponseRedirect(address_of(view))
    context = {"form": form, "listed": listed, "query": query}
    return page(request, "habits/view_keep.html", context, status=422)


@require_http_methods(["GET", "POST"])
def view_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a view of her own is called, who else opens it, where it stands."""
    by, now = request.user, clock.now()
    view = queries.own_view(by, pk)
    names = ("name", "shared_with", "is_pinned", "is_default")
    form = ViewForm(
        request.POST or None,
        units=queries.own_units(by, now=now),
        initial={name: getattr(view, name) for name in names},
    )
    if form.is_valid():
        try:
            actions.change_view(view, **form.cleaned_data, by=by, now=now)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已修改视图。"))
            return go_to(request, "view_list")
    context = {"form": form, "view": view, "address": address_of(view)}
    return page(request, "habits/view_edit.html", context, status=422 if form.errors else 200)


@require_POST
def view_drop(request: Request, pk: int) -> HttpResponse:
    """Drop a view; the message that says so brings it back."""
    view = queries.own_view(request.user, pk)
    actions.drop_view(view, by=request.user, now=clock.now())
    said = _("已删除视图“%(name)s”。") % {"name": view.name}
    offer_undo(request, said, address=reverse("view_bring_back", args=[pk]))
    return go_to(request, "view_list")


@require_POST
def view_bring_back(request: Request, pk: int) -> HttpResponse:
    """Bring back a view that she dropped."""
    view = queries.own_view(request.user, pk)
    actions.bring_back_view(view, by=request.user, now=clock.now())
    messages.success(request, _("已恢复视图“%(name)s”。") % {"name": view.name})
    return go_to(request, "view_list")
