"""Tells Django of this room."""

from django.apps import AppConfig


class DockingConfig(AppConfig):
    name = "luoshi.docking"
    label = "docking"
