"""Invented papers of an invented prefecture: one of each kind, for tests, the gallery and the benchmark."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from luoshi.papers.kinds import (
    answer,
    archive,
    filing,
    handover,
    letter,
    minutes,
    notice,
    orders,
    report,
)
from luoshi.papers.kinds.task import Office, Task
from luoshi.papers.paper import Item, Paper, Para, Sheet, Table
from luoshi.values.halfmonth import HalfMonth

OFFICE = Office("北岭州重点项目督查办公室", "林岚", "0990-6200118")
LONG_NAME = "努尔买买提·阿不都热合曼·吐尔逊江·买买提依明·艾合买提"
TASK = Task(
    title="北岭光伏项目升压站用地手续",
    number="事〔2026〕17号",
    source="2026年5月18日北岭州重点项目调度会议纪要",
    content="完成升压站用地预审和组卷报批，同步协调林草、水利部门出具意见。",
    criterion="取得建设用地批复文件",
    lead="北岭州自然资源局",
    responsible=("北岭州林业和草原局",),
    cooperating=("北岭州水务局", "青石县人民政府"),
    handler=LONG_NAME,
    due_on=dt.date(2026, 6, 30),
)
ORDER = orders.Order(
    office=OFFICE,
    number="督办〔2026〕3号",
    addressee="北岭州自然资源局",
    task=TASK,
    issued_on=dt.date(2026, 6, 4),
    answer_by=dt.date(2026, 7, 1),
    urgency="加急",
)
MEETING = minutes.Meeting(
    name="北岭州重点项目调度会议",
    held_on=dt.date(2026, 5, 18),
    place="州政府二号会议室",
    chair="赵启明",
    office="北岭州人民政府办公室",
    issue="第3期",
    written_on=dt.date(2026, 5, 20),
    topics=(
        minutes.Topic(
            "光伏项目用地",
            "会议听取了州自然资源局关于用地情况的汇报。会议指出，用地报批已到关键阶段。",
            (
                minutes.Decision(
                    "完成升压站用地组卷报批",
                    "北岭州自然资源局",
                    ("青石县人民政府",),
                    ("北岭州水务局",),
                    dt.date(2026, 6, 30),
                ),
                minutes.Decision("出具林草意见", "北岭州林业和草原局", due_on=dt.date(2026, 6, 8)),
            ),
        ),
        minutes.Topic(
            "沥青项目供水",
            "会议听取了州水务局关于供水管线的汇报。",
            (
                minutes.Decision(
                    "完成供水管线接入方案", "北岭州水务局", due_on=dt.date(2026, 6, 15)
                ),
            ),
        ),
    ),
    attended=("赵启明", "林岚", "吴青", LONG_NAME, "丁宁"),
    excused=("顾长河",),
    observed=("各县分管负责同志",),
    sent=("州委办公室", "各县人民政府", "州各有关部门"),
)
LETTER = letter.Letter(
    office=OFFICE,
    number="北督函〔2026〕5号",
    to="天山能源集团有限公司规划发展部",
    about="商请提供光伏项目并网方案",
    text="为推进北岭光伏项目升压站建设，需要贵公司提供并网方案、接入系统设计审查意见和计划投产时间。\n"
    "我办拟于6月18日组织州电力、自然资源等部门与贵公司召开协调会，会议安排另行函告。",
    dated=dt.date(2026, 6, 2),
    answer_by=dt.date(2026, 6, 12),
    copies=("北岭州发展和改革委员会", "北岭州自然资源局"),
)
FILING = filing.Filing(
    number="北岭备〔2026〕8号",
    project="北岭光伏项目",
    office="北岭州重点项目督查办公室",
    filed_on=dt.date(2026, 5, 25),
    rows=(
        ("投资方", "天山能源集团有限公司"),
        ("地方合作方", "北岭州能源投资公司"),
        ("投资总额", "2.6亿元"),
        ("建设地点", "青石县"),
    ),
    reporter="吴青",
    first_window="2026年6月上半月",
    address="https://luoshi.example/verify/8?sha256=5f70bf18",
    sha256="5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
)


ANSWER = answer.Answer(
    office=OFFICE,
    number="北督函〔2026〕9号",
    to="天山能源集团有限公司",
    problem="北岭光伏项目升压站用地手续办理缓慢",
    matter_number="事〔2026〕17号",
    raised="2026年5月18日北岭州重点项目调度会议",
    lead="北岭州自然资源局",
    dated=dt.date(2026, 7, 2),
    steps=(
        answer.Done(dt.date(2026, 5, 25), "北岭州自然资源局", "完成用地预审"),
        answer.Done(dt.date(2026, 6, 12), "北岭州林业和草原局", "出具林草意见"),
        answer.Done(dt.date(2026, 6, 26), "北岭州自然资源局", "组卷报批，取得建设用地批复"),
    ),
    result="用地批复文号和红线图已送达贵公司，升压站可以开工。",
    performed_on=dt.date(2026, 6, 26),
    copies=("北岭州自然资源局",),
)
GROUP = notice.SettingUp(
    office=Office("北岭州人民政府办公室", "林岚", "0990-6200118"),
    number="北政办〔2026〕12号",
    name="北岭光伏项目工作小组",
    ground="2026年5月18日北岭州重点项目调度会议精神",
    lead="北岭州自然资源局",
    dated=dt.date(2026, 5, 21),
    responsible=("北岭州林业和草原局", "青石县人民政府"),
    cooperating=("北岭州水务局", "天山能源集团有限公司"),
    members=(
        notice.Member("组长", "顾长河", "北岭州自然资源局局长"),
        notice.Member("副组长", "热合曼", "青石县人民政府副县长"),
        notice.Member("成员", LONG_NAME, "北岭州水务局水政科科长"),
        notice.Member("成员", "吴青", "天山能源集团有限公司规划发展部主任"),
        notice.Member("联络员", "丁宁", "北岭州自然资源局用地科干部"),
    ),
    duties="统筹协调北岭光伏项目用地、用水、并网等手续。\n每半月研究一次进展，解决不了的问题及时提请州人民政府研究。",
    tasks=MEETING.topics[0].decisions,
    copies=("州委办公室", "州人大常委会办公室", "州政协办公室"),
)
REPORT = report.ProjectReport(
    office="北岭州重点项目督查办公室",
    project="北岭光伏项目",
    filing_number="北岭备〔2026〕8号",
    unit="青石县发展和改革委员会",
    window=HalfMonth(2026, 6, 1),
    stage="开工建设",
    progress="升压站土建基础完成60%，光伏组件支架安装完成3200组。",
    sums=report.Sums(
        Decimal("12000000"),
        Decimal("86500000"),
        Decimal("86500000"),
        Decimal("90000000"),
        Decimal("260000000"),
        Decimal("180000000"),
    ),
    reported_on=dt.date(2026, 6, 17),
    reporter="吴青",
    milestones=(
        ("用地批复", "已完成，2026年6月26日"),
        ("升压站带电", "计划2026年9月30日"),
    ),
    formalities="用地预审、环评批复已取得，接入系统设计正在审查。",
    troubles=(
        report.Trouble(
            "施工道路雨后中断", "事〔2026〕21号", "青石县交通运输局", dt.date(2026, 6, 30)
        ),
        report.Trouble("组件价格上涨", known="企业已与供应商重新议价"),
    ),
    next_steps="6月30日前完成升压站主体结构封顶。",
    signs=(
        ("填报", "吴青", dt.date(2026, 6, 16)),
        ("审签", "热合曼", dt.date(2026, 6, 17)),
    ),
)
UPWARD = report.Upward(
    office=GROUP.office,
    number="北政办〔2026〕15号",
    to="北岭州人民政府",
    about="北岭光伏项目用地手续办理情况",
    text="按照州人民政府部署，我办会同有关单位推进北岭光伏项目用地手续办理，现将有关情况报告如下。\n"
    "截至6月26日，项目升压站用地已取得建设用地批复，比调度会议确定的时限提前4天。",
    signer="赵启明",
    dated=dt.date(2026, 6, 29),
    copies=("州委办公室",),
)
HANDED = handover.HandingOver(
    office="北岭州重点项目督查办公室",
    giver="吴青（青石县发展和改革委员会）",
    taker="丁宁（青石县发展和改革委员会）",
    reason="工作岗位调整",
    effective_on=dt.date(2026, 7, 1),
    listed_on=dt.date(2026, 6, 30),
    kinds=(
        (
            "合作项目",
            (
                handover.Thing("北岭光伏项目（北岭备〔2026〕8号）", "填报"),
                handover.Thing("河湾沥青项目（北岭备〔2026〕3号）", "填报"),
            ),
        ),
        (
            "事项",
            (
                handover.Thing(
                    "施工道路雨后中断（事〔2026〕21号）", "承办", "办理中", dt.date(2026, 6, 30)
                ),
                handover.Thing(
                    "沥青项目供水管线接入（事〔2026〕19号）", "承办", "待验收", dt.date(2026, 6, 15)
                ),
            ),
        ),
    ),
)
ARCHIVE = archive.File(
    office="北岭州重点项目督查办公室",
    number="北督档〔2026〕4号",
    matter="北岭光伏项目升压站用地手续",
    matter_number="事〔2026〕17号",
    lead="北岭州自然资源局",
    begun_on=dt.date(2026, 5, 18),
    closed_on=dt.date(2026, 7, 2),
    archived_on=dt.date(2026, 7, 6),
    archivist="林岚",
    pieces=tuple(
        archive.Piece(kind, name, hashlib.sha256(name.encode()).hexdigest() if bytes_kept else "")
        for kind, name, bytes_kept in (
            ("来源文件", "2026年5月18日北岭州重点项目调度会议纪要", True),
            ("交办通知单", "督办〔2026〕3号", True),
            ("办理方案", "升压站用地手续办理方案", True),
            ("办结凭证", "建设用地批复文件", True),
            ("回访记录", "电话回访记录（2026年7月1日）", False),
        )
    ),
)
# Three issuers, one number, signed by three, going upward: all that a head can bear.
JOINT = Paper(
    format="general",
    mark="北岭州发展和改革委员会文件",
    joint=("北岭州自然资源局", "北岭州财政局"),
    title="关于建立中央企业合作项目用地和资金联合会商机制的请示",
    number="北发改〔2026〕31号",
    signer="赵启明",
    cosigners=("顾长河", "丁宁"),
    addressees=("北岭州人民政府",),
    body=(
        Para("为加快中央企业合作项目前期工作，解决用地、资金问题反复协调、责任不清的情况，拟建立联合会商机制。现请示如下。"),
        Item(1, "会商范围"),
        Para("已备案且半月报连续两期反映用地或者资金问题的合作项目。"),
        Item(1, "会商方式"),
        Item(2, "定期会商。", "每月15日由州发展改革委召集，形成会商纪要，明确牵头单位和完成时限。"),
        Item(3, "材料由项目单位提前3个工作日提交"),
        Item(4, "用地材料送州自然资源局"),
        Item(4, "资金材料送州财政局"),
        Item(2, "临时会商。", "情况紧急的，由牵头单位随时提出。"),
        Para("妥否，请批示。"),
    ),
    attachments=("联合会商机制实施办法", "首批会商项目名单"),
    issuer="北岭州发展和改革委员会",
    dated=dt.date(2026, 6, 9),
    urgency="特急",
    note="联系人：林岚，电话：0990-6200118",
    copies=("州委办公室", "州审计局"),
    printed_by="北岭州发展和改革委员会办公室",
    sheets=(
        Sheet("联合会商机制实施办法", (Item(1, "总则"), Para("本办法适用于合作项目联合会商。")), "附件1"),
        Sheet(
            "首批会商项目名单",
            (
                Table(
                    (
                        ("1", "北岭光伏项目", "天山能源集团有限公司", "2.60", "青石县", "用地"),
                        ("2", "河湾沥青项目", "昆仑路材股份有限公司", "1.15", "河湾县", "供水、资金"),
                    ),
                    (2, 6, 7, 4, 3, 4),
                    ("序号", "项目", "投资方", "总投资（亿元）", "地点", "会商问题"),
                    ("center", "left", "left", "right", "left", "left"),
                ),
            ),
            "附件2",
            landscape=True,
        ),
    ),
)  # fmt: skip


def papers() -> dict[str, Paper]:
    """Return one paper of each kind by an English name."""
    return {
        "assignment": orders.assignment(ORDER),
        "urging": orders.urging(ORDER),
        "supervision": orders.supervision(ORDER),
        "minutes": minutes.minutes(MEETING),
        "notice": notice.setting_up(GROUP),
        "letter": letter.letter(LETTER),
        "answer": answer.answer(ANSWER),
        "upward": report.upward(UPWARD),
        "joint": JOINT,
        "filing": filing.slip(FILING),
        "report": report.project_report(REPORT),
        "handover": handover.hand_over(HANDED),
        "archive": archive.cover(ARCHIVE),
    }
