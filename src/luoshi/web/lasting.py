"""How long a log-in lasts: until nobody used it for a while, and never longer than the limit.

``settings`` says both; the marks stand in the session, so that looking costs no query.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest

BEGUN, SEEN = "luoshi_begun", "luoshi_seen"
FACTOR_BY = "luoshi_factor_by"  # by when a second factor must be there, where one is missing
NOTED_EVERY_SECONDS = 60
USUAL = (dt.timedelta(minutes=30), dt.timedelta(hours=8))

_limits = list(USUAL)


def use(*, idle: dt.timedelta, longest: dt.timedelta) -> None:
    """Let log-ins end after ``idle`` without a request, and after ``longest`` in any case."""
    _limits[:] = [idle, longest]


def idle() -> dt.timedelta:
    """Return how long nobody need do anything."""
    return _limits[0]


def begin(request: HttpRequest, *, now: dt.datetime) -> None:
    """Note in the session that it begins."""
    request.session[BEGUN] = request.session[SEEN] = now.timestamp()


def over(request: HttpRequest, *, now: dt.datetime) -> Literal["idle", "long", ""]:
    """Tell whether the session is over, and why.

    A session from before there were marks begins with its first request.
    """
    session, moment = request.session, now.timestamp()
    if BEGUN not in session:
        begin(request, now=now)
    if moment - session[BEGUN] >= _limits[1].total_seconds():
        return "long"
    return "idle" if moment - session[SEEN] >= _limits[0].total_seconds() else ""


def used(request: HttpRequest, *, now: dt.datetime) -> bool:
    """Note that the session is used, once a minute; tell whether it was noted."""
    if now.timestamp() - request.session[SEEN] < NOTED_EVERY_SECONDS:
        return False
    request.session[SEEN] = now.timestamp()
    return True
