"""Help with registering: on the enterprise's own wish, withdrawn at any time, each step with its helper."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from luoshi.matters.models import Matter
from luoshi.owed.models import Obligation
from luoshi.projects.models import Project
from luoshi.registering import actions, checks, queries, raising, steps
from luoshi.registering.models import Registration
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.registering.wished import WISH, asked, wished

pytestmark = pytest.mark.django_db
NOW = make.at("2026-05-20")


def stored(project: Project) -> dict[str, object]:
    return Project.objects.filter(pk=project.pk).values().get()


def test_a_wish_lays_out_the_checklist_of_its_form_and_nobody_owes_anything_yet():
    made = wished(make.cast())
    names = list(made.steps.values_list("name", flat=True))
    assert names[0] == "名称申报" and "章程和出资人决定" in names
    assert "总公司设立决定" not in names
    assert made.checklist_basis.startswith("市场主体登记管理条例")
    assert not Obligation.objects.filter(kind="register-step").exists()


def test_without_the_enterprises_own_words_there_is_no_help():
    cast = make.cast()
    with pytest.raises(Incomplete) as refused:
        wished(cast, wish="  ")
    assert refused.value.fields == ("wish",)
    made = wished(cast, place="白沙地区")
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=made.pk).update(wish="")


def test_nobody_may_wish_in_the_enterprises_place():
    cast = make.cast()
    with pytest.raises(BadInput) as refused:
        actions.open_registration(
            wished(cast).project,
            enterprise=cast.energy,
            wished_by=cast.wu.person,
            wished_on=dt.date(2026, 5, 18),
            wish=WISH,
            place="青泉州",
            held_by=cast.region,
            by=cast.lin,
            now=NOW,
        )
    assert refused.value.code == "wish-not-its-own"


def test_the_words_of_the_wish_never_change():
    made = wished(make.cast())
    for field, value in (("wish", "应州里要求"), ("wished_on", dt.date(2026, 5, 1))):
        with pytest.raises(DatabaseError), transaction.atomic():
            Registration.objects.filter(pk=made.pk).update(**{field: value})
    assert Registration.objects.get().wish == WISH


def test_the_enterprise_withdraws_without_a_reason_and_nothing_happens_to_the_project():
    cast = make.cast()
    made = wished(cast)
    asked(made, cast, due="2026-05-22")
    before = stored(made.project)
    with pytest.raises(NotAllowed):
        actions.withdraw(made, by=cast.aiko, now=NOW)
    actions.withdraw(made, by=cast.ding, now=NOW)
    assert (made.state, made.withdrawn_on) == ("withdrawn", dt.date(2026, 5, 20))
    assert stored(made.project) == before
    assert Obligation.objects.get(kind="register-step").outcome == "void"
    with pytest.raises(Overtaken):
        actions.withdraw(made, by=cast.ding, now=NOW)
    with pytest.raises(IllegalMove):
        asked(made, cast, due="2026-05-25")


def test_a_helper_owes_the_step_by_its_day_until_it_is_done_and_whoever_is_asked_next_owes_it_then():
    cast = make.cast()
    made = wished(cast)
    asked(made, cast, due="2026-05-22")
    debt = Obligation.objects.get(kind="register-step")
    assert (debt.debtor, debt.due_on, debt.creditor_unit) == (
        cast.wu.person,
        dt.date(2026, 5, 22),
        cast.builder,
    )
    step = queries.step_of(made, "name")
    given = {"asked_on": dt.date(2026, 5, 19), "due_on": dt.date(2026, 5, 29)}
    steps.ask_help(
        step, helper_unit=cast.land, helper=cast.ma.person, **given, by=cast.lin, now=NOW
    )
    debt.refresh_from_db()
    assert (debt.debtor, debt.due_on, debt.due_original) == (
        cast.ma.person,
        dt.date(2026, 5, 29),
        dt.date(2026, 5, 22),
    )
    steps.finish_step(step, done_on=dt.date(2026, 5, 20), by=cast.ma, now=NOW)
    debt.refresh_from_db()
    assert (debt.outcome, debt.discharged_on) == ("done", dt.date(2026, 5, 20))


def test_an_obstacle_becomes_a_matter_that_hangs_on_its_words_once():
    cast = make.cast()
    made = wished(cast)
    asked(made, cast, code="address", due="2026-05-22")
    step = queries.step_of(made, "address")
    with pytest.raises(IllegalMove):
        raising.raise_obstacle(step, by=cast.lin, now=NOW)
    steps.note_obstacle(step, obstacle="园区办公楼没有产权证", by=cast.wu, now=NOW)
    matter = raising.raise_obstacle(step, by=cast.lin, now=NOW)
    assert (matter.state, matter.project, matter.raised_by) == ("draft", made.project, cast.builder)
    assert "园区办公楼没有产权证" in matter.passage.quote
    with pytest.raises(Overtaken):
        raising.raise_obstacle(step, by=cast.lin, now=NOW)
    assert Matter.objects.count() == 1


def test_the_form_changes_the_steps_that_nobody_has_begun_and_the_registrar():
    cast = make.cast()
    made = wished(cast)
    actions.settle_form(made, version=1, form="subsidiary", holding="half", by=cast.lin, now=NOW)
    assert queries.registrar_of(made).level == "province"
    actions.settle_form(made, version=2, form="branch", holding="half", by=cast.lin, now=NOW)
    assert queries.registrar_of(made).level == "division"
    names = list(made.steps.values_list("name", flat=True))
    assert "总公司设立决定" in names and "章程和出资人决定" not in names
    with pytest.raises(Overtaken):
        actions.settle_form(made, version=2, form="branch", holding="other", by=cast.lin, now=NOW)


@pytest.mark.parametrize(("needs_approval", "until"), [(False, "2026-07-18"), (True, "2027-05-18")])
def test_a_declared_name_is_kept_two_months_or_a_year(needs_approval, until):
    cast = make.cast()
    made = wished(cast)
    actions.declare_name(
        made,
        version=1,
        name="青泉灌区运营有限公司",
        declared_on=dt.date(2026, 5, 18),
        needs_approval=needs_approval,
        by=cast.lin,
        now=NOW,
    )
    assert made.name_until == dt.date.fromisoformat(until)


def licence(made: Registration, cast: make.Cast, code: str) -> None:
    version = Registration.objects.get(pk=made.pk).version
    day = dt.date(2026, 5, 20)
    actions.note_licence(made, version=version, code=code, licensed_on=day, by=cast.lin, now=NOW)


def test_a_code_is_taken_if_both_checks_are_right_and_an_old_number_stays_as_text():
    cast = make.cast()
    made = wished(cast)
    with pytest.raises(BadInput, match="校验码"):
        licence(made, cast, "91350100M000100Y44")
    licence(made, cast, " ９１３５０１００m000100y43 ")
    assert (made.credit_code, made.old_number) == ("91350100M000100Y43", "")
    licence(made, cast, "650000050001234")
    assert (made.credit_code, made.old_number) == (None, "650000050001234")


def test_help_ends_when_every_step_is_done_or_not_needed_and_flagged_words_are_decided():
    cast = make.cast()
    made = wished(cast, wish="州里要求我公司必须在本地注册，请协助。")
    for number, step in enumerate(made.steps.all()):
        with pytest.raises(IllegalMove):
            actions.finish(made, version=made.version, by=cast.lin, now=NOW)
        if number == 0:
            steps.skip_step(step, reason="沿用已有名称", by=cast.lin, now=NOW)
        else:
            steps.finish_step(step, done_on=dt.date(2026, 5, 19), by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove, match="营业执照"):
        actions.finish(made, version=made.version, by=cast.lin, now=NOW)
    licence(made, cast, "91350100M000100Y43")
    with pytest.raises(IllegalMove, match="表述"):
        actions.finish(made, version=made.version, by=cast.lin, now=NOW)
    for check in queries.checks_of(made):
        checks.keep_words(check, reason="企业原话，已向企业说明可自愿", by=cast.lin, now=NOW)
    actions.finish(made, version=made.version, by=cast.lin, now=NOW)
    assert (made.state, made.done_on) == ("done", dt.date(2026, 5, 20))
    with pytest.raises(IllegalMove):
        actions.withdraw(made, by=cast.ding, now=NOW)


# --- the guard


def test_words_that_demand_are_flagged_in_every_free_text_and_gone_with_the_words():
    cast = make.cast()
    made = wished(cast)
    step = queries.step_of(made, "address")
    said = "园区提出必须注册子公司才提供厂房"
    steps.note_obstacle(step, obstacle=said, by=cast.lin, now=NOW)
    [check] = queries.checks_of(made)
    assert "第九条" in check.basis and check.verdict == ""
    steps.note_obstacle(step, obstacle="园区厂房紧张", by=cast.lin, now=NOW)
    check.refresh_from_db()
    assert (check.verdict, check.decided_by) == ("changed", cast.lin)
    steps.note_obstacle(step, obstacle=said, by=cast.lin, now=NOW)
    again = queries.checks_of(made)[0]
    with pytest.raises(Incomplete):
        checks.keep_words(again, reason=" ", by=cast.lin, now=NOW)
    checks.keep_words(again, reason="照录园区原话，已转市场监管部门", by=cast.lin, now=NOW)
    with pytest.raises(Overtaken):
        checks.keep_words(again, reason="再说一遍", by=cast.lin, now=NOW)


def test_what_was_wished_in_2016_raises_no_alarm_and_voluntary_help_never_does():
    cast = make.cast()
    old = wished(cast, wish="按会议要求须在当地注册子公司。", wished_on=dt.date(2016, 5, 20))
    assert queries.checks_of(old) == []
    today = dt.date(2026, 5, 20)
    assert checks.flagged("按会议要求须在当地注册子公司。", on=today)
    assert not checks.flagged("企业自愿提出，我办协助办理属地化注册，提供指导。", on=today)


# --- who


def test_only_who_is_part_of_it_sees_it_and_a_stranger_cannot_tell_it_from_nothing():
    cast = make.cast()
    made = wished(cast)
    seen = {
        name: queries.visible_registrations(getattr(cast, name), now=NOW).exists()
        for name in ("lin", "ding", "aiko", "wu")
    }
    assert seen == {"lin": True, "ding": True, "aiko": False, "wu": False}
    asked(made, cast, due="2026-05-22")
    assert queries.visible_registrations(cast.wu, now=NOW).exists()
