"""Whatever is sent in is searched for secrecy marks before a page or the interface looks at it.

What bears one is refused here, so that it comes into no form, session, log or row; who, when and
where is kept, and shown to whoever watches over secrets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse

from luoshi import clock
from luoshi.audit.origin import Door
from luoshi.progress import links
from luoshi.progress.actions import Guest
from luoshi.sources import incidents, secrecy
from luoshi.values.errors import Refusal, SecretMark
from luoshi.web import errors
from luoshi.web.origin import address_of

SMALL_FILE_BYTES = 256 * 1024
BY_LINK = "report_by_link"
HARMFUL = "file-infected"
STRANGER = "未登录人员"


class SecretsStayOut:
    """Middleware: refuses a form, or a small file of plain text, that bears a secrecy mark.

    Files of other formats are searched by whoever reads them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, given: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer for the view where what was sent may not be looked at."""
        if request.method != "POST" or not (_is_known(request) or _name(request) == BY_LINK):
            return None
        try:
            secrecy.refuse_marks(*_texts(request))
        except SecretMark as refusal:
            met(request, refusal)
            return errors.answer(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Note a mark that only the reading of a file found; the page of it is made elsewhere."""
        if isinstance(error, SecretMark):
            met(request, error)


def refuse_marked_body(request: HttpRequest) -> None:
    """Raise SecretMark if a text in the JSON of ``request`` bears a secrecy mark."""
    if request.method in ("GET", "HEAD"):
        return
    try:
        body = json.loads(request.body or b"null")
    except (ValueError, RecursionError):
        return  # no JSON: whoever reads it says so
    secrecy.refuse_marks(*_strings(body))


def met(request: HttpRequest, refusal: SecretMark) -> None:
    """Keep that a secrecy mark was met at the address of ``request``."""
    grade = str(refusal.params.get("grade", "confidential"))
    now = clock.now()
    incidents.report(grade=grade, place=_name(request), by=_who(request, now=now), now=now)


def met_harm(request: HttpRequest, refusal: Refusal) -> None:
    """Keep that a harmful file was handed in at the address of ``request``, where it was refused for that."""
    if refusal.code == HARMFUL:
        now = clock.now()
        who = _who(request, now=now)
        incidents.report(grade="harmful", place=_name(request), by=who, now=now)


def _is_known(request: HttpRequest) -> bool:
    return bool(getattr(getattr(request, "user", None), "is_authenticated", False))


def _name(request: HttpRequest) -> str:
    matched = request.resolver_match
    return (matched.url_name if matched else "") or ""


def _who(request: HttpRequest, *, now: Any) -> Any:
    if _is_known(request):
        return request.user
    name, token = STRANGER, request.resolver_match.kwargs.get("token", "")  # type: ignore[union-attr]
    try:
        name = links.link_of(token, now=now).person.name
    except Refusal:
        return Guest(name, door=Door.LINK.value, address=address_of(request))
    return Guest(name, address=address_of(request))


def _texts(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if "password" not in name and name != "csrfmiddlewaretoken":
            yield from values
    for _field, files in request.FILES.lists():
        for file in files:
            yield PurePath(file.name or "").stem
            if (file.size or 0) <= SMALL_FILE_BYTES:
                yield _plain(file)


def _plain(file: Any) -> str:
    """Return the text of a file of plain text, "" for any other; leave the file as it was."""
    data = file.read()
    file.seek(0)
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError:
        return ""


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case list() as items:
                waiting.extend(items)
            case dict() as items:
                waiting.extend(items.values())
