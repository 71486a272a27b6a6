"""Benefits in sum and proposals beside each other: each figure opens its rows, gaps are named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.projects import actions, comparing, plans
from luoshi.projects.models import CriterionValue, Demonstration, Project
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at("2026-05-20")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def proposal(cast: make.Cast, name: str, **promised: tuple[str, str]) -> Project:
    made = actions.add_project(
        name=name,
        held_by=cast.region,
        parties=[(cast.builder, "investor"), (cast.prefecture, "local")],
        by=cast.lin,
        now=NOW,
    )
    for kind, (amount, unit) in promised.items():
        plans.promise(made, kind=kind, unit=unit, promised=Decimal(amount), by=cast.lin, now=NOW)
    return made


def noted(made: Project, cast: make.Cast, **values: str) -> None:
    units = {"fit": "分", "tax": "万元", "jobs": "人", "land": "亩", "energy": "吨标准煤"}
    for code, value in values.items():
        comparing.note_criterion(
            made,
            criterion=code,
            value=Decimal(value),
            unit=units[code],
            source="可研报告第12页",
            by=cast.lin,
            now=NOW,
        )


def test_sums_name_their_base_and_open_their_rows_and_unlike_units_stay_apart(client):
    cast = make.cast()
    first = proposal(cast, "青泉粮油加工", tax=("0.3", "亿元"), jobs=("400", "人"))
    proposal(cast, "青泉物流园", tax=("1200", "万元"))
    proposal(cast, "没有承诺的项目")
    [jobs] = [one for one in plans.benefits_of(first) if one.kind == "jobs"]
    day = dt.date(2026, 5, 18)
    plans.reach_benefit(
        jobs, reached=Decimal(100), reached_on=day, evidence="合同", by=cast.lin, now=NOW
    )
    client.force_login(cast.lin)
    page = soup(client.get("/benefits/"))
    assert (
        "项目（不含终止退库）3 个，其中登记了效益的 2 个，没有登记的 1 个" in page.main.get_text()
    )
    rows = page.select('section[aria-labelledby="whole"] tbody tr')
    told = [row.get_text(" ", strip=True) for row in rows]
    assert told[0].startswith("年税收 4200 万元 2 未报")
    assert told[1].startswith("就业岗位 400 人 1 100 人 25.0%")
    behind = soup(client.get(rows[0].select_one("a")["href"]))
    assert [row.a.text for row in behind.select("tbody tr")] == ["青泉粮油加工", "青泉物流园"]
    assert cast.prefecture.name in page.main.get_text()
    by_enterprise = soup(client.get("/benefits/?by=enterprise"))
    assert cast.builder.name in by_enterprise.main.get_text()


def test_who_sees_one_project_sees_the_sum_of_that_one(client):
    cast = make.cast()
    proposal(cast, "青泉物流园", tax=("1200", "万元"))
    client.force_login(cast.aiko)
    assert "1200 万元" not in client.get("/benefits/").content.decode()
    client.force_login(cast.ding)
    assert "1200 万元" in client.get("/benefits/").content.decode()


def test_proposals_are_compared_under_the_weights_of_the_address_and_a_gap_is_no_zero(client):
    cast = make.cast()
    park, mill, poor = (proposal(cast, name) for name in ("风电制造园", "面粉厂", "缺数据的"))
    noted(park, cast, fit="4", tax="3000", jobs="400", land="200", energy="9000")
    noted(mill, cast, fit="3", tax="5200", jobs="260", land="320", energy="30000")
    noted(poor, cast, fit="5", tax="5000")
    client.force_login(cast.lin)
    page = soup(client.get("/comparison/"))
    assert "按这组权重，风电制造园居首" in page.main.get_text()
    last = page.select("table.compare tbody tr")[-1].get_text(" ", strip=True)
    assert "缺数据的 缺：就业岗位" in last and "不排名次" in last
    tax = {"w_tax": "100", "w_fit": "0", "w_jobs": "0", "w_land": "0", "w_energy": "0"}
    chosen = urlencode([*tax.items(), ("project", park.pk), ("project", mill.pk)])
    only_tax = soup(client.get(f"/comparison/?{chosen}"))
    assert "按这组权重，面粉厂居首" in only_tax.main.get_text()
    none = client.get("/comparison/", dict.fromkeys(tax, "0"))
    assert "至少一项权重应大于零" in none.content.decode()
    assert client.get("/comparison/?w_tax=-5&project=x").status_code == 200


def test_what_was_promised_is_not_asked_again_and_every_other_figure_needs_its_source(client):
    cast = make.cast()
    made = proposal(cast, "青泉物流园", tax=("0.12", "亿元"))
    assert comparing.said_of([made])[made.pk]["tax"].value == Decimal(1200)
    client.force_login(cast.lin)
    address = f"/projects/{made.pk}/comparison/"
    units = {"fit_unit": "分", "tax_unit": "万元", "jobs_unit": "人", "land_unit": "公顷"}
    given = units | {"energy_unit": "吨标准煤", "land_value": "4", "land_source": ""}
    wrong = client.post(address, given)
    assert wrong.status_code == 422 and "请写明数据来源" in wrong.content.decode()
    assert not CriterionValue.objects.exists()
    high = client.post(
        address, given | {"fit_value": "6", "fit_source": "规划", "land_source": "可研"}
    )
    assert high.status_code == 422 and "0至5分" in high.content.decode()
    assert not CriterionValue.objects.exists()
    assert client.post(address, given | {"land_source": "可研报告第9页"}).status_code == 303
    [land] = CriterionValue.objects.all()
    assert (land.criterion, land.value, land.unit) == ("land", 4, "公顷")


def test_a_demonstration_project_says_why_and_stands_in_the_lists_until_it_is_none(client):
    cast = make.cast()
    made = proposal(cast, "青泉物流园", tax=("1200", "万元"))
    client.force_login(cast.lin)
    address = f"/projects/{made.pk}/demonstration/"
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "带动本地运输户"}).status_code == 303
    assert client.post(address, {"reason": "再列一次"}).status_code == 409
    assert "示范" in soup(client.get("/projects/")).select_one("tbody").get_text()
    assert "带动本地运输户" in client.get("/benefits/").content.decode()
    assert client.post(f"{address}end/", {"reason": "改作仓储"}).status_code == 303
    assert "示范" not in soup(client.get("/projects/")).select_one("tbody").get_text()
    assert "改作仓储" in client.get(f"/projects/{made.pk}/").content.decode()
    assert Demonstration.objects.get().ended_by == cast.lin
    client.force_login(cast.ding)
    assert client.post(address, {"reason": "自己列"}).status_code == 403
