"""What is owed in an invented region, with the lights that a sweep of that day would have stored."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from flood import Chronicle, Flood, labelled, stored
from region_people import Member, Place, at

from luoshi import policy
from luoshi.notices.models import Notice
from luoshi.owed.models import LightChange, Obligation
from luoshi.owed.queries import relight_on
from luoshi.rules import lights
from luoshi.rules.deadlines import due_from

SYSTEM = (None, "系统")
WARNING = ("yellow", "orange", "red")
Day = dt.date


@cache
def due_after(start: Day, limit: str) -> Day:
    """Return the last day of a limit of the rules from ``start``, by the national calendar."""
    house = policy.current()
    rules = house.rules_on(start)
    return due_from(start, rules.limits[limit], calendar=house.calendar()).on


@cache
def rolled(day: Day) -> Day:
    """Return ``day``, or the next working day by the national calendar."""
    return policy.current().calendar().on_or_after(day).on


Turn = tuple[Day, str, str, str]  # day, colour before, colour after, rule


@cache
def lit(opens: Day, due: Day, paused: Day | None, since: Day, today: Day) -> Any:
    """Return (colour, rule, lit_on, relight_on, turns) of an open row that is swept every day."""
    row = Obligation(opens_on=opens, due_on=due, paused_on=paused)
    turns: list[Turn] = []
    colour, lit_on, day = "grey", since, since
    while True:
        light = _light(row, day)
        if light.colour.value != colour:
            turns.append((day, colour, light.colour.value, light.rule))
            colour, lit_on = light.colour.value, day
        following = relight_on(row, today=day)
        if following is None or following > today:
            return colour, light.rule, lit_on, following, turns
        day = following


def _light(row: Obligation, today: Day) -> lights.Light:
    return lights.light_of(
        due_on=row.due_on,
        opened_on=row.opens_on,
        today=today,
        thresholds=policy.current().rules_on(today).thresholds,
        paused_on=row.paused_on,
    )


class Debts:
    """Writes obligations, their lights and reminders."""

    def __init__(
        self, flood: Flood, chronicle: Chronicle, *, today: Day, seated: dict[int, list[int]]
    ) -> None:
        """``seated``: the persons with a seat at a unit, by its id."""
        self.today, self.chronicle, self.seated = today, chronicle, seated
        self.rows = flood.table(
            Obligation, "kind", "subject_kind", "subject_id", "key", "title", "debtor_unit_id",
            "debtor_id", "creditor_unit_id", "opens_on", "due_original", "due_on", "opened_at",
            "claimed_on", "paused_on", "discharged_at", "discharged_on", "discharged_by",
            "outcome", "light", "light_rule", "lit_on", "relight_on",
        )  # fmt: skip
        self.changes = flood.table(LightChange, "obligation_id", "on", "was", "now", "rule")
        self.notices = flood.table(
            Notice,
            "obligation_id",
            "person_id",
            "key",
            "made_on",
            "made_at",
            "read_at",
            is_new=False,
        )

    def owe(
        self,
        subject: tuple[str, int],
        kind: str,
        key: str,
        *,
        title: str,
        by: Place,
        person: Member | None,
        to: Place | None,
        opens: Day,
        due: Day,
        was_due: Day | None = None,
        since: Day | None = None,
        done: Day | None = None,
        who: str = "",
        void: bool = False,
        paused: Day | None = None,
    ) -> int:
        """Add what ``by`` owes: still open, or done (or void) on a day by somebody called ``who``."""
        opens, since = min(opens, due), since or opens
        pk = self.rows.next_id()
        debtor = person.person if person else None
        if done:
            rule = "time.void" if void else "time.done-late" if done > due else "time.done"
            light = ("grey" if void else "blue", rule, done, None)
        else:
            *light, turns = lit(opens, due, paused, since, self.today)
            for on, was, now, rule in turns:
                self.changes.new(pk, on.isoformat(), was, now, rule)
            self._remind(pk, by, debtor, light[0], light[2])
        creditor = to.pk if to and to.pk != by.pk else None
        self.rows.add(
            pk, kind, *subject, key, title, by.pk, debtor, creditor, stored(opens),
            stored(was_due or due), stored(due), stored(at(since, 9)), None, stored(paused),
            stored(at(done, 17)) if done else None, stored(done), who[:200] if done else None,
            ("void" if void else "done") if done else None, *map(stored, light),
        )  # fmt: skip
        if not done:
            self._tell(pk, kind, title, by, person, opens, due, since)
        return pk

    def _remind(self, pk: int, by: Place, debtor: int | None, colour: str, on: Day) -> None:
        if colour not in WARNING:
            return
        read = None if on == self.today else stored(at(on, 18))
        told = [debtor] if debtor else self.seated.get(by.pk, [])
        if debtor and colour == "red" and by.head:
            told = [*told, by.head.person]
        for person in dict.fromkeys(told):
            self.notices.new(pk, person, colour, stored(on), stored(at(on, 9)), read)

    def _tell(
        self, pk: int, kind: str, title: str, by: Place, person: Member | None, opens: Day,
        due: Day, since: Day,
    ) -> None:  # fmt: skip
        data = {
            "kind": kind,
            "debtor_unit": labelled(by.pk, by.name),
            "debtor": labelled(person.person, person.name) if person else None,
            "opens_on": opens,
            "due_on": due,
        }
        self.chronicle.tell(
            "obligation", pk, title, [("obligation.opened", at(since, 9), SYSTEM, data)]
        )
