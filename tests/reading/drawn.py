"""What is drawn for each sort of paper, and the paper that is made of it."""

from __future__ import annotations

from typing import Any

from luoshi.papers.kinds import minutes, notice, summary
from luoshi.papers.paper import Paper
from tests.reading import summarised, written
from tests.reading.written import Wanted

DRAWN = {
    "meetings": written.meetings,
    "groups": written.groups,
    **dict.fromkeys(written.ORDERS, written.order_slips),
    "summaries": summarised.summaries,
}


def paper_of(sort: str, drawn: Any) -> tuple[Paper, list[Wanted], set[str]]:
    """Return the paper of what was drawn, its matters, and everybody whom it names."""
    said, wanted = drawn
    several = wanted if isinstance(wanted, list) else [wanted]
    named = {one.person for one in several} - {""}
    if sort == "meetings":
        return minutes.minutes(said), several, named | set(said.attended)
    if sort == "groups":
        people = {one.name for one in said.members} | {said.office.contact}
        return notice.setting_up(said), several, named | people
    if sort == "summaries":
        return summary.summary(said.summary), several, named | said.people
    return written.ORDERS[sort](said), several, named | {said.office.contact}
