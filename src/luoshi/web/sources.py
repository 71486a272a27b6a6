"""A stored document: where it came from, what hangs on its passages, what of it is covered."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luoshi import clock
from luoshi.intake import queries
from luoshi.intake.hanging import hanging_on
from luoshi.sources.actions import hand_out
from luoshi.sources.queries import source_for
from luoshi.values.errors import NotFound
from luoshi.web.cards import address_of
from luoshi.web.history import history_of
from luoshi.web.page import Request, page

KINDS = {
    "engagement": gettext_lazy("活动"),
    "project": gettext_lazy("项目"),
    "group": gettext_lazy("工作小组"),
    "matter": gettext_lazy("事项"),
}


@require_GET
def source_detail(request: Request, pk: int) -> HttpResponse:
    """The document, its passages and what rests on each."""
    now = clock.now()
    source = source_for(request.user, pk, now=now)
    draft = queries.draft_of(source)
    context = {
        "source": source,
        "draft": draft,
        "coverage": queries.coverage(draft) if draft else None,
        "passages": [_shown(one) for one in hanging_on(source, by=request.user, now=now)],
        "events": history_of(draft) if draft else history_of(source),
    }
    return page(request, "intake/source_detail.html", context)


def _shown(hanging: Any) -> dict[str, Any]:
    rows = []
    for row in hanging.rows:
        kind = row._meta.model_name
        rows.append(
            {
                "kind": kind,
                "label": KINDS[kind],
                "name": str(row),
                "address": address_of(kind, row.pk),
                "row": row,
            }
        )
    return {"passage": hanging.passage, "rows": rows}


@require_GET
def source_file(request: Request, pk: int) -> HttpResponse | FileResponse:
    """The original as it was handed in: the file, or the pasted text."""
    now = clock.now()
    source = source_for(request.user, pk, now=now)
    if not source.file:
        hand_out(source, by=request.user, now=now)
        response = HttpResponse(source.text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="source-{source.pk}.txt"'
        return response
    try:
        opened = source.file.open("rb")
    except FileNotFoundError as error:
        raise NotFound() from error
    hand_out(source, by=request.user, now=now)
    return FileResponse(opened, as_attachment=True, filename=source.file_name)
