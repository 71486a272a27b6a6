"""The rows of the register beside the memory: matters, dates, what is owed, windows, lights, reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from bench.simulation.days import colour, window_of
from bench.simulation.memory import DONE, OPEN, OVER, VOID, Debt, Matter, Memory, Project
from bench.simulation.violation import Violation
from django.db.models import Count

from luoshi.matters import models as matters
from luoshi.owed.models import LightChange, Obligation
from luoshi.progress.models import Report
from luoshi.projects.models import Filing

FIELDS = (
    "pk",
    "kind",
    "subject_kind",
    "subject_id",
    "key",
    "debtor_unit_id",
    "debtor_id",
    "opens_on",
    "due_original",
    "due_on",
    "outcome",
    "discharged_on",
    "paused_on",
    "claimed_on",
    "light",
)
# Kinds that the memory knows; of others only what holds for all is asked.
KNOWN = {
    "sign",
    "plan",
    "step",
    "feedback",
    "finish",
    "review",
    "decide",
    "answer",
    "confirm",
    "check",
    "archive",
    "report",
}


class Owed:
    """One row of what is owed, as the database has it."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        for name, value in zip(FIELDS, values, strict=True):
            setattr(self, name, value)
        self.status = self.outcome or OPEN

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    @property
    def where(self) -> str:
        """Return which row it is."""
        return f"{self.subject_kind} {self.subject_id} {self.kind} {self.key}"


def _owed(**which: Any) -> list[Owed]:
    rows = Obligation.objects.filter(**which).order_by("pk")
    return [Owed(values) for values in rows.values_list(*FIELDS)]


class Rows:
    """The comparison; remembers which rows of what is owed it has met."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.met = 0

    # --- after a sweep

    def adopt(self, today: dt.date, *, came_to_its_end: bool) -> Iterator[Violation]:
        """Take in the feedback that was opened by the calendar; yield what is wrong or wanting."""
        for row in _owed(pk__gt=self.met, kind="feedback", subject_kind="matter"):
            matter = self.memory.matters.get(row.subject_id)
            if matter is not None and ("feedback", row.key) not in matter.debts:
                yield from self._adopt(row, matter, today)
        self.met = Obligation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if came_to_its_end:
            yield from self._wanting(today)

    def _adopt(self, row: Owed, matter: Matter, today: dt.date) -> Iterator[Violation]:
        self.memory.touched.add(("matter", matter.pk))
        matter.debts["feedback", row.key] = Debt(
            row.debtor_unit_id,
            row.debtor_id,
            row.opens_on,
            row.due_original,
            row.due_on,
            row.status,
            row.discharged_on,
            row.paused_on,
        )
        span = next((one for one in matter.periods(today) if one[0] == row.key), None)
        if row.status != OPEN:
            return  # opened and answered, or dropped, since the last look
        if matter.state in OVER:
            yield _wrong("feedback-owed-when-all-is-over", row, f"the matter is {matter.state}")
        elif span is None:
            yield _wrong("feedback-of-no-period", row, f"opened on {today}")
        elif not self.memory.may_be(matter, span, today):
            yield _wrong(
                "feedback-of-a-time-at-rest",
                row,
                f"opened on {today}; nobody had the matter in hand",
            )
        elif self.memory.feedback(matter, span).due_on != row.due_on:
            yield _wrong("feedback-due-on-another-day", row, f"due {row.due_on}")

    def _wanting(self, today: dt.date) -> Iterator[Violation]:
        for matter in self.memory.matters.values():
            for span in matter.periods(today) if matter.state not in OVER else ():
                if ("feedback", span[0]) in matter.debts:
                    continue
                if self.memory.is_wanted(matter, span, today):
                    said = f"not opened by the sweep of {today}"
                    yield Violation("feedback-not-opened", f"matter {matter.pk} {span[0]}", said)

    # --- at the end of a day

    def check(self, today: dt.date, *, swept: bool, everything: bool) -> Iterator[Violation]:
        """Yield what differs between the rows and the memory."""
        pks = {kind: self._touched(kind, everything=everything) for kind in ("matter", "project")}
        yield from self._matters(pks["matter"])
        yield from self._moved(pks["matter"])
        if swept:
            fresh = window_of(today)[1] == today
            yield from self._projects(
                self._touched("project", everything=everything or fresh), today
            )
            yield from self._lights(today, everything=everything)
        yield from self._reports(pks["project"])

    def _touched(self, kind: str, *, everything: bool) -> list[int]:
        if everything:
            rows = self.memory.matters if kind == "matter" else self.memory.projects
            return sorted(rows)
        return sorted(pk for one, pk in self.memory.touched if one == kind)

    def _matters(self, pks: list[int]) -> Iterator[Violation]:
        owed = _by_subject(_owed_of("matter", pks))
        fields = (
            "state",
            "due_original",
            "due_current",
            "attempt",
            "returns",
            "lead_id",
            "person_id",
        )
        there = {
            values[0]: values[1:]
            for part in _parts(pks)
            for values in matters.Matter.objects.filter(pk__in=part).values_list("pk", *fields)
        }
        for pk in pks:
            matter = self.memory.matters[pk]
            if pk not in there:
                yield Violation("acknowledged-but-not-there", f"matter {pk}", matter.label)
                continue
            must = (
                matter.state,
                matter.due_original,
                matter.due_current,
                matter.attempt,
                matter.returns,
                matter.lead,
                matter.person,
            )
            for name, is_so, must_be in zip(fields, there[pk], must, strict=True):
                if is_so != must_be:
                    kind = "due-original-changed" if name == "due_original" else "row-differs"
                    kind = "due-moved-without-decision" if name == "due_current" else kind
                    yield Violation(kind, f"matter {pk}", f"{name} is {is_so}, must be {must_be}")
            yield from self._debts(f"matter {pk}", matter.debts, owed.get(pk, []))

    def _debts(
        self, where: str, must: dict[tuple[str, str], Debt], rows: list[Owed]
    ) -> Iterator[Violation]:
        seen = set()
        for row in rows:
            at = (row.kind, row.key)
            if at in seen:
                yield _wrong("owed-twice", row, "")
            seen.add(at)
            if at in must:
                yield from _differences(row, must[at])
            elif row.kind in KNOWN:
                yield _wrong("owed-by-no-deed", row, f"{row.status}, due {row.due_on}")
        for kind, key in must.keys() - seen:
            yield Violation("owed-but-not-there", f"{where} {kind} {key}", "")

    def _moved(self, pks: list[int]) -> Iterator[Violation]:
        """Every move of a date has its row, and the rows lead from the first day to the present one."""
        rows: dict[int, list[tuple[str, dt.date, dt.date]]] = {}
        asked = matters.DueChange.objects.order_by("pk")
        for pk, *move in asked.values_list("matter_id", "cause", "was", "now"):
            rows.setdefault(pk, []).append((move[0], move[1], move[2]))
        for pk in pks:
            if rows.get(pk, []) != self.memory.matters[pk].moved:
                said = f"{rows.get(pk, [])}, decided were {self.memory.matters[pk].moved}"
                yield Violation("due-changes-differ", f"matter {pk}", said)
        yield from _undecided(rows)

    # --- projects

    def _projects(self, pks: list[int], today: dt.date) -> Iterator[Violation]:
        owed = _by_subject(_owed_of("project", pks))
        for pk in pks:
            project = self.memory.projects[pk]
            calendar = self.memory.calendar(project.unit)
            rows = {row.key: row for row in owed.get(pk, []) if row.kind == "report"}
            for span in project.windows(today):
                row, must = rows.pop(span[0], None), project.debt(span, calendar)
                if row is None and must.status != VOID:
                    said = f"{must.status}, due {must.due_on}"
                    yield Violation("window-not-opened", f"project {pk} {span[0]}", said)
                elif row is not None:
                    if must.status == VOID:
                        must.on = row.discharged_on
                    yield from _differences(row, must)
            for row in rows.values():
                yield _wrong("window-of-no-filing", row, f"due {row.due_on}")

    def _reports(self, pks: list[int]) -> Iterator[Violation]:
        there: dict[int, dict[str, list[tuple[int, bool, str]]]] = {}
        for part in _parts(pks):
            rows = Report.objects.filter(project__in=part).order_by("edition")
            for pk, window, *said in rows.values_list(
                "project_id", "window", "edition", "is_current", "state"
            ):
                there.setdefault(pk, {}).setdefault(window, []).append((said[0], said[1], said[2]))
        for pk in pks:
            yield from _reports_of(self.memory.projects[pk], there.get(pk, {}))

    # --- lights

    def _lights(self, today: dt.date, *, everything: bool) -> Iterator[Violation]:
        """Every stored light is what the plain rules give, and the last step of its history."""
        rows = _owed() if everything else _owed(outcome__isnull=True)
        for row in rows:
            must = colour(
                opens_on=row.opens_on,
                due_on=row.due_on,
                status=row.status,
                claimed=row.claimed_on is not None,
                paused=row.paused_on is not None,
                today=today,
            )
            if row.light != must:
                said = f"{row.light}, must be {must} on {today} (due {row.due_on})"
                yield _wrong("light-differs", row, said)
        if everything:
            yield from _light_histories(rows)


def _undecided(rows: dict[int, list[tuple[str, dt.date, dt.date]]]) -> Iterator[Violation]:
    """Yield the moves of a date behind which no decision stands."""
    counts = {
        "extension": matters.Extension.objects.filter(verdict="granted"),
        "reassignment": matters.Objection.objects.filter(ruling="upheld"),
        "reopening": matters.Reopening.objects.all(),
        "pause": matters.Pause.objects.filter(to_on__isnull=False),
    }
    decided = {
        cause: dict(asked.values_list("matter").annotate(Count("pk")).order_by())
        for cause, asked in counts.items()
    }
    for pk, moves in rows.items():
        for cause, most in decided.items():
            count = sum(move[0] == cause for move in moves)
            if count > most.get(pk, 0):
                said = f"{count} moves by {cause}, {most.get(pk, 0)} decisions"
                yield Violation("due-moved-without-decision", f"matter {pk}", said)


def _reports_of(
    project: Project, there: dict[str, list[tuple[int, bool, str]]]
) -> Iterator[Violation]:
    where = f"project {project.pk}"
    for window, editions in there.items():
        numbers = [edition for edition, _, _ in editions]
        current = [(edition, state) for edition, is_current, state in editions if is_current]
        if numbers != list(range(1, len(numbers) + 1)):
            yield Violation("report-editions-broken", f"{where} {window}", str(numbers))
        if current != [project.reports.get(window)]:
            said = f"{current}, acknowledged {project.reports.get(window)}"
            yield Violation("report-differs", f"{where} {window}", said)
    for window in project.reports.keys() - there.keys():
        yield Violation("acknowledged-but-not-there", f"{where} {window}", "the report")


def _light_histories(rows: Iterable[Owed]) -> Iterator[Violation]:
    stood: dict[int, str] = {}
    steps = LightChange.objects.order_by("pk").values_list("obligation_id", "was", "now")
    for pk, was, now in steps:
        if was == now or stood.get(pk, was) != was:
            yield Violation("light-history-broken", f"obligation {pk}", f"{was} to {now}")
        stood[pk] = now
    for row in rows:
        if stood.get(row.pk, "grey") != row.light:
            yield _wrong("light-without-history", row, f"{row.light}, last {stood.get(row.pk)}")


def _differences(row: Owed, must: Debt) -> Iterator[Violation]:
    """Yield what a row of what is owed says differently."""
    if row.due_original != must.due_original:
        said = f"{row.due_original}, must be {must.due_original}"
        yield _wrong("due-original-changed", row, said)
    if row.due_on != must.due_on:
        said = f"due {row.due_on}, must be {must.due_on}"
        yield _wrong("due-moved-without-decision", row, said)
    if row.status != must.status:
        yield _wrong("owed-status-differs", row, f"{row.status}, must be {must.status}")
    elif row.status == DONE and row.discharged_on != must.on:
        yield _wrong("done-on-another-day", row, f"{row.discharged_on}, must be {must.on}")
    if row.status == OPEN and row.paused_on != must.paused_on:
        yield _wrong("pause-differs", row, f"{row.paused_on}, must be {must.paused_on}")
    if row.opens_on != must.opens_on:
        yield _wrong("opens-on-another-day", row, f"{row.opens_on}, must be {must.opens_on}")
    if (row.debtor_unit_id, row.debtor_id) != (must.unit, must.person):
        said = f"{row.debtor_unit_id}/{row.debtor_id}, must be {must.unit}/{must.person}"
        yield _wrong("owed-by-somebody-else", row, said)


def numbers() -> Iterator[Violation]:
    """Yield gaps and doubles in the runs of numbers of matters and filings."""
    for model, name in ((matters.Matter, "matter"), (Filing, "filing")):
        runs: dict[str, list[int]] = {}
        given = model.objects.exclude(number=None).values_list("number", flat=True)
        for number in given:
            head, _, rest = number.partition("〕")
            runs.setdefault(head, []).append(int(rest.partition("号")[0]))
        for head, run in runs.items():
            if sorted(run) != list(range(1, len(run) + 1)):
                yield Violation(
                    "numbers-broken", name, f"{head}〕: {len(run)} numbers, up to {max(run)}"
                )


def _wrong(name: str, row: Owed, said: str) -> Violation:
    return Violation(name, row.where, said)


def _owed_of(kind: str, pks: list[int]) -> list[Owed]:
    return [row for part in _parts(pks) for row in _owed(subject_kind=kind, subject_id__in=part)]


def _parts(pks: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(pks), 500):
        yield pks[at : at + 500]


def _by_subject(rows: list[Owed]) -> dict[int, list[Owed]]:
    found: dict[int, list[Owed]] = {}
    for row in rows:
        found.setdefault(row.subject_id, []).append(row)
    return found
