"""Invented papers of an invented prefecture: one of each kind, for tests, the gallery and the benchmark."""

from __future__ import annotations

import datetime as dt

from luoshi.papers.kinds import filing, letter, minutes, orders
from luoshi.papers.kinds.task import Office, Task
from luoshi.papers.paper import Paper

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


def papers() -> dict[str, Paper]:
    """Return one paper of each kind by an English name."""
    return {
        "assignment": orders.assignment(ORDER),
        "urging": orders.urging(ORDER),
        "supervision": orders.supervision(ORDER),
        "minutes": minutes.minutes(MEETING),
        "letter": letter.letter(LETTER),
        "filing": filing.slip(FILING),
    }
