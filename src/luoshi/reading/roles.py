"""Who has which part in a duty: lead 牵头, responsible 负责, cooperating 配合, persons 责任人.

A part is told by the words around a unit (``由A牵头，B配合``, ``A会同B``, ``请A…``, ``A要…``).
"""

from __future__ import annotations

import re

from luoshi.reading.context import ReadingContext
from luoshi.reading.labels import Part
from luoshi.reading.mentions import chains_in, role_patterns
from luoshi.reading.namelists import Roles


def roles_in(context: ReadingContext, start: int, end: int, *, asked_only: bool = False) -> Roles:
    """Return who has which part in the running text of a duty.

    With ``asked_only`` a unit that merely opens a clause has no part: the text tells a difficulty.
    """
    text, roles, partner = context.text, Roles(), False
    for chain in chains_in(context, start, end):
        first, last = chain[0].start, chain[-1].end
        before = _GENERAL.sub("", re.sub(_BELONGS, "", text[max(start, first - 26) : first]))
        after = text[last : min(end, last + 14)]
        if chain[0].kind == "person":
            part: Part | None = "persons" if _answers(before, after, context) else None
        else:
            lead_in = before if first != start else ""
            part = _part(lead_in, after, context, partner=partner)
            if _is_no_doer(context, roles, part, (before, after), (last, end)):
                part = None
            if asked_only and part == "responsible" and not _is_asked(before, context):
                part = None
            partner = bool(role_patterns(context.lexicon).together.match(after))
        if part:
            roles.start = roles.start if roles.start >= 0 else first
            for mention in chain:
                roles.add(part, mention.name)
    return roles


def _is_no_doer(
    context: ReadingContext,
    roles: Roles,
    part: Part | None,
    around: tuple[str, str],
    rest: tuple[int, int],
) -> bool:
    """Tell whether a unit only describes a case, owns another, or is what another unit acts upon."""
    before, after = around
    if _is_attributive(context.text, *rest) or re.match(r"(?:所属|下属|旗下|直属)", after):
        return True
    if roles.responsible and re.search(
        r"(?:责成|要求|督促|指导|安排|提请|报请|敦促|协调)$", before
    ):
        return True
    return part == "responsible" and _told_later(context.text, *rest, after, context)


_MUST = re.compile(r"要|应|须|需|将|会同|联合|于|在|每|必须|负责")
# What tells of a unit without laying anything on it: 企业反映的…, 某公司项目…
_NOT_DOING = re.compile(
    r"(?:反映|提出|申请|申报|来函|报来|所|委托|投资|拟|被|因|已|位于|占地|项目|工程|用地|问题|负责人|主要负责|有关负责|改造工程|建设工程|关于|现有|共有|是|有)"
)


def _told_later(text: str, at: int, end: int, after: str, context: ReadingContext) -> bool:
    """Tell whether a unit only opens the subject and 由 names the doer behind it: 甲公司用地问题由乙局…"""
    patterns = role_patterns(context.lexicon)
    if _MUST.match(after) or patterns.answering.match(after) or patterns.leading.match(after):
        return False
    clause = re.compile(r"[，；。]").search(text, at, end)
    return "由" in text[at : clause.start() if clause else end]


# A general word in front of a named unit: 施工单位某某公司.
_GENERAL = re.compile(
    r"(?:总承包|施工|建设|监理|设计|业主|承建|项目|代建|运营|责任|牵头|承办|实施)(?:单位|方|企业)$"
)
# Whose daughter a unit is, in front of it: 集团所属某某公司.
_BELONGS = re.compile(r"(?<![^，。；：])[^，。；：]*(?:所属|下属|旗下|直属)(?:的)?$")


def _is_attributive(text: str, at: int, end: int) -> bool:
    """Tell whether the clause that goes on at ``at`` only describes a case: 需报甲县审定的，…"""
    stop = re.compile(r"[，；。]").search(text, at, end)
    return bool(stop and text[stop.start() - 1] == "的")


def _is_asked(before: str, context: ReadingContext) -> bool:
    return before.endswith("由") or bool(role_patterns(context.lexicon).asking.search(before))


def _answers(before: str, after: str, context: ReadingContext) -> bool:
    """Tell whether a person is named as answerable: 由副州长甲负责, 安排乙牵头, 责任人丙."""
    patterns = role_patterns(context.lexicon)
    if re.search(
        r"(?:^|[，；。])[\u4e00-\u9fff、]{2,24}(?:[长任记理员监裁])$", before
    ) and re.match(r"(?:同志)?(?:具体|总)?(?:负责|牵头)(?=，|。|；|$)", after):
        return True
    if re.search(r"(?:^|[，；。])$", before) and re.match(
        r"(?:同志)?(?:(?:具体|总)?负责|要(?!求)|须|务必)", after
    ):
        return True
    if re.search(r"(?:由|安排|责成|指定|明确|请|委托)[^，。；：]{0,24}$", before):
        return bool(patterns.leading.match(after) or patterns.answering.match(after) or
                    re.match(r"(?:同志|具体|总|全面)?(?:负责|牵头|包联|分管|落实|挂帅|任组长|督办|跟踪)", after))  # fmt: skip
    return bool(
        re.search(r"(?:责任人|责任领导|包联领导|牵头领导)(?:为|是|：)?[^，。；]{0,12}$", before)
    )


_OPENING = re.compile(
    r"(?:^|[，；：。（])(?:并|同时|但|也|由|且|而|此外|其中|再次|其次|首先|最后|会议|以上任务|对此|自\d+月起|从\d+月起|今后|原则上|会上|会后)?"
    r"(?:(?:每[日天周月季旬年]|[自从于在]|\d|[一二三四五六七八九十两]{1,3}[个月周天日]|今|明|本|下周|下月|次|年|月)[^，；。]{0,14}?(?:前|内|底|末|后|起|日|旬|期间|月|年|季度|周[一二三四五六日]?))?$"
)


def _part(before: str, after: str, context: ReadingContext, *, partner: bool) -> Part | None:
    patterns = role_patterns(context.lexicon)
    after = re.sub(r"^（[^）]{0,12}）", "", after)
    if re.search(r"(?:会同|联合)$", before) or (partner and before.endswith("商")):
        return "lead" if patterns.leading.match(after) and "牵头" in after[:4] else "cooperating"
    if patterns.leading.match(after):
        return "lead"
    if patterns.cooperating.match(after) or re.match(
        r"(?:要|应|须|需|做好)?[\u4e00-\u9fff]{0,4}(?:配合|协助)", after
    ):
        return "cooperating"
    if re.search(r"(?:牵头单位|牵头部门)(?:为|是|：)$", before):
        return "lead"
    if _is_asked(before, context):
        return "responsible"
    if not _OPENING.search(before):
        return None
    if (
        patterns.together.match(after)
        or patterns.answering.match(after)
        or patterns.modal.match(after)
    ):
        return "responsible"
    if _NOT_DOING.match(after):
        return None
    return (
        "responsible"
        if after[:1] not in ("", "，", "。", "；", "的", "、", "和", "与", "及", "：")
        else None
    )
