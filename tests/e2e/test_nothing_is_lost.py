"""Sessions end, tabs die, fingers click twice, colleagues are faster: nothing typed is lost."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from luoshi.intake.models import Verdict
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account
from luoshi.progress.models import Report
from luoshi.projects.models import Project
from tests import make
from tests.intake import readings
from tests.progress.filed import project

WORDS = "闸室混凝土浇筑到第三仓，进水渠开挖八百米。"


@pytest.fixture
def cast(visit, at) -> make.Cast:
    at("2026-06-02")
    return make.cast()


@pytest.fixture
def second(cast) -> Account:
    """A second coordinator of the same office."""
    return make.account(cast.region, "coordinator", name="白桦", username="bai")


def begun(page: Page, made: Project) -> None:
    """Begin the report of the first window and leave it half written."""
    page.goto(f"{page.url.rstrip('/')}/projects/{made.pk}/reports/2026-05B/")
    page.get_by_label("形象阶段").select_option("S08")
    page.get_by_label("形象进度").fill(WORDS)
    page.get_by_label("本期完成投资").fill("120")


def rest_of(page: Page) -> None:
    for label in ("本年完成投资", "累计完成投资", "累计到位资金"):
        page.get_by_label(label).fill("120")


def test_a_half_written_report_outlives_the_session_in_which_it_was_begun(visit, cast):
    made, ding = project(cast), visit()
    page = ding.log_in(cast.ding)
    begun(page, made)
    rest_of(page)
    Session.objects.all().delete()

    page.get_by_role("button", name="报送").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert not Report.objects.exists()
    ding.enter(cast.ding)
    expect(page.get_by_role("status").first).to_contain_text("已恢复未提交的内容")
    expect(page.get_by_label("形象进度")).to_have_value(WORDS)
    page.get_by_role("button", name="报送").click()
    expect(page.locator(".notice-success")).to_contain_text("半月报已报送")
    assert [report.progress for report in Report.objects.all()] == [WORDS]


def test_a_half_written_report_outlives_the_tab_and_can_be_thrown_away(visit, cast):
    made, ding = project(cast), visit()
    page = ding.log_in(cast.ding)
    begun(page, made)
    address = page.url
    page.close()

    page = ding.context.new_page()
    page.goto(address)
    expect(page.get_by_label("形象进度")).to_have_value(WORDS)
    page.get_by_role("button", name="丢弃").click()
    expect(page.get_by_label("形象进度")).to_have_value("")
    page.reload()
    expect(page.get_by_label("形象进度")).to_have_value("")


def test_what_was_handed_in_is_no_longer_kept_in_the_browser(visit, cast):
    page = visit().log_in(cast.ding)
    begun(page, project(cast))
    rest_of(page)
    page.get_by_role("button", name="报送").click()
    expect(page.locator(".notice-success")).to_be_visible()
    kept = "Object.keys(localStorage).filter(name => name.startsWith('luoshi.keep'))"
    assert page.evaluate(kept) == []


def test_a_double_click_hands_in_one_report_and_drafts_one_matter(visit, cast):
    page = visit().log_in(cast.ding)
    begun(page, project(cast))
    rest_of(page)
    page.get_by_role("button", name="报送").dblclick()
    expect(page.locator(".notice-success")).to_contain_text("半月报已报送")
    assert [report.edition for report in Report.objects.all()] == [1]

    page = visit().log_in(cast.lin)
    page.goto(page.url + "matters/new/")
    page.get_by_role("textbox", name="事项").fill("办理取水许可")
    page.get_by_label("任务要求").fill("批复取水许可申请。")
    page.get_by_role("button", name="保存").dblclick()
    expect(page.locator(".notice-success")).to_contain_text("已拟办")
    assert Matter.objects.count() == 1


def test_of_two_people_on_one_draft_the_slower_learns_what_the_faster_decided(visit, cast, second):
    draft = readings.draft(cast)
    first, other = visit().log_in(cast.lin), visit().log_in(second)
    plant = readings.finding(draft, "project", "改性沥青")
    survey = readings.finding(draft, "matter", "用地预审")
    for page in (first, other):
        page.goto(f"{page.url}drafts/{draft.pk}/")

    other.locator(f"#card-{survey.pk}").get_by_role("link", name="更正").click()
    expect(other.locator(f"#card-{survey.pk} textarea")).to_be_focused()
    other.locator(f"#card-{survey.pk}").get_by_label("责任人").fill("沙比尔")
    first.locator(f"#card-{survey.pk}").get_by_role("button", name="不采纳").click()
    expect(first.locator(f"#card-{survey.pk}")).to_have_attribute("data-verdict", "rejected")
    other.get_by_role("button", name="改后采纳").click()
    form = other.locator(f"#card-{survey.pk}")
    expect(form.get_by_role("alert")).to_contain_text("您填写的内容还在下面")
    expect(form.get_by_label("责任人")).to_have_value("沙比尔")

    first.locator("#tab-project").click()
    first.locator(f"#card-{plant.pk}").get_by_role("button", name="采纳", exact=True).click()
    expect(first.locator(f"#card-{plant.pk}")).to_have_attribute("data-verdict", "accepted")
    other.locator("#tab-project").click()
    other.locator(f"#card-{plant.pk}").get_by_role("button", name="不采纳").click()
    expect(other.locator(f"#card-{plant.pk}").get_by_role("alert")).to_contain_text("林岚")
    plant.refresh_from_db()
    assert plant.verdict == Verdict.ACCEPTED


def test_a_draft_can_be_left_and_taken_up_again_by_somebody_else(visit, cast, second):
    draft = readings.draft(cast)
    page = visit().log_in(cast.lin)
    page.goto(f"{page.url}drafts/{draft.pk}/")
    page.locator("#panel-matter .fcard").first.get_by_role(
        "button", name="采纳", exact=True
    ).click()
    expect(page.locator(".decided")).to_contain_text("已定 1 /")
    page.close()

    page = visit().log_in(second)
    bar = page.get_by_role("navigation", name="主导航")
    bar.locator("summary", has_text="更多").click()
    bar.get_by_role("link", name="草稿", exact=True).click()
    page.locator("#list tbody a").first.click()
    expect(page.locator(".decided")).to_contain_text("已定 1 /")
    expect(page.locator("#panel-matter .fcard").first).to_contain_text("林岚")


def test_of_two_people_on_one_form_the_slower_keeps_her_words_and_sees_the_other_s(
    visit, cast, second, at
):
    made = project(cast)
    first, other = visit().log_in(cast.lin), visit().log_in(second)
    for page in (first, other):
        page.goto(f"{page.url}projects/{made.pk}/edit/")
    at("2026-06-03")
    first.get_by_label("建设地点").fill("青泉州察汗县")
    first.get_by_role("button", name="保存").click()
    expect(first.locator(".notice-success")).to_contain_text("已保存")

    other.get_by_label("建设内容").fill("续建配套与节水改造，灌溉面积十二万亩。")
    other.get_by_label("建设地点").fill("青泉州北岭县")
    other.get_by_role("button", name="保存").click()
    expect(other.get_by_role("alert").first).to_contain_text("没有覆盖对方的")
    differences = other.get_by_role("region", name="对方刚刚保存的内容与您填写的不同")
    expect(differences).to_contain_text("青泉州察汗县")
    expect(other.get_by_label("建设内容")).to_have_value("续建配套与节水改造，灌溉面积十二万亩。")
    made.refresh_from_db()
    assert made.place == "青泉州察汗县"

    other.get_by_role("button", name="保存").click()
    expect(other.locator(".notice-success")).to_contain_text("已保存")
    made.refresh_from_db()
    assert made.place == "青泉州北岭县"


def test_a_report_written_at_two_screens_is_handed_in_once(visit, cast):
    made = project(cast)
    one, two = visit().log_in(cast.ding), visit().log_in(cast.ding)
    for page in (one, two):
        begun(page, made)
        rest_of(page)
    two.get_by_label("形象进度").fill("进水渠开挖一千米。")
    one.get_by_role("button", name="报送").click()
    expect(one.locator(".notice-success")).to_be_visible()
    two.get_by_role("button", name="报送").click()
    expect(two.get_by_role("alert").first).to_be_visible()
    expect(two.get_by_label("形象进度")).to_have_value("进水渠开挖一千米。")
    assert [report.progress for report in Report.objects.all()] == [WORDS]
