"""Mail: one message a day, never an empty one, never twice, and what fails is seen and tried again."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import socket

import pytest
from aiosmtpd.controller import Controller

from luoshi.notices import actions, channels, outbox, queries, tasks
from luoshi.notices.models import Message, MessageState, Notice
from luoshi.owed import actions as owed
from luoshi.values.errors import IllegalMove, NotFound
from tests import make
from tests.notices.owing import DUE, debt, sweep
from tests.together import one_database

pytestmark = pytest.mark.django_db


class Box:
    """A mail server's one box; ``refuses`` is what it answers instead, ``upset`` how often."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []
        self.refuses = ""
        self.upset = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.upset:
            self.upset -= 1
            return "451 later"
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(parsed)
        return "250 OK"


@pytest.fixture(scope="module")
def server():
    """A real server on this machine, on a free port."""
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def box(server):
    server.letters.clear()
    server.refuses, server.upset = "", 0
    way = channels.Mail("127.0.0.1", server.port, sender="落实 <luoshi@office.example>")
    channels.open_with([way], address="https://luoshi.example")
    yield server
    channels.open_with([], address="http://127.0.0.1:8000")


@pytest.fixture
def cast():
    cast = make.cast()
    for one in (cast.wu, cast.qin, cast.ma):
        one.person.email = f"{one.username}@office.example"
        one.person.save()
    return cast


def post(day: str, hour: int = 11) -> int:
    return tasks.deliver(now=make.at(day, hour)).done


def text(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def test_forty_reminders_are_one_message_with_a_link_for_each(cast, box):
    for n in range(40):
        debt(cast, key=str(n), title=f"修复第{n}段干渠")
    sweep("2026-06-10")
    assert post("2026-06-10", 10) == 0
    assert Message.objects.get().due_at == make.at("2026-06-10", 10) + dt.timedelta(minutes=30)
    assert (post("2026-06-10"), post("2026-06-10")) == (1, 0)
    [letter] = box.letters
    assert (letter["To"], letter["Subject"]) == ("wu@office.example", "落实提醒：40项待办")
    assert len(set(re.findall(r"https://luoshi.example/go/\S+/", text(letter)))) == 40
    assert "修复第39段干渠" in letter.get_body(("html",)).get_content()
    assert Message.objects.get().rows == 40


def test_the_mail_has_the_rows_of_the_page_and_says_first_what_is_late(cast, box):
    debt(cast, key="1", title="修复干渠", due_on=dt.date(2026, 6, 9))
    debt(cast, key="2", title="报送方案")
    sweep("2026-06-10")
    page = {one.obligation.title for one in queries.unread_for(cast.wu, now=make.at("2026-06-11"))}
    post("2026-06-10", 10)
    post("2026-06-10")
    body = text(next(one for one in box.letters if one["To"] == "wu@office.example"))
    assert page == {"修复干渠", "报送方案"} and all(title in body for title in page)
    assert body.index("修复干渠") < body.index("报送方案")


def test_what_is_done_meanwhile_is_left_out_and_an_empty_mail_is_never_sent(cast, box):
    debt(cast, key="1")
    debt(cast, key="2", title="报送方案")
    sweep("2026-06-10")
    post("2026-06-10", 9)
    given = {"kind": "finish", "subject": cast.water, "on": DUE, "by": cast.wu}
    owed.discharge(key="1", now=make.at("2026-06-10", 10), **given)
    post("2026-06-10")
    [letter] = box.letters
    assert "报送方案" in text(letter) and "修复干渠" not in text(letter)

    sweep("2026-06-11")
    post("2026-06-11", 9)
    owed.discharge(key="2", now=make.at("2026-06-11", 10), **given)
    assert post("2026-06-11") == 0
    assert len(box.letters) == 1
    dropped = Message.objects.filter(state=MessageState.DROPPED)
    assert dropped.count() == 2 and "都已办理" in dropped[0].error


def test_in_quiet_hours_and_on_days_of_rest_nothing_leaves(cast, box):
    debt(cast, due_on=dt.date(2026, 6, 12))  # a Friday
    sweep("2026-06-12")
    outbox.bundle(now=make.at("2026-06-12", 9))
    assert post("2026-06-12", 22) == 0  # the sweep was down at half past ten
    assert post("2026-06-13", 11) == 0  # a Saturday
    assert post("2026-06-15", 9) == 0
    assert post("2026-06-15", 10) == 1


def test_after_todays_message_what_is_new_waits_for_tomorrows(cast, box):
    debt(cast, key="1")
    sweep("2026-06-10")
    post("2026-06-10", 9)
    post("2026-06-10")
    debt(cast, key="2", title="报送方案", debtor=cast.wu.person)
    tasks.remind(now=make.at("2026-06-10", 10))
    Notice.objects.update(is_new=True)
    Message.objects.filter(state="sent").update(slot="2026-06-10")
    outbox.bundle(now=make.at("2026-06-10", 10))
    waiting = Message.objects.get(state=MessageState.WAITING)
    assert waiting.slot == "2026-06-11"


def test_a_server_that_is_upset_is_tried_again_later_and_the_reason_is_kept(cast, box):
    debt(cast)
    sweep("2026-06-10")
    post("2026-06-10", 9)
    box.upset = 1
    assert post("2026-06-10") == 0
    message = Message.objects.get()
    assert (message.state, message.tries) == ("waiting", 1) and "451" in message.error
    assert tasks.deliver(now=make.at("2026-06-10") - dt.timedelta(minutes=58)).done == 0
    assert post("2026-06-10", 12) == 1
    assert Message.objects.get().error == ""


def test_a_refused_address_fails_at_once_and_can_be_tried_again_by_hand(cast, box):
    debt(cast)
    sweep("2026-06-10")
    post("2026-06-10", 9)
    box.refuses = "550 no such box"
    post("2026-06-10")
    message = Message.objects.get()
    assert message.state == "failed" and "550" in message.error
    now = make.at("2026-06-10", 12)
    with pytest.raises(NotFound):
        actions.retry(message, by=cast.wu, now=now)
    box.refuses = ""
    actions.retry(message, by=cast.lin, now=now)
    assert post("2026-06-10", 12) == 1
    with pytest.raises(IllegalMove):
        actions.retry(message, by=cast.lin, now=now)


def test_a_worker_that_died_between_claim_and_sent_is_followed_by_the_same_message_id(cast, box):
    debt(cast)
    sweep("2026-06-10")
    post("2026-06-10", 9)
    message, now = Message.objects.get(), make.at("2026-06-10")
    assert outbox.claim(message, now=now)
    outbox._send(message, channels.current().channels["mail"], now=now)
    Message.objects.update(state="sending", sent_at=None)  # the word "sent" was lost
    assert tasks.deliver(now=now + dt.timedelta(minutes=5)).done == 0
    assert tasks.deliver(now=now + dt.timedelta(minutes=20)).done == 1
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"] == f"<{message.token}@office.example>"


def test_without_a_mail_server_nothing_waits_and_the_notices_are_on_the_page(cast):
    debt(cast)
    sweep("2026-06-10")
    assert post("2026-06-10") == 0
    assert Message.objects.count() == 0
    assert queries.unread_for(cast.wu, now=make.at("2026-06-11")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(tmp_path, box):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        for one in (cast.wu, cast.ma, cast.qin):
            one.person.email = f"{one.username}@office.example"
            one.person.save()
        debt(cast, key="1")
        debt(cast, key="2", debtor_unit=cast.land, debtor=cast.ma.person)
        debt(cast, key="3", debtor=cast.qin.person)
        tasks.remind(now=make.at("2026-06-10"))
        bundled = at_once(*[lambda: outbox.bundle(now=make.at("2026-06-10", 9))] * 2)
        assert sum(bundled) == 3
        sent = at_once(*[lambda: outbox.send_due(now=make.at("2026-06-10", 11))] * 3)
        assert sum(sent) == 3
    assert sorted(one["To"] for one in box.letters) == [
        "ma@office.example",
        "qin@office.example",
        "wu@office.example",
    ]
