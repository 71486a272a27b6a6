"""What an occasion is, and the patterns of one lexicon by which meetings, talks, signings and visits are spotted."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from luoshi.reading.lexicon import Lexicon
from luoshi.reading.types import EngagementKind


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a sentence tells of: kind, the word that tells it, name and place where printed."""

    start: int
    end: int
    kind: EngagementKind
    name: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Patterns:
    """The compiled patterns of one lexicon."""

    meeting: re.Pattern[str]
    held_after: re.Pattern[str]
    at_meeting: re.Pattern[str]
    talk: re.Pattern[str]
    signing: re.Pattern[str]
    go_see: re.Pattern[str]
    over: re.Pattern[str]
    go: re.Pattern[str]
    see: re.Pattern[str]
    site: re.Pattern[str]
    not_site: re.Pattern[str]


# A run inside one clause.
RUN = r"[^，。；：？！\n“”（）]"


@functools.lru_cache(maxsize=4)
def patterns_of(lexicon: Lexicon) -> Patterns:
    """Compile the patterns of a lexicon."""
    words = lexicon.alternation
    tails, hold = words("engagements.meeting_tails"), words("engagements.hold")
    go, see = words("engagements.go"), f"(?:{words('engagements.see')})(?![组团队时中])"
    return Patterns(
        re.compile(
            rf"(?P<hold>{hold})(?:了)?(?P<name>“[^”]{{2,20}}”{RUN}{{2,24}}?{tails}|“[^”]{{2,40}}”|{RUN}{{0,14}}“[^”]{{2,20}}会”|{RUN}{{0,40}}?{tails}(?![\u4e00-\u9fff]*(?:议精神|室)))(?!精神|要求|决定|议定|部署|制度|办公室|室|上|后|议)"
        ),
        re.compile(
            rf"(?P<name>“[^”]{{2,40}}”|{RUN}{{2,40}}?{tails}(?:暨{RUN}{{2,16}}?(?:仪式|会|活动|大会))?)(?:[定将拟]?于[^，]{{2,26}}?)?(?:在(?P<place>{RUN}{{2,24}}?))?(?P<hold>召开|举行|举办)"
        ),
        re.compile(rf"(?<=[日午晚]，)在(?P<name>{RUN}{{4,40}}?{tails})上(?=，)"),
        re.compile(rf"{words('engagements.talk')}(?!后|时|结束|中|纪要)"),
        re.compile(
            rf"(?:{words('engagements.signing')}|签订(?!率|情况)(?=[^，。；]{{0,50}}(?:协议|合同|备忘录|意向书|责任书)))"
        ),
        re.compile(rf"(?:{go})(?P<place>{RUN}{{2,40}}?)(?:进行|开展|实地|，?深入)?(?:{see})"),
        re.compile(
            rf"对(?P<place>{RUN}{{3,40}}?)(?:等)?(?:进行|开展)(?:了)?(?:实地|现场)?(?:{see})"
        ),
        re.compile(rf"(?:{go})(?:了)?(?P<place>{RUN}{{2,60}})"),
        re.compile(rf"(?:{see})(?:了)?(?P<place>{RUN}{{2,60}})"),
        re.compile(rf"{words('engagements.site_tails')}$"),
        re.compile(rf"{words('engagements.not_sites')}$"),
    )
