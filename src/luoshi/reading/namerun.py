"""How names are written: where one that begins at a place ends.

A Chinese name has a surname and one or two characters more; names of other peoples are runs of the
characters by which their sounds are written, with a middle dot or without.  The end is where the
sentence can go on: at a mark, at a verb, at a title.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from luoshi.reading import posts
from luoshi.reading.lexicon import Lexicon

HAN = r"\u3400-\u9fff"
_MARKS = r"[，。；：、（）《》“”？！\s/|,;:()—\-·\d【】]|$"
_NO_NAME = re.compile(
    r"^[赴到往在向去来]|(?:地区|市|县|州|盟|旗|镇|乡|村|区|[科处室部局办股组队站所院会厅司社厂行团]|中心)$"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled patterns of one lexicon."""

    han: re.Pattern[str]
    common: re.Pattern[str]
    other: re.Pattern[str]
    sound: re.Pattern[str]
    dotted: re.Pattern[str]
    tail: re.Pattern[str]
    anyone: re.Pattern[str]
    foreign: re.Pattern[str]
    goes_on: re.Pattern[str]
    bound: re.Pattern[str]
    office: re.Pattern[str]
    office_at: re.Pattern[str]
    titled: re.Pattern[str]
    short: re.Pattern[str]
    doctrine: re.Pattern[str]
    labels: re.Pattern[str]
    label_end: re.Pattern[str]
    glued: re.Pattern[str]
    speech: re.Pattern[str]
    says: re.Pattern[str]
    met: re.Pattern[str]


def _label_patterns(lexicon: Lexicon) -> dict[str, re.Pattern[str]]:
    label = lexicon.alternation(
        "people.name_labels", "people.author_labels", "people.editor_labels"
    )
    return {
        "labels": re.compile(
            rf"(?:{label}[：/ \u3000]|(?:出席|列席|参加|参会|与会|到会|缺席|请假)[{HAN}]{{1,4}}：)[：/ \u3000]*"
        ),
        "label_end": re.compile(
            rf"(?:{label}|电话|手机|时间|日期|浏览|浏览次数|浏览量|点击|点击数|阅读|来源|字号|字体|访问量|发布)$"
        ),
        "glued": re.compile(
            rf"(?<=[（ \u3000：、])(?:本报|本网|本台|本刊|特约|实习|见习|全媒体)?(?:记者|通讯员|实习生)(?=[{HAN}])"
        ),
    }


def _spoken_patterns(surname: str, short: str) -> dict[str, re.Pattern[str]]:
    speech = "(?:指出|强调|表示|要求|介绍|主持|提出|一行|率队|带队|带领|陪同|致辞|讲话|代表|说)"
    return {
        "says": re.compile(
            rf"(?:(?<=[，。；：“\n])|^)({surname}[{HAN}]{{1,2}}?)(?:{short})(?={speech})", re.M
        ),
        "met": re.compile(
            rf"(?:会见|拜会|会晤|拜访|看望|接见|邀请|欢迎|约见|走访)了?({surname}[{HAN}]{{1,2}})(?={short})"
        ),
        "speech": re.compile(
            rf"(?:(?<=[，。；：“\n])|^)({surname}[{HAN}]{{1,2}})(?={speech})"
            rf"|(?:聘任|任命|选举|推选|提名|增补)({surname}[{HAN}]{{1,2}})(?=同志|为|担任|任)"
            rf"|(?<=由)({surname}[{HAN}]{{1,2}})(?=主持|召集|牵头|负责|陪同|带队|跟进|汇报)"
        ),
    }


@functools.lru_cache(maxsize=4)
def words_of(lexicon: Lexicon) -> Words:
    """Compile the patterns of a lexicon."""
    single = "".join(w for w in lexicon.words("people.surnames") if len(w) == 1)
    compound = lexicon.alternation("people.compound_surnames")
    rare = "".join(lexicon.words("people.rare_surnames"))
    surname = rf"(?:{compound}|[{single}])"
    sounds = "".join(lexicon.words("people.sounds", "people.rarer_sounds"))
    heads = lexicon.alternation("people.heads")
    after = lexicon.alternation("people.after")
    short = lexicon.alternation("people.short_titles")
    wordy = "(?:" + "|".join(w for w in lexicon.words("people.after") if len(w) > 1) + ")"
    return Words(
        han=re.compile(rf"(?:{compound}[{HAN}]{{1,2}}|[{single}{rare}][{HAN}]{{1,2}})"),
        common=re.compile(rf"{surname}[{HAN}]{{1,2}}"),
        other=re.compile(rf"[{sounds}]{{2,7}}"),
        sound=re.compile(f"[{sounds}]"),
        dotted=re.compile(rf"[{sounds}]{{1,9}}(?:·[{sounds}]{{1,9}})+"),
        tail=re.compile(rf"[{HAN}]{{1,3}}?(?={_MARKS}|[等说率在和与]|{wordy}|{short})"),
        anyone=re.compile(
            rf"(?!兼)[{HAN}]{{1,6}}(?:·[{HAN}]{{1,9}}?)+(?={_MARKS}|[等说率在和与]|{wordy}|{short})"
        ),
        foreign=re.compile(rf"[{HAN}]{{3,5}}?(?=[，。；、（）\s]|[等说率在]|{wordy})"),
        goes_on=re.compile(rf"{wordy}|{short}"),
        bound=re.compile(rf"{_MARKS}|{after}|{short}"),
        office=re.compile(rf"(?:{short})$"),
        office_at=re.compile(short),
        titled=re.compile(rf"(?:{heads})(?!(?<=总工)程)(?:（[^（）\n]{{1,8}}）)?[ \u3000]{{0,2}}"),
        short=re.compile(
            rf"({surname}|[{sounds}]{{2,5}})({short})(?![{HAN}]?(?:办公|会议|级|团|助理))"
        ),
        doctrine=re.compile(lexicon.alternation("people.doctrines")),
        **_label_patterns(lexicon),
        **_spoken_patterns(surname, short),
    )


def is_mark(bound: str) -> bool:
    """Tell whether what follows a name is a mark, a blank or the end and no word."""
    return bound == "" or not "\u3400" <= bound[0] <= "\u9fff"


class NameRuns:
    """The names of one text by the place where they begin."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text, self.lexicon = text, lexicon
        self.words = words_of(lexicon)

    def name_at(self, at: int, *, sure: bool) -> int:
        """Return where a name that begins at ``at`` ends, or -1.  ``sure`` where a title vouches."""
        text, words = self.text, self.words
        dotted = words.dotted.match(text, at)
        if dotted:
            return self._dotted_end(at, dotted.end())
        anyone = words.anyone.match(text, at) if sure else None
        if anyone and not words.titled.search(anyone[0]):
            return anyone.end()
        han = (words.han if sure else words.common).match(text, at)
        other = words.other.match(text, at)
        until = self._until(at, other.end()) if other else at
        if han:
            end = self._han_end(at, han.end())
            if text[at] in "和与同及" and words.office_at.match(text, end):
                return -1
            longer = self._clip(at, until, at + 4) if sure else -1
            if longer > end and self._is_whole_word(longer):
                return longer
            if end > 0:
                return end
        if other:
            end = self._clip(at, until, at + (2 if sure else 3))
            if end < 0 and sure and until - at >= 3 and not self.is_word(at, until):
                more = words.tail.match(text, until)
                longer = more.end() if more and more.end() - until == 1 else until
                end = -1 if self.is_word(at, longer) else longer
            if end > 0 and (sure or end - at >= 3):
                return end
        return self._foreign_end(at) if sure else -1

    def _dotted_end(self, at: int, end: int) -> int:
        least = self.text.rfind("·", at, end) + 3
        clipped = self._clip(at, self._until(least - 1, end), least)
        more = self.words.tail.match(self.text, end)
        return clipped if clipped > 0 else more.end() if more else end

    def _until(self, at: int, end: int) -> int:
        """Where a run of sounds stops being a name: before a word of more than one character."""
        word = self.words.goes_on.search(self.text, at + 2, end + 1)
        return word.start() if word else end

    def _foreign_end(self, at: int) -> int:
        """A whole run of three to five characters, most of which write foreign sounds.

        A blank between title and run vouches for rare surnames too.
        """
        run = self.words.foreign.match(self.text, at)
        if not run or self.is_word(at, run.end()) or _NO_NAME.search(run[0]):
            return -1
        if self.text[at - 1] in " \u3000" and len(run[0]) <= 3:
            return run.end()
        known = sum(bool(self.words.sound.match(char)) for char in run[0])
        return run.end() if known >= 0.5 * len(run[0]) else -1

    def _han_end(self, at: int, longest: int) -> int:
        """Two or three characters: the length after which the sentence goes on with more."""
        best = (0, -1)
        for end in (longest, longest - 1):
            if end - at < 2 or self.is_word(at, end) or self._is_place(at, end):
                continue
            bound = self.words.bound.match(self.text, end)
            if bound:
                weight = 3 if bound[0] == "等" else 1 if is_mark(bound[0]) else len(bound[0])
                best = max(best, (weight, end))
        return best[1]

    def _is_place(self, at: int, end: int) -> bool:
        """章贡区 before 副区长 is the region of an office and nobody's name."""
        last = self.text[end - 1]
        if last in "市县省区":
            return True
        office = self.words.goes_on.match(self.text, end)
        return last in "州盟旗镇乡局厅委部院处团" and office is not None

    def is_word(self, at: int, end: int) -> bool:
        """Tell whether a run that looks like a name is or holds an ordinary word."""
        return bool(posts.is_word(self.text[at:end], self.lexicon))

    def _is_whole_word(self, end: int) -> bool:
        """What follows is a mark or a word of more than one character: no name goes on there."""
        bound = self.words.bound.match(self.text, end)
        if bound is None or self.words.office_at.match(self.text, end):
            return False
        return is_mark(bound[0]) or len(bound[0]) > 1

    def _clip(self, at: int, end: int, least: int) -> int:
        """The longest end from which a sentence can go on."""
        while end >= least:
            if self.words.bound.match(self.text, end) and not self.is_word(at, end):
                return end
            end -= 1
        return -1
