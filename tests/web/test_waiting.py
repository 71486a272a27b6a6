"""What waits without a date: each sees what she can push, and the link shows exactly those rows."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.projects.models import Project
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-05-20"))


def waiting(client, account) -> dict[str, str]:
    client.force_login(account)
    soup = BeautifulSoup(client.get("/").content, "html.parser")
    card = soup.find(attrs={"aria-labelledby": "waiting-name"})
    return (
        {link.get_text(" ", strip=True): link["href"] for link in card.select("li a")}
        if card
        else {}
    )


def test_a_paper_to_issue_waits_on_the_desk_of_who_may_issue_it_until_it_is_issued(client):
    cast = make.cast()
    matter = stories.pending(cast)

    links = waiting(client, cast.zhao)

    assert list(links) == ["1 待批事项，请签发或退回"]
    assert matter.title in client.get(links["1 待批事项，请签发或退回"]).content.decode()
    stories.actions.issue(matter, by=cast.zhao, now=stories.ISSUED)
    assert waiting(client, cast.zhao) == {}


def test_the_coordinator_sees_drafts_to_complete_and_projects_to_file(client):
    cast = make.cast()
    stories.drafted(cast)
    Project.objects.create(name="河湾大桥改建工程", held_by=cast.region, made_at=make.NOON)

    links = waiting(client, cast.lin)

    assert list(links) == ["1 草拟事项，补齐后送审", "1 项目未备案，备案后才有半月报"]
    shown = [client.get(address).content.decode() for address in links.values()]
    assert "完成灌区勘界" in shown[0]
    assert "河湾大桥改建工程" in shown[1]


def test_a_handler_who_can_push_none_of_it_sees_no_such_card(client):
    cast = make.cast()
    stories.pending(cast)

    assert waiting(client, cast.wu) == {}
