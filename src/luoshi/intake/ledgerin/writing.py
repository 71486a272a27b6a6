"""From confirmed rows into the register, some at a time, each row once, through the rooms' own actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation

from luoshi.audit.actions import plain, record
from luoshi.audit.changes import changes
from luoshi.intake.ledgerin.checking import stand
from luoshi.intake.ledgerin.fields import FIELDS
from luoshi.intake.ledgerin.matching import PARTIES
from luoshi.intake.ledgerin.names import Names, enter
from luoshi.intake.models import Deed, LedgerIn, LedgerRow, Means, Stand
from luoshi.matters import actions as matters
from luoshi.matters.models import Kind, Matter, State, UnitRole, Urgency
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.projects import actions as projects
from luoshi.projects import plans
from luoshi.projects.models import Project, Stage
from luoshi.projects.queries import projects_called, visible_projects
from luoshi.rules.access import Permission
from luoshi.sources import actions as sources
from luoshi.sources.models import Passage
from luoshi.values.errors import Duplicate, IllegalMove, Overtaken, Refusal
from luoshi.values.sentences import Sentence, gettext_noop

BATCH = 100  # rows in one transaction, and in one text of the source


@transaction.atomic
def confirm_ledger(
    ledger: LedgerIn,
    *,
    takes_changes: bool,
    files_projects: bool = False,
    by: Account,
    now: dt.datetime,
) -> None:
    """Let the rows without blocking doubts be written: new ones, and with ``takes_changes`` changes too.

    ``files_projects`` also enters new projects in the ledger where unit and reporter are known.
    Raises IllegalMove while a name is undecided or there is nothing to write, Overtaken for the
    second of two people.
    """
    access.require(by, Permission.DRAFT_CONFIRM, now=now, units={ledger.source.held_by_id})
    undecided = ledger.names.filter(means=Means.OPEN).count()
    if undecided:
        raise IllegalMove(
            gettext_noop("还有%(count)s个单位或人员的名称没有定：请先说明它们是谁。"),
            code="ledger-names-open",
            count=undecided,
        )
    if not to_write(ledger, takes_changes=takes_changes).exists():
        raise IllegalMove(
            gettext_noop("没有要登记的内容：各行都没有变化，或者有疑问须先更正，或者已选不导入。"),
            code="ledger-nothing-to-write",
        )
    before = {one: getattr(ledger, one) for one in ("takes_changes", "files_projects")}
    won = LedgerIn.objects.filter(pk=ledger.pk, state__in=(Stand.READY, Stand.DONE)).update(
        state=Stand.WRITING,
        cursor=0,
        takes_changes=takes_changes,
        files_projects=files_projects,
        confirmed_by=by,
        confirmed_at=now,
        finished_at=None,
        version=F("version") + 1,
    )
    if not won:
        raise Overtaken
    ledger.refresh_from_db()
    same = LedgerRow.objects.filter(ledger=ledger, deed=Deed.SAME, settled_at__isnull=True)
    same.filter(target_id__isnull=False, is_blocked=False).update(
        result_kind=F("target_kind"), result_id=F("target_id"), settled_at=now
    )
    rows = to_write(ledger, takes_changes=takes_changes).count()
    told = changes(before, {"takes_changes": takes_changes, "files_projects": files_projects})
    record("ledger_in.confirmed", ledger, by=by, at=now, rows=rows, changes=told)


def to_write(ledger: LedgerIn, *, takes_changes: bool) -> QuerySet[LedgerRow]:
    """Return the rows that a confirmation writes."""
    deeds = [Deed.ADD, *([Deed.CHANGE] if takes_changes else [])]
    rows = LedgerRow.objects.filter(ledger=ledger, deed__in=deeds, settled_at__isnull=True)
    return rows.filter(is_blocked=False, left_out=False)


@transaction.atomic
def cancel_ledger(ledger: LedgerIn, *, by: Account, now: dt.datetime) -> None:
    """Stop: what is not written yet is not written.  Rows that were written stay."""
    access.require(by, Permission.DRAFT_DECIDE, now=now, units={ledger.source.held_by_id})
    over = (Stand.DONE, Stand.CANCELLED)
    won = (
        LedgerIn.objects.filter(pk=ledger.pk)
        .exclude(state__in=over)
        .update(state=Stand.CANCELLED, finished_at=now, version=F("version") + 1)
    )
    if not won:
        raise Overtaken
    written = LedgerRow.objects.filter(ledger=ledger, result_id__isnull=False).count()
    record("ledger_in.cancelled", ledger, by=by, at=now, written=written)


@transaction.atomic
def write_some(ledger: LedgerIn, *, by: Account, now: dt.datetime) -> bool:
    """Write the next rows in one transaction; return whether there are more.

    A row that is refused keeps its sentence and stays behind; the others go on.
    """
    held = LedgerIn.objects.select_for_update(of=("self",)).get(pk=ledger.pk)
    if held.state != Stand.WRITING:
        return False
    if enter(held, most=BATCH, by=by, now=now):
        return True
    waiting = to_write(held, takes_changes=held.takes_changes).filter(serial__gt=held.cursor)
    rows = list(waiting.order_by("serial")[:BATCH])
    if rows:
        writer = Writer(held, rows, by=by, now=now)
        for row in rows:
            writer.write(row)
        stand(held, cursor=rows[-1].serial)
    if len(rows) == BATCH:
        return True
    stand(held, state=Stand.DONE, finished_at=now)
    settled = LedgerRow.objects.filter(ledger=held, result_id__isnull=False)
    told = {deed: settled.filter(deed=deed).count() for deed in (Deed.ADD, Deed.CHANGE)}
    left = to_write(held, takes_changes=held.takes_changes).count()
    record(
        "ledger_in.written",
        held,
        by=by,
        at=now,
        added=told[Deed.ADD],
        changed=told[Deed.CHANGE],
        refused=left,
    )
    return False


class Writer:
    """Writes the rows of one batch; each has its passage in the batch's text."""

    def __init__(
        self, ledger: LedgerIn, rows: Sequence[LedgerRow], *, by: Account, now: dt.datetime
    ) -> None:
        self._ledger, self._now = ledger, now
        self._how: dict[str, Any] = {"by": by, "now": now}
        self._names = Names(ledger, now=now)
        self._runs, self._part = _kept(ledger, rows, by=by, now=now)
        wanted = {str(row.values.get("project", "")) for row in rows} - {""}
        self._projects = projects_called(wanted, among=visible_projects(by, now=now))

    def write(self, row: LedgerRow) -> None:
        """Write one row and note what it became, or why it did not."""
        register = self._ledger.tables[row.table]["register"]
        told: Sentence | None = None
        try:
            with transaction.atomic():
                deed = (self._add if row.deed == Deed.ADD else self._change)[register]
                pk, told = deed(row)
                row.result_kind, row.result_id, row.settled_at = register, pk, self._now
        except Refusal as refusal:
            told = refusal.sentence
        row.trouble = told and {"template": told.template, "params": _stored(told.params)}
        row.save(update_fields=["result_kind", "result_id", "settled_at", "trouble"])

    @property
    def _add(self) -> Mapping[str, Any]:
        return {"projects": self._add_project, "matters": self._add_matter}

    @property
    def _change(self) -> Mapping[str, Any]:
        return {"projects": self._change_project, "matters": self._change_matter}

    def _passage(self, row: LedgerRow) -> Passage:
        start, end = self._runs[row.pk]
        return sources.passage_of(self._part, start=start, end=end)

    def _units(self, names: Sequence[str]) -> list[Any]:
        found = [self._names.unit(name) for name in names]
        return list({unit.pk: unit for unit in found if unit is not None}.values())

    def _unit(self, values: Mapping[str, Any], field: str) -> Any:
        return next(iter(self._units(values.get(field, []))), None)

    def _person(self, values: Mapping[str, Any], field: str, at: str) -> Any:
        where = (values.get(at) or [""])[0]
        name = next(iter(values.get(field, [])), "")
        return self._names.person(name, where) if name else None

    def _parties(self, values: Mapping[str, Any]) -> list[tuple[Any, str]]:
        return [
            (unit, str(role))
            for field, role in PARTIES.items()
            for unit in self._units(values.get(field, []))
        ]

    def _add_project(self, row: LedgerRow) -> tuple[int, Sentence | None]:
        values = row.values
        project = projects.add_project(
            name=values["name"],
            place=values.get("place", ""),
            content=values.get("content", ""),
            investment=_yuan(values.get("investment")),
            stage=values.get("stage", Stage.LEAD),
            held_by=self._ledger.source.held_by,
            parties=self._parties(values),
            passage=self._passage(row),
            **self._how,
        )
        return project.pk, self._beside(project, row)

    def _beside(self, project: Project, row: LedgerRow) -> Sentence | None:
        """Note what stands beside a project in its row; what cannot be is told and not written."""
        values, trouble = row.values, None
        for deed in (self._start, self._approve, self._file):
            try:
                with transaction.atomic():
                    deed(project, row, values)
            except Refusal as refusal:
                said = gettext_noop("项目已登记，但有一处没有写入：%(why)s")
                trouble = Sentence(said, "ledger-half", {"why": refusal.sentence})
        return trouble

    def _start(self, project: Project, row: LedgerRow, values: Mapping[str, Any]) -> None:
        if on := values.get("start_on"):
            evidence = f"{self._ledger.file_name} {place_of(self._ledger, row)}"
            day = dt.date.fromisoformat(on)
            projects.reach_stage(
                project, stage=Stage.START, reached_on=day, evidence=evidence, **self._how
            )

    def _approve(self, project: Project, row: LedgerRow, values: Mapping[str, Any]) -> None:
        if values.get("code") and values.get("authority"):
            on = values.get("approved_on")
            plans.keep_approval(
                project,
                version=None,
                code=values["code"],
                authority=values["authority"],
                filed_on=dt.date.fromisoformat(on) if on else None,
                state="filed" if on else "under-way",
                **self._how,
            )

    def _file(self, project: Project, row: LedgerRow, values: Mapping[str, Any]) -> None:
        unit, reporter = self._unit(values, "unit"), self._person(values, "reporter", "unit")
        if self._ledger.files_projects and unit and reporter:
            projects.file_project(project, unit=unit, reporter=reporter, **self._how)

    def _change_project(self, row: LedgerRow) -> tuple[int, Sentence | None]:
        project = visible_projects(self._how["by"], now=self._now).get(pk=row.target_id or 0)
        values = {field: now_said for field, (_, now_said) in row.changes.items()}
        parties = [
            (party.unit, party.role)
            for party in project.parties.all()
            if not any(party.role == PARTIES[field] for field in values if field in PARTIES)
        ]
        investment = values.get("investment")
        projects.edit_project(
            project,
            version=project.version,
            name=values.get("name", project.name),
            place=values.get("place", project.place),
            content=values.get("content", project.content),
            investment=_yuan(investment) if investment else project.investment,
            parties=[*parties, *self._parties(values)],
            **self._how,
        )
        self._applied(project, row)
        return project.pk, None

    def _applied(self, target: Project | Matter, row: LedgerRow) -> None:
        """Say on a row of the register from which file and row a change came."""
        labels = FIELDS[row.target_kind]
        record(
            "ledger_in.row_applied",
            target,
            by=self._how["by"],
            at=self._now,
            file=self._ledger.file_name,
            place=place_of(self._ledger, row),
            fields=[str(labels[field].label) for field in row.changes],
        )

    def _matter_keywords(self, values: Mapping[str, Any]) -> dict[str, Any]:
        lead = self._unit(values, "lead")
        responsible = [u for u in self._units(values.get("responsible", [])) if u != lead]
        helping = self._units(values.get("cooperating", []))
        due = values.get("due")
        return {
            "kind": values.get("kind", Kind.TASK),
            "urgency": values.get("urgency", Urgency.ORDINARY),
            "title": values["title"],
            "content": values["content"],
            "criterion": values.get("criterion", ""),
            "lead": lead,
            "responsible": responsible,
            "cooperating": [u for u in helping if u != lead and u not in responsible],
            "person": self._person(values, "person", "lead"),
            "raised_by": self._unit(values, "raised_by"),
            "due_proposed": dt.date.fromisoformat(due) if due else None,
        }

    def _add_matter(self, row: LedgerRow) -> tuple[int, Sentence | None]:
        name = str(row.values.get("project", ""))
        try:
            matter = matters.draft_matter(
                **self._matter_keywords(row.values),
                project=self._projects.get("".join(name.split())),
                held_by=self._ledger.source.held_by,
                passage=self._passage(row),
                **self._how,
            )
        except Duplicate as same:
            return int(str(same.params["pk"])), same.sentence
        return matter.pk, None

    def _change_matter(self, row: LedgerRow) -> tuple[int, Sentence | None]:
        matter = Matter.objects.select_related("lead", "person", "raised_by").get(
            pk=row.target_id or 0
        )
        if matter.state != State.DRAFT:
            raise IllegalMove(
                gettext_noop("事项已经送批或下发，不能由台账改动；请在事项页上办理延期、改派等。"),
                code="ledger-matter-issued",
            )
        parts = list(matter.parts.select_related("unit"))
        now_said = self._matter_keywords(row.values)
        keep: dict[str, Any] = {
            field: getattr(matter, field)
            for field in ("kind", "urgency", "title", "content", "criterion", "lead", "person")
        }
        keep |= {"raised_by": matter.raised_by, "due_proposed": matter.due_proposed}
        for field, role in (
            ("responsible", UnitRole.RESPONSIBLE),
            ("cooperating", UnitRole.COOPERATING),
        ):
            keep[field] = [part.unit for part in parts if part.role == role]
        changed = {"due_proposed" if field == "due" else field for field in row.changes}
        matters.edit_draft(
            matter,
            version=matter.version,
            **{**keep, **{field: now_said[field] for field in changed}},
            project=matter.project,
            engagement=matter.engagement,
            group=matter.group,
            cadence=matter.cadence,
            passage=matter.passage or self._passage(row),
            **self._how,
        )
        self._applied(matter, row)
        return matter.pk, None


def place_of(ledger: LedgerIn, row: LedgerRow) -> str:
    """Return where a row stands in its file: 工作表“2026”第7行."""
    sheet = ledger.tables[row.table]["sheet"]
    return f"工作表“{sheet}”第{row.line}行" if sheet else f"第{row.line}行"


def _kept(
    ledger: LedgerIn, rows: Sequence[LedgerRow], *, by: Account, now: dt.datetime
) -> tuple[dict[int, tuple[int, int]], Any]:
    """Keep the batch as a text of the source, each cell with its place; return each row's run in it."""
    first, last = place_of(ledger, rows[0]), place_of(ledger, rows[-1])
    text = f"{ledger.file_name}\n{first}" + (f"至{last}\n" if len(rows) > 1 else "\n")
    runs: dict[int, tuple[int, int]] = {}
    for row in rows:
        said = _written(ledger, row)
        runs[row.pk] = (len(text), len(text) + len(said))
        text += f"{said}\n"
    title = f"{ledger.file_name}（{first}起）"
    return runs, sources.keep_part(ledger.source, text=text, title=title, by=by, now=now)


def _written(ledger: LedgerIn, row: LedgerRow) -> str:
    """Return a row as one line: each cell with its place, its heading and what it says."""
    titles = ledger.tables[row.table]["titles"]
    cells = [
        f"[{letters(at)}{row.line}] {title or '—'}：{' '.join(cell.split())}"
        for at, (title, cell) in enumerate(zip(titles, row.cells, strict=False))
        if cell
    ]
    with translation.override("zh-hans"):
        labels = FIELDS[ledger.tables[row.table]["register"]]
        cells += [f"[更正] {labels[name].label}：{text}" for name, text in row.fixes.items()]
    return "；".join(cells) or place_of(ledger, row)


def letters(at: int) -> str:
    """Return the letters of a column counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    said, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        said = chr(65 + rest) + said
    return said


def _yuan(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _stored(params: Mapping[str, object]) -> Any:
    """Return the values of a sentence as they are kept; a sentence within it is said in Chinese."""
    return {
        name: plain(str(one) if isinstance(one, Sentence) else one) for name, one in params.items()
    }
