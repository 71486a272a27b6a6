"""What Luoshi writes, Luoshi reads: papers of random registers give the same matters, units, people and days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from luoshi.papers import asdocx, typeset
from luoshi.papers.kinds import minutes, notice, summary
from luoshi.papers.paper import Paper
from luoshi.reading import read_report
from luoshi.reading.types import Draft
from luoshi.sources.files import text_of
from tests.papers import editions
from tests.reading import drawn as drawing
from tests.reading import summarised, written
from tests.reading.written import Wanted

# Few of each, the same at every run; bench/round_trip.py draws as many as one has time for.
FEW = settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def read_as_wanted(draft: Draft, paper: Paper, wanted: list[Wanted], people: set[str]) -> None:
    """Assert that a reading gives exactly the matters, people and head of a paper."""
    assert written.read_matters(draft) == written.held_matters(wanted)
    assert {one.name for one in draft.people} == people
    assert written.units_of(wanted) <= {one.name for one in draft.organisations}
    head = (draft.document.title, draft.document.issuer, draft.document.date)
    assert head == (paper.title, paper.issuer, paper.dated.isoformat())


@FEW
@given(written.meetings())
def test_the_minutes_of_a_meeting_are_read_back_whole(drawn):
    meeting, wanted = drawn
    paper = minutes.minutes(meeting)
    draft = read_report(written.as_text(paper))
    read_as_wanted(draft, paper, wanted, set(meeting.attended) | {one.person for one in wanted})
    held = draft.engagements[0]
    assert (held.name, held.start, held.place) == (
        meeting.name,
        meeting.held_on.isoformat(),
        meeting.place,
    )
    assert held.chair == (meeting.chair,)
    assert set(held.people) == set(meeting.attended) - {meeting.chair}


@FEW
@given(written.groups())
def test_the_notice_of_a_group_is_read_back_whole(drawn):
    said, wanted = drawn
    paper = notice.setting_up(said)
    people = {one.name for one in said.members} | {one.person for one in wanted}
    draft = read_report(written.as_text(paper))
    read_as_wanted(draft, paper, wanted, people | {said.office.contact})
    named = {said.lead, *said.responsible, *said.cooperating}
    assert named <= {one.name for one in draft.organisations}


@pytest.mark.parametrize("form", sorted(written.ORDERS))
def test_orders_that_hand_over_urge_and_supervise_are_read_back_whole(form):
    @FEW
    @given(written.order_slips())
    def holds(drawn):
        order, wanted = drawn
        paper = written.ORDERS[form](order)
        people = {wanted.person, order.office.contact}
        read_as_wanted(read_report(written.as_text(paper)), paper, [wanted], people)

    holds()


@FEW
@given(summarised.summaries())
def test_a_half_month_summary_gives_what_is_still_to_be_done_and_no_figure_as_a_duty(drawn):
    said, wanted = drawn
    paper = summary.summary(said.summary)
    draft = read_report(written.as_text(paper))
    people = {one.person for one in wanted if one.person} | said.people
    read_as_wanted(draft, paper, wanted, people)
    problems = [one for one in draft.matters if one.kind == "problem"]
    held = said.summary.problems
    assert len(problems) == len(held.new) + len(held.overdue)
    units = {one.name for one in draft.organisations}
    assert {one.unit for one in held.solved} <= units
    assert summary.NOT_STATED not in units


def test_a_summary_of_more_rows_than_its_tables_hold_gives_the_rows_that_stand_in_them():
    many = replace(editions.PROBLEMS, new=editions.troubles(23), overdue=(), solved=())
    said = replace(editions.SUMMARY, problems=many, decisions=editions.SUMMARY.decisions * 11)
    draft = read_report(written.as_text(summary.summary(said)))
    titles = [f"{one.title}（{one.number}）" for one in many.new[: summary.MOST]]
    assert [one.text for one in draft.matters if one.kind == "problem"] == titles
    tasks = [one.text for one in draft.matters if one.kind == "task"]
    decisions = [one.what for one in said.decisions[: summary.MOST]]
    assert tasks == [*decisions, *(what for what, _, _ in said.ahead.matters)]


@pytest.mark.parametrize("sort", sorted(drawing.DRAWN))
def test_the_word_file_as_it_leaves_is_read_back_too(sort):
    @settings(FEW, max_examples=3)
    @given(drawing.DRAWN[sort]())
    def holds(drawn):
        paper, wanted, people = drawing.paper_of(sort, drawn)
        text = text_of(asdocx.docx(paper), "paper.docx").text
        read_as_wanted(read_report(text), paper, wanted, people)

    holds()


@pytest.mark.parametrize("sort", sorted(drawing.DRAWN))
def test_the_pdf_as_it_leaves_is_read_back_though_lines_and_tables_are_broken(sort):
    @settings(FEW, max_examples=2)
    @given(drawing.DRAWN[sort]())
    def holds(drawn):
        paper, wanted, people = drawing.paper_of(sort, drawn)
        text = text_of(typeset.pdf(paper).content, "paper.pdf").text
        read_as_wanted(read_report(text), paper, wanted, people)

    holds()


def test_a_paper_that_says_another_day_or_unit_is_not_taken_for_the_same():
    """The comparison itself can fail: a day later, or another lead, is seen."""
    meeting, wanted = written.one_meeting()
    text = written.as_text(minutes.minutes(meeting))
    assert written.read_matters(read_report(text)) == written.held_matters(wanted)
    for other in (
        replace(wanted[0], lead="北岭州商务局"),
        replace(wanted[0], due_on=wanted[0].due_on.replace(day=1)),
    ):
        assert written.read_matters(read_report(text)) != written.held_matters([other])
