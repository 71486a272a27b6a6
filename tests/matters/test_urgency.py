"""How urgent a matter is, and by which moment a most urgent one is signed for."""

from __future__ import annotations

import datetime as dt

import pytest

from luoshi.matters import actions, queries
from luoshi.matters.models import Matter
from luoshi.owed.models import Obligation
from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import BadInput
from tests import make
from tests.matters import stories

pytestmark = pytest.mark.django_db


def sign_row(matter: Matter) -> Obligation:
    return Obligation.objects.get(subject_id=matter.pk, kind="sign", discharged_at=None)


def clock(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 5, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize("urgency", ["ordinary", "pressing"])
def test_what_is_not_most_urgent_is_signed_within_the_days_of_the_rules(urgency):
    cast = make.cast()

    matter = stories.issued(cast, urgency=urgency)

    assert matter.sign_by is None
    assert sign_row(matter).due_on == dt.date(2026, 5, 20)


def test_a_most_urgent_matter_is_signed_within_four_working_hours():
    cast = make.cast()
    matter = stories.pending(cast, urgency="most")

    actions.issue(matter, by=cast.zhao, now=clock(19, 9, 30))

    assert matter.sign_by == clock(19, 15, 30)
    assert sign_row(matter).due_on == dt.date(2026, 5, 19)


def test_working_hours_run_over_the_night_and_the_weekend():
    cast = make.cast()
    matter = stories.pending(cast, urgency="most")

    actions.issue(matter, by=cast.zhao, now=clock(22, 17))  # Friday afternoon

    assert matter.sign_by.astimezone(SHANGHAI).date() == dt.date(2026, 5, 25)
    assert sign_row(matter).due_on == dt.date(2026, 5, 25)


def test_a_most_urgent_matter_that_is_reassigned_counts_its_hours_anew():
    cast = make.cast()
    matter = stories.pending(cast, urgency="most", cooperating=[])
    actions.issue(matter, by=cast.zhao, now=clock(19, 9, 30))
    actions.raise_objection(
        matter, reason="不属本单位职责。", suggested=cast.land, by=cast.qin, now=clock(19, 10)
    )
    first = matter.sign_by

    actions.reassign(
        matter,
        lead=cast.land,
        person=cast.ma.person,
        due=stories.DUE,
        slip_cause="approval",
        note="改由自然资源局承办",
        by=cast.zhao,
        now=clock(20, 9, 30),
    )

    assert matter.sign_by == first + dt.timedelta(days=1)
    assert sign_row(matter).due_on == dt.date(2026, 5, 20)


def test_a_word_that_is_no_urgency_is_refused_and_the_three_are_taken():
    cast = make.cast()

    with pytest.raises(BadInput) as refused:
        stories.drafted(cast, urgency="asap")
    assert "urgency" in refused.value.fields
    assert stories.drafted(cast, urgency="pressing").get_urgency_display() == "加急"


def test_a_draft_keeps_how_urgent_it_is_when_it_is_edited_and_says_that_it_changed():
    cast = make.cast()
    matter = stories.drafted(cast)
    same = {
        name: getattr(matter, name)
        for name in ("kind", "title", "content", "criterion", "lead", "person", "due_proposed")
    }

    actions.edit_draft(
        matter,
        version=matter.version,
        **same,
        cooperating=[cast.land],
        passage=matter.passage,
        urgency="most",
        by=cast.lin,
        now=stories.DRAFTED,
    )

    assert queries.matter_for(cast.lin, matter.pk, now=stories.DRAFTED).urgency == "most"
