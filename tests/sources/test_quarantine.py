"""A file that the scanner cannot be asked about waits, opened by nobody, until a round has asked."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.cli.rounds import sweep_once
from luoshi.intake.models import Draft
from luoshi.intake.tasks import try_waiting
from luoshi.sources import quarantine
from luoshi.sources.files import scanner
from luoshi.sources.models import Incident, Quarantined, Source
from luoshi.values.errors import Unreadable
from tests import make
from tests.sources.test_scanner import CLEAN, LOOKS, SICK

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-02", 9)
AWAY = "import sys; sys.exit(2)"
MARKED = "机密★10年\n白杨行动的经费安排，会议要求抓紧落实。".encode("utf-16")


@pytest.fixture
def scan(tmp_path):
    """Set the words of the scanner; afterwards nobody is asked again."""

    def up(words: str, *, seconds: int = 20) -> None:
        program = tmp_path / "scan.py"
        program.write_text(words)
        scanner.use(f"{sys.executable} {program}", seconds=seconds, may_lack=False)

    yield up
    scanner.use("", seconds=60, may_lack=False)


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make.cast()


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(monkeypatch, settings, tmp_path):
    """A story's transaction never commits: what waits for that is done at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda deed: deed())
    kept = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = settings.STORAGES | {"default": kept}


def hand_in(client, who, data: bytes = CLEAN, name: str = "任务.txt"):
    client.force_login(who)
    return client.post(reverse("draft_new"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def row_shown(client, who) -> str:
    client.force_login(who)
    soup = BeautifulSoup(client.get(reverse("draft_list")).content, "html.parser")
    table = soup.select_one("section[aria-labelledby=waiting] tbody")
    return table.get_text(" ", strip=True) if table else ""


def bytes_kept() -> list[bytes]:
    root = Path(default_storage.location) / "quarantine"
    return [one.read_bytes() for one in root.glob("*")] if root.exists() else []


@pytest.mark.parametrize("words", [AWAY, "import time; time.sleep(30)"])
def test_a_file_waits_where_the_scanner_does_not_answer_and_is_read_when_it_does(
    client, cast, scan, words
):
    scan(words, seconds=1)
    answer = hand_in(client, cast.lin)
    assert answer.redirect_chain[-1][0] == reverse("draft_list")
    assert "已经收下，等待查毒" in answer.content.decode()
    assert not Source.objects.exists() and not Draft.objects.exists()
    assert "任务.txt" in row_shown(client, cast.lin) and "等待查毒" in row_shown(client, cast.lin)
    assert try_waiting(now=NOW).done == 0
    assert "等待查毒" in row_shown(client, cast.lin)
    scan(LOOKS)
    assert try_waiting(now=NOW + dt.timedelta(minutes=1)).done == 1
    draft = Draft.objects.get()
    assert (draft.opened_by, draft.source.held_by) == (cast.lin, cast.region)
    assert "施工用电" in draft.text
    assert "已读取" in row_shown(client, cast.lin)
    assert bytes_kept() == []
    client.force_login(cast.lin)
    assert client.get(reverse("source_file", args=[draft.source_id])).status_code == 200


def news_on_the_desk(client, who) -> str:
    """Return what the desk says of settled files, "" for nothing."""
    client.force_login(who)
    soup = BeautifulSoup(client.get(reverse("desk")).content, "html.parser")
    found = soup.select_one(f'a[href="{reverse("draft_list")}#waiting"]')
    return found.get_text(" ", strip=True) if found else ""


def test_the_desk_of_the_uploader_says_that_a_file_was_settled_until_she_looked(client, cast, scan):
    scan(AWAY)
    hand_in(client, cast.lin)
    hand_in(client, cast.lin, SICK, "另一份.txt")
    colleague = make.account(cast.region, "coordinator")
    assert news_on_the_desk(client, cast.lin) == "", "they still wait"
    scan(LOOKS)
    try_waiting(now=NOW + dt.timedelta(minutes=1))
    assert news_on_the_desk(client, colleague) == ""
    row_shown(client, colleague)
    assert "2" in news_on_the_desk(client, cast.lin)
    seen = row_shown(client, cast.lin)
    assert "已读取" in seen and "已删除" in seen
    assert news_on_the_desk(client, cast.lin) == "", "she has looked"
    assert "已读取" in row_shown(client, cast.lin), "and may look again"


def test_where_the_scanner_answers_or_there_is_none_nothing_waits(client, cast, scan):
    read_at_once = re.compile(r"/drafts/\d+/")
    assert read_at_once.match(hand_in(client, cast.lin).redirect_chain[-1][0])
    scan(LOOKS)
    answer = hand_in(client, cast.lin, "会议要求，各单位要抓紧落实征地。".encode())
    assert read_at_once.match(answer.redirect_chain[-1][0])
    assert Draft.objects.count() == 2
    assert not Quarantined.objects.exists() and row_shown(client, cast.lin) == ""


def test_what_waits_lies_encrypted_and_no_door_hands_it_out(client, cast, scan):
    scan(AWAY)
    hand_in(client, cast.lin)
    [kept] = bytes_kept()
    assert CLEAN not in kept and "施工用电".encode() not in kept
    row = Quarantined.objects.get()
    assert quarantine.content_of(row) == CLEAN
    for who in (cast.lin, cast.wu):
        client.force_login(who)
        for address in (
            reverse("source_file", args=[row.pk]),
            reverse("source_detail", args=[row.pk]),
            f"/{row.file.name}",
            f"/static/{row.file.name}",
            f"/static/../{row.file.name}",
            f"/files/{row.file.name}",
        ):
            assert client.get(address).status_code == 404, address


def test_only_its_uploader_is_shown_what_waits(client, cast, scan):
    scan(AWAY)
    hand_in(client, cast.lin)
    other = make.account(cast.region, "coordinator", name="程静")
    assert row_shown(client, other) == ""
    assert "任务.txt" in row_shown(client, cast.lin)


def test_what_turns_out_harmful_is_removed_and_the_guard_and_the_uploader_are_told(
    client, cast, scan
):
    guard = make.account(cast.region, "system_admin", name="程静")
    scan(AWAY)
    hand_in(client, cast.lin, SICK)
    scan(LOOKS)
    try_waiting(now=NOW)
    assert bytes_kept() == [] and not Source.objects.exists()
    assert "查出有害" in row_shown(client, cast.lin)
    incident = Incident.objects.get()
    assert (incident.grade, incident.who) == ("harmful", str(cast.lin))
    client.force_login(guard)
    page = client.get(reverse("incident_list")).content.decode()
    assert "有害文件" in page and "任务.txt" not in page
    assert Event.objects.filter(type="file.refused").count() == 1


def test_a_harmful_file_that_is_found_at_once_is_told_as_well(client, cast, scan):
    scan(LOOKS)
    assert hand_in(client, cast.lin, SICK).status_code == 422
    assert [one.grade for one in Incident.objects.all()] == ["harmful"]
    hand_in(client, cast.lin)
    assert Incident.objects.count() == 1


def test_a_secrecy_mark_that_only_reading_brings_to_light_leaves_not_even_the_name(
    client, cast, scan
):
    scan(AWAY)
    hand_in(client, cast.lin, MARKED, name="白杨行动.txt")
    assert Quarantined.objects.get().state == "waiting"
    scan(LOOKS)
    try_waiting(now=NOW)
    row = Quarantined.objects.get()
    assert (row.state, row.reason, row.file_name) == ("removed", "marked", "")
    assert [one.grade for one in Incident.objects.all()] == ["secret"]
    told = " ".join(str(vars(one)) for one in Event.objects.all())
    assert "file.put_aside" in told
    assert "白杨行动" not in told + row_shown(client, cast.lin)
    assert bytes_kept() == [] and not Source.objects.exists()


def test_what_cannot_be_read_or_whose_uploader_may_no_longer_is_removed_with_its_reason(
    client, cast, scan
):
    scan(AWAY)
    hand_in(client, cast.lin, b"\x89PNG\r\n\x1a\n" + b"\0" * 64, name="图.png")
    hand_in(client, make.account(cast.region, "coordinator", name="程静"))
    gone = Quarantined.objects.get(received_by__person__name="程静")
    gone.received_by.seats.all().delete()
    scan(LOOKS)
    assert try_waiting(now=NOW).done == 2
    reasons = Quarantined.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["unreadable", "denied"]
    assert not Source.objects.exists()


def test_the_same_file_waits_once_and_not_without_end(client, cast, scan):
    scan(AWAY)
    hand_in(client, cast.lin)
    hand_in(client, cast.lin)
    assert Quarantined.objects.count() == 1
    assert len(bytes_kept()) == 1
    late = NOW + quarantine.PATIENCE
    assert try_waiting(now=late - dt.timedelta(minutes=1)).done == 0
    assert try_waiting(now=late).done == 1
    assert Quarantined.objects.get().reason == "expired" and bytes_kept() == []


def test_nobody_fills_the_disk_with_what_waits(client, cast, scan, monkeypatch):
    monkeypatch.setattr(quarantine, "WAITING_MOST", 2)
    scan(AWAY)
    for n in range(3):
        answer = hand_in(client, cast.lin, f"会议要求，抓紧落实第{n}件事。".encode())
    assert answer.status_code == 422 and "没有响应" in answer.content.decode()
    assert Quarantined.objects.count() == 2
    with pytest.raises(Unreadable):
        quarantine.put_aside(
            data=b"x", file_name="x.txt", held_by=cast.region, by=cast.lin, now=NOW
        )


def test_of_two_rounds_at_once_one_tries_a_file(client, cast, scan):
    scan(AWAY)
    hand_in(client, cast.lin)
    [mine], [theirs] = quarantine.waiting(now=NOW), quarantine.waiting(now=NOW)
    assert quarantine.claim(mine, now=NOW) and not quarantine.claim(theirs, now=NOW)
    assert quarantine.waiting(now=NOW) == []
    assert quarantine.waiting(now=NOW + quarantine.CLAIM) == [mine]


def test_the_sweep_frees_what_waits_and_one_bad_file_stops_nothing(client, cast, scan):
    scan(AWAY)
    hand_in(client, cast.lin)
    hand_in(client, cast.lin, "会议要求，各单位要抓紧落实征地。".encode())
    first = Quarantined.objects.order_by("pk").first()
    default_storage.delete(first.file.name)
    scan(LOOKS)
    sweep = sweep_once(now=NOW)
    states = list(Quarantined.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["waiting", "freed"]
    assert f"quarantine {first.pk}" in str(sweep.trouble)


def test_the_database_refuses_a_file_that_is_neither_waiting_nor_settled(client, cast, scan):
    scan(AWAY)
    hand_in(client, cast.lin)
    rows = Quarantined.objects.all()
    for half in ({"state": "freed"}, {"state": "removed", "settled_at": NOW}, {"file": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**half)
    assert rows.get().state == "waiting"
