"""By which ways a message leaves the program: a small registry, filled when the settings are read.

In the program itself a notice is a row that its reader's pages show, so that is no channel here.
To add one (a chat, a text message): a class with the three verbs of ``Channel``, and ``open_with``.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from django.core.mail import EmailMultiAlternatives, get_connection

if TYPE_CHECKING:  # the settings fill the registry before there are rows
    from luoshi.orgs.models import Person

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it goes out: ``token`` names it for ever, so that a second copy is known as one."""

    to: str
    subject: str
    text: str
    html: str
    token: str


class Undeliverable(Exception):
    """The other side refuses this message for good; trying again is no use."""


class Channel(Protocol):
    """One way out.  ``send`` raises Undeliverable, or anything else where another try may help."""

    @property
    def code(self) -> str: ...
    def address_of(self, person: Person) -> str: ...
    def send(self, letter: Letter) -> None: ...


@dataclass(frozen=True)
class Mail:
    """E-mail through the office's own server.

    ``security`` is "" (none), "tls" (STARTTLS) or "ssl".
    """

    host: str
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = ""
    sender: str = "luoshi@localhost"
    timeout_seconds: int = 20
    code: str = "mail"

    def address_of(self, person: Person) -> str:
        """Return where ``person`` is written to; "" where nowhere."""
        return person.email

    def send(self, letter: Letter) -> None:
        """Hand ``letter`` to the server; its Message-ID is fixed by its token."""
        home = self.sender.rpartition("@")[2].strip("> ") or "localhost"
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            from_email=self.sender,
            to=[letter.to],
            headers={
                "Message-ID": f"<{letter.token}@{home}>",
                "Auto-Submitted": "auto-generated",
            },
            connection=get_connection(
                SMTP,
                host=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.security == "tls",
                use_ssl=self.security == "ssl",
                timeout=self.timeout_seconds,
            ),
        )
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            if 500 <= code < 600:
                raise Undeliverable(f"{code} {words}") from refused
            raise


@dataclass
class Post:
    """The channels in use, and the address under which the pages are found from outside."""

    channels: dict[str, Channel] = field(default_factory=dict)
    address: str = "http://127.0.0.1:8000"


_post = Post()


def current() -> Post:
    """Return the channels in use; none until the settings name one."""
    return _post


def open_with(channels: Iterable[Channel], *, address: str) -> None:
    """Use these channels from now on, and no others; ``address`` stands before every link."""
    _post.channels = {one.code: one for one in channels}
    _post.address = address.rstrip("/")
