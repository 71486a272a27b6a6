"""The moves of a matter as the interface takes them: what each wants in its body, which action it is.

The table is checked against ``luoshi.rules.life``: a move without an entry here is a failed test.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from luoshi.api.shapes import Body, IsoDay, RowId, Text
from luoshi.matters import actions, queries
from luoshi.matters.actions import Planned
from luoshi.orgs.queries import person_for, unit_for
from luoshi.values.errors import NotFound


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, about which matter, when."""

    matter: Any
    by: Any
    now: dt.datetime

    def do(self, action: Callable[..., Any], **fields: Any) -> None:
        """Call ``action`` for the matter."""
        action(self.matter, **fields, by=self.by, now=self.now)

    def unit(self, pk: int) -> Any:
        """Return a unit by its id; raises NotFound."""
        return unit_for(self.by, pk, now=self.now)

    def person(self, pk: int) -> Any:
        """Return a person by id; raises NotFound."""
        return person_for(self.by, pk, now=self.now)


class Plain(Body):
    """A move that wants nothing."""

    def make(self, call: Call, move: str) -> None:
        """Make the move by the action of its name."""
        call.do(getattr(actions, move), **self.fields(call))

    def fields(self, call: Call) -> dict[str, Any]:
        """Return what the action is given."""
        return self.model_dump()


class Versioned(Plain):
    """A move that may say which version of the matter was read."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)


class Reason(Plain):
    """A move that wants its reason."""

    reason: Text


class VersionedReason(Versioned):
    """A move that wants its reason, and may say which version was read."""

    reason: Text


class Note(Plain):
    """A move that wants a few words in answer."""

    note: Text


class Told(Plain):
    """Progress, and what comes next."""

    text: Text
    next_step: Text = ""


class Input(Plain):
    """What a partner unit puts in."""

    text: Text
    dissents: bool = False

    def make(self, call: Call, move: str) -> None:
        call.do(actions.feed_back, **self.fields(call))


class AskExtension(Plain):
    """Until when, why, and what is done so far."""

    due_asked: IsoDay
    slip_cause: Text
    reason: Text
    done_so_far: Text


class DecideExtension(Plain):
    """Whether the open request is granted; ``due`` is another day than was asked for."""

    grant: bool
    due: IsoDay | None = None
    note: Text = ""

    def make(self, call: Call, move: str) -> None:
        request = queries.open_extension(call.matter)
        if request is None:
            raise NotFound
        actions.decide_extension(request, **self.fields(call), by=call.by, now=call.now)


class Claim(Plain):
    """``evidence`` names for each closing criterion what shows it."""

    performed_on: IsoDay
    result: Text
    evidence: dict[Text, Text] = Field(default_factory=dict, max_length=50)


class Confirm(Plain):
    """What the unit that raised it says of the result."""

    solved: bool
    satisfaction: Literal[tuple(queries.SATISFACTIONS.values)]  # type: ignore[valid-type]
    words: Text = ""


class Close(Versioned):
    """The closing; ``raiser_said`` is what the raiser said elsewhere, where she must be heard."""

    raiser_said: Text = ""


class Object(Plain):
    """Why it is not ours, and whose it is."""

    reason: Text
    suggested: RowId

    def fields(self, call: Call) -> dict[str, Any]:
        return {"reason": self.reason, "suggested": call.unit(self.suggested)}


class Reassign(Plain):
    """Whose it is instead, until when, and why the objection is right."""

    note: Text
    lead: RowId
    person: RowId
    due: IsoDay
    slip_cause: Text

    def fields(self, call: Call) -> dict[str, Any]:
        rows = {"lead": call.unit(self.lead), "person": call.person(self.person)}
        return {"note": self.note, "due": self.due, "slip_cause": self.slip_cause, **rows}


class Pause(Plain):
    """Why it rests, and when that is looked at again."""

    cause: Literal[tuple(queries.PAUSE_REASONS.values)]  # type: ignore[valid-type]
    reason: Text
    slip_cause: Text
    check_on: IsoDay


class Resume(Plain):
    """Why it can go on; ``due`` only where a later day was decided."""

    note: Text
    due: IsoDay | None = None


class Reopen(Plain):
    """Why it is taken up again, and by what new day."""

    reason: Text
    due: IsoDay


class Urge(Plain):
    """What is urged, and by when it is to be answered."""

    text: Text
    answer_by: IsoDay


class PlannedStep(Body):
    """A step of a plan: what, by which unit of the matter, by when."""

    title: Text
    unit: RowId
    due_on: IsoDay


class Plan(Plain):
    """The steps of the plan, all of them: they take the place of those before."""

    steps: list[PlannedStep] = Field(max_length=100)

    def fields(self, call: Call) -> dict[str, Any]:
        return {
            "steps": [Planned(one.title, call.unit(one.unit), one.due_on) for one in self.steps]
        }


class Cancel(Reason):
    """Why it ends undone, and into which matter it goes where it is merged."""

    replaced_by: RowId | None = None

    def make(self, call: Call, move: str) -> None:
        into = None
        if self.replaced_by is not None:
            into = queries.may_take_in(call.matter).filter(pk=self.replaced_by).first()
            if into is None:
                raise NotFound
        call.do(actions.cancel, reason=self.reason, replaced_by=into)


BODIES: dict[str, type[Plain]] = {
    "submit": Versioned,
    "issue": Versioned,
    "send_back": Reason,
    "sign": Plain,
    "raise_objection": Object,
    "reassign": Reassign,
    "uphold": Note,
    "lay_plan": Plan,
    "feed_back": Told,
    "give_input": Input,
    "urge": Urge,
    "ask_extension": AskExtension,
    "decide_extension": DecideExtension,
    "pause": Pause,
    "resume": Resume,
    "claim": Claim,
    "confirm": Confirm,
    "close": Close,
    "send_for_redo": VersionedReason,
    "reopen": Reopen,
    "archive": Plain,
    "cancel": Cancel,
}
