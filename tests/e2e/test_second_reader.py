"""The second reader in a browser: asked with one button, its proposals stand among the others."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import make
from tests.asking import office as played
from tests.intake import readings

pytestmark = pytest.mark.django_db(transaction=True)

READING = {
    "people": [{"name": "马依努尔"}, {"name": "没有的人"}],
    "matters": [
        {
            "kind": "task",
            "text": "请青泉州自然资源局6月10日前办结用地预审",
            "responsible": ["青泉州水利局"],
        },
        {"kind": "intent", "text": "瀚北交通建设集团有限公司拟建设10万吨/年改性沥青项目"},
    ],
}


def test_asked_with_a_button_it_fails_once_then_proposes(visit, at, monkeypatch):
    at("2026-05-18")
    cast = make.cast()
    draft = readings.draft(cast)
    with played.serving(played.sending(503)) as office:
        for name, value in office.settings.items():
            monkeypatch.setenv(name, value)
        visitor = visit()
        visitor.log_in(cast.lin)
        page = visitor.go(f"/drafts/{draft.pk}/")
        page.get_by_role("button", name="请第二读者读").click()
        panel = page.locator("#second-reader")
        expect(panel).to_contain_text("草稿没有受影响")

        office.behaviour = played.saying(READING)
        page.get_by_role("button", name="再问一次").click()
        expect(panel).to_contain_text("新提出 2 项")

    panel.locator("summary").click()
    expect(panel).to_contain_text("第二读者读作“青泉州水利局”")
    expect(page.locator("#panel-matter")).to_contain_text("第二读者提出")
    panel.get_by_role("link", name="青泉州人民政府", exact=True).click()
    expect(page.get_by_role("tab", name="单位")).to_have_attribute("aria-selected", "true")
    assert visitor.trouble == []
