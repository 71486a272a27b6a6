"""What a kind of row is found by, said once for each kind in ``searching/kinds/``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from luoshi.searching.models import Entry
from luoshi.searching.wanted import TERM_MOST
from luoshi.values.civil import civil_day
from luoshi.values.folding import pieces

PIECE = 1000  # folded signs; PostgreSQL keeps 256 places of one pair and no more
OVERLAP = TERM_MOST
TITLE_MOST = 300
Texts = Callable[[Collection[int]], Iterable[tuple[int, str]]]


@dataclass(frozen=True)
class Kind:
    """One kind of rows that can be found.

    ``code`` is the model's name, its page ``{code}_detail`` unless ``page`` says else; ``seen`` gives the rows that
    somebody may see.  ``title``, ``names`` and ``text`` name fields (also of what the row points
    at), ``titled`` makes the title of these and ``titled_by`` if one field does not do.  ``called`` and ``more`` give
    names and texts of other tables by the row's id.  ``day`` is what hits are ordered by.
    ``touched``: an event of another kind of row changes which of these.  ``rank`` orders the kinds.
    """

    code: str
    label: str | Promise
    model: type[Model]
    seen: Callable[..., QuerySet[Any]]
    title: str
    names: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    day: str = ""
    titled: Callable[[Mapping[str, Any]], str] | None = None
    titled_by: tuple[str, ...] = ()
    called: Texts | None = None
    more: Texts | None = None
    touched: Mapping[str, Callable[[Collection[int]], Iterable[int]]] = field(default_factory=dict)
    only: Q = field(default_factory=Q)
    page: str = ""
    rank: int = 50

    @property
    def detail(self) -> str:
        """Return the name of the page of one row."""
        return f"{self.page or self.code}_detail"

    @property
    def rows(self) -> QuerySet[Any]:
        """Return every row that can be found."""
        return self.model._default_manager.filter(self.only)

    def entries(self, keys: Collection[int]) -> Iterator[Entry]:
        """Yield what the rows with these ids are found by, piece by piece, unsaved."""
        called, more = _by_key(self.called, keys), _by_key(self.more, keys)
        fields = {"pk", self.title, *self.names, *self.text, *filter(None, [self.day])}
        fields |= set(self.titled_by)
        for row in self.rows.filter(pk__in=keys).order_by("pk").values(*fields):
            yield from self._pieces(row, called.get(row["pk"], []), more.get(row["pk"], []))

    def _pieces(
        self, row: Mapping[str, Any], called: list[str], more: list[str]
    ) -> Iterator[Entry]:
        title = self.titled(row) if self.titled else row[self.title] or ""
        names = [*(row[name] for name in self.names if row[name]), *called]
        text = "\n".join([*(row[name] for name in self.text if row[name]), *more])
        for n, piece in enumerate(pieces(text, size=PIECE, overlap=OVERLAP)):
            yield Entry(
                kind=self.code,
                key=row["pk"],
                piece=n,
                title=_clean(title)[:TITLE_MOST],
                names="\n".join(dict.fromkeys(map(_clean, names))),
                text=_clean(piece),
                day=_day(row.get(self.day)),
            )


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ue000-\ue004]")


def _clean(text: str) -> str:
    """Return ``text`` without signs that no database keeps, or that mark our own pairs."""
    return _CONTROL.sub(" ", text)


def _day(value: Any) -> dt.date | None:
    return civil_day(value) if isinstance(value, dt.datetime) else value


def _by_key(texts: Texts | None, keys: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, text in texts(keys) if texts else ():
        if text:
            found.setdefault(key, []).append(text)
    return found
