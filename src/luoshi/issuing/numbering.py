"""A signed paper gets its number and leaves: dated, set, kept, sent, with the matters it carries.

All of it is one transaction.  Whatever is refused or breaks on the way leaves nothing behind: no
number is lost, no matter is issued without its paper.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.issuing import documents, drafting, jointly, way
from luoshi.issuing.models import (
    UNNUMBERED,
    Dispatch,
    Document,
    OfficeWord,
    PaperForm,
    PaperNumber,
    Rendition,
)
from luoshi.issuing.signing import WAITING
from luoshi.matters import actions as matters
from luoshi.matters import terms
from luoshi.matters.models import GroupState, Matter, State
from luoshi.orgs import access
from luoshi.orgs.models import Account, Series, Unit
from luoshi.orgs.series import take_number
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.owed.queries import of_subject
from luoshi.papers import asdata, asdocx, typeset
from luoshi.papers.paper import Paper
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Refusal
from luoshi.values.sentences import Sentence, gettext_noop

REASON_MOST = 300
# What follows the word of the office, by kind: 瀚国资函〔2026〕3号.
SUFFIXES = {
    "notice": "发",
    "circular": "发",
    "opinion": "发",
    "approval": "发",
    "letter": "函",
    "answer": "函",
    "report": "报",
    "request": "请",
    "assignment": "交",
}
# Kinds that come out as editions: 第3期（总第12期）.
EDITIONS = frozenset({"minutes", "bulletin", "summary"})
WORD_MOST = 20
FORMER_MOST = 2000  # numbers of one series that were used before it was kept here


class Number(NamedTuple):
    """A number as it was taken: its series, its place there, and how it is written."""

    word: str
    year: int
    n: int
    text: str
    edition: str = ""


@transaction.atomic
def issue(document: Document, *, version: int, by: Account, now: dt.datetime) -> None:
    """Give a signed paper its number and send it, as it read at ``version``.

    The paper bears the day of its signature.  Raises NotAllowed for whoever signed it, BadInput
    if the office's word is another's, and what refuses a matter that it carries, naming it.
    """
    step = way.admit(document, "issue", by=by, now=now)
    jointly.refuse_unsigned(document)
    assert document.signed_at is not None
    number = _taken(document, now=now)
    said = finished(documents.latest(document).paper, document, number, now=now)
    given: dict[str, Any] = {"issued_by": by, "issued_for": by.stands_in_for, "issued_at": now}
    if number is not None:
        given |= dict(zip(("word", "year", "n", "number"), number[:4], strict=True))
    n = document.said + 1
    way.carry(document, step, version=version, said=n, **given)
    drafting.keep_version(document, said, n=n, note="编号印发", by=by, now=now)
    if number is not None:
        PaperNumber.objects.create(
            office=document.office,
            word=number.word,
            year=number.year,
            n=number.n,
            document=document,
            given_at=now,
        )
    _issue_carried(document, by=by, now=now)
    _set_up_group(document, by=by, now=now)
    sent = _send(document, said, by=by, now=now)
    hashes = {form.label: _keep(document, said, form, now=now).sha256 for form in PaperForm}
    audit.record(
        "paper.issued",
        document,
        by=by,
        at=now,
        number=document.number or "",
        title=document.title,
        to=[str(one.unit) for one in sent],
        carries=[str(one) for one in document.carries.all()],
        sha256=hashes,
    )


def finished(paper: Paper, document: Document, number: Number | None, *, now: dt.datetime) -> Paper:
    """Return ``paper`` as it leaves: with number, day of signature, and the signer upward."""
    assert document.signed_at is not None and document.signed_by is not None
    day = civil_day(document.signed_at)
    text = number.text if number else paper.number
    said = asdata.from_data(
        _filled_in(
            asdata.to_data(paper),
            {
                drafting.NUMBER_HERE: text,
                drafting.DATE_HERE: f"{day.year}年{day.month}月{day.day}日",
            },
        )
    )
    said = replace(said, dated=day)
    if said.printed_by:
        said = replace(said, printed_on=civil_day(now))
    if document.kind in ("report", "request"):
        beside = [one.signed_by for one in document.joint.all()]
        said = replace(
            said,
            signer=document.signed_by.person.name,
            cosigners=tuple(one.person.name for one in beside if one is not None),
        )
    if number is None:
        return said
    if number.edition:
        return replace(said, issue=number.edition)
    return replace(said, number=number.text)


def _filled_in(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, str):
        for place, word in words.items():
            value = value.replace(place, word)
        return value
    if isinstance(value, list):
        return [_filled_in(one, words) for one in value]
    if isinstance(value, dict):
        return {key: _filled_in(one, words) for key, one in value.items()}
    return value


def _taken(document: Document, *, now: dt.datetime) -> Number | None:
    """Take the next number of the paper's series; None for kinds that have none of their own."""
    if document.kind in UNNUMBERED:
        return None
    word, year = series_of(document), civil_day(now).year
    if document.kind not in EDITIONS:
        _refuse_a_shared_word(document.office, word)
    n = take_number(document.office, word=word, year=year)
    if document.kind not in EDITIONS:
        return Number(word, year, n, f"{word}〔{year}〕{n}号")
    rows = Series.objects.filter(unit=document.office, word=word)
    total = sum(rows.values_list("last", flat=True))
    edition = f"第{n}期（总第{total}期）" if document.kind != "minutes" else f"第{n}期"
    return Number(word, year, n, f"{word}〔{year}〕第{n}期", edition)


def series_of(document: Document) -> str:
    """Return the word of the series in which the paper gets its number: each office has its own.

    An edition counts under its own name, so that two bulletins of one office do not share numbers.
    """
    if document.kind in EDITIONS:
        return documents.latest(document).paper.mark[-WORD_MOST:]
    return f"{documents.word_of(document.office)}{SUFFIXES[document.kind]}"[:WORD_MOST]


def _refuse_a_shared_word(office: Unit, word: str) -> None:
    other = PaperNumber.objects.filter(word=word).exclude(office=office).first()
    if other is not None:
        raise BadInput.of(
            "word",
            gettext_noop("“%(word)s”已是%(office)s的发文代字，请先给本单位设置不同的机关代字。"),
            code="office-word-shared",
            word=word,
            office=other.office.name,
        )


def _issue_carried(document: Document, *, by: Account, now: dt.datetime) -> None:
    """Issue the matters that the paper carries: whoever signed it approved them.

    A refusal names the matter, and the whole paper stays unissued.
    """
    assert document.signed_by is not None
    signer = Account.objects.select_related("person").get(pk=document.signed_by.pk)
    signer.door, signer.address = by.door, None
    for matter in document.carries.order_by("pk"):
        try:
            _issue_one(matter, by=by, signer=signer, now=now)
        except Refusal as refusal:
            raise IllegalMove(
                gettext_noop("随文下发的事项“%(title)s”还不能下发：%(why)s 公文没有印发。"),
                code="paper-carries-unready",
                title=matter.title,
                why=Sentence(refusal.template, refusal.code, refusal.params),
            ) from refusal


def _issue_one(matter: Matter, *, by: Account, signer: Account, now: dt.datetime) -> None:
    if matter.state == State.CANCELLED:
        raise IllegalMove(gettext_noop("这件事项已经取消。"), code="matter-cancelled")
    if matter.state == State.DRAFT:
        matters.submit(matter, by=by, now=now)
    if matter.state in WAITING:
        matters.issue(matter, by=signer, now=now)


def _set_up_group(document: Document, *, by: Account, now: dt.datetime) -> None:
    """Let a group that waits for its paper stand by this notice, if ``by`` may edit groups."""
    group = document.group
    assert document.signed_at is not None
    if group is None or document.kind != "notice" or group.state != GroupState.AWAITED:
        return
    if access.may(by, Permission.GROUP_EDIT, now=now, units={group.held_by_id}):
        paper = matters.Paper(
            document.title[:200], document.number or "", civil_day(document.signed_at)
        )
        matters.establish_group(group, paper=paper, by=by, now=now)


def _send(document: Document, said: Paper, *, by: Account, now: dt.datetime) -> list[Dispatch]:
    """Send the paper to every receiver of the directory; the others get it on paper."""
    today = civil_day(now)
    return [
        _send_to(document, one, by=by, now=now)
        for one in documents.receivers_of(said, office=document.office, on=today)
        if one.unit is not None and one.unit != document.office
    ]


def _send_to(
    document: Document, receiver: documents.Receiver, *, by: Account, now: dt.datetime
) -> Dispatch:
    """Send the paper to one unit, which from now on owes the office a receipt."""
    assert receiver.unit is not None
    today = civil_day(now)
    due = terms.due_after(today, "sign", unit=receiver.unit)
    owed.open_obligation(
        kind=Owed.PAPER_RECEIVE,
        subject=document,
        key=str(receiver.unit.pk),
        title=str(document),
        debtor_unit=receiver.unit,
        debtor=None,
        creditor_unit=document.office,
        opens_on=today,
        due_on=due.on,
        confirmed=due.confirmed,
        by=by,
        now=now,
    )
    return Dispatch.objects.create(
        document=document, unit=receiver.unit, part=receiver.part, sent_at=now, due_on=due.on
    )


def _keep(document: Document, said: Paper, form: PaperForm, *, now: dt.datetime) -> Rendition:
    """Set the paper in one form and keep the bytes."""
    stand_ins: list[str] = []
    if form == PaperForm.PDF:
        sheets = typeset.pdf(said)
        content, stand_ins = sheets.content, [one.wanted for one in sheets.stand_ins]
    else:
        content = asdocx.docx(said)
    return Rendition.objects.create(
        document=document,
        form=form,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        stand_ins=stand_ins,
        made_at=now,
    )


@transaction.atomic
def void(document: Document, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Declare an issued paper void and say why: its number stays taken, explained in the register."""
    step = way.admit(document, "void", by=by, now=now)
    reason = way.filled("reason", reason, most=REASON_MOST)
    way.carry(document, step, ended_by=by, ended_at=now, ended_why=reason)
    for row in of_subject(document).filter(discharged_at__isnull=True):
        owed.void(kind=row.kind, subject=document, key=row.key, reason=reason, by=by, now=now)
    PaperNumber.objects.filter(document=document).update(
        void_reason=reason, voided_by=by, voided_at=now
    )
    audit.record(
        "paper.voided", document, by=by, at=now, number=document.number or "", reason=reason
    )


@transaction.atomic
def name_office(office: Unit, *, word: str, by: Account, now: dt.datetime) -> None:
    """Say with which word the numbers of ``office`` begin; what was numbered keeps its number.

    Raises BadInput if another office has the same word.
    """
    documents.require_at(by, Permission.PAPER_ISSUE, units={office.pk}, now=now)
    word = way.filled("word", "".join(word.split()), most=12)
    other = OfficeWord.objects.filter(word=word).exclude(office=office).first()
    if other is not None:
        raise BadInput.of(
            "word",
            gettext_noop("“%(word)s”已是%(office)s的机关代字。"),
            code="office-word-taken",
            word=word,
            office=other.office.name,
        )
    before = documents.word_of(office)
    OfficeWord.objects.update_or_create(office=office, defaults={"word": word})
    if before != word:
        audit.record(
            "paper.word_set", office, by=by, at=now, changes={"word": [before, word]}, word=word
        )


@transaction.atomic
def enter_former_numbers(
    office: Unit, *, word: str, year: int, last: int, reason: str, by: Account, now: dt.datetime
) -> None:
    """Say that ``office`` used the numbers 1 to ``last`` of a series before it was kept here.

    The next paper takes the number behind them; each of them stands in the register with ``reason``.
    Raises IllegalMove once the series has a number, BadInput for a year to come or too many.
    """
    documents.require_at(by, Permission.PAPER_ISSUE, units={office.pk}, now=now)
    word = way.filled("word", "".join(word.split()), most=WORD_MOST)
    reason = way.filled("reason", reason, most=REASON_MOST)
    _refuse_a_shared_word(office, word)
    if not 1 <= last <= FORMER_MOST or year > civil_day(now).year:
        raise BadInput.of(
            "last",
            gettext_noop("已用到的号应在1到%(most)s之间，年份不晚于今年。"),
            code="former-numbers-odd",
            most=FORMER_MOST,
        )
    series, made = Series.objects.get_or_create(unit=office, word=word, year=year)
    won = Series.objects.filter(pk=series.pk, last=0).update(last=last)
    if not won:
        raise IllegalMove(
            gettext_noop("%(word)s〔%(year)s〕已经有编号，不能再补登启用前的号。"),
            code="series-begun",
            word=word,
            year=year,
        )
    PaperNumber.objects.bulk_create(
        PaperNumber(
            office=office, word=word, year=year, n=n, given_at=now,
            void_reason=reason, voided_by=by, voided_at=now,
        )
        for n in range(1, last + 1)
    )  # fmt: skip
    audit.record(
        "paper.former_numbers", office, by=by, at=now, word=word, year=year, last=last,
        reason=reason, changes={"last": [0, last]},
    )  # fmt: skip


@transaction.atomic
def hand_out(document: Document, *, form: PaperForm, by: Account, now: dt.datetime) -> Rendition:
    """Return the kept bytes of an issued paper, which the caller has gated, and record who took them."""
    kept = documents.rendition_of(document, form)
    audit.record(
        "paper.handed_out",
        document,
        by=by,
        at=now,
        form=PaperForm(form).label,
        number=document.number or "",
        sha256=kept.sha256,
    )
    return kept


@transaction.atomic
def preview(document: Document, *, by: Account, now: dt.datetime) -> bytes:
    """Return a paper that is not issued as PDF, as it reads now, and record who looked."""
    paper = documents.latest(document).paper
    audit.record("paper.previewed", document, by=by, at=now, n=document.said)
    return typeset.pdf(paper).content
