"""The way of a report: handler, head, office; what comes back; what is excused."""

from __future__ import annotations

import pytest

from luoshi.cli.sweep import sweep_once
from luoshi.owed.models import Obligation
from luoshi.progress import actions, signing
from luoshi.progress.models import Excuse, Report, Signature
from luoshi.values.errors import IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")
LATER = make.at("2026-06-08")


def outcome() -> tuple[str | None, str | None]:
    """Return how the one obligation is settled and on which day."""
    owed = Obligation.objects.get(key="2026-05B")
    return owed.outcome, owed.discharged_on and owed.discharged_on.isoformat()


def test_where_the_head_signs_what_is_owed_is_settled_on_the_day_of_her_signature():
    cast = make.cast()
    made = project(cast)
    head = make.account(cast.builder, "unit_head", name="贺兰")
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    assert (kept.state, outcome()) == ("waiting", (None, None))
    with pytest.raises(NotAllowed):
        signing.sign(kept, by=cast.ding, now=NOW)
    signing.sign(kept, by=head, now=make.at("2026-06-02"))
    assert (kept.state, outcome()) == ("handed-in", ("done", "2026-06-02"))
    with pytest.raises(Overtaken):
        signing.sign(kept, by=head, now=make.at("2026-06-02"))


def test_without_that_rule_the_handler_hands_in_for_the_unit():
    cast = make.cast()
    made = project(cast)
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    signing.require_signature(made, head_signs=False, by=cast.lin, now=NOW)
    assert report(made, "2026-05B", by=cast.ding, now=NOW).state == "handed-in"
    assert outcome() == ("done", "2026-06-01")


def test_the_head_sends_back_with_a_reason_and_the_handler_hands_in_anew():
    cast = make.cast()
    made = project(cast)
    head = make.account(cast.builder, "unit_head")
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    with pytest.raises(Incomplete):
        signing.send_back(kept, reason=" ", by=head, now=NOW)
    signing.send_back(kept, reason="投资额与财务不符", by=head, now=NOW)
    again = correct(kept, cast)
    assert (again.edition, again.state, outcome()) == (2, "waiting", (None, None))
    signing.sign(again, by=head, now=LATER)
    assert outcome() == ("done", "2026-06-08")


def correct(kept: Report, cast: make.Cast, now=NOW) -> Report:
    names = (*actions.reporting.SUMS, *actions.queries.TEXTS, "stage")
    said = {name: getattr(kept, name) for name in names}
    return actions.correct(kept, correction="按退回意见修改", **said, by=cast.ding, now=now)


def test_what_the_office_returns_is_owed_again_by_the_day_it_always_was_due():
    cast = make.cast()
    made = project(cast)
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    due = Obligation.objects.get().due_on
    signing.receive(kept, by=cast.lin, now=NOW)
    signing.return_report(kept, reason="形象进度没有工程量", by=cast.lin, now=NOW)
    assert (kept.state, outcome()) == ("returned", (None, None))
    again = correct(kept, cast, now=LATER)
    assert (again.state, outcome()) == ("handed-in", ("done", "2026-06-08"))
    assert Obligation.objects.get().due_on == due
    assert [one.move for one in signing.signatures_of(again)] == ["received", "returned"]


def test_who_does_not_keep_the_ledger_neither_receives_nor_returns_nor_excuses():
    cast = make.cast()
    made = project(cast)
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    for account in (cast.ding, cast.zhao, cast.wu):
        with pytest.raises(NotAllowed):
            signing.receive(kept, by=account, now=NOW)
        with pytest.raises(NotAllowed):
            signing.return_report(kept, reason="不符", by=account, now=NOW)
        with pytest.raises(NotAllowed):
            signing.excuse(made, window="2026-05B", reason="停工", by=account, now=NOW)
    assert not Signature.objects.exists()


def test_an_excused_window_stays_excused_whatever_the_sweep_does():
    cast = make.cast()
    made = project(cast)
    sweep_once(now=NOW)
    signing.excuse(made, window="2026-05B", reason="暴雪停工", by=cast.lin, now=NOW)
    sweep_once(now=LATER)
    assert outcome() == ("void", "2026-06-01")
    assert (Excuse.objects.get().reason, Excuse.objects.get().by) == ("暴雪停工", cast.lin)
    with pytest.raises(IllegalMove, match="已经免报"):
        report(made, "2026-05B", by=cast.ding, now=LATER)
    report(made, "2026-06A", by=cast.ding, now=LATER)


def test_what_is_reported_is_not_excused_afterwards():
    cast = make.cast()
    made = project(cast)
    report(made, "2026-05B", by=cast.ding, now=NOW)
    with pytest.raises(IllegalMove):
        signing.excuse(made, window="2026-05B", reason="停工", by=cast.lin, now=NOW)
