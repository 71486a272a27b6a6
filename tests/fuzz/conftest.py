"""One world for all stories of a module: every request is undone, so none sees another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from luoshi import clock
from luoshi.pacing import paces
from tests.fuzz.asking import Asker
from tests.fuzz.doorbook import Known, book
from tests.fuzz.world import NOW, World, world


@dataclass(frozen=True)
class Tried:
    """The world, and who asks there."""

    world: World
    asker: Asker

    def doors(self, area: str) -> list[Known]:
        """Return the doors of one area of the table, with what they take."""
        return book(self.world, self.asker, area=area)

    def by(self, name: str) -> Any:
        """Return the browser of an account by its name; "" is a stranger's."""
        return self.asker.client(name, self.world.accounts.get(name))

    def trouble(self) -> list[str]:
        """Return what was wrong since this was asked last."""
        found, self.asker.trouble = self.asker.trouble, []
        return found


@pytest.fixture(scope="module")
def tried(django_db_setup: None, django_db_blocker: Any) -> Iterator[Tried]:
    with (
        pytest.MonkeyPatch.context() as patched,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patched.setattr(clock, "now", lambda: NOW)
        paces.use(on=False)
        there, asker = world(), Asker()
        for name, account in {**there.accounts, "": None}.items():
            asker.client(name, account)
        yield Tried(there, asker)
        paces.use(on=True)
        transaction.set_rollback(True)
