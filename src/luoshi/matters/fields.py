"""What the fields of matters are called, and the checks that every action makes of them first."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.values.errors import BadInput, Incomplete
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "kind": Sentence(gettext_noop("类别")),
    "urgency": Sentence(gettext_noop("紧急程度")),
    "title": Sentence(gettext_noop("事项")),
    "content": Sentence(gettext_noop("任务要求")),
    "criterion": Sentence(gettext_noop("办结标准")),
    "lead": Sentence(gettext_noop("牵头单位")),
    "person": Sentence(gettext_noop("责任人")),
    "raised_by": Sentence(gettext_noop("提出单位")),
    "responsible": Sentence(gettext_noop("责任单位")),
    "cooperating": Sentence(gettext_noop("配合单位")),
    "due_proposed": Sentence(gettext_noop("完成期限")),
    "passage": Sentence(gettext_noop("依据原文")),
    "cadence": Sentence(gettext_noop("反馈频次")),
    "project": Sentence(gettext_noop("项目")),
    "engagement": Sentence(gettext_noop("议定于")),
    "group": Sentence(gettext_noop("工作小组")),
    "reason": Sentence(gettext_noop("理由")),
    "text": Sentence(gettext_noop("进展情况")),
    "due_asked": Sentence(gettext_noop("申请延至")),
    "done_so_far": Sentence(gettext_noop("已做工作")),
    "note": Sentence(gettext_noop("答复意见")),
    "performed_on": Sentence(gettext_noop("完成日期")),
    "result": Sentence(gettext_noop("办理结果")),
    "raiser_said": Sentence(gettext_noop("提出单位意见")),
    "name": Sentence(gettext_noop("名称")),
    "suggested": Sentence(gettext_noop("建议承办单位")),
    "cause": Sentence(gettext_noop("中止原因")),
    "slip_cause": Sentence(gettext_noop("推后原因")),
    "what": Sentence(gettext_noop("等待什么")),
    "check_on": Sentence(gettext_noop("下次核查")),
    "words": Sentence(gettext_noop("意见")),
    "answer_by": Sentence(gettext_noop("要求反馈日期")),
    "steps": Sentence(gettext_noop("工作方案")),
    "to_person": Sentence(gettext_noop("接收人")),
    "to_unit": Sentence(gettext_noop("承接单位")),
    "paper_title": Sentence(gettext_noop("成立文件")),
    "paper_number": Sentence(gettext_noop("文号")),
    "set_up_on": Sentence(gettext_noop("成立日期")),
    "units": Sentence(gettext_noop("单位")),
}
GROUP_STATES = {
    "awaited": Sentence(gettext_noop("待发文成立")),
    "standing": Sentence(gettext_noop("已成立")),
    "dissolved": Sentence(gettext_noop("已撤销")),
}
NEEDED_TO_ISSUE = ("title", "content", "criterion", "lead", "person", "due_proposed", "passage")


def require_filled(values: Mapping[str, object], *needed: str) -> None:
    """Raise Incomplete with every one of ``needed`` that is empty in ``values``."""
    missing = [
        name for name in needed if values[name] in (None, "") or not str(values[name]).strip()
    ]
    if missing:
        raise Incomplete(missing, labels=LABELS)


def require_short(name: str, text: str, *, most: int) -> None:
    """Raise BadInput if ``text`` has more than ``most`` characters."""
    if len(text) > most:
        raise BadInput({name: too_long(name, len(text), most)})


def too_long(name: str, length: int, most: int) -> Sentence:
    """Return the sentence about a field that holds too much."""
    return Sentence(
        gettext_noop("%(label)s不能超过%(most)s字，现在是%(length)s字。"),
        "too-long",
        {"label": LABELS[name], "most": most, "length": length},
    )
