"""Tells Django of this room."""

from django.apps import AppConfig

from luoshi.pacing import paces


class PacingConfig(AppConfig):
    name = "luoshi.pacing"
    label = "pacing"

    def ready(self) -> None:
        """Let a faulty file be told when the program starts, not when a door is used."""
        paces.current()
