"""Tells Django of this room."""

from django.apps import AppConfig


class OwedConfig(AppConfig):
    name = "luoshi.owed"
    label = "owed"
