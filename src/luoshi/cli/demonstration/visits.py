"""The reports: handed in, read, confirmed by a person, and their matters set going."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.lives import Life, plan
from luoshi.cli.demonstration.workgroups import name_everybody, set_up
from luoshi.cli.demonstration.works import file
from luoshi.cli.demonstration.world import World
from luoshi.intake import actions, confirm, opening, queries
from luoshi.intake.models import Draft, Verdict
from luoshi.matters import drafting
from luoshi.matters.models import Group, Matter
from luoshi.orgs.models import Unit
from luoshi.projects.models import Project
from luoshi.sources import actions as sources
from luoshi.sources.files import text_of
from luoshi.values.civil import civil_day

REPORTS = Path(__file__).parent / "reports"

# Each report: its file, the first day of what it tells of, and how many days later its dates fall due.
VISITS = (
    ("1-qingquan.txt", -172, {"due1": 24, "due2": 50, "due3": 75, "due4": 60}),
    ("2-baisha.txt", -108, {"due1": 38, "due2": 62}),
    ("3-minutes.txt", -44, {"due1": 30, "due2": 41, "due3": 66, "due4": 52}),
)
# Handed in, read, and left for whoever comes to the demonstration.
LEFT = ("4-letter.txt", -5, {"due1": 26, "due2": 19, "due3": 40})


def chinese(day: dt.date, *, year: bool = False) -> str:
    """Return a day as a report prints it."""
    return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"


def printed(name: str, first: dt.date, dues: dict[str, int]) -> str:
    """Return the text of a report with its days filled in."""
    places = {"year": str(first.year)}
    for number in range(4):
        day = first + dt.timedelta(days=number)
        places[f"day{number}"] = chinese(day)
        places[f"full{number}"] = chinese(day, year=True)
        places[f"date{number}"] = chinese(day, year=True)
    for due, days in dues.items():
        places[due] = chinese(first + dt.timedelta(days=days))
    return (REPORTS / name).read_text("utf-8").format_map(places)


def visits(world: World, agenda: Agenda) -> None:
    """Put the handing in of each report on the agenda, four days after its first day."""
    for name, first, dues in VISITS:
        day = agenda.today + dt.timedelta(days=first)
        text = printed(name, day, dues)

        def hand_in(now: dt.datetime, name: str = name, text: str = text) -> None:
            Confirming(world, agenda, now).take(name, text)

        agenda.on(first + 4, hand_in, hour=9, minute=40)

    name, first, dues = LEFT
    letter = printed(name, agenda.today + dt.timedelta(days=first), dues)
    agenda.on(
        first + 4,
        lambda now: Confirming(world, agenda, now).leave(name, letter),
        hour=16,
    )


class Confirming:
    """A morning of the coordinator: one report from its file to matters that have owners."""

    def __init__(self, world: World, agenda: Agenda, now: dt.datetime) -> None:
        self.world, self.agenda, self.now = world, agenda, now
        self.by = world.coordinator

    def take(self, name: str, text: str) -> None:
        """Hand in, read, decide, confirm; then name who is missing and set everything going."""
        draft = self.hand_in(name, text)
        if not (draft.document.get("date") or ""):
            date = str(civil_day(self.now))
            actions.date_document(draft, was="", date=date, by=self.by, now=self.now)
        actions.settle_open(draft, verdict=Verdict.ACCEPTED, by=self.by, now=self.now)
        actions.settle_open(draft, verdict=Verdict.REJECTED, by=self.by, now=self.now)
        self._cover(draft)
        made = confirm.confirm(draft, by=self.by, now=self.now)
        for row in made.rows:
            self._set_going(row)

    def hand_in(self, name: str, text: str) -> Draft:
        """Hand in and read; what was found waits for a person."""
        data = text.encode()
        kept = sources.keep(
            data=data,
            file_name=name,
            read=text_of(data, name),
            held_by=self.world.office,
            by=self.by,
            now=self.now,
        )
        return opening.open_draft(kept.source, by=self.by, now=self.now)

    def leave(self, name: str, text: str) -> None:
        """Hand in, and go to lunch."""
        self.hand_in(name, text)

    def _cover(self, draft: Draft) -> None:
        """Waive what asks for nothing that could be followed up, but leave the last one open."""
        items = [item for item in queries.coverage(draft).items if item.state == "open"]
        for item in items[:-1]:
            actions.waive(
                item.demand, reason="原则性要求，不单独立事项。", by=self.by, now=self.now
            )

    def _set_going(self, row: object) -> None:
        match row:
            case Unit():
                self.world.units.setdefault(row.name, row)
            case Project():
                self._file(row)
            case Group():
                set_up(self.world, self.agenda, row, now=self.now)
            case Matter():
                self._issue(row)

    def _file(self, project: Project) -> None:
        units = [party.unit for party in project.parties.select_related("unit")]
        for unit in units:
            reporter = self.world.handler_of(unit)
            if reporter:
                file(self.world, self.agenda, project, unit=unit, reporter=reporter, now=self.now)
                return

    def _issue(self, matter: Matter) -> None:
        """Name who is missing where one can be named; what nobody answers for stays a draft."""
        lead = matter.lead or next((part.unit for part in matter.parts.all()), None)
        person = matter.person or (lead and self.world.handler_of(lead))
        handler = self.world.accounts.get(person.name) if person else None
        if lead is None or handler is None or matter.kind in {"intent", "support"}:
            return
        today = civil_day(self.now)
        due = matter.due_proposed or today + dt.timedelta(days=30)
        if due <= today + dt.timedelta(days=3):
            return
        name_everybody(self.world, matter, now=self.now)
        parts = list(matter.parts.select_related("unit"))
        drafting.edit_draft(
            matter,
            version=matter.version,
            kind=matter.kind,
            title=matter.title,
            content=matter.content,
            criterion=matter.criterion or "形成正式文件或现场核查合格",
            lead=lead,
            person=handler.person,
            raised_by=matter.raised_by,
            responsible=[p.unit for p in parts if p.role == "responsible" and p.unit != lead],
            cooperating=[p.unit for p in parts if p.role == "cooperating" and p.unit != lead],
            due_proposed=due,
            cadence=matter.cadence,
            project=matter.project,
            engagement=matter.engagement,
            group=matter.group,
            passage=matter.passage,
            by=self.by,
            now=self.now,
        )
        start = (today - self.agenda.today).days
        fate = self.world.dice.choice(["done", "done", "late", "extended"])
        left = (due - self.agenda.today).days
        life = Life(self.world, self.agenda, matter, handler)
        plan(life, "working" if left > 3 else fate, start=start, days=(due - today).days - 1)
