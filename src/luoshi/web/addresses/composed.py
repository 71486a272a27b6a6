"""Where papers are drafted from the register, read back, and verified by anybody."""

from django.urls import path

from luoshi.web import composed, verified

urlpatterns = [
    path("engagements/<int:pk>/minutes/", composed.compose_minutes, name="compose_minutes"),
    path("groups/<int:pk>/notice/", composed.compose_notice, name="compose_notice"),
    path("matters/<int:pk>/assignment/", composed.compose_assignment, name="compose_assignment"),
    path("matters/<int:pk>/letter/", composed.compose_letter, name="compose_letter"),
    path("matters/<int:pk>/answer/", composed.compose_answer, name="compose_answer"),
    path("matters/<int:pk>/cover/", composed.compose_cover, name="compose_cover"),
    path("projects/<int:pk>/slip-paper/", composed.compose_slip, name="compose_slip"),
    path("reports/<int:pk>/as-paper/", composed.compose_report, name="compose_report"),
    path("transfers/<int:pk>/list-paper/", composed.compose_hand_over, name="compose_hand_over"),
    path("papers/<int:pk>/reply/", composed.compose_reply, name="compose_reply"),
    path("papers/<int:pk>/read-back/", composed.document_read_back, name="document_read_back"),
    path("verify/", verified.verify, name="verify"),
]
