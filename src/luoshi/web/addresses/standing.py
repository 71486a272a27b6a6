"""Where the combined light of a project or a matter is moved by hand, and back."""

from django.urls import path

from luoshi.web import standing

urlpatterns = [
    path("projects/<int:pk>/light/", standing.project_light, name="project_light"),
    path("projects/<int:pk>/light/end/", standing.project_light_end, name="project_light_end"),
    path("matters/<int:pk>/light/set/", standing.matter_light, name="matter_light"),
    path("matters/<int:pk>/light/end/", standing.matter_light_end, name="matter_light_end"),
]
