"""The guards of the table of moves: what must hold besides state and permission, asked of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

from luoshi.matters import terms
from luoshi.matters.fields import require_filled
from luoshi.matters.models import Matter, UnitRole, Verdict
from luoshi.matters.unnamed import require_named
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.orgs.queries import check_lasting
from luoshi.rules.access import Permission
from luoshi.rules.life import Guard, Part
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, NotAllowed
from luoshi.values.sentences import gettext_noop

NEEDED_TO_ISSUE = ("title", "content", "criterion", "lead", "person", "due_proposed", "passage")
A_YEAR = dt.timedelta(days=365)


def _whole(matter: Matter, by: Account, now: dt.datetime) -> None:
    require_filled({name: getattr(matter, name) for name in NEEDED_TO_ISSUE}, *NEEDED_TO_ISSUE)
    check_lasting(lead=matter.lead)
    if matter.due_proposed and matter.due_proposed < civil_day(now):
        raise BadInput.of(
            "due_proposed",
            gettext_noop("完成期限%(due)s已经过去，请先改成今后的确切日期。"),
            code="due-in-the-past",
            due=matter.due_proposed,
        )


def _placeholders_named(matter: Matter, by: Account, now: dt.datetime) -> None:
    require_named(matter)


def _author_does_not_approve(matter: Matter, by: Account, now: dt.datetime) -> None:
    if _is_one_hand(by, matter.drafted_by_id, matter.drafted_for_id):
        raise NotAllowed(
            gettext_noop("拟办人不能签发自己拟的事项，请由另一位负责人签发。"),
            code="author-approves",
        )


def _claimant_does_not_close(matter: Matter, by: Account, now: dt.datetime) -> None:
    if _is_one_hand(by, matter.claimed_by_id, matter.claimed_for_id):
        raise NotAllowed(
            gettext_noop("申请办结的人不能审核自己办的事项，请由另一位审核。"),
            code="claimant-closes",
        )


def _is_one_hand(by: Account, doer: int | None, done_for: int | None) -> bool:
    """Return whether who judges also did it: she, who stands in for her, or for whom she stands in."""
    judges = {by.pk, by.stands_in_for.pk if by.stands_in_for else None}
    return bool((judges & {doer, done_for}) - {None})


def _lead_does_not_close(matter: Matter, by: Account, now: dt.datetime) -> None:
    if any(seat.unit_id == matter.lead_id for seat, _ in access.seats_of(by, on=civil_day(now))):
        raise NotAllowed(
            gettext_noop("牵头单位不能审核本单位牵头的事项，请由其他单位的人员审核。"),
            code="lead-closes",
        )


def _handler_does_not_close(matter: Matter, by: Account, now: dt.datetime) -> None:
    people = {by.person_id, by.stands_in_for.person_id if by.stands_in_for else None}
    handled = {matter.person_id, *(step.by.person_id for step in matter.steps.all())}
    helping = {one.unit_id for one in matter.parts.all() if one.role == UnitRole.COOPERATING}
    seated = {seat.unit_id for seat, _ in access.seats_of(by, on=civil_day(now))}
    if matter.held_by_id in seated & helping:
        raise NotAllowed(
            gettext_noop(
                "交办单位自己配合这件事项，本单位的人员都不能审核。请由上级单位或其他单位的跟踪落实负责人、领导审核；"
                "还没有这样的席位的，请系统管理员申请授予。"
            ),
            code="office-closes",
        )
    if seated & helping:
        raise NotAllowed(
            gettext_noop("配合单位不能审核本单位配合的事项，请由其他单位的人员审核。"),
            code="partner-closes",
        )
    if (people & handled) - {None}:
        raise NotAllowed(
            gettext_noop("承办过这件事项的人不能审核它，请由另一位审核。"), code="handler-closes"
        )


def _claimant_does_not_confirm(matter: Matter, by: Account, now: dt.datetime) -> None:
    if _is_one_hand(by, matter.claimed_by_id, matter.claimed_for_id):
        raise NotAllowed(
            gettext_noop("申请办结的人不能替提出单位确认，请由提出单位的另一位确认。"),
            code="claimant-confirms",
        )


def _asked_in_time(matter: Matter, by: Account, now: dt.datetime) -> None:
    last = terms.last_day_to_ask(matter)
    if civil_day(now) > last:
        raise IllegalMove(
            gettext_noop(
                "延期最晚应在%(last)s申请，现在已经超过，不能再申请。请抓紧办理并反馈进展。"
            ),
            code="asked-too-late",
            last=last,
        )


def _no_request_open(matter: Matter, by: Account, now: dt.datetime) -> None:
    if terms.open_request(matter) is not None:
        raise IllegalMove(
            gettext_noop("已有一份延期申请等待答复，答复之后才能再次申请。"), code="request-open"
        )


def _request_open(matter: Matter, by: Account, now: dt.datetime) -> None:
    if terms.open_request(matter) is None:
        raise IllegalMove(gettext_noop("目前没有等待答复的延期申请。"), code="no-request-open")


def _asker_does_not_decide(matter: Matter, by: Account, now: dt.datetime) -> None:
    request = terms.open_request(matter)
    if request is not None and _is_one_hand(by, request.asked_by_id, request.asked_for_id):
        raise NotAllowed(
            gettext_noop("申请延期的人不能答复自己的申请，请由另一位答复。"), code="asker-decides"
        )


def _second_is_decided_higher(matter: Matter, by: Account, now: dt.datetime) -> None:
    granted = any(one.verdict == Verdict.GRANTED for one in matter.extensions.all())
    units = terms.units_of(matter, Part.HOLDER)
    if granted and not access.may(by, Permission.EXTENSION_DECIDE_AGAIN, now=now, units=units):
        raise NotAllowed(
            gettext_noop("这件事项已经延期一次，第二次延期由交办领导答复。"), code="decided-higher"
        )


def _objected_in_time(matter: Matter, by: Account, now: dt.datetime) -> None:
    last = terms.last_day_to_object(matter)
    if civil_day(now) > last:
        raise IllegalMove(
            gettext_noop("异议最晚应在%(last)s提出，现在已经超过。确有困难的，请申请延期。"),
            code="objected-too-late",
            last=last,
        )


def _no_objection_before(matter: Matter, by: Account, now: dt.datetime) -> None:
    if any(one.unit_id == matter.lead_id for one in matter.objections.all()):
        raise IllegalMove(
            gettext_noop("本单位的异议已经答复，答复是最终的，不能再次提出。"),
            code="objected-before",
        )


def _objector_does_not_decide(matter: Matter, by: Account, now: dt.datetime) -> None:
    objection = terms.open_objection(matter)
    if objection is not None and _is_one_hand(by, objection.by_id, objection.raised_for_id):
        raise NotAllowed(
            gettext_noop("提出异议的人不能答复自己的异议，请由另一位答复。"),
            code="objector-decides",
        )


def _raiser_did_not_refuse(matter: Matter, by: Account, now: dt.datetime) -> None:
    for said in matter.confirmations.all():
        if said.attempt == matter.attempt and not said.solved:
            raise IllegalMove(
                gettext_noop("提出单位认为没有解决：%(words)s。请退回重办。"),
                code="raiser-refused",
                words=said.words.rstrip("。；;. "),
            )


def _closed_within_a_year(matter: Matter, by: Account, now: dt.datetime) -> None:
    assert matter.closed_at is not None
    last = civil_day(matter.closed_at) + A_YEAR
    if civil_day(now) > last:
        raise IllegalMove(
            gettext_noop("办结已超过一年（%(last)s止），不能重办，请另立事项。"),
            code="closed-too-long-ago",
            last=last,
        )


def _file_is_complete(matter: Matter, by: Account, now: dt.datetime) -> None:
    if not matter.evidence.filter(attempt=matter.attempt).exists():
        raise IllegalMove(gettext_noop("卷内缺少办结凭证，不能归档。"), code="file-incomplete")


GUARDS: Mapping[Guard, Callable[[Matter, Account, dt.datetime], None]] = MappingProxyType(
    {
        Guard.WHOLE: _whole,
        Guard.PLACEHOLDERS_NAMED: _placeholders_named,
        Guard.AUTHOR_DOES_NOT_APPROVE: _author_does_not_approve,
        Guard.CLAIMANT_DOES_NOT_CLOSE: _claimant_does_not_close,
        Guard.LEAD_DOES_NOT_CLOSE: _lead_does_not_close,
        Guard.HANDLER_DOES_NOT_CLOSE: _handler_does_not_close,
        Guard.CLAIMANT_DOES_NOT_CONFIRM: _claimant_does_not_confirm,
        Guard.ASKED_IN_TIME: _asked_in_time,
        Guard.NO_REQUEST_OPEN: _no_request_open,
        Guard.REQUEST_OPEN: _request_open,
        Guard.ASKER_DOES_NOT_DECIDE: _asker_does_not_decide,
        Guard.SECOND_IS_DECIDED_HIGHER: _second_is_decided_higher,
        Guard.OBJECTED_IN_TIME: _objected_in_time,
        Guard.NO_OBJECTION_BEFORE: _no_objection_before,
        Guard.OBJECTOR_DOES_NOT_DECIDE: _objector_does_not_decide,
        Guard.RAISER_DID_NOT_REFUSE: _raiser_did_not_refuse,
        Guard.CLOSED_WITHIN_A_YEAR: _closed_within_a_year,
        Guard.FILE_IS_COMPLETE: _file_is_complete,
    }
)
