"""A ledger is handed in: its rows read, searched for secrecy marks, its tables found and kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.db import transaction

from luoshi.audit.actions import plain, record
from luoshi.intake.ledgerin.layout import Entry, Layout, Skipped
from luoshi.intake.ledgerin.mapping import proposed, recalled
from luoshi.intake.ledgerin.words import plain as plain_title
from luoshi.intake.models import LedgerIn, LedgerMap, LedgerRow, Stand
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.sources import secrecy
from luoshi.sources.files.filetext import FileText
from luoshi.sources.files.rows import Line, Rows, Sheet, rows_of
from luoshi.values.errors import Unreadable
from luoshi.values.sentences import gettext_noop

BATCH = 2000  # rows in one transaction
SKIPPED_KEPT = 300
OPEN = (Stand.MAPPING, Stand.CHECKING, Stand.READY, Stand.WRITING)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The ledger that was handed in; ``already_open``: the same file is being worked on."""

    ledger: LedgerIn
    already_open: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    tables: list[dict[str, Any]]
    skipped: list[Skipped]
    skipped_count: int


def take_in_ledger(
    *, data: bytes, file_name: str, held_by: Unit, by: Account, now: dt.datetime
) -> TakenIn:
    """Keep a ledger and its rows, with a proposal which column is what.  Nothing enters the register.

    Reading takes its time, so it comes before the transactions.  Refuses as `rows_of` does, a file
    with a secrecy mark (nothing of it is kept), and one in which no table is found.
    """
    access.require(by, Permission.SOURCE_ADD, now=now, units={held_by.pk})
    sha256 = hashlib.sha256(data).hexdigest()
    known = LedgerIn.objects.filter(sha256=sha256, source__held_by=held_by, state__in=OPEN).first()
    if known is not None:
        return TakenIn(known, already_open=True)
    with rows_of(data, file_name) as rows:
        secrecy.refuse_marks(PurePath(file_name).stem, *rows.beside)
        found = _found(rows)
        ledger = _begun(
            found, rows, data=data, file_name=file_name, held_by=held_by, by=by, now=now
        )
        entries = (one for one in Layout().walk(rows) if isinstance(one, Entry))
        for first, batch in _batches(entries):
            _keep_rows(ledger, batch, first=first)
    _read_through(ledger, by=by, now=now)
    return TakenIn(ledger)


def _found(rows: Rows) -> _Found:
    """Return the tables of a file.  Raises SecretMark for a mark anywhere, Unreadable where there is none."""
    layout, kept, count = Layout(), list[Skipped](), 0
    secret: set[tuple[int, int]] = set()
    for one in layout.walk(_searched(rows)):
        if isinstance(one, Skipped):
            count += 1
            if len(kept) < SKIPPED_KEPT:
                kept.append(one)
            continue
        if one.table not in {table for table, _ in secret}:
            titles = layout.tables[one.table].titles
            secret |= {
                (one.table, at) for at, title in enumerate(titles) if "密" in plain_title(title)
            }
            secret.add((one.table, -1))
        marked = [
            f"密级：{one.cells[at]}" for table, at in secret if table == one.table and at >= 0
        ]
        secrecy.refuse_marks(*marked)
    tables = [proposed(table) for table in layout.tables]
    if not any(table["rows"] for table in tables):
        raise Unreadable(
            gettext_noop(
                "没有找到表头：台账应有一行栏目名称（如项目名称、牵头单位），下面每行一项。请在表格中补上后重新上传。"
            ),
            code="ledger-without-head",
        )
    return _Found(tables, kept, count)


def _searched(rows: Iterable[Sheet | Line]) -> Iterator[Sheet | Line]:
    """Go through the rows and refuse a file that bears a secrecy mark in any of its cells."""
    line = 0
    for one in rows:
        if isinstance(one, Sheet):
            line = 0
        else:
            line += 1
            filled = [cell for cell in one.cells if cell]
            if line <= secrecy.HEAD_LINES:
                secrecy.refuse_marks("\n".join(filled))
            if any("密" in cell or "内" in cell for cell in filled):
                secrecy.refuse_marks("\x0b".join(filled), "\t".join(filled))
        yield one


@transaction.atomic
def _begun(
    found: _Found,
    rows: Rows,
    *,
    data: bytes,
    file_name: str,
    held_by: Unit,
    by: Account,
    now: dt.datetime,
) -> LedgerIn:
    sha256 = hashlib.sha256(data).hexdigest()
    text = _cover(file_name, sha256, found)
    read = FileText(text, rows.media_type, rows.encoding, rows.notes)
    kept = sources.keep(data=data, file_name=file_name, read=read, held_by=held_by, by=by, now=now)
    return LedgerIn.objects.create(
        source=kept.source,
        file_name=file_name[-200:],
        sha256=sha256,
        tables=_remembered(found.tables, held_by),
        skipped=[
            {"sheet": one.sheet, "line": one.line, "why": one.why, "text": one.text}
            for one in found.skipped
        ],
        skipped_count=found.skipped_count,
        notes=[{"template": n.template, "params": plain(dict(n.params))} for n in rows.notes],
        opened_by=by,
        opened_at=now,
    )


def _cover(file_name: str, sha256: str, found: _Found) -> str:
    """Return what the file is, for its source: the rows themselves are kept with those they become."""
    lines = [file_name, f"SHA-256：{sha256}"]
    for table in found.tables:
        lines.append(f"工作表“{table['sheet']}”第{table['head']}行起，共{table['rows']}行")
        lines.append("栏目：" + "、".join(title for title in table["titles"] if title))
    lines += [f"{one.sheet} {one.line}：{one.text}" for one in found.skipped[:40]]
    return "\n".join(lines)[:20_000]


def _remembered(tables: list[dict[str, Any]], held_by: Unit) -> list[dict[str, Any]]:
    wanted = [table["signature"] for table in tables]
    known = {
        one.signature: one
        for one in LedgerMap.objects.filter(held_by=held_by, signature__in=wanted)
    }
    return [
        recalled(table, known[table["signature"]]) if table["signature"] in known else table
        for table in tables
    ]


def _batches(entries: Iterator[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    first = 1
    while batch := list(islice(entries, BATCH)):
        yield first, batch
        first += len(batch)


@transaction.atomic
def _keep_rows(ledger: LedgerIn, batch: list[Entry], *, first: int) -> None:
    LedgerRow.objects.bulk_create(
        LedgerRow(ledger=ledger, serial=serial, table=one.table, line=one.line, cells=one.cells)
        for serial, one in enumerate(batch, first)
    )


@transaction.atomic
def _read_through(ledger: LedgerIn, *, by: Account, now: dt.datetime) -> None:
    ledger.rows = sum(table["rows"] for table in ledger.tables)
    ledger.state = Stand.MAPPING
    ledger.save(update_fields=["rows", "state"])
    record("ledger_in.read", ledger, by=by, at=now, rows=ledger.rows, skipped=ledger.skipped_count)


@transaction.atomic
def note_taken_out(ledger: LedgerIn, *, rows: int, by: Account, now: dt.datetime) -> None:
    """Record that the rows which were not written leave as a file."""
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={ledger.source.held_by_id})
    record("ledger_in.wrong_rows_taken", ledger, by=by, at=now, rows=rows)
