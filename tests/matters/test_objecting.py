"""An assignment that its receiver holds to be wrong: once, in time, answered by another, then final."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.audit.queries import history_of
from luoshi.matters import actions
from luoshi.matters.models import State
from luoshi.owed.queries import of_subject
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db
NEW_DUE = dt.date(2026, 7, 15)


@pytest.fixture
def cast():
    return make.cast()


def objected(cast, matter, *, on="2026-05-20", **changes):
    fields = {"reason": "灌区由自然资源局管理", "suggested": cast.land}
    return actions.raise_objection(matter, **(fields | changes), by=cast.qin, now=make.at(on))


def owed(matter):
    return {(r.kind, r.debtor_unit.name): (r.due_on, r.outcome) for r in of_subject(matter)}


def reassigned(cast, matter, **changes):
    fields = {
        "lead": cast.land,
        "person": cast.ma.person,
        "due": NEW_DUE,
        "slip_cause": "approval",
        "note": "异议成立",
    }
    actions.reassign(matter, **(fields | changes), by=cast.zhao, now=make.at("2026-05-21"))


def test_the_head_objects_naming_the_right_unit_and_the_office_owes_an_answer_next_day(cast):
    matter = stories.issued(cast)
    with pytest.raises(NotAllowed):
        actions.raise_objection(
            matter, reason="不归我们", suggested=cast.land, by=cast.wu, now=stories.SIGNED
        )
    objected(cast, matter)
    assert matter.state == State.OBJECTED
    assert owed(matter)["answer", "瀚北自治区国资委"] == (dt.date(2026, 5, 21), None)


def test_an_objection_says_why_and_names_another_unit(cast):
    matter = stories.issued(cast)
    with pytest.raises(Incomplete) as refused:
        objected(cast, matter, reason=" ", suggested=None)
    assert refused.value.fields == ("reason", "suggested")
    with pytest.raises(BadInput) as refused:
        objected(cast, matter, suggested=cast.water)
    assert refused.value.fields["suggested"].code == "suggests-itself"
    assert matter.state == State.ISSUED


def test_a_working_day_after_signing_is_the_last_to_object(cast):
    late, in_time = stories.signed(cast), stories.signed(cast)
    with pytest.raises(IllegalMove) as refused:
        objected(cast, late, on="2026-05-22")
    assert "2026年5月21日" in str(refused.value)
    objected(cast, in_time, on="2026-05-21")


def test_upheld_it_goes_to_another_unit_with_a_number_of_its_own_and_fresh_clocks(cast):
    matter = stories.issued(cast)
    objected(cast, matter)
    reassigned(cast, matter)
    assert (matter.state, matter.lead, matter.person) == (State.ISSUED, cast.land, cast.ma.person)
    assert matter.number == "督〔2026〕1号-2"
    assert (matter.due_original, matter.due_current) == (stories.DUE, NEW_DUE)
    assert owed(matter) == {
        ("sign", "青泉州水利局"): (dt.date(2026, 5, 20), "void"),
        ("sign", "青泉州自然资源局"): (dt.date(2026, 5, 22), None),
        ("finish", "青泉州自然资源局"): (NEW_DUE, None),
        ("answer", "瀚北自治区国资委"): (dt.date(2026, 5, 21), "done"),
    }
    actions.sign(matter, by=cast.ma, now=make.at("2026-05-22"))
    assert matter.signed_by == cast.ma


def test_both_assignments_stay_in_the_record(cast):
    matter = stories.issued(cast)
    objected(cast, matter)
    reassigned(cast, matter)
    event = next(e for e in history_of(matter) if e.type == "matter.reassigned")
    assert event.data["was_number"] == "督〔2026〕1号"
    (change,) = matter.due_changes.all()
    assert (change.was, change.now, change.cause) == (stories.DUE, NEW_DUE, "reassignment")


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"lead": "water"}, "same-lead"), ({"due": dt.date(2026, 5, 20)}, "due-in-the-past")],
)
def test_a_reassignment_goes_to_another_unit_by_a_day_to_come(cast, changes, code):
    matter = stories.issued(cast)
    objected(cast, matter)
    if changes.get("lead"):
        changes = {"lead": cast.water}
    with pytest.raises(BadInput) as refused:
        reassigned(cast, matter, **changes)
    assert code in {one.code for one in refused.value.fields.values()}
    assert matter.state == State.OBJECTED


@pytest.mark.parametrize("as_far_as", ["issued", "signed"])
def test_rejected_it_is_final_and_the_clocks_ran_on(cast, as_far_as):
    matter = getattr(stories, as_far_as)(cast)
    before = matter.state
    objected(cast, matter)
    with pytest.raises(Incomplete):
        actions.uphold(matter, note="", by=cast.zhao, now=make.at("2026-05-21"))
    actions.uphold(matter, note="职责分工文件已明确", by=cast.zhao, now=make.at("2026-05-21"))
    assert (matter.state, matter.due_current) == (before, stories.DUE)
    with pytest.raises(IllegalMove) as refused:
        objected(cast, matter, on="2026-05-21")
    assert refused.value.code == "objected-before"


def test_who_objected_does_not_answer_herself(cast):
    matter = stories.issued(cast)
    objected(cast, matter)
    make.Seat.objects.create(
        account=cast.qin, unit=cast.region, role="supervisor", from_on=dt.date(2026, 5, 1)
    )
    with pytest.raises(NotAllowed) as refused:
        actions.uphold(matter, note="维持", by=cast.qin, now=make.at("2026-05-21"))
    assert refused.value.code == "objector-decides"
    actions.uphold(matter, note="维持", by=cast.zhao, now=make.at("2026-05-21"))
