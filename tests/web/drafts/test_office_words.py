"""What somebody puts right on one draft is recognised on the next one, on the page itself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.intake.models import Draft
from luoshi.orgs.models import Unit
from tests.web.drafts.browsing import paste, soup

pytestmark = pytest.mark.django_db

FIRST = """堤防修复工作专题会议纪要
2026年5月20日，瀚北自治区国资委召开专题会议。会议议定：
一、由瀚建牵头，青泉州水利局配合，6月底前完成堤防修复。
二、请马合提尽快核实用地情况。
"""
SECOND = """灌区改造工作专题会议纪要
2026年6月18日，瀚北自治区国资委召开专题会议。会议议定：
一、由瀚建牵头，青泉州财政局配合，9月底前完成灌区改造。
二、请马合提尽快落实施工用电。
"""


def pasted(browser, text):
    paste(browser, text)
    return Draft.objects.latest("pk")


def added(browser, draft, kind, **data):
    answer = browser.post(reverse("finding_new", args=[draft.pk, kind]), data)
    assert answer.status_code in (302, 303)


def card_named(browser, draft, kind, name):
    page = soup(browser.get(reverse("draft_detail", args=[draft.pk])))
    cards = page.select(f"#panel-{kind} .fcard")
    return next((one for one in cards if one["aria-label"] == name), None)


def test_a_short_name_and_a_person_entered_once_are_known_on_the_next_page(lin, cast):
    first = pasted(lin, FIRST)
    assert card_named(lin, first, "organisation", "瀚建") is None
    assert card_named(lin, first, "person", "马合提") is None

    added(lin, first, "organisation", quote="瀚建", name="瀚北建工集团有限公司", aliases="瀚建")
    added(lin, first, "person", quote="马合提", name="马合提", post="青泉州水利局副局长")
    lin.post(reverse("draft_settle", args=[first.pk]), {"verdict": "accepted"})
    lin.post(reverse("draft_confirm", args=[first.pk]))
    second = pasted(lin, SECOND)

    builder = card_named(lin, second, "organisation", "瀚建")
    person = card_named(lin, second, "person", "马合提")
    assert "名录已有：瀚北建工集团有限公司" in builder.get_text(" ", strip=True)
    assert "名录已有：马合提（青泉州水利局副局长）" in person.get_text(" ", strip=True)
    why = [one.get_text() for one in builder.select("[role=tooltip] > span")]
    assert "名录中有这个单位的全称、简称或别名。" in why


def test_another_units_own_short_name_is_not_taken_over(lin, cast):
    first = pasted(lin, FIRST)
    added(lin, first, "organisation", quote="瀚建", name="瀚北建工集团有限公司", aliases="瀚建")
    lin.post(reverse("draft_settle", args=[first.pk]), {"verdict": "accepted"})
    lin.post(reverse("draft_confirm", args=[first.pk]))
    unit = Unit.objects.get(name="瀚北建工集团有限公司")

    (alias,) = unit.aliases.all()
    assert alias.used_by == cast.region
