"""The second reader's proposals for a draft: asked for by a person, added behind what was read.

Asking takes its time, so it stands between two transactions: one that records what is about to
leave the house, one that stores the answer, or why there is none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from luoshi.asking.endpoint import Endpoint
from luoshi.asking.reader import second_reading
from luoshi.audit.actions import record
from luoshi.intake.models import Asking, Draft, Finding, Kind, SecondReading
from luoshi.intake.opening import held_open
from luoshi.intake.shapes import findings_of
from luoshi.orgs.models import Account
from luoshi.reading import types as reading
from luoshi.reading.merging import KINDS, Merged, merged
from luoshi.reading.second import Answer, NoAnswer
from luoshi.values.errors import Overtaken
from luoshi.values.sentences import gettext_noop

GRACE_SECONDS = 60  # after its time an asking whose process died may be repeated
_UNDERWAY = gettext_noop("正在询问第二读者，请等它答完。")
_KNOWN = gettext_noop("第二读者已经回答过这份草稿。")


def ask_second(draft: Draft, *, endpoint: Endpoint, by: Account, now: dt.datetime) -> SecondReading:
    """Ask the second reader about ``draft`` and add what only it found, undecided.

    Returns the row that says what came of it; a failure is in it and changes nothing else.
    Raises Overtaken where somebody is asking, or has asked, already.
    """
    second = begin(draft, endpoint=endpoint, by=by, now=now)
    repaired = _repaired(draft)
    date = draft.document.get("date")
    written_on = date if isinstance(date, str) and not date.startswith("-") else None
    try:
        answer = second_reading(repaired, endpoint=endpoint, written_on=written_on)
    except NoAnswer as refusal:
        return fail(second, refusal=refusal, by=by, now=now)
    return keep_answer(second, answer=answer, by=by, now=now)


@transaction.atomic
def begin(draft: Draft, *, endpoint: Endpoint, by: Account, now: dt.datetime) -> SecondReading:
    """Claim the asking and record what leaves the house, before it does."""
    draft = held_open(draft.pk, by=by, now=now)
    known = SecondReading.objects.filter(draft=draft).first()
    patience = dt.timedelta(seconds=endpoint.seconds + GRACE_SECONDS)
    if known is not None and known.state == Asking.ANSWERED:
        raise Overtaken(_KNOWN, code="second-answered")
    if known is not None and known.state == Asking.ASKED and now < known.asked_at + patience:
        raise Overtaken(_UNDERWAY, code="second-underway")
    told = {
        "state": Asking.ASKED,
        "host": endpoint.host[:200],
        "model": endpoint.model[:120],
        "asked_by": by,
        "asked_at": now,
        "trouble": None,
    }
    second, _ = SecondReading.objects.update_or_create(draft=draft, defaults=told)
    record(
        "draft.second_asked", draft, by=by, at=now,
        host=second.host, model=second.model, characters=len(draft.text),
    )  # fmt: skip
    return second


@transaction.atomic
def fail(
    second: SecondReading, *, refusal: NoAnswer, by: Account, now: dt.datetime
) -> SecondReading:
    """Store why there is no answer."""
    second.state = Asking.FAILED
    second.trouble = {"template": refusal.template, "params": dict(refusal.params)}
    second.save(update_fields=["state", "trouble"])
    record("draft.second_failed", second.draft, by=by, at=now, why=str(refusal))
    return second


@transaction.atomic
def keep_answer(
    second: SecondReading, *, answer: Answer, by: Account, now: dt.datetime
) -> SecondReading:
    """Add what only the second reader found, and list where the two readings differ.

    Raises Overtaken where the draft was confirmed or put aside meanwhile.
    """
    draft = held_open(second.draft_id, by=by, now=now)
    findings = list(Finding.objects.filter(draft=draft))
    both = merged(_as_read(draft, findings), answer.draft)
    last = draft.findings.aggregate(last=Max("serial"))["last"] or 0
    Finding.objects.bulk_create(
        Finding(
            draft=draft, kind=one.kind, serial=serial, data=one.data, spans=one.spans,
            rule=one.rule, sure=one.sure,
        )
        for serial, one in enumerate(findings_of(both.added), start=last + 1)
    )  # fmt: skip
    second.state, second.added, second.dropped = Asking.ANSWERED, both.count, answer.dropped
    second.differences = _listed(both, findings)
    second.save(update_fields=["state", "added", "dropped", "differences"])
    record(
        "draft.second_answered", draft, by=by, at=now,
        found=both.count, differences=len(second.differences), dropped=answer.dropped,
    )  # fmt: skip
    return second


def _listed(both: Merged, findings: list[Finding]) -> list[dict[str, Any]]:
    """Return the differences with the finding that each is about."""
    of_kind: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for finding in findings:
        of_kind[finding.kind].append(finding.pk)
    listed = []
    for one in both.differences:
        told = asdict(one)
        at = told.pop("at")
        listed.append({**told, "finding": of_kind[one.kind][at] if at >= 0 else None})
    return listed


def _repaired(draft: Draft) -> reading.Repaired:
    return reading.Repaired(draft.text, tuple((a, b) for a, b in draft.origins))


def _as_read(draft: Draft, findings: list[Finding]) -> reading.Draft:
    """Return what a draft holds now, rejected and added by hand included, as a reading again."""
    made: dict[str, list[Any]] = {name: [] for name in KINDS.values()}
    for finding in findings:
        made[KINDS[finding.kind]].append(_thing(finding))
    told = draft.document
    document = reading.Document(
        genre=told.get("genre") or "notice",
        title=told.get("title") or None,
        date=told.get("date") or None,
        issuer=told.get("issuer") or None,
        authors=tuple(told.get("authors") or ()),
        editors=tuple(told.get("editors") or ()),
    )
    things: dict[str, Any] = {name: tuple(items) for name, items in made.items()}
    return reading.Draft(document, _repaired(draft), **things)


_MADE: dict[str, tuple[type, tuple[str, ...]]] = {
    Kind.MATTER: (
        reading.Matter,
        ("kind", "text", "lead", "responsible", "cooperating", "persons", "due", "cadence"),
    ),
    Kind.PROJECT: (reading.Project, ("name", "organisations", "place")),
    Kind.ENGAGEMENT: (
        reading.Engagement,
        ("kind", "name", "start", "end", "place", "chair", "people"),
    ),
    Kind.ORGANISATION: (reading.Organisation, ("name", "aliases")),
    Kind.PERSON: (reading.Person, ("name", "post")),
}


def _thing(finding: Finding) -> Any:
    """Return one finding as the record of a reading that it was, or would have been."""
    made, names = _MADE[finding.kind]
    value = finding.value
    held = {name: value.get(name) or None for name in names}
    fields = {n: tuple(v) if isinstance(v, list) else v for n, v in held.items() if v is not None}
    if finding.kind == Kind.PROJECT:
        fields["figures"] = tuple(
            reading.Figure(f["quantity"], Decimal(str(f["value"])), str(f.get("unit") or ""))
            for f in value.get("figures") or []
        )
    marks = tuple(reading.Mark(a, b, finding.rule, finding.sure) for a, b in finding.spans)
    return made(**fields, marks=marks)
