"""Tells Django of this room."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "luoshi.diary"
    label = "diary"
