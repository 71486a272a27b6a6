"""One view, two dialects: a browser's visit and htmx."""

import pytest
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from luoshi.web import page as pages


def request_of(**headers):
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)
    request.session = {}
    return request


@pytest.fixture
def told(monkeypatch):
    """Names of the templates that were asked for."""
    asked = []

    def render(request, name, context, status):
        asked.append(name)
        return HttpResponse(status=status)

    monkeypatch.setattr(pages, "render", render)
    return asked


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, "whole.html"),
        ({"HX-Request": "true"}, "_part.html"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "whole.html"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "whole.html"),
    ],
)
def test_htmx_gets_the_part_and_a_visit_the_whole(told, headers, template):
    answer = pages.page(request_of(**headers), "whole.html", partial="_part.html", status=422)
    assert told == [template]
    assert answer.status_code == 422
    assert "HX-Request" in answer["Vary"]


def test_a_write_leads_on_in_both_dialects():
    visit = pages.go_to(request_of(), "login")
    fragment = pages.go_to(request_of(**{"HX-Request": "true"}), "login")
    assert (visit.status_code, visit["Location"]) == (303, "/login/")
    assert (fragment.status_code, fragment["HX-Redirect"]) == (200, "/login/")


def test_the_page_after_a_write_lets_the_browser_drop_its_unsent_copy_once():
    request = request_of()
    request.session = type("Session", (dict,), {})()
    pages.drop_kept(request, "report-12")
    pages.drop_kept(request, "report-12")
    assert pages.take_kept_done(request) == ["report-12"]
    assert pages.take_kept_done(request) == []


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_each_error_page_stands_without_any_context_and_says_what_to_do(name):
    html = get_template(f"{name}.html").render()
    assert "data-sentence" in html
    assert "请" in html.split("data-sentence>")[1].split("</p>")[0]
