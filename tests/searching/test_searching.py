"""One box over everything: what is found, in which order, and how it is kept up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.cli.sweep import sweep_once
from luoshi.matters import actions as matters
from luoshi.matters.grouping import set_up_group
from luoshi.orgs import actions as orgs
from luoshi.orgs.models import Alias, Person
from luoshi.searching import engines, queries, tasks
from luoshi.searching.models import Entry, IndexMark
from luoshi.searching.registry import all_kinds
from luoshi.searching.wanted import is_found, wanted
from luoshi.sources.actions import keep_text
from luoshi.values.folding import fold
from tests import make
from tests.issuing import papers
from tests.matters import stories
from tests.progress import filed

pytestmark = pytest.mark.django_db
NOW = make.NOON + dt.timedelta(days=60)


def found(typed: str, by, *, now: dt.datetime = NOW) -> dict[str, list[str]]:
    """The titles of what somebody finds, by kind, in their order."""
    tasks.catch_up(now=now)
    return {
        one.kind.code: [hit.title for hit in one.hits] for one in queries.search(typed, by, now=now)
    }


@pytest.fixture
def cast() -> make.Cast:
    cast = make.cast()
    tasks.rebuild(now=NOW)
    return cast


# --- what meets what


@pytest.mark.parametrize(
    "typed", ["塔城機場", "塔城机场", "tcjc", "TCJC", "塔 城 机 场", "塔城（机场）", "机场 塔城"]
)
def test_a_project_is_found_however_its_name_is_typed(cast: make.Cast, typed: str):
    project = filed.project(cast, name="塔城机场改扩建")
    assert found(typed, cast.lin)["project"] == [project.name]


@pytest.mark.parametrize("typed", ["塔城口岸", "tckl", "塔城机厂", "】〔", ""])
def test_what_is_not_there_is_not_found(cast: make.Cast, typed: str):
    filed.project(cast, name="塔城机场改扩建")
    assert found(typed, cast.lin) == {}


@pytest.mark.parametrize(
    "typed", ["艾克拜尔·买买提", "艾克拜爾•買買提", "艾克拜尔买买提", "艾克拜尔.买买提", "akbemmt"]
)
def test_a_person_is_found_with_any_dot_or_none(cast: make.Cast, typed: str):
    assert found(typed, cast.lin)["person"] == ["艾克拜尔·买买提"]


def test_every_reading_of_a_character_gives_its_letter(cast: make.Cast):
    make.unit("重庆建工")
    make.unit("长安汽车")
    tasks.rebuild(now=NOW)
    assert found("cqjg", cast.lin)["unit"] == found("zqjg", cast.lin)["unit"] == ["重庆建工"]
    assert found("caqc", cast.lin)["unit"] == found("zaqc", cast.lin)["unit"] == ["长安汽车"]


@pytest.mark.parametrize(
    "brackets", ["〔2026〕{}号", "[2026] {}號", "（2026）第00{}号", "2026 {}号", "【2026】{}"]
)
def test_the_number_of_a_paper_is_found_in_any_brackets(cast: make.Cast, brackets: str):
    document = papers.issued(cast)
    word, n = document.word, document.n
    tasks.rebuild(now=NOW)
    assert document.title in found(word + brackets.format(n), cast.lin)["document"]


def test_a_unit_is_found_by_its_other_names(cast: make.Cast):
    orgs.add_alias(cast.water, name="州水利", by=cast.lin, now=NOW)
    assert found("州水利", cast.lin)["unit"] == ["青泉州水利局"]


def test_one_sign_is_found_where_it_begins_stands_between_or_ends(cast: make.Cast):
    for name in ("畲族村委会", "东畲村", "新畲", "畲"):
        make.unit(name)
    tasks.rebuild(now=NOW)
    names = found("畲", cast.lin)["unit"]
    assert names[0] == "畲" and set(names) == {"畲族村委会", "东畲村", "新畲", "畲"}


def test_words_are_found_across_title_and_text_and_all_must_be_there(cast: make.Cast):
    matter = stories.issued(cast, title="完成灌区勘界", content="协调沥青供应")
    assert found("灌区 沥青", cast.lin) == {"matter": [matter.title]}
    assert found("灌区 水泥", cast.lin) == {}


def test_no_words_run_from_a_title_into_a_text(cast: make.Cast):
    stories.issued(cast, title="完成灌区勘界", content="沥青供应")
    assert found("勘界沥青", cast.lin) == {}


def test_a_word_far_down_a_long_document_is_found_with_its_place(cast: make.Cast):
    text = "会议要求，各单位要抓紧落实。" * 300 + "请协调巴克图口岸。" + "会议要求，抓紧。" * 300
    keep_text(text=text, title="座谈会材料", held_by=cast.region, by=cast.lin, now=NOW)
    tasks.catch_up(now=NOW)
    (of_sources,) = queries.search("巴克圖口岸", cast.lin, now=NOW)
    (hit,) = of_sources.hits
    assert hit.title == "座谈会材料"
    assert "巴克图口岸" in Entry.objects.get(pk=hit.entries[0].pk).text


# --- order


def test_an_exact_title_comes_first_then_titles_then_texts_each_by_day(cast: make.Cast):
    texts = stories.issued(cast, title="完成勘界", content="灌区渠首要修")
    newer = stories.issued(cast, title="灌区渠首修复")
    exact = stories.issued(cast, title="灌区渠首")
    older = stories.issued(cast, title="又一灌区渠首")
    stepped = {exact: 3, older: 1, newer: 9, texts: 20}
    for matter, days in stepped.items():
        type(matter).objects.filter(pk=matter.pk).update(
            drafted_at=make.NOON - dt.timedelta(days=40 - days)
        )
    tasks.rebuild(now=NOW)
    titles = [one.title for one in (exact, newer, older, texts)]
    assert found("灌区渠首", cast.lin)["matter"] == titles


def test_kinds_come_in_one_order_each_with_its_count(cast: make.Cast):
    filed.project(cast, name="灌区改造")
    stories.issued(cast, title="灌区勘界")
    stories.issued(cast, title="灌区征地")
    tasks.catch_up(now=NOW)
    counted = [(one.kind.code, one.count) for one in queries.search("灌区", cast.lin, now=NOW)]
    assert counted[:2] == [("matter", 2), ("project", 1)]


# --- kept up


def test_ones_own_write_is_found_at_once_and_a_renamed_thing_under_its_new_name_only(cast):
    matter = stories.drafted(cast, title="协调沥青")
    assert found("协调沥青", cast.lin)["matter"] == ["协调沥青"]
    wording = stories.edited(matter, title="协调水泥")
    matters.edit_draft(matter, **wording, by=cast.lin, now=stories.DRAFTED)
    assert "matter" not in found("协调沥青", cast.lin)
    assert found("协调水泥", cast.lin)["matter"] == ["协调水泥"]


def test_a_unit_renamed_renames_where_its_people_are(cast: make.Cast):
    orgs.edit_unit(
        cast.water, name="青泉州水务局", short_name="", kind=cast.water.kind,
        parent=cast.prefecture, place="", version=cast.water.version, by=cast.lin, now=NOW,
    )  # fmt: skip
    assert set(found("水务局", cast.lin)["person"]) == {"秦朗", "吴青"}


def test_many_events_behind_wait_for_the_sweep(cast: make.Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tasks, "FEW", 1)
    stories.issued(cast, title="协调沥青")
    assert tasks.catch_up(now=NOW) is False
    assert queries.search("协调沥青", cast.lin, now=NOW) == []
    assert sweep_once(now=NOW).trouble == ""
    assert tasks.catch_up(now=NOW) is True
    assert found("协调沥青", cast.lin)["matter"] == ["协调沥青"]


def test_an_index_of_older_rules_is_built_anew_by_the_sweep(cast: make.Cast):
    make.unit("巴克图口岸")  # without a word in the record: only a whole building finds it
    IndexMark.objects.update(form="0")
    assert tasks.catch_up(now=NOW) is False
    tasks.follow(now=NOW)
    assert found("巴克图", cast.lin)["unit"] == ["巴克图口岸"]


def test_following_the_record_ends_in_what_building_anew_gives(cast: make.Cast):
    project = filed.project(cast)
    filed.report(project, "2026-05B", by=cast.ding, now=make.at("2026-06-01"))
    matter = stories.closed(cast)
    set_up_group(
        name="灌区专班", lead=cast.water, purpose="协调", held_by=cast.region,
        passage=make.passage(held_by=cast.region, by=cast.lin), by=cast.lin, now=NOW,
    )  # fmt: skip
    papers.issued(cast)
    tasks.follow(now=NOW)
    unseen = {"source", "unit", "person"}  # the factories make these without a word in the record
    assert [one for one in queries.differences() if one.split(":")[0] not in unseen] == []
    followed = said()
    tasks.rebuild(now=NOW)
    assert {one for one in followed if one[0] not in unseen} == {
        one for one in said() if one[0] not in unseen
    }
    assert list(queries.differences()) == []
    Entry.objects.filter(kind="matter", key=matter.pk).update(text="别的话")
    assert list(queries.differences()) == [f"matter:{matter.pk}"]


def said() -> set[tuple]:
    fields = ("kind", "key", "piece", "title", "names", "text", "day")
    return set(Entry.objects.values_list(*fields))


def test_what_is_gone_from_the_register_is_gone_from_the_index(cast: make.Cast):
    gone = make.person("巴哈提·别克")
    tasks.rebuild(now=NOW)
    assert found("巴哈提别克", cast.lin)["person"] == ["巴哈提·别克"]
    Person.objects.filter(pk=gone.pk).delete()
    assert found("巴哈提别克", cast.lin) == {}  # at once: its own room no longer shows it
    assert list(queries.differences()) == [f"person:{gone.pk}"]
    tasks.rebuild(now=NOW)
    assert list(queries.differences()) == []


def test_an_emptied_table_leaves_no_pairs_behind(cast: make.Cast):
    make.unit("巴克图口岸")
    tasks.rebuild(now=NOW)
    Entry.objects.all().delete()
    Entry.objects.create(pk=1, kind="unit", key=cast.water.pk, title="别的")
    assert found("巴克图", cast.lin) == {}


# --- both databases say what looking through folded texts says

NAMES = st.text(alphabet="塔城机場場重庆ab3· ", min_size=1, max_size=12).filter(fold)
TYPED = st.text(alphabet="塔城机場重庆ab3· ", min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8), TYPED)
def test_the_index_finds_exactly_what_looking_through_every_text_finds(named, typed: str):
    engines.empty()
    made = [
        Entry(kind="unit", key=n, title=title, names=other, text=title[::-1])
        for n, (title, other) in enumerate(named)
    ]
    engines.put_in(Entry.objects.bulk_create(made))
    asked = wanted(typed)
    if not asked.terms:
        return
    rows = engines.found(asked, "unit", where="all")
    hit = {one.key for one in rows if is_found(asked, one.title, one.names, one.text)}
    assert hit == {one.key for one in made if is_found(asked, one.title, one.names, one.text)}
    exact = {one.key for one in engines.found(asked, "unit", where="whole")}
    whole = asked.whole.forms
    assert exact == {n for n, names in enumerate(named) if set(map(fold, names)) & set(whole)}


def test_nothing_typed_can_break_the_question(cast: make.Cast):
    for typed in (
        '"',
        "'; DROP",
        'a" OR "b',
        "NOT 塔",
        "塔*",
        "塔:",
        "\x00塔",
        "()",
        "-",
        "^塔",
        "\ue000塔",
    ):
        found(typed, cast.lin)
    assert connection.is_usable()


def test_renewing_the_same_row_twice_changes_nothing(cast: make.Cast):
    kind = queries.all_kinds()["unit"]
    assert tasks.renew(kind, [cast.water.pk]) == 0
    Alias.objects.create(unit=cast.water, name="州水利")
    assert tasks.renew(kind, [cast.water.pk]) == 1
    assert tasks.renew(kind, [cast.water.pk]) == 0


@pytest.mark.parametrize("code", list(all_kinds()))
def test_every_kind_has_a_page_and_a_scope_of_its_own_room(cast: make.Cast, code: str):
    kind = all_kinds()[code]
    assert kind.code == kind.model._meta.model_name  # the record names rows so
    assert reverse(kind.detail, args=[1])
    assert kind.seen(cast.aiko, now=NOW).model is kind.model
    assert list(kind.entries([])) == []
