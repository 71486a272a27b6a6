"""Where the pages of help with registering are."""

from django.urls import path

from luoshi.web import registering, registering_steps

ONE = "registrations/<int:pk>/"

urlpatterns = [
    path("registrations/", registering.registration_list, name="registration_list"),
    path("registrations/code/", registering.credit_code_check, name="credit_code_check"),
    path(
        "projects/<int:pk>/registrations/new/",
        registering.registration_new,
        name="registration_new",
    ),
    path(ONE, registering.registration_detail, name="registration_detail"),
    path(f"{ONE}form/", registering.registration_form, name="registration_form"),
    path(f"{ONE}name/", registering.registration_name, name="registration_name"),
    path(f"{ONE}licence/", registering.registration_licence, name="registration_licence"),
    path(f"{ONE}done/", registering.registration_done, name="registration_done"),
    path(f"{ONE}withdraw/", registering.registration_withdraw, name="registration_withdraw"),
    path(
        f"{ONE}words/<int:check>/",
        registering.registration_words_keep,
        name="registration_words_keep",
    ),
    path(f"{ONE}steps/<str:code>/", registering_steps.registration_step, name="registration_step"),
    path(
        f"{ONE}steps/<str:code>/matter/",
        registering_steps.registration_raise,
        name="registration_raise",
    ),
    path(
        f"{ONE}steps/<str:code>/<str:move>/",
        registering_steps.registration_step_move,
        name="registration_step_move",
    ),
]
