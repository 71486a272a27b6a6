"""What every answer and every body of the interface shares: strict days, pages of a list, refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from ninja import Query, Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
)

from luoshi.values.civil import EARLIEST, LATEST
from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop
from luoshi.web.templatetags.luoshi_ui import show

PAGE_MOST = 200
OFFSET_MOST = 100_000
TEXT_MOST = 20_000


def _iso_only(value: object) -> object:
    """Take a day only as ISO text: a number would else become a day of 1970."""
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("a day is written like 2026-05-31")
    return value


def _whole(value: object) -> object:
    """Take 7 and 7.0, which JSON does not tell apart, but neither text nor true."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number is wanted")
    return value


def _countable(day: dt.date, info: ValidationInfo) -> dt.date:
    """Refuse a day with which nobody counts, by the same words as the pages."""
    if not EARLIEST <= day <= LATEST:
        raise BadInput.of(
            info.field_name or "day",
            gettext_noop("请填写%(first)s年到%(last)s年之间的日期。"),
            code="day-out-of-range",
            first=EARLIEST.year,
            last=LATEST.year,
        )
    return day


IsoDay = Annotated[dt.date, BeforeValidator(_iso_only), AfterValidator(_countable)]
# PostgreSQL cannot store the character NUL.
Text = Annotated[str, Field(max_length=TEXT_MOST, pattern=r"^[^\x00]*$")]
ID_MOST = 2**53 - 1
RowId = Annotated[
    int,
    BeforeValidator(_whole),
    Field(ge=1, le=ID_MOST),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": ID_MOST}),
]


class Body(Schema):
    """A body: what it does not know it refuses, so that a misspelt field is never lost."""

    model_config = ConfigDict(extra="forbid")


class Refused(Schema):
    """Why something was not done: a code for programs, a sentence for people, both by field."""

    code: str
    message: str
    fields: dict[str, str] = {}


class Paged(Schema):
    """A piece of a list: where it begins, how many at most."""

    limit: int = Field(50, ge=1, le=PAGE_MOST)
    offset: int = Field(0, ge=0, le=OFFSET_MOST)


PagedQuery = Annotated[Paged, Query()]
REFUSALS: dict[int, type[Refused]] = dict.fromkeys(
    (400, 401, 403, 404, 409, 413, 422, 429), Refused
)


def piece(rows: QuerySet[Any], paged: Paged) -> tuple[list[Any], bool]:
    """Return the rows of a piece, and whether more come after it."""
    found = list(rows[paged.offset : paged.offset + paged.limit + 1])
    return found[: paged.limit], len(found) > paged.limit


def listed(items: Iterable[dict[str, Any]], *, more: bool) -> dict[str, Any]:
    """Return a list as every list is answered."""
    return {"items": list(items), "more": more}


def named(row: Any) -> dict[str, Any] | None:
    """Return a row as id and name; None for none."""
    return None if row is None else {"id": row.pk, "name": str(row)}


def lit(light: Any) -> dict[str, str] | None:
    """Return a light as colour, shape, word, rule and reason, in the language of the request."""
    if light is None:
        return None
    return {
        "colour": light.colour.value,
        "shape": light.shape.value,
        "word": gettext(light.word),
        "rule": light.rule,
        "reason": light.reason.said(gettext, show),
    }
