"""A paper is drafted, edited and dropped; who sees it before it is issued."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from luoshi.audit.models import Event
from luoshi.issuing import documents, drafting
from luoshi.issuing.models import Document, Version
from luoshi.papers.paper import Para
from luoshi.values.errors import (
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    NotFound,
    Overtaken,
)
from tests import make
from tests.issuing import papers
from tests.issuing.papers import NOW, drafted, saying

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def test_a_draft_says_what_was_composed_and_is_entered_in_the_record(cast):
    letter = drafted(cast)

    assert (letter.state, letter.title, letter.number) == (
        "draft",
        "关于商请提供灌区用地资料的函",
        None,
    )
    assert documents.latest(letter).paper == saying()
    assert Event.objects.filter(type="paper.drafted", subject_id=letter.pk).count() == 1


def test_an_edit_adds_a_version_and_the_first_one_stays(cast):
    letter = drafted(cast)
    changed = replace(saying(), body=(Para("请于2026年6月5日前提供灌区用地资料。"),))

    drafting.edit_document(
        letter, version=letter.version, paper=changed, note="提前五天", by=cast.lin, now=NOW
    )

    assert documents.latest(letter).paper == changed
    assert documents.version_of(letter, 1).paper == saying()
    assert [one.note for one in letter.versions.all()] == ["", "提前五天"]


def test_saving_the_same_text_again_adds_nothing(cast):
    letter = drafted(cast)
    drafting.edit_document(letter, version=letter.version, paper=saying(), by=cast.lin, now=NOW)
    assert letter.versions.count() == 1


def test_of_two_who_edit_at_once_the_second_is_told_and_overwrites_nothing(cast):
    letter, shen = drafted(cast), papers.second_coordinator(cast)
    shens_copy = Document.objects.get(pk=letter.pk)
    read = letter.version
    drafting.edit_document(letter, version=read, paper=saying("林岚改。"), by=cast.lin, now=NOW)

    with pytest.raises(Overtaken):
        drafting.edit_document(shens_copy, version=read, paper=saying("沈改。"), by=shen, now=NOW)

    assert documents.latest(letter).paper == saying("林岚改。")


@pytest.mark.parametrize(
    ("paper", "missing"),
    [(saying(title="　 "), ("title",)), (replace(saying(), body=()), ("body",))],
)
def test_a_paper_without_title_or_text_is_not_drafted(cast, paper, missing):
    with pytest.raises(Incomplete) as refused:
        drafted(cast, paper)
    assert refused.value.fields == missing
    assert not Document.objects.exists()


def test_one_occasion_gives_one_paper_until_it_is_dropped(cast):
    first = drafted(cast, key="summary-2026-05A")
    with pytest.raises(Duplicate) as refused:
        drafted(cast, key="summary-2026-05A")
    assert refused.value.params["pk"] == first.pk

    drafting.drop(first, reason="合并到下期", by=cast.lin, now=NOW)

    assert drafted(cast, key="summary-2026-05A").pk != first.pk
    assert Document.objects.get(pk=first.pk).ended_why == "合并到下期"


def test_a_dropped_paper_is_edited_no_more(cast):
    letter = drafted(cast)
    drafting.drop(letter, reason="不再需要", by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove):
        drafting.edit_document(
            letter, version=letter.version, paper=saying("再改。"), by=cast.lin, now=NOW
        )


def test_dropping_says_why(cast):
    with pytest.raises(Incomplete):
        drafting.drop(drafted(cast), reason=" ", by=cast.lin, now=NOW)


def test_a_handler_drafts_no_paper_and_nobody_drafts_for_a_strange_office(cast):
    for who, office in ((cast.wu, cast.water), (cast.qin, cast.region), (cast.lin, cast.water)):
        with pytest.raises(NotAllowed):
            drafted(cast, office=office, by=who)
    assert drafted(cast, office=cast.water, by=cast.qin).office == cast.water


def test_nobody_outside_the_office_sees_a_draft_not_even_who_reads_the_whole_register(cast):
    own, theirs = drafted(cast), drafted(cast, office=cast.water, by=cast.qin)

    assert set(documents.documents_for(cast.lin, now=NOW)) == {own}
    assert set(documents.documents_for(cast.qin, now=NOW)) == {theirs}
    for outsider in (cast.qin, cast.ma, cast.ding):
        with pytest.raises(NotFound):
            documents.document_for(outsider, own.pk, now=NOW)
    assert documents.document_for(cast.zhao, own.pk, now=NOW) == own


def test_a_joint_paper_is_seen_by_both_offices_while_it_is_written(cast):
    letter = drafted(cast, joint=[cast.region, cast.land])
    head = make.account(cast.land, "unit_head", name="柳江")

    assert [one.unit for one in letter.joint.all()] == [cast.land]
    assert documents.document_for(head, letter.pk, now=NOW) == letter


def test_what_a_version_said_is_never_changed(cast):
    letter = drafted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(document=letter).update(note="改写历史")


@pytest.mark.parametrize(("step", "other"), [("checked", "drafted"), ("signed", "drafted")])
def test_the_database_itself_refuses_the_drafter_as_checker_or_signer(cast, step, other):
    letter, rows = drafted(cast), Document.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=letter.pk).update(**{f"{step}_by": cast.lin, f"{step}_at": NOW})
    assert rows.filter(pk=letter.pk).update(**{f"{step}_by": cast.zhao, f"{step}_at": NOW}) == 1


def test_the_database_refuses_half_a_number(cast):
    letter, rows = drafted(cast), Document.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=letter.pk).update(state="issued", number="瀚国资函〔2026〕1号")
