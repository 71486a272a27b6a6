"""Pages ask nobody but our own server, and the browser is told to hold them to it."""

from __future__ import annotations

from playwright.sync_api import expect

from luoshi.cli.sweep import sweep_once
from tests import make
from tests.intake import readings
from tests.progress.filed import project, report


def test_every_page_of_the_navigation_and_the_details_stay_at_home(visit, at):
    now, cast = at("2026-06-25"), make.cast()
    made, draft = project(cast, on="2026-05-12"), readings.draft(cast)
    report(made, "2026-05A", by=cast.ding, now=now)
    sweep_once(now=now)
    lin = visit()
    page = lin.log_in(cast.lin)
    entries = page.get_by_role("navigation", name="主导航").locator("a")
    paths = [entry.get_attribute("href") for entry in entries.all()]
    assert {"/", "/projects/", "/matters/", "/engagements/", "/units/"} <= set(paths)
    for path in (
        *paths,
        f"/drafts/{draft.pk}/",
        f"/projects/{made.pk}/",
        f"/projects/{made.pk}/edit/",
    ):
        answer = page.goto(lin.address + path)
        expect(page.locator("h1")).to_be_visible()
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert lin.trouble == []  # and at the end of each story, whatever it was about


def test_a_page_that_asked_another_server_would_be_noticed(visit):
    stranger = visit()
    stranger.go("/login/")
    stranger.page.evaluate("fetch('http://elsewhere.invalid/').catch(() => 0)")
    expect(stranger.page.locator("h1")).to_be_visible()
    assert any("Content Security Policy" in line for line in stranger.trouble)
    stranger.trouble.clear()
