"""Bulletins: one summary of one window, numbered by year and overall, corrected by a notice, told once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from luoshi.audit.queries import history_of
from luoshi.issuing import bulletins, checking, documents, flagging, numbering, signing
from luoshi.issuing.models import Bulletin, Document, Version
from luoshi.notices import letters, mailing, queries, tasks
from luoshi.notices.models import Message, Notice
from luoshi.notices.people import directory
from luoshi.orgs.models import Account
from luoshi.papers import plain
from luoshi.papers.kinds.bulletin import Masthead, Slip
from luoshi.papers.paper import Chart, Table
from luoshi.progress import actions as progress
from luoshi.projects import actions as projects
from luoshi.values.errors import (
    BadInput,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from tests import make
from tests.issuing.window import ASKED, WINDOW, Window, filed, window

pytestmark = pytest.mark.django_db

HEAD = Masthead(
    name="瀚北合作半月报",
    office="瀚北自治区国资委规划处",
    issue="",
    author="规划处　林岚",
    editors=("周文（规划处）",),
    reviewer="赵启明",
    reported=("瀚北自治区人民政府",),
    sent=("青泉州水利局",),
    distributed=("瀚北交通建设集团有限公司",),
    copies=30,
)


def composed(known: Window, half: str = WINDOW.id, *, now: dt.datetime = ASKED) -> Document:
    cast = known.cast
    return bulletins.compose_summary(
        window=half, head=HEAD, office=cast.region, by=cast.lin, now=now
    )


def signed(known: Window, document: Document, *, by: Account | None = None) -> Document:
    """Take a draft of Lin's through check and signature; Han signs."""
    cast = known.cast
    checking.send_to_check(document, version=document.version, by=cast.lin, now=ASKED)
    for flag in flagging.undecided(document):
        flagging.keep_flag(flag, reason="引自登记原文。", by=cast.zhao, now=ASKED)
        document.refresh_from_db()
    checking.pass_check(document, version=document.version, by=cast.zhao, now=ASKED)
    signing.sign(document, version=document.version, by=by or cast.han, now=ASKED)
    return document


def issued(known: Window, document: Document, *, mails: bool = False, now=ASKED) -> Bulletin:
    bulletin = Bulletin.objects.get(document=signed(known, document))
    bulletins.issue(bulletin, version=document.version, mails=mails, by=known.cast.lin, now=now)
    return Bulletin.objects.get(pk=bulletin.pk)


def said_in(document: Document) -> str:
    return plain.written(documents.latest(document).paper.body)


# --- composing


def test_the_summary_says_the_figures_with_their_base_and_what_lags_and_why():
    known = window()

    said = said_in(composed(known))

    assert "统计时点为2026年6月15日24时，数据取自2026年6月18日12时00分的登记" in said
    assert "本期纳入报送范围的半月报3份，按时报送2份（占报送范围的66.7%），逾期未报1份。" in said
    assert "已完成9.3%，按年度计划曲线的序时进度为39.2%，落后序时进度29.9个百分点" in said
    assert "用地预审与用地手续：林地调整未批" in said
    assert "申请办结不等于解决" in said
    assert "请协调林业部门加快林地调整审批。" in said


def test_the_appendix_has_a_row_for_each_project_and_charts_show_the_figures():
    known = window()

    paper = documents.latest(composed(known)).paper

    (appendix,) = paper.sheets
    (table,) = [block for block in appendix.body if isinstance(block, Table)]
    assert {row[1] for row in table.rows} == {"北岭光伏项目", "改性沥青项目", "灌区改造意向"}
    charts = [block for block in paper.body if isinstance(block, Chart)]
    assert [chart.labels[-1] for chart in charts] == ["6月上", "改性沥青项目"]
    assert (paper.author, paper.editors) == ("规划处　林岚", ("周文（规划处）",))


def test_one_window_gives_one_summary_and_composing_again_adds_a_version():
    known = window()
    first = composed(known)
    progress.correct(
        known.said,
        correction="漏计设备款。",
        stage="S08",
        progress="设备进场。",
        invested_window=Decimal(2_000_000),
        invested_year=Decimal(4_500_000),
        invested_total=Decimal(4_500_000),
        funds_arrived=Decimal(0),
        by=known.cast.ding,
        now=make.at("2026-06-18", 15),
    )

    again = composed(known, now=make.at("2026-06-18", 16))

    assert again == first
    assert "本期完成投资120.37万元" in said_of(first, 1)
    assert "本期完成投资200万元" in said_of(first, 2)
    figure = bulletins.figure_in(Bulletin.objects.get(document=first), "invested_window")
    assert figure.numerator == 2_000_000


def said_of(document: Document, n: int) -> str:
    return plain.written(Version.objects.get(document=document, n=n).paper.body)


def test_a_summary_that_is_being_checked_is_not_composed_again():
    known = window()
    document = composed(known)
    checking.send_to_check(document, version=document.version, by=known.cast.lin, now=ASKED)

    with pytest.raises(IllegalMove) as refused:
        composed(known)

    assert "不能重新汇总" in str(refused.value)
    assert Version.objects.filter(document=document).count() == 1


def test_a_window_that_has_not_begun_has_no_summary():
    known = window()

    with pytest.raises(BadInput):
        composed(known, "2026-07A")


def test_a_handler_of_a_bureau_composes_no_summary_for_the_office():
    known = window()

    with pytest.raises(NotAllowed):
        bulletins.compose_summary(
            window=WINDOW.id, head=HEAD, office=known.cast.region, by=known.cast.wu, now=ASKED
        )

    assert not Document.objects.exists()


def test_a_summary_over_many_projects_asks_no_more_of_the_database():
    known = window()
    composed(known)
    few = asked_by(lambda: composed(known, now=make.at("2026-06-18", 13)))
    for n in range(12):
        filed(known.cast, f"续建项目{n}", on="2026-06-02", stage="S08", plan="100")

    many = asked_by(lambda: composed(known, now=make.at("2026-06-18", 14)))

    assert many <= few + 2
    assert few < 80


def asked_by(deed) -> int:
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


# --- numbers


def test_issues_are_numbered_by_year_and_overall_without_gaps():
    known = window()
    numbers = []
    for half, moment in (("2026-05B", ASKED), ("2026-06A", ASKED)):
        bulletin = issued(known, composed(known, half), now=moment)
        numbers.append(bulletins.paper_of(bulletin).issue)

    later = signed(known, composed(known, "2026-04A"))
    numbering.issue(later, version=later.version, by=known.cast.lin, now=make.at("2027-01-04"))
    numbers.append(documents.latest(later).paper.issue)

    assert numbers == ["第1期（总第1期）", "第2期（总第2期）", "第1期（总第3期）"]


def test_the_issued_summary_keeps_its_figures_whatever_comes_later():
    known = window()
    bulletin = issued(known, composed(known))
    projects.leave(
        known.plant,
        exit="dropped",
        on=dt.date(2026, 6, 14),
        reason="停建",
        by=known.cast.lin,
        now=make.at("2026-06-19"),
    )

    figure = bulletins.figure_in(bulletin, "filed")

    rows, hidden = bulletins.rows_behind(figure.rows, known.cast.lin, now=ASKED)
    assert (figure.count, len(rows), hidden) == (3, 3, 0)


def test_whoever_sees_but_one_project_opens_but_one_row_and_is_told_of_the_others():
    known = window()
    bulletin = issued(known, composed(known))
    seen = bulletins.bulletin_for(known.cast.ding, bulletin.document_id, now=ASKED)

    figure = bulletins.figure_in(seen, "planned")
    rows, hidden = bulletins.rows_behind(figure.rows, known.cast.ding, now=ASKED)

    assert ([one.name for one in rows], hidden) == (["改性沥青项目"], 1)
    with pytest.raises(NotFound):
        bulletins.figure_in(seen, "nothing")


def test_a_draft_is_seen_by_the_office_and_by_nobody_who_will_receive_it():
    known = window()
    document = composed(known)

    assert bulletins.bulletin_for(known.cast.zhao, document.pk, now=ASKED)
    assert not bulletins.bulletins_for(known.cast.ding, now=ASKED).exists()
    with pytest.raises(NotFound):
        bulletins.bulletin_for(known.cast.ding, document.pk, now=ASKED)


# --- circulars


def circular(known: Window) -> Document:
    cast = known.cast
    return bulletins.compose_circular(window=WINDOW.id, office=cast.region, by=cast.lin, now=ASKED)


def test_the_circular_names_units_and_no_people_and_asks_for_definite_days():
    known = window()

    said = said_in(circular(known))

    assert "瀚北能源投资有限公司。“北岭光伏项目”半月报逾期未报。" in said
    assert "“打通进场道路”（督〔2026〕1号）逾期5天" in said
    assert "于2026年6月23日前补报逾期的半月报。" in said
    assert "吴青" not in said


def test_a_circular_is_signed_by_the_head_and_not_by_the_supervisor():
    known = window()
    cast = known.cast
    shen = make.account(cast.region, "coordinator", name="沈一舟", username="shen")
    document = circular(known)
    checking.send_to_check(document, version=document.version, by=cast.lin, now=ASKED)
    checking.pass_check(document, version=document.version, by=shen, now=ASKED)

    with pytest.raises(NotAllowed) as refused:
        signing.sign(document, version=document.version, by=cast.zhao, now=ASKED)
    signing.sign(document, version=document.version, by=cast.han, now=ASKED)

    assert "主要负责同志签发" in str(refused.value)
    assert document.signed_by == cast.han


# --- briefs and corrections


def test_a_brief_says_what_happened_under_the_office_s_own_head():
    known = window()
    cast = known.cast

    document = bulletins.compose_brief(
        title="北岭光伏项目开工",
        text="6月12日，北岭光伏项目开工。",
        head=HEAD,
        office=cast.region,
        by=cast.lin,
        now=ASKED,
    )

    paper = documents.latest(document).paper
    assert (paper.mark, paper.format) == ("瀚北合作半月报", "bulletin")
    with pytest.raises(Incomplete):
        bulletins.compose_brief(
            title="", text="甲", head=HEAD, office=cast.region, by=cast.lin, now=ASKED
        )


def test_a_correction_says_what_was_printed_and_what_is_right_and_leaves_the_issue_alone():
    known = window()
    bulletin = issued(known, composed(known))
    before = bulletins.paper_of(bulletin)

    notice = bulletins.compose_correction(
        bulletin,
        slips=[Slip("总体情况", "按时报送2份", "按时报送3份")],
        reason="漏计一份",
        by=known.cast.lin,
        now=ASKED,
    )
    issued(known, notice)

    assert "第1期（总第1期）" in notice.title
    assert "| 总体情况 | 按时报送2份 | 按时报送3份 |" in said_in(notice)
    assert list(bulletins.corrections_of(bulletin.document)) == [notice]
    assert bulletins.paper_of(bulletin) == before


def test_what_is_not_issued_is_edited_and_not_corrected():
    known = window()
    bulletin = Bulletin.objects.get(document=composed(known))

    with pytest.raises(IllegalMove):
        bulletins.compose_correction(
            bulletin, slips=[Slip("一", "甲", "乙")], by=known.cast.lin, now=ASKED
        )


def test_the_next_bulletin_begins_with_the_head_of_the_last():
    known = window()
    composed(known)

    found = bulletins.last_masthead(known.cast.region)

    assert found is not None
    assert (found.name, found.editors, found.sent) == (HEAD.name, HEAD.editors, HEAD.sent)


# --- mailing


def told_of(bulletin: Bulletin) -> list[str]:
    rows = Notice.objects.filter(bulletin=bulletin).select_related("person")
    return sorted(one.person.name for one in rows)


def test_without_the_switch_nobody_is_told_and_with_it_the_accounts_of_the_receiving_units_are():
    known = window()
    quiet = issued(known, composed(known, "2026-05B"))
    loud = issued(known, composed(known), mails=True)

    tasks.remind(now=ASKED)

    assert told_of(quiet) == []
    assert told_of(loud) == ["丁立", "吴青", "秦朗"]


def test_the_mail_names_the_bulletin_and_leads_to_its_page():
    known = window()
    bulletin = issued(known, composed(known), mails=True)
    tasks.remind(now=ASKED)
    notice = Notice.objects.get(bulletin=bulletin, person=known.cast.wu.person)

    row = letters.row_of(
        notice, address="https://luoshi.example", today=dt.date(2026, 6, 18), now=ASKED
    )

    assert (row.title, row.kind, row.why) == (bulletin.document.title, "半月报汇总", "新印发")
    assert queries.unread_for(known.cast.wu, now=ASKED).filter(pk=notice.pk).exists()
    assert row.link.startswith("https://luoshi.example/")


def test_everybody_is_told_once_however_often_the_sweep_runs():
    known = window()
    bulletin = issued(known, composed(known), mails=True)

    for hour in (13, 14, 15):
        tasks.remind(now=make.at("2026-06-18", hour))

    assert Notice.objects.filter(bulletin=bulletin).count() == 3


def test_a_telling_killed_in_between_is_done_whole_the_next_time():
    known = window()
    bulletin = issued(known, composed(known), mails=True)
    people = directory(on=dt.date(2026, 6, 18))
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        mailing.tell_of_bulletins(people, now=ASKED)
        raise KeyboardInterrupt
    assert told_of(bulletin) == []

    assert mailing.tell_of_bulletins(people, now=ASKED) == 3
    assert mailing.tell_of_bulletins(people, now=ASKED) == 0
    assert told_of(bulletin) == ["丁立", "吴青", "秦朗"]


def test_the_switch_may_be_turned_after_issue_but_once_and_not_before():
    known = window()
    document = composed(known)
    bulletin = Bulletin.objects.get(document=document)
    with pytest.raises(IllegalMove):
        bulletins.let_tell(bulletin, by=known.cast.lin, now=ASKED)
    bulletin = issued(known, document)

    bulletins.let_tell(bulletin, by=known.cast.lin, now=ASKED)
    with pytest.raises(Overtaken):
        bulletins.let_tell(bulletin, by=known.cast.lin, now=ASKED)

    types = [one.type for one in history_of(bulletin.document)]
    assert types.count("bulletin.mailed") == 1


def test_a_voided_bulletin_is_told_to_nobody_any_more():
    known = window()
    bulletin = issued(known, composed(known), mails=True)
    document = bulletin.document
    numbering.void(document, reason="数据有误", by=known.cast.lin, now=ASKED)

    tasks.remind(now=ASKED)

    assert told_of(bulletin) == []
    assert not Message.objects.exists()
