"""Invented editions of an office's bulletin: a summary as long as a real one, a circular, a brief, a correction."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from luoshi.papers.kinds import bulletin, circular, stated, summary
from luoshi.papers.paper import Paper

COUNTIES = ("青石县", "河湾县", "柳泉县", "沙河口县", "北岭市")
TRADES = ("光伏", "沥青", "风电", "煤化工", "冷链物流", "供水", "铁路专用线", "棉纺", "农产品加工")
PLACES = ("东沟", "西滩", "南湖", "北岭", "红柳", "石桥", "泉湾", "古城")
STAGES = ("前期", "签约", "开工", "在建", "投产")
HEAD = bulletin.Masthead(
    name="重点项目简报",
    office="北岭州重点项目督查办公室",
    issue="第9期（总第57期）",
    author="北岭州重点项目督查办公室综合科",
    editors=("林岚（综合科）", "热合曼（督查科）"),
    reviewer="赵启明",
    reported=("州委、州人民政府领导",),
    sent=("州委办公室", "州人大常委会办公室", "州人民政府办公室", "州政协办公室"),
    distributed=("各县（市）人民政府", "州直各有关部门", "各合作企业"),
    copies=80,
)
BASE = stated.Base(
    "2026年5月上半月", dt.date(2026, 5, 15), dt.datetime(2026, 5, 17, 9, 0, tzinfo=dt.UTC)
)
PROJECTS = 60


def sum_of(n: int) -> Decimal:
    """Return an invented sum in yuan."""
    return Decimal(1_000_000 * (37 * n % 53 + 3))


def rows() -> tuple[stated.Row, ...]:
    """Return one invented row for each project."""
    return tuple(
        stated.Row(
            name=f"{PLACES[n % 8]}{TRADES[n % 9]}项目{'二期' if n % 7 == 3 else ''}",
            unit=f"{COUNTIES[n % 5]}发展和改革委员会",
            stage=STAGES[n % 5],
            investment=sum_of(n) * 11 if n % 13 else None,
            invested_window=sum_of(n) / 9 if n % 11 else None,
            invested_year=sum_of(n),
            invested_total=sum_of(n) * 3,
            due=Decimal(30 + n % 9),
            done=Decimal(25 + n % 17),
            reported=("按时", "按时", "迟报", "未报")[n % 4],
            light=("绿", "黄", "红", "绿")[n % 4],
            progress=("基础施工完成", "主体结构封顶", "设备安装过半", "正在办理用地手续")[n % 4],
        )
        for n in range(PROJECTS)
    )


def troubles(count: int, *, late: int = 0) -> tuple[stated.Trouble, ...]:
    """Return invented problems."""
    said = ("升压站用地手续", "供水管线接入方案", "施工道路雨后中断", "环评批复补正材料")
    people = ("吴青", "丁宁", "热合曼", "")
    return tuple(
        stated.Trouble(
            f"事〔2026〕{11 + n}号",
            f"{PLACES[n % 8]}{TRADES[n % 9]}项目{said[n % 4]}",
            f"北岭州{('自然资源局', '水务局', '交通运输局', '生态环境局')[n % 4]}",
            people[n % 4],
            dt.date(2026, 5, 1) + dt.timedelta(days=n),
            late * (n + 1),
        )
        for n in range(count)
    )


PROBLEMS = stated.Problems(
    raised=46,
    confirmed=31,
    confirmed_share=Decimal("67.4"),
    closed_unconfirmed=2,
    claimed=4,
    still=9,
    new=troubles(5),
    solved=troubles(7),
    overdue=troubles(6, late=4),
)
OVERALL = stated.Overall(
    filed=60,
    paused=2,
    planned=Decimal("16840000000"),
    signed=52,
    started=41,
    started_share=Decimal("78.8"),
    invested_window=Decimal("186500000"),
    invested_year=Decimal("1562000000"),
    invested_total=Decimal("4873000000"),
    owed=58,
    in_time=51,
    late=3,
    missing=3,
    not_yet=1,
    in_time_share=Decimal("87.9"),
    year=stated.YearDone(
        2026,
        44,
        Decimal("5200000000"),
        Decimal("1482000000"),
        Decimal("1690000000"),
        Decimal("28.5"),
        Decimal("32.5"),
        3,
    ),
)
LAGS = tuple(
    stated.Lag(
        f"{PLACES[n % 8]}{TRADES[n % 9]}项目",
        f"{COUNTIES[n % 5]}发展和改革委员会",
        Decimal("37.5") - n,
        Decimal("12.5") + 2 * n,
        dt.date(2026, 5, 15),
        ("手续", "资金", "要素")[n % 3],
        ("升压站用地正在组卷报批", "银团贷款尚未放款", "", "供水管线未接入")[n % 4],
    )
    for n in range(9)
)
SUMMARY = stated.Summary(
    head=HEAD,
    dated=dt.date(2026, 5, 17),
    base=BASE,
    overall=OVERALL,
    figures=(
        stated.Stated("备案在册项目", "60个", "截至5月15日已备案、未销号"),
        stated.Stated("开工率", "78.8%", "已开工41个／已签约52个"),
        stated.Stated("本期完成投资", "1.87亿元", "本期已报送并采用的半月报54份"),
        stated.Stated("年度投资完成率", "28.5%", "有2026年度计划的44个项目"),
        stated.Stated("问题化解率", "67.4%", "已解决并经确认31项／累计交办46项"),
    ),
    filed_before=57,
    invested_before=Decimal("171200000"),
    changes=(
        stated.Change("新备案", ("东沟光伏项目", "石桥冷链物流项目", "泉湾棉纺项目")),
        stated.Change("开工", ("南湖风电项目",)),
        stated.Change("竣工", ()),
        stated.Change("终止", ()),
    ),
    causes=(("手续", 3), ("资金", 3), ("要素", 3)),
    compared=44,
    lags=LAGS,
    problems=PROBLEMS,
    decisions=(
        stated.Decide("将北岭光伏项目列入州级调度", "青石县人民政府", "州人民政府", "5月底前"),
        stated.Decide(
            "沥青项目供水管线由州级资金垫付", "河湾县人民政府", "州人民政府", "6月10日前"
        ),
    ),
    ahead=stated.Ahead(
        "2026年5月下半月",
        dt.date(2026, 5, 16),
        dt.date(2026, 5, 31),
        dt.date(2026, 6, 2),
        is_announced=True,
        stages=(("升压站带电", "北岭光伏项目", dt.date(2026, 5, 28)),),
        matters=(("出具林草意见", "北岭州林业和草原局", dt.date(2026, 5, 30)),),
    ),
    rows=rows(),
    trend=tuple(
        (label, Decimal(n) * 10_000_000)
        for label, n in (("3月上", 11), ("3月下", 14), ("4月上", 12), ("4月下", 17), ("5月上", 19))
    ),
)
CIRCULAR = circular.Circular(
    office="北岭州人民政府办公室",
    number="北政办〔2026〕14号",
    to=("各县（市）人民政府", "州直各有关部门"),
    dated=dt.date(2026, 5, 18),
    base=BASE,
    overall=OVERALL,
    problems=PROBLEMS,
    well=(("北岭州自然资源局", "提前4天办结北岭光伏项目升压站用地手续"),),
    shortfalls=(
        circular.Shortfall("河湾县发展和改革委员会", ("2个项目逾期未报半月报", "1个问题逾期12天")),
        circular.Shortfall("北岭州水务局", ("供水管线接入方案逾期8天未完成",)),
    ),
    requirements=(
        circular.Requirement("补报半月报", "河湾县发展和改革委员会", dt.date(2026, 5, 22)),
        circular.Requirement("完成供水管线接入方案", "北岭州水务局", dt.date(2026, 5, 29)),
    ),
    copies=("州委办公室", "州人大常委会办公室", "州政协办公室"),
)
BRIEF = bulletin.Brief(
    HEAD,
    "北岭光伏项目升压站用地手续办结",
    "近日，北岭光伏项目升压站取得建设用地批复，比调度会议确定的时限提前4天。\n"
    "该问题由天山能源集团有限公司在5月18日调度会议上提出，北岭州自然资源局牵头，"
    "林草、水务部门和青石县人民政府配合，每周会商一次，逐项销号。",
    dt.date(2026, 6, 28),
    foreword="北岭州自然资源局牵头解决企业问题有方案、有时限、有回音，现编发供各单位参考。",
)
CORRECTION = bulletin.Correction(
    HEAD,
    "第8期（总第56期）",
    "2026年4月下半月合作项目推进情况汇总",
    dt.date(2026, 5, 2),
    (bulletin.Slip("第2页第4行", "已开工41个", "已开工40个"),),
    dt.date(2026, 5, 6),
    "汇总时重复计入1个项目",
)


def papers() -> dict[str, Paper]:
    """Return one edition of each kind by an English name."""
    return {
        "summary": summary.summary(SUMMARY),
        "circular": circular.circular(CIRCULAR),
        "brief": bulletin.brief(BRIEF),
        "correction": bulletin.correction(CORRECTION),
    }
