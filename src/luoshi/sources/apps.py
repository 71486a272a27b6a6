"""Tells Django of this room."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "luoshi.sources"
    label = "sources"
