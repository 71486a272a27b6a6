"""Timelines of projects, matters, groups and tours."""

from django.urls import path

from luoshi.web import timelines

urlpatterns = [
    path("timelines/projects/<int:pk>/", timelines.project_timeline, name="project_timeline"),
    path("timelines/matters/<int:pk>/", timelines.matter_timeline, name="matter_timeline"),
    path("timelines/groups/<int:pk>/", timelines.group_timeline, name="group_timeline"),
    path(
        "timelines/engagements/<int:pk>/", timelines.engagement_timeline, name="engagement_timeline"
    ),
]
