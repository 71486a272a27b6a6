"""The pages of docking: from a need and an offer to both sides' own words; what a report becomes."""

from __future__ import annotations

import pytest

from luoshi import clock
from luoshi.docking import actions
from luoshi.docking.models import Docking, Need, Offer
from luoshi.intake import actions as intake
from luoshi.intake.confirm import confirm
from luoshi.intake.models import Kind
from tests import make
from tests.docking import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    """Let it be a given moment."""

    def at(now):
        monkeypatch.setattr(clock, "now", lambda: now)

    at(stories.OPENED)
    return at


def text(answer):
    return answer.content.decode()


def test_a_need_is_registered_and_what_may_answer_it_is_shown_with_its_reasons(client, on):
    cast = make.cast()
    stories.offer(cast, is_listed=True)
    client.force_login(cast.ding)
    given = {
        "unit": cast.builder.name, "person": cast.ding.person_id, "kind": "land",
        "text": "需工业用地建设养护中心", "place": "青泉州沙湖县", "quantity": "200亩",
        "by_on": "2026-07-31", "is_listed": "on",
    }  # fmt: skip
    wrong = client.post("/needs/new/", given | {"quantity": "很多"})
    assert wrong.status_code == 422
    assert "不是数量" in text(wrong)
    answer = client.post("/needs/new/", given, follow=True)
    assert "数量够用：需要200亩，可供20公顷" in text(answer)
    assert Need.objects.get().place_name == "青泉州沙湖县"


def test_a_pair_put_away_is_gone_from_both_pages(client, on):
    cast = make.cast()
    need, offer = stories.need(cast, is_listed=True), stories.offer(cast, is_listed=True)
    client.force_login(cast.ding)
    where = f"/needs/{need.pk}/dismiss/"
    assert client.post(where, {"offer": offer.pk}).status_code == 422
    client.post(where, {"offer": offer.pk, "reason": "地势太低"})
    assert f"/offers/{offer.pk}/" not in text(client.get(f"/needs/{need.pk}/"))
    client.force_login(cast.ma)
    assert f"/needs/{need.pk}/" not in text(client.get(f"/offers/{offer.pk}/"))


def test_a_docking_begins_with_the_pair_and_shows_its_three_limits(client, on):
    cast = make.cast()
    need, offer = stories.need(cast), stories.offer(cast)
    client.force_login(cast.lin)
    page = client.get(f"/docking/new/?need={need.pk}&offer={offer.pk}")
    assert "同在青泉州沙湖县" in text(page)
    begun = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    given = {name: value for name, value in begun.items() if value not in (None, "")}
    answer = client.post("/docking/new/", given, follow=True)
    for said in ("对接首次接触", "答复对接意见", "形成对接结果"):
        assert said in text(answer)
    assert Docking.objects.get().need == need


def test_the_card_of_the_board_leads_to_the_form_of_its_next_stage(client, on):
    cast = make.cast()
    docking = stories.opened(cast)
    client.force_login(cast.ma)
    assert f"/docking/{docking.pk}/?open=contact#act" in text(client.get("/docking/"))
    assert docking.number in text(client.get("/docking/?view=list&stage=proposed"))
    assert docking.number not in text(client.get("/docking/?view=list&stage=result"))


def test_a_next_step_is_whole_or_not_at_all(client, on):
    cast = make.cast()
    docking = stories.opened(cast)
    on(stories.NEXT)
    client.force_login(cast.ma)
    line = {"on": "2026-05-19", "mode": "call", "agreed": "先看地块"}
    half = client.post(f"/docking/{docking.pk}/contacts/", line | {"step": "提供红线图"})
    assert half.status_code == 422
    assert "下一步要写清" in text(half)
    client.post(f"/docking/{docking.pk}/contacts/", line)
    assert docking.contacts.get().demand_who == "丁立"


def test_the_step_that_became_a_matter_stands_in_the_log_with_its_state(client, on):
    cast = make.cast()
    docking = stories.contacted(cast, step=True)
    on(stories.NEXT)
    client.force_login(cast.lin)
    step = docking.contacts.get().step
    answer = client.post(f"/docking/{docking.pk}/steps/{step.pk}/matter/", follow=True)
    assert "先看沙湖园区二号地块" in text(answer)
    page = text(client.get(f"/docking/{docking.pk}/"))
    assert "草拟" in page
    assert "拟办为事项</button>" not in page


def test_each_side_is_offered_only_its_own_word(client, on):
    cast = make.cast()
    docking = stories.concluded(cast)
    on(stories.ENDED)
    for account, own in ((cast.ding, "demand"), (cast.ma, "supply"), (cast.lin, "")):
        client.force_login(account)
        page = text(client.get(f"/docking/{docking.pk}/"))
        assert [side for side in ("demand", "supply") if f"/said/{side}/" in page] == [own][
            : bool(own)
        ]
    client.force_login(cast.lin)
    assert client.post(f"/docking/{docking.pk}/said/demand/", {"said": "fair"}).status_code == 403


def test_the_catalogue_shows_what_is_listed_by_place_and_by_unit(client, on):
    cast = make.cast()
    stories.offer(cast, is_listed=True)
    hidden = stories.offer(cast, text="不公开的地块")
    client.force_login(cast.aiko)
    by_place, by_unit = text(client.get("/catalogue/")), text(client.get("/catalogue/?by=unit"))
    assert "青泉州</h2>" in by_place
    assert "青泉州自然资源局</a></h2>" in by_unit
    assert hidden.text not in by_place + by_unit
    assert "沙湖园区" not in text(client.get("/catalogue/?kind=energy"))


REPORT = (
    "瀚北交通建设集团调研青泉州\n2026年5月12日，丁立一行到青泉州调研。"
    "企业提出，养护中心建设用地尚未落实，请自然资源局尽快协调解决。"
    "青泉州表示，将为企业提供工业用地支持。"
)


def confirmed_draft(cast):
    draft = intake.take_in_text(
        text=REPORT, held_by=cast.region, by=cast.lin, now=stories.OPENED
    ).draft
    for kind in Kind.values:
        intake.accept_all(draft, kind=kind, by=cast.lin, now=stories.OPENED)
    data = {"kind": "problem", "text": "养护中心建设用地尚未落实，需用地200亩"}
    start, end = intake.place_of(draft, "建设用地尚未落实")
    finding = intake.add_finding(
        draft, kind="matter", start=start, end=end, data=data, by=cast.lin, now=stories.OPENED
    )
    confirm(draft, by=cast.lin, now=stories.OPENED)
    draft.refresh_from_db()
    return draft, finding


def test_what_a_confirmed_report_says_becomes_a_need_once_and_by_ticking(client, on):
    cast = make.cast()
    draft, finding = confirmed_draft(cast)
    client.force_login(cast.lin)
    assert f"/drafts/{draft.pk}/docking/" in text(client.get(f"/drafts/{draft.pk}/"))
    where, prefix = f"/drafts/{draft.pk}/docking/", f"f{finding.pk}"
    page = client.get(where)
    lines = [line for line in page.context["lines"] if line["proposal"].finding == finding]
    assert (lines[0]["proposal"].side, lines[0]["proposal"].kind) == ("need", "land")
    given = {
        f"{one['form'].prefix}-{name}": one["form"][name].value() or ""
        for one in page.context["lines"]
        for name in one["form"].fields
        if name != "take"
    }
    given |= {
        f"{prefix}-take": "on", f"{prefix}-unit": cast.builder.name,
        f"{prefix}-person": cast.ding.person_id,
    }  # fmt: skip
    assert client.post(where, given).status_code == 303
    need = Need.objects.get()
    assert (need.finding, str(need.quantity)) == (finding, "200亩")
    assert need.passage is not None
    assert f"{prefix}-take" not in text(client.get(where))
    client.post(where, given)
    assert (Need.objects.count(), Offer.objects.count()) == (1, 0)


def test_a_draft_that_is_not_confirmed_becomes_nothing(on):
    cast = make.cast()
    draft = intake.take_in_text(
        text=REPORT, held_by=cast.region, by=cast.lin, now=stories.OPENED
    ).draft
    with pytest.raises(Exception, match="先确认草稿"):
        actions.take_reported(draft, chosen=[], by=cast.lin, now=stories.OPENED)
