"""What people say of each finding, alone and two at once."""

from __future__ import annotations

import pytest

from luoshi.intake import actions, queries
from luoshi.intake.models import Draft, Finding, State, Verdict
from luoshi.values.errors import BadInput, NotAllowed, NotFound, Overtaken
from tests import make
from tests.intake import readings

pytestmark = pytest.mark.django_db


def decide(finding, verdict="accepted", *, by, version=None, correction=None):
    return actions.decide(
        finding,
        version=version or finding.version,
        verdict=verdict,
        correction=correction,
        by=by,
        now=make.NOON,
    )


def second_coordinator(cast) -> object:
    return make.account(cast.region, "coordinator", name="高原")


def test_what_was_read_waits_for_a_person():
    draft = readings.draft(make.cast())

    assert {one.verdict for one in draft.findings.all()} == {Verdict.OPEN}
    assert draft.findings.filter(kind="matter").count() == 3


def test_each_finding_leads_back_to_the_words_of_the_source():
    draft = readings.draft(make.cast())

    project = readings.finding(draft, "project")
    start, end = project.spans[0]
    assert draft.text[start:end] == "改性沥青项目"


def test_accepting_notes_who_and_when():
    cast = make.cast()
    finding = decide(readings.finding(readings.draft(cast), "project"), by=cast.lin)

    stored = Finding.objects.get(pk=finding.pk)
    assert (stored.verdict, stored.decided_by, stored.decided_at) == (
        "accepted",
        cast.lin,
        make.NOON,
    )


def test_a_correction_stands_in_the_place_of_what_was_read_and_keeps_it():
    cast = make.cast()
    finding = readings.finding(readings.draft(cast), "project")

    decide(finding, "corrected", by=cast.lin, correction={**finding.data, "name": "沥青项目一期"})

    stored = Finding.objects.get(pk=finding.pk)
    assert (stored.value["name"], stored.data["name"]) == ("沥青项目一期", "改性沥青项目")


def test_taking_a_verdict_back_leaves_the_finding_as_it_was_read():
    cast = make.cast()
    finding = decide(readings.finding(readings.draft(cast), "project"), by=cast.lin)

    decide(finding, "open", by=cast.lin)

    stored = Finding.objects.get(pk=finding.pk)
    assert (stored.verdict, stored.decided_by, stored.correction) == ("open", None, None)


def test_a_half_filled_correction_names_the_field_that_is_missing():
    cast = make.cast()
    finding = readings.finding(readings.draft(cast), "matter", "用地预审")

    with pytest.raises(BadInput) as refused:
        decide(finding, "corrected", by=cast.lin, correction={"kind": "task", "text": " "})

    assert list(refused.value.fields) == ["text"]
    assert Finding.objects.get(pk=finding.pk).verdict == "open"


def test_of_two_people_on_one_finding_the_second_is_told_what_the_first_decided():
    cast = make.cast()
    other = second_coordinator(cast)
    finding = readings.finding(readings.draft(cast), "project")
    decide(finding, "rejected", by=other)

    with pytest.raises(Overtaken) as refused:
        decide(finding, by=cast.lin, version=1)

    assert "高原" in str(refused.value) and "不采纳" in str(refused.value)
    assert Finding.objects.get(pk=finding.pk).decided_by == other


def test_two_people_on_different_findings_do_not_disturb_each_other():
    cast = make.cast()
    draft = readings.draft(cast)
    one, other = readings.finding(draft, "project"), readings.finding(draft, "person", "罗布")

    decide(one, by=cast.lin)
    decide(other, by=second_coordinator(cast))

    assert draft.findings.filter(verdict="accepted").count() == 2


def test_the_same_decision_sent_twice_is_one_decision():
    cast = make.cast()
    finding = readings.finding(readings.draft(cast), "project")
    decide(finding, by=cast.lin, version=1)

    again = decide(finding, by=cast.lin, version=1)

    assert again.version == 2


def test_a_day_that_no_calendar_has_must_be_corrected_before_it_is_accepted():
    cast = make.cast()
    finding = readings.finding(readings.draft(cast), "matter", "用地预审")
    Finding.objects.filter(pk=finding.pk).update(data={**finding.data, "due": "2026-02-30"})

    with pytest.raises(BadInput) as refused:
        decide(finding, by=cast.lin)
    assert refused.value.code == "no-such-day"

    decide(finding, "corrected", by=cast.lin, correction={**finding.data, "due": "2026-06-30"})
    assert Finding.objects.get(pk=finding.pk).verdict == "corrected"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"due": "2026-05-01"}, "due-before-meeting"), ({"due": "5月41日"}, "bad-input")],
)
def test_a_deadline_that_makes_no_sense_is_not_taken(change, code):
    cast = make.cast()
    finding = readings.finding(readings.draft(cast), "matter", "用地预审")

    with pytest.raises(BadInput) as refused:
        decide(finding, "corrected", by=cast.lin, correction={**finding.data, **change})

    assert refused.value.code == code


def test_a_visit_cannot_end_before_it_begins():
    cast = make.cast()
    finding = readings.finding(readings.draft(cast), "engagement", "座谈会")
    backwards = {**finding.data, "start": "2026-05-20", "end": "2026-05-18"}

    with pytest.raises(BadInput) as refused:
        decide(finding, "corrected", by=cast.lin, correction=backwards)

    assert refused.value.code == "ends-before-start"


def test_accepting_a_whole_kind_leaves_what_must_be_corrected_first():
    cast = make.cast()
    draft = readings.draft(cast)
    finding = readings.finding(draft, "matter", "用地预审")
    Finding.objects.filter(pk=finding.pk).update(data={**finding.data, "due": "2026-02-30"})

    settled = actions.accept_all(draft, kind="matter", by=cast.lin, now=make.NOON)

    assert (settled.done, settled.held) == (2, 1)
    assert draft.findings.filter(kind="project", verdict="open").exists()


def test_somebody_of_another_unit_neither_sees_the_draft_nor_decides():
    cast = make.cast()
    draft = readings.draft(cast)

    with pytest.raises(NotFound):
        queries.draft_for(cast.ding, draft.pk, now=make.NOON)
    with pytest.raises(NotAllowed):
        decide(readings.finding(draft, "project"), by=cast.ding)
    assert queries.draft_for(cast.lin, draft.pk, now=make.NOON) == draft


def test_what_was_added_by_hand_is_accepted_and_keeps_its_place():
    cast = make.cast()
    draft = readings.draft(cast)
    start, end = actions.place_of(draft, "改性沥青项目落地")

    added = actions.add_finding(
        draft, kind="project", start=start, end=end, data={"name": "沥青项目落地"},
        by=cast.lin, now=make.NOON,
    )  # fmt: skip

    assert (added.verdict, added.by_hand, added.spans) == ("accepted", True, [[start, end]])


def test_the_same_addition_sent_twice_is_one_card():
    cast = make.cast()
    draft = readings.draft(cast)
    given = {"kind": "person", "start": 0, "end": 4, "data": {"name": "瀚北某人"}}
    how = {"by": cast.lin, "now": make.NOON}

    first = actions.add_finding(draft, **given, **how)
    again = actions.add_finding(draft, **given, **how)

    assert first.pk == again.pk


def test_words_that_the_source_does_not_hold_cannot_carry_a_card():
    draft = readings.draft(make.cast())

    with pytest.raises(BadInput) as refused:
        actions.place_of(draft, "原文里没有的话")

    assert "quote" in refused.value.fields


def test_an_abandoned_draft_refuses_decisions_until_it_is_taken_up_again():
    cast = make.cast()
    draft = readings.draft(cast)
    finding = readings.finding(draft, "project")
    actions.abandon(draft, by=cast.lin, now=make.NOON)

    with pytest.raises(Overtaken):
        decide(finding, by=cast.lin)
    actions.take_up(draft, by=cast.lin, now=make.NOON)
    decide(finding, by=cast.lin)

    assert Draft.objects.get(pk=draft.pk).state == State.OPEN


def test_a_list_of_drafts_says_how_far_each_is():
    cast = make.cast()
    draft = readings.draft(cast)
    decide(readings.finding(draft, "project"), by=cast.lin)

    row = queries.open_drafts(cast.lin, now=make.NOON).get()

    assert (row.total, row.undecided, row.decided) == (11, 10, 1)


def test_what_the_register_cannot_hold_must_be_shortened_first():
    cast = make.cast()
    finding = readings.finding(readings.draft(cast), "person", "罗布")
    Finding.objects.filter(pk=finding.pk).update(data={**finding.data, "name": "罗" * 90})

    with pytest.raises(BadInput) as refused:
        decide(finding, by=cast.lin)
    assert refused.value.code == "too-long"

    decide(finding, "corrected", by=cast.lin, correction={**finding.data, "name": "罗布"})
    assert Finding.objects.get(pk=finding.pk).verdict == "corrected"
