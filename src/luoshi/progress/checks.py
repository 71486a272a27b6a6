"""What is asked of a report before it is kept: that it is owed, whole, possible, and explained."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from luoshi.progress import queries
from luoshi.progress.models import Report, State
from luoshi.projects.models import Filing, Project, Stage
from luoshi.rules import reporting
from luoshi.rules.reporting import Figures
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "stage": Sentence(gettext_noop("形象阶段")),
    "progress": Sentence(gettext_noop("形象进度")),
    "invested_window": Sentence(gettext_noop("本期完成投资")),
    "invested_year": Sentence(gettext_noop("本年完成投资")),
    "invested_total": Sentence(gettext_noop("累计完成投资")),
    "funds_arrived": Sentence(gettext_noop("累计到位资金")),
    "unchanged_reason": Sentence(gettext_noop("连续无变化的原因")),
    "correction": Sentence(gettext_noop("更正或调整说明")),
}


def check_correction(report: Report, content: dict[str, object], correction: str) -> None:
    """Raise Incomplete without a reason, BadInput where nothing differs from what counts already."""
    if not correction.strip():
        raise Incomplete(["correction"], labels=LABELS)
    same = all(getattr(report, name) == value for name, value in content.items())
    if same and report.state != State.RETURNED:
        raise BadInput.of(
            "progress", gettext_noop("内容与现有报告相同，没有需要更正的地方。"), code="no-change"
        )


def require_owed(filing: Filing, window: HalfMonth, *, now: dt.datetime) -> None:
    """Raise BadInput or IllegalMove where no report is owed for ``window``, or not yet."""
    if window.first_day > civil_day(now):
        raise BadInput.of(
            "window",
            gettext_noop("%(window)s还没有开始，请在%(first_day)s以后报送。"),
            code="window-not-begun",
            window=window,
            first_day=window.first_day,
        )
    if not queries.owes(filing, window):
        raise IllegalMove(
            gettext_noop("这个项目%(window)s不需要报送半月报（备案之前，或项目已暂停、退出）。"),
            code="window-excused",
            window=window,
        )
    if queries.excuse_of(filing.project, window):
        raise IllegalMove(
            gettext_noop("这个项目%(window)s已经免报，不需要报送。"), code="excused", window=window
        )


def repeated(
    content: dict[str, object], window: HalfMonth, last: Report | None
) -> dict[str, object]:
    """Return the last report's content with nothing done since."""
    if last is None:
        raise BadInput.of(
            "unchanged",
            gettext_noop("这是第一次报送，没有上期内容可以沿用，请填写形象进度。"),
            code="nothing-to-repeat",
        )
    if last.unchanged and not content["unchanged_reason"]:
        raise BadInput.of(
            "unchanged_reason",
            gettext_noop("上期已报“无变化”，连续第二期无变化的，请写明原因。"),
            code="unchanged-again",
        )
    figures = queries.figures_of(last)
    year, total = reporting.carried_on(Decimal(0), window=window, last=figures) or (0, 0)
    again = {name: getattr(last, name) for name in (*queries.TEXTS, "stage", "funds_arrived")}
    sums = {"invested_window": Decimal(0), "invested_year": year, "invested_total": total}
    return content | again | sums


def carried_on(
    content: dict[str, object], window: HalfMonth, last: Report | None
) -> dict[str, object]:
    """Return ``content`` with the sums that were left out taken on from the last report."""
    this = content["invested_window"]
    figures = queries.figures_of(last)
    if figures is None or not isinstance(this, Decimal):
        return content
    year, total = reporting.carried_on(this, window=window, last=figures) or (None, None)
    found = {"invested_year": year, "invested_total": total, "funds_arrived": figures.funds_arrived}
    return content | {name: value for name, value in found.items() if content[name] is None}


def check(
    project: Project,
    window: HalfMonth,
    content: dict[str, object],
    *,
    last: Report | None,
    correction: str,
) -> None:
    """Raise Incomplete for what is missing, BadInput for what cannot be or wants a note.

    ``last`` is the report that counts before ``window``.
    """
    wanted = ("stage", "progress", *reporting.SUMS)
    missing = [name for name in wanted if content[name] in (None, "")]
    if missing:
        raise Incomplete(missing, labels=LABELS)
    if content["stage"] not in Stage.values:
        raise BadInput.of("stage", gettext_noop("请选择项目阶段。"), code="stage-unknown")
    numbers = {name: content[name] for name in reporting.SUMS}
    figures = Figures(window=window, stage=str(content["stage"]), **numbers)  # type: ignore[arg-type]
    if wrong := reporting.impossible(figures):
        raise BadInput(wrong, code="figures-impossible")
    if correction.strip():
        return
    wanting = reporting.wants_note(
        figures,
        last=queries.figures_of(last),
        later=queries.figures_of(queries.first_after(project, window)),
        plan=project.investment,
    )
    if wanting:
        raise BadInput(wanting, code="note-wanted")
