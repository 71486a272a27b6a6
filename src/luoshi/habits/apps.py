"""Tells Django of this room."""

from django.apps import AppConfig


class HabitsConfig(AppConfig):
    name = "luoshi.habits"
    label = "habits"
