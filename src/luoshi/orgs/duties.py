"""Duty lists of units: what each is in charge of, entered by the directory's editor or taken from a list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.orgs import access
from luoshi.orgs.models import Account, Duty, Unit
from luoshi.orgs.queries import unit_named
from luoshi.rules.access import Permission
from luoshi.rules.owners import duty_lines
from luoshi.values.errors import BadInput, Incomplete, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

SENTENCE_MOST, BASIS_MOST, LIST_MOST = 300, 200, 100_000
LABELS = {"sentence": Sentence(gettext_noop("职责")), "text": Sentence(gettext_noop("职责清单"))}


def duties_of(unit: Unit) -> QuerySet[Duty]:
    """Return the duty list of one unit."""
    return unit.duties.all()


def all_duties() -> QuerySet[Duty]:
    """Return the duty lists of all units that still are."""
    return Duty.objects.filter(unit__ended_on__isnull=True).select_related("unit")


@transaction.atomic
def add_duty(unit: Unit, *, sentence: str, basis: str = "", by: Account, now: dt.datetime) -> Duty:
    """Write one sentence of a unit's duty list; the same sentence twice is one row."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    sentence, basis = _checked(sentence), basis.strip()[:BASIS_MOST]
    duty, is_new = Duty.objects.get_or_create(
        unit=unit, sentence=sentence, defaults={"basis": basis}
    )
    if is_new:
        audit.record("unit.duty_added", unit, by=by, at=now, sentence=sentence, basis=basis)
    return duty


@transaction.atomic
def drop_duty(duty: Duty, *, by: Account, now: dt.datetime) -> None:
    """Take one sentence out of a unit's duty list."""
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    unit, sentence = duty.unit, duty.sentence
    if not Duty.objects.filter(pk=duty.pk).delete()[0]:
        raise Overtaken
    audit.record("unit.duty_dropped", unit, by=by, at=now, sentence=sentence)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a text list: how many duties are new, how many were known, whose line is unknown."""

    new: int
    known: int
    strangers: tuple[str, ...]


@transaction.atomic
def import_duties(text: str, *, basis: str, by: Account, now: dt.datetime) -> Imported:
    """Take over a text list, ``单位：职责；职责`` line by line; units that nobody knows are told.

    Nothing is removed: what stands in the directory stays.  Raises Incomplete for an empty list.
    """
    access.require(by, Permission.DIRECTORY_EDIT, now=now)
    if not text.strip():
        raise Incomplete(["text"], labels=LABELS)
    if len(text) > LIST_MOST:
        raise BadInput.of(
            "text",
            gettext_noop("职责清单不能超过%(most)s字，请分几次导入。"),
            code="too-long",
            most=LIST_MOST,
        )
    before, told, strangers = Duty.objects.count(), 0, []
    for line in duty_lines(text):
        unit = unit_named(line.name)
        if unit is None:
            strangers.append(line.name or line.line)
            continue
        for sentence in line.sentences:
            add_duty(unit, sentence=sentence[:SENTENCE_MOST], basis=basis, by=by, now=now)
            told += 1
    new = Duty.objects.count() - before
    return Imported(new, told - new, tuple(dict.fromkeys(strangers)))


def _checked(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    if not sentence:
        raise Incomplete(["sentence"], labels=LABELS)
    if len(sentence) > SENTENCE_MOST:
        raise BadInput.of(
            "sentence",
            gettext_noop("一条职责不能超过%(most)s字，请分成几条。"),
            code="too-long",
            most=SENTENCE_MOST,
        )
    return sentence
