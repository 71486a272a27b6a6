"""A filed project and its reports, for the stories of this room and of its pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from luoshi.orgs.models import Account
from luoshi.progress import actions
from luoshi.progress.models import Report
from luoshi.projects import actions as projects
from luoshi.projects.models import Project
from tests import make


def project(
    cast: make.Cast, *, on: str = "2026-05-18", name: str = "青泉灌区改造", plan: str = "80000000"
) -> Project:
    """Return a project whose reports 丁立 of the builder owes from the window of ``on``."""
    now = make.at(on)
    made = projects.add_project(
        name=name,
        held_by=cast.region,
        parties=[(cast.builder, "investor")],
        investment=Decimal(plan),
        stage="S08",
        by=cast.lin,
        now=now,
    )
    projects.file_project(made, unit=cast.builder, reporter=cast.ding.person, by=cast.lin, now=now)
    return made


def report(
    made: Project, window: str, *, by: Account, now: dt.datetime, wan: int = 100, **said
) -> Report:
    """Hand in a report of ``wan`` ten thousands in the window; the other sums are carried on."""
    first = {
        "invested_year": Decimal(wan * 10000),
        "invested_total": Decimal(wan * 10000),
        "funds_arrived": Decimal(0),
    }
    known = made.reports.filter(is_current=True, window__lt=window).exists()
    said = (
        {
            "stage": "S08",
            "progress": f"{window}完成渠首闸基础，渠道衬砌推进到第{window[-3:]}段。",
            "invested_window": Decimal(wan * 10000),
        }
        | ({} if known else first)
        | said
    )
    return actions.submit(made, window=window, **said, by=by, now=now)
