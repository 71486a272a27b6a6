"""Drafting papers from the pages of the register, reading them back, and the public page of verification."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse

from luoshi.issuing.composing import filing
from luoshi.issuing.models import Dispatch, Document, Rendition
from luoshi.matters import actions as matters
from luoshi.orgs.models import Unit
from luoshi.projects.queries import project_for
from tests import make
from tests.issuing.test_composing import group, meeting
from tests.matters import stories
from tests.progress.filed import project

pytestmark = pytest.mark.django_db
NOW = make.at("2026-05-20")


@pytest.fixture
def cast():
    return make.cast()


def seen(client, by, *address) -> str:
    client.force_login(by)
    answer = client.get(reverse(address[0], args=address[1:]))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(client, by, *address, **data):
    client.force_login(by)
    return client.post(reverse(address[0], args=address[1:]), data, follow=True)


def test_the_page_of_a_meeting_drafts_its_minutes_and_then_names_them(client, cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held)
    page = seen(client, cast.lin, "engagement_detail", held.pk)
    assert "起草会议纪要" in page and "还不能起草" not in page
    answer = post(client, cast.lin, "compose_minutes", held.pk)
    document = Document.objects.get(kind="minutes")
    assert answer.redirect_chain[-1][0] == reverse("document_detail", args=[document.pk])
    assert document.title in seen(client, cast.lin, "engagement_detail", held.pk)
    again = post(client, cast.lin, "compose_minutes", held.pk)
    assert "已经起草过公文" in again.content.decode()
    assert Document.objects.count() == 1


def test_what_is_missing_is_said_on_the_page_before_and_after_the_try(client, cast):
    held = meeting(cast, attendances=[])
    stories.drafted(cast, engagement=held, due_proposed=None)
    page = seen(client, cast.lin, "engagement_detail", held.pk)
    assert "没有登记主持人。" in page and "“完成灌区勘界”没有办结期限。" in page
    answer = post(client, cast.lin, "compose_minutes", held.pk)
    assert answer.redirect_chain[-1][0] == reverse("engagement_detail", args=[held.pk])
    assert "现在还不能起草" in answer.content.decode()
    assert not Document.objects.exists()


def test_who_may_not_draft_sees_no_button_and_is_refused_at_the_door(client, cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held)
    assert "起草会议纪要" not in seen(client, cast.zhao, "engagement_detail", held.pk)
    assert post(client, cast.zhao, "compose_minutes", held.pk).status_code == 403
    assert not Document.objects.exists()


def test_a_letter_goes_to_the_unit_that_was_chosen_and_to_no_other(client, cast):
    matter = stories.issued(cast)
    post(client, cast.lin, "compose_letter", matter.pk, to=cast.builder.pk)
    assert not Document.objects.exists()
    post(client, cast.lin, "compose_letter", matter.pk, to=cast.land.pk)
    assert "支持“完成灌区勘界”" in Document.objects.get(kind="letter").title


def test_a_received_letter_is_answered_by_its_receiver_and_by_nobody_else(client, cast):
    matter = stories.issued(cast)
    post(client, cast.lin, "compose_letter", matter.pk, to=cast.water.pk)
    asked = Document.objects.get()
    out(asked, cast, number="瀚国资函〔2026〕1号", word="瀚国资函", year=2026, n=1)
    Dispatch.objects.create(
        document=asked, unit=cast.water, part="main", sent_at=NOW, due_on=NOW.date()
    )
    assert "起草复函" not in seen(client, cast.lin, "document_detail", asked.pk)
    assert "起草复函" in seen(client, cast.qin, "document_detail", asked.pk)
    post(client, cast.lin, "compose_reply", asked.pk)
    assert Document.objects.count() == 1
    post(client, cast.qin, "compose_reply", asked.pk)
    reply = Document.objects.get(answers=asked)
    assert reply.office == cast.water and reply.title.endswith("的复函")
    page = seen(client, cast.qin, "document_detail", reply.pk)
    assert "瀚国资函〔2026〕1号）收悉" in page


@pytest.mark.parametrize(
    ("what", "brought", "kind"),
    [("assignment", stories.pending, "assignment"), ("answer", stories.issued, "answer")],
)
def test_the_page_of_a_matter_drafts_what_fits_its_state(client, cast, what, brought, kind):
    matter = brought(cast, kind="problem", raised_by=cast.builder)
    post(client, cast.lin, f"compose_{what}", matter.pk)
    assert Document.objects.get().kind == kind


def test_groups_projects_and_hand_overs_have_their_papers(client, cast):
    made, plant = group(cast), project(cast)
    post(client, cast.lin, "compose_notice", made.pk)
    post(client, cast.lin, "compose_slip", plant.pk)
    stories.signed(cast)
    given = {"into": cast.land, "effective_on": NOW.date(), "reason": "青政发〔2026〕9号"}
    done = matters.dissolve_unit(cast.water, **given, by=cast.lin, now=NOW)
    post(client, cast.lin, "compose_hand_over", done.pk)
    assert sorted(Document.objects.values_list("kind", flat=True)) == [
        "filing",
        "handover",
        "notice",
    ]
    assert "工作移交清单" in seen(client, cast.lin, "transfer_detail", done.pk)
    assert "合作项目备案登记表" in seen(client, cast.lin, "project_detail", plant.pk)


# --- read back


def test_a_draft_read_back_says_that_everything_is_the_same(client, cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held)
    post(client, cast.lin, "compose_minutes", held.pk)
    page = seen(client, cast.lin, "document_read_back", Document.objects.get().pk)
    assert "全部相同" in page and "由青泉州水利局牵头" in page


def test_a_register_that_moved_on_after_the_paper_is_marked_as_different(client, cast):
    held = meeting(cast)
    matter = stories.drafted(cast, engagement=held)
    post(client, cast.lin, "compose_minutes", held.pk)
    type(matter).objects.filter(pk=matter.pk).update(lead=Unit.objects.get(pk=cast.builder.pk))
    page = seen(client, cast.lin, "document_read_back", Document.objects.get().pk)
    assert "有不同之处" in page and "全部相同" not in page
    assert "瀚北交通建设集团有限公司" in page


# --- verification


def verify(client, number, sha256, *, status=200) -> str:
    client.logout()
    answer = client.get(reverse("verify"), {"number": number, "sha256": sha256})
    assert answer.status_code == status
    return answer.content.decode()


def test_anybody_verifies_a_filing_by_number_and_hash_and_learns_of_nobody(client, cast):
    plant = project_for(cast.lin, project(cast).pk, now=NOW)
    number, digest = plant.filing.number, filing.digest_of(plant.filing)
    page = verify(client, number, digest)
    assert "编号和摘要与登记的内容一致" in page and plant.name in page
    assert cast.ding.person.name not in page
    squeezed = number.replace("〔", "[").replace("〕", "]")
    assert "编号和摘要与登记的内容一致" in verify(client, squeezed, digest.upper())


def test_a_wrong_hash_and_an_unknown_number_are_told_apart_and_tell_nothing_else(client, cast):
    plant = project_for(cast.lin, project(cast).pk, now=NOW)
    page = verify(client, plant.filing.number, "0" * 64)
    assert "不一致" in page and plant.name not in page and cast.region.name + "</dd>" not in page
    page = verify(client, "青泉备〔2026〕99号", "0" * 64)
    assert "查无此号" in page


def test_a_slip_that_was_issued_before_the_register_changed_is_told_so(client, cast):
    plant = project_for(cast.lin, project(cast).pk, now=NOW)
    document = filing.compose_slip(plant, site="https://luoshi.example", by=cast.lin, now=NOW)
    digest = filing.digest_of(plant.filing)
    out(document, cast)
    type(plant).objects.filter(pk=plant.pk).update(place="青泉县")
    page = verify(client, plant.filing.number, digest)
    assert "曾经一致" in page and "此后登记内容有变更" in page


def test_an_issued_paper_is_verified_by_the_hash_of_its_file(client, cast):
    held = meeting(cast)
    stories.drafted(cast, engagement=held)
    post(client, cast.lin, "compose_minutes", held.pk)
    document = Document.objects.get()
    content = "青泉".encode()
    out(document, cast, number="青泉纪〔2026〕1号", word="青泉纪", year=2026, n=1)
    digest = hashlib.sha256(content).hexdigest()
    Rendition.objects.create(
        document=document,
        form="pdf",
        content=content,
        sha256=digest,
        size_bytes=len(content),
        made_at=NOW,
    )
    assert document.title in verify(client, "青泉纪〔2026〕1号", digest)
    assert "不一致" in verify(client, "青泉纪〔2026〕1号", "a" * 64)


def test_something_that_is_no_hash_is_said_at_its_field(client, cast):
    assert "摘要应为64位" in verify(client, "青泉备〔2026〕1号", "abc", status=422)
    client.logout()
    assert client.get(reverse("verify")).status_code == 200


def out(document, cast, **fields) -> None:
    """Let ``document`` be out, as its own steps would leave it."""
    shen = make.account(cast.region, "coordinator", name="沈一舟")
    steps = {"checked": shen, "signed": cast.han, "issued": cast.lin}
    given = {f"{step}_by": by for step, by in steps.items()}
    given |= {f"{step}_at": NOW for step in steps}
    Document.objects.filter(pk=document.pk).update(state="issued", **given, **fields)
