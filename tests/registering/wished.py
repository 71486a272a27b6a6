"""A project whose investor asked for help with registering, for the stories of this room and its pages."""

from __future__ import annotations

import datetime as dt

from luoshi.registering import actions, queries, steps
from luoshi.registering.models import Registration
from tests import make
from tests.progress.filed import project

WISH = "我公司拟在青泉州设立一家公司负责灌区运营，请协助办理登记手续。"


def wished(cast: make.Cast, *, on: str = "2026-05-18", wish: str = WISH, **said) -> Registration:
    """Return help that 丁立 of the builder asked for on a day."""
    given = {"place": "青泉州青泉市", "form": "subsidiary"} | said
    return actions.open_registration(
        given.pop("project", None) or project(cast),
        enterprise=cast.builder,
        wished_by=cast.ding.person,
        wished_on=given.pop("wished_on", dt.date.fromisoformat(on)),
        wish=wish,
        held_by=cast.region,
        by=cast.lin,
        now=make.at(on),
        **given,
    )


def asked(registration: Registration, cast: make.Cast, *, code: str = "name", due: str) -> None:
    """Ask 吴青 of the water bureau for help with one step until a day."""
    steps.ask_help(
        queries.step_of(registration, code),
        helper_unit=cast.water,
        helper=cast.wu.person,
        asked_on=dt.date(2026, 5, 18),
        due_on=dt.date.fromisoformat(due),
        by=cast.lin,
        now=make.at("2026-05-18"),
    )
