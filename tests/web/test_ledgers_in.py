"""The pages by which a ledger comes in, as somebody meets them without a script."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.intake.models import LedgerIn, LedgerRow
from luoshi.projects.models import Project
from tests import make
from tests.intake.ledgersmade import HEADS, book, messy

pytestmark = pytest.mark.django_db
ROWS = [["1", "东陵风电", "东陵县", "瀚北能投", "5200"], ["2", "青泉光伏", "", "", "三千"]]


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    return make.cast()


@pytest.fixture
def lin(client, cast):
    client.force_login(cast.lin)
    return client


def hand_in(client, data: bytes, name: str = "台账.xlsx"):
    file = io.BytesIO(data)
    file.name = name
    return client.post(reverse("ledger_in_new"), {"file": file})


def looked_through(client, data: bytes) -> LedgerIn:
    hand_in(client, data)
    ledger = LedgerIn.objects.latest("pk")
    said = {"version": ledger.version}
    for at, table in enumerate(ledger.tables):
        said[f"t{at}"] = table["register"]
        for i, field in enumerate(table["fields"]):
            said |= {f"t{at}-f{i}": field, f"t{at}-u{i}": table["units"][i]}
    client.post(reverse("ledger_in_columns", args=[ledger.pk]), said)
    ledger.refresh_from_db()
    return ledger


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_of_columns_proposes_what_each_is_and_shows_what_stands_in_it(lin):
    answer = hand_in(lin, messy())
    page = lin.get(answer["Location"])
    told = text_of(page)
    assert "每一栏是什么" in told and "东陵风电" in told
    assert 'name="t0-f1"' in page.content.decode()
    assert '<option value="name" selected>' in page.content.decode()
    assert "督办事项" in told


def test_two_columns_for_one_field_are_refused_and_what_was_chosen_stays(lin):
    hand_in(lin, book(HEADS, ROWS))
    ledger = LedgerIn.objects.get()
    said = {"version": 1, "t0": "projects", "t0-f1": "name", "t0-f2": "name"}
    answer = lin.post(reverse("ledger_in_columns", args=[ledger.pk]), said)
    assert answer.status_code == 422
    assert "选了不止一列" in text_of(answer)
    ledger.refresh_from_db()
    assert ledger.state == "mapping"


def test_another_register_is_proposed_when_somebody_picks_it(lin):
    hand_in(lin, book(["序号", "事项", "责任单位"], [["1", "协调用水指标", ""]]))
    ledger = LedgerIn.objects.get()
    page = lin.get(reverse("ledger_in_columns", args=[ledger.pk]), {"t0": "projects"})
    assert "投资建设方" in page.content.decode()


def test_what_is_doubtful_is_said_in_words_and_mended_in_place(lin):
    ledger = looked_through(lin, book(HEADS, ROWS))
    page = lin.get(reverse("ledger_in_detail", args=[ledger.pk]))
    assert "看不出金额" in text_of(page) and "E3 计划总投资" in text_of(page)
    row = LedgerRow.objects.get(line=3)
    address = reverse("ledger_in_row", args=[row.pk])
    asked = {"HTTP_HX_REQUEST": "true"}
    assert 'name="f-investment"' in lin.get(address, **asked).content.decode()
    said = {"version": row.version, "f-name": "青泉光伏", "f-investment": "3000"}
    answer = lin.post(address, said, **asked)
    assert answer.status_code == 200 and "已更正为“3000”" in text_of(answer)
    row.refresh_from_db()
    assert row.values["investment"] == "30000000"


def test_names_are_decided_before_the_confirmation_and_the_register_holds_the_rows(lin, cast):
    ledger = looked_through(lin, book(HEADS, ROWS))
    page = lin.get(reverse("ledger_in_names", args=[ledger.pk]))
    assert "瀚北能投" in text_of(page) and "瀚北能源投资有限公司" in text_of(page)
    refused = lin.post(reverse("ledger_in_confirm", args=[ledger.pk]))
    assert refused.status_code == 409
    name = ledger.names.get(name="瀚北能投")
    choice = {"means": f"known:{cast.energy.pk}", "learns": "on"}
    lin.post(reverse("ledger_in_name", args=[name.pk]), choice)
    lin.post(reverse("ledger_in_confirm", args=[ledger.pk]))
    project = Project.objects.get()
    assert project.name == "东陵风电"
    assert [party.unit for party in project.parties.all()] == [cast.energy]
    done = text_of(lin.get(reverse("ledger_in_detail", args=[ledger.pk])))
    assert "已登记 1 行" in done and "还有没有登记的行" in done


def test_rows_that_were_not_written_are_taken_along_with_the_reasons(lin):
    ledger = looked_through(lin, book(HEADS, ROWS))
    answer = lin.get(reverse("ledger_in_wrong", args=[ledger.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    said = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert said[0][1:3] == [3, "青泉光伏"] and "看不出金额" in said[0][3]


def test_what_goes_out_in_the_columns_that_came_in_comes_back_without_a_change(lin, cast):
    rows = [
        ["1", "东陵风电", "东陵县", "瀚北能源投资有限公司", "5200.5"],
        ["2", "青泉光伏", "", "", ""],
    ]
    ledger = looked_through(lin, book(HEADS, rows))
    lin.post(reverse("ledger_in_confirm", args=[ledger.pk]))
    answer = lin.get(reverse("ledger_in_back", args=[ledger.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    said = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert said[0] == [*HEADS, "系统编号"]
    assert said[1][:5] == [1, "东陵风电", "东陵县", "瀚北能源投资有限公司", 5200.5]
    again = looked_through(lin, answer.content)
    assert again.tables[0]["remembered"]
    page = text_of(lin.get(reverse("ledger_in_detail", args=[again.pk])))
    assert "没有需要登记的内容" in page and "2 行与登记册相同" in page


def test_our_own_ledger_comes_back_by_its_ids_even_if_a_name_was_changed_in_it(lin, cast):
    ledger = looked_through(lin, book(HEADS, [["1", "东陵风电", "东陵县", "", "5200"]]))
    lin.post(reverse("ledger_in_confirm", args=[ledger.pk]))
    own = lin.get(reverse("export_projects")).content
    made = openpyxl.load_workbook(io.BytesIO(own))
    heads = [cell.value for cell in made.active[3]]
    made.active.cell(4, heads.index("项目名称") + 1, "东陵风电二期")
    changed = io.BytesIO()
    made.save(changed)
    again = looked_through(lin, changed.getvalue())
    row = again.lines.get()
    assert (row.deed, row.changes) == ("change", {"name": ["东陵风电", "东陵风电二期"]})
    lin.post(reverse("ledger_in_confirm", args=[again.pk]), {"takes_changes": "on"})
    assert Project.objects.get().name == "东陵风电二期"


def test_a_file_that_is_no_ledger_is_named_with_the_reason_and_the_page_stays(lin):
    answer = hand_in(lin, messy()[:2000], "断了.xlsx")
    assert answer.status_code == 422
    assert "“断了.xlsx”没有读入" in text_of(answer) and "没有传完" in text_of(answer)


def test_a_step_shows_how_far_it_is_and_goes_on_to_the_rows(lin):
    ledger = looked_through(lin, book(HEADS, ROWS))
    LedgerIn.objects.filter(pk=ledger.pk).update(state="checking", cursor=0)
    page = lin.get(reverse("ledger_in_detail", args=[ledger.pk]))
    assert "正在核对各行" in text_of(page)
    answer = lin.post(reverse("ledger_in_step", args=[ledger.pk]), HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"] == reverse("ledger_in_detail", args=[ledger.pk])


def test_the_wu_of_the_water_bureau_sees_no_ledger_of_the_office(client, cast, lin):
    ledger = looked_through(lin, book(HEADS, ROWS))
    client.force_login(cast.wu)
    assert client.get(reverse("ledger_in_detail", args=[ledger.pk])).status_code == 404
    client.force_login(cast.lin)
    assert client.get(reverse("ledger_in_detail", args=[ledger.pk])).status_code == 200
