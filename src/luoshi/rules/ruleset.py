"""RuleSet: the dated limits, thresholds and ladder, each set with the paper it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.rules.deadlines import Limit, ReportRule
from luoshi.rules.escalation import Ladder, Messages
from luoshi.rules.lights import Thresholds
from luoshi.rules.projects import ProjectRule
from luoshi.values.sentences import gettext_noop

# What a rule set must say: the name of each limit, and what runs out when it does.
LIMITS = {
    "publish": gettext_noop("会议之后公布议定事项"),
    "sign": gettext_noop("交办之后签收"),
    "sign_urgent": gettext_noop("特急事项交办之后签收"),
    "object": gettext_noop("签收之后提出异议"),
    "answer_objection": gettext_noop("答复异议"),
    "plan": gettext_noop("报送工作方案"),
    "first_feedback": gettext_noop("首次反馈"),
    "cooperate": gettext_noop("配合单位提供意见"),
    "ordinary": gettext_noop("一般问题办结"),
    "hard": gettext_noop("疑难或者多单位问题办结"),
    "unstated_meeting": gettext_noop("会议议定事项未写明时限的"),
    "unstated_document": gettext_noop("文件部署事项未写明时限的"),
    "ask_extension": gettext_noop("延期申请须早于期限"),
    "extension": gettext_noop("一次延期最长"),
    "review": gettext_noop("审核办结报告"),
    "report_done": gettext_noop("办结之后报送结果"),
    "archive": gettext_noop("办结之后归档"),
    "report_sign": gettext_noop("半月报填报之后负责人签字"),
    "report_receive": gettext_noop("半月报报送之后接收或退回"),
    "docking_contact": gettext_noop("发起对接之后首次接触"),
    "docking_opinion": gettext_noop("发起对接之后答复意见"),
    "docking_result": gettext_noop("发起对接之后形成结果"),
}
# Only these may be stated in working hours: whoever counts them knows the moment, not only the day.
HOURLY = frozenset({"sign_urgent"})


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in force from ``valid_from`` to ``valid_to`` (both included; None is open).

    ``basis`` is the paper they rest on.  A limit is frozen into a matter when it is issued: a
    later rule set does not move it.
    """

    name: str
    basis: str
    valid_from: dt.date
    valid_to: dt.date | None
    limits: Mapping[str, Limit]
    thresholds: Thresholds = field(default_factory=Thresholds)
    report: ReportRule = field(default_factory=ReportRule)
    ladder: Ladder = ()
    messages: Messages = field(default_factory=Messages)
    projects: ProjectRule = field(default_factory=ProjectRule)

    def holds_on(self, day: dt.date) -> bool:
        """Return whether the rules are in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
