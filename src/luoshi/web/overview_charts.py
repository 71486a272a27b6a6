"""The charts and tables of the leader's page, each value leading to the rows behind it."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.issuing import leading
from luoshi.values.civil import civil_day
from luoshi.web.charts import Chart, Point, Series, Tone
from luoshi.web.templatetags.luoshi_ui import money, window_name

if TYPE_CHECKING:
    from luoshi.web.overview import Asked

GROUPED = {
    "prefecture": gettext_lazy("地州市"),
    "enterprise": gettext_lazy("企业"),
    "sector": gettext_lazy("行业"),
}
TONES: dict[str, Tone] = {
    leading.ON_TRACK: "green",
    leading.WATCH: "yellow",
    leading.OFF: "red",
    leading.UNLIT: "grey",
    leading.PAUSED: "blue",
}
GROUPS_MOST = 12
_HUNDRED_MILLION = Decimal(10**8)


def named(dimension: str, value: str) -> str:
    """Return a value of a dimension as the page says it."""
    match dimension:
        case "band":
            return _(leading.BANDS.get(value, value))
        case "cause":
            return _(leading.CAUSES.get(value, value))
        case "sector" if value in leading.SECTORS.values:
            return str(leading.SECTORS(value).label)
        case _:
            return value or _(leading.UNKNOWN)


def trends(seen: leading.Overview, asked: Asked, *, now: dt.datetime) -> list[Chart]:
    """Return how the projects stood at the end of each window, what was invested, what became of problems."""
    labels = [str(window_name(one.window)) for one in seen.trend]
    bands = [band for band in TONES if any(one.bands[band] for one in seen.trend)]
    how = Chart(
        "standing",
        "stack",
        _("各期末项目推进情况"),
        axis=_("报告期"),
        labels=labels,
        series=[
            Series(
                _(leading.BANDS[band]),
                [
                    Point(one.bands[band], "", _at(asked, one.on, now=now, band=band))
                    for one in seen.trend
                ],
                TONES[band],
            )
            for band in bands
        ],
        unit=_("个"),
        note=_("统计范围：各期末在册的备案项目（含暂停）；本期截至统计时点"),
    )
    return [how, _invested(seen, labels), _problems(seen, labels)]


def _at(asked: Asked, day: dt.date, *, now: dt.datetime, **more: str) -> str:
    if day < civil_day(now):
        return asked.link(**more | {"as_of": day.isoformat()})
    return asked.link(**more)


def _invested(seen: leading.Overview, labels: list[str]) -> Chart:
    points = [
        Point((one.invested / _HUNDRED_MILLION).quantize(Decimal("0.01"), ROUND_HALF_UP), money(one.invested))
        if one.reports
        else Point(None)
        for one in seen.trend
    ]  # fmt: skip
    return Chart(
        "invested",
        "bars",
        _("各期完成投资"),
        axis=_("报告期"),
        labels=labels,
        series=[Series(_("本期完成投资"), points)],
        unit=_("亿元"),
        note=_("统计范围：该期已报送半月报的备案项目；没有报送的不计为零"),
    )


def _problems(seen: leading.Overview, labels: list[str]) -> Chart:
    return Chart(
        "problems",
        "lines",
        _("各期交办和办结的问题"),
        axis=_("报告期"),
        labels=labels,
        series=[
            Series(_("新交办"), [Point(one.opened) for one in seen.trend]),
            Series(_("办结"), [Point(one.closed) for one in seen.trend]),
        ],
        unit=_("项"),
        note=_("统计范围：已交办、未撤销的问题"),
    )


def grouped(seen: leading.Overview, dimension: str, asked: Asked) -> Chart:
    """Return the projects by one dimension, the largest groups first."""
    groups = seen.groups(dimension)[:GROUPS_MOST]
    bands = [band for band in TONES if any(one.bands[band] for one in groups)]
    return Chart(
        dimension,
        "rowstack",
        _("按%(dimension)s") % {"dimension": GROUPED[dimension]},
        axis=str(GROUPED[dimension]),
        labels=[named(dimension, one.name) for one in groups],
        series=[
            Series(
                _(leading.BANDS[band]),
                [
                    Point(one.bands[band], "", asked.link(band=band, **{dimension: one.name}))
                    for one in groups
                ],
                TONES[band],
            )
            for band in bands
        ],
        unit=_("个"),
        note=_("统计范围：在册备案项目；有几家企业的项目，各家都计入")
        if dimension == "enterprise"
        else _("统计范围：在册备案项目"),
    )


def cells(seen: leading.Overview, asked: Asked) -> list[dict[str, Any]]:
    """Return region × enterprise × sector as counts, the largest first."""
    return [
        {
            "names": [named(*pair) for pair in zip(GROUPED, names, strict=True)],
            "count": count,
            "address": asked.link(**dict(zip(GROUPED, names, strict=True))),
        }
        for *names, count in seen.cells()
    ]
