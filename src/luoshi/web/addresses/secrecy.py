"""Where whoever watches over secrets is told of marks that were refused."""

from django.urls import path

from luoshi.web import incidents

urlpatterns = [
    path("secrecy/", incidents.incident_list, name="incident_list"),
    path("secrecy/<int:pk>/seen/", incidents.incident_seen, name="incident_seen"),
    path("secrecy/locks/<int:pk>/lift/", incidents.lock_lift, name="lock_lift"),
]
