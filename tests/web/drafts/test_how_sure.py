"""What the page of a draft says of how sure it is, and what somebody can do with that."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.intake.models import Draft, Finding
from tests.intake import readings
from tests.web.drafts.browsing import HTMX, seen, soup

pytestmark = pytest.mark.django_db

DOUBTFUL = {"堤防": 0.4, "落地": 0.95, "用地预审": 0.8, "社会责任": 0.5}


@pytest.fixture
def draft(cast):
    """Three matters, in the order of the text: sure, fairly sure, doubtful."""
    made = readings.draft(cast)
    for words, sure in DOUBTFUL.items():
        for one in made.findings.filter(kind="matter"):
            if words in one.value["text"]:
                Finding.objects.filter(pk=one.pk).update(
                    sure=sure, rule="matter.task", signals=["no-doer"] if sure < 0.7 else []
                )
    return made


def page_of(browser, draft, *, order=""):
    address = reverse("draft_detail", args=[draft.pk]) + (f"?order={order}" if order else "")
    return soup(browser.get(address))


def matters(page):
    return [card["aria-label"][:8] for card in page.select("#panel-matter .fcard")]


def text_of(node):
    return node.get_text(" ", strip=True)


def test_what_is_doubtful_stands_first_and_the_texts_own_order_is_one_click_away(lin, draft):
    page = page_of(lin, draft)
    headings = [text_of(one).split()[0] for one in page.select("#panel-matter .level")]

    assert headings == ["请核对", "较有把握", "有把握"]
    assert matters(page) == ["各企业要履行社会", "请青泉州自然资源", "由青泉州人民政府"]

    link = page.find("a", string="按原文")
    plain = soup(lin.get(link["href"]))
    assert matters(plain) == ["由青泉州人民政府", "请青泉州自然资源", "各企业要履行社会"]
    assert plain.select("#panel-matter .level") == []
    assert plain.select_one('.order [aria-current="true"]').string == "按原文"


def test_a_decision_leaves_the_order_as_the_address_has_it(lin, draft):
    here = f"http://testserver{reverse('draft_detail', args=[draft.pk])}?order=text"
    answer = lin.post(
        reverse("draft_settle", args=[draft.pk]), {"kind": "person", "verdict": "accepted"},
        HTTP_HX_CURRENT_URL=here, **HTMX,
    )  # fmt: skip

    assert matters(soup(answer))[0] == "由青泉州人民政府"


def test_a_card_says_how_sure_it_is_in_words_and_why(lin, draft):
    finding = readings.finding(draft, "matter", "社会责任")

    card = page_of(lin, draft).select_one(f"#card-{finding.pk}")
    button = card.select_one("button.sure")
    why = card.select_one(f"#{button['aria-describedby']}")

    assert text_of(button) == "请核对"
    assert len(button.select("rect:not(.off)")) == 1
    assert why["role"] == "tooltip"
    assert [text_of(one) for one in why.children] == [
        "以往这样读出的，约 50% 无误。",
        "列在任务、要求或议定事项之下，逐条读作任务。",
        "没有读到由谁来办。",
    ]


def test_a_decided_card_and_one_added_by_hand_say_no_share(lin, cast, draft):
    finding = readings.finding(draft, "matter", "社会责任")
    lin.post(reverse("finding_decide", args=[finding.pk]), {"version": 1, "verdict": "accepted"})
    Finding.objects.filter(kind="person").update(by_hand=True)

    page = page_of(lin, draft)

    assert page.select_one(f"#card-{finding.pk} .sure") is None
    assert page.select("#panel-person .sure") == []


def test_a_draft_that_was_read_before_sureness_was_measured_claims_nothing(lin, draft):
    Draft.objects.filter(pk=draft.pk).update(reader="luoshi.reading/1")

    page = page_of(lin, draft)

    assert page.select(".sure") == [] and page.select(".level") == []
    assert matters(page)[0] == "由青泉州人民政府"
    assert "预计" not in text_of(page)


def test_what_is_sure_enough_is_accepted_in_one_action_and_the_rest_waits(lin, draft):
    bulk = page_of(lin, draft).select_one("#panel-matter .bulk")
    assert text_of(bulk).startswith("把握在 90% 以上的 1 项，预计不到 1 项有误")
    assert "全部 3 项，预计约 1 项有误" in text_of(bulk)
    assert "把握在 70% 以上的 2 项，预计不到 1 项有误" in text_of(bulk)
    form = bulk.select_one("form")
    sent = {one["name"]: one["value"] for one in form.select("input")}

    answer = lin.post(form["action"], {**sent, "verdict": "accepted"}, **HTMX)

    assert "已处理 1 项" in seen(answer)
    verdicts = dict(draft.findings.filter(kind="matter").values_list("sure", "verdict"))
    assert verdicts == {0.95: "accepted", 0.8: "open", 0.5: "open"}


def test_without_a_stated_share_the_whole_kind_is_accepted(lin, draft):
    lin.post(reverse("draft_settle", args=[draft.pk]), {"kind": "matter", "verdict": "accepted"})

    assert not draft.findings.filter(kind="matter", verdict="open").exists()


@pytest.mark.parametrize("least", ["7", "-1", "nan", "许多"])
def test_a_share_that_makes_no_sense_accepts_nothing(lin, draft, least):
    kind = {"kind": "matter", "verdict": "accepted", "least": least}

    lin.post(reverse("draft_settle", args=[draft.pk]), kind)

    assert draft.findings.filter(kind="matter", verdict="open").count() == 3
