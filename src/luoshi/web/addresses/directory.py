"""The addresses of units and people."""

from django.urls import path

from luoshi.web import directory

urlpatterns = [
    path("units/", directory.unit_list, name="unit_list"),
    path("units/new/", directory.unit_new, name="unit_new"),
    path("units/<int:pk>/", directory.unit_detail, name="unit_detail"),
    path("units/<int:pk>/edit/", directory.unit_edit, name="unit_edit"),
    path("units/<int:pk>/aliases/", directory.unit_alias_add, name="unit_alias_add"),
    path(
        "units/<int:pk>/aliases/<int:alias>/drop/",
        directory.unit_alias_drop,
        name="unit_alias_drop",
    ),
    path("people/", directory.person_list, name="person_list"),
    path("people/new/", directory.person_new, name="person_new"),
    path("people/<int:pk>/", directory.person_detail, name="person_detail"),
    path("people/<int:pk>/telephone/", directory.person_telephone, name="person_telephone"),
    path("people/<int:pk>/edit/", directory.person_edit, name="person_edit"),
    path("people/<int:pk>/posts/", directory.person_post_add, name="person_post_add"),
    path(
        "people/<int:pk>/posts/<int:post>/end/", directory.person_post_end, name="person_post_end"
    ),
]
