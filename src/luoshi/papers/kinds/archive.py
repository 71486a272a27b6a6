"""The cover of a matter's file (案卷封面) and the list of what is in it, with the hash of each piece."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.paper import Paper, Para, Sheet, Table
from luoshi.values.numbers import written_day

NO_FILE = "无电子文件"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a file: what kind of thing (来源文件, 办结凭证 …), its name, its SHA-256 if it has bytes."""

    kind: str
    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """The file of one matter.  It covers ``begun_on`` to ``closed_on``; all days are civil dates."""

    office: str
    number: str
    matter: str
    matter_number: str
    lead: str
    begun_on: dt.date
    closed_on: dt.date
    archived_on: dt.date
    archivist: str
    pieces: tuple[Piece, ...]


def cover(said: File) -> Paper:
    """Return the cover, and behind it the list of pieces as a page of its own."""
    rows = (
        ("档　　号", said.number),
        ("案卷题名", said.matter),
        ("事项编号", said.matter_number),
        ("立卷单位", said.office),
        ("牵头单位", said.lead),
        ("起止日期", f"{written_day(said.begun_on)}至{written_day(said.closed_on)}"),
        ("卷内件数", f"{len(said.pieces)}件"),
        ("立 卷 人", said.archivist),
        ("立卷日期", written_day(said.archived_on)),
    )
    return Paper(
        format="form",
        mark=said.office,
        title="案卷封面",
        number=said.number,
        body=(
            Table(tuple(row for row in rows if row[1]), (1, 4)),
            Para(
                "卷内目录列明每件文件的SHA-256摘要。电子文件的摘要与目录不一致的，不是归档时的文件。"
            ),
        ),
        issuer=said.office,
        dated=said.archived_on,
        sheets=(Sheet("卷内目录", (_pieces(said.pieces),)),),
    )


def _pieces(pieces: tuple[Piece, ...]) -> Table:
    rows = tuple(
        (str(at), one.kind, one.name, _hash(one.sha256)) for at, one in enumerate(pieces, 1)
    )
    return Table(rows, (2, 4, 9, 12), ("序号", "类别", "题名", "SHA-256"))


def _hash(digest: str) -> str:
    """Return a hash in four lines, so that it can be compared by eye."""
    if not digest:
        return NO_FILE
    return "\n".join(digest[at : at + 16] for at in range(0, len(digest), 16))
