"""Tells Django of this room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "luoshi.intake"
    label = "intake"
