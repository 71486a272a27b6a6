"""The stages of a project as values: which must come before which, what each means, what contradicts.

Some run side by side (registration beside approval, preparation beside both) and some are
skipped: only what must come before is compared.  Codes sort in the usual order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshi.values.sentences import Sentence, gettext_noop

# Each stage and those that must not come after it.  S04 registration, S05 approval and S06
# preparation run side by side.
AFTER: Mapping[str, tuple[str, ...]] = {
    "S01": ("S00",),
    "S02": ("S01",),
    "S03": ("S02",),
    "S04": ("S03",),
    "S05": ("S03",),
    "S06": ("S03",),
    "S07": ("S04", "S05", "S06"),
    "S08": ("S07",),
    "S09": ("S08",),
    "S10": ("S09",),
    "S11": ("S10",),
}
# Trial production may begin before the last acceptance paper is signed.
SIDE_BY_SIDE = frozenset({frozenset({"S09", "S10"})})

DEFINITIONS: Mapping[str, str] = {
    "S02": gettext_noop("签署意向书或框架协议，意向额不计入协议投资"),
    "S03": gettext_noop("签署合同或投资协议，各方主体明确"),
    "S04": gettext_noop("项目公司取得营业执照"),
    "S05": gettext_noop("取得投资项目在线平台赋码，完成备案、核准或审批"),
    "S07": gettext_noop("永久性工程首次破土动工，或打入第一根桩；开工仪式、平整场地不算开工"),
    "S09": gettext_noop("通过竣工验收"),
    "S10": gettext_noop("产出首批产品，或开始营业"),
    "S11": gettext_noop("实际产能达到设计产能的规定比例"),
}
START = "S07"


@dataclass(frozen=True, slots=True)
class Mark:
    """One milestone: ``name`` is what the screen calls its stage."""

    stage: str
    name: str
    planned_on: dt.date | None = None
    reached_on: dt.date | None = None


def before(stage: str) -> frozenset[str]:
    """Return every stage that must not come after ``stage``, however far back.

    >>> sorted(before("S03"))
    ['S00', 'S01', 'S02']
    """
    found: set[str] = set()
    level = set(AFTER.get(stage, ()))
    while level:
        found |= level
        level = {one for stage in level for one in AFTER.get(stage, ())} - found
    return frozenset(found)


def contradictions(marks: Iterable[Mark]) -> list[Sentence]:
    """Return what cannot be right between the dates of ``marks``, each pair named once."""
    ordered = sorted(marks, key=lambda mark: mark.stage)
    found = []
    for later in ordered:
        for earlier in ordered:
            apart = frozenset({earlier.stage, later.stage}) not in SIDE_BY_SIDE
            if earlier.stage in before(later.stage) and apart:
                found += _of_pair(earlier, later)
    return found


def _of_pair(earlier: Mark, later: Mark) -> list[Sentence]:
    found = []
    pairs = (
        (
            earlier.reached_on,
            later.reached_on,
            "reached",
            gettext_noop(
                "“%(later)s”完成于%(later_on)s，早于“%(earlier)s”的%(earlier_on)s，请核对。"
            ),
        ),
        (
            earlier.planned_on,
            later.planned_on,
            "planned",
            gettext_noop(
                "“%(later)s”计划于%(later_on)s，早于“%(earlier)s”计划的%(earlier_on)s，请核对。"
            ),
        ),
    )
    for first, second, code, said in pairs:
        if first and second and second < first:
            params: dict[str, object] = {
                "later": later.name,
                "later_on": second,
                "earlier": earlier.name,
                "earlier_on": first,
            }
            found.append(Sentence(said, f"stages-{code}", params))
    return found


def furthest(entry: str, reached: Iterable[str]) -> str:
    """Return the current stage: the furthest one reached, or that of the entry in the register.

    >>> furthest("S03", ["S04", "S07"])
    'S07'
    """
    return max([entry, *reached])
