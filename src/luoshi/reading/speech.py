"""Who speaks in a sentence, and from which side: an authority, an enterprise, a bank.

What a speaker's words mean depends on the side: an enterprise's 希望 asks for help, a governor's
lays a duty.  A speaker holds for the following sentences of the paragraph until another speaks.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from luoshi.reading.context import ReadingContext
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.outline import Sentence

Side = Literal["authority", "enterprise", "bank", "meeting", "unknown"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose words are told: ``name`` None for 会议, 企业 and the like."""

    side: Side
    name: str | None = None
    said: int = 0
    complains: bool = False
    unit: str | None = None
    office: str = ""


NOBODY = Speaker("unknown")
# Verbs behind which one tells what is wrong.
_COMPLAINS = re.compile(r"(?:反映|诉说|坦言|呼吁)(?:说)?$")


# A unit that speaks as such: 省能源局表示，…
_UNIT_SAYS = re.compile(
    r"(?:（[^）]*）)?(?:负责人|代表|方面|有关负责人)?(?:现场|当场|明确|也|还|随即|书面)?(?:(表示|提出|反映|承诺|介绍|呼吁|答复|回应|建议|希望)(?:，|：|$)|承诺)"
)


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    verbs = lexicon.alternation("duties.speech_verbs", "duties.attitude_verbs")
    after = re.compile(
        rf"(?:（[^）]*）)?[\u4e00-\u9fff]{{0,5}}?(?:[在就结对][^。；]{{0,30}}?(?:时|中|后|上|，))?[\u4e00-\u9fff]{{0,5}}?{verbs}"
    )
    impersonal = re.compile(
        rf"(?P<meeting>会议|座谈会|双方|与会人员|专题会)[\u4e00-\u9fff]{{0,6}}?{verbs}"
        rf"|(?<![贵我本])(?P<enterprise>企业|公司|施工单位|项目单位|业主|厂方|建设单位|园区企业|项目业主)(?:负责人|代表|方面)?[\u4e00-\u9fff]{{0,4}}?(?:反映|提出|表示|希望|说|介绍)(?!的)"
    )
    return after, impersonal


def side_of(name: str, lexicon: Lexicon) -> Side:
    """Return the side that a post or a unit's name belongs to.

    >>> from luoshi.reading.lexicon import load
    >>> side_of("甲州发展改革委主任", load()), side_of("甲集团有限公司总经理", load())
    ('authority', 'enterprise')
    """
    if any(word in name for word in lexicon.words("duties.bank_words")):
        return "bank"
    if re.search(r"国资委|政府|人民|行署|州长|县长|市长|旗长|盟长|专员|秘书长|委员会主任|局", name):
        return "authority"
    if any(word in name for word in lexicon.words("duties.enterprise_words")):
        return "enterprise"
    return "authority" if name else "unknown"


def speakers_in(context: ReadingContext, sentence: Sentence) -> list[Speaker]:
    """Return all who begin to speak in a sentence, in order."""
    text = context.text
    after, impersonal = _patterns(context.lexicon)
    found: list[tuple[int, Speaker]] = []
    for mark, person in context.person_marks(sentence.start, sentence.end):
        verb = after.match(text, mark.end, sentence.end)
        if verb:
            side = side_of(person.post or "", context.lexicon)
            complains = bool(_COMPLAINS.search(verb[0]))
            speaker = Speaker(side, person.name, mark.start, complains, office=person.post or "")
            found.append((mark.start, speaker))
    for mark, unit in context.organisation_marks(sentence.start, sentence.end):
        verb = _UNIT_SAYS.match(text, mark.end, sentence.end)
        if verb and (mark.start == sentence.start or text[mark.start - 1] in "，。；："):
            complains = verb[1] in ("反映", "呼吁")
            side = side_of(unit.name, context.lexicon)
            found.append(
                (mark.start, Speaker(side, None, mark.start, complains, unit.name, unit.name))
            )
    match = impersonal.search(text, sentence.start, sentence.end)
    if match:
        side = "meeting" if match["meeting"] else "enterprise"
        complains = bool(_COMPLAINS.search(match[0]))
        found.append((match.start(), Speaker(side, None, match.start(), complains)))
    return [speaker for _, speaker in sorted(found, key=lambda f: f[0])]


def speaker_of(context: ReadingContext, sentence: Sentence, before: Speaker) -> Speaker:
    """Return who speaks first in a sentence; ``before`` if the words go on without naming anybody."""
    text = context.text
    found = speakers_in(context, sentence)
    if found:
        return found[0]
    if "“" in text[max(0, sentence.start - 1) : sentence.start + 1]:
        return _speaker_behind(context, sentence)
    return before


def _speaker_behind(context: ReadingContext, sentence: Sentence) -> Speaker:
    """The one named right behind a quotation: “…。”总经理甲说。"""
    text = context.text
    for person in context.people_in(sentence.end, min(len(text), sentence.end + 30)):
        return Speaker(side_of(person.post or "", context.lexicon), person.name, sentence.end)
    return NOBODY
