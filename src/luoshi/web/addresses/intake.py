"""Where drafts and the documents they were read from live."""

from django.urls import path

from luoshi.web import findings, intake, second, sources

urlpatterns = [
    path("drafts/", intake.draft_list, name="draft_list"),
    path("drafts/new/", intake.draft_new, name="draft_new"),
    path("drafts/<int:pk>/", intake.draft_detail, name="draft_detail"),
    path("drafts/<int:pk>/original/", intake.draft_original, name="draft_original"),
    path("drafts/<int:pk>/date/", intake.draft_date, name="draft_date"),
    path("drafts/<int:pk>/settle/", intake.draft_settle, name="draft_settle"),
    path("drafts/<int:pk>/confirm/", intake.draft_confirm, name="draft_confirm"),
    path("drafts/<int:pk>/abandon/", intake.draft_abandon, name="draft_abandon"),
    path("drafts/<int:pk>/take-up/", intake.draft_take_up, name="draft_take_up"),
    path("drafts/<int:pk>/second/", second.draft_second, name="draft_second"),
    path("drafts/<int:pk>/new/<slug:kind>/", findings.finding_new, name="finding_new"),
    path("findings/<int:pk>/", findings.finding_card, name="finding_card"),
    path("findings/<int:pk>/decide/", findings.finding_decide, name="finding_decide"),
    path("findings/<int:pk>/edit/", findings.finding_edit, name="finding_edit"),
    path("demands/<int:pk>/matter/", findings.demand_matter, name="demand_matter"),
    path("demands/<int:pk>/waive/", findings.demand_waive, name="demand_waive"),
    path("demands/<int:pk>/unwaive/", findings.demand_unwaive, name="demand_unwaive"),
    path("sources/<int:pk>/", sources.source_detail, name="source_detail"),
    path("sources/<int:pk>/file/", sources.source_file, name="source_file"),
]
