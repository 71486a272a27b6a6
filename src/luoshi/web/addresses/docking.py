"""Where the pages of docking are."""

from django.urls import path

from luoshi.web import catalogue, docking, dockingdeeds, offers, reported

NEED, OFFER = {"side": "need"}, {"side": "offer"}

urlpatterns = [
    path("docking/", docking.docking_list, name="docking_list"),
    path("docking/new/", docking.docking_new, name="docking_new"),
    path("docking/<int:pk>/", docking.docking_detail, name="docking_detail"),
    path("docking/<int:pk>/contacts/", dockingdeeds.docking_contact, name="docking_contact"),
    path("docking/<int:pk>/opinion/", dockingdeeds.docking_opinion, name="docking_opinion"),
    path("docking/<int:pk>/outcome/", dockingdeeds.docking_outcome, name="docking_outcome"),
    path("docking/<int:pk>/said/<slug:kind>/", dockingdeeds.docking_rate, name="docking_rate"),
    path(
        "docking/<int:pk>/steps/<int:step>/matter/",
        dockingdeeds.docking_step_matter,
        name="docking_step_matter",
    ),
    path("needs/", offers.entry_list, NEED, name="need_list"),
    path("needs/new/", offers.entry_new, NEED, name="need_new"),
    path("needs/<int:pk>/", offers.entry_detail, NEED, name="need_detail"),
    path("needs/<int:pk>/edit/", offers.entry_edit, NEED, name="need_edit"),
    path("needs/<int:pk>/withdraw/", offers.entry_withdraw, NEED, name="need_withdraw"),
    path("needs/<int:pk>/dismiss/", offers.pair_dismiss, name="pair_dismiss"),
    path("offers/", offers.entry_list, OFFER, name="offer_list"),
    path("offers/new/", offers.entry_new, OFFER, name="offer_new"),
    path("offers/<int:pk>/", offers.entry_detail, OFFER, name="offer_detail"),
    path("offers/<int:pk>/edit/", offers.entry_edit, OFFER, name="offer_edit"),
    path("offers/<int:pk>/withdraw/", offers.entry_withdraw, OFFER, name="offer_withdraw"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("drafts/<int:pk>/docking/", reported.draft_docking, name="draft_docking"),
]
