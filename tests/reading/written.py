"""Random registers, the papers that Luoshi writes of them, and what a reading of these must give.

Everything is drawn: places, units, enterprises, people of several peoples, meetings, matters, days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hypothesis import strategies as st

from luoshi.papers.kinds import minutes, notice, orders
from luoshi.papers.kinds.task import Office, Task
from luoshi.papers.paper import Item, Labelled, Paper, Para, Table, numbered
from luoshi.reading.types import Draft, Matter
from luoshi.values.numbers import written_day

PLACES = [
    a + c
    for a in ("北岭", "青石", "金泉", "白杨", "瀚海", "沙枣", "云台", "红柳", "长河", "天鹅")
    for c in ("州", "市", "县", "区")
]
BUREAUS = [
    "发展和改革委员会",
    "自然资源局",
    "水利局",
    "水务局",
    "交通运输局",
    "生态环境局",
    "林业和草原局",
    "工业和信息化局",
    "财政局",
    "住房和城乡建设局",
    "应急管理局",
    "商务局",
    "人力资源和社会保障局",
    "市场监督管理局",
    "农业农村局",
    "文化和旅游局",
    "税务局",
    "人民政府",
    "国有资产监督管理委员会",
    "人民政府办公室",
    "开发区管理委员会",
    "重点项目服务中心",
    "气象局",
    "科学技术局",
    "供电公司",
]
BRANDS = ["天山", "瀚北", "中岭", "昆泰", "西域", "华源", "金石", "塔河", "新疆北辰", "远东"]
TRADES = ["能源", "矿业", "交通建设", "水务投资", "新材料", "农业开发", "物流", "化工", "旅游投资"]
FORMS = ["有限公司", "集团有限公司", "股份有限公司"]
SURNAMES = list(
    "张王李赵陈刘杨吴徐孙马朱胡郭何林罗郑梁谢唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程魏"
)
GIVEN = list("明华强芳丽军伟静磊洋勇艳杰娟涛超兰霞刚桂英斌宁岚青启鹏晨阳志远文博思慧雪峰海燕")
PARTS = [
    "努尔买买提",
    "阿不都热合曼",
    "买买提依明",
    "艾合买提",
    "吐尔逊江",
    "古丽娜尔",
    "帕提古丽",
    "阿依努尔",
    "叶尔兰",
    "塔布斯",
    "热依汗",
    "迪力夏提",
    "玛依拉",
    "尼加提",
    "巴合提别克",
    "加娜尔",
    "艾克拜尔",
    "沙吾列",
    "库尔班",
    "吾守尔",
]
WORKS = [
    "升压站",
    "供水管线",
    "进场道路",
    "输变电工程",
    "物流园",
    "煤化工项目",
    "光伏基地",
    "灌区改造工程",
    "产业园标准厂房",
    "铁路专用线",
    "天然气支线",
    "污水处理厂",
    "矿区安置房",
    "口岸查验设施",
    "农产品加工厂",
]
DEEDS = [
    "完成{}用地组卷报批",
    "编制{}建设方案",
    "办理{}施工许可",
    "完成{}环境影响评价批复",
    "落实{}配套资金",
    "建成{}并投入使用",
    "出具{}林草意见",
    "签订{}征地补偿协议",
    "完成{}勘界测绘",
    "组织{}竣工验收",
    "拨付{}前期工作经费",
    "制定{}招商方案",
    "完成{}可行性研究报告编制",
    "协调解决{}用水指标",
    "完成{}初步设计审查",
    "启动{}公开招标",
    "打通{}审批堵点",
    "核定{}用电价格",
    "开展{}安全隐患排查整改",
    "提交{}投资估算",
]
MEETINGS = [
    "{place}重点项目调度会议",
    "{place}企业诉求专题协调会",
    "{place}与{brand}集团合作座谈会",
    "{place}国有企业项目推进会",
    "{place}营商环境工作会议",
]
ROOMS = ["州政府二号会议室", "开发区管委会会议室", "行政中心三楼会议室", "迎宾馆会议厅"]

bureaus = st.builds(
    lambda place, tail: place + tail, st.sampled_from(PLACES), st.sampled_from(BUREAUS)
)
companies = st.builds(
    lambda a, b, c: a + b + c,
    st.sampled_from(BRANDS),
    st.sampled_from(TRADES),
    st.sampled_from(FORMS),
)
units = st.one_of(bureaus, bureaus, companies)
han = st.builds(
    lambda a, b: a + "".join(b),
    st.sampled_from(SURNAMES),
    st.lists(st.sampled_from(GIVEN), min_size=1, max_size=2),
)
dotted = st.lists(st.sampled_from(PARTS), min_size=2, max_size=4, unique=True).map("·".join)
people = st.one_of(han, dotted)
days = st.dates(dt.date(2025, 1, 1), dt.date(2027, 6, 30))
deeds = st.builds(
    lambda deed, work: deed.format(work), st.sampled_from(DEEDS), st.sampled_from(WORKS)
)


@dataclass(frozen=True)
class Wanted:
    """A matter as the register holds it: what a reading must give again; empty where nobody said."""

    text: str
    lead: str
    responsible: frozenset[str]
    cooperating: frozenset[str]
    person: str
    due_on: dt.date | None


@st.composite
def wanted(draw: st.DrawFn, after: dt.date) -> Wanted:
    """Draw a matter that is due some days ``after`` a day."""
    several = draw(st.lists(units, min_size=1, max_size=5, unique=True))
    cut = draw(st.integers(1, len(several)))
    return Wanted(
        text=draw(deeds),
        lead=several[0],
        responsible=frozenset(several[1:cut]),
        cooperating=frozenset(several[cut:]),
        person=draw(people),
        due_on=after + dt.timedelta(days=draw(st.integers(3, 200))),
    )


def decision(one: Wanted) -> minutes.Decision:
    return minutes.Decision(
        one.text,
        one.lead,
        tuple(sorted(one.responsible)),
        tuple(sorted(one.cooperating)),
        one.due_on,
        one.person,
    )


@st.composite
def meetings(draw: st.DrawFn) -> tuple[minutes.Meeting, list[Wanted]]:
    """Draw a meeting with what was decided at it."""
    place, brand = draw(st.sampled_from(PLACES)), draw(st.sampled_from(BRANDS))
    held_on = draw(days)
    there = draw(st.lists(people, min_size=2, max_size=6, unique=True))
    topics, all_wanted = [], []
    for title in draw(st.lists(st.sampled_from(WORKS), min_size=1, max_size=3, unique=True)):
        some = draw(st.lists(wanted(held_on), min_size=1, max_size=3))
        all_wanted += some
        heard = draw(st.sampled_from(["", f"会议听取了{title}推进情况的汇报。"]))
        topics.append(minutes.Topic(f"{title}推进事项", heard, tuple(map(decision, some))))
    meeting = minutes.Meeting(
        name=draw(st.sampled_from(MEETINGS)).format(place=place, brand=brand),
        held_on=held_on,
        place=draw(st.sampled_from(ROOMS)),
        chair=there[0],
        office=f"{place}人民政府办公室",
        issue=f"第{draw(st.integers(1, 40))}期",
        written_on=held_on + dt.timedelta(days=draw(st.integers(0, 5))),
        topics=tuple(topics),
        attended=tuple(there),
    )
    return meeting, all_wanted


@st.composite
def order_slips(draw: st.DrawFn) -> tuple[orders.Order, Wanted]:
    """Draw an order about one matter."""
    issued_on = draw(days)
    one = draw(wanted(issued_on))
    place = draw(st.sampled_from(PLACES))
    order = orders.Order(
        office=Office(f"{place}重点项目督查办公室", draw(people), "0990-6200118"),
        number=f"督办〔{issued_on.year}〕{draw(st.integers(1, 300))}号",
        addressee=one.lead,
        task=Task(
            title=one.text,
            number=f"督〔{issued_on.year}〕{draw(st.integers(1, 300))}号",
            source=f"{written_day(issued_on)}{place}重点项目调度会议纪要",
            content=f"{one.text}。",
            criterion=draw(
                st.sampled_from(["取得批复文件", "通过竣工验收", "报送成果报告", "资金到账"])
            ),
            lead=one.lead,
            responsible=tuple(sorted(one.responsible)),
            cooperating=tuple(sorted(one.cooperating)),
            handler=one.person,
            due_on=one.due_on,
        ),
        issued_on=issued_on,
        answer_by=issued_on + dt.timedelta(days=draw(st.integers(1, 10))),
        urgency=draw(st.sampled_from(["", "加急", "特急"])),
    )
    return order, one


@st.composite
def groups(draw: st.DrawFn) -> tuple[notice.SettingUp, list[Wanted]]:
    """Draw a group with its people and matters."""
    place, dated = draw(st.sampled_from(PLACES)), draw(days)
    several = draw(st.lists(units, min_size=2, max_size=6, unique=True))
    cut = draw(st.integers(1, len(several)))
    names = draw(st.lists(people, min_size=1, max_size=5, unique=True))
    parts = ("组长", "副组长", "成员", "成员", "联络员")
    members = tuple(
        notice.Member(part, name, f"{draw(st.sampled_from(several))}{title}")
        for part, name, title in zip(
            parts, names, ("局长", "副局长", "科长", "科长", "科员"), strict=False
        )
    )
    some = draw(st.lists(wanted(dated), min_size=0, max_size=3))
    said = notice.SettingUp(
        office=Office(f"{place}人民政府", names[0], "0990-6200118"),
        number=f"政发〔{dated.year}〕{draw(st.integers(1, 90))}号",
        name=f"{draw(st.sampled_from(WORKS))}推进工作小组",
        ground=f"{written_day(dated)}{place}重点项目调度会议议定事项",
        lead=several[0],
        responsible=tuple(several[1:cut]),
        cooperating=tuple(several[cut:]),
        members=members,
        duties=draw(st.sampled_from(["", "统筹协调项目推进，每半月研究一次问题。"])),
        tasks=tuple(map(decision, some)),
        dated=dated,
    )
    return said, some


def as_text(paper: Paper) -> str:
    """Return ``paper`` as it looks when it is copied from a page: cells between tabs, labels with a colon."""
    to = "、".join(paper.addressees) + "：" if paper.addressees else ""
    lines = [paper.mark, paper.number or paper.issue, paper.title, to]
    for block in numbered(paper.body):
        match block:
            case Para(text):
                lines.append(text)
            case Item(_, head, text, ordinal):
                lines.append(f"{ordinal}{head}{text}")
            case Labelled(label, text):
                lines.append(f"{label}：{text}")
            case Table(rows, _, columns):
                lines += ["\t".join(row) for row in ((columns, *rows) if columns else rows)]
    lines += [paper.issuer, written_day(paper.dated), f"（{paper.note}）" if paper.note else ""]
    return "\n".join(one for one in lines if one)


ORDERS = {
    "assignments": orders.assignment,
    "urgings": orders.urging,
    "supervisions": orders.supervision,
}


def one_meeting() -> tuple[minutes.Meeting, list[Wanted]]:
    """Return a meeting with one matter, always the same."""
    held_on = dt.date(2026, 5, 18)
    one = Wanted(
        "完成升压站用地组卷报批",
        "北岭州自然资源局",
        frozenset({"青石县人民政府"}),
        frozenset({"北岭州水务局"}),
        "努尔买买提·艾合买提",
        dt.date(2026, 6, 30),
    )
    meeting = minutes.Meeting(
        name="北岭州重点项目调度会议",
        held_on=held_on,
        place="州政府二号会议室",
        chair="赵启明",
        office="北岭州人民政府办公室",
        issue="第3期",
        written_on=held_on,
        topics=(minutes.Topic("升压站推进事项", "", (decision(one),)),),
        attended=("赵启明", "林岚"),
    )
    return meeting, [one]


# --- what a reading gives


Fields = tuple[str, str, frozenset[str], frozenset[str], frozenset[str], str]


def read_matters(draft: Draft) -> list[Fields]:
    """Return the matters of a reading as fields: what is done, by whom, until when; sorted."""
    return sorted(_read(one) for one in draft.matters)


def _read(one: Matter) -> Fields:
    units = (frozenset(one.responsible), frozenset(one.cooperating), frozenset(one.persons))
    return minutes.deed(one.text), "、".join(one.lead), *units, one.due or ""


def held_matters(wanted: list[Wanted]) -> list[Fields]:
    """Return the matters of a register as the same fields; sorted."""
    return sorted(
        (
            minutes.deed(one.text),
            one.lead,
            one.responsible,
            one.cooperating,
            frozenset({one.person} - {""}),
            one.due_on.isoformat() if one.due_on else "",
        )
        for one in wanted
    )


def units_of(wanted: list[Wanted]) -> set[str]:
    """Return every unit that works on one of the matters."""
    return {unit for one in wanted for unit in (one.lead, *one.responsible, *one.cooperating)} - {
        ""
    }
