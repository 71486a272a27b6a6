"""Needs and offers: their lists, one of them with what may answer it, registering, taking back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.docking import actions, queries
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import home_unit, units
from luoshi.projects.queries import visible_projects
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, NotAllowed, Overtaken
from luoshi.values.keys import row_key
from luoshi.web.forms.docking import EntryFilters, EntryForm, ReasonForm
from luoshi.web.forms.told import tell
from luoshi.web.history import timeline_of
from luoshi.web.lists import Column, listing
from luoshi.web.named import passage_shown
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.sight import named_to

COLUMNS = (
    Column("kind", gettext_lazy("类别"), ("kind",)),
    Column("text", gettext_lazy("内容")),
    Column("unit", gettext_lazy("单位"), ("unit__name",)),
    Column("place", gettext_lazy("地点"), ("place_name",)),
    Column("quantity", gettext_lazy("数量"), css="num"),
    Column("by_on", gettext_lazy("时间"), css="date"),
    Column("state", gettext_lazy("状态"), ("state",)),
    Column("made", gettext_lazy("登记时间"), ("made_at",), css="date"),
)
WORDS = {
    "need": {
        "list": gettext_lazy("需求"),
        "new": gettext_lazy("登记需求"),
        "edit": gettext_lazy("修改需求"),
        "by_on": gettext_lazy("最迟需要日期"),
        "other": gettext_lazy("可能满足它的供给"),
    },
    "offer": {
        "list": gettext_lazy("供给"),
        "new": gettext_lazy("登记供给"),
        "edit": gettext_lazy("修改供给"),
        "by_on": gettext_lazy("最早可提供日期"),
        "other": gettext_lazy("可能用得上它的需求"),
    },
}


@require_GET
def entry_list(request: Request, side: str) -> HttpResponse:
    """The needs, or the offers, that she may read."""
    now = clock.now()
    rows = queries.visible_entries(request.user, side, now=now)
    found = listing(request, rows, columns=COLUMNS, filters=EntryFilters, default_sort="-made")
    context = {
        "listing": found,
        "side": side,
        "words": WORDS[side],
        "new_name": f"{side}_new",
        "detail_name": f"{side}_detail",
        "may_enter": queries.may_enter(request.user, now=now),
    }
    return page(request, "docking/entry_list.html", context, partial="docking/_entry_list.html")


@require_GET
def entry_detail(request: Request, side: str, pk: int) -> HttpResponse:
    """One need or offer: what it says, what may answer it, and why."""
    now = clock.now()
    entry = queries.entry_for(request.user, side, pk, now=now)
    return _shown(request, entry, now=now)


def _shown(
    request: Request, entry: Any, *, now: dt.datetime, form: Any = None, pair: int = 0
) -> HttpResponse:
    by, side = request.user, queries.side_of(entry)
    may_edit = queries.may_edit_entry(by, entry, now=now)
    other = "offer" if side == "need" else "need"
    pairs = queries.suggested_for(by, entry, now=now)
    context = {
        "entry": entry,
        "side": side,
        "words": WORDS[side],
        "list_name": f"{side}_list",
        "other_name": f"{other}_detail",
        "edit_name": f"{side}_edit",
        "withdraw_name": f"{side}_withdraw",
        "pairs": [
            {
                "suggestion": one,
                "row": row,
                "need": one.need.pk,
                "offer": one.offer.pk,
                "form": form if form and row.pk == pair else ReasonForm(auto_id=f"d{row.pk}_%s"),
            }
            for one, row in pairs
        ],
        "may_edit": may_edit and entry.state == queries.STATES.OPEN,
        "may_enter": queries.may_enter(by, now=now),
        "withdraw_form": form if form and not pair else ReasonForm(auto_id="withdraw_%s"),
        "dockings": queries.visible_dockings(by, now=now).filter(**{side: entry}),
        "project": named_to(by, entry.project, now=now),
        "engagement": named_to(by, entry.engagement, now=now),
        "passage": passage_shown(entry.passage, by=by, now=now),
        "timeline": timeline_of({side: [entry.pk]}) if may_edit else [],
    }
    return page(request, "docking/entry_detail.html", context, status=422 if form else 200)


def entry_new(request: Request, side: str) -> HttpResponse:
    """Register a need or an offer."""
    now, by = clock.now(), request.user
    if not queries.may_enter(by, now=now):
        raise NotAllowed
    office = home_unit(by, now=now, to=Permission.DOCKING_EDIT)
    begun = {"unit": office, "person": by.person_id} | request.GET.dict()
    form = _form(request, side, is_new=True, begun=begun, now=now)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        fields.pop("version")
        try:
            entry = actions.add_entry(side=side, **fields, by=by, now=now)
        except Duplicate as same:
            messages.info(request, _("同样的内容已经登记过，没有重复登记。"))
            return go_to(request, f"{side}_detail", same.params["pk"])
        except (Incomplete, BadInput) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已登记。下面列出可能对得上的另一方。"))
            drop_kept(request, f"{side}-new")
            return go_to(request, f"{side}_detail", entry.pk)
    return _form_page(request, side, form, title=WORDS[side]["new"], keep=f"{side}-new")


def entry_edit(request: Request, side: str, pk: int) -> HttpResponse:
    """Change an open need or offer."""
    now, by = clock.now(), request.user
    entry = queries.entry_for(by, side, pk, now=now)
    if not queries.may_edit_entry(by, entry, now=now):
        raise NotAllowed
    plain = ("kind", "text", "by_on", "until", "conditions", "is_listed", "version", "quantity")
    begun = {name: getattr(entry, name) for name in plain}
    begun |= {"place": entry.place_name, "person": entry.person_id, "project": entry.project_id}
    form = _form(request, side, is_new=False, begun=begun, now=now)
    if form.is_valid():
        fields = dict(form.cleaned_data) | {"version": form.cleaned_data["version"] or 0}
        fields["engagement"] = entry.engagement
        try:
            actions.edit_entry(entry, **fields, by=by, now=now)
        except (Incomplete, BadInput, IllegalMove, Overtaken) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已保存修改。"))
            drop_kept(request, f"{side}-{pk}")
            return go_to(request, f"{side}_detail", pk)
    return _form_page(
        request, side, form, title=WORDS[side]["edit"], keep=f"{side}-{pk}", entry=entry
    )


def _form(
    request: Request, side: str, *, is_new: bool, begun: dict[str, Any], now: dt.datetime
) -> EntryForm:
    return EntryForm(
        request.POST or None,
        initial=begun,
        side=side,
        is_new=is_new,
        projects=visible_projects(request.user, now=now),
        engagements=visible_engagements(request.user, now=now),
    )


def _form_page(
    request: Request, side: str, form: EntryForm, *, title: Any, keep: str, entry: Any = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "keep": keep,
        "entry": entry,
        "words": WORDS[side],
        "list_name": f"{side}_list",
        "known_units": units(),
    }
    return page(request, "docking/entry_form.html", context, status=422 if form.errors else 200)


@require_POST
def entry_withdraw(request: Request, side: str, pk: int) -> HttpResponse:
    """Take an open need or offer back."""
    now, by = clock.now(), request.user
    entry = queries.entry_for(by, side, pk, now=now)
    if not queries.may_edit_entry(by, entry, now=now):
        raise NotAllowed
    form = ReasonForm(request.POST, auto_id="withdraw_%s")
    if form.is_valid():
        try:
            actions.withdraw_entry(entry, **form.cleaned_data, by=by, now=now)
        except (Incomplete, BadInput, IllegalMove) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已撤回，仍保留在列表中。"))
            return go_to(request, f"{side}_detail", pk)
    return _shown(request, entry, now=now, form=form)


@require_POST
def pair_dismiss(request: Request, pk: int) -> HttpResponse:
    """Put a suggested pair away; the address names the need, the form the offer and the reason."""
    now, by = clock.now(), request.user
    need = queries.entry_for(by, "need", pk, now=now)
    offer = queries.entry_for(by, "offer", row_key(request.POST.get("offer", "")) or 0, now=now)
    side = "offer" if request.POST.get("from") == "offer" else "need"
    shown = offer if side == "offer" else need
    form = ReasonForm(request.POST, auto_id=f"d{(need if side == 'offer' else offer).pk}_%s")
    if form.is_valid():
        try:
            actions.dismiss(need, offer=offer, **form.cleaned_data, by=by, now=now)
        except (Incomplete, BadInput, Duplicate) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已标为不合适，不再提示这一对。"))
            return go_to(request, f"{side}_detail", shown.pk)
    other = need if side == "offer" else offer
    return _shown(request, shown, now=now, form=form, pair=other.pk)
