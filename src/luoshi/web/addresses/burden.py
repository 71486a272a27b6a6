"""Where the system says what it costs."""

from django.urls import path

from luoshi.web import burden

urlpatterns = [path("burden/", burden.burden, name="burden")]
