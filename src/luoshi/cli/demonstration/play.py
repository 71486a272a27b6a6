"""Six months in a minute: everybody does what is on the agenda, and the sweep runs every morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.bulletins import bulletin_issues
from luoshi.cli.demonstration.councils import councils
from luoshi.cli.demonstration.decisions import decisions
from luoshi.cli.demonstration.dockings import dockings
from luoshi.cli.demonstration.letters import letters
from luoshi.cli.demonstration.lives import matters_by_hand
from luoshi.cli.demonstration.office import MAILED_DAYS, office, with_mail
from luoshi.cli.demonstration.pledges import pledges
from luoshi.cli.demonstration.proposals import proposals
from luoshi.cli.demonstration.rechecks import rechecks
from luoshi.cli.demonstration.registrations import registrations
from luoshi.cli.demonstration.sites import sites
from luoshi.cli.demonstration.slips import slips
from luoshi.cli.demonstration.trips import trips
from luoshi.cli.demonstration.views import views
from luoshi.cli.demonstration.visits import visits
from luoshi.cli.demonstration.works import works
from luoshi.cli.demonstration.world import World, everybody_comes_in, people_the_world
from luoshi.cli.rounds import sweep_once
from luoshi.values.civil import SHANGHAI, civil_day

DAYS = 183


def play(*, now: dt.datetime, tick: Callable[[], None]) -> World:
    """Live the last ``DAYS`` days up to ``now``; call ``tick`` once for each of them."""
    today = civil_day(now)
    world, agenda = World(), Agenda(today)
    first = dt.datetime.combine(today - dt.timedelta(days=DAYS), dt.time(8), tzinfo=SHANGHAI)
    people_the_world(world, now=first)
    works(world, agenda)
    slips(world, agenda)
    matters_by_hand(world, agenda)
    visits(world, agenda)
    office(world, agenda)
    sites(world, agenda)
    letters(world, agenda)
    dockings(world, agenda)
    registrations(world, agenda)
    proposals(world, agenda)
    bulletin_issues(world, agenda)
    decisions(world, agenda)
    councils(world, agenda)
    pledges(world, agenda)
    rechecks(world, agenda)
    trips(world, agenda)
    views(world, agenda)
    try:
        for day in range(DAYS + 1):
            morning = first + dt.timedelta(days=day, minutes=30)
            if morning > now:
                break
            if day == DAYS - MAILED_DAYS:
                with_mail(on=True)
            everybody_comes_in(now=morning)
            sweep_once(now=morning)
            agenda.live_until(min(morning + dt.timedelta(hours=14), now))
            tick()
        sweep_once(now=now)
    finally:
        with_mail(on=False)  # whoever goes on in this process has her own channels
    world.refused = agenda.refused
    return world
