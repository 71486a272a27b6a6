"""The pages of working groups, as their readers meet them; and words that wait to be named."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.cli.sweep import sweep_once
from luoshi.matters.models import Group, Placeholder
from luoshi.meetings.models import Engagement
from tests import make
from tests.matters import stories
from tests.web.test_matters_pages import SOON, at, buttons, rows_of, see, send, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch):
    at(monkeypatch, SOON)
    return make.cast()


def group_fields(cast, **changes):
    fields = {
        "name": "青泉灌区专班",
        "lead": cast.water.name,
        "purpose": "统筹灌区建设",
        "responsible": cast.builder.name,
    }
    return fields | changes


def registered(client, cast, **changes):
    assert send(client, cast.lin, "group_new", **group_fields(cast, **changes)).status_code == 303
    return Group.objects.get()


def text_of(page, selector="main"):
    return " ".join(page.select_one(selector).get_text(" ").split())


def test_a_group_is_registered_seen_and_changed(client, cast):
    group = registered(client, cast)
    answer = send(client, cast.lin, "group_new", **group_fields(cast))
    assert answer["Location"].endswith(f"/groups/{group.pk}/"), (
        "the same form makes no second group"
    )

    stories.issued(cast, group=group)
    page, _ = see(client, cast.wu, "group_list")
    assert page.select_one("td[data-label='办理中事项']").get_text(strip=True) == "1"
    page, _ = see(client, cast.wu, "group_detail", group.pk)
    assert "完成灌区勘界" in page.get_text()
    assert not page.select("a[href$='edit/']")

    fields = group_fields(cast, responsible="", cooperating=cast.land.name, version=group.version)
    assert send(client, cast.lin, "group_edit", group.pk, **fields).status_code == 303
    fields["name"] = "别的名字"
    answer = send(client, cast.lin, "group_edit", group.pk, **fields)
    assert answer.status_code == 422 and "其他人已经修改了" in answer.content.decode()
    assert [str(one) for one in group.units.present()] == ["青泉州自然资源局（配合单位）"]


def test_a_group_without_a_lead_is_refused_and_a_stranger_sees_none(client, cast):
    assert send(client, cast.lin, "group_new", **group_fields(cast, lead="")).status_code == 422
    group = registered(client, cast)
    assert see(client, cast.aiko, "group_detail", group.pk)[1] == 404
    assert see(client, cast.wu, "group_edit", group.pk)[1] == 403
    for unit, names in ((cast.energy, []), (cast.builder, ["青泉灌区专班"])):
        page, _ = see(client, cast.lin, "group_list", query=f"?unit={unit.pk}")
        assert rows_of(page) == names


def test_other_departments_typed_among_the_units_wait_to_be_named_before_the_paper(client, cast):
    group = registered(client, cast, cooperating=f"{cast.land.name}\n其他部门")
    page, _ = see(client, cast.lin, "group_detail", group.pk)
    assert "配合单位：其他部门" in text_of(page)
    assert not page.select("form[action$='/paper/']")
    (words,) = Placeholder.objects.all()
    answer = send(client, cast.lin, "words_name", words.pk, units="没有这个单位")
    assert answer.status_code == 422 and "没有找到" in answer.content.decode()
    answer = send(client, cast.lin, "words_name", words.pk, units=cast.energy.name)
    assert "已写明是哪些单位" in told(client, answer)
    group.refresh_from_db()
    paper = {"title": "关于成立专班的通知", "number": "瀚国资发〔2026〕8号", "on": "2026-06-01"}
    answer = send(client, cast.lin, "group_establish", group.pk, **paper, version=group.version)
    assert "已登记成立文件" in told(client, answer)
    page, _ = see(client, cast.lin, "group_detail", group.pk)
    assert "瀚国资发〔2026〕8号" in text_of(page) and "已成立" in text_of(page, "h1 + .actions")


def test_the_paper_of_a_group_wants_its_title_and_its_day(client, cast):
    group = registered(client, cast)
    answer = send(
        client, cast.lin, "group_establish", group.pk, title="通知", version=group.version
    )
    assert answer.status_code == 422
    group.refresh_from_db()
    assert group.state == "awaited"
    assert send(client, cast.wu, "group_establish", group.pk, title="通知").status_code == 403


def test_people_come_and_go_and_the_page_tells_who_was_there_on_a_day(client, cast, monkeypatch):
    group = registered(client, cast)
    joined = {"person": cast.wu.person_id, "part": "head", "from_on": "2026-06-01"}
    assert send(client, cast.lin, "group_join", group.pk, **joined).status_code == 303
    assert send(client, cast.lin, "group_join", group.pk, **joined).status_code == 422
    (row,) = group.members.all()
    answer = send(client, cast.lin, "group_leave", group.pk, row.pk, on="2026-05-01")
    assert answer.status_code == 422
    answer = send(client, cast.lin, "group_leave", group.pk, row.pk, on="2026-06-05", reason="调离")
    assert "已登记离开" in told(client, answer)
    page, _ = see(client, cast.wu, "group_detail", group.pk)
    assert "吴青" not in text_of(page, "section:has(#people) table, section:has(#people)")
    page, _ = see(client, cast.wu, "group_detail", group.pk, query="?on=2026-06-03")
    assert "吴青 组长 青泉州水利局" in text_of(page, "section:has(#people)")


def test_a_group_is_dissolved_with_a_reason_and_only_read_from_then_on(client, cast):
    group = registered(client, cast)
    fields = {"on": "2026-06-10", "version": group.version}
    assert send(client, cast.lin, "group_dissolve", group.pk, **fields).status_code == 422
    answer = send(client, cast.lin, "group_dissolve", group.pk, **fields, reason="任务完成")
    assert "已撤销" in told(client, answer)
    page, _ = see(client, cast.lin, "group_detail", group.pk)
    assert not page.select("a[href$='edit/'], form[method=post] [name=person]")
    assert "任务完成" in text_of(page)


def test_counts_of_a_group_open_the_rows_that_they_count(client, cast, monkeypatch):
    group = registered(client, cast)
    stories.signed(cast, group=group)
    stories.claimed(cast, title="报了办结的", group=group)
    stories.drafted(cast, title="没有下达的", group=group)
    stories.issued(cast, title="别处的")
    at(monkeypatch, make.at("2026-07-02"))
    sweep_once(now=make.at("2026-07-02"))
    page, _ = see(client, cast.lin, "group_detail", group.pk)
    links = page.select(".count-link")
    assert "红" in text_of(page, ".counts") or "逾期" in text_of(page, ".counts")
    for link in links:
        listed, _ = see(client, cast.lin, "matter_list", query="?" + link["href"].split("?")[1])
        assert len(rows_of(listed)) == int(link.select_one("strong").get_text()), link["href"]
    listed, _ = see(client, cast.lin, "matter_list", query=f"?group={group.pk}")
    assert len(rows_of(listed)) == 3


def test_a_list_of_groups_tells_what_stands_red_in_as_many_queries_for_one_as_for_many(
    client, cast, django_assert_max_num_queries, monkeypatch
):
    asked = []
    for name in ("甲", "乙", "丙"):
        fields = group_fields(cast, name=f"{name}专班")
        send(client, cast.lin, "group_new", **fields)
        stories.signed(cast, title=f"{name}事", group=Group.objects.get(name=f"{name}专班"))
        at(monkeypatch, make.at("2026-07-02"))
        sweep_once(now=make.at("2026-07-02"))
        with django_assert_max_num_queries(40) as counted:
            page, _ = see(client, cast.lin, "group_list")
        asked.append(len(counted))
    assert asked[1] == asked[2]
    cells = [one.get_text(" ", strip=True) for one in page.select("#list tbody tr:first-child td")]
    assert cells[4:6] == ["1", "1"]


def test_the_page_of_a_group_asks_as_often_for_one_matter_as_for_many(
    client, cast, django_assert_max_num_queries, monkeypatch
):
    group = registered(client, cast)
    asked = []
    for title in ("一", "二", "三", "四"):
        stories.signed(cast, title=f"事项{title}", group=group)
        with django_assert_max_num_queries(60) as counted:
            see(client, cast.lin, "group_detail", group.pk)
        asked.append(len(counted))
    assert asked[1] == asked[3]


def test_a_draft_shows_its_words_bars_its_move_and_lets_them_be_named(client, cast):
    matter = stories.drafted(cast)
    answer = send(client, cast.lin, "matter_words", matter.pk, words="各县市", role="responsible")
    assert answer.status_code == 303
    page, _ = see(client, cast.lin, "matter_detail", matter.pk)
    assert "责任单位：各县市" in text_of(page)
    assert "送审" not in buttons(page)
    assert "各县市还没有明确是哪些单位" in text_of(page, ".barred")
    (words,) = Placeholder.objects.all()
    assert send(client, cast.lin, "words_strike", words.pk, reason=" ").status_code == 422
    assert send(client, cast.wu, "words_strike", words.pk, reason="不必").status_code == 404
    send(client, cast.lin, "words_strike", words.pk, reason="纪要只点了水利局")
    page, _ = see(client, cast.lin, "matter_detail", matter.pk)
    assert "送审" in buttons(page)
    assert "“各县市”不列：纪要只点了水利局" in text_of(page)


def test_where_a_group_met_stands_on_its_page(client, cast):
    group = registered(client, cast)
    met = Engagement.objects.create(
        kind="meeting", name="专班第一次会议", start_on=dt.date(2026, 6, 2), held_by=cast.region
    )
    send(client, cast.lin, "group_met", group.pk, engagement=met.pk)
    page, _ = see(client, cast.lin, "group_detail", group.pk)
    assert "专班第一次会议" in text_of(page, "section:has(#met)")
