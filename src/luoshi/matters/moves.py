"""One move of one matter: may she, does it go from here, does what must hold hold, who was faster.

The table is ``rules.life``; this module asks it of rows.  Actions call ``admit`` and ``carry``,
pages show what ``queries.moves_open_to`` finds by the same ``admit``.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from luoshi.matters import terms
from luoshi.matters.guards import GUARDS
from luoshi.matters.models import Matter
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.rules import life
from luoshi.values.errors import Overtaken


def permitted(
    matter: Matter, *, by: Account, now: dt.datetime
) -> list[tuple[life.Move, Account | None]]:
    """Return the moves from this state for which ``by`` holds the permission for the units that count.

    With each: in whose place she would make it; None in her own.
    """
    moves = life.moves_from(matter.state)
    rights = {
        permission: access.rights(by, permission, now=now)
        for permission in {move.permission for move in moves}
    }
    found: list[tuple[life.Move, Account | None]] = []
    for move in moves:
        hers, units = rights[move.permission], terms.units_of(matter, move.part)
        if hers.scope.covers(units):
            found.append((move, hers.lender(units, person=_in_hand_of(matter, move))))
    return found


def _in_hand_of(matter: Matter, move: life.Move) -> int | None:
    """Return in whose hands a move lies: what the lead does, in those of the named person."""
    return matter.person_id if move.part is life.Part.LEAD else None


def check_guards(
    matter: Matter,
    move: life.Move,
    *,
    by: Account,
    in_place_of: Account | None = None,
    now: dt.datetime,
) -> None:
    """Raise the refusal of the first guard of ``move`` that does not hold.

    ``in_place_of``: for whom ``by`` stands in with this move; guards hold for both.
    """
    by.stands_in_for = in_place_of
    for guard in move.guards:
        GUARDS[guard](matter, by, now)


def admit(matter: Matter, name: str, *, by: Account, now: dt.datetime) -> life.Move:
    """Return the row of the table by which ``by`` may make this move now, or raise why not.

    NotAllowed without the permission, IllegalMove where the move does not go from this state,
    or the refusal of the guard that does not hold.
    """
    move = life.rule(matter.state, name)
    units, person = terms.units_of(matter, move.part), _in_hand_of(matter, move)
    access.require(by, move.permission, now=now, units=units, person=person)
    check_guards(matter, move, by=by, in_place_of=by.stands_in_for, now=now)
    return move


def carry(
    matter: Matter,
    move: life.Move,
    *,
    version: int | None = None,
    before: str = "",
    **fields: object,
) -> None:
    """Take ``matter`` through ``move`` if it still stands where it stood; else raise Overtaken.

    With ``version`` it must also still read as it did when somebody looked at it.  ``before`` is
    where it stood before, for a move that leads back there.
    """
    rows = Matter.objects.filter(pk=matter.pk, state=matter.state)
    if version is not None:
        rows = rows.filter(version=version)
    state = move.ends_in(matter.state, before=before).value
    if not rows.update(state=state, version=F("version") + 1, **fields):
        raise Overtaken
    matter.refresh_from_db()
