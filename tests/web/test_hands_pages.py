"""Other hands on the screen: a deputy for an absence, a unit dissolved or split, a person who leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from luoshi.matters import holdings
from luoshi.orgs.models import Delegation, Transfer
from tests import make
from tests.matters import stories
from tests.web.test_directory_pages import text

pytestmark = pytest.mark.django_db
NOON = make.at("2026-05-20")


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr("luoshi.clock.now", lambda: NOON)
    return make.cast()


def named(client, absent, deputy, **changes):
    given = {
        "deputy": deputy.person_id,
        "from_on": "2026-05-20",
        "to_on": "2026-05-29",
        "reason": "参加培训",
    }
    return client.post(reverse("deputy_new", args=[absent.person_id]), given | changes)


def test_she_names_her_deputy_who_finds_her_work_marked_and_signs_it_in_her_place(client, cast):
    matter = stories.issued(cast)
    client.force_login(cast.wu)
    assert "办理代理" in text(client.get(reverse("own_account")))
    assert named(client, cast.wu, cast.qin).status_code == 303
    assert "秦朗 正在代理您" in text(client.get(reverse("desk")))

    client.force_login(cast.qin)
    desk = text(client.get(reverse("desk")))
    assert "您正在代理 吴青" in desk
    assert "代 吴青 签收" in desk
    page = client.get(reverse("matter_detail", args=[matter.pk]))
    assert "您以 吴青 的代理人身份办理" in text(page)
    assert "秦朗（代" not in page.content.decode()
    version = {"version": matter.version}
    client.post(reverse("matter_move", args=[matter.pk, "sign"]), version)
    told = text(client.get(reverse("matter_detail", args=[matter.pk])))
    assert "秦朗（代 吴青）" in told


def test_what_is_wrong_with_a_delegation_is_told_at_its_field_and_nothing_is_lost(client, cast):
    client.force_login(cast.wu)
    answer = named(client, cast.wu, cast.qin, from_on="2026-05-01", reason="住院治疗")
    assert answer.status_code == 422
    assert "开始日期不能早于今天" in text(answer)
    assert "住院治疗" in answer.content.decode()
    assert named(client, cast.wu, cast.qin, reason="").status_code == 422
    assert not Delegation.objects.exists()


def test_whoever_is_back_ends_it_and_a_stranger_does_not(client, cast):
    client.force_login(cast.wu)
    named(client, cast.wu, cast.qin)
    end = reverse("delegation_end", args=[cast.wu.person_id, Delegation.objects.get().pk])

    client.force_login(cast.ding)
    assert client.post(end).status_code == 403
    assert "结束代理" not in text(client.get(reverse("person_detail", args=[cast.wu.person_id])))
    client.force_login(cast.wu)
    assert client.post(end).status_code == 303
    assert "提前结束" in text(client.get(reverse("own_account")))
    assert "正在代理您" not in text(client.get(reverse("desk")))


def test_a_neighbour_is_not_let_in_to_name_deputies_for_others(client, cast):
    client.force_login(cast.ma)
    assert client.get(reverse("deputy_new", args=[cast.wu.person_id])).status_code == 403
    client.force_login(cast.qin)
    assert client.get(reverse("deputy_new", args=[cast.wu.person_id])).status_code == 200


# --- units


def dissolving(client, unit, **changes):
    page = client.get(reverse("unit_dissolve", args=[unit.pk]))
    form = BeautifulSoup(page.content, "html.parser").select_one("main form")
    sent = {
        "into": "青泉州自然资源局",
        "effective_on": "2026-05-20",
        "reason": "青政发〔2026〕9号",
        "stamp": form.select_one("[name=stamp]")["value"],
        "posts": [one["value"] for one in form.select("[name=posts][checked]")],
    }
    return client.post(reverse("unit_dissolve", args=[unit.pk]), sent | changes)


def test_the_office_looks_at_the_list_and_dissolves_a_unit_into_another(client, cast):
    matter = stories.issued(cast)
    client.force_login(cast.lin)
    preview = text(client.get(reverse("unit_dissolve", args=[cast.water.pk])))
    assert matter.title in preview
    assert "报安全保密管理员批准" in preview and "吴青" in preview

    answer = dissolving(client, cast.water)

    assert answer.status_code == 303
    told = text(client.get(answer["Location"]))
    assert "青政发〔2026〕9号" in told and matter.title in told
    unit = text(client.get(reverse("unit_detail", args=[cast.water.pk])))
    assert "起撤销" in unit and "青泉州自然资源局" in unit
    form = client.get(reverse("matter_new")).content.decode()
    leads = BeautifulSoup(form, "html.parser").select("[name=lead] option")
    assert "青泉州水利局" not in [one.get_text() for one in leads]


def test_a_list_that_changed_meanwhile_is_shown_again_and_then_taken(client, cast):
    client.force_login(cast.lin)
    stories.issued(cast)
    seen = holdings.stamp_of([])

    answer = dissolving(client, cast.water, stamp=seen)

    assert answer.status_code == 422
    assert "清单在您查看之后有了变化" in text(answer)
    assert not Transfer.objects.exists()
    assert dissolving(client, cast.water).status_code == 303


def test_a_unit_with_work_is_not_closed_without_a_successor(client, cast):
    stories.issued(cast)
    client.force_login(cast.lin)
    answer = dissolving(client, cast.water, into="")
    assert answer.status_code == 422
    assert "撤销前须选择承接单位" in text(answer)


def test_who_does_not_keep_the_directory_neither_sees_the_button_nor_the_page(client, cast):
    client.force_login(cast.qin)
    assert "撤并" not in text(client.get(reverse("unit_detail", args=[cast.water.pk])))
    for name in ("unit_dissolve", "unit_split"):
        assert client.get(reverse(name, args=[cast.water.pk])).status_code == 403
    client.force_login(cast.lin)
    assert "撤并" in text(client.get(reverse("unit_detail", args=[cast.water.pk])))


def test_part_of_the_work_is_split_off_by_ticking_it(client, cast):
    matter = stories.issued(cast, cooperating=[])
    client.force_login(cast.lin)
    sent = {
        "into": "瀚北能源投资有限公司",
        "effective_on": "2026-05-20",
        "reason": "职责划转",
        "chosen": [f"matter {matter.pk}"],
    }
    answer = client.post(reverse("unit_split", args=[cast.water.pk]), sent)
    assert answer.status_code == 303
    matter.refresh_from_db()
    assert matter.lead == cast.energy


# --- people


def test_everything_of_somebody_who_leaves_goes_into_one_hand(client, cast):
    matter = stories.issued(cast)
    ge = make.person("葛明", unit=cast.water)
    client.force_login(cast.qin)
    address = reverse("person_hand_over", args=[cast.wu.person_id])
    page = client.get(address)
    assert matter.title in text(page)
    stamp = BeautifulSoup(page.content, "html.parser").select_one("[name=stamp]")["value"]

    answer = client.post(address, {"to_person": ge.pk, "reason": "调离", "stamp": stamp})

    assert answer.status_code == 303
    assert "葛明" in text(client.get(answer["Location"]))
    matter.refresh_from_db()
    assert (matter.person, matter.due_current) == (ge, dt.date(2026, 6, 30))


# --- urgency


def test_a_most_urgent_matter_says_by_which_moment_it_is_signed_and_lists_are_narrowed(
    client, cast
):
    urgent = stories.issued(cast, urgency="most", title="抢修渠首闸")
    stories.issued(cast, title="平常的事")
    client.force_login(cast.wu)

    page = text(client.get(reverse("matter_detail", args=[urgent.pk])))
    found = text(client.get(reverse("matter_list"), {"urgency": "most"}))

    assert "特急" in page and "前签收" in page
    assert "抢修渠首闸" in found and "平常的事" not in found


def test_a_day_that_rests_on_a_year_not_announced_says_so_on_the_page(client, cast, monkeypatch):
    matter = stories.pending(cast, due_proposed=dt.date(2030, 3, 1))
    late = make.at("2029-12-28")
    monkeypatch.setattr("luoshi.clock.now", lambda: late)
    client.force_login(cast.zhao)
    client.post(reverse("matter_move", args=[matter.pk, "issue"]), {"version": matter.version})

    page = text(client.get(reverse("matter_detail", args=[matter.pk])))

    assert "放假安排未公布 签收" in page
