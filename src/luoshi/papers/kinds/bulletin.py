"""An office's own periodical: its head and foot, and the two short kinds that need nothing else.

A bulletin is none of the fifteen legal kinds: it informs, it instructs nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.kinds.task import told
from luoshi.papers.paper import Block, Item, Paper, Para, Sheet, Table
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who makes a bulletin and who gets it.  ``issue`` is 第n期（总第m期）, given when it is issued.

    ``editors`` are named with their department; ``reported``, ``sent`` and ``distributed`` are the
    lists 报, 送, 发; ``copies`` is how many are printed, 0 if that is not said.
    """

    name: str
    office: str
    issue: str
    author: str = ""
    editors: tuple[str, ...] = ()
    reviewer: str = ""
    reported: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    distributed: tuple[str, ...] = ()
    copies: int = 0


def framed(
    head: Masthead,
    *,
    title: str,
    body: tuple[Block, ...],
    dated: dt.date,
    foreword: str = "",
    attachments: tuple[str, ...] = (),
    sheets: tuple[Sheet, ...] = (),
) -> Paper:
    """Return a bulletin with this head and foot."""
    return Paper(
        format="bulletin",
        mark=head.name,
        issue=head.issue,
        editor=head.office,
        title=title,
        foreword=foreword,
        body=body,
        issuer=head.office,
        dated=dated,
        sealed=False,
        author=head.author,
        editors=head.editors,
        reviewer=head.reviewer,
        reported=head.reported,
        sent=head.sent,
        distributed=head.distributed,
        printed_by=head.office,
        printed_on=dated,
        printed_copies=head.copies,
        attachments=attachments,
        sheets=sheets,
    )


@dataclass(frozen=True, slots=True)
class Brief:
    """One piece of news: what happened, in paragraphs."""

    head: Masthead
    title: str
    text: str
    dated: dt.date
    foreword: str = ""


def brief(said: Brief) -> Paper:
    """Return ``said`` as a brief (简报)."""
    return framed(
        said.head,
        title=said.title,
        body=told(said.text),
        dated=said.dated,
        foreword=said.foreword,
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """One place that was printed wrong: where, what was printed, what is right."""

    where: str
    printed: str
    right: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What an earlier issue printed wrong.  ``issue`` and ``title`` name it, ``issued_on`` its day."""

    head: Masthead
    issue: str
    title: str
    issued_on: dt.date
    slips: tuple[Slip, ...]
    dated: dt.date
    reason: str = ""


def correction(said: Correction) -> Paper:
    """Return the notice that corrects an issue: which one, what was printed, what is right."""
    name = f"{said.issue}《{said.title}》" if said.issue else f"《{said.title}》"
    opening = f"{written_day(said.issued_on)}印发的{name}，刊载内容有误，现更正如下。"
    rows = tuple((one.where, one.printed, one.right) for one in said.slips)
    closing = (Para(f"出现差错的原因：{said.reason.rstrip('。')}。"),) if said.reason else ()
    return framed(
        said.head,
        title=f"关于{said.issue or '《' + said.title + '》'}有关内容的更正",
        body=(
            Para(opening),
            Table(rows, (2, 4, 4), ("位置", "原刊", "更正为")),
            *closing,
            Para("请以更正后的内容为准，原件存档备查。"),
        ),
        dated=said.dated,
    )


def by_points(points: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    """Return heads with what is said under each, as points of the second level."""
    return tuple(Item(2, f"{head.rstrip('。')}。", text) for head, text in points)
