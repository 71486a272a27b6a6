"""Lights on the screen: three and the worst, why, what was before, and a hand that moves one for a while."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi import clock, policy
from luoshi.cli.sweep import sweep_once
from luoshi.standing.models import Adjustment
from tests import make
from tests.matters import stories
from tests.progress import filed

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-03")  # the report for the second half of May is missing


@pytest.fixture
def cast(monkeypatch) -> make.Cast:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make.cast()


@pytest.fixture
def project(cast):
    made = filed.project(cast)
    sweep_once(now=NOW)
    return made


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def text(answer) -> str:
    return " ".join(soup(answer).get_text(" ").split())


def page_of(client, account, project, name="project_detail") -> BeautifulSoup:
    client.force_login(account)
    return soup(client.get(reverse(name, args=[project.pk])))


def lamps(page: BeautifulSoup) -> dict[str, str]:
    names = [next(one.stripped_strings) for one in page.select("dl.lamps dt")][:-1]
    words = [one.get_text() for one in page.select("dl.lamps dd .light-word")]
    return dict(zip(names, words, strict=True))


def test_a_project_shows_three_lights_the_worst_and_why(client, cast, project):
    page = page_of(client, cast.lin, project)
    assert lamps(page) == {
        "综合灯": "缺报",
        "时限灯": "不亮灯",
        "进度灯": "不亮灯",
        "报送灯": "缺报",
    }
    reasons = [one.get_text() for one in page.select("dl.lamps .light-reason")]
    assert reasons == [
        "1期半月报逾期未报：2026年5月下半月",
        "没有未到达的计划节点",
        "2026年没有年度计划，无法比较",
        "1期半月报逾期未报：2026年5月下半月",
    ]
    assert page.select_one(".state-line .light-word").get_text() == "缺报"
    said = page.get_text()
    assert "从未亮过红灯" in said
    assert "报送灯由不亮灯变为黄灯" in said
    assert "人工调整" not in said  # a coordinator may not


def test_a_matter_shows_them_too_and_a_draft_has_none(client, cast):
    matter = stories.signed(cast)
    assert lamps(page_of(client, cast.wu, matter, "matter_detail")) == {
        "综合灯": "缺反馈",
        "时限灯": "正常",
        "进度灯": "不亮灯",
        "报送灯": "缺反馈",
    }
    draft = stories.drafted(cast, title="另一件")
    assert page_of(client, cast.lin, draft, "matter_detail").select("dl.lamps") == []


def test_a_supervisor_moves_the_light_of_a_project_and_takes_it_back(client, cast, project):
    page = page_of(client, cast.zhao, project)
    choices = [one["value"] for one in page.select("input[name=became]")]
    assert choices == ["green", "orange"]
    sent = {"became": "green", "reason": "纸质件已收到", "until": "2026-06-15"}
    answer = client.post(reverse("project_light", args=[project.pk]), sent, follow=True)
    assert "已人工调整亮灯" in text(answer)
    assert lamps(soup(answer))["综合灯"] == "正常"
    assert "人工调灯：由黄灯调整为绿灯，至2026-06-15，理由：纸质件已收到" in text(answer)
    assert "赵启明 人工调整，到 2026年6月15日 自动恢复" in text(answer).replace(
        "启明人工", "启明 人工"
    )
    green = client.get(reverse("project_list"), {"light": "green"})
    assert project.name in text(green)
    answer = client.post(reverse("project_light_end", args=[project.pk]), follow=True)
    assert lamps(soup(answer))["综合灯"] == "缺报"


def test_a_supervisor_moves_the_light_of_a_matter_and_a_refusal_keeps_what_was_typed(client, cast):
    matter = stories.signed(cast)
    client.force_login(cast.zhao)
    address = reverse("matter_light", args=[matter.pk])
    wrong = client.post(address, {"became": "green", "reason": "现场看过", "until": "2026-07-01"})
    assert wrong.status_code == 422
    assert "应在今天至2026年6月30日（下一报告期结束）之间" in text(wrong)
    assert soup(wrong).select_one("textarea[name=reason]").get_text(strip=True) == "现场看过"
    client.post(address, {"became": "green", "reason": "现场看过", "until": "2026-06-30"})
    assert lamps(page_of(client, cast.zhao, matter, "matter_detail"))["综合灯"] == "正常"
    client.post(reverse("matter_light_end", args=[matter.pk]))
    assert lamps(page_of(client, cast.zhao, matter, "matter_detail"))["综合灯"] == "缺反馈"


def test_whoever_may_not_is_refused_at_the_door_as_well(client, cast, project):
    sent = {"became": "green", "reason": "都办好了", "until": "2026-06-15"}
    for account in (cast.ding, cast.lin):
        client.force_login(account)
        answer = client.post(reverse("project_light", args=[project.pk]), sent)
        assert answer.status_code == 403
    client.force_login(cast.wu)  # a stranger to this project
    assert client.post(reverse("project_light", args=[project.pk]), sent).status_code == 404
    assert Adjustment.objects.count() == 0


def test_the_list_narrows_by_the_combined_light(client, cast, project):
    late = filed.project(cast, name="多期未报", on="2026-04-01")
    sweep_once(now=NOW)
    client.force_login(cast.lin)
    for colour, names in {"red": [late.name], "yellow": [project.name], "green": []}.items():
        page = soup(client.get(reverse("project_list"), {"light": colour}))
        assert [one.get_text() for one in page.select("#list tbody a")] == names
    worst_first = soup(client.get(reverse("project_list"), {"sort": "light"}))
    assert [one.get_text() for one in worst_first.select("#list tbody a")][0] == late.name


@pytest.mark.parametrize("name", ["project_list", "matter_list"])
def test_a_longer_list_asks_the_database_no_more_often(client, cast, name):
    client.force_login(cast.lin)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    filed.project(cast)
    stories.signed(cast)
    sweep_once(now=NOW)
    queries()
    few = queries()
    for n in range(8):
        filed.project(cast, name=f"灌区{n}")
        stories.signed(cast, title=f"勘界{n}")
    sweep_once(now=NOW)
    assert queries() == few


def test_the_rules_say_when_the_new_lights_turn_and_a_trial_says_how_many_would(
    client, cast, project
):
    client.force_login(cast.lin)
    seen = text(client.get(reverse("rules_today")))
    assert "落后计划10个百分点及以上亮黄灯，超过30个百分点亮红灯" in seen
    assert "逾期未报1期亮黄灯，2期亮红灯" in seen
    told = (policy.directory() / "limits.toml").read_text("utf-8")
    stricter = told.replace("missed_red = 2", "missed_red = 1").encode()
    file = SimpleUploadedFile("limits.toml", stricter)
    answer = client.post(reverse("rules_trial"), {"rules": "uploaded", "file": file})
    row = soup(answer).select_one("section[aria-labelledby=lamps] tbody tr")
    assert [one.get_text() for one in row.select("td")] == ["项目", "1", "0", "1"]


@pytest.mark.parametrize(
    ("was", "wrong", "says"),
    [
        ("gap_yellow = 10", "gap_yellow = 40", "不能大于gap_red"),
        ("missed_yellow = 1", "missed_yellow = 3", "不能大于missed_red"),
        ("gap_red = 30", "gap_red = 0", "应为1到100的整数"),
    ],
)
def test_thresholds_that_cannot_be_are_told_with_their_line(client, cast, was, wrong, says):
    client.force_login(cast.lin)
    told = (policy.directory() / "limits.toml").read_text("utf-8").replace(was, wrong)
    file = SimpleUploadedFile("limits.toml", told.encode())
    answer = client.post(reverse("rules_trial"), {"rules": "uploaded", "file": file})
    assert answer.status_code == 422
    assert says in text(answer)


def test_rules_written_before_there_were_these_lights_still_hold():
    told = (policy.directory() / "limits.toml").read_text("utf-8")
    lines = [one for one in told.splitlines() if not one.startswith(("gap_", "missed_"))]
    (rules,) = policy.limits_from("\n".join(lines), file="limits.toml")
    assert rules.thresholds == policy.current().rules_on(dt.date(2026, 5, 1)).thresholds
