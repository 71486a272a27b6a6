"""Issued orders as papers: who may take one, what it says, and that it stays as it was."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import pytest
from docx import Document

from luoshi import clock
from luoshi.audit.queries import history_of
from luoshi.issuing.models import OrderPaper
from luoshi.matters import actions as matters
from luoshi.matters.models import Matter, Order
from luoshi.papers import faces
from tests import make
from tests.matters import stories
from tests.papers.measured import pages

pytestmark = pytest.mark.django_db
URGED = make.at("2026-06-03")


@pytest.fixture
def urged(monkeypatch) -> tuple[make.Cast, Order]:
    """A matter of the water bureau, urged by the office; its paper is not set yet."""
    monkeypatch.setattr(clock, "now", lambda: URGED)
    cast = make.cast()
    matter = stories.signed(cast)
    order = matters.urge(
        matter,
        text="外业进度滞后，请抓紧办理。",
        answer_by=dt.date(2026, 6, 9),
        by=cast.zhao,
        now=URGED,
    )
    return cast, order


def test_whoever_handles_the_matter_takes_the_paper_and_it_is_written_down(client, urged):
    cast, order = urged
    client.force_login(cast.wu)
    answer = client.get(f"/orders/{order.pk}/paper.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-SHA256"] == hashlib.sha256(answer.content).hexdigest()
    said = "".join(page.text for page in pages(answer.content))
    for words in (
        order.number,
        "外业进度滞后，请抓紧办理。",
        "2026年6月9日",
        "2026年6月3日",
        "回执",
    ):
        assert words in said
    event, kept, *_before = history_of(order)
    assert (event.type, event.by_name) == ("order.handed_out", str(cast.wu))
    assert (kept.type, kept.data["sha256"]) == ("order.paper_set", event.data["sha256"])
    assert event.data["sha256"] == answer["X-Content-SHA256"]


def test_a_stranger_is_told_that_there_is_nothing(client, urged):
    cast, order = urged
    client.force_login(cast.ding)
    for form in ("pdf", "docx"):
        assert client.get(f"/orders/{order.pk}/paper.{form}").status_code == 404
    assert not OrderPaper.objects.exists()


def test_what_changes_later_does_not_reach_a_paper_that_left(client, urged):
    cast, order = urged
    client.force_login(cast.wu)
    before = client.get(f"/orders/{order.pk}/paper.docx").content
    Matter.objects.filter(pk=order.matter_id).update(title="另一个题目")
    again = client.get(f"/orders/{order.pk}/paper.docx").content
    assert again == before
    assert OrderPaper.objects.get().size_bytes == len(before)
    assert "另一个题目" not in "".join(p.text for p in Document(io.BytesIO(again)).paragraphs)


def test_an_order_issued_on_its_page_is_set_at_once_and_offered_there(client, urged):
    cast, order = urged
    Order.objects.filter(pk=order.pk).update(
        state="prepared", number=None, issued_by=None, issued_at=None
    )
    client.force_login(cast.zhao)
    assert client.get(f"/orders/{order.pk}/paper.pdf").status_code == 404
    assert "paper.pdf" not in client.get(f"/orders/{order.pk}/").content.decode()
    client.post(f"/orders/{order.pk}/", {"text": "请抓紧。", "answer_by": "2026-06-10"})
    assert set(OrderPaper.objects.values_list("form", flat=True)) == {"pdf", "docx"}
    shown = client.get(f"/orders/{order.pk}/").content.decode()
    assert f"/orders/{order.pk}/paper.pdf" in shown and f"/orders/{order.pk}/paper.docx" in shown
    for stand_in in faces.here().stand_ins:
        assert f"{stand_in.wanted}用{stand_in.used}代替" in shown


def test_the_page_of_the_matter_offers_the_paper_too(client, urged):
    cast, order = urged
    client.force_login(cast.wu)
    shown = client.get(f"/matters/{order.matter_id}/").content.decode()
    assert f"/orders/{order.pk}/paper.pdf" in shown
