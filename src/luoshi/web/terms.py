"""Words that the pages explain beside themselves: the same that docs/glossary.md gives.

The Chinese is the source; ``tools/glossary`` writes it into the glossary, and a test compares.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """A word: its code name in the glossary, what the screen calls it, what it means."""

    code: str
    word: str | Promise
    words: str | Promise


TERMS = (
    Term(
        "Obligation",
        _("待办义务"),
        _("某人在某日之前必须办的一件事：欠谁、由谁、几时到期、怎样算办了。逾期只按它计算。"),
    ),
    Term(
        "Matter", _("事项"), _("会上提出的问题或定下的任务，有牵头单位、责任人、期限和办结标准。")
    ),
    Term("lead", _("牵头单位"), _("一件事项只有一个，由它申请办结；责任单位和配合单位协同办理。")),
    Term(
        "due_original",
        _("原定期限"),
        _("下达时定下，永不改变。延期、中止和改派只改现行期限，每次都有原因。"),
    ),
    Term("criterion", _("办结标准"), _("做到什么程度才算办结，下达前写明；审核办结时对照它。")),
    Term("Light", _("灯"), _("颜色、形状和文字一起说明急缓，点开可看是哪条规则点亮的。")),
    Term(
        "Project",
        _("合作项目"),
        _("两方一起建设或者办理的项目，有各自的参与单位、阶段和金额。"),
    ),
    Term(
        "Filing",
        _("备案（内部台账）"),
        _("在本台账中编号，从此每半月报一次；不是项目核准备案机关的投资项目备案。"),
    ),
    Term(
        "Report", _("半月报"), _("填报单位对一个项目半个月进展的说明，每个报告期只有一份现行的。")
    ),
    Term("Draft", _("草稿"), _("从一份来文读出的内容，由人对照原文逐条确认后才进入台账。")),
    Term("Finding", _("提取项"), _("草稿中的一条，保留它在原文中的位置、依据的规则和把握。")),
    Term("Group", _("工作小组"), _("一个牵头单位和若干成员单位、成员，各有起止日期。")),
    Term("Order", _("催办单"), _("催促一件事项、编了号的公文，要求在某日前反馈。")),
    Term("Bulletin", _("简报"), _("按半月汇总的简报、汇总和通报，数字都能点开看是哪几行。")),
    Term("SavedView", _("保存的视图"), _("列表的筛选条件；谁打开，看到的都是自己有权看的内容。")),
)
BY_CODE = {term.code: term for term in TERMS}
