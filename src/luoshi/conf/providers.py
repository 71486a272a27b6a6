"""Who else may say whose account it is: the providers of single sign-on, from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from luoshi.conf.env import env

PROVIDER = {"id": str, "name": str, "server": str, "client_id": str, "secret": str, "claim": str}
PROVIDER_MORE = {"match": str}


def sign_on() -> list[dict[str, Any]]:
    """Return the providers of single sign-on that the file of ``LUOSHI_SIGN_ON_FILE`` lists.

    Each is an object with ``id``, ``name``, ``server`` (the issuer's address), ``client_id``,
    ``secret``, the ``claim`` by which people are known and what it is to ``match``: "username"
    (the usual) or "email" of the person.  Raises ValueError for anything else.
    """
    file = env.str("SIGN_ON_FILE", "")
    if not file:
        return []
    given = json.loads(Path(file).read_text("utf-8"))
    if not isinstance(given, list):
        raise ValueError("LUOSHI_SIGN_ON_FILE：应为身份提供方的列表")
    return [_provider(one) for one in given]


def _provider(given: Any) -> dict[str, Any]:
    known = PROVIDER | PROVIDER_MORE
    if not isinstance(given, dict) or not PROVIDER.keys() <= given.keys() <= known.keys():
        raise ValueError(f"LUOSHI_SIGN_ON_FILE：每个身份提供方须有{'、'.join(PROVIDER)}")
    if not all(isinstance(value, str) and value for value in given.values()):
        raise ValueError("LUOSHI_SIGN_ON_FILE：各项均应为文字")
    match = given.get("match", "username")
    if match not in ("username", "email"):
        raise ValueError("LUOSHI_SIGN_ON_FILE：match应为username或email")
    return {
        "provider_id": given["id"],
        "name": given["name"],
        "client_id": given["client_id"],
        "secret": given["secret"],
        "settings": {
            "server_url": given["server"],
            "oauth_pkce_enabled": True,
            "claim": given["claim"],
            "match": match,
        },
    }
