"""Random registers as a half-month summary says them: figures, projects, problems, decisions, the next window."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from luoshi.issuing.figures_values import WORDS
from luoshi.papers.kinds import bulletin, stated
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.numbers import written_day
from tests.reading.written import PLACES, WORKS, Wanted, bureaus, deeds, people, units

STAGES = ["签约", "注册落地", "备案核准", "前期工作", "开工", "在建", "竣工", "投产运营"]
CAUSES = ["前期手续受阻", "已交办的问题尚未解决", "半月报反映存在问题", "未说明原因"]
CHANGES = ["新备案", "新开工", "竣工", "终止退库", "暂停", "恢复在册"]
REASONS = [
    "建设用地：组卷材料退回补正",
    "银团贷款尚未放款",
    "供水管线未接入；施工道路雨后中断",
    "环评批复未取得",
    "设备到货延期，冬季无法施工",
    "",
]
TROUBLES = [
    "{}用地手续未办结",
    "{}配套资金缺口",
    "{}供水管线接入方案",
    "{}施工道路雨后中断",
    "{}林草意见迟迟未出具",
    "{}征地补偿纠纷",
    "请求协调{}用电价格",
]
ASKED = [
    "将{}列入州级调度",
    "{}供水管线由州级资金垫付",
    "请州里协调{}用地指标",
    "恳请明确{}用电价格",
    "答复延期申请：完成{}用地组卷报批",
    "答复异议：编制{}建设方案",
]
PROGRESS = ["基础施工完成", "主体结构封顶", "正在办理用地手续", "设备安装过半，计划6月底前带电", ""]

counts = st.integers(0, 60)
sums = st.integers(0, 10**10).map(lambda n: Decimal(n * 100))
shares = st.one_of(st.none(), st.integers(0, 1000).map(lambda n: Decimal(n) / 10))
percents = st.integers(0, 1000).map(lambda n: Decimal(n) / 10)
projects = st.builds(
    lambda place, work, tail: f"{place}{work}{tail}",
    st.sampled_from(PLACES),
    st.sampled_from(WORKS),
    st.sampled_from(["", "一期", "二期"]),
)


@dataclass(frozen=True)
class Summarised:
    """A summary, and what it names beside matters: people, projects."""

    summary: stated.Summary
    people: frozenset[str]


@st.composite
def troubles(draw: st.DrawFn, on: dt.date, *, late: bool = False) -> stated.Trouble:
    """Draw a problem with its owner, due before ``on`` if it is late."""
    days = draw(st.integers(1, 60))
    return stated.Trouble(
        number=f"督〔{on.year}〕{draw(st.integers(1, 400))}号",
        title=draw(st.sampled_from(TROUBLES)).format(draw(projects)),
        unit=draw(units),
        person=draw(st.one_of(people, people, st.just(""))),
        due_on=on - dt.timedelta(days=days) if late else on + dt.timedelta(days=days),
        days_late=days if late else 0,
    )


@st.composite
def overalls(draw: st.DrawFn, on: dt.date) -> stated.Overall:
    """Draw the figures of the first paragraphs; that they add up is not asked."""
    year = stated.YearDone(
        on.year, draw(counts), draw(sums), draw(sums), draw(sums), draw(percents), draw(percents),
        draw(st.integers(0, 3)),
    )  # fmt: skip
    return stated.Overall(
        *(draw(counts), draw(counts), draw(sums), draw(counts), draw(counts), draw(shares)),
        *(draw(sums), draw(sums), draw(sums)),
        *(draw(counts), draw(counts), draw(counts), draw(counts), draw(counts), draw(shares)),
        year=draw(st.sampled_from([year, None])),
    )


@st.composite
def rows(draw: st.DrawFn) -> stated.Row:
    """Draw the row of a project."""
    none = st.none()
    return stated.Row(
        draw(projects), draw(bureaus), draw(st.sampled_from(STAGES)),
        draw(sums | none), draw(sums | none), draw(sums | none), draw(sums | none),
        draw(percents | none), draw(percents | none),
        draw(st.sampled_from(["按时", "迟报", "逾期未报", "不需报送"])),
        draw(st.sampled_from(["绿", "黄", "红", "不亮灯"])),
        draw(st.sampled_from(PROGRESS)),
    )  # fmt: skip


@st.composite
def lags(draw: st.DrawFn, on: dt.date) -> stated.Lag:
    """Draw a project that lags."""
    return stated.Lag(
        draw(projects), draw(bureaus), draw(percents), draw(percents), on,
        draw(st.sampled_from(CAUSES)), draw(st.sampled_from(REASONS)),
    )  # fmt: skip


@st.composite
def decisions(draw: st.DrawFn, on: dt.date) -> stated.Decide:
    """Draw what is asked for: by a report, where nobody says who decides, or by a request on record."""
    what = draw(st.sampled_from(ASKED)).format(draw(projects))
    if draw(st.booleans()):
        return stated.Decide(what, f"{draw(projects)}（{draw(bureaus)}）")
    day = on + dt.timedelta(days=draw(st.integers(1, 20)))
    return stated.Decide(what, "登记在册、尚待答复的申请", draw(bureaus), written_day(day))


@st.composite
def aheads(draw: st.DrawFn, window: HalfMonth) -> stated.Ahead:
    """Draw what falls into a window."""
    within = st.dates(window.first_day, window.last_day)
    stages = st.tuples(
        st.builds(lambda name, stage: name + stage, projects, st.sampled_from(STAGES)),
        bureaus,
        within,
    )
    return stated.Ahead(
        window.chinese,
        window.first_day,
        window.last_day,
        window.last_day + dt.timedelta(days=2),
        is_announced=draw(st.booleans()),
        stages=tuple(draw(st.lists(stages, max_size=3))),
        matters=tuple(draw(st.lists(st.tuples(deeds, units, within), max_size=3))),
    )


@st.composite
def problems(draw: st.DrawFn, on: dt.date) -> stated.Problems:
    """Draw how the problems stand."""
    few, late = st.lists(troubles(on), max_size=3), st.lists(troubles(on, late=True), max_size=4)
    return stated.Problems(
        *(draw(counts), draw(counts), draw(shares), draw(counts), draw(counts), draw(counts)),
        new=tuple(draw(few)),
        solved=tuple(draw(few)),
        overdue=tuple(draw(late)),
    )


@st.composite
def heads(draw: st.DrawFn) -> bulletin.Masthead:
    """Draw who makes the bulletin."""
    office = f"{draw(st.sampled_from(PLACES))}重点项目督查办公室"
    return bulletin.Masthead(
        name=draw(
            st.sampled_from(["重点项目简报", "合作项目工作简报", "督查专报", "瀚北合作半月报"])
        ),
        office=office,
        issue=f"第{draw(st.integers(1, 24))}期（总第{draw(st.integers(25, 200))}期）",
        author=f"{office}综合科",
        sent=("州委办公室",),
        copies=draw(st.integers(0, 90)),
    )


@st.composite
def figures(draw: st.DrawFn) -> stated.Stated:
    """Draw a line of the table of figures, in the words of the register."""
    name, unit, cohort = WORDS[draw(st.sampled_from(sorted(WORDS)))]
    part, whole = draw(counts), draw(counts)
    return stated.Stated(
        name, draw(st.sampled_from([f"{part}{unit}", f"{part}／{whole}{unit}，5%"])), cohort
    )


@st.composite
def summaries(draw: st.DrawFn) -> tuple[Summarised, list[Wanted]]:
    """Draw the summary of a window, and the matters that it states."""
    window = HalfMonth(draw(st.integers(2025, 2027)), draw(st.integers(1, 12)), draw(st.sampled_from([1, 2])))  # fmt: skip
    on = window.last_day
    changed = [stated.Change(word, tuple(draw(st.lists(projects, max_size=2)))) for word in CHANGES]
    said = stated.Summary(
        head=draw(heads()),
        dated=on + dt.timedelta(days=3),
        base=stated.Base(
            window.chinese, on, dt.datetime.combine(on, dt.time(10, 30)) + dt.timedelta(days=3)
        ),
        overall=draw(overalls(on)),
        figures=tuple(draw(st.lists(figures(), min_size=1, max_size=8))),
        filed_before=draw(counts),
        invested_before=draw(sums),
        changes=tuple(changed),
        causes=tuple((cause, draw(st.integers(0, 9))) for cause in CAUSES),
        compared=draw(counts),
        lags=tuple(draw(st.lists(lags(on), max_size=4))),
        problems=draw(problems(on)),
        decisions=tuple(draw(st.lists(decisions(on), max_size=3))),
        ahead=draw(aheads(window.next())),
        rows=tuple(draw(st.lists(rows(), min_size=1, max_size=5))),
    )
    held = said.problems
    named = {one.person for one in (*held.new, *held.solved, *held.overdue)} - {""}
    return Summarised(said, frozenset(named)), stated_in(said)


def stated_in(said: stated.Summary) -> list[Wanted]:
    """Return what is still to be done by a summary: problems new and overdue, decisions, what falls due."""
    nobody: frozenset[str] = frozenset()
    found = [
        Wanted(f"{one.title}（{one.number}）", one.unit, nobody, nobody, one.person, one.due_on)
        for one in (*said.problems.new, *said.problems.overdue)
    ]
    for one in said.decisions:
        by = dt.datetime.strptime(one.by_when, "%Y年%m月%d日").date() if one.by_when else None
        found.append(Wanted(one.what, "", frozenset({one.who} - {""}), nobody, "", by))
    found += [Wanted(what, who, nobody, nobody, "", day) for what, who, day in said.ahead.matters]
    return found
