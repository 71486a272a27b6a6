"""Why dates moved, what a matter waits for, and whose duty lists say what."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from luoshi.matters import actions, causes, slips, waits
from luoshi.matters.models import DueChange, Extension, Waiting
from luoshi.orgs import duties
from luoshi.projects import actions as projects
from luoshi.projects import permits
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, NotAllowed, NotFound
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
JUNE = make.at("2026-06-08")
LATER = dt.date(2026, 7, 20)


@pytest.fixture
def cast():
    return make.cast()


def extended(cast, cause: str = "weather"):
    matter = stories.signed(cast)
    asked = actions.ask_extension(
        matter,
        due_asked=LATER,
        slip_cause=cause,
        reason="汛期停工",
        done_so_far="东岸已勘完",
        by=cast.wu,
        now=JUNE,
    )
    actions.decide_extension(asked, grant=True, note="同意", by=cast.zhao, now=JUNE)
    return matter


def project(cast):
    held = {"held_by": cast.region, "by": cast.lin, "now": stories.DRAFTED}
    return projects.add_project(
        name="青泉灌区改造", parties=[(cast.builder, "investor")], stage="S06", **held
    )


# --- causes


def test_a_later_day_is_asked_with_its_cause_or_not_at_all(cast):
    matter = stories.signed(cast)
    for wrong in ("", "unstated", "moon"):
        with pytest.raises(BadInput) as refused:
            actions.ask_extension(
                matter,
                due_asked=LATER,
                slip_cause=wrong,
                reason="汛期停工",
                done_so_far="东岸",
                by=cast.wu,
                now=JUNE,
            )
        assert list(refused.value.fields) == ["slip_cause"]
    assert extended(cast).due_changes.get().slip_cause == "weather"


def test_no_row_of_a_slip_is_without_a_word_on_its_cause(cast):
    matter = extended(cast)
    for rows in (DueChange.objects, Extension.objects):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(matter=matter).update(slip_cause="")


def test_days_lost_are_counted_by_cause_with_their_base_and_rows(cast):
    matter = extended(cast)
    actions.pause(
        matter,
        cause="court",
        slip_cause="demolition",
        reason="诉讼保全",
        check_on=LATER,
        by=cast.han,
        now=make.at("2026-06-10"),
    )
    extended(cast, "land")
    DueChange.objects.filter(slip_cause="land").update(slip_cause="unstated")  # a row of old
    tally = slips.slips_seen(cast.lin, now=make.at("2026-06-20"))
    days = (LATER - stories.DUE).days
    assert [(one.code, one.days, one.rested) for one in tally.lost] == [
        ("weather", days, 0),
        ("demolition", 0, 10),
        ("unstated", days, 0),
    ]
    assert (tally.total, tally.stated, tally.matters) == (3, 2, 2)
    assert slips.slips_seen(cast.aiko, now=JUNE).total == 0  # an enterprise that has no part in it


def test_a_planned_stage_moves_only_with_cause_and_reason_and_the_first_plan_needs_none(cast):
    works = project(cast)
    plan = {"stage": "S07", "by": cast.lin, "now": JUNE}
    nothing = {"slip_cause": "", "reason": ""}
    causes.shift_stage(works, planned_on=dt.date(2026, 8, 1), **nothing, **plan)
    with pytest.raises(Incomplete):
        causes.shift_stage(works, planned_on=dt.date(2026, 9, 1), **nothing, **plan)
    why = {"slip_cause": "forest", "reason": "林地审核未批复"}
    causes.shift_stage(works, planned_on=dt.date(2026, 9, 1), **why, **plan)
    assert works.stage_shifts.get().slip_cause == "forest"
    lost = slips.slips_seen(cast.lin, now=JUNE).lost
    assert [(one.code, one.shifted) for one in lost] == [("forest", 31)]


def test_the_office_says_why_there_is_a_problem_and_others_may_not(cast):
    matter = stories.issued(cast)
    causes.set_cause(matter, cause="land", by=cast.lin, now=JUNE)
    matter.refresh_from_db()
    assert matter.cause == "land"
    assert slips.named_causes(cast.lin, now=JUNE) == {"land": 1}
    with pytest.raises(NotAllowed):
        causes.set_cause(matter, cause="funds", by=cast.wu, now=JUNE)


# --- waiting


def wait(cast, matter, **for_):
    return waits.wait_for(matter, **{"what": "批复文件", "by": cast.lin, "now": JUNE} | for_)


def test_two_matters_wait_for_one_permit_and_then_no_longer(cast):
    works = project(cast)
    permit = permits.keep_permit(
        works, kind="land", detail="", authority="自然资源厅", by=cast.lin, now=stories.DRAFTED
    )
    rows = [
        wait(cast, stories.issued(cast, title=title), on_permit=permit)
        for title in ("甲地", "乙地")
    ]
    assert [one.on_permit for one in waits.open_waits(type(rows[0].matter).objects.all())] == [
        permit,
        permit,
    ]
    waits.end_wait(rows[0], note="批复已下达", by=cast.lin, now=make.at("2026-06-18"))
    rows[0].refresh_from_db()
    assert (rows[0].ended_on - rows[0].since_on).days == 10


def test_a_ring_is_refused_and_told_with_everything_on_its_way(cast):
    one, two, three = (stories.issued(cast, title=title) for title in ("甲事", "乙事", "丙事"))
    wait(cast, one, on_matter=two)
    wait(cast, two, on_matter=three)
    with pytest.raises(BadInput) as refused:
        wait(cast, three, on_matter=one)
    assert "“丙事”、“甲事”、“乙事”、“丙事”" in str(refused.value.fields["on_matter"])
    ended = Waiting.objects.get(matter=two)
    waits.end_wait(ended, note="", by=cast.lin, now=JUNE)
    wait(cast, three, on_matter=one)  # what has ended closes no ring


def test_a_matter_waits_for_exactly_one_thing_once_and_not_when_it_is_over(cast):
    matter, other = stories.issued(cast, title="甲事"), stories.issued(cast, title="乙事")
    with pytest.raises(BadInput):
        wait(cast, matter)
    with pytest.raises(BadInput):
        wait(cast, matter, on_matter=other, outside="水利部")
    wait(cast, matter, outside="水利部")
    with pytest.raises(Duplicate):
        wait(cast, matter, outside=" 水利部 ")
    with pytest.raises(IllegalMove):
        wait(cast, stories.closed(cast, title="丙事"), outside="水利部")


def test_who_leads_it_says_what_it_waits_for_and_who_only_helps_does_not(cast):
    matter = stories.issued(cast)
    wait(cast, matter, outside="水利部", by=cast.wu)
    with pytest.raises(NotAllowed):
        wait(cast, matter, outside="林草局", by=cast.ma)
    row = Waiting.objects.get()
    assert waits.wait_for_reader(cast.ma, row.pk, now=JUNE) == row  # she sees it
    with pytest.raises(NotFound):
        waits.wait_for_reader(cast.aiko, row.pk, now=JUNE)


# --- duty lists


def test_a_list_of_duties_is_taken_in_once_and_strangers_are_told(cast):
    text = "青泉州水利局：取水许可；河道管理\n天上局：摘星\n青泉州自然资源局：\n用地预审\n"
    told = {"basis": "三定方案", "by": cast.lin, "now": JUNE}
    first = duties.import_duties(text, **told)
    again = duties.import_duties(text, **told)
    assert (first.new, first.known, first.strangers) == (3, 0, ("天上局",))
    assert (again.new, again.known) == (0, 3)
    assert [one.sentence for one in duties.duties_of(cast.land)] == ["用地预审"]
    with pytest.raises(NotAllowed):
        duties.add_duty(cast.land, sentence="矿业权", by=cast.ma, now=JUNE)
