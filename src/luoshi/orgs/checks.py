"""What the program refuses to start with: a right that does not come from a seat.

There is no superuser.  Django's flags and its admin site would be one by another name, outside the
record and the second one's approval, so neither may come back, in development either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register

FLAGS = ("is_superuser", "is_staff")


@register(Tags.security)
def no_superuser(
    app_configs: Sequence[AppConfig] | None = None, **given: Any
) -> list[CheckMessage]:
    """Refuse flags of all-mighty accounts and the site that obeys them."""
    account = get_user_model()
    found: list[CheckMessage] = [
        Error(
            f"{account.__name__}.{flag} would be a right that does not come from a seat.",
            hint="Give a seat (luoshi.orgs.changes); see docs/adr/0023.",
            id="luoshi.E001",
        )
        for flag in FLAGS
        if hasattr(account, flag)
    ]
    if apps.is_installed("django.contrib.admin"):
        found.append(
            Error(
                "django.contrib.admin writes past the actions, the record and the second approval.",
                hint="Take it out of INSTALLED_APPS; see docs/adr/0023.",
                id="luoshi.E002",
            )
        )
    return found
