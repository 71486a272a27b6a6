"""Tells Django of this room."""

from django.apps import AppConfig


class RegisteringConfig(AppConfig):
    name = "luoshi.registering"
    label = "registering"
