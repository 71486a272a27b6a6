"""Where ledgers are handed out."""

from django.urls import path

from luoshi.web import exports

urlpatterns = [
    path("projects/ledger.xlsx", exports.export_projects, name="export_projects"),
    path("reports/ledger.xlsx", exports.export_reports, name="export_reports"),
    path("burden/ledger.xlsx", exports.export_burden, name="export_burden"),
    path("matters/ledger.xlsx", exports.export_matters, name="export_matters"),
]
