"""Which column fills which field: proposed by the words of its heading, or as it was the last time.  Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.intake.ledgerin.fields import FIELDS, NAME_OF
from luoshi.intake.ledgerin.layout import Table
from luoshi.intake.ledgerin.words import REGISTERS, Meant, Register, meant, plain, sum_unit

LEFT_OUT = ""


def signature(titles: Sequence[str]) -> str:
    """Return what tells tables with the same headings; our own id column does not count."""
    own = [plain(title) for title in titles if not is_id(title)]
    return hashlib.sha256("\t".join(own).encode()).hexdigest()


def is_id(title: str) -> bool:
    """Tell whether a heading is that of our id column."""
    return any(one.field == "id" for one in meant(title, "projects"))


def proposed(table: Table) -> dict[str, Any]:
    """Return a table as it is kept, with the fields that its headings seem to mean."""
    scored = {register: _assigned(table.titles, register) for register in REGISTERS}
    register = max(REGISTERS, key=lambda one: (_weight(scored[one], one), one == "matters"))
    if not any(field == NAME_OF[register] for field, _ in scored[register]):
        other = [one for one in REGISTERS if NAME_OF[one] in [f for f, _ in scored[one]]]
        register = other[0] if other else register
    fields = [field for field, _ in scored[register]]
    if register == "matters" and "title" not in fields and "content" in fields:
        fields[fields.index("content")] = "title"
    known = NAME_OF[register] in fields
    return {
        "sheet": table.sheet,
        "head": table.head,
        "titles": table.titles,
        "title": table.title,
        "year": table.year,
        "rows": table.rows,
        "signature": signature(table.titles),
        "register": register if known else "",
        "fields": fields,
        "like": [like for _, like in scored[register]],
        "units": [_unit_of(table, at, fields, register) for at in range(len(fields))],
        "remembered": False,
    }


def _unit_of(table: Table, at: int, fields: Sequence[str], register: str) -> str:
    field = FIELDS[register].get(fields[at])
    if field is None or field.shape != "money":
        return ""
    return sum_unit(table.titles[at]) or table.unit


def _weight(assigned: Sequence[tuple[str, float]], register: str) -> float:
    weights = {NAME_OF[register]: 1.5, "serial": 0.2, "number": 0.5}
    return sum(weights.get(field, 1.0) * like for field, like in assigned if field)


def _assigned(titles: Sequence[str], register: Register) -> list[tuple[str, float]]:
    """Return field and likeness for each column; a field is given once, surest columns first."""
    wanted = [meant(title, register) if title else () for title in titles]
    given: list[tuple[str, float]] = [(LEFT_OUT, 0.0)] * len(titles)
    taken: set[str] = set()

    def order(at: int) -> tuple[float, int, int]:
        options = wanted[at]
        return (-options[0].like, len(options), at) if options else (0.0, 9, at)

    for at in sorted(range(len(titles)), key=order):
        choice = next((one for one in wanted[at] if not one.field or one.field not in taken), None)
        if choice is not None and (choice.field in FIELDS[register] or not choice.field):
            given[at] = (choice.field, Meant(*choice).like)
            taken.add(choice.field)
    return given


def recalled(table: Mapping[str, Any], known: Any) -> dict[str, Any]:
    """Return ``table`` with what was said of the same headings before (``known`` is a LedgerMap)."""
    said = iter(zip(known.fields, known.units, strict=True))
    fields, units = [], []
    for title in table["titles"]:
        field, unit = ("id", "") if is_id(title) else next(said)
        fields.append(field)
        units.append(unit)
    changed = {"register": known.register, "fields": fields, "units": units, "remembered": True}
    return {**table, **changed}


def reproposed(table: Mapping[str, Any], register: str) -> dict[str, Any]:
    """Return a kept table as it would be proposed for another register ("" none)."""
    if register == table["register"] or register not in REGISTERS:
        fields = table["fields"] if register else [LEFT_OUT] * len(table["titles"])
        return {**table, "register": register, "fields": fields}
    fields = [field for field, _ in _assigned(table["titles"], register)]
    units = [
        sum_unit(title) if (known := FIELDS[register].get(field)) and known.shape == "money" else ""
        for title, field in zip(table["titles"], fields, strict=True)
    ]
    return {**table, "register": register, "fields": fields, "units": units, "remembered": False}
