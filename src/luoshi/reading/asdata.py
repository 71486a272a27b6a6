"""A draft as plain data: the JSON of a reading (``docs/reading.md``)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from luoshi.reading.signals import main_mark
from luoshi.reading.types import (
    Document,
    Draft,
    Engagement,
    Figure,
    Mark,
    Matter,
    Organisation,
    Person,
    Project,
    Repaired,
)

Finding = Person | Organisation | Engagement | Project | Matter


def as_data(draft: Draft, *, spans: bool = False) -> dict[str, Any]:
    """Return the reading as dicts and lists.

    With ``spans`` each thing also says where it stands: ``spans`` is a list of ``[start, end)``
    in characters of the text as it was handed in; findings also say how sure the reading is of
    them (``sure``, 0 to 1, as measured), by which ``rule`` and after what was noticed (``signals``).
    """

    def placed(data: dict[str, Any], marks: Iterable[Mark]) -> dict[str, Any]:
        if spans:
            data["spans"] = _spans(draft.repaired, marks)
        return data

    def weighed(data: dict[str, Any], finding: Finding) -> dict[str, Any]:
        placed(data, finding.marks)
        if spans:
            data |= _sureness(finding)
        return data

    def figures_of(project: Project) -> list[dict[str, Any]]:
        return [_figure(f, draft.repaired, spans=spans) for f in project.figures]

    return {
        "document": placed(_document(draft.document), draft.document.marks),
        "people": [weighed({"name": p.name, "post": p.post}, p) for p in draft.people],
        "organisations": [
            weighed({"name": o.name}, o) if spans else o.name for o in draft.organisations
        ],
        "engagements": [weighed(_engagement(e), e) for e in draft.engagements],
        "projects": [weighed(_project(p, figures_of(p)), p) for p in draft.projects],
        "matters": [weighed(_matter(m), m) for m in draft.matters],
    }


def _sureness(finding: Finding) -> dict[str, Any]:
    first = main_mark(finding.marks)
    signals = [signal for signal in finding.signals if not signal.startswith("rule:")]
    return {"sure": first.sure, "rule": first.rule, "signals": signals}


def _document(document: Document) -> dict[str, Any]:
    return {
        "genre": document.genre,
        "title": document.title,
        "date": document.date,
        "issuer": document.issuer,
        "authors": list(document.authors),
        "editors": list(document.editors),
    }


def _engagement(engagement: Engagement) -> dict[str, Any]:
    return {
        "kind": engagement.kind,
        "name": engagement.name,
        "start": engagement.start,
        "end": engagement.end,
        "place": engagement.place,
        "chair": list(engagement.chair),
        "people": list(engagement.people),
    }


def _project(project: Project, figures: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": project.name,
        "organisations": list(project.organisations),
        "place": project.place,
        "figures": figures,
    }


def _matter(matter: Matter) -> dict[str, Any]:
    return {
        "kind": matter.kind,
        "text": matter.text,
        "lead": list(matter.lead),
        "responsible": list(matter.responsible),
        "cooperating": list(matter.cooperating),
        "persons": list(matter.persons),
        "due": matter.due,
        "cadence": matter.cadence,
    }


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
