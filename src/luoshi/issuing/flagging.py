"""What speaks against a paper as it reads now: its words, its kind for its receivers, its length.

The rules decide on values (``rules.wording``, ``rules.paperkinds``); here they are asked of a paper,
and what they found is kept until a person has decided on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.issuing import documents, way
from luoshi.issuing.models import Document, FlagDecision, WordingFlag
from luoshi.orgs.models import Account, Unit
from luoshi.orgs.queries import line_above
from luoshi.papers import plain
from luoshi.papers.paper import Paper
from luoshi.rules import paperkinds, wording
from luoshi.rules.paperkinds import Body, PaperKind
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove, Overtaken
from luoshi.values.sentences import gettext_noop

KIND_BASIS = "党政机关公文处理工作条例（中办发〔2012〕14号）"
LENGTH_BASIS = "整治形式主义为基层减负若干规定（2024年8月）"
REASON_MOST = 300
# Kinds that are addressed to somebody: they do not go out without 主送.
ADDRESSED = frozenset({"notice", "letter", "report", "request", "approval", "assignment", "answer"})


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that speaks against a paper; a ``firm`` one must change before it is checked."""

    rule: str
    name: str
    quote: str
    basis: str
    advice: str = ""
    firm: bool = False


def kind_of(code: str) -> PaperKind:
    """Return the kind as the policy has it."""
    return policy.current().paper_kinds[code]


def length_of(paper: Paper) -> int:
    """Return how many characters the body has, spaces and line ends not counted."""
    return sum(not sign.isspace() for sign in plain.written(paper.body))


def found_in(paper: Paper, *, kind: str, office: Unit, on: dt.date) -> list[Found]:
    """Return what speaks against ``paper`` as a paper of ``kind`` of ``office``: firm ones first."""
    text = plain.written(paper.body)
    found = [*_of_kind(paper, kind, office, text, on), *_of_length(paper, kind)]
    words = wording.flags(f"{paper.title}\n{text}", rules=policy.current().wording)
    found += [Found(one.rule, one.name, one.quote[:300], one.basis, one.advice) for one in words]
    once = {(one.rule, one.quote): one for one in reversed(found)}
    return sorted(reversed(once.values()), key=lambda one: not one.firm)


def _of_kind(paper: Paper, kind: str, office: Unit, text: str, on: dt.date) -> Iterable[Found]:
    named = documents.receivers_of(paper, office=office, on=on)
    main = [one for one in named if one.part == documents.PARTS.MAIN and one.unit is not None]
    bodies = [body_of(one.unit) for one in main if one.unit is not None]
    for concern in paperkinds.concerns(
        kind_of(kind), sender=body_of(office), receivers=bodies, text=text
    ):
        given = concern.sentence.params
        quote = given.get("receiver") or given.get("words") or given.get("kind")
        yield Found(
            f"kind-{concern.code}"[:40],
            "文种与行文关系",
            str(quote)[:300],
            KIND_BASIS,
            str(concern.sentence)[:300],
            concern.refused,
        )


def _of_length(paper: Paper, kind: str) -> Iterable[Found]:
    cap, length = kind_of(kind).cap, length_of(paper)
    if length > cap:
        yield Found(
            "length", "篇幅", f"超过{cap}字", LENGTH_BASIS, f"正文一般不超过{cap}字，请压缩。"
        )


def body_of(unit: Unit) -> Body:
    """Return ``unit`` as the guard over kinds sees it."""
    above = [one.pk for one in reversed(line_above(unit))]
    sort = str(unit.parent.kind) if unit.parent else ""
    return Body(unit.pk, unit.name, str(unit.kind), tuple(above), sort)


def note_flags(document: Document, paper: Paper, *, by: Account, now: dt.datetime) -> None:
    """Keep what speaks against the paper as it reads now; part of the actions that change its text.

    What was decided to stay is not asked again while it stands; what is gone counts as changed.
    """
    found = found_in(paper, kind=document.kind, office=document.office, on=civil_day(now))
    wanted = {(one.rule, one.quote): one for one in found}
    rows = list(document.flags.exclude(decision=FlagDecision.CHANGED))
    gone = [row.pk for row in rows if not row.decision and (row.rule, row.quote) not in wanted]
    WordingFlag.objects.filter(pk__in=gone).update(decision=FlagDecision.CHANGED, by=by, at=now)
    known = {(row.rule, row.quote) for row in rows}
    WordingFlag.objects.bulk_create(
        WordingFlag(
            document=document,
            on=document.said,
            rule=one.rule,
            name=one.name,
            quote=one.quote,
            basis=one.basis,
            advice=one.advice,
            firm=one.firm,
        )
        for key, one in wanted.items()
        if key not in known
    )


def undecided(document: Document) -> QuerySet[WordingFlag]:
    """Return the flags on which nobody has decided."""
    return document.flags.filter(decision="")


def refuse_undecided(document: Document, *, firm_only: bool) -> None:
    """Raise IllegalMove if a flag is undecided; with ``firm_only`` only for those that must change."""
    rows: Sequence[WordingFlag] = list(undecided(document).filter(firm=True))
    if rows:
        raise IllegalMove(
            gettext_noop("先改正：%(said)s"),
            code="paper-kind-refused",
            said=tuple(row.advice for row in rows),
        )
    rows = [] if firm_only else list(undecided(document))
    if rows:
        raise IllegalMove(
            gettext_noop("还有%(count)s处用语提醒没有处理：%(quotes)s。请逐条决定改还是留。"),
            code="paper-flags-undecided",
            count=len(rows),
            quotes=tuple(f"“{row.quote}”" for row in rows[:5]),
        )


@transaction.atomic
def keep_flag(flag: WordingFlag, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Decide that what was flagged stays as it is, and say why.  To change it is to edit the paper.

    Raises IllegalMove for a firm one, Overtaken if it was decided meanwhile.
    """
    document = flag.document
    way.admit(document, "keep", by=by, now=now)
    if flag.firm:
        raise IllegalMove(
            gettext_noop("这一条必须改正，不能保留：%(advice)s"),
            code="paper-flag-firm",
            advice=flag.advice,
        )
    reason = way.filled("reason", reason, most=REASON_MOST)
    won = WordingFlag.objects.filter(pk=flag.pk, decision="").update(
        decision=FlagDecision.KEPT, reason=reason, by=by, at=now
    )
    if not won:
        raise Overtaken
    flag.refresh_from_db()
    audit.record(
        "paper.flag_kept",
        document,
        by=by,
        at=now,
        name=flag.name,
        quote=flag.quote,
        basis=flag.basis,
        reason=reason,
    )
