"""A promise that both sides confirm in their own browsers before it becomes a matter."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.commitments import promises


@pytest.fixture
def there(visit, at):
    at("2026-05-20")
    return promises.sides()


def test_a_promise_binds_only_after_the_head_of_each_side_has_confirmed_it(visit, there):
    made = promises.proposed(there)
    path = f"/commitments/{made.pk}/"
    office = visit()
    hers = office.log_in(there.cast.lin)
    office.go(path)
    expect(hers.get_by_role("button", name="生效并立为事项")).to_have_count(0)
    for head in (there.qin, there.boss):
        side = visit()
        page = side.log_in(head)
        page.get_by_role("link", name="保障施工用水").first.click()
        page.get_by_role("button", name="确认第 1 稿").click()
        expect(page.get_by_role("status").first).to_contain_text("已代表本方确认")
    office.go(path)
    hers.get_by_role("button", name="生效并立为事项").click()
    expect(hers.get_by_role("heading", name="保障施工用水", level=1)).to_be_visible()
    expect(hers.get_by_role("region", name="依据原文")).to_contain_text("双方确认的承诺")
