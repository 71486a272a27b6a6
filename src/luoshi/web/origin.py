"""From where a request comes, noted on whoever acts in it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from luoshi.audit.origin import Door


def came_in(by: Any, request: HttpRequest, *, door: Door) -> None:
    """Note on ``by`` by which door and from which address she came, for the record."""
    by.door, by.address = door.value, address_of(request)


def address_of(request: HttpRequest) -> str:
    """Return the address that a request came from, "" where it is none."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""
