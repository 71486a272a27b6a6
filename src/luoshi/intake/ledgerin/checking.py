"""From cells to what is to be written: the mapping said, every row read, matched and marked; in steps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from luoshi.audit.actions import record
from luoshi.audit.changes import changes
from luoshi.intake.ledgerin.cells import Doubt
from luoshi.intake.ledgerin.fields import FIELDS, NAME_OF
from luoshi.intake.ledgerin.mapping import is_id
from luoshi.intake.ledgerin.matching import Matches, Target, register_values
from luoshi.intake.ledgerin.names import Names, note_unknown
from luoshi.intake.ledgerin.reading import (
    changes_between,
    imprint_of,
    mark_of,
    read_row,
    texts_of,
)
from luoshi.intake.ledgerin.words import FACTORS
from luoshi.intake.models import Deed, LedgerIn, LedgerMap, LedgerRow, Stand
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import squeezed
from luoshi.projects.queries import projects_called, visible_projects
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

BATCH = 500
GONE_KEPT = 500
_COLUMNS = (
    *("fixes", "values", "doubts", "changes", "deed", "is_doubtful", "is_blocked"),
    *("mark", "imprint", "target_kind", "target_id"),
)


@transaction.atomic
def set_mapping(
    ledger: LedgerIn,
    *,
    version: int,
    tables: Sequence[Mapping[str, Any]],
    by: Account,
    now: dt.datetime,
) -> None:
    """Say for each table its register ("" none), and for each column its field ("" none) and unit of money.

    It is remembered for the same headings; every row is then checked anew.  Raises BadInput for
    what cannot be, Overtaken where somebody else said otherwise meanwhile.
    """
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={ledger.source.held_by_id})
    made = [
        _checked(at, table, said)
        for at, (table, said) in enumerate(zip(ledger.tables, tables, strict=True))
    ]
    if not any(table["register"] for table in made):
        said = gettext_noop(
            "每个表格都选了“不导入”，没有可以核对的内容。请至少为一个表格选择台账种类。"
        )
        raise BadInput.of("table-0", said, code="ledger-nothing-mapped")
    before = _columns(ledger.tables)
    open_states = (Stand.MAPPING, Stand.CHECKING, Stand.READY)
    rows = LedgerIn.objects.filter(pk=ledger.pk, version=version, state__in=open_states)
    won = rows.update(
        tables=made, state=Stand.CHECKING, cursor=0, gone=[], version=F("version") + 1
    )
    if not won:
        raise Overtaken
    ledger.names.update(times=0)
    ledger.refresh_from_db()
    for table in made:
        _remember(ledger, table, by=by, now=now)
    told = changes({"columns": before}, {"columns": _columns(made)})
    record("ledger_in.mapped", ledger, by=by, at=now, tables=len(made), changes=told)


def _columns(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what each column of some tables is read as, in short."""
    return [
        f"{table['sheet']}:{title}={field or '-'}{unit}"
        for table in tables
        for title, field, unit in zip(table["titles"], table["fields"], table["units"], strict=True)
    ]


def _checked(at: int, table: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    register, fields = said["register"], list(said["fields"])
    known = FIELDS.get(register, {})
    if register and register not in FIELDS or len(fields) != len(table["titles"]):
        raise BadInput.of(f"table-{at}", gettext_noop("请从列出的选项中选择。"))
    if register:
        given = [field for field in fields if field]
        twice = {field for field in given if given.count(field) > 1}
        if twice & known.keys():
            raise BadInput.of(
                f"table-{at}",
                gettext_noop("“%(field)s”选了不止一列，请只留一列，其余选“不导入”。"),
                code="ledger-field-twice",
                field=known[min(twice)].label,
            )
        needed = NAME_OF[register]
        if needed not in given or not set(given) <= known.keys():
            raise BadInput.of(
                f"table-{at}",
                gettext_noop(
                    "请说明哪一列是“%(field)s”。这个表格不用导入时，台账种类请选“不导入”。"
                ),
                code="ledger-name-missing",
                field=known[needed].label,
            )
    units = [
        unit if known.get(field) and known[field].shape == "money" and unit in FACTORS else ""
        for field, unit in zip(fields, said["units"], strict=True)
    ]
    return {**table, "register": register, "fields": fields, "units": units}


def _remember(ledger: LedgerIn, table: Mapping[str, Any], *, by: Account, now: dt.datetime) -> None:
    own = [at for at, title in enumerate(table["titles"]) if not is_id(title)]
    LedgerMap.objects.update_or_create(
        held_by=ledger.source.held_by,
        signature=table["signature"],
        defaults={
            "register": table["register"],
            "titles": [table["titles"][at] for at in own],
            "fields": [table["fields"][at] for at in own],
            "units": [table["units"][at] for at in own],
            "by": by,
            "at": now,
        },
    )


@transaction.atomic
def check_some(ledger: LedgerIn, *, by: Account, now: dt.datetime) -> bool:
    """Check the next rows; return whether there are more."""
    held = LedgerIn.objects.select_for_update(of=("self",)).get(pk=ledger.pk)
    if held.state != Stand.CHECKING:
        return False
    waiting = LedgerRow.objects.filter(ledger=held, serial__gt=held.cursor).order_by("serial")
    rows = list(waiting[:BATCH])
    if rows:
        names = Names(held, now=now)
        _check(held, rows, names, by=by, now=now)
        _store(rows)
        note_unknown(held, names.unknown)
        stand(held, cursor=rows[-1].serial)
    if len(rows) == BATCH:
        return True
    held.names.filter(times=0).delete()
    stand(held, state=Stand.READY, gone=_gone(held))
    record("ledger_in.checked", held, by=by, at=now, rows=held.rows)
    return False


def stand(ledger: LedgerIn, **fields: Any) -> None:
    """Keep how far a ledger has come; part of a step."""
    LedgerIn.objects.filter(pk=ledger.pk).update(**fields)


@transaction.atomic
def fix_row(
    row: LedgerRow,
    *,
    version: int,
    texts: Mapping[str, str],
    left_out: bool,
    by: Account,
    now: dt.datetime,
) -> LedgerRow:
    """Put a person's words in the place of cells, or leave a row out; the row is checked anew.

    Raises Overtaken where somebody else did so first or the row was written meanwhile.
    """
    ledger = row.ledger
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={ledger.source.held_by_id})
    if ledger.state not in (Stand.READY, Stand.DONE):
        raise IllegalMove(gettext_noop("现在不能更正：台账正在核对、登记，或者已经取消。"))
    fresh = LedgerRow.objects.select_for_update().filter(
        pk=row.pk, version=version, settled_at__isnull=True
    )
    row = fresh.select_related("ledger__source__held_by").first() or _overtaken()
    table = ledger.tables[row.table]
    printed = texts_of(table, row.cells, {})
    known = FIELDS[table["register"]] if table["register"] else {}
    said = {name: text.strip() for name, text in texts.items() if name in known}
    row.fixes = {name: text for name, text in said.items() if text != printed.get(name, "")}
    row.left_out, row.trouble, row.version = left_out, None, version + 1
    names = Names(ledger, now=now)
    _check(ledger, [row], names, by=by, now=now)
    row.save()
    note_unknown(ledger, names.unknown)
    record(
        "ledger_in.row_corrected",
        ledger,
        by=by,
        at=now,
        line=row.line,
        sheet=table["sheet"],
        fixes=row.fixes,
        left_out=left_out,
    )
    return row


def _overtaken() -> LedgerRow:
    raise Overtaken


def _check(
    ledger: LedgerIn, rows: Sequence[LedgerRow], names: Names, *, by: Account, now: dt.datetime
) -> None:
    """Work out what each row says and means; nothing is stored yet."""
    today = civil_day(now)
    for row in rows:
        table = ledger.tables[row.table]
        row.changes, row.target_kind, row.target_id = {}, "", None
        if not table["register"]:
            row.values, row.doubts, row.deed = {}, [], Deed.OUT
            continue
        row.values, row.doubts = read_row(table, row.cells, row.fixes, today=today)
        printed = read_row(table, row.cells, {}, today=today)[0] if row.fixes else row.values
        row.mark, row.imprint = mark_of(table["register"], printed), imprint_of(row.values)
    for register in {table["register"] for table in ledger.tables} - {""}:
        mine = [row for row in rows if ledger.tables[row.table]["register"] == register]
        if mine:
            _mark_twins(ledger, mine)
            _match(ledger, register, mine, names, by=by, now=now)
    for row in rows:
        row.is_blocked = any(one["blocks"] for one in row.doubts) and not row.left_out
        row.is_doubtful = bool(row.doubts) and not row.left_out
        if row.left_out:
            row.deed = Deed.OUT


def _mark_twins(ledger: LedgerIn, rows: Sequence[LedgerRow]) -> None:
    """Tell a row that says the same thing as one above it in this file, unless somebody renamed it."""
    first = min(row.serial for row in rows)
    above = LedgerRow.objects.filter(ledger=ledger, serial__lt=first, left_out=False)
    seen = dict(above.filter(mark__in={row.mark for row in rows}).values_list("mark", "line"))
    for row in rows:
        if row.left_out:
            continue
        register = ledger.tables[row.table]["register"]
        if row.mark in seen and not row.values.get("id"):
            if mark_of(register, row.values) == row.mark:
                twice = Doubt("row-twice", {"line": seen[row.mark]}, blocks=True)
                row.doubts.append(twice.data(NAME_OF[register]))
            row.mark = f"{row.mark[:50]}:{row.line}"
        seen.setdefault(row.mark, row.line)


def _match(
    ledger: LedgerIn,
    register: str,
    rows: Sequence[LedgerRow],
    names: Names,
    *,
    by: Account,
    now: dt.datetime,
) -> None:
    matches = Matches(ledger, register, [(row.mark, row.values) for row in rows], by=by, now=now)
    found = {row.pk: matches.find(row.mark, row.values) for row in rows}
    there = register_values(register, {one.pk for one in found.values() if one})
    taken = _taken(ledger, register, rows, {one.pk for one in found.values() if one})
    wanted = {str(row.values["project"]) for row in rows if "project" in row.values}
    called = projects_called(wanted, among=visible_projects(by, now=now)) if wanted else {}
    for row in rows:
        project = str(row.values.get("project", ""))
        if project and squeezed(project) not in called:
            row.doubts.append(Doubt("project-unknown", {"text": project[:60]}).data("project"))
        names.count_unknown(register, row.values)
        text = str(row.values.get("id", ""))
        if text and not matches.knows(text):
            row.doubts.append(Doubt("id-foreign", {"text": text[:30]}).data("id"))
        target = found[row.pk]
        if target is None:
            row.deed = Deed.ADD
            continue
        row.target_kind, row.target_id = register, target.pk
        line = row.line if row.left_out else taken.setdefault(target.pk, row.line)
        told = any(one["code"] == "row-twice" for one in row.doubts)
        if line != row.line and not told:
            row.doubts.append(
                Doubt("row-twice", {"line": line}, blocks=True).data(NAME_OF[register])
            )
        _compare(row, target, register, there.get(target.pk, {}), names)


def _taken(
    ledger: LedgerIn, register: str, rows: Sequence[LedgerRow], pks: set[int]
) -> dict[int, int]:
    """Return which rows of the register are meant further up in this file, and by which row."""
    first = min(row.serial for row in rows)
    above = LedgerRow.objects.filter(
        ledger=ledger, serial__lt=first, target_kind=register, target_id__in=pks, left_out=False
    )
    return {pk: line for pk, line in above.values_list("target_id", "line") if pk is not None}


def _compare(
    row: LedgerRow, target: Target, register: str, there: Mapping[str, Any], names: Names
) -> None:
    """Tell whether a row says anything new of the row of the register that it means.

    What the file said before and says again is nothing new, whatever people made of it since.
    """
    before = target.before
    if before is not None and before.cells == row.cells and not row.fixes:
        # What was mended then is mended still.
        row.fixes, row.values, row.imprint = before.fixes, before.values, before.imprint
        row.doubts = [one for one in before.doubts if not one["blocks"]]
    if before is not None and before.imprint == row.imprint:
        row.deed = Deed.SAME
        return
    was = before.values if before is not None else there
    changed = changes_between(register, was, row.values)
    row.changes = {
        field: [there.get(field), now_said]
        for field, (_, now_said) in changed.items()
        if not _means_the_same(field, there.get(field), now_said, names)
    }
    row.deed = Deed.CHANGE if row.changes else Deed.SAME
    if target.how == "name" and row.changes:
        row.doubts.append(Doubt("same-name").data(NAME_OF[register]))


def _means_the_same(field: str, there: Any, said: Any, names: Names) -> bool:
    """Tell whether two lists of names mean the same units, whatever they are called."""
    if there == said:
        return True
    if not isinstance(said, list) or field == "person":
        return False
    called = {one.name if (one := names.unit(name)) else name for name in said}
    return called == set(there or [])


def _store(rows: Iterable[LedgerRow]) -> None:
    """Write what was worked out, one statement for many rows: an update for each would take minutes."""
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(name)} = %s" for name in _COLUMNS)
    table, key = quote(LedgerRow._meta.db_table), quote("id")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {sets} WHERE {key} = %s",
            [
                (
                    *(
                        json.dumps(one, ensure_ascii=False)
                        for one in (row.fixes, row.values, row.doubts, row.changes)
                    ),
                    *(str(row.deed), row.is_doubtful, row.is_blocked, row.mark, row.imprint),
                    *(row.target_kind, row.target_id, row.pk),
                )
                for row in rows
            ],
        )


def _gone(ledger: LedgerIn) -> list[dict[str, Any]]:
    """Return what this office's last ledger with the same headings held, and this one does not."""
    signatures = {table["signature"] for table in ledger.tables if table["register"]}
    earlier = LedgerIn.objects.filter(
        source__held_by=ledger.source.held_by_id, state=Stand.DONE
    ).exclude(pk=ledger.pk)
    last = next(
        (
            one
            for one in earlier.order_by("-finished_at", "-pk")[:50]
            if signatures & {table["signature"] for table in one.tables}
        ),
        None,
    )
    if last is None:
        return []
    here = set(
        LedgerRow.objects.filter(ledger=ledger, target_id__isnull=False).values_list(
            "target_kind", "target_id"
        )
    )
    gone: list[dict[str, Any]] = []
    rows = LedgerRow.objects.filter(ledger=last, result_id__isnull=False).order_by("serial")
    for kind, pk, line, values in rows.values_list(
        "result_kind", "result_id", "line", "values"
    ).iterator():
        if (kind, pk) not in here and len(gone) < GONE_KEPT:
            name = values.get(NAME_OF[kind], "")
            gone.append({"register": kind, "pk": pk, "line": line, "name": name[:200]})
    return gone
