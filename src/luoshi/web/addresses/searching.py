"""Where one box searches everything, and what the command palette is filled with."""

from django.urls import path

from luoshi.web import searching

urlpatterns = [
    path("search/", searching.search, name="search"),
    path("search/as-typed/", searching.search_as_typed, name="search_as_typed"),
]
