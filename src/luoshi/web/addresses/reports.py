"""Where the half-month reports are."""

from django.urls import path

from luoshi.web import reports

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<int:pk>/correct/", reports.report_correct, name="report_correct"),
    path("projects/<int:pk>/reports/<str:window>/", reports.report_write, name="report_write"),
]
