"""The second reader on the draft page: asked with a button, it proposes; no failure harms the draft."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.asking.endpoint import Endpoint
from luoshi.audit.models import Event
from luoshi.intake.models import Finding, SecondReading
from luoshi.intake.second import begin, keep_answer
from luoshi.reading.second import Answer
from luoshi.values.errors import NotAllowed, Overtaken
from tests import make
from tests.asking import office as played
from tests.intake import readings
from tests.web.drafts.browsing import seen, soup

pytestmark = pytest.mark.django_db

READING = {
    "people": [{"name": "何屿", "post": "主任"}, {"name": "马依努尔"}, {"name": "没有的人"}],
    "organisations": ["青泉州自然资源局"],
    "matters": [
        {
            "kind": "task",
            "text": "请青泉州自然资源局6月10日前办结用地预审",
            "responsible": ["青泉州水利局"],
            "due": "2026-06-10",
        },
        {"kind": "intent", "text": "瀚北交通建设集团有限公司拟建设10万吨/年改性沥青项目"},
    ],
}
BUTTON = "请第二读者读"


@pytest.fixture(autouse=True)
def _in_may(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)


@pytest.fixture
def switched_on(monkeypatch):
    def serve(office):
        for name, value in office.settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("LUOSHI_SECOND_KEY", "k-3141")

    return serve


def page_of(browser, draft):
    return browser.get(reverse("draft_detail", args=[draft.pk]))


def ask(browser, draft):
    return browser.post(reverse("draft_second", args=[draft.pk]), follow=True)


def test_without_an_address_there_is_no_button_and_nothing_is_sent(lin, cast):
    draft = readings.draft(cast)

    assert BUTTON not in seen(page_of(lin, draft))
    assert "没有送出任何内容" in seen(ask(lin, draft))
    assert not SecondReading.objects.exists()


def test_what_only_the_second_reader_found_is_added_as_its_proposal(lin, cast, switched_on):
    draft = readings.draft(cast)
    with played.serving(played.saying(READING)) as office:
        switched_on(office)
        assert BUTTON in seen(page_of(lin, draft))
        assert office.asked == []  # opening the page asks nobody
        said = seen(ask(lin, draft))

    added = Finding.objects.filter(draft=draft, rule="second-reader")
    named = [one.value.get("name") or one.value["text"] for one in added]
    assert named == [
        "瀚北交通建设集团有限公司拟建设10万吨/年改性沥青项目",
        "青泉州自然资源局",
        "马依努尔",
    ]
    assert {(one.verdict, one.sure) for one in added} == {("open", 0.5)}
    assert "新提出 3 项" in said
    assert said.count("第二读者提出") == 1 + 3
    assert "1 处原文没有，未采信" in said
    assert BUTTON not in said


def test_where_the_two_differ_is_shown_and_what_was_read_stays(lin, cast, switched_on):
    draft = readings.draft(cast)
    matter = readings.finding(draft, "matter", "用地预审")
    before = dict(matter.data)
    with played.serving(played.saying(READING)) as office:
        switched_on(office)
        answer = ask(lin, draft)

    matter.refresh_from_db()
    assert matter.data == before
    said = seen(answer)
    assert "责任单位，读到“青泉州自然资源局”，第二读者读作“青泉州水利局”" in said
    assert "职务，读到“瀚北自治区国资委主任”，第二读者读作“主任”" in said
    links = [a["href"] for a in soup(answer).select("#second-reader li a")]
    assert f"#card-{matter.pk}" in links


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (played.sending(500), "第二读者出错（500）"),
        (played.sending(401), "不接受本单位的密钥"),
        (played.breaking_off, "没有说完就断了"),
        (played.saying("好的。"), "不是约定的JSON格式"),
    ],
)
def test_a_failure_is_told_harms_nothing_and_can_be_tried_again(
    lin, cast, switched_on, behaviour, told
):
    draft = readings.draft(cast)
    before = list(draft.findings.values())
    with played.serving(behaviour) as office:
        switched_on(office)
        said = seen(ask(lin, draft))
        assert told in said
        assert "草稿没有受影响" in said
        assert list(draft.findings.values()) == before

        office.behaviour = played.saying(READING)
        assert "再问一次" in said
        assert "新提出 3 项" in seen(ask(lin, draft))


def test_the_record_says_what_left_the_house_and_never_the_key(lin, cast, switched_on):
    draft = readings.draft(cast)
    with played.serving(played.sending(503)) as office:
        switched_on(office)
        ask(lin, draft)
        office.behaviour = played.saying(READING)
        ask(lin, draft)

    told = list(Event.objects.filter(type__startswith="draft.second").order_by("pk"))
    assert [one.type for one in told] == [
        "draft.second_asked", "draft.second_failed", "draft.second_asked", "draft.second_answered",
    ]  # fmt: skip
    assert told[0].data["host"] == office.address.split("/")[2]
    assert told[0].data["characters"] == len(draft.text)
    kept = "".join(str(one.data) for one in told) + str(SecondReading.objects.values())
    assert "3141" not in kept


def test_who_may_not_decide_has_no_button_and_sends_nothing(client, cast, switched_on):
    draft = readings.draft(cast)
    client.force_login(cast.zhao)
    with played.serving(played.saying(READING)) as office:
        switched_on(office)
        assert BUTTON not in seen(page_of(client, draft))
        assert ask(client, draft).status_code == 403
    assert office.asked == []


def test_a_wrong_setting_is_named_on_the_page(lin, cast, monkeypatch):
    monkeypatch.setenv("LUOSHI_SECOND_URL", "http://127.0.0.1:1/v1")

    assert "LUOSHI_SECOND_MODEL" in seen(page_of(lin, readings.draft(cast)))


ENDPOINT = Endpoint("http://127.0.0.1:1/v1", "m")


def test_of_two_who_ask_at_once_only_one_asks_and_a_dead_asking_can_be_repeated(cast):
    draft = readings.draft(cast)
    begin(draft, endpoint=ENDPOINT, by=cast.lin, now=make.NOON)
    with pytest.raises(Overtaken):
        begin(draft, endpoint=ENDPOINT, by=cast.lin, now=make.NOON)

    later = make.at("2026-05-18", hour=13)
    assert begin(draft, endpoint=ENDPOINT, by=cast.lin, now=later).state == "asked"


def test_an_answer_to_a_draft_put_aside_meanwhile_adds_nothing(cast):
    draft = readings.draft(cast)
    second = begin(draft, endpoint=ENDPOINT, by=cast.lin, now=make.NOON)
    before = draft.findings.count()
    readings.actions.abandon(draft, by=cast.lin, now=make.NOON)

    with pytest.raises(Overtaken):
        keep_answer(second, answer=Answer(readings.read()), by=cast.lin, now=make.NOON)
    assert draft.findings.count() == before


def test_a_stranger_cannot_have_a_draft_sent_out(cast):
    with pytest.raises(NotAllowed):
        begin(readings.draft(cast), endpoint=ENDPOINT, by=cast.wu, now=make.NOON)
    assert not SecondReading.objects.exists()
