"""Bulletins of the demonstration: one half-month summary that went out with its mail, one still a draft."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.sites import BEHIND
from luoshi.cli.demonstration.world import World
from luoshi.issuing import bulletins, checking, flagging, signing
from luoshi.issuing.models import Bulletin, Document
from luoshi.papers.kinds.bulletin import Masthead
from luoshi.projects import plans
from luoshi.projects.models import Project, Stage
from luoshi.values.halfmonth import HalfMonth

NAME = "瀚北合作半月报"
PLANNED = 10  # projects with a plan for the year
DAYS_AFTER = 4  # the reports are due two days after the window, or after a rest


def bulletin_issues(world: World, agenda: Agenda) -> None:
    """Put the summaries of the last two whole windows on the agenda."""
    agenda.on(-70, lambda now: _year_plans(world, now), hour=15)
    recent = HalfMonth.containing(agenda.today - dt.timedelta(days=DAYS_AFTER)).previous()
    before = recent.previous()
    agenda.on(_day(before, agenda), lambda now: _issued(world, before, now), hour=10)
    agenda.on(min(_day(recent, agenda), -1), lambda now: _begun(world, recent, now), hour=11)


def _day(window: HalfMonth, agenda: Agenda) -> int:
    return (window.last_day - agenda.today).days + DAYS_AFTER


def _year_plans(world: World, now: dt.datetime) -> None:
    """Lay down what projects that are being built are to invest this year: a part of the whole."""
    rows = Project.objects.filter(filing__isnull=False, stage__gte=Stage.START, exit__isnull=True)
    others = rows.filter(investment__isnull=False).exclude(name__in=list(BEHIND))
    for at, project in enumerate(others.order_by("pk")[:PLANNED]):
        plans.plan_year(
            project,
            year=now.year,
            planned=((project.investment or Decimal(0)) / (2 + at % 3)).quantize(Decimal(10_000)),
            q1=Decimal(10),
            q2=Decimal(40),
            q3=Decimal(75),
            by=world.coordinator,
            now=now,
        )


def _drafted(world: World, window: HalfMonth, now: dt.datetime) -> Document:
    return bulletins.compose_summary(
        window=window.id, head=head(world), office=world.office, by=world.coordinator, now=now
    )


def _begun(world: World, window: HalfMonth, now: dt.datetime) -> None:
    _drafted(world, window, now)


def _issued(world: World, window: HalfMonth, now: dt.datetime) -> None:
    document, by = _drafted(world, window, now), world.supervisor
    checking.send_to_check(document, version=document.version, by=world.coordinator, now=now)
    for flag in flagging.undecided(document):
        flagging.keep_flag(flag, reason="引自单位半月报原文。", by=by, now=now)
        document.refresh_from_db()
    checking.pass_check(document, version=document.version, by=by, now=now)
    signing.sign(document, version=document.version, by=world.leader, now=now)
    bulletin = Bulletin.objects.get(document=document)
    bulletins.issue(bulletin, version=document.version, mails=True, by=world.coordinator, now=now)


def head(world: World) -> Masthead:
    """Return the head and foot of the office's bulletin."""
    return Masthead(
        name=NAME,
        office=f"{world.office.name}综合协调处",
        issue="",
        author="综合协调处　林岚",
        editors=("林岚（综合协调处）",),
        reviewer="赵启明",
        reported=("瀚北自治区人民政府",),
        sent=("青泉州人民政府", "白沙地区行政公署"),
        distributed=(
            "青泉州国资委",
            "青泉州发展改革委",
            "瀚北交通建设集团有限公司",
            "瀚北能源投资有限公司",
            "瀚北粮油集团有限公司",
        ),
        copies=60,
    )
