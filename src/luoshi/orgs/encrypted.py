"""Text that the database only holds encrypted, with keys that can be changed.

Fernet (AES-128-CBC with HMAC-SHA256) of the ``cryptography`` library; the first key writes, all of
them read.  Conf gives the keys when the program starts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.db import models

from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop

log = logging.getLogger(__name__)
MARK = "f1:"  # what stands before every encrypted text: anything else is from before encryption
LOST = "（无法解密）"
_rings: list[MultiFernet] = []


def use(keys: Sequence[str]) -> None:
    """Encrypt with the first of ``keys`` from now on, read with any.  Raises ValueError for no key."""
    _rings[:] = [MultiFernet([Fernet(key) for key in keys])]


def sealed(text: str) -> str:
    """Return ``text`` as the database keeps it; nothing stays nothing."""
    return MARK + _rings[0].encrypt(text.encode()).decode() if text else ""


def opened(kept: str) -> str:
    """Return the text behind ``kept``; LOST where no key opens it (the log says so)."""
    if not kept.startswith(MARK):
        return kept
    try:
        return _rings[0].decrypt(kept.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        log.error("no key opens an encrypted number: is the file field-keys the right one?")
        return LOST


def sealed_bytes(data: bytes) -> bytes:
    """Return ``data`` as the disk keeps it where nothing must be able to open it by itself."""
    return _rings[0].encrypt(data)


def opened_bytes(kept: bytes) -> bytes:
    """Return the data behind ``kept``; raises ValueError where no key opens it."""
    try:
        return _rings[0].decrypt(kept)
    except InvalidToken as error:
        raise ValueError("no key opens it: is the file field-keys the right one?") from error


class EncryptedText(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted on its way into the database; it can be neither searched nor sorted there."""

    def get_prep_value(self, value: Any) -> Any:
        """Return what is stored; raises BadInput rather than lose a number that cannot be read now."""
        if value == LOST:
            said = gettext_noop("原号码无法解密，请先由管理员恢复密钥，再修改。")
            raise BadInput.of(self.name, said, code="key-lost")
        return value if value is None else sealed(str(value))

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        """Return the text behind what is stored."""
        return value if value is None else opened(value)


def masked(number: str) -> str:
    """Return a number as it may stand where nobody has to dial it.

    >>> masked("13812345678"), masked("0996-2026114"), masked("110"), masked("")
    ('138****5678', '099*****6114', '***', '')
    """
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
