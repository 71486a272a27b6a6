"""Where the leader's page is."""

from django.urls import path

from luoshi.web import overview

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/rows/", overview.overview_rows, name="overview_rows"),
]
