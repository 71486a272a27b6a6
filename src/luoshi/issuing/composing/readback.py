"""What a reading finds in a paper of ours, beside what the register holds: the same, or not.

The file itself is read, as any office would hand it in, without the names of our directory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from luoshi.issuing import documents
from luoshi.issuing.composing import minutes, summary
from luoshi.issuing.composing.rows import OVER, what_of
from luoshi.issuing.figures import figures_of
from luoshi.issuing.models import Bulletin, Document, DocumentKind, PaperForm
from luoshi.matters.groups import composition_on
from luoshi.matters.models import Matter, UnitRole
from luoshi.matters.queries import group_for, matter_for, matters_of_group
from luoshi.meetings.queries import engagement_for
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.papers import asdocx
from luoshi.papers.kinds.bulletin import Masthead
from luoshi.papers.kinds.summary import NOT_STATED
from luoshi.papers.paper import Paper, Table
from luoshi.reading import read_report
from luoshi.reading.types import Draft
from luoshi.reading.types import Matter as Read
from luoshi.rules.access import Permission
from luoshi.sources.files import text_of
from luoshi.values.civil import civil_day
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.numbers import parse_day
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
class _Line:
    """One matter as the register holds it: its words, others it may stand under, its fields."""

    what: str
    also: Words
    fields: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the register holds of a paper: its matters, its people, and the meeting's own fields."""

    matters: tuple[_Line, ...] = ()
    people: Words = ()
    fields: tuple[tuple[str, Words], ...] = ()


LEAD, RESPONSIBLE = gettext_noop("牵头单位"), gettext_noop("责任单位")
COOPERATING, PERSON = gettext_noop("配合单位"), gettext_noop("责任人")
DUE = gettext_noop("办结时限")
# What the columns of a summary's tables are; other columns say nothing of a duty.
_COLUMNS = {
    "问题": "what",
    "事项": "what",
    "牵头单位": LEAD,
    "决定单位": LEAD,
    "责任人": PERSON,
    "期限": DUE,
}


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
        # A reader meets a number there, not the place that is kept for one.
        data = asdocx.docx(replace(paper, issue=paper.issue.replace("［期号］", "1")))
    return text_of(data, "paper.docx").text


# --- what the register holds


def _held(document: Document, by: Account, *, now: dt.datetime) -> _Held:
    if document.kind == DocumentKind.MINUTES and document.engagement_id:
        held = engagement_for(by, document.engagement_id, now=now)
        day = held.start_on.isoformat() if held.start_on else ""
        return _Held(
            tuple(_line(one) for one in minutes.decided_at(held, by, now=now)),
            tuple(one.person.name for one in held.attendances.all()),
            ((gettext_noop("会议日期"), _filled(day)), (gettext_noop("地点"), _filled(held.place))),
        )
    if document.kind == DocumentKind.NOTICE and document.group_id:
        group = group_for(by, document.group_id, now=now)
        there = composition_on(group, civil_day(document.drafted_at))
        rows = matters_of_group(by, group, now=now).exclude(state__in=sorted(OVER))
        people = tuple(one.person.name for one in there.members)
        return _Held(tuple(_line(one) for one in rows.order_by("pk")), people)
    if document.matter_id and document.kind == DocumentKind.ASSIGNMENT:
        return _Held((_line(matter_for(by, document.matter_id, now=now)),))
    if document.kind == DocumentKind.SUMMARY:
        return _Held(_in_summary(document, by, now=now))
    return _Held()


def _in_summary(document: Document, by: Account, *, now: dt.datetime) -> tuple[_Line, ...]:
    """Return what the summary must say of duties: the register as it was known when it was composed.

    Only who sees the whole register has a summary compared: of a part of it, others would differ.
    """
    bulletin = Bulletin.objects.filter(document=document).exclude(window="").first()
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    if bulletin is None or bulletin.as_of is None or not scope.everything:
        return ()
    figures = figures_of(HalfMonth.parse(bulletin.window), scope=scope, as_of=bulletin.as_of)
    head = Masthead(name="-", office=document.office.name, issue="-", author="-")
    paper = summary.summary_paper(figures, head=head, now=bulletin.as_of)
    tables = [one for one in paper.body if isinstance(one, Table) and _states_duties(one)]
    return tuple(_row(table, row) for table in tables for row in table.rows)


def _states_duties(table: Table) -> bool:
    """Return whether each row of a table is owed by somebody by a day: solved ones are not."""
    return "期限" in table.columns


def _row(table: Table, row: Words) -> _Line:
    said = {
        _COLUMNS[column]: cell
        for column, cell in zip(table.columns, row, strict=True)
        if column in _COLUMNS
    }
    what = said.pop("what")
    fields = tuple(
        (
            label,
            ()
            if cell == NOT_STATED
            else _filled(parse_day(cell).isoformat() if label == DUE else cell),
        )
        for label, cell in said.items()
    )
    return _Line(what, (what,), fields)


def _line(matter: Matter) -> _Line:
    due = matter.due_current or matter.due_proposed
    return _Line(
        what_of(matter),
        (matter.title.rstrip("。；"), matter.content.rstrip("。；")),
        (
            (LEAD, _filled(matter.lead.name if matter.lead else "")),
            (RESPONSIBLE, _units(matter, UnitRole.RESPONSIBLE)),
            (COOPERATING, _units(matter, UnitRole.COOPERATING)),
            (PERSON, _filled(matter.person.name if matter.person else "")),
            (DUE, _filled(due.isoformat() if due else "")),
        ),
    )


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


def _matched(held: Iterable[_Line], read: tuple[Read, ...]) -> tuple[list[Compared], list[Read]]:
    """Return each matter of the register beside the one read that says what it says, and the rest."""
    left, found = list(read), []
    for line in held:
        one = next((one for one in left if one.text in line.also), None)
        if one is None:
            one = next(
                (one for one in left if line.what in one.text or one.text in line.what), None
            )
        if one is not None:
            left.remove(one)
        found.append(_compared(line, one))
    return found, left


def _compared(line: _Line, read: Read | None) -> Compared:
    said: dict[str, Words] = {}
    if read is not None:
        said = {
            LEAD: read.lead,
            RESPONSIBLE: read.responsible,
            COOPERATING: read.cooperating,
            PERSON: read.persons,
            DUE: _filled(read.due),
        }
    fields = tuple(Beside(label, said.get(label, ()), words) for label, words in line.fields)
    return Compared(line.what, read.text if read else "", fields)


def _filled(word: str | None) -> Words:
    return (word,) if word else ()
