"""The addresses of projects."""

from django.urls import path

from luoshi.web import planned, projects

urlpatterns = [
    path("projects/", projects.project_list, name="project_list"),
    path("projects/new/", projects.project_new, name="project_new"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
    path("projects/<int:pk>/file/", projects.project_file, name="project_file"),
    path("projects/<int:pk>/file/end/", projects.project_filing_end, name="project_filing_end"),
    path("projects/<int:pk>/stage/", projects.project_stage, name="project_stage"),
    path("projects/<int:pk>/leave/", projects.project_leave, name="project_leave"),
    path("projects/<int:pk>/back/", projects.project_back, name="project_back"),
    path("projects/<int:pk>/approval/", planned.project_approval, name="project_approval"),
    path("projects/<int:pk>/stage/skip/", planned.project_stage_skip, name="project_stage_skip"),
    path("projects/<int:pk>/stage/back/", planned.project_stage_back, name="project_stage_back"),
    path("projects/<int:pk>/statistics/", planned.project_statistics, name="project_statistics"),
    path("projects/<int:pk>/permits/", planned.project_permit, name="project_permit"),
    path("projects/<int:pk>/year-plan/", planned.project_year_plan, name="project_year_plan"),
    path("projects/<int:pk>/benefits/", planned.project_benefit, name="project_benefit"),
    path(
        "projects/<int:pk>/benefits/<int:benefit>/",
        planned.project_benefit_reached,
        name="project_benefit_reached",
    ),
]
