"""How the mail goes: sent last, waiting, failed and why; and who is missing where somebody should be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi import clock
from luoshi.notices import actions, channels, queries
from luoshi.web.notices import tabs_of
from luoshi.web.page import Request, go_to, page
from luoshi.web.rules import WHOM_WORDS


@require_GET
def outbox(request: Request) -> HttpResponse:
    """The outbox for whoever looks after it."""
    rows = queries.messages_for(request.user, now=clock.now())
    state = request.GET.get("state", "")
    if state in queries.MESSAGE_STATES:
        rows = rows.filter(state=state)
    counts = queries.outbox_counts()
    context = {
        "messages_shown": list(rows[: queries.SHOWN_MESSAGES]),
        "counts": [(one, one.label, counts[one]) for one in queries.MESSAGE_STATES],
        "state": state,
        "last": queries.last_sent(),
        "channels": list(channels.current().channels.values()),
        "gaps": [
            gap | {"whom_words": WHOM_WORDS.get(str(gap["whom"]), gap["whom"])}
            for gap in queries.gaps()
        ],
    }
    return page(request, "notices/outbox.html", context | tabs_of(request, "outbox"))


@require_POST
def message_retry(request: Request, pk: int) -> HttpResponse:
    """Try one message again."""
    now = clock.now()
    message = queries.message_for(request.user, pk, now=now)
    actions.retry(message, by=request.user, now=now)
    messages.success(request, _("下次巡检时重新发送。"))
    return go_to(request, "outbox")
