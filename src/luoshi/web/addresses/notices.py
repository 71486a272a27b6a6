"""Where notices, prepared orders, decisions and the outbox are."""

from django.urls import path

from luoshi.web import escalations, notices, orders, outbox

urlpatterns = [
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("notices/<int:pk>/later/", notices.notice_later, name="notice_later"),
    path("go/<str:token>/", notices.go, name="go"),
    path("orders/", orders.order_list, name="order_list"),
    path("orders/<int:pk>/", orders.order_detail, name="order_detail"),
    path("orders/<int:pk>/drop/", orders.order_drop, name="order_drop"),
    path("orders/<int:pk>/paper.pdf", orders.order_pdf, name="order_pdf"),
    path("orders/<int:pk>/paper.docx", orders.order_docx, name="order_docx"),
    path("escalations/", escalations.escalation_list, name="escalation_list"),
    path("escalations/<int:pk>/", escalations.escalation_detail, name="escalation_detail"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/retry/", outbox.message_retry, name="message_retry"),
]
