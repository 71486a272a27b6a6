"""The guard over free texts: words that make local registration a condition are put before a person.

The rules are those of papers (``policy/wording.toml``), as far as ``policy/registration.toml`` names
them.  What was wished or written before they held raises nothing: history is kept as it was.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.registering.models import CheckVerdict, Registration, WordingCheck
from luoshi.registering.queries import units_of
from luoshi.rules import wording
from luoshi.rules.access import Permission
from luoshi.rules.wording import Flag
from luoshi.values.civil import civil_day
from luoshi.values.errors import IllegalMove, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {"reason": Sentence(gettext_noop("理由"))}
LONGEST = 300
REWRITTEN = "文字已修改"


def flagged(text: str, *, on: dt.date) -> tuple[Flag, ...]:
    """Return what the guard says of ``text`` as of a day; nothing before it was in force."""
    guard = policy.current().registration
    if on < guard.guard_from:
        return ()
    rules = tuple(one for one in policy.current().wording if one.code in guard.guard)
    return wording.flags(text, rules=rules)


def note_checks(
    registration: Registration,
    field: str,
    text: str,
    *,
    on: dt.date,
    by: Account,
    now: dt.datetime,
) -> None:
    """Keep what speaks against ``text`` of one ``field`` as it reads now; part of what changes it.

    What was decided to stay is not asked again; what is gone counts as changed.
    """
    found = {(one.rule, one.quote[:LONGEST]): one for one in flagged(text, on=on)}
    rows = WordingCheck.objects.filter(registration=registration, field=field)
    standing = list(rows.exclude(verdict=CheckVerdict.CHANGED))
    for row in standing:
        if not row.verdict and (row.rule, row.quote) not in found:
            WordingCheck.objects.filter(pk=row.pk, verdict="").update(
                verdict=CheckVerdict.CHANGED, reason=REWRITTEN, decided_by=by, decided_at=now
            )
    known = {(row.rule, row.quote) for row in standing}
    WordingCheck.objects.bulk_create(
        WordingCheck(
            registration=registration,
            field=field,
            rule=one.rule,
            name=one.name,
            quote=one.quote[:LONGEST],
            basis=one.basis,
            advice=one.advice,
            noted_on=civil_day(now),
        )
        for key, one in found.items()
        if key not in known
    )


@transaction.atomic
def keep_words(check: WordingCheck, *, reason: str, by: Account, now: dt.datetime) -> None:
    """Decide that flagged words stay, and say why.  To change them is to write the text anew.

    Raises Overtaken if that was decided meanwhile.
    """
    registration = check.registration
    access.require(by, Permission.REGISTRATION_EDIT, now=now, units=units_of(registration))
    reason = reason.strip()[:LONGEST]
    if not reason:
        raise Incomplete(["reason"], labels=LABELS)
    won = WordingCheck.objects.filter(pk=check.pk, verdict="").update(
        verdict=CheckVerdict.KEPT, reason=reason, decided_by=by, decided_at=now
    )
    if not won:
        raise Overtaken
    check.refresh_from_db()
    told = {"quote": check.quote, "basis": check.basis, "reason": reason}
    audit.record("registration.words_kept", registration, by=by, at=now, **told)


def refuse_undecided(registration: Registration) -> None:
    """Raise IllegalMove while nobody has decided on words that were flagged."""
    rows = registration.wording_checks.filter(verdict="")
    if quotes := tuple(rows.values_list("quote", flat=True)):
        raise IllegalMove(
            gettext_noop("先处理表述提醒：%(quotes)s。"), code="words-undecided", quotes=quotes
        )
