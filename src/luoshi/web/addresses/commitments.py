"""The addresses of the two-sided ledger and of re-checks."""

from django.urls import path

from luoshi.web import commitments, commitments_shown, exports, rechecks

STEPS = ("reword", "dispute", "answer", "settle", "judge", "withdraw")

urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment_list"),
    path("commitments/new/", commitments.commitment_new, name="commitment_new"),
    path("commitments/ledger.xlsx", exports.export_commitments, name="export_commitments"),
    path("commitments/<int:pk>/", commitments.commitment_detail, name="commitment_detail"),
    path(
        "commitments/<int:pk>/confirm/",
        commitments_shown.commitment_confirm,
        name="commitment_confirm",
    ),
    path("commitments/<int:pk>/bind/", commitments_shown.commitment_bind, name="commitment_bind"),
    *(
        path(
            f"commitments/<int:pk>/{step}/",
            commitments_shown.commitment_step,
            {"step": step},
            name=f"commitment_{step}",
        )
        for step in STEPS
    ),
    path("rechecks/", rechecks.recheck_list, name="recheck_list"),
    path("rechecks/draw/", rechecks.recheck_draw, name="recheck_draw"),
    path("rechecks/<int:pk>/", rechecks.recheck_detail, name="recheck_detail"),
    path("rechecks/<int:pk>/reopen/", rechecks.recheck_reopen, name="recheck_reopen"),
]
