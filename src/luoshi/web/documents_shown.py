"""One paper as its page shows it: what it says, how far it is, what is hers to do, who received it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from luoshi.issuing import documents, drafting, flagging, jointly, way
from luoshi.issuing.composing.letter import replying_offices
from luoshi.papers import charts
from luoshi.papers.faces import NoFont
from luoshi.papers.paper import Block, Chart, Paper, Table, numbered
from luoshi.papers.typeset import NotSet
from luoshi.values.civil import civil_day
from luoshi.values.sentences import Sentence
from luoshi.web.forms.documents import JointForm, ReasonForm, RemarkForm, VersionForm
from luoshi.web.history import history_of
from luoshi.web.sight import named_to
from luoshi.web.templatetags.luoshi_ui import show

# How a step is called on its button, and what is said when it is done.
STEPS: Mapping[str, tuple[Any, Any]] = {
    "send": (gettext_lazy("送核稿"), gettext_lazy("已送核稿。")),
    "pass": (gettext_lazy("核稿通过"), gettext_lazy("核稿通过，等待签发。")),
    "sign": (gettext_lazy("签发"), gettext_lazy("已签发，等待编号印发。")),
    "cosign": (gettext_lazy("会签"), gettext_lazy("已会签。")),
    "issue": (gettext_lazy("编号印发"), gettext_lazy("已编号印发。")),
    "return": (gettext_lazy("退回修改"), gettext_lazy("已退回起草人修改。")),
    "decline": (gettext_lazy("不同意签发，退回"), gettext_lazy("已退回起草人修改。")),
    "refuse": (
        gettext_lazy("不同意会签，退回"),
        gettext_lazy("已退回起草人修改，须重新核稿和签发。"),
    ),
    "recall": (gettext_lazy("退回修改"), gettext_lazy("已退回起草人修改，须重新核稿和签发。")),
    "file": (gettext_lazy("归档"), gettext_lazy("已归档。")),
    "drop": (gettext_lazy("撤稿"), gettext_lazy("已撤稿，各稿次仍保留。")),
    "void": (gettext_lazy("作废"), gettext_lazy("已作废，编号仍在登记簿中并注明原因。")),
}
WITH_REASON = frozenset({"return", "decline", "refuse", "recall", "drop", "void"})
ENDING = frozenset({"drop", "void"})
ADDRESSES = dict.fromkeys(("decline", "refuse", "recall"), "document_return")


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that is hers: its form, or why it must be somebody else."""

    name: str
    label: str
    address: str
    form: forms.Form
    why_not: str = ""
    keep: str = ""

    @property
    def at_once(self) -> bool:
        """True for a step that needs no more than a click."""
        return self.name not in WITH_REASON

    @property
    def ends(self) -> bool:
        """True for a step after which the paper is no more."""
        return self.name in ENDING


@dataclass(frozen=True, slots=True)
class Done:
    """One step of the way: who took it and when, or that it is still to come."""

    label: str
    by: str = ""
    at: dt.datetime | None = None
    instead_of: str = ""
    current: bool = False


def shown(
    document: Any,
    *,
    by: Any,
    now: dt.datetime,
    n: int | None = None,
    wrong: Mapping[str, forms.Form] | None = None,
) -> dict[str, Any]:
    """Return the context of the page; ``n`` is an earlier text, ``wrong`` holds forms that came back."""
    inside = documents.inside(document, by, now=now)
    version = documents.version_of(document, n) if n else documents.latest(document)
    paper, wrong = version.paper, wrong or {}
    context = {
        "document": document,
        "version": version,
        "is_latest": version.n == document.said,
        "inside": inside,
        "way": way_of(document),
        "about": named_to(by, document.about, now=now),
        "answers": _other(document.answers, by, now),
        "corrects": _other(document.corrects, by, now),
        "dispatches": documents.receipts_of(document, today=civil_day(now)),
        "receipts": documents.receipts_open_to(document, by, now=now),
        "renditions": list(document.renditions.defer("content")),
        "stand_ins": _stand_ins(document),
        "may_reply": bool(replying_offices(document, by, now=now)),
    } | paper_shown(paper)
    if inside:
        context |= _within(document, paper, by=by, now=now, wrong=wrong)
    return context


def _within(
    document: Any, paper: Paper, *, by: Any, now: dt.datetime, wrong: Mapping[str, forms.Form]
) -> dict[str, Any]:
    """Return what only the office that wrote the paper sees: how it came about."""
    steps = way.open_steps(document, by=by, now=now)
    names = {step.name: refusal for step, refusal in steps}
    receivers = documents.receivers_of(paper, office=document.office, on=civil_day(now))
    may_edit = "edit" in names
    return {
        "joint_form": _joint_form(document, wrong) if may_edit else None,
        "choices": choices_of(document, steps, wrong),
        "may_edit": may_edit,
        "may_remark": "remark" in names,
        "may_settle": "settle" in names,
        "may_keep": "keep" in names and names["keep"] is None,
        "keep_why_not": _said(names.get("keep")),
        "flags": list(document.flags.select_related("by__person")),
        "undecided": flagging.undecided(document).count(),
        "remarks": list(document.remarks.select_related("by__person", "settled_by__person")),
        "remark_form": wrong.get("remark") or RemarkForm(auto_id="remark_%s"),
        "remark_keep": f"document-{document.pk}-remark",
        "versions": list(document.versions.defer("said").select_related("by__person")),
        "strangers": [one for one in receivers if one.unit is None],
        "receivers": receivers,
        "carried": [named_to(by, one, now=now) for one in document.carries.all()],
        "events": history_of(document),
    } | measured(paper, document.kind)


def _joint_form(document: Any, wrong: Mapping[str, forms.Form]) -> forms.Form | None:
    """Return the form that says with whom a draft is issued; None for kinds with one issuer."""
    if not jointly.may_be_joint(document):
        return None
    there = {"version": document.version, "units": [one.unit_id for one in document.joint.all()]}
    return wrong.get("joint") or JointForm(
        initial=there, office=document.office, auto_id="joint_%s"
    )


def choices_of(document: Any, steps: list[Any], wrong: Mapping[str, forms.Form]) -> list[Choice]:
    """Return the steps that lead on from here, the ordinary one first."""
    found = []
    taken = {step.name: refusal for step, refusal in steps}
    for name, (label, _done) in STEPS.items():
        if name in taken:
            fresh = (
                ReasonForm(auto_id=f"{name}_%s")
                if name in WITH_REASON
                else VersionForm(initial={"version": document.version}, auto_id=False)
            )
            address = ADDRESSES.get(name, f"document_{name}")
            form = wrong.get(name) or fresh
            keep = f"document-{document.pk}-{address.removeprefix('document_')}"
            found.append(Choice(name, str(label), address, form, _said(taken[name]), keep))
    return found


def measured(paper: Paper, kind: str) -> dict[str, Any]:
    """Return how long the body is, and how long it should be at most."""
    length, cap = flagging.length_of(paper), flagging.kind_of(kind).cap
    return {"length": length, "cap": cap, "is_long": length > cap}


def way_of(document: Any) -> list[Done]:
    """Return the steps of the way in their order."""
    rows = (
        ("drafted", gettext("起草"), ("draft",)),
        ("checked", gettext("核稿"), ("checking",)),
        ("signed", gettext("签发"), ("signing",)),
        ("issued", gettext("编号印发"), ("signed",)),
        ("filed", gettext("归档"), ("issued",)),
    )
    found = []
    for name, label, states in rows:
        who, when = getattr(document, f"{name}_by"), getattr(document, f"{name}_at")
        instead = getattr(document, f"{name}_for", None)
        current = document.state in states
        found.append(Done(label, str(who or ""), when, str(instead or ""), current))
        if name == "signed":
            found += [_cosigned(one, document) for one in document.joint.all()]
    return found


def _cosigned(one: Any, document: Any) -> Done:
    label = gettext("会签（%(unit)s）") % {"unit": one.unit}
    current = one.signed_at is None and document.state in ("signing", "signed")
    return Done(label, str(one.signed_by or ""), one.signed_at, str(one.signed_for or ""), current)


def paper_shown(paper: Paper) -> dict[str, Any]:
    """Return a paper as ``papers/_paper.html`` draws it."""
    return {
        "paper": paper,
        "is_numbered": bool(paper.number) and paper.number != drafting.NUMBER_HERE,
        "blocks": [_block(one) for one in numbered(paper.body)],
        "sheets": [
            {"sheet": sheet, "blocks": [_block(one) for one in numbered(sheet.body)]}
            for sheet in paper.sheets
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    given: dict[str, Any] = {"is": type(block).__name__.lower(), "block": block}
    if isinstance(block, Table):  # a short row's last cell takes the room that is left
        most = max((len(row) for row in block.rows), default=1)
        given["rows"] = [(row[:-1], row[-1:], most - len(row) + 1) for row in block.rows]
    if isinstance(block, Chart):
        try:
            drawn = base64.b64encode(charts.svg(block)).decode()
            given["picture"] = f"data:image/svg+xml;base64,{drawn}"
        except (NoFont, NotSet):
            return _block(charts.as_table(block))
    return given


def _other(document: Any, by: Any, now: dt.datetime) -> Any:
    """Return another paper if she may see it."""
    if document is None:
        return None
    return documents.documents_for(by, now=now).filter(pk=document.pk).first()


def _stand_ins(document: Any) -> list[str]:
    row = document.renditions.filter(form=documents.FORMS.PDF).defer("content").first()
    return list(row.stand_ins) if row else []


def _said(sentence: Sentence | None) -> str:
    return sentence.said(gettext, show) if sentence else ""
