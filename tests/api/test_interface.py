"""A program works through the interface as the account that gave it a key: the same rules, the same words."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from luoshi import clock
from luoshi.api.matters import BODIES
from luoshi.audit.models import Event
from luoshi.matters import queries
from luoshi.matters.models import Matter
from luoshi.orgs.actions import make_key, revoke_key
from luoshi.orgs.models import AccessKey
from luoshi.progress.models import Report
from luoshi.rules import life
from luoshi.sources.models import Source
from luoshi.values.civil import civil_day
from tests import make
from tests.matters.stories import drafted, issued
from tests.progress import filed

pytestmark = pytest.mark.django_db
TODAY = make.at("2026-05-20", 9)


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: TODAY)


class Program:
    """Another system that holds a key of ``account``."""

    def __init__(self, client, account, *, at):
        self.client = client
        _key, self.token = make_key(
            name="集团项目系统",
            expires_on=civil_day(at) + dt.timedelta(days=30),
            by=account,
            now=at,
        )

    def get(self, address, **headers):
        return self.client.get(f"/api/v1{address}", headers=self._headers(headers))

    def post(self, address, body):
        return self.client.post(
            f"/api/v1{address}",
            data=body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
            headers=self._headers({}),
        )

    def _headers(self, more):
        return {"Authorization": f"Bearer {self.token}"} | more


@pytest.fixture
def cast():
    return make.cast()


def program(client, account, at=None):
    return Program(client, account, at=at or TODAY)


def test_every_move_of_a_matter_has_its_door_here():
    assert set(BODIES) == life.NAMES


def test_without_a_key_nothing_is_said(client, cast):
    answer = client.get("/api/v1/matters")
    assert (answer.status_code, answer.json()["code"]) == (401, "no-key")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_being_logged_in_as_a_person_is_no_key(client, cast):
    client.force_login(cast.lin)
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("ending", ["revoked", "expired", "shut out", "first password"])
def test_a_key_that_has_ended_opens_nothing(client, cast, ending):
    hers = program(client, cast.wu)
    assert hers.get("/me").json()["person"]["name"] == "吴青"
    key = AccessKey.objects.get()
    if ending == "revoked":
        revoke_key(key, by=cast.wu, now=TODAY)
    elif ending == "expired":
        AccessKey.objects.update(expires_on=civil_day(TODAY) - dt.timedelta(days=1))
    elif ending == "shut out":
        type(cast.wu).objects.filter(pk=cast.wu.pk).update(is_active=False)
    else:
        type(cast.wu).objects.filter(pk=cast.wu.pk).update(must_change_password=True)
    assert hers.get("/me").status_code == 401


def test_a_program_signs_a_matter_and_it_is_in_the_record_under_its_account(client, cast):
    matter = issued(cast)
    hers = program(client, cast.wu)
    shown = hers.get(f"/matters/{matter.pk}").json()
    assert shown["state"] == "issued"
    assert "sign" in shown["moves"]
    answer = hers.post(f"/matters/{matter.pk}/moves/sign", {})
    assert (answer.status_code, answer.json()["state"]) == (200, "signed")
    event = Event.objects.filter(subject_kind="matter", subject_id=matter.pk).latest("serial")
    assert (event.type, event.by_id) == ("matter.signed", cast.wu.pk)


def test_a_move_that_does_not_go_is_refused_in_words(client, cast):
    matter = issued(cast)
    answer = program(client, cast.wu).post(
        f"/matters/{matter.pk}/moves/claim", {"performed_on": "2026-05-18", "result": "已办完"}
    )
    assert answer.status_code == 409
    assert "已下发" in answer.json()["message"]
    assert Matter.objects.get().state == "issued"


def test_what_a_matter_offers_is_what_the_page_offers(client, cast):
    matter = issued(cast)
    for account in (cast.wu, cast.qin, cast.zhao, cast.han, cast.lin):
        offered = program(client, account).get(f"/matters/{matter.pk}").json()["moves"]
        row = queries.matter_for(account, matter.pk, now=TODAY)
        assert offered == [one.name for one in queries.moves_open_to(account, row, now=TODAY)]


def test_another_s_matter_looks_like_none(client, cast):
    matter = issued(cast)
    stranger = program(client, cast.aiko)
    theirs, none = stranger.get(f"/matters/{matter.pk}"), stranger.get("/matters/987654")
    assert (theirs.status_code, theirs.json()) == (none.status_code, none.json())
    assert theirs.status_code == 404
    assert stranger.post(f"/matters/{matter.pk}/moves/sign", {}).status_code == 404
    assert stranger.get("/matters").json() == {"items": [], "more": False}


def test_a_list_comes_in_pieces_and_is_narrowed(client, cast):
    for n in range(3):
        issued(cast, title=f"渠道清淤第{n}段")
    hers = program(client, cast.lin)
    first = hers.get("/matters?limit=2").json()
    assert (len(first["items"]), first["more"]) == (2, True)
    rest = hers.get("/matters?limit=2&offset=2").json()
    assert (len(rest["items"]), rest["more"]) == (1, False)
    assert hers.get("/matters?text=第1段").json()["items"][0]["title"] == "渠道清淤第1段"
    assert hers.get("/matters?state=closed").json()["items"] == []
    assert hers.get("/matters?state=asleep").status_code == 422


def test_a_body_with_a_misspelt_field_is_refused_and_named(client, cast):
    matter = issued(cast)
    answer = program(client, cast.lin).post(
        f"/matters/{matter.pk}/moves/urge", {"text": "请抓紧", "answer_bye": "2026-05-25"}
    )
    assert answer.status_code == 422
    assert any("answer_bye" in place for place in answer.json()["fields"])


@pytest.mark.parametrize("day", [0, 1748000000, "2026-5-1", "tomorrow", "2026-02-30", None])
def test_a_day_is_a_day_and_nothing_else(client, cast, day):
    matter = issued(cast)
    answer = program(client, cast.lin).post(
        f"/matters/{matter.pk}/moves/urge", {"text": "请抓紧", "answer_by": day}
    )
    assert answer.status_code == 422


def test_a_broken_body_is_told_apart(client, cast):
    matter = issued(cast)
    answer = program(client, cast.wu).post(f"/matters/{matter.pk}/moves/sign", "{not json")
    assert answer.status_code == 400
    assert Matter.objects.get().state == "issued"


def test_sentences_come_in_the_language_that_was_asked_for(client, cast):
    hers = program(client, cast.wu)
    said = hers.get("/matters/987654", **{"Accept-Language": "en"}).json()["message"]
    assert said.startswith("What you are looking for was not found.")


def test_a_program_hands_a_report_in_once_whatever_it_repeats(client, cast):
    project = filed.project(cast)
    hers = program(client, cast.ding)
    body = {
        "stage": "S08",
        "progress": "路基完成六成，桥梁桩基开钻。",
        "invested_window": "12000000.00",
        "invested_year": "12000000.00",
        "invested_total": "12000000.00",
        "funds_arrived": "0",
    }
    window = hers.get(f"/projects/{project.pk}").json()["windows_without_report"][0]
    first = hers.post(f"/projects/{project.pk}/reports/{window}", body)
    again = hers.post(f"/projects/{project.pk}/reports/{window}", body)
    assert first.status_code == 200, first.json()
    assert first.json()["invested_total"] == "12000000.00"
    assert again.json()["id"] == first.json()["id"]
    assert Report.objects.count() == 1
    assert window not in hers.get(f"/projects/{project.pk}").json()["windows_without_report"]
    assert hers.get(f"/projects/{project.pk}/reports").json()["items"][0]["window"] == window


def test_a_report_that_cannot_be_is_refused_at_its_fields(client, cast):
    project = filed.project(cast)
    hers = program(client, cast.ding)
    window = hers.get(f"/projects/{project.pk}").json()["windows_without_report"][0]
    wrong = {
        "progress": "开工",
        "stage": "S08",
        "invested_window": "200",
        "invested_year": "100",
        "invested_total": "50",
        "funds_arrived": "0",
    }
    answer = hers.post(f"/projects/{project.pk}/reports/{window}", wrong)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"invested_year", "invested_total"}
    for nonsense in ("-1", "NaN", "1e30", "0.001", [], {"a": 1}):
        answer = hers.post(
            f"/projects/{project.pk}/reports/{window}", wrong | {"invested_window": nonsense}
        )
        assert answer.status_code == 422
    assert hers.post(f"/projects/{project.pk}/reports/2026-13C", wrong).status_code == 422
    assert Report.objects.count() == 0


def test_what_is_owed_is_what_the_desk_shows(client, cast):
    matter = issued(cast)
    items = program(client, cast.wu).get("/owed").json()["items"]
    assert {(one["kind"], one["about"]["id"]) for one in items} == {
        ("sign", matter.pk),
        ("finish", matter.pk),
    }
    assert all(one["light"]["word"] for one in items)


def test_a_matter_s_last_steps_through_the_interface(client, cast):
    matter = issued(cast)
    lead, office = program(client, cast.wu), program(client, cast.zhao)
    at = f"/matters/{matter.pk}/moves"
    assert lead.post(f"{at}/sign", {}).status_code == 200
    plan = {"steps": [{"title": "清淤", "unit": cast.water.pk, "due_on": "2026-05-25"}]}
    assert lead.post(f"{at}/lay_plan", plan).json()["plan"][0]["title"] == "清淤"
    assert lead.post(f"{at}/feed_back", {"text": "已清淤三公里。"}).status_code == 200
    done = {"performed_on": civil_day(TODAY).isoformat(), "result": "全段清淤完成。"}
    assert lead.post(f"{at}/claim", done).json()["state"] == "claimed"
    assert lead.post(f"{at}/close", {"raiser_said": "企业确认"}).status_code == 403
    closed = office.post(f"{at}/close", {"raiser_said": "企业五月十八日来电确认。"})
    assert closed.json()["state"] == "closed"


# --- drafting


def draft_of(cast, **said):
    return {
        "kind": "task",
        "title": "完成渠道清淤",
        "content": "水利局牵头完成渠道清淤。",
        "basis": "会议要求六月底前\n完成渠道清淤。",
        "criterion": "现场验收",
        "lead": cast.water.pk,
        "person": cast.wu.person.pk,
        "cooperating": [cast.land.pk],
        "due_proposed": "2026-06-30",
    } | said


def test_a_program_drafts_a_matter_with_the_words_it_rests_on_and_hands_it_up(client, cast):
    hers = program(client, cast.lin)
    made = hers.post("/matters", draft_of(cast))
    assert (made.status_code, made.json()["state"]) == (200, "draft")
    matter = Matter.objects.get()
    assert matter.passage.quote == "会议要求六月底前\n完成渠道清淤。"
    assert (matter.held_by, matter.passage.source.kind) == (cast.region, "typed")
    assert made.json()["units"] == [
        {"role": "cooperating", "id": cast.land.pk, "name": str(cast.land)}
    ]
    assert hers.post(f"/matters/{matter.pk}/moves/submit", {}).json()["state"] == "pending"


def test_the_same_draft_sent_twice_is_one(client, cast):
    hers = program(client, cast.lin)
    hers.post("/matters", draft_of(cast))
    again = hers.post("/matters", draft_of(cast))
    assert (again.status_code, again.json()["code"]) == (409, "matter-drafted-already")
    assert Matter.objects.count() == 1


def test_who_may_not_draft_drafts_nothing_and_leaves_no_words_behind(client, cast):
    assert program(client, cast.ding).post("/matters", draft_of(cast)).status_code == 403
    wrong = program(client, cast.lin).post("/matters", draft_of(cast, cooperating=[cast.water.pk]))
    assert (wrong.status_code, set(wrong.json()["fields"])) == (422, {"cooperating"})
    assert (Matter.objects.count(), Source.objects.count()) == (0, 0)


def test_of_a_draft_only_what_is_said_changes_and_who_read_it_earlier_is_told(client, cast):
    hers = program(client, cast.lin)
    pk = hers.post("/matters", draft_of(cast)).json()["id"]
    at = f"/matters/{pk}/moves/edit_draft"
    read = hers.get(f"/matters/{pk}").json()["version"]
    answer = hers.post(at, {"version": read, "person": None, "basis": "会议要求清淤。"})
    assert (answer.status_code, answer.json()["person"]) == (200, None)
    assert (answer.json()["title"], len(answer.json()["units"])) == ("完成渠道清淤", 1)
    assert Matter.objects.get().passage.quote == "会议要求清淤。"
    late = hers.post(at, {"version": read, "title": "别的"})
    assert (late.status_code, Matter.objects.get().title) == (409, "完成渠道清淤")


def test_the_words_of_a_paper_that_was_read_in_are_not_written_over(client, cast):
    matter = drafted(cast)
    said = {"version": matter.version, "basis": "另一个说法"}
    at = f"/matters/{matter.pk}/moves/edit_draft"
    answer = program(client, cast.lin).post(at, said)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"basis"})
    same = said | {"basis": matter.passage.quote, "title": "勘界"}
    assert program(client, cast.lin).post(at, same).json()["title"] == "勘界"
