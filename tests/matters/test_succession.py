"""A unit is dissolved, merged or split; a person leaves: what is open changes hands in one step."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.audit.models import Event
from luoshi.audit.queries import broken_links
from luoshi.matters import actions, holdings, queries
from luoshi.matters.models import Group, Matter, MatterUnit
from luoshi.orgs import changes
from luoshi.orgs import queries as orgs
from luoshi.orgs.models import Alias, Post, Transfer, Unit
from luoshi.owed.desks import desk_for
from luoshi.owed.models import Obligation
from luoshi.owed.queries import of_subject
from luoshi.progress.tasks import open_windows
from luoshi.projects import actions as projects
from luoshi.projects.models import Filing
from luoshi.values.errors import BadInput, IllegalMove, NotAllowed, Overtaken
from tests import make
from tests.matters import stories
from tests.progress import filed

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")
TODAY = NOW.date()


@pytest.fixture
def cast():
    return make.cast()


def dissolve(cast, **changes):
    given = {
        "into": cast.land,
        "effective_on": TODAY,
        "reason": "青政发〔2026〕9号",
        "by": cast.lin,
    }
    return actions.dissolve_unit(cast.water, **(given | changes), now=NOW)


def group_of(cast, **changes) -> Group:
    given = {
        "name": "灌区改造工作小组",
        "lead": cast.water,
        "responsible": [cast.builder],
        "members": [(cast.wu.person, cast.water)],
        "held_by": cast.region,
    }
    return actions.set_up_group(**(given | changes), by=cast.lin, now=stories.DRAFTED)


# --- merged


def test_whatever_is_open_goes_to_the_successor_by_one_list(cast):
    led = stories.signed(cast)
    helped = stories.issued(cast, lead=cast.builder, person=cast.ding.person, title="配套电源",
                            cooperating=[cast.water])  # fmt: skip
    group_of(cast)
    done = stories.closed(cast, title="已经办完的事项", cooperating=[])

    transfer = dissolve(cast)

    led.refresh_from_db()
    assert (led.lead, led.person) == (cast.land, cast.wu.person)
    assert not led.parts.filter(unit=cast.land).exists()  # who leads does not help as well
    assert [one.unit for one in helped.parts.all()] == [cast.land]
    assert {row.debtor_unit for row in of_subject(led).filter(discharged_at=None)} == {cast.land}
    assert Group.objects.get().lead == cast.land
    assert (transfer.from_unit, transfer.to_unit) == (cast.water, cast.land)
    assert {(row["kind"], row["part"]) for row in transfer.rows} >= {
        ("matter", "lead"),
        ("matter", "cooperating"),
        ("group", "lead"),
        ("group-member", "member"),
        ("obligation", "debtor"),
    }
    done.refresh_from_db()
    assert done.lead == cast.water  # what is over stays under the name it had
    assert holdings.of_unit(cast.water) == []


def test_no_date_moves_and_the_matter_tells_of_its_other_hand(cast):
    matter = stories.signed(cast)
    dates = list(of_subject(matter).order_by("pk").values_list("kind", "due_on", "due_original"))

    dissolve(cast)

    after = list(of_subject(matter).order_by("pk").values_list("kind", "due_on", "due_original"))
    assert after == dates
    row = matter.hand_overs.get()
    assert (row.from_unit, row.to_unit, row.reason) == (cast.water, cast.land, "青政发〔2026〕9号")
    told = set(Event.objects.filter(subject_kind="unit").values_list("type", flat=True))
    assert {"unit.dissolved", "unit.took_over"} <= told
    assert Event.objects.filter(type="matter.succeeded", subject_id=matter.pk).exists()


def test_filings_and_the_reports_owed_go_with_the_unit(cast):
    project = filed.project(cast)
    open_windows(now=make.at("2026-06-01"))
    assert Obligation.objects.open().filter(kind="report", debtor_unit=cast.builder).exists()

    actions.dissolve_unit(
        cast.builder, into=cast.energy, effective_on=TODAY, reason="吸收合并", by=cast.lin, now=NOW
    )

    filing = Filing.objects.get(project=project)
    assert (filing.unit, filing.reporter) == (cast.energy, cast.ding.person)
    reports = Obligation.objects.filter(kind="report", discharged_at=None)
    assert {row.debtor_unit for row in reports} == {cast.energy}


def test_nobody_owes_what_is_owed_to_herself(cast):
    matter = stories.issued(cast, held_by=cast.region)

    dissolve(cast, into=cast.region)

    rows = of_subject(matter).filter(discharged_at=None)
    assert {(row.debtor_unit, row.creditor_unit) for row in rows} == {(cast.region, None)}


def test_the_names_of_the_dissolved_unit_find_its_successor_from_that_day(cast):
    Alias.objects.create(unit=cast.water, name="州水利局")

    dissolve(cast)

    before, then = TODAY - dt.timedelta(days=1), TODAY
    assert orgs.unit_named("青泉州水利局") == cast.land
    assert orgs.unit_named("青泉州水利局", on=then) == cast.land
    assert orgs.unit_named("青泉州水利局", on=before) == cast.water
    assert orgs.unit_named("州水利局", on=then) == cast.land
    assert cast.land.aliases.get(name="州水利局").from_on == TODAY


def test_nothing_new_is_laid_on_a_dissolved_unit_and_the_refusal_names_who_goes_on(cast):
    waiting = stories.pending(cast, title="等待签发的事项")
    dissolve(cast)

    with pytest.raises(BadInput) as refused:
        stories.drafted(cast, title="又一件", lead=Unit.objects.get(pk=cast.water.pk))
    assert "青泉州自然资源局" in str(refused.value.fields["lead"].params["after"])
    waiting.refresh_from_db()
    actions.issue(waiting, by=cast.zhao, now=NOW)
    assert waiting.lead == cast.land


def test_neither_a_filing_nor_a_group_is_laid_on_a_dissolved_unit(cast):
    standing = group_of(cast, name="另一个工作小组", lead=cast.builder, responsible=[])
    dissolve(cast)
    water = Unit.objects.get(pk=cast.water.pk)
    fresh = projects.add_project(name="青泉渠系改造", held_by=cast.region, by=cast.lin, now=NOW)
    filing = {"reporter": cast.wu.person, "by": cast.lin, "now": NOW}
    edit = {"version": standing.version, "name": standing.name, "by": cast.lin, "now": NOW}

    for field, refused_deed in {
        "unit": lambda: projects.file_project(fresh, unit=water, **filing),
        "lead": lambda: group_of(cast, lead=water),
        "responsible": lambda: group_of(cast, lead=cast.land, responsible=[water]),
        "cooperating": lambda: actions.edit_group(
            standing, lead=cast.builder, cooperating=[water], **edit
        ),
    }.items():
        with pytest.raises(BadInput) as refused:
            refused_deed()
        assert str(refused.value.fields[field].params["after"]) == cast.land.name
    with pytest.raises(BadInput):
        actions.join_group(standing, person=cast.ma.person, unit=water, by=cast.lin, now=NOW)

    projects.file_project(fresh, unit=cast.land, **filing)
    actions.edit_group(standing, lead=cast.builder, cooperating=[cast.land], **edit)
    assert fresh.filing.unit == cast.land


def test_whoever_went_along_finds_her_work_once_her_seat_is_approved_there(cast):
    matter = stories.signed(cast)
    three = make.three(cast.region)
    seat = cast.wu.seats.get()
    post = Post.objects.get(person=cast.wu.person)

    dissolve(cast, seats=[seat], posts=[post])

    assert cast.wu.seats.get() == seat  # asked, not given
    [change] = changes.to_decide(three.security, now=NOW)
    assert (change.asked_by, change.account) == (cast.lin, cast.wu)
    changes.approve(change, by=three.security, now=NOW)
    later = make.at("2026-06-02")
    assert [one.unit for one in orgs.seats_of(cast.wu, on=later.date())] == [cast.land]
    assert queries.matter_for(cast.wu, matter.pk, now=later).lead == cast.land
    assert desk_for(cast.wu, now=later).own().count()
    assert [one.unit for one in orgs.posts_of(cast.wu.person, on=later.date())] == [cast.land]
    assert cast.qin.seats.get().to_on is None  # not chosen, so nobody moved it


def test_whose_seat_was_not_approved_keeps_the_old_one(cast):
    stories.signed(cast)
    three = make.three(cast.region)
    dissolve(cast, seats=[cast.wu.seats.get()])
    [change] = changes.to_decide(three.security, now=NOW)
    with pytest.raises(NotAllowed):
        changes.approve(change, by=cast.lin, now=NOW)
    changes.refuse(change, note="另行安排。", by=three.security, now=NOW)
    assert cast.wu.seats.get().unit == cast.water


def test_the_successor_sees_what_the_dissolved_unit_left(cast):
    done = stories.closed(cast, cooperating=[])
    dissolve(cast, into=cast.energy)

    assert queries.matter_for(cast.aiko, done.pk, now=NOW) == done


# --- refused


def test_what_cannot_be_is_refused_and_its_twin_goes(cast):
    stories.signed(cast)

    with pytest.raises(BadInput) as refused:
        dissolve(cast, into=None)
    assert refused.value.code == "work-left"
    with pytest.raises(BadInput):
        dissolve(cast, into=cast.water)
    with pytest.raises(BadInput):
        dissolve(cast, effective_on=TODAY + dt.timedelta(days=1))
    with pytest.raises(NotAllowed):
        dissolve(cast, by=cast.qin)
    assert not Transfer.objects.exists()
    dissolve(cast)
    with pytest.raises(IllegalMove):
        dissolve(cast)
    with pytest.raises(BadInput):  # a dissolved unit takes nothing over
        actions.dissolve_unit(
            cast.builder, into=cast.water, effective_on=TODAY, reason="合并", by=cast.lin, now=NOW
        )


def test_a_unit_without_any_work_is_closed_without_a_successor(cast):
    empty = make.unit("临时指挥部")

    transfer = actions.dissolve_unit(
        empty, into=None, effective_on=TODAY, reason="任务完成", by=cast.lin, now=NOW
    )

    assert (transfer.cause, transfer.rows) == ("closed", [])
    assert orgs.unit_named("临时指挥部") == empty


def test_a_list_that_changed_since_it_was_looked_at_is_not_handed_over(cast):
    stories.signed(cast)
    seen = holdings.stamp_of(holdings.of_unit(cast.water))
    stories.issued(cast, title="后来交办的事项")

    with pytest.raises(Overtaken):
        dissolve(cast, stamp=seen)
    dissolve(cast, stamp=holdings.stamp_of(holdings.of_unit(cast.water)))


def test_the_database_knows_no_second_end_and_no_successor_without_an_end(cast):
    dissolve(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=cast.land.pk).update(succeeded_by=cast.energy)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(
            cause="merged", from_unit=cast.water, to_unit=cast.energy, effective_on=TODAY,
            reason="再次", by=cast.lin, at=NOW,
        )  # fmt: skip


# --- split


def test_a_split_moves_what_was_chosen_with_its_debts_and_leaves_the_rest(cast):
    going = stories.signed(cast, cooperating=[])
    staying = stories.signed(cast, title="留下的事项", cooperating=[])

    transfer = actions.split_off(
        cast.water,
        into=cast.energy,
        chosen=[("matter", going.pk)],
        effective_on=TODAY,
        reason="职责调整",
        by=cast.lin,
        now=NOW,
    )

    going.refresh_from_db()
    staying.refresh_from_db()
    assert (going.lead, staying.lead) == (cast.energy, cast.water)
    assert {row.debtor_unit for row in of_subject(going).filter(discharged_at=None)} == {
        cast.energy
    }
    assert {row.debtor_unit for row in of_subject(staying).filter(discharged_at=None)} == {
        cast.water
    }
    assert transfer.cause == "split"
    assert Unit.objects.get(pk=cast.water.pk).ended_on is None
    with pytest.raises(BadInput):
        actions.split_off(
            cast.water, into=cast.energy, chosen=[], effective_on=TODAY, reason="职责调整",
            by=cast.lin, now=NOW,
        )  # fmt: skip


# --- a person leaves


def test_everything_a_leaving_person_has_goes_into_one_hand_in_one_step(cast):
    matter = stories.signed(cast)
    draft = stories.drafted(cast, title="还在草拟")
    group = group_of(cast)
    ge = make.person("葛明", unit=cast.water)

    transfer = actions.hand_over_person(
        cast.wu.person, to_person=ge, reason="调离", by=cast.lin, now=NOW
    )

    assert holdings.of_person(cast.wu.person) == []
    matter.refresh_from_db()
    draft.refresh_from_db()
    assert (matter.person, draft.person) == (ge, ge)
    assert [one.person for one in group.members.filter(to_on=None)] == [ge]
    assert not Obligation.objects.open().filter(debtor=cast.wu.person).exists()
    assert (transfer.cause, transfer.to_person) == ("left", ge)
    assert len(transfer.rows) >= 4


def test_reports_and_filings_go_to_the_new_reporter(cast):
    project = filed.project(cast)
    open_windows(now=NOW)
    new = make.person("苗圃", unit=cast.builder)

    actions.hand_over_person(cast.ding.person, to_person=new, reason="退休", by=cast.lin, now=NOW)

    assert Filing.objects.get(project=project).reporter == new
    owed_now = Obligation.objects.filter(kind="report", discharged_at=None)
    assert {row.debtor for row in owed_now} == {new}


def test_a_head_hands_over_what_lies_in_her_unit_and_not_what_lies_elsewhere(cast):
    ge = make.person("葛明", unit=cast.water)
    stories.signed(cast)
    elsewhere = stories.issued(cast, title="企业的事", lead=cast.builder, cooperating=[cast.water])

    with pytest.raises(NotAllowed) as refused:
        actions.hand_over_person(cast.wu.person, to_person=ge, reason="调离", by=cast.qin, now=NOW)
    assert refused.value.code == "hand-over-beyond"
    Matter.objects.filter(pk=elsewhere.pk).update(person=cast.ding.person)
    Obligation.objects.filter(subject_id=elsewhere.pk).update(debtor=cast.ding.person)
    actions.hand_over_person(cast.wu.person, to_person=ge, reason="调离", by=cast.qin, now=NOW)


# --- random organisations

PART = st.sampled_from(["lead", "responsible", "cooperating", "raised_by", "none"])
STAGE = st.sampled_from(["drafted", "pending", "issued", "signed", "claimed", "closed"])


@settings(max_examples=20, deadline=None)
@given(
    matters=st.lists(st.tuples(PART, PART, STAGE), min_size=1, max_size=5),
    leads_group=st.booleans(),
    both_in_group=st.booleans(),
)
def test_after_any_succession_nothing_open_is_left_and_no_history_is_changed(
    matters, leads_group, both_in_group
):
    with transaction.atomic():
        cast = make.cast()
        gone, heir = cast.water, cast.land
        for at, (part, other, stage) in enumerate(matters):
            _in_some_state(cast, f"第{at}件", part, other, stage)
        group_of(
            cast,
            lead=gone if leads_group else cast.builder,
            responsible=[cast.energy, *([] if leads_group else [gone])],
            cooperating=[heir] if both_in_group else [],
        )
        before = _history(cast)
        events = {one.pk: one.hash for one in Event.objects.all()}

        actions.dissolve_unit(
            gone, into=heir, effective_on=TODAY, reason="机构改革", by=cast.lin, now=NOW
        )

        assert _open_with(gone) == 0
        assert _history(cast) == before
        assert {pk: Event.objects.get(pk=pk).hash for pk in events} == events
        assert not list(broken_links())
        transaction.set_rollback(True)


def _in_some_state(cast, title, part, other, stage) -> Matter:
    roles: dict[str, object] = {"responsible": [], "cooperating": [], "lead": cast.builder}
    taken: set[str] = set()
    for unit, role in ((cast.water, part), (cast.land, other)):
        if role in ("responsible", "cooperating"):
            roles[role].append(unit)
        elif role != "none" and role not in taken:
            roles[role] = unit
            taken.add(role)
    fields = roles | {"title": title, "person": cast.ding.person}
    lead = roles["lead"]
    matter = (
        stories.pending(cast, **fields) if stage != "drafted" else stories.drafted(cast, **fields)
    )
    hand = {cast.water: cast.wu, cast.land: cast.ma}.get(lead, cast.ding)
    if stage in ("issued", "signed", "claimed", "closed"):
        actions.issue(matter, by=cast.zhao, now=stories.ISSUED)
    if stage in ("signed", "claimed", "closed"):
        actions.sign(matter, by=hand, now=stories.SIGNED)
    if stage in ("claimed", "closed"):
        done = dt.date(2026, 5, 25)
        said = {"performed_on": done, "result": "已经办完。"}
        actions.claim(matter, **said, by=hand, now=make.at("2026-05-26"))
    if stage == "closed":
        actions.close(matter, raiser_said="满意", by=cast.zhao, now=make.at("2026-05-27"))
    return matter


def _open_with(unit: Unit) -> int:
    """Count without the list that the action goes by."""
    running = Matter.objects.exclude(state__in=["closed", "cancelled", "archived"])
    led = running.filter(Q(lead=unit) | Q(raised_by=unit) | Q(held_by=unit)).count()
    parts = MatterUnit.objects.filter(unit=unit, matter__in=running).count()
    debts = Obligation.objects.filter(discharged_at__isnull=True)
    owed = debts.filter(Q(debtor_unit=unit) | Q(creditor_unit=unit)).count()
    groups = Group.objects.filter(Q(lead=unit) | Q(held_by=unit)).count()
    return led + parts + owed + groups


def _history(cast) -> list[object]:
    """Return what must not change: closed matters, settled debts, every date."""
    over = Matter.objects.filter(state="closed").order_by("pk")
    settled = Obligation.objects.filter(discharged_at__isnull=False).order_by("pk")
    dates = Obligation.objects.order_by("pk").values_list("pk", "due_on", "due_original", "light")
    return [
        list(over.values()),
        list(MatterUnit.objects.filter(matter__in=over).order_by("pk").values()),
        list(settled.values()),
        list(dates),
        list(
            Matter.objects.order_by("pk").values_list("pk", "due_original", "due_current", "state")
        ),
    ]
