"""The stable id that our own ledgers carry, so that a row finds its way back: ``XM-17-3f9a2c``.

The last part is made with the key of this installation: what another office exported means nothing
here, and a number typed by hand finds no row.
"""

from __future__ import annotations

import re

from django.utils.crypto import salted_hmac

HEADING = "系统编号"
_SIGNS = {"projects": "XM", "matters": "SX"}
_FORM = re.compile(r"(XM|SX)-(\d{1,12})-([0-9a-f]{6})")


def id_of(register: str, pk: int) -> str:
    """Return the id of a row of a register."""
    return f"{_SIGNS[register]}-{pk}-{_proof(register, pk)}"


def row_of(register: str, text: str) -> int | None:
    """Return the key of the row that an id means; None for one of another register or installation."""
    found = _FORM.fullmatch(text.strip())
    if found is None or found[1] != _SIGNS[register]:
        return None
    pk = int(found[2])
    return pk if found[3] == _proof(register, pk) else None


def _proof(register: str, pk: int) -> str:
    return salted_hmac("luoshi.ledger-id", f"{register}:{pk}").hexdigest()[:6]
