"""The page of a draft as somebody at the office meets it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.intake.models import Draft, Finding
from luoshi.matters.models import Matter
from luoshi.sources.models import Source
from tests import make
from tests.intake import readings
from tests.web.drafts.browsing import HTMX, paste, seen, soup, upload

pytestmark = pytest.mark.django_db


# --- deciding


def draft_page(browser, draft):
    return browser.get(reverse("draft_detail", args=[draft.pk]))


def test_each_card_leads_to_lit_words_and_each_lit_word_to_a_card(lin, cast):
    page = soup(draft_page(lin, readings.draft(cast)))

    cards = {card["data-card"] for card in page.select("[data-card]")}
    lit = {run["data-f"] for run in page.select("#text [data-f]")}
    assert cards == lit and len(cards) == 11


def test_words_that_lie_in_two_findings_are_lit_as_both(lin, cast):
    draft = readings.draft(cast)
    matter = readings.finding(draft, "matter", "工作小组")

    added = readings.finding(draft, "project")
    Finding.objects.filter(pk=added.pk).update(
        spans=[[matter.spans[0][0] + 2, matter.spans[0][1] + 9]]
    )
    page = soup(draft_page(lin, draft))

    both = page.select_one(f'#text [data-f="{matter.pk}"] [data-f="{added.pk}"]')
    alone = page.select_one(f'#text > p > .dm ~ [data-f="{added.pk}"], #text [data-f="{added.pk}"]')
    assert both is not None and alone is not None
    assert soup(draft_page(lin, draft)).select_one("#text").get_text().replace("\n", "") == (
        draft.text.replace("\n", "")
    )


def test_accepting_on_the_page_changes_the_card_and_the_counts_without_a_new_page(lin, cast):
    draft = readings.draft(cast)
    finding = readings.finding(draft, "matter", "用地预审")

    answer = lin.post(
        reverse("finding_decide", args=[finding.pk]), {"version": 1, "verdict": "accepted"}, **HTMX
    )

    part = soup(answer)
    assert part.select_one("html") is None
    assert part.select_one(f"#card-{finding.pk}")["data-verdict"] == "accepted"
    assert "1 句已立事项" in part.select_one("#coverage").get_text()
    assert part.select_one("#coverage")["hx-swap-oob"] == "true"


def test_without_script_a_decision_leads_back_to_the_page(lin, cast):
    draft = readings.draft(cast)
    finding = readings.finding(draft, "project")

    answer = lin.post(
        reverse("finding_decide", args=[finding.pk]), {"version": 1, "verdict": "accepted"}
    )

    assert answer.status_code == 303
    assert answer["Location"] == reverse("draft_detail", args=[draft.pk])


def test_the_second_of_two_people_sees_what_the_first_decided(lin, cast, client):
    draft = readings.draft(cast)
    finding = readings.finding(draft, "project")
    lin.post(reverse("finding_decide", args=[finding.pk]), {"version": 1, "verdict": "rejected"})
    client.force_login(make.account(cast.region, "coordinator", name="高原"))

    answer = client.post(
        reverse("finding_decide", args=[finding.pk]), {"version": 1, "verdict": "accepted"}, **HTMX
    )

    assert answer.status_code == 422
    assert "林岚" in seen(answer)
    assert soup(answer).select_one(f"#card-{finding.pk}")["data-verdict"] == "rejected"


def matter_form(finding, **changes) -> dict[str, object]:
    value = {**finding.data, **changes}
    shown = {name: "、".join(v) if isinstance(v, list) else v or "" for name, v in value.items()}
    return {"version": finding.version, **shown}


def test_a_correction_is_saved_with_names_parted_by_commas(lin, cast):
    draft = readings.draft(cast)
    finding = readings.finding(draft, "matter", "用地预审")

    answer = lin.post(
        reverse("finding_edit", args=[finding.pk]),
        matter_form(finding, lead="青泉州自然资源局", cooperating="青泉州水利局、 青泉州人民政府", due="6月20日"),
        **HTMX,
    )  # fmt: skip

    assert answer.status_code == 200
    value = Finding.objects.get(pk=finding.pk).value
    assert value["cooperating"] == ["青泉州水利局", "青泉州人民政府"]
    assert value["due"] == "--06-20"


def test_a_half_filled_form_comes_back_with_what_was_filled(lin, cast):
    draft = readings.draft(cast)
    finding = readings.finding(draft, "matter", "用地预审")

    answer = lin.post(
        reverse("finding_edit", args=[finding.pk]),
        matter_form(finding, text="", criterion="取得批复"),
        **HTMX,
    )

    assert answer.status_code == 422
    assert soup(answer).select_one("[name=criterion]")["value"] == "取得批复"
    assert soup(answer).select_one("[name=text].is-invalid") is not None
    assert Finding.objects.get(pk=finding.pk).verdict == "open"


def test_a_correction_that_came_too_late_keeps_what_was_typed(lin, cast, client):
    draft = readings.draft(cast)
    finding = readings.finding(draft, "matter", "用地预审")
    lin.post(reverse("finding_decide", args=[finding.pk]), {"version": 1, "verdict": "accepted"})
    client.force_login(make.account(cast.region, "coordinator", name="高原"))

    answer = client.post(
        reverse("finding_edit", args=[finding.pk]),
        matter_form(finding, criterion="取得批复"),
        **HTMX,
    )

    assert answer.status_code == 422
    assert "林岚" in seen(answer)
    assert soup(answer).select_one("[name=criterion]")["value"] == "取得批复"


def test_figures_of_a_project_are_typed_as_offices_write_them(lin, cast):
    draft = readings.draft(cast)
    finding = readings.finding(draft, "project")
    form = {"version": 1, "name": "改性沥青项目", "organisations": "", "place": ""}

    lin.post(
        reverse("finding_edit", args=[finding.pk]),
        {**form, "figures": "计划总投资 1.5亿元\n产能规模 10万吨/年"},
    )

    figures = Finding.objects.get(pk=finding.pk).value["figures"]
    assert [(one["quantity"], one["value"], one["unit"]) for one in figures] == [
        ("investment", "150000000", "元"),
        ("capacity", "100000", "吨/年"),
    ]


def test_a_figure_that_nobody_can_read_is_shown_back(lin, cast):
    finding = readings.finding(readings.draft(cast), "project")
    form = {"version": 1, "name": "改性沥青项目", "figures": "很多钱"}

    answer = lin.post(reverse("finding_edit", args=[finding.pk]), form, **HTMX)

    assert answer.status_code == 422
    assert "很多钱" in seen(answer)


def test_selected_words_become_a_card(lin, cast):
    draft = readings.draft(cast, matters=())
    words = "请青泉州自然资源局6月10日前办结用地预审"
    start = draft.text.index(words)
    address = reverse("finding_new", args=[draft.pk, "matter"])
    form = soup(lin.get(address, {"quote": words, "start": start}, **HTMX))
    assert form.select_one("[name=text]").get_text().strip() == words

    answer = lin.post(
        address, {"quote": words, "start": start, "kind": "task", "text": words}, **HTMX
    )

    added = Finding.objects.get(draft=draft, kind="matter")
    assert (added.by_hand, added.spans) == (True, [[start, start + len(words)]])
    assert f'data-added="{added.pk}"' in answer.content.decode()


def test_words_that_are_not_in_the_source_are_refused_at_their_field(lin, cast):
    draft = readings.draft(cast)

    answer = lin.post(
        reverse("finding_new", args=[draft.pk, "person"]),
        {"quote": "没有的话", "start": 0, "name": "某人"},
        **HTMX,
    )

    assert answer.status_code == 422
    assert "原文中没有这段文字" in seen(answer)


def test_all_of_a_kind_is_accepted_at_once(lin, cast):
    draft = readings.draft(cast)

    answer = lin.post(
        reverse("draft_settle", args=[draft.pk]), {"verdict": "accepted", "kind": "person"}, **HTMX
    )

    assert "已处理 2 项" in seen(answer)
    assert draft.findings.filter(verdict="accepted").count() == 2


def test_the_page_asks_for_the_year_that_the_document_does_not_give(lin, cast):
    draft = readings.draft(cast, document=readings.reading.Document("visit-report"))
    assert "3 项日期没有年份" in seen(draft_page(lin, draft))

    lin.post(reverse("draft_date", args=[draft.pk]), {"was": "", "date": "2026"})

    page = seen(draft_page(lin, draft))
    assert "没有年份" not in page and "2026年5月20日" in page


def test_a_date_that_is_none_is_refused_and_the_old_one_stays(lin, cast):
    draft = readings.draft(cast)

    answer = lin.post(reverse("draft_date", args=[draft.pk]), {"was": "2026-05-25", "date": "去年"})

    assert answer.status_code == 422
    assert Draft.objects.get(pk=draft.pk).document["date"] == "2026-05-25"


def test_a_sentence_is_waived_on_the_page_only_with_a_reason(lin, cast):
    draft = readings.draft(cast)
    demand = draft.demands.last()
    address = reverse("demand_waive", args=[demand.pk])

    assert lin.post(address, {"reason": ""}, **HTMX).status_code == 422
    answer = lin.post(address, {"reason": "一般性号召"}, **HTMX)

    assert "1 句不立项" in seen(answer) and "一般性号召" in seen(answer)


# --- confirming


def test_the_way_from_draft_to_register_ends_at_the_source(lin, cast):
    draft = readings.draft(cast)
    assert (
        soup(draft_page(lin, draft)).select_one("#confirm-body .wide-button").has_attr("disabled")
    )
    lin.post(reverse("draft_settle", args=[draft.pk]), {"verdict": "accepted"})
    assert (
        not soup(draft_page(lin, draft))
        .select_one("#confirm-body .wide-button")
        .has_attr("disabled")
    )

    answer = lin.post(reverse("draft_confirm", args=[draft.pk]))

    assert answer["Location"] == reverse("source_detail", args=[draft.source_id])
    page = seen(lin.get(answer["Location"]))
    assert "事项 3 项" in page and "缺牵头单位" in page and "3 句要求" in page
    assert Matter.objects.count() == 3


def test_confirming_twice_registers_once_and_says_so(lin, cast):
    draft = readings.draft(cast)
    readings.accept_everything(draft, by=cast.lin)
    lin.post(reverse("draft_confirm", args=[draft.pk]))

    answer = lin.post(reverse("draft_confirm", args=[draft.pk]))

    assert answer.status_code == 409
    assert "林岚" in seen(answer)
    assert Matter.objects.count() == 3


def test_confirming_too_early_says_what_is_left(lin, cast):
    draft = readings.draft(cast)

    answer = lin.post(reverse("draft_confirm", args=[draft.pk]))

    assert answer.status_code == 409
    assert "11 项待定" in seen(answer)


def test_a_confirmed_draft_can_be_looked_at_but_offers_no_decisions(lin, cast):
    draft = readings.draft(cast)
    readings.accept_everything(draft, by=cast.lin)
    lin.post(reverse("draft_confirm", args=[draft.pk]))

    page = soup(draft_page(lin, draft))

    assert "内容已经登记" in page.get_text()
    assert page.select(".decide") == []


def test_a_stranger_does_not_learn_that_there_is_a_draft(client, cast):
    draft = readings.draft(cast)
    client.force_login(cast.aiko)

    assert draft_page(client, draft).status_code == 404
    assert client.get(reverse("source_detail", args=[draft.source_id])).status_code == 404


def test_the_list_shows_who_left_a_draft_and_how_far(lin, cast):
    draft = readings.draft(cast)
    lin.post(reverse("draft_settle", args=[draft.pk]), {"verdict": "accepted", "kind": "matter"})

    page = seen(lin.get(reverse("draft_list")))

    assert "林岚" in page and "已定 3 / 11" in page


def test_an_empty_list_says_what_to_do_next(lin):
    assert "读取新文件" in seen(lin.get(reverse("draft_list")))


def test_an_abandoned_draft_can_be_opened_again(lin, cast):
    draft = readings.draft(cast)
    lin.post(reverse("draft_abandon", args=[draft.pk]))
    assert "已被放弃" in seen(draft_page(lin, draft))

    lin.post(reverse("draft_take_up", args=[draft.pk]))

    assert "已被放弃" not in seen(draft_page(lin, draft))


def test_the_original_can_be_fetched_as_it_was_handed_in(lin):
    data = "会议要求，各县要抓紧落实春耕用水。".encode("gb18030")
    upload(lin, data)

    answer = lin.get(reverse("source_file", args=[Source.objects.get().pk]))

    assert b"".join(answer.streaming_content) == data


def test_mended_places_are_shown_in_the_original(lin):
    paste(lin, "5月19日,調(diào)研組考察青泉州水利局,會議要求各單位抓緊落實。")
    draft = Draft.objects.get()

    page = soup(lin.get(reverse("draft_original", args=[draft.pk]), **HTMX))

    assert "diào" in "".join(one.get_text() for one in page.select("p:not(.quiet) del"))
    assert "调" in "".join(one.get_text() for one in page.select("p:not(.quiet) ins"))
