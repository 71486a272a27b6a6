"""What a finding of each kind holds, as JSON: made from a reading, cleaned from a form.

matter        kind text lead[] responsible[] cooperating[] persons[] due cadence criterion group
project       name organisations[] place figures[{quantity value unit span}]
engagement    kind name start end place chair[] people[]
organisation  name aliases[] unit_id (an existing unit it was matched with by hand)
person        name post person_id
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from luoshi.intake.days import is_day, typed
from luoshi.intake.naming import criterion_of, group_named_in
from luoshi.reading import types as reading
from luoshi.reading.signals import main_mark
from luoshi.values.errors import BadInput
from luoshi.values.sentences import Sentence, gettext_noop

LONGEST = {
    ("matter", "text"): 2000,
    ("matter", "criterion"): 300,
    ("matter", "group"): 120,
    ("project", "name"): 200,
    ("project", "place"): 120,
    ("engagement", "name"): 200,
    ("engagement", "place"): 200,
    ("organisation", "name"): 120,
    ("person", "name"): 80,
    ("person", "post"): 200,
}
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("matter", "kind"): get_args(reading.MatterKind),
    ("matter", "cadence"): get_args(reading.Cadence),
    ("engagement", "kind"): get_args(reading.EngagementKind),
}
TEXTS = {
    "matter": ("text", "criterion", "group"),
    "project": ("name", "place"),
    "engagement": ("name", "place"),
    "organisation": ("name",),
    "person": ("name", "post"),
}
LISTS = {
    "matter": ("lead", "responsible", "cooperating", "persons"),
    "project": ("organisations",),
    "engagement": ("chair", "people"),
    "organisation": ("aliases",),
    "person": (),
}
DAYS = {"matter": ("due",), "engagement": ("start", "end")}
NEEDED = {
    "matter": ("text", "kind"),
    "project": ("name",),
    "engagement": ("kind",),
    "organisation": ("name",),
    "person": ("name",),
}
MATCHES = {"organisation": "unit_id", "person": "person_id"}
QUANTITIES = get_args(reading.Quantity)


@dataclass(frozen=True, slots=True)
class Read:
    """One finding of a reading, ready to be stored: ``spans[0]`` is its primary place."""

    kind: str
    data: dict[str, Any]
    spans: list[list[int]]
    rule: str
    sure: float
    signals: list[str] = field(default_factory=list)


def document_of(document: reading.Document) -> dict[str, Any]:
    """Return what a reading says of the document itself, as JSON."""
    return {
        "genre": document.genre,
        "title": document.title,
        "date": document.date,
        "issuer": document.issuer,
        "authors": list(document.authors),
        "editors": list(document.editors),
    }


def heading_of(draft: reading.Draft) -> str:
    """Return the printed title, else the beginning of the repaired text: what lists call a draft."""
    if draft.document.title:
        return draft.document.title
    line = next((line.strip() for line in draft.repaired.text.split("\n") if line.strip()), "")
    return line if len(line) <= 36 else f"{line[:35]}…"


def findings_of(draft: reading.Draft) -> Iterator[Read]:
    """Yield the findings of a reading, matters first: they are what a reader looks for."""
    for matter in draft.matters:
        yield _read("matter", _matter(matter), matter.marks, matter.signals)
    for project in draft.projects:
        marks = (*project.marks, *(f.mark for f in project.figures if f.mark))
        yield _read("project", _project(project), marks, project.signals)
    for event in draft.engagements:
        yield _read("engagement", _engagement(event), event.marks, event.signals)
    for body in draft.organisations:
        data = {"name": body.name, "aliases": list(body.aliases)}
        yield _read("organisation", data, body.marks, body.signals)
    for person in draft.people:
        data = {"name": person.name, "post": person.post or ""}
        yield _read("person", data, person.marks, person.signals)


def _read(
    kind: str, data: dict[str, Any], marks: Iterable[reading.Mark], signals: Iterable[str]
) -> Read:
    marks = tuple(marks)
    main = main_mark(marks)
    noticed = [signal for signal in signals if not signal.startswith("rule:")]
    spans = [[mark.start, mark.end] for mark in marks]
    return Read(kind, data, spans, main.rule, main.sure, noticed)


def _matter(matter: reading.Matter) -> dict[str, Any]:
    return {
        "kind": matter.kind,
        "text": matter.text,
        "lead": list(matter.lead),
        "responsible": list(matter.responsible),
        "cooperating": list(matter.cooperating),
        "persons": list(matter.persons),
        "due": matter.due,
        "cadence": matter.cadence,
        "criterion": criterion_of(matter.text),
        "group": group_named_in(matter.text) if matter.kind == "task" else "",
    }


def _project(project: reading.Project) -> dict[str, Any]:
    figures = [
        {
            "quantity": figure.quantity,
            "value": format(figure.value, "f"),
            "unit": figure.unit,
            "span": [figure.mark.start, figure.mark.end] if figure.mark else None,
        }
        for figure in project.figures
    ]
    return {
        "name": project.name,
        "organisations": list(project.organisations),
        "place": project.place or "",
        "figures": figures,
    }


def _engagement(event: reading.Engagement) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "name": event.name or "",
        "start": event.start,
        "end": event.end,
        "place": event.place or "",
        "chair": list(event.chair),
        "people": list(event.people),
    }


def clean(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``data`` of a form as a finding of ``kind`` holds it.

    Raises BadInput with a sentence for each field that cannot be taken.
    """
    wrong: dict[str, Sentence] = {}
    made: dict[str, Any] = {
        name: _text(data.get(name), name, LONGEST[kind, name], wrong) for name in TEXTS[kind]
    }
    made |= {name: _names(name, data.get(name), wrong) for name in LISTS[kind]}
    made |= {name: _day(name, data.get(name), wrong) for name in DAYS.get(kind, ())}
    made |= {
        name: _choice(name, data.get(name), codes, wrong)
        for (of, name), codes in CHOICES.items()
        if of == kind
    }
    if kind == "project":
        made["figures"] = _figures(data.get("figures"), wrong)
    if kind in MATCHES:
        made[MATCHES[kind]] = data.get(MATCHES[kind]) or None
    for name in NEEDED[kind]:
        if not made[name]:
            wrong.setdefault(name, Sentence(gettext_noop("这一项必须填写。")))
    if wrong:
        raise BadInput(wrong)
    return made


def names_of(value: object) -> list[str]:
    """Return the names in a list, or in a text that parts them by 、 ； or line breaks; each once."""
    parts = (
        value if isinstance(value, list | tuple) else re.split(r"[、；;\n，,]", str(value or ""))
    )
    names = [str(name).strip() for name in parts]
    return list(dict.fromkeys(name for name in names if name))


def _text(value: object, name: str, most: int, wrong: dict[str, Sentence]) -> str:
    text = str(value or "").strip()
    if len(text) > most:
        wrong[name] = Sentence(
            gettext_noop("内容过长，最多%(limit)s个字，请更正。"), "too-long", {"limit": most}
        )
    return text


def _names(name: str, value: object, wrong: dict[str, Sentence]) -> list[str]:
    names = names_of(value)
    if any(len(one) > 120 for one in names):
        wrong[name] = Sentence(
            gettext_noop("每个名称不超过120个字，用顿号或换行分开。"), "too-long"
        )
    return names


def _day(name: str, value: object, wrong: dict[str, Sentence]) -> str | None:
    text = typed(str(value or ""))
    if text and not is_day(text):
        wrong[name] = Sentence(
            gettext_noop("“%(text)s”不是有效的日期，请按 2026-05-19 的格式填写。"),
            params={"text": text},
        )
    return text or None


def _choice(
    name: str, value: object, codes: tuple[str, ...], wrong: dict[str, Sentence]
) -> str | None:
    code = str(value or "").strip()
    if code and code not in codes:
        wrong[name] = Sentence(gettext_noop("请从列出的选项中选择。"))
    return code or None


def _figures(value: object, wrong: dict[str, Sentence]) -> list[dict[str, Any]]:
    figures = []
    for figure in value if isinstance(value, list) else []:
        try:
            number = Decimal(str(figure["value"]))
            known = figure["quantity"] in QUANTITIES and abs(number) < Decimal("1e17")
        except (KeyError, TypeError, InvalidOperation):
            known = False
        if not known or not number.is_finite():
            wrong["figures"] = Sentence(gettext_noop("指标的数值无效，请只填数字。"))
            continue
        figures.append(
            {
                "quantity": figure["quantity"],
                "value": format(number, "f"),
                "unit": str(figure.get("unit") or "")[:20],
                "span": figure.get("span"),
            }
        )
    return figures
