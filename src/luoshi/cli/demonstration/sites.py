"""What happens to single projects: permits, plans, benefits, signatures, links, excuses, lights by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.matters import actions as matters
from luoshi.matters.models import Group
from luoshi.orgs import actions as orgs
from luoshi.progress import links, raising, signing
from luoshi.progress import queries as reports
from luoshi.progress.actions import Guest
from luoshi.projects import actions, permits, plans
from luoshi.projects.models import Project
from luoshi.rules.curve import Curve, planned_share
from luoshi.standing import actions as standing
from luoshi.standing import queries as lights
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth

TEN_THOUSAND = 10000
# How far behind its plan each project is to be, in percent of the year: green, yellow, red.
BEHIND = {
    "云岭至青泉公路养护中心项目": -3,
    "青泉市智慧停车一期工程": 6,
    "沙湖县农村公路联网工程": 18,
    "白沙机场连接线工程": 20,
    "白沙工业园区标准厂房二期": 44,
}
SIGNED_FOR = ("白沙机场连接线工程", "河湾大桥改建工程")
UNSIGNED_DAYS = 12  # so long the head of the last of them has not signed


def sites(world: World, agenda: Agenda) -> None:
    """Put what happens to single projects on the agenda."""

    def put(day: int, deed: Callable[[World, dt.datetime], None], *, hour: int = 14) -> None:
        agenda.on(day, lambda now: deed(world, now), hour=hour)

    for name in SIGNED_FOR:
        put(-120, lambda w, now, name=name: _head_signs(w, name, now))  # type: ignore[misc]
        for day in range(-118, -UNSIGNED_DAYS if name == SIGNED_FOR[-1] else 0):
            put(day, lambda w, now, name=name: _sign_for(w, agenda, name, now), hour=18)  # type: ignore[misc]
    put(-110, _papers)
    put(-110, _papers_of_the_late_one)
    put(-45, _promises)
    put(-30, _excuse)
    put(-25, _pause)
    put(-16, _await_a_group)
    put(-1, _plan_the_year, hour=8)
    put(-4, _raise_problems, hour=16)
    put(-2, _links)
    put(-1, _return_one, hour=9)
    put(-1, _change_lights, hour=15)


def _named(name: str) -> Project:
    return Project.objects.get(name=name)


def _head_signs(world: World, name: str, now: dt.datetime) -> None:
    signing.require_signature(_named(name), head_signs=True, by=world.coordinator, now=now)


def _sign_for(world: World, agenda: Agenda, name: str, now: dt.datetime) -> None:
    """The head signs what has lain two days; the office receives it on the day after."""

    def receive(later: dt.datetime, pk: int) -> None:
        there = reports.reports_of(project).filter(pk=pk, state="handed-in").first()
        if there:
            signing.receive(there, by=world.coordinator, now=later)

    project, today = _named(name), civil_day(now)
    for report in reports.reports_of(project).filter(is_current=True, state="waiting"):
        head = world.head_of(project.filing.unit)
        if head and (today - civil_day(report.at)).days >= 2:
            signing.sign(report, by=head, now=now)
            agenda.later(now, 1, lambda later, pk=report.pk: receive(later, pk))  # type: ignore[misc]


def _return_one(world: World, now: dt.datetime) -> None:
    """The office returns one report, with the reason; it is owed again."""
    project = _named("青泉市智慧停车一期工程")
    report = reports.last_before(project, HalfMonth.containing(civil_day(now)))
    if report:
        reason = "累计完成投资与统计直报数不一致，请核对后重新报送。"
        signing.return_report(report, reason=reason, by=world.coordinator, now=now)


def _papers(world: World, now: dt.datetime) -> None:
    """Statutory filing, permits and statistics of projects that are being built."""
    today, by = civil_day(now), world.coordinator
    day = dt.timedelta(days=1)
    for number, name in enumerate(BEHIND):
        filed = today - (200 + 90 * number) * day
        plans.keep_approval(
            _named(name),
            version=None,
            code=f"{filed:%y%m}-629900-04-01-10{number}5{number}7",
            authority="青泉州发展改革委",
            filed_on=filed,
            state="filed",
            by=by,
            now=now,
        )
        permits.keep_permit(
            _named(name),
            kind="land",
            authority="青泉州自然资源局",
            applied_on=today - 150 * day,
            issued_on=today - 96 * day,
            number=f"青自然资预审〔{today.year}〕{17 + number}号",
            by=by,
            now=now,
        )
        entered = {"entered_on": today - 20 * day, "evidence": "统计联网直报入库确认单"}
        if number != 1:
            plans.enter_statistics(_named(name), **entered, by=by, now=now)  # type: ignore[arg-type]


def _papers_of_the_late_one(world: World, now: dt.datetime) -> None:
    """A filing that is about to lapse, and two permits that stand still."""
    today, by = civil_day(now), world.coordinator
    day = dt.timedelta(days=1)
    late = _named("青泉公铁联运场站项目")
    plans.keep_approval(
        late,
        version=None,
        code=f"{today - 560 * day:%y%m}-629900-04-01-308216",
        authority="青泉州发展改革委",
        filed_on=today - 560 * day,
        state="filed",
        by=by,
        now=now,
    )
    for kind, applied, blocked in (
        ("environment", 40, "环评专家意见要求补充噪声监测数据"),
        ("construction", None, ""),
    ):
        permits.keep_permit(
            late,
            kind=kind,
            authority="青泉州生态环境局" if kind == "environment" else "青泉州住房城乡建设局",
            applied_on=today - applied * day if applied else None,
            blocked_by=blocked,
            by=by,
            now=now,
        )


def _promises(world: World, now: dt.datetime) -> None:
    """What projects are to bring, and how much of it is there."""
    by, today = world.coordinator, civil_day(now)
    for name, kind, detail, unit, promised, reached in (
        ("白沙工业园区标准厂房二期", "jobs", "", "人", 420, 135),
        ("白沙工业园区标准厂房二期", "output", "", "万元", 26000, None),
        ("云岭至青泉公路养护中心项目", "local", "养护工人", "人", 60, 52),
        ("沙湖县农村公路联网工程", "local", "季节性用工", "人", 180, 210),
    ):
        benefit = plans.promise(
            _named(name),
            kind=kind,
            detail=detail,
            unit=unit,
            promised=Decimal(promised),
            by=by,
            now=now,
        )
        if reached:
            plans.reach_benefit(
                benefit,
                reached=Decimal(reached),
                reached_on=today,
                evidence="用工合同备案汇总表",
                by=by,
                now=now,
            )


def _missing(now: dt.datetime) -> list[tuple[Project, HalfMonth]]:
    """Return the windows that have ended without a report, oldest first."""
    found = []
    for project in Project.objects.filter(filing__isnull=False, exit__isnull=True).order_by("pk"):
        window = HalfMonth.parse(project.filing.first_window)
        while window.last_day < civil_day(now):
            if reports.owes(project.filing, window) and not reports.current_report(project, window):
                found.append((project, window))
            window = window.next()
    return sorted(found, key=lambda one: one[1].first_day)


def _excuse(world: World, now: dt.datetime) -> None:
    """The office excuses the oldest missing windows, with the reason."""
    for number, (project, window) in enumerate(_missing(now)[:10]):
        reason = (
            "项目法人变更登记期间暂停统计，经批准免报。"
            if number % 2 == 0
            else "填报人借调期间由办公室电话核实，情况已在下一期补记。"
        )
        signing.excuse(project, window=window.id, reason=reason, by=world.coordinator, now=now)


def _pause(world: World, now: dt.datetime) -> None:
    """One project rests, one is given up."""
    today = civil_day(now)
    actions.leave(
        _named("云岭隧道机电改造工程"),
        exit="paused",
        on=today,
        reason="冬季隧道封闭施工条件不具备，经研究暂停，开春复核。",
        approved_by=world.people["赵启明"],
        review_on=today + dt.timedelta(days=100),
        by=world.coordinator,
        now=now,
    )


def _plan_the_year(world: World, now: dt.datetime) -> None:
    """Say what is invested this year, so that the lights of progress tell who is behind."""
    today = civil_day(now)
    shares = (Decimal(12), Decimal(40), Decimal(75))
    season = dt.date(today.year, 3, 15), dt.date(today.year, 11, 25)
    share = planned_share(Curve(today.year, shares, *season), today)
    for name, behind in BEHIND.items():
        project = _named(name)
        last = reports.last_before(project, HalfMonth.containing(today))
        done = last.invested_year if last and last.invested_year else Decimal(0)
        planned = project.investment or Decimal(TEN_THOUSAND)
        if done and share > behind:
            planned = (done * 100 / (share - behind) // TEN_THOUSAND + 1) * TEN_THOUSAND
        plans.plan_year(
            project,
            year=today.year,
            planned=planned,
            q1=shares[0],
            q2=shares[1],
            q3=shares[2],
            resumes_on=season[0],
            stops_on=season[1],
            by=world.coordinator,
            now=now,
        )


def _raise_problems(world: World, now: dt.datetime) -> None:
    """Of the problems that reports name one becomes a matter and one is known."""
    told = 0
    for project in Project.objects.filter(filing__isnull=False).order_by("pk"):
        report = reports.last_before(project, HalfMonth.containing(civil_day(now)))
        problems = raising.problems_of(report) if report else []
        if report is None or not problems:
            continue
        if told == 0:
            raising.raise_matter(report, text=problems[0], by=world.coordinator, now=now)
        else:
            note = "已列入州重点项目调度，按调度安排推进。"
            raising.mark_known(report, text=problems[0], note=note, by=world.coordinator, now=now)
        told += 1
        if told == 3:
            return


def _links(world: World, now: dt.datetime) -> None:
    """Somebody without an account reports through her link; another link still waits."""
    missing = [one for one in _missing(now) if one[0].filing.unit.name.startswith("瀚北粮油")]
    if len(missing) < 2:
        missing = _missing(now)
    unit = world.units["瀚北粮油集团有限公司"]
    person = orgs.add_person(
        name="卡米拉·吐尔逊", unit=unit, title="项目专员", by=world.coordinator, now=now
    )
    by = world.coordinator
    for number, (project, window) in enumerate(missing[-2:]):
        made = links.make_link(project, window=window.id, person=person, days=14, by=by, now=now)
        if number == 0:
            last = reports.last_before(project, window)
            done = last.invested_total if last else Decimal(0)
            links.report_by_link(
                made.link,
                by=Guest(person.name, person.pk),
                now=now + dt.timedelta(hours=2),
                stage=project.stage,
                progress="设备基础验收完成，安装单位已进场。",
                invested_window=Decimal(0),
                invested_year=last.invested_year if last else Decimal(0),
                invested_total=done,
                funds_arrived=last.funds_arrived if last else Decimal(0),
                formalities="",
                problems="",
                next_steps="下期开始设备安装。",
                coordination="",
                unchanged=False,
                unchanged_reason="",
            )


def _await_a_group(world: World, now: dt.datetime) -> None:
    """A group that waits for its paper, with words that nobody has named yet."""
    units = world.units
    group = matters.set_up_group(
        name="石门煤炭清洁储运基地协调推进小组",
        lead=units["白沙地区行政公署"],
        purpose="协调储运基地选址、接轨和供电，每月会商一次。",
        responsible=[units["白沙地区工业和信息化局"]],
        cooperating=[units["瀚北能源投资有限公司"]],
        placeholders=[matters.Words("地区其他有关部门")],
        held_by=world.office,
        by=world.coordinator,
        now=now,
    )
    assert isinstance(group, Group)


def _change_lights(world: World, now: dt.datetime) -> None:
    """The supervisor moves two lights one step, with the reason and an end."""
    wanted = {
        "沙湖县农村公路联网工程": "连续两期现场抽查进度偏慢，提级关注。",
        "河湾大桥改建工程": "资料已线下收齐，正在补录，暂调一级。",
    }
    for name, reason in wanted.items():
        project = _named(name)
        stand = lights.stand_of(project, today=civil_day(now))
        choices = lights.choices_for(stand) if stand else []
        if choices:
            became = choices[-1 if name.startswith("沙湖") else 0]
            standing.adjust(
                project, became=became.value, reason=reason, by=world.supervisor, now=now
            )
