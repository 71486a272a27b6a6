"""Tells Django of this room."""

from django.apps import AppConfig


class SearchingConfig(AppConfig):
    name = "luoshi.searching"
    label = "searching"
