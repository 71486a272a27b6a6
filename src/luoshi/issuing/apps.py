"""Tells Django of this room."""

from django.apps import AppConfig


class IssuingConfig(AppConfig):
    name = "luoshi.issuing"
    label = "issuing"
