"""Where the pages of working groups are."""

from django.urls import path

from luoshi.web import groupdeeds, groups, unnamed

urlpatterns = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<int:pk>/", groups.group_detail, name="group_detail"),
    path("groups/<int:pk>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<int:pk>/paper/", groupdeeds.group_establish, name="group_establish"),
    path("groups/<int:pk>/end/", groupdeeds.group_dissolve, name="group_dissolve"),
    path("groups/<int:pk>/members/", groupdeeds.group_join, name="group_join"),
    path("groups/<int:pk>/members/<int:member>/leave/", groupdeeds.group_leave, name="group_leave"),
    path("groups/<int:pk>/meetings/", groupdeeds.group_met, name="group_met"),
    path("groups/<int:pk>/words/", unnamed.group_words, name="group_words"),
    path("matters/<int:pk>/words/", unnamed.matter_words, name="matter_words"),
    path("words/<int:pk>/name/", unnamed.words_name, name="words_name"),
    path("words/<int:pk>/strike/", unnamed.words_strike, name="words_strike"),
]
