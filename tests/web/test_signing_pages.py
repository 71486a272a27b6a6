"""Signing, returning and excusing on the screen."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.cli.sweep import sweep_once
from luoshi.progress.models import Excuse, Report
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def read(client, path: str) -> str:
    return BeautifulSoup(client.get(path).content, "html.parser").get_text(" ", strip=True)


def test_three_people_see_one_report_through(client):
    cast = make.cast()
    made = project(cast)
    head = make.account(cast.builder, "unit_head", name="贺兰")
    client.force_login(cast.lin)
    client.post(f"/projects/{made.pk}/signing/", {"head_signs": "yes"})
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    path = f"/reports/{kept.pk}/"
    client.force_login(cast.ding)
    assert "等待单位负责人签字" in read(client, path) and "签字并报送" not in read(client, path)
    client.force_login(head)
    assert "签字并报送" in read(client, path)
    assert client.post(path + "sign/").status_code == 303
    client.force_login(cast.lin)
    assert client.post(path + "receive/").status_code == 303
    assert client.post(path + "return/", {"reason": ""}).status_code == 422
    assert client.post(path + "return/", {"reason": "没有工程量"}).status_code == 303
    assert Report.objects.get().state == "returned"
    client.force_login(cast.ding)
    told = read(client, path)
    assert "须按退回原因" in told and "没有工程量" in told
    matrix = read(client, "/reports/")
    assert "已退回" in matrix


def test_a_window_is_excused_from_the_matrix_and_says_why_and_by_whom(client):
    cast = make.cast()
    made = project(cast)
    sweep_once(now=NOW)
    client.force_login(cast.lin)
    soup = BeautifulSoup(client.get("/reports/").content, "html.parser")
    path = f"/projects/{made.pk}/reports/2026-05B/excuse/"
    assert soup.find("a", href=path)
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "暴雪停工"}).status_code == 303
    assert Excuse.objects.get().by == cast.lin
    assert "暴雪停工" in read(client, path) and "林岚" in read(client, path)
    cell = BeautifulSoup(client.get("/reports/").content, "html.parser").find("a", href=path)
    assert "免报" in cell.text and cell["title"] == "暴雪停工 · 林岚"
    client.force_login(cast.ding)
    assert client.post(path, {"reason": "我也想"}).status_code == 403
