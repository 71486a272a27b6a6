"""With which algorithm new events and seals are hashed; each names its own, so that all verify."""

from __future__ import annotations

import hashlib
from typing import Any

SHA256, SM3 = "sha256", "sm3"
ALGORITHMS = (SHA256, SM3)
_chosen = [SHA256]


def use(algorithm: str) -> None:
    """Hash what comes from now on with ``algorithm``; the settings say which.

    Raises ValueError for one that is not known, or that this machine's OpenSSL does not have.
    """
    if algorithm not in ALGORITHMS:
        raise ValueError(f"LUOSHI_RECORD_HASH：应为 {' 或 '.join(ALGORITHMS)}，不能是“{algorithm}”")
    try:
        hashlib.new(algorithm)
    except ValueError as error:
        raise ValueError(f"LUOSHI_RECORD_HASH：本机的 OpenSSL 没有 {algorithm}") from error
    _chosen[:] = [algorithm]


def chosen() -> str:
    """Return the algorithm for what is written now."""
    return _chosen[0]


def running(algorithm: str) -> Any:
    """Return a hash that takes its text piece by piece."""
    return hashlib.new(algorithm)


def digest(algorithm: str, text: str) -> str:
    """Return the hash of ``text`` as 64 hex digits."""
    if algorithm == SHA256:
        return hashlib.sha256(text.encode()).hexdigest()
    return hashlib.new(algorithm, text.encode()).hexdigest()
