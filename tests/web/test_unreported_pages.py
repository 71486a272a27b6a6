"""Who has not reported, what waits to be received, the table as a workbook, the register as of a day."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from luoshi import clock
from luoshi.cli.sweep import sweep_once
from luoshi.issuing.models import Issue
from luoshi.progress import signing
from luoshi.progress.models import Report
from luoshi.projects import actions as projects
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-05")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def soup(client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def test_who_has_not_reported_stands_in_one_list_with_words_to_send(client):
    cast = make.cast()
    late, done = project(cast), project(cast, name="东干渠改造")
    report(done, "2026-05B", by=cast.ding, now=make.at("2026-06-01"))
    sweep_once(now=NOW)
    client.force_login(cast.lin)
    page = soup(client, "/reports/unreported/")
    assert [row.select_one("a").get_text() for row in page.select("tbody tr")] == [late.name]
    words = page.select_one("#words").get_text().strip()
    assert words.startswith("瀚北交通建设集团有限公司 丁立：请报送“青泉灌区改造”")
    assert words.endswith("，已逾期3天。")
    report(late, "2026-05B", by=cast.ding, now=NOW)
    assert "这一期没有未报的" in soup(client, "/reports/unreported/").get_text()


def test_a_report_that_only_waits_for_a_signature_is_not_reported_yet(client):
    cast = make.cast()
    made = project(cast)
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    report(made, "2026-05B", by=cast.ding, now=NOW)
    client.force_login(cast.lin)
    assert "待负责人签字" in soup(client, "/reports/unreported/").select_one("tbody").get_text()
    client.force_login(cast.aiko)  # of another company
    assert soup(client, "/reports/unreported/").select("tbody tr") == []


def test_the_office_receives_several_reports_with_one_click_and_leaves_the_doubtful_one(client):
    cast = make.cast()
    kept = [
        report(project(cast, name=name), "2026-05B", by=cast.ding, now=NOW)
        for name in ("青泉灌区改造", "东干渠改造", "北干渠改造")
    ]
    client.force_login(cast.lin)
    boxes = soup(client, "/reports/to-receive/").select("input[name=report]")
    assert len(boxes) == 3
    client.post("/reports/to-receive/", {"report": [kept[0].pk, kept[2].pk]})
    assert list(Report.objects.order_by("pk").values_list("state", flat=True)) == [
        "received",
        "handed-in",
        "received",
    ]


def test_who_receives_no_reports_cannot_receive_several(client):
    cast = make.cast()
    kept = report(project(cast), "2026-05B", by=cast.ding, now=NOW)
    client.force_login(cast.ding)
    assert client.get("/reports/to-receive/").status_code == 403
    client.post("/reports/to-receive/", {"report": [kept.pk]})
    assert Report.objects.get().state == "handed-in"


def test_the_table_of_half_months_is_handed_out_as_it_is_shown(client):
    cast = make.cast()
    late, excused = project(cast), project(cast, name="东干渠改造")
    sweep_once(now=NOW)
    signing.excuse(excused, window="2026-05B", reason="暴雪停工", by=cast.lin, now=NOW)
    client.force_login(cast.lin)
    answer = client.get("/reports/ledger.xlsx?state=missed")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    heading, line = rows[2], rows[3]
    assert len(rows) == 4 and line[heading.index("项目名称")] == late.name
    assert line[heading.index("2026年5月下半月")] == "逾期未报"
    assert line[heading.index("逾期未报期数")] == 1
    every = client.get("/reports/ledger.xlsx").content
    told = {cell.value for row in load_workbook(io.BytesIO(every)).active for cell in row}
    assert "免报：暴雪停工（林岚批准）" in told
    assert Issue.objects.filter(ledger="reports").count() == 2


def test_who_may_not_export_gets_no_table(client):
    cast = make.cast()
    client.force_login(make.account(cast.region, "reader"))
    assert client.get("/reports/ledger.xlsx").status_code == 403


def test_list_and_ledger_show_the_register_as_of_a_day(client):
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    projects.leave(made, exit="paused", on=dt.date(2026, 6, 1), reason="汛期", by=cast.lin, now=NOW)
    client.force_login(cast.lin)
    now_shown = soup(client, "/projects/").select_one("tbody").get_text()
    then_shown = soup(client, "/projects/?on=2026-05-20").select_one("#list").get_text()
    assert "暂停" in now_shown
    assert "暂停" not in then_shown and "2026年5月20日在册的项目" in then_shown
    assert soup(client, "/projects/?on=2026-05-03").select("tbody tr") == []
    for query, rows in (("on=2026-05-20&filed=out", 0), ("on=2026-06-02&filed=out", 1)):
        assert len(soup(client, f"/projects/?{query}").select("tbody tr")) == rows
    reached = {"reached_on": dt.date(2026, 5, 25), "evidence": "验收"}
    projects.reach_stage(made, stage="S09", **reached, by=cast.lin, now=NOW)
    for query, rows in (("on=2026-05-24&stage=S09", 0), ("on=2026-05-25&stage=S09", 1)):
        assert len(soup(client, f"/projects/?{query}").select("tbody tr")) == rows
    answer = client.get("/projects/ledger.xlsx?on=2026-05-20")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][0].startswith("截至2026-05-20，共1个项目")
    assert not rows[3][rows[2].index("退出情况")]


def test_projects_are_found_by_their_statutory_code_and_narrowed_by_its_state(client):
    cast = make.cast()
    made, other = project(cast), project(cast, name="东干渠改造")
    client.force_login(cast.lin)
    client.post(
        f"/projects/{made.pk}/approval/",
        {
            "version": "",
            "code": "2405-654202-04-01-123456",
            "authority": "青泉州发展改革委",
            "filed_on": "2024-05-10",
            "state": "filed",
        },
    )

    def names(query: str) -> list[str]:
        rows = soup(client, f"/projects/?{query}").select("tbody tr")
        return [row.select("td")[1].a.get_text() for row in rows]

    assert names("q=654202") == [made.name] == names("approval=filed")
    assert names("approval=none") == [other.name]
    assert names("plan=yes") == [] and len(names("plan=no")) == 2
