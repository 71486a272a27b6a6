"""Which offer may answer which need, and why: a suggestion, never a decision.

Only what is of one kind and of two units is ever put together.  Each thing that speaks for a pair
adds points, each with its sentence; what speaks against it stands beside, and takes nothing away
but the points it does not earn.  The same pair has the same points whichever side asks, and a list
stands in the same order whatever the order of its rows was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from luoshi.values.places import Near, Place, nearness
from luoshi.values.quantities import Quantity, share
from luoshi.values.sentences import Sentence, gettext_noop

POINTS_OF_PLACE = {Near.COUNTY: 30, Near.PREFECTURE: 20, Near.REGION: 5}
ENOUGH, PARTLY, IN_TIME = 25, 10, 15
WORD_POINTS, WORDS_MOST = 5, 4
LEAST = 15  # below it a pair has nothing in common but its kind
SHOWN_MOST = 10
_IDLE = frozenset("的和与及或在为了需要提供希望可以等各该其有无能以对把被由年月日个")


@dataclass(frozen=True, slots=True)
class Side:
    """What matching knows of a need or an offer.

    ``by_on`` is until when it is needed, or from when it is there; ``until`` the last day on which
    it holds (None: no end).  ``unit`` is the id of whose it is.
    """

    pk: int
    unit: int
    kind: str
    text: str
    place: Place = Place()
    quantity: Quantity | None = None
    by_on: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A need and an offer that may fit: points, what speaks for it and what against it."""

    need: Side
    offer: Side
    points: int
    reasons: tuple[Sentence, ...]
    against: tuple[Sentence, ...] = ()


@dataclass(slots=True)
class _Weighing:
    """Points and sentences as they are gathered."""

    points: int
    reasons: list[Sentence]
    against: list[Sentence]

    def speaks_for(self, points: int, code: str, template: str, **params: object) -> None:
        self.points += points
        self.reasons.append(Sentence(template, code, params))

    def speaks_against(self, code: str, template: str, **params: object) -> None:
        self.against.append(Sentence(template, code, params))


def weigh(need: Side, offer: Side) -> Suggestion | None:
    """Return what speaks for and against ``offer`` answering ``need``; None where they do not belong together."""
    if need.unit == offer.unit or need.kind != offer.kind:
        return None
    found = _Weighing(0, [], [])
    found.reasons.append(Sentence(gettext_noop("类别相同"), "match-kind"))
    _place(need, offer, found)
    _quantity(need, offer, found)
    _days(need, offer, found)
    _words(need, offer, found)
    if found.points < LEAST:
        return None
    return Suggestion(need, offer, found.points, tuple(found.reasons), tuple(found.against))


def suggestions(
    needs: Iterable[Side],
    offers: Iterable[Side],
    *,
    left_out: Collection[tuple[int, int]] = (),
) -> list[Suggestion]:
    """Return every pair that may fit, best first; ``left_out`` are (need, offer) by id.

    Equal points stand in the order of the ids.
    """
    given = list(offers)
    found = [
        pair
        for need in needs
        for offer in given
        if (need.pk, offer.pk) not in left_out and (pair := weigh(need, offer)) is not None
    ]
    return sorted(found, key=lambda one: (-one.points, one.need.pk, one.offer.pk))


def _place(need: Side, offer: Side, found: _Weighing) -> None:
    near = nearness(need.place, offer.place)
    points = POINTS_OF_PLACE.get(near, 0)
    match near:
        case Near.COUNTY:
            said = gettext_noop("同在%(place)s")
            found.speaks_for(points, "match-county", said, place=offer.place.name)
        case Near.PREFECTURE:
            said = gettext_noop("同一地州：%(need)s，%(offer)s")
            places = {"need": need.place.name, "offer": offer.place.name}
            found.speaks_for(points, "match-prefecture", said, **places)
        case Near.REGION:
            found.speaks_for(points, "match-region", gettext_noop("同在本区，不在同一地州"))
        case Near.APART:
            found.speaks_against("match-apart", gettext_noop("不在同一省区"))
        case _:
            found.speaks_against("match-place-unknown", gettext_noop("地点无法比较"))


def _quantity(need: Side, offer: Side, found: _Weighing) -> None:
    if need.quantity is None or offer.quantity is None:
        found.speaks_against("match-quantity-unknown", gettext_noop("有一方没有写明数量"))
        return
    covered = share(offer.quantity, need.quantity)
    amounts = {"need": str(need.quantity), "offer": str(offer.quantity)}
    if covered is None:
        said = gettext_noop("数量单位不同：需要%(need)s，可供%(offer)s")
        found.speaks_against("match-units-differ", said, **amounts)
    elif covered >= 1:
        said = gettext_noop("数量够用：需要%(need)s，可供%(offer)s")
        found.speaks_for(ENOUGH, "match-enough", said, **amounts)
    elif covered > 0:
        said = gettext_noop("数量可满足%(percent)s%%：需要%(need)s，可供%(offer)s")
        percent = max(int(covered * 100), 1)
        found.speaks_for(PARTLY, "match-partly", said, percent=percent, **amounts)


def _days(need: Side, offer: Side, found: _Weighing) -> None:
    needed, there = need.by_on, offer.by_on
    if needed is None or there is None:
        found.speaks_against("match-days-unknown", gettext_noop("有一方没有写明时间"))
    elif offer.until is not None and offer.until < there:
        found.speaks_against("match-over", gettext_noop("供给已过有效期"))
    elif there <= needed:
        said = gettext_noop("时间赶得上：%(there)s可提供，%(needed)s前需要")
        found.speaks_for(IN_TIME, "match-in-time", said, there=there, needed=needed)
    else:
        said = gettext_noop("时间赶不上：%(needed)s前需要，%(there)s才可提供")
        found.speaks_against("match-late", said, there=there, needed=needed)


def _words(need: Side, offer: Side, found: _Weighing) -> None:
    common = _in_common(need.text, offer.text)
    if common:
        points = WORD_POINTS * min(len(common), WORDS_MOST)
        said = gettext_noop("都提到：%(words)s")
        found.speaks_for(points, "match-words", said, words=common[:WORDS_MOST])


def _in_common(one: str, other: str) -> tuple[str, ...]:
    """Return the longest runs of two or more characters that both texts hold, in code-point order."""
    shared = _runs(one) & _runs(other)
    longest = {run for run in shared if not any(run != more and run in more for more in shared)}
    return tuple(sorted(longest, key=lambda run: (-len(run), run)))


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[str]:
    """Return every run of two to six letters or characters of ``text`` that holds no idle word."""
    plain = [sign if sign.isalpha() and sign not in _IDLE else " " for sign in text]
    words = "".join(plain).split()
    return frozenset(
        word[at : at + size]
        for word in words
        for size in range(2, 7)
        for at in range(len(word) - size + 1)
    )
