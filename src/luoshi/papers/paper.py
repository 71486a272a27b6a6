"""What a paper says: one frozen description, which ``typeset`` and ``asdocx`` set to the same measures.

The elements and their order are those of GB/T 9704-2012, sections 7 to 10.  Copy number and secrecy
mark are left out on purpose: papers that need them must not be made here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from luoshi.papers.measures import COLUMNS, title_lines, width_of
from luoshi.values.numbers import to_chinese

Format = Literal["general", "letter", "minutes", "bulletin", "form"]
Level = Literal[1, 2, 3, 4]
Align = Literal["left", "center", "right"]
ChartKind = Literal["bars", "columns", "lines"]

_SUFFIX = "文件"
# What the first page of a paper with red head holds below its title, of which one line is text.
_LINES_OF_ADDRESSEES = 9


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of body text, indented by two characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered point: 一、 （一） 1. （1） by its level; the number is not written in ``head``.

    ``text`` runs on behind the head in the same paragraph.
    """

    level: Level
    head: str
    text: str = ""
    ordinal: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label in 黑体 and what stands behind it, hanging: 出席：…."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``widths`` are shares of the type area; without ``columns`` it has no head row.

    The first cell of each row of a table without head is a label.  ``aligns`` says for each column
    of a table with head how its cells stand; left if it is empty.
    """

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    columns: tuple[str, ...] = ()
    aligns: tuple[Align, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of ``address`` with lines beside it."""

    address: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures to be seen at a glance: for each of ``labels`` one value of each of ``series``.

    ``series`` holds names with their values, None where there is none; ``unit`` is that of all of
    them.  ``alt`` says in words what the picture shows; every value also stands on it as a number.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Decimal | None, ...]], ...]
    unit: str = ""
    kind: ChartKind = "bars"
    alt: str = ""


Block = Para | Item | Labelled | Table | Code | Chart


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of its own behind the text: an attachment (``label`` 附件1) or a receipt slip (no label).

    A table of many columns stands on a ``landscape`` page.
    """

    title: str
    body: tuple[Block, ...]
    label: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper.  A ``form`` is one of the office's own, with a smaller head.  Empty fields do not stand on it; ``dated`` also dates the file itself.

    ``mark`` is the red mark of the lead issuer, ``joint`` the names of the others: their marks stand
    below it and they sign behind it, under the lead's one number.  ``signer`` and ``cosigners`` stand
    on papers that go upward.  ``issue`` is the number of an edition (第3期（总第12期）) of minutes and
    bulletins, with ``editor`` at the left and the date at the right below it; ``serial`` numbers the
    copy of a bulletin at the top right, ``foreword`` is the editor's note before its text, ``author``
    stands in brackets behind it, ``editors`` and ``reviewer`` in the line above its tail.
    ``sealed`` leaves room for a round seal of 42 mm.  The tail names those to whom it is ``reported``
    (报), ``sent`` (送), ``distributed`` (发) and copied (抄送).
    """

    format: Format
    mark: str
    title: str
    body: tuple[Block, ...]
    issuer: str
    dated: dt.date
    number: str = ""
    issue: str = ""
    editor: str = ""
    urgency: str = ""
    signer: str = ""
    cosigners: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    serial: str = ""
    foreword: str = ""
    addressees: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    sealed: bool = True
    note: str = ""
    author: str = ""
    editors: tuple[str, ...] = ()
    reviewer: str = ""
    reported: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    distributed: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: dt.date | None = None
    printed_copies: int = 0
    sheets: tuple[Sheet, ...] = ()

    @property
    def is_bulletin(self) -> bool:
        """Whether this is an office's own periodical, which has its own head and foot."""
        return self.format == "bulletin"

    @property
    def is_edition(self) -> bool:
        """Whether the head bears an edition, an editor and the date, and nobody signs at the end."""
        return self.format in ("minutes", "bulletin")

    @property
    def signs(self) -> bool:
        """Whether names and the date stand below the text."""
        return bool(self.issuer) and not self.is_edition

    @property
    def marks(self) -> tuple[str, ...]:
        """The names in red, the lead's first; a joint letter bears only the lead's."""
        if not self.joint or self.format == "letter":
            return (self.mark,)
        return (self.mark.removesuffix(_SUFFIX), *self.joint)

    @property
    def suffix(self) -> str:
        """The word that joint marks share: 文件, or nothing."""
        several = len(self.marks) > 1 and self.mark.endswith(_SUFFIX)
        return _SUFFIX if several else ""

    @property
    def signers(self) -> tuple[tuple[str, ...], ...]:
        """Who signed a paper that goes upward, two names a line, names of two signs spaced to three."""
        names = [
            f"{one[0]}　{one[1]}" if len(one) == 2 and self.cosigners else one
            for one in (self.signer, *self.cosigners)
            if one
        ]
        return tuple(tuple(names[at : at + 2]) for at in range(0, len(names), 2))

    @property
    def edited(self) -> tuple[str, str]:
        """The line above a bulletin's tail: its editors at the left, its reviewer at the right."""
        editors = f"责任编辑：{'、'.join(self.editors)}" if self.editors else ""
        return editors, f"审核：{self.reviewer}" if self.reviewer else ""

    @property
    def sends_from_record(self) -> bool:
        """Whether so many are addressed that the first page would hold none of the text.

        They are then named in the record at the foot (GB/T 9704-2012, 7.3.2).
        """
        room = _LINES_OF_ADDRESSEES - len(title_lines(self.title)) - 2 * (len(self.marks) - 1)
        return width_of("、".join(self.addressees)) > max(room, 1) * COLUMNS

    @property
    def tail(self) -> tuple[tuple[str, str], ...]:
        """The rows of the record at the foot (版记) that name receivers: label and text, ending 。"""
        rows = (
            ("主送", self.addressees if self.sends_from_record else ()),
            ("报", self.reported),
            ("送", self.sent),
            ("发", self.distributed),
            ("抄送", self.copies),
        )
        return tuple((label, "，".join(names) + "。") for label, names in rows if names)

    @property
    def has_record(self) -> bool:
        """Whether anything stands in the record at the foot."""
        return bool(self.tail or self.printed_by or any(self.edited))


def numbered(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return ``body`` with the ordinals of its items; a level starts anew below each higher one.

    >>> [b.ordinal for b in numbered((Item(1, "甲"), Item(2, "乙"), Item(1, "丙"), Item(2, "丁")))]
    ['一、', '（一）', '二、', '（一）']
    """
    counts = [0, 0, 0, 0]
    found: list[Block] = []
    for block in body:
        if isinstance(block, Item) and not block.ordinal:
            at = block.level - 1
            counts[at] += 1
            counts[at + 1 :] = [0] * (3 - at)
            found.append(replace(block, ordinal=ordinal(block.level, counts[at])))
        else:
            found.append(block)
    return tuple(found)


def ordinal(level: Level, n: int) -> str:
    """Return the number of the ``n``-th item of a level (GB/T 9704-2012, 7.3.3)."""
    match level:
        case 1:
            return f"{to_chinese(n)}、"
        case 2:
            return f"（{to_chinese(n)}）"
        case 3:
            return f"{n}."
        case 4:
            return f"（{n}）"
