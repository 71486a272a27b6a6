"""The doors of the pages that cost much or lead in without a log-in are used at a measured pace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi import clock
from luoshi.audit.actions import System
from luoshi.audit.origin import Door
from luoshi.orgs import entrance
from luoshi.pacing.spending import use_door
from luoshi.progress.links import hashed
from luoshi.values.errors import TooOften
from luoshi.web import errors
from luoshi.web.origin import address_of, came_in


class Paced(NamedTuple):
    """Under which pace a door is used, and by which methods."""

    door: str
    methods: tuple[str, ...] = ("GET", "POST")


HANDED_IN = Paced("intake", ("POST",))
TAKEN_OUT = Paced("export")
# By the name of the address.  A door that hands out a file, or takes one, has its line here.
DOORS = {
    "draft_new": HANDED_IN,
    "report_slip_back": HANDED_IN,
    "draft_second": HANDED_IN,
    "ledger_in_new": HANDED_IN,
    "ledger_in_wrong": TAKEN_OUT,
    "ledger_in_back": TAKEN_OUT,
    "export_projects": TAKEN_OUT,
    "export_matters": TAKEN_OUT,
    "export_reports": TAKEN_OUT,
    "export_commitments": TAKEN_OUT,
    "export_burden": TAKEN_OUT,
    "report_slip": TAKEN_OUT,
    "source_file": TAKEN_OUT,
    "order_pdf": TAKEN_OUT,
    "order_docx": TAKEN_OUT,
    "audit_export": TAKEN_OUT,
    "audit_seals_file": TAKEN_OUT,
    "audit_verify": Paced("export", ("POST",)),
    "go": Paced("mail_link"),
    "report_by_link": Paced("report_link"),
    "diary_feed": Paced("feed", ("GET", "HEAD")),
    "verify": Paced("verify"),
    "document_read_back": TAKEN_OUT,
    "document_docx": TAKEN_OUT,
    "document_pdf": TAKEN_OUT,
    "document_preview": TAKEN_OUT,
}
# Whose every link is counted for itself.
LINKS = {"report_by_link": "link", "diary_feed": "feed"}
# Where the form of an address stands that only takes what is sent.
FORM_OF = {"report_slip_back": "report_write", "draft_second": "draft_detail"}


class DoorsArePaced:
    """Middleware: answers 429 where an account, a link or an address uses a door too often.

    Before the log-in, so that guessing at links counts as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, given: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer for the view where its door was used too often."""
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        paced = DOORS.get(name)
        if paced is None or request.method not in paced.methods:
            return None
        try:
            use_door(
                paced.door,
                each=_each(request, name, given),
                address=address_of(request),
                now=clock.now(),
            )
        except TooOften as refusal:
            keep_haste(request, refusal)
            return errors.answer(request, refusal, again=_again(request, name, given))
        return None


def keep_haste(request: HttpRequest, refusal: TooOften) -> None:
    """Keep in the record whose uses of a door ran out: once, however often she goes on asking."""
    user, by_program = getattr(request, "user", None), refusal.door == "interface"
    door = Door.INTERFACE if by_program else Door.PAGE
    if user is not None and user.is_authenticated:
        came_in(user, request, door=door)
        by: Any = user
    else:
        door = Door.LINK if refusal.door in ("report_link", "feed") else door
        by = System("未登录", door=door, address=address_of(request))
    for who in refusal.newly:
        entrance.note_haste(door=refusal.door, who=who, by=by, now=clock.now())


def _each(request: HttpRequest, name: str, given: dict[str, Any]) -> str:
    """Return whose use this is: of a link for a report, else of an account; "" for a stranger's."""
    user = getattr(request, "user", None)
    if name in LINKS:
        return f"{LINKS[name]}:{hashed(given['token'])}"
    return f"account:{user.pk}" if user is not None and user.is_authenticated else ""


def _again(request: HttpRequest, name: str, given: dict[str, Any]) -> str:
    """Return where the form is that was sent, or the page that was asked for; "" for the desk."""
    if name in FORM_OF:
        return reverse(FORM_OF[name], kwargs=given)
    return request.path if "GET" in DOORS[name].methods or name == "draft_new" else ""
