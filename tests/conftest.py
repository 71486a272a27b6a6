"""What every test stands on: a data folder of its own, and a watchman over tests that stand still.

The settings are named here and not in ``pyproject.toml``: there they would be read before this.
``faulthandler_timeout`` in ``pyproject.toml`` ends a process whose test stands still, with a trace
of every thread; a browser that hangs is begun again once, a test that fails never.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests import tables

os.environ.setdefault("LUOSHI_DATA", tempfile.mkdtemp(prefix="luoshi-test-"))
os.environ.setdefault("LUOSHI_SECRET_KEY", "only-for-tests")
# Stories leap over days and stay logged in; those about sessions that end say so themselves.
os.environ.setdefault("LUOSHI_IDLE_MINUTES", "5256000")
os.environ.setdefault("LUOSHI_SESSION_SECONDS", "315360000")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")

django.setup()

# What is drawn is the same at every run, and no draw is measured by the clock: a run says something
# about what was changed, not about luck or a busy machine.  ``LUOSHI_EXAMPLES`` looks further.
settings.register_profile(
    "luoshi",
    derandomize="LUOSHI_EXAMPLES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("luoshi")


@pytest.fixture(autouse=True)
def _each_story_begins_in_simplified_chinese() -> None:
    """A page asked for in another language leaves that language behind in its thread."""
    translation.activate("zh-hans")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Make the tests' database: from the kept tables where there are some, else by migrating.

    Stories with real transactions may empty the record afterwards, which PostgreSQL else refuses.
    """
    place = tables.kept()
    if connection.vendor == "sqlite" and place.is_file():
        request.getfixturevalue("django_test_environment")
        request.getfixturevalue("django_db_modify_db_settings")  # each worker its own file
        with django_db_blocker.unblock():
            connection.close()
            connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
            tables.bring(place, Path(connection.settings_dict["NAME"]))
        yield
        return
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            tables.keep(connection.connection, place)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s",
                    ["audit%_no_truncate"],
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER {name}_no_truncate")
    yield


@pytest.fixture(scope="session")
def tables_into(django_db_setup: None) -> Callable[[Path], None]:
    """Return a function that gives a data folder a database with every table and no rows.

    It is a copy of the tests' own where stories beside these have made one on SQLite: making all
    tables takes a quarter of a minute.  Else the command that is tried makes them.
    """

    def copy(folder: Path) -> None:
        if connection.vendor == "sqlite" and (place := tables.kept()).is_file():
            tables.bring(place, folder / "luoshi.sqlite3")

    return copy


@pytest.fixture
def furnished(tmp_path: Path, tables_into: Callable[[Path], None]) -> Callable[[str], Path]:
    """Return a function that makes a data folder of a name, whose database has every table."""

    def furnish(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        tables_into(folder)
        return folder

    return furnish


class Watchman:
    """Begins a test again whose process was lost, once, and says so at the end."""

    def __init__(self) -> None:
        self.begun_again: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        if crashitem in self.begun_again:
            return
        self.begun_again.append(crashitem)
        sched.mark_test_pending(crashitem)
        report.outcome = "rerun"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for name in self.begun_again:
            terminalreporter.write_line(f"begun again, its process was lost: {name}", yellow=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watchman(), "watchman")
