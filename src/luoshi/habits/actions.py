"""Keeping, changing, dropping and bringing back views; what an account likes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import QueryDict

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.habits import queries
from luoshi.habits.models import (
    NAME_MOST,
    QUERY_MOST,
    STEPS_OF_TOUR,
    Habit,
    Listed,
    SavedView,
)
from luoshi.orgs.models import Account, Unit
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

VIEWS_MOST = 50
LABELS = {"name": Sentence(gettext_noop("名称"))}


@transaction.atomic
def keep_view(
    *,
    listed: str,
    name: str,
    query: str,
    shared_with: Unit | None = None,
    is_pinned: bool = False,
    is_default: bool = False,
    by: Account,
    now: dt.datetime,
) -> SavedView:
    """Keep the address of a list under a name; ``query`` is what stands behind its question mark.

    Raises Incomplete without a name, BadInput for a name she has already, an unknown list or a
    unit at which she holds no seat.
    """
    if listed not in Listed.values:
        raise BadInput.of("name", gettext_noop("这个列表不能保存视图。"), code="not-a-list")
    if queries.views_for(by, now=now).filter(account=by).count() >= VIEWS_MOST:
        raise BadInput.of(
            "name", gettext_noop("保存的视图已经太多，请先删除不用的。"), code="too-many-views"
        )
    _check(by, listed, name, shared_with, now=now)
    if is_default:
        _forget_default(by, listed)
    view = SavedView.objects.create(
        account=by,
        listed=listed,
        name=name.strip(),
        query=_tidied(query),
        shared_with=shared_with,
        is_pinned=is_pinned,
        is_default=is_default,
        made_at=now,
    )
    told = {"of": view.get_listed_display(), "shared_with": shared_with, "query": view.query}
    audit.record("savedview.kept", view, by=by, at=now, name=view.name, **told)
    return view


@transaction.atomic
def change_view(
    view: SavedView,
    *,
    name: str,
    shared_with: Unit | None,
    is_pinned: bool,
    is_default: bool,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change what a view of her own is called, who else opens it, and where it stands."""
    queries.own_view(by, view.pk)
    _check(by, view.listed, name, shared_with, but=view.pk, now=now)
    fields = {
        "name": name.strip(),
        "shared_with": shared_with,
        "is_pinned": is_pinned,
        "is_default": is_default,
    }
    told = changes(SavedView.objects.get(pk=view.pk), fields)
    if is_default:
        _forget_default(by, view.listed)
    if not SavedView.objects.filter(pk=view.pk, dropped_at__isnull=True).update(**fields):
        raise Overtaken
    view.refresh_from_db()
    audit.record("savedview.changed", view, by=by, at=now, name=view.name, changes=told)


@transaction.atomic
def drop_view(view: SavedView, *, by: Account, now: dt.datetime) -> None:
    """Drop a view of her own; it can be brought back."""
    queries.own_view(by, view.pk)
    if not SavedView.objects.filter(pk=view.pk, dropped_at__isnull=True).update(dropped_at=now):
        raise Overtaken
    view.refresh_from_db()
    audit.record("savedview.dropped", view, by=by, at=now, name=view.name)


@transaction.atomic
def bring_back_view(view: SavedView, *, by: Account, now: dt.datetime) -> None:
    """Bring back a view that she dropped, if its name and its place are still free."""
    queries.own_view(by, view.pk)
    _check(by, view.listed, view.name, view.shared_with, but=view.pk, now=now)
    fields: dict[str, object] = {"dropped_at": None}
    if view.is_default and queries.default_view(by, view.listed):
        fields["is_default"] = False
    told = changes(SavedView.objects.get(pk=view.pk), fields)
    if not SavedView.objects.filter(pk=view.pk, dropped_at__isnull=False).update(**fields):
        raise Overtaken
    view.refresh_from_db()
    audit.record("savedview.brought_back", view, by=by, at=now, name=view.name, changes=told)


@transaction.atomic
def see_step(step: int, *, by: Account, now: dt.datetime) -> None:
    """Note that she has seen a step of the first tour; seen twice it is noted once."""
    if not 1 <= step <= STEPS_OF_TOUR:
        raise BadInput.of("step", gettext_noop("没有这一步。"), code="no-such-step")
    habit = _habit(by)
    if step in habit.tour_steps:
        return
    fields = {"tour_steps": sorted({*habit.tour_steps, step})}
    told = changes(habit, fields)
    Habit.objects.filter(pk=habit.pk).update(**fields)
    audit.record("habit.step_seen", habit, by=by, at=now, step=step, changes=told)


@transaction.atomic
def end_tour(*, by: Account, now: dt.datetime) -> None:
    """Offer the first tour no more; it stays where the help leads to it."""
    habit = _habit(by)
    if Habit.objects.filter(pk=habit.pk, tour_ended_at__isnull=True).update(tour_ended_at=now):
        audit.record("habit.tour_ended", habit, by=by, at=now, seen=len(habit.tour_steps))


@transaction.atomic
def let_keys_act(*, act: bool, by: Account, now: dt.datetime) -> None:
    """Let single keys act on her pages, or not."""
    habit = _habit(by)
    fields = {"keys_act": act}
    told = changes(habit, fields)
    if Habit.objects.filter(pk=habit.pk).exclude(keys_act=act).update(**fields):
        audit.record("habit.keys_changed", habit, by=by, at=now, on=str(act), changes=told)


def _habit(by: Account) -> Habit:
    return Habit.objects.get_or_create(account=by)[0]


def _check(
    by: Account, listed: str, name: str, unit: Unit | None, *, now: dt.datetime, but: int = 0
) -> None:
    if not name.strip():
        raise Incomplete(["name"], labels=LABELS)
    if len(name.strip()) > NAME_MOST:
        raise BadInput.of(
            "name", gettext_noop("名称不超过%(most)s字。"), code="name-too-long", most=NAME_MOST
        )
    same = SavedView.objects.filter(account=by, listed=listed, name=name.strip())
    if same.filter(dropped_at__isnull=True).exclude(pk=but).exists():
        raise BadInput.of(
            "name", gettext_noop("已经有同名的视图，请换一个名称。"), code="name-taken"
        )
    if unit is not None and unit not in queries.own_units(by, now=now):
        raise NotAllowed(gettext_noop("视图只能共享给您任职的单位。"), code="not-her-unit")


def _forget_default(by: Account, listed: str) -> None:
    SavedView.objects.filter(account=by, listed=listed, is_default=True).update(is_default=False)


def _tidied(query: str) -> str:
    """Return a query without its page and its empty fields, as short as a row keeps it."""
    given, kept = QueryDict(query.lstrip("?")), QueryDict(mutable=True)
    for key, values in given.lists():
        if key != "page" and any(values):
            kept.setlist(key, [value for value in values if value])
    said = kept.urlencode()
    if len(said) > QUERY_MOST:
        raise BadInput.of("name", gettext_noop("筛选条件太多，无法保存。"), code="query-too-long")
    return said
