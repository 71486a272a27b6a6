"""What proposals say under each criterion, with the source; what a promise says already is not asked twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import translation

from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects.models import Benefit, BenefitKind, Criterion, CriterionValue, Project
from luoshi.projects.queries import units_of
from luoshi.rules import comparing as rules
from luoshi.rules.access import Permission
from luoshi.rules.measures import in_base
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, Incomplete
from luoshi.values.sentences import Sentence, gettext_noop

CRITERIA = Criterion
LABELS = {"source": Sentence(gettext_noop("数据来源"))}
PROMISED = {Criterion.TAX: BenefitKind.TAX, Criterion.JOBS: BenefitKind.JOBS}
OF_A_PROMISE = gettext_noop("登记的承诺效益")


@dataclass(frozen=True, slots=True)
class Said:
    """What one proposal says under one criterion; ``is_promise`` where it comes from its benefits."""

    value: Decimal
    unit: str
    source: str
    noted_on: dt.date | None = None
    is_promise: bool = False


@transaction.atomic
def note_criterion(
    project: Project,
    *,
    criterion: str,
    value: Decimal,
    unit: str,
    source: str,
    by: Account,
    now: dt.datetime,
) -> CriterionValue:
    """Note what a proposal says under one criterion; saying it again changes it.

    Raises Incomplete without a source, BadInput for a value or unit that the criterion does not take.
    """
    access.require(by, Permission.PROJECT_EDIT, now=now, units=units_of(project))
    if criterion not in Criterion.values:
        raise BadInput.of("criterion", gettext_noop("请选择比选指标。"), code="criterion-unknown")
    source, unit = source.strip()[:300], unit.strip()
    if not source:
        raise Incomplete(["source"], labels=LABELS)
    rules.checked(criterion, value, unit)
    fields = {"value": value, "unit": unit, "source": source}
    known = CriterionValue.objects.filter(project=project, criterion=criterion).first()
    told = changes(known or dict.fromkeys(fields), fields)
    if known and not told:
        return known
    noted = {"noted_on": civil_day(now), "noted_by": by}
    made, _ = CriterionValue.objects.update_or_create(
        project=project, criterion=criterion, defaults=fields | noted
    )
    with translation.override("zh-hans"):
        name = str(Criterion(criterion).label)
    data = {"name": name, "amount": value.normalize(), "unit": unit, "source": source}
    audit.record("project.criterion_noted", project, by=by, at=now, **data, changes=told)
    return made


def said_of(projects: Iterable[Project]) -> Mapping[int, Mapping[str, Said]]:
    """Return, by project and criterion, what is known: what was noted, else what was promised."""
    pks = [one.pk for one in projects]
    found: dict[int, dict[str, Said]] = {pk: {} for pk in pks}
    kinds = {kind: criterion for criterion, kind in PROMISED.items()}
    for benefit in Benefit.objects.filter(project__in=pks, kind__in=list(kinds)):
        criterion = kinds[BenefitKind(benefit.kind)]
        value, base = in_base(benefit.promised, benefit.unit)
        if base == rules.BY_CODE[criterion].unit:
            before = found[benefit.project_id].get(criterion)
            whole = value + (before.value if before else 0)
            found[benefit.project_id][criterion] = Said(whole, base, OF_A_PROMISE, is_promise=True)
    for row in CriterionValue.objects.filter(project__in=pks):
        found[row.project_id][row.criterion] = Said(row.value, row.unit, row.source, row.noted_on)
    return found


def proposals(projects: Iterable[Project]) -> list[rules.Proposal]:
    """Return ``projects`` as they are compared."""
    rows = list(projects)
    said = said_of(rows)
    return [
        rules.Proposal(one.pk, {code: (s.value, s.unit) for code, s in said[one.pk].items()})
        for one in rows
    ]


def with_figures(pks: Iterable[int]) -> set[int]:
    """Return which of ``pks`` anything was noted of for a comparison."""
    rows = CriterionValue.objects.filter(project__in=list(pks))
    return set(rows.values_list("project", flat=True))
