"""The auditor's pages: she finds what happened, and nobody else finds the pages."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from luoshi.audit import queries
from luoshi.audit.actions import SYSTEM, record
from luoshi.audit.models import Event, Extract, Verification
from luoshi.audit.tasks import seal_days
from luoshi.orgs import actions as orgs
from luoshi.values.errors import BadInput
from luoshi.web.audit import PER_PAGE
from tests import make
from tests.audit.tampering import without_triggers

pytestmark = pytest.mark.django_db
PAGES = ("audit_overview", "audit_list", "audit_seals")
POSTS = ("audit_verify", "audit_seals_file", "audit_export")


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def auditor(cast, client):
    account = make.account(cast.region, "auditor", name="沈澈", username="shen")
    client.force_login(account)
    return account


def changed(subject, *, by, at=make.NOON, **data):
    return record("unit.renamed", subject, by=by, at=at, was="旧名", **data)


def listed(client, **asked):
    return [row.event for row in client.get(reverse("audit_list"), asked).context["rows"]]


@pytest.mark.parametrize("name", ["lin", "zhao", "han", "wu"])
def test_whoever_is_no_auditor_finds_nothing_at_all(cast, client, name):
    event = changed(cast.water, by=cast.lin)
    client.force_login(getattr(cast, name))
    nowhere = client.get("/matters/987654/")
    for page in PAGES:
        answer = client.get(reverse(page))
        assert answer.status_code == nowhere.status_code == 404
        assert answer.context["sentence"] == nowhere.context["sentence"]
    assert client.get(reverse("audit_event_detail", args=[event.pk])).status_code == 404
    assert client.post(reverse("audit_verify_chain", args=[event.pk])).status_code == 404
    assert [client.post(reverse(post)).status_code for post in POSTS] == [404, 404, 404]
    assert not Verification.objects.exists() and not Extract.objects.exists()
    assert "/audit/" not in client.get(reverse("unit_list")).content.decode()


def test_nobody_stands_in_for_the_auditor_and_reads_the_record(cast, auditor, client):
    with pytest.raises(BadInput, match="不能代理"):
        orgs.name_deputy(
            auditor.person, deputy=cast.ma.person, from_on=make.DAY, to_on=make.DAY,
            reason="出差", by=auditor, now=make.NOON,
        )  # fmt: skip
    client.force_login(cast.ma)
    assert client.get(reverse("audit_list")).status_code == 404


def test_the_record_is_the_desk_of_an_auditor_and_no_business_page_opens(auditor, client):
    answer = client.get(reverse("desk"))
    assert (answer.status_code, answer.url) == (303, reverse("audit_overview"))
    shown = client.get(answer.url).content.decode()
    assert f'href="{reverse("audit_overview")}"' in shown
    assert f'href="{reverse("matter_list")}"' not in shown


def test_she_reads_sentences_newest_first_and_leafs_by_key(cast, auditor, client):
    for number in range(PER_PAGE * 2 + 3):
        at = make.NOON + dt.timedelta(minutes=number // 2)
        changed(cast.water, by=cast.lin, at=at, name=f"第{number}个名称")
    first = client.get(reverse("audit_list"))
    assert "更名为“第102个名称”" in first.content.decode()
    seen, page = [], first
    while True:
        seen += [row.event.pk for row in page.context["rows"]]
        if not page.context["older"]:
            break
        page = client.get(reverse("audit_list") + page.context["older"])
    assert seen == sorted(Event.objects.values_list("pk", flat=True), reverse=True)
    back = client.get(reverse("audit_list") + page.context["newer"])
    assert [row.event.pk for row in back.context["rows"]] == seen[PER_PAGE : 2 * PER_PAGE]


def test_each_filter_narrows_and_together_they_narrow_further(cast, auditor, client):
    cast.wu.door, cast.wu.address = "page", "192.0.2.9"
    hers = changed(cast.water, by=cast.wu, name="渠首管理处")
    other = changed(cast.land, by=cast.lin, at=make.NOON - dt.timedelta(days=40), name="别处")
    failed = record("draft.second_failed", cast.land, by=cast.lin, at=make.NOON, why="没有应答")
    rule = record("obligation.opened", cast.land, by=SYSTEM, at=make.NOON)
    everything = {"since": "2026-01-01"}
    for asked, wanted in (
        ({"who": "吴青"}, [hers]),
        ({"who": "系统"} | everything, [rule]),
        ({"type": "unit.renamed"}, [hers, other]),
        ({"of": "failures"}, [failed]),
        ({"kind": "unit", "row": cast.water.pk}, [hers]),
        ({"door": "sweep"}, [rule]),
        ({"address": "192.0.2.9"}, [hers]),
        ({"until": "2026-05-01"}, [other]),
        ({"since": "2026-05-18", "until": "2026-05-18", "type": "unit.renamed"}, [hers]),
        ({"text": "渠首"} | everything, [hers]),
        ({"text": "国土", "who": "吴青"} | everything, []),
        ({"type": "unit.renamed", "who": "lin"}, [other]),
    ):
        assert listed(client, **asked) == wanted, asked


def test_what_a_filter_cannot_understand_narrows_nothing(cast, auditor, client):
    changed(cast.water, by=cast.lin)
    for asked in ({"since": "gestern"}, {"type": "no.such"}, {"row": "x"}, {"before": "1_x"}):
        assert len(listed(client, **asked)) == 1, asked
    assert listed(client, before="99999999999999999999999_1")


def test_one_event_is_shown_whole_with_before_and_after_and_its_place(cast, auditor, client):
    orgs.edit_person(
        cast.wu.person, version=cast.wu.person.version, name="吴清", telephone="13800001111", email="",
        by=cast.lin, now=make.NOON,
    )  # fmt: skip
    event = queries.history_of(cast.wu.person).get()
    answer = client.get(reverse("audit_event_detail", args=[event.pk]))
    told = [(one.before, one.after) for one in answer.context["changes"]]
    assert ("吴青", "吴清") in told
    assert "13800001111" not in answer.content.decode()
    shown = answer.content.decode().replace("<wbr>", "")  # where the line may break
    assert (event.hash in shown) and answer.context["place"].length == 1
    assert answer.context["place"].is_own_hash_right


def test_a_changed_event_shows_that_its_hash_is_wrong_and_the_check_says_so(cast, auditor, client):
    events = [changed(cast.water, by=cast.lin) for _ in range(3)]
    without_triggers()
    Event.objects.filter(pk=events[1].pk).update(by_name="别人")
    answer = client.get(reverse("audit_event_detail", args=[events[1].pk]))
    assert not answer.context["place"].is_own_hash_right
    done = client.post(reverse("audit_verify_chain", args=[events[0].pk]), follow=True)
    assert "发现1处异常" in done.content.decode()
    kept = Verification.objects.get()
    assert (kept.subject_kind, kept.subject_id, kept.faults) == ("unit", cast.water.pk, 1)


def test_the_whole_record_is_checked_by_a_button_and_who_did_it_is_kept(cast, auditor, client):
    changed(cast.water, by=cast.lin)
    done = client.post(reverse("audit_verify"), follow=True)
    assert "没有发现异常" in done.content.decode()
    assert queries.last_verification().by_name == "沈澈"
    assert queries.history_of(queries.last_verification()).get().seat_role == "auditor"


def test_a_record_too_long_for_a_page_is_left_to_the_command_line(
    cast, auditor, client, monkeypatch
):
    monkeypatch.setattr("luoshi.orgs.auditing.VERIFIED_AT_ONCE", 1)
    changed(cast.water, by=cast.lin)
    changed(cast.water, by=cast.lin)
    assert client.post(reverse("audit_verify")).status_code == 413
    assert "luoshi audit verify" in client.get(reverse("audit_seals")).content.decode()


def test_seals_are_handed_out_and_that_is_recorded_with_door_and_address(cast, auditor, client):
    changed(cast.water, by=cast.lin)
    seal_days(now=make.NOON + dt.timedelta(days=1))
    answer = client.post(reverse("audit_seals_file"), REMOTE_ADDR="192.0.2.7")
    assert b"luoshi-seals-1" in answer.content
    event = Event.objects.get(type="seal.exported")
    assert (event.by_name, event.door, event.address) == ("沈澈", "page", "192.0.2.7")


def test_an_extract_holds_what_the_filters_chose_and_is_recorded(cast, auditor, client):
    changed(cast.water, by=cast.lin, name="=1+1")
    changed(cast.land, by=cast.wu, name="别处")
    address = f"{reverse('audit_export')}?who=lin"
    book = openpyxl.load_workbook(io.BytesIO(client.post(address, {"as": "xlsx"}).content))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "林岚" in cells and "吴青" not in cells
    table = client.post(address, {"as": "csv"}).content.decode("utf-8-sig")
    assert "林岚" in table and "\r\n=" not in table
    kept = Extract.objects.first()
    assert (kept.rows, kept.wanted) == (1, {"who": "lin"})
    assert Event.objects.filter(type="record.exported").count() == 2


def test_the_overview_counts_days_and_classes(cast, auditor, client, monkeypatch):
    monkeypatch.setattr("luoshi.clock.now", lambda: make.NOON)
    record("draft.second_failed", cast.land, by=cast.lin, at=make.NOON, why="没有应答")
    record("source.read", cast.land, by=cast.lin, at=make.NOON - dt.timedelta(days=1), title="甲")
    record("source.read", cast.land, by=cast.lin, at=make.NOON - dt.timedelta(days=30), title="乙")
    totals = {one["name"]: one["count"] for one in client.get("/audit/").context["totals"]}
    assert (totals["failures"], totals["reads"]) == (1, 1)


def test_her_pages_cost_the_same_however_long_the_record_is(
    cast, auditor, client, django_assert_max_num_queries
):
    for number in range(120):
        changed(cast.water, by=cast.lin, name=f"{number}")
    with django_assert_max_num_queries(12):
        client.get(reverse("audit_list"))
