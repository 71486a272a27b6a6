"""A review session from its plan to its minutes, with a matter issued on the spot."""

from __future__ import annotations

from playwright.sync_api import expect

from tests import make
from tests.matters import stories


def test_a_session_goes_from_its_plan_to_its_minutes_and_a_matter_is_issued_on_the_spot(visit, at):
    cast = make.cast()
    at("2026-06-15")
    stories.signed(cast)
    lin = visit().log_in(cast.lin)
    here = lin.url.rstrip("/")
    lin.goto(f"{here}/sessions/")
    lin.get_by_role("link", name="排期").nth(1).click()
    expect(lin.get_by_label("会议日期")).to_have_value("2026-06-24")  # the fourth Wednesday
    chair = lin.get_by_label("主持人")
    chair.select_option(label=chair.locator("option").filter(has_text="韩卓").text_content())
    lin.locator("main .form-actions button").click()
    expect(lin.get_by_role("heading", name="6月调度会", level=1)).to_be_visible()
    session = lin.url
    lin.locator("summary", has_text="列入议题").click()
    lin.get_by_label("事项", exact=False).first.select_option(label="完成灌区勘界")
    lin.get_by_label("要会议定什么").fill("西岸何时勘完？")
    lin.get_by_role("button", name="列入", exact=True).click()

    at("2026-06-18")
    lin.get_by_role("button", name="开放意见窗口").click()
    wu = visit().log_in(cast.wu)
    wu.get_by_role("link", name="填报意见").first.click()
    wu.locator("summary", has_text="填报意见").click()
    wu.get_by_label("意见", exact=True).fill("西岸缺界桩，七月初可以勘完。")
    wu.get_by_role("button", name="填报", exact=True).click()
    expect(wu.locator(".notice-success")).to_contain_text("意见已填报")

    at("2026-06-24")
    lin.reload()
    lin.get_by_role("button", name="冻结").click()
    lin.get_by_role("button", name="开始会议").click()
    screen = lin.locator(".screen")
    expect(screen).to_contain_text("西岸缺界桩，七月初可以勘完。")
    lin.locator("summary", has_text="议定事项").click()
    lin.get_by_label("议定事项", exact=True).fill("七月十日前勘完西岸")
    lin.get_by_label("会议意见").first.fill("水利局7月10日前勘完西岸。")
    lin.get_by_label("办结标准").fill("西岸成果签字")
    lin.get_by_label("完成期限").fill("2026-07-10")
    lin.get_by_role("button", name="记录并送审").click()
    expect(lin.locator(".screen-said")).to_contain_text("七月十日前勘完西岸")

    han = visit().log_in(cast.han)
    han.goto(f"{session}issue/")
    han.get_by_role("button", name="签发下达").click()
    expect(han.locator(".notice-success")).to_contain_text("督〔2026〕2号")

    lin.goto(session)
    lin.get_by_role("button", name="结束会议").click()
    expect(lin.locator(".notice-success")).to_contain_text("纪要稿已起草")
    lin.get_by_role("link", name="活动和纪要").click()
    expect(lin.get_by_role("link", name="6月调度会纪要").first).to_be_visible()
