"""What leaves the record as a file: its seals, and extracts of it.  Each is recorded itself."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.orgs import auditing
from luoshi.papers.ledger import Column, Ledger, workbook
from luoshi.values.civil import civil_day
from luoshi.web.attached import attached
from luoshi.web.audit import asked, row_of
from luoshi.web.changed import in_a_line
from luoshi.web.exports import XLSX
from luoshi.web.page import Request
from luoshi.web.rights import role_name

ROWS_MOST = 20_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a cell becomes a formula in a table program


@require_POST
def audit_seals_file(request: Request) -> HttpResponse:
    """Every seal, in the small file that is kept elsewhere."""
    now = clock.now()
    text = auditing.hand_out_seals(by=request.user, now=now)
    return _file(text.encode(), f"luoshi-seals-{civil_day(now):%Y%m%d}.json", "application/json")


@require_POST
def audit_export(request: Request) -> HttpResponse:
    """The events under the filters of the address, the newest first, as a table."""
    by, now = request.user, clock.now()
    auditing.enter(by, now=now)
    today = civil_day(now)
    what = asked(request, today=today)
    events = auditing.events_for(by, what.wanted, now=now)[:ROWS_MOST]
    rows = list(_cells(events))
    as_csv = request.POST.get("as") == "csv"
    name = f"{_('操作记录摘录')}{today:%Y%m%d}.{'csv' if as_csv else 'xlsx'}"
    content = _csv(rows) if as_csv else _xlsx(rows)
    digest = hashlib.sha256(content).hexdigest()
    wanted = {key: str(value) for key, value in request.GET.items() if str(value).strip()}
    auditing.hand_out_extract(
        file_name=name, sha256=digest, rows=len(rows), wanted=wanted, by=by, now=now
    )
    return _file(content, name, "text/csv; charset=utf-8" if as_csv else XLSX)


def _headings() -> tuple[Column, ...]:
    return (
        Column(_("编号"), "whole"),
        Column(_("时间"), width=20),
        Column(_("人员")),
        Column(_("席位"), width=30),
        Column(_("途径"), width=10),
        Column(_("来源地址")),
        Column(_("对象"), "long"),
        Column(_("内容"), "long"),
        Column(_("变更前后"), "long"),
        Column(_("事件")),
        Column(_("序号"), "whole"),
        Column(_("散列值"), width=66),
    )


def _cells(events: Any) -> Iterator[Sequence[Any]]:
    for event in events:
        shown = row_of(event)
        seat = role_name(event.seat_role) if event.seat_role else ""
        yield (
            event.pk,
            timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S"),
            event.by_name,
            f"{event.seat_unit_name or ''} {seat}".strip(),
            shown.door,
            event.address or "",
            f"{shown.kind} {event.subject_label}",
            shown.sentence,
            in_a_line(event.subject_kind, event.data),
            event.type,
            event.serial,
            event.hash,
        )


def _xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    note = _("共%(rows)s条，最多导出%(most)s条") % {"rows": len(rows), "most": ROWS_MOST}
    return workbook(Ledger(_("操作记录摘录"), note, _headings(), rows))


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.heading for column in _headings()])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = attached(content, name, kind, sha256=hashlib.sha256(content).hexdigest())
    response["Cache-Control"] = "no-store"
    return response
