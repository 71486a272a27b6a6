"""The pages of working groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi import clock
from luoshi.matters import actions, queries
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import home_unit, units
from luoshi.rules.access import Permission
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    Overtaken,
)
from luoshi.web.forms.groups import GroupEditForm, GroupFilters, GroupForm
from luoshi.web.forms.told import tell
from luoshi.web.groupshown import loads_of, shown_group
from luoshi.web.lists import Column, listing
from luoshi.web.page import Request, drop_kept, go_to, page

COLUMNS = (
    Column("name", gettext_lazy("名称"), ("name",)),
    Column("lead", gettext_lazy("牵头单位"), ("lead__name",)),
    Column("units", gettext_lazy("责任和配合单位")),
    Column("set_up", gettext_lazy("成立日期"), ("set_up_rank",), css="date"),
    Column("running", gettext_lazy("办理中事项"), ("running",), css="num"),
    Column("red", gettext_lazy("红灯"), css="num"),
    Column("light", gettext_lazy("灯")),
)


def group_list(request: Request) -> HttpResponse:
    """The groups that she may see, each with what it has running and the light that needs most care."""
    now = clock.now()
    rows = queries.listed_groups(queries.visible_groups(request.user, now=now))
    found = listing(request, rows, columns=COLUMNS, filters=GroupFilters, default_sort="-set_up")
    found.rows.object_list = list(found.rows.object_list)
    loads = loads_of(request.user, found.rows, now=now)
    for group in found.rows:
        group.load = loads[group.pk]
    context = {
        "listing": found,
        "may_set_up": queries.may_set_up_group(request.user, now=now),
    }
    return page(request, "groups/group_list.html", context, partial="groups/_group_list.html")


def group_detail(request: Request, pk: int) -> HttpResponse:
    """One group: its units, its people on a day, everything that it carries."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    context = shown_group(group, by=request.user, now=now, on=_day(request))
    return page(request, "groups/group_detail.html", context)


def _day(request: Request) -> dt.date | None:
    """Return the day that the address asks for, None where it asks for none or for no day."""
    try:
        return dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def group_new(request: Request) -> HttpResponse:
    """Register a group; it stands once its paper is named."""
    now = clock.now()
    if not queries.may_set_up_group(request.user, now=now):
        raise NotAllowed
    form = GroupForm(
        request.POST or None,
        initial=request.GET.dict(),
        engagements=visible_engagements(request.user, now=now),
    )
    if form.is_valid():
        fields, words = _said(form)
        office = home_unit(request.user, now=now, to=Permission.GROUP_EDIT)
        try:
            group = actions.set_up_group(
                **fields, placeholders=words, held_by=office, by=request.user, now=now
            )
        except Duplicate as same:
            messages.info(request, _("同名的工作小组已经登记过，没有重复登记。"))
            drop_kept(request, "group-new")
            return go_to(request, "group_detail", same.params["pk"])
        except (Incomplete, BadInput) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已登记工作小组。请登记成员，发文后登记成立文件。"))
            drop_kept(request, "group-new")
            return go_to(request, "group_detail", group.pk)
    context = {"form": form, "known_units": units()}
    return page(request, "groups/group_new.html", context, status=422 if form.errors else 200)


def group_edit(request: Request, pk: int) -> HttpResponse:
    """Change a group."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    if not queries.may_edit_group(request.user, group, now=now):
        raise NotAllowed
    form = GroupEditForm(
        request.POST or None,
        initial=_values(group),
        engagements=visible_engagements(request.user, now=now),
    )
    if form.is_valid():
        try:
            _edit(group, form, by=request.user, now=now)
        except (Incomplete, BadInput, IllegalMove, Overtaken) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已保存修改。"))
            drop_kept(request, f"group-{pk}")
            return go_to(request, "group_detail", pk)
    context = {"form": form, "group": group, "keep": f"group-{pk}", "known_units": units()}
    return page(request, "groups/group_edit.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _edit(group: Any, form: GroupEditForm, *, by: Any, now: dt.datetime) -> None:
    fields, words = _said(form)
    kept = {"passage": group.passage, "set_up_on": group.set_up_on}
    version, day = form.cleaned_data["version"], form.cleaned_data["changed_on"]
    actions.edit_group(group, **fields, **kept, version=version, changed_on=day, by=by, now=now)
    if words:
        actions.note_placeholders(group, placeholders=words, by=by, now=now)


def _values(group: Any) -> dict[str, Any]:
    """Return what the form of a group begins with."""
    values = {name: getattr(group, name) for name in ("name", "purpose", "version", "lead")}
    values |= {"engagement": group.engagement_id}
    for role in queries.ROLES.values:
        values[role] = [one.unit for one in group.present if one.role == role]
    return values


def _said(form: GroupForm) -> tuple[dict[str, Any], list[actions.Words]]:
    """Return what the actions want: the fields, and the words that wait to be named."""
    names = ("name", "lead", "purpose", "engagement")
    fields = {name: form.cleaned_data[name] for name in names}
    words: list[actions.Words] = []
    for role in queries.ROLES.values:
        fields[role], unnamed = form.cleaned_data[role]
        words += [actions.Words(one, role) for one in unnamed]
    return fields, words
