"""Half-month reports on the screen: the table, writing, correcting, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.cli.sweep import sweep_once
from luoshi.progress.models import Report
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db

SAID = {
    "stage": "S08",
    "progress": "完成渠首闸基础。",
    "invested_window": "120",
    "invested_year": "120",
    "invested_total": "1,320.5",
    "funds_arrived": "3.5亿元",
    "formalities": "",
    "problems": "",
    "next_steps": "",
    "coordination": "",
    "correction": "",
}


@pytest.fixture
def at(monkeypatch):
    """Let the doors believe that it is another day."""

    def believe(text: str, hour: int = 12) -> dt.datetime:
        now = make.at(text, hour)
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    return believe


def opened(client, address: str, account, *, status: int = 200) -> BeautifulSoup:
    client.force_login(account)
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def table(soup: BeautifulSoup) -> dict[str, list[str]]:
    return {
        row.find("th").find("a").text: [
            (cell.select_one(".light-word") or cell.select_one("span.quiet")).text[:4]
            for cell in row.select("td.cell")
        ]
        for row in soup.select(".matrix tbody tr")
    }


def test_the_first_report_is_written_in_ten_thousands_and_stored_in_yuan(client, at):
    now, cast = at("2026-06-01"), make.cast()
    made = project(cast)
    sweep_once(now=now)
    address = f"/projects/{made.pk}/reports/2026-05B/"
    soup = opened(client, address, cast.ding)
    assert "这是第一次报送" in soup.text
    assert soup.select_one("form.report-form")["data-keep"] == f"report-{made.pk}-2026-05B"
    answer = client.post(address, SAID)
    kept = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/reports/{kept.pk}/")
    assert (kept.invested_window, kept.invested_total, kept.funds_arrived) == (
        Decimal(1200000),
        Decimal(13205000),
        Decimal(350000000),
    )
    told = client.get(answer["Location"]).content.decode()
    assert "半月报已报送。" in told and "按时" in told
    assert f'data-kept-done="report-{made.pk}-2026-05B"' in told


def test_a_half_filled_form_comes_back_with_every_word_and_says_what_is_missing(client, at):
    at("2026-06-01")
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.ding)
    answer = client.post(f"/projects/{made.pk}/reports/2026-05B/", {"problems": "缺水泥三百吨"})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert soup.select_one("#id_problems").text.strip() == "缺水泥三百吨"
    assert "请填写。" in soup.select_one("#id_progress_error").text
    assert not Report.objects.exists()


def test_a_sum_that_is_no_sum_is_said_at_its_field(client, at):
    at("2026-06-01")
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.ding)
    answer = client.post(
        f"/projects/{made.pk}/reports/2026-05B/", SAID | {"invested_window": "很多"}
    )
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert "不是金额" in soup.select_one("#id_invested_window_error").text


def test_the_next_report_begins_with_the_last_and_shows_its_sums_beside(client, at):
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"), problems="缺水泥")
    at("2026-06-01")
    soup = opened(client, f"/projects/{made.pk}/reports/2026-05B/", cast.ding)
    assert soup.select_one("#id_problems").text.strip() == "缺水泥"
    assert soup.select_one("#id_invested_window").get("value") is None
    assert "上期 100 万元" in soup.text
    answer = client.post(
        f"/projects/{made.pk}/reports/2026-05B/",
        SAID
        | {
            "invested_window": "20",
            "invested_year": "",
            "invested_total": "",
            "funds_arrived": "0",
        },
    )
    assert answer.status_code == 303
    assert Report.objects.get(window="2026-05B").invested_total == Decimal(1200000)


def test_nothing_new_is_one_tick(client, at):
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    first = report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    at("2026-06-01")
    client.force_login(cast.ding)
    assert (
        client.post(f"/projects/{made.pk}/reports/2026-05B/", {"unchanged": "on"}).status_code
        == 303
    )
    same = Report.objects.get(window="2026-05B")
    assert (same.unchanged, same.progress, same.invested_window) == (True, first.progress, 0)


def test_before_the_windows_end_the_page_says_that_figures_are_expected_ones(client, at):
    at("2026-05-20")
    cast = make.cast()
    made = project(cast)
    assert (
        "数字按预计数标注"
        in opened(client, f"/projects/{made.pk}/reports/2026-05B/", cast.ding).text
    )
    at("2026-06-01")
    assert (
        "数字按预计数标注"
        not in opened(client, f"/projects/{made.pk}/reports/2026-05B/", cast.ding).text
    )


def test_of_two_colleagues_the_second_keeps_her_words_and_sees_who_was_first(client, at):
    now, cast = at("2026-06-01"), make.cast()
    made = project(cast)
    colleague = make.account(cast.builder, "handler", name="石磊")
    report(made, "2026-05B", by=colleague, now=now)
    client.force_login(cast.ding)
    answer = client.post(
        f"/projects/{made.pk}/reports/2026-05B/", SAID | {"problems": "缺水泥三百吨"}
    )
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 409
    assert "石磊已于2026年6月1日报送了本期半月报" in soup.text
    assert soup.select_one("#id_problems").text.strip() == "缺水泥三百吨"
    assert Report.objects.get().by == colleague


def test_a_window_that_is_reported_leads_to_its_report(client, at):
    now, cast = at("2026-06-01"), make.cast()
    made = project(cast)
    kept = report(made, "2026-05B", by=cast.ding, now=now)
    client.force_login(cast.ding)
    answer = client.get(f"/projects/{made.pk}/reports/2026-05B/")
    assert (answer.status_code, answer["Location"]) == (303, f"/reports/{kept.pk}/")


def test_only_the_reporting_unit_writes_and_a_stranger_finds_nothing(client, at):
    at("2026-06-01")
    cast = make.cast()
    address = f"/projects/{project(cast).pk}/reports/2026-05B/"
    assert opened(client, address, cast.ding)
    opened(client, address, cast.lin, status=403)
    opened(client, address, cast.aiko, status=404)
    opened(client, f"/projects/{Report.objects.count()}/reports/nonsense/", cast.ding, status=422)


def test_a_correction_needs_its_reason_and_leaves_the_old_edition_to_be_read(client, at):
    now, cast = at("2026-06-01"), make.cast()
    made = project(cast)
    old = report(made, "2026-05B", by=cast.ding, now=now)
    address = f"/reports/{old.pk}/correct/"
    assert opened(client, address, cast.ding).select_one("#id_invested_window")["value"] == "100"
    changed = SAID | {
        "invested_window": "100",
        "invested_year": "100",
        "invested_total": "100",
        "funds_arrived": "0",
    }
    assert client.post(address, changed).status_code == 422
    answer = client.post(address, changed | {"correction": "漏报闸基础"})
    new = Report.objects.get(is_current=True)
    assert (answer.status_code, new.edition, new.progress) == (303, 2, "完成渠首闸基础。")
    page = opened(client, f"/reports/{old.pk}/", cast.lin)
    assert "已被更正" in page.text and "漏报闸基础" in page.text
    assert page.select_one(f"a[href='/reports/{new.pk}/']")
    opened(client, address, cast.ding, status=409)
    opened(client, f"/reports/{new.pk}/correct/", cast.lin, status=403)
    opened(client, f"/reports/{new.pk}/", cast.aiko, status=404)


def test_the_table_shows_who_reported_when_and_leads_to_the_deed(client, at):
    cast = make.cast()
    one, two = (
        project(cast, on="2026-05-04", name="一号渠"),
        project(cast, on="2026-05-20", name="二号渠"),
    )
    first = report(one, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    report(one, "2026-05B", by=cast.ding, now=make.at("2026-06-09"))
    sweep_once(now=at("2026-06-15"))
    soup = opened(client, "/reports/", cast.lin)
    shown = table(soup)
    assert [shown["一号渠"][-3:], shown["二号渠"][-3:]] == [
        ["按时", "迟报", "待报"],
        ["—不需要", "逾期未报", "待报"],
    ]
    assert soup.select(f".matrix a[href='/reports/{first.pk}/']")
    assert not soup.select(".matrix a[href$='A/'], .matrix a[href$='B/']")
    assert [cell.text for cell in soup.select(".matrix tfoot td")][-3:] == ["1/1", "1/2", "0/2"]
    hers = opened(client, "/reports/", cast.ding)
    assert hers.select(f".matrix a[href='/projects/{two.pk}/reports/2026-05B/']")
    assert table(opened(client, "/reports/", cast.aiko)) == {}


def test_the_table_is_narrowed_by_the_address(client, at):
    cast = make.cast()
    one = project(cast, on="2026-05-04", name="一号渠")
    project(cast, on="2026-05-20", name="二号渠")
    report(one, "2026-05A", by=cast.ding, now=make.at("2026-05-18"))
    sweep_once(now=at("2026-05-25"))
    assert list(table(opened(client, "/reports/?state=in-time", cast.lin))) == ["一号渠"]
    assert list(table(opened(client, "/reports/?q=二号", cast.lin))) == ["二号渠"]
    assert len(table(opened(client, f"/reports/?unit={cast.builder.pk}", cast.lin))) == 2
    nothing = opened(client, "/reports/?state=missed", cast.lin)
    assert "没有符合条件的项目" in nothing.text
    before = opened(client, "/reports/?until=2026-05A", cast.lin)
    assert before.select(".matrix thead th")[-1].text.strip() == "5月上半月"
    assert before.select_one("#windows-later")["href"] == "/reports/?until=2026-08B"
    assert (
        "5月下半月"
        in opened(client, "/reports/?until=2031-01A", cast.lin).select(".matrix thead th")[-1].text
    )


def test_without_filed_projects_the_page_says_what_to_do(client, at):
    at("2026-05-25")
    cast = make.cast()
    assert "还没有备案的项目" in opened(client, "/reports/", cast.lin).text


def test_the_table_asks_the_database_a_fixed_number_of_times(
    client, at, django_assert_max_num_queries
):
    cast = make.cast()
    for n in range(12):
        project(cast, on="2026-05-04", name=f"{n}号渠")
    sweep_once(now=at("2026-05-25"))
    client.force_login(cast.ding)
    with django_assert_max_num_queries(30):
        client.get("/reports/")


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_pages_can_be_said_in_other_languages(client, at, language):
    now, cast = at("2026-06-01"), make.cast()
    made = project(cast)
    kept = report(made, "2026-05B", by=cast.ding, now=now)
    sweep_once(now=now)
    client.force_login(cast.ding)
    client.cookies["luoshi_language"] = language
    for address in (
        "/",
        "/reports/",
        f"/reports/{kept.pk}/",
        f"/projects/{made.pk}/reports/2026-06A/",
    ):
        assert client.get(address).status_code == 200


def test_a_correction_that_leaves_the_next_report_behind_says_so(client, at):
    cast = make.cast()
    made = project(cast, on="2026-05-04")
    first = report(made, "2026-05A", by=cast.ding, now=make.at("2026-05-18"), wan=100)
    report(made, "2026-05B", by=cast.ding, now=make.at("2026-06-01"), wan=50)
    at("2026-06-02")
    client.force_login(cast.ding)
    said = SAID | {
        "invested_window": "130",
        "invested_year": "130",
        "invested_total": "130",
        "funds_arrived": "0",
        "correction": "漏报设备款",
    }
    answer = client.post(f"/reports/{first.pk}/correct/", said)
    told = client.get(answer["Location"]).content.decode()
    assert "应为180万元，请一并核对更正" in told


def test_a_report_that_reached_a_stage_offers_its_milestone_to_who_may_record_it(client, at):
    at("2026-06-01")
    cast = make.cast()
    made = project(cast)
    kept = report(made, "2026-05B", by=cast.ding, now=make.at("2026-06-01"), stage="S09")
    assert "登记阶段节点" not in opened(client, f"/reports/{kept.pk}/", cast.ding).text
    soup = opened(client, f"/reports/{kept.pk}/", cast.lin)
    form = soup.find("form", action=f"/projects/{made.pk}/stage/")
    assert form.select_one("#id_reached_on")["value"] == "2026-05-31"
    sent = {"stage": "S09", "reached_on": "2026-05-31", "evidence": "竣工验收意见书"}
    assert client.post(form["action"], sent).status_code == 303
    assert "登记阶段节点" not in opened(client, f"/reports/{kept.pk}/", cast.lin).text
