"""Who was told: nothing overdue without its rungs and notices, nothing done or told twice or too early.

The days of the ladder are counted anew from the policy's file, one working day after another.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from bench.simulation.days import ONE_DAY, SHANGHAI, is_worked, rules_on, working_days_after
from bench.simulation.memory import Memory
from bench.simulation.violation import Violation
from django.db.models import Count

from luoshi.matters.models import Matter, Order
from luoshi.notices.models import Decision, Notice, RungDone, Untold
from luoshi.owed.models import Obligation

HORIZON = 420  # working days after the due day up to which rungs are counted
Rung = tuple[dt.date, str]  # the day on which it is reached, its key


@cache
def ladder(due: dt.date, calendar: str) -> tuple[list[Rung], list[Rung]]:
    """Return the rungs up to the due day and those after it, each in the order of their days."""
    before: list[Rung] = []
    after: list[Rung] = []
    steps = rules_on(due)["ladder"]
    for step in steps:
        if "before" in step:
            days = -step["before"]
            on = working_days_after(due, days, calendar) if days else due
            before.append((on, f"{due:%Y%m%d}/{step['rung']}/{days:+d}/0"))
    day, count = due, 0
    while count < HORIZON:
        day += ONE_DAY
        count += is_worked(day, calendar)
        for step in steps if is_worked(day, calendar) else ():
            past = count - step.get("after", count + 1)
            every = step.get("every", 0)
            if past == 0 or (past > 0 and every and past % every == 0):
                turn = past // every if every else 0
                after.append((day, f"{due:%Y%m%d}/{step['rung']}/{step['after']:+d}/{turn}"))
    return sorted(before), after


def reached(opens_on: dt.date, due: dt.date, calendar: str, today: dt.date) -> dict[str, dt.date]:
    """Return the rungs that something owed has reached: key → day.

    One before the due day that falls on the day of the opening, or before it, does not come.
    """
    before, after = ladder(due, calendar)
    found = {key: on for on, key in before if on <= today and (on > opens_on or "/+0/" in key)}
    count = bisect_right(after, (today, "~"))
    return found | {key: on for on, key in after[:count]}


class Telling:
    """Rungs and notices as far as they were read."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.forget()

    def check(self, today: dt.date) -> Iterator[Violation]:
        """Yield what was not told, or too early, or to whom it does not concern."""
        fresh = self._read_on()
        yield from self._left_nothing(fresh)
        fields = ("pk", "kind", "key", "subject_id", "opens_on", "due_on", "debtor_unit_id")
        pressing = Obligation.objects.filter(
            outcome__isnull=True, claimed_on__isnull=True, paused_on__isnull=True
        )
        told = set(Notice.objects.filter(rung__gt=1).values_list("obligation_id", flat=True))
        for pk, kind, key, subject, opens_on, due, unit in pressing.values_list(*fields):
            calendar = self.memory.calendar(unit)
            where = f"obligation {pk} {kind} {key} of {subject}"
            must = reached(opens_on, due, calendar, today)
            prefix = f"{due:%Y%m%d}/"
            has = {k: v for k, v in self.done.get(pk, {}).items() if k.startswith(prefix)}
            for one in sorted(must.keys() - has.keys()):
                said = f"rung {one} was reached on {must[one]} and not carried by {today}"
                yield Violation("rung-not-carried", where, said)
            for one in sorted(has.keys() - must.keys()):
                yield Violation("rung-before-its-day", where, f"{one} done by {today}")
            if working_days_after(due, 1, calendar) <= today and pk not in told:
                yield Violation("overdue-without-notice", where, f"due {due}, {today}")
        yield from self._strangers()

    def forget(self) -> None:
        """Read everything anew at the next look."""
        self.read_rungs = self.read_notices = 0
        self.done: dict[int, dict[str, tuple[dt.date, bool]]] = {}

    def _read_on(self) -> list[tuple[int, str, dt.date]]:
        """Read the rungs since the last look; return those that were carried and not passed by."""
        fresh = []
        rows = RungDone.objects.filter(pk__gt=self.read_rungs).order_by("pk")
        for pk, owed, key, on, passed, at in rows.values_list(
            "pk", "obligation_id", "key", "on", "passed_by", "at"
        ):
            self.read_rungs = pk
            self.done.setdefault(owed, {})[key] = (on, passed)
            if not passed:
                fresh.append((owed, key, at.astimezone(SHANGHAI).date()))
        return fresh

    def _left_nothing(self, fresh: list[tuple[int, str, dt.date]]) -> Iterator[Violation]:
        """Yield rungs that count as carried and set nothing off: no notice, order, decision or gap.

        Of several rungs on one day each person hears once, of the highest.
        """
        pks = sorted({pk for pk, _, _ in fresh})
        said: set[tuple[int, object]] = set()
        for at in range(0, len(pks), 500):
            part = pks[at : at + 500]
            for model in (Decision, Untold):
                rows = model.objects.filter(obligation__in=part)
                said.update(rows.values_list("obligation_id", "key"))
            told = Notice.objects.filter(obligation__in=part)
            said.update(told.values_list("obligation_id", "made_on"))
        occasions = [f"{pk}/{key}" for pk, key, _ in fresh]
        ordered: set[str] = set()
        for at in range(0, len(occasions), 500):
            papers = Order.objects.filter(key__in=occasions[at : at + 500])
            ordered.update(papers.values_list("key", flat=True))
        for pk, key, day in fresh:
            if not {(pk, key), (pk, day)} & said and f"{pk}/{key}" not in ordered:
                yield Violation("rung-set-nothing-off", f"obligation {pk}", key)

    def _strangers(self) -> Iterator[Violation]:
        """Yield who was told of what does not concern her."""
        people = {
            unit.pk: {person for _, person in unit.seats.values()}
            for unit in self.memory.units.values()
        }
        office = min(people)  # it holds everything here, and was founded first
        leads = dict(Matter.objects.values_list("pk", "lead_id"))
        fields = ("pk", "person_id", "obligation__debtor_unit_id", "obligation__debtor_id")
        more = (
            "made_on",
            "obligation__subject_kind",
            "obligation__subject_id",
            "obligation__creditor_unit_id",
        )
        rows = Notice.objects.filter(pk__gt=self.read_notices).order_by("pk")
        for pk, person, unit, debtor, on, kind, subject, creditor in rows.values_list(
            *fields, *more
        ):
            self.read_notices = pk
            if unit is None:
                continue  # of an order: its addressee is another's to check
            units = {unit, creditor, office}
            if kind == "matter":  # who led it in the morning was told in the morning
                units |= {leads.get(subject), self.memory.matters[subject].led.get(on)}
            near = set().union(*(people.get(one or 0, set()) for one in units))
            if person != debtor and person not in near | self.memory.left_people:
                yield Violation("told-a-stranger", f"notice {pk}", f"person {person}")


def twice() -> Iterator[Violation]:
    """Yield what one person was told twice of one rung, or of one order."""
    for fields in (("obligation_id", "person_id", "key"), ("order_id", "person_id")):
        rows = Notice.objects.exclude(**{fields[0]: None}).values_list(*fields).order_by()
        for *at, count in rows.annotate(n=Count("pk")).filter(n__gt=1):
            yield Violation("told-twice", f"{fields[0]} {at[0]}", f"{at[1:]}: {count}")
    rungs = RungDone.objects.values_list("obligation_id", "key").order_by()
    for pk, key, count in rungs.annotate(n=Count("pk")).filter(n__gt=1):
        yield Violation("rung-carried-twice", f"obligation {pk}", f"{key}: {count}")
