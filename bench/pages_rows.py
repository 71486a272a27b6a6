"""Whose pages and which rows the clients of ``bench/pages.py`` open, out of a region's database."""

from __future__ import annotations

import importlib
from pathlib import Path

from pages_load import Visitor
from region import opened

FORMS_MOST = 6000


class Rows:
    """The addresses that are asked for; opens the database in ``folder`` for reading."""

    def __init__(self, folder: Path) -> None:
        opened(folder=folder)
        self.reverse = importlib.import_module("django.urls").reverse
        models = {name: importlib.import_module(f"luoshi.{name}.models") for name in ROOMS}
        self.models, self.password = models, importlib.import_module("region_people").PASSWORD
        self.desk = self.reverse("desk")
        self.open_list = f"{self.reverse('matter_list')}?state=running"
        self.open_pages = [f"{self.open_list}&page={n}" for n in range(1, 41)]
        known = models["matters"].Matter.objects.filter(state="working").order_by("pk")
        self.matters = self._each("matter_detail", known, "pk")
        filed = models["projects"].Filing.objects.order_by("pk")
        self.projects = self._each("project_detail", filed, "project")

    def _each(self, view: str, rows: object, name: str) -> list[str]:
        keys = rows.values_list(name, flat=True)[:2000]  # type: ignore[attr-defined]
        return [self.reverse(view, args=[pk]) for pk in keys]

    def visitors(self, port: int, usernames: list[str]) -> list[Visitor]:
        """Return clients that have logged in."""
        visitors = [Visitor(port) for _ in usernames]
        for visitor, username in zip(visitors, usernames, strict=True):
            visitor.log_in(username, self.password)
        return visitors

    def writers(self, port: int, count: int) -> tuple[list[Visitor], list[tuple[str, str]]]:
        """Return heads, and the forms of reports that are still open, each with its project's stage.

        Every head writes for units below hers, so that any of them may hand in any form: here all
        of the same government.
        """
        seats = self.models["orgs"].Seat.objects.filter(role="unit_head").order_by("pk")
        seat = next(one for one in seats if one.unit.kind == "government" and one.unit.parent_id)
        below = [seat.unit_id, *seat.unit.children.values_list("pk", flat=True)]
        owed = self.models["owed"].Obligation.objects.open().filter(kind="report")
        owed = owed.filter(debtor_unit__in=below).order_by("-key", "subject_id")
        once: dict[int, str] = {}
        for pk, key in owed.values_list("subject_id", "key"):
            once.setdefault(pk, key)
        stages = dict(self.models["projects"].Project.objects.values_list("pk", "stage"))
        forms = [
            (self.reverse("report_write", args=[pk, key]), stages[pk])
            for pk, key in list(once.items())[:FORMS_MOST]
        ]
        return self.visitors(port, [seat.account.username] * count), forms

    def reports(self) -> int:
        """Return how many reports there are, read anew."""
        importlib.import_module("django.db").connection.close()
        return self.models["progress"].Report.objects.count()


ROOMS = ("matters", "orgs", "owed", "progress", "projects")
