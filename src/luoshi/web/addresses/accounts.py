"""Where one logs in and out, chooses a language, changes a password, and manages accounts."""

from django.urls import path

from luoshi.web import account_admin, accounts, changes, factors, keys, signon

urlpatterns = [
    path("login/", accounts.Login.as_view(), name="login"),
    path("login/", accounts.Login.as_view(), name="account_login"),  # as allauth calls it
    path("login/second/", factors.SecondStep.as_view(), name="mfa_authenticate"),
    path("login/passkey/", factors.PasskeyLogin.as_view(), name="mfa_login_webauthn"),
    path("sign-on/<slug:provider_id>/", signon.begin, name="openid_connect_login"),
    path("sign-on/<slug:provider_id>/back/", signon.back, name="openid_connect_callback"),
    path("logout/", accounts.Leave.as_view(), name="logout"),
    path("first-run/", accounts.first_run, name="first_run"),
    path("language/", accounts.set_language, name="set_language"),
    path("account/", accounts.own_account, name="own_account"),
    path("account/password/", accounts.password_change, name="password_change"),
    path("account/sessions/end/", accounts.sittings_end, name="sittings_end"),
    path("account/sessions/<int:pk>/end/", accounts.sitting_end, name="sitting_end"),
    path("account/again/", factors.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("account/again/code/", factors.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("account/again/key/", factors.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/factors/", factors.own_factors, name="mfa_index"),
    path("account/factors/app/", factors.TotpOn.as_view(), name="mfa_activate_totp"),
    path("account/factors/app/off/", factors.TotpOff.as_view(), name="mfa_deactivate_totp"),
    path("account/factors/key/", factors.PasskeyNew.as_view(), name="mfa_add_webauthn"),
    path(
        "account/factors/key/<int:pk>/remove/",
        factors.PasskeyRemove.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/factors/codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "account/factors/codes/new/",
        factors.RecoveryCodesNew.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("account/keys/", keys.own_keys, name="own_keys"),
    path("account/keys/<int:pk>/revoke/", keys.key_revoke, name="key_revoke"),
    path("accounts/", account_admin.account_list, name="account_list"),
    path("accounts/new/", account_admin.account_new, name="account_new"),
    path("accounts/<int:pk>/", account_admin.account_detail, name="account_detail"),
    path("accounts/<int:pk>/seats/", account_admin.seat_give, name="seat_give"),
    path("accounts/<int:pk>/seats/<int:seat>/end/", account_admin.seat_end, name="seat_end"),
    path("accounts/<int:pk>/password/", account_admin.password_set, name="password_set"),
    path("accounts/<int:pk>/unlock/", account_admin.account_unlock, name="account_unlock"),
    path("accounts/<int:pk>/sessions/", account_admin.sittings_end_all, name="sittings_end_all"),
    path("accounts/<int:pk>/factors/", account_admin.factors_take, name="factors_take"),
    path("accounts/<int:pk>/enable/", account_admin.account_enable, name="account_enable"),
    path("accounts/<int:pk>/disable/", account_admin.account_disable, name="account_disable"),
    path(
        "accounts/<int:pk>/keys/<int:key>/revoke/",
        account_admin.account_key_revoke,
        name="account_key_revoke",
    ),
    path("accounts/changes/", changes.change_list, name="change_list"),
    path("accounts/changes/<int:pk>/", changes.change_detail, name="change_detail"),
    path("accounts/changes/<int:pk>/approve/", changes.change_approve, name="change_approve"),
    path("accounts/changes/<int:pk>/refuse/", changes.change_refuse, name="change_refuse"),
    path("accounts/changes/<int:pk>/withdraw/", changes.change_withdraw, name="change_withdraw"),
    path(
        "accounts/administrators/<slug:role>/",
        changes.administrator_appoint,
        name="administrator_appoint",
    ),
]
