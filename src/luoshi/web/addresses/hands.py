"""The addresses of other hands: deputies, units dissolved or split, a person's whole work."""

from django.urls import path

from luoshi.web import deputies, succession

urlpatterns = [
    path("people/<int:pk>/deputies/new/", deputies.deputy_new, name="deputy_new"),
    path(
        "people/<int:pk>/deputies/<int:delegation>/end/",
        deputies.delegation_end,
        name="delegation_end",
    ),
    path("people/<int:pk>/hand-over-all/", succession.person_hand_over, name="person_hand_over"),
    path("units/<int:pk>/dissolve/", succession.unit_dissolve, name="unit_dissolve"),
    path("units/<int:pk>/split/", succession.unit_split, name="unit_split"),
    path("transfers/<int:pk>/", succession.transfer_detail, name="transfer_detail"),
]
