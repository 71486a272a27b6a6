"""The pages of matters: the list, one matter with the moves that are hers, drafting by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.matters import actions, queries
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import home_unit
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.standing import queries as standing
from luoshi.values.civil import civil_day
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
    SecretMark,
)
from luoshi.web.bulk import deeds_of
from luoshi.web.forms.lights import LIGHTS
from luoshi.web.forms.matters import MatterFilters, MatterForm
from luoshi.web.forms.moves import MOVE_FORMS, MoveForm
from luoshi.web.forms.told import tell
from luoshi.web.lists import Column, Listing, listing
from luoshi.web.matterlines import lines_of
from luoshi.web.named import passage_shown
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.shown import shown
from luoshi.web.views_kept import opens_as_kept

COLUMNS = (
    Column("number", gettext_lazy("编号"), ("number_rank",), css="nowrap"),
    Column("title", gettext_lazy("事项"), ("title",)),
    Column("kind", gettext_lazy("类别")),
    Column("lead", gettext_lazy("牵头单位"), ("lead__name",)),
    Column("person", gettext_lazy("责任人"), ("person__search_key",)),
    Column("state", gettext_lazy("状态"), ("state_rank", "due_rank")),
    Column("original", gettext_lazy("原定期限"), ("due_original",), css="date"),
    Column("due", gettext_lazy("现行期限"), ("due_rank",), css="date"),
    Column(
        "light",
        gettext_lazy("灯"),
        ("-standing_rank", "over", "due_rank"),
        parts=standing.worst_first,
    ),
)
# Under one light there is no worst: rows are read in the order of their days at once.
COLUMNS_OF_ONE_LIGHT = tuple(
    replace(one, parts=lambda rows: [rows]) if one.key == "light" else one for one in COLUMNS
)
DONE = {
    "submit": gettext_lazy("已送审，等待签发。"),
    "issue": gettext_lazy("已签发下达，牵头单位将收到签收和办结的待办。"),
    "send_back": gettext_lazy("已退回修改。"),
    "sign": gettext_lazy("已签收，请按期办理并反馈进展。"),
    "feed_back": gettext_lazy("已反馈进展。"),
    "give_input": gettext_lazy("已提供配合意见。"),
    "ask_extension": gettext_lazy("已提交延期申请。答复之前，现行期限不变。"),
    "decide_extension": gettext_lazy("已答复延期申请。"),
    "claim": gettext_lazy("已申请办结，等待审核。"),
    "close": gettext_lazy("已审核办结。"),
    "send_for_redo": gettext_lazy("已退回重办。"),
    "cancel": gettext_lazy("已撤销，事项仍保留在台账中。"),
    "raise_objection": gettext_lazy("已提出异议，等待答复。答复之前时限照常计算。"),
    "reassign": gettext_lazy("异议成立，已改派。"),
    "uphold": gettext_lazy("已维持交办。"),
    "lay_plan": gettext_lazy("已报送工作方案，各单位将收到各自步骤的待办。"),
    "urge": gettext_lazy("催办单已编号发出。"),
    "pause": gettext_lazy("已中止，期限不变。"),
    "resume": gettext_lazy("已恢复办理。"),
    "confirm": gettext_lazy("已记录贵单位的意见。"),
    "reopen": gettext_lazy("已重办，牵头单位将收到办结的待办。"),
    "archive": gettext_lazy("已归档。"),
}


def found(request: Request, *, now: dt.datetime) -> Listing:
    """Return the matters that she may see, under the filters and the order of the address."""
    seen = queries.visible_matters(request.user, now=now)
    return listing(
        request,
        standing.ranked(queries.listed(seen)),
        columns=COLUMNS_OF_ONE_LIGHT if request.GET.get("light") in dict(LIGHTS) else COLUMNS,
        filters=MatterFilters,
        default_sort="light",
        whole=queries.in_lines(seen),
    )


@opens_as_kept("matter_list")
def matter_list(request: Request) -> HttpResponse:
    """The matters that she may see, under the filters of the address."""
    now = clock.now()
    deeds = deeds_of(request.user, now=now)
    found_now = found(request, now=now)
    lit = standing.lights_of("matter", [one.pk for one in found_now.rows], today=civil_day(now))
    context = {
        "listing": found_now,
        "lines": lines_of(found_now.rows, lit, pick=bool(deeds)),
        "deeds": deeds,
        "may_draft": queries.may_draft(request.user, now=now),
    }
    return page(request, "matters/matter_list.html", context, partial="matters/_matter_list.html")


def matter_detail(request: Request, pk: int) -> HttpResponse:
    """One matter: who, until when, on which words, what happened, what she may do now."""
    now = clock.now()
    matter = queries.matter_for(request.user, pk, now=now)
    return page(request, "matters/matter_detail.html", shown(matter, by=request.user, now=now))


def matter_move(request: Request, pk: int, move: str) -> HttpResponse:
    """Make one move; what is wrong with its form is told in the page, nothing is lost."""
    now = clock.now()
    matter = queries.matter_for(request.user, pk, now=now)
    if move not in MOVE_FORMS:
        raise NotFound
    if request.method != "POST":  # a reload after a form came back
        return go_to(request, "matter_detail", pk)
    queries.check_move(request.user, matter, move, now=now)
    form = MOVE_FORMS[move](request.POST, matter=matter, today=civil_day(now), auto_id=f"{move}_%s")
    if form.is_valid():
        try:
            _make(move, matter, form, by=request.user, now=now)
        except (Incomplete, BadInput) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, DONE[move])
            drop_kept(request, f"matter-{pk}-{move}")
            return go_to(request, "matter_detail", pk)
    context = shown(matter, by=request.user, now=now, sent={move: form})
    return page(request, "matters/matter_detail.html", context, status=422)


def _make(move: str, matter: Any, form: MoveForm, *, by: Any, now: dt.datetime) -> None:
    """Call the action behind ``move`` with what its form holds."""
    said = form.said()
    version = said.pop("version")
    if move == "decide_extension":
        request = queries.open_extension(matter)
        if request is None:
            raise NotFound(_("这份延期申请已经答复或撤回，请刷新页面。"))
        actions.decide_extension(request, **said, by=by, now=now)
    elif move in ("submit", "issue", "close", "send_for_redo"):
        getattr(actions, move)(matter, version=version, **said, by=by, now=now)
    else:
        name = "feed_back" if move == "give_input" else move
        getattr(actions, name)(matter, **said, by=by, now=now)


@require_POST
def step_done(request: Request, pk: int, step: int) -> HttpResponse:
    """Say that a step of the plan was done today."""
    now = clock.now()
    matter = queries.matter_for(request.user, pk, now=now)
    row = queries.step_for(request.user, matter, step)
    actions.finish_step(row, done_on=civil_day(now), by=request.user, now=now)
    messages.success(request, _("已登记步骤完成。"))
    return go_to(request, "matter_detail", pk)


def matter_new(request: Request) -> HttpResponse:
    """Draft a matter by hand; the words it rests on become a source of their own."""
    now = clock.now()
    if not queries.may_draft(request.user, now=now):
        raise NotAllowed
    form = _form(request, now=now, initial={**request.GET.dict()}, has_paper=False)
    if form.is_valid():
        try:
            matter = _draft(form, by=request.user, now=now)
        except Duplicate as same:
            messages.info(request, _("同样的事项已经登记过，没有重复登记。"))
            drop_kept(request, "matter-new")
            return go_to(request, "matter_detail", same.params["pk"])
        except (Incomplete, BadInput, SecretMark) as refusal:
            if isinstance(refusal, SecretMark):  # not even this browser keeps such words
                drop_kept(request, "matter-new")
            tell(form, refusal)
        else:
            messages.success(request, _("已拟办。请核对后送审。"))
            drop_kept(request, "matter-new")
            return go_to(request, "matter_detail", matter.pk)
    return page(request, "matters/matter_new.html", _laid_out(form), status=_status(form))


def matter_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    now = clock.now()
    matter = queries.matter_for(request.user, pk, now=now)
    if not any(
        m.name == "edit_draft" for m in queries.moves_open_to(request.user, matter, now=now)
    ):
        raise NotAllowed(_("这件事项现在不能修改：只有草拟中的事项可以由拟办单位修改。"))
    has_paper = matter.passage is not None and not queries.is_typed(matter)
    form = _form(request, now=now, initial=_values(matter), has_paper=has_paper)
    if form.is_valid():
        try:
            _edit(matter, form, by=request.user, now=now)
        except (Incomplete, BadInput, SecretMark, Overtaken) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已保存修改。"))
            drop_kept(request, f"matter-{pk}")
            return go_to(request, "matter_detail", pk)
    context = _laid_out(form) | {"matter": matter, "keep": f"matter-{pk}"}
    context["passage"] = (
        passage_shown(matter.passage, by=request.user, now=now) if has_paper else None
    )
    return page(request, "matters/matter_edit.html", context, status=_status(form))


def _laid_out(form: MatterForm) -> dict[str, Any]:
    """Return the fields in the parts in which the page shows them."""
    parts = {
        "what": ("kind", "urgency", "title", "content", "basis", "criterion"),
        "who": ("lead", "person", "due_proposed", "cadence"),
        "others": ("responsible", "cooperating"),
        "related": ("raised_by", "project", "engagement", "group"),
    }
    return {"form": form} | {
        part: [form[name] for name in names if name in form.fields] for part, names in parts.items()
    }


def _status(form: MatterForm) -> int:
    return 422 if form.errors else 200


def _form(
    request: Request, *, now: dt.datetime, initial: dict[str, Any], has_paper: bool
) -> MatterForm:
    related = {
        "project": visible_projects(request.user, now=now),
        "engagement": visible_engagements(request.user, now=now),
        "group": queries.visible_groups(request.user, now=now),
    }
    return MatterForm(request.POST or None, initial=initial, related=related, has_paper=has_paper)


def _values(matter: Any) -> dict[str, Any]:
    """Return what the form of a draft begins with."""
    plain = (
        "kind",
        "urgency",
        "title",
        "content",
        "criterion",
        "due_proposed",
        "cadence",
        "version",
    )
    rows = ("lead", "person", "raised_by", "project", "engagement", "group")
    values = {name: getattr(matter, name) for name in plain}
    values |= {name: getattr(matter, f"{name}_id") for name in rows}
    for role in queries.ROLES.values:
        values[role] = [one.unit_id for one in matter.parts.all() if one.role == role]
    return values | {"basis": matter.passage.quote if matter.passage else ""}


@transaction.atomic
def _draft(form: MatterForm, *, by: Any, now: dt.datetime) -> Any:
    fields = dict(form.cleaned_data)
    fields.pop("version")
    office = home_unit(by, now=now, to=Permission.MATTER_DRAFT)
    passage = sources.keep_typed(fields.pop("basis"), held_by=office, by=by, now=now)
    return actions.draft_matter(**fields, held_by=office, passage=passage, by=by, now=now)


@transaction.atomic
def _edit(matter: Any, form: MatterForm, *, by: Any, now: dt.datetime) -> None:
    fields = dict(form.cleaned_data)
    basis, passage = fields.pop("basis", None), matter.passage
    if basis is not None and basis != (passage.quote if passage else ""):
        passage = sources.keep_typed(basis, held_by=matter.held_by, by=by, now=now)
    actions.edit_draft(matter, **fields, passage=passage, by=by, now=now)
