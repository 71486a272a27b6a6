"""Where benefits in sum, comparisons and demonstration projects are."""

from django.urls import path

from luoshi.web import benefits, comparison

urlpatterns = [
    path("benefits/", benefits.benefit_list, name="benefit_list"),
    path("benefits/rows/", benefits.benefit_rows, name="benefit_rows"),
    path("comparison/", comparison.comparison, name="comparison"),
    path(
        "projects/<int:pk>/comparison/",
        comparison.comparison_figures,
        name="comparison_figures",
    ),
    path(
        "projects/<int:pk>/demonstration/",
        benefits.project_demonstration,
        name="project_demonstration",
    ),
    path(
        "projects/<int:pk>/demonstration/end/",
        benefits.project_demonstration_end,
        name="project_demonstration_end",
    ),
]
