"""An engagement while it is being put together: its days, who led it and who was there.

Nobody takes part who is not named for the engagement; who is merely charged with something there
(``由副州长甲负责``) was not there by that.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from luoshi.reading.context import ReadingContext
from luoshi.reading.dates import Moment, event_days, find_dates
from luoshi.reading.places import ByPlace
from luoshi.reading.types import EngagementKind

REPORTS = ("visit-report", "meeting-report")


_PAGE = re.compile(r"第\s*\d+\s*页|\d+\s*/\s*\d+\s*页")


@dataclass(slots=True)
class Happening:
    """An engagement while it is being put together."""

    kind: EngagementKind
    at: tuple[int, int]
    days: tuple[str, str] | None
    name: str | None = None
    place: str | None = None
    chair: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    sure: float = 0.8

    def joins(self, names: list[str], *, chair: bool = False) -> None:
        """Add who led or took part; who led is not listed again among the others."""
        for name in names:
            if chair and name not in self.chair:
                self.chair.append(name)
                if name in self.people:
                    self.people.remove(name)
            elif not chair and name not in self.chair and name not in self.people:
                self.people.append(name)


_PAGE_LINE = 200  # characters: no head or foot of a page is longer


class Course:
    """The course of one document: the day in mind and the engagement that is being told of."""

    def __init__(self, context: ReadingContext) -> None:
        self.context = context
        on = context.written_on
        self.written = dt.date.fromisoformat(on) if on and not on.startswith("-") else None
        self.found: list[Happening] = []
        self.current: Happening | None = None
        self.days: tuple[str, str] | None = None
        self.subject: str | None = None
        self.moments = [
            m
            for m in find_dates(context.text)
            if m.rule not in ("year", "months", "quarter", "half") and not self._is_printed(m)
        ]
        self._by_place = ByPlace(self.moments, lambda moment: moment.start)

    def moments_in(self, start: int, end: int) -> list[Moment]:
        """Return the times that begin in a run, in order."""
        return self._by_place.within(start, end)

    def _is_printed(self, moment: Moment) -> bool:
        """The day of printing in the head or foot of a page is no day of the text."""
        text = self.context.text
        start = text.rfind("\n", max(0, moment.start - _PAGE_LINE), moment.start) + 1
        end = text.find("\n", moment.end, moment.end + _PAGE_LINE)
        end = end if end >= 0 else len(text)
        return end - start <= _PAGE_LINE and bool(_PAGE.search(text, start, end))

    def day_at(self, start: int, at: int) -> tuple[str, str] | None:
        """The day that holds at a place: the last one given in its sentence, else the one in mind."""
        for moment in reversed(self.moments_in(start, at)):
            days = self.days_of(moment, start)
            if days:
                return days
        return self.days

    def days_of(self, moment: Moment, start: int) -> tuple[str, str] | None:
        if moment.strength == "limit" or moment.rule in (
            "month",
            "lapse",
            "year-end",
            "year-in",
            "month-end",
        ):
            return None
        if moment.rule == "following" and self.days:
            return (
                self.days
                if moment.lapse and moment.lapse.count == 0
                else event_days(moment, self.written)
            )
        words = self.context.lexicon.words("engagements.planned")
        before = self.context.text[max(start, moment.start - 8) : moment.start]
        planned = any(before.endswith(w) for w in words) or self._is_ahead(moment)
        days = event_days(moment, self.written, planned=planned)
        return self._not_ahead(moment, days) if days and not planned else days

    def _not_ahead(self, moment: Moment, days: tuple[str, str]) -> tuple[str, str]:
        """What is told took place before the paper: a bare day after it is one of the paper's month."""
        run = self.context.text[moment.start : moment.end]
        bare = re.fullmatch(r"(\d{1,2})[日号](?:[上下]午|晚)?", run)
        if not self.written or not bare or days[1] <= self.written.isoformat():
            return days
        told = self.days or (self.written.isoformat(),) * 2
        month = told[1][:8] if not told[1].startswith("-") else self.written.isoformat()[:8]
        day = f"{month}{int(bare[1]):02}"
        return (day, day) if day <= self.written.isoformat() else days

    def _is_ahead(self, moment: Moment) -> bool:
        """In a list or a notice a day shortly after the paper's is one still to come."""
        if self.context.document.genre in REPORTS or not self.written:
            return False
        days = event_days(moment, self.written, planned=True)
        if days is None or days[0].startswith("-"):
            return False
        return 0 <= (dt.date.fromisoformat(days[0]) - self.written).days <= 45


# --- people -----------------------------------------------------------------------------------------


def names_in(context: ReadingContext, start: int, end: int) -> list[str]:
    """Return the names of the people mentioned in a run, in order."""
    return [p.name for p in context.people_in(start, end)]


_CHAIRS = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:在[^，。；]{2,26}?)?(?:主持|召集)|(?:在[^，。；]{2,26}?)?(?:组织)?召开(?!了?的)"
)
_GOES = re.compile(
    r"(?![^，。；]{0,4}(?:陪同|参加|介绍|汇报|随同|随行|出席|同志陪))[\u4e00-\u9fff]{0,4}?"
    r"(?:一行|率|带队|带领|率领|率队|到(?!会)|赴|前往|先后|来到|走进|深入|还考察|实地|带着|察看|查看|听取|参观|踏勘|了解|询问|观看|调研|视察|考察|叮嘱|勉励|鼓励)"
)
_TAKES = re.compile(r"[\u4e00-\u9fff]{0,4}?(?:带领|率|带队)")


def led_in(context: ReadingContext, start: int, end: int, kind: EngagementKind) -> list[str]:
    """Who led: 由A主持, A主持, A率…, A一行, and of a visit who goes."""
    text = context.text
    led: list[str] = []
    pattern = {"tour": _GOES, "site-visit": _GOES, "talk": _TAKES}.get(kind, _CHAIRS)
    for mark, person in context.person_marks(start, end):
        beside = re.search(r"在[^，。；]*$", text[start : mark.start])
        accompanies = beside and re.match(r"[^，。；]{0,30}陪同", text[mark.end : end])
        taken_along = led and re.search(r"率|带领|带队", text[start : mark.start])
        if not accompanies and not taken_along and (pattern.match(text, mark.end, end) or
                                kind == "talk" and _CHAIRS.match(text, mark.end, end)):  # fmt: skip
            if kind in ("meeting", "signing"):
                led += [*_others_of_list(context, start, mark.start), person.name]
            else:
                led.append(_first_of_list(context, start, mark.start, person.name))
    return list(dict.fromkeys(led))


def _others_of_list(context: ReadingContext, start: int, at: int) -> list[str]:
    """Those named right before in one list, who preside together."""
    names: list[str] = []
    for mark, person in reversed(list(context.person_marks(start, at))):
        if not re.fullmatch(r"[、和与及][^，。；：、]{0,24}", context.text[mark.end : at]):
            break
        at = mark.start - _title_before(context.text, start, mark.start)
        names.insert(0, person.name)
    return names


def _first_of_list(context: ReadingContext, start: int, at: int, name: str) -> str:
    """Of several that go together the one named first: whose visit it is."""
    for mark, person in reversed(list(context.person_marks(start, at))):
        if not re.fullmatch(r"、[^，。；：、]{0,24}", context.text[mark.end : at]):
            break
        at, name = mark.start - _title_before(context.text, start, mark.start), person.name
    return name


def _title_before(text: str, start: int, at: int) -> int:
    """How many characters stand between a name and the mark before it."""
    run = re.search(r"[^，。；：、]{0,40}$", text[start:at])
    return len(run[0]) if run else 0


_ASIDE = re.compile(r"(?:由|安排|责成|责任人|联系人|请|包联)[^，。；]{0,24}$")


def present_in(context: ReadingContext, start: int, end: int) -> list[str]:
    """Who is named in a run without being merely charged with something there."""
    text = context.text
    names = [
        (mark.start, person.name)
        for mark, person in context.person_marks(start, end)
        if mark.rule != "person.byline"
        and not _ASIDE.search(text[max(start, mark.start - 30) : mark.start])
    ]
    return list(dict.fromkeys(name for _, name in sorted(names)))
