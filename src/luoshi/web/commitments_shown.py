"""One promise as its page shows it, and the steps that are hers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.commitments import actions, disputing, queries
from luoshi.standing import queries as standing
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete
from luoshi.web.forms.commitments import JudgeForm, PartForm, RewordForm, SettleForm, WordsForm
from luoshi.web.forms.told import tell
from luoshi.web.history import history_of
from luoshi.web.named import named, passage_shown
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.posted import counted, posted
from luoshi.web.sight import named_to

TONES = {
    "proposed": "yellow", "confirmed": "blue", "binding": "green", "disputed": "orange",
    "kept": "green", "not-kept": "red", "released": "", "withdrawn": "",
}  # fmt: skip
DONE = {
    "reword": gettext_lazy("新措辞已提出，双方须重新确认。"),
    "dispute": gettext_lazy("争议已登记，处理完毕之前承诺不生效。"),
    "answer": gettext_lazy("意见已登记。"),
    "settle": gettext_lazy("争议已处理。"),
    "judge": gettext_lazy("认定已登记。"),
    "withdraw": gettext_lazy("承诺已撤回，仍留在台账中。"),
}


def shown(
    row: Any, *, by: Any, now: dt.datetime, sent: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the context of a promise's page; ``sent`` are forms that came back with what is wrong."""
    wording = queries.wording_of(row)
    lights = standing.lights_of("matter", [row.matter_id or 0], today=civil_day(now))
    context = {
        "commitment": row,
        "tone": TONES[row.state],
        "wording": wording,
        "wordings": [_said(row, one) for one in row.wordings.all()],
        "parties": _parties(row),
        "project": named_to(by, row.project, now=now),
        "engagement": named_to(by, row.engagement, now=now),
        "matter": named_to(by, row.matter, now=now),
        "light": lights.get(row.matter_id),
        "disputes": list(row.disputes.all()),
        "passage": passage_shown(row.passage, by=by, now=now),
        "events": history_of(row),
        "may_edit": queries.may_edit(by, row, now=now),
        "to_confirm": queries.still_to_confirm(by, row, now=now),
    }
    return context | {"forms": _forms(row, wording, by=by, now=now) | dict(sent or {})}


def _parties(row: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "unit": named(unit, "unit_detail"),
            "person": named(person, "person_detail"),
        }
        for label, unit, person in (
            (_("承诺方"), row.debtor_unit, row.debtor),
            (_("受诺方"), row.creditor_unit, row.creditor),
        )
    ]


def _said(row: Any, wording: Any) -> dict[str, Any]:
    """Return one wording with the word of each side on it."""
    there = {one.part: one for one in wording.confirmations.all()}
    sides = [
        {"part": part, "unit": unit, "given": there.get(part)}
        for part, unit in (("owing", row.debtor_unit), ("owed", row.creditor_unit))
    ]
    return {"row": wording, "sides": sides, "stands": wording.n == row.said}


def _forms(row: Any, wording: Any, *, by: Any, now: dt.datetime) -> dict[str, Any]:
    """Return the forms of the steps that are hers in this state."""
    parts = queries.parts_of(by, row, now=now)
    keeps = queries.may_edit(by, row, now=now)
    found: dict[str, Any] = {}
    said = {name: getattr(wording, name) for name in ("text", "criterion", "due_on")}
    if queries.is_open(row) and (keeps or parts):
        found["reword"] = RewordForm(initial=said | {"version": row.version}, auto_id="reword_%s")
    if queries.is_open(row) and parts:
        found["dispute"] = PartForm(parts=parts, auto_id="dispute_%s")
    if queries.is_open(row) and keeps:
        found["withdraw"] = WordsForm(auto_id="withdraw_%s")
    if row.state == queries.STATES.DISPUTED:
        found |= _of_a_dispute(row, said, parts=parts, keeps=keeps)
    if row.state == queries.STATES.BINDING and queries.PARTS.OWED in parts:
        found["judge"] = JudgeForm(auto_id="judge_%s")
    return found


def _of_a_dispute(
    row: Any, said: dict[str, Any], *, parts: tuple[str, ...], keeps: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waits = next((one for one in row.disputes.all() if one.settled_at is None), None)
    if waits and waits.other_at is None and any(part != waits.part for part in parts):
        found["answer"] = WordsForm(auto_id="answer_%s")
    if keeps:
        found["settle"] = SettleForm(initial=said, auto_id="settle_%s")
    return found


@require_POST
def commitment_confirm(request: Request, pk: int) -> HttpResponse:
    """Stand for one side by exactly the wording that the page showed."""
    now = clock.now()
    row = queries.commitment_for(request.user, pk, now=now)
    n = counted(posted(request, "n")) or 0
    actions.confirm(row, part=posted(request, "part"), n=n, by=request.user, now=now)
    messages.success(request, _("已代表本方确认这一稿措辞。"))
    return go_to(request, "commitment_detail", pk)


@require_POST
def commitment_bind(request: Request, pk: int) -> HttpResponse:
    """Let what both confirmed bind: lead to the draft of its matter."""
    now = clock.now()
    row = queries.commitment_for(request.user, pk, now=now)
    matter = actions.bind(row, by=request.user, now=now)
    messages.success(request, _("承诺已生效，并立为事项草稿，以双方确认为依据。请核对后送审。"))
    return go_to(request, "matter_detail", matter.pk)


@require_POST
def commitment_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Take one step that has a form; what is wrong with it is told in the page, nothing is lost."""
    now, by = clock.now(), request.user
    row = queries.commitment_for(by, pk, now=now)
    form = _sent(request, row, step, by=by, now=now)
    if form.is_valid():
        try:
            _take(step, row, form.cleaned_data, by=by, now=now)
        except (Incomplete, BadInput) as refusal:
            tell(form, refusal)
        else:
            drop_kept(request, f"commitment-{pk}-{step}")
            messages.success(request, DONE[step])
            return go_to(request, "commitment_detail", pk)
    context = shown(row, by=by, now=now, sent={step: form}) | {"opened": step}
    return page(request, "commitments/commitment_detail.html", context, status=422)


def _sent(request: Request, row: Any, step: str, *, by: Any, now: dt.datetime) -> Any:
    given: dict[str, Any] = {"auto_id": f"{step}_%s"}
    match step:
        case "reword":
            return RewordForm(request.POST, **given)
        case "dispute":
            parts = queries.parts_of(by, row, now=now) or queries.PARTS.values
            return PartForm(request.POST, parts=parts, **given)
        case "settle":
            return SettleForm(request.POST, **given)
        case "judge":
            return JudgeForm(request.POST, **given)
        case _:
            return WordsForm(request.POST, **given)


def _take(step: str, row: Any, said: dict[str, Any], *, by: Any, now: dt.datetime) -> None:
    """Call the action behind ``step`` with what its form holds."""
    given: dict[str, Any] = {"by": by, "now": now}
    match step:
        case "reword":
            actions.propose_wording(row, **said, **given)
        case "dispute":
            disputing.dispute(row, **said, **given)
        case "answer":
            disputing.answer(row, words=said["words"], **given)
        case "settle":
            disputing.settle(row, **said, **given)
        case "judge":
            actions.judge(row, **said, **given)
        case _:
            actions.withdraw(row, reason=said["words"], **given)
