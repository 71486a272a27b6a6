"""The page of search and the palette, as their readers meet them; and what neither may tell."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi import clock
from luoshi.searching import tasks
from luoshi.searching.models import Entry
from luoshi.sources.actions import keep_text
from luoshi.values.errors import Refusal
from tests import make
from tests.issuing import papers
from tests.matters import stories
from tests.progress import filed

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-11")


@pytest.fixture
def cast(monkeypatch) -> make.Cast:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cast = make.cast()
    tasks.rebuild(now=NOW)
    return cast


def see(client, account, name: str = "search", **query: str) -> BeautifulSoup:
    client.force_login(account)
    return BeautifulSoup(client.get(reverse(name), query).content, "html.parser")


def hits(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select("#results .hit")]


def counts(page: BeautifulSoup) -> dict[str, str]:
    links = page.select(".search-kinds a")
    return {one.contents[0].strip(): one.select_one(".num").get_text() for one in links}


# --- what is found and how it is shown


def test_a_hit_is_lit_in_the_words_as_they_were_written_and_leads_to_its_page(client, cast):
    project = filed.project(cast, name="塔城•機場（改擴建）")
    page = see(client, cast.lin, q="塔城机场改")
    link = page.select_one("#results a.hit")
    assert link["href"] == reverse("project_detail", args=[project.pk])
    assert [one.get_text() for one in link.select("mark")] == ["塔城•機場（改"]


def test_initials_light_the_characters_that_they_spell(client, cast):
    filed.project(cast, name="新建塔城机场")
    page = see(client, cast.lin, q="tcjc")
    assert [one.get_text() for one in page.select("#results a.hit mark")] == ["塔城机场"]


def test_results_stand_by_kind_each_with_its_count_and_one_kind_page_by_page(client, cast):
    for n in range(23):
        stories.drafted(cast, title=f"灌区勘界之{n}", passage=None)
    filed.project(cast, name="灌区改造")
    page = see(client, cast.lin, q="灌区")
    assert counts(page) == {"全部": "24", "事项": "23", "项目": "1"}
    assert len(hits(page)) == 5 + 1
    first = see(client, cast.lin, q="灌区", kind="matter")
    second = see(client, cast.lin, q="灌区", kind="matter", page="2")
    assert (len(hits(first)), len(hits(second))) == (20, 3)
    assert not set(hits(first)) & set(hits(second))


def test_nothing_found_and_nothing_asked_say_what_to_do(client, cast):
    assert "拼音首字母" in see(client, cast.lin, q="巴克图口岸").select_one(".empty").get_text()
    assert "例如" in see(client, cast.lin).select_one(".empty").get_text()


def test_what_was_typed_is_shown_as_text_and_never_as_markup(client, cast):
    filed.project(cast, name="<b>灌区</b>改造")
    client.force_login(cast.lin)
    answer = client.get(reverse("search"), {"q": "<b>灌区"}).content.decode()
    assert "<b>" not in answer
    assert hits(BeautifulSoup(answer, "html.parser")) == ["<b>灌区</b>改造"]


def test_an_index_that_is_far_behind_says_so(client, cast, monkeypatch):
    monkeypatch.setattr(tasks, "FEW", 0)
    assert "索引正在更新" not in see(client, cast.lin, q="灌区").get_text()
    filed.project(cast, name="灌区改造")
    assert "索引正在更新" in see(client, cast.lin, q="灌区").get_text()


def test_as_she_types_only_the_results_are_sent(client, cast):
    filed.project(cast, name="灌区改造")
    client.force_login(cast.lin)
    answer = client.get(reverse("search"), {"q": "灌区"}, headers={"HX-Request": "true"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("html") is None and hits(page) == ["灌区改造"]
    assert page.select_one("#results")["data-said"] == "找到 1 条"


# --- the palette


def offered(page: BeautifulSoup) -> list[str]:
    return [one.get_text(" ", strip=True) for one in page.select('[role="option"]')]


def test_the_palette_goes_to_pages_and_begins_what_she_may_begin(client, cast):
    assert "登记项目" in offered(see(client, cast.lin, "search_as_typed", q="djxm"))
    assert "登记项目" not in offered(see(client, cast.wu, "search_as_typed", q="djxm"))
    assert "我的待办" in offered(see(client, cast.wu, "search_as_typed", q="wddb"))


def test_the_palette_finds_rows_and_leads_to_all_of_them(client, cast):
    project = filed.project(cast, name="灌区改造")
    page = see(client, cast.lin, "search_as_typed", q="灌区")
    links = [one["href"] for one in page.select('[role="option"]')]
    assert reverse("project_detail", args=[project.pk]) in links
    assert links[-1].startswith(reverse("search") + "?q=")


def test_every_page_has_the_opener_which_is_a_link_without_script(client, cast):
    page = see(client, cast.wu, "matter_list")
    assert page.select_one("a[data-palette]")["href"] == reverse("search")


# --- what nobody is told


def everything(client, account, typed: str) -> str:
    """All that search says of some words, both doors and every kind, without the words themselves."""
    pages = [see(client, account, q=typed), see(client, account, "search_as_typed", q=typed)]
    pages += [
        see(client, account, q=typed, kind=code)
        for code in ("matter", "project", "report", "document", "source", "group", "engagement")
    ]
    parts = [page.select_one("#results") or page for page in pages]
    return " ".join(str(one) for one in parts).replace(typed, "…")


def test_a_stranger_is_answered_as_where_there_is_nothing_counts_included(client, cast):
    project = filed.project(cast, name="白杨泵站更新")
    filed.report(project, "2026-05B", by=cast.ding, now=NOW, problems="白杨泵站征地受阻")
    stories.issued(cast, title="白杨泵站断面复测", cooperating=[])
    text = "白杨泵站由沙枣公司承建。"
    keep_text(text=text, title="白杨泵站来文", held_by=cast.region, by=cast.lin, now=NOW)
    papers.drafted(cast, papers.saying("白杨泵站的经费另行研究。"))
    assert set(counts(see(client, cast.lin, q="白杨泵站"))) == {
        "全部", "事项", "项目", "公文", "半月报", "来源文件",
    }  # fmt: skip
    nothing = everything(client, cast.aiko, "红柳泵站")
    said = everything(client, cast.aiko, "白杨泵站")
    assert "沙枣" not in said and "断面" not in said
    assert said == nothing


def test_a_draft_is_found_by_its_office_and_by_the_bureau_only_once_it_is_issued(client, cast):
    matter = stories.drafted(cast, title="白杨泵站断面复测")
    assert hits(see(client, cast.lin, q="白杨泵站")) == [matter.title]
    assert hits(see(client, cast.wu, q="白杨泵站")) == []
    issued = stories.issued(cast, title="白杨泵站闸门更换")
    assert hits(see(client, cast.wu, q="白杨泵站")) == [issued.title]


def test_a_seat_that_has_ended_finds_nothing_any_more(client, cast):
    stories.issued(cast, title="白杨泵站断面复测")
    assert len(hits(see(client, cast.wu, q="白杨泵站"))) == 1
    cast.wu.seats.update(to_on="2026-06-01")
    client.force_login(cast.wu)
    assert client.get(reverse("search"), {"q": "白杨泵站"}).status_code == 403


def test_a_document_with_a_secrecy_mark_never_comes_into_the_index(client, cast):
    with pytest.raises(Refusal):
        keep_text(text="机密★10年\n白杨泵站经费安排。", held_by=cast.region, by=cast.lin, now=NOW)
    tasks.follow(now=NOW)
    assert not Entry.objects.filter(text__contains="白杨泵站").exists()
    assert hits(see(client, cast.lin, q="白杨泵站")) == []


def test_a_telephone_is_found_by_nobody(client, cast):
    person = make.person("巴哈提·别克")
    person.telephone = "13912345678"
    person.save()
    tasks.rebuild(now=NOW)
    assert hits(see(client, cast.lin, q="13912345678")) == []
    assert hits(see(client, cast.lin, q="巴哈提别克")) == ["巴哈提·别克"]
