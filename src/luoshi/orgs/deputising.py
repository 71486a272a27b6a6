"""Somebody is away and another stands in for her.  Called as ``orgs.actions``."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q

from luoshi.audit import actions as audit
from luoshi.orgs.accounts import check_period
from luoshi.orgs.models import Account, Delegation, Person, Seat
from luoshi.orgs.queries import may_arrange_deputy
from luoshi.rules.access import ADMINISTRATORS
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

REASON_MOST = 200
LABELS = {
    "deputy": Sentence(gettext_noop("代理人")),
    "from_on": Sentence(gettext_noop("自")),
    "to_on": Sentence(gettext_noop("至")),
    "reason": Sentence(gettext_noop("原因")),
}


@transaction.atomic
def name_deputy(
    absent: Person,
    *,
    deputy: Person | None,
    from_on: dt.date | None,
    to_on: dt.date | None,
    reason: str,
    by: Account,
    now: dt.datetime,
) -> Delegation:
    """Let ``deputy`` act in the place of ``absent`` on the days from–to, both included.

    By herself, by the head of all her units, or by the office.  Raises Incomplete or BadInput
    for what cannot be: a deputy without an account, oneself, days that have passed, a deputy who
    is away herself or somebody away who stands in for another.  No date of anything owed moves.
    """
    if not may_arrange_deputy(by, absent, now=now):
        raise NotAllowed(
            gettext_noop("代理由本人、本人全部单位的负责人或者办公室办理。"),
            code="deputy-not-yours",
        )
    given = {"deputy": deputy, "from_on": from_on, "to_on": to_on, "reason": reason.strip()}
    if missing := [name for name, value in given.items() if not value]:
        raise Incomplete(missing, labels=LABELS)
    assert deputy is not None and from_on is not None and to_on is not None
    _check_days(from_on, to_on, today=civil_day(now))
    _check_people(absent, deputy, from_on=from_on, by=by)
    _check_alone(absent, deputy, from_on, to_on)
    try:
        with transaction.atomic():
            row = Delegation.objects.create(
                absent=absent,
                deputy=deputy,
                from_on=from_on,
                to_on=to_on,
                reason=reason.strip()[:REASON_MOST],
                made_by=by,
                made_at=now,
            )
    except IntegrityError:
        raise Overtaken from None  # somebody named another deputy a moment before
    said = {"absent": absent, "deputy": deputy, "from_on": from_on, "to_on": to_on}
    audit.record("person.deputy_named", absent, by=by, at=now, **said, reason=row.reason)
    audit.record("person.stands_in", deputy, by=by, at=now, **said, reason=row.reason)
    return row


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Account, now: dt.datetime) -> None:
    """End it at once: she is back, or the deputy cannot go on.  Its days stay in the record.

    Raises Overtaken where it is over already.
    """
    absent, deputy = delegation.absent, delegation.deputy
    if by.person_id != deputy.pk and not may_arrange_deputy(by, absent, now=now):
        raise NotAllowed(
            gettext_noop("结束代理由本人、代理人、单位负责人或者办公室办理。"),
            code="deputy-not-yours",
        )
    rows = Delegation.objects.lasting(civil_day(now)).filter(pk=delegation.pk)
    if not rows.update(ended_at=now, ended_by=by):
        raise Overtaken
    delegation.refresh_from_db()
    said = {"absent": absent, "deputy": deputy, "to_on": delegation.to_on}
    audit.record("person.delegation_ended", absent, by=by, at=now, **said)
    audit.record("person.delegation_ended", deputy, by=by, at=now, **said)


def _check_days(from_on: dt.date, to_on: dt.date, *, today: dt.date) -> None:
    if from_on < today:
        raise BadInput.of(
            "from_on", gettext_noop("开始日期不能早于今天。"), code="deputy-in-the-past"
        )
    check_period(from_on, to_on)


def _check_people(absent: Person, deputy: Person, *, from_on: dt.date, by: Account) -> None:
    if deputy.pk == absent.pk:
        said = gettext_noop("代理人不能是本人。")
        raise BadInput.of("deputy", said, code="deputy-is-absent")
    if deputy.pk == by.person_id:
        said = gettext_noop("不能指定自己代理别人，请由本人或另一位负责人办理。")
        raise BadInput.of("deputy", said, code="deputy-names-herself")
    administering = Seat.objects.on(from_on).filter(role__in=ADMINISTRATORS)
    for one in (absent, deputy):
        if administering.filter(account__person=one).exists():
            said = gettext_noop("“%(person)s”是三员之一：管理员的席位不能代理，也不代理别人。")
            raise BadInput.of("deputy", said, code="deputy-administers", person=one.name)
    if not Account.objects.filter(person=deputy, is_active=True).exists():
        said = gettext_noop("“%(deputy)s”没有启用的账号，不能代理。")
        raise BadInput.of("deputy", said, code="deputy-without-account", deputy=deputy.name)


def _check_alone(absent: Person, deputy: Person, from_on: dt.date, to_on: dt.date) -> None:
    """The sentences for what the database refuses."""
    meanwhile = Delegation.objects.filter(
        ended_at__isnull=True, from_on__lte=to_on, to_on__gte=from_on
    ).select_related("absent", "deputy")
    clash = meanwhile.filter(Q(absent=absent) | Q(deputy=absent) | Q(absent=deputy)).first()
    if clash is None:
        return
    field, said = (
        "deputy",
        gettext_noop(
            "%(absent)s在%(from_on)s至%(to_on)s自己离岗，由%(deputy)s代理，不能再代理别人。"
        ),
    )
    if clash.absent_id == absent.pk:
        field, said = (
            "from_on",
            gettext_noop(
                "%(absent)s在%(from_on)s至%(to_on)s已由%(deputy)s代理，请先结束那一次代理。"
            ),
        )
    elif clash.deputy_id == absent.pk:
        field, said = (
            "from_on",
            gettext_noop(
                "%(deputy)s在%(from_on)s至%(to_on)s代理%(absent)s，不能再由别人代理；请先为%(absent)s另定代理人。"
            ),
        )
    raise BadInput.of(
        field,
        said,
        code="deputies-clash",
        absent=clash.absent.name,
        deputy=clash.deputy.name,
        from_on=clash.from_on,
        to_on=clash.to_on,
    )
