"""Edits: the record says what stood before and what stands now, each as a story."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from luoshi import clock
from luoshi.audit.models import Event
from luoshi.intake import actions as intake
from luoshi.intake.models import Finding
from luoshi.matters import actions as matters
from luoshi.matters.models import Order
from luoshi.orgs import actions as orgs
from luoshi.progress import actions as progress
from luoshi.projects import plans
from tests import make
from tests.matters import stories
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-02", 9)


@pytest.fixture
def cast():
    return make.cast()


def told(type_: str) -> dict:
    """Return the changes that the newest event of a type tells."""
    return Event.objects.filter(type=type_).latest("pk").data["changes"]


def test_a_promise_that_is_lowered_says_what_was_promised(cast):
    made, said = project(cast), {"kind": "jobs", "unit": "人", "by": cast.lin, "now": NOW}
    plans.promise(made, promised=Decimal("120"), **said)
    assert told("project.benefit_promised")["promised"] == [None, "120"]
    benefit = plans.promise(made, promised=Decimal("80"), **said)
    assert told("project.benefit_promised") == {"promised": ["120.0000", "80"]}

    reached = {"reached_on": dt.date(2026, 6, 1), "by": cast.lin, "now": NOW}
    plans.reach_benefit(benefit, reached=Decimal("30"), evidence="用工名册", **reached)
    plans.reach_benefit(benefit, reached=Decimal("20"), evidence="核减后的名册", **reached)
    after = told("project.benefit_reached")
    assert after["reached"] == ["30.0000", "20"]
    assert after["evidence"] == ["用工名册", "核减后的名册"]


def test_another_name_of_a_unit_says_its_days_before_and_after_and_what_was_dropped(cast):
    day, later = dt.date(2026, 1, 1), dt.date(2026, 3, 1)
    said = {"name": "水务局", "by": cast.lin, "now": NOW}
    orgs.add_alias(cast.water, from_on=day, **said)
    alias = orgs.add_alias(cast.water, from_on=later, **said)
    assert told("unit.alias_added") == {"from_on": ["2026-01-01", "2026-03-01"]}
    orgs.drop_alias(alias, by=cast.lin, now=NOW)
    assert told("unit.alias_dropped") == {"name": ["水务局", None], "from_on": ["2026-03-01", None]}


def test_a_matter_handed_over_says_both_hands_by_field(cast):
    matter = stories.signed(cast)
    matters.hand_over(
        matter, to_person=cast.qin.person, reason="调离", by=cast.lin, now=stories.SIGNED
    )
    person = told("matter.handed_over")["person"]
    assert [one["label"] for one in person] == [str(cast.wu.person), str(cast.qin.person)]
    assert "lead" not in told("matter.handed_over")


def test_a_matter_taken_up_again_keeps_what_its_closing_had_said(cast):
    matter = stories.closed(cast)
    result = matter.result
    matters.reopen(
        matter, reason="复核发现界桩缺失", due=dt.date(2026, 12, 1), by=cast.han, now=stories.CLOSED
    )
    assert matter.result == ""
    assert told("matter.reopened")["result"] == [result, ""]


def test_words_of_an_order_that_were_changed_before_it_went_out_stand_in_the_record(cast):
    matter = stories.signed(cast)
    order = Order.objects.create(
        matter=matter, kind="urge", key="one", addressee=cast.water, office=cast.region,
        text="请抓紧办理。", answer_by=dt.date(2026, 6, 20), prepared_at=NOW,
    )  # fmt: skip
    matters.issue_order(order, text="请三日内办结。", by=cast.zhao, now=NOW)
    assert told("order.issued") == {"text": ["请抓紧办理。", "请三日内办结。"]}


def test_a_verdict_that_is_changed_says_the_one_before(cast):
    text = "会议要求，水利局要抓紧完成灌区勘界，6月底前报告。"
    draft = intake.take_in_text(text=text, held_by=cast.region, by=cast.lin, now=NOW).draft
    finding = Finding.objects.filter(draft=draft).first()
    for verdict in ("accepted", "rejected"):
        finding = intake.decide(
            finding, verdict=verdict, version=finding.version, by=cast.lin, now=NOW
        )
    assert told("finding.decided") == {"verdict": ["accepted", "rejected"]}


def test_a_corrected_figure_is_shown_to_the_auditor_before_and_after(cast, client, monkeypatch):
    made = report(project(cast), "2026-05B", by=cast.ding, now=make.at("2026-06-01"))
    sums = ("invested_window", "invested_year", "invested_total", "funds_arrived")
    content = {name: getattr(made, name) for name in (*sums, "stage", "progress")}
    content |= {name: content[name] + 50000 for name in sums[:3]}
    progress.correct(made, **content, correction="漏报一笔", by=cast.ding, now=NOW)
    auditor = make.account(cast.region, "auditor")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(auditor)
    event = Event.objects.get(type="report.corrected")
    page = client.get(reverse("audit_event_detail", args=[event.pk])).content.decode()
    assert "变更前" in page and "本期完成投资" in page
