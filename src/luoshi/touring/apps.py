"""Tells Django of this room."""

from django.apps import AppConfig


class TouringConfig(AppConfig):
    name = "luoshi.touring"
    label = "touring"
