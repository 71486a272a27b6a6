"""The addresses of every door."""

from django.urls import include, path

urlpatterns = [path("", include("luoshi.api.urls")), path("", include("luoshi.web.urls"))]
handler400 = "luoshi.web.errors.not_understood"
