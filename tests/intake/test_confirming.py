"""From draft to register: what enters, whom it means, what keeps it out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from luoshi.audit.queries import history_of
from luoshi.intake import actions
from luoshi.intake.hanging import hanging_on
from luoshi.intake.models import Draft, Finding
from luoshi.matters.models import Group, Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Person, Unit
from luoshi.projects.models import Project
from luoshi.reading import types as reading
from luoshi.values.errors import BadInput, IllegalMove, NotAllowed, Overtaken
from tests import make
from tests.intake import readings

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def confirm(draft, *, by):
    return actions.confirm(draft, by=by, now=make.NOON)


def confirmed(cast, **changes) -> Draft:
    draft = readings.draft(cast, **changes)
    readings.accept_everything(draft, by=cast.lin)
    confirm(draft, by=cast.lin)
    return draft


def test_everything_accepted_enters_the_register(cast):
    draft = readings.draft(cast)
    readings.accept_everything(draft, by=cast.lin)

    made = confirm(draft, by=cast.lin)

    assert made.counts == {"engagement": 2, "project": 1, "matter": 3, "group": 1, "person": 2}
    assert Draft.objects.get(pk=draft.pk).state == "confirmed"
    assert not Finding.objects.filter(draft=draft, result_id=None).exists()


def test_known_units_are_matched_and_new_ones_added(cast):
    before = Unit.objects.count()
    text = readings.TEXT.replace("青泉州水利局", "青泉州林草局")

    confirmed(cast, repaired=readings.plain(text), **renamed_helper(text))

    assert Unit.objects.count() == before + 1
    assert Unit.objects.get(name="青泉州林草局").kind == "department"
    assert Unit.objects.filter(name="青泉州人民政府").count() == 1


def renamed_helper(text: str) -> dict[str, object]:
    words = (
        "由青泉州人民政府牵头，青泉州林草局负责，其他部门配合，成立工作小组，推进改性沥青项目落地"
    )
    matter = reading.Matter(
        "task", words, ("青泉州人民政府",), ("青泉州林草局",), (), (), None, None,
        (readings.mark(words, text=text),),
    )  # fmt: skip
    return {"matters": (matter,), "demands": ()}


def test_a_matter_keeps_its_roles_its_date_and_the_words_it_came_from(cast):
    confirmed(cast)

    group, land, all_companies = Matter.objects.order_by("pk")
    assert group.lead == cast.prefecture
    assert [(one.unit, one.role) for one in group.parts.all()] == [(cast.water, "responsible")]
    assert (land.lead, land.person.name) == (cast.land, "马依努尔")
    assert land.due_proposed == dt.date(2026, 6, 10)
    assert land.passage.quote in readings.TEXT
    assert land.passage.source.text[land.passage.start : land.passage.end] == land.passage.quote


def test_units_that_the_text_does_not_name_wait_to_be_named_and_are_no_units(cast):
    confirmed(cast)

    group, _, companies = Matter.objects.order_by("pk")
    assert not Unit.objects.filter(name__in=["其他部门", "各企业"]).exists()
    (others,) = group.placeholders.all()
    assert (others.words, others.role, others.settled_at) == ("其他部门", "cooperating", None)
    assert others.passage.source.text[others.passage.start : others.passage.end] == "其他部门"
    assert [one.words for one in group.group.placeholders.all()] == ["其他部门"]
    assert (companies.lead, companies.state) == (None, "draft")
    assert [(one.words, one.role) for one in companies.placeholders.all()] == [
        ("各企业", "responsible")
    ]


def test_a_duty_to_set_up_a_group_proposes_the_group(cast):
    confirmed(cast)

    group = Group.objects.get()
    assert group.lead == cast.prefecture
    assert group.matters.get().lead == cast.prefecture
    assert "工作小组" in group.name and "座谈会" in group.name


def test_a_meeting_hangs_on_the_tour_within_whose_days_it_lies(cast):
    confirmed(cast)

    tour = Engagement.objects.get(kind="tour")
    meeting = Engagement.objects.get(kind="meeting")
    assert meeting.tour == tour
    assert meeting.start_on == dt.date(2026, 5, 20)
    assert [(one.person.name, one.part, one.post) for one in meeting.attendances.all()] == [
        ("罗布", "chair", "青泉州人民政府副州长"),
        ("何屿", "participant", "瀚北自治区国资委主任"),
    ]
    assert set(meeting.units.all()) == {cast.prefecture, cast.region}


def test_a_project_keeps_its_sum_its_company_and_where_it_was_proposed(cast):
    confirmed(cast)

    project = Project.objects.get()
    assert project.investment == Decimal("120000000")
    assert project.parties.get().unit == cast.builder
    assert project.engagement.kind == "meeting"
    assert "改性沥青项目" in project.passage.quote and project.passage.quote.endswith("。")
    assert {one.project for one in Matter.objects.filter(content__contains="沥青")} == {project}


def test_a_person_known_at_the_unit_is_not_added_again(cast):
    known = make.person("罗布", unit=cast.prefecture, title="副州长")
    namesake = make.person("罗布", unit=cast.energy, title="工程师")

    confirmed(cast)

    assert set(Person.objects.filter(name="罗布")) == {known, namesake}
    assert Engagement.objects.get(kind="meeting").attendances.filter(person=known).exists()


def test_what_was_rejected_does_not_enter(cast):
    draft = readings.draft(cast)
    project = readings.finding(draft, "project")
    actions.decide(project, version=1, verdict="rejected", by=cast.lin, now=make.NOON)
    readings.accept_everything(draft, by=cast.lin)

    confirm(draft, by=cast.lin)

    assert not Project.objects.exists()
    assert Matter.objects.count() == 3


def test_an_undecided_finding_keeps_the_draft_from_being_confirmed(cast):
    draft = readings.draft(cast)

    with pytest.raises(IllegalMove) as refused:
        confirm(draft, by=cast.lin)
    assert "11" in str(refused.value)
    assert Draft.objects.get(pk=draft.pk).state == "open"

    readings.accept_everything(draft, by=cast.lin)
    confirm(draft, by=cast.lin)
    assert Matter.objects.exists()


def test_a_draft_of_which_nothing_was_accepted_is_not_confirmed(cast):
    draft = readings.draft(cast)
    actions.settle_open(draft, verdict="rejected", by=cast.lin, now=make.NOON)

    with pytest.raises(IllegalMove) as refused:
        confirm(draft, by=cast.lin)

    assert refused.value.code == "nothing-accepted"


def test_a_day_without_year_asks_for_the_date_of_the_document(cast):
    draft = readings.draft(cast, document=reading.Document("visit-report"))
    readings.accept_everything(draft, by=cast.lin)

    with pytest.raises(BadInput) as refused:
        confirm(draft, by=cast.lin)
    assert refused.value.code == "no-year"

    actions.date_document(draft, was="", date="2025年", by=cast.lin, now=make.NOON)
    confirm(draft, by=cast.lin)
    assert Engagement.objects.get(kind="tour").start_on == dt.date(2025, 5, 19)


def test_another_date_of_the_document_moves_the_days_that_hang_on_it(cast):
    draft = readings.draft(cast)
    actions.date_document(draft, was="2026-05-25", date="2027-01-03", by=cast.lin, now=make.NOON)
    readings.accept_everything(draft, by=cast.lin)

    confirm(draft, by=cast.lin)

    assert Engagement.objects.get(kind="tour").start_on == dt.date(2026, 5, 19)
    assert Matter.objects.get(person__name="马依努尔").due_proposed == dt.date(2027, 6, 10)


def test_of_two_people_dating_a_document_the_second_is_told(cast):
    draft = readings.draft(cast)
    actions.date_document(draft, was="2026-05-25", date="2026-05-26", by=cast.lin, now=make.NOON)

    with pytest.raises(Overtaken) as refused:
        actions.date_document(
            draft, was="2026-05-25", date="2026-05-27", by=cast.lin, now=make.NOON
        )

    assert "2026-05-26" in str(refused.value)


def test_the_second_of_two_who_confirm_learns_what_the_first_did(cast):
    draft = confirmed(cast)
    matters = Matter.objects.count()

    with pytest.raises(Overtaken) as refused:
        confirm(draft, by=cast.lin)

    assert "林岚" in str(refused.value)
    assert Matter.objects.count() == matters


def test_a_decision_after_the_confirmation_changes_nothing(cast):
    draft = confirmed(cast)
    project = readings.finding(draft, "project")

    with pytest.raises(Overtaken):
        actions.decide(
            project, version=project.version, verdict="rejected", by=cast.lin, now=make.NOON
        )

    assert Finding.objects.get(pk=project.pk).verdict == "accepted"


def test_who_may_decide_may_not_therefore_confirm(cast):
    planner = make.account(cast.region, "planner", name="沈一")
    draft = readings.draft(cast)
    readings.accept_everything(draft, by=planner)

    with pytest.raises(NotAllowed):
        confirm(draft, by=planner)
    assert not Matter.objects.exists()

    confirm(draft, by=cast.lin)
    assert Matter.objects.exists()


def test_when_one_row_cannot_enter_none_does(cast):
    draft = readings.draft(cast)
    readings.accept_everything(draft, by=cast.lin)
    finding = readings.finding(draft, "project")
    too_much = [{"quantity": "investment", "value": "1" + "0" * 16, "unit": "元", "span": None}]
    Finding.objects.filter(pk=finding.pk).update(data={**finding.data, "figures": too_much})

    with pytest.raises(BadInput):
        confirm(draft, by=cast.lin)

    assert not Engagement.objects.exists()
    assert Draft.objects.get(pk=draft.pk).state == "open"


def test_the_source_shows_what_hangs_on_each_of_its_passages(cast):
    draft = confirmed(cast)

    shown = hanging_on(draft.source, by=cast.lin, now=make.NOON)

    rows = [type(row).__name__ for one in shown for row in one.rows]
    assert sorted(rows) == ["Engagement"] * 2 + ["Group"] + ["Matter"] * 3 + ["Project"]
    assert [one.passage.start for one in shown] == sorted(one.passage.start for one in shown)


def test_the_record_says_that_the_draft_was_confirmed(cast):
    draft = confirmed(cast)

    assert [event.type for event in history_of(draft)] == ["draft.confirmed", "draft.opened"]


def test_two_weeks_are_counted_once_somebody_says_when_the_document_was_written(cast):
    text = "会议要求，青泉州水利局两周内完成渠道清淤。"
    source = make.source(held_by=cast.region, by=cast.lin, text=text)
    draft = actions.open_draft(source, by=cast.lin, now=make.NOON)
    assert readings.finding(draft, "matter").value["due"] is None

    actions.date_document(draft, was="", date="2026-05-04", by=cast.lin, now=make.NOON)
    assert readings.finding(draft, "matter").value["due"] == "2026-05-18"

    actions.date_document(draft, was="2026-05-04", date="2026-05-11", by=cast.lin, now=make.NOON)
    assert readings.finding(draft, "matter").value["due"] == "2026-05-25"


def test_somebody_of_a_unit_that_the_directory_knows_is_put_there(cast):
    people = (reading.Person("严重山", "青泉州水利局副局长", (readings.mark("何屿"),)),)
    confirmed(cast, people=people, engagements=())

    post = Person.objects.get(name="严重山").posts.get()
    assert (post.unit, post.title) == (cast.water, "副局长")


def test_before_a_meeting_to_come_something_may_well_be_due(cast):
    text = "关于召开座谈会的通知\n定于9月20日召开座谈会。请各县9月13日前报送材料。"
    duty = "请各县9月13日前报送材料"
    confirmed(
        cast,
        date="2017-09-08",
        text=text,
        document=reading.Document("notice", None, "2017-09-08"),
        repaired=readings.plain(text),
        people=(),
        organisations=(),
        projects=(),
        demands=(),
        engagements=(
            reading.Engagement(
                "meeting", "座谈会", "--09-20", "--09-20",
                marks=(readings.mark("召开座谈会", after="定于", text=text),),
            ),
        ),
        matters=(
            reading.Matter("task", duty, due="--09-13", marks=(readings.mark(duty, text=text),)),
        ),
    )  # fmt: skip

    assert Engagement.objects.get().start_on == dt.date(2017, 9, 20)
    assert Matter.objects.get().due_proposed == dt.date(2017, 9, 13)


def test_a_project_that_the_register_holds_already_is_taken_and_not_entered_twice(cast):
    first = confirmed(cast)
    names = sorted(Project.objects.values_list("name", flat=True))

    second = readings.draft(cast)
    readings.accept_everything(second, by=cast.lin)
    made = confirm(second, by=cast.lin)

    assert len(names) == 1
    assert made.counts["project"] == 0
    assert sorted(Project.objects.values_list("name", flat=True)) == names
    results = [readings.finding(draft, "project").result_id for draft in (first, second)]
    assert results == [Project.objects.get().pk] * 2


def test_a_project_of_the_same_name_that_was_dropped_does_not_stand_in_the_way(cast):
    confirmed(cast)
    Project.objects.update(exit="dropped", exit_on=make.DAY, exit_reason="投资方退出")

    confirmed(cast)

    assert Project.objects.count() == 2


def test_a_group_that_is_set_up_already_carries_the_new_matter_too(cast):
    confirmed(cast)
    confirmed(cast)

    assert Group.objects.count() == 1
