"""Papers as files: what was kept at issue, and a look at a draft as it would be set."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi import clock
from luoshi.issuing import documents, numbering
from luoshi.values.errors import NotFound
from luoshi.web.attached import attached
from luoshi.web.page import Request

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def document_pdf(request: Request, pk: int) -> HttpResponse:
    """An issued paper as PDF, as it left."""
    return _kept(request, pk, documents.FORMS.PDF, PDF)


@require_GET
def document_docx(request: Request, pk: int) -> HttpResponse:
    """An issued paper as .docx, as it left."""
    return _kept(request, pk, documents.FORMS.DOCX, DOCX)


def _kept(request: Request, pk: int, form: Any, media_type: str) -> HttpResponse:
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    kept = numbering.hand_out(document, form=form, by=by, now=now)
    said = f"{document.number or ''}{document.title}"[:80]
    void = _("（已作废）") if document.state == documents.STATES.VOIDED else ""
    response = _file(bytes(kept.content), f"{said}{void}.{kept.form}", media_type)
    response["X-Content-SHA256"] = kept.sha256
    return response


@require_GET
def document_preview(request: Request, pk: int) -> HttpResponse:
    """A paper that is not issued as PDF; the name of the file says that it is a draft."""
    by, now = request.user, clock.now()
    document = documents.document_for(by, pk, now=now)
    if document.is_out:
        raise NotFound
    content = numbering.preview(document, by=by, now=now)
    name = _("草稿-第%(n)s稿-%(title)s") % {"n": document.said, "title": document.title[:60]}
    return _file(content, f"{name}.pdf", PDF)


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    return attached(content, name, media_type, plain=f"paper.{name.rsplit('.', 1)[-1]}")
