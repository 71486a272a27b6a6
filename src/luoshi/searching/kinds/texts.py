"""Papers by what they say now, and the documents that were read, passage by passage.

What was refused or waits for the scanner is no source, so it can never stand here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F
from django.utils.translation import pgettext_lazy

from luoshi.issuing.documents import documents_for
from luoshi.issuing.models import Document, Version
from luoshi.searching.kind import Kind
from luoshi.sources.models import Source
from luoshi.sources.queries import visible_sources

_UNSAID = frozenset({"block", "format", "role", "style", "align", "level", "n", "address"})


def _words(said: Any) -> Iterator[str]:
    """Yield the words of a paper's data in their order, without what only says how they are set."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, list):
        for one in said:
            yield from _words(one)
    elif isinstance(said, dict):
        for name, one in said.items():
            if name not in _UNSAID:
                yield from _words(one)


def _said(keys: Collection[int]) -> Iterable[tuple[int, str]]:
    rows = Version.objects.filter(document__in=keys, n=F("document__said")).order_by("pk")
    for document, said in rows.values_list("document", "said"):
        body = {name: said.get(name) for name in ("foreword", "body", "sheets", "attachments")}
        yield document, "\n".join(_words(body))


KINDS = (
    Kind(
        "document",
        pgettext_lazy("list", "公文"),
        Document,
        documents_for,
        title="title",
        names=("number",),
        more=_said,
        day="drafted_at",
        rank=5,
    ),
    Kind(
        "source",
        pgettext_lazy("list", "来源文件"),
        Source,
        visible_sources,
        title="title",
        text=("text",),
        day="received_at",
        rank=90,
    ),
)
