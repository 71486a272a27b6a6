"""What a reading finds in a paper of ours, beside what the register holds: the same, or not.

The file itself is read, as any office would hand it in, without the names of our directory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.issuing import documents
from luoshi.issuing.composing import minutes
from luoshi.issuing.composing.rows import OVER, what_of
from luoshi.issuing.models import Document, DocumentKind, PaperForm
from luoshi.matters.groups import composition_on
from luoshi.matters.models import Matter, UnitRole
from luoshi.matters.queries import group_for, matter_for, matters_of_group
from luoshi.meetings.queries import engagement_for
from luoshi.orgs.models import Account
from luoshi.papers import asdocx
from luoshi.papers.paper import Paper
from luoshi.reading import read_report
from luoshi.reading.types import Draft
from luoshi.reading.types import Matter as Read
from luoshi.sources.files import text_of
from luoshi.values.civil import civil_day
from luoshi.values.sentences import gettext_noop

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One field: what was read and what the register holds, days as ISO; the order does not count."""

    label: str
    read: Words
    held: Words

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return set(self.read) == set(self.held)


@dataclass(frozen=True, slots=True)
class Compared:
    """One matter: its fields side by side.  One that was not found in the paper has no ``text``."""

    what: str
    text: str
    fields: tuple[Beside, ...]

    @property
    def same(self) -> bool:
        """Whether it was found and every field agrees."""
        return bool(self.text) and all(one.same for one in self.fields)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A paper read back: the paper's own fields, the matters, and what only the paper has.

    ``kept`` tells a paper that was issued, whose kept file was read, from a draft that was set for this.
    """

    kept: bool
    paper: tuple[Beside, ...]
    matters: tuple[Compared, ...] = ()
    only_read: Words = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs at all."""
        agree = all(one.same for one in self.paper) and all(one.same for one in self.matters)
        return agree and not self.only_read


@dataclass(frozen=True, slots=True)
class _Held:
    """What the register holds of a paper: its matters, its people, and the meeting's own fields."""

    matters: tuple[Matter, ...] = ()
    people: Words = ()
    fields: tuple[tuple[str, Words], ...] = ()


def read_back(document: Document, by: Account, *, now: dt.datetime) -> ReadBack:
    """Read the file of a paper that was fetched for ``by`` and lay it beside the register.

    Raises what opening the file raises.
    """
    paper = documents.latest(document).paper
    held = _held(document, by, now=now)
    draft = read_report(_text(document, paper))
    found, left = _matched(held.matters, draft.matters)
    return ReadBack(
        kept=document.is_out,
        paper=_paper_fields(paper, draft, held),
        matters=tuple(found),
        only_read=tuple(one.text for one in left),
    )


def _text(document: Document, paper: Paper) -> str:
    """Return the text of the kept .docx; of a paper that is not issued, of one set now."""
    if document.is_out:
        data = bytes(documents.rendition_of(document, PaperForm.DOCX).content)
    else:
        data = asdocx.docx(paper)
    return text_of(data, "paper.docx").text


# --- what the register holds


def _held(document: Document, by: Account, *, now: dt.datetime) -> _Held:
    if document.kind == DocumentKind.MINUTES and document.engagement_id:
        held = engagement_for(by, document.engagement_id, now=now)
        day = held.start_on.isoformat() if held.start_on else ""
        return _Held(
            tuple(minutes.decided_at(held, by, now=now)),
            tuple(one.person.name for one in held.attendances.all()),
            ((gettext_noop("会议日期"), _filled(day)), (gettext_noop("地点"), _filled(held.place))),
        )
    if document.kind == DocumentKind.NOTICE and document.group_id:
        group = group_for(by, document.group_id, now=now)
        there = composition_on(group, civil_day(document.drafted_at))
        rows = matters_of_group(by, group, now=now).exclude(state__in=sorted(OVER))
        return _Held(tuple(rows.order_by("pk")), tuple(one.person.name for one in there.members))
    if document.matter_id and document.kind == DocumentKind.ASSIGNMENT:
        return _Held((matter_for(by, document.matter_id, now=now),))
    return _Held()


def _units(matter: Matter, role: str) -> Words:
    rows = matter.parts.filter(role=role).select_related("unit").order_by("pk")
    return tuple(row.unit.name for row in rows)


# --- side by side


def _paper_fields(paper: Paper, draft: Draft, held: _Held) -> tuple[Beside, ...]:
    title = "".join(paper.title.split())
    read = draft.document
    fields = [
        Beside(gettext_noop("标题"), _filled(read.title), _filled(title)),
        Beside(gettext_noop("发文机关"), _filled(read.issuer), _filled(paper.issuer)),
        Beside(gettext_noop("成文日期"), _filled(read.date), (paper.dated.isoformat(),)),
    ]
    first = draft.engagements[0] if draft.engagements else None
    there = {"会议日期": first.start, "地点": first.place} if first is not None else {}
    fields += [Beside(label, _filled(there.get(label)), words) for label, words in held.fields]
    if held.people:
        named = {one.name for one in draft.people}
        known = tuple(name for name in held.people if name in named)
        fields.append(Beside(gettext_noop("人员"), known, held.people))
    return tuple(fields)


def _matched(held: Iterable[Matter], read: tuple[Read, ...]) -> tuple[list[Compared], list[Read]]:
    """Return each matter of the register beside the one read that says what it says, and the rest."""
    left, found = list(read), []
    for matter in held:
        what = what_of(matter)
        one = next((one for one in left if what in one.text or one.text in what), None)
        if one is None:
            one = next((one for one in left if _is_of(matter, one)), None)
        if one is not None:
            left.remove(one)
        found.append(_compared(matter, what, one))
    return found, left


def _is_of(matter: Matter, read: Read) -> bool:
    return read.text == matter.title.rstrip("。；") or read.text == matter.content.rstrip("。；")


def _compared(matter: Matter, what: str, read: Read | None) -> Compared:
    due = matter.due_current or matter.due_proposed
    empty: Words = ()
    fields = (
        Beside(
            gettext_noop("牵头单位"),
            read.lead if read else empty,
            _filled(matter.lead.name if matter.lead else ""),
        ),
        Beside(
            gettext_noop("责任单位"),
            read.responsible if read else empty,
            _units(matter, UnitRole.RESPONSIBLE),
        ),
        Beside(
            gettext_noop("配合单位"),
            read.cooperating if read else empty,
            _units(matter, UnitRole.COOPERATING),
        ),
        Beside(
            gettext_noop("责任人"),
            read.persons if read else empty,
            _filled(matter.person.name if matter.person else ""),
        ),
        Beside(
            gettext_noop("办结时限"),
            _filled(read.due) if read else empty,
            _filled(due.isoformat() if due else ""),
        ),
    )
    return Compared(what, read.text if read else "", fields)


def _filled(word: str | None) -> Words:
    return (word,) if word else ()
