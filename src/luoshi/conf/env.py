"""What the environment says, typed.  Everything begins with ``LUOSHI_``; ``docs/settings.md`` lists it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet
from environs import Env

from luoshi.notices.channels import Mail

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


# SQLite's own 2 MiB would be read again and again by a sweep that writes into ten indexes.
CACHE_KIBIBYTES = 32 * 1024
# Opening the file and reading its tables costs a page three milliseconds; kept open, it holds no
# transaction.  A file that was put in its place is seen a minute later.
KEPT_OPEN_SECONDS = 60


def databases(folder: Path) -> dict[str, dict[str, object]]:
    """Return Django's DATABASES: ``LUOSHI_DATABASE_URL``, else SQLite inside ``folder``.

    SQLite takes its write lock when a transaction begins: a transaction that starts by reading
    and then writes fails at once under load, whatever the timeout.
    """
    if url := env.str("DATABASE_URL", ""):
        config = env.dj_db_url("DATABASE_URL")
        if "postgres" in str(url):
            config["OPTIONS"] = {
                "pool": {"min_size": 1, "max_size": env.int("POOL_SIZE", 8), "timeout": 10},
                # Compiling a question takes PostgreSQL longer than answering any of ours.
                "options": "-c jit=off",
            }
        return {"default": config}
    synchronous = env.str("SQLITE_SYNCHRONOUS", "NORMAL")
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "luoshi.sqlite3"),
            "CONN_MAX_AGE": KEPT_OPEN_SECONDS,
            # A file, so that a test's server and its threads meet real locks.
            "TEST": {"NAME": str(folder / "test.sqlite3")},
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous};"
                f"PRAGMA cache_size=-{CACHE_KIBIBYTES};PRAGMA temp_store=MEMORY;",
            },
        }
    }


def field_keys(folder: Path) -> list[str]:
    """Return the keys of encrypted fields, newest first: from the environment, else from ``folder/field-keys``.

    The file is made once, readable by its owner only; each line is a key, the first one writes.
    """
    given: list[str] = env.list("FIELD_KEYS", [])
    if given:
        return given
    kept = folder / "field-keys"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text("utf-8").split()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = Fernet.generate_key().decode()
        file.write(key + "\n")
    return [key]


SECURITIES = {"smtp": "", "smtp+tls": "tls", "smtps": "ssl"}
USUAL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail() -> Mail | None:
    """Return the office's mail server as ``LUOSHI_EMAIL_URL`` names it; None: no mail goes out.

    ``smtp+tls://user:password@host:587``; a password with special characters is percent-encoded,
    or stands in the file of ``LUOSHI_EMAIL_PASSWORD_FILE``.  Raises ValueError for anything else.
    """
    given = urlsplit(env.str("EMAIL_URL", ""))
    if not given.scheme:
        return None
    if given.scheme not in SECURITIES or not given.hostname:
        raise ValueError("LUOSHI_EMAIL_URL：应为 smtp://、smtp+tls:// 或 smtps:// 开头的地址")
    password = unquote(given.password or "")
    if kept := env.str("EMAIL_PASSWORD_FILE", ""):
        password = Path(kept).read_text("utf-8").strip()
    user = unquote(given.username or "")
    return Mail(
        host=given.hostname,
        port=given.port or USUAL_PORTS[given.scheme],
        user=user,
        password=password,
        security=SECURITIES[given.scheme],
        sender=env.str("EMAIL_FROM", "") or (user if "@" in user else f"luoshi@{given.hostname}"),
        timeout_seconds=env.int("EMAIL_SECONDS", 20),
    )
