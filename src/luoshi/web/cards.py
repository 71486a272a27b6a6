"""The draft page as data: cards, lit text, coverage and what stands in the way of confirming."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from luoshi.intake import queries
from luoshi.intake.confirm import lacks_year
from luoshi.intake.cover import spans_of
from luoshi.intake.queries import KINDS, VERDICTS
from luoshi.intake.surroundings import Surroundings, surroundings_of
from luoshi.web.facts import Fact, facts_of
from luoshi.web.lit import Light, Run, paragraphs
from luoshi.web.sure import (
    DOUBTFUL,
    Bulk,
    Group,
    Level,
    bulk,
    grouped,
    is_measured,
    level_of,
    offers,
    reasons_of,
    was_measured,
)

TABS = ("matter", "project", "engagement", "organisation", "person")
SIGNS = {
    "matter": gettext_lazy("事"),
    "project": gettext_lazy("项"),
    "engagement": gettext_lazy("活"),
    "organisation": gettext_lazy("单"),
    "person": gettext_lazy("人"),
}
NAMES = {  # of many
    "matter": pgettext_lazy("list", "事项"),
    "project": pgettext_lazy("list", "项目"),
    "engagement": pgettext_lazy("list", "活动"),
    "organisation": pgettext_lazy("list", "单位"),
    "person": pgettext_lazy("list", "人员"),
}
PAGES = {
    "matter": "matter_detail",
    "project": "project_detail",
    "engagement": "engagement_detail",
    "unit": "unit_detail",
    "person": "person_detail",
    "group": "group_detail",
    "reviewsession": "session_detail",
}


@dataclass(frozen=True)
class Note:
    """A doubt in the reader's language."""

    text: str
    blocks: bool


QUIET = {
    "no-lead",
    "no-person",
    "no-due",
    "no-day",
    "no-post",
    "no-party",
}  # the lines of the card say so


@dataclass(frozen=True)
class Card:
    """One finding as its card shows it; ``number`` counts within its kind."""

    finding: Any
    number: int
    head: str
    tag: str
    facts: list[Fact]
    doubts: list[Any]
    note: str
    address: str
    place: int | None
    level: Level | None = None
    message: str = ""

    @property
    def percent(self) -> str:
        """The share of findings like it that were right, where that was measured."""
        measured = is_measured(self.finding, self.finding.draft)
        return f"{self.finding.sure:.0%}" if measured else ""

    @property
    def reasons(self) -> list[str]:
        """Why it was read so, the rule first."""
        return reasons_of(self.finding)

    @property
    def sign(self) -> str:
        """The one character that stands for its kind in the text."""
        return str(SIGNS[self.finding.kind])

    @property
    def notes(self) -> list[Note]:
        """What to look at, besides what the lines already show as missing."""
        return [
            Note(doubt.sentence.said(_), doubt.blocks)
            for doubt in self.doubts
            if doubt.code not in QUIET
        ]

    @property
    def is_brief(self) -> bool:
        """True for units and people, whose name fits into the card's first line."""
        return self.finding.kind in {"organisation", "person"}

    @property
    def blocked(self) -> bool:
        """True while something must be corrected before it can be accepted."""
        return any(doubt.blocks for doubt in self.doubts)


@dataclass(frozen=True)
class Tab:
    """The cards of one kind, and how many of them wait."""

    kind: str
    label: str  # "Matters"; ``one`` is "Matter"
    cards: list[Card]
    order: str = DOUBTFUL

    @property
    def groups(self) -> list[Group]:
        """The cards in the order that the address asks for."""
        return grouped(self.cards, self.order)

    @property
    def offers(self) -> list[Bulk]:
        """What waits and is sure enough to be accepted in one action."""
        return offers(self.cards)

    @property
    def all_ones(self) -> Bulk:
        """Everything that waits and needs no correction first."""
        return bulk(self.cards)

    @property
    def one(self) -> str:
        """What a single finding of the tab is called."""
        return str(KINDS(self.kind).label)

    @property
    def waiting(self) -> int:
        return sum(card.finding.verdict == VERDICTS.OPEN for card in self.cards)


@dataclass(frozen=True)
class Work:
    """Everything that the draft page shows."""

    draft: Any
    around: Surroundings
    tabs: list[Tab]
    coverage: queries.Coverage
    may_decide: bool
    may_confirm: bool
    troubles: list[Card] = field(default_factory=list)
    order: str = DOUBTFUL

    @property
    def rest(self) -> Bulk:
        """What accepting everything that still waits would take in."""
        return bulk(card for tab in self.tabs for card in tab.cards)

    @property
    def is_measured(self) -> bool:
        """True where the draft says how sure its reading is."""
        return was_measured(self.draft)

    @property
    def total(self) -> int:
        return len(self.around.findings)

    @property
    def waiting(self) -> int:
        return sum(tab.waiting for tab in self.tabs)

    @property
    def decided(self) -> int:
        return self.total - self.waiting

    @property
    def entering(self) -> list[tuple[str, int]]:
        """How many rows of each kind would be registered."""
        counted = [
            (tab.label, sum(card.finding.verdict in queries.KEPT for card in tab.cards))
            for tab in self.tabs
        ]
        return [(label, count) for label, count in counted if count]

    @property
    def undated(self) -> int:
        """How many findings wait for the year of the document."""
        return sum(
            lacks_year(one, self.around)
            for one in self.around.findings
            if one.verdict != VERDICTS.REJECTED
        )

    @property
    def is_ready(self) -> bool:
        kept = any(one.verdict in queries.KEPT for one in self.around.findings)
        return bool(kept and not self.waiting and not self.troubles and not self.undated)

    def card(self, pk: int, *, message: str = "") -> Card:
        """Return the card of one finding, with what there is to tell about it."""
        found = next(c for tab in self.tabs for c in tab.cards if c.finding.pk == pk)
        return Card(**{**found.__dict__, "message": message}) if message else found

    def paragraphs(self) -> list[list[Run]]:
        """Return the text with every finding and every open demand lit."""
        return paragraphs(self.draft.text, [*_lights(self.tabs), *_demands(self.coverage)])


def work_on(draft: Any, *, by: Any, now: dt.datetime, order: str = DOUBTFUL) -> Work:
    """Return the page of ``draft`` for ``by``, its cards in ``order``."""
    around = surroundings_of(draft)
    known = queries.known_in_directory(around.findings, draft)
    known |= queries.known_projects(around.findings, by=by, now=now)
    tabs = []
    for kind in TABS:
        rows = [one for one in around.findings if one.kind == kind]
        rows.sort(
            key=lambda one: (spans_of(one.spans) or [(0, 0)])[0] if kind == "matter" else (0, 0)
        )
        cards = [
            _card(one, number, around, known.get(one.pk)) for number, one in enumerate(rows, 1)
        ]
        tabs.append(Tab(kind, str(NAMES[kind]), cards, order))
    kept = [card for tab in tabs for card in tab.cards if card.finding.verdict in queries.KEPT]
    return Work(
        draft,
        around,
        tabs,
        queries.coverage(draft, around.findings),
        queries.may_decide(by, draft, now=now),
        queries.may_confirm(by, draft, now=now),
        [card for card in kept if card.blocked],
        order,
    )


def _card(finding: Any, number: int, around: Surroundings, known: Any) -> Card:
    value = finding.value
    spans = spans_of(finding.spans)
    head = value.get("text") or value.get("name") or ""
    tag, facts = facts_of(finding, around)
    if finding.kind == "engagement" and not head:
        head = f"{value.get('place') or ''}{tag}"
    return Card(
        finding,
        number,
        head,
        tag,
        facts,
        around.doubts_of(finding),
        _known_note(finding.kind, known),
        address_of(finding.result_kind, finding.result_id),
        spans[0][0] if spans else None,
        level_of(finding, around.draft),
    )


def address_of(kind: str, pk: int | None) -> str:
    """Return the page of a registered row, or "" where it has none."""
    if not pk or kind not in PAGES:
        return ""
    try:
        return reverse(PAGES[kind], args=[pk])
    except NoReverseMatch:
        return ""


def _known_note(kind: str, known: Any) -> str:
    if known is None:
        return ""
    if kind == "project":
        return _("台账已有同名项目，确认后关联到它，不另登记")
    if not known.rows:
        return _("名录中没有，确认后新增")
    if len(known.rows) == 1:
        return _("名录已有：%(name)s") % {"name": known.rows[0][1]}
    return _("名录中有 %(count)s 个同名，请点“更正”选定") % {"count": len(known.rows)}


def _lights(tabs: list[Tab]) -> list[Light]:
    return [
        Light(
            start,
            end,
            tab.kind,
            card.finding.pk,
            f"{SIGNS[tab.kind]}{card.number}" if place == 0 else "",
            card.finding.verdict == VERDICTS.REJECTED,
        )
        for tab in tabs
        for card in tab.cards
        for place, (start, end) in enumerate(spans_of(card.finding.spans))
    ]


def _demands(coverage: queries.Coverage) -> list[Light]:
    return [
        Light(
            item.demand.start, item.demand.end, "demand", item.demand.pk, off=item.state != "open"
        )
        for item in coverage.items
    ]
