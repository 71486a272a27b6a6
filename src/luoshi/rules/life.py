"""The life of a matter as a table: from which states a move goes, where to, who may, what must hold.

The actions obey this table and the pages show its moves, so that a button and the refusal
behind it can never disagree.  Rows follow the transitions that domain practice knows as
拟办、送审、交办、签收、反馈、申请延期、申请办结、退回重办、销号、撤销 (domain notes 1.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from luoshi.rules.access import Permission
from luoshi.values.errors import IllegalMove
from luoshi.values.sentences import Sentence, gettext_noop


class State(StrEnum):
    """Where a matter stands."""

    DRAFT = "draft"
    PENDING = "pending"
    ISSUED = "issued"
    WORKING = "working"
    CLAIMED = "claimed"
    RETURNED = "returned"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """Which units of a matter the mover must act for."""

    HOLDER = "holder"  # the office that keeps it
    LEAD = "lead"  # the one lead unit
    PARTNER = "partner"  # a responsible or cooperating unit


class Guard(StrEnum):
    """What must hold besides state and permission; the room of matters says how each is checked."""

    WHOLE = "whole"
    AUTHOR_DOES_NOT_APPROVE = "author-does-not-approve"
    CLAIMANT_DOES_NOT_CLOSE = "claimant-does-not-close"
    LEAD_DOES_NOT_CLOSE = "lead-does-not-close"
    ASKED_IN_TIME = "asked-in-time"
    NO_REQUEST_OPEN = "no-request-open"
    REQUEST_OPEN = "request-open"
    ASKER_DOES_NOT_DECIDE = "asker-does-not-decide"


@dataclass(frozen=True, slots=True)
class Move:
    """One row: ``name`` takes a matter from any of ``from_states`` to ``to_state`` (None: it stays)."""

    name: str
    label: str
    from_states: frozenset[State]
    to_state: State | None
    permission: Permission
    part: Part
    guards: tuple[Guard, ...] = ()


STATE_NAMES: dict[State, str] = {
    State.DRAFT: gettext_noop("草拟"),
    State.PENDING: gettext_noop("待批"),
    State.ISSUED: gettext_noop("已下发"),
    State.WORKING: gettext_noop("承办中"),
    State.CLAIMED: gettext_noop("申请办结"),
    State.RETURNED: gettext_noop("退回重办"),
    State.CLOSED: gettext_noop("已办结"),
    State.CANCELLED: gettext_noop("已撤销"),
}

IN_HAND = frozenset({State.WORKING, State.RETURNED})
RUNNING = frozenset({State.ISSUED, State.WORKING, State.CLAIMED, State.RETURNED})
OPEN = RUNNING | {State.DRAFT, State.PENDING}
_BY_ANOTHER = (Guard.CLAIMANT_DOES_NOT_CLOSE, Guard.LEAD_DOES_NOT_CLOSE)


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


MOVES: tuple[Move, ...] = (
    Move(
        "edit_draft",
        gettext_noop("修改"),
        _from(State.DRAFT),
        None,
        Permission.MATTER_DRAFT,
        Part.HOLDER,
    ),
    Move(
        "submit",
        gettext_noop("送审"),
        _from(State.DRAFT),
        State.PENDING,
        Permission.MATTER_DRAFT,
        Part.HOLDER,
        (Guard.WHOLE,),
    ),
    Move(
        "issue",
        gettext_noop("签发下达"),
        _from(State.PENDING),
        State.ISSUED,
        Permission.MATTER_ISSUE,
        Part.HOLDER,
        (Guard.AUTHOR_DOES_NOT_APPROVE, Guard.WHOLE),
    ),
    Move(
        "send_back",
        gettext_noop("退回修改"),
        _from(State.PENDING),
        State.DRAFT,
        Permission.MATTER_ISSUE,
        Part.HOLDER,
    ),
    Move(
        "sign",
        gettext_noop("签收"),
        _from(State.ISSUED),
        State.WORKING,
        Permission.MATTER_SIGN,
        Part.LEAD,
    ),
    Move(
        "feed_back",
        gettext_noop("反馈进展"),
        IN_HAND,
        State.WORKING,
        Permission.MATTER_SIGN,
        Part.LEAD,
    ),
    Move(
        "give_input",
        gettext_noop("提供配合意见"),
        IN_HAND | {State.ISSUED},
        None,
        Permission.MATTER_SIGN,
        Part.PARTNER,
    ),
    Move(
        "ask_extension",
        gettext_noop("申请延期"),
        IN_HAND,
        None,
        Permission.EXTENSION_ASK,
        Part.LEAD,
        (Guard.NO_REQUEST_OPEN, Guard.ASKED_IN_TIME),
    ),
    Move(
        "decide_extension",
        gettext_noop("答复延期申请"),
        IN_HAND,
        None,
        Permission.EXTENSION_DECIDE,
        Part.HOLDER,
        (Guard.REQUEST_OPEN, Guard.ASKER_DOES_NOT_DECIDE),
    ),
    Move(
        "claim",
        gettext_noop("申请办结"),
        IN_HAND,
        State.CLAIMED,
        Permission.MATTER_CLAIM,
        Part.LEAD,
    ),
    Move(
        "close",
        gettext_noop("审核办结"),
        _from(State.CLAIMED),
        State.CLOSED,
        Permission.MATTER_CLOSE,
        Part.HOLDER,
        _BY_ANOTHER,
    ),
    Move(
        "send_for_redo",
        gettext_noop("退回重办"),
        _from(State.CLAIMED),
        State.RETURNED,
        Permission.MATTER_CLOSE,
        Part.HOLDER,
        _BY_ANOTHER,
    ),
    # Who drafts may drop a draft; from approval on only those who answer for the whole may.
    Move(
        "cancel",
        gettext_noop("撤销"),
        _from(State.DRAFT),
        State.CANCELLED,
        Permission.MATTER_DRAFT,
        Part.HOLDER,
    ),
    Move(
        "cancel",
        gettext_noop("撤销"),
        RUNNING | {State.PENDING},
        State.CANCELLED,
        Permission.MATTER_CANCEL,
        Part.HOLDER,
    ),
)

NAMES: frozenset[str] = frozenset(move.name for move in MOVES)
_TABLE: dict[tuple[State, str], Move] = {
    (state, move.name): move for move in MOVES for state in move.from_states
}
_LABELS: dict[str, str] = {move.name: move.label for move in MOVES}


def rule(state: str, move: str) -> Move:
    """Return the row by which ``move`` goes from ``state``; raise IllegalMove if there is none."""
    try:
        return _TABLE[State(state), move]
    except KeyError:
        raise IllegalMove(
            gettext_noop("这件事项现在是“%(state)s”，不能办理“%(move)s”。请刷新页面查看最新状态。"),
            state=Sentence(STATE_NAMES[State(state)]),
            move=Sentence(_LABELS[move]),
        ) from None


def after(state: str, move: str) -> State:
    """Return the state after ``move``; raise IllegalMove if it does not go from ``state``.

    >>> after("issued", "sign").value
    'working'
    """
    row = rule(state, move)
    return row.to_state or State(state)


def moves_from(state: str) -> tuple[Move, ...]:
    """Return the moves that go from ``state``, in the order in which pages show them."""
    return tuple(move for move in MOVES if State(state) in move.from_states)
