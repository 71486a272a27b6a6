"""The pages of working groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi import clock
from luoshi.matters import actions, queries
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import home_unit
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, Incomplete, NotAllowed, Overtaken
from luoshi.web.forms.groups import GroupFilters, GroupForm
from luoshi.web.forms.told import tell
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.named import named, passage_shown
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.shown import roles_of

COLUMNS = (
    Column("name", gettext_lazy("名称"), ("name",)),
    Column("lead", gettext_lazy("牵头单位"), ("lead__name",)),
    Column("units", gettext_lazy("责任和配合单位")),
    Column("set_up", gettext_lazy("成立日期"), ("set_up_rank",), css="date"),
    Column("running", gettext_lazy("办理中事项"), ("running",), css="num"),
)


def group_list(request: Request) -> HttpResponse:
    """The groups that she may see."""
    now = clock.now()
    rows = queries.listed_groups(queries.visible_groups(request.user, now=now))
    found = listing(request, rows, columns=COLUMNS, filters=GroupFilters, default_sort="-set_up")
    context = {
        "listing": found,
        "may_set_up": queries.may_set_up_group(request.user, now=now),
    }
    return page(request, "groups/group_list.html", context, partial="groups/_group_list.html")


def group_detail(request: Request, pk: int) -> HttpResponse:
    """One group: its units, its people, what it carries."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    rows = queries.matters_of_group(request.user, group, now=now)
    rows = queries.listed(rows, today=civil_day(now))
    matters: list[Any] = list(rows.order_by("over", "due_rank", "pk"))
    lit = queries.lights_of(matters, today=civil_day(now))
    for matter in matters:
        matter.light = lit.get(matter.pk)
    context = {
        "group": group,
        "roles": roles_of(group, group.units.all()),
        "members": [
            (named(one.person, "person_detail"), named(one.unit, "unit_detail"), one)
            for one in group.members.all()
        ],
        "engagement": named(group.engagement, "engagement_detail"),
        "passage": passage_shown(group.passage),
        "matters": matters,
        "may_edit": queries.may_edit_group(request.user, group, now=now),
        "may_draft": queries.may_draft(request.user, now=now),
        "events": history_of(group),
    }
    return page(request, "groups/group_detail.html", context)


def group_new(request: Request) -> HttpResponse:
    """Set up a group."""
    now = clock.now()
    if not queries.may_set_up_group(request.user, now=now):
        raise NotAllowed
    form = _form(request, now=now, initial=request.GET.dict())
    if form.is_valid():
        fields = _fields(form, now=now)
        office = home_unit(request.user, now=now)
        try:
            group = actions.set_up_group(**fields, held_by=office, by=request.user, now=now)
        except Duplicate as same:
            messages.info(request, _("同名的工作小组已经登记过，没有重复登记。"))
            drop_kept(request, "group-new")
            return go_to(request, "group_detail", same.params["pk"])
        except (Incomplete, BadInput) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已登记工作小组。"))
            drop_kept(request, "group-new")
            return go_to(request, "group_detail", group.pk)
    status = 422 if form.errors else 200
    return page(request, "groups/group_new.html", {"form": form}, status=status)


def group_edit(request: Request, pk: int) -> HttpResponse:
    """Change a group."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    if not queries.may_edit_group(request.user, group, now=now):
        raise NotAllowed
    form = _form(request, now=now, initial=_values(group))
    if form.is_valid():
        fields = _fields(form, now=now) | {
            "version": form.cleaned_data["version"],
            "passage": group.passage,
        }
        try:
            actions.edit_group(group, **fields, by=request.user, now=now)
        except (Incomplete, BadInput, Overtaken) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已保存修改。"))
            drop_kept(request, f"group-{pk}")
            return go_to(request, "group_detail", pk)
    context = {"form": form, "group": group, "keep": f"group-{pk}"}
    return page(request, "groups/group_edit.html", context, status=422 if form.errors else 200)


def _form(request: Request, *, now: dt.datetime, initial: dict[str, Any]) -> GroupForm:
    engagements = visible_engagements(request.user, now=now)
    return GroupForm(request.POST or None, initial=initial, engagements=engagements)


def _values(group: Any) -> dict[str, Any]:
    """Return what the form of a group begins with."""
    values = {name: getattr(group, name) for name in ("name", "purpose", "set_up_on", "version")}
    values |= {"lead": group.lead_id, "engagement": group.engagement_id}
    for role in queries.ROLES.values:
        values[role] = [one.unit_id for one in group.units.all() if one.role == role]
    here = [one.person_id for one in group.members.all() if one.to_on is None]
    return values | {"members": here}


def _fields(form: GroupForm, *, now: dt.datetime) -> dict[str, Any]:
    """Return what the actions want: each member with the unit of her present post, else the lead."""
    fields = dict(form.cleaned_data)
    fields.pop("version")
    members = []
    for person in fields.pop("members"):
        post = next((one for one in person.posts.all() if one.to_on is None), None)
        members.append((person, post.unit if post else fields["lead"]))
    return fields | {"members": members}
