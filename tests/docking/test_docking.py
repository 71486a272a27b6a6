"""Two sides brought together: who owes what by when, what the log keeps, how it ends."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from luoshi.docking import actions, queries, tasks
from luoshi.docking.models import Contact, Docking, Helper, Need, Offer
from luoshi.orgs.models import Seat
from luoshi.owed.models import Obligation
from luoshi.projects import actions as projects
from luoshi.values.errors import BadInput, Duplicate, IllegalMove, Incomplete, NotAllowed, NotFound
from tests import make
from tests.docking import stories

pytestmark = pytest.mark.django_db


def owed(docking):
    rows = Obligation.objects.filter(subject_kind="docking", subject_id=docking.pk)
    return {row.kind.removeprefix("docking-"): row for row in rows}


# --- needs and offers


def test_a_need_says_one_thing_in_at_most_150_characters():
    cast = make.cast()
    with pytest.raises(BadInput) as refused:
        stories.need(cast, text="地" * 151)
    assert "不能超过150字" in str(refused.value)
    assert stories.need(cast, text="地" * 150).text == "地" * 150


def test_the_same_need_sent_twice_is_one_need():
    cast = make.cast()
    first = stories.need(cast)
    with pytest.raises(Duplicate) as refused:
        stories.need(cast)
    assert refused.value.params["pk"] == first.pk
    assert stories.need(cast, text="另需用地建设仓库").pk != first.pk


def test_nobody_registers_or_withdraws_for_another_unit():
    cast = make.cast()
    with pytest.raises(NotAllowed):
        actions.add_entry(
            side="need", unit=cast.energy, person=cast.aiko.person, kind="land", text="用地",
            by=cast.ding, now=stories.OPENED,
        )  # fmt: skip
    need = stories.need(cast)
    with pytest.raises(NotAllowed):
        actions.withdraw_entry(need, reason="不需要", by=cast.aiko, now=stories.NEXT)
    actions.withdraw_entry(need, reason="改在别处建设", by=cast.ding, now=stories.NEXT)
    assert (need.state, need.state_why) == ("withdrawn", "改在别处建设")


def test_an_entry_is_changed_only_as_it_was_read():
    cast = make.cast()
    need = stories.need(cast)
    given = {"person": cast.ding.person, "kind": "land", "text": "需用地300亩"}
    how = {"by": cast.ding, "now": stories.NEXT}
    actions.edit_entry(need, version=1, **given, **how)
    assert need.text == "需用地300亩"
    assert need.quantity is None
    with pytest.raises(Exception, match="其他人已经修改"):
        actions.edit_entry(need, version=1, **(given | {"text": "需用地500亩"}), **how)


def test_strangers_read_only_what_is_listed_in_the_catalogue():
    cast = make.cast()
    hidden, listed = stories.offer(cast), stories.offer(cast, text="另一块地", is_listed=True)
    seen = set(queries.visible_entries(cast.ding, "offer", now=stories.OPENED))
    assert seen == {listed}
    with pytest.raises(NotFound):
        queries.entry_for(cast.ding, "offer", hidden.pk, now=stories.OPENED)
    assert queries.entry_for(cast.ma, "offer", hidden.pk, now=stories.OPENED) == hidden


def test_an_offer_is_over_after_its_last_day_and_not_before():
    cast = make.cast()
    offer = stories.offer(cast, until=dt.date(2026, 6, 20))
    assert tasks.expire(now=make.at("2026-06-20")).done == 0
    assert tasks.expire(now=make.at("2026-06-21")).done == 1
    offer.refresh_from_db()
    assert offer.state == "expired"


def test_a_pair_is_suggested_until_somebody_puts_it_away_with_a_reason():
    cast = make.cast()
    need, offer = stories.need(cast), stories.offer(cast, is_listed=True)
    [(suggestion, other)] = queries.suggested_for(cast.ding, need, now=stories.OPENED)
    assert other == offer
    assert "match-enough" in {one.code for one in suggestion.reasons}
    how = {"offer": offer, "by": cast.ding, "now": stories.OPENED}
    with pytest.raises(Incomplete):
        actions.dismiss(need, reason=" ", **how)
    actions.dismiss(need, reason="地势太低", **how)
    assert queries.suggested_for(cast.ding, need, now=stories.OPENED) == []
    assert queries.suggested_for(cast.lin, offer, now=stories.OPENED) == []
    with pytest.raises(Duplicate):
        actions.dismiss(need, reason="又一次", **how)


# --- opening


def test_a_docking_lays_three_days_on_two_sides_by_the_rules_of_the_day():
    docking = stories.opened(make.cast())
    debts = owed(docking)
    assert {kind: (str(row.debtor_unit), str(row.due_on)) for kind, row in debts.items()} == {
        "contact": ("青泉州自然资源局", "2026-05-20"),
        "opinion": ("青泉州自然资源局", "2026-05-25"),
        "result": ("瀚北自治区国资委", "2026-06-15"),
    }
    assert debts["contact"].debtor == docking.supply_person
    assert debts["result"].creditor_unit == docking.demand_unit
    assert docking.rules == "默认规则"
    assert docking.number == "对接〔2026〕1号"


def test_the_days_of_a_docking_stay_whatever_becomes_of_the_rules():
    docking = stories.opened(make.cast())
    with pytest.raises(DatabaseError), transaction.atomic():
        Docking.objects.filter(pk=docking.pk).update(result_due_on=dt.date(2027, 1, 1))
    assert Docking.objects.filter(pk=docking.pk).update(version=2) == 1


def test_one_unit_is_never_both_sides():
    cast = make.cast()
    same = {"supply_unit": cast.builder, "supply_person": cast.ding.person}
    with pytest.raises(BadInput):
        stories.opened(cast, **same)
    docking = stories.opened(cast, need=Need.objects.get(), offer=Offer.objects.get())
    with pytest.raises(IntegrityError), transaction.atomic():
        Docking.objects.filter(pk=docking.pk).update(supply_unit=cast.builder)


def test_a_docking_without_any_ground_is_refused():
    cast = make.cast()
    given = {
        "title": "见面", "demand_unit": cast.builder, "demand_person": cast.ding.person,
        "supply_unit": cast.land, "supply_person": cast.ma.person, "organiser": cast.region,
        "by": cast.lin, "now": stories.OPENED,
    }  # fmt: skip
    with pytest.raises(Incomplete):
        actions.open_docking(**given)
    assert actions.open_docking(**given, need=stories.need(cast)).need is not None


def test_a_pair_is_docked_once():
    cast = make.cast()
    docking = stories.opened(cast)
    with pytest.raises(Duplicate) as refused:
        stories.opened(cast, need=docking.need, offer=docking.offer)
    assert refused.value.params["pk"] == docking.pk


def test_both_sides_the_organiser_and_who_helps_see_it_and_nobody_else():
    cast = make.cast()
    docking = stories.opened(cast)
    for account in (cast.ding, cast.ma, cast.lin, cast.wu):
        assert queries.docking_for(account, docking.pk, now=stories.NEXT) == docking
    with pytest.raises(NotFound):
        queries.docking_for(cast.aiko, docking.pk, now=stories.NEXT)
    assert [str(one.unit) for one in Helper.objects.all()] == ["青泉州水利局"]


# --- the log


def test_the_first_contact_is_done_on_its_day_and_the_opinion_after_it():
    cast = make.cast()
    docking = stories.opened(cast)
    with pytest.raises(IllegalMove):
        actions.give_opinion(docking, opinion="同意", by=cast.ma, now=stories.NEXT)
    stories.talk(cast, docking)
    assert docking.stage == "contact"
    assert owed(docking)["contact"].discharged_on == dt.date(2026, 5, 19)
    actions.give_opinion(docking, opinion="同意供地", by=cast.ma, now=stories.LATER)
    assert (docking.stage, owed(docking)["opinion"].outcome) == ("opinion", "done")


def test_a_line_of_the_log_needs_both_sides_and_a_day_that_was():
    cast = make.cast()
    docking = stories.opened(cast)
    line = {"mode": "visit", "demand_who": "丁立", "supply_who": "马依努尔", "agreed": "再谈"}
    how = {"by": cast.ding, "now": stories.NEXT}
    with pytest.raises(Incomplete):
        actions.log_contact(docking, on=stories.NEXT.date(), **(line | {"supply_who": ""}), **how)
    for day in (dt.date(2026, 5, 17), dt.date(2026, 5, 20)):
        with pytest.raises(BadInput):
            actions.log_contact(docking, on=day, **line, **how)
    assert actions.log_contact(docking, on=stories.NEXT.date(), **line, **how).agreed == "再谈"
    with pytest.raises(NotAllowed):
        actions.log_contact(docking, on=stories.NEXT.date(), **line, by=cast.aiko, now=stories.NEXT)


def test_the_log_is_only_added_to():
    docking = stories.contacted(make.cast())
    with pytest.raises(DatabaseError), transaction.atomic():
        docking.contacts.update(agreed="别的")
    assert docking.contacts.get().agreed == "先看沙湖园区二号地块"


def test_an_agreed_step_becomes_a_matter_that_rests_on_the_line_of_the_log():
    cast = make.cast()
    docking = stories.contacted(cast, step=True)
    step = Contact.objects.get().step
    with pytest.raises(NotAllowed):
        actions.make_matter(step, by=cast.ma, now=stories.NEXT)
    matter = actions.make_matter(step, by=cast.lin, now=stories.NEXT)
    assert (matter.title, matter.state) == ("提供地块红线图", "draft")
    assert (matter.lead, matter.person) == (cast.land, cast.ma.person)
    assert matter.due_proposed == dt.date(2026, 5, 26)
    assert docking.number in matter.passage.quote
    assert "先看沙湖园区二号地块" in matter.passage.quote
    step.refresh_from_db()
    with pytest.raises(IllegalMove):
        actions.make_matter(step, by=cast.lin, now=stories.NEXT)


# --- the end


def test_a_match_settles_what_is_owed_and_the_need_but_not_an_offer_with_something_left():
    docking = stories.concluded(make.cast())
    assert {row.outcome for row in owed(docking).values()} == {"done"}
    assert Need.objects.get().state == "met"
    assert Offer.objects.get().state == "open"  # twenty hectares are more than two hundred mu


def test_without_a_reason_only_a_match_is_registered():
    cast = make.cast()
    docking = stories.contacted(cast)
    how = {"by": cast.lin, "now": stories.ENDED}
    for outcome in ("partly", "not", "deferred"):
        with pytest.raises(Incomplete):
            actions.conclude(docking, outcome=outcome, **how)
    actions.conclude(docking, outcome="not", why="地块条件不符", **how)
    assert (docking.stage, docking.outcome) == ("result", "not")
    assert owed(docking)["opinion"].outcome == "void"
    with pytest.raises(IntegrityError), transaction.atomic():
        Docking.objects.filter(pk=docking.pk).update(outcome_why="")


def test_what_is_put_off_stays_owed_until_the_day_that_was_named():
    cast = make.cast()
    docking = stories.contacted(cast)
    how = {"by": cast.lin, "now": stories.ENDED}
    with pytest.raises(BadInput):
        actions.conclude(
            docking, outcome="deferred", why="等规划", deferred_to=dt.date(2026, 6, 1), **how
        )
    actions.conclude(
        docking, outcome="deferred", why="等规划", deferred_to=dt.date(2026, 9, 1), **how
    )
    result = owed(docking)["result"]
    assert (result.outcome, str(result.due_on)) == (None, "2026-09-01")
    assert str(result.due_original) == "2026-06-15"
    actions.conclude(docking, outcome="matched", by=cast.lin, now=make.at("2026-08-20"))
    assert (docking.outcome, docking.deferred_to) == ("matched", None)
    assert owed(docking)["result"].outcome == "done"


def test_only_the_organiser_registers_the_result():
    cast = make.cast()
    docking = stories.contacted(cast)
    with pytest.raises(NotAllowed):
        actions.conclude(docking, outcome="matched", by=cast.ma, now=stories.ENDED)
    actions.conclude(docking, outcome="matched", by=cast.lin, now=stories.ENDED)
    with pytest.raises(IllegalMove):
        actions.conclude(docking, outcome="not", why="反悔", by=cast.lin, now=stories.ENDED)


def test_each_side_says_for_itself_how_satisfied_it_is_and_the_office_for_nobody():
    cast = make.cast()
    docking = stories.concluded(cast)
    how = {"said": "satisfied", "now": stories.ENDED}
    with pytest.raises(NotAllowed):
        actions.rate(docking, side="demand", by=cast.lin, **how)
    with pytest.raises(NotAllowed):
        actions.rate(docking, side="demand", by=cast.ma, **how)
    actions.rate(docking, side="demand", by=cast.ding, **how)
    assert (docking.demand_said, docking.supply_said) == ("satisfied", None)
    with pytest.raises(IllegalMove):
        actions.rate(docking, side="demand", by=cast.ding, **how)
    with pytest.raises(Incomplete):
        actions.rate(docking, side="supply", said="dissatisfied", by=cast.ma, now=stories.ENDED)
    actions.rate(
        docking, side="supply", said="dissatisfied", why="等太久", by=cast.ma, now=stories.ENDED
    )
    assert docking.supply_said_why == "等太久"


def test_nobody_is_satisfied_before_there_is_an_outcome():
    cast = make.cast()
    docking = stories.contacted(cast)
    with pytest.raises(IllegalMove):
        actions.rate(docking, side="demand", said="fair", by=cast.ding, now=stories.ENDED)
    given = {
        "demand_said": "fair", "demand_said_at": stories.ENDED, "demand_said_by": cast.ding,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Docking.objects.filter(pk=docking.pk).update(**given)
    actions.conclude(docking, outcome="matched", by=cast.lin, now=stories.ENDED)
    assert Docking.objects.filter(pk=docking.pk).update(**given) == 1


def test_a_seat_above_a_side_speaks_for_it():
    cast = make.cast()
    docking = stories.opened(cast)
    Seat.objects.create(
        account=cast.aiko, unit=cast.builder, role="planner", from_on=dt.date(2026, 1, 1)
    )
    assert queries.sides_spoken_for(cast.aiko, docking, now=stories.NEXT) == ("demand",)
    assert queries.sides_spoken_for(cast.lin, docking, now=stories.NEXT) == ()


def test_one_contract_under_two_projects_is_told_where_either_stands():
    cast = make.cast()
    two = [make_project(cast, name) for name in ("养护中心", "养护中心一期")]
    dockings = []
    for project in two:
        need = stories.need(cast, text=f"{project.name}用地")
        offer = stories.offer(cast, text=f"供{project.name}")
        docking = stories.opened(cast, need=need, offer=offer, project=project)
        actions.conclude(
            docking, outcome="matched", contract_number="HB〔2026〕12号",
            share_percent=Decimal(60), by=cast.lin, now=stories.ENDED,
        )  # fmt: skip
        dockings.append(docking)
    assert queries.twins_of(dockings[0]) == [dockings[1]]
    alone = stories.opened(
        cast, need=stories.need(cast, text="别的"), offer=stories.offer(cast, text="别的地"),
        project=two[0],
    )  # fmt: skip
    assert queries.twins_of(alone) == []


def make_project(cast, name):
    return projects.add_project(
        name=name, held_by=cast.region, parties=[(cast.builder, "investor")],
        by=cast.lin, now=stories.OPENED,
    )  # fmt: skip
