"""Help with registering at every turn: under way, stuck, through, withdrawn, just asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.projects.models import Project
from luoshi.registering import actions, checks, queries, raising, steps
from luoshi.registering.models import Registration
from luoshi.values.civil import civil_day
from luoshi.values.creditcode import check_character, organisation_check

YARD = "青泉公铁联运场站项目"
WIND = "沙湖风电场一期项目"
COAL = "石门煤炭清洁储运基地"
KITCHEN = "青泉中央厨房项目"
STEP_DAYS = 4  # so many days each step of the wind farm took
DAY = dt.timedelta(days=1)


def registrations(world: World, agenda: Agenda) -> None:
    """Put four wishes and what became of them on the agenda."""

    def put(day: int, deed: Callable[[World, dt.datetime], None], *, hour: int = 11) -> None:
        agenda.on(day, lambda now: deed(world, now), hour=hour)

    put(-96, _wind_farm_asks)
    put(-30, _wind_farm_is_through)
    put(-58, _yard_asks)
    put(-54, _yard_declares_its_name)
    put(-16, _yard_is_stuck)
    put(-15, _words_are_kept, hour=16)
    put(-40, _coal_asks)
    put(-33, _coal_withdraws)
    put(-9, _kitchen_asks)


def _wish(
    world: World, project: str, person: str, words: str, now: dt.datetime, **said: str
) -> Registration:
    """Note the wish of the investor of ``project``, told by one of its people."""
    made = Project.objects.get(name=project)
    investor = made.parties.select_related("unit").get(role="investor").unit
    return actions.open_registration(
        made,
        enterprise=investor,
        wished_by=world.people[person],
        wished_on=civil_day(now),
        wish=words,
        held_by=world.office,
        by=world.coordinator,
        now=now,
        **said,
    )


def _of(project: str) -> Registration:
    return Registration.objects.get(project__name=project)


def _ask(
    world: World,
    registration: Registration,
    code: str,
    who: tuple[str, str],
    days: int,
    now: dt.datetime,
) -> None:
    """Ask a person of a unit for help with one step within some days."""
    steps.ask_help(
        queries.step_of(registration, code),
        helper_unit=world.units[who[0]],
        helper=world.people[who[1]],
        asked_on=civil_day(now),
        due_on=civil_day(now) + days * DAY,
        by=world.coordinator,
        now=now,
    )


SERVICE = ("青泉州国资委", "白若溪")
PLANNING = ("青泉州发展改革委", "吴青")


def _wind_farm_asks(world: World, now: dt.datetime) -> None:
    words = "我公司风电场拟由分公司运营，想在沙湖县办一家分公司，请帮我们了解流程、对接窗口。"
    made = _wish(world, WIND, "宋临川", words, now, place="青泉州沙湖县", form="branch")
    told = {"form": "branch", "holding": "provincial"}
    actions.settle_form(made, version=made.version, **told, by=world.coordinator, now=now)
    for number, step in enumerate(made.steps.all()):
        if step.code != "permits":
            _ask(world, made, step.code, SERVICE, STEP_DAYS * (number + 1), now)


def _wind_farm_is_through(world: World, now: dt.datetime) -> None:
    made, by = _of(WIND), world.coordinator
    began = min(one.asked_on for one in made.steps.all() if one.asked_on)
    name = "瀚北能源投资有限公司沙湖分公司"
    actions.declare_name(
        made, version=made.version, name=name, declared_on=began + 3 * DAY, by=by, now=now
    )
    for number, step in enumerate(made.steps.all()):
        if step.code == "permits":
            steps.skip_step(step, reason="经营范围不涉及须经许可的项目", by=by, now=now)
        else:
            done = began + (STEP_DAYS * number + 2) * DAY
            steps.finish_step(step, done_on=done, by=by, now=now)
    licensed = began + 5 * STEP_DAYS * DAY
    code = _code("MA7D3K2P")
    actions.note_licence(
        made, version=made.version, code=code, licensed_on=licensed, by=by, now=now
    )
    actions.finish(made, version=made.version, by=by, now=now)


def _code(first8: str) -> str:
    """Return a code of an invented company of the invented region, with both checks right."""
    first17 = "91629900" + first8 + organisation_check(first8)
    return first17 + check_character(first17)


def _yard_asks(world: World, now: dt.datetime) -> None:
    words = "场站建成后我公司打算设一家子公司负责运营，公司自己定的，请州里帮忙协调登记和开户。"
    made = _wish(world, YARD, "夏雨荷", words, now, place="青泉州青泉市", form="subsidiary")
    told = {"form": "subsidiary", "holding": "half"}
    actions.settle_form(made, version=made.version, **told, by=world.coordinator, now=now)
    _ask(world, made, "name", SERVICE, 5, now)
    _ask(world, made, "address", SERVICE, 70, now)
    _ask(world, made, "articles", PLANNING, 66, now)


def _yard_declares_its_name(world: World, now: dt.datetime) -> None:
    made, by, day = _of(YARD), world.coordinator, civil_day(now)
    name = "青泉公铁联运有限公司"
    actions.declare_name(made, version=made.version, name=name, declared_on=day, by=by, now=now)
    steps.finish_step(queries.step_of(made, "name"), done_on=day, by=by, now=now)
    _ask(world, made, "people", SERVICE, 12, now)
    steps.finish_step(queries.step_of(made, "people"), done_on=day, by=by, now=now)


def _yard_is_stuck(world: World, now: dt.datetime) -> None:
    """The park wants something in return; its words are flagged, the obstacle becomes a matter."""
    made, by = _of(YARD), world.coordinator
    address = queries.step_of(made, "address")
    said = "园区口头提出必须在当地注册独立法人才开具住所证明，正在沟通"
    steps.note_obstacle(address, obstacle=said, by=by, now=now)
    raising.raise_obstacle(address, by=by, now=now)


def _words_are_kept(world: World, now: dt.datetime) -> None:
    reason = "照录园区说法，不是我方要求；已告知园区不得以注册为条件，另立事项协调"
    for check in queries.checks_of(_of(YARD)):
        checks.keep_words(check, reason=reason, by=world.accounts["罗文静"], now=now)


def _coal_asks(world: World, now: dt.datetime) -> None:
    words = "我公司考虑为储运基地设立子公司，先请协助做名称查询。"
    made = _wish(world, COAL, "宋临川", words, now, place="白沙地区石门县", form="undecided")
    _ask(world, made, "name", ("白沙地区工业和信息化局", "贺敏之"), 10, now)


def _coal_withdraws(world: World, now: dt.datetime) -> None:
    actions.withdraw(_of(COAL), by=world.accounts["宋临川"], now=now)


def _kitchen_asks(world: World, now: dt.datetime) -> None:
    words = "招商时说应当在当地注册子公司，我公司还没有定，请先介绍分公司和子公司的区别。"
    made = _wish(world, KITCHEN, "何秀兰", words, now, place="青泉州青泉市", form="undecided")
    _ask(world, made, "name", SERVICE, 6, now)
    _ask(world, made, "address", PLANNING, 14, now)
