"""What the fields of docking are called, and the checks that its actions make first."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.values.errors import BadInput, Incomplete
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "unit": Sentence(gettext_noop("单位")),
    "person": Sentence(gettext_noop("联系人")),
    "kind": Sentence(gettext_noop("类别")),
    "text": Sentence(gettext_noop("内容")),
    "title": Sentence(gettext_noop("对接事由")),
    "conditions": Sentence(gettext_noop("条件")),
    "reason": Sentence(gettext_noop("理由")),
    "demand_unit": Sentence(gettext_noop("需求方")),
    "demand_person": Sentence(gettext_noop("需求方联系人")),
    "supply_unit": Sentence(gettext_noop("供给方")),
    "supply_person": Sentence(gettext_noop("供给方联系人")),
    "organiser": Sentence(gettext_noop("牵头单位")),
    "on": Sentence(gettext_noop("日期")),
    "demand_who": Sentence(gettext_noop("需求方参加人")),
    "supply_who": Sentence(gettext_noop("供给方参加人")),
    "agreed": Sentence(gettext_noop("达成一致的内容")),
    "step": Sentence(gettext_noop("下一步")),
    "step_due_on": Sentence(gettext_noop("下一步期限")),
    "step_unit": Sentence(gettext_noop("责任单位")),
    "step_person": Sentence(gettext_noop("责任人")),
    "opinion": Sentence(gettext_noop("意见")),
    "outcome": Sentence(gettext_noop("结果")),
    "why": Sentence(gettext_noop("结果说明")),
    "deferred_to": Sentence(gettext_noop("暂缓至")),
    "said": Sentence(gettext_noop("评价")),
}


def require_filled(values: Mapping[str, object], *needed: str) -> None:
    """Raise Incomplete with every one of ``needed`` that is empty in ``values``."""
    missing = [
        name for name in needed if values[name] in (None, "") or not str(values[name]).strip()
    ]
    if missing:
        raise Incomplete(missing, labels=LABELS)


def require_short(values: Mapping[str, object], **most: int) -> None:
    """Raise BadInput for every field that has more characters than ``most`` says."""
    wrong = {
        name: Sentence(
            gettext_noop("%(label)s不能超过%(most)s字，现在是%(length)s字。"),
            "too-long",
            {"label": LABELS[name], "most": limit, "length": len(str(values[name]))},
        )
        for name, limit in most.items()
        if len(str(values[name])) > limit
    }
    if wrong:
        raise BadInput(wrong)
