"""Where the desk is: at the door."""

from django.urls import path

from luoshi.web import desk

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("notices/read/", desk.notices_read, name="notices_read"),
]
