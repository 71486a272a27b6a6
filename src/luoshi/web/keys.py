"""Keys for programs: everybody makes and revokes her own; a new one is shown once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi import clock
from luoshi.orgs import actions, keys
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete
from luoshi.web.forms.accounts import KeyForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, go_to, page


@require_http_methods(["GET", "POST"])
def own_keys(request: Request) -> HttpResponse:
    """Her keys, and the form for another; the token of a new one stands on this answer only."""
    now, token = clock.now(), ""
    form = KeyForm(request.POST or None, today=civil_day(now))
    if form.is_valid():
        try:
            _key, token = actions.make_key(**form.cleaned_data, by=request.user, now=now)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            form = KeyForm(today=civil_day(now))
    context = {
        "keys": keys.keys_of(request.user),
        "form": form,
        "token": token,
        "today": civil_day(now),
    }
    answer = page(request, "accounts/own_keys.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def key_revoke(request: Request, pk: int) -> HttpResponse:
    """End one of her keys at once."""
    key = keys.key_for(request.user, pk)
    actions.revoke_key(key, by=request.user, now=clock.now())
    messages.success(request, _("已撤销密钥“%(name)s”。") % {"name": key.name})
    return go_to(request, "own_keys")
