"""The calendar of what is due: its days, whose, what it leaves out, and the address for a telephone."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from icalendar import Calendar

from luoshi import clock
from luoshi.diary.models import Feed
from luoshi.meetings import actions as meetings
from luoshi.owed import actions as owed
from tests import make
from tests.reviewing import held

pytestmark = pytest.mark.django_db
NOW = make.NOON


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def cast():
    return make.cast()


def debt(cast, title="灌区勘界", *, on="2026-05-20", unit=None, debtor=None, kind="finish"):
    due = dt.date.fromisoformat(on)
    return owed.open_obligation(
        kind=kind,
        subject=cast.water,
        key=f"{title}{on}",
        title=title,
        debtor_unit=unit or cast.water,
        debtor=debtor,
        creditor_unit=cast.region,
        opens_on=min(due, make.DAY),
        due_on=due,
        now=NOW,
    )


def seen(client, by, **asked):
    client.force_login(by)
    answer = client.get(reverse("calendar"), asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def day(page, on: str):
    return page.select_one(f'time[datetime="{on}"]').find_parent("li")


def test_each_thing_stands_on_its_day_and_what_is_overdue_stands_apart_as_well(client, cast):
    debt(cast, on="2026-05-20")
    debt(cast, "渠道清淤", on="2026-05-12")
    page = seen(client, cast.wu)
    assert "灌区勘界" in day(page, "2026-05-20").text
    assert "灌区勘界" not in page.select_one(".cal-late").text
    assert "渠道清淤" in page.select_one(".cal-late").text
    assert "逾期" in day(page, "2026-05-12").text  # a word beside the colour
    assert day(page, "2026-05-18").get("aria-current") == "date"


def test_days_off_days_worked_instead_and_ends_of_half_months_are_said_in_words(client, cast):
    page = seen(client, cast.wu, on="2026-05-18")
    assert "劳动节" in day(page, "2026-05-01").text and "休" in day(page, "2026-05-01").text
    assert "班" in day(page, "2026-05-09").text
    assert "半月止" in day(page, "2026-05-15").text and "半月止" in day(page, "2026-05-31").text
    assert "半月止" not in day(page, "2026-05-16").text


def test_nobody_sees_on_it_what_is_not_within_her_scope(client, cast):
    debt(cast, "水利局的", debtor=cast.wu.person)
    debt(cast, "自然资源局的", unit=cast.land)
    assert "自然资源局的" not in seen(client, cast.wu).text
    assert {"水利局的", "自然资源局的"} <= set(seen(client, cast.lin).stripped_strings)


@pytest.mark.parametrize("view", ["month", "week", "agenda", "list"])
def test_every_view_narrows_by_unit_person_and_kind_and_keeps_that_in_its_links(client, cast, view):
    debt(cast, "吴青的", debtor=cast.wu.person)
    debt(cast, "秦朗的", debtor=cast.qin.person, kind="sign")
    debt(cast, "自然资源局的", unit=cast.land)

    def titles(**asked) -> set[str]:
        text = seen(client, cast.lin, view=view, **asked).select_one(".cal-card").text
        return {one for one in ("吴青的", "秦朗的", "自然资源局的") if one in text}

    assert titles() == {"吴青的", "秦朗的", "自然资源局的"}
    assert titles(unit=cast.water.name) == {"吴青的", "秦朗的"}
    assert titles(unit=cast.prefecture.name) == {"吴青的", "秦朗的", "自然资源局的"}
    assert titles(person=cast.wu.person_id) == {"吴青的"}
    assert titles(kind="sign") == {"秦朗的"}
    page = seen(client, cast.lin, view=view, kind="sign", unit=cast.water.name)
    onward = page.select_one(".cal-steps [rel=next]")["href"]
    assert "kind=sign" in onward and f"view={view}" in onward and "unit=" in onward


def test_her_own_are_told_apart_from_those_of_her_unit(client, cast):
    debt(cast, "吴青的", debtor=cast.wu.person)
    debt(cast, "秦朗的", debtor=cast.qin.person)
    own = seen(client, cast.wu, whose="own").select_one(".cal-card").text
    assert "吴青的" in own and "秦朗的" not in own
    units = seen(client, cast.wu, whose="units").select_one(".cal-card").text
    assert "吴青的" in units and "秦朗的" in units


def test_what_is_done_is_shown_when_asked_for_and_what_is_needed_no_more_never(client, cast):
    done, void = debt(cast, "办好的"), debt(cast, "不必办的")
    for row, deed, said in (
        (done, owed.discharge, {"on": make.DAY}),
        (void, owed.void, {"reason": "撤销"}),
    ):
        deed(kind="finish", subject=cast.water, key=row.key, by=cast.lin, now=NOW, **said)
    assert "办好的" not in seen(client, cast.wu).text
    page = seen(client, cast.wu, state="all")
    assert "办好的" in page.text and "不必办的" not in page.text


def test_a_day_with_more_than_it_has_room_for_says_how_many_and_opens_them(client, cast):
    for n in range(5):
        debt(cast, f"事项{n}号")
    more = day(seen(client, cast.wu), "2026-05-20").select_one(".cal-more a")
    assert "另有 2 项" in more.text
    opened = BeautifulSoup(client.get(more["href"]).content, "html.parser")
    assert all(f"事项{n}号" in opened.select_one("#day-20260520").text for n in range(5))


def test_meetings_stand_on_each_of_their_days_for_whoever_sees_them(client, cast):
    meetings.add_engagement(
        kind="tour",
        name="南线调研",
        start_on=dt.date(2026, 5, 21),
        end_on=dt.date(2026, 5, 22),
        place="青泉",
        tour=None,
        units=[cast.water],
        attendances=[],
        held_by=cast.region,
        by=cast.lin,
        now=NOW,
    )
    page = seen(client, cast.wu)
    assert all("南线调研" in day(page, f"2026-05-{n}").text for n in (21, 22))
    assert "南线调研" not in day(page, "2026-05-23").text
    assert "南线调研" not in seen(client, cast.ma).text
    assert "南线调研" not in seen(client, cast.wu, kind="sign").text
    assert "南线调研" in seen(client, cast.wu, kind="engagement", view="list").text


def test_a_review_session_stands_on_its_day_for_whoever_sees_it(client, cast):
    held.planned(cast)
    page = seen(client, cast.lin, on="2026-06-01")
    assert "6月调度会" in day(page, "2026-06-24").text
    assert "6月调度会" not in seen(client, cast.ma, on="2026-06-01").text
    assert "6月调度会" not in seen(client, cast.lin, on="2026-06-01", person=cast.wu.person_id).text


def test_a_day_that_is_none_or_lies_beyond_all_calendars_shows_a_month_all_the_same(client, cast):
    client.force_login(cast.wu)
    assert client.get(reverse("calendar"), {"on": "1900-01-01"}).status_code == 200
    assert client.get(reverse("calendar"), {"on": "2199-12-31", "view": "week"}).status_code == 200
    for wrong in ({"on": "2026-13-40"}, {"view": "decade"}, {"unit": "没有的局"}):
        answer = client.get(reverse("calendar"), wrong)
        assert answer.status_code == 422 and "cal-grid" in answer.content.decode()


def test_the_page_asks_no_more_questions_for_many_rows_than_for_few(
    client, cast, django_assert_max_num_queries
):
    client.force_login(cast.lin)
    for n in range(30):
        debt(cast, f"事项{n}号", on=f"2026-05-{n % 28 + 1:02}", debtor=cast.wu.person)
    for view in ("month", "week", "agenda", "list"):
        with django_assert_max_num_queries(26):
            client.get(reverse("calendar"), {"view": view, "state": "all"})


# --- an address for a telephone


def made(client, by, **changes):
    client.force_login(by)
    given = {"name": "手机", "whose": "own", "remind_days": "2"} | changes
    answer = client.post(reverse("diary_feeds"), given)
    page = BeautifulSoup(answer.content, "html.parser")
    client.logout()
    address = page.select_one("#address")
    return answer, address.text.removeprefix("http://testserver") if address else None


def fetched(client, path, **headers):
    return client.get(path, headers=headers or None)


def test_a_new_address_is_shown_once_and_answers_without_a_log_in(client, cast):
    row = debt(cast, debtor=cast.wu.person)
    answer, path = made(client, cast.wu)
    assert "no-store" in answer["Cache-Control"] and path.endswith(".ics")
    told = fetched(client, path)
    assert told.status_code == 200 and told["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(told.content).walk("VEVENT")
    assert str(event["summary"]) == "办结：灌区勘界" and event.decoded("dtstart") == row.due_on
    assert str(event["uid"]) == f"obligation-{row.pk}@testserver"
    assert "吴青" not in told.content.decode() and "水利局" not in told.content.decode()
    client.force_login(cast.wu)
    listed = client.get(reverse("diary_feeds")).content.decode()
    token = path.rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in listed and "127.0.0.1" in listed
    assert Feed.objects.get().token_sha256 == hashlib.sha256(token.encode()).hexdigest()


def test_what_did_not_change_is_not_sent_again_and_a_moved_day_is_the_same_entry_of_a_later_version(
    client, cast
):
    row = debt(cast, debtor=cast.wu.person)
    _, path = made(client, cast.wu)
    first = fetched(client, path)
    again = fetched(client, path, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    moved = {"kind": "finish", "subject": cast.water, "key": row.key}
    owed.move_due(due_on=dt.date(2026, 6, 3), **moved, by=cast.lin, now=NOW)
    later = fetched(client, path, if_none_match=first["ETag"])
    assert later.status_code == 200 and later["ETag"] != first["ETag"]
    events = [Calendar.from_ical(one.content).walk("VEVENT")[0] for one in (first, later)]
    assert events[0]["uid"] == events[1]["uid"]
    assert [event["sequence"] for event in events] == [0, 1]


def test_an_address_that_was_ended_says_so_and_one_that_nobody_made_says_nothing(client, cast):
    debt(cast, debtor=cast.wu.person)
    _, path = made(client, cast.wu)
    client.force_login(cast.wu)
    page = BeautifulSoup(client.get(reverse("diary_feeds")).content, "html.parser")
    client.post(page.select_one("form[action*=revoke]")["action"])
    assert "已撤销" in client.get(reverse("diary_feeds")).content.decode()
    client.logout()
    assert fetched(client, path).status_code == 410
    assert fetched(client, path.replace(".ics", "x.ics")).status_code == 404


def test_a_disabled_account_s_calendar_ends_at_once(client, cast):
    _, path = made(client, cast.wu)
    assert fetched(client, path).status_code == 200
    type(cast.wu).objects.filter(pk=cast.wu.pk).update(is_active=False)
    answer = fetched(client, path)
    assert answer.status_code == 410 and "BEGIN:VCALENDAR" not in answer.content.decode()


def test_neither_the_three_administrators_nor_a_stranger_get_at_a_calendar(client, cast):
    three = make.three(cast.region)
    for by in (three.system, three.security, three.auditor):
        client.force_login(by)
        assert client.get(reverse("calendar")).status_code == 403
        assert made(client, by)[0].status_code == 403
    made(client, cast.wu)
    client.force_login(cast.ma)
    revoke = reverse("diary_feed_revoke", args=[Feed.objects.get().pk])
    assert client.post(revoke).status_code == 404
    assert Feed.objects.get().revoked_at is None


def test_a_form_that_lacks_a_name_or_reminds_too_early_comes_back_with_its_words(client, cast):
    for wrong in ({"name": ""}, {"remind_days": "99"}, {"unit": "没有的局"}):
        answer, path = made(client, cast.wu, **wrong)
        assert answer.status_code == 422 and path is None
    assert made(client, cast.wu, unit="青泉州水利局")[1]


def test_fetching_asks_a_fixed_number_of_questions(client, cast, django_assert_max_num_queries):
    _, path = made(client, cast.lin, whose="seen")
    for n in range(30):
        debt(cast, f"事项{n}号", on=f"2026-05-{n % 28 + 1:02}", debtor=cast.wu.person)
    with django_assert_max_num_queries(24):
        assert fetched(client, path).content.count(b"BEGIN:VEVENT") == 30
