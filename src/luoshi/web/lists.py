"""Lists of the register: filtered, sorted and paged by the address alone.

The whole state of a list stands in its address, so an address can be shared,
kept and gone back to.  Sort keys come from a list of columns, never from the
reader; a filter that is not valid is shown as such and narrows nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django_filters import FilterSet

PER_PAGE = 50
SORT, PAGE = "sort", "page"
COUNTED_MOST = 1000  # rows are counted so far, and always some pages beyond the one that is shown
PAGES_AHEAD = 10
PAGES_MOST = 10**9  # a number beyond it is nobody's page, and no number of rows for a database


class Pages(Paginator):
    """Pages of a list of any length, at a price that does not grow with it.

    Only the keys of the rows are put in order; the 50 of one page are then fetched whole.  Rows
    are counted up to ``COUNTED_MOST``, or further where somebody leafs further: ``is_counted``
    says whether ``count`` is all of them.
    """

    reaches = COUNTED_MOST
    parts: Sequence[QuerySet[Any]] = ()
    whole: QuerySet[Any] | None = None

    def get_page(self, number: Any) -> Page[Any]:
        """Return page ``number``, the last one where it lies beyond the end, the first for no number."""
        wanted = 1
        with contextlib.suppress(TypeError, ValueError):
            wanted = min(int(number), PAGES_MOST)
        self.reaches = max(COUNTED_MOST, (wanted + PAGES_AHEAD) * self.per_page)
        return super().get_page(number)

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list.order_by().values("pk")  # type: ignore[attr-defined]
        return int(rows[: self.reaches + 1].count())

    @cached_property
    def count(self) -> int:
        """How many rows there are, as far as they are counted."""
        return min(self._counted, self.reaches)

    @property
    def is_counted(self) -> bool:
        """True if ``count`` is all of them, False if there are more."""
        return self._counted <= self.reaches

    def page(self, number: Any) -> Page[Any]:
        """Return page ``number`` with its rows fetched; raises InvalidPage where there is none."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list if self.whole is None else self.whole
        keys = self._keys(first, self.per_page)
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        return Page([found[pk] for pk in keys if pk in found], number, self)

    def _keys(self, first: int, wanted: int) -> list[Any]:
        """Return the keys of ``wanted`` rows from number ``first``: of the parts, one after the other.

        In one query, however many parts it takes to fill a page: a database reads the next part
        only where those before it are through.
        """
        if not self.parts:
            rows: Any = self.object_list
            return list(rows.values_list("pk", flat=True)[first : first + wanted])
        said, values = [], []
        for part in self.parts:
            with contextlib.suppress(EmptyResultSet):
                keys = part.values_list("pk", flat=True)[: first + wanted]
                sql, params = keys.query.get_compiler(part.db).as_sql()
                said.append(f"SELECT * FROM ({sql}) AS part_{len(said)}")
                values += params
        if not said:
            return []
        with connections[self.parts[0].db].cursor() as cursor:
            one_after_the_other = " UNION ALL ".join(said)
            cursor.execute(f"{one_after_the_other} LIMIT %s OFFSET %s", [*values, wanted, first])
            return [key for (key,) in cursor.fetchall()]


@dataclass(frozen=True)
class Column:
    """One column: its key in the address, its heading, and the fields it sorts by.

    ``fields`` are order_by names, ascending; none means that it cannot be
    sorted.  ``css`` goes to the heading's class.  ``parts`` divides rows into
    those that come first, then, …, each to be ordered by the fields behind the
    first: for long lists, where ranking every row would take too long.
    """

    key: str
    label: str | Promise
    fields: tuple[str, ...] = ()
    css: str = ""
    parts: Callable[[QuerySet[Any]], list[QuerySet[Any]]] | None = None


@dataclass(frozen=True)
class Heading:
    """A column as its heading shows it: where a click leads, how it is sorted now."""

    key: str
    label: str | Promise
    css: str
    address: str
    direction: str


@dataclass(frozen=True)
class Listing:
    """What the partials of lists need: rows of one page, headings, filters, addresses."""

    rows: Page[Any]
    headings: list[Heading]
    filters: FilterSet | None
    sort: str
    path: str
    _query: QueryDict = field(repr=False)

    @property
    def total(self) -> int:
        """Count of all rows that pass the filters, as far as they are counted."""
        return self.rows.paginator.count

    @property
    def has_more(self) -> bool:
        """True if there are more rows than ``total``."""
        return not getattr(self.rows.paginator, "is_counted", True)

    @property
    def all_rows(self) -> Any:
        """Every row that passes the filters, in order, as a QuerySet: for exports."""
        return self.rows.paginator.object_list

    @property
    def is_narrowed(self) -> bool:
        """True when at least one filter holds a value."""
        return bool(self.active_filters)

    @property
    def active_filters(self) -> list[str]:
        """Names of the filters that hold a value."""
        if self.filters is None:
            return []
        return [
            name
            for name in self.filters.form.fields
            if any(key == name or key.startswith(f"{name}_") for key in self._query)
        ]

    @property
    def query(self) -> str:
        """The address' query with filters and sort, without the page: for exports and links."""
        return self._query.urlencode()

    @property
    def cleared(self) -> str:
        """The address without any filter; its order keeps a view chosen for this list from coming back."""
        return f"{self.path}?{SORT}={self.sort}"

    @property
    def pages(self) -> list[dict[str, Any]]:
        """Links for the pager: number (or None for a gap), address, whether it is this page."""
        paginator = self.rows.paginator
        numbers = paginator.get_elided_page_range(self.rows.number, on_each_side=1, on_ends=1)
        return [
            {"number": n, "address": self.at_page(n), "current": n == self.rows.number}
            if isinstance(n, int)
            else {"number": None, "address": "", "current": False}
            for n in numbers
        ]

    @property
    def next_address(self) -> str:
        """Address of the next page, empty on the last."""
        return self.at_page(self.rows.number + 1) if self.rows.has_next() else ""

    @property
    def previous_address(self) -> str:
        """Address of the page before, empty on the first."""
        return self.at_page(self.rows.number - 1) if self.rows.has_previous() else ""

    def at_page(self, number: int) -> str:
        """Return the address of page ``number`` under the same filters and sort."""
        return _address(self.path, self._query, **({PAGE: str(number)} if number > 1 else {}))


def _address(path: str, query: QueryDict, **changes: str) -> str:
    copy = query.copy()
    for key, value in changes.items():
        copy[key] = value
    return f"{path}?{copy.urlencode()}" if copy else path


def _clean(query: QueryDict) -> QueryDict:
    """Return ``query`` without empty values and without the page."""
    clean = QueryDict(mutable=True)
    for key, values in query.lists():
        kept = [value for value in values if value.strip()]
        if kept and key != PAGE:
            clean.setlist(key, kept)
    return clean


def _sorted_by(wanted: str, columns: Sequence[Column], default: str) -> str:
    allowed = {column.key for column in columns if column.fields}
    return wanted if wanted.removeprefix("-") in allowed else default


def _order(sort: str, columns: Sequence[Column]) -> list[str]:
    """Return order_by names for ``sort``; the primary key last, so that pages never overlap."""
    back = sort.startswith("-")
    fields = next((c.fields for c in columns if c.key == sort.removeprefix("-")), ())
    turned = [_turned(name) if back else name for name in fields]
    return [*turned, "-pk" if back else "pk"]


def _parts(rows: QuerySet[Any], sort: str, columns: Sequence[Column]) -> Sequence[QuerySet[Any]]:
    """Return ``rows`` in the ordered parts of the column that they are sorted by; none without."""
    back = sort.startswith("-")
    by = next((column for column in columns if column.key == sort.removeprefix("-")), None)
    if by is None or by.parts is None:
        return ()
    order = [*(_turned(name) if back else name for name in by.fields[1:]), "-pk" if back else "pk"]
    parts = [part.order_by(*order) for part in by.parts(rows)]
    return parts[::-1] if back else parts


def addresses_of(viewname: str) -> Callable[[int], str]:
    """Return what gives the address of each row of a list by its key: reversed once for all of them."""
    before, _, behind = reverse(viewname, args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{behind}"


def said_of(choices: Any) -> dict[str, str]:
    """Return what each value of ``choices`` is called in the reader's language."""
    return {value: str(label) for value, label in choices.choices}


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _headings(columns: Sequence[Column], sort: str, path: str, query: QueryDict) -> list[Heading]:
    headings = []
    for column in columns:
        direction, follow = "none", column.key
        if column.key == sort:
            direction, follow = "ascending", f"-{column.key}"
        elif sort == f"-{column.key}":
            direction = "descending"
        address = _address(path, query, **{SORT: follow}) if column.fields else ""
        headings.append(
            Heading(column.key, column.label, column.css, address, direction if address else "")
        )
    return headings


def listing(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    columns: Sequence[Column],
    default_sort: str,
    filters: type[FilterSet] | None = None,
    per_page: int = PER_PAGE,
    whole: QuerySet[Any] | None = None,
) -> Listing:
    """Return ``rows`` as the request's address wants to see them.

    ``default_sort`` is a column's key, with "-" in front for descending.
    ``filters`` is a FilterSet class declared without a model.  An unknown sort
    key falls back to the default, a page beyond the end to the last.  The rows of a page are
    fetched from ``whole`` if it is given: without what they are only sorted by.
    """
    query = _clean(request.GET)
    filtered = filters(query, queryset=rows, request=request) if filters else None
    sort = _sorted_by(query.get(SORT, ""), columns, default_sort)
    if query.get(SORT) not in (None, sort):
        del query[SORT]
    found = filtered.qs if filtered else rows
    pages = Pages(found.order_by(*_order(sort, columns)), per_page)
    pages.parts, pages.whole = _parts(found, sort, columns), whole
    return Listing(
        rows=pages.get_page(request.GET.get(PAGE)),
        headings=_headings(columns, sort, request.path, query),
        filters=filtered,
        sort=sort,
        path=request.path,
        _query=query,
    )
