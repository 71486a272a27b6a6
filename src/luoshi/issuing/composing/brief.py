"""The brief, and the notice that corrects an earlier issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from luoshi.issuing.models import Document
from luoshi.papers.kinds import bulletin as kinds
from luoshi.papers.paper import Paper
from luoshi.values.civil import civil_day


def brief_paper(
    *, head: kinds.Masthead, title: str, text: str, foreword: str = "", now: dt.datetime
) -> Paper:
    """Return a brief with one piece of news."""
    said = kinds.Brief(head, title.strip(), text.strip(), civil_day(now), foreword.strip())
    return kinds.brief(said)


def correction_paper(
    corrected: Document,
    *,
    issue: str,
    head: kinds.Masthead,
    slips: Sequence[kinds.Slip],
    reason: str = "",
    now: dt.datetime,
) -> Paper:
    """Return the notice that says what an issued bulletin printed wrong; ``issue`` is its number."""
    assert corrected.issued_at is not None
    return kinds.correction(
        kinds.Correction(
            head=head,
            issue=issue,
            title=corrected.title,
            issued_on=civil_day(corrected.issued_at),
            slips=tuple(slips),
            dated=civil_day(now),
            reason=reason.strip(),
        )
    )
