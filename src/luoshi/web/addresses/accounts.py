"""Where one logs in and out, and chooses a language."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from luoshi.web import accounts

urlpatterns = [
    path("login/", accounts.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("first-run/", accounts.first_run, name="first_run"),
    path("language/", login_not_required(set_language), name="set_language"),
]
