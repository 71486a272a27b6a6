"""Tells Django of this room."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "luoshi.commitments"
    label = "commitments"
