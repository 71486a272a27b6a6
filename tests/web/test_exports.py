"""Ledgers handed out by the pages: the very rows of the list at the same address, for each reader."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook

from luoshi import clock
from luoshi.issuing.models import Issue
from luoshi.projects import actions as projects
from tests import make
from tests.issuing.register import TODAY, Register, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(monkeypatch) -> Register:
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    return register()


def listed(client, name: str, query: str) -> list[list[str]]:
    """Return what the list shows, through all its pages: each row's cells by their labels."""
    rows: list[dict[str, str]] = []
    address = f"{reverse(name)}?{query}"
    while address:
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        for row in soup.select("#list tbody tr"):
            cells = {cell.get("data-label", "name"): cell for cell in row.find_all("td")}
            rows.append({label: shown(cell) for label, cell in cells.items()})
        onward = soup.select_one("#page-next")
        address = onward["href"] if onward else ""
    return rows


def shown(cell) -> str:
    """What stands first in a cell, without what is beneath it; "" for a dash."""
    word = cell.select_one(".light-word") or cell.select_one("a, .tag") or cell
    text = word.get_text(" ", strip=True)
    return "" if text in {"—", "未编号", "未备案", "未定"} else text


def exported(client, name: str, query: str) -> list[dict[str, object]]:
    answer = client.get(f"{reverse(name)}?{query}")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == answer["X-Content-SHA256"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    headings = [cell.value for cell in sheet[3]]
    return [
        dict(zip(headings, row, strict=True))
        for row in sheet.iter_rows(min_row=4, values_only=True)
    ]


ROLES = {
    "lin": (["改性沥青项目", "北岭光伏项目"], ["完成灌区勘界", "办结用地预审", "研究设立平台公司"]),
    "zhao": (
        ["改性沥青项目", "北岭光伏项目"],
        ["完成灌区勘界", "办结用地预审", "研究设立平台公司"],
    ),
    "wu": ([], ["完成灌区勘界"]),
    "ma": (["北岭光伏项目"], ["完成灌区勘界", "办结用地预审"]),
    "ding": (["改性沥青项目"], []),
    "aiko": (["北岭光伏项目"], []),
}


@pytest.mark.parametrize("who", ROLES)
def test_each_reader_exports_the_rows_of_her_own_list_and_no_others(client, there, who):
    client.force_login(getattr(there.cast, who))
    for names, column, (page, ledger) in zip(
        ROLES[who],
        ("项目名称", "事项"),
        (("project_list", "export_projects"), ("matter_list", "export_matters")),
        strict=True,
    ):
        rows = [row[column] for row in exported(client, ledger, "")]
        assert sorted(rows) == sorted(names)
        assert rows == [row["name"] for row in listed(client, page, "")]


@pytest.mark.parametrize(
    "query",
    ["", "sort=name", "sort=-investment", "filed=yes", "filed=no", "q=光伏", "light=red", "q=没有"],
)
def test_projects_are_exported_under_the_filters_and_in_the_order_of_the_list(client, there, query):
    client.force_login(there.cast.lin)
    seen = [
        (row["备案号"], row["name"], row["当前阶段"], row["灯"])
        for row in listed(client, "project_list", query)
    ]
    written = [
        tuple(row[heading] or "" for heading in ("备案号", "项目名称", "当前阶段", "灯"))
        for row in exported(client, "export_projects", query)
    ]
    assert written == seen


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=title",
        "sort=-due",
        "state=running",
        "state=closed",
        "q=勘界",
        "kind=task",
        "light=red",
    ],
)
def test_matters_are_exported_under_the_filters_and_in_the_order_of_the_list(client, there, query):
    client.force_login(there.cast.lin)
    seen = [
        tuple(row[label] for label in ("编号", "name", "牵头单位", "状态", "原定期限", "灯"))
        for row in listed(client, "matter_list", query)
    ]
    written = [
        (
            row["督办编号"] or "",
            row["事项"],
            row["牵头单位"] or "",
            row["状态"],
            f"{row['原定期限']:%Y-%m-%d}" if row["原定期限"] else "",
            row["灯"] or "",
        )
        for row in exported(client, "export_matters", query)
    ]
    assert written == seen


def test_all_pages_of_a_long_list_are_in_one_ledger(client, there):
    for number in range(60):
        projects.add_project(
            name=f"第{number}号地块", held_by=there.cast.region, by=there.cast.lin, now=TODAY
        )
    client.force_login(there.cast.lin)
    names = [row["name"] for row in listed(client, "project_list", "sort=name")]
    assert len(names) == 62
    assert [row["项目名称"] for row in exported(client, "export_projects", "sort=name")] == names


def test_the_file_has_a_chinese_name_and_leaves_its_proof(client, there):
    client.force_login(there.cast.wu)
    answer = client.get(reverse("export_matters"))
    assert (
        "filename*=UTF-8''%E4%BA%8B%E9%A1%B9%E5%8F%B0%E8%B4%A620260625.xlsx"
        in answer["Content-Disposition"]
    )
    proof = Issue.objects.get()
    assert (proof.sha256, proof.rows, proof.by) == (answer["X-Content-SHA256"], 1, there.cast.wu)


def test_the_list_leads_to_the_ledger_of_what_it_shows_also_after_a_filter(client, there):
    client.force_login(there.cast.lin)
    for page, ledger in (("project_list", "export_projects"), ("matter_list", "export_matters")):
        address = f"{reverse(page)}?q=%E5%8B%98%E7%95%8C"
        for headers in ({}, {"HX-Request": "true"}):
            soup = BeautifulSoup(client.get(address, headers=headers).content, "html.parser")
            (link,) = soup.select("#export")
            assert link["href"] == f"{reverse(ledger)}?q=%E5%8B%98%E7%95%8C"
            assert link.has_attr("hx-swap-oob") == bool(headers)


def test_who_may_only_read_is_told_that_she_may_not_export(client, there):
    client.force_login(make.account(there.cast.region, "reader"))
    answer = client.get(reverse("export_projects"))
    assert answer.status_code == 403
    assert re.search("没有办理这项操作的权限", answer.content.decode())
    assert not Issue.objects.exists()
