"""Tells Django of this room."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "luoshi.matters"
    label = "matters"
