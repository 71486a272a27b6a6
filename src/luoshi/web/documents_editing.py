"""Writing a paper: the form, and what speaks against the text while it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from luoshi import clock
from luoshi.issuing import documents, drafting, flagging, way
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.web.documents_shown import measured
from luoshi.web.editing import edited
from luoshi.web.forms.documents import DocumentForm, values_of
from luoshi.web.page import Request, page

USUAL = ("title", "addressees", "body")
MORE = ("urgency", "attachments", "note", "copies", "reported", "sent", "distributed")


@require_http_methods(["GET", "POST"])
def document_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a draft says; who saves second is told, and keeps what she typed."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    way.admit(document, "edit", by=by, now=now)
    before = documents.latest(document).paper
    form = DocumentForm(request.POST or None, initial=values_of(before, document.version))

    def save() -> None:
        said = form.cleaned_data
        drafting.edit_document(
            document,
            version=said["version"],
            paper=form.paper(before),
            note=said["why"],
            by=by,
            now=now,
        )

    def fresh() -> dict[str, Any]:
        now_stored = documents.document_for(by, pk, now=now)
        return values_of(documents.latest(now_stored).paper, now_stored.version)

    found = flagging.found_in(before, kind=document.kind, office=document.office, on=civil_day(now))
    context = {
        "document": document,
        "usual": [form[name] for name in USUAL],
        "more": [form[name] for name in MORE],
        "found": found,
    } | measured(before, document.kind)
    return edited(
        request,
        form,
        template="papers/document_edit.html",
        context=context,
        save=save,
        fresh=fresh,
        keep=f"document-{pk}",
        back=("document_detail", pk),
    )


@require_POST
def document_measure(request: Request, pk: int) -> HttpResponse:
    """Say of the text as it is typed how long it is and what speaks against it; nothing is kept."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    documents.require_at(by, Permission.PAPER_DRAFT, units={document.office_id}, now=now)
    before = documents.latest(document).paper
    form = DocumentForm(request.POST)
    form.is_valid()
    paper = form.paper(before)
    found = flagging.found_in(paper, kind=document.kind, office=document.office, on=civil_day(now))
    context = {"document": document, "found": found} | measured(paper, document.kind)
    return page(request, "papers/_measure.html", context)
