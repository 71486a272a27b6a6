"""What is done on the page of a working group: its paper, its people, its meetings, its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.matters import actions, groups, queries
from luoshi.matters.actions import Paper
from luoshi.meetings.queries import visible_engagements
from luoshi.orgs.queries import posts_of
from luoshi.sources.queries import visible_sources
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, NotAllowed
from luoshi.web.forms.groups import DissolveForm, JoinForm, LeaveForm, MetForm, PaperForm
from luoshi.web.forms.told import tell
from luoshi.web.groupshown import shown_group
from luoshi.web.page import Request, go_to, page


def _done(
    request: Request,
    group: Any,
    key: str,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    """Do what a form asks, or show the page again with what is wrong with it."""
    now = clock.now()
    if not queries.may_edit_group(request.user, group, now=now):
        raise NotAllowed
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except (Incomplete, BadInput, IllegalMove, Duplicate) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, said)
            return go_to(request, "group_detail", group.pk)
    context = shown_group(group, by=request.user, now=now, sent={key: form})
    return page(request, "groups/group_detail.html", context, status=422)


@require_POST
def group_establish(request: Request, pk: int) -> HttpResponse:
    """Record the paper that sets a group up."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    sources = visible_sources(request.user, now=now)
    form = PaperForm(request.POST, sources=sources, auto_id="establish_%s")

    def deed(given: dict[str, Any]) -> None:
        paper = Paper(given["title"], given["number"], given["on"], given["source"])
        actions.establish_group(
            group,
            version=given["version"],
            paper=paper,
            set_up_on=given["set_up_on"],
            by=request.user,
            now=now,
        )

    return _done(request, group, "establish", form, deed, _("已登记成立文件。"))


@require_POST
def group_dissolve(request: Request, pk: int) -> HttpResponse:
    """End a group."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    form = DissolveForm(request.POST, auto_id="end_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.dissolve_group(group, **given, by=request.user, now=now)

    return _done(request, group, "dissolve", form, deed, _("已撤销工作小组。"))


@require_POST
def group_join(request: Request, pk: int) -> HttpResponse:
    """Let somebody in, from the unit of her present post."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    form = JoinForm(request.POST, auto_id="join_%s")

    def deed(given: dict[str, Any]) -> None:
        post = posts_of(given["person"], on=civil_day(now)).first()
        unit = post.unit if post else group.lead
        actions.join_group(group, **given, unit=unit, by=request.user, now=now)

    return _done(request, group, "join", form, deed, _("已登记成员。"))


@require_POST
def group_leave(request: Request, pk: int, member: int) -> HttpResponse:
    """Let somebody out."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    row = groups.member_for(group, member)
    form = LeaveForm(request.POST, auto_id=f"leave_{member}_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.leave_group(row, **given, by=request.user, now=now)

    return _done(request, group, f"leave-{member}", form, deed, _("已登记离开。"))


@require_POST
def group_met(request: Request, pk: int) -> HttpResponse:
    """Note where a group met."""
    now = clock.now()
    group = queries.group_for(request.user, pk, now=now)
    engagements = visible_engagements(request.user, now=now)
    form = MetForm(request.POST, engagements=engagements, auto_id="met_%s")

    def deed(given: dict[str, Any]) -> None:
        actions.note_meeting(group, **given, by=request.user, now=now)

    return _done(request, group, "met", form, deed, _("已登记小组活动。"))
