"""What a row of a ledger says, field by field, and what to look at.  Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.intake.ledgerin import cells as cells_of
from luoshi.intake.ledgerin.cells import Doubt, Read
from luoshi.intake.ledgerin.fields import COMPARED, FIELDS, NAME_OF, Field
from luoshi.intake.ledgerin.words import code_of
from luoshi.orgs.queries import squeezed

_CODES = {"stage": "stages", "kind": "kinds", "urgency": "urgencies"}
Doubts = list[dict[str, Any]]


def texts_of(
    table: Mapping[str, Any], cells: Sequence[str], fixes: Mapping[str, str]
) -> dict[str, str]:
    """Return the text of each mapped field, what a person put there in its place."""
    said: dict[str, str] = {}
    for at, name in enumerate(table["fields"]):
        if name and at < len(cells) and not said.get(name):
            said[name] = cells[at]
    return {**said, **fixes}


def read_row(
    table: Mapping[str, Any], cells: Sequence[str], fixes: Mapping[str, str], *, today: dt.date
) -> tuple[dict[str, Any], Doubts]:
    """Return values by field (JSON-able: days ISO, yuan as text, names as lists) and the doubts."""
    fields = FIELDS[table["register"]]
    units = {name: table["units"][at] for at, name in enumerate(table["fields"]) if name}
    values: dict[str, Any] = {}
    doubts: Doubts = []
    for name, text in texts_of(table, cells, fixes).items():
        field = fields.get(name)
        if field is None or field.shape == "ignored":
            continue
        read = _read(field, text, unit=units.get(name, ""), year=table.get("year"))
        if read.value not in (None, "", []):
            values[name] = read.value
        if read.doubt is not None:
            doubts.append(read.doubt.data(name))
    _settle(table["register"], values, doubts, today=today)
    return values, doubts


def _read(field: Field, text: str, *, unit: str, year: int | None) -> Read:
    if error := cells_of.error_in(text):
        return Read(None, error)
    match field.shape:
        case "day":
            return cells_of.day(text, year=year)
        case "money":
            return cells_of.money(text, unit=unit)
        case "units" | "unit":
            return Read(list(cells_of.names(text)))
        case "person":
            return Read(list(cells_of.people(text)))
        case "stage" | "kind" | "urgency":
            return _code(field, text)
    value = "" if cells_of.is_blank(text) else cells_of.tidy(text)
    if field.most and len(value) > field.most:
        params = {"length": len(value), "most": field.most}
        return Read(value, Doubt("too-long", params, blocks=True))
    return Read(value)


def _code(field: Field, text: str) -> Read:
    if cells_of.is_blank(text):
        return Read()
    code = code_of(text, _CODES[field.shape])
    return Read(code, None if code else Doubt("code-unknown", {"text": text[:40]}))


def _settle(register: str, values: dict[str, Any], doubts: Doubts, *, today: dt.date) -> None:
    """Bring the fields of a row into agreement with each other."""
    if register == "matters":
        _settle_matter(values, doubts)
    else:
        _one(values, doubts, "unit", "many-units")
        start = values.get("start_on")
        if start and start > today.isoformat():
            doubts.append(Doubt("not-yet").data("start_on"))
            del values["start_on"]
        values["name"] = squeezed(values.get("name", ""))
        _one(values, doubts, "reporter", "many-units")
    name = NAME_OF[register]
    if not values.get(name) and not any(one["field"] == name for one in doubts):
        doubts.append(Doubt("missing", blocks=True).data(name))
    for field in [key for key, value in values.items() if value in (None, "", [])]:
        del values[field]


def _settle_matter(values: dict[str, Any], doubts: Doubts) -> None:
    title, content = values.get("title", ""), values.get("content", "")
    values["title"], values["content"] = title or _short(content), content or title
    if others := _one(values, doubts, "lead", "many-leads"):
        values["responsible"] = list(dict.fromkeys([*others, *values.get("responsible", [])]))
    if others := _one(values, doubts, "person", "many-people"):
        values["content"] += f"\n其他责任人：{'、'.join(others)}"
    _one(values, doubts, "raised_by", "many-units")
    lead = values.get("lead", [])
    values["responsible"] = [one for one in values.get("responsible", []) if one not in lead]
    answering = {*lead, *values["responsible"]}
    both = [one for one in values.get("cooperating", []) if one in answering]
    if both:
        values["cooperating"] = [one for one in values["cooperating"] if one not in both]
        doubts.append(Doubt("unit-in-two-roles", {"units": both}).data("cooperating"))


def _one(values: dict[str, Any], doubts: Doubts, field: str, code: str) -> list[str]:
    """Keep the first of several names in ``field``; return the others."""
    first, *others = values.get(field) or [None]
    if others:
        values[field] = [first]
        doubts.append(Doubt(code, {"others": others}).data(field))
    return list(others)


def _short(text: str) -> str:
    head = text.split("\n")[0].split("。")[0]
    return head if len(head) <= 60 else f"{head[:59]}…"


def mark_of(register: str, values: Mapping[str, Any]) -> str:
    """Return by what a row is known when it comes again: its number, else name and first unit."""
    if number := values.get("number"):
        who = ["number", squeezed(str(number))]
    else:
        units = values.get("lead" if register == "matters" else "investors") or [""]
        who = ["name", squeezed(str(values.get(NAME_OF[register], ""))), units[0]]
    return hashlib.sha256(json.dumps([register, *who], ensure_ascii=False).encode()).hexdigest()


def imprint_of(values: Mapping[str, Any]) -> str:
    """Return a hash of what a row says, our id apart, to tell whether it still says the same."""
    own = {name: value for name, value in values.items() if name != "id"}
    told = json.dumps(own, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def changes_between(
    register: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """Return what an import would change: field → [was, is]; a field the file leaves empty stays."""
    return {
        name: [before.get(name), after[name]]
        for name in COMPARED[register]
        if name in after and before.get(name) != after[name]
    }
