"""Where the pages of review sessions are."""

from django.urls import path

from luoshi.web import sessions, sessions_screen

urlpatterns = [
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("sessions/<int:pk>/step/<slug:step>/", sessions.session_step, name="session_step"),
    path("sessions/<int:pk>/present/", sessions.session_present, name="session_present"),
    path("sessions/<int:pk>/items/", sessions.agenda_add, name="agenda_add"),
    path(
        "sessions/<int:pk>/items/<int:item>/comment/",
        sessions.agenda_comment,
        name="agenda_comment",
    ),
    path(
        "sessions/<int:pk>/items/<int:item>/decide/",
        sessions_screen.agenda_decide,
        name="agenda_decide",
    ),
    path(
        "sessions/<int:pk>/items/<int:item>/say/<slug:kind>/",
        sessions_screen.agenda_say,
        name="agenda_say",
    ),
    path(
        "sessions/<int:pk>/items/<int:item>/change/<slug:kind>/",
        sessions.agenda_change,
        name="agenda_change",
    ),
    path(
        "sessions/<int:pk>/screen/<int:n>/", sessions_screen.session_screen, name="session_screen"
    ),
    path("sessions/<int:pk>/issue/", sessions_screen.session_issue, name="session_issue"),
    path(
        "sessions/<int:pk>/issue/<int:item>/",
        sessions_screen.session_issue_one,
        name="session_issue_one",
    ),
]
