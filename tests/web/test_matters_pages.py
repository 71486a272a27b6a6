"""The pages of matters and groups, as their readers meet them."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.matters import actions
from luoshi.matters.models import Extension, Matter
from luoshi.sources.models import Source
from luoshi.standing import tasks as standing
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
SOON = make.at("2026-06-11")


@pytest.fixture
def cast(monkeypatch):
    at(monkeypatch, SOON)
    return make.cast()


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def see(client, account, name, *args, query=""):
    client.force_login(account)
    answer = client.get(reverse(name, args=args) + query)
    return BeautifulSoup(answer.content, "html.parser"), answer.status_code


def send(client, account, address, /, *args, **fields):
    client.force_login(account)
    return client.post(reverse(address, args=args), fields)


def told(client, answer):
    """What the page after a redirect tells."""
    page = BeautifulSoup(client.get(answer["Location"]).content, "html.parser")
    return " ".join(box.get_text(" ", strip=True) for box in page.select(".notice-body"))


def rows_of(page):
    return [row.find("a").get_text(strip=True) for row in page.select("#list tbody tr")]


def buttons(page):
    return [
        one.get_text(strip=True)
        for one in page.select(".moves summary, .moves > form button, .moves > a")
    ]


# --- the list


def test_the_list_shows_number_owner_dates_and_light(client, cast):
    stories.signed(cast)
    page, _ = see(client, cast.lin, "matter_list")
    headings = [one.get_text(strip=True) for one in page.select("thead th")]
    assert headings == [
        "编号",
        "事项",
        "类别",
        "牵头单位",
        "责任人",
        "状态",
        "原定期限",
        "现行期限",
        "灯",
    ]
    cells = [one.get_text(" ", strip=True) for one in page.select("#list tbody tr:first-child td")]
    assert cells[:8] == [
        "督〔2026〕1号",
        "完成灌区勘界",
        "任务",
        "青泉州水利局",
        "吴青",
        "已签收",
        "2026-06-30",
        "2026-06-30",
    ]
    assert cells[8] == "缺反馈 1期反馈逾期未报，期限：5月27日"


def test_filters_stand_in_the_address_and_narrow_together(client, cast):
    late = stories.signed(cast, title="修复渡槽", due_proposed=dt.date(2026, 6, 1))
    stories.signed(cast, title="编制方案")
    stories.drafted(cast, title="拟办的事", kind="problem")
    standing.relight(now=SOON)
    for query, titles in {
        "?light=red": ["修复渡槽"],
        "?state=running": ["修复渡槽", "编制方案"],
        "?state=draft": ["拟办的事"],
        "?kind=problem": ["拟办的事"],
        "?q=方案": ["编制方案"],
        f"?unit={cast.land.pk}&light=red": ["修复渡槽"],
        f"?unit={cast.energy.pk}": [],
        f"?person={late.person_id}&state=draft": ["拟办的事"],
    }.items():
        assert rows_of(see(client, cast.lin, "matter_list", query=query)[0]) == titles, query


def test_the_list_is_sorted_by_day_and_by_number(client, cast):
    for title, due in (("早办", 20), ("晚办", 28), ("中办", 24)):
        stories.signed(cast, title=title, due_proposed=dt.date(2026, 6, due))
    assert rows_of(see(client, cast.lin, "matter_list", query="?sort=due")[0]) == [
        "早办",
        "中办",
        "晚办",
    ]
    assert rows_of(see(client, cast.lin, "matter_list", query="?sort=-number")[0]) == [
        "中办",
        "晚办",
        "早办",
    ]


def test_an_empty_list_says_what_to_do_next_to_those_who_can(client, cast):
    page, _ = see(client, cast.lin, "matter_list")
    assert page.select_one(".empty a")["href"] == reverse("matter_new")
    page, _ = see(client, cast.wu, "matter_list")
    assert "下达给您单位的事项会列在这里" in page.select_one(".empty").get_text()
    assert not page.select(".empty a")


def test_a_stranger_is_told_that_there_is_nothing(client, cast):
    matter = stories.signed(cast)
    assert see(client, cast.aiko, "matter_detail", matter.pk)[1] == 404
    assert see(client, cast.wu, "matter_detail", matter.pk)[1] == 200


# --- one matter


def test_the_page_of_a_matter_shows_words_dates_and_history(client, cast):
    matter = stories.signed(cast)
    request = actions.ask_extension(
        matter,
        slip_cause="weather",
        due_asked=dt.date(2026, 7, 20),
        reason="汛期停工",
        done_so_far="东岸已勘完",
        by=cast.wu,
        now=make.at("2026-06-08"),
    )
    actions.decide_extension(
        request, grant=True, note="情况属实", by=cast.zhao, now=make.at("2026-06-09")
    )
    page, _ = see(client, cast.wu, "matter_detail", matter.pk)
    text = page.get_text(" ", strip=True)
    assert "2026年6月30日" in text and "2026年7月20日" in text
    assert page.select_one(".passage mark").get_text() == matter.passage.quote
    history = [one.get_text(" ", strip=True) for one in page.select("ol.history p:first-child")]
    assert history[0] == "同意延期，期限由2026-06-30改为2026-07-20，意见：情况属实"
    assert history[-1] == "拟办事项“完成灌区勘界”，牵头单位：青泉州水利局"


def test_each_is_shown_only_the_buttons_that_are_hers(client, cast):
    matter = stories.signed(cast)
    seen = {
        who.username: buttons(see(client, who, "matter_detail", matter.pk)[0])
        for who in (cast.lin, cast.zhao, cast.wu, cast.ma)
    }
    assert seen == {
        "lin": ["移交", "催办"],
        "zhao": ["移交", "催办"],
        "wu": ["报送工作方案", "反馈进展", "申请延期", "申请办结"],
        "ma": ["提供配合意见"],
    }


def test_what_stands_in_the_way_is_said_beside_the_buttons(client, cast):
    draft = stories.drafted(cast, criterion="")
    page, _ = see(client, cast.lin, "matter_detail", draft.pk)
    assert buttons(page) == ["修改", "撤销"]
    assert "暂不能送审：还缺少：办结标准" in page.select_one(".barred").get_text()


def test_the_whole_life_goes_through_the_pages(client, cast, monkeypatch):
    matter = stories.drafted(cast)

    def now() -> Matter:
        return Matter.objects.get(pk=matter.pk)

    def move(who, name, **fields):
        answer = send(client, who, "matter_move", matter.pk, name, version=now().version, **fields)
        assert answer.status_code == 303, answer.content.decode()
        return told(client, answer)

    assert "等待签发" in move(cast.lin, "submit")
    assert "已签发下达" in move(cast.zhao, "issue")
    assert "已签收" in move(cast.wu, "sign")
    assert "已反馈" in move(cast.wu, "feed_back", text="东岸已勘完。")
    assert "已提供" in move(cast.ma, "give_input", text="图件已给。")
    move(
        cast.wu,
        "ask_extension",
        slip_cause="weather",
        due_asked="2026-07-10",
        reason="汛期",
        done_so_far="东岸",
    )
    move(cast.zhao, "decide_extension", grant="yes", due="2026-07-08", note="")
    assert Extension.objects.get().due_granted == dt.date(2026, 7, 8)
    move(cast.wu, "claim", performed_on="2026-06-10", result="已签字")
    move(cast.zhao, "send_for_redo", reason="缺签字页")
    move(cast.wu, "claim", performed_on="2026-06-11", result="已补齐")
    assert "已审核办结" in move(cast.lin, "close")
    assert (now().state, now().returns, now().due_current) == ("closed", 1, dt.date(2026, 7, 8))


def test_a_form_with_something_wrong_stays_open_with_what_was_written(client, cast):
    matter = stories.signed(cast)
    answer = send(
        client,
        cast.wu,
        "matter_move",
        matter.pk,
        "claim",
        version=matter.version,
        performed_on="2026-06-12",
        result="已签字",
    )
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    form = page.select_one("details.move[open]")
    assert form.summary.get_text(strip=True) == "申请办结"
    assert form.select_one("textarea[name=result]").get_text(strip=True) == "已签字"
    assert "完成日期不能晚于今天" in form.get_text()
    matter.refresh_from_db()
    assert matter.state == "signed"


def test_reloading_after_a_form_came_back_leads_to_the_matter(client, cast):
    matter = stories.signed(cast)
    client.force_login(cast.wu)
    answer = client.get(reverse("matter_move", args=[matter.pk, "claim"]))
    assert answer["Location"] == reverse("matter_detail", args=[matter.pk])


def test_a_problem_is_not_closed_from_the_page_without_its_raiser(client, cast):
    matter = stories.claimed(cast, kind="problem", raised_by=cast.builder)
    fields = {"version": matter.version, "raiser_said": ""}
    answer = send(client, cast.lin, "matter_move", matter.pk, "close", **fields)
    assert answer.status_code == 422
    fields["raiser_said"] = "丁立来电确认已经解决"
    assert send(client, cast.lin, "matter_move", matter.pk, "close", **fields).status_code == 303


def test_a_click_sent_twice_changes_nothing_the_second_time(client, cast):
    matter = stories.issued(cast)
    first = send(client, cast.wu, "matter_move", matter.pk, "sign", version=matter.version)
    second = send(client, cast.wu, "matter_move", matter.pk, "sign", version=matter.version)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "已签收" in second.content.decode()


def test_an_approver_who_reads_an_old_page_is_told(client, cast):
    matter = stories.pending(cast)
    old = matter.version
    actions.send_back(matter, reason="期限太宽", by=cast.zhao, now=SOON)
    actions.submit(matter, by=cast.lin, now=SOON)
    answer = send(client, cast.zhao, "matter_move", matter.pk, "issue", version=old)
    assert answer.status_code == 409
    answer = send(client, cast.zhao, "matter_move", matter.pk, "issue", version=matter.version)
    assert answer.status_code == 303


def test_a_move_that_is_not_hers_is_refused_at_the_door_too(client, cast):
    matter = stories.signed(cast)
    fields = {"version": matter.version, "performed_on": "2026-06-10", "result": "办完"}
    answer = send(client, cast.ma, "matter_move", matter.pk, "claim", **fields)
    assert answer.status_code == 403
    assert send(client, cast.wu, "matter_move", matter.pk, "dance", version=1).status_code == 404
    assert send(client, cast.wu, "matter_move", matter.pk, "claim", **fields).status_code == 303


# --- by hand


def written(cast, **changes):
    fields = {
        "kind": "task",
        "title": "接通施工用电",
        "content": "接通二标段施工用电。",
        "basis": "五月十八日座谈会：由水利局牵头接通施工用电。",
        "criterion": "送电单已签字",
        "lead": cast.water.pk,
        "person": cast.wu.person_id,
        "cooperating": [cast.land.pk],
        "due_proposed": "2026-07-10",
    }
    return fields | changes


def test_a_matter_drafted_by_hand_keeps_the_words_it_rests_on(client, cast):
    answer = send(client, cast.lin, "matter_new", **written(cast))
    assert answer.status_code == 303
    matter = Matter.objects.get()
    assert matter.passage.quote == "五月十八日座谈会：由水利局牵头接通施工用电。"
    assert (matter.passage.source.kind, matter.held_by) == ("typed", cast.region)
    page, _ = see(client, cast.lin, "matter_detail", matter.pk)
    assert "送审" in buttons(page)


def test_the_form_sent_twice_makes_one_matter_and_leads_to_it(client, cast):
    first = send(client, cast.lin, "matter_new", **written(cast))
    second = send(client, cast.lin, "matter_new", **written(cast))
    assert first["Location"] == second["Location"]
    assert (Matter.objects.count(), Source.objects.count()) == (1, 1)


def test_a_half_filled_form_says_which_fields_and_keeps_the_rest(client, cast):
    answer = send(client, cast.lin, "matter_new", **written(cast, title="", lead="999999"))
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert {one["href"] for one in page.select(".notice-error a")} == {"#id_title", "#id_lead"}
    assert page.select_one("textarea[name=content]").get_text(strip=True) == "接通二标段施工用电。"
    assert not Matter.objects.exists() and not Source.objects.exists()


def test_a_unit_in_two_roles_is_told_at_its_field_and_nothing_is_kept(client, cast):
    answer = send(client, cast.lin, "matter_new", **written(cast, cooperating=[cast.water.pk]))
    assert answer.status_code == 422
    assert "不能同时是配合单位" in answer.content.decode()
    assert not Source.objects.exists()


def test_words_with_a_secrecy_mark_are_refused_and_not_kept(client, cast):
    marked = written(cast, basis="机密★10年\n五月座谈会议定接通施工用电。")
    answer = send(client, cast.lin, "matter_new", **marked)
    assert answer.status_code == 422
    assert "密级标志" in answer.content.decode()
    assert not Source.objects.exists()
    assert send(client, cast.lin, "matter_new", **written(cast)).status_code == 303


def test_a_draft_is_edited_and_an_old_page_overwrites_nothing(client, cast):
    send(client, cast.lin, "matter_new", **written(cast))
    matter = Matter.objects.get()
    changed = written(cast, title="接通全部施工用电", version=matter.version)
    assert send(client, cast.lin, "matter_edit", matter.pk, **changed).status_code == 303
    stale = written(cast, title="又一个名字", version=matter.version)
    answer = send(client, cast.lin, "matter_edit", matter.pk, **stale)
    assert answer.status_code == 422
    assert "其他人已经修改了" in answer.content.decode()
    matter.refresh_from_db()
    assert matter.title == "接通全部施工用电"
    assert matter.passage.source_id == Source.objects.get().pk


def test_the_words_of_a_paper_cannot_be_rewritten_by_editing(client, cast):
    matter = stories.drafted(cast)
    page, _ = see(client, cast.lin, "matter_edit", matter.pk)
    assert page.select_one(".passage mark") and not page.select("[name=basis]")
    fields = written(cast, basis="改写的原话", version=matter.version)
    assert send(client, cast.lin, "matter_edit", matter.pk, **fields).status_code == 303
    matter.refresh_from_db()
    assert matter.passage.quote == "会议要求，各单位要抓紧落实。"


def test_what_is_issued_cannot_be_edited_and_a_handler_cannot_draft(client, cast):
    matter = stories.issued(cast)
    assert see(client, cast.lin, "matter_edit", matter.pk)[1] == 403
    assert see(client, cast.wu, "matter_new")[1] == 403
    assert see(client, cast.lin, "matter_new")[1] == 200
