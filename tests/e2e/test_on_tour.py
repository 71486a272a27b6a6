"""On site with a phone: a note that is not lost, and a matter made of it at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from luoshi.touring.models import FieldNote
from tests import make
from tests.e2e.conftest import PHONE
from tests.touring import toured


@pytest.fixture
def cast(visit, at):
    at("2026-05-20")
    return make.cast()


def test_an_unsent_note_waits_in_the_browser_and_becomes_a_matter_once_sent(visit, cast):
    rows = toured.tour(cast, now=make.at("2026-05-20"))
    phone = visit(size=PHONE, has_touch=True, is_mobile=True)
    page = phone.log_in(cast.lin)
    path = f"/tours/{rows['tour'].pk}/note/"
    phone.go(path)
    words = page.get_by_label("记录", exact=True)
    words.fill("三号便桥限重15吨，设备进不了场。")
    page.get_by_label("问题", exact=True).check()
    phone.go(f"/tours/{rows['tour'].pk}/")  # she looks something up, or the line is gone
    phone.go(path)
    expect(words).to_have_value("三号便桥限重15吨，设备进不了场。")
    page.get_by_role("button", name="记下").tap()
    expect(page.get_by_role("status").first).to_contain_text("已记下")
    expect(words).to_have_value("")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="立为事项 三号便桥").tap()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    note = FieldNote.objects.get(kind="problem")
    assert note.matter is not None and note.stop == rows["stop"]
