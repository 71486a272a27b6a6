"""From a confirmed report to needs and offers: every sentence beside what it may become, taken by ticking."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi import clock
from luoshi.docking import actions, queries, reported
from luoshi.intake.queries import draft_for
from luoshi.orgs.queries import units
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, NotAllowed
from luoshi.web.forms.docking import ReportedForm
from luoshi.web.page import Request, go_to, page
from luoshi.web.templatetags.luoshi_ui import say


def draft_docking(request: Request, pk: int) -> HttpResponse:
    """What the intents, problems and support of a confirmed report may become; ticked ones are made."""
    now, by = clock.now(), request.user
    draft = draft_for(by, pk, now=now)
    if not queries.may_enter(by, now=now):
        raise NotAllowed
    lines = _lines(request, draft)
    forms = [line["form"] for line in lines if line["form"] is not None]
    trouble = ""
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        chosen = [_taken(line) for line in lines if line["form"] and _is_ticked(line["form"])]
        try:
            made = _made(draft, chosen, by=by, now=now)
        except (Incomplete, BadInput, Duplicate, IllegalMove) as refusal:
            trouble = say(refusal.sentence)
        except NotAllowed:
            trouble = _("只能登记本单位的供需，请去掉其他单位的行，或请协调员办理。")
        else:
            said = ngettext("已转为%(count)s条供需。", "已转为%(count)s条供需。", len(made))
            messages.success(request, said % {"count": len(made)})
            return go_to(request, "draft_docking", pk)
    context = {
        "draft": draft,
        "lines": lines,
        "open": len(forms),
        "trouble": trouble,
        "known_units": units(),
    }
    wrong = trouble or any(form.errors for form in forms)
    return page(request, "docking/draft_docking.html", context, status=422 if wrong else 200)


def _made(draft: Any, chosen: list[reported.Taken], *, by: Any, now: dt.datetime) -> list[Any]:
    if not chosen:
        raise IllegalMove(_("请至少勾选一行。"), code="nothing-ticked")
    return actions.take_reported(draft, chosen=chosen, by=by, now=now)


def _is_ticked(form: ReportedForm) -> bool:
    return bool(form.cleaned_data["take"])


def _lines(request: Request, draft: Any) -> list[dict[str, Any]]:
    lines = []
    for one in reported.proposals_of(draft):
        begun = {
            "side": one.side,
            "kind": one.kind,
            "text": one.text,
            "unit": one.unit,
            "person": one.person.pk if one.person else None,
            "place": one.matter.project.place if one.matter and one.matter.project else "",
            "quantity": one.quantity,
            "by_on": one.by_on,
        }
        prefix = f"f{one.finding.pk}"
        form = None
        if one.taken is None:
            form = ReportedForm(
                request.POST if request.method == "POST" else None, initial=begun, prefix=prefix
            )
        detail = f"{one.taken_as}_detail" if one.taken is not None else ""
        lines.append({"proposal": one, "form": form, "detail": detail})
    return lines


def _taken(line: dict[str, Any]) -> reported.Taken:
    given = {name: value for name, value in line["form"].cleaned_data.items() if name != "take"}
    return reported.Taken(finding=line["proposal"].finding.pk, **given)
