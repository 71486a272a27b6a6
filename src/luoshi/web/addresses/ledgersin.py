"""Where ledgers are brought in."""

from django.urls import path

from luoshi.web import ledgerrows, ledgersin

urlpatterns = [
    path("ledgers-in/", ledgersin.ledger_in_list, name="ledger_in_list"),
    path("ledgers-in/new/", ledgersin.ledger_in_new, name="ledger_in_new"),
    path("ledgers-in/<int:pk>/", ledgersin.ledger_in_detail, name="ledger_in_detail"),
    path("ledgers-in/<int:pk>/columns/", ledgersin.ledger_in_columns, name="ledger_in_columns"),
    path("ledgers-in/<int:pk>/step/", ledgersin.ledger_in_step, name="ledger_in_step"),
    path("ledgers-in/<int:pk>/confirm/", ledgersin.ledger_in_confirm, name="ledger_in_confirm"),
    path("ledgers-in/<int:pk>/cancel/", ledgersin.ledger_in_cancel, name="ledger_in_cancel"),
    path("ledgers-in/<int:pk>/names/", ledgerrows.ledger_in_names, name="ledger_in_names"),
    path("ledgers-in/<int:pk>/names/rest/", ledgerrows.ledger_in_rest, name="ledger_in_rest"),
    path("ledgers-in/<int:pk>/wrong.xlsx", ledgersin.ledger_in_wrong, name="ledger_in_wrong"),
    path("ledgers-in/<int:pk>/ledger.xlsx", ledgersin.ledger_in_back, name="ledger_in_back"),
    path("ledger-rows/<int:pk>/", ledgerrows.ledger_in_row, name="ledger_in_row"),
    path("ledger-names/<int:pk>/", ledgerrows.ledger_in_name, name="ledger_in_name"),
]
