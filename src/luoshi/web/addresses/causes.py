"""Where causes, waiting and the owner finder are; before those of matters, whose moves have any name."""

from django.urls import path

from luoshi.web import causes, owners

urlpatterns = [
    path("causes/", causes.cause_list, name="cause_list"),
    path("waiting-for/", causes.waiting_graph, name="waiting_graph"),
    path("waiting-for/<int:pk>/end/", causes.wait_end, name="wait_end"),
    path("matters/owners/", owners.owner_suggest, name="owner_suggest"),
    path("matters/<int:pk>/cause/", causes.matter_cause, name="matter_cause"),
    path("matters/<int:pk>/waits/", causes.wait_add, name="wait_add"),
    path("units/duties/", owners.duty_import, name="duty_import"),
    path("units/<int:pk>/duties/", owners.duty_add, name="duty_add"),
    path("units/<int:pk>/duties/<int:duty>/drop/", owners.duty_drop, name="duty_drop"),
]
