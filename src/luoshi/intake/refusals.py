"""What intake refuses, each with the sentence that says what happened and what to do."""

from __future__ import annotations

from luoshi.intake.models import Draft, Finding, Verdict
from luoshi.intake.surroundings import Surroundings
from luoshi.values.civil import SHANGHAI
from luoshi.values.errors import BadInput, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop


def closed(draft: Draft) -> Overtaken:
    """Return the refusal that says who closed ``draft`` and when."""
    if draft.confirmed_by is None or draft.confirmed_at is None:
        return Overtaken(
            gettext_noop("这份草稿已被放弃。需要继续时，请先在草稿页上点“重新打开”。"),
            code="draft-abandoned",
        )
    return Overtaken(
        gettext_noop(
            "%(who)s 已在 %(when)s 确认了这份草稿，内容已经登记。您刚才的操作没有生效，"
            "请到登记的事项或项目中继续办理。"
        ),
        code="draft-confirmed",
        who=str(draft.confirmed_by),
        when=draft.confirmed_at.astimezone(SHANGHAI),
    )


def decided_meanwhile(finding: Finding) -> Overtaken:
    """Return the refusal that says who decided ``finding`` first, and how."""
    if finding.decided_by is None or finding.decided_at is None:
        return Overtaken(
            gettext_noop("其他人刚把这一条改回“待定”。您的选择没有生效，请看过后再定。"),
            code="finding-reopened",
        )
    return Overtaken(
        gettext_noop(
            "%(who)s 在 %(when)s 已将这一条定为“%(what)s”，您的选择没有覆盖它。请看过后再定。"
        ),
        code="finding-decided",
        who=str(finding.decided_by),
        when=finding.decided_at.astimezone(SHANGHAI),
        what=Sentence(str(Verdict(finding.verdict).label)),
    )


def refuse_doubtful(finding: Finding, around: Surroundings) -> None:
    """Raise BadInput where a doubt about ``finding`` must be mended before it is accepted."""
    blocking = [doubt for doubt in around.doubts_of(finding) if doubt.blocks]
    if blocking:
        raise BadInput(
            {f"{doubt.code}": doubt.sentence for doubt in blocking}, code=blocking[0].code
        )
