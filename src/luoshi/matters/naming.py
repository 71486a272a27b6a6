"""Actions on units that nobody has named yet: note the words, say whom they mean, strike them.

“其他部门” in a duty binds nobody.  The words are kept where they stand, and a matter is not
submitted nor issued, a group not set up, until each is expanded to real units or struck with a
reason (domain notes 1.8).  Called as ``matters.actions``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from luoshi.audit import actions as audit
from luoshi.matters import fields as fields_of
from luoshi.matters import moves
from luoshi.matters.models import (
    Group,
    GroupRole,
    GroupState,
    GroupUnit,
    Matter,
    MatterUnit,
    Placeholder,
    UnitRole,
)
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Permission
from luoshi.sources.models import Passage
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Overtaken, Refusal
from luoshi.values.sentences import gettext_noop

WORDS_MOST = 120


class Words(NamedTuple):
    """Words that stand where units should, in which role, and where they were read."""

    words: str
    role: str = GroupRole.COOPERATING
    passage: Passage | None = None


@transaction.atomic
def note_placeholders(
    row: Matter | Group, *, placeholders: Iterable[Words], by: Account, now: dt.datetime
) -> list[Placeholder]:
    """Keep words of a draft, or of a group, that somebody must name; the same words once for each role."""
    _require_open(row, by=by, now=now)
    return note_all(row, placeholders, by=by, now=now)


def note_all(
    row: Matter | Group, placeholders: Iterable[Words], *, by: Account, now: dt.datetime
) -> list[Placeholder]:
    """Keep the words; whoever calls has asked whether ``by`` may."""
    mine = {"matter" if isinstance(row, Matter) else "group": row}
    made = []
    for one in placeholders:
        words = one.words.strip()
        fields_of.require_filled({"words": words}, "words")
        fields_of.require_short("words", words, most=WORDS_MOST)
        if one.role not in GroupRole.values:
            raise BadInput.of("role", gettext_noop("请选择身份。"), code="role-unknown")
        placeholder, new = Placeholder.objects.get_or_create(
            **mine, words=words, role=one.role, defaults={"passage": one.passage}
        )
        made += [placeholder] if new else []
    if made:
        noted = [one.words for one in made]
        audit.record("placeholder.noted", row, by=by, at=now, words=noted)
    return made


@transaction.atomic
def name_units(
    placeholder: Placeholder, *, units: Iterable[Unit], by: Account, now: dt.datetime
) -> None:
    """Expand the words to real ``units`` in their role; who is in the row already stays as she is.

    Words in the place of the lead become the lead where there is none and one unit is meant;
    otherwise responsible units.  Raises Incomplete without units, Overtaken if somebody was faster.
    """
    _require_open(_row_of(placeholder), by=by, now=now)
    named = list(dict.fromkeys(units))
    fields_of.require_filled({"units": named or None}, "units")
    for one in [placeholder, *_twins(placeholder, by=by, now=now)]:
        row = _row_of(one)
        _settle(one, by=by, now=now, reason="")
        one.units.set(named)
        _let_in(row, one.role, named, on=civil_day(now))
        _touch(row)
        audit.record("placeholder.named", row, by=by, at=now, words=one.words, units=named)


@transaction.atomic
def strike_words(placeholder: Placeholder, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Say that the words bind nobody, and why.  Raises Incomplete without a reason."""
    reason = reason.strip()
    _require_open(_row_of(placeholder), by=by, now=now)
    fields_of.require_filled({"reason": reason}, "reason")
    fields_of.require_short("reason", reason, most=300)
    for one in [placeholder, *_twins(placeholder, by=by, now=now)]:
        row = _row_of(one)
        _settle(one, by=by, now=now, reason=reason)
        _touch(row)
        audit.record("placeholder.struck", row, by=by, at=now, words=one.words, reason=reason)


def _twins(placeholder: Placeholder, *, by: Account, now: dt.datetime) -> list[Placeholder]:
    """Return the same words of the same sentence in the group that carries the matter, or back.

    Whoever said once whom they mean is not asked a second time.
    """
    if placeholder.passage_id is None:
        return []
    same = Placeholder.objects.open().filter(
        passage=placeholder.passage_id, words=placeholder.words, role=placeholder.role
    )
    if placeholder.matter is not None:
        found = same.filter(group=placeholder.matter.group_id, group__isnull=False)
    else:
        found = same.filter(matter__group=placeholder.group_id)
    return [one for one in found if may_name(by, _row_of(one), now=now)]


def may_name(by: Account, row: Matter | Group, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may say now whom the words of a row mean."""
    try:
        _require_open(row, by=by, now=now)
    except Refusal:
        return False
    return True


def _row_of(placeholder: Placeholder) -> Matter | Group:
    row = placeholder.matter or placeholder.group
    assert row is not None
    return row


def _require_open(row: Matter | Group, *, by: Account, now: dt.datetime) -> None:
    """Units are named while a matter is a draft; of a group until it is dissolved."""
    if isinstance(row, Matter):
        moves.admit(row, "edit_draft", by=by, now=now)
        return
    access.require(by, Permission.GROUP_EDIT, now=now, units={row.held_by_id})
    if row.state == GroupState.DISSOLVED:
        raise IllegalMove(gettext_noop("工作小组已经撤销。"), code="group-dissolved")


def _settle(placeholder: Placeholder, *, by: Account, now: dt.datetime, reason: str) -> None:
    rows = Placeholder.objects.open().filter(pk=placeholder.pk)
    if not rows.update(settled_by=by, settled_at=now, reason=reason):
        raise Overtaken
    placeholder.refresh_from_db()


def _let_in(row: Matter | Group, role: str, named: list[Unit], *, on: dt.date) -> None:
    if role == GroupRole.LEAD:
        if row.lead_id is None and len(named) == 1:
            Matter.objects.filter(pk=row.pk).update(lead=named[0])
            return
        role = UnitRole.RESPONSIBLE
    if isinstance(row, Matter):
        there = {row.lead_id, *row.parts.values_list("unit", flat=True)}
        MatterUnit.objects.bulk_create(
            MatterUnit(matter=row, unit=unit, role=role) for unit in named if unit.pk not in there
        )
        return
    there = {row.lead_id, *row.units.present().values_list("unit", flat=True)}
    begun = on if row.state == GroupState.STANDING else None
    GroupUnit.objects.bulk_create(
        GroupUnit(group=row, unit=unit, role=role, from_on=begun)
        for unit in named
        if unit.pk not in there
    )


def _touch(row: Matter | Group) -> None:
    """Whoever edits the row from an older page is told that it has changed."""
    type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.refresh_from_db()
