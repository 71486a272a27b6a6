"""One move of one matter: may she, does it go from here, does what must hold hold, who was faster.

The table is ``rules.life``; this module asks it of rows.  Actions call ``admit`` and ``carry``,
pages show what ``queries.moves_open_to`` finds by the same ``admit``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.db.models import F

from luoshi import policy
from luoshi.matters.models import Extension, Kind, Matter, Verdict
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.rules import life
from luoshi.rules.deadlines import due_from
from luoshi.rules.life import Guard, Part
from luoshi.rules.ruleset import RuleSet
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.workcalendar import Day

LABELS = {
    "kind": Sentence(gettext_noop("类别")),
    "title": Sentence(gettext_noop("事项")),
    "content": Sentence(gettext_noop("任务要求")),
    "criterion": Sentence(gettext_noop("办结标准")),
    "lead": Sentence(gettext_noop("牵头单位")),
    "person": Sentence(gettext_noop("责任人")),
    "raised_by": Sentence(gettext_noop("提出单位")),
    "responsible": Sentence(gettext_noop("责任单位")),
    "cooperating": Sentence(gettext_noop("配合单位")),
    "due_proposed": Sentence(gettext_noop("完成期限")),
    "passage": Sentence(gettext_noop("依据原文")),
    "cadence": Sentence(gettext_noop("反馈频次")),
    "project": Sentence(gettext_noop("项目")),
    "engagement": Sentence(gettext_noop("议定于")),
    "group": Sentence(gettext_noop("工作小组")),
    "reason": Sentence(gettext_noop("理由")),
    "text": Sentence(gettext_noop("进展情况")),
    "due_asked": Sentence(gettext_noop("申请延至")),
    "done_so_far": Sentence(gettext_noop("已做工作")),
    "note": Sentence(gettext_noop("答复意见")),
    "performed_on": Sentence(gettext_noop("完成日期")),
    "result": Sentence(gettext_noop("办理结果")),
    "raiser_said": Sentence(gettext_noop("提出单位意见")),
    "name": Sentence(gettext_noop("名称")),
}
NEEDED_TO_ISSUE = ("title", "content", "criterion", "lead", "person", "due_proposed", "passage")


def units_of(matter: Matter, part: Part) -> frozenset[int]:
    """Return the ids of the units that are ``part`` of a matter."""
    match part:
        case Part.HOLDER:
            return frozenset({matter.held_by_id})
        case Part.LEAD:
            return frozenset({matter.lead_id}) if matter.lead_id else frozenset()
        case Part.PARTNER:
            return frozenset(one.unit_id for one in matter.parts.all()) - {matter.lead_id}


def open_request(matter: Matter) -> Extension | None:
    """Return the request for extension that waits for an answer, if there is one."""
    return next((one for one in matter.extensions.all() if one.verdict == Verdict.ASKED), None)


def due_of(matter: Matter) -> dt.date:
    """Return the current due day of a matter that has been issued."""
    assert matter.due_current is not None
    return matter.due_current


def lead_of(matter: Matter) -> Unit:
    """Return the lead unit of a matter that has been issued."""
    assert matter.lead is not None
    return matter.lead


def _rules_at_issue(matter: Matter) -> RuleSet:
    """A limit is frozen into a matter when it is issued: later rules do not move it."""
    assert matter.issued_at is not None
    return policy.current().rules_on(civil_day(matter.issued_at))


def due_after(start: dt.date, limit: str) -> Day:
    """Return the last day of the rules' ``limit`` ("sign", "review", …) from ``start``."""
    current = policy.current()
    return due_from(start, current.rules_on(start).limits[limit], calendar=current.calendar())


def last_day_to_ask(matter: Matter) -> dt.date:
    """Return the last day on which a later date may be asked: so long before the due day."""
    due, limit = due_of(matter), _rules_at_issue(matter).limits["ask_extension"]
    if limit.unit == "wd":
        return policy.current().calendar().after(due, working_days=-limit.amount).on
    return due - dt.timedelta(days=limit.amount)


def latest_extension(matter: Matter) -> dt.date:
    """Return the last day to which one extension may move the current date."""
    limit = _rules_at_issue(matter).limits["extension"]
    return due_from(due_of(matter), limit, calendar=policy.current().calendar()).on


def require_filled(values: Mapping[str, object], *needed: str) -> None:
    """Raise Incomplete with every one of ``needed`` that is empty in ``values``."""
    missing = [
        name for name in needed if values[name] in (None, "") or not str(values[name]).strip()
    ]
    if missing:
        raise Incomplete(missing, labels=LABELS)


def require_short(name: str, text: str, *, most: int) -> None:
    """Raise BadInput if ``text`` has more than ``most`` characters."""
    if len(text) > most:
        raise BadInput({name: too_long(name, len(text), most)})


def too_long(name: str, length: int, most: int) -> Sentence:
    """Return the sentence about a field that holds too much."""
    return Sentence(
        gettext_noop("%(label)s不能超过%(most)s字，现在是%(length)s字。"),
        "too-long",
        {"label": LABELS[name], "most": most, "length": length},
    )


def _whole(matter: Matter, by: Account, today: dt.date) -> None:
    require_filled({name: getattr(matter, name) for name in NEEDED_TO_ISSUE}, *NEEDED_TO_ISSUE)
    if matter.due_proposed and matter.due_proposed < today:
        raise BadInput.of(
            "due_proposed",
            gettext_noop("完成期限%(due)s已经过去，请先改成今后的确切日期。"),
            code="due-in-the-past",
            due=matter.due_proposed,
        )


def _author_does_not_approve(matter: Matter, by: Account, today: dt.date) -> None:
    if matter.drafted_by_id == by.pk:
        raise NotAllowed(
            gettext_noop("拟办人不能签发自己拟的事项，请由另一位负责人签发。"),
            code="author-approves",
        )


def _claimant_does_not_close(matter: Matter, by: Account, today: dt.date) -> None:
    if matter.claimed_by_id == by.pk:
        raise NotAllowed(
            gettext_noop("申请办结的人不能审核自己办的事项，请由另一位审核。"),
            code="claimant-closes",
        )


def _lead_does_not_close(matter: Matter, by: Account, today: dt.date) -> None:
    if any(seat.unit_id == matter.lead_id for seat, _ in access.seats_of(by, on=today)):
        raise NotAllowed(
            gettext_noop("牵头单位不能审核本单位牵头的事项，请由其他单位的人员审核。"),
            code="lead-closes",
        )


def _asked_in_time(matter: Matter, by: Account, today: dt.date) -> None:
    last = last_day_to_ask(matter)
    if today > last:
        raise IllegalMove(
            gettext_noop(
                "延期最晚应在%(last)s申请，现在已经超过，不能再申请。请抓紧办理并反馈进展。"
            ),
            code="asked-too-late",
            last=last,
        )


def _no_request_open(matter: Matter, by: Account, today: dt.date) -> None:
    if open_request(matter) is not None:
        raise IllegalMove(
            gettext_noop("已有一份延期申请等待答复，答复之后才能再次申请。"), code="request-open"
        )


def _request_open(matter: Matter, by: Account, today: dt.date) -> None:
    if open_request(matter) is None:
        raise IllegalMove(gettext_noop("目前没有等待答复的延期申请。"), code="no-request-open")


def _asker_does_not_decide(matter: Matter, by: Account, today: dt.date) -> None:
    request = open_request(matter)
    if request is not None and request.asked_by_id == by.pk:
        raise NotAllowed(
            gettext_noop("申请延期的人不能答复自己的申请，请由另一位答复。"), code="asker-decides"
        )


GUARDS: Mapping[Guard, Callable[[Matter, Account, dt.date], None]] = MappingProxyType(
    {
        Guard.WHOLE: _whole,
        Guard.AUTHOR_DOES_NOT_APPROVE: _author_does_not_approve,
        Guard.CLAIMANT_DOES_NOT_CLOSE: _claimant_does_not_close,
        Guard.LEAD_DOES_NOT_CLOSE: _lead_does_not_close,
        Guard.ASKED_IN_TIME: _asked_in_time,
        Guard.NO_REQUEST_OPEN: _no_request_open,
        Guard.REQUEST_OPEN: _request_open,
        Guard.ASKER_DOES_NOT_DECIDE: _asker_does_not_decide,
    }
)


def permitted(matter: Matter, *, by: Account, now: dt.datetime) -> list[life.Move]:
    """Return the moves from this state for which ``by`` holds the permission for the units that count."""
    found = life.moves_from(matter.state)
    reach = {
        permission: access.scope(by, permission, now=now)
        for permission in {move.permission for move in found}
    }
    return [move for move in found if reach[move.permission].covers(units_of(matter, move.part))]


def check_guards(matter: Matter, move: life.Move, *, by: Account, now: dt.datetime) -> None:
    """Raise the refusal of the first guard of ``move`` that does not hold."""
    for guard in move.guards:
        GUARDS[guard](matter, by, civil_day(now))


def admit(matter: Matter, name: str, *, by: Account, now: dt.datetime) -> life.Move:
    """Return the row of the table by which ``by`` may make this move now, or raise why not.

    NotAllowed without the permission, IllegalMove where the move does not go from this state,
    or the refusal of the guard that does not hold.
    """
    move = life.rule(matter.state, name)
    access.require(by, move.permission, now=now, units=units_of(matter, move.part))
    check_guards(matter, move, by=by, now=now)
    return move


def carry(matter: Matter, move: life.Move, *, version: int | None = None, **fields: object) -> None:
    """Take ``matter`` through ``move`` if it still stands where it stood; else raise Overtaken.

    With ``version`` it must also still read as it did when somebody looked at it.
    """
    rows = Matter.objects.filter(pk=matter.pk, state=matter.state)
    if version is not None:
        rows = rows.filter(version=version)
    state = move.to_state.value if move.to_state else matter.state
    if not rows.update(state=state, version=F("version") + 1, **fields):
        raise Overtaken
    matter.refresh_from_db()


def wants_raiser(matter: Matter) -> bool:
    """Return whether closing needs the words of whoever raised it: problems do."""
    return matter.kind == Kind.PROBLEM
