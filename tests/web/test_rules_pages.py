"""What holds and why, a year's days with their papers, and what another rule set would change."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi import clock, policy
from luoshi.orgs.models import Unit
from luoshi.owed.models import Obligation
from luoshi.progress import tasks
from luoshi.values.civil import civil_day
from tests import make
from tests.progress.filed import project

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").split())


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def lin(client, cast):
    client.force_login(cast.lin)
    return client


def limits(old="", new="") -> SimpleUploadedFile:
    said = (policy.directory() / "limits.toml").read_text("utf-8")
    assert old in said
    return SimpleUploadedFile("改后.toml", said.replace(old, new, 1).encode())


# --- the rules of today


def test_everybody_sees_which_rules_hold_and_on_which_paper(client, cast):
    client.force_login(cast.wu)
    seen = text(client.get(reverse("rules_today")))
    rules = policy.current().rules_on(civil_day(clock.now()))
    assert rules.name in seen and rules.basis in seen
    assert "交办之后签收 1个工作日" in seen
    assert "特急事项交办之后签收 4个工作小时" in seen
    assert "逾期第1个工作日，之后每3个工作日一次 2 提醒承办人和单位负责人" in seen
    assert "3 催办单 承办人、单位负责人 催办单 由人批准后" in seen


def test_every_page_leads_there(lin):
    assert reverse("rules_today") in lin.get(reverse("desk")).content.decode()


# --- a year


def test_a_year_shows_holidays_and_days_worked_in_words_with_the_paper(lin):
    seen = text(lin.get(reverse("calendar_year"), {"calendar": "china", "year": 2026}))
    assert "国办发明电〔2025〕7号" in seen
    assert "2026-02-15 – 2026-02-23 放假 春节" in seen
    assert "2026-02-28 上班" in seen
    assert "9 班 调休上班" in seen
    assert "尚未公布" not in seen


def test_a_year_not_announced_says_so_and_counts_only_as_a_guess(lin):
    seen = text(lin.get(reverse("calendar_year"), {"calendar": "china", "year": 2027}))
    assert "2027年的放假安排尚未公布" in seen
    assert "个工作日（推算）" in seen
    assert "4 ? 上班 未公布" in seen


def test_a_paper_whose_number_is_missing_is_said_to_be_missing(lin):
    seen = text(lin.get(reverse("calendar_year"), {"calendar": "china", "year": 2008}))
    assert "文号待补" in seen


def test_a_region_shows_its_own_days_and_where_its_notice_is_missing(lin):
    address = reverse("calendar_year")
    known = text(lin.get(address, {"calendar": "xinjiang", "year": 2025}))
    assert "2025-06-06 – 2025-06-10 放假 古尔邦节 新疆维吾尔自治区" in known
    assert "2025年5月1日起 10:00–14:00、16:00–20:00" in known
    assert "自治区人民政府令第174号 当年通知： 文号待补" in known
    missing = text(lin.get(address, {"calendar": "xinjiang", "year": 2026}))
    assert "新疆维吾尔自治区 2026年自定的节假日未公布或未核实" in missing
    assert "古尔邦节" not in missing


def test_what_is_owed_on_a_guessed_day_is_counted(lin, owed):
    address = reverse("calendar_year")
    assert "落在未公布的安排上" not in text(lin.get(address))
    Obligation.objects.update(confirmed=False)
    assert "有 1 项待办的期限落在未公布的安排上" in text(lin.get(address))


def test_what_is_no_year_shows_this_one_and_says_what_is_wrong(lin):
    answer = lin.get(reverse("calendar_year"), {"calendar": "mars", "year": "soon"})
    assert answer.status_code == 200
    assert f"全国 {civil_day(clock.now()).year}年日历" in text(answer)


# --- of units


def test_a_unit_is_given_the_calendar_of_its_region(lin, cast):
    address = reverse("unit_calendars")
    answer = lin.post(address, {"unit": "青泉州人民政府", "calendar": "xinjiang"}, follow=True)
    assert "青泉州人民政府 新疆维吾尔自治区" in text(answer)
    assert Unit.objects.get(pk=cast.prefecture.pk).calendar == "xinjiang"


def test_who_does_not_keep_the_directory_only_looks(client, cast):
    client.force_login(cast.wu)
    address = reverse("unit_calendars")
    assert "为单位选定日历" not in text(client.get(address))
    refused = client.post(address, {"unit": "青泉州人民政府", "calendar": "xinjiang"})
    assert refused.status_code == 403
    assert Unit.objects.get(pk=cast.prefecture.pk).calendar == ""


def test_her_own_units_calendar_comes_first(lin, cast):
    Unit.objects.filter(pk=cast.region.pk).update(calendar="xinjiang")
    assert "新疆维吾尔自治区" in text(lin.get(reverse("calendar_year"))).split("日历")[0]


def test_a_calendar_whose_file_is_gone_is_shown_as_gone(lin, cast):
    Unit.objects.filter(pk=cast.prefecture.pk).update(calendar="closed-mine")
    assert "“closed-mine”的文件不见了" in text(lin.get(reverse("unit_calendars")))


# --- a trial


@pytest.fixture
def owed(cast):
    """One report that is owed for the running window."""
    now = clock.now()
    project(cast, on=f"{civil_day(now)}")
    tasks.open_windows(now=now)
    return Obligation.objects.get()


def test_a_trial_tells_how_many_would_differ_lists_them_and_changes_nothing(lin, owed):
    changed = limits("grace_days = 2", "grace_days = 9")
    answer = lin.post(reverse("rules_trial"), {"rules": "uploaded", "file": changed})
    seen = text(answer)
    assert "1 项待办中有 1 项会不同 ：期限不同 1 项" in seen
    assert owed.title in seen
    assert "报告期结束后第2个日历日 报告期结束后第9个日历日" in seen
    again = Obligation.objects.get()
    assert (again.due_on, again.light) == (owed.due_on, owed.light)
    assert policy.current().rules_on(dt.date(2026, 5, 17)).report.grace_days == 2


def test_a_trial_of_the_same_rules_finds_no_difference(lin, owed):
    seen = text(lin.post(reverse("rules_trial"), {"rules": "0"}))
    assert "1 项待办中有 0 项会不同" in seen
    assert "与现行规则相同" in seen


def test_a_trial_counts_only_what_she_may_see(client, cast, owed):
    client.force_login(cast.wu)
    changed = limits("grace_days = 2", "grace_days = 9")
    seen = text(client.post(reverse("rules_trial"), {"rules": "uploaded", "file": changed}))
    assert "0 项待办中有 0 项会不同" in seen
    assert owed.title not in seen


def test_a_mistake_in_the_file_is_told_with_line_and_key(lin):
    wrong = limits('roll = "later"', 'roll = "next"')
    answer = lin.post(reverse("rules_trial"), {"rules": "uploaded", "file": wrong})
    assert answer.status_code == 422
    assert "rule_set.第1项.report.roll：应为earlier" in text(answer)


def test_a_trial_of_a_file_wants_the_file(lin):
    answer = lin.post(reverse("rules_trial"), {"rules": "uploaded"})
    assert "请选择要试算的规则文件" in text(answer)


def test_the_number_of_queries_of_a_trial_does_not_grow_with_the_rows(lin, cast, owed):
    def asked() -> int:
        changed = limits("grace_days = 2", "grace_days = 9")
        with CaptureQueriesContext(connection) as asked:
            lin.post(reverse("rules_trial"), {"rules": "uploaded", "file": changed})
        return len(asked)

    asked()  # the first one finds nothing remembered yet
    few = asked()
    for n in range(5):
        project(cast, on=f"{civil_day(clock.now())}", name=f"第{n}渠")
    tasks.open_windows(now=clock.now())
    assert asked() == few < 45


def test_the_page_says_what_is_asked_of_projects_and_on_which_paper(client):
    client.force_login(make.cast().wu)
    told = client.get("/rules/").content.decode()
    assert "满18个月、22个月、24个月" in told and "第十五条" in told
    assert "计划总投资500 万元及以上，开工后1个月内" in told
