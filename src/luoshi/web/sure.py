"""How sure a reading is, in words and a shape, and the order that puts what is doubtful first."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from luoshi.intake.opening import READER
from luoshi.reading.reasons import why

DOUBTFUL, TEXT = "doubtful", "text"
UNMEASURED = ("by-hand", "second-reader")


@dataclass(frozen=True)
class Level:
    """A range of sureness: its word, how many of three bars stand full, from which share on."""

    code: str
    label: Any
    bars: int
    least: float
    share: str


LEVELS = (
    Level("check", gettext_lazy("请核对"), 1, 0.0, "<70%"),
    Level("fair", gettext_lazy("较有把握"), 2, 0.7, "70%–90%"),
    Level("sure", gettext_lazy("有把握"), 3, 0.9, "≥90%"),
)
CHECK, FAIR, SURE = LEVELS


def was_measured(draft: Any) -> bool:
    """Tell whether a draft was read since sureness is measured."""
    return bool(draft.reader == READER)


def is_measured(finding: Any, draft: Any) -> bool:
    """Tell whether the sureness of a finding comes from the measured table."""
    return was_measured(draft) and finding.rule not in UNMEASURED and not finding.by_hand


def level_of(finding: Any, draft: Any) -> Level | None:
    """Return the level of a finding; None for what was added by hand or read before it was measured."""
    if finding.by_hand or not was_measured(draft):
        return None
    if not is_measured(finding, draft):
        return CHECK
    return next(level for level in reversed(LEVELS) if finding.sure >= level.least)


def reasons_of(finding: Any) -> list[str]:
    """Return why it was read and what makes it more or less sure, in the reader's language."""
    return [sentence.said(_) for sentence in why(finding.rule, finding.signals)]


@dataclass(frozen=True)
class Bulk:
    """What one action would accept: how many findings, and how many of them are expected wrong."""

    count: int
    wrong: float
    least: float = 0.0

    @property
    def share(self) -> str:
        """From which share on: 90%."""
        return f"{self.least:.0%}"

    @property
    def expectation(self) -> str:
        """How many are expected wrong, in words."""
        number = round(self.wrong)
        if not number:
            return _("预计不到 1 项有误")
        return ngettext("预计约 %(n)s 项有误", "预计约 %(n)s 项有误", number) % {"n": number}


def bulk(cards: Iterable[Any], *, least: float = 0.0) -> Bulk:
    """Return what accepting all that waits and is at least so sure would take in."""
    taken = [
        card.finding
        for card in cards
        if card.finding.verdict == "open" and not card.blocked and card.finding.sure >= least
    ]
    return Bulk(len(taken), sum(1 - finding.sure for finding in taken), least)


def offers(cards: Sequence[Any]) -> list[Bulk]:
    """Return what can be accepted in one action short of everything, each share that takes in more."""
    whole = bulk(cards).count
    sure, fair = (bulk(cards, least=level.least) for level in (SURE, FAIR))
    found = [sure, *([fair] if fair.count > sure.count else [])]
    return [one for one in found if 0 < one.count < whole]


@dataclass(frozen=True)
class Group:
    """Cards of one level; ``level`` is None for those without one, or where the text's order holds."""

    level: Level | None
    cards: Sequence[Any]


def grouped(cards: Sequence[Any], order: str) -> list[Group]:
    """Return the cards, what is most doubtful first, or as the text has them."""
    if order == TEXT:
        return [Group(None, cards)]
    groups = [Group(level, [c for c in cards if c.level is level]) for level in (*LEVELS, None)]
    return [group for group in groups if group.cards]


def order_of(request: HttpRequest) -> str:
    """Return the order that the address asks for; that of the page where a fragment is asked for."""
    asked = request.GET.get("order")
    htmx = getattr(request, "htmx", None)
    if asked is None and htmx and htmx.current_url:
        with contextlib.suppress(ValueError):  # whatever a program writes into the header
            asked = parse_qs(urlsplit(htmx.current_url).query).get("order", [None])[0]
    return TEXT if asked == TEXT else DOUBTFUL
