"""The papers that were drafted or issued about one thing of the register."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from luoshi.issuing import documents
from luoshi.issuing.models import Document, DocumentKind
from luoshi.orgs.models import Account

SHOWN_MOST = 20


def papers_about(
    by: Account, about: str, pk: int, *, now: dt.datetime, key: str = ""
) -> QuerySet[Document]:
    """Return the papers about one row that ``by`` may see, newest first.

    ``about`` is engagement, matter, project or group; of anything else papers know their occasion
    only, and ``key`` names it.
    """
    rows = documents.documents_for(by, now=now)
    if about in ("engagement", "matter", "project", "group"):
        mine = Q(**{about: pk})
        if about == "matter":
            mine |= Q(carries=pk)
        if about == "project":
            mine &= ~Q(kind=DocumentKind.PROJECT_REPORT)
        rows = rows.filter(pk__in=Document.objects.filter(mine).values("pk"))
    else:
        rows = rows.filter(key=key)
    return rows.order_by("-pk")[:SHOWN_MOST]
