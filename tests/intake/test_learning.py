"""What people correct is the office's own word at the next reading."""

import pytest

from luoshi.intake import actions, queries
from luoshi.intake.models import Finding
from luoshi.orgs.actions import add_alias
from luoshi.orgs.lexicon import NOTHING, words_for
from luoshi.orgs.models import Alias, Unit
from luoshi.orgs.queries import unit_named
from tests import make

pytestmark = pytest.mark.django_db

FIRST = """堤防修复工作专题会议纪要
2026年5月20日，瀚北自治区国资委召开专题会议。会议议定：
一、由瀚建牵头，青泉州水利局配合，6月底前完成堤防修复。
二、请马合提负责的专班每周报送进展。
"""
SECOND = """灌区改造工作专题会议纪要
2026年6月18日，瀚北自治区国资委召开专题会议。会议议定：
一、由瀚建牵头，青泉州财政局配合，9月底前完成灌区改造，由马合提负责。
二、请瀚建尽快报送施工方案。
"""


@pytest.fixture
def cast() -> make.Cast:
    return make.cast()


def taken_in(text, *, cast):
    return actions.take_in_text(text=text, held_by=cast.region, by=cast.lin, now=make.NOON).draft


def of_kind(draft, kind):
    return list(draft.findings.filter(kind=kind))


def matter_about(words, draft):
    return next(one for one in of_kind(draft, "matter") if words in one.value["text"])


def confirmed(draft, *, cast):
    actions.settle_open(draft, verdict="accepted", by=cast.lin, now=make.NOON)
    return actions.confirm(draft, by=cast.lin, now=make.NOON)


def add(draft, kind, quote, *, cast, **data):
    start, end = actions.place_of(draft, quote)
    return actions.add_finding(
        draft, kind=kind, start=start, end=end, data=data, by=cast.lin, now=make.NOON
    )


def test_the_second_document_of_an_office_is_read_better_than_the_first(cast):
    first = taken_in(FIRST, cast=cast)
    assert "瀚建" not in [one.value["name"] for one in of_kind(first, "organisation")]
    assert of_kind(first, "person") == []
    assert matter_about("堤防修复", first).value["lead"] == []

    add(first, "organisation", "瀚建", cast=cast, name="瀚北建工集团有限公司", aliases=["瀚建"])
    add(first, "person", "马合提", cast=cast, name="马合提", post="青泉州水利局副局长")
    confirmed(first, cast=cast)
    second = taken_in(SECOND, cast=cast)

    assert "瀚建" in [one.value["name"] for one in of_kind(second, "organisation")]
    assert [one.value["name"] for one in of_kind(second, "person")] == ["马合提"]
    matter, report = matter_about("灌区改造", second), matter_about("施工方案", second)
    assert matter.value["lead"] == ["瀚建"]
    assert matter.value["persons"] == ["马合提"]
    assert report.value["responsible"] == ["瀚建"]


def test_what_is_recognised_is_linked_and_not_entered_twice(cast):
    first = taken_in(FIRST, cast=cast)
    add(first, "organisation", "瀚建", cast=cast, name="瀚北建工集团有限公司", aliases=["瀚建"])
    add(first, "person", "马合提", cast=cast, name="马合提", post="青泉州水利局副局长")
    confirmed(first, cast=cast)
    builder = Unit.objects.get(name="瀚北建工集团有限公司")

    second = taken_in(SECOND, cast=cast)
    known = queries.known_in_directory(second.findings.all(), second)
    (short,) = [one for one in of_kind(second, "organisation") if one.value["name"] == "瀚建"]
    (person,) = of_kind(second, "person")
    assert known[short.pk].rows == ((builder.pk, "瀚北建工集团有限公司"),)
    assert [label for _, label in known[person.pk].rows] == ["马合提（青泉州水利局副局长）"]

    made = confirmed(second, cast=cast)
    assert "person" not in made.counts
    assert not Unit.objects.filter(name="瀚建").exists()
    short.refresh_from_db()
    assert short.result_id == builder.pk


def test_a_name_corrected_to_the_full_one_is_kept_as_what_this_office_calls_it(cast):
    draft = taken_in(FIRST.replace("瀚建", "瀚建公司"), cast=cast)
    (short,) = [one for one in of_kind(draft, "organisation") if one.value["name"] == "瀚建公司"]
    full = {"name": "瀚北建工集团有限公司"}
    actions.decide(
        short, version=1, verdict="corrected", correction=full, by=cast.lin, now=make.NOON
    )
    confirmed(draft, cast=cast)

    alias = Alias.objects.get(name="瀚建公司")
    assert (alias.unit.name, alias.used_by) == ("瀚北建工集团有限公司", cast.region)
    assert unit_named("瀚建公司") is None  # elsewhere it may mean another
    assert unit_named("瀚建公司", used_by=cast.region) == alias.unit


def test_words_that_a_rule_took_along_by_mistake_do_not_become_a_name(cast):
    draft = taken_in(FIRST, cast=cast)
    (water,) = [one for one in of_kind(draft, "organisation") if "水利局" in one.value["name"]]
    Finding.objects.filter(pk=water.pk).update(data={"name": "据青泉州水利局", "aliases": []})
    water.refresh_from_db()
    actions.decide(
        water, version=1, verdict="corrected", correction={"name": "青泉州水利局"},
        by=cast.lin, now=make.NOON,
    )  # fmt: skip
    confirmed(draft, cast=cast)

    assert not Alias.objects.filter(name="据青泉州水利局").exists()


def test_an_existing_unit_chosen_for_a_short_name_is_found_by_it_next_time(cast):
    draft = taken_in(FIRST.replace("瀚建", "交建公司"), cast=cast)
    (short,) = [one for one in of_kind(draft, "organisation") if one.value["name"] == "交建公司"]
    chosen = {"name": "交建公司", "unit_id": cast.builder.pk}
    actions.decide(
        short, version=1, verdict="corrected", correction=chosen, by=cast.lin, now=make.NOON
    )
    confirmed(draft, cast=cast)

    assert unit_named("交建公司", used_by=cast.region) == cast.builder


def test_a_title_that_somebody_enters_is_kept_where_the_directory_has_none(cast):
    person = make.person("马合提")
    draft = taken_in(FIRST, cast=cast)
    add(
        draft,
        "person",
        "马合提",
        cast=cast,
        name="马合提",
        post="青泉州水利局副局长",
        person_id=person.pk,
    )
    finding = of_kind(draft, "person")[0]
    actions.decide(
        finding, version=finding.version, verdict="corrected",
        correction={"name": "马合提", "post": "青泉州水利局副局长", "person_id": person.pk},
        by=cast.lin, now=make.NOON,
    )  # fmt: skip
    confirmed(draft, cast=cast)

    assert [str(post) for post in person.posts.all()] == ["青泉州水利局副局长"]


def test_the_words_follow_the_directory_and_are_gathered_once(cast, django_assert_max_num_queries):
    before = words_for(cast.lin, office=cast.region, now=make.NOON)
    again = words_for(cast.lin, office=cast.region, now=make.NOON)
    add_alias(cast.builder, name="交建", by=cast.lin, now=make.NOON)
    after = words_for(cast.lin, office=cast.region, now=make.NOON)

    assert before.units is again.units
    assert after.meaning("交建", ()) == cast.builder.name and not before.meaning("交建", ())
    with django_assert_max_num_queries(5):
        words_for(cast.lin, office=cast.region, now=make.NOON)


def test_without_a_seat_the_directory_says_nothing(cast):
    stranger = make.person("路人", unit=cast.water)
    account = type(cast.lin)(username="stranger", person=stranger, made_at=make.NOON)
    account.set_unusable_password()
    account.save()

    assert words_for(account, now=make.NOON) is NOTHING
    assert words_for(cast.wu, now=make.NOON).units
