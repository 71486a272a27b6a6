"""The Excel slip: out, filled in, back into the form, and nothing saved until it is sent."""

from __future__ import annotations

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.progress.models import Report
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
SAID = {
    "形象进度": "渠首闸基础浇筑完成。",
    "形象阶段": "在建",
    "本期完成投资": "0.02亿元",
    "本年完成投资": "200",
    "累计完成投资": "200",
    "累计到位资金": 150.5,
}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-06-01"))


def slip(client, address: str, said: dict[str, object], *, key: str = "") -> SimpleUploadedFile:
    """Return the slip of ``address`` as an office fills it in and saves it."""
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}slip.xlsx").content))
    sheet = book.active
    assert sheet.column_dimensions["D"].hidden
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in said:
            row[1].value = said[row[0].value]
    if key:
        sheet["D1"] = key
    memory = io.BytesIO()
    book.save(memory)
    return SimpleUploadedFile("slip.xlsx", memory.getvalue())


def back(client, address: str, upload) -> tuple[int, BeautifulSoup]:
    answer = client.post(f"{address}slip/", {"slip": upload})
    return answer.status_code, BeautifulSoup(answer.content, "html.parser")


def test_a_filled_slip_fills_the_form_and_is_handed_in_only_by_sending_that(client):
    cast = make.cast()
    address = f"/projects/{project(cast).pk}/reports/2026-05B/"
    client.force_login(cast.ding)
    filled = slip(client, address, SAID)
    before = Event.objects.count()
    status, soup = back(client, address, filled)
    assert status == 200 and "还没有报送" in soup.text
    assert not Report.objects.exists() and Event.objects.count() == before
    form = soup.select_one("form.report-form")
    assert not form.select(".field-error")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    sent |= {one["name"]: one.text.lstrip("\n") for one in form.select("textarea")}
    sent["stage"] = form.select_one("option[selected]")["value"]
    assert client.post(form["action"], sent).status_code == 303
    kept = Report.objects.get()
    assert (kept.stage, kept.invested_window, kept.funds_arrived) == ("S08", 2_000_000, 1_505_000)


def test_what_handing_in_would_refuse_is_told_at_the_fields_at_once(client):
    cast = make.cast()
    made = project(cast)
    address = f"/projects/{made.pk}/reports/2026-06A/"
    report(made, "2026-05B", by=cast.ding, now=make.at("2026-06-01"), wan=500)
    client.force_login(cast.ding)
    status, soup = back(client, address, slip(client, address, SAID))
    assert status == 200
    assert "减少" in soup.select_one("#id_invested_total_error").text
    assert Report.objects.count() == 1


def test_a_wrong_an_altered_and_a_broken_slip_say_what_is_wrong(client):
    cast = make.cast()
    one, other = project(cast), project(cast, name="二号渠")
    address = f"/projects/{one.pk}/reports/2026-05B/"
    client.force_login(cast.ding)
    foreign = slip(client, f"/projects/{other.pk}/reports/2026-05B/", SAID)
    altered = slip(client, address, SAID, key=f"luoshi-slip|1|{one.pk}:2026-05B:made-up")
    bare = slip(client, address, SAID, key=" ")
    broken = SimpleUploadedFile("slip.xlsx", b"PK\x03\x04 no workbook")
    for upload, said in (
        (foreign, "另一个项目"),
        (altered, "已被改动"),
        (bare, "不是本系统的填报表"),
        (broken, ""),
    ):
        status, soup = back(client, address, upload)
        assert (status, said in soup.select_one(".notice-error").text) == (422, True)
    assert client.post(f"{address}slip/").status_code == 422
    assert not Report.objects.exists()


def test_a_problem_in_a_report_becomes_a_matter_with_one_click(client):
    cast = make.cast()
    made = project(cast)
    kept = report(
        made,
        "2026-05B",
        by=cast.ding,
        now=make.at("2026-06-01"),
        problems="取土场用地未批；缺炸药指标",
    )
    client.force_login(cast.lin)
    soup = BeautifulSoup(client.get(f"/reports/{kept.pk}/").content, "html.parser")
    offered = [one for one in soup.select(".raised form") if one["action"].endswith("/raise/")]
    asked = [one.select_one("[name=text]")["value"] for one in offered]
    assert asked == ["取土场用地未批", "缺炸药指标"]
    answer = client.post(offered[0]["action"], {"text": asked[0]}, follow=True)
    draft = BeautifulSoup(answer.content, "html.parser")
    assert draft.select_one("#id_title")["value"] == "取土场用地未批"
    assert draft.select_one("#id_project option[selected]").text == made.name
    client.force_login(cast.ding)
    soup = BeautifulSoup(client.get(f"/reports/{kept.pk}/").content, "html.parser")
    assert not soup.select('.raised form[action$="/raise/"]')


def test_the_record_says_who_took_a_slip_along(client):
    cast = make.cast()
    made = project(cast)
    address = f"/projects/{made.pk}/reports/2026-05B/slip.xlsx"
    client.force_login(cast.qin)
    assert client.get(address).status_code in (403, 404)
    assert not Event.objects.filter(type="report.slip_handed_out").exists()
    client.force_login(cast.ding)
    assert client.get(address).status_code == 200
    event = Event.objects.get(type="report.slip_handed_out")
    assert (event.subject_label, event.by_name) == (made.name, cast.ding.person.name)
    page = client.get(f"/projects/{made.pk}/").content.decode()
    assert "下载2026年5月下半月半月报的填报表" in page
