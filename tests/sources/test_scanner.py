"""The office's own scanner decides before a file is opened: a real small program here."""

from __future__ import annotations

import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.sources.files import scanner, text_of
from luoshi.sources.models import Source
from luoshi.values.errors import Unreadable
from tests import make

CLEAN = "会议要求，各单位要抓紧落实施工用电。".encode()
SICK = "会议要求，各单位要抓紧落实。EICAR-LIKE".encode()


@pytest.fixture
def scan(tmp_path):
    """Set a scanner up from the words of a small program; afterwards nobody is asked again."""

    def up(words: str, *, seconds: int = 20, may_lack: bool = False) -> None:
        program = tmp_path / "scan.py"
        program.write_text(words)
        scanner.use(f"{sys.executable} {program}", seconds=seconds, may_lack=may_lack)

    yield up
    scanner.use("", seconds=60, may_lack=False)


LOOKS = "import sys; sys.exit(b'EICAR-LIKE' in open(sys.argv[1], 'rb').read())"


def test_an_infected_file_is_refused_before_it_is_opened_and_a_clean_one_read(scan):
    scan(LOOKS)
    with pytest.raises(Unreadable) as refusal:
        text_of(SICK, "任务.txt")
    assert refusal.value.code == "file-infected"
    assert "施工用电" in text_of(CLEAN, "任务.txt").text


@pytest.mark.parametrize("words", ["import sys; sys.exit(2)", "import time; time.sleep(30)"])
def test_a_scanner_that_cannot_be_asked_lets_nothing_in_unless_the_office_says_so(scan, words):
    scan(words, seconds=1)
    with pytest.raises(Unreadable) as refusal:
        text_of(CLEAN, "任务.txt")
    assert refusal.value.code == "scanner-away"
    scan(words, seconds=1, may_lack=True)
    assert "施工用电" in text_of(CLEAN, "任务.txt").text


def test_without_a_scanner_nobody_is_asked():
    assert "EICAR" in text_of(SICK, "任务.txt").text


@pytest.mark.django_db
def test_an_infected_upload_leaves_nothing_and_says_what_to_do(client, scan):
    cast = make.cast()
    client.force_login(cast.lin)
    scan(LOOKS)
    answer = client.post(reverse("draft_new"), {"file": SimpleUploadedFile("任务.txt", SICK)})
    assert answer.status_code == 422
    assert "病毒" in answer.content.decode()
    assert not Source.objects.exists()
    answer = client.post(reverse("draft_new"), {"file": SimpleUploadedFile("任务.txt", CLEAN)})
    assert answer.status_code == 303


@pytest.mark.django_db
def test_a_file_is_handed_out_so_that_no_browser_runs_or_keeps_it(client):
    cast = make.cast()
    client.force_login(cast.lin)
    page = "<html><body><script>alert(1)</script><p>会议要求，各单位要抓紧落实。</p></body></html>"
    client.post(reverse("draft_new"), {"file": SimpleUploadedFile("任务.html", page.encode())})
    answer = client.get(reverse("source_file", args=[Source.objects.get().pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    desk = client.get(reverse("desk"))
    assert "script-src 'self'" in desk["Content-Security-Policy"]
    assert "unsafe-inline" not in desk["Content-Security-Policy"]
    assert "camera=()" in desk["Permissions-Policy"]
    assert desk["Cross-Origin-Opener-Policy"] == "same-origin"
    assert desk["Referrer-Policy"] == "same-origin"
