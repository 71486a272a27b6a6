"""Text for a log or a terminal without what opens doors or belongs to people."""

from __future__ import annotations

import re
from collections.abc import Mapping

HIDDEN = "***"
SHORTEST = 6  # a shorter word would be found inside innocent ones
_words: set[str] = set()
# Each pattern keeps its first group, which says what was there.  None may take longer than its text
# is long: a stranger chooses what is logged of an address.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"((?<![\w/])/(?:r|go)/)[^/\s\"'?&<>]+",  # links that open something
        r"(/calendar/)[A-Za-z0-9_-]{12,}",  # calendars that are fetched
        r"(\bluoshi_)[A-Za-z0-9_-]{20,}",  # keys of the programming interface
        r"(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}",
        r"((?<!\w)\w{1,40}://)[^/\s@]+@",  # user and password in an address
        r"((?:password\w{0,40}|passwd|sessionid|secret\w{0,40}|token)"
        r"[\"']?\s*[=:]\s*[\"']?)(?!\*)[^\s\"',;&)}\]]+",
        r"((?<!\d)1[3-9])\d{9}(?!\d)",  # mobile telephones
        r"((?<!\d)0\d{2,3})-\d{7,8}(?!\d)",  # other telephones
    )
)
# What PostgreSQL adds to a refusal: the row that it refused.
_ROW = re.compile(r"^(DETAIL: ).*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def hide(*words: str) -> None:
    """Conceal ``words`` from now on, as they stand: the passwords and keys of the settings."""
    _words.update(word for word in words if len(word) >= SHORTEST)


def concealed(text: str) -> str:
    """Return ``text`` with tokens, keys, passwords, telephone numbers and refused rows left out.

    >>> concealed("Not Found: /r/h4Zk_9ab/")
    'Not Found: /r/***/'
    >>> concealed("smtp://post:rosebud@mail.example refused 13812345678")
    'smtp://***mail.example refused 13***'
    """
    for word in _words:
        text = text.replace(word, HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return _ROW.sub(rf"\g<1>{HIDDEN}\n", text)


def secrets_among(settings: Mapping[str, str]) -> list[str]:
    """Return which values of our ``settings`` are secret by their name, and the passwords in addresses.

    >>> secrets_among({"LUOSHI_SECRET_KEY": "k1k2k3", "LUOSHI_DATABASE_URL": "postgres://me:ro/sebud@db/x"})
    ['k1k2k3', 'ro/sebud', 'sebud']
    """
    found = []
    for name, value in settings.items():
        if not name.startswith("LUOSHI_"):
            continue
        if re.search("KEY|PASSWORD|SECRET|TOKEN", name) and not name.endswith("_FILE"):
            found += [value, *value.split(",")] if "," in value else [value]
        elif "://" in value and "@" in value:
            password = value.partition("://")[2].rpartition("@")[0].partition(":")[2]
            found += [password, *(part for part in re.split("[/?#]", password) if part != password)]
    return [word for word in found if len(word) >= 4]
