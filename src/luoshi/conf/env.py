"""What the environment says, typed.  Everything begins with ``LUOSHI_``; ``docs/settings.md`` lists it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from environs import Env

env = Env(prefix="LUOSHI_")


def data_folder() -> Path:
    """Return the one folder that holds database, files and key, made if it is missing."""
    folder = Path(env.str("DATA", "luoshi-data")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """Return the signing key: from the environment, else from ``folder/secret-key``, made once."""
    given = env.str("SECRET_KEY", "")
    if given:
        return str(given)
    kept = folder / "secret-key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text("utf-8")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


def databases(folder: Path) -> dict[str, dict[str, object]]:
    """Return Django's DATABASES: ``LUOSHI_DATABASE_URL``, else SQLite inside ``folder``.

    SQLite takes its write lock when a transaction begins: a transaction that starts by reading
    and then writes fails at once under load, whatever the timeout.
    """
    if url := env.str("DATABASE_URL", ""):
        config = env.dj_db_url("DATABASE_URL")
        if "postgres" in str(url):
            config["OPTIONS"] = {
                "pool": {"min_size": 1, "max_size": env.int("POOL_SIZE", 8), "timeout": 10}
            }
        return {"default": config}
    synchronous = env.str("SQLITE_SYNCHRONOUS", "NORMAL")
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "luoshi.sqlite3"),
            # A file, so that a test's server and its threads meet real locks.
            "TEST": {"NAME": str(folder / "test.sqlite3")},
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous};",
            },
        }
    }
