"""The way of a report: handler, head, office; what comes back; what is excused."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.cli.sweep import sweep_once
from luoshi.owed.models import Obligation
from luoshi.progress import actions, signing
from luoshi.progress.models import Excuse, Report, Signature
from luoshi.progress.tasks import open_chain
from luoshi.values.errors import IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")
LATER = make.at("2026-06-08")


def outcome() -> tuple[str | None, str | None]:
    """Return how the report that was owed is settled and on which day."""
    owed = Obligation.objects.get(kind="report", key="2026-05B")
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
    due = Obligation.objects.get(kind="report").due_on
    signing.receive(kept, by=cast.lin, now=NOW)
    signing.return_report(kept, reason="形象进度没有工程量", by=cast.lin, now=NOW)
    assert (kept.state, outcome()) == ("returned", (None, None))
    again = correct(kept, cast, now=LATER)
    assert (again.state, outcome()) == ("handed-in", ("done", "2026-06-08"))
    assert Obligation.objects.get(kind="report").due_on == due
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


# --- who owes the next step


def owing() -> list[tuple[str, str, str]]:
    """Return what is still owed of reports on their way: kind, by whom, until when."""
    rows = Obligation.objects.open().filter(subject_kind="report").order_by("pk")
    return [(one.kind, str(one.debtor), one.due_on.isoformat()) for one in rows]


def test_a_waiting_report_is_owed_a_signature_by_the_head_and_then_a_receipt_by_the_office():
    cast = make.cast()
    made = project(cast)
    head = make.account(cast.builder, "unit_head", name="贺兰")
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    assert owing() == [("report-sign", "贺兰", "2026-06-02")]
    signing.sign(kept, by=head, now=make.at("2026-06-02"))
    assert owing() == [("report-receive", "林岚", "2026-06-05")]
    signing.receive(kept, by=cast.lin, now=make.at("2026-06-03"))
    assert owing() == []


def test_a_report_sent_back_is_owed_by_its_writer_and_its_next_edition_by_the_head_anew():
    cast = make.cast()
    made = project(cast)
    head = make.account(cast.builder, "unit_head", name="贺兰")
    writer = make.account(cast.builder, "handler", name="阿依古丽")
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    kept = report(made, "2026-05B", by=writer, now=NOW)
    signing.send_back(kept, reason="投资额与财务不符", by=head, now=NOW)
    assert owing() == []
    assert Obligation.objects.get(kind="report").debtor == writer.person
    correct(kept, cast)
    assert [kind for kind, *_ in owing()] == ["report-sign"]


def test_where_nobody_signs_at_the_unit_the_head_of_the_unit_above_owes_the_signature():
    cast = make.cast()
    made = project(cast)
    group = make.unit("瀚北建设控股集团", kind="enterprise")
    cast.builder.parent = group
    cast.builder.save()
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    above = make.account(group, "unit_head", name="周远")
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    assert owing() == [("report-sign", "周远", "2026-06-02")]
    signing.sign(kept, by=above, now=NOW)


def test_what_the_head_writes_herself_needs_no_second_click_of_hers():
    cast = make.cast()
    made = project(cast)
    head = make.account(cast.builder, "unit_head", name="贺兰")
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    kept = report(made, "2026-05B", by=head, now=NOW)
    assert (kept.state, outcome()) == ("handed-in", ("done", "2026-06-01"))
    assert [(one.move, one.by) for one in signing.signatures_of(kept)] == [("signed", head)]


def test_a_correction_of_what_waits_for_the_office_leaves_one_receipt_owed():
    cast = make.cast()
    kept = report(project(cast), "2026-05B", by=cast.ding, now=NOW)
    again = actions.correct(
        kept,
        correction="补充工程量",
        **{name: getattr(kept, name) for name in (*actions.reporting.SUMS, "stage")},
        progress="渠首闸基础浇筑完成，衬砌到十二公里。",
        by=cast.ding,
        now=LATER,
    )
    assert owing() == [("report-receive", "林岚", "2026-06-11")]
    assert Obligation.objects.open().get().subject_id == again.pk


def test_receiving_and_signing_are_permissions_of_their_own():
    cast = make.cast()
    made = project(cast)
    signing.require_signature(made, head_signs=True, by=cast.lin, now=NOW)
    kept = report(made, "2026-05B", by=cast.ding, now=NOW)
    for account in (cast.lin, cast.ding, cast.qin):  # the office, the writer, another unit's head
        with pytest.raises(NotAllowed):
            signing.sign(kept, by=account, now=NOW)
    head = make.account(cast.builder, "unit_head")
    signing.sign(kept, by=head, now=NOW)
    with pytest.raises(NotAllowed):
        signing.receive(kept, by=head, now=NOW)
    signing.receive(kept, by=cast.lin, now=NOW)


def test_what_was_on_its_way_before_anybody_owed_it_is_owed_by_the_next_sweep():
    cast = make.cast()
    signs, receives = project(cast), project(cast, name="别的渠")
    signing.require_signature(signs, head_signs=True, by=cast.lin, now=NOW)
    for made in (signs, receives):
        report(made, "2026-05B", by=cast.ding, now=NOW)
    should = owing()
    assert {kind for kind, _, _ in should} == {"report-sign", "report-receive"}
    Obligation.objects.filter(subject_kind="report").delete()

    assert (open_chain(now=NOW).done, owing()) == (2, should)
    assert open_chain(now=NOW).done == 0


def test_what_came_in_long_ago_or_was_received_is_owed_no_receipt():
    cast = make.cast()
    kept, received = (
        report(project(cast, name=name), "2026-05B", by=cast.ding, now=NOW)
        for name in ("甲渠", "乙渠")
    )
    signing.receive(received, by=cast.lin, now=NOW)
    Obligation.objects.filter(subject_kind="report").delete()

    assert open_chain(now=NOW + dt.timedelta(days=63)).done == 0
    assert open_chain(now=NOW + dt.timedelta(days=61)).done == 1
    assert Obligation.objects.open().get(kind="report-receive").subject_id == kept.pk
