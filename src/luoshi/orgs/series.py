"""Numbers without gaps: each unit's own run for each word and year."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from luoshi.orgs.models import Series, Unit


def take_number(unit: Unit, *, word: str, year: int) -> int:
    """Return the next number of ``unit``'s series ``word``〔``year``〕, beginning with 1.

    It belongs to the caller's transaction: the row stays locked until that ends, so that a
    second taker waits, and a transaction that falls leaves no gap.  Raises RuntimeError
    outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    series, _ = Series.objects.get_or_create(unit=unit, word=word, year=year)
    Series.objects.filter(pk=series.pk).update(last=F("last") + 1)
    return Series.objects.values_list("last", flat=True).get(pk=series.pk)
