"""Tells Django of this room."""

from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "luoshi.deciding"
    label = "deciding"
