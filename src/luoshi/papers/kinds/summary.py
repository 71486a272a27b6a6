"""The half-month summary (半月报汇总): figures with their base, changes, what lags and why, problems,
decisions, the next window, and a row for each project.

Sums come in yuan, shares in percent, differences of shares in percentage points.  What the
register does not say is said to be not stated.  Whatever somebody still has to do stands in a table
with its owner and day, and nowhere else: a reading gives these rows and takes no figure for a duty.
"""

from __future__ import annotations

from decimal import Decimal

from luoshi.papers.kinds.bulletin import framed
from luoshi.papers.kinds.stated import (
    Ahead,
    Base,
    Decide,
    Lag,
    Overall,
    Problems,
    Summary,
    Trouble,
    YearDone,
)
from luoshi.papers.paper import Align, Block, Chart, Item, Paper, Para, Sheet, Table
from luoshi.values.numbers import in_wan, money, written_day

NOT_STATED = "未说明"
MOST = 20  # rows of one table in the text: all of them stand in the appendix or the ledger
_BOXES = "□同意　□不同意　□另议"
_RIGHT: Align = "right"


def summary(said: Summary) -> Paper:
    """Return the summary of one window."""
    body = (
        *_overall(said),
        *_changes(said),
        *_lags(said),
        *_problems(said.problems),
        *_decisions(said.decisions),
        *_ahead(said.ahead),
    )
    name = f"{said.base.window}合作项目一览表"
    return framed(
        said.head,
        title=f"{said.base.window}合作项目推进情况汇总",
        body=body,
        dated=said.dated,
        attachments=(name,),
        sheets=(Sheet(name, _appendix(said), label="附件", landscape=True),),
    )


# --- 1 overall


def opening(overall: Overall, base: Base) -> str:
    """Return the figures of a window in one paragraph, with what they rest on."""
    paused = f"，其中暂停{overall.paused}个" if overall.paused else ""
    parts = [
        f"{base.said}。备案在册项目{overall.filed}个{paused}；"
        f"已签约{overall.signed}个，计划总投资{money(overall.planned)}；"
        f"已开工{overall.started}个{_of(overall.started_share, '已签约项目')}。",
        f"本期完成投资{money(overall.invested_window)}，本年完成投资{money(overall.invested_year)}，"
        f"累计完成投资{money(overall.invested_total)}。",
    ]
    if overall.year:
        parts.append(_year(overall.year))
    return "".join(parts)


def reporting(overall: Overall) -> str:
    """Return how many reports came in time, out of how many."""
    if not overall.owed:
        return "本期没有纳入报送范围的半月报。"
    parts = [
        f"本期纳入报送范围的半月报{overall.owed}份，按时报送{overall.in_time}份"
        f"{_of(overall.in_time_share, '报送范围')}"
    ]
    rest = (
        ("迟报", overall.late),
        ("逾期未报", overall.missing),
        ("未到期尚未报送", overall.not_yet),
    )
    parts += [f"{word}{count}份" for word, count in rest if count]
    return "，".join(parts) + "。"


def _of(share: Decimal | None, whole: str) -> str:
    return "" if share is None else f"（占{whole}的{plain(share)}%）"


def _year(year: YearDone) -> str:
    points = year.due_share - year.done_share
    if points > 0:
        compared = f"落后序时进度{plain(points)}个百分点"
    elif points < 0:
        compared = f"快于序时进度{plain(-points)}个百分点"
    else:
        compared = "与序时进度持平"
    lacking = f"其中{year.not_reported}个本年尚未报送半月报，按零计；" if year.not_reported else ""
    return (
        f"有{year.year}年度计划的{year.count}个项目，年度计划投资{money(year.planned)}，"
        f"{lacking}已完成{plain(year.done_share)}%，按年度计划曲线的序时进度为{plain(year.due_share)}%，"
        f"{compared}。"
    )


def _overall(said: Summary) -> tuple[Block, ...]:
    rows = tuple((one.name, one.value, one.cohort) for one in said.figures)
    blocks: list[Block] = [
        Item(1, "总体情况"),
        Para(opening(said.overall, said.base)),
        Para(reporting(said.overall)),
        Table(rows, (5, 5, 8), ("指标", "数值", "统计范围"), ("left", _RIGHT, "left")),
        Para("金额由元四舍五入到所示单位的两位小数；有分母的数按“分子／分母，占比”列出。"),
    ]
    if len(said.trend) > 1:
        blocks.append(_trend(said))
    return tuple(blocks)


def _trend(said: Summary) -> Chart:
    values = tuple(in_wan(value) for _, value in said.trend)
    told = "，".join(
        f"{label}{plain(value)}万元" for (label, _), value in zip(said.trend, values, strict=True)
    )
    return Chart(
        title="最近各期完成投资",
        labels=tuple(label for label, _ in said.trend),
        series=(("完成投资", values),),
        unit="万元",
        kind="columns",
        alt=f"各期完成投资：{told}。",
    )


# --- 2 changes


def _changes(said: Summary) -> tuple[Block, ...]:
    moved = said.overall.invested_window - said.invested_before
    way = "增加" if moved > 0 else "减少"
    invested = f"{way}{money(abs(moved))}" if moved else "持平"
    first = (
        f"在册项目由上期末的{said.filed_before}个变为{said.overall.filed}个；"
        f"本期完成投资与上期（{money(said.invested_before)}）相比{invested}。"
    )
    lines = [
        Item(2, f"{one.word}{len(one.names)}个。", f"{named(one.names)}。")
        for one in said.changes
        if one.names
    ]
    none = "、".join(one.word for one in said.changes if not one.names)
    rest = (Para(f"本期没有{none}的项目。"),) if none else ()
    return (Item(1, "与上期相比的变化"), Para(first), *lines, *rest)


def named(names: tuple[str, ...], *, most: int = MOST) -> str:
    """Return names one after the other; of many the first, and how many more there are."""
    shown = "、".join(names[:most])
    return f"{shown}等{len(names)}个" if len(names) > most else shown


# --- 3 what lags


def _lags(said: Summary) -> tuple[Block, ...]:
    head = Item(1, "进度滞后项目情况")
    if not said.compared:
        return (
            head,
            Para("没有可以与年度计划比较的项目（指有年度计划且本年报送过半月报的项目）。"),
        )
    if not said.lags:
        return (head, Para(f"与年度计划比较的{said.compared}个项目，均未滞后。"))
    counts = "，".join(f"{cause}{count}个" for cause, count in said.causes if count)
    text = (
        f"与年度计划比较的{said.compared}个项目中，滞后{len(said.lags)}个。"
        f"按主要原因分：{counts}。原因取自前期手续登记、已交办问题和半月报，登记中没有的列为“未说明”。"
    )
    rows = tuple(
        (
            one.name,
            one.unit,
            f"{plain(one.due)}／{plain(one.done)}",
            plain(one.gap),
            one.words or NOT_STATED,
        )
        for one in said.lags[:MOST]
    )
    blocks: list[Block] = [
        head,
        Para(text),
        Table(
            rows,
            (5, 5, 4, 3, 8),
            ("项目", "填报单位", "应完成／实际（%）", "落后（百分点）", "登记的原因"),
            ("left", "left", _RIGHT, _RIGHT, "left"),
        ),
    ]
    if len(said.lags) > MOST:
        blocks.append(Para(f"其余{len(said.lags) - MOST}个见附件。"))
    return (*blocks, _gaps(said.lags[:10]))


def _gaps(lags: tuple[Lag, ...]) -> Chart:
    told = "，".join(f"{one.name}应完成{plain(one.due)}%、实际{plain(one.done)}%" for one in lags)
    return Chart(
        title="滞后项目年度计划完成情况",
        labels=tuple(one.name for one in lags),
        series=(
            ("应完成", tuple(one.due for one in lags)),
            ("实际完成", tuple(one.done for one in lags)),
        ),
        unit="%",
        kind="bars",
        alt=f"{told}。",
    )


# --- 4 problems


def standing(problems: Problems) -> str:
    """Return how the problems stand, in counts that add up."""
    if not problems.raised:
        return "没有已交办的问题。"
    confirmed = "经提出单位确认"
    parts = [
        f"累计交办问题{problems.raised}项，已解决并{confirmed}{problems.confirmed}项"
        f"{_of(problems.confirmed_share, '交办总数')}"
    ]
    rest = (
        ("已销号、提出单位意见由办公室记录", problems.closed_unconfirmed),
        ("申请办结、尚待审核", problems.claimed),
        ("正在办理", problems.still),
    )
    parts += [f"{word}{count}项" for word, count in rest if count]
    overdue = f"正在办理的问题中，逾期{len(problems.overdue)}项。" if problems.still else ""
    return "，".join(parts) + f"。{overdue}申请办结不等于解决，未经确认的不计入已解决。"


def _problems(problems: Problems) -> tuple[Block, ...]:
    new, solved, overdue = problems.new, problems.solved, problems.overdue
    return (
        Item(1, "问题协调解决情况"),
        Para(standing(problems)),
        *_group("本期新交办", "项", len(new), _owned(new[:MOST])),
        *_group("本期解决并经确认", "项", len(solved), _solved(solved[:MOST])),
        *_group("逾期", "项", len(overdue), overdue_table(overdue)),
    )


def _group(word: str, unit: str, count: int, table: Table) -> tuple[Block, ...]:
    """Return how many there are, with the table of the first; without one the count is a sentence."""
    if not count:
        return (Item(2, f"{word}0{unit}。"),)
    more = (Para(f"其余{count - MOST}{unit}见台账。"),) if count > MOST else ()
    return (Item(2, f"{word}{count}{unit}"), table, *more)


def _owned(rows: tuple[Trouble, ...]) -> Table:
    cells = tuple((_named(one), one.unit, _person(one), written_day(one.due_on)) for one in rows)
    return Table(cells, (9, 6, 4, 5), ("问题", "牵头单位", "责任人", "期限"))


def _solved(rows: tuple[Trouble, ...]) -> Table:
    cells = tuple((_named(one), one.unit, _person(one), "已解决") for one in rows)
    return Table(cells, (9, 6, 4, 5), ("问题", "牵头单位", "责任人", "办理结果"))


def overdue_table(rows: tuple[Trouble, ...]) -> Table:
    """Return overdue problems with who owes them, longest overdue first."""
    worst = sorted(rows, key=lambda one: -one.days_late)[:MOST]
    return Table(
        tuple(
            (_named(one), one.unit, _person(one), written_day(one.due_on), f"{one.days_late}天")
            for one in worst
        ),
        (8, 6, 4, 4, 2),
        ("问题", "牵头单位", "责任人", "期限", "逾期"),
        ("left", "left", "left", "left", _RIGHT),
    )


def _named(one: Trouble) -> str:
    return f"{one.title}（{one.number}）"


def _person(one: Trouble) -> str:
    return one.person or NOT_STATED


# --- 5 decisions, 6 what comes


def _decisions(rows: tuple[Decide, ...]) -> tuple[Block, ...]:
    head = Item(1, "需要决策的事项")
    if not rows:
        return (head, Para("本期没有需要决策的事项。"))
    cells = tuple(
        (
            one.what,
            one.asked_by,
            one.who or NOT_STATED,
            one.by_when or NOT_STATED,
            _BOXES,
        )
        for one in rows[:MOST]
    )
    columns = ("事项", "提出", "决定单位", "期限", "领导批示")
    more = (Para(f"其余{len(rows) - MOST}项见台账。"),) if len(rows) > MOST else ()
    return (head, Table(cells, (8, 5, 4, 4, 4), columns), *more)


def _ahead(ahead: Ahead) -> tuple[Block, ...]:
    unsure = "" if ahead.is_announced else "（按常规周末推算，以国务院办公厅通知为准）"
    days = (
        f"下一报告期为{ahead.window}（{written_day(ahead.first_day)}至{written_day(ahead.last_day)}），"
        f"半月报报送截止日为{written_day(ahead.report_due)}{unsure}；"
        "单位日历另有休息日的，以系统提示日期为准。"
    )
    stages = tuple((what, who, written_day(day)) for what, who, day in ahead.stages[:MOST])
    matters = tuple((what, who, written_day(day)) for what, who, day in ahead.matters[:MOST])
    return (
        Item(1, "下期日程"),
        Para(days),
        *_group(
            "预计到达的项目节点",
            "个",
            len(ahead.stages),
            Table(stages, (11, 8, 5), ("项目节点", "填报单位", "预计日期")),
        ),
        *_group(
            "到期办结的事项",
            "项",
            len(ahead.matters),
            Table(matters, (11, 8, 5), ("事项", "牵头单位", "期限")),
        ),
    )


# --- the appendix


def _appendix(said: Summary) -> tuple[Block, ...]:
    rows = tuple(
        (
            str(at),
            one.name,
            one.unit,
            "—" if one.investment is None else plain(in_wan(one.investment)),
            _wan(one.invested_window),
            _wan(one.invested_year),
            _wan(one.invested_total),
            "—" if one.due is None else f"{plain(one.due)}／{_share(one.done)}",
            one.reported,
            one.light,
            f"{one.stage}。{one.progress}" if one.progress else one.stage,
        )
        for at, one in enumerate(said.rows, 1)
    )
    columns = (
        "序号",
        "项目",
        "填报单位",
        "计划总投资",
        "本期完成",
        "本年完成",
        "累计完成",
        "应完成／实际（%）",
        "报送",
        "灯",
        "阶段和形象进度",
    )
    aligns: tuple[Align, ...] = ("right", "left", "left", *(_RIGHT,) * 5, *("left",) * 3)
    note = "金额单位：万元，按元计算后四舍五入到两位小数；“—”表示登记中没有。"
    return (
        Para(f"{said.base.said}。{note}"),
        Table(rows, (3, 13, 9, 8, 7, 7, 8, 7, 6, 4, 18), columns, aligns),
    )


def _wan(value: Decimal | None) -> str:
    return "—" if value is None else f"{in_wan(value):f}"


def _share(value: Decimal | None) -> str:
    return "—" if value is None else plain(value)


def plain(value: Decimal) -> str:
    """Return a number without zeros behind its point.

    >>> plain(Decimal("39.0")), plain(Decimal("-0.0"))
    ('39', '0')
    """
    return format(value.normalize(), "f") if value else "0"
