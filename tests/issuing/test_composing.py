"""Papers composed of the register: what they say, what is missing first, who may draft them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from luoshi.issuing import documents
from luoshi.issuing.composing import (
    answer,
    archive,
    assignment,
    filing,
    handover,
    letter,
    minutes,
    notice,
    report,
)
from luoshi.issuing.composing.rows import Lacking, decision_of
from luoshi.matters import actions as matters
from luoshi.matters.models import Group
from luoshi.matters.queries import group_for, matter_for
from luoshi.meetings import actions as meetings
from luoshi.meetings.models import Engagement
from luoshi.meetings.queries import engagement_for
from luoshi.papers import plain
from luoshi.papers.paper import Table
from luoshi.progress import raising
from luoshi.projects import plans
from luoshi.projects.queries import project_for
from luoshi.values.errors import Duplicate, NotAllowed
from tests import make
from tests.matters import stories
from tests.progress.filed import project
from tests.progress.filed import report as handed_in

pytestmark = pytest.mark.django_db
NOW = make.at("2026-05-20")
TODAY = dt.date(2026, 5, 20)


@pytest.fixture
def cast():
    return make.cast()


def meeting(cast, **changes) -> Engagement:
    given = {
        "kind": "meeting",
        "name": "青泉灌区建设调度会议",
        "start_on": dt.date(2026, 5, 18),
        "end_on": None,
        "place": "州政府二号会议室",
        "held_by": cast.region,
        "units": [cast.water, cast.builder],
        "attendances": [
            (cast.zhao.person, "chair", "自治区国资委副主任"),
            (cast.wu.person, "participant", "水利局科长"),
            (cast.aiko.person, "participant", ""),
        ],
    }
    made = meetings.add_engagement(**(given | changes), by=cast.lin, now=make.NOON)
    return engagement_for(cast.lin, made.pk, now=NOW)


def told(document) -> str:
    """Return what a drafted paper says, title and body, as its editor reads it."""
    paper = documents.latest(document).paper
    return f"{paper.title}\n{plain.written(paper.body)}"


def lacking(refused) -> str:
    return "".join(str(one) for one in refused.value.lacks)


# --- minutes


def test_the_minutes_of_a_meeting_name_who_was_there_and_each_matter_with_its_units_and_day(cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held)
    stories.drafted(cast, engagement=held, kind="intent", title="合作建设光伏电站", lead=None)
    document = minutes.compose_minutes(held, by=cast.lin, now=NOW)
    said = told(document)
    assert document.kind == "minutes" and document.engagement == held
    assert "2026年5月18日，赵启明在州政府二号会议室主持召开青泉灌区建设调度会议" in said
    assert (
        "会议议定，由青泉州水利局牵头，青泉州自然资源局配合，于2026年6月30日前"
        "完成灌区勘界（责任人：吴青）。" in said
    )
    assert "合作建设光伏电站" in said and "由牵头" not in said
    assert "【出席】赵启明、吴青、艾克拜尔·买买提" in said
    assert documents.latest(document).paper.sealed is False


def test_a_sentence_that_names_its_doer_and_day_is_not_said_twice(cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held, title="青泉州水利局要加快灌区勘界前期工作")
    stories.drafted(cast, engagement=held, title="由水利局牵头，自然资源局配合，6月30日前完成确权")
    said = told(minutes.compose_minutes(held, by=cast.lin, now=NOW))
    assert "于2026年6月30日前加快灌区勘界前期工作（责任人：吴青）" in said
    assert "于2026年6月30日前完成确权（责任人：吴青）" in said


def test_a_problem_that_was_only_told_is_no_decision_but_one_with_a_day_is(cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held, kind="problem", title="渠首用地未落实")
    stories.drafted(
        cast, engagement=held, kind="problem", title="冬季运输较慢", lead=None, due_proposed=None
    )
    said = told(minutes.compose_minutes(held, by=cast.lin, now=NOW))
    stories.drafted(cast, engagement=held, kind="problem", title="解决渠首用电问题")
    again = "".join(
        one.what for one in map(decision_of, minutes.decided_at(held, cast.lin, now=NOW))
    )
    assert again.endswith("解决渠首用电问题") and "“解决" not in again
    assert "协调解决“渠首用地未落实”问题" in said
    assert "会上还交流了以下情况：冬季运输较慢。" in said


def test_matters_stand_under_their_projects_in_the_minutes(cast):
    held, plant = meeting(cast), project(cast, name="改性沥青项目")
    stories.drafted(cast, engagement=held, project=plant)
    stories.drafted(cast, engagement=held, title="完成取水许可")
    said = told(minutes.compose_minutes(held, by=cast.lin, now=NOW))
    assert "一、改性沥青项目" in said and "二、其他工作" in said
    assert "研究改性沥青项目、其他工作等事项" in said


def test_minutes_without_chair_matters_or_days_say_what_is_missing(cast):
    held = meeting(cast, attendances=[], start_on=None)
    with pytest.raises(Lacking) as refused:
        minutes.compose_minutes(held, by=cast.lin, now=NOW)
    assert lacking(refused) == "没有登记会议日期。没有登记主持人。没有登记议定的事项。"
    stories.drafted(cast, engagement=held, due_proposed=None, lead=None)
    with pytest.raises(Lacking) as refused:
        minutes.compose_minutes(held, by=cast.lin, now=NOW)
    assert "“完成灌区勘界”没有办结期限。" in lacking(refused)


def test_a_visit_has_no_minutes(cast):
    with pytest.raises(Lacking):
        minutes.compose_minutes(meeting(cast, kind="site-visit"), by=cast.lin, now=NOW)


def test_one_meeting_has_one_draft_of_minutes_and_the_second_try_names_it(cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held)
    first = minutes.compose_minutes(held, by=cast.lin, now=NOW)
    with pytest.raises(Duplicate) as refused:
        minutes.compose_minutes(held, by=cast.lin, now=NOW)
    assert refused.value.params["pk"] == first.pk


def test_a_paper_is_chinese_though_it_is_composed_from_an_english_page(cast):
    matter = stories.signed(cast)
    given = {"into": cast.land, "effective_on": TODAY, "reason": "青政发〔2026〕9号"}
    done = matters.dissolve_unit(cast.water, **given, by=cast.lin, now=NOW)
    with translation.override("en"):
        said = told(handover.compose_hand_over(done, by=cast.lin, now=NOW))
    assert matter.number in said and "已签收" in said


def test_who_may_draft_no_paper_composes_none(cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held)
    with pytest.raises(NotAllowed):
        minutes.compose_minutes(held, by=cast.zhao, now=NOW)
    assert minutes.compose_minutes(held, by=cast.lin, now=NOW).drafted_by == cast.lin


# --- the notice of a group


def group(cast, **changes) -> Group:
    given = {
        "name": "青泉灌区工作小组",
        "lead": cast.water,
        "purpose": "统筹灌区建设。",
        "responsible": [cast.builder],
        "cooperating": [cast.land],
        "members": [(cast.wu.person, cast.water), (cast.aiko.person, cast.builder)],
        "held_by": cast.region,
        "engagement": meeting(cast),
    }
    made = matters.set_up_group(**(given | changes), by=cast.lin, now=make.NOON)
    return group_for(cast.lin, made.pk, now=NOW)


def test_the_notice_of_a_group_names_units_people_duties_and_matters(cast):
    made = group(cast)
    stories.drafted(cast, group=made)
    document = notice.compose_notice(made, by=cast.lin, now=NOW)
    said = told(document)
    assert document.group == made and document.kind == "notice"
    assert said.startswith("关于成立青泉灌区工作小组的通知")
    assert "为落实2026年5月18日青泉灌区建设调度会议议定事项" in said
    assert "【牵头单位】青泉州水利局" in said
    assert "【责任单位】瀚北交通建设集团有限公司" in said
    assert "【成员】吴青（青泉州水利局）、艾克拜尔·买买提（瀚北交通建设集团有限公司）" in said
    assert "统筹灌区建设。" in said
    assert "由青泉州水利局牵头，青泉州自然资源局配合，于2026年6月30日前完成灌区勘界" in said
    assert documents.latest(document).paper.addressees == (
        "青泉州水利局",
        "瀚北交通建设集团有限公司",
        "青泉州自然资源局",
    )


def test_a_group_without_people_or_with_words_for_units_is_not_set_up_on_paper(cast):
    made = group(cast, members=[], placeholders=[matters.Words("其他部门", "cooperating")])
    with pytest.raises(Lacking) as refused:
        notice.compose_notice(made, by=cast.lin, now=NOW)
    assert lacking(refused) == "没有登记小组成员。“其他部门”还没有明确到具体单位。"


def test_a_group_that_stands_by_a_paper_needs_no_other(cast):
    made = group(cast)
    paper = matters.Paper("关于成立青泉灌区工作小组的通知", "瀚国资发〔2026〕8号", TODAY)
    matters.establish_group(made, paper=paper, by=cast.lin, now=NOW)
    made = group_for(cast.lin, made.pk, now=NOW)
    with pytest.raises(Lacking, match="不需要再发文"):
        notice.compose_notice(made, by=cast.lin, now=NOW)


# --- the assignment notice


def test_an_assignment_notice_carries_a_draft_and_tells_all_its_terms(cast):
    matter = stories.pending(cast, urgency="pressing")
    document = assignment.compose_assignment(matter, by=cast.lin, now=NOW)
    paper = documents.latest(document).paper
    assert list(document.carries.all()) == [matter]
    assert (paper.urgency, paper.addressees) == ("加急", ("青泉州水利局",))
    assert paper.copies == ("青泉州自然资源局",)
    table = next(one for one in paper.body if isinstance(one, Table))
    rows = {label.replace("　", "").replace(" ", ""): value for label, value in table.rows}
    assert rows["责任人"] == "吴青" and rows["办结时限"] == "2026年6月30日"
    assert rows["办结标准"] == "勘界成果经双方签字确认"


def test_the_notice_of_an_issued_matter_issues_nothing_again(cast):
    matter = stories.issued(cast)
    document = assignment.compose_assignment(matter, by=cast.lin, now=NOW)
    assert not document.carries.exists()
    assert matter.number in told(document)


def test_a_matter_without_person_and_criterion_cannot_be_handed_over_on_paper(cast):
    matter = stories.drafted(cast, person=None, criterion="")
    with pytest.raises(Lacking) as refused:
        assignment.compose_assignment(matter, by=cast.lin, now=NOW)
    assert lacking(refused) == "“完成灌区勘界”没有责任人。“完成灌区勘界”没有办结标准。"


# --- letters


def test_a_letter_asks_a_unit_at_work_on_a_matter_and_says_until_when_to_answer(cast):
    matter = stories.issued(cast)
    assert letter.receivers_of(matter, cast.region) == [cast.water, cast.land]
    document = letter.compose_letter(matter, to=cast.land, by=cast.lin, now=NOW)
    said = told(document)
    assert said.startswith("关于商请支持“完成灌区勘界”办理工作的函")
    assert (
        f"“完成灌区勘界”（{matter.number}）由青泉州水利局牵头办理，办结期限为2026年6月30日" in said
    )
    assert "请于2026年5月25日前函复" in said  # three working days
    assert documents.latest(document).paper.addressees == ("青泉州自然资源局",)


def test_a_letter_goes_to_nobody_outside_the_matter(cast):
    alone = stories.drafted(cast, lead=cast.region, cooperating=[])
    with pytest.raises(Lacking, match="没有登记本单位以外"):
        letter.compose_letter(alone, to=cast.land, by=cast.lin, now=NOW)


# --- the filing slip


def test_the_slip_of_a_filed_project_leads_to_the_page_that_verifies_it(cast):
    plant = project_for(cast.lin, project(cast).pk, now=NOW)
    document = filing.compose_slip(plant, site="https://luoshi.example", by=cast.lin, now=NOW)
    said = told(document)
    digest = filing.digest_of(plant.filing)
    assert "https://luoshi.example/verify/?number=%" in said and f"sha256={digest}" in said
    assert "| 投资建设方 | 瀚北交通建设集团有限公司 |" in said
    assert "| 计划总投资 | 8000万元 |" in said


def test_the_hash_of_a_filing_differs_as_soon_as_the_register_does(cast):
    plant = project(cast)
    before = filing.digest_of(plant.filing)
    assert filing.digest_of(project_for(cast.lin, plant.pk, now=NOW).filing) == before
    type(plant).objects.filter(pk=plant.pk).update(investment=Decimal(90000000))
    assert filing.digest_of(project_for(cast.lin, plant.pk, now=NOW).filing) != before


def test_a_project_that_is_not_filed_has_no_slip(cast):
    bare = project(cast)
    unfiled = type(bare)(name="未备案项目", held_by=cast.region, made_at=NOW)
    unfiled.save()
    with pytest.raises(Lacking, match="还没有备案"):
        filing.compose_slip(unfiled, site="https://luoshi.example", by=cast.lin, now=NOW)


# --- the half-month report


def test_a_report_on_paper_says_everything_that_was_handed_in(cast):
    plant = project(cast)
    plans.plan_year(
        plant,
        year=2026,
        planned=Decimal(40000000),
        q1=Decimal(10),
        q2=Decimal(40),
        q3=Decimal(80),
        by=cast.lin,
        now=NOW,
    )
    kept = handed_in(
        plant,
        "2026-05B",
        by=cast.ding,
        now=make.at("2026-06-01"),
        formalities="取得施工许可。",
        problems="占用草原审核未完成；\n冬季运输较慢",
        next_steps="6月20日前完成渠首闸主体。",
        coordination="请州林草局6月20日前答复",
    )
    matter = raising.raise_matter(kept, text="占用草原审核未完成", by=cast.lin, now=NOW)
    raising.mark_known(kept, text="冬季运输较慢", note="已备料", by=cast.lin, now=NOW)
    document = report.compose_report(kept, by=cast.ding, now=make.at("2026-06-02"))
    said = told(document)
    assert matter.raised_by == cast.builder
    assert said.startswith("青泉灌区改造半月报（2026年5月下半月）")
    assert "数据截至2026年5月31日24时" in said
    assert "占年度计划4000万元的2.5%" in said and "占计划总投资8000万元的1.3%" in said
    assert "（二）冬季运输较慢（已掌握，无需协调：已备料）。" in said
    for heading in (
        "形象进度",
        "完成投资",
        "资金到位",
        "手续办理",
        "存在问题",
        "下一步计划",
        "需协调事项",
    ):
        assert f"、{heading}" in said
    assert "请州林草局6月20日前答复。" in said
    assert "| 填报 | 丁立 | 2026年6月1日 |" in said


# --- the answer to whoever raised a problem


def problem(cast, brought, **changes):
    made = brought(cast, kind="problem", raised_by=cast.builder, title="渠首用地未落实", **changes)
    return matter_for(cast.lin, made.pk, now=NOW)


def test_an_answer_says_what_was_done_by_whom_and_that_the_raiser_may_disagree(cast):
    matter = problem(cast, stories.claimed)
    document = answer.compose_answer(matter, by=cast.lin, now=make.at("2026-06-12"))
    said = told(document)
    assert documents.latest(document).paper.addressees == ("瀚北交通建设集团有限公司",)
    assert f"“渠首用地未落实”（编号：{matter.number}），由青泉州水利局牵头办理" in said
    assert "该问题已于2026年6月10日办理完成。" in said and "界线已经勘定，双方签字。" in said
    assert "认为没有解决或者不满意的" in said and "确认之前" in said


def test_an_answer_to_a_problem_that_is_not_solved_says_why_and_what_comes_next(cast):
    matter = stories.signed(cast, kind="problem", raised_by=cast.builder, title="渠首用地未落实")
    matters.feed_back(
        matter, text="已报州政府。", next_step="取得批复。", by=cast.wu, now=make.at("2026-05-25")
    )
    matter = matter_for(cast.lin, matter.pk, now=NOW)
    said = told(answer.compose_answer(matter, by=cast.lin, now=make.at("2026-06-12")))
    assert "2026年5月25日，青泉州水利局：已报州政府。" in said
    assert "该问题目前尚未解决。" in said and answer.SAY_WHY in said
    assert "下一步：取得批复。" in said and "计划于2026年6月30日前办结。" in said


def test_a_task_or_a_problem_without_raiser_is_not_answered(cast):
    with pytest.raises(Lacking, match="只有提出的问题才需要答复"):
        answer.compose_answer(stories.issued(cast), by=cast.lin, now=NOW)
    with pytest.raises(Lacking, match="没有登记提出单位"):
        answer.compose_answer(stories.issued(cast, kind="problem"), by=cast.lin, now=NOW)


# --- hand-over and archive


def test_a_hand_over_is_listed_with_the_state_and_day_of_each_matter(cast):
    matter = stories.signed(cast)
    done = matters.dissolve_unit(
        cast.water,
        into=cast.land,
        effective_on=TODAY,
        reason="青政发〔2026〕9号",
        by=cast.lin,
        now=NOW,
    )
    said = told(handover.compose_hand_over(done, by=cast.lin, now=NOW))
    assert "| 移 交 方 | 青泉州水利局 |" in said and "青政发〔2026〕9号" in said
    assert f"| {matter.number} 完成灌区勘界 | 牵头 | 已签收 | 2026年6月30日 |" in said
    assert "移 交 人" in said and "监 交 人" in said


def test_the_cover_of_a_file_lists_each_piece_with_its_hash(cast):
    matter = stories.closed(cast)
    with pytest.raises(Lacking, match="还没有归档"):
        archive.compose_cover(matter, by=cast.lin, now=NOW)
    matters.archive(matter, by=cast.lin, now=make.at("2026-06-20"))
    document = archive.compose_cover(matter, by=cast.lin, now=make.at("2026-06-20"))
    paper = documents.latest(document).paper
    assert matter.archive_number in told(document)
    table = paper.sheets[0].body[0]
    assert [row[1] for row in table.rows] == ["来源文件", "办结凭证", "办理记录"]
    assert table.rows[0][3].replace("\n", "") == matter.passage.source.sha256
    assert table.rows[1][3] == "无电子文件"
    assert table.rows[2][3].replace("\n", "") == matter.archive[-1]["sha256"]
