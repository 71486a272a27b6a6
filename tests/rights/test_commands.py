"""Every command of the terminal has its row: who runs it, under which name, what it records."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from luoshi import clock
from luoshi.audit import actions as audit
from luoshi.audit.models import Event
from luoshi.audit.tasks import seal_days
from luoshi.cli import audit as at_the_terminal
from luoshi.cli import check, mail, sweep
from luoshi.cli.main import COMMANDS
from luoshi.owed.models import Obligation
from luoshi.web.history import all_sentences
from tests import make
from tests.matters import stories

ROWS = tomllib.loads(Path(__file__).with_name("commands.toml").read_text())
NAMES = {"": None, str(audit.COMMAND_LINE): "command", str(audit.SYSTEM): "sweep"}
NOW = make.at("2026-12-20", 9)


def words() -> Iterator[str]:
    """Yield each command as it is typed, those below another too."""
    for name in COMMANDS:
        if name == "read":
            yield "luoshi read"
            continue
        deed = getattr(importlib.import_module(f"luoshi.cli.{name}"), name)
        if isinstance(deed, typer.Typer):
            for one in deed.registered_commands:
                yield f"luoshi {name} {one.name or one.callback.__name__}"
        else:
            yield f"luoshi {name}"


def test_every_command_has_its_row_and_every_row_a_command():
    assert set(words()) == ROWS.keys(), "say in tests/rights/commands.toml who runs it"


def test_each_row_says_who_runs_it_and_names_events_that_there_are():
    for name, row in ROWS.items():
        assert row["who"] in {"anyone", "operator"}, name
        assert row["as"] in NAMES, name
        assert set(row["records"]) <= all_sentences().keys() | {"by rule"}, name
        assert bool(row["records"]) == bool(row["as"]), "what is recorded bears a name"


@pytest.fixture
def office(monkeypatch):
    """An office with a matter and its record, already open: no command opens another folder."""
    for module in (at_the_terminal, check, mail, sweep):
        monkeypatch.setattr(module, "open_house", lambda folder: None)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    matter = stories.signed(make.cast())
    seal_days(now=make.at("2026-06-01"))  # the first seal is of the day before
    seal_days(now=NOW)
    return matter


def left_by(deed: object, *given: object, codes: tuple[int, ...] = (0,)) -> list[Event]:
    """Return what a command left in the record."""
    last = Event.objects.latest("pk").pk
    shell = typer.Typer()
    shell.command()(deed)
    done = CliRunner().invoke(shell, [str(one) for one in given])
    assert done.exit_code in codes, done.output
    return list(Event.objects.filter(pk__gt=last))


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("name", ["verify", "seal", "archive"])
def test_what_is_done_to_the_record_at_the_terminal_stands_in_it(office, tmp_path, name):
    given = {
        "verify": (),
        "seal": ("--export", tmp_path / "seals.json"),
        "archive": ("--out", tmp_path / "archive"),
    }[name]
    left = left_by(getattr(at_the_terminal, name), *given)
    row = ROWS[f"luoshi audit {name}"]
    assert left and {one.type for one in left} == set(row["records"])
    assert {(one.by_name, one.by_id, one.door) for one in left} == {(row["as"], None, "command")}


@pytest.mark.django_db
def test_what_the_sweep_does_from_the_terminal_is_done_by_rule(office):
    owed = Obligation.objects.filter(subject_kind="matter").count()
    left = left_by(sweep.sweep, codes=(0, 1))
    assert owed and left
    assert {(one.by_name, one.by_id) for one in left} == {(ROWS["luoshi sweep"]["as"], None)}
    assert not {one.type for one in left} & {"matter.closed", "extension.granted", "order.issued"}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "deed"), [("check", check.check), ("mail", mail.mail)])
def test_what_only_looks_records_nothing(office, name, deed):
    assert ROWS[f"luoshi {name}"]["records"] == []
    assert left_by(deed, codes=(0, 1, 2)) == []
