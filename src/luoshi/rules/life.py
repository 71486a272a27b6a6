"""The life of a matter as a table: from which states a move goes, where to, who may, what must hold.

The actions obey this table and the pages show its moves, so that a button and the refusal
behind it can never disagree.  Rows follow the twenty transitions that domain practice knows,
from 拟办 to 归档 (domain notes 1.4).
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
    OBJECTED = "objected"
    SIGNED = "signed"
    WORKING = "working"
    EXTENDING = "extending"
    PAUSED = "paused"
    CLAIMED = "claimed"
    RETURNED = "returned"
    REOPENED = "reopened"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class Part(StrEnum):
    """Which units of a matter the mover must act for."""

    HOLDER = "holder"  # the office that keeps it
    LEAD = "lead"  # the one lead unit
    PARTNER = "partner"  # a responsible or cooperating unit
    RAISER = "raiser"  # the unit that raised it


class Guard(StrEnum):
    """What must hold besides state and permission; the room of matters says how each is checked."""

    WHOLE = "whole"
    PLACEHOLDERS_NAMED = "placeholders-named"
    AUTHOR_DOES_NOT_APPROVE = "author-does-not-approve"
    CLAIMANT_DOES_NOT_CLOSE = "claimant-does-not-close"
    LEAD_DOES_NOT_CLOSE = "lead-does-not-close"
    HANDLER_DOES_NOT_CLOSE = "handler-does-not-close"
    CLAIMANT_DOES_NOT_CONFIRM = "claimant-does-not-confirm"
    ASKED_IN_TIME = "asked-in-time"
    NO_REQUEST_OPEN = "no-request-open"
    REQUEST_OPEN = "request-open"
    ASKER_DOES_NOT_DECIDE = "asker-does-not-decide"
    SECOND_IS_DECIDED_HIGHER = "second-is-decided-higher"
    OBJECTED_IN_TIME = "objected-in-time"
    NO_OBJECTION_BEFORE = "no-objection-before"
    OBJECTOR_DOES_NOT_DECIDE = "objector-does-not-decide"
    RAISER_DID_NOT_REFUSE = "raiser-did-not-refuse"
    CLOSED_WITHIN_A_YEAR = "closed-within-a-year"
    FILE_IS_COMPLETE = "file-is-complete"


@dataclass(frozen=True, slots=True)
class Move:
    """One row: ``name`` takes a matter from any of ``from_states`` to ``to_state`` (None: it stays).

    Where ``back_to`` is filled, the matter goes back to the one of them in which it was before.
    """

    name: str
    label: str
    from_states: frozenset[State]
    to_state: State | None
    permission: Permission
    part: Part
    guards: tuple[Guard, ...] = ()
    back_to: frozenset[State] = frozenset()

    def ends_in(self, state: str, *, before: str = "") -> State:
        """Return the state after this move from ``state``; ``before`` is where it stood before that.

        Raises ValueError where the move leads back and ``before`` is none of where it may lead.
        """
        if not self.back_to:
            return self.to_state or State(state)
        if State(before) not in self.back_to:
            raise ValueError(f"{self.name} does not lead back to {before}")
        return State(before)


STATE_NAMES: dict[State, str] = {
    State.DRAFT: gettext_noop("草拟"),
    State.PENDING: gettext_noop("待批"),
    State.ISSUED: gettext_noop("已下发"),
    State.OBJECTED: gettext_noop("异议待复"),
    State.SIGNED: gettext_noop("已签收"),
    State.WORKING: gettext_noop("承办中"),
    State.EXTENDING: gettext_noop("延期待批"),
    State.PAUSED: gettext_noop("中止"),
    State.CLAIMED: gettext_noop("申请办结"),
    State.RETURNED: gettext_noop("退回重办"),
    State.REOPENED: gettext_noop("复核重办"),
    State.CLOSED: gettext_noop("已办结"),
    State.CANCELLED: gettext_noop("已撤销"),
    State.ARCHIVED: gettext_noop("已归档"),
}


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


IN_HAND = _from(State.SIGNED, State.WORKING, State.RETURNED, State.REOPENED)
RUNNING = IN_HAND | _from(
    State.ISSUED, State.OBJECTED, State.EXTENDING, State.PAUSED, State.CLAIMED
)
OPEN = RUNNING | _from(State.DRAFT, State.PENDING)
OVER = _from(State.CLOSED, State.CANCELLED, State.ARCHIVED)
_BY_ANOTHER = (
    Guard.CLAIMANT_DOES_NOT_CLOSE,
    Guard.LEAD_DOES_NOT_CLOSE,
    Guard.HANDLER_DOES_NOT_CLOSE,
)
_HELD, _LED, _HELPED = Part.HOLDER, Part.LEAD, Part.PARTNER


MOVES: tuple[Move, ...] = (
    Move(
        "edit_draft", gettext_noop("修改"), _from(State.DRAFT), None, Permission.MATTER_DRAFT, _HELD
    ),
    Move(
        "submit",
        gettext_noop("送审"),
        _from(State.DRAFT),
        State.PENDING,
        Permission.MATTER_DRAFT,
        _HELD,
        (Guard.WHOLE, Guard.PLACEHOLDERS_NAMED),
    ),
    Move(
        "issue",
        gettext_noop("签发下达"),
        _from(State.PENDING),
        State.ISSUED,
        Permission.MATTER_ISSUE,
        _HELD,
        (Guard.AUTHOR_DOES_NOT_APPROVE, Guard.WHOLE, Guard.PLACEHOLDERS_NAMED),
    ),
    Move(
        "send_back",
        gettext_noop("退回修改"),
        _from(State.PENDING),
        State.DRAFT,
        Permission.MATTER_ISSUE,
        _HELD,
    ),
    Move(
        "sign",
        gettext_noop("签收"),
        _from(State.ISSUED),
        State.SIGNED,
        Permission.MATTER_SIGN,
        _LED,
    ),
    Move(
        "lay_plan",
        gettext_noop("报送工作方案"),
        _from(State.SIGNED),
        State.WORKING,
        Permission.MATTER_SIGN,
        _LED,
    ),
    Move(
        "lay_plan",
        gettext_noop("调整工作方案"),
        IN_HAND - {State.SIGNED} | {State.EXTENDING},
        None,
        Permission.MATTER_SIGN,
        _LED,
    ),
    Move(
        "feed_back", gettext_noop("反馈进展"), IN_HAND, State.WORKING, Permission.MATTER_SIGN, _LED
    ),
    Move(
        "feed_back",
        gettext_noop("反馈进展"),
        _from(State.EXTENDING, State.PAUSED),
        None,
        Permission.MATTER_SIGN,
        _LED,
    ),
    Move(
        "give_input",
        gettext_noop("提供配合意见"),
        RUNNING - {State.OBJECTED},
        None,
        Permission.MATTER_SIGN,
        _HELPED,
    ),
    Move(
        "urge",
        gettext_noop("催办"),
        IN_HAND | {State.ISSUED, State.EXTENDING},
        None,
        Permission.MATTER_URGE,
        _HELD,
    ),
    Move(
        "ask_extension",
        gettext_noop("申请延期"),
        IN_HAND,
        State.EXTENDING,
        Permission.EXTENSION_ASK,
        _LED,
        (Guard.NO_REQUEST_OPEN, Guard.ASKED_IN_TIME),
    ),
    Move(
        "decide_extension",
        gettext_noop("答复延期申请"),
        _from(State.EXTENDING),
        State.WORKING,
        Permission.EXTENSION_DECIDE,
        _HELD,
        (Guard.REQUEST_OPEN, Guard.ASKER_DOES_NOT_DECIDE, Guard.SECOND_IS_DECIDED_HIGHER),
    ),
    Move(
        "claim",
        gettext_noop("申请办结"),
        IN_HAND | {State.EXTENDING},
        State.CLAIMED,
        Permission.MATTER_CLAIM,
        _LED,
    ),
    Move(
        "confirm",
        gettext_noop("提出单位确认"),
        _from(State.CLAIMED),
        None,
        Permission.MATTER_CONFIRM,
        Part.RAISER,
        (Guard.CLAIMANT_DOES_NOT_CONFIRM,),
    ),
    Move(
        "close",
        gettext_noop("审核办结"),
        _from(State.CLAIMED),
        State.CLOSED,
        Permission.MATTER_CLOSE,
        _HELD,
        (*_BY_ANOTHER, Guard.RAISER_DID_NOT_REFUSE),
    ),
    Move(
        "send_for_redo",
        gettext_noop("退回重办"),
        _from(State.CLAIMED),
        State.RETURNED,
        Permission.MATTER_CLOSE,
        _HELD,
        _BY_ANOTHER,
    ),
    Move(
        "raise_objection",
        gettext_noop("提出异议"),
        _from(State.ISSUED, State.SIGNED),
        State.OBJECTED,
        Permission.MATTER_OBJECT,
        _LED,
        (Guard.NO_OBJECTION_BEFORE, Guard.OBJECTED_IN_TIME),
    ),
    Move(
        "reassign",
        gettext_noop("异议成立，改派"),
        _from(State.OBJECTED),
        State.ISSUED,
        Permission.MATTER_ISSUE,
        _HELD,
        (Guard.OBJECTOR_DOES_NOT_DECIDE,),
    ),
    Move(
        "uphold",
        gettext_noop("维持交办"),
        _from(State.OBJECTED),
        None,
        Permission.MATTER_ISSUE,
        _HELD,
        (Guard.OBJECTOR_DOES_NOT_DECIDE,),
        back_to=_from(State.ISSUED, State.SIGNED),
    ),
    Move(
        "pause",
        gettext_noop("中止"),
        IN_HAND | {State.ISSUED},
        State.PAUSED,
        Permission.MATTER_PAUSE,
        _HELD,
    ),
    Move(
        "resume",
        gettext_noop("恢复办理"),
        _from(State.PAUSED),
        None,
        Permission.MATTER_RESUME,
        _HELD,
        back_to=IN_HAND | {State.ISSUED},
    ),
    Move(
        "reopen",
        gettext_noop("复核重办"),
        _from(State.CLOSED),
        State.REOPENED,
        Permission.MATTER_REOPEN,
        _HELD,
        (Guard.CLOSED_WITHIN_A_YEAR,),
    ),
    Move(
        "archive",
        gettext_noop("归档"),
        _from(State.CLOSED),
        State.ARCHIVED,
        Permission.MATTER_ARCHIVE,
        _HELD,
        (Guard.FILE_IS_COMPLETE,),
    ),
    # Who drafts may drop a draft; from approval on only those who answer for the whole may.
    Move(
        "cancel",
        gettext_noop("撤销"),
        _from(State.DRAFT),
        State.CANCELLED,
        Permission.MATTER_DRAFT,
        _HELD,
    ),
    Move(
        "cancel",
        gettext_noop("撤销"),
        RUNNING | {State.PENDING},
        State.CANCELLED,
        Permission.MATTER_CANCEL,
        _HELD,
    ),
)

NAMES: frozenset[str] = frozenset(move.name for move in MOVES)
_TABLE: dict[tuple[State, str], Move] = {
    (state, move.name): move for move in MOVES for state in move.from_states
}
_LABELS: dict[str, str] = {move.name: move.label for move in MOVES}


def label_of(move: str) -> str:
    """Return what a move is called, in Chinese for the catalogues; raises KeyError for no move."""
    return _LABELS[move]


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


def after(state: str, move: str, *, before: str = "") -> State:
    """Return the state after ``move``; raise IllegalMove if it does not go from ``state``.

    ``before`` is where the matter stood before ``state``, for a move that leads back there.

    >>> after("issued", "sign").value
    'signed'
    """
    return rule(state, move).ends_in(state, before=before)


def moves_from(state: str) -> tuple[Move, ...]:
    """Return the moves that go from ``state``, in the order in which pages show them."""
    return tuple(move for move in MOVES if State(state) in move.from_states)
