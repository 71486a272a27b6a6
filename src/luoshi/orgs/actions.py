"""Writing the directory: units and their names, people and their posts.

Accounts and their seats stand in ``changes`` and ``founding``; all of it is called through this
module.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.orgs import access
from luoshi.orgs.accounts import change_own_password, check_period
from luoshi.orgs.changes import (
    approve,
    ask_for_password,
    ask_for_seat,
    ask_to_close,
    ask_to_end_seat,
    ask_to_move_seat,
    ask_to_open,
    ask_to_reopen,
    ask_to_revoke_key,
    ask_to_take_factors,
    refuse,
    withdraw,
)
from luoshi.orgs.deputising import end_delegation, name_deputy
from luoshi.orgs.entrance import (
    begin_sitting,
    end_all_sittings,
    end_other_sittings,
    end_sitting,
    keep_only_sitting,
    lift_lock,
    lift_locks,
    log_out,
    note_failure,
    see,
    stranger,
)
from luoshi.orgs.factors import ask_for_factor, note_codes_made
from luoshi.orgs.factors import note_added as note_factor_added
from luoshi.orgs.factors import note_removed as note_factor_removed
from luoshi.orgs.factors import refuse_last as refuse_last_factor
from luoshi.orgs.founding import appoint, found
from luoshi.orgs.keys import make_key, revoke_key
from luoshi.orgs.models import Account, Alias, Change, Person, Post, Unit, UnitKind
from luoshi.orgs.queries import squeezed
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, Incomplete, Overtaken
from luoshi.values.names import name_key, tidy_name
from luoshi.values.sentences import Sentence, gettext_noop

__all__ = [
    "add_alias",
    "add_person",
    "add_post",
    "add_unit",
    "appoint",
    "approve",
    "ask_for_factor",
    "ask_for_password",
    "ask_for_seat",
    "ask_to_close",
    "ask_to_end_seat",
    "ask_to_move_seat",
    "ask_to_open",
    "ask_to_open_for_newcomer",
    "ask_to_reopen",
    "ask_to_revoke_key",
    "ask_to_take_factors",
    "begin_sitting",
    "change_own_password",
    "choose_calendar",
    "drop_alias",
    "edit_person",
    "edit_unit",
    "end_all_sittings",
    "end_delegation",
    "end_other_sittings",
    "end_post",
    "end_sitting",
    "found",
    "keep_only_sitting",
    "lift_lock",
    "lift_locks",
    "log_out",
    "make_key",
    "name_deputy",
    "note_codes_made",
    "note_factor_added",
    "note_factor_removed",
    "note_failure",
    "refuse",
    "refuse_last_factor",
    "revoke_key",
    "see",
    "stranger",
    "withdraw",
]

ALIAS = ("name", "used_by", "from_on", "to_on")
NUMBERS = ("telephone", "email")  # of a person: the record, kept for good, does not say them
LABELS = {
    "name": Sentence(gettext_noop("名称")),
    "unit": Sentence(gettext_noop("单位")),
}


@transaction.atomic
def add_unit(
    *,
    name: str,
    short_name: str = "",
    kind: str = UnitKind.OTHER,
    parent: Unit | None = None,
    place: str = "",
    by: Account,
    now: dt.datetime,
) -> Unit:
    """Add a unit.  Raises Incomplete without a name, BadInput for a full name that is taken."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    name = _checked_unit_name(name, kind=kind)
    unit = Unit.objects.create(
        name=name,
        short_name=squeezed(short_name),
        kind=kind,
        parent=parent,
        place=place.strip(),
    )
    audit.record("unit.added", unit, by=by, at=now, name=name, parent=parent)
    return unit


@transaction.atomic
def edit_unit(
    unit: Unit,
    *,
    version: int,
    name: str,
    short_name: str,
    kind: str,
    parent: Unit | None,
    place: str,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change a unit.  It stays the same unit: a full name that changes is kept as an alias.

    The alias has no end: documents go on using former names.  Raises Overtaken when
    somebody else changed it since ``version``.
    """
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    name = _checked_unit_name(name, kind=kind, unit=unit)
    _check_parent(unit, parent)
    before = Unit.objects.select_related("parent").get(pk=unit.pk)
    was = before.name
    fields = {
        "name": name,
        "short_name": squeezed(short_name),
        "kind": kind,
        "parent": parent,
        "place": place.strip(),
    }
    rows = Unit.objects.filter(pk=unit.pk, version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    unit.refresh_from_db()
    told = fields | {"changes": changes(before, fields)}
    if name == was:
        audit.record("unit.changed", unit, by=by, at=now, **told)
        return
    Alias.objects.get_or_create(unit=unit, name=was, used_by=None)
    audit.record("unit.renamed", unit, by=by, at=now, was=was, **told)


@transaction.atomic
def choose_calendar(
    unit: Unit, *, calendar: str, version: int, by: Account, now: dt.datetime
) -> None:
    """Let ``unit``, and those below it that chose none, count by the calendar with that code.

    "" takes the choice back: then the unit counts as the one above it.  Dates that were set stay
    as they are.  Raises BadInput for a calendar without a file, Overtaken when somebody else
    changed the unit since ``version``.
    """
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    if calendar and calendar not in policy.current().calendars:
        said = gettext_noop("没有名为“%(calendar)s”的日历，请从列出的日历中选择。")
        raise BadInput.of("calendar", said, code="calendar-unknown", calendar=calendar[:60])
    was = Unit.objects.get(pk=unit.pk).calendar
    rows = Unit.objects.filter(pk=unit.pk, version=version)
    if not rows.update(version=F("version") + 1, calendar=calendar):
        raise Overtaken
    unit.refresh_from_db()
    told = {"was": was, "calendar": calendar, "changes": {"calendar": [was, calendar]}}
    audit.record("unit.calendar_chosen", unit, by=by, at=now, **told)


def _checked_unit_name(name: str, *, kind: str, unit: Unit | None = None) -> str:
    name = squeezed(name)
    if not name:
        raise Incomplete(["name"], labels=LABELS)
    if kind not in UnitKind.values:
        raise BadInput.of("kind", gettext_noop("请选择单位类别。"), code="unit-kind-unknown")
    same = Unit.objects.filter(name=name)
    if unit is not None:
        same = same.exclude(pk=unit.pk)
    if same.exists():
        raise BadInput.of(
            "name",
            gettext_noop("已有全称为“%(name)s”的单位，请直接使用，不要重复登记。"),
            code="unit-name-taken",
            name=name,
        )
    return name


def _check_parent(unit: Unit, parent: Unit | None) -> None:
    if parent is not None and parent.pk in access.units_below([unit.pk]):
        raise BadInput.of(
            "parent",
            gettext_noop("“%(parent)s”就是本单位或其下级，不能作为上级单位。"),
            code="unit-parent-below",
            parent=parent.name,
        )


@transaction.atomic
def add_alias(
    unit: Unit,
    *,
    name: str,
    used_by: Unit | None = None,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> Alias:
    """Let ``name`` mean ``unit`` too: in documents of ``used_by`` or in all, within dates or always.

    A name that is known already gets the new dates.
    """
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    name = squeezed(name)
    if not name:
        raise Incomplete(["name"], labels=LABELS)
    check_period(from_on, to_on)
    known = Alias.objects.filter(unit=unit, name=name, used_by=used_by).first()
    days = {"from_on": from_on, "to_on": to_on}
    alias, _ = Alias.objects.update_or_create(unit=unit, name=name, used_by=used_by, defaults=days)
    data = {
        "name": name,
        "used_by": used_by,
        "changes": changes(known or dict.fromkeys(days), days),
    }
    audit.record("unit.alias_added", unit, by=by, at=now, **data)
    return alias


@transaction.atomic
def drop_alias(alias: Alias, *, by: Account, now: dt.datetime) -> None:
    """Take back a name that was given by mistake."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    unit, name, nothing = alias.unit, alias.name, dict.fromkeys(ALIAS)
    told = changes(alias, nothing)
    if not Alias.objects.filter(pk=alias.pk).delete()[0]:
        raise Overtaken
    audit.record("unit.alias_dropped", unit, by=by, at=now, name=name, changes=told)


@transaction.atomic
def add_person(
    *,
    name: str,
    unit: Unit | None = None,
    title: str = "",
    telephone: str = "",
    email: str = "",
    by: Account,
    now: dt.datetime,
) -> Person:
    """Add somebody, with a post where ``unit`` is given.  Two people may bear one name."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    name, key = _checked_person_name(name)
    person = Person.objects.create(
        name=name, search_key=key, telephone=telephone.strip(), email=_checked_email(email)
    )
    if unit is not None:
        Post.objects.create(person=person, unit=unit, title=title.strip())
    audit.record("person.added", person, by=by, at=now, name=name, unit=unit, title=title.strip())
    return person


@transaction.atomic
def edit_person(
    person: Person,
    *,
    version: int,
    name: str,
    telephone: str,
    email: str,
    by: Account,
    now: dt.datetime,
) -> None:
    """Change a name, number or address.  Raises Overtaken when it was changed since ``version``."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    name, key = _checked_person_name(name)
    before = Person.objects.get(pk=person.pk)
    fields = {"name": name, "telephone": telephone.strip(), "email": _checked_email(email)}
    rows = Person.objects.filter(pk=person.pk, version=version)
    if not rows.update(search_key=key, version=F("version") + 1, **fields):
        raise Overtaken
    person.refresh_from_db()
    told = changes(before, fields, untold=NUMBERS)
    audit.record("person.changed", person, by=by, at=now, was=before.name, name=name, changes=told)


def _checked_email(email: str) -> str:
    email = email.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        said = gettext_noop("“%(email)s”不是电子邮箱，例如wuqing@example.cn。")
        raise BadInput.of("email", said, code="email-malformed", email=email[:60]) from None
    return email


def _checked_person_name(name: str) -> tuple[str, str]:
    name = tidy_name(name)
    key = name_key(name)
    if not key:
        raise Incomplete(["name"], labels=LABELS)
    return name, key


@transaction.atomic
def add_post(
    person: Person,
    *,
    unit: Unit,
    title: str,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    by: Account,
    now: dt.datetime,
) -> Post:
    """Say what a person is (or was) at a unit.  Posts of several units at once are usual."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    check_period(from_on, to_on)
    post = Post.objects.create(
        person=person, unit=unit, title=title.strip(), from_on=from_on, to_on=to_on
    )
    audit.record("person.post_added", person, by=by, at=now, unit=unit, title=post.title)
    return post


@transaction.atomic
def end_post(post: Post, *, to_on: dt.date, by: Account, now: dt.datetime) -> None:
    """Say on which day a post was held for the last time.  Raises Overtaken if it has ended already."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    check_period(post.from_on, to_on)
    if not Post.objects.filter(pk=post.pk, to_on__isnull=True).update(to_on=to_on):
        raise Overtaken
    post.refresh_from_db()
    data = {
        "unit": post.unit,
        "title": post.title,
        "on": to_on,
        "changes": {"to_on": [None, to_on]},
    }
    audit.record("person.post_ended", post.person, by=by, at=now, **data)


@transaction.atomic
def ask_to_open_for_newcomer(
    *,
    name: str,
    unit: Unit,
    title: str,
    username: str,
    password: str,
    role: str = "",
    reason: str,
    by: Account,
    now: dt.datetime,
) -> Change:
    """Register somebody and ask that she may log in: both, or where one is refused neither."""
    person = add_person(name=name, unit=unit, title=title, by=by, now=now)
    return ask_to_open(
        person,
        username=username,
        password=password,
        unit=unit,
        role=role,
        reason=reason,
        by=by,
        now=now,
    )
