"""Django's settings: one file for a laptop and for a region; the differences come from the environment."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from luoshi import policy
from luoshi.audit import hashing, keeping
from luoshi.conf.env import (
    data_folder,
    databases,
    env,
    field_keys,
    mail,
    secret_key,
)
from luoshi.conf.providers import sign_on
from luoshi.notices import channels
from luoshi.orgs import encrypted
from luoshi.pacing import paces
from luoshi.sources.files import scanner
from luoshi.values import concealed
from luoshi.web import lasting

DATA = data_folder()
SECRET_KEY = secret_key(DATA)
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("TRUSTED_ORIGINS", [])
DATABASES = databases(DATA)
concealed.hide(SECRET_KEY, *field_keys(DATA), *concealed.secrets_among(os.environ))
if policy_dir := env.str("POLICY_DIR", ""):
    policy.use(Path(policy_dir))
encrypted.use(field_keys(DATA))
hashing.use(env.str("RECORD_HASH", hashing.SHA256))
keeping.use(env.int("RECORD_DAYS", keeping.LEAST_DAYS))
SCANNER = env.str("SCANNER", "")
SCANNER_MAY_LACK = env.bool("SCANNER_MAY_LACK", False)
scanner.use(SCANNER, seconds=env.int("SCANNER_SECONDS", 60), may_lack=SCANNER_MAY_LACK)
RATE_LIMITS = env.bool("RATE_LIMITS", True)
paces.use(on=RATE_LIMITS)
MAILS = [way for way in [mail()] if way]
concealed.hide(*(way.password for way in MAILS))
channels.open_with(MAILS, address=env.str("ADDRESS", "http://127.0.0.1:8000"))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_filters",
    "csp",
    "luoshi.pacing",
    "luoshi.audit",
    "luoshi.orgs",
    "luoshi.sources",
    "luoshi.owed",
    "luoshi.meetings",
    "luoshi.projects",
    "luoshi.matters",
    "luoshi.progress",
    "luoshi.standing",
    "luoshi.intake",
    "luoshi.docking",
    "luoshi.registering",
    "luoshi.commitments",
    "luoshi.deciding",
    "luoshi.issuing",
    "luoshi.reviewing",
    "luoshi.touring",
    "luoshi.notices",
    "luoshi.diary",
    "luoshi.searching",
    "luoshi.habits",
    "luoshi.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "luoshi.conf.proxies.callers_address",
    "luoshi.conf.headers.careful_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "luoshi.web.returning.ReturnsStayInside",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "luoshi.web.gate.seats_read_once",
    "luoshi.web.paced.DoorsArePaced",
    "luoshi.api.paced.InterfaceIsPaced",
    "luoshi.web.gate.LoginRequired",
    "luoshi.web.errors.RefusalsBecomePages",
    "luoshi.web.secretwatch.SecretsStayOut",
]

ROOT_URLCONF = "luoshi.conf.urls"
WSGI_APPLICATION = "luoshi.conf.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "luoshi.web.page.every_page",
            ],
        },
    }
]

AUTH_USER_MODEL = "orgs.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "person_name")}),
        ("MinimumLengthValidator", {"min_length": policy.current().identity.password_length}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", 8 * 3600)
lasting.use(
    idle=dt.timedelta(minutes=env.int("IDLE_MINUTES", 30)),
    longest=dt.timedelta(seconds=SESSION_COOKIE_AGE),
)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", False)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SESSION_COOKIE_SECURE else 0
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# allauth: by user name, nobody signs up, no mail addresses; what is locked we count ourselves
ACCOUNT_ADAPTER = "luoshi.web.entering.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "luoshi.web.entering.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SESSION_COOKIE_SECURE
SOCIALACCOUNT_ADAPTER = "luoshi.web.signon.SignOnAdapter"
SIGN_ON = sign_on()
concealed.hide(*(one["secret"] for one in SIGN_ON))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": SIGN_ON}}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "sign-on"

# A code that was used is noted here, so that it is refused on every node alike.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "luoshi_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
PROXIES = env.int("PROXIES", 0)  # of our own, in front of the pages
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # in no cookie
CSRF_FAILURE_VIEW = "luoshi.web.errors.form_expired"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", _("English"))]
LOCALE_PATHS = [str(Path(__file__).parents[1] / "web" / "locale")]
LANGUAGE_COOKIE_NAME = "luoshi_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = None  # nothing is collected: whitenoise finds the files in the package
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

UPLOAD_BYTES_MAX = 20 * 1024 * 1024
# A 50 MB upload must reach the page that says why it is refused; only its beginning is kept in memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING_CONFIG = "luoshi.conf.logs.set_up"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    # Nothing is mailed to anybody when a page fails: such a mail would carry the whole form.
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        # In detail these two say everything that a page holds and every value of a query.
        "django.template": {"level": "INFO"},
        "django.db.backends": {"level": "INFO"},
    },
}
