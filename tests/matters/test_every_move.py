"""Every row of the table of moves on a real matter: who may makes it, whoever may not is refused.

A matter is brought into each state by its own actions.  From there each move is tried: where the
table has it, by the right hand and by a wrong one; where the table has not, by the right hand.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from luoshi.audit.queries import history_of
from luoshi.matters import actions, queries
from luoshi.matters.models import Matter
from luoshi.matters.planning import Planned
from luoshi.orgs.models import Account
from luoshi.rules import life
from luoshi.rules.life import State
from luoshi.values.errors import IllegalMove, NotAllowed, NotFound
from tests import make
from tests.make import Cast
from tests.matters import stories

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-12")
LATER = dt.date(2026, 7, 10)
AGAIN = dt.date(2026, 7, 6)
PLAN_BY = dt.date(2026, 6, 20)


@dataclass(frozen=True)
class Deed:
    """How a move is made: what is filled in, and by whom of the cast; ``wrong`` may not make it."""

    do: Callable[[Cast, Matter, Account], object]
    right: str
    wrong: tuple[str, ...]


def plain(name: str, **fields: object) -> Callable[[Cast, Matter, Account], object]:
    """A move whose words are the same for every matter."""
    action = getattr(actions, name)
    return lambda cast, matter, by: action(matter, **fields, by=by, now=NOW)


def lay_plan(cast: Cast, matter: Matter, by: Account) -> object:
    steps = [Planned("外业测量", cast.water, PLAN_BY)]
    return actions.lay_plan(matter, steps=steps, by=by, now=NOW)


def edit_draft(cast: Cast, matter: Matter, by: Account) -> object:
    fields = stories.edited(matter, title="完成灌区界线勘定")
    return actions.edit_draft(matter, **fields, by=by, now=NOW)


def raise_objection(cast: Cast, matter: Matter, by: Account) -> object:
    # A working day is the limit: on the day it was issued or signed, not weeks later.
    now = stories.SIGNED if matter.signed_at else stories.ISSUED
    return actions.raise_objection(
        matter, reason="不属本局职责", suggested=cast.land, by=by, now=now
    )


def reassign(cast: Cast, matter: Matter, by: Account) -> object:
    return actions.reassign(
        matter,
        lead=cast.land,
        person=cast.ma.person,
        due=LATER,
        slip_cause="approval",
        note="改由自然资源局牵头",
        by=by,
        now=NOW,
    )


def decide_extension(cast: Cast, matter: Matter, by: Account) -> object:
    request = queries.open_extension(matter)
    if request is None:
        raise IllegalMove("没有待答复的延期申请")
    return actions.decide_extension(request, grant=True, note="同意", by=by, now=NOW)


OUTSIDE = ("ding",)  # a planner of an enterprise that has no part in it
LED = ("ma", "lin", "ding")  # a helping unit, the office, a stranger
HELD = ("wu", "qin", "ding")  # the lead's handler and head, a stranger
DEEDS: Mapping[str, Deed] = {
    "edit_draft": Deed(edit_draft, "lin", HELD),
    "submit": Deed(plain("submit"), "lin", HELD),
    "issue": Deed(plain("issue"), "zhao", ("lin", *HELD)),
    "send_back": Deed(plain("send_back", reason="期限太紧"), "zhao", ("lin", *HELD)),
    "sign": Deed(plain("sign"), "wu", LED),
    "lay_plan": Deed(lay_plan, "wu", LED),
    "feed_back": Deed(plain("feed_back", text="外业完成一半"), "wu", ("lin", "ding")),
    "give_input": Deed(plain("feed_back", text="图纸已送达"), "ma", ("lin", "ding")),
    "urge": Deed(plain("urge", text="请抓紧", answer_by=PLAN_BY), "zhao", HELD),
    "ask_extension": Deed(
        plain(
            "ask_extension",
            slip_cause="weather",
            due_asked=LATER,
            reason="汛期停工",
            done_so_far="外业完成一半",
        ),
        "wu",
        LED,
    ),
    "decide_extension": Deed(decide_extension, "zhao", HELD),
    "claim": Deed(
        plain("claim", performed_on=dt.date(2026, 6, 11), result="界线已经勘定"), "wu", LED
    ),
    "confirm": Deed(
        plain("confirm", solved=True, satisfaction="satisfied"), "aiko", ("wu", "lin", "ding")
    ),
    "close": Deed(plain("close", raiser_said="企业来电认可"), "zhao", HELD),
    "send_for_redo": Deed(plain("send_for_redo", reason="成果缺签字页"), "zhao", HELD),
    "raise_objection": Deed(raise_objection, "qin", ("wu", *LED)),
    "reassign": Deed(reassign, "zhao", ("lin", *HELD)),
    "uphold": Deed(plain("uphold", note="职责清单列明"), "zhao", ("lin", *HELD)),
    "pause": Deed(
        plain("pause", cause="force-majeure", reason="洪水", slip_cause="weather", check_on=LATER),
        "han",
        ("zhao", *HELD),
    ),
    "resume": Deed(plain("resume", note="便道修通"), "zhao", ("lin", *HELD)),
    "reopen": Deed(plain("reopen", reason="界桩缺失", due=AGAIN), "han", ("zhao", *HELD)),
    "archive": Deed(plain("archive"), "lin", ("zhao", *HELD)),
    "cancel": Deed(plain("cancel", reason="任务并入总体方案"), "han", ("zhao", *HELD)),
}


def doer(cast: Cast, state: State, move: str) -> Account:
    """Who makes the move: a draft is dropped by whoever drafts, what was issued by the leader."""
    name = "lin" if (state, move) == (State.DRAFT, "cancel") else DEEDS[move].right
    return getattr(cast, name)


WAYS: Mapping[State, tuple[str, ...]] = {
    State.DRAFT: (),
    State.PENDING: ("submit",),
    State.ISSUED: ("submit", "issue"),
    State.SIGNED: ("submit", "issue", "sign"),
    State.OBJECTED: ("submit", "issue", "raise_objection"),
    State.WORKING: ("submit", "issue", "sign", "feed_back"),
    State.EXTENDING: ("submit", "issue", "sign", "ask_extension"),
    State.PAUSED: ("submit", "issue", "sign", "pause"),
    State.CLAIMED: ("submit", "issue", "sign", "claim"),
    State.RETURNED: ("submit", "issue", "sign", "claim", "send_for_redo"),
    State.CLOSED: ("submit", "issue", "sign", "claim", "confirm", "close"),
    State.REOPENED: ("submit", "issue", "sign", "claim", "confirm", "close", "reopen"),
    State.CANCELLED: ("submit", "cancel"),
    State.ARCHIVED: ("submit", "issue", "sign", "claim", "confirm", "close", "archive"),
}
EARLY = {
    "submit": stories.DRAFTED,
    "issue": stories.ISSUED,
    "sign": stories.SIGNED,
}


def brought(cast: Cast, state: State) -> Matter:
    """A problem raised by the energy company, as far as ``state``."""
    matter = stories.drafted(cast, kind="problem", raised_by=cast.energy)
    for move in WAYS[state]:
        if move in EARLY:
            getattr(actions, move)(matter, by=doer(cast, state, move), now=EARLY[move])
        else:
            DEEDS[move].do(cast, matter, doer(cast, state, move))
    matter.refresh_from_db()
    assert matter.state == state
    return matter


ROWS = [(State(state), move.name) for move in life.MOVES for state in sorted(move.from_states)]
ELSEWHERE = [
    (state, move)
    for state, move in itertools.product(State, sorted(life.NAMES))
    if (state, move) not in ROWS
]


def test_the_table_is_tried_whole():
    assert set(DEEDS) == life.NAMES and set(WAYS) == set(State)
    assert len(ROWS) + len(ELSEWHERE) == len(State) * len(life.NAMES)


@pytest.mark.parametrize(("state", "move"), ROWS)
def test_whoever_may_makes_it_and_it_leads_where_the_table_says(state, move):
    cast = make.cast()
    matter = brought(cast, state)
    before = history_of(matter).count()
    row = life.rule(state, move)
    DEEDS[move].do(cast, matter, doer(cast, state, move))
    matter.refresh_from_db()
    stood = {State.OBJECTED: "issued", State.PAUSED: "signed"}.get(state, "")
    assert matter.state == row.ends_in(state, before=stood)
    assert history_of(matter).count() > before


@pytest.mark.parametrize("state", State)
def test_whoever_may_not_is_refused_and_nothing_has_happened(state):
    cast = make.cast()
    matter = brought(cast, state)
    for move in (move for stands, move in ROWS if stands is state):
        hands = [getattr(cast, name) for name in DEEDS[move].wrong]
        for by in (one for one in hands if one != doer(cast, state, move)):
            with unmoved(matter), pytest.raises((NotAllowed, NotFound)):
                DEEDS[move].do(cast, matter, by)


@pytest.mark.parametrize("state", State)
def test_where_the_table_has_no_such_row_not_even_the_right_hand_moves_it(state):
    cast = make.cast()
    matter = brought(cast, state)
    for move in (move for stands, move in ELSEWHERE if stands is state):
        with unmoved(matter), pytest.raises(IllegalMove):
            DEEDS[move].do(cast, matter, doer(cast, state, move))


@contextmanager
def unmoved(matter: Matter) -> Iterator[None]:
    """Hold that neither the row nor its record changes meanwhile."""
    stood = (matter.state, matter.version, history_of(matter).count())
    yield
    matter.refresh_from_db()
    assert (matter.state, matter.version, history_of(matter).count()) == stood
