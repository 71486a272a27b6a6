"""A draft as plain data: the JSON of a reading (``docs/reading.md``)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from luoshi.reading.types import Draft, Figure, Mark, Repaired


def as_data(draft: Draft, *, spans: bool = False) -> dict[str, Any]:
    """Return the reading as dicts and lists.

    With ``spans`` each thing also says where it stands: ``spans`` is a list of ``[start, end)``
    in characters of the text as it was handed in.
    """

    def placed(data: dict[str, Any], marks: Iterable[Mark]) -> dict[str, Any]:
        if spans:
            data["spans"] = _spans(draft.repaired, marks)
        return data

    document = draft.document
    data: dict[str, Any] = {
        "document": placed(
            {
                "genre": document.genre,
                "title": document.title,
                "date": document.date,
                "issuer": document.issuer,
                "authors": list(document.authors),
                "editors": list(document.editors),
            },
            document.marks,
        ),
        "people": [placed({"name": p.name, "post": p.post}, p.marks) for p in draft.people],
        "organisations": [
            placed({"name": o.name}, o.marks) if spans else o.name for o in draft.organisations
        ],
        "engagements": [
            placed(
                {
                    "kind": e.kind,
                    "name": e.name,
                    "start": e.start,
                    "end": e.end,
                    "place": e.place,
                    "chair": list(e.chair),
                    "people": list(e.people),
                },
                e.marks,
            )
            for e in draft.engagements
        ],
        "projects": [
            placed(
                {
                    "name": p.name,
                    "organisations": list(p.organisations),
                    "place": p.place,
                    "figures": [_figure(f, draft.repaired, spans=spans) for f in p.figures],
                },
                p.marks,
            )
            for p in draft.projects
        ],
        "matters": [
            placed(
                {
                    "kind": m.kind,
                    "text": m.text,
                    "lead": list(m.lead),
                    "responsible": list(m.responsible),
                    "cooperating": list(m.cooperating),
                    "persons": list(m.persons),
                    "due": m.due,
                    "cadence": m.cadence,
                },
                m.marks,
            )
            for m in draft.matters
        ],
    }
    return data


def _spans(repaired: Repaired, marks: Iterable[Mark]) -> list[list[int]]:
    runs = {repaired.original(m.start, m.end) for m in marks if m.start < m.end}
    return [list(run) for run in sorted(runs)]


def _figure(figure: Figure, repaired: Repaired, *, spans: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "quantity": figure.quantity,
        "value": _plain(figure.value),
        "unit": figure.unit,
    }
    if spans:
        data["spans"] = _spans(repaired, [figure.mark] if figure.mark else [])
    return data


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
