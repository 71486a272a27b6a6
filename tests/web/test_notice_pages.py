"""Notices on the screen: read, put off, one click from a mail; orders and decisions let go by people."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest

from luoshi import clock
from luoshi.audit.queries import history_of
from luoshi.matters.models import Order
from luoshi.notices import tasks, tokens
from luoshi.notices.models import Decision, Message, Notice
from luoshi.owed.models import Obligation
from tests import make
from tests.matters import stories
from tests.notices.owing import debt

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    def believe(day: str) -> dt.datetime:
        monkeypatch.setattr(clock, "now", lambda: make.at(day))
        return make.at(day)

    return believe


def late(day: str, at):
    """A matter, signed, whose end is long overdue on a day; and the sweep of that day."""
    cast = make.cast()
    matter = stories.signed(cast)
    Obligation.objects.exclude(kind="finish").delete()
    tasks.remind(now=at(day))
    return cast, matter


def test_she_reads_one_and_puts_another_off(client, at):
    cast, now = make.cast(), at("2026-06-10")
    debt(cast, key="1", title="修复干渠")
    debt(cast, key="2", title="报送方案")
    tasks.remind(now=now)
    client.force_login(cast.wu)
    first, second = Notice.objects.order_by("pk")
    assert client.get("/notices/").content.decode().count("noticed-what") == 2

    client.post(f"/notices/{first.pk}/read/")
    refused = client.post(f"/notices/{second.pk}/later/", {"to": "2026-06-01", "reason": "等批复"})
    assert refused.status_code == 422
    client.post(f"/notices/{second.pk}/later/", {"to": "2026-06-12", "reason": "等批复"})
    shown = client.get("/notices/").content.decode()
    assert "没有未读提醒" in shown and "另有 1 条改日再提醒" in shown
    at("2026-06-12")
    assert "报送方案" in client.get("/notices/").content.decode()
    assert "修复干渠" in client.get("/notices/?show=all").content.decode()


def test_a_link_leads_through_the_door_to_the_very_page_and_to_nobody_else(client, at):
    cast, matter = late("2026-06-30", at)
    notice = Notice.objects.filter(person=cast.wu.person).first()
    link = f"/go/{tokens.token_of(notice, now=make.at('2026-06-30'))}/"
    assert client.get(link).url == f"/login/?next={quote(link)}"

    client.force_login(cast.ma)
    stranger, nobody = client.get(link), client.get("/go/made-up/")
    assert (stranger.status_code, nobody.status_code) == (404, 404)
    assert Notice.objects.get(pk=notice.pk).read_at is None

    client.force_login(cast.wu)
    assert client.get(link).url == f"/matters/{matter.pk}/"
    assert Notice.objects.get(pk=notice.pk).read_at == make.at("2026-06-30")
    at("2026-08-01")
    over = client.get(link)
    assert over.status_code == 410 and "我的待办" in over.content.decode()


def test_the_supervisor_changes_the_words_and_issues_or_drops_what_the_ladder_prepared(client, at):
    cast, matter = late("2026-07-08", at)  # six working days late: both papers are prepared
    urge, supervise = Order.objects.order_by("kind")[::-1]
    client.force_login(cast.wu)
    assert client.get("/orders/").status_code == 404
    client.force_login(cast.zhao)
    assert "2</strong> 催办单、督办通知单待签发" in client.get("/").content.decode()
    given = {"text": "请于周五前说明。", "answer_by": "2026-07-01"}
    assert client.post(f"/orders/{urge.pk}/", given).status_code == 422
    client.post(f"/orders/{urge.pk}/", given | {"answer_by": "2026-07-10"})
    client.post(f"/orders/{supervise.pk}/drop/", {"note": "已当面沟通"})
    urge.refresh_from_db()
    assert (urge.number, urge.text) == ("催〔2026〕1号", "请于周五前说明。")
    assert Notice.objects.filter(order=urge, person=cast.wu.person).exists()
    assert "催〔2026〕1号" in client.get(f"/matters/{matter.pk}/").content.decode()
    assert "已当面沟通" in client.get(f"/orders/{supervise.pk}/").content.decode()


def test_a_leader_decides_with_a_reason_and_the_matter_tells_it(client, at):
    cast, matter = late("2026-07-22", at)
    circular = Decision.objects.get(rung=6)
    address = f"/escalations/{circular.pk}/"
    client.force_login(cast.zhao)
    assert client.post(address, {"says": "yes", "reason": "严重"}).status_code == 403
    client.force_login(cast.han)
    assert client.post(address, {"says": "yes", "reason": ""}).status_code == 422
    client.post(address, {"says": "yes", "reason": "两次催办未果"})
    assert "须另行发文办理" in client.get(address).content.decode()
    circular.refresh_from_db()
    assert (circular.state, circular.decided_by) == ("yes", cast.han)
    assert client.post(address, {"says": "no", "reason": "再等"}).status_code == 409
    event = history_of(matter).first()
    assert (event.type, event.by_name) == ("escalation.approved", "韩卓")
    assert "两次催办未果" in client.get(f"/matters/{matter.pk}/").content.decode()


def test_whoever_looks_after_the_mail_sees_what_failed_and_who_is_missing(client, at):
    cast, now = make.cast(), at("2026-06-11")
    debt(cast, debtor=make.person("外聘专家", unit=cast.water))
    tasks.remind(now=now)
    Message.objects.create(
        person=cast.wu.person,
        channel="mail",
        slot="2026-06-11",
        state="failed",
        token="a",
        made_at=now,
        due_at=now,
        error="550 no such box",
    )
    client.force_login(cast.wu)
    assert client.get("/outbox/").status_code == 404
    client.force_login(cast.lin)
    shown = client.get("/outbox/").content.decode()
    assert "没有设置邮件服务器" in shown and "550 no such box" in shown
    assert "青泉州水利局" in shown and "承办人" in shown
    client.post(f"/outbox/{Message.objects.get().pk}/retry/")
    assert Message.objects.get().state == "waiting"
