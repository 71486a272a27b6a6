"""The calendar of what is due, and addresses at which calendar programs fetch it."""

from django.urls import path

from luoshi.web import calendar, calendar_feed

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feeds/", calendar_feed.diary_feeds, name="diary_feeds"),
    path(
        "calendar/feeds/<int:pk>/revoke/",
        calendar_feed.diary_feed_revoke,
        name="diary_feed_revoke",
    ),
    path("calendar/<str:token>.ics", calendar_feed.diary_feed, name="diary_feed"),
]
