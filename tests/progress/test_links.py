"""Reporting without an account: one link, one report, once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.audit.models import Event
from luoshi.owed.models import Obligation
from luoshi.progress import links, signing
from luoshi.progress.actions import Guest
from luoshi.progress.models import Report, ReportLink
from luoshi.values.errors import (
    BadInput,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")
SAID = {
    "stage": "S08",
    "progress": "渠首闸基础浇筑完成。",
    "invested_window": 500000,
    "invested_year": 500000,
    "invested_total": 500000,
    "funds_arrived": 0,
    "formalities": "",
    "problems": "",
    "next_steps": "",
    "coordination": "",
    "unchanged": False,
    "unchanged_reason": "",
}


def made(cast: make.Cast, *, days: int = 7, person=None) -> links.Shown:
    return links.make_link(
        project(cast),
        window="2026-05B",
        person=person or make.person("阿依古丽", unit=cast.builder),
        days=days,
        by=cast.ding,
        now=NOW,
    )


def hand_in(link: ReportLink, *, now: dt.datetime = NOW, **other) -> Report:
    said = {
        key: make_decimal(value) if key.startswith(("invested", "funds")) else value
        for key, value in (SAID | other).items()
    }
    return links.report_by_link(link, **said, by=Guest(link.person.name), now=now)


def make_decimal(value):
    return Decimal(value)


def test_what_is_written_through_a_link_is_a_report_and_settles_what_is_owed():
    shown = made(make.cast())
    kept = hand_in(links.link_of(shown.token, now=NOW))
    owed = Obligation.objects.get(kind="report")
    assert (kept.by, kept.handler.name) == (None, "阿依古丽")
    assert (owed.outcome, owed.discharged_by) == ("done", "阿依古丽（凭填报链接）")
    told = Event.objects.filter(type__startswith="report.").order_by("pk")
    assert [one.type for one in told] == [
        "report.link_made",
        "report.submitted",
        "report.link_used",
    ]
    assert {one.by_id for one in told[1:]} == {None}


def test_only_the_hash_of_a_token_is_kept():
    shown = made(make.cast())
    kept = ReportLink.objects.get()
    assert kept.token_sha256 == links.hashed(shown.token) != shown.token
    assert not Event.objects.filter(data__icontains=shown.token).exists()


def test_a_link_serves_once_and_a_replay_changes_nothing():
    shown = made(make.cast())
    link = links.link_of(shown.token, now=NOW)
    hand_in(link)
    with pytest.raises(Overtaken):
        hand_in(link, progress="另写一遍。")
    assert [one.progress for one in Report.objects.all()] == ["渠首闸基础浇筑完成。"]


def test_a_refused_report_leaves_the_link_as_it_was():
    shown = made(make.cast())
    link = links.link_of(shown.token, now=NOW)
    with pytest.raises(BadInput):
        hand_in(link, invested_total=100)
    assert ReportLink.objects.get().used_at is None
    hand_in(link)


def test_a_forged_a_revoked_and_an_expired_link_say_which_they_are():
    cast = make.cast()
    shown = made(cast, days=2)
    with pytest.raises(NotFound):
        links.link_of(shown.token[:-1] + "x", now=NOW)
    assert links.link_of(shown.token, now=NOW + dt.timedelta(days=2, seconds=-1))
    with pytest.raises(IllegalMove, match="已过有效期"):
        links.link_of(shown.token, now=NOW + dt.timedelta(days=2))
    with pytest.raises(Overtaken):
        hand_in(shown.link, now=NOW + dt.timedelta(days=2))
    links.revoke_link(shown.link, by=cast.ding, now=NOW)
    with pytest.raises(IllegalMove, match="已由发送人撤回"):
        links.link_of(shown.token, now=NOW)
    with pytest.raises(Overtaken):
        links.revoke_link(shown.link, by=cast.ding, now=NOW)
    with pytest.raises(Overtaken):
        hand_in(shown.link)


def test_links_are_made_by_the_reporting_unit_or_the_keeper_of_the_ledger_only():
    cast = make.cast()
    filed = project(cast)
    told = {"window": "2026-05B", "person": cast.ding.person, "days": 7, "now": NOW}
    for account in (cast.ding, cast.lin):
        assert links.make_link(filed, by=account, **told).token
    for account in (cast.wu, cast.aiko, cast.zhao):
        with pytest.raises(NotAllowed):
            links.make_link(filed, by=account, **told)


def test_no_link_is_made_for_what_is_reported_or_not_owed():
    cast = make.cast()
    filed = project(cast)
    report(filed, "2026-05B", by=cast.ding, now=NOW)
    for window in ("2026-05B", "2026-05A", "2026-07A"):
        with pytest.raises(BadInput):
            links.make_link(
                filed, window=window, person=cast.ding.person, days=7, by=cast.ding, now=NOW
            )
    assert not ReportLink.objects.exists()


# --- what comes back


def returned(cast: make.Cast, *, person=None) -> Report:
    """Return a report that came through a link and was returned by the office."""
    kept = hand_in(made(cast, person=person).link)
    signing.return_report(kept, reason="没有工程量", by=cast.lin, now=NOW)
    return kept


def test_who_wrote_through_a_link_gets_a_new_one_for_what_came_back():
    cast = make.cast()
    kept = returned(cast)
    shown = links.offer_again(kept, by=cast.lin, now=NOW)
    assert (shown.link.person.name, shown.link.window) == ("阿依古丽", "2026-05B")
    again = hand_in(shown.link, progress="基础浇筑三百方。", correction="按退回意见修改")
    assert (again.edition, again.handler.name, again.state) == (2, "阿依古丽", "handed-in")
    owed = Obligation.objects.get(kind="report")
    assert (owed.outcome, owed.debtor) == ("done", cast.ding.person)
    assert Event.objects.filter(type="report.corrected").get().by_id is None


def test_a_new_link_ends_the_one_before_it_and_serves_once():
    cast = make.cast()
    kept = returned(cast)
    first = links.offer_again(kept, by=cast.ding, now=NOW)
    second = links.offer_again(kept, by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove, match="已由发送人撤回"):
        links.link_of(first.token, now=NOW)
    assert links.open_link(kept, now=NOW) == second.link
    hand_in(second.link, progress="基础浇筑三百方。", correction="按退回意见修改")
    with pytest.raises(Overtaken):
        hand_in(second.link, progress="再来一遍。", correction="按退回意见修改")


def test_no_new_link_for_what_was_not_returned_or_was_written_with_an_account():
    cast = make.cast()
    kept = hand_in(made(cast).link)
    with pytest.raises(IllegalMove):
        links.offer_again(kept, by=cast.lin, now=NOW)
    other = report(project(cast, name="东干渠"), "2026-05B", by=cast.ding, now=NOW)
    signing.return_report(other, reason="没有工程量", by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove):
        links.offer_again(other, by=cast.lin, now=NOW)


def test_a_returned_report_is_mended_through_a_link_only_with_a_reason_and_every_sum():
    shown = links.offer_again(returned(cast := make.cast()), by=cast.lin, now=NOW)
    with pytest.raises(Incomplete):
        hand_in(shown.link, progress="基础浇筑三百方。")
    assert ReportLink.objects.get(pk=shown.link.pk).used_at is None
