"""The half-month summary, out of the figures of one window."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from luoshi.issuing.composing.rows import in_chinese
from luoshi.issuing.figures import CAUSES, Figures
from luoshi.issuing.figures_counted import way_of
from luoshi.issuing.figures_matters import ProblemFacts
from luoshi.issuing.figures_projects import ProjectFacts
from luoshi.issuing.figures_values import WHOLE, YUAN, Figure
from luoshi.issuing.ledgers import REPORT_WORDS
from luoshi.papers.kinds import stated
from luoshi.papers.kinds import summary as kinds
from luoshi.papers.kinds.bulletin import Masthead
from luoshi.papers.paper import Paper
from luoshi.projects.models import Stage
from luoshi.standing.models import Colour
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.numbers import money, written_day

# The table of figures, in its order.
SHOWN = (
    "filed",
    "planned",
    "intended",
    "signed",
    "started",
    "finished",
    "producing",
    "invested_window",
    "invested_year",
    "invested_total",
    "total_done",
    "year_done",
    "year_due",
    "in_time",
    "behind",
    "raised",
    "confirmed",
    "overdue",
)
CHANGES = (
    ("new", "新备案"),
    ("started_now", "新开工"),
    ("finished_now", "竣工"),
    ("dropped_now", "终止退库"),
    ("paused_now", "暂停"),
    ("back_now", "恢复在册"),
)


@in_chinese
def summary_paper(figures: Figures, *, head: Masthead, now: dt.datetime) -> Paper:
    """Return the summary of the window of ``figures``."""
    lags = tuple(
        stated.Lag(
            name=one.project.name,
            unit=one.project.unit,
            due=one.project.due_then or Decimal(0),
            done=one.project.done or Decimal(0),
            on=_report_day(one.project, figures.base_on),
            cause=CAUSES[one.cause],
            words="；".join(one.words),
        )
        for one in figures.behind
    )
    return kinds.summary(
        stated.Summary(
            head=head,
            dated=civil_day(now),
            base=base_of(figures),
            overall=overall_of(figures),
            figures=tuple(_stated(figures[code]) for code in SHOWN),
            filed_before=int(figures.before["filed"]),
            invested_before=figures.before["invested_window"],
            changes=tuple(
                stated.Change(word, tuple(one.name for one in figures.projects_of(code)))
                for code, word in CHANGES
            ),
            causes=tuple(
                (name, sum(CAUSES[one.cause] == name for one in figures.behind))
                for name in CAUSES.values()
            ),
            compared=int(figures["behind"].denominator or 0),
            lags=lags,
            problems=problems_of(figures),
            decisions=_decisions(figures),
            ahead=_ahead(figures),
            rows=tuple(_row(one, figures) for one in figures.projects),
            trend=tuple((_short(window), invested) for window, invested, _ in figures.trend),
        )
    )


def base_of(figures: Figures) -> stated.Base:
    """Return what the figures rest on, in the time of the office."""
    return stated.Base(figures.window.chinese, figures.base_on, figures.as_of.astimezone(SHANGHAI))


def overall_of(figures: Figures) -> stated.Overall:
    """Return the figures of the first paragraph."""
    owed = figures["in_time"].denominator or Decimal(0)
    return stated.Overall(
        filed=figures["filed"].count,
        paused=figures["paused"].count,
        planned=figures["planned"].numerator,
        signed=figures["signed"].count,
        started=figures["started"].count,
        started_share=figures["started"].share,
        invested_window=figures["invested_window"].numerator,
        invested_year=figures["invested_year"].numerator,
        invested_total=figures["invested_total"].numerator,
        owed=int(owed),
        in_time=figures["in_time"].count,
        late=figures["late"].count,
        missing=figures["missing"].count,
        not_yet=figures["not_yet"].count,
        in_time_share=figures["in_time"].share,
        year=_year(figures),
    )


def _year(figures: Figures) -> stated.YearDone | None:
    done, due = figures["year_done"], figures["year_due"]
    if done.share is None or due.share is None:
        return None
    planned = [one for one in figures.projects if one.planned is not None]
    return stated.YearDone(
        year=figures.base_on.year,
        count=len(planned),
        planned=done.denominator or Decimal(0),
        done=done.numerator,
        due=due.numerator,
        done_share=done.share,
        due_share=due.share,
        not_reported=sum(one.of_year is None for one in planned),
    )


def problems_of(figures: Figures) -> stated.Problems:
    """Return how the problems stand, and those that are named."""
    named = {
        code: tuple(_trouble(one, figures.base_on) for one in figures.problems_of(code))
        for code in ("new_problems", "solved_now", "overdue")
    }
    return stated.Problems(
        raised=figures["raised"].count,
        confirmed=figures["confirmed"].count,
        confirmed_share=figures["confirmed"].share,
        closed_unconfirmed=figures["closed_unconfirmed"].count,
        claimed=figures["claimed"].count,
        still=figures["open"].count,
        new=named["new_problems"],
        solved=named["solved_now"],
        overdue=named["overdue"],
    )


def _trouble(one: ProblemFacts, on: dt.date) -> stated.Trouble:
    late = (on - one.due_on).days if one.is_overdue else 0
    return stated.Trouble(one.number, one.title, one.unit, one.person, one.due_on, max(late, 0))


def _stated(figure: Figure) -> stated.Stated:
    return stated.Stated(figure.name, value_of(figure), figure.cohort)


def value_of(figure: Figure) -> str:
    """Return a figure as a paper says it: with what it is out of, where it is a share."""
    if figure.denominator == 0:
        return "—"
    if figure.unit == YUAN:
        said = money(figure.numerator)
        if figure.denominator is None:
            return said
        whole = money(figure.denominator)
        share = "" if figure.share is None else f"，{kinds.plain(figure.share)}%"
        return f"{said}／{whole}{share}"
    said = f"{figure.count}{figure.unit}"
    if figure.share is None or figure.code in WHOLE:
        return said
    return (
        f"{figure.count}／{int(figure.denominator or 0)}{figure.unit}，{kinds.plain(figure.share)}%"
    )


def _decisions(figures: Figures) -> tuple[stated.Decide, ...]:
    wanted = tuple(
        stated.Decide(
            one.what,
            f"{one.project.name}（{one.project.unit}）" if one.project else "提请领导决策的事项",
            *((one.who, written_day(one.due_on)) if one.due_on else ()),
        )
        for one in figures.wanted
    )
    pending = tuple(
        stated.Decide(one.what, "登记在册、尚待答复的申请", one.who, written_day(one.due_on))
        for one in figures.pending
    )
    return wanted + pending


def _ahead(figures: Figures) -> stated.Ahead:
    window, due = figures.window.next(), figures.report_due
    stages = sorted(
        (day, str(Stage(stage).label), one.name)
        for one in figures.projects
        for stage, day in one.coming
    )
    return stated.Ahead(
        window=window.chinese,
        first_day=window.first_day,
        last_day=window.last_day,
        report_due=due.on,
        is_announced=due.confirmed,
        stages=tuple(
            (f"{name}{stage}", unit_of(figures, name), day) for day, stage, name in stages
        ),
        matters=tuple((one.what, one.who, one.due_on) for one in figures.coming),
    )


def unit_of(figures: Figures, name: str) -> str:
    """Return the reporting unit of a project by its name."""
    return next((one.unit for one in figures.projects if one.name == name), "")


def _row(one: ProjectFacts, figures: Figures) -> stated.Row:
    way = way_of(one, today=civil_day(figures.as_of))
    return stated.Row(
        name=one.name,
        unit=one.unit_short or one.unit,
        stage=str(Stage(one.stage).label) + ("（暂停）" if one.out else ""),
        investment=one.investment,
        invested_window=one.said.invested_window if one.said else None,
        invested_year=one.of_year.invested_year if one.of_year else None,
        invested_total=one.report.invested_total if one.report else None,
        due=one.due_then if one.due_then is not None else one.due,
        done=one.done,
        reported=REPORT_WORDS[way] if way else "不需报送",
        light=str(Colour(one.light).label) if one.light else "不亮灯",
        progress=_cut(one.said.progress) if one.said else "",
    )


def _cut(text: str, *, most: int = 44) -> str:
    """Return what the row of a table can hold of ``text``; the report has it in full."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _report_day(one: ProjectFacts, on: dt.date) -> dt.date:
    return HalfMonth.parse(one.of_year.window).last_day if one.of_year else on


def _short(window: HalfMonth) -> str:
    return f"{window.month}月{'上' if window.half == 1 else '下'}"
