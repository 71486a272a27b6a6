"""The outbox: what is new for each person in one message, sent once, with its failures in sight.

A message is claimed by a conditional update, so two workers never send the same.  A worker that
dies between claim and "sent" leaves it claimed: after a while it is tried again under the same
Message-ID.  So a message is delivered at least once, and a second copy can be known as one.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F

from luoshi import policy
from luoshi.notices import channels, letters
from luoshi.notices.channels import Channel, Letter, Undeliverable
from luoshi.notices.models import Message, MessageLine, MessageState, Notice
from luoshi.orgs.models import Person, Seat
from luoshi.orgs.queries import Calendars, calendars
from luoshi.rules.escalation import Messages, may_send, send_moment
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop
from luoshi.values.workcalendar import ONE_DAY, WorkCalendar

log = logging.getLogger(__name__)
BATCH = 1000
AT_A_TIME = 200  # messages of one round: the rounds of the sweep go on meanwhile
CLAIM_LASTS = dt.timedelta(minutes=15)
PAUSES_MINUTES = (5, 15, 60, 240, 720)
ERROR_MOST = 500
NOTHING_LEFT = gettext_noop("其中各项都已办理或者已读，不需再发。")
NO_ADDRESS = gettext_noop("没有登记电子邮箱。")
INTERRUPTED = gettext_noop("上次发送中断，重新发送。")


@dataclass(frozen=True)
class Timetable:
    """When whom may be written to: by the rules of the day and the calendar of her unit."""

    messages: Messages
    units: dict[int, int]
    calendars: Calendars

    def calendar_of(self, person: int) -> WorkCalendar:
        """Return the calendar of the unit of ``person``; the national one where hers is gone."""
        try:
            return self.calendars.of(self.units.get(person))
        except BadInput:
            return policy.current().calendar()


def timetable(people: Iterable[int], *, on: dt.date) -> Timetable:
    """Return when each of ``people`` may be written to, by the rules of a day."""
    seats = Seat.objects.on(on).filter(account__person__in=set(people)).order_by("-pk")
    units = dict(seats.values_list("account__person", "unit"))
    return Timetable(policy.current().rules_on(on).messages, units, calendars())


# --- bundling


def bundle(*, now: dt.datetime) -> int:
    """Lay every new notice into its person's next message; return how many were laid."""
    laid = 0
    while True:
        found, fresh = bundle_batch(now=now)
        laid += fresh
        if found < BATCH or not fresh:
            return laid


@transaction.atomic
def bundle_batch(*, now: dt.datetime) -> tuple[int, int]:
    """Lay one batch; return how many notices were new and of how many that is settled now."""
    fresh = list(
        Notice.objects.select_for_update(skip_locked=True)
        .filter(is_new=True)
        .order_by("pk")[:BATCH]
    )
    if not fresh:
        return 0, 0
    times = timetable({one.person_id for one in fresh}, on=civil_day(now))
    people = Person.objects.in_bulk({one.person_id for one in fresh})
    late: set[int] = set()
    for channel in channels.current().channels.values():
        mine = [one for one in fresh if channel.address_of(people[one.person_id])]
        late |= _lay(mine, channel, times, now=now)
    settled = [one.pk for one in fresh if one.pk not in late]
    Notice.objects.filter(pk__in=settled).update(is_new=False)
    return len(fresh), len(settled)


def _lay(fresh: list[Notice], channel: Channel, times: Timetable, *, now: dt.datetime) -> set[int]:
    """Lay notices into messages of one channel; return those whose message was just sent."""
    ready = {one.person_id: now for one in fresh}
    taken = _taken(channel, ready, times, now=now)
    wanted = {}
    for one in fresh:
        due = _due_at(one.person_id, times, ready=taken.get(one.person_id, now))
        wanted[one.pk] = (one.person_id, _slot(one, due, times.messages), due)
    Message.objects.bulk_create(
        [
            Message(
                person_id=person,
                channel=channel.code,
                slot=slot,
                token=uuid.uuid4().hex,
                made_at=now,
                due_at=due,
            )
            for person, slot, due in dict.fromkeys(wanted.values())
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    there = {
        (row.person_id, row.slot): row.pk
        for row in Message.objects.select_for_update().filter(
            channel=channel.code,
            person__in=ready,
            slot__in={slot for _, slot, _ in wanted.values()},
            state=MessageState.WAITING,
        )
    }
    found = {pk: there.get((person, slot)) for pk, (person, slot, _) in wanted.items()}
    MessageLine.objects.bulk_create(
        [MessageLine(message_id=to, notice_id=pk) for pk, to in found.items() if to],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    return {pk for pk, to in found.items() if not to}


def _taken(
    channel: Channel, people: Iterable[int], times: Timetable, *, now: dt.datetime
) -> dict[int, dt.datetime]:
    """Return from when on whoever got today's message may get the next: from the day after."""
    if times.messages.bundle != "daily":
        return {}
    usual = {person: _due_at(person, times, ready=now) for person in people}
    slots = {f"{civil_day(due)}" for due in usual.values()}
    gone = (
        Message.objects.filter(channel=channel.code, person__in=usual, slot__in=slots)
        .exclude(state=MessageState.WAITING)
        .values_list("person", "slot")
    )
    return {
        person: dt.datetime.combine(
            dt.date.fromisoformat(slot) + ONE_DAY, dt.time(), tzinfo=SHANGHAI
        )
        for person, slot in gone
        if f"{civil_day(usual[person])}" == slot
    }


def _due_at(person: int, times: Timetable, *, ready: dt.datetime) -> dt.datetime:
    return send_moment(ready, messages=times.messages, calendar=times.calendar_of(person))


def _slot(notice: Notice, due: dt.datetime, messages: Messages) -> str:
    return f"{civil_day(due)}" if messages.bundle == "daily" else f"notice-{notice.pk}"


# --- sending


def send_due(*, now: dt.datetime) -> int:
    """Send what may go out now, and note what could not; return how many went out."""
    ways = channels.current().channels
    take_back(now=now)
    due = list(
        Message.objects.filter(state=MessageState.WAITING, due_at__lte=now, channel__in=list(ways))
        .select_related("person")
        .order_by("due_at", "pk")[:AT_A_TIME]
    )
    if not due:
        return 0
    times = timetable({one.person_id for one in due}, on=civil_day(now))
    sent = 0
    for message in due:
        calendar = times.calendar_of(message.person_id)
        if not may_send(now, messages=times.messages, calendar=calendar):
            opens = replace(times.messages, bundle="each")
            _wait(message, send_moment(now, messages=opens, calendar=calendar))
        elif claim(message, now=now):
            sent += _send(message, ways[message.channel], now=now)
    return sent


def take_back(*, now: dt.datetime) -> int:
    """Let what was claimed long ago and not sent be tried again: its worker is gone."""
    return Message.objects.filter(
        state=MessageState.SENDING, claimed_at__lt=now - CLAIM_LASTS
    ).update(state=MessageState.WAITING, error=INTERRUPTED)


def claim(message: Message, *, now: dt.datetime) -> bool:
    """Return whether ``message`` is this worker's to send."""
    won = Message.objects.filter(pk=message.pk, state=MessageState.WAITING, due_at__lte=now).update(
        state=MessageState.SENDING, claimed_at=now, tries=F("tries") + 1
    )
    return bool(won)


def _wait(message: Message, until: dt.datetime) -> None:
    Message.objects.filter(pk=message.pk, state=MessageState.WAITING).update(due_at=until)


def _send(message: Message, channel: Channel, *, now: dt.datetime) -> bool:
    """Send one claimed message, or note why not."""
    tries = message.tries + 1
    to = channel.address_of(message.person)
    try:
        written = letters.write(message, address=channels.current().address, now=now)
        if written is None:
            _settle(message, MessageState.DROPPED, now=now, error=NOTHING_LEFT)
            return False
        if not to:
            _settle(message, MessageState.FAILED, now=now, error=NO_ADDRESS)
            return False
        channel.send(Letter(to, written.subject, written.text, written.html, message.token))
    except Undeliverable as refused:
        _settle(message, MessageState.FAILED, now=now, error=str(refused))
        return False
    except Exception as error:
        log.exception("message %s", message.pk)
        _again(message, tries, f"{type(error).__name__}: {error}", now=now)
        return False
    _settle(message, MessageState.SENT, now=now, rows=written.rows)
    return True


def _again(message: Message, tries: int, error: str, *, now: dt.datetime) -> None:
    if tries > len(PAUSES_MINUTES):
        _settle(message, MessageState.FAILED, now=now, error=error)
        return
    pause = dt.timedelta(minutes=PAUSES_MINUTES[tries - 1])
    Message.objects.filter(pk=message.pk, state=MessageState.SENDING).update(
        state=MessageState.WAITING, due_at=now + pause, error=error[:ERROR_MOST]
    )


def _settle(
    message: Message, state: MessageState, *, now: dt.datetime, error: str = "", rows: int = 0
) -> None:
    sent_at = now if state == MessageState.SENT else None
    Message.objects.filter(pk=message.pk, state=MessageState.SENDING).update(
        state=state, sent_at=sent_at, error=error[:ERROR_MOST], rows=rows
    )
