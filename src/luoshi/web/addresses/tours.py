"""The addresses of tours: plan, stops, people, questions, notes on site, report."""

from django.urls import path

from luoshi.web import tournotes, tours

urlpatterns = [
    path("tours/", tours.tour_list, name="tour_list"),
    path("tours/new/", tours.tour_new, name="tour_new"),
    path("tours/<int:pk>/", tours.tour_detail, name="tour_detail"),
    path("tours/<int:pk>/itinerary/", tours.tour_itinerary, name="tour_itinerary"),
    path("tours/<int:pk>/note/", tournotes.tour_note, name="tour_note"),
    path("tours/<int:pk>/stops/new/", tours.stop_new, name="stop_new"),
    path("tours/<int:pk>/people/", tours.member_add, name="member_add"),
    path("tours/<int:pk>/questions/new/", tournotes.question_new, name="question_new"),
    path("tours/<int:pk>/report/", tours.compose_tour, name="compose_tour"),
    path("tours/stops/<int:pk>/", tours.stop_edit, name="stop_edit"),
    path("tours/stops/<int:pk>/drop/", tours.stop_drop, name="stop_drop"),
    path("tours/stops/<int:pk>/held/", tours.stop_held, name="stop_held"),
    path("tours/people/<int:pk>/drop/", tours.member_drop, name="member_drop"),
    path("tours/questions/<int:pk>/", tournotes.question_detail, name="question_detail"),
    path("tours/notes/<int:pk>/matter/", tournotes.note_matter, name="note_matter"),
]
