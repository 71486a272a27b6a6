"""Tells Django of this room."""

import importlib

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "luoshi.orgs"
    label = "orgs"

    def ready(self) -> None:
        """Let the room's system checks be known."""
        importlib.import_module("luoshi.orgs.checks")
