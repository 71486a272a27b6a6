"""A ledger as offices keep it comes into the register: looked through, mended, confirmed, and only once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from luoshi.audit.models import Event
from luoshi.intake.ledgerin import queries
from luoshi.intake.ledgerin.checking import fix_row, set_mapping
from luoshi.intake.ledgerin.names import create_the_rest, decide_name
from luoshi.intake.ledgerin.stepping import LEASE, carry_on
from luoshi.intake.ledgerin.taking import take_in_ledger
from luoshi.intake.ledgerin.writing import cancel_ledger, confirm_ledger, write_some
from luoshi.intake.models import LedgerIn, LedgerRow
from luoshi.intake.tasks import carry_ledgers
from luoshi.matters.models import Matter
from luoshi.orgs.models import Unit
from luoshi.projects import actions as projects
from luoshi.projects.models import Project
from luoshi.sources.models import Source
from luoshi.values.errors import IllegalMove, NotAllowed, Overtaken, SecretMark, Unreadable
from tests import make
from tests.intake.ledgersmade import HEADS, book, messy

pytestmark = pytest.mark.django_db
NOW = make.NOON


@pytest.fixture
def cast():
    return make.cast()


def taken(cast, data: bytes, name: str = "合作项目台账.xlsx") -> LedgerIn:
    how: dict[str, Any] = {"held_by": cast.region, "by": cast.lin, "now": NOW}
    return take_in_ledger(data=data, file_name=name, **how).ledger


def checked(cast, data: bytes, name: str = "合作项目台账.xlsx", **how) -> LedgerIn:
    ledger = taken(cast, data, name)
    said = {"version": ledger.version, "tables": ledger.tables} | how
    set_mapping(ledger, by=cast.lin, now=NOW, **said)
    carry_on(ledger, seconds=5, now=NOW)
    return ledger


def written(cast, ledger: LedgerIn, **how) -> LedgerIn:
    create_the_rest(ledger, by=cast.lin, now=NOW)
    confirm_ledger(ledger, **({"takes_changes": False} | how), by=cast.lin, now=NOW)
    while carry_on(ledger, seconds=5, now=NOW):
        pass
    return ledger


def lines(ledger: LedgerIn) -> dict[int, LedgerRow]:
    return {row.line: row for row in ledger.lines.all()}


def codes(row: LedgerRow) -> dict[str, str]:
    return {one["field"]: one["code"] for one in row.doubts}


def test_a_ledger_with_titles_units_sections_merged_cells_and_ditto_marks_is_understood(cast):
    ledger = checked(cast, messy())
    first, second = ledger.tables
    assert (first["register"], second["register"]) == ("projects", "matters")
    assert first["units"][3] == "万元" and first["year"] == 2026
    rows = lines(ledger)
    assert rows[6].values["investment"] == "520000000"
    assert rows[6].values["start_on"] == "2026-05-01"
    assert rows[7].values["investment"] == "520000000"
    assert rows[8].values["investors"] == ["瀚北建工集团"]
    assert rows[8].values["locals"] == ["青泉州水利局"]
    assert codes(rows[8]) == {"investment": "sum-unreadable", "start_on": "day-rough"}
    assert {one["why"] for one in ledger.skipped} == {"above", "section", "total", "note"}
    assert rows[14].values["due"] == "2026-12-31"


def test_nothing_is_in_the_register_before_somebody_confirms(cast):
    ledger = checked(cast, messy())
    assert not Project.objects.exists() and not Matter.objects.exists()
    assert queries.counts_of(ledger).add == 3


def test_confirmed_rows_become_projects_and_drafts_that_lead_back_to_their_cells(cast):
    ledger = written(cast, checked(cast, messy()))
    assert ledger.state == "done"
    assert [one.name for one in Project.objects.order_by("pk")] == ["东陵风电", "青泉光伏"]
    project = Project.objects.get(name="东陵风电")
    assert project.stage == "S07" and project.held_by == cast.region
    assert "[B6] 项 目 名 称：东陵风电" in project.passage.quote
    assert project.passage.source.file_name == "合作项目台账.xlsx"
    assert project.passage.source.text[project.passage.start :].startswith("[A6] 序号：1")
    matter = Matter.objects.get()
    assert (matter.state, matter.lead, matter.person.name) == ("draft", cast.water, "吴青")
    assert matter.due_proposed == dt.date(2026, 12, 31)


def test_a_row_that_cannot_be_read_waits_until_it_is_mended_and_is_then_written_alone(cast):
    ledger = written(cast, checked(cast, messy()))
    row = lines(ledger)[8]
    assert row.is_blocked and row.result_id is None
    texts = {"investment": "3000"}
    row = fix_row(row, version=row.version, texts=texts, left_out=False, by=cast.lin, now=NOW)
    assert not row.is_blocked
    written(cast, ledger)
    assert Project.objects.get(name="三河口水库").investment == 30_000_000
    assert Project.objects.count() == 3


def test_two_people_mending_one_row_do_not_overwrite_each_other(cast):
    row = lines(checked(cast, messy()))[8]
    how: dict[str, Any] = {"version": row.version, "left_out": False, "by": cast.lin, "now": NOW}
    fix_row(row, texts={"investment": "3000"}, **how)
    with pytest.raises(Overtaken):
        fix_row(row, texts={"investment": "5000"}, **how)


def test_the_same_file_again_changes_nothing(cast):
    written(cast, checked(cast, messy()))
    before = (Project.objects.count(), Matter.objects.count(), Unit.objects.count())
    again = checked(cast, messy())
    counts = queries.counts_of(again)
    assert (counts.add, counts.change, counts.same, counts.names_open) == (0, 0, 3, 0)
    with pytest.raises(IllegalMove):
        confirm_ledger(again, takes_changes=True, by=cast.lin, now=NOW)
    assert (Project.objects.count(), Matter.objects.count(), Unit.objects.count()) == before


def test_what_was_mended_the_first_time_need_not_be_mended_again(cast):
    ledger = checked(cast, messy())
    row = lines(ledger)[8]
    texts = {"investment": "3000", "name": "三河口水库扩建"}
    fix_row(row, version=1, texts=texts, left_out=False, by=cast.lin, now=NOW)
    written(cast, ledger)
    again = lines(checked(cast, messy()))[8]
    assert (again.deed, again.is_blocked, again.fixes) == ("same", False, texts)
    assert Project.objects.filter(name="三河口水库扩建").count() == 1


def test_what_people_changed_in_the_register_is_not_undone_by_the_same_file(cast):
    written(cast, checked(cast, messy()))
    project = Project.objects.get(name="东陵风电")
    projects.edit_project(
        project,
        version=project.version,
        name=project.name,
        place="东陵县北塔镇",
        content="",
        investment=None,
        parties=[],
        by=cast.lin,
        now=NOW,
    )
    assert queries.counts_of(checked(cast, messy())).change == 0


def test_changed_cells_are_shown_and_written_only_when_that_is_confirmed(cast):
    rows = [
        ["1", "东陵风电", "东陵县", "瀚北能源投资有限公司", "5200"],
        ["2", "青泉光伏", "", "", ""],
    ]
    written(cast, checked(cast, book(HEADS, rows)))
    rows[0][2], rows[0][4] = "东陵县北塔镇", "6100"
    ledger = checked(cast, book(HEADS, [*rows, ["3", "三河口水库", "", "", ""]]))
    row = lines(ledger)[2]
    assert row.changes == {
        "place": ["东陵县", "东陵县北塔镇"],
        "investment": ["52000000", "61000000"],
    }
    written(cast, ledger)
    project = Project.objects.get(name="东陵风电")
    assert project.place == "东陵县"
    written(cast, ledger, takes_changes=True)
    project.refresh_from_db()
    assert (project.place, project.investment) == ("东陵县北塔镇", 61_000_000)
    told = Event.objects.filter(type="ledger_in.row_applied", subject_id=project.pk).get()
    assert told.data["place"] == "工作表“台账”第2行"
    assert Project.objects.count() == 3


def test_rows_gone_from_the_file_are_named_and_stay_in_the_register(cast):
    rows = [["1", "东陵风电", "", "", ""], ["2", "青泉光伏", "", "", ""]]
    written(cast, checked(cast, book(HEADS, rows)))
    ledger = checked(cast, book(HEADS, rows[:1]))
    assert [one["name"] for one in ledger.gone] == ["青泉光伏"]
    assert Project.objects.count() == 2


def test_the_office_says_once_what_its_columns_mean(cast):
    heads = ["序", "名目", "地方", "东家", "数"]
    ledger = taken(cast, book(heads, [["1", "东陵风电", "东陵县", "", "3"]]))
    table = ledger.tables[0]
    assert table["register"] == ""
    said = {"register": "projects", "fields": ["", "name", "place", "investors", "investment"]}
    said["units"] = ["", "", "", "", "亿元"]
    set_mapping(ledger, version=1, tables=[{**table, **said}], by=cast.lin, now=NOW)
    again = taken(cast, book(heads, [["1", "青泉光伏", "", "", "2"]]))
    assert again.tables[0]["remembered"] and again.tables[0]["fields"] == said["fields"]
    assert again.tables[0]["units"][4] == "亿元"


def test_a_name_nobody_knows_is_chosen_learned_or_new_and_must_be_decided_first(cast):
    rows = [["1", "东陵风电", "", "瀚北能投", ""], ["2", "青泉光伏", "", "新天地公司", ""]]
    ledger = checked(cast, book(HEADS, rows))
    with pytest.raises(IllegalMove):
        confirm_ledger(ledger, takes_changes=False, by=cast.lin, now=NOW)
    short = ledger.names.get(name="瀚北能投")
    how: dict[str, Any] = {"by": cast.lin, "now": NOW}
    decide_name(short, means="known", chosen=cast.energy.pk, learns=True, **how)
    written(cast, ledger)
    parties = {p.name: [str(one.unit) for one in p.parties.all()] for p in Project.objects.all()}
    assert parties == {"东陵风电": [cast.energy.name], "青泉光伏": ["新天地公司"]}
    assert cast.energy.aliases.filter(name="瀚北能投", used_by=cast.region).exists()


def test_a_matter_without_what_it_needs_stays_a_draft(cast):
    heads = ["序号", "督办事项", "牵头单位", "完成时限", "责任人"]
    ledger = written(cast, checked(cast, book(heads, [["1", "协调用水指标", "", "长期", ""]])))
    matter = Matter.objects.get()
    assert (matter.state, matter.lead, matter.due_proposed) == ("draft", None, None)
    assert codes(lines(ledger)[2]) == {"due": "day-vague"}


def test_a_row_said_twice_in_one_file_is_blocked_until_it_is_left_out_or_renamed(cast):
    ledger = checked(
        cast, book(HEADS, [["1", "东陵风电", "", "", ""], ["2", "东陵风电", "", "", ""]])
    )
    row = lines(ledger)[3]
    assert row.is_blocked and codes(row) == {"name": "row-twice"}
    fix_row(row, version=1, texts={}, left_out=True, by=cast.lin, now=NOW)
    written(cast, ledger)
    assert Project.objects.count() == 1


def test_whoever_is_killed_in_a_step_leaves_nothing_behind_and_the_next_one_goes_on(
    cast, monkeypatch
):
    rows = [[str(n), f"第{n}号泵站", "", "", ""] for n in range(1, 251)]
    ledger = checked(cast, book(HEADS, rows))
    confirm_ledger(ledger, takes_changes=False, by=cast.lin, now=NOW)
    write_some(ledger, by=cast.lin, now=NOW)
    assert Project.objects.count() == 100

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("luoshi.intake.ledgerin.writing.LedgerRow.save", dies)
        write_some(ledger, by=cast.lin, now=NOW)
    assert Project.objects.count() == 100
    LedgerIn.objects.filter(pk=ledger.pk).update(claimed_until=NOW + LEASE)
    assert carry_ledgers(now=NOW).done == 0  # somebody else may still be at it
    assert carry_ledgers(now=NOW + LEASE * 2).done == 1
    ledger.refresh_from_db()
    assert (ledger.state, Project.objects.count()) == ("done", 250)
    assert len(set(Project.objects.values_list("name", flat=True))) == 250


def test_what_is_cancelled_stops_and_keeps_what_was_written(cast):
    rows = [[str(n), f"第{n}号泵站", "", "", ""] for n in range(1, 151)]
    ledger = checked(cast, book(HEADS, rows))
    confirm_ledger(ledger, takes_changes=False, by=cast.lin, now=NOW)
    write_some(ledger, by=cast.lin, now=NOW)
    cancel_ledger(ledger, by=cast.lin, now=NOW)
    assert not carry_on(ledger, seconds=5, now=NOW)
    assert Project.objects.count() == 100


def test_a_file_with_a_secrecy_mark_in_any_cell_is_refused_and_not_kept(cast):
    rows = [["1", "东陵风电", "", "", ""]] * 40
    for wrong in (
        book(HEADS, [*rows, ["2", "青泉光伏", "机密★10年", "", ""]]),
        book(["秘密"], [], HEADS, rows),
        book(
            [*HEADS, "密级"], [[*row, ""] for row in rows] + [["2", "青泉光伏", "", "", "", "秘密"]]
        ),
    ):
        with pytest.raises(SecretMark):
            taken(cast, wrong)
    assert not Source.objects.exists() and not LedgerIn.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("台账.xlsx", messy()[:3000], "file-damaged"),
        ("台账.xlsx", book([], []), "file-sheets-empty"),
        ("台账.xlsx", book(["2026年工作情况说明，各单位要抓紧。"], []), "ledger-without-head"),
        ("台账.csv", b"\x81\xff\x9d\xfe,\xff\xff\n" * 50, "file-encoding"),
        ("台账.pdf", b"%PDF-1.4 nothing", "file-not-a-sheet"),
        ("台账.csv", b"", "file-empty"),
    ],
)
def test_a_file_that_holds_no_ledger_says_why_and_nothing_is_kept(cast, name, data, code):
    with pytest.raises(Unreadable) as refusal:
        taken(cast, data, name)
    assert refusal.value.code == code
    assert not Source.objects.exists()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
def test_separated_values_are_read_in_the_encodings_offices_use(cast, encoding):
    text = (
        "序号,项目名称,建设单位,总投资（亿元）\n1,东陵风电,瀚北能源投资有限公司,5.2\n合计,,,5.2\n"
    )
    ledger = checked(cast, text.encode(encoding), "台账.csv")
    assert lines(ledger)[2].values["investment"] == "520000000"
    assert ledger.rows == 1


def test_a_formula_that_came_to_nothing_is_said_and_not_written(cast):
    row = lines(checked(cast, book(HEADS, [["1", "东陵风电", "", "", "#REF!"]])))[2]
    assert codes(row) == {"investment": "formula-error"} and row.is_blocked


def test_who_may_not_confirm_drafts_confirms_no_ledger(cast):
    ledger = checked(cast, book(HEADS, [["1", "东陵风电", "", "", ""]]))
    with pytest.raises(NotAllowed):
        confirm_ledger(ledger, takes_changes=False, by=cast.wu, now=NOW)
    confirm_ledger(ledger, takes_changes=False, by=cast.lin, now=NOW)
