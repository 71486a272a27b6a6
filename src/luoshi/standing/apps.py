"""Tells Django of this room."""

from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "luoshi.standing"
    label = "standing"
