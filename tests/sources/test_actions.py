"""A document is kept once, as it was handed in, unless it is secret."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from luoshi.sources import actions, queries
from luoshi.sources.files import text_of
from luoshi.sources.models import Passage, Source
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, NotFound, SecretMark
from tests import make

pytestmark = pytest.mark.django_db

REPORT = "关于赴青泉州调研情况的报告\n\n会议议定，由州水利局牵头，6月底前完成勘察。\n"


def keep(cast: make.Cast, text: str = REPORT, **given) -> actions.Kept:
    given = {"held_by": cast.region, "by": cast.lin, "file_name": "报告.txt"} | given
    data = text.encode()
    return actions.keep(data=data, read=text_of(data, given["file_name"]), **given, now=make.NOON)


def test_a_file_is_kept_with_its_bytes_its_text_and_a_title_taken_from_it():
    cast = make.cast()
    source = keep(cast).source
    assert source.title == "关于赴青泉州调研情况的报告"
    assert "6月底前完成勘察" in source.text
    with source.file.open() as file:
        assert file.read().decode() == REPORT
    assert source.sha256 in source.file.name


def test_the_same_text_handed_in_twice_is_recognised_whatever_the_file_is_called():
    cast = make.cast()
    first = keep(cast)
    again = keep(cast, file_name="报告（终稿）.txt")
    assert not first.already_known and again.already_known
    assert again.source == first.source
    assert Source.objects.count() == 1


def test_two_offices_may_each_hold_the_same_paper():
    cast = make.cast()
    keep(cast)
    theirs = keep(cast, held_by=cast.builder, by=cast.ding)
    assert not theirs.already_known


def test_pasted_text_is_recognised_too_and_typed_text_never():
    cast = make.cast()
    given = {"held_by": cast.region, "by": cast.lin, "now": make.NOON}
    pasted = actions.keep_text(text="请州水利局抓紧。\r\n完。", **given)
    assert pasted.source.text == "请州水利局抓紧。\n完。"
    assert actions.keep_text(text="请州水利局抓紧。\n完。", **given).already_known

    typed = [actions.keep_text(text="口头交办", kind="typed", **given).source for _ in range(2)]
    assert typed[0] != typed[1]


def test_of_a_secret_document_nothing_is_kept():
    cast = make.cast()
    before = (
        set(default_storage.listdir("sources")[0]) if default_storage.exists("sources") else set()
    )
    with pytest.raises(SecretMark) as refused:
        keep(cast, "机密★10年\n\n" + REPORT, file_name="密件.txt")
    assert "密件" not in str(refused.value)
    assert Source.objects.count() == 0
    after = (
        set(default_storage.listdir("sources")[0]) if default_storage.exists("sources") else set()
    )
    assert after == before


def test_nothing_but_blanks_is_refused():
    cast = make.cast()
    with pytest.raises(Incomplete):
        actions.keep_text(text=" \n　", held_by=cast.region, by=cast.lin, now=make.NOON)


def test_a_handler_hands_in_no_documents_and_a_planner_only_for_her_own_unit():
    cast = make.cast()
    with pytest.raises(NotAllowed):
        keep(cast, held_by=cast.water, by=cast.wu)
    with pytest.raises(NotAllowed):
        keep(cast, held_by=cast.region, by=cast.ding)
    assert keep(cast, held_by=cast.builder, by=cast.ding).source.held_by == cast.builder


def test_a_document_of_another_unit_is_not_there():
    cast = make.cast()
    source = keep(cast, held_by=cast.builder, by=cast.ding).source
    assert queries.source_for(cast.ding, source.pk, now=make.NOON) == source
    with pytest.raises(NotFound):
        queries.source_for(cast.aiko, source.pk, now=make.NOON)
    assert list(queries.visible_sources(cast.aiko, now=make.NOON)) == []


def test_one_passage_is_one_row_and_lies_inside_the_text():
    cast = make.cast()
    source = keep(cast).source
    one = actions.passage_of(source, start=0, end=4)
    assert one.quote == source.text[:4]
    assert actions.passage_of(source, start=0, end=4, quote="别的") == one
    assert Passage.objects.count() == 1
    with pytest.raises(BadInput):
        actions.passage_of(source, start=4, end=len(source.text) + 1)
