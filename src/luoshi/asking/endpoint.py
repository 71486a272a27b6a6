"""Where the office's own second reader answers.  Off unless the office names its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from luoshi.values.errors import Refusal
from luoshi.values.sentences import gettext_noop

PREFIX = "LUOSHI_SECOND_"
SECONDS, SECONDS_MOST = 120.0, 900.0


class Misconfigured(Refusal):
    """The settings of the second reader cannot be used; the sentence names the variable."""

    default_code = "second-misconfigured"
    default_template = gettext_noop("第二读者的设置有误：%(name)s。请管理员按设置说明更正。")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that speaks the widespread chat protocol; ``seconds`` is for a whole document."""

    address: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS

    @property
    def host(self) -> str:
        """The host and port alone, fit for the record."""
        return urlsplit(self.address).netloc

    @property
    def completions(self) -> str:
        """The full address that questions are sent to."""
        return f"{self.address}/chat/completions"


def endpoint_in(environment: Mapping[str, str]) -> Endpoint | None:
    """Return the office's endpoint, None where it has named none.

    Raises Misconfigured for a setting that cannot be used.  There is no default address.
    """
    address = environment.get(f"{PREFIX}URL", "").strip().rstrip("/")
    if not address:
        return None
    model = environment.get(f"{PREFIX}MODEL", "").strip()
    if not model:
        raise Misconfigured(name=f"{PREFIX}MODEL")
    return Endpoint(_checked(address), model, _key(environment), _seconds(environment))


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    # A password inside an address would end up in logs and error messages.
    if not usable or parts.username or parts.password or parts.query or parts.fragment:
        raise Misconfigured(name=f"{PREFIX}URL")
    return address


def _key(environment: Mapping[str, str]) -> str:
    key = environment.get(f"{PREFIX}KEY", "").strip()
    if kept := environment.get(f"{PREFIX}KEY_FILE", "").strip():
        try:
            key = Path(kept).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise Misconfigured(name=f"{PREFIX}KEY_FILE") from fault
    if not key.isascii() or not key.isprintable():
        raise Misconfigured(name=f"{PREFIX}KEY")
    return key


def _seconds(environment: Mapping[str, str]) -> float:
    given = environment.get(f"{PREFIX}SECONDS", "").strip()
    try:
        seconds = float(given) if given else SECONDS
    except ValueError:
        seconds = 0
    if not 0 < seconds <= SECONDS_MOST:
        raise Misconfigured(name=f"{PREFIX}SECONDS")
    return seconds
