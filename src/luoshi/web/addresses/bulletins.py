"""Where bulletins are: the list, one to read, the rows behind its figures, composing."""

from django.urls import path

from luoshi.web import bulletins

urlpatterns = [
    path("bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("bulletins/summary/new/", bulletins.summary_new, name="summary_new"),
    path("bulletins/circular/new/", bulletins.circular_new, name="circular_new"),
    path("bulletins/brief/new/", bulletins.brief_new, name="brief_new"),
    path("bulletins/<int:pk>/", bulletins.bulletin_detail, name="bulletin_detail"),
    path(
        "bulletins/<int:pk>/figures/<slug:code>/",
        bulletins.bulletin_figure,
        name="bulletin_figure",
    ),
    path("bulletins/<int:pk>/head/", bulletins.bulletin_head, name="bulletin_head"),
    path("bulletins/<int:pk>/correct/", bulletins.bulletin_correct, name="bulletin_correct"),
    path("bulletins/<int:pk>/issue/", bulletins.bulletin_issue, name="bulletin_issue"),
    path("bulletins/<int:pk>/tell/", bulletins.bulletin_tell, name="bulletin_tell"),
]
