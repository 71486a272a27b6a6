"""Where rules and calendars are shown, tried and chosen."""

from django.urls import path

from luoshi.web import calendars, rules

urlpatterns = [
    path("rules/", rules.rules_today, name="rules_today"),
    path("rules/trial/", rules.rules_trial, name="rules_trial"),
    path("rules/calendar/", calendars.calendar_year, name="calendar_year"),
    path("rules/units/", calendars.unit_calendars, name="unit_calendars"),
]
