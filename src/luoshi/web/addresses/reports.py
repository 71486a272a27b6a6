"""Where the half-month reports are."""

from django.urls import path

from luoshi.web import links, raising, reports, signing, slips, unreported

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/unreported/", unreported.report_unreported, name="report_unreported"),
    path("reports/to-receive/", unreported.report_receive_many, name="report_receive_many"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<int:pk>/correct/", reports.report_correct, name="report_correct"),
    path("projects/<int:pk>/reports/<str:window>/", reports.report_write, name="report_write"),
    path("reports/<int:pk>/compare/", raising.report_compare, name="report_compare"),
    path("reports/<int:pk>/raise/", raising.report_problem_raise, name="report_problem_raise"),
    path("reports/<int:pk>/known/", raising.report_problem_known, name="report_problem_known"),
    path("reports/<int:pk>/new-link/", links.report_link_again, name="report_link_again"),
    path("reports/<int:pk>/<slug:step>/", signing.report_step, name="report_step"),
    path(
        "projects/<int:pk>/reports/<str:window>/excuse/",
        signing.report_excuse,
        name="report_excuse",
    ),
    path("projects/<int:pk>/reports/<str:window>/slip.xlsx", slips.report_slip, name="report_slip"),
    path(
        "projects/<int:pk>/reports/<str:window>/slip/",
        slips.report_slip_back,
        name="report_slip_back",
    ),
    path("projects/<int:pk>/signing/", signing.project_signing, name="project_signing"),
    path("projects/<int:pk>/report-links/", links.report_links, name="report_links"),
    path("report-links/<int:pk>/revoke/", links.report_link_revoke, name="report_link_revoke"),
    path("r/<str:token>/", links.report_by_link, name="report_by_link"),
]
