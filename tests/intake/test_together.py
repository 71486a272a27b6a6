"""Two desks at one draft in the same moment, each with its own connection."""

from __future__ import annotations

import pytest

from luoshi.intake import actions
from luoshi.intake.models import Finding
from luoshi.matters.models import Matter
from luoshi.values.errors import Overtaken
from tests import make
from tests.intake import readings
from tests.together import one_database

pytestmark = pytest.mark.django_db(transaction=True)


def decides(finding, verdict, who):
    """Return what one desk does with a finding as its page showed it."""
    return lambda: actions.decide(
        Finding.objects.get(pk=finding.pk), version=1, verdict=verdict, by=who, now=make.NOON
    )


def test_of_two_verdicts_on_one_finding_at_once_exactly_one_stands(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        gao = make.account(cast.region, "coordinator", name="高原")
        finding = readings.finding(readings.draft(cast), "project")

        answers = at_once(decides(finding, "accepted", cast.lin), decides(finding, "rejected", gao))

        stored = Finding.objects.get(pk=finding.pk)
        assert sum(isinstance(answer, Overtaken) for answer in answers) == 1
        assert stored.version == 2
        assert (stored.verdict, stored.decided_by) in {("accepted", cast.lin), ("rejected", gao)}


def test_two_verdicts_on_two_findings_at_once_both_stand(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        gao = make.account(cast.region, "coordinator", name="高原")
        draft = readings.draft(cast)

        at_once(
            decides(readings.finding(draft, "project"), "accepted", cast.lin),
            decides(readings.finding(draft, "person", "罗布"), "accepted", gao),
        )

        assert draft.findings.filter(verdict="accepted").count() == 2


def test_of_two_who_confirm_at_once_one_registers_and_the_other_is_told(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        gao = make.account(cast.region, "coordinator", name="高原")
        draft = readings.draft(cast)
        readings.accept_everything(draft, by=gao)

        answers = at_once(
            lambda: actions.confirm(draft, by=cast.lin, now=make.NOON),
            lambda: actions.confirm(draft, by=gao, now=make.NOON),
        )

        assert sum(isinstance(answer, Overtaken) for answer in answers) == 1
        assert Matter.objects.count() == 3
