"""What a ledger says, and the proof that stays of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from luoshi.audit.queries import history_of
from luoshi.issuing import actions
from luoshi.issuing.models import Issue
from luoshi.matters.models import Matter
from luoshi.matters.queries import visible_matters
from luoshi.projects.models import Project
from luoshi.projects.queries import visible_projects
from luoshi.values.errors import NotAllowed
from tests import make
from tests.issuing.register import TODAY, register
from tests.matters import stories

pytestmark = pytest.mark.django_db


def rows_of(content: bytes) -> dict[str, dict[str, object]]:
    """Return the rows of a workbook by the name that stands in them, each by its headings."""
    sheet = load_workbook(io.BytesIO(content)).active
    headings = [cell.value for cell in sheet[3]]
    rows = [
        dict(zip(headings, row, strict=True))
        for row in sheet.iter_rows(min_row=4, values_only=True)
    ]
    return {str(row.get("项目名称") or row.get("事项")): row for row in rows}


def test_the_ledger_of_projects_says_what_was_last_reported_in_ten_thousands():
    there = register()
    _, content = actions.issue_projects(
        visible_projects(there.cast.lin, now=TODAY).order_by("pk"), by=there.cast.lin, now=TODAY
    )
    plant = rows_of(content)["改性沥青项目"]
    assert plant["备案号"].endswith("〔2026〕1号")
    assert plant["计划总投资（万元）"] == 12000.00005
    assert (plant["备案日期"], plant["报送日期"]) == (
        dt.datetime(2026, 5, 18),
        dt.datetime(2026, 6, 1),
    )
    assert (plant["填报单位"], plant["填报人"]) == ("瀚北交通建设集团有限公司", "丁立")
    assert (plant["本期完成投资（万元）"], plant["累计完成投资（万元）"]) == (250, 250)
    assert plant["投资建设方"] == "瀚北交通建设集团有限公司"
    assert plant["灯"] == "缺报"  # the first half of June is owed
    solar = rows_of(content)["北岭光伏项目"]
    assert (solar["备案号"], solar["形象进度"], solar["灯"]) == (None, None, "不亮灯")
    assert solar["属地服务单位"] == "青泉州自然资源局"


def test_the_ledger_of_matters_says_who_until_when_and_how_far():
    there = register()
    _, content = actions.issue_matters(
        visible_matters(there.cast.lin, now=TODAY).order_by("pk"), by=there.cast.lin, now=TODAY
    )
    rows = rows_of(content)
    survey = rows["完成灌区勘界"]
    assert survey["督办编号"] == "督〔2026〕1号"
    assert (survey["牵头单位"], survey["配合单位"], survey["责任人"]) == (
        "青泉州水利局",
        "青泉州自然资源局",
        "吴青",
    )
    assert (survey["原定期限"], survey["现行期限"]) == (
        dt.datetime(2026, 6, 30),
        dt.datetime(2026, 7, 15),
    )
    assert (survey["延期次数"], survey["状态"]) == (1, "承办中")
    assert (survey["最新进展"], survey["下一步"]) == ("外业完成八成。", "内业整理。")
    assert survey["关联项目"] == "改性沥青项目"
    assert survey["原文"] == "会议要求，各单位要抓紧落实。"
    permit = rows["办结用地预审"]
    assert (permit["状态"], permit["完成日期"], permit["办结日期"]) == (
        "已办结",
        dt.datetime(2026, 6, 8),
        dt.datetime(2026, 6, 10),
    )
    assert permit["最新进展"] == "批复已印发。"
    idea = rows["研究设立平台公司"]
    assert (idea["督办编号"], idea["原定期限"], idea["状态"]) == (None, None, "草拟")


def test_the_proof_of_what_was_handed_out_stays():
    there = register()
    issue, content = actions.issue_matters(
        visible_matters(there.cast.wu, now=TODAY).order_by("pk"), by=there.cast.wu, now=TODAY
    )
    kept = Issue.objects.get()
    assert kept == issue
    assert (kept.sha256, kept.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (kept.file_name, kept.rows, kept.by) == ("事项台账20260625.xlsx", 1, there.cast.wu)
    event = history_of(kept).get()
    assert (event.type, event.data["sha256"]) == ("ledger.exported", kept.sha256)


def test_who_may_only_read_exports_nothing_and_leaves_no_trace():
    there = register()
    reader = make.account(there.cast.region, "reader")
    for issue, rows in (
        (actions.issue_projects, Project.objects.all()),
        (actions.issue_matters, Matter.objects.all()),
    ):
        with pytest.raises(NotAllowed):
            issue(rows, by=reader, now=TODAY)
    assert not Issue.objects.exists()
    assert actions.issue_projects(Project.objects.all(), by=there.cast.zhao, now=TODAY)[0].rows == 2


def test_the_same_register_on_the_same_day_gives_the_same_bytes():
    there = register()
    rows = visible_projects(there.cast.lin, now=TODAY).order_by("pk")
    first, again = (actions.issue_projects(rows, by=there.cast.lin, now=TODAY) for _ in range(2))
    assert first[1] == again[1]
    assert first[0].sha256 == again[0].sha256


def test_a_ledger_costs_the_same_few_queries_however_long_it_is():
    there = register()

    def cost() -> int:
        rows = visible_matters(there.cast.lin, now=TODAY).order_by("pk")
        with CaptureQueriesContext(connection) as asked:
            actions.issue_matters(rows, by=there.cast.lin, now=TODAY)
        return len(asked)

    short = cost()
    for _ in range(5):
        stories.signed(there.cast, project=there.plant)
    assert cost() == short
