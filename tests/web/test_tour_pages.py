"""A tour as its pages plan it, note on it and tell of it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.issuing.models import Document
from luoshi.touring.models import FieldNote, TourQuestion, TourStop
from tests import make
from tests.touring import toured

pytestmark = pytest.mark.django_db
NOW = make.at("2026-05-20")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def rows(client, cast):
    client.force_login(cast.lin)
    return toured.tour(cast, now=NOW)


def text(client, path: str) -> str:
    return BeautifulSoup(client.get(path).content, "html.parser").get_text(" ", strip=True)


def test_a_tour_is_planned_by_forms_and_overlapping_hours_are_marked(client, cast):
    client.force_login(cast.lin)
    sent = {"name": "白沙行", "start_on": "2026-05-20", "end_on": "2026-05-21", "place": "白沙"}
    where = client.post("/tours/new/", sent).headers["Location"]
    for name, begins, ends in (("货场", "09:00", "11:00"), ("工地", "10:00", "12:00")):
        hours = {"begins": begins, "ends": ends, "on": "2026-05-20"}
        client.post(f"{where}stops/new/", {"name": name, "place": "白沙", **hours})
    assert TourStop.objects.count() == 2
    assert text(client, where).count("与另一站时间重叠") == 2
    assert "货场" in text(client, f"{where}itinerary/")


def test_a_note_taken_on_site_becomes_a_matter_with_one_press(client, cast, rows):
    path = f"/tours/{rows['tour'].pk}/note/"
    form = BeautifulSoup(client.get(path).content, "html.parser")
    token = form.select_one('input[name="token"]')["value"]
    chosen = form.select_one('select[name="stop"] option[selected]')["value"]
    sent = {"text": "三号便桥限重。", "kind": "problem", "stop": chosen, "token": token}
    client.post(path, sent)
    client.post(path, sent)
    note = FieldNote.objects.get(text="三号便桥限重。")
    assert note.stop == rows["stop"]
    answer = client.post(f"/tours/notes/{note.pk}/matter/")
    note.refresh_from_db()
    assert answer.headers["Location"] == f"/matters/{note.matter_id}/edit/"


def test_a_note_leads_to_a_commitment_that_begins_with_its_words(client, cast, rows):
    page = text(client, f"/commitments/new/?note={rows['note'].pk}")
    assert "渠道已挖通。" in page and "灌区工地" in page


def test_a_question_promised_by_a_day_says_so_and_wants_the_day(client, cast, rows):
    path = f"/tours/questions/{rows['question'].pk}/"
    assert client.post(path, {"result": "promised"}).status_code == 422
    client.post(
        path, {"result": "promised", "promised_on": "2026-05-28", "answering": cast.water.pk}
    )
    assert TourQuestion.objects.get().state == "promised"
    assert "承诺期限答复" in text(client, f"/tours/{rows['tour'].pk}/")


def test_the_report_is_drafted_once_from_stops_notes_and_questions(client, cast, rows):
    path = f"/tours/{rows['tour'].pk}/report/"
    first = client.post(path).headers["Location"]
    assert client.post(path).headers["Location"] == first
    said = str(Document.objects.get().versions.get().said)
    assert "渠道已挖通。" in said and "灌区工地" in said


def test_whoever_only_sees_a_tour_reads_it_and_plans_nothing(client, cast, rows):
    client.force_login(cast.wu)
    assert "灌区工地" in text(client, f"/tours/{rows['tour'].pk}/")
    assert client.get(f"/tours/{rows['tour'].pk}/note/").status_code == 403


def test_the_unit_that_was_asked_answers_itself_though_it_sees_no_more_of_the_tour(
    client, cast, rows
):
    path = f"/tours/questions/{rows['question'].pk}/"
    days = {"result": "promised", "promised_on": "2026-05-28", "answering": cast.land.pk}
    client.post(path, days)
    client.force_login(cast.ma)  # of the land bureau, which was not on the tour
    assert client.get(f"/tours/{rows['tour'].pk}/").status_code == 404
    assert client.get(path).status_code == 200
    client.post(path, {"result": "answered", "answer": "六月通水。"})
    assert TourQuestion.objects.get().answer == "六月通水。"
    client.force_login(cast.aiko)
    assert client.get(path).status_code == 404
