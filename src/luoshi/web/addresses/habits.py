"""Where views are kept, many matters are dealt with at once, and the first tour stands."""

from django.urls import path

from luoshi.web import bulk, views_kept, welcoming

urlpatterns = [
    path("views/", views_kept.view_list, name="view_list"),
    path("views/keep/", views_kept.view_keep, name="view_keep"),
    path("views/<int:pk>/", views_kept.view_edit, name="view_edit"),
    path("views/<int:pk>/drop/", views_kept.view_drop, name="view_drop"),
    path("views/<int:pk>/back/", views_kept.view_bring_back, name="view_bring_back"),
    path("matters/bulk/", bulk.matter_bulk, name="matter_bulk"),
    path("batches/<int:pk>/", bulk.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/undo/", bulk.batch_undo, name="batch_undo"),
    path("welcome/", welcoming.welcome, name="welcome"),
    path("welcome/<int:step>/", welcoming.welcome_step, name="welcome_step"),
    path("welcome/end/", welcoming.welcome_end, name="welcome_end"),
    path("welcome/keys/", welcoming.keys_set, name="keys_set"),
]
