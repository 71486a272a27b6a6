"""Tells Django of this room."""

from django.apps import AppConfig


class ReviewingConfig(AppConfig):
    name = "luoshi.reviewing"
    label = "reviewing"
