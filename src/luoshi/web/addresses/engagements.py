"""The addresses of tours and engagements."""

from django.urls import path

from luoshi.web import engagements

urlpatterns = [
    path("engagements/", engagements.engagement_list, name="engagement_list"),
    path("engagements/new/", engagements.engagement_new, name="engagement_new"),
    path("engagements/<int:pk>/", engagements.engagement_detail, name="engagement_detail"),
    path("engagements/<int:pk>/edit/", engagements.engagement_edit, name="engagement_edit"),
]
