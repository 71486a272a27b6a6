"""The pages of help with registering: whose wish it is, who helps by when, which code is wrong where."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from luoshi import clock
from luoshi.projects.models import Milestone
from luoshi.registering.models import Registration
from tests import make
from tests.progress.filed import project
from tests.registering.wished import WISH, wished

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-05-20"))


def text(answer, selector: str = "main") -> str:
    found = BeautifulSoup(answer.content, "html.parser").select_one(selector)
    return found.get_text(" ", strip=True) if found else ""


def test_the_office_notes_a_wish_and_the_page_shows_both_forms_and_the_registrar_with_its_reason(
    client,
):
    cast = make.cast()
    made = project(cast)
    client.force_login(cast.lin)
    address = f"/projects/{made.pk}/registrations/new/"
    said = {
        "enterprise": cast.builder.name,
        "wished_by": cast.ding.person.pk,
        "wished_on": "2026-05-18",
        "wish": WISH,
        "place": "青泉州青泉市",
        "form": "undecided",
    }
    without = client.post(address, said | {"wish": ""})
    assert without.status_code == 422 and not Registration.objects.exists()
    assert client.post(address, said).status_code == 303
    here = f"/registrations/{Registration.objects.get().pk}/"
    page = text(client.get(here))
    assert WISH in page and "丁立" in page
    assert "总机构分摊50%" in page and "五年内缴足" in page
    assert "尚不能确定" in page
    chosen = {"version": "1", "form": "subsidiary", "holding": "half", "delegation": ""}
    client.post(f"{here}form/", chosen)
    page = text(client.get(here))
    assert (
        "省级市场监管部门" in page and "当地登记机关未经授权不能发照" in page and "第四条" in page
    )


def test_a_step_is_asked_of_a_named_person_and_stands_on_her_desk(client):
    cast = make.cast()
    made = wished(cast)
    client.force_login(cast.lin)
    address = f"/registrations/{made.pk}/steps/address/"
    said = {"helper_unit": cast.water.name, "helper": cast.wu.person.pk}
    said |= {"asked_on": "2026-05-20", "due_on": "2026-05-25"}
    late = client.post(f"{address}ask/", said | {"due_on": "2026-05-19"})
    assert late.status_code == 422 and "协助期限不能早于提出日期" in text(late)
    assert client.post(f"{address}ask/", said).status_code == 303
    client.force_login(cast.wu)
    desk = text(client.get("/"))
    assert "住所证明" in desk
    assert client.post(f"{address}done/", {"done_on": "2026-05-20", "note": ""}).status_code == 303
    assert "住所证明" not in text(client.get("/"))


def test_the_enterprise_withdraws_on_the_page_and_is_asked_for_no_reason(client):
    cast = make.cast()
    made = wished(cast)
    client.force_login(cast.ding)
    page = client.get(f"/registrations/{made.pk}/")
    form = BeautifulSoup(page.content, "html.parser").select_one('form[action$="/withdraw/"]')
    assert [one["name"] for one in form.select("input, textarea, select")] == [
        "csrfmiddlewaretoken"
    ]
    assert client.post(f"/registrations/{made.pk}/withdraw/").status_code == 303
    assert "撤回不需要理由，项目照常推进" in text(client.get(f"/registrations/{made.pk}/"))
    client.force_login(cast.aiko)
    assert client.post(f"/registrations/{made.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91350100M000100Y43", "两处校验码都对"),
        ("９１３５０１００ｍ０００１００ｙ４３", "两处校验码都对"),
        ("91110000600037341L", "两处校验码都对"),
        ("11320000MB151840XJ", "两处校验码都对"),
        ("N2654201MF1234567F", "村级集体经济组织"),
        ("91350100M000100Y4Z", "不使用这些字符：Z"),
        ("91350100M000100Y44", "校验码（第18位）不对"),
        ("9135O100M000100Y43", "是否应为91350100M000100Y43？"),
        ("650000050001234", "15位注册号"),
    ],
)
def test_a_code_that_is_typed_is_answered_with_what_is_wrong_in_it(client, code, said):
    client.force_login(make.cast().wu)
    fragment = client.get("/registrations/code/", {"code": code}, headers={"HX-Request": "true"})
    assert said in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_the_licence_may_set_the_stage_of_the_project_and_its_region_is_no_place(client):
    cast = make.cast()
    made = wished(cast)
    client.force_login(cast.lin)
    here = f"/registrations/{made.pk}/"
    given = {"version": "1", "code": "91350100M000100Y43", "licensed_on": "2026-05-19"}
    assert client.post(f"{here}licence/", given | {"code": "91350100M000100Y44"}).status_code == 422
    assert client.post(f"{here}licence/", given).status_code == 303
    page = client.get(here)
    assert "不代表现在的所在地" in text(page)
    form = BeautifulSoup(page.content, "html.parser").select_one('form[action$="/stage/"]')
    sent = {one["name"]: one["value"] for one in form.select("input")}
    assert client.post(form["action"], sent).status_code == 303
    reached = Milestone.objects.get(project=made.project, stage="S04")
    assert (str(reached.reached_on), reached.evidence) == (
        "2026-05-19",
        "营业执照，91350100M000100Y43",
    )


def test_flagged_words_wait_for_a_person_with_a_reason(client):
    cast = make.cast()
    made = wished(cast, wish="州里要求我公司必须在本地注册，请协助。")
    client.force_login(cast.lin)
    here = f"/registrations/{made.pk}/"
    assert "第九条" in text(client.get(here), 'section[aria-labelledby="words"]')
    check = made.wording_checks.get()
    keep = f"{here}words/{check.pk}/"
    assert client.post(keep, {"reason": ""}).status_code == 422
    assert client.post(keep, {"reason": "企业原话，已告知可自愿"}).status_code == 303
    assert "经核对保留" in text(client.get(here), 'section[aria-labelledby="words"]')


def test_an_obstacle_leads_to_the_draft_of_a_matter(client):
    cast = make.cast()
    made = wished(cast)
    client.force_login(cast.lin)
    step = f"/registrations/{made.pk}/steps/bank/"
    client.post(f"{step}obstacle/", {"obstacle": "开户行要求补充授权"})
    assert "有障碍" in text(client.get(f"/registrations/{made.pk}/"))
    answer = client.post(f"{step}matter/")
    assert answer.status_code == 303 and "/matters/" in answer.url
    assert "障碍 1" in text(client.get("/registrations/"))
