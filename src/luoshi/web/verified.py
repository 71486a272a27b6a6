"""The public page that says whether number and hash are those of a filing or an issued paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from luoshi.issuing.composing.verifying import verified
from luoshi.values.errors import BadInput
from luoshi.web.forms.told import tell
from luoshi.web.forms.verified import VerifyForm
from luoshi.web.page import page


@login_not_required
@never_cache
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and the answer where both number and hash are given; nobody need be logged in."""
    asked = "number" in request.GET or "sha256" in request.GET
    form = VerifyForm(request.GET if asked else None)
    found = None
    if form.is_valid():
        try:
            found = verified(form.cleaned_data["number"], form.cleaned_data["sha256"])
        except BadInput as refusal:
            tell(form, refusal)
    status = 422 if form.errors else 200
    return page(request, "composed/verify.html", {"form": form, "found": found}, status=status)
