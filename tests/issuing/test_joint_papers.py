"""A paper of several offices, and the numbers that an office used before the system began."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from luoshi.issuing import checking, documents, drafting, jointly, numbering, signing
from luoshi.issuing.models import JointIssuer, PaperNumber
from luoshi.values.errors import BadInput, IllegalMove, NotAllowed, Overtaken
from tests import make
from tests.issuing.papers import NOW, checked, drafted, issued, saying

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def heads(cast):
    """The heads of the water and the land bureau, who sign for their own offices alone."""
    return (
        make.account(cast.water, "unit_head", name="柳江"),
        make.account(cast.land, "unit_head", name="石静"),
    )


def joint(cast, *units):
    """Return a letter that Lin drafted for the region and these offices together."""
    letter = drafted(cast)
    jointly.set_joint_issuers(
        letter, units=units or [cast.water, cast.land], version=letter.version, by=cast.lin, now=NOW
    )
    return letter


def cosign(letter, by):
    letter.refresh_from_db()
    jointly.cosign(letter, version=letter.version, by=by, now=NOW)


def test_a_joint_letter_is_issued_only_when_each_office_has_agreed_to_the_same_text(cast, heads):
    letter = checked(cast, joint(cast))
    signing.sign(letter, version=letter.version, by=cast.han, now=NOW)
    with pytest.raises(IllegalMove) as refused:
        numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    assert "青泉州水利局、青泉州自然资源局" in refused.value.params["units"]

    cosign(letter, heads[0])
    with pytest.raises(IllegalMove):
        numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)
    cosign(letter, heads[1])
    numbering.issue(letter, version=letter.version, by=cast.lin, now=NOW)

    assert (letter.state, letter.number) == ("issued", "瀚北自治区国资委函〔2026〕1号")
    assert documents.latest(letter).paper.joint == ("青泉州水利局", "青泉州自然资源局")
    signs = [(one.signed_by, one.said) for one in letter.joint.all()]
    assert signs == [(heads[0], 2), (heads[1], 2)]


def test_the_text_that_goes_back_is_agreed_to_anew_by_all(cast, heads):
    letter = checked(cast, joint(cast))
    cosign(letter, heads[0])
    letter.refresh_from_db()
    checking.return_to_draft(letter, reason="水利局负责部分与职责不符", by=heads[1], now=NOW)
    assert letter.state == "draft"
    assert not letter.joint.filter(signed_at__isnull=False).exists()

    paper = saying("请按各自职责办理。", joint=("青泉州水利局", "青泉州自然资源局"))
    drafting.edit_document(letter, version=letter.version, paper=paper, by=cast.lin, now=NOW)
    checked(cast, letter)
    cosign(letter, heads[0])
    assert jointly.unsigned(letter).get().unit == cast.land


def test_nobody_agrees_who_wrote_of_it_or_to_a_text_she_did_not_read(cast, heads):
    letter = checked(cast, joint(cast, cast.water))
    stranger = make.account(cast.builder, "unit_head", name="外人")
    with pytest.raises(NotAllowed):
        cosign(letter, stranger)
    with pytest.raises(NotAllowed):  # a handler of that office does not sign for it
        cosign(letter, cast.wu)
    with pytest.raises(Overtaken):
        jointly.cosign(letter, version=letter.version - 1, by=heads[0], now=NOW)
    cosign(letter, heads[0])
    assert letter.joint.get().signed_by == heads[0]
    with pytest.raises(NotAllowed):  # nothing is left that she could agree to
        cosign(letter, heads[0])


def test_who_signed_for_the_lead_does_not_agree_for_another_office(cast, heads):
    letter = checked(cast, joint(cast, cast.water))
    signing.sign(letter, version=letter.version, by=cast.han, now=NOW)
    cast.han.seats.create(unit=cast.water, role="unit_head", from_on="2020-01-01")
    with pytest.raises(NotAllowed, match="另一机关"):
        cosign(letter, cast.han)
    cosign(letter, heads[0])


def test_it_waits_on_the_list_of_who_agrees_and_of_nobody_else(cast, heads):
    letter = checked(cast, joint(cast, cast.water))
    assert list(jointly.to_cosign(heads[0], now=NOW)) == [letter]
    assert not jointly.to_cosign(heads[1], now=NOW).exists()
    cosign(letter, heads[0])
    assert not jointly.to_cosign(heads[0], now=NOW).exists()


def test_some_kinds_have_one_issuer_and_a_joint_paper_may_become_its_leads_alone_again(cast):
    minutes = drafted(cast, saying("会议议定一项。", format="minutes"), kind="minutes")
    with pytest.raises(IllegalMove, match="不联合行文"):
        jointly.set_joint_issuers(
            minutes, units=[cast.water], version=minutes.version, by=cast.lin, now=NOW
        )
    letter = joint(cast, cast.water)
    jointly.set_joint_issuers(letter, units=[], version=letter.version, by=cast.lin, now=NOW)
    assert documents.latest(letter).paper.joint == ()
    assert issued(cast, letter).state == "issued"


def test_half_a_signature_of_a_joint_issuer_is_refused_by_the_database(cast):
    letter = joint(cast, cast.water)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointIssuer.objects.filter(document=letter).update(signed_at=NOW)


# --- numbers used before


def former(cast, **how):
    given = {
        "word": "瀚北自治区国资委函",
        "year": 2026,
        "last": 41,
        "reason": "启用前在纸质登记簿编号",
    }
    numbering.enter_former_numbers(cast.region, **(given | how), by=cast.lin, now=NOW)


def test_a_series_goes_on_behind_the_numbers_that_were_used_before(cast):
    former(cast)
    assert issued(cast).number == "瀚北自治区国资委函〔2026〕42号"
    [series] = documents.series_for(cast.lin, year=2026, now=NOW)
    assert series.missing == [] and len(series.numbers) == 42
    assert PaperNumber.objects.get(n=41).void_reason == "启用前在纸质登记簿编号"


def test_numbers_used_before_are_entered_once_and_not_behind_given_ones(cast):
    issued(cast)
    with pytest.raises(IllegalMove, match="已经有编号"):
        former(cast)
    former(cast, word="瀚国资旧函")
    with pytest.raises(IllegalMove):
        former(cast, word="瀚国资旧函", last=50)
    with pytest.raises(BadInput):
        former(cast, word="瀚国资新函", last=0)
    with pytest.raises(NotAllowed):
        numbering.enter_former_numbers(
            cast.region, word="瀚国资乙函", year=2026, last=3, reason="旧号", by=cast.wu, now=NOW
        )
    assert PaperNumber.objects.exclude(document=None).count() == 1
