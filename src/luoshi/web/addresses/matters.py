"""Where the pages of matters are."""

from django.urls import path

from luoshi.web import handing, matters

urlpatterns = [
    path("matters/", matters.matter_list, name="matter_list"),
    path("matters/new/", matters.matter_new, name="matter_new"),
    path("matters/<int:pk>/", matters.matter_detail, name="matter_detail"),
    path("matters/<int:pk>/edit/", matters.matter_edit, name="matter_edit"),
    path("matters/<int:pk>/plan/<int:step>/", matters.step_done, name="step_done"),
    path("people/<int:pk>/hand-over/", handing.hand_over, name="hand_over"),
    path("matters/<int:pk>/<slug:move>/", matters.matter_move, name="matter_move"),
]
