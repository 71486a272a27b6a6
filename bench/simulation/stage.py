"""Setting the stage: an empty database, two desks, a line for each month; then the play."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable

from bench.simulation import plants
from bench.simulation.desk import desks
from bench.simulation.play import Play, Played, Size
from bench.simulation.story import Story
from django.conf import settings
from django.core.management import call_command


def perform(asked: argparse.Namespace, *, began: float) -> Story:
    """Play what was ``asked`` and return its story."""
    # Nobody logs in here: the accounts are made without the time that a real password costs.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0, interactive=False)
    size = Size(
        days=asked.days,
        projects=asked.projects,
        matters=asked.matters,
        units=asked.units,
        outages=asked.outages,
        set_backs=asked.set_backs,
        kill_share=asked.kill_share,
    )
    with desks(2) as (first, second):
        play = Play(size, asked.seed, (first, second))
        ripe = plants.have_ground if asked.plant else (lambda: True)
        played = play.live(_line(play.played, quiet=asked.quiet, began=began), ripe)
    planted = plants.each_is_found(played) if asked.plant else {}
    return Story.of(played, seconds=time.monotonic() - began, planted=planted)


def _line(played: Played, *, quiet: bool, began: float) -> Callable[[dt.date], None]:
    def tick(day: dt.date) -> None:
        if day.day == 1 and not quiet:
            seconds, wrong = time.monotonic() - began, len(played.violations)
            said = f"{day}  {seconds:6.0f} s  {wrong} violations"
            print(said, file=sys.stderr, flush=True)

    return tick
