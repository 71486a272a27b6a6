"""Who was told: nothing overdue without its notices, nothing told twice.

Today's reminders are one for each person, obligation and warning light.  Where the ladder of
rungs is carried out, its rows are asked here beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bench.simulation.memory import Memory
from bench.simulation.violation import Violation
from django.db.models import Count

from luoshi.notices.models import Notice
from luoshi.owed.models import Obligation

WARNING = ("yellow", "orange", "red")


class Telling:
    """The notices as far as they were read."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.read_to = 0

    def check(self, today: dt.date) -> Iterator[Violation]:
        """Yield what warns and nobody was told of, and notices to those whom they do not concern."""
        told: dict[tuple[int, str], set[int]] = {}
        open_rows = Obligation.objects.filter(outcome__isnull=True, light__in=WARNING)
        rows = Notice.objects.filter(obligation__in=open_rows.values("pk"))
        for pk, light, person in rows.values_list("obligation_id", "light", "person_id"):
            told.setdefault((pk, light), set()).add(person)
        fields = ("pk", "light", "debtor_unit_id", "debtor_id", "kind", "key", "subject_id")
        for pk, light, unit, debtor, *name in open_rows.values_list(*fields):
            if not told.get((pk, light)) and self._is_anybody_there(unit, debtor):
                said = f"{light} on {today} and nobody was told"
                where = f"obligation {pk} {name[0]} {name[1]} of {name[2]}"
                yield Violation("overdue-without-notice", where, said)
        yield from self._newly_told()

    def _is_anybody_there(self, unit: int, debtor: int | None) -> bool:
        return debtor is not None or bool(self.memory.units[unit].seats)

    def _newly_told(self) -> Iterator[Violation]:
        """Yield who was told of what another owes: the debtor, the heads, or whoever sits at the unit."""
        fields = ("pk", "person_id", "obligation__debtor_unit_id", "obligation__debtor_id")
        rows = Notice.objects.filter(pk__gt=self.read_to).order_by("pk")
        people = {
            unit.pk: {person for _, person in unit.seats.values()}
            for unit in self.memory.units.values()
        }
        for pk, person, unit, debtor in rows.values_list(*fields):
            self.read_to = pk
            if person != debtor and person not in people[unit] | self.memory.left_people:
                yield Violation("told-a-stranger", f"notice {pk}", f"person {person}")


def twice() -> Iterator[Violation]:
    """Yield what one person was told twice of one thing at one light."""
    rows = Notice.objects.values_list("obligation_id", "person_id", "light").order_by()
    for obligation, person, light, count in rows.annotate(n=Count("pk")).filter(n__gt=1):
        yield Violation("told-twice", f"obligation {obligation}", f"{person} at {light}: {count}")
